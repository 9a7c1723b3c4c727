"""Common subsequences of long sequences, in time that grows with their length.

Used for clauses and for sentences. Exact where that is cheap, patient where it is not: what is unique on both sides is
paired first, as in Bram Cohen's patience diff. No clocks: the same sequences give the same pairs on any machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence

Pairs = list[tuple[int, int]]
PASSES = 2  # times that a gap is searched for what has become unique in it


def ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    """How many elements two sequences have in common where they begin, and how many of the others where they end.

    Found by halving: comparing two slices takes a small part of the time that comparing their elements one by one does.
    """
    head, high = 0, min(len(old), len(new))
    while head < high:
        middle = (head + high + 1) // 2
        head, high = (middle, high) if old[head:middle] == new[head:middle] else (head, middle - 1)
    tail, high = 0, min(len(old), len(new)) - head
    while tail < high:
        middle = (tail + high + 1) // 2
        is_same = old[len(old) - middle : len(old) - tail] == new[len(new) - middle : len(new) - tail]
        tail, high = (middle, high) if is_same else (tail, middle - 1)
    return head, tail


def matches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Positions of equal elements, rising on both sides. Not always the longest such list, but always a good one."""
    found: Pairs = []
    todo = [(0, len(old), 0, len(new), 0)]
    while todo:
        i, i_end, j, j_end, depth = todo.pop()
        while i < i_end and j < j_end and old[i] == new[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            found.append((i_end, j_end))
        if i == i_end or j == j_end:
            continue
        anchors = rising(_unique(old, new, (i, i_end, j, j_end))) if depth < PASSES else []
        if not anchors:
            found += rising(_counted(old, new, (i, i_end, j, j_end)))
            continue
        found += anchors
        for x, y in [*anchors, (i_end, j_end)]:
            todo.append((i, x, j, y, depth + 1))
            i, j = x + 1, y + 1
    return sorted(found)


def rising(pairs: Pairs) -> Pairs:
    """The longest part of pairs, given in the order of their first position, whose second position rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(second)
            ends.append(index)
        else:
            tails[place], ends[place] = second, index
    chain: Pairs = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def unique(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Positions of elements that stand once on each side, rising on both."""
    return rising(_unique(old, new, (0, len(old), 0, len(new))))


def likely(scores: Sequence[Sequence[int]], floor: int) -> Pairs:
    """The pairs (row, column), rising, whose scores add up highest, none below `floor`. Costs rows times columns."""
    rows, columns = len(scores), len(scores[0])
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            here = scores[row][column]
            paired = best[row + 1][column + 1] + here if here >= floor else 0
            best[row][column] = max(best[row + 1][column], best[row][column + 1], paired)
    found: Pairs = []
    row = column = 0
    while row < rows and column < columns:
        here = scores[row][column]
        if here >= floor and best[row][column] == best[row + 1][column + 1] + here:
            found.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _unique(old: Sequence[Hashable], new: Sequence[Hashable], window: tuple[int, int, int, int]) -> Pairs:
    """Elements that stand once in each side of the window, in the order of the old side."""
    here = _places(old, window[0], window[1])
    there = _places(new, window[2], window[3])
    return [(places[0], there[key][0]) for key, places in here.items() if len(places) == len(there.get(key, ())) == 1]


def _counted(old: Sequence[Hashable], new: Sequence[Hashable], window: tuple[int, int, int, int]) -> Pairs:
    """The first of each element with the first of it on the other side, the second with the second, and so on."""
    there = _places(new, window[2], window[3])
    seen: dict[Hashable, int] = {}
    found: Pairs = []
    for index in range(window[0], window[1]):
        places = there.get(old[index], ())
        count = seen.get(old[index], 0)
        if count < len(places):
            found.append((index, places[count]))
            seen[old[index]] = count + 1
    return found


def _places(elements: Sequence[Hashable], start: int, end: int) -> dict[Hashable, list[int]]:
    places: dict[Hashable, list[int]] = {}
    for index in range(start, end):
        places.setdefault(elements[index], []).append(index)
    return places
