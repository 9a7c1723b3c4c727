"""The most that can stand together when some exclude each other."""

import pytest

from workbench.wording.standing import standing


def fights(*pairs: tuple[int, int], alone: tuple[int, ...] = ()) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {number: set() for number in alone}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        (fights(), ()),
        (fights(alone=(5, 3)), (3, 5)),
        (fights((0, 1)), (0,)),
        (fights((0, 1), alone=(2,)), (0, 2)),
        (fights((0, 1), (0, 2), (0, 3)), (1, 2, 3)),
        (fights((0, 1), (1, 2), (2, 3)), (0, 2)),
        (fights((0, 1), (1, 2), (2, 3), (3, 4), (4, 0)), (0, 2)),
        (fights((1, 0), (1, 2), (1, 3), (0, 4), (2, 4), (3, 4)), (0, 2, 3)),
        (fights((0, 1), (2, 3), (2, 4), (5, 6)), (0, 3, 4, 5)),
        (fights((9, 4), (4, 7), (7, 9), alone=(8,)), (4, 8)),
        (fights((0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 5), (4, 5)), (0, 1, 2)),
        (fights((0, 1), (0, 2), (0, 3), (1, 4)), (1, 2, 3)),
        (fights((0, 2), (0, 4), (1, 2), (1, 3), (1, 4)), (2, 3, 4)),
        (fights((0, 2), (1, 3), (2, 3)), (0, 1)),
        (fights((0, 2), (0, 3), (1, 2), (1, 3), (2, 4), (3, 4), (0, 4)), (0, 1)),
    ],
)
def test_as_many_stand_as_can_and_of_several_choices_those_with_the_lowest_numbers(
    given: dict[int, set[int]], chosen: tuple[int, ...]
) -> None:
    assert standing(given) == chosen
    assert standing(dict(reversed(given.items()))) == chosen


def test_one_that_fights_hundreds_does_not_hide_the_largest_set() -> None:
    rings = [(first + step, first + (step + 1) % 5) for first in range(1, 101, 5) for step in range(5)]
    many = [(0, other) for other in range(101, 401)]
    chosen = standing(fights(*rings, *many, *((first, 101) for first in range(1, 101, 5))))
    assert chosen[-300:] == tuple(range(101, 401))
    assert len(chosen) == 340
