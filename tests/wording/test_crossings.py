"""Where two changes cross though no place tells it: words carried elsewhere, parents taken away, styles that interlock."""

from dataclasses import replace

import pytest

from workbench.wording.crossings import (
    Source,
    Target,
    crossed,
    is_crossed,
    is_orphaned,
    is_recut,
    moves,
    watched,
)
from workbench.wording.footprint import Base, Footprint, Touch
from workbench.wording.hunks import Hunk
from workbench.wording.meetings import OVERLAP, clause

BASE = Base({"": "One two three four.\n\nThe hall is open.\n\nBooks are lent.\n\nTea is hot.\n\nAll ends.\n\nNow.\n"})
EMPTY = Footprint({}, {}, frozenset(), {}, frozenset(), {})
OUT = Hunk(0, 14, "")  # One two three
GONE, AWAY = Touch(fate="gone"), Touch(fate="moved", home=5)


def put(words: str, start: int = 8, end: int = 8) -> Footprint:
    """Takes three words out of the first clause and puts others into the second one."""
    return replace(EMPTY, clauses={0: Touch((OUT,)), 1: Touch((Hunk(start, end, words),))})


@pytest.mark.parametrize(
    ("side", "source", "target"),
    [
        (put(" one two three"), (0, OUT), ("clause", 1, 8, " one two three")),
        (put(" so one two three go"), (0, OUT), ("clause", 1, 8, " so one two three go")),
        (
            replace(EMPTY, clauses={0: Touch((OUT,))}, gaps={2: ("One two three.\n", 4)}),
            (0, OUT),
            ("gap", 2, 0, "One two three.\n"),
        ),
        (
            replace(EMPTY, clauses={0: Touch((OUT,))}, added={"n.md": "One two three.\n"}),
            (0, OUT),
            ("n.md", -1, 0, "One two three.\n"),
        ),
        (
            replace(EMPTY, clauses={0: GONE, 1: Touch((Hunk(17, 17, " One two three four."),))}),
            (0, None),
            ("clause", 1, 17, " One two three four."),
        ),
    ],
)
def test_three_words_taken_out_are_known_again_wherever_they_are_put_in(
    side: Footprint, source: Source, target: Target
) -> None:
    assert moves(BASE, side) == {source: frozenset({target})}


@pytest.mark.parametrize(
    "side",
    [
        put(" one two"),
        put(" x one two"),
        put(" x two three"),
        put(" three two one"),
        replace(EMPTY, clauses={0: Touch((Hunk(0, 8, ""),)), 1: Touch((Hunk(8, 8, " one two"),))}),
        replace(EMPTY, clauses={0: AWAY, 1: Touch((Hunk(17, 17, " One two three four."),))}, gaps={5: (0,)}),
    ],
)
def test_fewer_words_or_other_ones_or_a_clause_that_is_still_there_are_not_carried(side: Footprint) -> None:
    assert moves(BASE, side) == {}


def test_words_that_stood_there_before_are_not_put_in() -> None:
    base = Base({"": "One two three four.\n\nHere one two three are.\n"})
    side = replace(EMPTY, clauses={0: Touch((OUT,)), 1: Touch((Hunk(0, 18, "There one two three"),))})
    assert moves(base, side) == {}


def test_whoever_takes_the_same_words_out_crosses_it_unless_he_puts_them_in_at_the_same_places() -> None:
    targets = frozenset({("clause", 1, 17, " One two three four.")})
    for source, takes in (((0, None), GONE), ((0, OUT), Touch((OUT,)))):
        assert is_crossed(source, targets, takes, {})
        assert is_crossed(source, targets, takes, {source: frozenset()})
        assert not is_crossed(source, targets, takes, {source: targets})
        assert not is_crossed(source, targets, Touch((Hunk(0, 3, "1"),)), {})
        assert not is_crossed(source, targets, AWAY, {})
        assert not is_crossed(source, targets, None, {})


def test_a_clause_carried_into_another_one_by_one_side_and_deleted_by_the_other_is_crossed() -> None:
    ours = replace(EMPTY, clauses={0: GONE, 1: Touch((Hunk(17, 17, " One two three four."),))})
    theirs = replace(EMPTY, clauses={0: GONE})
    assert crossed(BASE, ours, theirs) == crossed(BASE, theirs, ours) == {0}
    assert crossed(BASE, ours, ours) == crossed(BASE, ours, replace(EMPTY, clauses={1: GONE})) == set()


NEW = replace(EMPTY, gaps={3: ("New.\n\n",)})


def test_what_is_put_into_a_gap_depends_on_its_neighbours_its_parents_and_all_it_replaces() -> None:
    assert watched(BASE, 3, NEW) == {2, 3}
    assert watched(BASE, 3, replace(NEW, leans={3: frozenset({0})})) == {0, 2, 3}
    assert watched(BASE, 3, replace(NEW, clauses=dict.fromkeys((1, 2, 3, 4), GONE))) == {1, 2, 3, 4}
    assert watched(BASE, 3, replace(NEW, clauses=dict.fromkeys((0, 1, 4, 5), GONE))) == {2, 3}
    assert watched(BASE, 0, replace(EMPTY, gaps={0: ("New.\n\n",)}, clauses={0: GONE})) == {0}


