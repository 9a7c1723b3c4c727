"""Which clauses are parts of another, and which of the parts lives on."""

from __future__ import annotations

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.parts import home, is_part


def clause(text: str, kind: str = "paragraph") -> Clause:
    return Clause("c", kind, "", "", text, 0, len(text))


ALPHA = "anyone may freely use these systems"
BETA = "whoever gives copies away tells everybody"
WHOLE = clause(f"{ALPHA} {BETA}")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (BETA, "paragraph", True),
        (BETA, "item", True),
        (BETA, "row", False),
        (BETA, "code", False),
        ("copies gives away whoever", "paragraph", False),  # four words are too few to tell
        ("copies gives away in on", "paragraph", True),  # three of its words are from the whole
        ("copies gives in on at", "paragraph", False),
        ("copies gives away some paper", "paragraph", True),  # three of five, 600 in a thousand
        ("copies gives away some other paper", "paragraph", False),
        (ALPHA, "paragraph", False),  # nothing that the clause beside it has not
    ],
)
def test_a_part_has_brought_its_words_from_the_whole(text: str, kind: str, expected: bool) -> None:
    assert is_part(clause(text, kind), clause(ALPHA), WHOLE) is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([ALPHA, BETA], 1),
        ([BETA, ALPHA], 0),
        ([ALPHA, "Other words that stand between the two of them.", BETA], 2),
        ([ALPHA], None),
        ([ALPHA, "Other words stand here instead of that."], None),
        ([ALPHA, ALPHA], None),  # half of the whole is nowhere
        ([f"{ALPHA} x y", f"{BETA} x"], 1),
        ([f"{ALPHA} and whatever else", BETA], None),  # a part holds little that is not of the whole
        (["anyone freely these systems more", "whoever gives copies away more", BETA], 2),  # 800 in a thousand will do
        ([f"{BETA} a", f"{BETA} b", ALPHA], 0),
        (["anyone freely these", BETA], None),  # three words in all are too few to tell
        (["these anyone freely these anyone", BETA], 1),  # three different ones are enough
        (["use these systems", "whoever gives copies away tells everybody"], None),
    ],
)
def test_the_longest_part_lives_on_and_the_first_of_equals(texts: list[str], expected: int | None) -> None:
    assert home(WHOLE, [clause(text) for text in texts]) == expected


def test_only_prose_has_parts() -> None:
    assert home(clause(WHOLE.text, "row"), [clause(ALPHA), clause(BETA)]) is None
    assert home(WHOLE, [clause(ALPHA, "heading"), clause(BETA)]) is None
    assert home(clause(WHOLE.text, "item"), [clause(ALPHA, "item"), clause(BETA)]) == 1
