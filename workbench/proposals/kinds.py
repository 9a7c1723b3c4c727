"""What a draft is to other proposals: begun from one of them, looked at before it is filed, linked with them after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from sqlmodel import Session

from workbench import db
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import authorship, drafts, leaving, pleas, queries, recusals, relations, states
from workbench.proposals.drafts import Working
from workbench.proposals.links import AGREED, Link
from workbench.proposals.models import KINDS, Draft, Proposal
from workbench.proposals.together import Together
from workbench.wording.footprint import Base, footprint
from workbench.wording.meetings import documents, places

LEAST = {"rival": 1, "counter": 1, "supersedes": 1, "composite": 2, "amends": 1}
# Of so many proposals a composite may be made.
MOST = 12


def begin(session: Session, author: Member, proposal: Proposal, kind: str) -> Draft:
    """A draft that is something to one proposal: a rival, the committee's counter-wording, its successor, an amendment to it.

    All but the last begin with the newest version, and the clauses open that the other changes."""
    permissions.require(author, "drafts.write")
    if kind not in KINDS[1:]:
        raise Refusal("Choose one of the kinds of proposal that this page offers.")
    about(session, author, kind, proposal)
    revision = queries.revision(session, proposal)
    if kind == "amends":
        draft = drafts.amending(session, author, revision)
    else:
        draft = drafts.start(session, author)
        now = definition.clauses(session, definition.newest(session))
        opened = [clause.id for clause in now if clause.id in revision.touched]
        draft.editing = opened if len(opened) <= drafts.MOST_BOXES else []
    draft.kind, draft.others = kind, [proposal.no or 0]
    session.add(draft)
    session.flush()
    return draft


def compose(session: Session, author: Member, here: Together, numbers: Sequence[int]) -> Draft:
    """A draft of a composite: the chosen open proposals in one text, as the engine puts them together.

    Where two collide it has the words of the lower number; its author reads those places before anything else."""
    permissions.require(author, "drafts.write")
    chosen = list(dict.fromkeys(numbers))
    if len(chosen) < LEAST["composite"] or len(chosen) > MOST:
        raise Refusal(f"Choose between 2 and {MOST} proposals to put together.")
    absent = [no for no in chosen if no not in here.sides]
    if absent:
        raise Refusal(f"Proposal {absent[0]} is not open on version {here.version.label}. Choose others.", status=409)
    for no in chosen:
        about(session, author, "composite", here.sides[no].proposal)
    made = here.table.text(chosen)
    if made.docs.keys() != here.base.docs.keys():
        raise Refusal("Together they add or take out a whole document, which a draft cannot do. Choose others.")
    sides = [here.sides[no] for no in chosen]
    trees = [side.revision.requirements for side in sides if side.revision.requirements is not None]
    if any(tree != trees[0] for tree in trees):
        raise Refusal(
            "More than one of them changes what a case is judged by. Choose one of those, and the others beside it."
        )
    met = [change.clause_id for change in made.changes if change.is_left_out]
    draft = drafts.bring(
        session, author, here.version.label, made.docs, title=" / ".join(side.proposal.title for side in sides),
        rationale="\n\n".join(dict.fromkeys(side.proposal.rationale.strip() for side in sides)),
    )  # fmt: skip
    draft.editing = list(dict.fromkeys([*(one for one in met if one in draft.editing), *draft.editing]))
    draft.cases = list(dict.fromkeys(no for side in sides for no in side.proposal.cases))
    told = ", ".join(f"{side.no}, revision {side.revision.n}" for side in sides)
    draft.note = f"Puts together proposals {told}."
    draft.kind, draft.others, draft.requirements = "composite", chosen, trees[0] if trees else None
    session.add(draft)
    session.flush()
    return draft


def fits(session: Session, author: Member, draft: Draft, working: Working) -> None:
    """Refuse a new proposal whose kind does not fit the proposals that it is about."""
    kind, others = draft.kind, draft.others or []
    if kind == "amendment":
        return
    if kind not in KINDS or len(others) < LEAST[kind]:
        least = "two proposals" if kind == "composite" else "the proposal"
        raise Refusal(f"Say by number which {least} it is about.", field="others")
    for no in others:
        other = queries.proposal(session, no)
        about(session, author, kind, other)
        if kind in ("rival", "counter") and not _meet(session, working, draft.base, other):
            raise Refusal(
                f"It changes nothing in the clauses that proposal {no} changes, so the two can both be adopted. "
                "File it as an amendment of its own.",
                field="others",
            )


def about(session: Session, author: Member, kind: str, other: Proposal) -> None:
    """Refuse what cannot be done to this other proposal now."""
    if other.state not in queries.OPEN:
        raise Refusal(f"Proposal {other.no} is {states.WORDS[other.state]}. Choose one that is open.", field="others")
    if queries.revision(session, other).amends_no:
        raise Refusal(
            f"Proposal {other.no} amends another proposal, and there is no third degree: comment on it, or suggest words.",
            field="others",
        )
    if kind == "counter":
        permissions.require(author, "proposals.counter")
    if kind == "amends" and author.id in authorship.ids(session, other):
        raise Refusal(f"Proposal {other.no} is your own: revise it.", status=409)
    if kind in ("amends", *AGREED) and other.state in states.VOTED:
        raise Refusal(
            f"Proposal {other.no} is {states.WORDS[other.state]}. Wait for what comes of it.",
            field="others",
            status=409,
        )


def _meet(session: Session, working: Working, label: str, other: Proposal) -> bool:
    """Whether a text on a version and another proposal change the same clause, or put something into the same place."""
    revision = queries.revision(session, other)
    if set(definition.touched(working.base, working.now)) & set(revision.touched):
        return True
    if revision.base != label:
        return False
    base = Base(working.base.docs, working.base.clauses)
    sides = [footprint(base, docs) for docs in (working.now.docs, queries.documents(session, revision))]
    return bool(places(base, *sides) or documents(base, *sides))


def linked(session: Session, author: Member, draft: Draft, proposal: Proposal) -> list[Link]:
    """The links that filing a proposal makes. What its author also wrote needs nobody else to agree, in this and each later revision."""
    joined: list[Link] = []
    if draft.proposal_no is None and draft.kind != "amendment":
        at = db.now()
        session.add_all(relations.made(proposal, draft.kind, no, author, at) for no in draft.others or [])
        joined = _join_rivals(session, proposal, author, at) if draft.kind in ("rival", "counter") else []
        session.flush()
    found = agreed(session, author, proposal)
    return [*found, *(link for link in joined if link not in found)]


def agreed(session: Session, author: Member, proposal: Proposal) -> list[Link]:
    """The links of a proposal, with the agreement of its author to its current revision."""
    found = relations.links(session, proposal, *KINDS[1:])
    for link in found:
        if link.kind in AGREED and queries.proposal(session, link.other_no).author_id == author.id:
            link.agreed_in = proposal.revision
    return found


def _join_rivals(session: Session, proposal: Proposal, author: Member, at: datetime) -> list[Link]:
    """Whoever is a rival of a rival is a rival too: they are all decided together."""
    session.flush()
    group, waiting = {proposal.no: proposal}, [proposal]
    while waiting:
        found = [rival for rival in relations.rivals(session, waiting.pop()) if rival.no not in group]
        group |= {rival.no: rival for rival in found}
        waiting += found
    pairs = combinations((group[no] for no in sorted(group, key=lambda no: no or 0)), 2)
    apart = [(a, b) for a, b in pairs if b.no not in {rival.no for rival in relations.rivals(session, a)}]
    joined = [_rival(session, a, b.no or 0, author, at) for a, b in apart]
    session.flush()
    return joined


def _rival(session: Session, proposal: Proposal, other: int, author: Member, at: datetime) -> Link:
    """The link of two rivals; one that was taken back stands again."""
    link = relations.made(proposal, "rival", other, author, at)
    return session.merge(link)


def agree(session: Session, actor: Member, proposal: Proposal, by: Proposal) -> Link:
    """The author of `proposal` agrees that `by`, in its current revision, takes its place. With all agreed it is merged."""
    permissions.require(actor, "proposals.file")
    found = [link for link in relations.links(session, by, *AGREED) if link.other_no == proposal.no]
    if not found:
        raise Refusal(f"Proposal {by.no} does not ask to take the place of proposal {proposal.no}.", status=409)
    if proposal.author_id != actor.id:
        raise Refusal(
            "Only its author may agree to that. Say in a comment what you think.", status=403, whom="its author"
        )
    link = found[0]
    if not relations.waits(link, by, proposal):
        raise Refusal("There is nothing left to agree to here. Reload the page and read how it stands.", status=409)
    if proposal.state in states.VOTED:
        raise Refusal(
            f"Proposal {proposal.no} is {states.WORDS[proposal.state]}. Wait for what comes of it.", status=409
        )
    link.agreed_in = by.revision
    session.add(link)
    minutes.record(session, actor, "proposals.agree", by, link)
    leaving.settle(session, actor, by)
    return link


def declare(session: Session, actor: Member, proposal: Proposal, other: Proposal) -> Link:
    """Put on record that two filed proposals are rivals. An author of one of them may, and the chair or the secretary."""
    permissions.require(actor, "proposals.file")
    authors = authorship.ids(session, proposal) | authorship.ids(session, other)
    if actor.id not in authors and not permissions.may(actor, "proposals.order"):
        whom = "the authors of the two, the chair or the secretary"
        raise Refusal(f"Only {whom} may say so. Say it in a comment.", status=403, whom=whom)
    if actor.id not in authors:
        recusals.stand_aside(session, actor, proposal, other)
    for one in (proposal, other):
        about(session, actor, "rival", one)
    if proposal.no == other.no or other.no in {rival.no for rival in relations.rivals(session, proposal)}:
        raise Refusal(
            "Name another proposal: these are rivals already, or one and the same.", field="other", status=409
        )
    mine = queries.revision(session, proposal)
    pair = pleas.between(session, proposal, other)
    if (pair is None or pair.ended_at) and not _meet(
        session, Working(queries.before(session, mine), queries.text(session, mine)), mine.base, other
    ):
        raise Refusal(f"Proposals {proposal.no} and {other.no} meet nowhere: both can be adopted.", field="other")
    at = db.now()
    link = _rival(session, proposal, other.no or 0, actor, at)
    further = _join_rivals(session, proposal, actor, at)
    minutes.record(session, actor, "proposals.rivals", proposal, link, *further)
    return link
