"""A version as one row of words and signs: what each of them is, where it stands, and what lies between."""

import pytest

from workbench.wording.clauses import read
from workbench.wording.sheets import Sheet, Span, atoms, is_visible, sheet

TEXT = 'Use *it*, or\n<b id="x">not</b> it.\n\n    (c)\n\n- 1 < 2\n\nAt last, so.\n'
VERSION = read({"": TEXT})


def test_a_version_is_a_row_of_words_and_signs() -> None:
    made = Sheet(VERSION)
    assert made.clauses == VERSION and not made.whole
    assert made.text == TEXT
    assert [(word, start) for word, start in zip(made.words, made.starts, strict=True)] == [
        *[("Use", 0), ("*", 4), ("it", 5), ("*", 7), (",", 8), ("or", 10), ("<", 13), ("b", 14), ("id", 16), ("=", 18)],
        *[('"', 19), ("x", 20), ('"', 21), (">", 22), ("not", 23), ("<", 26), ("/", 27), ("b", 28), (">", 29)],
        *[("it", 31), (".", 33), ("(", 40), ("c", 41), (")", 42), ("-", 45), ("1", 47), ("<", 49), ("2", 51)],
        *[("At", 54), ("last", 57), (",", 61), ("so", 63), (".", 65)],
    ]
    assert made.ends == [start + len(word) for word, start in zip(made.words, made.starts, strict=True)]
    assert (made.firsts, made.offsets) == ([0, 21, 24, 28, 33], [0, 36, 45, 54, 67])
    assert [made.words[at] for at in made.places] == [
        *["Use", "it", "or", "b", "id", "x", "not", "b", "it", "c", "1", "2", "At", "last", "so"]
    ]
    assert made.are_words == [word.isalnum() for word in made.words]
    assert made.counts == [sum(made.are_words[:at]) for at in range(34)]
    assert [made.visible(2, at) for at in range(2, 34)] == [
        sum(word != "*" for word in made.words[2:at]) for at in range(2, 34)
    ]


def test_a_clause_nobody_asks_for_is_one_atom() -> None:
    made = Sheet(VERSION, frozenset({0, 1}))
    first = TEXT[:34]
    assert made.words == [first, "(c)", "-", "1", "<", "2", "At", "last", ",", "so", "."]
    assert made.starts == [0, 40, 45, 47, 49, 51, 54, 57, 61, 63, 65]
    assert (made.firsts, made.offsets) == ([0, 1, 2, 6, 11], [0, 36, 45, 54, 67])
    assert made.are_words == [True, True, False, True, False, True, True, True, False, True, False]
    assert [made.visible(0, at) for at in range(12)] == [0, 19, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]
    assert [made.visible(at, 3) for at in range(4)] == [23, 4, 1, 0]
    assert made.spelt([2, 1, 6]) == ["-", "(", "c", ")", "At"]
    assert Sheet(VERSION).spelt([22, 1]) == ["c", "*"]


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("The model.\n", [3, 5, 1]),
        ('a <b id="x">not</b> it\n', [1, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 1, 2]),
        ("one < two > three\n", [3, 1, 3, 1, 5]),
        ("one <2> three <\n", [3, 1, 1, 1, 5, 1]),
        ("one <br/", [3, 0, 0, 0]),
        ("one </br", [3, 0, 0, 0]),
        ("one <b <c> two\n", [3, 0, 0, 0, 0, 1, 3]),
    ],
)
def test_a_word_weighs_its_letters_and_a_tag_of_html_nothing(text: str, weights: list[int]) -> None:
    assert Sheet(read({"": text})).weights == weights


@pytest.mark.parametrize(
    ("text", "starts", "parts"),
    [
        ("", (), ()),
        (" \n ", (), ()),
        ("It isn't so.", (0, 3, 6, 7, 9, 11), ("It", "isn", "'", "t", "so", ".")),
        ("don’t a_b 1.5", (0, 3, 4, 6, 7, 8, 10, 11, 12), ("don", "’", "t", "a", "_", "b", "1", ".", "5")),
        ("1/2 3:4 5,6 7-8", (0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14), tuple("1/23:45,67-8")),
        ("[x](y)", (0, 1, 2, 3, 4, 5), ("[", "x", "]", "(", "y", ")")),
        ("[x](yes)!", (0, 1, 2, 3, 4, 7, 8), ("[", "x", "]", "(", "yes", ")", "!")),
        ("**a** {#b} ```", (0, 2, 3, 6, 11), ("**", "a", "**", "{#b}", "```")),
        ("a  a\na", (0, 3, 5), ("a", "a", "a")),
    ],
)
def test_atoms_are_words_and_signs_without_white_space(
    text: str, starts: tuple[int, ...], parts: tuple[str, ...]
) -> None:
    assert atoms(text) == (starts, parts)


def test_marks_of_style_are_not_visible() -> None:
    assert [is_visible(atom) for atom in ("**", "_", "`", "#", "a*", "(")] == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], set()),
        ([(0, 1)], {0}),
        ([(0, 36)], {0}),
        ([(35, 37)], {0, 1}),
        ([(36, 45)], {1}),
        ([(36, 46)], {1, 2}),
        ([(3, 4), (54, 67)], {0, 3}),
        ([(0, 67)], {0, 1, 2, 3}),
    ],
)
def test_clauses_between_characters(spans: list[Span], expected: set[int]) -> None:
    assert Sheet(VERSION).between(spans) == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 1)], [0]),
        ([(20, 22)], [0, 1]),
        ([(28, 33), (0, 21)], [0, 3]),
        ([(21, 24), (24, 28)], [1, 2]),
        ([(0, 33)], [0, 1, 2, 3]),
    ],
)
def test_clauses_that_atoms_lie_in(spans: list[Span], expected: list[int]) -> None:
    assert Sheet(VERSION).touched(spans) == expected


def test_words_are_read_and_put_into_rows_with_no_other_word_between_them() -> None:
    made = Sheet(VERSION)
    assert made.read(0, 6) == [0, 2, 5]
    assert (made.read(1, 5), made.read(3, 5), made.read(28, 33)) == ([2], [], [28, 29, 31])
    assert made.rows([]) == []
    assert made.rows([0, 2, 5, 8, 11, 14]) == [[0, 2, 5], [8, 11, 14]]
    assert made.rows([2, 19, 22]) == [[2], [19, 22]]
    assert [made.span(clause) for clause in range(4)] == [(0, 21), (21, 24), (24, 28), (28, 33)]
    assert [made.holder(atom) for atom in (0, 20, 21, 23, 24, 28, 32)] == [0, 0, 1, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("row", "expected"),
    [([0], (-1, 2)), ([0, 2], (-1, 5)), ([2], (0, 5)), ([5, 7], (2, 8)), ([29, 31], (28, 33)), ([31], (29, 33))],
)
def test_beside_a_row_stand_the_words_before_and_behind_it(row: list[int], expected: Span) -> None:
    assert Sheet(VERSION).beside(row) == expected


def test_the_sheet_of_a_version_is_made_once() -> None:
    assert sheet(VERSION) is sheet(VERSION)
    assert sheet(VERSION, frozenset({1})).whole == {1} and not sheet(VERSION).whole
