"""A revision written on an old text, carried to a newer one, with a receipt for its author.

The receipt says that the same words are removed and added as before, or exactly which words need a person. What is not
touched by the newer text is carried by place, without comparing anything again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from workbench.wording.footprint import Base, Docs, Footprint, Touch, footprint
from workbench.wording.hunks import Hunk
from workbench.wording.meetings import SAME, SAME_PLACE, Place, documents, near, places, spans
from workbench.wording.merge import described, reading_order
from workbench.wording.shifting import Shift
from workbench.wording.union import Union
from workbench.wording.words import flow, is_word, tokens


@dataclass(frozen=True)
class Wanting:
    """Words that a person should look at, or write.

    `kind` is the meeting of the revision with the newer text there: same_change (it has been done already), apart,
    touching (the merged wording wants a look), or a conflict. `old` and `new` are the words that the revision takes out
    and puts in there, `words_theirs` and `words_ours` the whole clause as the newer text and as the revision have it,
    `merged` both together, None where that cannot be."""

    clause_id: str
    kind: str
    words_theirs: str
    words_ours: str
    old: str
    new: str
    merged: str | None


@dataclass(frozen=True)
class Receipt:
    """What a revision, carried, takes out of the newer text and puts into it, in reading order, and what it wants.

    `is_same`: these are the words it took out of and put into its own base, no more and no fewer."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    is_same: bool
    wanting: tuple[Wanting, ...]


@dataclass(frozen=True)
class Rebase:
    """The outcome. `state`: carried (the change is word for word the same), confirm (`docs` has the merged wording, which
    wants a look) or person (`docs` is None: somebody has to write)."""

    state: str
    docs: Docs | None
    receipt: Receipt


def rebase(old_base: Docs, revision: Docs, new_base: Docs) -> Rebase:
    """The revision of the old text as a revision of the newer one."""
    old = Base(old_base)
    return Carrier(old, new_base).carry(footprint(old, revision))


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as values that can be written as JSON, by the names of its fields."""
    wanting = [asdict(want) for want in receipt.wanting]
    return {
        "removed": list(receipt.removed),
        "added": list(receipt.added),
        "is_same": receipt.is_same,
        "wanting": wanting,
    }


class Carrier:
    """Carries revisions of one text to a newer one; the two texts are compared once for all of them."""

    def __init__(self, old: Base, new_base: Docs) -> None:
        self.old, self.new = old, Base(new_base)
        self.theirs = footprint(old, new_base)

    @cached_property
    def shift(self) -> Shift:
        """Where the clauses of the old text stand in the newer one."""
        return Shift(self.old, self.theirs, self.new)

    def carry_all(self, sides: Iterable[Footprint]) -> Iterator[Footprint | Rebase]:
        """Many revisions, given by their footprints on the old text, in their order.

        Whatever the newer text has not touched comes as a footprint on the newer text, word for word the same, without
        a look at any text (`docs` and `receipt` have the rest); all others as by `carry`."""
        for side in sides:
            yield self.shift.carried(side) or self.carry(side)

    def docs(self, carried: Footprint) -> Docs:
        """The documents of a revision that was carried as a footprint."""
        return Union(self.new, [carried]).docs()

    def receipt(self, carried: Footprint) -> Receipt:
        """The receipt of a revision that was carried as a footprint: what `carry` says of the same texts."""
        return Receipt(*_words(self.new, footprint(self.new, self.docs(carried)))[:2], True, ())

    def carry(self, side: Footprint) -> Rebase:
        """One revision, given by its footprint on the old text."""
        met, whole = places(self.old, side, self.theirs), documents(self.old, side, self.theirs)
        wanting = tuple(self._wanting(side, met, whole))
        before = _words(self.old, side)
        if max((*met.values(), *whole.values()), default=SAME) >= SAME_PLACE:
            return Rebase("person", None, Receipt(*before[:2], False, wanting))
        docs = Union(self.old, [side, self.theirs]).docs()
        after = _words(self.new, footprint(self.new, docs))
        is_same = _is_same(before, after)
        return Rebase("confirm" if wanting or not is_same else "carried", docs, Receipt(*after[:2], is_same, wanting))

    def _wanting(self, side: Footprint, met: Mapping[Place, int], whole: Mapping[str, int]) -> Iterator[Wanting]:
        order = sorted(met, key=lambda place: reading_order(self.old, place))
        words = [("", "")] * len(whole) + [self._exact(side, place) for place in order]
        meetings = described(self.old, side, self.theirs, met, whole)
        for meeting, (old, new) in zip(meetings, words, strict=True):
            yield Wanting(meeting.clause_id, meeting.kind, meeting.theirs, meeting.ours, old, new, meeting.merged)

    def _exact(self, side: Footprint, place: Place) -> tuple[str, str]:
        """The words that the revision takes out and puts in at a place: those that meet others, or if none do, all."""
        sort, number = place
        if sort == "gap":
            return "", Union(self.old, [side]).gap(number)
        text, touch = self.old.clauses[number].text, side.clauses.get(number, Touch())
        if touch.fate == "gone":
            return text, ""
        theirs = self.theirs.clauses.get(number, Touch())
        pairs = near(spans(touch.hunks, text), spans(theirs.hunks, text), text)
        met = sorted({hunk for hunk, _, kind in pairs if kind > SAME})
        return _told(met or touch.hunks, text)


def _told(hunks: Iterable[Hunk], text: str) -> tuple[str, str]:
    """The words of hunks, what goes and what comes; of several, with dots between them."""
    row = list(hunks)
    old = [text[hunk.start : hunk.end] for hunk in row if hunk.end > hunk.start]
    return " … ".join(old), " … ".join(hunk.text for hunk in row if hunk.text)


Words = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _words(base: Base, side: Footprint) -> Words:
    """What a side takes out, puts in and carries elsewhere, run by run, in the order of the base; wrapping left aside."""
    removed: list[str] = [base.docs[path] for path in base.docs if path in side.deleted]
    added: list[str] = []
    moved: list[str] = []
    order = [("clause", position) for position in side.clauses] + [("gap", gap) for gap in side.gaps]
    for sort, number in sorted(order, key=lambda place: reading_order(base, place)):
        if sort == "gap":
            added += [part for part in side.gaps[number] if isinstance(part, str)]
            continue
        text, touch = base.clauses[number].text, side.clauses[number]
        removed += [text] if touch.fate == "gone" else [text[hunk.start : hunk.end] for hunk in touch.hunks]
        added += [hunk.text for hunk in touch.hunks]
        moved += [text] if touch.fate == "moved" else []
    added += [side.added[path] for path in sorted(side.added)]
    told = (tuple(words for words in map(flow, row) if words) for row in (removed, added, moved))
    first, second, third = told
    return first, second, third


def _is_same(before: Words, after: Words) -> bool:
    """Whether two changes take out and put in the same words and signs; where one run ends and the next begins is left
    aside, since the same words may be cut in two ways between other neighbours."""
    (gone, came), (gone_now, came_now) = (map(_counted, side[:2]) for side in (before, after))
    words = all(_only_words(one) == _only_words(other) for one, other in ((gone, gone_now), (came, came_now)))
    return words and came + gone_now == came_now + gone and len(before[2]) == len(after[2])


def _counted(row: Sequence[str]) -> Counter[str]:
    return Counter(token for words in row for token in tokens(words) if token.strip())


def _only_words(counted: Counter[str]) -> dict[str, int]:
    return {token: number for token, number in counted.items() if is_word(token)}
