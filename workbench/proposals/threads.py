"""The threads of a proposal on one of its revisions: each where its words went, or saying that they are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup
from sqlmodel import Session, col, select

from workbench.definition.reading import Text
from workbench.members.models import Member
from workbench.proposals import audience, citations, dispositions, queries, recusals
from workbench.proposals.discussion import Disposition
from workbench.proposals.models import Comment, Proposal, Revision
from workbench.wording.anchors import Anchor, Place, places
from workbench.wording.faces import Anchored
from workbench.wording.sheets import Version

Marks = tuple[tuple[str, Anchored], ...]
SIDES = {"base": "old", "proposed": "new"}


@dataclass(frozen=True)
class Remark:
    """One comment as shown: safe HTML, its author's name."""

    comment: Comment
    author: str
    html: Markup


@dataclass(frozen=True)
class Thread:
    """A thread where it stands on the page. `state` is same, moved, edited or gone; `words` are those there now.

    `clause` is "" where the clause itself is gone. `settler` is who settled it. Offsets count in the clause's text.
    """

    opening: Remark
    replies: tuple[Remark, ...]
    state: str
    clause: str
    words: str
    start: int
    end: int
    settler: str
    # who said that it was seen
    seer: str
    # what became of it, once it has its outcome
    disposition: Disposition | None

    @property
    def comment(self) -> Comment:
        return self.opening.comment

    @property
    def name(self) -> str:
        """The id of its element."""
        return f"comment-{self.comment.id}"


@dataclass(frozen=True)
class Step:
    """A revision that changed the words of a comment, and what is read there since; "" where they are gone."""

    revision: Revision
    words: str


@dataclass(frozen=True)
class Threads:
    """All threads of a page, in the order of the text."""

    all: tuple[Thread, ...]

    @cached_property
    def open(self) -> list[Thread]:
        return [thread for thread in self.all if not thread.comment.settled_at]

    @property
    def lost(self) -> list[Thread]:
        """Those whose clause is on neither side of the redline."""
        return [thread for thread in self.all if not thread.clause]

    def on(self, clause: str) -> list[Thread]:
        return self._by_clause.get(clause, [])

    @cached_property
    def _by_clause(self) -> dict[str, list[Thread]]:
        found: dict[str, list[Thread]] = {}
        for thread in self.all:
            found.setdefault(thread.clause, []).append(thread)
        return found

    def clauses(self) -> set[str]:
        """The clauses to keep in sight: those with open threads."""
        return {thread.clause for thread in self.open}

    def anchors(self) -> Marks:
        """The commented words, with the clause they stand in."""
        return tuple(
            (thread.clause, Anchored(thread.name, SIDES[thread.comment.side], thread.start, thread.end))
            for thread in self.open
            if thread.start < thread.end
        )

    def carried(self, revision: int) -> dict[str, int]:
        """How many threads of earlier revisions stand (`same`), moved, were edited, are gone on this one; none: empty."""
        found = Counter(thread.state for thread in self.all if thread.comment.revision < revision)
        return {state: found[state] for state in ("same", "moved", "edited", "gone")} if found else {}


def of(
    session: Session, proposal: Proposal, revision: Revision, base: Text, now: Text, viewer: Member | None
) -> Threads:
    """The threads written on this revision or before it, each placed on this one."""
    query = select(Comment).where(Comment.proposal_no == proposal.no).order_by(col(Comment.id))
    said = session.exec(audience.visible(query, viewer)).all()
    roots = [comment for comment in said if comment.parent_id is None and comment.revision <= revision.n]
    people = queries.names(
        session,
        [comment.author_id for comment in said]
        + [comment.settled_by for comment in said]
        + [comment.acknowledged_by for comment in said],
    )
    for member in recusals.out(session, [proposal]):
        if member in people:
            people[member] += ", recused"
    answers: dict[int | None, list[Remark]] = {}
    for comment in said:
        if comment.parent_id is not None:
            answers.setdefault(comment.parent_id, []).append(_remark(comment, people))
    found = _Paths(session, proposal, revision, base, now).places(roots)
    outcomes = dispositions.standing(session, roots)
    order = {clause.id: at for at, clause in enumerate([*base.clauses, *now.clauses])}
    made = []
    for comment, there in zip(roots, found, strict=True):
        clause = next((name for name in (there.clause_id, comment.clause_id) if name in order), "")
        made.append(
            Thread(
                _remark(comment, people),
                tuple(answers.get(comment.id, ())),
                there.state,
                clause,
                there.words,
                there.start,
                there.end,
                people.get(comment.settled_by, ""),
                people.get(comment.acknowledged_by, ""),
                outcomes.get(comment.id),
            )
        )
    return Threads(
        tuple(sorted(made, key=lambda t: (order.get(t.clause, 0), t.state != "gone", t.start, t.comment.id or 0)))
    )


