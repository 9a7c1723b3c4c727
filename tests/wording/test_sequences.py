"""Common subsequences of long sequences: which elements are paired, written out."""

from __future__ import annotations

import pytest

from workbench.wording.sequences import Pairs, ends, likely, matches, rising, unique


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "b", []),
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("db", "dd", [(0, 0)]),
        ("aab", "ab", [(0, 0), (2, 1)]),
        ("cac", "bca", [(0, 1), (1, 2)]),
        ("cgg", "cf", [(0, 0)]),
    ],
)
def test_equal_elements_are_paired_in_an_order_that_rises_on_both_sides(old: str, new: str, expected: Pairs) -> None:
    assert matches(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pxxM", "qMxxr", [(3, 1)]),  # by count, the first x would take the first x, and M would be lost
        ("acb", "bcba", [(1, 1), (2, 2)]),
        ("cddbc", "dba", [(2, 0), (3, 1)]),
        ("dbad", "dabacdb", [(0, 0), (1, 2), (2, 3), (3, 5)]),  # what lies between two pairs is searched again
    ],
)
def test_what_stands_once_on_each_side_is_paired_first(old: str, new: str, expected: Pairs) -> None:
    assert matches(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [("baab", "a", [(1, 0)]), ("abab", "bbaa", [(1, 0), (3, 1)]), ("xaax", "yaaay", [(1, 1), (2, 2)])],
)
def test_where_nothing_stands_once_the_first_goes_with_the_first(old: str, new: str, expected: Pairs) -> None:
    assert matches(old, new) == expected


def test_the_elements_that_stand_once_are_found_alone() -> None:
    assert unique("c", "c") == [(0, 0)]
    assert unique("baa", "bca") == [(0, 0)]
    assert unique("ba", "ba") == [(0, 0), (1, 1)]


def test_the_longest_rising_part_is_kept_in_its_order() -> None:
    assert rising([]) == []
    assert rising([(0, 4), (1, 1), (2, 2), (3, 0), (4, 3)]) == [(1, 1), (2, 2), (4, 3)]


@pytest.mark.parametrize(
    ("scores", "floor", "expected"),
    [
        ([[500, 0]], 500, [(0, 0)]),
        ([[0, 0, 750]], 750, [(0, 2)]),
        ([[0, 750]], 750, [(0, 1)]),
        ([[0], [0]], 500, []),
        ([[500, 750], [1000, 1000]], 750, [(1, 0)]),  # one sure pair; what lies below the floor adds nothing
        ([[500, 900], [0, 500]], 500, [(0, 0), (1, 1)]),  # two pairs that are worth more than the best one
    ],
)
def test_the_likeliest_pairs_are_those_whose_scores_add_up_highest(
    scores: list[list[int]], floor: int, expected: Pairs
) -> None:
    assert likely(scores, floor) == expected


@pytest.mark.parametrize(
    ("old", "new", "both"),
    [
        ("", "", (0, 0)),
        ("", "ab", (0, 0)),
        ("abc", "abc", (3, 0)),
        ("abxcd", "abyycd", (2, 2)),
        ("aa", "aaa", (2, 0)),
        ("xab", "ab", (0, 2)),
        ("aba", "aa", (1, 1)),
        ("pqz", "rsz", (0, 1)),
    ],
)
def test_what_two_sequences_have_in_common_at_the_ends_is_counted_once(
    old: str, new: str, both: tuple[int, int]
) -> None:
    assert ends(old, new) == ends([*old], [*new]) == both
