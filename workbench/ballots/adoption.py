"""Adoption: the exact bytes voted on become the text on record, and repository and database say so together or not at all.

Prepare the commit (harmless while nothing leads to it) and decide in one transaction that leaves an intent behind; move
`main` by compare-and-swap; confirm. Whatever is cut short, `recover` finishes from the intent, or says that it cannot:
it never forces (integrity 3.5). This file alone owns its commits, because the ref moves between two of them.

The order of locks is: adoptions of this instance, database, repository. Any other order would wait for itself.
"""

from __future__ import annotations

import fcntl
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from workbench.ballots import bloc_texts, blocs, motions, nextversion, queries, ratifying, second, waits, watching
from workbench.ballots.actions import moment
from workbench.ballots.models import Adoption, Ballot
from workbench.ballots.outcomes import losers, overtake
from workbench.cases import actions as cases
from workbench.definition import actions as definition
from workbench.definition import alarms, force, releases
from workbench.definition import queries as texts
from workbench.definition.models import Version
from workbench.definition.releases import Release, Working
from workbench.definition.repository import MAIN, TAGS, Repository
from workbench.definition.requirements import FILE, file
from workbench.errors import Fault, Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.proposals import asking, leaving, recusals, replays
from workbench.proposals.models import Proposal


class Alarm(Refusal):
    """Text and record disagree: nothing is adopted until somebody has looked. The sentence stands on every page."""


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """One adoption at a time on this instance: other processes and threads wait."""
    try:
        handle = os.open(repository.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as missing:
        raise Fault(f"the instance folder cannot be opened: {missing}") from missing
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def adopt(
    session: Session, actor: Member | None, ballot: Ballot, *, repository: Repository, seconded: Second | None = None,
    together: bool = False,
) -> Version:  # fmt: skip
    """Make what this ballot carried the next version. Commits, four times: what the caller did before is kept too.
    Then every other open proposal is tried on the new text, with a receipt.

    `together`: the committee releases several changes at once, so it is a working version until then (releasing.py); as it is while an
    earlier one waits for that, whatever the committee has settled since.

    A Refusal (409) says why not, and what to do: above all when another text was adopted since the ballot opened.
    """
    if actor:
        permissions.require(actor, "ballots.adopt")
    recusals.stand_aside(session, actor, *queries.proposals(session, ballot))
    session.commit()  # gives the database free before waiting for other adoptions
    with alone(repository):
        stopped(session, repository, recover(session, repository))
        session.expire_all()  # what was read before the wait may have changed
        ratifying.catch_up(session, ballot)
        intent = decide(session, actor, ballot, repository=repository, seconded=seconded, together=together)
        session.commit()
        publish(intent, repository)
        version = confirm(session, actor, intent, repository=repository)
        session.commit()
        replays.replay(session, None)  # its own transaction: what it finds undoes no adoption
        session.commit()
    return version


def stopped(session: Session, repository: Repository, why: str | None) -> None:
    """Refuse to adopt while an alarm stands, or when the watch finds something now: that is put on record first."""
    watching.watch(session, repository, repository.path.parent, why)
    standing = alarms.standing(session)
    if why or standing:
        session.commit()
        raise Alarm(why or standing[0].sentence, status=409)


def decide(
    session: Session, actor: Member | None, ballot: Ballot, *, repository: Repository, seconded: Second | None = None,
    together: bool = False,
) -> Adoption:  # fmt: skip
    """Prepare the commit and write down the intent. Once this is committed, the adoption will happen."""
    proposal = session.get_one(Proposal, ballot.proposal_no)
    adoptable(session, ballot, proposal)
    tags = {name.removeprefix(TAGS).removeprefix("v") for name in repository.refs(TAGS)}
    together = together or bool(releases.unreleased(session))
    label = nextversion.label(session, nextversion.bump(session, ballot, proposal).size, tags, together=together)
    newest = texts.newest(session).commit
    last = session.exec(select(Minute.hash).order_by(col(Minute.seq).desc()).limit(1)).one()
    intent = Adoption(
        proposal_no=proposal.no or 0, ballot_no=ballot.no or 0, old=newest, new="", label=label,
        fingerprint=bloc_texts.due(session, ballot, newest) or "", decided_at=moment(session), is_working=together,
    )  # fmt: skip
    intent.new = _write(session, ballot, intent, repository, head=last)
    session.add(intent)
    minutes.record(session, actor, "ballots.adopt", ballot, intent, *seconding.confirmed(session, actor, seconded))
    return intent


def publish(intent: Adoption, repository: Repository) -> None:
    """Move `main`, if it still is where it was when the intent was written."""
    repository.move(MAIN, intent.new, intent.old)


def confirm(session: Session, actor: Member | None, intent: Adoption, *, repository: Repository) -> Version:
    """Join text, version, ballot, proposal and cases in the record, and say who was overtaken."""
    ballot = session.get_one(Ballot, intent.ballot_no)
    proposal = session.get_one(Proposal, intent.proposal_no)
    revision = queries.revision(session, ballot)
    tag = f"{TAGS}v{intent.label}"
    if repository.ref(tag) != intent.new:
        repository.move(tag, intent.new, None)
    docs, asked = blocs.text(session, ballot, intent)
    version, trees = definition.publish(
        session, commit=intent.new, docs=docs, label=intent.label, requirements=asked, title=subject(proposal), made_at=intent.decided_at,
    )  # fmt: skip
    session.flush()
    later = (
        _working(session, ballot, proposal, version)
        if intent.is_working
        else force.begin(session, version, nextversion.transition_days(session, ballot))
    )
    intent.state = "published"
    proposal.state, proposal.adopted_version = "adopted", intent.label
    lost = []
    for state, found in losers(session, ballot).items():
        for loser in found:
            loser.state = state
        lost += found
    session.add_all([intent, proposal, *lost])
    minutes.record(session, actor, "ballots.adopted", ballot, intent, proposal, version, *trees, *later, *lost)
    if not intent.is_working:  # else the release does
        cases.queue_reviews(
            session, actor, clause_ids=revision.touched, version=intent.label, asks=asking.own(revision)
        )
    leaving.adopted(session, proposal)
    for loser in lost:
        leaving.decided(session, loser)
    overtaken(session, actor)
    return version


def _working(session: Session, ballot: Ballot, proposal: Proposal, version: Version) -> list[Minuted]:
    """What the ballot fixed for the release of a version that waits for it."""
    found = nextversion.bump(session, ballot, proposal)
    claimed = next(one.claimed for one in queries.options(session, ballot) if one.proposal_no == proposal.no)
    row = Working(
        ordinal=version.ordinal, size=found.size, because=found.because, claimed=claimed,
        days=nextversion.transition_days(session, ballot),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return [row]


def overtaken(session: Session, actor: Member | None) -> None:
    """After an adoption: what else was carried and opened on the text before it is under discussion again, or falls."""
    rows = [one for one in second.waiting(session) if one[1].proposal_no]
    waiting = [ballot for row, ballot in rows if not second.running(session, row.ballot_no)]
    for other in [*queries.to_adopt(session), *waiting]:
        if queries.is_behind(session, other):
            overtake(session, actor, other)


def recover(session: Session, repository: Repository) -> str | None:
    """Finish what an interrupted adoption intended; a sentence when that cannot be done. Only under `alone`. Commits."""
    open_intents = select(Adoption).where(Adoption.state == "intended").order_by(col(Adoption.decided_at))
    for intent in session.exec(open_intents).all():
        head = repository.head()
        entry = session.exec(
            select(Minute).where(Minute.act == "ballots.adopt", Minute.thing == f"ballot:{intent.ballot_no}")
        ).first()
        if entry is None:
            return _stuck(intent, "the minutes do not hold its decision")
        if head == intent.old:
            ballot = session.get_one(Ballot, intent.ballot_no)
            if _write(session, ballot, intent, repository, head=entry.prev) != intent.new:
                return _stuck(intent, "its commit cannot be made again as it was decided")
            publish(intent, repository)
        elif head != intent.new:
            return _stuck(intent, f"main is at {head[:10]}, which is neither the text before it nor the text after it")
        actor = session.get(Member, entry.actor_id) if entry.actor_id else None
        confirm(session, actor, intent, repository=repository)
        session.commit()
    finish(session, repository)
    newest = texts.newest(session)
    if repository.head() != newest.commit:
        return (
            f"The text on record is version {newest.label}, but main in the repository is at {repository.head()[:10]}: "
            "somebody moved it outside the workbench. Nothing can be adopted until it is back; “workbench check” says more."
        )
    return None


def finish(session: Session, repository: Repository) -> None:
    """Put its tag on the last release, if it has none yet: no other one is published before that."""
    query = (
        select(Version).join(Release, col(Release.published) == Version.ordinal).order_by(col(Version.ordinal).desc())
    )
    version = session.exec(query.limit(1)).first()
    if version and not repository.ref(f"{TAGS}v{version.label}"):
        repository.move(f"{TAGS}v{version.label}", version.commit, None)


def _stuck(intent: Adoption, why: str) -> str:
    return (
        f"The adoption of proposal {intent.proposal_no} as version {intent.label} was cut short and cannot be finished: "
        f"{why}. Nothing can be adopted until this is settled; “workbench check” says more."
    )


def adoptable(session: Session, ballot: Ballot, proposal: Proposal) -> None:
    """Refuse unless this ballot carried, counts to the result on record, and nothing has happened to its text since."""
    if ballot.outcome is None:
        raise Refusal("The result of this ballot is not on record yet. Record it first.", status=409)
    if ballot.outcome != "adopted":
        raise Refusal("This ballot did not carry, so there is nothing to adopt.", status=409)
    motions.settled(session, ballot)
    waits.over(session, ballot, moment(session))
    if (made := releases.under_way(session)) and not queries.revision(session, ballot).amends_no:
        raise Refusal(
            f"Version {made.label} is {force.WORDS[made.state]}, and nothing is adopted beside it: publish it first, or send it back.",
            status=409,
        )
    if proposal.adopted_version:
        raise Refusal(f"Proposal {proposal.no} was adopted already, as version {proposal.adopted_version}.", status=409)
    if queries.is_behind(session, ballot):
        raise Refusal(too_late(session, ballot), status=409)
    ratifying.adoptable(session, ballot)
    if proposal.state not in queries.CARRIED:
        raise Refusal(f"Proposal {proposal.no} is no longer in ballot, so its text cannot be adopted.", status=409)
    if queries.result(session, ballot).data() != ballot.tally or queries.rule(ballot).sha256 != ballot.rule_sha256:
        raise Fault(f"counting ballot {ballot.no} again does not give the result on record")


def too_late(session: Session, ballot: Ballot) -> str:
    """Why a carried ballot cannot be adopted any more, and what to do."""
    primary = queries.amended(session, queries.revision(session, ballot))
    if primary:
        return (
            f"Proposal {primary.no} was revised or closed after this ballot opened, so the text voted on is no longer what it "
            f"would become. Revise proposal {ballot.proposal_no} on its newest revision, and open a new ballot on that."
        )
    newest = texts.newest(session)
    return (
        f"Version {newest.label} was adopted after this ballot opened on version {ballot.base}, so the text voted on is no "
        f"longer what the definition would become. Carry proposal {ballot.proposal_no} to version {newest.label} as a new "
        "revision, and open a new ballot on that."
    )


def _write(session: Session, ballot: Ballot, intent: Adoption, repository: Repository, *, head: str) -> str:
    """The commit of an intent: the same one, however often it is written. `head`: the minutes before the decision."""
    proposal = session.get_one(Proposal, ballot.proposal_no)
    trailers: dict[str, str | int] = {
        "Proposal": proposal.no or 0, "Revision": ballot.revision, "Ballot": ballot.no or 0,
        "Text-SHA256": intent.fingerprint, "Minutes-Head": head,
    }  # fmt: skip
    if ballot.ratifies:
        trailers["Ratifies-Ballot"] = ballot.ratifies
    if others := bloc_texts.onto(session, ballot, intent.old):
        trailers["Bound-With"] = ", ".join(f"proposal {one.proposal_no}" for one in others)
    docs, asked = blocs.text(session, ballot, intent)
    return repository.write(docs | ({FILE: file(asked)} if asked else {}), intent.old, subject(proposal), trailers, intent.decided_at)  # fmt: skip


def subject(proposal: Proposal) -> str:
    """The title as the one line that heads a commit: visible characters only, and never a trailer."""
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in proposal.title)
    return f"{' '.join(visible.split())[:180]} (proposal {proposal.no})"
