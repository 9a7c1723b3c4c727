"""A changed clause as notices read it: plain words around the changes, each with its place, and the changes themselves."""

import pytest

from workbench.wording.redline import redline
from workbench.wording.strands import REACH, Strand, Stretch, groups, overlapping, strands, words

FAR = "abcd efgi " * 40  # 400 characters


def rows(old: str, new: str) -> list[Strand]:
    return strands(redline(old, new).clauses)


def test_only_what_stands_within_reach_of_a_change_is_read_and_a_gap_is_a_nul() -> None:
    old, new = (
        f"{a} {FAR}{b} {FAR}{c} {FAR}*x* y.\n" for a, b, c in (("may", "must", "one"), ("shall", "should", "two"))
    )
    [row] = rows(old, new)
    near, far = FAR[: REACH - 1], FAR[-REACH:]
    assert row.reading("-").text == f"\0may {near}\0{far}must {near}\0{far}one {near}"
    assert row.reading("+").text == f"\0shall {near}\0{far}should {near}\0{far}two {near}"
    for op, word, place in (
        ("-", "may", 0),
        ("+", "shall", 3),
        ("-", "must", 409),
        ("+", "should", 413),
        ("-", "one", 820),
    ):
        reading = row.reading(op)
        at = reading.text.index(word)
        assert reading.woven(at, at + len(word)) == (place, place + len(word))


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("may a &lt; b.\n", "must a &lt; b.\n", "may a < b. ", "must a < b. "),
        ("It &amp; that.\n", "It &lt; that.\n", "It &amp; that. ", "It &lt; that. "),
        ("It **may** be\r\nso.\n\n", "It **must** be\r\nso.\n\n", "It may be  so.  ", "It must be  so.  "),
        ("may [a](https://b.org).\n", "must [a](https://b.org).\n", "may a. ", "must a. "),
    ],
)
def test_a_reading_is_of_plain_words_without_markup_or_line_ends(old: str, new: str, before: str, after: str) -> None:
    [row] = rows(old, new)
    assert (row.reading("-").text, row.reading("+").text) == (f"\0{before}", f"\0{after}")


def test_a_gap_may_begin_right_behind_an_entity() -> None:
    start = f"may {FAR[: REACH - 6]}&lt;"
    [row] = rows(f"{start}{FAR}one.\n", f"{start.replace('may', 'must')}{FAR}two.\n")
    start = f"may {FAR[: REACH - 5]}&lt;"
    [other] = rows(f"{start}{FAR}one.\n", f"{start.replace('may', 'must')}{FAR}two.\n")
    assert row.reading("-").text == f"\0may {FAR[: REACH - 6]}<{FAR[:1]}\0{FAR[-REACH:]}one. "
    assert other.reading("-").text == f"\0may {FAR[: REACH - 5]}<\0{FAR[-REACH:]}one. "


def told(old: str, new: str) -> list[tuple[str, bool, tuple[str, str]]]:
    return [(group.clause, group.is_whole, group.texts) for group in groups(rows(old, new))]


def test_unchanged_clauses_are_left_out() -> None:
    assert [row.id for row in rows("A one.\n\nA two.\n\nA three.\n", "A one.\n\nA zwei.\n\nA three.\n")] == [
        "preamble.2"
    ]


def test_a_change_is_what_goes_and_what_comes_under_one_number() -> None:
    others = "Some words of the rules are here.\n\nOther words of the rules are here too.\n\n"
    assert told(
        "A one with words between it and two.\n\nIt stays.\n",
        "A een with words between it and zwei.\n\nIt stays.\n\nIt comes.\n",
    ) == [
        ("preamble", False, ("one", "een")),
        ("preamble", False, ("two", "zwei")),
        ("preamble.2", False, ("", "\n")),
        ("preamble.3", True, ("", "It comes.\n")),
    ]
    assert told("A one.\nB two.\nC three four.\n", "A one. B two. C three  four.\n") == [
        ("preamble", False, ("\n", " ")),
        ("preamble", False, ("\n", " ")),
        ("preamble", False, (" ", "  ")),
    ]
    moved = "One chair is here for all of the house.\n"
    assert told(f"{moved}\n{others}", others + moved.replace("all", "some")) == [("preamble", False, ("all", "some"))]


def test_words_of_a_change_are_without_markup_and_apart_where_they_stood_apart() -> None:
    [group] = groups(rows("It is.\n", "It is so **very** good.\n"))
    assert words(group.new) == " so very good"
    others = "Some words of the rules are here.\n\nOther words of the rules are here too.\n\n"
    moved = "One chair is here for all of the house and one of them.\n"
    [group] = groups(rows(f"{moved}\n{others}", others + moved.replace("all", "some").replace("one", "two")))
    assert (words(group.old), words(group.new)) == ("all one", "some two")
    [group] = groups(rows("A one two, b.\n", "A drei **vier**, b.\n"))
    assert (words(group.old), words(group.new)) == ("one two", "drei vier")


def test_stretches_that_share_a_character_with_a_place_overlap_it() -> None:
    row = [Stretch(number, number * 10, number * 10 + 5) for number in range(5)]
    assert [one.number for one in overlapping(row, 4, 31)] == [0, 1, 2, 3]
    assert [one.number for one in overlapping(row, 5, 30)] == [1, 2]
    assert [one.number for one in overlapping(row, 45, 50)] == []
