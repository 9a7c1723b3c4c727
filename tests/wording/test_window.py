"""The stretch in which two clauses differ, and that looking at it alone gives the marks of the whole clauses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording import tidy
from workbench.wording.window import FEW, REACH, Window, window
from workbench.wording.words import tokens

LONG = "The system shall be free to use and to study by all who ask for it."


def seen(old: str, new: str) -> tuple[str, str, str, str] | None:
    found = window(old, new)
    return found and (found.head, "".join(found.old), "".join(found.new), found.tail)


def test_a_changed_word_is_seen_with_the_word_on_either_side():
    new = LONG.replace("study", "change")
    assert seen(LONG, new) == (
        "The system shall be free to use and",
        " to study by all",
        " to change by all",
        " who ask for it.",
    )


def test_an_added_word_is_seen_with_the_words_that_it_does_not_hold():
    new = LONG.replace("shall be", "shall always be")
    assert seen(LONG, new) == (
        "The system",
        " shall be free",
        " shall always be free",
        " to use and to study by all who ask for it.",
    )


def test_a_word_that_the_change_holds_itself_is_not_the_end_of_what_is_seen():
    old, new = "Of all that and and ends there it goes.", "Of all that and and and ends there it goes."
    assert seen(old, new) == ("Of all", " that and and ends there", " that and and and ends there", " it goes.")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("one two three", "one two three four", ("one", " two three", " two three four", "")),
        ("two three four five", "one two three four five", ("", "two three", "one two three", " four five")),
        ("one", "two", ("", "one", "two", "")),
        ("one two  three four six", "one two three four six", ("one", " two  three four", " two three four", " six")),
        (
            "one two\nthree four six",
            "one two three four six",
            ("", "one two\nthree four", "one two three four", " six"),
        ),
        ("the cat sat down", "theory cat sat down", ("", "the cat sat", "theory cat sat", " down")),
        ("one two three four", "one two three (four", ("one two", " three four", " three (four", "")),
    ],
)
def test_the_window_reaches_to_the_ends_where_there_is_no_word_more(old: str, new: str, expected: tuple[str, ...]):
    assert seen(old, new) == expected


def test_all_of_both_clauses_is_in_the_parts():
    old, new = f"{LONG} {LONG}", f"{LONG} Nobody else. {LONG}"
    found = window(old, new)
    assert found == Window(
        "The system shall be free to use and to study by all who ask for",
        tokens(" it. The system"),
        tokens(" it. Nobody else. The system"),
        " shall be free to use and to study by all who ask for it.",
    )


def test_there_is_no_window_where_every_word_near_the_change_is_one_that_it_holds():
    inside = " and" * (REACH + 1)
    assert window(f"It{inside} so on", f"It{inside} and so on") is None
    assert window(f"so{inside[8:]} it", f"so{inside} it") is not None


def test_there_is_no_window_where_too_much_differs():
    gone = " ".join(f"w{n}" for n in range(FEW // 2))
    assert window(f"{LONG} {gone} {LONG}", f"{LONG} {LONG}") is None
    assert window(f"{LONG} {gone[: len(gone) // 2]} {LONG}", f"{LONG} {LONG}") is not None


@pytest.mark.parametrize("sign", ["e\u0301", "\u0e01", "\u200d"])
def test_there_is_no_window_in_a_text_in_which_signs_are_written_onto_others(sign: str):
    assert window(f"{LONG} {sign}", f"{LONG} more {sign}") is None
    assert window(f"{LONG} a", f"{LONG} more {sign}") is None


WORDS = st.sampled_from(
    ["a", "b", "the", "of", "shall", "not", "be.", ";", "*x*", "object", "(a)", "10", "10.5", "{#a}", "\n\n-", ""]
)
PLACES = st.sampled_from([" ", " ", " ", "\n", "  ", ""])


@st.composite
def clauses(draw: st.DrawFn) -> tuple[str, str]:
    """A clause of few different words, and the same with one to three places changed."""
    row = draw(st.lists(st.tuples(WORDS, PLACES), min_size=1, max_size=60))
    other = list(row)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(other)))
        other[at : at + draw(st.integers(0, 5))] = draw(st.lists(st.tuples(WORDS, PLACES), max_size=12))
    return "".join(map("".join, row)), "".join(map("".join, other))


@given(clauses(), st.booleans())
@settings(max_examples=1000)
def test_the_marks_are_those_of_the_whole_clauses(pair: tuple[str, str], exact: bool):
    tidy.compare.cache_clear()
    found = tidy.compare(*pair, exact)
    tidy.compare.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tidy, "window", lambda old, new: None)
        assert tidy.compare(*pair, exact) == found
