"""Where two lists of passages differ: in ranges of both, between which all passages are the same, in the same order."""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence

from workbench.wording.passages import Row, wording
from workbench.wording.sequences import matches, rising

Gap = tuple[range, range]  # positions in the old and in the new list


def changed(old: Sequence[str], new: Sequence[str], rows: Sequence[Row] | None) -> list[Gap]:
    """Where the words of passages changed. Passages that are only wrapped otherwise stay as they are."""
    found: list[Gap] = []
    gaps = _outside(rows, len(old), len(new)) if rows is not None else None
    for olds, news in between(old, new) if gaps is None else gaps:
        ones, others = ([wording(texts[at]) for at in places] for texts, places in ((old, olds), (new, news)))
        if set(ones).isdisjoint(others):
            found.append((olds, news))
        else:
            found += [(olds[x.start : x.stop], news[y.start : y.stop]) for x, y in between(ones, others)]
    return found


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


def between(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Gap]:
    """What is not the same in two lists, as ranges of both; what stands between these ranges is, in the same order.

    Where whatever is in both lists stands in one order there, nothing has to be searched for.
    """
    head = _alike(old, new)
    tail = _alike(old[: head - len(old) - 1 : -1], new[: head - len(new) - 1 : -1])
    inner = _searched(old[head : len(old) - tail], new[head : len(new) - tail])
    return [(range(head + x.start, head + x.stop), range(head + y.start, head + y.stop)) for x, y in inner]


def _alike(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """How many elements two lists have in common where they begin."""
    both = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in both if one is not other and one != other), min(len(old), len(new)))


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
