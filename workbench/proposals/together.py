"""The open proposals side by side: each on the newest text, how every two go together, and any set of them in one text.

What follows from texts alone is held by their fingerprints, so that a page that was seen before reads no text again.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Generic, TypeVar

from sqlmodel import Session, col, select

from workbench.definition import queries as definition
from workbench.definition.models import StoredText, Version
from workbench.definition.reading import Text
from workbench.minutes.models import Minute
from workbench.proposals import authorship, queries, replays
from workbench.proposals.models import Proposal, Replay, Revision, RevisionDocument
from workbench.wording import clauses as wording
from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, Docs, Footprint, footprint
from workbench.wording.several import Several
from workbench.wording.standing import standing

# How two proposals go together, from what is settled by adopting one of them to what is not touched by it.
KINDS = ("same_text", "contains", "conflict", "same_clause", "same_change", "independent")
# Sets that can stand together, offered beside the largest one.
SETS = 4
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Pair = tuple[int, int]


class Kept(Generic[K, V]):
    """What was made last, by what it was made from: `most` of it. Threads may ask at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: OrderedDict[K, V] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: K) -> V | None:
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def put(self, key: K, value: V) -> V:
        with self.lock:
            self.found[key] = value
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return value


@dataclass(frozen=True)
class Side:
    """An open proposal as it takes part: by its text on the newest version.

    `how`: filed on it; carried to it word for word; or confirm, carried with words that somebody should read."""

    proposal: Proposal
    revision: Revision
    author: str
    how: str
    fingerprint: str

    @property
    def no(self) -> int:
        return self.proposal.no or 0


