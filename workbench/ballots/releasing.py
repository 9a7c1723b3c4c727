"""What was adopted is released together (procedure 2.6): a candidate is made of it, called, approved, and published as a version.

No text is written here: what is released is, byte for byte, what the working versions came to, and every guard is worked out from what
their ballots fixed. Whoever is recused from one of the proposals leaves these acts to others.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from workbench.ballots import adoption, apart, combining, motions, queries, second, versions, waits
from workbench.ballots.actions import moment
from workbench.ballots.models import Ballot
from workbench.cases import actions as cases
from workbench.config import Committee
from workbench.definition import actions as definition
from workbench.definition import force, releases
from workbench.definition import queries as texts
from workbench.definition.models import Version
from workbench.definition.releases import CLASSES, WEIGHTY, Release
from workbench.definition.repository import Repository
from workbench.definition.requirements import FILE
from workbench.errors import Fault, Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.proposals import leaving
from workbench.wording.clauses import fingerprint


def candidate(session: Session, actor: Member, *, committee: Committee, repository: Repository) -> Release:
    """Make a candidate of everything adopted since the last published version: its label, what its ballots fixed, its text."""
    permissions.require(actor, "versions.release")
    parts = ready(session)
    apart.stand_aside(session, actor, apart.waiting(session))
    last, after = parts[-1][0], releases.last_published(session)
    if combining.text(session, parts, after) != last.fingerprint or last.commit != repository.head():
        raise Fault(
            f"the changes adopted since version {after.label}, taken again one after the other, do not give the text on record"
        )
    size, because = combining.bump(parts)
    made = Release(
        ordinal=last.ordinal, after=after.ordinal, label=combining.label(session, parts, after, repository), size=size, because=because,
        claimed=max((one.claimed for _, one in parts), key=CLASSES.index), days=max(one.days for _, one in parts),
        weighty=sum(one.claimed in WEIGHTY for _, one in parts), last_call=committee.release_last_call, fingerprint=last.fingerprint,
        made_by=actor.id or 0, made_at=moment(session),
    )  # fmt: skip
    session.add(made)
    session.flush()
    minutes.record(session, actor, "versions.candidate", made, made)
    return made


def ready(session: Session) -> combining.Parts:
    """The working versions of which a candidate can be made now. Refused (409), with what to do first, where none can."""
    parts = releases.unreleased(session)
    if not parts:
        raise Refusal("Nothing that was adopted waits to be released.", status=409)
    if made := releases.under_way(session):
        raise Refusal(f"Version {made.label} is {force.WORDS[made.state]} already.", status=409)
    if waiting := combining.carried(session):
        raise Refusal(
            f"What ballot {waiting[0].no} carried waits for its adoption, or for what that waits for. Adopt it first, so that it is in "
            "the candidate.", status=409,
        )  # fmt: skip
    for one in releases.on_text(session, parts[-1][0].ordinal):
        if versions.rejected(session, one):
            raise Refusal(
                "Exactly this text was voted down as a whole. Adopt another change first, which meets what was said against it.",
                status=409,
            )
    return parts


def call(session: Session, actor: Member, made: Release) -> Release:
    """Begin the last call of a candidate, for the days that the committee's file gave it."""
    permissions.require(actor, "versions.release")
    apart.stand_aside(session, actor, apart.parts(session, made))
    session.refresh(made)
    callable_(made)
    made.state, made.until = "last_call", moment(session) + timedelta(days=made.last_call)
    session.add(made)
    minutes.record(session, actor, "versions.call", made, made)
    return made


def callable_(made: Release) -> None:
    if made.state != "candidate" or not made.last_call:
        raise Refusal("No last call can begin here. Reload the page of the release.", status=409)


def send_back(session: Session, actor: Member, made: Release, *, reason: str) -> Release:
    """A member sends a candidate back, with a reason that is published: it is none any more, and what it combines is working."""
    permissions.require(actor, "versions.send_back")
    apart.stand_aside(session, actor, apart.parts(session, made))
    session.refresh(made)
    returnable(session, made)
    words, at = leaving.reasoned(reason, "reason"), moment(session)
    made.state, made.reason, made.ended_by, made.ended_at = "returned", words, actor.id, at
    session.add(made)
    minutes.record(session, actor, "versions.send_back", made, made)
    return made


def returnable(session: Session, made: Release) -> None:
    """Refuse (409) to send back what is approved, and what is being voted on."""
    if made.state not in ("candidate", "last_call"):
        raise Refusal(
            f"Version {made.label} is {'sent back' if made.state == 'returned' else force.WORDS[made.state]} already.",
            status=409,
        )
    held = [
        one for one in versions.on_release(session, made) if one.outcome not in ("void", "no_quorum", "no_electorate")
    ]
    if held and not versions.rejected(session, made):
        raise Refusal(
            f"It is before the voters, in ballot {held[0].no}: vote there, and say there why not.", status=409
        )


def called(session: Session, made: Release) -> None:
    """Refuse (409) what comes after the last call before that is over."""
    if made.state not in ("candidate", "last_call"):
        raise Refusal(
            f"Version {made.label} is {'sent back' if made.state == 'returned' else force.WORDS[made.state]} already.",
            status=409,
        )
    if made.state == "candidate" and made.last_call:
        raise Refusal(f"It has a last call of {made.last_call} days first. Begin that.", status=409)
    if made.until and moment(session) < made.until:
        raise Refusal(f"Its last call runs until {made.until:%-d %B %Y, %H:%M} UTC. Come back after that.", status=409)


