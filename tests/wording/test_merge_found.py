"""Merges that an outsider found wrong: words undone unseen, clauses under another parent, signs that no longer pair."""

import pytest

from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, Footprint, footprint
from workbench.wording.merge import KINDS, Merge, merge
from workbench.wording.rebase import Carrier, rebase

FEE = "The reader must pay a fee of ten euros."
DESK = "The desk opens at nine every day."
HALL = "Visitors are welcome in the hall always."
BOOKS = "Books are lent for fourteen days."


def both(base: str, one: str, other: str) -> tuple[str, str | None]:
    """State and worst meeting, after making sure that merge, table and rebase say the same in either order."""
    docs, ours, theirs = ({"": text} for text in (base, one, other))
    answer, turned = merge(docs, ours, theirs), merge(docs, theirs, ours)
    worst = max((KINDS.index(meeting.kind) for meeting in answer.meetings), default=-1)
    assert answer.state == turned.state and (answer.state == "conflict" or answer.docs == turned.docs)
    for pair in (*Compatibility(docs, [ours, theirs]).pairs(), *Compatibility(docs, [theirs, ours]).pairs()):
        assert pair.meeting == (KINDS[worst] if worst >= 0 else None)
    for side, newer in ((ours, theirs), (theirs, ours)):
        _carried(docs, side, newer, answer)
    return answer.state, KINDS[worst] if worst >= 0 else None


def _carried(docs: dict[str, str], side: dict[str, str], newer: dict[str, str], answer: Merge) -> None:
    made = rebase(docs, side, newer)
    assert (made.state == "person") == (answer.state == "conflict")
    old = Base(docs)
    carrier = Carrier(old, newer)
    [found] = carrier.carry_all([footprint(old, side)])
    if isinstance(found, Footprint):
        assert (made.state, made.docs) == ("carried", carrier.docs(found))


INSIDE = ("conflict", "inside_moved_or_deleted")


@pytest.mark.parametrize(
    ("base", "one", "other"),
    [
        (f"{FEE} {DESK}\n\n{HALL}\n", f"{DESK}\n\n{HALL} {FEE}\n", f"{DESK}\n\n{HALL}\n"),
        (
            f"{DESK} {FEE}\n\n{HALL}\n\n{BOOKS}\n",
            f"{DESK}\n\n{HALL} {FEE}\n\n{BOOKS}\n",
            f"{DESK}\n\n{HALL}\n\n{BOOKS} {FEE}\n",
        ),
        ("# T\n\n## Fees\n\n## Aims\n\nA.\n", "# T\n\n## Aims\n\nA.\n\n## Fees\n", "# T\n\n## Aims\n\nA.\n"),
        (
            "Fee ten euros. A the desk opens at nine every day.\n",
            "the desk opens at nine every day.\n\nFee ten euros. A\n",
            f"{HALL}\n\nthe desk opens at nine every day.\n",
        ),
    ],
)
def test_words_that_one_side_carries_elsewhere_are_not_deleted_or_carried_by_the_other(
    base: str, one: str, other: str
) -> None:
    assert both(base, one, other) == INSIDE


def test_a_sentence_that_is_split_off_meets_its_deletion() -> None:
    assert both(f"{FEE} {DESK}\n", f"{DESK}\n\n{FEE}\n", f"{DESK}\n")[0] == "conflict"


def test_the_same_sentence_carried_to_the_same_place_is_one_change() -> None:
    moved = f"{DESK}\n\n{HALL} {FEE}\n"
    assert both(f"{FEE} {DESK}\n\n{HALL}\n", moved, moved) == ("clean", "same_change")


def test_a_sentence_deleted_by_both_stays_deleted_whatever_else_they_do() -> None:
    base, without = f"{FEE} {DESK}\n\n{HALL}\n", f"{DESK}\n\n{HALL}\n"
    assert both(base, without, f"{without}\n{BOOKS}\n") == ("clean", "same_change")


FREE, BANNED, LAST = "- Free for schools.\n", "- Forbidden for everyone if:\n  - one is true.\n", "- B last.\n"
SECTIONS = ("# T\n\n", "## A\n\nAlpha rule is here.\n\n", "## B\n\nBeta rule is here.\n\n", "## C\n\nGamma.\n")
TITLE, ALPHA, BETA, GAMMA = SECTIONS


