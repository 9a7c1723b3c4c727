"""What it is called when two changes come near each other, place by place."""

from dataclasses import replace

import pytest

from workbench.wording.footprint import Base, Footprint, Touch, footprint
from workbench.wording.hunks import Hunk
from workbench.wording.meetings import (
    APART,
    BEHIND,
    INSIDE,
    NONE,
    OVERLAP,
    SAME,
    SAME_PLACE,
    TOUCHING,
    beside,
    clause,
    documents,
    marked,
    near,
    pair,
    places,
    spans,
    touches,
    travels,
)

TEXT = "one two three four five\n"
TWO, THREE, FOUR, FIVE = (4, 7), (8, 13), (14, 18), (19, 23)


def hunk(place: tuple[int, int], text: str) -> Hunk:
    return Hunk(*place, text)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (hunk(TWO, "2"), hunk(TWO, "2"), SAME),
        (hunk(TWO, "2"), hunk(TWO, "ii"), SAME_PLACE),
        (hunk((8, 8), "so "), hunk((8, 8), "as "), SAME_PLACE),
        (hunk((4, 13), "2"), hunk((8, 18), "3"), OVERLAP),
        (hunk((4, 13), "2"), hunk((12, 18), "3"), OVERLAP),
        (hunk((4, 13), "2"), hunk((13, 18), "3"), TOUCHING),
        (hunk((7, 7), " so"), hunk((8, 8), "as "), SAME_PLACE),
        (hunk((7, 7), " so"), hunk(THREE, "3"), TOUCHING),
        (hunk(TWO, "2"), hunk((8, 8), "as "), TOUCHING),
        (hunk(TWO, "2"), hunk(THREE, "3"), TOUCHING),
        (hunk(TWO, ""), hunk(THREE, ""), TOUCHING),
        (hunk(TWO, ""), hunk(THREE, "clearly"), TOUCHING),
        (hunk(TWO, "clearly"), hunk(THREE, ""), TOUCHING),
        (hunk(TWO, "clearly 2"), hunk(THREE, "clearly 3"), SAME_PLACE),
        (hunk(TWO, "both 2"), hunk(THREE, "both 3"), SAME_PLACE),
        (hunk(TWO, "may 2"), hunk(THREE, "may 3"), TOUCHING),
        (hunk(TWO, "may"), hunk(THREE, "may 3"), SAME_PLACE),
        (hunk(TWO, "may 2"), hunk(THREE, "may"), SAME_PLACE),
        (hunk(TWO, "(a)"), hunk(THREE, "(b)"), TOUCHING),
        (hunk(TWO, "two three"), hunk(THREE, "three two"), TOUCHING),
    ],
)
def test_neighbours_are_one_place_if_both_insert_there_or_put_the_same_words_in(
    first: Hunk, second: Hunk, kind: int
) -> None:
    assert pair(first, second, TEXT) == kind


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (hunk(TWO, ""), hunk((7, 7), ","), TOUCHING),
        (hunk(TWO, ""), hunk((8, 8), "so "), SAME_PLACE),
        (hunk(TWO, "2"), hunk((7, 7), " so"), SAME_PLACE),
        (hunk((7, 8), " -- "), hunk((8, 8), "so "), TOUCHING),
    ],
)
def test_words_put_directly_beside_words_that_go_lean_on_them(first: Hunk, second: Hunk, kind: int) -> None:
    assert pair(first, second, TEXT) == kind


@pytest.mark.parametrize(
    ("text", "first", "second", "kind"),
    [
        ("a x-y b", hunk((2, 3), "p"), hunk((4, 5), "q"), OVERLAP),
        ("a x\u2011y b", hunk((2, 3), "p"), hunk((4, 5), "q"), OVERLAP),
        ("-5 degrees", hunk((0, 0), "about "), hunk((1, 2), "6"), OVERLAP),
        ("- item", hunk((0, 0), "so "), hunk((0, 1), "*"), TOUCHING),
        ("我们走", hunk((0, 1), "你"), hunk((1, 2), "的"), TOUCHING),
    ],
)
def test_a_word_with_hyphens_is_one_word(text: str, first: Hunk, second: Hunk, kind: int) -> None:
    assert pair(first, second, text) == kind