def placed(session: Session, proposal: Proposal, thread: Comment, base: Text, now: Text) -> Place:
    """Where the words of a comment on the text as proposed stand in a text written from the current revision."""
    paths = _Paths(session, proposal, queries.revision(session, proposal), base, now)
    filed = [queries.text(session, paths.filed[n]) for n in paths.numbers(thread)]
    return places([_anchor(thread)], [text.clauses for text in [*filed, now]])[0]


def course(session: Session, proposal: Proposal, thread: Comment) -> list[Step]:
    """Every later revision after which the commented words are others than before it, in order; none while they stand.

    Of words of the base it tells whether a revision takes them out, or puts them back."""
    now = queries.revision(session, proposal)
    paths = _Paths(session, proposal, now, queries.before(session, now), queries.text(session, now))
    read = [places([_anchor(thread)], path)[0].words for path in paths.each(thread)]
    told = zip(paths.numbers(thread), read, [read[0], *read], strict=False)
    return [Step(paths.filed[n], words) for n, words, before in told if words != before]


def states(session: Session, proposal: Proposal, threads: Sequence[Comment]) -> dict[int | None, str]:
    """Comment number -> same, moved, edited or gone: where its words are in the current revision."""
    now = queries.revision(session, proposal)
    paths = _Paths(session, proposal, now, queries.before(session, now), queries.text(session, now))
    return {comment.id: place.state for comment, place in zip(threads, paths.places(threads), strict=True)}


def _remark(comment: Comment, people: dict[int | None, str]) -> Remark:
    return Remark(
        comment, comment.reader or people.get(comment.author_id, ""), citations.html(comment.body, comment.cases)
    )


class _Paths:
    """The stored texts between the revision a comment was written on and the one it is shown on; each read once."""

    def __init__(self, session: Session, proposal: Proposal, revision: Revision, base: Text, now: Text) -> None:
        self.session, self.revision, self.base, self.now = session, revision, base, now
        self.filed = {known.n: known for known in queries.revisions(session, proposal, revision.n)}

    def places(self, threads: Sequence[Comment]) -> list[Place]:
        """Where the words of each thread stand now; those with one way are followed together."""
        ways: dict[tuple[str, str | int], list[Comment]] = {}
        for comment in threads:
            begun = self.filed[comment.revision]
            begins = f"{begun.base} {begun.amends_n}" if comment.side == "base" else comment.revision
            ways.setdefault((comment.side, begins), []).append(comment)
        found: dict[int | None, Place] = {}
        for (side, _), group in ways.items():
            path = self._bases(group[0]) if side == "base" else self.proposed(group[0])
            followed = places([_anchor(comment) for comment in group], [text.clauses for text in path])
            found |= {comment.id: place for comment, place in zip(group, followed, strict=True)}
        return [found[comment.id] for comment in threads]

    def numbers(self, comment: Comment) -> list[int]:
        """The revisions from the one that a comment was written on to this one; without those that never were the current one."""
        return [n for n in self.filed if n >= comment.revision]

    def proposed(self, comment: Comment) -> list[Text]:
        return [self._text(n) for n in self.numbers(comment)]

    def each(self, comment: Comment) -> Iterator[Sequence[Version]]:
        """The way of a comment to each revision, from the one it was written on to this one."""
        begun = self.filed[comment.revision]
        for n in self.numbers(comment):
            if comment.side == "proposed":
                yield [self._text(step).clauses for step in self.numbers(comment) if step <= n]
            else:
                yield [text.clauses for text in (*self._steps(begun, self.filed[n]), self._text(n))]

    def _text(self, n: int) -> Text:
        return self.now if n == self.revision.n else queries.text(self.session, self.filed[n])

    def _bases(self, comment: Comment) -> list[Text]:
        return self._steps(self.filed[comment.revision], self.revision)

    def _steps(self, begun: Revision, ended: Revision) -> list[Text]:
        """The texts between the one that a revision was written against and the one that another was, both included."""
        if begun.amends_no:
            return self._amended(begun, ended)
        if begun.base == ended.base:
            return [queries.base(self.session, ended.base)]
        between = queries.versions_between(self.session, begun.base, ended.base)
        steps = [queries.base(self.session, version.label) for version in between]
        return steps if between[0].label == begun.base else steps[::-1]

    def _amended(self, begun: Revision, ended: Revision) -> list[Text]:
        """The revisions of the amended proposal, from the one that `begun` is against to the one that `ended` is."""
        primary = queries.proposal(self.session, begun.amends_no or 0)
        ends = begun.amends_n or 0, ended.amends_n or 0
        step = 1 if ends[0] <= ends[1] else -1
        way = [one for one in queries.revisions(self.session, primary, max(ends)) if one.n >= min(ends)]
        return [queries.text(self.session, one) for one in way[::step]]


def _anchor(comment: Comment) -> Anchor:
    return Anchor(
        comment.document, SIDES[comment.side], comment.clause_id, comment.quote, comment.prefix, comment.suffix,
        comment.start, comment.end,
    )  # fmt: skip


def named(threads: Iterable[Thread], identity: int) -> Thread | None:
    return next((thread for thread in threads if thread.comment.id == identity), None)
