"""Words and white space inside a sentence, and back out of it."""

from __future__ import annotations

import pytest

from workbench.errors import Refusal
from workbench.wording.quoting import (
    below,
    blanks,
    from_below,
    from_blanks,
    from_ordinal,
    listed,
    ordinal,
    quoted,
    standing,
    unquoted,
)


@pytest.mark.parametrize(
    ("text", "nl", "expected"),
    [
        ("plain words", "\n", "“plain words”"),
        (" plain ", "\n", "“ plain ”"),
        ("", "\n", "“”"),
        (" ", "\n", "“⟨space⟩”"),
        ("  ", "\n", "“ ⟨space⟩”"),
        ("a  b", "\n", "“a ⟨space⟩b”"),
        ("é   b", "\n", "“é ⟨space⟩⟨space⟩b”"),
        ("a\nb", "\n", "“a⟨line break⟩b”"),
        ("a\r\nb", "\r\n", "“a⟨line break⟩b”"),
        ("a\n\r\nb", "\r\n", "“a⟨line feed⟩⟨line break⟩b”"),
        ("a\rb", "\n", "“a⟨carriage return⟩b”"),
        ("a\tb", "\n", "“a⟨tab⟩b”"),
        ("say “so”", "\n", "«say “so”»"),
        ("say «so»", "\n", "“say «so»”"),
        ("“a” «b»", "\n", "“⟨U+201C LEFT DOUBLE QUOTATION MARK⟩a⟨U+201D RIGHT DOUBLE QUOTATION MARK⟩ «b»”"),
        ("⟨a⟩", "\n", "“⟨U+27E8 MATHEMATICAL LEFT ANGLE BRACKET⟩a⟨U+27E9 MATHEMATICAL RIGHT ANGLE BRACKET⟩”"),
        ("\u0301a", "\n", "“⟨U+0301 COMBINING ACUTE ACCENT⟩a”"),
        ("\u0338X", "\n", "“⟨U+0338 COMBINING LONG SOLIDUS OVERLAY⟩X”"),
        ("e\u0301", "\n", "“e\u0301”"),
        ("a\u200bb", "\n", "“a⟨U+200B ZERO WIDTH SPACE⟩b”"),
    ],
)  # fmt: skip
def test_a_quotation_shows_every_character_and_gives_them_back(text: str, nl: str, expected: str) -> None:
    assert quoted(text, nl) == expected
    assert unquoted(expected, nl) == text


@pytest.mark.parametrize(
    ("quotation", "meant"),
    [
        ("“⟨U+200B⟩”", "\u200b"),
        ("“⟨U+10FFFF⟩”", "\U0010ffff"),
        ("“⟨U+0041 LATIN CAPITAL LETTER A⟩b”", "Ab"),
        ("“⟨tab⟩⟨space⟩⟨carriage return⟩⟨line feed⟩”", "\t \r\n"),
        ("“⟨⟨tab⟩⟩”", "⟨\t⟩"),
    ],
)
def test_a_character_may_be_told_by_its_number_or_its_name(quotation: str, meant: str) -> None:
    assert unquoted(quotation, "\r\n") == meant


@pytest.mark.parametrize("name", ["heart", "U+110000", "U+41", "u+0041", "U+0041-", "TAB", ""])
def test_a_name_no_character_has_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as no:
        unquoted(f"“a⟨{name}⟩”", "\n")
    assert str(no.value) == f"No character is called ⟨{name}⟩: write its number, such as ⟨U+200B⟩."


@pytest.mark.parametrize("nl", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a", "b"], "    a\n    b"),
        (["a", "", "  b  "], "    a\n\n      b⟨space⟩⟨space⟩"),
        (["", "", "a", "b", "", "", ""], "    ⟨line break⟩⟨line break⟩a\n    b⟨line break⟩⟨line break⟩⟨line break⟩"),
        (["", "a", ""], "    ⟨line break⟩a⟨line break⟩"),
        (["", ""], "    ⟨line break⟩"),
        (["a  b", " “c” ⟨d", "\u0301e\u0301"], "    a  b\n     “c” ⟨U+27E8 MATHEMATICAL LEFT ANGLE BRACKET⟩d\n    ⟨U+0301 COMBINING ACUTE ACCENT⟩e\u0301"),
        (["a", "\tb\t"], "    a\n    ⟨tab⟩b⟨tab⟩"),
        (["aX", "Xb"], "    aX\n    Xb"),
        (["a", "  ", "b"], "    a\n    ⟨space⟩⟨space⟩\n    b"),
    ],
)  # fmt: skip
def test_lines_stand_below_a_sentence_behind_a_margin(nl: str, lines: list[str], expected: str) -> None:
    text = nl.join(lines)
    assert below(text, nl) == expected
    assert from_below(expected, nl) == text


@pytest.mark.parametrize(
    ("space", "words", "there"),
    [
        ("", "nothing", "the nothing"),
        (" ", "a space", "the space"),
        ("  ", "two spaces", "the two spaces"),
        ("\t", "a tab", "the tab"),
        ("\r\n", "a line break", "the line break"),
        ("\r\n\r\n", "a blank line", "the blank line"),
        ("\r\n\r\n\r\n", "two blank lines", "the two blank lines"),
        ("\r\n  ", "a line break and two spaces", "the line break and the two spaces"),
        (" \r\n\t", "a space, a line break and a tab", "the space, the line break and the tab"),
        ("\r\r\n", "a carriage return and a line break", "the carriage return and the line break"),
        ("\n\n", "two line feeds", "the two line feeds"),
        (" " * 12, "twelve spaces", "the twelve spaces"),
        (" " * 13, "13 spaces", "the 13 spaces"),
        ("\r\n" * 14, "13 blank lines", "the 13 blank lines"),
    ],
)
def test_white_space_is_told_in_words(space: str, words: str, there: str) -> None:
    assert blanks(space, "\r\n") == words
    assert standing(space, "\r\n") == there
    assert from_blanks(words, "\r\n") == space


@pytest.mark.parametrize("space", ["\u00a0", " \u2003", "a"])
def test_white_space_without_an_everyday_name_is_just_that(space: str) -> None:
    assert blanks(space, "\n") is None
    assert standing(space, "\n") == "the white space"


@pytest.mark.parametrize(
    "words", ["seven cats", "no spaces", "0 spaces", "many spaces", "a", "", "a spaces", "a space and"]
)
def test_words_that_tell_no_white_space_are_refused(words: str) -> None:
    with pytest.raises(Refusal) as no:
        from_blanks(words, "\n")
    assert str(no.value) == f"“{words}” is no white space: write, for example, “a blank line” or “two spaces”."


def test_one_two_or_more_are_listed() -> None:
    assert [listed(list(parts)) for parts in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "first"),
        (2, "second"),
        (12, "twelfth"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (23, "23rd"),
        (24, "24th"),
        (30, "30th"),
        (101, "101st"),
        (111, "111th"),
        (112, "112th"),
        (113, "113th"),
        (121, "121st"),
    ],
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word
    assert from_ordinal(word) == number


def test_other_words_are_no_ordinals() -> None:
    assert [from_ordinal(word) for word in ("one", "last", "th", "")] == [0, 0, 0, 0]
