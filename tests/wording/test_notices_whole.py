"""Notices about whole clauses and carried exceptions, and the headline; the changes are written out by hand."""

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Segment, Summary
from workbench.wording.notices import headline, notices


def clause(id: str, text: str, number: str = "", heading: str = "") -> Clause:
    return Clause(id, "paragraph", number, heading, text, 0, len(text))


def entry(
    old: Clause | None, new: Clause | None, *parts: str, change: str = "edited", side: str = "both"
) -> ClauseChange:
    """Segments are "=kept", "-removed", "+added"; "-m1|words" is carried by the move m1."""
    segments = []
    for part in parts:
        move, bar, text = part[1:].rpartition("|")
        segments.append(Segment(part[0], text, move if bar else None, None if part[0] == "=" else 1))
    id = (new or old or clause("none", "")).id
    return ClauseChange(id, change, old, new, tuple(segments), side)


def replaced(old: str, new: str, kept: str = "", number: str = "2.1", heading: str = "") -> list[Notice]:
    old_clause, new_clause = clause("c", old + kept, number, heading), clause("c", new + kept, number, heading)
    parts = [f"-{old}", f"+{new}", *([f"={kept}"] if kept else [])]
    return [one for one in notices([entry(old_clause, new_clause, *parts)]) if one.kind == "replaced"]


@pytest.mark.parametrize(
    ("old", "new", "kept", "is_told"),
    [
        ("aa bb", "cc dd", "", True),
        ("aa bb", "cc dd", ".\n", True),
        ("aa bb", "cc dd", " ** __ ", True),
        ("aa bb", "cc dd", " e\n", False),
        ("aa", "cc dd", "", False),
        ("aa bb", "cc", "", False),
        ("aa", "cc", "", False),
    ],
)
def test_a_clause_of_two_words_and_more_without_a_letter_kept_is_replaced(
    old: str, new: str, kept: str, is_told: bool
) -> None:
    label = "Clause 2.1 is replaced whole: none of its 2 words is kept. Read both wordings."
    assert replaced(old, new, kept) == ([Notice("replaced", "", "", "c", label)] if is_told else [])


def test_a_replaced_clause_is_called_by_its_number_or_its_title_or_its_id() -> None:
    told = "is replaced whole: none of its 1,001 words is kept. Read both wordings."
    text = "aa " * 1_001
    assert [one.label for one in replaced(text, "bb cc dd")] == [f"Clause 2.1 {told}"]
    assert [one.label for one in replaced(text, "bb cc", number="", heading="Fees")] == [f"Clause “Fees” {told}"]
    assert [one.label for one in replaced(text, "bb cc", number="")] == [f"Clause “c” {told}"]


def test_only_a_clause_edited_in_its_place_is_replaced_and_each_that_is() -> None:
    one, other = clause("a", "aa bb", "1.1"), clause("b", "cc dd", "1.2")
    kept = entry(one, clause("a", "aa xx", "1.1"), "=aa ", "-bb", "+xx")
    whole = entry(other, clause("b", "ee ff", "1.2"), "-cc dd", "+ee ff")
    assert [note.clause for note in notices([kept, whole, kept]) if note.kind == "replaced"] == ["b"]
    for change, side in (("moved_edited", "both"), ("split", "both"), ("edited", "old"), ("edited", "new")):
        assert not [note for note in notices([entry(one, other, "-aa bb", "+cc dd", change=change, side=side)]) if note.kind == "replaced"]  # fmt: skip
    assert not [note for note in notices([entry(one, None, "-aa bb")]) if note.kind == "replaced"]
    assert not [note for note in notices([entry(None, one, "+aa bb")]) if note.kind == "replaced"]


A, B = clause("a", "It is so unless it rains.", "1.1"), clause("b", "It stays.", "", "Weather")
C, D = clause("a", "It is so.", "1.1"), clause("b", "It stays unless it rains.", "", "Weather")


@pytest.mark.parametrize("words", ["unless", "Except", "provided that", "subject to", "notwithstanding", "other than",
                                   "apart from", "save for", "save that", "save as"])  # fmt: skip
def test_an_exception_carried_to_another_clause_is_told_with_both(words: str) -> None:
    rows = [
        entry(A, C, "=It is so", "-m1| ", f"-m1|{words} it", "-m1| rains", "=."),
        entry(B, D, "+new ", "=It stays", "+m1| ", f"+m1|{words} it", "+m1| rains", "=."),
    ]
    label = f"“{words}” is carried with its words from clause 1.1 to clause “Weather”."
    for order in (rows, rows[::-1]):
        assert [one for one in notices(order) if one.kind == "move"] == [Notice("move", "1.1", "", "b", label)]


def test_words_are_carried_with_an_exception_only_if_it_is_among_them_and_arrives() -> None:
    without = [
        entry(A, C, "=It is so", "-m1| when it rains", "=."),
        entry(B, D, "=It stays", "+m1| when it rains", "=."),
    ]
    assert not [one for one in notices(without) if one.kind == "move"]
    away = [
        entry(A, C, "=It is so", "-m1| unless it rains", "=."),
        entry(B, D, "=It stays", "+m2| unless it rains", "=."),
    ]
    assert not [one for one in notices(away) if one.kind == "move"]
    removed = [entry(A, C, "=It is so", "- unless it rains", "=.")]
    assert [one.kind for one in notices(removed)] == ["strength"]


def test_two_exceptions_carried_are_told_each_with_its_clause() -> None:
    rows = [
        entry(A, C, "-m1|unless it rains", "=x", "-m2|except for me"),
        entry(B, D, "+m2|except for me", "=x"),
        entry(clause("e", "y"), clause("e", "z", "4.2"), "+m1|unless it rains", "=x", "+m1|and snows"),
    ]
    assert [(one.old, one.new, one.clause, one.label) for one in notices(rows) if one.kind == "move"] == [
        ("1.1", "4.2", "e", "“unless” is carried with its words from clause 1.1 to clause 4.2."),
        ("1.1", "", "b", "“except” is carried with its words from clause 1.1 to clause “Weather”."),
    ]


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (Summary(), "no words changed"),
        (Summary(changes=1), "markup or punctuation changed"),
        (Summary(changes=1, words_added=1), "1 word changed"),
        (Summary(changes=1, words_removed=2_000, words_added=3), "2,000 words changed"),
        (Summary(lines_rewrapped=1), "1 line re-wrapped"),
        (Summary(changes=3, lines_rewrapped=2, words_added=5, moves=2), "2 lines re-wrapped, 5 words changed, 2 passages moved"),
        (Summary(changes=1, moves=1), "1 passage moved"),
    ],
)  # fmt: skip
def test_the_headline_says_the_size_of_a_change_noise_first(summary: Summary, said: str) -> None:
    assert headline(summary) == said