@pytest.mark.parametrize(
    ("text", "first", "second", "kind"),
    [
        ("a state-of-the-art body", (2, 7), (15, 18), OVERLAP),
        ("a state-of-the-art body", (2, 7), (19, 23), APART),
        ("a state-of-the-art body", (0, 2), (15, 18), APART),
        ("a state-of-the-art body", (0, 2), (2, 7), TOUCHING),
        ("state-run body", (0, 0), (6, 9), APART),
        ("one state-run", (4, 9), (13, 13), APART),
        ("one state-run", (4, 13), (13, 13), SAME_PLACE),
        ("one two -- three four", (7, 7), (11, 16), TOUCHING),
        ("one two -- three four", (7, 7), (17, 21), APART),
        ("one non- profit", (4, 7), (9, 15), TOUCHING),
    ],
)
def test_changes_of_a_clause_are_apart_if_a_whole_word_or_the_last_part_of_one_lies_between_them(
    text: str, first: tuple[int, int], second: tuple[int, int], kind: int
) -> None:
    assert clause(Touch((hunk(first, "1"),)), Touch((hunk(second, "2"),)), text) == kind


def test_hunks_are_neighbours_until_a_whole_word_lies_between_them() -> None:
    two, three, four, five = hunk(TWO, "2"), hunk(THREE, "3"), hunk(FOUR, "4"), hunk(FIVE, "5")
    ours, theirs = spans([two, three], TEXT), spans([five], TEXT)
    assert [row[2] for row in ours] == [8, 14]
    assert theirs == [(19, 23, len(TEXT), five)]
    assert list(near(ours, theirs, TEXT)) == []
    assert list(near(ours, spans([four, five], TEXT), TEXT)) == [(three, four, TOUCHING)]
    assert list(near(spans([four, five], TEXT), ours, TEXT)) == [(four, three, TOUCHING)]


@pytest.mark.parametrize(
    ("touch", "reach"),
    [
        (Touch((hunk(TWO, "2"),)), (4, 8)),
        (Touch((hunk(TWO, "2"), hunk(FOUR, "4"))), (4, 19)),
        (Touch((hunk(TWO, "*2*"),)), (-1, 8)),
        (Touch((hunk(TWO, "2"),), fate="moved", home=3), (4, BEHIND)),
        (Touch((hunk(TWO, "*2*"),), fate="joined"), (-1, BEHIND)),
        (Touch(fate="moved", home=3), (BEHIND, BEHIND)),
        (Touch(fate="gone"), (-1, BEHIND)),
    ],
)
def test_words_reach_to_the_next_whole_one_a_style_to_before_the_clause_and_a_clause_that_goes_or_moves_to_behind_it(
    touch: Touch, reach: tuple[int, int]
) -> None:
    mark = marked(touch._replace(noise=(hunk(FIVE, "\n"),)), TEXT)
    assert mark.touch == touch
    assert mark.reach == reach


EDIT, OTHER = (Touch((hunk(TWO, word),)) for word in ("2", "ii"))
FAR = Touch((hunk(FIVE, "5"),))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (EDIT, Touch(), NONE),
        (EDIT, Touch(noise=(hunk(FIVE, "\n"),)), NONE),
        (EDIT, EDIT._replace(noise=(hunk(FIVE, "\n"),)), SAME),
        (EDIT, EDIT, SAME),
        (EDIT, FAR, APART),
        (EDIT, OTHER, SAME_PLACE),
        (Touch(fate="gone"), Touch(fate="gone"), SAME),
        (Touch(fate="gone"), Touch(fate="moved", home=3), INSIDE),
        (Touch(fate="gone"), EDIT, INSIDE),
        (Touch(fate="gone"), Touch(), NONE),
        (Touch(fate="moved", home=3), Touch(fate="moved", home=3), SAME),
        (Touch(fate="moved", home=3), Touch(fate="moved", home=2), INSIDE),
        (Touch(fate="moved", home=3), Touch(fate="joined"), INSIDE),
        (Touch(fate="moved", home=3), EDIT, APART),
        (EDIT._replace(fate="moved", home=3), OTHER._replace(fate="moved", home=3), SAME_PLACE),
        (EDIT._replace(fate="joined"), FAR, APART),
        (EDIT._replace(fate="joined"), Touch(fate="joined"), APART),
    ],
)
def test_two_changes_of_a_clause_meet_by_what_becomes_of_it_and_of_its_words(
    one: Touch, other: Touch, kind: int
) -> None:
    assert clause(one, other, TEXT) == clause(other, one, TEXT) == kind


