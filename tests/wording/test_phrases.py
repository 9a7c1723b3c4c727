"""Phrases known again: letters stand for words, a bar between rows."""

import pytest

from workbench.wording.phrases import Index, Run

COMMON = ["x y z"] * 8


def words(row: str) -> list[str | None]:
    return [None if word == "|" else word for word in row.split()]


def index(rows: list[str]) -> Index:
    made = Index()
    for row in rows:
        made.add(words(row))
    return made


@pytest.mark.parametrize(
    ("old", "new", "enough", "found"),
    [
        (["a b c d"], "a b c d", 4, [(0, 0, 4)]),
        (["a b c"], "a b c", 3, [(0, 0, 3)]),
        (["a b c d"], "x a b c d y", 3, [(0, 1, 4)]),
        (["x a b c d y"], "a b c d", 4, [(1, 0, 4)]),
        (["a b c d"], "a b c d", 5, []),
        (["a b c d e"], "a b c d e", 8, [(0, 0, 5)]),
        (["a b c d"], "a b c d", 8, []),
        (["a b c d e f"], "a b c d e", 8, []),
        (["x a b c d e"], "a b c d e", 8, []),
        (["a b c d e"], "x a b c d e", 8, []),
        (["a b c d e"], "a b c d e x", 8, []),
        (["x y", "a b c d e", "z"], "p | a b c d e | q r s", 8, [(3, 2, 5)]),
        (["a b", "c d"], "a b c d", 3, []),
        (["a b c d"], "a b | c d", 3, []),
        (["a b c", "q r s t"], "q r s t | a b c", 3, [(4, 0, 4), (0, 5, 3)]),
        (["a b c"], "a b c | a b c", 3, []),
        (["a b c", "a b c"], "a b c", 3, []),
        (["a b c d e f"], "a b c d x c d e f", 3, [(0, 0, 4)]),
        (["a b c d x c d e f"], "a b c d e f", 3, [(0, 0, 4)]),
        (["a b c d e", "c d e f"], "a b c d e f", 3, [(0, 0, 5)]),
        (["b c d e", "a b c d e f"], "a b c d e f", 3, [(5, 0, 6)]),
        (["x y z p q", *COMMON], "x y z p q", 3, [(0, 0, 5)]),
        (["w x y z p q", *COMMON], "w x y z p q", 3, [(0, 0, 6)]),
        (["w x y z p q", *COMMON], "x y z p q w", 3, [(1, 0, 5)]),
        (["v x y z p q", *COMMON], "w x y z p q", 3, [(1, 1, 5)]),
        (["v x y z p q", *COMMON, *["y z p"] * 8], "w x y z p q", 3, [(1, 1, 5)]),
        (["w x y z p q", *COMMON, *["y z p"] * 8], "x y z p q", 3, [(1, 0, 5)]),
        ([], "a b c", 3, []),
        (["a b c"], "", 3, []),
    ],
)
def test_a_phrase_is_known_again_if_it_is_the_only_one_of_its_length_on_either_side(
    old: list[str], new: str, enough: int, found: list[Run]
) -> None:
    assert index(old).find(words(new), enough) == found


def test_a_beginning_that_stands_more_than_eight_times_says_nothing() -> None:
    assert list(index(COMMON).common(words("x y z"))) == [(at, 0, 3) for at in range(0, 32, 4)]
    assert list(index([*COMMON, "x y z"]).common(words("x y z"))) == []


def test_a_stretch_is_told_once_on_each_diagonal() -> None:
    made = index(["a b c d e", "c d e"])
    assert list(made.common(words("a b c d e"))) == [(0, 0, 5), (6, 2, 3)]
    assert list(made.common(words("a b c x c d e"))) == [(0, 0, 3), (2, 4, 3), (6, 4, 3)]


def test_only_beginnings_inside_a_row_are_remembered() -> None:
    made = index(["a b c d", "e f", "g h i"])
    assert made.words == ["a", "b", "c", "d", None, "e", "f", None, "g", "h", "i", None]
    assert made.places == {("a", "b", "c"): [0], ("b", "c", "d"): [1], ("g", "h", "i"): [8]}


def test_words_that_were_given_back_are_known_no_more() -> None:
    made = index(["a b c", "a b c"])
    made.words[1] = None
    assert made.find(words("a b c"), 3) == [(4, 0, 3)]
