"""A {#id} stands at the end of its own clause, for good."""

from __future__ import annotations

import pytest

from workbench.wording.clauses import read
from workbench.wording.marks import misplaced

BASE = "# Lending {#lending}\n\nAnybody may borrow two books. {#two-books}\n\nA book is due after a month. {#due}\n\nNo mark here at all.\n"


def wrong(text: str, used: frozenset[str] = frozenset()) -> list[str]:
    old = read({"rules.md": BASE})
    return list(misplaced(old, read({"rules.md": text}, old), used))


@pytest.mark.parametrize(
    "text",
    [
        BASE,
        BASE.replace("two books.", "three books."),
        BASE.replace("# Lending", "# Borrowing"),
        BASE.replace("A book is due", "A fine is owed by nobody. {#fines}\n\nA book is due"),
        BASE.replace("Anybody may borrow two books. {#two-books}\n\n", ""),
        BASE + "\n```\n{#not-a-mark} in code\n```\n",
        "# Lending {#lending}\n\nA book is due after a month. {#due}\n\nAnybody may borrow two books. {#two-books}\n\nNo mark here at all.\n",
    ],
)
def test_marks_that_stay_with_their_clauses_are_fine(text: str) -> None:
    assert wrong(text) == []


def test_words_put_behind_a_mark_are_told_to_go_before_it() -> None:
    found = wrong(BASE.replace("{#two-books}", "{#two-books} At most."))
    assert len(found) == 1 and "in the middle" in found[0] and "0.1" in found[0]


def test_a_mark_cannot_be_taken_from_its_clause_by_other_words() -> None:
    found = wrong(
        BASE.replace(
            "Anybody may borrow two books. {#two-books}",
            "Nothing whatever is lent in summer. {#two-books}\n\nAnybody may borrow two books.",
        )
    )
    assert any("end it with {#two-books}" in sentence for sentence in found)


def test_a_mark_cannot_be_changed_dropped_or_doubled() -> None:
    assert "end it with {#due}" in wrong(BASE.replace("{#due}", "{#late}"))[0]
    assert "end it with {#due}" in wrong(BASE.replace(" {#due}", ""))[0]
    assert any("stands at 2 clauses" in sentence for sentence in wrong(BASE.replace("at all.", "at all, none. {#due}")))


def test_an_id_is_never_given_again() -> None:
    text = BASE + "\nA reader may ask for silence. {#silence}\n"
    assert wrong(text) == []
    assert "ids are permanent" in wrong(text, frozenset({"silence"}))[0]


def test_a_clause_that_has_a_computed_id_does_not_get_another_one() -> None:
    assert "ids are permanent" in wrong(BASE.replace("No mark here at all.", "No mark here at all. {#none}"))[0]


def test_a_clause_without_a_number_is_spoken_of_too() -> None:
    (sentence,) = wrong(BASE.replace("# Lending {#lending}", "# The {#lending} rules"))
    assert sentence == "In this clause a {#…} mark stands in the middle. Put it behind the last word of its clause."


def test_of_a_clause_divided_in_two_either_part_may_keep_the_mark() -> None:
    first, second = "Anybody may borrow two books for a month", "whoever is late pays a small fine to the library"
    old = read({"rules.md": f"# Lending\n\n{first}; {second}. {{#books}}\n"})
    for text in (f"{first}. {{#books}}\n\n{second}.\n", f"{first}.\n\n{second}. {{#books}}\n"):
        new = read({"rules.md": f"# Lending\n\n{text}"}, old)
        assert list(misplaced(old, new)) == []


def test_of_two_clauses_that_are_a_little_like_one_that_with_its_mark_is_that_clause() -> None:
    """Their words alone would give the old clause to the fee."""
    old = read(
        {
            "": "It must name the training data that the public can get, and the training data that third parties supply with "
            "or without a fee, and must say where to get each. {#sources}\n"
        }
    )
    fee = "A fee for a copy of the training data must not be higher than the cost of making and sending that copy."
    itself = (
        "The training data itself must be available to whoever asks for it under open terms; where a third party already "
        "offers it so, it is enough to say where to get it."
    )
    assert list(misplaced(old, read({"": f"{itself} {{#sources}}\n\n{fee} {{#fee}}\n"}, old))) == []
    found = list(misplaced(old, read({"": f"{itself} {{#other}}\n\n{fee} {{#fee}}\n"}, old)))
    assert found == ["Clause 0.2 keeps its mark: end it with {#sources}."]
