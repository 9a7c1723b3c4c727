"""What looks alike has one skeleton (Unicode Technical Standard 39)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.wording import points
from workbench.wording.lookalikes import WORD, called, differing, prototypes, skeleton, vocabulary


def test_the_table_is_the_whole_of_unicode_16() -> None:
    assert len(prototypes()) == 6355
    assert len(set(prototypes().values())) == 3317
    assert (prototypes()[ord("m")], prototypes()[0x430], prototypes()[0x3BF]) == ("rn", "a", "o")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("model", "m\u043edel"),
        ("modern", "modem"),
        ("ﬁle", "file"),
        ("O0", "0O"),
        ("Il1|", "1lI|"),
        ("scope", "ѕсоре"),
        ("né", "ne\u0301"),
        ("no\u200bthing", "nothing"),
        ("𝐀bc", "Abc"),
        ("doesn't", "doesn’t"),
        ("a‐b", "a-b"),
    ],
)
def test_texts_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("shall", "will"), ("Use", "use"), ("é", "e"), ("2", "3"), ("²", "2")])
def test_texts_that_look_different_have_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(st.text(max_size=30))
def test_a_skeleton_is_decomposed_and_is_that_of_the_standard(text: str) -> None:
    drawn = "".join(char for char in unicodedata.normalize("NFD", text) if not points.is_ignorable(char))
    mapped = "".join(prototypes().get(ord(char), char) for char in drawn)
    assert skeleton(text) == unicodedata.normalize("NFD", mapped)


@given(st.text(alphabet="mrnIl1O0|a", max_size=30))
def test_plain_text_has_the_same_skeleton_by_the_short_way(text: str) -> None:
    assert skeleton(text) == "".join(prototypes().get(ord(char), char) for char in text)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("model", "m\u043edel", [("o", "\u043e")]),
        ("modem", "modern", [("m", "rn")]),
        ("nothing", "no\u200bthing", []),
        ("xx", "хх", [("x", "х")]),
        ("modems", "moderns", [("m", "rn")]),
        ("rnat", "mat", [("rn", "m")]),
        ("barn", "bam", [("rn", "m")]),
        ("xrnyrnz", "xmyrnz", [("rn", "m")]),
        ("mm", "rnrn", [("mm", "rnrn")]),
        ("aa", "aaa", [("", "a")]),
        ("a", "a\u200bab", [("", "ab")]),
        ("a\u200bab", "a", [("ab", "")]),
    ],
)
def test_where_look_alikes_differ_each_pair_is_named_once(one: str, other: str, found: list[tuple[str, str]]) -> None:
    assert differing(one, other) == found


@given(st.text(alphabet="ab’'\u043e é-.,“”_\u200b\n", max_size=40))
def test_the_vocabulary_of_a_text_holds_each_of_its_words(text: str) -> None:
    words, looks = vocabulary(text)
    assert set(WORD.findall(text)) <= words
    assert {skeleton(word) for word in words} == looks.keys()


def test_code_points_are_called_by_their_names_and_none_by_a_word() -> None:
    assert called("ab") == "LATIN SMALL LETTER A, LATIN SMALL LETTER B"
    assert called("") == "nothing"
