"""Characters a reader would not see or would take for others: each with its count, its place and its sentence."""

import pytest

from workbench.wording.redline import redline

Row = tuple[str, str, str, str, str]  # kind, clause, old, new, sentence
KINDS = ("bidi", "invisible", "line-end", "entity", "look-alike", "character", "space")
HIDDEN = "a page does not show it."
DRAWN = "it is drawn over the letter before it."


def told(old: str, new: str) -> list[Row]:
    return [
        (one.kind, one.clause, one.old, one.new, one.label) for one in redline(old, new).notices if one.kind in KINDS
    ]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("One.\n\nTwo.\r\n\nThree.\n", "One.\r\n\nTwo.\n\nThree.\r\n",
         [("line-end", "preamble", "", "\r", f"A carriage return (U+000D) is added in 2 places; {HIDDEN}"),
          ("line-end", "preamble.2", "\r", "", f"A carriage return (U+000D) is removed in one place; {HIDDEN}")]),
        ("One two.\n\nThree.\n", "One\u200b two\u200b.\n\nThree\u200b.\n",
         [("invisible", "preamble", "", "\u200b", f"A zero width space (U+200B) is added 2 times; {HIDDEN}"),
          ("invisible", "preamble.2", "", "\u200b", f"A zero width space (U+200B) is added; {HIDDEN}")]),
        ("A one with words between it and two.\n", "A een with words between it and two\u200b.\n",
         [("invisible", "preamble", "", "\u200b", f"A zero width space (U+200B) is added; {HIDDEN}")]),
        ("One\u200b two\u200b.\n", "One two.\n", [("invisible", "preamble", "\u200b", "", f"A zero width space (U+200B) is removed 2 times; {HIDDEN}")]),
    ],
)  # fmt: skip
def test_characters_no_page_shows_are_counted_in_their_clause_and_line_ends_in_the_text(
    old: str, new: str, rows: list[Row]
) -> None:
    assert told(old, new) == rows


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("It is e\u0338 here.\n", "It is e here.\n", [("\u0338", "", f"A combining long solidus overlay (U+0338) is removed; {DRAWN}")]),
        ("It is e here.\n", "It is e\u20dd here.\n", [("", "\u20dd", f"A combining enclosing circle (U+20DD) is added; {DRAWN}")]),
        ("It is here.\n", "It is жд here.\n",
         [("", "ж", "A cyrillic small letter zhe (U+0436) is added; the text had none before."),
          ("", "д", "A cyrillic small letter de (U+0434) is added; the text had none before.")]),
        ("It is ж here.\n", "It is жд here, ж.\n", []),
        ("A one with words between it and two.\n", "A een with words between it and two ☃.\n", [("", "☃", "A snowman (U+2603) is added; the text had none before.")]),
        ("It is é here.\n", "It is èä here.\n", []),
        ("It is ☃ here.\n", "It is here.\n", []),
        ("It is ☃ here.\n\nOther words.\n", "It is ☃ here.\n\nOther words ☃.\n", []),
        ("It is क here.\n", "It is कि here.\n", []),
    ],
)  # fmt: skip
def test_a_sign_or_a_script_the_text_had_not_and_a_mark_over_a_letter_are_told(
    old: str, new: str, rows: list[tuple[str, str, str]]
) -> None:
    assert told(old, new) == [("character", "preamble", *row) for row in rows]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("It is here.\n", "It is &eacute;&eacute; here.\n", [("", "&eacute;", "“&eacute;” is added 2 times; it stands for a latin small letter e with acute (U+00E9).")]),
        ("It is &amp; here &bogus; now.\n", "It is &lt; here &bogos; now.\n", []),
        ("It is here.\n", "It is &NotEqualTilde; here.\n",
         [("", "&NotEqualTilde;", "“&NotEqualTilde;” is added; it stands for a minus tilde (U+2242) and a combining long solidus overlay (U+0338).")]),
    ],
)  # fmt: skip
def test_an_entity_is_told_with_what_it_stands_for_and_its_name_is_no_word(
    old: str, new: str, rows: list[tuple[str, str, str]]
) -> None:
    assert told(old, new) == [("entity", "preamble", *row) for row in rows]
    assert told("5 &lt; 6.\n", "5 &lt; 6. It is so.\n") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("The a and the а.\n", "The а and the a.\n",
         ["“a” is replaced by “а”, which looks the same: LATIN SMALL LETTER A becomes CYRILLIC SMALL LETTER A.",
          "“а” is replaced by “a”, which looks the same: CYRILLIC SMALL LETTER A becomes LATIN SMALL LETTER A."]),
        ("The O is here.\n", "The 0 is here.\n", ["“O” is replaced by “0”, which looks the same: LATIN CAPITAL LETTER O becomes DIGIT ZERO."]),
        ("The house runs.\n", "The house runs.\n\nA modern thing in a modem.\n",
         ["“modem” is new and looks like “modern”, another word of this text: LATIN SMALL LETTER M for LATIN SMALL LETTER R, LATIN SMALL LETTER N."]),
        ("It has l.\n", "It has l and 1.\n", []),
        ("It has ll.\n", "It has ll and 11.\n", []),
        ("It isn't so.\n", "It isn't so. It isn't.\n", []),
    ],
)  # fmt: skip
def test_a_word_that_looks_like_the_one_it_replaces_or_another_of_the_text_is_told(
    old: str, new: str, said: list[str]
) -> None:
    assert [row[4] for row in told(old, new)] == said


def test_signs_that_look_alike_are_told_as_well() -> None:
    assert told("A dash - here.\n", "A dash ‐ here.\n")[0] == (
        "look-alike", "preamble", "-", "‐", "“-” is replaced by “‐”, which looks the same: HYPHEN-MINUS becomes HYPHEN.",
    )  # fmt: skip


SPACE = "space (U+0020)"
BREAK = "line break (U+000A)"


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("It is a wayward here.\n", "It is away ward here.\n", [("a wayward", "away ward", "“a wayward” is now written in other places apart: “away ward”.")]),
        ("One two three.\n", "One   two  three.\n",
         [(" ", "   ", "2 spaces (U+0020) more, without a change of words."), (" ", "  ", f"One {SPACE} more, without a change of words.")]),
        ("One two\n\n\nthree.\n", "One two\n\nthree.\n", [("\n", "", f"One {BREAK} fewer, without a change of words.")]),
        ("One two.\n\n\n\nThree.\n", "One two.\n\nThree.\n", [("\n\n", "", "2 line breaks (U+000A) fewer, without a change of words.")]),
        ("One two.\n\nThree.\n", "One two.\n\n\nThree.\n", [("", "\n", f"One {BREAK} more, without a change of words.")]),
        ("One two.\n\nThree.\n", "One two.\n\n\nThree.\n\nFour is new here.\n", []),
        ("One two.\nThree four.\n", "One two. Three\nfour.\n", []),
        ("One two.\n", "One two.  \n", []),
    ],
)  # fmt: skip
def test_white_space_that_comes_or_goes_is_counted_and_a_line_broken_elsewhere_is_not_told(
    old: str, new: str, rows: list[tuple[str, str, str]]
) -> None:
    assert told(old, new) == [("space", "preamble", *row) for row in rows]


def test_a_long_quotation_is_cut_to_120_characters() -> None:
    for length, shown in ((119, "x" * 120), (120, "x" * 119 + "…")):
        old, new = "x" * (length + 1) + " here.\n", "x " + "x" * length + " here.\n"
        [(kind, _, _, _, label)] = told(old, new)
        assert (kind, label[: len(shown) + 2]) == ("space", f"“{shown}”")
