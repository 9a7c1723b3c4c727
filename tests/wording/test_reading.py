"""How a clause is read, and the way from what is read back to the source."""

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.clauses import read
from workbench.wording.reading import AROUND, MOST, Reading, agreeing, normal, occurrences, raw, reading


def clause(text: str, document: str = "") -> Clause:
    return read({document: text})[0]


def test_a_clause_is_read_without_its_marks_and_each_run_of_white_space_is_one_space() -> None:
    assert reading(clause("- A  **b**,\n  c &amp;\u200bd \n")) == Reading(
        "A b, c &d",
        (2, 3, 7, 10, 11, 14, 15, 16, 22),
        (3, 4, 8, 11, 12, 15, 16, 21, 23),
    )
    assert raw(clause("- A  **b**\n")) == Reading(
        "- A **b**", (0, 1, 2, 3, 5, 6, 7, 8, 9), (1, 2, 3, 4, 6, 7, 8, 9, 10)
    )
    assert reading(clause("| a | b |\n|---|---|\n")) == Reading("a b", (2, 3, 6), (3, 4, 7))
    assert reading(clause("|a|b|\n|-|-|\n")).text == "a b"


def test_only_a_document_in_markdown_has_marks() -> None:
    assert reading(clause("A **b** &amp; c\n", "d.md")).text == "A b & c"
    assert reading(clause("A **b** &amp; c\n", "d.txt")).text == "A **b** &amp; c"


def test_a_reading_knows_its_source() -> None:
    made = reading(clause("The **old** model and its *new* weights.\n"))
    assert made.text == "The old model and its new weights."
    assert made.source(4, 7) == (6, 9) and made.source(0, 3) == (0, 3)
    assert made.said(4, 18) == "old model" and made.said(0, 3) == "The" and made.said(3, 6) == ""


def test_a_quotation_is_made_comparable() -> None:
    assert normal(" a\u200b\n\u00ad b\u2028c\t") == "a b c"


def test_words_occur_also_over_one_another_but_never_nowhere() -> None:
    assert occurrences("aaaa", "aa") == [0, 1, 2]
    assert occurrences("abab", "ab") == [0, 2] and occurrences("abab", "c") == []
    assert occurrences("abab", "") == []
    assert occurrences("a" * 2000, "a") == list(range(1000)) and MOST == 1000


@pytest.mark.parametrize(
    ("prefix", "suffix", "expected"),
    [
        ("", "", (0, 0)),
        ("One two", "four five", (7, 9)),
        ("xne two", "four fivx", (6, 8)),
        ("to", "far", (1, 1)),
        ("  One\n\u200b two ", "\nfour   five", (7, 9)),
        ("Before One two", "four five after", (7, 9)),
        ("On", "six", (0, 0)),
    ],
)
def test_neighbours_agree_as_far_as_they_read_the_same(prefix: str, suffix: str, expected: tuple[int, int]) -> None:
    assert agreeing("One two three four five", 8, "three", prefix, suffix) == expected


def test_neighbours_are_compared_for_some_words_only() -> None:
    long = "ab" * 100
    assert agreeing(f"{long}-{long}", 200, "-", long, long) == (2 * AROUND, 2 * AROUND)
    assert agreeing(f"{long} the {long}", 201, "the", long, long) == (2 * AROUND - 1, 2 * AROUND - 1)
