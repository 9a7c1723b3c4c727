"""Lists are numbered through where all the texts they were made of are."""

import pytest

from workbench.wording.hunks import Hunk
from workbench.wording.numbering import is_number, numbered


@pytest.mark.parametrize(
    ("text", "hunk", "is_one"),
    [
        ("2. Two of it", Hunk(0, 1, "3"), True),
        ("12) Two of it", Hunk(0, 2, "3"), True),
        ("   2. Two of it", Hunk(3, 4, "13"), True),
        ("2. Two of it", Hunk(0, 1, "x"), False),
        ("2. Two of it", Hunk(0, 1, ""), False),
        ("2. Two of it", Hunk(0, 2, "3"), False),
        ("2. 2 of it", Hunk(3, 4, "3"), False),
        ("- 2 of it", Hunk(0, 1, "3"), False),
        ("2 of it", Hunk(0, 1, "3"), False),
    ],
)
def test_a_number_is_all_that_a_hunk_changes(text: str, hunk: Hunk, is_one: bool) -> None:
    assert is_number(hunk, text) == is_one


GOOD = "1. a\n2. b\n"


@pytest.mark.parametrize(
    ("merged", "made"),
    [
        ("1. a\n2. b\n2. c\n", "1. a\n2. b\n3. c\n"),
        ("4. a\n6. b\n", "4. a\n5. b\n"),
        ("1. a\n1. b\n2. c\n", "1. a\n2. b\n3. c\n"),
        ("9. a\n9. b\n100. c\n12. d\n", "9. a\n10. b\n11. c\n12. d\n"),
        ("1. a\n   1. b\n   3. c\n2. d\n", "1. a\n   1. b\n   2. c\n2. d\n"),
        ("1. a\n   - b\n3. c\n", "1. a\n   - b\n2. c\n"),
        ("1. a\n   1. b\n3. c\n   1. d\n   1. e\n   2. f\n", "1. a\n   1. b\n2. c\n   1. d\n   2. e\n   3. f\n"),
        ("1. a\n3. b\n\nText.\n\n2) c\n2) d\n4) e\n", "1. a\n2. b\n\nText.\n\n2) c\n3) d\n4) e\n"),
    ],
)
def test_a_list_rises_by_one_from_its_first_number(merged: str, made: str) -> None:
    assert numbered(merged, [GOOD, "Text.\n"]) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.\n",
        "1. a\n2. b\n",
        "1. a\n1. b\n1. c\n",
        "3. a\n",
        "- a\n- b\n",
        "1. a\n- b\n3. c\n",
        "1. a\n\nText.\n\n3. b\n",
        "- a\n  1. b\n  2. c\n- d\n  1. e\n",
        "1. a\n   1. b\n2. c\n   1. d\n",
        "1. a\n   1. b\n\nText.\n\n1. c\n   7. d\n",
    ],
)
def test_a_list_that_is_in_order_or_counted_by_markdown_stays_and_is_good_enough_to_be_made_of(text: str) -> None:
    assert numbered(text, [GOOD]) == text
    assert numbered("1. a\n3. b\n", [text]) == "1. a\n2. b\n"


@pytest.mark.parametrize("odd", ["1. a\n3. b\n", "1. a\n1. b\n2. c\n", "2. a\n1. b\n", "- x\n  1. a\n  3. b\n"])
def test_where_a_text_has_a_list_that_is_out_of_order_nothing_is_numbered(odd: str) -> None:
    assert numbered("1. a\n3. b\n", [GOOD, odd]) == "1. a\n3. b\n"
