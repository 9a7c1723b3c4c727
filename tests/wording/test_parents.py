"""What a clause that is put into a text would stand under."""

import pytest

from workbench.wording.clauses import read
from workbench.wording.merge import merge
from workbench.wording.parents import Head, parents

TREE = """# Terms

## Aims

Waived if:

- one is true:
  - deep in it
- two is true

| a |
|---|
| 1 |
| 2 |

The end.
"""
CLAUSES = read({"": TREE})
TITLE, AIMS, IF, ONE, DEEP, TWO, COLUMNS, FIRST, SECOND, END = range(10)
TEXT, ITEM, INNER, ROW = ("paragraph", 0), ("item", 1), ("item", 2), ("row", 0)


def above(place: int, *heads: Head) -> set[int]:
    """The clauses that new ones stand under if they are put behind the first `place` of the text."""
    return set(parents(heads, reversed(list(enumerate(CLAUSES[:place])))))


@pytest.mark.parametrize(
    ("place", "head", "parent"),
    [
        (10, TEXT, {AIMS}),
        (1, TEXT, {TITLE}),
        (0, TEXT, set()),
        (10, ("heading", 1), set()),
        (10, ("heading", 2), {TITLE}),
        (10, ("heading", 3), {AIMS}),
        (3, ITEM, {IF}),
        (6, ITEM, {IF}),
        (6, INNER, {TWO}),
        (5, INNER, {ONE}),
        (5, ("item", 3), {DEEP}),
        (5, ("item", 4), {DEEP}),
        (2, ITEM, {AIMS}),
        (10, ITEM, {IF}),
        (5, ("paragraph", 1), {ONE}),
        (5, ("paragraph", 2), {DEEP}),
        (6, ("code", 1), {TWO}),
        (6, ("paragraph", 0), {AIMS}),
        (7, ROW, {COLUMNS}),
        (9, ROW, {COLUMNS}),
        (6, ROW, set()),
        (10, ROW, set()),
    ],
)
def test_a_clause_stands_under_the_last_one_before_it_that_is_above_it(
    place: int, head: Head, parent: set[int]
) -> None:
    assert above(place, head) == parent


@pytest.mark.parametrize(
    ("place", "heads", "found"),
    [
        (6, (INNER, ITEM), {TWO, IF}),
        (6, (TEXT, ITEM), {AIMS}),
        (6, (ITEM, TEXT), {IF, AIMS}),
        (6, (ITEM, INNER), {IF}),
        (6, (("heading", 2), TEXT), {TITLE}),
        (6, (("heading", 2), ("heading", 3)), {TITLE}),
        (6, (("heading", 3), ("heading", 2)), {AIMS, TITLE}),
        (9, (ROW, ROW), {COLUMNS}),
        (9, (ROW, TEXT), {COLUMNS, AIMS}),
        (9, (TEXT, ROW), {AIMS}),
        (9, (("heading", 3), ROW), {AIMS}),
        (9, (ROW, TEXT, ROW), {COLUMNS, AIMS}),
        (9, (), set()),
    ],
)
def test_of_several_clauses_those_count_that_stand_under_none_of_themselves(
    place: int, heads: tuple[Head, ...], found: set[int]
) -> None:
    assert above(place, *heads) == found


def test_a_table_at_the_very_beginning_is_found_as_well() -> None:
    rows = read({"": "| a |\n|---|\n| 1 |\n"})
    assert parents([ROW], [(1, rows[1]), (0, rows[0])]) == {0}
    assert parents([ROW, TEXT], [(8, rows[1]), (0, rows[0])]) == {0}


def test_an_item_stands_under_a_sentence_that_ends_with_a_colon_whatever_space_is_behind_it() -> None:
    for text, found in (("Waived if:\u00a0 \n", {0}), ("Waived if\n", set()), ("Waived if: never.\n", set())):
        assert parents([ITEM], [(0, read({"": text})[0])]) == found


def test_a_new_table_behind_another_one_does_not_stop_who_changes_the_columns_of_that() -> None:
    table, wide = "| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b | c |\n|---|---|---|\n| 1 | 2 | x |\n"
    new = "\nPrices:\n\n| d |\n|---|\n| 4 |\n"
    base, ours, theirs = ({"": f"{text}\nThe end.\n"} for text in (table, wide, table + new))
    assert (merge(base, ours, theirs).state, merge(base, ours, theirs).docs) == (
        "clean",
        {"": f"{wide}{new}\nThe end.\n"},
    )
    assert merge(base, ours, {"": f"{table}| 3 | 4 |\n\nThe end.\n"}).state == "conflict"
