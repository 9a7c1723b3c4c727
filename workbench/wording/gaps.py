"""Where two lists of passages differ: in ranges of both, between which all passages are the same, in the same order."""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence
from itertools import count

from workbench.wording.blocks import BLANKS
from workbench.wording.passages import CUT, ROW, Gap, wording
from workbench.wording.sequences import ends, matches, rising

Row = tuple[int, int, int]  # passages in two texts: the first one in the one and in the other, and how many


def resplit(text: str, known: Sequence[str]) -> tuple[list[str], list[Gap]]:
    """The passages of a text of which those of an earlier state are known, and where these differ from them.

    Only what is between those that are alike is split. Where a passage ends is told by it and by the first words behind
    it: so of those that are alike the last two are split again.
    """
    places: dict[str, int] = {}  # of the passages from the first change on
    is_clear = True  # are there no two alike among these?
    found: list[str] = []
    rows: list[Row] = []
    at = index = 0
    while at < len(text):
        start = index
        while (row := known[index : index + ROW]) and text.startswith(joined := "".join(row), at):
            at, index = at + len(joined), index + len(row)
        while index < len(known) and text.startswith(known[index], at):
            at, index = at + len(known[index]), index + 1
        sure = max(start, index - 2) if at < len(text) else index
        at -= sum(map(len, known[sure:index]))
        rows.append((start, len(found), sure - start))
        found += known[start:sure]
        if not places:
            places = dict(zip(known[sure:], count(sure), strict=False))
            is_clear = len(places) == len(known) - sure
        unsure = range(sure, index)
        while at < len(text):
            part = text[at : _end(text, at)]
            at += len(part)
            place = places.get(part)
            if place is None:
                found.append(part)
                continue
            rows.append((place, len(found), 1))
            found.append(known[place])
            if place not in unsure:
                index = place + 1
                break
    gaps = _outside(rows, len(known), len(found)) if is_clear else None
    return found, between(known, found) if gaps is None else gaps


def _end(text: str, start: int) -> int:
    """Where the passage that begins at `start` ends. Blank lines before the first one are part of it."""
    cut = CUT.search(text, start)
    if cut and not start and not text[: cut.end()].strip(BLANKS):
        cut = CUT.search(text, cut.end())
    return cut.end() if cut else len(text)


def _outside(rows: Sequence[Row], old: int, new: int) -> list[Gap] | None:
    """What is in none of these rows of two lists that are so long; None if they do not stand in the same order there."""
    found: list[Gap] = []
    i = j = 0
    for x, y, length in [*rows, (old, new, 0)]:
        if x < i:
            return None
        if x > i or y > j:
            found.append((range(i, x), range(j, y)))
        i, j = x + length, y + length
    return found


def changed(old: Sequence[str], new: Sequence[str], gaps: Sequence[Gap] | None = None) -> list[Gap]:
    """Where the words of passages changed. Passages that are only wrapped otherwise stay as they are.

    `gaps` are those between the two lists, where they are known already.
    """
    found: list[Gap] = []
    for olds, news in between(old, new) if gaps is None else gaps:
        ones, others = (
            [wording(text) for text in texts] for texts in (old[olds.start : olds.stop], new[news.start : news.stop])
        )
        if set(ones).isdisjoint(others):
            found.append((olds, news))
        else:
            found += [(olds[x.start : x.stop], news[y.start : y.stop]) for x, y in between(ones, others)]
    return found


def between(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Gap]:
    """What is not the same in two lists, as ranges of both; what stands between these ranges is, in the same order.

    Where whatever is in both lists stands in one order there, nothing has to be searched for.
    """
    head, tail = ends(old, new)
    inner = _searched(old[head : len(old) - tail], new[head : len(new) - tail])
    return [(range(head + x.start, head + x.stop), range(head + y.start, head + y.stop)) for x, y in inner]


def _searched(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Gap]:
    ones, others = set(old), set(new)
    if list(filter(others.__contains__, old)) == list(filter(ones.__contains__, new)):
        gone = [index for index, one in enumerate(old) if one not in others]
        came = [index for index, one in enumerate(new) if one not in ones]
    else:
        if len(ones) == len(old) and len(others) == len(new):
            there = dict(zip(new, range(len(new)), strict=True))
            pairs = rising([(index, there[one]) for index, one in enumerate(old) if one in there])
        else:
            pairs = matches(old, new)
        gone, came = _without(len(old), {x for x, _ in pairs}), _without(len(new), {y for _, y in pairs})
    counts: dict[int, list[int]] = {}  # by how many elements before it stay: how many went and came there
    for side, indexes in enumerate((gone, came)):
        for before, index in enumerate(indexes):
            counts.setdefault(index - before, [0, 0])[side] += 1
    found: list[Gap] = []
    i = j = 0
    for kept, (fewer, more) in sorted(counts.items()):
        found.append((range(kept + i, kept + i + fewer), range(kept + j, kept + j + more)))
        i, j = i + fewer, j + more
    return found


def _without(length: int, taken: Container[int]) -> list[int]:
    return [index for index in range(length) if index not in taken]
