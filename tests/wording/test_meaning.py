"""What a change does to the small words that carry a rule: both sides of each notice."""

import pytest

from workbench.wording.redline import redline

BEFORE, BEHIND = "The clerk of the house says that ", " for the whole house and all who live in it.\n"
AROUND = "# Fees\n\nThe chair opens the sitting.\n\n{}The clerk writes the minutes.\n"
Row = tuple[str, str, str]  # kind, old, new


def told(old: str, new: str) -> list[Row]:
    found = redline(old, new).notices
    return [(one.kind, one.old, one.new) for one in found if one.kind in ("strength", "sign", "number", "unit", "date")]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("it can not be so, it is", "it cannot be so, it is not", [("strength", "not", "cannot"), ("strength", "", "not")]),
        ("you must not sing", "you shall never sing", [("strength", "must", "shall"), ("strength", "not", "never")]),
        ("you must not sing there", "you may sing, shall come, never go",
         [("strength", "must", ""), ("strength", "not", ""), ("strength", "", "may"), ("strength", "", "shall"), ("strength", "", "never")]),
        ("rows 5 6 are red", "rows 7 are red", [("number", "5", ""), ("number", "6", ""), ("number", "", "7")]),
        ("it ends on 1 May 2026", "it ends in 5 days", [("date", "1 May 2026", "5 days")]),
        ("it ends in 5 days", "it ends on 1 May 2026", [("date", "5 days", "1 May 2026")]),
        ("it ends late", "it ends on 1 May 2026", [("date", "", "1 May 2026")]),
        ("it ends on 1 May 2026", "it ends late", [("date", "1 May 2026", "")]),
        ("it ends on 1ST May 2026", "it ends on 1st May 2026", []),
        ("it takes FIVE days", "it takes five weeks", [("unit", "five days", "five weeks")]),
        ("it takes 5", "it takes 5 weeks", [("unit", "5", "5 weeks")]),
        ("it takes 5 weeks", "it takes weeks", [("number", "5 weeks", "")]),
        ("it has 1 200 300 seats", "it has 1 200 3000 seats",
         [("number", "1 200 300", ""), ("number", "", "1 200"), ("number", "", "3000")]),
    ],
)  # fmt: skip
def test_words_that_carry_a_rule_are_told_with_what_they_become(old: str, new: str, rows: list[Row]) -> None:
    assert told(BEFORE + old + BEHIND, BEFORE + new + BEHIND) == rows


@pytest.mark.parametrize(
    ("clause", "rows"),
    [
        ("Who may or must not pay 5 euros by 1 May 2026?",
         [("strength", "may, must not"), ("number", "5 euros"), ("date", "1 May 2026")]),
        ("Pay 1, 2, 3, 4, 5 and 6 of it.", [("number", "1, 2, 3, 4, 5, 6")]),
        ("Under section 9 and clause 1.2 it must **not** be.", [("strength", "must, not")]),
    ],
)  # fmt: skip
def test_a_clause_that_comes_or_goes_is_told_with_all_its_words_of_a_kind(
    clause: str, rows: list[tuple[str, str]]
) -> None:
    with_it, without = AROUND.format(f"{clause}\n\n"), AROUND.format("")
    assert told(without, with_it) == [(kind, "", words) for kind, words in rows]
    assert told(with_it, without) == [(kind, words, "") for kind, words in rows]
    for old, new in ((with_it, without), (without, with_it)):
        whole = [one for one in redline(old, new).notices if one.kind in ("strength", "number", "date")]
        assert {one.clause for one in whole} == {"fees.3" if old == with_it else "fees.4"}


def test_up_to_six_amounts_of_a_clause_are_named() -> None:
    added = redline(AROUND.format(""), AROUND.format("Pay 1, 2, 3, 4, 5 and 6 of it.\n\n")).notices
    assert [one.label for one in added if one.kind == "number"] == ["A new clause names 1, 2, 3, 4, 5 and 6."]


def test_words_changed_in_a_moved_clause_are_told_with_what_they_become() -> None:
    others = "Some words of the rules are here.\n\nOther words of the rules are here too.\n\n"
    moved = "One chair should be here for all of the house within 5 days.\n"
    new = moved.replace("should", "must").replace("5", "7")
    assert told(f"{moved}\n{others}", others + new) == [("strength", "should", "must"), ("number", "5 days", "7 days")]
