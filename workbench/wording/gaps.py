"""Where two lists of passages differ: in ranges of both, between which all passages are the same, in the same order."""

from __future__ import annotations

from collections.abc import Container, Hashable, Sequence

from workbench.wording.passages import wording
from workbench.wording.sequences import ends, matches, rising

Gap = tuple[range, range]  # positions in the old and in the new list


def changed(old: Sequence[str], new: Sequence[str]) -> list[Gap]:
    """Where the words of passages changed. Passages that are only wrapped otherwise stay as they are."""
    found: list[Gap] = []
    for olds, news in between(old, new):
        ones, others = ([wording(texts[at]) for at in places] for texts, places in ((old, olds), (new, news)))
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
