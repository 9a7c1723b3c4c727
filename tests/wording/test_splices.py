"""Changes inside a clause as splices that take in whole runs of white space."""

from __future__ import annotations

import pytest

from workbench.wording.splices import Splice, applied, parted, splices
from workbench.wording.tidy import Piece, compare


def found(old: str, new: str) -> list[tuple[int, int, str]]:
    """The splices, which make the new text of the old one."""
    made = splices(compare(old, new), old, new)
    assert applied(old.rstrip(), made) == new.rstrip()
    return [(one.start, one.end, one.text) for one in made]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("one two three\n", "one six three\n", [(4, 7, "six")]),
        ("one two three\n\n", "one two three\n", []),
        ("one two three\n", "one two three four\n", [(13, 13, " four")]),
        ("one two three", "one two three four\n\n", [(13, 13, " four")]),
        ("one two three four\n\n", "one two three", [(13, 18, "")]),
        ("one two three\n", "zero one two three\n", [(0, 0, "zero ")]),
        ("zero one two three\n", "one two three\n", [(0, 5, "")]),
        ("one  two three", "one two three", [(3, 5, " ")]),
        ("one two three", "one  two three", [(3, 4, "  ")]),
        ("one\ntwo three", "one two\nthree", [(3, 4, " "), (7, 8, "\n")]),
        ("one \n  two", "one\n  two", [(3, 7, "\n  ")]),
        ("one two three four", "one six three ten", [(4, 7, "six"), (14, 18, "ten")]),
    ],
)
def test_changes_are_splices(old: str, new: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(old, new) == expected


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("abcdef", [], "abcdef"),
        ("abcdef", [(1, 2, "X"), (4, 6, "")], "aXcd"),
        ("abcdef", [(4, 6, ""), (1, 2, "X")], "aXcd"),
        ("abcdef", [(2, 3, "X"), (2, 2, "Y")], "abYXdef"),
        ("abcdef", [(2, 3, "X"), (3, 4, "Y")], "abXYef"),
        ("abcdef", [(2, 2, "X"), (2, 2, "Y")], "abXYcdef"),
        ("abcdef", [(6, 6, "g")], "abcdefg"),
    ],
)
def test_splices_are_made_in_order(text: str, changes: list[tuple[int, int, str]], expected: str) -> None:
    assert applied(text, [Splice(*change) for change in changes]) == expected


def test_two_splices_that_take_out_the_same_words_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="^two splices take out the same words$"):
        applied("abcdef", [Splice(1, 3, "x"), Splice(2, 4, "y")])


TWO = "one two  three four"  # the white space between stands from 7 to 9


@pytest.mark.parametrize(
    ("changes", "expected", "spaces"),
    [
        ([], [], ["  "]),
        ([(0, 3, "six")], [(0, 3, "six")], ["  "]),
        ([(0, 7, "six")], [(0, 7, "six")], ["  "]),
        ([(0, 7, "six ")], [(0, 7, "six ")], ["  "]),
        ([(4, 9, "x\u00a0 ")], [(4, 7, "x\u00a0")], [" "]),
        ([(9, 14, "six")], [(9, 14, "six")], ["  "]),
        ([(7, 9, " ")], [], [" "]),
        ([(7, 9, "")], [], [""]),
        ([(7, 9, ", and ")], [(7, 7, ", and")], [" "]),
        ([(4, 14, "six ")], [(4, 7, "six"), (9, 14, "")], [" "]),
        ([(4, 8, "six")], [(4, 7, "six")], [" "]),
        ([(8, 14, "six")], [(7, 7, " six"), (9, 14, "")], [""]),
        ([(0, 3, "a"), (4, 9, "b "), (15, 19, "c")], [(0, 3, "a"), (4, 7, "b"), (15, 19, "c")], [" "]),
        ([(4, 8, "b"), (8, 14, "c ")], [(4, 7, "bc"), (9, 14, "")], [" "]),
    ],
)
def test_splices_over_two_clauses_are_kept_to_the_clauses(
    changes: list[tuple[int, int, str]], expected: list[tuple[int, int, str]], spaces: list[str]
) -> None:
    rest, made = parted([Splice(*change) for change in changes], TWO, [(7, 9)])
    assert [(one.start, one.end, one.text) for one in rest] == expected
    assert made == spaces


def test_each_gap_between_clauses_has_its_white_space() -> None:
    rest, spaces = parted([Splice(2, 4, "x \n"), Splice(8, 9, "y")], "ab  cd  ef", [(2, 4), (6, 8)])
    assert parted([Splice(6, 8, " ")], "ab  cd  ef", [(2, 4), (6, 8)]) == ([], ["  ", " "])
    assert rest == [Splice(2, 2, "x"), Splice(8, 9, "y")]
    assert spaces == [" \n", "  "]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("=", "one "), ("-", " "), ("=", "two")], [(3, 5, " ")]),
        ([("=", "one "), ("+", "\t"), ("=", " two")], [(3, 5, " \t ")]),
        ([("=", "a "), ("-", " b"), ("=", "c")], [(1, 4, " ")]),
        ([("-", "a "), ("=", " b")], [(0, 3, " ")]),
        ([("-", " "), ("=", " a")], [(0, 2, " ")]),
        ([("=", " "), ("-", " "), ("=", "a")], [(0, 2, " ")]),
        ([("=", "a"), ("-", " "), ("=", "b"), ("-", " "), ("=", "c")], [(1, 2, ""), (3, 4, "")]),
        ([("=", "a "), ("-", " "), ("=", "  b "), ("-", " "), ("=", " c")], [(1, 5, "   "), (6, 9, "  ")]),
        ([("=", "a"), ("-", " "), ("+", "\t"), ("=", " "), ("-", " "), ("+", "\n"), ("=", "b")], [(1, 4, "\t \n")]),
        ([("=", "a"), ("-", "b "), ("=", " "), ("-", " c"), ("=", "d")], [(1, 6, " ")]),
        ([("-", "a"), ("=", " "), ("-", " "), ("=", "b")], [(0, 1, ""), (1, 3, " ")]),
        ([("-", "a "), ("=", " "), ("-", "b"), ("=", "c")], [(0, 3, " "), (3, 4, "")]),
        ([("+", "b"), ("=", " a")], [(0, 0, "b")]),
        ([("=", "a\u00a0"), ("+", "b")], [(2, 2, "b")]),
        ([("-", "a"), ("+", "b"), ("=", "c")], [(0, 1, "b")]),
        ([("-", "a"), ("-", "b"), ("=", "c")], [(0, 2, "")]),
        ([("+", "a"), ("-", "b"), ("=", "c")], [(0, 0, "a"), (0, 1, "")]),
        ([("+", "a"), ("+", "b"), ("=", "c")], [(0, 0, "a"), (0, 0, "b")]),
    ],
)  # fmt: skip
def test_a_splice_takes_in_a_run_of_white_space_or_nothing_of_it(
    runs: list[tuple[str, str]], expected: list[tuple[int, int, str]]
) -> None:
    old, new = ("".join(text for op, text in runs if op in ops) for ops in ("=-", "=+"))
    made = splices([Piece(op, text) for op, text in runs], old, new)
    assert [(one.start, one.end, one.text) for one in made] == expected
    assert applied(old, made) == new


def test_white_space_that_changes_is_a_splice_of_its_own() -> None:
    pieces = [Piece("-", "a"), Piece("-", " ", noise=True), Piece("+", "\n", noise=True), Piece("=", "b")]
    assert splices(pieces, "a b", "\nb") == [Splice(0, 1, ""), Splice(1, 2, "\n")]
