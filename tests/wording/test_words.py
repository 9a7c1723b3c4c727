"""A text as words: what is one piece, what a reader reads, what it weighs."""

from __future__ import annotations

import pytest

from workbench.wording.words import (
    count,
    flow,
    has_words,
    is_unspaced,
    is_word,
    likeness,
    one_by_one,
    only_words,
    tokens,
    vocabulary,
    weight,
    written,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One, two.\n", ["One", ",", " ", "two", ".", "\n"]),
        ("don't 1.2 a_b", ["don't", " ", "1.2", " ", "a_b"]),
        ("[x](y(z)) **b** {#id}", ["[", "x", "](y(z))", " ", "**", "b", "**", " ", "{#id}"]),
        ("at https://e.org/a_b, so", ["at", " ", "https://e.org/a_b,", " ", "so"]),
        (
            "https:// https://[ http:x",
            ["https", ":", "/", "/", " ", "https", ":", "/", "/", "[", " ", "http", ":", "x"],
        ),
        ("caf\u00e9 \u2014 x", ["café", " ", "—", " ", "x"]),
        ("cafe\u0301 x", ["cafe\u0301", " ", "x"]),
        ("\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd", ["\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd"]),
        ("中é", ["中", "é"]),
        ("e\u0301\u0434\u0430\u0301", ["e\u0301\u0434\u0430\u0301"]),
        ("\u4e2d 1.2\u20dd x", ["中", " ", "1.2\u20dd", " ", "x"]),
        ("a中文b c", ["a", "中", "文", "b", " ", "c"]),
        ("カタの", ["カタ", "の"]),
        ("\u0660\u0301\u0301 中", ["\u0660\u0301\u0301", " ", "中"]),
    ],
)
def test_a_text_is_cut_into_words_spaces_and_signs(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected
    assert written(text) == [token for token in expected if token.strip()]


@pytest.mark.parametrize(
    ("token", "expected"),
    [("a", True), ("1.2", True), ("é", True), ("", False), (",", False), (", x", False), ("](", False), ("](a", True), ("](a)", True)],
)  # fmt: skip
def test_words_numbers_and_addresses_are_what_a_reader_reads(token: str, expected: bool) -> None:
    assert is_word(token) is expected
    if token:
        assert only_words([token]) == [token] * expected


def test_the_words_of_a_text_are_counted_without_its_signs() -> None:
    assert count("**One**, [two](https://e.org) {#id}\n") == 3
    assert only_words(["{#id}", "](x)", "b", "](", "  "]) == ["](x)", "b"]


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), (" (!)\n", 0), ("**One**, [two](https://e.org)\n", 3), ("e\u0301te\u0301 漢字", 3)]
)
def test_a_text_has_so_many_words_and_no_more(text: str, words: int) -> None:
    assert count(text) == words
    assert [has_words(text, number) for number in range(words + 2)] == [True] * (words + 1) + [False]


def test_an_ideograph_weighs_two_letters_and_a_sign_of_a_syllable_one() -> None:
    assert [weight(word) for word in ("abc", "中", "中文", "カ")] == [3, 2, 4, 1]
    assert [is_unspaced(word) for word in ("abc", "中", "ก", "é", "\U0001f3fd")] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  a b\n\n", "a b"),
        ("\u00a0a\u00a0", "\u00a0a\u00a0"),
        ("Xa bX", "Xa bX"),
        ("a\nb", "a b"),
        ("a\rb", "a b"),
        ("a\tb", "a b"),
        ("a  b", "a b"),
        ("a  b \r\n c", "a b c"),
    ],
)
def test_a_text_that_is_only_wrapped_otherwise_flows_alike(text: str, expected: str) -> None:
    assert flow(text) == expected


def test_a_longer_text_is_known_by_its_longer_words() -> None:
    assert vocabulary("To be or not") == {"to", "be", "or", "not"}
    assert vocabulary("To be or not to be, that Is the very question") == {"not", "that", "the", "very", "question"}
    assert vocabulary("中文字 ab") == {"ab", "中文", "文字"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("cf", "c", 666), ("ab", "ab", 1000), ("ab", "cd", 0), ("", "", 0), ("a", "", 0), ("abc", "bcd", 666)],
)
def test_likeness_is_the_share_of_common_words_in_thousandths(one: str, other: str, expected: int) -> None:
    found = likeness(frozenset(one), frozenset(other))
    assert found == expected and isinstance(found, int)


@pytest.mark.parametrize("text", ["", "One, two.\n", "cafe\u0301 x", "\u0e01\u0e02 a"])
def test_the_pieces_are_the_same_one_by_one(text: str):
    assert list(one_by_one(text)) == tokens(text)


def test_what_is_written_is_all_but_blanks_whatever_script_it_is_in() -> None:
    assert written("X cafe\u0301\u00a0x\n") == ["X", "cafe\u0301", "\u00a0", "x"]
