"""A change as hunks of single clauses: where each begins and ends, and which of them can stand together."""

from __future__ import annotations

import pytest

from workbench.wording.hunks import Hunk, applied, hunks, roomy
from workbench.wording.tidy import Piece

Rows = list[list[tuple[int, int, str]]]


def pieces(marked: str) -> list[Piece]:
    """The pieces of a text such as "=ab -c +X": fate and words."""
    return [Piece(part[0], part[1:]) for part in marked.split()]


@pytest.mark.parametrize(
    ("marked", "lengths", "expected"),
    [
        ("=abcd", [4], [[]]),
        ("=ab -c +X =d", [4], [[(2, 3, "X")]]),
        ("=ab -cd +X =ef", [3, 3], [[(2, 3, "X")], [(0, 1, "")]]),
        ("=abc +X =def", [3, 3], [[(3, 3, "X")], []]),
        ("=abc -d =ef", [3, 3], [[], [(0, 1, "")]]),
        ("=abc -d +X =ef", [3, 3], [[], [(0, 1, "X")]]),
        ("=a -bcde +X +Y =f", [2, 2, 2], [[(1, 2, "XY")], [(0, 2, "")], [(0, 1, "")]]),
        ("=abcde -f +X", [2, 2, 2], [[], [], [(1, 2, "X")]]),
        ("=abcdef +X", [2, 2, 2], [[], [], [(2, 2, "X")]]),
        ("=abcd +X =ef", [2, 2, 2], [[], [(2, 2, "X")], []]),
        ("=ab -c =def", [2, 2, 2], [[], [(0, 1, "")], []]),
        ("-abcdef", [2, 2, 2], [[(0, 2, "")], [(0, 2, "")], [(0, 2, "")]]),
        ("+X =ab -c =d +Y", [1, 3], [[(0, 0, "X")], [(1, 2, ""), (3, 3, "Y")]]),
    ],
)
def test_a_hunk_is_counted_in_the_clause_it_stands_in(marked: str, lengths: list[int], expected: Rows) -> None:
    found = hunks(pieces(marked), lengths)
    assert [[(hunk.start, hunk.end, hunk.text) for hunk in row] for row in found] == expected
    assert not any(hunk.is_noise for row in found for hunk in row)


def test_white_space_is_a_hunk_of_its_own() -> None:
    row = [Piece("=", "a"), Piece("-", " ", True), Piece("+", "\n", True), Piece("-", "b"), Piece("=", "c")]
    assert hunks(row, [4]) == [[Hunk(1, 2, "\n", True), Hunk(2, 3, "")]]


def test_hunks_are_done_in_order_and_each_once() -> None:
    twice = Hunk(3, 4, "Y")
    assert applied("abcdef", [twice, Hunk(0, 1, "X"), twice]) == "XbcYef"
    assert applied("abc", []) == "abc"


def test_of_two_ways_to_space_one_place_the_one_with_more_line_breaks_stands() -> None:
    one, two, space = Hunk(5, 6, "\n", True), Hunk(5, 6, "\n\n", True), Hunk(5, 6, " ", True)
    assert roomy([one, space, two], []) == [two]
    assert roomy([space, one], []) == [one]
    assert roomy([Hunk(5, 6, "  ", True), space], []) == [space]


def test_white_space_gives_way_to_words_that_reach_into_it_and_stands_beside_others() -> None:
    noise = Hunk(5, 7, "\n", True)
    assert roomy([noise], [Hunk(3, 6, "x")]) == []
    assert roomy([noise], [Hunk(6, 9, "x")]) == []
    assert roomy([noise], [Hunk(3, 5, "x"), Hunk(7, 9, "y")]) == [noise]
