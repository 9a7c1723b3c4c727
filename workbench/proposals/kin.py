"""What the page of a proposal shows of its place among the others, and what its reader may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from workbench import db
from workbench.config import Committee
from workbench.definition.outline import Line, Named, named
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import (
    admission,
    again,
    arranged,
    asking,
    authorship,
    beside,
    contesting,
    discussing,
    leaving,
    objecting,
    offered,
    periods,
    pleading,
    queries,
    rebasing,
    recusals,
    relations,
    states,
    stays,
    takeover,
    typography,
)  # fmt: skip
from workbench.proposals.again import Decided
from workbench.proposals.links import AGREED, Admissibility, Link, Objection, Retraction, Sponsorship, Withdrawal
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.objecting import Objected
from workbench.proposals.offered import RevisionOffer
from workbench.proposals.periods import Period
from workbench.proposals.relations import Relation
from workbench.proposals.stays import Stay

# Counter-wordings that a page shows in full; its links name all.
BESIDE = 2
# What is not for whoever is recused from it.
DECIDES = frozenset({"sponsor", "rescue", "rule", "call", "divide", "declare", "object_revision"})
# What ends when a proposal has lapsed, before anybody puts that on record.
GOES_ON = frozenset({"sponsor", "rule", "rival", "amends", "supersedes", "counter", "divide", "declare", "agree"})
ANSWERS = ("rival", "amends", "supersedes", "counter", "divide", "declare")


@dataclass(frozen=True)
class Kin:
    """`can` names the acts that are open to the reader now; `rules` are those by which admissibility is decided."""

    proposal: Proposal
    relations: Sequence[Relation]
    sponsors: Sequence[tuple[Sponsorship, str]]
    needed: int
    ruling: Admissibility | None
    rules: Sequence[str]
    withdrawal: Withdrawal | None
    # what runs out for it
    period: Period | None
    # until when and why it is set aside
    aside: Stay | None
    # its discussion, where that has a clock; its last call
    discussion: Stay | None
    call: Stay | None
    # days of last call that the rules ask for, and why it cannot begin now; for who begins it
    call_days: int
    obstacle: str
    # how many ballots on its current text missed the quorum
    missed: int
    # until when the secretary says whether it is admissible
    rule_by: datetime | None
    # until when a sponsor may take it over
    rescue_until: datetime | None
    # of an amendment to an amendment: its link, who objects, and from when on it may be taken over
    amends: Link | None
    objections: Sequence[tuple[Objection, str]]
    opens: datetime | None
    is_behind: bool
    meets: bool
    counters: Sequence[beside.Pair]
    names: dict[int | None, str]
    can: frozenset[str]
    # number of another proposal -> what the reader may take back of it: "unlink" or "disagree"
    undo: dict[int, str]
    # decisions not long ago that it asks again, and what was said with its first revision
    again: Sequence[Decided]
    first_note: str
    # the formal objections on it that the reader may read
    formal: Sequence[Objected]
    # what was taken back about it, and by whom
    retractions: Sequence[tuple[Retraction, str]]
    # what changes in what a case is judged by, line by line; empty: nothing. And the clauses of both texts
    asks: Sequence[Line]
    clauses: dict[str, Named]
    # the revision that is offered, or the last one that a sponsor objected to
    offer: RevisionOffer | None
    # what another adopted text leaves of it
    stale: rebasing.Told | None
    # what it is called incompatible with, and what the members are asked about it
    pleas: pleading.Told
    # how it and its rivals are decided, in words; empty where nothing was fixed
    arranged: str
    # how its class stands
    change: contesting.Told
    # of a revision that changes the typography only, whether that may be contested
    typography: typography.Told

    @property
    def rivals(self) -> list[Relation]:
        """Those decided together with it that are still open."""
        return [one for one in self.relations if one.kind in ("rival", "counter") and one.other.state in queries.OPEN]

    @property
    def groups(self) -> dict[str, list[Relation]]:
        """The relations by their word."""
        found: dict[str, list[Relation]] = {}
        for one in self.relations:
            found.setdefault(one.word, []).append(one)
        return found

    @property
    def may_answer(self) -> bool:
        """Whether the reader may begin something from it, divide it, or name a rival."""
        return not self.can.isdisjoint(ANSWERS)

    @property
    def asked(self) -> list[Relation]:
        """The proposals that ask its author to agree."""
        return [one for one in self.relations if one.is_waiting and not one.is_ours]


def of(session: Session, proposal: Proposal, revision: Revision, viewer: Member | None, committee: Committee) -> Kin:
    """In so many queries however many links and sponsors there are."""
    found = relations.of(session, proposal)
    sponsors, ruling = relations.sponsors(session, proposal), relations.ruling(session, proposal)
    left = relations.withdrawal(session, proposal) if proposal.state == "withdrawn" else None
    amends = next((one.link for one in found if one.kind == "amends" and one.is_ours), None)
    primary = next((one.other for one in found if amends is not None and one.link is amends), None)
    is_open = amends is not None and proposal.state in queries.OPEN
    opens = takeover.opens(amends) if amends else None
    until = left.at + leaving.RESCUE if left else None
    is_author = viewer is not None and viewer.id in authorship.ids(session, proposal)
    period = periods.of(session, proposal)
    aside = stays.aside(session, proposal)
    can = set(
        _acts(session, proposal, revision, viewer, is_author, [row.member_id for row, _ in sponsors], ruling, found)
    )
    offer = offered.latest(session, proposal) if proposal.state in states.TALKED else None
    if offer:
        can |= _on_offer(offer, sponsors, viewer, is_author)
    if period and period.is_over:
        can -= GOES_ON
    if can and viewer and viewer.id in recusals.out(session, [proposal]):
        can -= DECIDES
    if until is None or db.now() >= until:
        can.discard("rescue")
    if primary and is_open:
        can |= _on_amendment(session, primary, viewer, opens)
    counters = [one for one in found if one.kind == "counter"][:BESIDE]
    people = [ruling.decided_by, ruling.heard_by] if ruling else []
    people += [offer.objected_by] if offer else []
    return Kin(
        proposal, found, sponsors, offered.needed(session, proposal, committee), ruling, committee.admission, left,
        period, aside, _last(session, proposal, "discussion"), _last(session, proposal, "last_call"), *_call(session, proposal, viewer, committee), _missed(session, proposal), proposal.filed_at + periods.TO_RULE if proposal.state == "submitted" else None,
        until if "rescue" in can or left and db.now() < left.at + leaving.RESCUE else None, amends,
        relations.objections(session, proposal) if is_open else [], opens,
        bool(primary and is_open and primary.revision != revision.amends_n),
        bool(is_open and takeover.words(session, proposal) is None),
        [beside.of(session, *_sides(proposal, one)) for one in counters],
        queries.names(session, [*people, left.author_id if left else None, aside.member_id if aside else None]), frozenset(can),
        _undo(proposal, viewer, found), *_again(session, proposal, found), objecting.on(session, [proposal.no], viewer), relations.retractions(session, proposal),
        *_asks(session, revision, committee), offer, rebasing.told(session, proposal, viewer), pleading.told(session, proposal, viewer), _arranged(session, proposal), contesting.told(session, proposal, revision, viewer, committee),
        typography.told(session, proposal, revision, viewer),
    )  # fmt: skip


def _on_offer(
    offer: RevisionOffer, sponsors: Sequence[tuple[Sponsorship, str]], viewer: Member | None, is_author: bool
) -> set[str]:
    """A sponsor of that day may object to what is offered; an author may drop the one who did."""
    stood = {row.member_id for row, _ in sponsors if row.since <= offer.made_at}
    if offer.outcome:
        return {"drop"} if is_author and offer.objected_by in stood else set()
    return {"object_revision"} if viewer and viewer.id in stood and not offer.is_over else set()


def _asks(session: Session, revision: Revision, committee: Committee) -> tuple[Sequence[Line], dict[str, Named]]:
    base, now = queries.before(session, revision), queries.text(session, revision)
    found = asking.changes(session, revision, base, now, committee)
    return found, named((*base.clauses, *now.clauses)) if found else {}


def _arranged(session: Session, proposal: Proposal) -> str:
    made = arranged.of(session, proposal)
    return arranged.WORDS[made.way] if made else ""


def _again(session: Session, proposal: Proposal, found: Sequence[Relation]) -> tuple[Sequence[Decided], str]:
    asked = [one.other for one in found if one.kind == "again" and one.is_ours]
    if not asked or proposal.state not in queries.OPEN:
        return (), ""
    return again.dated(session, asked, queries.revision(session, proposal)), queries.revision(session, proposal, 1).note


def _last(session: Session, proposal: Proposal, state: str) -> Stay | None:
    return next(iter(stays.of(session, proposal, state)), None) if proposal.state == state else None


def _call(session: Session, proposal: Proposal, viewer: Member | None, committee: Committee) -> tuple[int, str]:
    days = discussing.days_of_call(session, proposal, committee) if proposal.state == "discussion" else 0
    if days and permissions.may(viewer, "proposals.call"):
        try:
            discussing.callable_(session, proposal, committee)
        except Refusal as no:
            return days, str(no)
    return days, ""


def _missed(session: Session, proposal: Proposal) -> int:
    found = stays.of(session, proposal, "no_quorum") if proposal.state in ("no_quorum", "lapsed") else []
    return sum(stay.revision == proposal.revision and stay.ended_at is None for stay in found)


def _sides(proposal: Proposal, one: Relation) -> tuple[Proposal, Proposal]:
    """The author's proposal first, the committee's wording second."""
    return (one.other, proposal) if one.is_ours else (proposal, one.other)


def _acts(
    session: Session, proposal: Proposal, revision: Revision, viewer: Member | None, is_author: bool, sponsors: Sequence[int],
    ruling: Admissibility | None, found: Sequence[Relation],
) -> list[str]:  # fmt: skip
    """Everything that this reader may do with it as it stands."""
    if viewer is None or not permissions.may(viewer, "drafts.write"):
        return []
    state, answers = proposal.state, proposal.author_id == viewer.id
    is_officer, is_sponsor = permissions.may(viewer, "proposals.order"), viewer.id in sponsors
    is_open, is_primary = state in queries.OPEN, revision.amends_no is None
    waits = ruling is not None and ruling.appealed_at is not None and ruling.heard_by is None
    known = {
        "sponsor": state in admission.SPONSORED and is_primary and not is_author and not is_sponsor,
        "step_back": state in states.BEGUN and is_sponsor,
        "rescue": state == "withdrawn" and is_sponsor,
        "rule": state == "submitted" and not is_author and permissions.may(viewer, "proposals.admit"),
        "appeal": state == "inadmissible" and answers and ruling is not None and ruling.appealed_at is None,
        "hear": state == "inadmissible" and waits and not is_author and recusals.may_chair(session, viewer, "proposals.hear", proposal),
        "call": state == "discussion" and permissions.may(viewer, "proposals.call"),
        "table": state in states.DISCUSSED and recusals.may_chair(session, viewer, "proposals.table", proposal),
        "resume": state == "tabled" and recusals.may_chair(session, viewer, "proposals.table", proposal),
        "rival": is_open and is_primary,
        "amends": is_open and is_primary and state not in states.VOTED and not is_author,
        "supersedes": is_open and is_primary and state not in states.VOTED,
        "counter": is_open and is_primary and permissions.may(viewer, "proposals.counter"),
        "divide": is_primary and permissions.may(viewer, "proposals.file") and states.may(state, "divided"),
        "declare": is_open and is_primary and (is_author or is_officer),
        "agree": answers and state not in states.VOTED and any(one.is_waiting and not one.is_ours for one in found),
    }  # fmt: skip
    return [act for act, is_so in known.items() if is_so]


def _undo(proposal: Proposal, viewer: Member | None, found: Sequence[Relation]) -> dict[int, str]:
    """What this reader declared or agreed to and may take back, by the number of the other proposal."""
    if viewer is None or proposal.state not in states.TALKED or not permissions.may(viewer, "proposals.file"):
        return {}
    told: dict[int, str] = {}
    for one in (one for one in found if one.other.state in states.TALKED):
        if one.kind == "rival" and one.link.made_by == viewer.id:
            told[one.other.no or 0] = "unlink"
        elif one.kind in AGREED and not one.is_ours and not one.is_waiting and proposal.author_id == viewer.id:
            told[one.other.no or 0] = "disagree"
    return told


def _on_amendment(session: Session, primary: Proposal, viewer: Member | None, opens: datetime | None) -> set[str]:
    """What the authors and the sponsors of the amended proposal may do with an amendment to it."""
    if viewer is None:
        return set()
    if viewer.id in authorship.ids(session, primary):
        return (
            {"take_over"}
            if (opens is None or db.now() >= opens) and states.may(primary.state, "merged_into")
            else set()
        )
    support = session.get(Sponsorship, (primary.no, viewer.id))
    return {"object_to"} if support and support.ended_at is None else set()
