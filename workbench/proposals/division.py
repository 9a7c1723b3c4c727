"""One proposal divided into parts that each stand alone and together give its text: both are proved before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session

from workbench import db
from workbench.definition.reading import Text
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import (
    actions,
    authors,
    authorship,
    drafts,
    filing,
    laid,
    leaving,
    queries,
    recusals,
    relations,
    soundness,
    states,
    stays,
)  # fmt: skip
from workbench.proposals.links import Sponsorship
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.proposals.stays import Stay
from workbench.wording.clauses import fingerprint
from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, Docs, Footprint, footprint
from workbench.wording.lint import LARGEST
from workbench.wording.meetings import Place
from workbench.wording.merge import reading_order
from workbench.wording.union import Union, dropped

# Into so many parts at most.
MOST = 9


@dataclass(frozen=True)
class Item:
    """What a proposal does that can only be done as a whole: one clause, or a move with both of its ends."""

    key: str
    name: str
    said: Markup
    places: tuple[Place, ...]


class Parting:
    """A revision as the items that it can be divided into."""

    def __init__(self, before: Text, now: Docs) -> None:
        self.base = Base(before.docs, before.clauses)
        self.foot = footprint(self.base, now)
        self.items = tuple(self._items())

    def _items(self) -> Iterator[Item]:
        found: list[tuple[Place, ...]] = []
        for group in self._groups():
            found.append(tuple(sorted(group, key=lambda place: reading_order(self.base, place))))
        for places in sorted(found, key=lambda places: reading_order(self.base, places[0])):
            named = next((at for sort, at in places if sort == "clause"), None)
            name = laid.where(self.base, places[0][1]) if named is None else laid.name(self.base.clauses[named])
            told = [said for place in places if (said := laid.said(self.base, self.foot, place))]
            yield Item(laid.key(places[0]), name, Markup("; ").join(told), places)

    def _groups(self) -> Iterator[set[Place]]:
        """Places that hang together: where a clause was and where it goes, and neighbours that are joined."""
        homes: dict[Place, Place] = {}

        def root(place: Place) -> Place:
            while homes.setdefault(place, place) != place:
                place = homes[place]
            return place

        every: list[Place] = [*(("clause", at) for at in self.foot.clauses), *(("gap", gap) for gap in self.foot.gaps)]
        for at, touch in self.foot.clauses.items():
            if touch.home in self.foot.gaps:
                homes[root(("clause", at))] = root(("gap", touch.home))
            if touch.fate == "joined" and at + 1 in self.foot.clauses and self.foot.clauses[at + 1].fate == "joined":
                homes[root(("clause", at))] = root(("clause", at + 1))
        groups: dict[Place, set[Place]] = {}
        for place in every:
            groups.setdefault(root(place), set()).add(place)
        yield from groups.values()

    def side(self, keys: Sequence[str]) -> Footprint:
        """What the named items do, without everything else."""
        return dropped(self.foot, [place for item in self.items if item.key not in keys for place in item.places])

    def text(self, keys: Sequence[str]) -> Docs:
        return Union(self.base, [self.side(keys)]).docs()


def of(session: Session, revision: Revision) -> Parting:
    """What a revision can be divided into; refused where it adds, removes or renames whole documents."""
    made = Parting(queries.before(session, revision), queries.documents(session, revision))
    if made.foot.added or made.foot.deleted or made.foot.renamed:
        raise Refusal("It changes whole documents, so it cannot be divided.", status=409)
    return made


def divisible(session: Session, actor: Member, proposal: Proposal) -> Parting:
    """The items of a proposal that this member may divide now: any member may, as every part stands alone (procedure 2.1)."""
    permissions.require(actor, "proposals.file")
    recusals.stand_aside(session, actor, proposal)
    revision = queries.revision(session, proposal)
    if not states.may(proposal.state, "divided") or revision.amends_no:
        raise Refusal("Only a proposal in discussion can be divided, and not what amends another proposal.", status=409)
    if revision.requirements is not None:
        raise Refusal(
            "It changes what a case is judged by, and that belongs to its text as a whole. Its author may file parts of it as "
            "proposals of their own.", status=409,
        )  # fmt: skip
    made = of(session, revision)
    if len(made.items) < 2:
        raise Refusal("It changes the text in one place only, so there is nothing to divide.", status=409)
    return made


def _clock(session: Session, child: Proposal, row: Stay) -> Stay:
    """A part is discussed as long as what it is a part of."""
    own = stays.begin(session, child, "discussion", row.until)
    own.latest = row.latest
    session.add(own)
    return own


def divide(
    session: Session, actor: Member, proposal: Proposal, *, parts: Mapping[str, int], titles: Mapping[int, str],
    repository: Repository, scripts: Sequence[str] = ("Latin",), limit: int = LARGEST,
) -> list[Proposal]:  # fmt: skip
    """File each part as a proposal of its own, by the same authors and with the same sponsors. `parts`: item -> its part.

    Refused unless every part applies alone to the base, none leans on another, and all together give the text, byte for
    byte. The divided proposal stays readable and names its parts."""
    parting = divisible(session, actor, proposal)
    revision = queries.revision(session, proposal)
    chosen: dict[int, list[str]] = {}
    for item in parting.items:
        if not 1 <= parts.get(item.key, 0) <= MOST:
            raise Refusal("Say of every change to which part it goes.", field=item.key)
        chosen.setdefault(parts[item.key], []).append(item.key)
    if len(chosen) < 2:
        raise Refusal("Put the changes into at least two parts.", field=parting.items[0].key)
    texts = proved(parting, [chosen[part] for part in sorted(chosen)], queries.documents(session, revision))
    author = session.get_one(Member, proposal.author_id)
    company = [session.get_one(Member, one) for one in sorted(authorship.ids(session, proposal) - {author.id})]
    children: list[Proposal] = []
    for (part, _), docs in zip(sorted(chosen.items()), texts, strict=True):
        at = len(children) + 1
        title = titles.get(part, "").strip() or f"{proposal.title[:180]} (part {at})"
        draft = _draft(author, proposal, revision, docs, title, f"Part {at} of {len(texts)} of proposal {proposal.no}.")
        children.append(_filed(session, actor, author, company, draft, proposal, repository, scripts, limit))
    states.move(session, proposal, "divided")
    clocks = [
        _clock(session, child, row) for row in stays.of(session, proposal, "discussion")[:1] for child in children
    ]
    minutes.record(
        session, actor, "proposals.divide", proposal, proposal, *clocks, parts=[child.no for child in children]
    )
    leaving.drop_amendments(session, proposal)
    return children


def proved(parting: Parting, groups: Sequence[Sequence[str]], whole: Docs) -> list[Docs]:
    """The text of each part; refused where one does not stand alone, or together they are not the whole."""
    texts = [parting.text(keys) for keys in groups]
    sides = [footprint(parting.base, docs) for docs in texts]
    for at, side in enumerate(sides):
        for other, text in enumerate(sides):
            if other != at and side.cited & text.said - side.said:
                raise Refusal(
                    f"Part {at + 1} refers to a clause that only part {other + 1} brings, so it does not stand alone. "
                    "Put the two together."
                )
    together = Compatibility(parting.base, footprints=sides).text(range(len(sides)))
    if together.state == "conflict" or fingerprint(together.docs) != fingerprint(whole):
        raise Refusal("These parts together do not give the text of the proposal. Put changes that meet into one part.")
    return texts


def _draft(author: Member, proposal: Proposal, revision: Revision, docs: Docs, title: str, note: str) -> Draft:
    return Draft(
        author_id=author.id or 0, base=revision.base, documents=docs, title=title, note=note, kind="amendment",
        rationale=proposal.rationale, claimed=proposal.claimed, cases=list(proposal.cases), saved_at=db.now(),
    )  # fmt: skip


def _filed(
    session: Session, actor: Member, author: Member, company: Sequence[Member], draft: Draft, whole: Proposal,
    repository: Repository, scripts: Sequence[str], limit: int,
) -> Proposal:  # fmt: skip
    session.add(draft)
    session.flush()
    working = drafts.working(session, draft)
    soundness.sound(session, draft, working, None, scripts, limit)
    child, revision = actions.register(session, author, draft, working, None, repository)
    link = relations.made(child, "part", whole.no or 0, actor, db.now())
    support = [
        Sponsorship(proposal_no=child.no or 0, member_id=row.member_id, since=row.since)
        for row, _ in relations.sponsors(session, whole)
    ]
    session.add_all([link, *support])
    wrote = authors.credit(session, company, revision)
    documents = filing.digests(session, revision)
    minutes.record(
        session, actor, "proposals.file", child, child, revision, *wrote, link, *support, documents=documents
    )
    return child