def owes_ballot(made: Release) -> bool:
    """Whether a ballot on the whole text is owed: more than one change of substance, scope or procedure is in it."""
    return made.weighty > 1


def approvable(session: Session, made: Release) -> Ballot | None:
    """The ballot that approves a release, None where it owes none. Refused (409), with what to do, before it may be approved."""
    called(session, made)
    if not owes_ballot(made):
        return None
    if ballot := versions.rejected(session, made):
        raise Refusal(f"Ballot {ballot.no} did not carry it: send it back, with what was said against it.", status=409)
    held = [one for one in versions.on_release(session, made) if one.outcome != "void"]
    if not held or held[0].outcome in ("no_quorum", "no_electorate") and second.of(session, held[0]) is None:
        raise Refusal(
            f"{made.weighty} changes of substance, scope or procedure are in it, so it needs a ballot on the whole text. Open one.",
            status=409,
        )
    stands(session, held[0])
    return held[0]


def stands(session: Session, ballot: Ballot) -> None:
    """Refuse (409) what would come of a ballot on a version before its result stands: recorded, unchallenged, ratified where that is owed."""
    if ballot.outcome in (None, "tie_pending"):
        raise Refusal(f"The result of ballot {ballot.no} is not on record yet.", status=409)
    row = second.of(session, ballot)
    if ballot.outcome != "adopted" and (row is None or row.outcome != "ratified"):
        raise Refusal(f"Ballot {ballot.no} did not carry it.", status=409)
    motions.settled(session, ballot)
    waits.over(session, ballot, moment(session))
    if row and row.outcome != "ratified":
        raise Refusal(
            f"What ballot {ballot.no} carried has to be ratified first: its page says by whom, or until when.",
            status=409,
        )
    by = session.get(Ballot, row.by_ballot) if row else None
    if by:
        motions.settled(session, by)
        waits.over(session, by, moment(session))
    if queries.result(session, ballot).data() != ballot.tally:
        raise Fault(f"counting ballot {ballot.no} again does not give the result on record")


def may_approve(session: Session, actor: Member, made: Release) -> Ballot | None:
    """The ballot by which this member may now approve a release, None where it owes none. Refused, with what to do, where they may not."""
    permissions.require(actor, "versions.release")
    apart.stand_aside(session, actor, apart.parts(session, made))
    session.refresh(made)
    return approvable(session, made)


def approve(session: Session, actor: Member, made: Release, *, seconded: Second | None = None) -> Release:
    """Put on record that a release is approved: by its ballot or, where no two changes of weight are in it, without. This decides what is
    published; publishing only carries it out."""
    ballot = may_approve(session, actor, made)
    made.state, made.approved_at, made.ballot_no = "approved", moment(session), ballot.no if ballot else None
    session.add(made)
    minutes.record(session, actor, "versions.approve", made, made, *seconding.confirmed(session, actor, seconded))
    return made


def publish(session: Session, actor: Member, made: Release, *, repository: Repository) -> Version:
    """Make an approved release a version: its commit beside the history, its tag, and from when it is in force. Commits, twice; the tag
    is put on after the record, and where that is cut short when the program starts again (`adoption.finish`)."""
    permissions.require(actor, "versions.release")
    apart.stand_aside(session, actor, apart.parts(session, made))
    session.commit()  # gives the database free before waiting for other adoptions
    with adoption.alone(repository):
        adoption.stopped(session, repository, adoption.recover(session, repository))
        session.expire_all()
        if made.state != "approved":
            raise Refusal(
                f"Version {made.label} is not approved: {force.WORDS.get(made.state, 'it was sent back')}.", status=409
            )
        version = _publish(session, actor, made, repository)
        session.commit()
        adoption.finish(session, repository)
    return version


def _publish(session: Session, actor: Member, made: Release, repository: Repository) -> Version:
    text, at, parts = session.get_one(Version, made.ordinal), moment(session), releases.combined(session, made)
    docs, need = texts.documents(session, text), texts.tree_of(session, text)
    if fingerprint(docs) != made.fingerprint or repository.documents(text.commit, list(docs)) != docs:
        raise Fault(f"the text of version {text.label} is not the one that was approved")
    touched = versions.touched(session, parts)
    version, trees = definition.publish(
        session, commit=_commit(session, made, text, repository), docs=docs, label=made.label, requirements=need, title=combining.title(made, parts),
        made_at=at, publishes=text,
    )  # fmt: skip
    later = force.begin(session, version, made.days)
    made.state, made.published, made.ended_by, made.ended_at = "published", version.ordinal, actor.id, at
    session.add(made)
    minutes.record(session, actor, "versions.publish", made, made, version, *trees, *later)
    before = texts.tree_of(session, session.get_one(Version, made.after))
    cases.queue_reviews(session, actor, clause_ids=touched, version=made.label, asks=need if need != before else None)
    return version


def _commit(session: Session, made: Release, text: Version, repository: Repository) -> str:
    """The commit of a release: the same files as those of the working version, behind which it stands, beside the history."""
    head = session.exec(select(Minute.hash).order_by(col(Minute.seq).desc()).limit(1)).one()
    trailers: dict[str, str | int] = {"Release": made.no or 0, "Text-SHA256": made.fingerprint, "Minutes-Head": head}
    if made.ballot_no:
        trailers["Ballot"] = made.ballot_no
    tree = repository.documents(text.commit, [FILE])
    parts = releases.combined(session, made)
    docs = texts.documents(session, text) | tree
    return repository.write(docs, text.commit, combining.title(made, parts), trailers, moment(session))