BASE = Base({"a.md": "First.\n\nSecond.\n\nThird.\n", "b.md": "Fourth.\n"})
EMPTY = Footprint({}, {}, frozenset(), {}, frozenset(), {})
GONE, MOVED = Touch(fate="gone"), Touch(fate="moved", home=3)
NEW = ("New.\n",)


@pytest.mark.parametrize(
    ("gap", "other", "kind"),
    [
        (1, replace(EMPTY, gaps={1: NEW}), SAME),
        (1, replace(EMPTY, gaps={1: ("Other.\n",)}), NONE),
        (1, replace(EMPTY, gaps={2: NEW}), NONE),
        (1, replace(EMPTY, closed=frozenset({1})), OVERLAP),
        (1, replace(EMPTY, clauses={0: GONE, 1: GONE}), INSIDE),
        (1, replace(EMPTY, clauses={0: GONE}), TOUCHING),
        (1, replace(EMPTY, clauses={1: GONE}), TOUCHING),
        (1, replace(EMPTY, clauses={1: MOVED}, gaps={3: (1,)}), TOUCHING),
        (1, replace(EMPTY, clauses={0: MOVED}, gaps={3: (0,)}), INSIDE),
        (2, replace(EMPTY, clauses={1: MOVED._replace(home=0)}, gaps={0: (1,)}), INSIDE),
        (1, replace(EMPTY, clauses={0: MOVED, 1: MOVED}, gaps={3: (0, 1)}), APART),
        (1, replace(EMPTY, clauses={0: MOVED, 1: MOVED}, gaps={3: (1, 0)}), INSIDE),
        (1, replace(EMPTY, clauses={0: MOVED, 1: GONE}, gaps={3: (0,)}), INSIDE),
        (1, replace(EMPTY, clauses={0: EDIT, 1: EDIT}), NONE),
        (0, replace(EMPTY, clauses={0: GONE}), TOUCHING),
        (3, replace(EMPTY, clauses={2: GONE}), TOUCHING),
        (3, replace(EMPTY, clauses={3: GONE}), NONE),
    ],
)
def test_new_clauses_go_along_with_those_around_them_or_lose_their_place(gap: int, other: Footprint, kind: int) -> None:
    assert beside(BASE, gap, NEW, other) == kind


def test_a_gap_travels_only_if_the_clauses_on_both_sides_do() -> None:
    together = {3: (0, 1)}
    assert travels(BASE, 1, together, {0: MOVED, 1: MOVED})
    assert not travels(BASE, 1, {3: (0, 2, 1)}, {0: MOVED, 1: MOVED})
    assert not travels(BASE, 1, {3: (2, 0)}, {0: MOVED})
    assert not travels(BASE, 1, {}, {0: MOVED, 1: MOVED})
    assert not travels(BASE, 1, together, {0: EDIT})
    assert not travels(BASE, 1, together, {})
    assert not travels(BASE, 0, {3: (None, 0)}, {0: MOVED})  # type: ignore[dict-item]
    assert not travels(BASE, 3, {3: (2, None)}, {2: MOVED})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("side", "touched"),
    [
        (EMPTY, []),
        (replace(EMPTY, clauses={2: EDIT}), ["a.md"]),
        (replace(EMPTY, clauses={3: EDIT}), ["b.md"]),
        (replace(EMPTY, gaps={0: NEW}), ["a.md"]),
        (replace(EMPTY, gaps={3: NEW}), ["a.md"]),
        (replace(EMPTY, gaps={4: NEW}), ["b.md"]),
        (replace(EMPTY, gaps={5: NEW}), ["b.md"]),
    ],
)
def test_a_document_is_touched_in_its_clauses_and_in_the_gaps_from_its_first_to_its_last(
    side: Footprint, touched: list[str]
) -> None:
    assert [path for path in BASE.docs if touches(BASE, side, path)] == touched


