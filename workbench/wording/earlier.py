"""What stood at a place of the text before: the wordings that some words replaced, back to the first version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.wording.ledger import Pages, Splice
from workbench.wording.passages import passages, places, unpacked
from workbench.wording.provenance import Book, Docs
from workbench.wording.recall import State

MOST = 50  # earlier wordings of one place that are told


@dataclass(frozen=True, slots=True)
class Before:
    """Words that stood at a place until `version` took them out; `authors` are the versions that had put them there."""

    version: int
    text: str
    authors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    number: int
    passage: int  # position in the old document
    at: int  # position in the passage


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words that are on one side only, between two words that are on both; None where the replaced passages end."""

    left: int | None
    right: int | None
    words: tuple[_Word, ...]


def before(book: Book, document: str, start: int, end: int, texts: Callable[[int], Docs]) -> list[Before]:
    """What stood before where characters `start` to `end` of a document of the newest version stand, the newest first.

    Words they replaced, words that those had replaced, and so on; words taken out from between them as well. `texts`
    gives the documents of a version by its number. Words that stand elsewhere now do not count. At most fifty.
    """
    trail = set(book.numbers(document, start, end))
    found: list[Before] = []
    for index, pages in _backwards(book):
        step = book.steps[index]
        alive = {number for splice in step.splices for state in splice.states for number in unpacked(state.runs)}
        if trail.isdisjoint(alive):
            continue
        for splice in step.splices:
            for stretch in _taken_out(splice, pages, alive, trail):
                numbers = [word.number for word in stretch.words]
                text = _quoted(texts(book.steps[index - 1].version)[splice.document], stretch.words)
                found.append(Before(step.version, text, tuple(sorted({book.author(number) for number in numbers}))))
                trail.update(numbers)
                if len(found) == MOST:
                    return found
    return found


def _backwards(book: Book) -> Iterator[tuple[int, Pages]]:
    """The index of each version but the first, from the newest, with the pages of the version before it."""
    count = len(book.steps)
    for first in reversed(range(0, count, book.STRIDE)):
        held = [book.pages(first)]
        for step in book.steps[first + 1 : first + book.STRIDE]:
            held.append(step.pages(held[-1]))
        for index in reversed(range(first + 1, min(first + book.STRIDE, count - 1) + 1)):
            yield index, held[index - 1 - first]


def _taken_out(splice: Splice, pages: Pages, alive: set[int], trail: set[int]) -> list[_Stretch]:
    """The stretches of words that went where words of the trail came or stayed."""
    there = pages.get(splice.document, [])[splice.at : splice.at + splice.count]
    old, new = _words(there, splice.at), _words(splice.states, splice.at)
    stayed = {word.number for word in old} & alive
    came = [
        stretch for stretch in _stretches(new, stayed) if not trail.isdisjoint(word.number for word in stretch.words)
    ]
    return [
        stretch
        for stretch in _stretches(old, stayed)
        if {stretch.left, stretch.right} <= trail or any(_meet(stretch, other) for other in came)
    ]


def _words(states: Iterable[State], first: int) -> list[_Word]:
    return [
        _Word(number, passage, at)
        for passage, state in enumerate(states, first)
        for at, number in enumerate(unpacked(state.runs))
    ]


def _meet(old: _Stretch, new: _Stretch) -> bool:
    """Do two stretches stand in one place: beside a word that both stand beside, or in place of whole passages?"""
    if old.left is None and old.right is None:
        return True
    return (old.left is not None and old.left == new.left) or (old.right is not None and old.right == new.right)


def _stretches(words: Sequence[_Word], stayed: set[int]) -> Iterator[_Stretch]:
    left: int | None = None
    open_words: list[_Word] = []
    for word in words:
        if word.number not in stayed:
            open_words.append(word)
            continue
        if open_words:
            yield _Stretch(left, word.number, tuple(open_words))
        left, open_words = word.number, []
    if open_words:
        yield _Stretch(left, None, tuple(open_words))


def _quoted(text: str, words: Sequence[_Word]) -> str:
    """The words as they stood in the document, one stretch a passage."""
    found = passages(text)
    parts = []
    for index in dict.fromkeys(word.passage for word in words):
        spots = places(found[index])
        here = [word.at for word in words if word.passage == index]
        parts.append(found[index][spots[here[0]][0] : spots[here[-1]][1]])
    return "\n\n".join(parts)
