"""From the words of one version to those of the next: which words are the same ones, and which are new.

Passages that did not change cost nothing. Of the others: first those that moved, then those that are back, then those
that were edited, then phrases that moved or are back; whatever is left was put there now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.wording import align
from workbench.wording.blocks import BLANKS, Clause
from workbench.wording.ledger import Lost, Pages, Splice, spliced
from workbench.wording.passages import digest, packed, unpacked, wording, words
from workbench.wording.recall import LONG, Recall, State, windows
from workbench.wording.script import GONE, KEPT, NEW, script
from workbench.wording.sequences import matches
from workbench.wording.tidy import SMALL
from workbench.wording.words import is_word, likeness

FAINT = 150  # likeness, in thousandths, from which one passage in place of one other is that one edited
Texts = dict[str, list[str]]  # document -> its passages
Gap = tuple[range, range]  # positions in the old and in the new list


@dataclass(slots=True)
class Place:
    """A passage that changed, in the old or in the new text. `numbers`: of its words, None for a word without one."""

    document: str
    index: int
    text: str
    gap: int  # passages between the same unchanged neighbours are in one gap
    words: list[str]
    numbers: list[int | None]
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """The new pages, and what a ledger keeps of the step. `fresh`: words that were put there now."""

    pages: Pages
    splices: tuple[Splice, ...]
    lost: tuple[Lost, ...]
    fresh: int


def carry(old: Texts, states: Pages, new: Texts, recall: Recall, first: int) -> Carried:
    """Number the words of `new`, the text after `old`; new words are numbered from `first` on. `recall` learns what went."""
    gaps = {document: _changed(old.get(document, []), new.get(document, [])) for document in {**new, **old}}
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
            unused = iter(range(fresh, fresh + place.numbers.count(None)))
            numbers = [next(unused) if number is None else number for number in place.numbers]
            fresh += place.numbers.count(None)
            place.state = State(digest(wording(place.text)), packed(numbers))
    made = tuple(_splices(gaps, {(place.document, place.index): place.state for place in news if place.state}))
    return Carried(spliced(states, new, made), made, lost, fresh - first)


def again(states: Pages, pages: Pages, old: Texts, recall: Recall) -> Carried:
    """The step to a text that has stood before, so that its words have their numbers: `pages`. `recall` learns what went."""
    gaps = {document: _between(states.get(document, []), pages.get(document, [])) for document in {**pages, **states}}
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


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Gap]:
    """Where the words of passages changed. Passages that are only wrapped otherwise stay as they are."""
    found: list[Gap] = []
    for olds, news in _between(old, new):
        ones, others = ([wording(texts[at]) for at in places] for texts, places in ((old, olds), (new, news)))
        if set(ones).isdisjoint(others):
            found.append((olds, news))
        else:
            found += [(olds[x.start : x.stop], news[y.start : y.stop]) for x, y in _between(ones, others)]
    return found


def _between(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Gap]:
    """What is not the same in two lists, as ranges of both; what stands between these ranges is, in the same order.

    Where whatever is in both lists stands in one order there, nothing has to be searched for.
    """
    least = min(len(old), len(new))
    head = bisect_left(range(1, least + 1), True, key=lambda n: old[:n] != new[:n])
    tail = bisect_left(range(1, least - head + 1), True, key=lambda n: old[len(old) - n :] != new[len(new) - n :])
    inner = _searched(old[head : len(old) - tail], new[head : len(new) - tail])
    return [(range(head + x.start, head + x.stop), range(head + y.start, head + y.stop)) for x, y in inner]


def _searched(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Gap]:
    ones, others = set(old), set(new)
    if [one for one in old if one in others] != [one for one in new if one in ones]:
        pairs = matches(old, new)
        gone, came = _without(len(old), {x for x, _ in pairs}), _without(len(new), {y for _, y in pairs})
    else:
        gone = [index for index, one in enumerate(old) if one not in others]
        came = [index for index, one in enumerate(new) if one not in ones]
    before, after = (Counter(index - count for count, index in enumerate(indexes)) for indexes in (gone, came))
    found: list[Gap] = []
    i = j = 0
    for kept in sorted({*before, *after}):
        found.append((range(kept + i, kept + i + before[kept]), range(kept + j, kept + j + after[kept])))
        i, j = i + before[kept], j + after[kept]
    return found


def _without(count: int, taken: Container[int]) -> list[int]:
    return [index for index in range(count) if index not in taken]


def _olds(old: Texts, states: Pages, gaps: dict[str, list[Gap]]) -> Iterator[Place]:
    for document, found in gaps.items():
        for gap, (places, _) in enumerate(found):
            for at in places:
                text, numbers = old[document][at], list[int | None](unpacked(states[document][at].runs))
                yield Place(document, at, text, gap, words(text), numbers, states[document][at])


def _news(new: Texts, gaps: dict[str, list[Gap]]) -> Iterator[Place]:
    for document, found in gaps.items():
        for gap, (_, places) in enumerate(found):
            for at in places:
                own = words(new[document][at])
                yield Place(document, at, new[document][at], gap, own, [None] * len(own))


def _moved(olds: Sequence[Place], news: Sequence[Place], recall: Recall) -> None:
    """Passages that stand elsewhere word for word; a short one only beside one that moved with it, or if it is unique."""
    if not olds:
        return
    here, there = ([wording(place.text) for place in places] for places in (olds, news))
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
    for gap in dict.fromkeys((place.document, place.gap) for place in left):
        here = [place for place in free if (place.document, place.gap) == gap]
        there = [place for place in left if (place.document, place.gap) == gap]
        for one, other in _aligned(here, there):
            _keep(one, other, recall)
            free.remove(one)
            left.remove(other)
    for one, other in _aligned(free, left):
        _keep(one, other, recall)


def _aligned(olds: Sequence[Place], news: Sequence[Place]) -> list[tuple[Place, Place]]:
    if not olds or not news:
        return []
    if len(olds) == len(news) == 1:
        return [(olds[0], news[0])] if likeness(_told(olds[0]), _told(news[0])) >= FAINT else []
    met = align.align(*([_clause(n, place.text) for n, place in enumerate(places)] for places in (olds, news)))
    found: dict[int, int] = {}
    for pair in met:
        if pair.old and pair.new and pair.old.start not in found.values():
            found.setdefault(pair.new.start, pair.old.start)
    return [(olds[x], news[y]) for y, x in found.items()]


def _told(place: Place) -> frozenset[str]:
    return frozenset(filter(is_word, place.words))


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
            recall.gone.difference_update(number for number in numbers if number is not None)
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
        numbers = [number for number in place.numbers if number is not None]
        flags = [number in recall.gone for number in numbers]
        start = 0
        while True in flags[start:]:
            start = flags.index(True, start)
            end = flags.index(False, start) if False in flags[start:] else len(flags)
            first, keys = windows(place.words, start, end)
            if keys:
                recall.keep(keys, numbers[first:])
                found.append(Lost(place.document, place.index, first, tuple(keys)))
            start = end
    return tuple(found)
