"""From the words of one version to those of the next: which words are the same ones, and which are new.

Passages that did not change cost nothing. Of the others: first those that moved, then those that are back, then those
that were edited, then phrases that moved or are back; whatever is left was put there now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from workbench.wording import align
from workbench.wording.blocks import BLANKS, Clause
from workbench.wording.gaps import between, changed
from workbench.wording.ledger import Lost, Pages, Splice, spliced
from workbench.wording.passages import Gap, digest, packed, unpacked, wording, words
from workbench.wording.recall import LONG, Recall, State, windows
from workbench.wording.script import GONE, KEPT, NEW, script
from workbench.wording.tidy import SMALL
from workbench.wording.words import is_word, likeness, only_words

FAINT = 150  # likeness, in thousandths, from which one passage in place of one other is that one edited
Texts = dict[str, list[str]]  # document -> its passages


@dataclass(slots=True)
class Place:
    """A passage that changed, in the old or in the new text. `numbers`: of its words, None for a word without one."""

    document: str
    index: int
    text: str
    gap: int  # passages between the same unchanged neighbours are in one gap
    words: tuple[str, ...]
    numbers: list[int | None]
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """The new pages, and what a ledger keeps of the step. `fresh`: words that were put there now."""

    pages: Pages
    splices: tuple[Splice, ...]
    lost: tuple[Lost, ...]
    fresh: int


def carry(
    old: Texts, states: Pages, new: Texts, recall: Recall, first: int, known: Mapping[str, list[Gap]] | None = None
) -> Carried:
    """Number the words of `new`, the text after `old`; new words are numbered from `first` on. `recall` learns what went.

    `known` is where the passages of documents differ, as far as that is known already.
    """
    gaps = {
        document: changed(old.get(document, []), new.get(document, []), (known or {}).get(document))
        for document in {**new, **old}
    }
    olds, news = list(_olds(old, states, gaps)), list(_news(new, gaps))
    for place in olds:
        recall.note(states[place.document][place.index])
    _moved(olds, news, recall)
    _back(news, recall)
    _edited(olds, news, recall)
    lost = _remember(olds, recall)
    fresh = first
    for place in news:
        if place.state is None:
            recall.fill(place.words, place.numbers)
            unused = count(fresh)
            numbers = [next(unused) if number is None else number for number in place.numbers]
            fresh = next(unused)
            place.state = State(digest(wording(place.text)), packed(numbers))
    made = tuple(_splices(gaps, {(place.document, place.index): place.state for place in news if place.state}))
    return Carried(spliced(states, new, made), made, lost, fresh - first)


def again(states: Pages, pages: Pages, old: Texts, recall: Recall) -> Carried:
    """The step to a text that has stood before, so that its words have their numbers: `pages`. `recall` learns what went."""
    gaps = {document: between(states.get(document, []), pages.get(document, [])) for document in {**pages, **states}}
    made = tuple(_splices(gaps, {(name, at): state for name, page in pages.items() for at, state in enumerate(page)}))
    olds = list(_olds(old, states, gaps))
    for place in olds:
        recall.note(states[place.document][place.index])
    for splice in made:
        for state in splice.states:
            recall.gone.difference_update(unpacked(state.runs))
    return Carried(pages, made, _remember(olds, recall), 0)


def _splices(gaps: dict[str, list[Gap]], states: dict[tuple[str, int], State]) -> Iterator[Splice]:
    for document, found in gaps.items():
        for olds, news in found:
            yield Splice(document, olds.start, len(olds), tuple(states[document, index] for index in news))


def _olds(old: Texts, states: Pages, gaps: dict[str, list[Gap]]) -> Iterator[Place]:
    for document, found in gaps.items():
        for gap, (places, _) in enumerate(found):
            for at in places:
                text, state = old[document][at], states[document][at]
                yield Place(document, at, text, gap, words(text), [*unpacked(state.runs)], state)


def _news(new: Texts, gaps: dict[str, list[Gap]]) -> Iterator[Place]:
    for document, found in gaps.items():
        for gap, (_, places) in enumerate(found):
            for at in places:
                own = words(new[document][at])
                yield Place(document, at, new[document][at], gap, own, [None] * len(own))


def _moved(olds: Sequence[Place], news: Sequence[Place], recall: Recall) -> None:
    """Passages that stand elsewhere word for word; a short one only beside one that moved with it, or if it is unique."""
    here, there = ([wording(place.text) for place in places] for places in (olds, news))
    if set(here).isdisjoint(there):
        return
    often, once = Counter(here), Counter(there)
    waiting: dict[str, list[Place]] = {}
    for place, key in zip(olds, here, strict=True):
        waiting.setdefault(key, []).append(place)
    came: dict[tuple[str, int], Place] = {}  # by its place in the new text: the old passage that moved there
    for place, key in zip(news, there, strict=True):
        if waiting.get(key) and (len(key) > LONG or often[key] == once[key] == 1):
            came[place.document, place.index] = waiting[key].pop(0)
    for step in (1, -1):
        for place, key in list(zip(news, there, strict=True))[::step]:
            beside = came.get((place.document, place.index - step))
            if beside and waiting.get(key) and (place.document, place.index) not in came:
                next_to = [
                    old for old in waiting[key] if (old.document, old.index - step) == (beside.document, beside.index)
                ]
                if next_to:
                    waiting[key].remove(next_to[0])
                    came[place.document, place.index] = next_to[0]
    for place in news:
        if (place.document, place.index) in came:
            _settle(place, came[place.document, place.index].state, recall)


def _back(news: Sequence[Place], recall: Recall) -> None:
    """Passages in a wording that the text had before."""
    for place in news:
        if place.state is None and len(key := wording(place.text)) > LONG:
            _settle(place, recall.state(digest(key)), recall)


def _settle(place: Place, state: State | None, recall: Recall) -> None:
    if state and sum(count for _, count in state.runs) == len(place.words):
        place.state = state
        recall.gone.difference_update(unpacked(state.runs))


def _edited(olds: Sequence[Place], news: Sequence[Place], recall: Recall) -> None:
    """Passages that are old ones edited: first between the same neighbours, then anywhere."""
    left = [place for place in news if place.state is None]
    free = [place for place in olds if not recall.gone.isdisjoint(place.numbers)]
    gaps: dict[tuple[str, int], tuple[list[Place], list[Place]]] = {}
    for side, places in enumerate((free, left)):
        for place in places:
            gaps.setdefault((place.document, place.gap), ([], []))[side].append(place)
    met = [pair for sides in gaps.values() for pair in _aligned(*sides)]
    done = {id(place) for pair in met for place in pair}
    met += _aligned(
        [place for place in free if id(place) not in done], [place for place in left if id(place) not in done]
    )
    for one, other in met:
        _keep(one, other, recall)


def _aligned(olds: Sequence[Place], news: Sequence[Place]) -> list[tuple[Place, Place]]:
    if not olds or not news:
        return []
    if len(olds) == len(news) == 1:
        return [(olds[0], news[0])] if likeness(_told(olds[0].text), _told(news[0].text)) >= FAINT else []
    met = align.align(*([_clause(n, place.text) for n, place in enumerate(places)] for places in (olds, news)))
    found: dict[int, int] = {}
    for pair in met:
        if pair.old and pair.new and pair.old.start not in found.values():
            found.setdefault(pair.new.start, pair.old.start)
    return [(olds[x], news[y]) for y, x in found.items()]


@lru_cache(maxsize=1024)
def _told(passage: str) -> frozenset[str]:
    return frozenset(only_words(set(words(passage)) - {""}))


def _clause(index: int, text: str) -> Clause:
    sign = text.lstrip(BLANKS)[:1]
    kind = "heading" if sign == "#" else "row" if sign == "|" else "paragraph"
    return Clause("", kind, "", "", text, index, index + 1)


def _keep(old: Place, new: Place, recall: Recall) -> None:
    """The words that an edit of a passage left alone keep their numbers."""
    steps = script(old.words, new.words)
    i = j = 0
    for at, (fate, length) in enumerate(steps):
        if fate == KEPT and not (0 < at < len(steps) - 1 and _says_nothing(new.words[j : j + length])):
            numbers = old.numbers[i : i + length]
            new.numbers[j : j + length] = [number if number in recall.gone else None for number in numbers]
            recall.gone.difference_update(numbers)
        i += length if fate != NEW else 0
        j += length if fate != GONE else 0


def _says_nothing(kept: Sequence[str]) -> bool:
    """Is what two changes have between them a coincidence rather than something they left alone (as `tidy` has it)?"""
    found = [word for word in kept if is_word(word)]
    return not found or len(found) == 1 and len(found[0]) <= SMALL


def _remember(olds: Iterable[Place], recall: Recall) -> tuple[Lost, ...]:
    """Windows of the words that are not in the new text."""
    found = []
    for place in olds:
        flags = [number in recall.gone for number in place.numbers]
        start = 0
        while True in flags[start:]:
            start = flags.index(True, start)
            end = flags.index(False, start) if False in flags[start:] else len(flags)
            first, keys = windows(place.words, start, end)
            if keys:
                recall.keep(keys, [number for number in place.numbers[first:] if number is not None])
                found.append(Lost(place.document, place.index, first, tuple(keys)))
            start = end
    return tuple(found)
