"""Code points that a reader cannot see, and the names a page gives them."""

from __future__ import annotations

import pytest

from workbench.wording.points import is_hidden, is_invisible, is_right_to_left, label, meaning


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        (" ", "space"),
        ("\n", "line break"),
        ("\t", "U+0009 TAB"),
        ("\x07", "U+0007 CONTROL CHARACTER"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\ud800", "U+D800 SURROGATE"),
        ("\ue000", "U+E000 PRIVATE USE CHARACTER"),
        ("\u0378", "U+0378 UNASSIGNED CHARACTER"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
def test_a_character_that_shows_nothing_has_a_name(char: str, expected: str) -> None:
    assert label(char) == expected


@pytest.mark.parametrize(
    ("char", "hidden", "invisible"),
    [
        ("a", False, False),
        (" ", False, False),
        ("\n", False, False),
        ("\t", True, True),
        ("\u00a0", True, False),
        ("\u2800", True, True),
        ("\u3164", True, True),
        ("\u200d", True, True),
        ("\u4e2d", False, False),
    ],
)
def test_a_space_of_another_width_is_hidden_but_seen_as_a_space(char: str, hidden: bool, invisible: bool) -> None:
    assert (is_hidden(char), is_invisible(char)) == (hidden, invisible)


@pytest.mark.parametrize(
    ("text", "expected"), [("abc", False), ("é", False), ("a\u05d0", True), ("\u0627", True), ("\u0661", True)]
)
def test_letters_written_from_right_to_left_are_known(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ("&amp;", "&"),
        ("&nosuch;", None),
        ("&#60;", "<"),
        ("&#x3C;", "<"),
        ("&#X3c;", "<"),
        ("&#0;", "\x00"),
        ("&#1114111;", "\U0010ffff"),
        ("&#1114112;", "\ufffd"),
        ("&#x110000;", "\ufffd"),
    ],
)
def test_an_entity_means_a_character(entity: str, expected: str | None) -> None:
    assert meaning(entity) == expected
