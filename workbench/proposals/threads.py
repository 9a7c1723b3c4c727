"""The threads of a proposal on one of its revisions: each where its words went, or saying that they are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlmodel import Session, col, select

from workbench.definition.reading import Text
from workbench.members.models import Member
from workbench.proposals import citations, comments, dispositions, queries
from workbench.proposals.discussion import Disposition
from workbench.proposals.models import Comment, Proposal, Revision
from workbench.wording.anchors import Anchor, Place, places
from workbench.wording.changes import ClauseChange
from workbench.wording.faces import Anchored

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
    may_settle: bool
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
class Threads:
    """All threads of a page, in the order of the text."""

    all: tuple[Thread, ...]

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.all if not thread.comment.settled_at]

    @property
    def lost(self) -> list[Thread]:
        """Those whose clause is on neither side of the redline."""
        return [thread for thread in self.all if not thread.clause]

    def on(self, clause: str) -> list[Thread]:
        return [thread for thread in self.all if thread.clause == clause]

    def clauses(self) -> set[str]:
        """The clauses to keep in sight: those with open threads."""
        return {thread.clause for thread in self.open}

    def anchors(self, change: ClauseChange) -> list[Anchored]:
        """The commented words of one entry of the redline."""
        return [
            Anchored(thread.name, SIDES[thread.comment.side], thread.start, thread.end)
            for thread in self.on(change.id)
            if thread.start < thread.end and not thread.comment.settled_at
        ]

    def counts(self) -> dict[str, int]:
        """How many threads stand, moved, were edited, are gone: for the head of a later revision."""
        found: dict[str, int] = {}
        for thread in self.all:
            found[thread.state] = found.get(thread.state, 0) + 1
        return found


def of(
    session: Session, proposal: Proposal, revision: Revision, base: Text, now: Text, viewer: Member | None
) -> Threads:
    """The threads written on this revision or before it, each placed on this one."""
    query = select(Comment).where(Comment.proposal_no == proposal.no).order_by(col(Comment.id))
    said = session.exec(queries.visible(query, viewer)).all()
    roots = [comment for comment in said if comment.parent_id is None and comment.revision <= revision.n]
    people = queries.names(session, [comment.author_id for comment in said] + [comment.settled_by for comment in said])
    answers: dict[int | None, list[Remark]] = {}
    for comment in said:
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
                comments.may_settle(viewer, comment, proposal),
                outcomes.get(comment.id),
            )
        )
    return Threads(
        tuple(sorted(made, key=lambda t: (order.get(t.clause, 0), t.state != "gone", t.start, t.comment.id or 0)))
    )


def placed(session: Session, proposal: Proposal, thread: Comment, base: Text, now: Text) -> Place:
    """Where the words of a comment on the text as proposed stand in a text written from the current revision."""
    paths = _Paths(session, proposal, queries.revision(session, proposal), base, now)
    filed = [queries.text(session, paths.filed[n]) for n in range(thread.revision, proposal.revision + 1)]
    return places([_anchor(thread)], [text.clauses for text in [*filed, now]])[0]


def changed(session: Session, proposal: Proposal, thread: Comment) -> Revision | None:
    """The first later revision in which the commented words do not stand as they did, if there is one."""
    if thread.side == "base" or thread.revision == proposal.revision:
        return None
    now = queries.revision(session, proposal)
    base, text = queries.before(session, now), queries.text(session, now)
    paths = _Paths(session, proposal, now, base, text)
    steps = [known.clauses for known in paths.proposed(thread)]
    for at in range(2, len(steps) + 1):
        if places([_anchor(thread)], steps[:at])[0].state in ("edited", "gone"):
            return paths.filed[thread.revision + at - 1]
    return None


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

    def proposed(self, comment: Comment) -> list[Text]:
        before = range(comment.revision, self.revision.n)
        return [*(queries.text(self.session, self.filed[n]) for n in before), self.now]

    def _bases(self, comment: Comment) -> list[Text]:
        begun = self.filed[comment.revision]
        first, last = begun.base, self.revision.base
        if self.revision.amends_no:
            return self._amended(begun)
        if first == last:
            return [self.base]
        between = queries.versions_between(self.session, first, last)
        steps = [queries.base(self.session, version.label) for version in between]
        return steps if steps[0].fingerprint != self.base.fingerprint else steps[::-1]

    def _amended(self, begun: Revision) -> list[Text]:
        """The revisions of the amended proposal, from the one that `begun` is against to the one that is shown."""
        primary = queries.proposal(self.session, self.revision.amends_no or 0)
        ends = begun.amends_n or 0, self.revision.amends_n or 0
        step = 1 if ends[0] <= ends[1] else -1
        numbers = range(ends[0], ends[1] + step, step)
        return [queries.text(self.session, queries.revision(self.session, primary, n)) for n in numbers]


def _anchor(comment: Comment) -> Anchor:
    return Anchor(
        comment.document, SIDES[comment.side], comment.clause_id, comment.quote, comment.prefix, comment.suffix,
        comment.start, comment.end,
    )  # fmt: skip


def named(threads: Iterable[Thread], identity: int) -> Thread | None:
    return next((thread for thread in threads if thread.comment.id == identity), None)
