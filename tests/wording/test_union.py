"""Several changes in one text: what goes where, and the blank lines between blocks that no side has seen side by side."""

import pytest

from workbench.wording.footprint import Base, Footprint, Touch, footprint
from workbench.wording.hunks import Hunk
from workbench.wording.merge import merge
from workbench.wording.union import Union, dropped

A, B, C, D = (
    f"{words}."
    for words in (
        "Anyone may use the system for any purpose",
        "The code shall come along",
        "Terms forbid nothing",
        "All",
    )
)
NEW, OTHER = "Whoever trained it says so.", "None of this is advice."


def lines(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize(
    ("base", "one", "other", "merged"),
    [
        (lines(A, B, C), lines(A, B), lines(A, C), lines(A)),
        (lines(A, B, C), lines(A, B), lines(A, C) + "\n", lines(A) + "\n"),
        (lines(A, B, C) + "\n", lines(A, B) + "\n", lines(A, C), lines(A)),
        (lines(A, B, C), lines(A, B).rstrip(), lines(A, C), lines(A).rstrip()),
        (lines(A, B, C), lines(A, B).rstrip(), lines(A, C) + "\n", lines(A).rstrip()),
        (lines(A, B, C) + "\n", lines(A, B), lines(A, C), lines(A)),
        (lines(A, B, C, D), lines(A, C, D), lines(A, B, D), lines(A, D)),
        (lines(A, B, C, D), lines(A, B, D), lines(NEW, A, B, C, D, OTHER), lines(NEW, A, B, D, OTHER)),
        ("- One\n- Two\n- Three\n", "- One\n- Two\n", "- One\n- Three\n", "- One\n"),
        ("- One\n- Two\n- Three\n", "- One\n- Two\n", "- One\n- Two\n- Three\n\nEnd.\n", "- One\n- Two\n\nEnd.\n"),
        (
            f"- One\n- Two\n\n{lines(B, C)}",
            f"- One\n\n{lines(B, C)}",
            f"- One\n- Two\n\n{lines(C)}",
            f"- One\n\n{lines(C)}",
        ),
        (
            f"- One\n- Two\n\n{lines(B, C)}",
            f"- One\n- Two\n- Three\n\n{lines(B, C)}",
            f"- One\n\n{lines(B, C)}",
            f"- One\n- Three\n\n{lines(B, C)}",
        ),
        (
            f"- One\n- Two\n\n{lines(B)}",
            f"- One\n- Two\n\n{lines(NEW, B)}",
            f"- One\n\n{lines(B)}",
            f"- One\n\n{lines(NEW, B)}",
        ),
        (
            f"{A}\n\n\n{lines(B, C)}",
            f"{A}\n\n\n{lines(B, NEW, C)}",
            f"{A}\n\n\n{lines(C)}",
            f"{A}\n\n\n{lines(NEW, C)}",
        ),
    ],
)
def test_blocks_that_become_neighbours_keep_the_blank_lines_between_them(
    base: str, one: str, other: str, merged: str
) -> None:
    for sides in ((one, other), (other, one)):
        assert merge({"": base}, *({"": side} for side in sides)).docs == {"": merged}


@pytest.mark.parametrize(("path", "last"), [("a.md", 4), ("a.txt", 3)])
def test_only_lists_of_markdown_are_numbered_through(path: str, last: int) -> None:
    rules = (
        "First rule of all\n\n",
        "Second rule of all\n\n",
        "A new rule before them\n\n",
        "One more behind them\n\n",
    )
    first, second, new, more = rules
    one, other = f"1. {new}2. {first}3. {second}", f"1. {first}2. {second}3. {more}"
    made = merge({path: f"1. {first}2. {second}"}, {path: one}, {path: other})
    assert made.docs == {path: f"1. {new}2. {first}3. {second}{last}. {more}"}


BASE = Base({"a.md": lines(A, B, C, D)})


def side(*blocks: str) -> Footprint:
    return footprint(BASE, {"a.md": lines(*blocks)})


def test_a_move_to_a_gap_that_is_lost_is_no_move() -> None:
    away = side(B, C, A, D)
    assert (away.clauses, away.gaps) == ({0: Touch(fate="moved", home=3)}, {3: (0,)})
    assert dropped(away, [("gap", 3)]) == side(A, B, C, D)
    assert dropped(away, [("clause", 0)]) == side(A, B, C, D)
    assert dropped(away, [("gap", 2), ("clause", 1)]) == away
    both = side(B.replace("shall", "must"), C, A, NEW, D)
    assert both.gaps == {3: (0, f"{NEW}\n\n")}
    assert dropped(both, [("clause", 0)]) == side(A, B.replace("shall", "must"), C, NEW, D)
    assert dropped(both, [("gap", 3)]) == side(A, B.replace("shall", "must"), C, D)
    made = merge(BASE.docs, {"a.md": lines(A, B, C, NEW, D)}, {"a.md": lines(B, C, A, D)})
    assert (made.state, made.docs) == ("conflict", {"a.md": lines(A, B, C, NEW, D)})


def test_an_edit_of_a_clause_that_nobody_moves_is_kept_beside_a_lost_gap() -> None:
    edited = Touch((Hunk(0, 3, "Every"),))
    made = Footprint({0: edited, 1: Touch(fate="gone")}, {3: ("New.\n",)}, frozenset({2}), {}, frozenset(), {})
    assert dropped(made, [("gap", 3)]) == Footprint(made.clauses, {}, frozenset({2}), {}, frozenset(), {})
    assert dropped(made, [("clause", 1)]).clauses == {0: edited}


def test_whole_documents_are_dropped_by_either_of_their_names() -> None:
    made = Footprint({}, {}, frozenset(), {"n.md": "N.\n", "m.md": "M.\n"}, frozenset({"d.md"}), {"a.md": "z.md"})
    assert dropped(made, [], {"n.md"}).added == {"m.md": "M.\n"}
    assert dropped(made, [], {"d.md"}).deleted == frozenset()
    assert dropped(made, [], {"a.md"}).renamed == dropped(made, [], {"z.md"}).renamed == {}
    assert dropped(made, [], {"x.md"}) == made


def test_what_one_takes_out_is_out_and_what_two_carry_away_is_carried_once() -> None:
    gone, away = side(A, C, D), side(B, C, A, D)
    assert Union(BASE, [gone]).clause(1) == ""
    assert Union(BASE, [away, away]).document("a.md") == lines(B, C, A, D)
    assert Union(BASE, [away, side(A, C, D)]).document("a.md") == lines(C, A, D)
    assert Union(BASE, [side(A, NEW, B, C, D), side(A, OTHER, B, C, D)]).gap(1) == f"{NEW}\n\n{OTHER}\n\n"
    assert Union(BASE, [away]).gap(3) == "" and Union(BASE, [away]).gap(0) == ""


LIST = "- One\n- Two\n\nEnd.\n"
GAP = "First of all.\n\n"


@pytest.mark.parametrize(
    ("base", "sides", "made"),
    [
        (LIST, ("- One\n\nEnd.\n", "- One\n- New\n- Two\n\nEnd.\n"), "- One\n- New\n\nEnd.\n"),
        (
            LIST,
            ("- One\n\nEnd.\n", "- One\n- New\n- Two\n\nEnd.\n", "- One\n\n- Two\n\nEnd.\n"),
            "- One\n\n- New\n\nEnd.\n",
        ),
        (lines(A, B), (lines(A, NEW, B), lines(A, f"\n{B}")), lines(A, f"\n{NEW}", B)),
    ],
)
def test_white_space_behind_a_block_is_that_of_the_sides_in_which_the_same_follows_and_of_those_that_move_nothing(
    base: str, sides: tuple[str, ...], made: str
) -> None:
    old = Base({"a.md": base})
    found = [footprint(old, {"a.md": text}) for text in sides]
    assert Union(old, found).document("a.md") == Union(old, found[::-1]).document("a.md") == made


def test_white_space_that_only_fits_a_neighbour_who_is_gone_does_not_come_along() -> None:
    base = Base({"a.md": LIST})
    last = Footprint(
        {0: Touch(noise=(Hunk(5, 6, "\n\n", True),)), 1: Touch(fate="gone")}, {}, frozenset(), {}, frozenset(), {}
    )
    more = Footprint({}, {1: ("- New\n",)}, frozenset(), {}, frozenset(), {})
    assert Union(base, [last]).document("a.md") == "- One\n\nEnd.\n"
    assert Union(base, [last, more]).document("a.md") == "- One\n- New\n\nEnd.\n"


@pytest.mark.parametrize(
    ("base", "one", "other", "made"),
    [
        (f"{lines(A, B)}\n\n\n{lines(C, D)}", lines(A, C, D), f"{GAP}{lines(B, C, D)}", f"{GAP}\n\n{lines(C, D)}"),
        ("- 1  \n- 2\n- 3\n\nEnd.\n", "- 1  \n- 3\n\nEnd.\n", "- 1  \n- 2\n\nEnd.\n", "- 1\n\nEnd.\n"),
        (
            "- 1\u00a0\n- 2\n- 3\n\nEnd.\n",
            "- 1\u00a0\n- 3\n\nEnd.\n",
            "- 1\u00a0\n- 2\n\nEnd.\n",
            "- 1\u00a0\n\nEnd.\n",
        ),
    ],
)
def test_between_blocks_that_nobody_has_seen_side_by_side_the_most_line_breaks_stand(
    base: str, one: str, other: str, made: str
) -> None:
    old = Base({"a.md": base})
    assert Union(old, [footprint(old, {"a.md": text}) for text in (one, other)]).document("a.md") == made


def test_blocks_that_are_moved_together_keep_the_white_space_between_them() -> None:
    away = Touch(fate="moved", home=3)
    pair = Footprint({0: away, 1: away}, {3: (0, 1)}, frozenset(), {}, frozenset(), {})
    wide = Touch(noise=(Hunk(len(A), len(A) + 2, "\n\n\n", True),))
    other = Footprint({0: wide, 3: Touch(fate="gone")}, {}, frozenset(), {}, frozenset(), {})
    assert Union(BASE, [pair, other]).document("a.md") == lines(C, A, f"\n{B}") + "\n"


def test_what_one_takes_out_and_another_carries_away_is_out_in_either_order() -> None:
    gone, away = side(B, C, D), side(B, C, A, D)
    for sides in ([gone, away], [away, gone]):
        assert Union(BASE, sides).document("a.md") == lines(B, C, D)