def test_new_text_is_orphaned_if_the_other_side_takes_away_what_it_replaces() -> None:
    side = replace(NEW, clauses={3: GONE})
    assert is_orphaned(BASE, 3, side, replace(EMPTY, clauses={3: GONE}))
    assert not is_orphaned(BASE, 3, side, replace(EMPTY, clauses={2: GONE}))
    assert not is_orphaned(BASE, 3, side, replace(EMPTY, clauses={3: GONE._replace(home=0)}))
    assert not is_orphaned(BASE, 3, replace(side, gaps={3: (5,)}), replace(EMPTY, clauses={3: GONE}))


TREE = Base({"": "# T\n\n## B\n\nText if:\n\n- item\n\n| a |\n|---|\n| 1 |\n"})
HEADING, TEXT, ROW = 1, 2, 4
LEVEL = ("heading", 2)


def lost(parent: int, other: Footprint) -> bool:
    """Whether new text under a parent is orphaned."""
    return is_orphaned(TREE, 6, replace(EMPTY, gaps={6: ("New.\n",)}, leans={6: frozenset({parent})}), other)


@pytest.mark.parametrize(
    ("parent", "other", "is_lost"),
    [
        (HEADING, replace(EMPTY, clauses={HEADING: GONE}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: GONE}, heads={1: (LEVEL,)}), False),
        (HEADING, replace(EMPTY, clauses={HEADING: GONE}, heads={2: (LEVEL,)}), False),
        (HEADING, replace(EMPTY, clauses={HEADING: GONE}, heads={0: (LEVEL,), 3: (LEVEL,)}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: GONE}, heads={1: (("heading", 3),)}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: GONE._replace(home=0)}, heads={1: (LEVEL,)}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: AWAY}, heads={1: (LEVEL,)}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: AWAY}), True),
        (HEADING, replace(EMPTY, clauses={HEADING: Touch((Hunk(3, 4, "C"),))}), False),
        (HEADING, replace(EMPTY, clauses={TEXT: GONE}), False),
        (TEXT, replace(EMPTY, clauses={TEXT: GONE}, heads={2: (("paragraph", 0),)}), True),
        (ROW, replace(EMPTY, clauses={ROW: Touch((Hunk(3, 4, "| b |"),))}), True),
        (ROW, replace(EMPTY, clauses={ROW: Touch((Hunk(2, 3, "b"),))}), False),
        (TEXT, replace(EMPTY, clauses={TEXT: Touch((Hunk(0, 4, "Te|xt"),))}), False),
    ],
)
def test_new_text_is_orphaned_with_its_parent_but_a_heading_may_be_renamed(
    parent: int, other: Footprint, is_lost: bool
) -> None:
    assert [clause.kind for clause in TREE.clauses][:5] == ["heading", "heading", "paragraph", "item", "row"]
    assert lost(parent, other) == is_lost


def test_a_row_is_cut_anew_by_more_or_fewer_bars() -> None:
    assert is_recut(Touch((Hunk(0, 5, "x y"),)), "a | b")
    assert is_recut(Touch((Hunk(2, 3, "||"),)), "a | b")
    assert not is_recut(Touch((Hunk(0, 5, "x | y"),)), "a | b")


WORDS = "one two three four five\n"


def interlock(ours: list[Hunk], theirs: list[Hunk], text: str = WORDS) -> bool:
    one, other = Touch(tuple(ours)), Touch(tuple(theirs))
    assert clause(one, other, text) == clause(other, one, text)
    return clause(one, other, text) == OVERLAP


@pytest.mark.parametrize(
    ("ours", "theirs", "is_one"),
    [
        ([Hunk(4, 7, "*two*")], [Hunk(7, 13, " *three*")], True),
        ([Hunk(4, 7, "*two*")], [Hunk(8, 13, "*three*")], False),
        ([Hunk(4, 7, "*2*")], [Hunk(4, 4, "**")], True),
        ([Hunk(4, 4, "*"), Hunk(18, 18, "*")], [Hunk(9, 11, "**")], True),
        ([Hunk(4, 4, "*"), Hunk(11, 11, "*")], [Hunk(11, 11, "_"), Hunk(18, 18, "_")], True),
        ([Hunk(4, 7, "*two*")], [Hunk(14, 18, "*four")], True),
        ([Hunk(4, 7, "2")], [Hunk(14, 18, "*four")], False),
        ([Hunk(4, 7, "2")], [Hunk(14, 18, "*four*")], False),
        ([Hunk(4, 7, "*two*")], [Hunk(4, 7, "*two*"), Hunk(14, 18, "*four*")], False),
        ([Hunk(4, 7, "*two*")], [Hunk(4, 7, "*two*"), Hunk(14, 18, "*four")], False),
    ],
)
def test_styles_interlock_where_their_stretches_meet_or_a_sign_stands_alone(
    ours: list[Hunk], theirs: list[Hunk], is_one: bool
) -> None:
    assert interlock(ours, theirs) == is_one


@pytest.mark.parametrize(
    ("text", "is_style"), [("*2*", True), ("*a* _b_ `c` ~d~", True), (", * 2", True), (", 2", False), ("2 3", False)]
)
def test_only_signs_of_style_are_signs_of_style(text: str, is_style: bool) -> None:
    assert interlock([Hunk(4, 7, text)], [Hunk(19, 23, "*five")]) == is_style
    assert not interlock([Hunk(0, 5, "*2*,")], [Hunk(16, 20, "*five")], "*two* three and five")