A, B = BASE.docs["a.md"], BASE.docs["b.md"]


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ({"z.md": A, "b.md": B}, {"z.md": A, "b.md": B}, {}),
        ({"z.md": A, "b.md": B}, {"y.md": A, "b.md": B}, {"a.md": INSIDE}),
        ({"z.md": A, "b.md": B}, {"a.md": A, "z.md": B}, {"z.md": SAME_PLACE}),
        ({"z.md": A, "b.md": B}, {"b.md": B}, {"a.md": INSIDE}),
        ({"z.md": A, "b.md": B}, {"a.md": A, "b.md": B, "z.md": "New.\n"}, {"z.md": SAME_PLACE}),
        ({"b.md": B}, {"a.md": A, "b.md": "Edited.\n"}, {}),
        ({"b.md": B}, {"b.md": B}, {}),
        ({"b.md": B}, {"a.md": A.replace("First", "Edited"), "b.md": B}, {"a.md": INSIDE}),
        ({"a.md": A}, {"a.md": A, "b.md": B + "\nNew.\n"}, {"b.md": INSIDE}),
        ({"a.md": A, "b.md": B, "n.md": "One.\n"}, {"a.md": A, "b.md": B, "n.md": "Two.\n"}, {"n.md": SAME_PLACE}),
        ({"a.md": A, "b.md": B, "n.md": "One.\n"}, {"a.md": A, "b.md": B, "n.md": "One.\n"}, {}),
    ],
)
def test_of_whole_documents_only_one_thing_can_be_done(
    one: dict[str, str], other: dict[str, str], kinds: dict[str, int]
) -> None:
    sides = footprint(BASE, one), footprint(BASE, other)
    assert documents(BASE, *sides) == documents(BASE, *reversed(sides)) == kinds


def test_of_several_meetings_in_one_gap_the_worst_counts() -> None:
    ours = replace(EMPTY, gaps={1: NEW})
    for theirs, kind in (
        (replace(EMPTY, gaps={1: ("Other.\n",)}, clauses={1: GONE}), SAME_PLACE),
        (replace(EMPTY, gaps={1: NEW}, clauses={1: GONE}), SAME),
        (replace(EMPTY, gaps={1: ("Other.\n",)}, closed=frozenset({1})), OVERLAP),
    ):
        assert places(BASE, ours, theirs) == places(BASE, theirs, ours) == {("gap", 1): kind}


def test_words_carried_elsewhere_that_the_other_deletes_meet_in_the_clause_they_are_taken_from() -> None:
    base = Base({"": "The reader must pay a fee. The desk is open.\n\nVisitors are welcome.\n"})
    without = "The desk is open.\n\nVisitors are welcome.\n"
    away = without.replace("welcome.", "welcome. The reader must pay a fee.")
    ours, theirs = (footprint(base, {"": text}) for text in (away, without))
    assert places(base, ours, theirs) == places(base, theirs, ours) == {("clause", 0): INSIDE}


def test_a_conflict_stays_one_where_a_reference_meets_what_is_taken_away_too() -> None:
    base = Base({"": "One red house.\n\nTwo boats. {#boats}\n"})
    texts = ("One [blue](#boats) house.\n\nTwo boats. {#boats}\n", "One grey house.\n")
    assert places(base, *(footprint(base, {"": text}) for text in texts))["clause", 0] == SAME_PLACE