class Table:
    """How the open proposals go together, by their numbers. Made of texts alone, and good as long as they are the same."""

    def __init__(self, base: Base, sides: Mapping[int, Footprint], texts: Mapping[int, str]) -> None:
        self.base, self.sides, self.texts = base, sides, texts
        self.numbers = tuple(sides)
        self.compatible = Compatibility(base, footprints=list(sides.values()))
        self._index = {no: at for at, no in enumerate(self.numbers)}
        self._sets: Kept[tuple[int, ...], Several] = Kept(64)

    @cached_property
    def pairs(self) -> dict[Pair, str]:
        """Every pair that touches something in common, the lower number first, and which of KINDS it is."""
        return {
            (self.numbers[found.a], self.numbers[found.b]): self._kind(found.a, found.b, found.outcome)
            for found in self.compatible.pairs(only_touching=True)
        }

    def _kind(self, a: int, b: int, outcome: str) -> str:
        one, other = self.numbers[a], self.numbers[b]
        if self.texts[one] == self.texts[other]:
            return "same_text"
        if self._may_hold(one, other) and self.compatible.contains(a, b):
            return "contains"
        if self._may_hold(other, one) and self.compatible.contains(b, a):
            return "contains"
        return "same_change" if outcome == "clean" else outcome

    def _may_hold(self, whole: int, part: int) -> bool:
        mine, yours = self.sides[whole], self.sides[part]
        return yours.clauses.keys() <= mine.clauses.keys() and yours.gaps.keys() <= mine.gaps.keys()

    def kind(self, one: int, other: int) -> str:
        """How two go together, in either order."""
        return self.pairs.get((min(one, other), max(one, other)), "independent")

    def holds(self, whole: int, part: int) -> bool:
        """Whether adopting one of a pair that is `contains` adopts the other as well."""
        return self._may_hold(whole, part) and self.compatible.contains(self._index[whole], self._index[part])

    def listed(self, kind: str = "", no: int | None = None, after: Pair = (0, 0)) -> Iterator[Pair]:
        """The pairs of a kind, or those that meet, in order of their numbers; of one proposal only, and behind one pair."""
        every = self.pairs if kind != "independent" else combinations(self.numbers, 2)
        for pair in every:
            if pair > after and (no is None or no in pair) and (not kind or self.kind(*pair) == kind):
                yield pair

    def order_matters(self, one: int, other: int) -> bool:
        """Whether the text depends on which of the two is adopted first."""
        return self.compatible.pair(self._index[one], self._index[other]).order_matters

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pairs there are of each kind."""
        found = Counter(self.pairs.values())
        every = len(self.numbers) * (len(self.numbers) - 1) // 2
        return {kind: found[kind] for kind in KINDS[:-1]} | {"independent": every - len(self.pairs)}

    @cached_property
    def beside(self) -> dict[int, dict[str, list[int]]]:
        """Of each proposal the others that it meets, by kind."""
        found: dict[int, dict[str, list[int]]] = {no: {} for no in self.numbers}
        for (one, other), kind in self.pairs.items():
            found[one].setdefault(kind, []).append(other)
            found[other].setdefault(kind, []).append(one)
        return found

    @cached_property
    def fights(self) -> dict[int, set[int]]:
        """Of each proposal those that it cannot be adopted together with as they are."""
        found: dict[int, set[int]] = {no: set() for no in self.numbers}
        for one, other in self.pairs:
            if self.order_matters(one, other):
                found[one].add(other)
                found[other].add(one)
        return found

    @cached_property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """Sets of proposals that can stand together: the largest, and the largest with one of those that it leaves out."""
        largest = tuple(self.numbers[at] for at in self.compatible.largest())
        found = [largest] if largest else []
        for no in self.numbers:
            if len(found) > SETS:
                break
            if not any(no in known for known in found):
                found.append(self._largest_with(no))
        return tuple(sorted(found, key=lambda known: (-len(known), known)))

    def _largest_with(self, no: int) -> tuple[int, ...]:
        left = {one: foes - self.fights[no] for one, foes in self.fights.items() if one not in self.fights[no]}
        return standing(left)

    def text(self, chosen: Iterable[int]) -> Several:
        """The chosen proposals in one text; its changes name them by their place in `numbers`."""
        key = tuple(sorted(set(chosen)))
        return self._sets.get(key) or self._sets.put(key, self.compatible.text(self._index[no] for no in key))

    def left_out(self, chosen: Iterable[int]) -> frozenset[tuple[int, str]]:
        """What that text could not hold: the proposal, and the clause, or the gap as it is named by the clause behind it."""
        changes = (change for change in self.text(chosen).changes if change.is_left_out)
        return frozenset((self.numbers[at], change.clause_id) for change in changes for at in change.proposals)


@dataclass(frozen=True)
class Together:
    """The open proposals on the newest version: those that take part, and those `apart` that wait for words of their author."""

    version: Version
    base: Text
    sides: dict[int, Side]
    apart: tuple[Side, ...]
    table: Table


_feet: Kept[tuple[Hashable, str], Footprint] = Kept(2_000)
_tables: Kept[Hashable, Table] = Kept(4)


def now(session: Session) -> Together:
    """`of`, put together once a session for each state of the minutes: for who asks it of many proposals."""
    last = session.exec(select(Minute.hash).order_by(col(Minute.seq).desc()).limit(1)).first()
    known = session.info.get("together")
    if known is None or known[0] != last:
        known = session.info["together"] = last, of(session)
    found: Together = known[1]
    return found


def of(session: Session) -> Together:
    """The open proposals, each by its current revision on the newest version: in so many queries however many there are."""
    version = definition.newest(session)
    base = definition.read(session, version)
    rows = session.exec(
        select(Proposal, Revision, Replay)
        .join(Revision, authorship.NOW)
        .outerjoin(
            Replay,
            (col(Replay.proposal_no) == Revision.proposal_no)
            & (col(Replay.n) == Revision.n)
            & (col(Replay.version) == version.label),
        )
        .where(col(Proposal.state).in_(queries.OPEN), col(Revision.amends_no).is_(None))
        .order_by(col(Proposal.no))
    ).all()
    authors = authorship.names(session, (row[0].no for row in rows))
    found = [_side(session, version, base, authors, *row) for row in rows]
    apart = tuple(side for side in found if side.how == "person")
    sides = {side.no: side for side in found if side.how != "person"}
    kept = {row[1].proposal_no: row[2] for row in rows if row[2] is not None}
    return Together(version, base, sides, apart, _table(session, base, sides, kept))


def _side(
    session: Session, version: Version, base: Text, authors: Mapping[int, str], proposal: Proposal, revision: Revision,
    kept: Replay | None,
) -> Side:  # fmt: skip
    author = authors[revision.proposal_no]
    if revision.base == version.label:
        return Side(proposal, revision, author, "filed", revision.fingerprint)
    if kept is not None:
        return Side(proposal, revision, author, kept.state, kept.fingerprint or "")
    return Side(proposal, revision, author, *_worked_out(session, base, revision))


_unrecorded: Kept[tuple[Hashable, str], tuple[str, str]] = Kept(2_000)


def _worked_out(session: Session, base: Text, revision: Revision) -> tuple[str, str]:
    """State and fingerprint of a revision that was filed on an older version after this one was adopted."""
    key = base.key, revision.commit
    known = _unrecorded.get(key)
    if known and (not known[1] or _feet.get((base.key, known[1]))):
        return known
    made = replays.carried(session, revision)
    if made.state == "person" or not made.docs:
        return _unrecorded.put(key, ("person", ""))
    fingerprint = wording.fingerprint(made.docs)
    _feet.put((base.key, fingerprint), footprint(_base(base), made.docs))
    return _unrecorded.put(key, (made.state, fingerprint))


@lru_cache(maxsize=4)
def _base(text: Text) -> Base:
    return Base(text.docs, text.clauses)


def _table(session: Session, base: Text, sides: Mapping[int, Side], kept: Mapping[int, Replay]) -> Table:
    texts = {no: side.fingerprint for no, side in sides.items()}
    key = base.key, tuple(texts.items())
    known = _tables.get(key)
    if known:
        return known
    feet = {no: _feet.get((base.key, fingerprint)) for no, fingerprint in texts.items()}
    read = _documents(session, [sides[no] for no, known in feet.items() if known is None], kept)
    for no, docs in read.items():
        feet[no] = _feet.put((base.key, texts[no]), footprint(_base(base), docs))
    return _tables.put(key, Table(_base(base), {no: foot for no, foot in feet.items() if foot is not None}, texts))


def _documents(session: Session, sides: Sequence[Side], kept: Mapping[int, Replay]) -> dict[int, Docs]:
    """The whole texts of these proposals on the newest version, in two queries: proposal number -> path -> text."""
    if not sides:
        return {}
    digests: dict[int, dict[str, str]] = {
        side.no: dict(kept[side.no].documents) if side.how != "filed" else {} for side in sides
    }
    rows = session.exec(
        select(RevisionDocument.proposal_no, RevisionDocument.path, RevisionDocument.sha256)
        .join(Proposal, (col(Proposal.no) == RevisionDocument.proposal_no) & (col(Proposal.revision) == RevisionDocument.n))
        .where(col(Proposal.no).in_([side.no for side in sides if side.how == "filed"]))
        .order_by(col(RevisionDocument.proposal_no), col(RevisionDocument.position))
    )  # fmt: skip
    for no, path, digest in rows:
        digests[no][path] = digest
    wanted = {digest for paths in digests.values() for digest in paths.values()}
    bodies = dict(
        session.exec(select(StoredText.sha256, StoredText.body).where(col(StoredText.sha256).in_(wanted))).all()
    )
    return {no: {path: bodies[digest] for path, digest in paths.items()} for no, paths in digests.items()}
