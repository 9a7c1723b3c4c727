"""What a newer text has left alone is carried by counting places: as footprints, exactly."""

import pytest

from workbench.wording.footprint import Base, footprint
from workbench.wording.shifting import Shift

A = "Anyone may use the system for any purpose.\n\n"
B = "The code shall come with a licence.\n\n"
C = "Terms forbid no sharing at all.\n\n"
D = "Weights count as part of every model.\n\n"
E = "Nobody is asked for a name.\n"
NEW, OTHER = "Whoever trained it says so.\n\n", "None of this is advice.\n\n"
OLD = A + B + C + D + E
BEFORE = NEW + OLD  # newer texts
EDITED = A + B + C + D.replace("every", "any") + E
BETWEEN = A + B + NEW + C + D + E
WITHOUT = A + B + C + E
MOVED = B + C + D + A + E


def shift(newer: str) -> Shift:
    old = Base({"a.md": OLD, "b.md": "Rest.\n"})
    docs = {"a.md": newer, "b.md": "Rest.\n"}
    return Shift(old, footprint(old, docs), Base(docs))


@pytest.mark.parametrize(
    ("newer", "revision", "carried"),
    [
        (BEFORE, A + B.replace("shall", "must") + C + D + E, NEW + A + B.replace("shall", "must") + C + D + E),
        (BEFORE, A + C + D + E, NEW + A + C + D + E),
        (BEFORE, A + B + OTHER + C + D + E, NEW + A + B + OTHER + C + D + E),
        (BEFORE, OLD + "\nLast words.\n", BEFORE + "\nLast words.\n"),
        (BEFORE, A + C + D + B + E, NEW + A + C + D + B + E),
        (BEFORE, B + A + C + D + E, None),
        (BEFORE, OTHER + A + B + C + D + E, None),
        (BEFORE, A + B + C.rstrip() + " " + D + E, NEW + A + B + C.rstrip() + " " + D + E),
        (EDITED, A + B + C + D.replace("model", "system") + E, None),
        (EDITED, B + C + A + D.replace("every", "any") + E, None),
        (EDITED, A + B + C + OTHER + D + E, A + B + C + OTHER + D.replace("every", "any") + E),
        (EDITED, C + A + B + D + E, C + A + B + D.replace("every", "any") + E),
        (BETWEEN, A + C + D + E, None),
        (BETWEEN, A + B + D + E, None),
        (BETWEEN, A + B + C.replace("no", "all") + D + E, A + B + NEW + C.replace("no", "all") + D + E),
        (BETWEEN, A + B + C + E, A + B + NEW + C + E),
        (BETWEEN, A + B + OTHER + C + D + E, None),
        (BETWEEN, A + B.rstrip() + " " + C + D + E, None),
        (WITHOUT, A + B + C + D + OTHER + E, None),
        (WITHOUT, A + B + C + OTHER + D + E, None),
        (WITHOUT, A + B + OTHER + C + D + E, A + B + OTHER + C + E),
        (MOVED, A + OTHER + B + C + D + E, None),
        (MOVED, A.replace("may", "can") + B + C + D + E, None),
        (MOVED, A + B + OTHER + C + D + E, B + OTHER + C + D + A + E),
        (MOVED, A + B.replace("shall", "must") + C + D + E, B.replace("shall", "must") + C + D + A + E),
        (MOVED, OLD, MOVED),
        (OLD, A + B + C + D + OTHER + E, A + B + C + D + OTHER + E),
        (C + D + A + B + E, A + OTHER + B + C + D + E, None),
    ],
)
def test_a_change_keeps_its_words_where_the_newer_text_left_its_places_alone(
    newer: str, revision: str, carried: str | None
) -> None:
    made = shift(newer)
    found = made.carried(footprint(made.old, {"a.md": revision, "b.md": "Rest.\n"}))
    expected = None if carried is None else footprint(made.new, {"a.md": carried, "b.md": "Rest.\n"})
    assert found == expected


def test_what_new_text_stands_under_is_known_in_the_newer_text_as_well() -> None:
    text, new = "# T\n\n## A\n\nAlpha.\n\n## B\n\nBeta.\n", "New.\n\n"
    newer, revision = text.replace("## A", "First.\n\n## A"), text.replace("## B", f"{new}## B")
    old = Base({"a.md": text})
    made = Shift(old, footprint(old, {"a.md": newer}), Base({"a.md": newer})).carried(
        footprint(old, {"a.md": revision})
    )
    assert made and (made.gaps, made.heads, made.leans) == ({4: (new,)}, {4: (("paragraph", 0),)}, {4: frozenset({2})})


def test_a_text_in_which_every_gap_is_filled_still_takes_an_edit() -> None:
    old, new = Base({"a.md": A}), Base({"a.md": NEW + A + OTHER})
    made = Shift(old, footprint(old, new.docs), new)
    edited = A.replace("may", "can")
    assert made.gaps == {}
    assert made.carried(footprint(old, {"a.md": edited})) == footprint(new, {"a.md": NEW + edited + OTHER})


def test_gaps_are_known_again_between_the_same_clauses_only() -> None:
    assert shift(OLD).gaps == {gap: gap for gap in range(8)}
    assert shift(BEFORE).gaps == {1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8}
    assert shift(BETWEEN).gaps == {0: 0, 1: 1, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8}
    assert shift(WITHOUT).gaps == {0: 0, 1: 1, 2: 2, 5: 4, 6: 5, 7: 6}
    assert shift(A + B + D + E).gaps == {0: 0, 1: 1, 4: 3, 5: 4, 6: 5, 7: 6}
    assert shift(MOVED).clauses == {0: 3, 1: 0, 2: 1, 3: 2, 4: 4, 5: 5}
    assert shift(MOVED).gaps == {2: 1, 3: 2, 5: 5, 6: 6, 7: 7}


def test_whole_documents_are_not_counted() -> None:
    old = Base({"a.md": A, "b.md": B})
    edited = {"a.md": A.replace("may", "can"), "b.md": B}
    for docs in ({"a.md": A}, {"z.md": A, "b.md": B}):
        made = Shift(old, footprint(old, docs), Base(docs))
        assert (made.clauses, made.carried(footprint(old, edited))) == ({}, None)
    made = Shift(old, footprint(old, edited), Base(edited))
    for docs in ({"a.md": A}, {"z.md": A, "b.md": B}, {"a.md": A, "b.md": B, "n.md": "New.\n"}):
        assert made.carried(footprint(old, docs)) is None
    emptied = Base({"a.md": ""})
    filled = footprint(emptied, {"a.md": A})
    assert Shift(emptied, footprint(emptied, {"a.md": ""}), emptied).carried(filled) is None


def test_a_clause_carried_to_the_first_gap_goes_to_the_first_of_its_document() -> None:
    old = Base({"b.md": OLD})
    new = Base({"a.md": "Rest.\n", "b.md": OLD})
    turned = D + A + B + C + E
    made = Shift(old, footprint(old, new.docs), new).carried(footprint(old, {"b.md": turned}))
    assert made == footprint(new, {"a.md": "Rest.\n", "b.md": turned})


def test_new_text_may_stand_under_the_only_clause() -> None:
    old = Base({"a.md": "# T\n"})
    side = footprint(old, {"a.md": "# T\n\nNew.\n"})
    made = Shift(old, footprint(old, old.docs), old).carried(side)
    assert made == side and made.leans == side.leans == {1: frozenset({0})}
