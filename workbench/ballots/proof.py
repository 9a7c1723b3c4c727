"""What a ballot claims, worked out again: its binding, its votes in time and from the roll, its result, its adoption."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import (
    advising,
    blocs,
    candidates,
    challenges,
    elections,
    extending,
    filling,
    findings,
    frozen,
    late,
    motions,
    opinions,
    outcomes,
    presence,
    proxies,
    queries,
    ranked,
    ratifying,
    reconsidering,
    rules,
    seating,
    second,
    secrecy,
    slight,
    ties,
    versions,
    waits,
)
from workbench.ballots.models import Adoption, Ballot, CastingVote, RuleVersion, Voiding
from workbench.ballots.schedules import Schedule
from workbench.cases.models import Case
from workbench.definition.models import Version
from workbench.errors import Fault, Refusal
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest, name_of
from workbench.proposals import asking, recusals
from workbench.proposals.models import Proposal, Revision


def disagreements(session: Session) -> Iterator[str]:
    """Every ballot that is not what it claims, and every adoption that is half done, in words."""
    for ballot in session.exec(select(Ballot).order_by(col(Ballot.no))).all():
        try:
            yield from _binding(session, ballot)
            yield from _seats(session, ballot)
            yield from _votes(session, ballot)
            yield from _result(session, ballot)
            yield from challenges.disagreements(session, ballot)
            yield from opinions.disagreements(session, ballot)
            yield from reconsidering.disagreements(session, ballot)
            yield from ratifying.disagreements(session, ballot)
            yield from blocs.disagreements(session, ballot)
            yield from extending.disagreements(session, ballot)
            yield from late.disagreements(session, ballot)
            yield from presence.disagreements(session, ballot)
            yield from slight.disagreements(session, ballot)
            yield from advising.disagreements(session, ballot)
            yield from proxies.disagreements(session, ballot)
        except (Fault, Refusal) as broken:
            yield f"ballot {ballot.no}: it cannot be counted again: {broken}"
    yield from _schedules(session)
    yield from _adoptions(session)
    yield from _amendments(session)
    for made in session.exec(select(RuleVersion).order_by(col(RuleVersion.name), col(RuleVersion.version))).all():
        if rules.fingerprint(made.rule) != made.rule_sha256:
            yield f"rule {made.name}, version {made.version}: it does not have the hash that it was put into force with"
        entry = session.exec(select(Minute).where(Minute.thing == name_of(made))).first()
        if entry and "ballot_no" in entry.body["rows"][name_of(made)] and frozen.unfounded(session, made):
            yield f"rule {made.name}, version {made.version}: ballots were held under it before, and none carried this"


def _entry(session: Session, ballot: Ballot, act: str) -> Minute | None:
    return session.exec(select(Minute).where(Minute.thing == name_of(ballot), Minute.act == act)).first()


def _binding(session: Session, ballot: Ballot) -> Iterator[str]:
    """The statement in the minutes has the hash the ballot was opened with, and says what the tables say."""
    opened = _entry(session, ballot, "ballots.open")
    if opened is None:
        yield f"ballot {ballot.no}: the minutes do not hold its opening"
        return
    statement = opened.body.get("statement", {})
    if rules.fingerprint(statement) != ballot.binding:
        yield f"ballot {ballot.no}: its binding is not the hash of what it was opened on"
    is_election = rules.is_election(ballot.rule)
    roll = sorted([entry.member_id, entry.name] for entry in queries.roll(session, ballot))
    numbers = [option.proposal_no for option in queries.options(session, ballot)]
    again = [] if is_election or versions.is_one(ballot) else queries.to_rerun(session, numbers, ballot.case_no, ballot)
    now = {"parts": None} | seating.divided(queries.roll(session, ballot)) | {
        "visibility": ballot.rule.get("visibility"), "reruns": again or None,
        "base": ballot.base, "base_commit": ballot.base_commit, "rule_sha256": rules.fingerprint(ballot.rule), "roll": roll,
        "opens_at": ballot.opens_at.isoformat(), "closes_at": ballot.closes_at.isoformat(),
    } | _about(session, ballot)  # fmt: skip
    if rules.is_signoff(ballot.rule) and statement.get("closes_at", "") < now["closes_at"]:
        now.pop("closes_at")  # put off so that its last period ran to its end
    elif moved := extending.of(session, ballot):
        now["closes_at"] = moved[0].before.isoformat()
    for key, value in now.items():
        if statement.get(key) != value:
            yield f"ballot {ballot.no}: its {key.replace('_', ' ')} is not the one it was opened with"
    if is_election:
        yield from filling.disagreements(session, ballot)
    elif versions.is_one(ballot):
        yield from versions.disagreements(session, ballot)
    elif ballot.case_no is None:
        queries.documents(session, ballot)
    elif (
        rules.fingerprint(findings.bound(session, session.get_one(Case, ballot.case_no), opened.seq))
        != ballot.fingerprint
    ):
        yield f"ballot {ballot.no}: it is not on the findings that counted in case {ballot.case_no} when it opened"


def _seats(session: Session, ballot: Ballot) -> Iterator[str]:
    """Every seat is the one in the statement, but for recusals, each of which has its own row, and for who left."""
    opened = _entry(session, ballot, "ballots.open")
    told = {one[0]: one[1:] for one in opened.body["statement"].get("seats", [])} if opened else {}
    out = recusals.out(session, queries.proposals(session, second.first(session, ballot))) | candidates.recused(
        session, ballot
    )
    for entry in queries.roll(session, ballot):
        *fixed, status = told.get(entry.member_id, ["", False, "eligible"])
        is_so = entry.status in (status, "left", out.get(entry.member_id, "eligible"))
        if fixed != [entry.affiliation, entry.is_chair] or not is_so:
            yield f"ballot {ballot.no}: the seat of {entry.name} is not as the statement and the recusals have it"


def _about(session: Session, ballot: Ballot) -> dict[str, object]:
    """What the statement of a ballot says of the texts that it is on, as the tables have them."""
    if rules.is_election(ballot.rule):
        return filling.bound(session, ballot)
    if versions.is_one(ballot):
        return versions.bound(session, ballot)
    if ballot.case_no:
        return {"case": ballot.case_no, "round": ballot.revision, "findings_sha256": ballot.fingerprint}
    options = queries.options(session, ballot)
    if rules.is_ranked(ballot.rule):
        filed = [session.get_one(Revision, (one.proposal_no, one.revision)) for one in options]
        trees = {str(one.proposal_no): asking.digest(one) for one in filed if one.requirements}
        told = [[one.proposal_no, one.revision, one.fingerprint, one.claimed] for one in options]
        return {"options": told, "requirements_sha256": trees or None}
    revision = queries.revision(session, ballot)
    amends: dict[str, object] = {"amends": [revision.amends_no, revision.amends_n]} if revision.amends_no else {}
    amends["requirements_sha256"] = asking.digest(revision) or None
    amends |= {"body": ballot.body, "bloc": ballot.bloc}
    return amends | {"proposal": ballot.proposal_no, "revision": ballot.revision, "text_sha256": ballot.fingerprint}


def _votes(session: Session, ballot: Ballot) -> Iterator[str]:
    """Votes in time and, after the close, choices that open the digests taken when they were cast."""
    end = min(filter(None, [ballot.closed_at, ballot.closes_at]))
    taken = [
        e.body
        for e in session.exec(select(Minute).where(Minute.thing == name_of(ballot), Minute.act == "ballots.vote"))
    ]
    digests = {name: row for body in taken for name, row in body.get("rows", {}).items()}
    found = queries.votes(session, ballot)
    yield from secrecy.disagreements(session, ballot, found)
    for vote in found:
        late = vote.cast_at >= ballot.closes_at or vote.cast_at > end
        if late or vote.cast_at < ballot.opens_at:
            yield f"ballot {ballot.no}: {name_of(vote)} was cast at {vote.cast_at:%Y-%m-%d %H:%M:%S}, when it was not open"
    closed = _entry(session, ballot, "ballots.close")
    for name, told in (closed.body.get("votes", {}) if closed else {}).items():
        kept = digests.get(name, {}).get("choice")
        if kept != digest(told["salt"], canonical(told["choice"])):
            yield f"ballot {ballot.no}: the choice told at the close does not open the digest of {name}"


def _result(session: Session, ballot: Ballot) -> Iterator[str]:
    if secrecy.is_secret(ballot) and queries.is_sealed(session, ballot):
        return  # void before its result, and nothing is left to count
    result = queries.result(session, ballot)
    if result.counts.faults:
        yield f"ballot {ballot.no}: {'; '.join(result.counts.faults)}"
    if ballot.closed_at is None:
        return
    outcome = result.outcome
    voided = session.get(Voiding, ballot.no)
    if (voided is not None) != (ballot.outcome == "void"):
        yield f"ballot {ballot.no}: whether it is void is not as its reason says"
    stands = voided.outcome if voided else ballot.outcome
    if stands is None:
        return
    decided = session.get(CastingVote, ballot.no)
    if isinstance(result, elections.Result):
        is_open = outcome == "tie_pending" and not decided
        outcome = (
            outcome
            if outcome != "tie_pending" or is_open
            else "adopted"
            if candidates.elected(session, ballot)
            else "rejected"
        )
    elif decided and outcome == "tie_pending":
        outcome = "adopted" if decided.option and decided.option in ties.options(ballot, result) else "rejected"
        if decided.option != (ballot.proposal_no if outcome == "adopted" else ranked.DEFAULT):
            yield f"ballot {ballot.no}: the casting vote is not for what came of it"
    closed = _entry(session, ballot, "ballots.close")
    told = closed.body.get("votes", {}) if closed else None
    tied = result.won if isinstance(result, ranked.Tally) else ()
    if tied and not decided and stands == "adopted" and outcomes.drawn(told or {}, tied) != ballot.proposal_no:
        yield f"ballot {ballot.no}: its votes are for proposal {outcomes.drawn(told or {}, tied)}, and the record has another"
    if (stands, ballot.tally) != (outcomes.settled(ballot.rule, outcome, told or {}, tied), result.data()):
        yield f"ballot {ballot.no}: its votes give “{result.because}”, and the record has {stands}"
    counted = queries.votes if rules.is_signoff(ballot.rule) else queries.standing
    if not secrecy.is_secret(ballot) and told != {
        name_of(vote): {"choice": vote.choice, "salt": vote.salt} for vote in counted(session, ballot)
    }:
        yield f"ballot {ballot.no}: the votes told at the close are not the votes in the table"


def _schedules(session: Session) -> Iterator[str]:
    """Every scheduled ballot is bound to what it says, and the one that came of it is on exactly that."""
    for row in session.exec(select(Schedule).order_by(col(Schedule.no))).all():
        if (
            rules.fingerprint(row.statement) != row.binding
            or rules.fingerprint(row.rule) != row.statement["rule_sha256"]
        ):
            yield f"scheduled ballot {row.no}: its binding is not the hash of what it was scheduled on"
        ballot = session.get(Ballot, row.ballot_no) if row.ballot_no else None
        opened = _entry(session, ballot, "ballots.open") if ballot else None
        said = opened.body.get("statement", {}) if opened else {}
        if (row.state == "open") != (said.get("scheduled") == [row.no, row.binding]):
            yield f"scheduled ballot {row.no}: whether it opened is not as the minutes have it"
        if ballot and any(said.get(key) != value for key, value in row.statement.items()):
            yield f"scheduled ballot {row.no}: ballot {ballot.no} is not what was scheduled"


def _adoptions(session: Session) -> Iterator[str]:
    """Every adoption confirmed, every version with its proposal, no proposal adopted without either."""
    for made in session.exec(select(Adoption).order_by(col(Adoption.decided_at))).all():
        if made.state != "published":
            yield f"proposal {made.proposal_no}: its adoption as version {made.label} was cut short; start the workbench to finish it"
            continue
        version = session.exec(select(Version).where(Version.label == made.label)).first()
        if version is None or (version.commit, version.fingerprint) != (made.new, made.fingerprint):
            yield f"version {made.label}: it is not the text that ballot {made.ballot_no} adopted"
        proposal = session.get(Proposal, made.proposal_no)
        if proposal is None or proposal.adopted_version != made.label:
            yield f"proposal {made.proposal_no}: it was adopted as version {made.label}, and its row does not say so"
        ballot = session.get(Ballot, made.ballot_no)
        if ballot and any(
            one.made_at <= made.decided_at < (one.answered_at or db.now()) for one in challenges.of(session, ballot)
        ):
            yield f"version {made.label}: it was adopted while a challenge to ballot {made.ballot_no} was open"
        if ballot and any(one.at <= made.decided_at < one.at + motions.TIME for one in motions.of(session, ballot)[:1]):
            yield f"version {made.label}: it was adopted while ballot {made.ballot_no} might have been reconsidered"
        free = waits.until(session, ballot) if ballot else None
        if free and made.decided_at < free:
            yield f"version {made.label}: it was adopted before the time for challenges to ballot {made.ballot_no} was over"
        if ballot and not second.is_whole(session, ballot):
            yield f"version {made.label}: what ballot {made.ballot_no} carried was not ratified"
        if ballot and ballot.proposal_no != made.proposal_no:
            yield f"version {made.label}: ballot {made.ballot_no} was not on proposal {made.proposal_no}"
        if ballot is None or ballot.outcome != "adopted" or blocs.unbound(session, made, ballot, version):
            yield f"version {made.label}: ballot {made.ballot_no} did not carry this text"
    adopted = select(Proposal).where(Proposal.state == "adopted", col(Proposal.no).not_in(select(Adoption.proposal_no)))
    for proposal in session.exec(adopted).all():
        yield f"proposal {proposal.no}: it is called adopted, and no ballot adopted it"


def _amendments(session: Session) -> Iterator[str]:
    """Every revision that a ballot made is, byte for byte, what that ballot was on."""
    for entry in session.exec(select(Minute).where(Minute.act == "proposals.carry").order_by(col(Minute.seq))).all():
        ballot = session.get(Ballot, entry.body["ballot"])
        made = next(row for name, row in entry.body["rows"].items() if name.startswith("revision:"))
        if ballot is None or (ballot.outcome, ballot.fingerprint) != ("adopted", made["fingerprint"]):
            yield f"{entry.thing}: ballot {entry.body['ballot']} did not carry the revision that came of it"