@pytest.mark.parametrize(
    ("base", "one", "other"),
    [
        (FREE + BANNED + LAST, FREE + LAST, FREE + BANNED + "  - two is true.\n" + LAST),
        (
            "- Alpha rule.\n- Beta rule.\n- Gamma rule.\n",
            "- Beta rule.\n- Gamma rule.\n- Alpha rule.\n",
            "- Alpha rule.\n  - child of alpha\n- Beta rule.\n- Gamma rule.\n",
        ),
        ("".join(SECTIONS), TITLE + BETA + ALPHA + GAMMA, TITLE + ALPHA + "Not for vendors.\n\n" + BETA + GAMMA),
        ("".join(SECTIONS), TITLE + ALPHA + GAMMA, TITLE + ALPHA + BETA + "Not for vendors.\n\n" + GAMMA),
        (
            "".join(SECTIONS),
            TITLE + ALPHA + BETA.replace("## B\n\n", "") + GAMMA,
            TITLE + ALPHA + BETA + "Not for vendors.\n\n" + GAMMA,
        ),
        (
            f"{FEE}\n\nIt is waived if:\n\n- one is true.\n\n{DESK}\n",
            f"{FEE}\n\n{DESK}\n",
            f"{FEE}\n\nIt is waived if:\n\n- one is true.\n- two is true.\n\n{DESK}\n",
        ),
    ],
)
def test_what_is_put_under_a_clause_stays_with_it_or_stops(base: str, one: str, other: str) -> None:
    assert both(base, one, other) == INSIDE


def test_text_under_a_heading_that_is_only_renamed_needs_nobody() -> None:
    base = "".join(SECTIONS)
    state, _ = both(base, base.replace("## B", "## Opening hours"), base.replace("## C", "It closes at five.\n\n## C"))
    assert state != "conflict"


def test_an_item_beside_one_that_is_deleted_is_only_shown() -> None:
    base = FREE + "- Paid for vendors.\n" + LAST
    assert both(base, FREE + LAST, base.replace(LAST, "- Lent to members.\n" + LAST)) == ("same_clause", "touching")


@pytest.mark.parametrize("around", [("", ""), (f"{DESK}\n\n", f"\n{HALL}\n")])
def test_a_clause_deleted_by_one_side_is_not_replaced_by_the_other(around: tuple[str, str]) -> None:
    head, tail = around
    replaced = f"{head}Everyone keeps all money forever always.\n{tail}"
    assert both(f"{head}The vendor shall pay ten euros.\n{tail}", head + tail.removeprefix("\n"), replaced) == INSIDE


@pytest.mark.parametrize(
    ("base", "one", "other", "kind"),
    [
        ("shall not revoke it", "shall revoke it", "shall not unreasonably revoke it", "same_place"),
        ("shall not revoke it", "shall revoke it", "shall ever not revoke it", "same_place"),
        ("a non-profit body", "a profit body", "a non-commercial body", "overlap"),
        ("a state-of-the-art body", "a start-of-the-art body", "a state-of-the-heart body", "overlap"),
        ("The reader must pay it", "The *reader must* pay it", "The reader *must pay* it", "overlap"),
        ("The `fee is` and `then` ok", "The fee is` and `then` ok", "The `fee is` and then` ok", "overlap"),
    ],
)
def test_words_that_lean_on_each_other_and_signs_that_pair_are_one_change(
    base: str, one: str, other: str, kind: str
) -> None:
    assert both(f"We {base} now.\n", f"We {one} now.\n", f"We {other} now.\n") == ("conflict", kind)


@pytest.mark.parametrize(
    ("base", "one", "other"),
    [
        ("The reader must pay it", "The *reader* must pay it", "The reader must *pay* it"),
        ("a well-known public body", "a known public body", "a well-known private body"),
        ("a two word change", "a 2 word change", "a two small word change"),
    ],
)
def test_other_words_of_a_clause_are_still_merged_and_shown(base: str, one: str, other: str) -> None:
    assert both(f"We {base} now.\n", f"We {one} now.\n", f"We {other} now.\n")[0] == "same_clause"


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"
WIDE = "| a | b | c |\n|---|---|---|\n| 1 | 2 | x |\n| 3 | 4 | y |\n"


def test_a_row_and_a_column_put_into_one_table_stop() -> None:
    assert both(TABLE, WIDE, TABLE.replace("| 3", "| 5 | 6 |\n| 3")) == INSIDE
    assert both(TABLE, TABLE.replace("| a |", "| n |"), TABLE.replace("| 3", "| 5 | 6 |\n| 3"))[0] == "clean"
