"""The most that can stand together when some exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

STEPS = 20_000  # choices tried in one group of proposals that conflict before the best found so far is taken


def standing(fights: Mapping[int, AbstractSet[int]]) -> tuple[int, ...]:
    """The largest set of numbers of which none fights another; of several the one with the lowest numbers.

    `fights` says of every number whom it fights, both ways. Groups that have nothing to do with each other are looked at
    one by one, each in at most `STEPS` steps, on any machine the same."""
    return tuple(sorted(number for group in _groups(fights) for number in _best(group, fights)))


def _groups(fights: Mapping[int, AbstractSet[int]]) -> Iterator[list[int]]:
    seen: set[int] = set()
    for number in sorted(fights):
        if number not in seen:
            group, todo = [], [number]
            seen.add(number)
            while todo:
                group.append(todo.pop())
                new = fights[group[-1]] - seen
                seen |= new
                todo += sorted(new)
            yield sorted(group)


def _best(group: list[int], fights: Mapping[int, AbstractSet[int]]) -> list[int]:
    """Take a number or leave it, the lowest first; a branch that cannot become larger than the best is given up."""
    best = _greedy(group, fights)
    is_sure = False  # whether the best was found in the order of the numbers
    todo: list[tuple[list[int], list[int]]] = [([], group)]
    for _ in range(STEPS):
        if not todo:
            break
        chosen, left = todo.pop()
        reachable = len(chosen) + len(left)
        if reachable < len(best) or reachable == len(best) and is_sure:
            continue
        if not left:
            best, is_sure = chosen, True
            continue
        first, rest = left[0], left[1:]
        free = [number for number in rest if number not in fights[first]]
        if len(free) < len(rest):
            todo.append((chosen, rest))
        todo.append(([*chosen, first], free))
    return best


def _greedy(group: list[int], fights: Mapping[int, AbstractSet[int]]) -> list[int]:
    """Those with the fewest fights first."""
    chosen: list[int] = []
    for number in sorted(group, key=lambda number: (len(fights[number]), number)):
        if fights[number].isdisjoint(chosen):
            chosen.append(number)
    return sorted(chosen)
