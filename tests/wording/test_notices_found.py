"""What readers once had to find out by themselves: words in new clauses, figures in names, marks that are none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.faces import critic, text, uncritic
from workbench.wording.redline import redline

AROUND = "# Fees\n\nThe chair opens the sitting.\n\n{}The clerk writes the minutes.\n"


def told(old: str, new: str, *kinds: str) -> list[tuple[str, str]]:
    found = redline(AROUND.format(old), AROUND.format(new)).notices
    return [(notice.kind, notice.label) for notice in found if notice.kind in kinds]


def meant(old: str, new: str) -> list[tuple[str, str]]:
    return told(old, new, "strength", "sign", "number", "unit", "date")


@pytest.mark.parametrize(
    ("clause", "said", "gone"),
    [
        ("A maker should not pay 500 euros unless asked.",
         [("strength", "A new clause says “should not” and “unless”."), ("number", "A new clause names 500 euros.")],
         [("strength", "A clause that said “should not” and “unless” is removed."),
          ("number", "A clause that named 500 euros is removed.")]),
        ("It may be sold and it may be lent, provided that the price is at most 10k by 1 May 2026.",
         [("strength", "A new clause says “may” and “provided that”."), ("number", "A new clause names at most 10k."),
          ("date", "A new clause names 1 May 2026.")],
         [("strength", "A clause that said “may” and “provided that” is removed."),
          ("number", "A clause that named at most 10k is removed."), ("date", "A clause that named 1 May 2026 is removed.")]),
        ("Each of 3, 4, 5, 6, 7, 8, 9 and 10.",
         [("number", "A new clause names 3, 4, 5, 6, 7, 8 and 2 more.")],
         [("number", "A clause that named 3, 4, 5, 6, 7, 8 and 2 more is removed.")]),
        ("The price is at least fair.", [], []),
        ("The clerk keeps the keys of the house.", [], []),
    ],
)  # fmt: skip
def test_a_new_or_removed_clause_has_one_notice_of_each_kind(
    clause: str, said: list[tuple[str, str]], gone: list[tuple[str, str]]
) -> None:
    assert meant("", f"{clause}\n\n") == said
    assert meant(f"{clause}\n\n", "") == gone


def test_notices_of_whole_clauses_stand_in_reading_order_with_the_others() -> None:
    old = "The treasurer should keep the books of the house.\n\n"
    new = "Nobody may pay.\n\nThe treasurer must keep the books of the house.\n\nNobody shall sing.\n\n"
    assert meant(old, new) == [
        ("strength", "A new clause says “may”."),
        ("strength", "“should” becomes “must”."),
        ("strength", "A new clause says “shall”."),
    ]


def test_a_moved_clause_is_no_new_one() -> None:
    one, two = "A maker must not pay 500 euros to anyone.\n\n", "The members elect a chair from among themselves.\n\n"
    assert meant(one + two, two + one) == []


def test_a_text_that_is_all_new_or_gone_has_no_notices_of_its_clauses() -> None:
    whole = AROUND.format("A maker must not pay 500 euros.\n\n")
    assert redline("", whole).notices == () == redline(whole, "").notices


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("You may sell it", "You must not sell it", ["“may” becomes “must not”."]),
        ("You must not sell it", "You may sell it", ["“must not” becomes “may”."]),
        ("You may sell it", "You may not sell it", ["“not” is added."]),
        ("You can't and won't sell it", "You can and will not sell it",
         ["“can't” is removed.", "“won't” is removed.", "“not” is added."]),
        ("Sell it to anyone", "Sell it to anyone subject to the rules", ["“subject to” is added."]),
    ],
)  # fmt: skip
def test_words_of_strength_side_by_side_are_one_in_a_change(old: str, new: str, labels: list[str]) -> None:
    rest = " to all who ask for it.\n\n"
    assert [label for _, label in meant(old + rest, new + rest)] == labels


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        ("10", "1O", ["“10” is removed."]),
        ("100", "1O0", ["“100” is removed."]),
        ("1,000", "1,00O", ["“1,000” is removed."]),
        ("form A4", "form A5", []),
        ("form x10.", "form x100.", []),
        ("1e25", "1e23", ["“1e25” becomes “1e23”."]),
        ("10²⁵", "10²³", ["“10²⁵” becomes “10²³”."]),
        ("the 5th", "the 6th", ["“5th” becomes “6th”."]),
        ("€10k", "€20k", ["“€10k” becomes “€20k”."]),
        ("5kg", "6kg", ["“5kg” becomes “6kg”."]),
        ("第10条", "第12条", ["“10” becomes “12”."]),
    ],
)
def test_a_token_of_letters_and_figures_is_no_number(old: str, new: str, labels: list[str]) -> None:
    start, rest = "The clerk of the house takes ", " here and there.\n\n"
    assert [label for _, label in meant(start + old + rest, start + new + rest)] == labels


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("http://a.example and [x](http://a.example).",
         ["A link to http://a.example is added.", "A link from “x” to http://a.example is added."]),
        ("[x](http://a.example)[y](http://a.example).",
         ["A link from “x” to http://a.example is added.", "A link from “y” to http://a.example is added."]),
        ("[a **b** `c`](http://a.example).", ["A link from “a b c” to http://a.example is added."]),
    ],
)  # fmt: skip
def test_links_to_one_address_are_kept_apart(words: str, labels: list[str]) -> None:
    assert [label for _, label in told("See it.\n\n", f"See {words}\n\n", "link")] == labels


def test_no_text_can_pass_for_a_mark_in_the_plain_face() -> None:
    made = text(redline("Kept [-q-] {+q+} \\[-.\n\nIt is a.\n", "Kept [-q-] {+q+} \\[- b +} x.\n\nIt is a.\n"))
    assert made == "Clause 0.1 (changed)\n\nKept \\[-q\\-] \\{+q\\+} \\\\\\[-{+ b \\+} x+}.\n"


PARTS = st.sampled_from(["[-", "-]", "{+", "+}", "\\", "word ", "other ", "must ", "\n\n", "# "])


@given(st.lists(PARTS, max_size=12).map("".join), st.lists(PARTS, max_size=12).map("".join))
@settings(max_examples=150)
def test_every_bare_sign_of_the_plain_face_is_a_mark_of_a_change(old: str, new: str) -> None:
    change = redline(old, new)
    marks = re.findall(r"(?<!\\)(?:\\\\)*(\[-|\{\+)", text(change))
    edits = [one for entry in change.clauses if entry.change != "same" for one in entry.segments if one.op != "="]
    assert len(marks) <= len([one for one in edits if one.text.strip()])
    assert uncritic(critic(change)) == (old, new)
