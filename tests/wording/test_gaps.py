"""Where two lists of passages differ, exactly."""

import pytest

from workbench.wording.gaps import between, changed, resplit
from workbench.wording.passages import passages


def plain(gaps: list[tuple[range, range]]) -> list[tuple[int, int, int, int]]:
    """Where a gap begins in the old and in the new list, and how long it is in both."""
    return [(old.start, new.start, len(old), len(new)) for old, new in gaps]


@pytest.mark.parametrize(
    ("old", "new", "gaps"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("", "ab", [(0, 0, 0, 2)]),
        ("ab", "", [(0, 0, 2, 0)]),
        ("abcdefg", "axcdyyg", [(1, 1, 1, 1), (4, 4, 2, 2)]),
        ("abcd", "acxd", [(1, 1, 1, 0), (3, 2, 0, 1)]),
        ("aa", "aaa", [(2, 2, 0, 1)]),
        ("abc", "xyz", [(0, 0, 3, 3)]),
        # Of what changed places the longer stretch stays, of two as long the one that stood last.
        ("abcde", "cdeab", [(0, 0, 2, 0), (5, 3, 0, 2)]),
        ("abcde", "deabc", [(0, 0, 0, 2), (3, 5, 2, 0)]),
        ("abcd", "cdab", [(0, 0, 2, 0), (4, 2, 0, 2)]),
        ("xabcy", "zcabw", [(0, 0, 1, 2), (3, 4, 2, 1)]),
        ("abab", "baba", [(0, 0, 1, 0), (2, 1, 1, 1), (4, 3, 0, 1)]),
        ("xaby", "baxa", [(0, 0, 2, 0), (3, 1, 1, 3)]),
    ],
)
def test_between_two_gaps_all_is_the_same_in_one_order(
    old: str, new: str, gaps: list[tuple[int, int, int, int]]
) -> None:
    assert plain(between(old, new)) == gaps


def test_what_is_equal_need_not_be_one_object() -> None:
    assert between(["a b"], [" ".join("ab")]) == []


@pytest.mark.parametrize(
    ("before", "after", "gaps"),
    [
        ("abc", "abc", []),
        ("", "ab", [(0, 0, 0, 2)]),
        ("ab", "", [(0, 0, 2, 0)]),
        ("abcdefg", "abcxefg", [(3, 3, 1, 1)]),
        ("abcdefg", "abcefg", [(3, 3, 1, 0)]),
        ("abcdefg", "abcxdef", [(3, 3, 0, 1), (6, 7, 1, 0)]),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrs0uvwxyz", [(19, 19, 1, 1)]),
        # What does not stand in one order, or stands there twice, is compared after all.
        ("abcdefg", "efgabcd", [(0, 0, 0, 3), (4, 7, 3, 0)]),
        ("abcdefg", "xgfy", [(0, 0, 6, 1), (7, 2, 0, 2)]),
        ("abacd", "bacad", [(0, 0, 1, 0), (4, 3, 0, 1)]),
        ("aaa", "aa", [(2, 2, 1, 0)]),
    ],
)
def test_where_a_text_differs_from_one_before_is_told_as_it_is_split(
    before: str, after: str, gaps: list[tuple[int, int, int, int]]
) -> None:
    one, other = (passages("".join(f"{letter}.\n\n" for letter in letters)) for letters in (before, after))
    assert plain(resplit("".join(other), one)[1]) == gaps == plain(between(one, other))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\nOne.\n\nTwo.\n\n", "\n\nZero.\n\nTwo.\n\n"),
        ("One.\n\n", "\n \nZero.\n\nOne.\n\n"),
        ("One.\n\n", "\n \nZero."),
        ("\u00a0\n\nOne.\n\nTwo.\n\n", "\u00a0\n\nZero.\n\nTwo.\n\n"),
    ],
)
def test_blank_lines_belong_to_the_first_passage_however_the_text_is_split(before: str, after: str) -> None:
    assert resplit(after, passages(before))[0] == passages(after)


def test_gaps_that_are_known_already_are_not_searched_for() -> None:
    assert changed(["One."], ["Else."], []) == []


def test_passages_that_are_only_wrapped_otherwise_stay() -> None:
    old = ["Zero.", "One\ntwo.", "Three.", "Four\nfive.", "Six."]
    new = ["Zero.", "One two.", "Else.", "Four five.", "Six.", "Seven."]
    assert plain(changed(old, new)) == [(2, 2, 1, 1), (5, 5, 0, 1)]
