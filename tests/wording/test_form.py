"""Marks and scripts: which of them a line may hold, told with the sentence for the author."""

import pytest

from workbench.wording.form import LONGEST_LINE, fault, script
from workbench.wording.lint import lint

BOTH = ("Latin", "Cyrillic")
ALONE = "has no letter before it. Delete it."
PILED = "is one of more than 2 marks on a letter. Delete them."


def told(before: str, after: str, *scripts: str) -> list[tuple[int, str, str]]:
    """Column, rule and what is said behind the name of the character."""
    return [(one.column, one.rule, one.label.split(") ")[-1]) for one in lint(before, after, scripts or ("Latin",))]


def test_a_letter_belongs_to_the_script_of_its_name() -> None:
    assert [script(char, BOTH) for char in "aя\u00aa\u03b1\x00"] == ["Latin", "Cyrillic", "Latin", "", ""]
    assert script("漢", ("Latin", "Han")) == "Han"


def test_line_breaks_and_the_signs_of_every_keyboard_belong_to_all_scripts() -> None:
    assert [fault(char, ("Cyrillic",)) for char in "\nZaz~ "] == [None] * 6
    assert fault("\x7f", ("Latin",)) == "cannot be seen. Delete it."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\u0301b\n", [(1, "mark", ALONE)]),
        ("a \u0300b\n", [(3, "mark", ALONE)]),
        ("a \u0301b \u0301c\n", [(3, "mark", ALONE), (6, "mark", ALONE)]),
        ("a \u0338b \u0301c\n", [(3, "character", "is drawn through or around a letter, which nobody can read with certainty. Delete it."), (6, "mark", ALONE)]),
        ("q\u0323\u0303 q\u0323\u0303\n", []),
        ("q\u0323\u0303\u0304 q\u0323\u0303\u0304\u0308\n", [(4, "mark", PILED), (9, "mark", PILED)]),
        ("5\u0308 \u20ac\u0308 \u2013\u0308\n", [(8, "mark", ALONE)]),
        ("a\x7fb\n", [(2, "character", "cannot be seen. Delete it.")]),
    ],
)  # fmt: skip
def test_a_mark_stands_on_a_letter_digit_or_sign_and_no_third_one_with_it(
    text: str, found: list[tuple[int, str, str]]
) -> None:
    assert told("", text) == found


def test_a_sign_of_a_script_that_is_written_so_is_no_stray_mark() -> None:
    assert told("", "a \u0941\n", "Latin", "Devanagari") == []


@pytest.mark.parametrize(
    ("text", "scripts", "found"),
    [
        ("мо\u0301del\n", BOTH, [(4, "Latin", "Cyrillic")]),
        ("м-del де7a\n", BOTH, []),
        ("model\u0430 x\n", BOTH, [(6, "Cyrillic", "Latin")]),
        ("m\u043ed\u0435l w\u043erd\n", BOTH, [(2, "Cyrillic", "Latin"), (8, "Cyrillic", "Latin")]),
        ("漢한\n", ("Han", "Hangul"), []),
        ("漢ㄅ かㄅ\n", ("Han", "Bopomofo", "Hiragana"), [(5, "Bopomofo", "Hiragana")]),
    ],
)
def test_a_word_is_of_one_script_or_of_scripts_that_are_written_together(
    text: str, scripts: tuple[str, ...], found: list[tuple[int, str, str]]
) -> None:
    assert told("", text, *scripts) == [
        (column, "mixed", f"is a {here} letter in a word that begins in {first} letters. Write the word in one script.")
        for column, here, first in found
    ]


@pytest.mark.parametrize(
    ("before", "after", "columns"),
    [
        ("xa\u0431cd\n", "ya\u0431cd\n", []),
        ("a\u0431cd\n", "a\u0431ce\n", []),
        ("a\u0431c\n", "a\u0431d\n", [2]),
        ("a\u0431c\n", "b\u0431c\n", [2]),
        ("a\u0431\n", "more a\u0431\n", []),
    ],
)
def test_a_mixed_word_that_stood_is_spared_between_the_same_neighbours(
    before: str, after: str, columns: list[int]
) -> None:
    assert [column for column, _, _ in told(before, after, *BOTH)] == columns


def test_a_line_may_have_twenty_thousand_characters() -> None:
    for letter in "a\u00e9":
        assert told("", letter * LONGEST_LINE + "\n") == []
        assert [rule for _, rule, _ in told("", letter * (LONGEST_LINE + 1) + "\n")] == ["line"]
    assert told("a" * 30_000 + "\n", "b" * 30_000 + "\n") == []


def test_an_entity_or_a_form_that_stood_is_spared_once() -> None:
    assert told("a &nbsp; b\n", "c &nbsp; d\n") == []
    assert [column for column, _, _ in told("a &nbsp; b\n", "a &nbsp; b &nbsp; c\n")] == [12]
    assert [column for column, _, _ in told("a &nbsp; b\n", "a &shy; b\n")] == [3]


@pytest.mark.parametrize(
    ("char", "scripts", "why"),
    [
        ("\u0661", ("Latin",), "is a digit of a script this committee does not use. Write it with 0 to 9."),
        ("\u06f1", ("Latin", "Arabic"), None),
        ("\u0661", ("Arabic",), None),
        ("\u0967", ("Devanagari",), None),
        ("\uff11", ("Latin", "Han"), "is another way to write “1”. Write it so."),
        ("\u2163", ("Latin",), "is another way to write “IV”. Write it so."),
        ("\ufb01", ("Latin",), "is another way to write “fi”. Write it so."),
        ("\U0001d400", ("Latin",), "is another way to write “A”. Write it so."),
        ("\U0001d7d8", ("Latin",), "is another way to write “0”. Write it so."),
        ("\uff61", ("Latin",), "is another way to write “。”. Write it so."),
        ("\uff0c", ("Latin",), "is another way to write “,”. Write it so."),
        ("\uff0c", ("Latin", "Han"), None),
        ("\uff71", ("Katakana",), "is another way to write “ア”. Write it so."),
        ("\u0e33", ("Thai",), None),
        ("\u0274", ("Latin",), None),
        ("\u00b2", ("Latin",), None),
        ("\u00aa", ("Latin",), None),
        ("\u00b5", ("Latin",), None),
    ],
)
def test_digits_of_other_scripts_and_typographic_letters_are_refused(
    char: str, scripts: tuple[str, ...], why: str | None
) -> None:
    found = [one.label.split(") ", 1)[1] for one in lint("", f"a {char} b\n", scripts)]
    assert found == ([why] if why else [])
    assert lint(f"a {char} b\n", f"a {char} b c\n", scripts) == []
