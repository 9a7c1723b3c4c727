"""What stood at a place of the text before: which words taken out belong to which words put in."""

import pytest

from workbench.wording import earlier, provenance
from workbench.wording.earlier import MOST, Before

OPEN = "The reading room shall be open to every member on working days."
FEES = "No member shall pay for a book that the library has lent."
QUIET = "Whoever sings in the reading room leaves it for the day."


def before(versions: list[str], words: str) -> list[tuple[int, str]]:
    """The earlier wordings of some words of the last version, each behind the version that took it out."""
    book = provenance.blame([{"": text} for text in versions])
    start = versions[-1].index(words)
    found = earlier.before(book, "", start, start + len(words), lambda version: {"": versions[version]})
    return [(one.version, one.text) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "words", "found"),
    [
        ("One fine day two three.", "fine day two three four.", "four", []),
        ("One fine day two three.", "Two fine day two four.", "four", ["three"]),
        ("One fine day two three.", "Two fine day two four.", "Two", ["One"]),
        ("One fine day two three", "One fine day two four", "four", ["three"]),
        ("One fine day two three", "Some fine day two three", "Some", ["One"]),
        ("One fine day two three", "Some fine day two four", "Some", ["One"]),
        ("One fine day two three", "Some fine day two four", "four", ["three"]),
        ("The fee is two per day and year.", "The fee is three per day and month.", "three", ["two"]),
        ("The fee is two per day and year.", "The fee is three per day and month.", "month", ["year"]),
        ("The fee is two per day and year.", "The fee per day and year.", "fee per", ["is two"]),
        ("The fee is two per day and year.", "The fee per day and year.", "fee", []),
        ("The fee is two per day and year.", "The fee is two per day and year, and more.", "more", []),
    ],
)
def test_words_put_in_stand_for_those_taken_out_beside_the_same_word(
    old: str, new: str, words: str, found: list[str]
) -> None:
    assert before([old, new], words) == [(1, text) for text in found]


def test_words_at_the_start_and_at_the_end_of_a_text_are_two_places() -> None:
    assert before([f"Truly {OPEN} {FEES}", f"{QUIET} {OPEN} {FEES}"], "Whoever") == [(1, "Truly")]
    assert before([f"Truly {OPEN}\n\n{FEES}", f"Dogs wait.\n\n{FEES}\n\n{OPEN}"], "Dogs") == []


def test_a_version_that_changed_other_words_does_not_end_the_search() -> None:
    versions = [OPEN, OPEN.replace("shall", "must"), OPEN.replace("shall", "must").replace("every", "each"), ""]
    versions[3] = versions[2].replace("must", "may")
    assert before(versions, "may") == [(3, "must"), (1, "shall")]
    assert before([*versions, f"{versions[3]}\n\n{FEES}"], "may") == [(3, "must"), (1, "shall")]


def test_words_in_a_document_that_is_new_stand_for_nothing_there() -> None:
    versions = [{"a.md": OPEN}, {"a.md": OPEN, "b.md": FEES}, {"a.md": OPEN, "b.md": FEES.replace("lent", "sold")}]
    book = provenance.blame(versions)
    assert earlier.before(book, "b.md", 0, len(FEES), versions.__getitem__) == [Before(2, "lent", (1,))]


def test_the_words_of_several_passages_are_told_with_a_blank_line_between() -> None:
    old = f"# Rules\n\n{OPEN}\n\n{FEES}\n\n{QUIET}"
    new = "# Rules\n\nDogs wait outside.\n\nCats too."
    assert before([old, new], "Cats") == [(1, f"{OPEN}\n\n{FEES}\n\n{QUIET}")]


def test_at_most_fifty_earlier_wordings_are_told() -> None:
    versions = [f"The fee is {number}." for number in range(MOST + 5)]
    assert before(versions, f"{MOST + 4}") == [(number, str(number - 1)) for number in range(MOST + 4, 4, -1)]
