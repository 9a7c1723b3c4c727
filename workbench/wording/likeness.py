"""How much of a change is that of another one: by the words that each strikes and inserts in one clause, in whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from workbench.wording.changes import ClauseChange
from workbench.wording.words import only_words, tokens

# So much of the larger of two changes must be in both, and more, for them to be mostly the same.
MOST = Fraction(1, 2)
# The clause of everything that is put into a text as clauses of its own.
NEW = ""
Words = Counter[str]


@dataclass(frozen=True)
class Changed:
    """What a change does with the words of one clause: how many times it strikes each, and inserts each."""

    struck: Words
    inserted: Words


def changed(changes: Iterable[ClauseChange]) -> dict[str, Changed]:
    """Clause id -> what is done with its words; all new clauses together under NEW. A word that only moves is in neither."""
    found: dict[str, Changed] = {}
    for change in changes:
        name = NEW if change.change == "added" else change.id
        one = found.setdefault(name, Changed(Counter(), Counter()))
        for segment in change.segments:
            if segment.op in "-+":
                words = only_words(tokens(segment.text.casefold()))
                (one.struck if segment.op == "-" else one.inserted).update(words)
    return {name: kept for name, one in found.items() if (kept := _net(one)).struck or kept.inserted}


def _net(one: Changed) -> Changed:
    return Changed(one.struck - one.inserted, one.inserted - one.struck)


def alike(one: dict[str, Changed], other: dict[str, Changed]) -> bool:
    """Whether in some clause both strike and insert mostly the same words."""
    return any(
        _most([(mine.struck, theirs.struck), (mine.inserted, theirs.inserted)]) for mine, theirs in _both(one, other)
    )


def undoes(one: dict[str, Changed], other: dict[str, Changed]) -> bool:
    """Whether in some clause one strikes mostly what the other inserted, or puts back mostly what it struck."""
    return any(
        _most([(mine.struck, theirs.inserted)]) or _most([(mine.inserted, theirs.struck)])
        for mine, theirs in _both(one, other)
    )


def _both(one: dict[str, Changed], other: dict[str, Changed]) -> Iterator[tuple[Changed, Changed]]:
    return ((one[name], other[name]) for name in one if name in other)


def _most(pairs: Iterable[tuple[Words, Words]]) -> bool:
    """Whether more than MOST of the words of the larger side are on both sides."""
    known = list(pairs)
    common = sum((mine & theirs).total() for mine, theirs in known)
    larger = max(sum(mine.total() for mine, _ in known), sum(theirs.total() for _, theirs in known))
    return larger > 0 and Fraction(common, larger) > MOST
