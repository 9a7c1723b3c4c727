"""The pieces of a clause's change: each with its fate, its look, and its place on both sides."""

from __future__ import annotations

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Segment
from workbench.wording.pieces import pieces, sides


def clause(text: str) -> Clause:
    return Clause("c", "paragraph", "1", "", text, 0, len(text))


def seen(change: ClauseChange) -> list[tuple[str, str, int, int, str, tuple[int, int]]]:
    return [(piece.op, piece.text, piece.old, piece.new, piece.look.place, piece.where) for piece in pieces(change)]


SEGMENTS = (Segment("=", "a *b"), Segment("-", "c", None, 1), Segment("+", "de", None, 1), Segment("=", "* f\n\n"))
EDITED = ClauseChange("c", "edited", clause("a *bc* f\n\n"), clause("a *bde* f\n\n"), SEGMENTS)


def test_the_sides_of_a_change_are_its_old_and_its_new_text() -> None:
    assert sides(EDITED) == ("a *bc* f\n\n", "a *bde* f\n\n")


def test_a_piece_ends_where_the_fate_or_the_look_changes() -> None:
    assert seen(EDITED) == [
        ("=", "a ", 0, 0, "words", (0, 2)),
        ("=", "*", 2, 2, "markup", (2, 3)),
        ("=", "b", 3, 3, "words", (3, 6)),
        ("-", "c", 4, 4, "words", (3, 5)),
        ("+", "de", 5, 4, "words", (3, 6)),
        ("=", "*", 5, 6, "markup", (6, 7)),
        ("=", " f", 6, 7, "words", (7, 9)),
        ("=", "\n\n", 8, 9, "tail", (9, 11)),
    ]


def test_only_what_came_or_went_without_being_moved_has_to_be_told() -> None:
    carried = Segment("-", "x", "m1", None)
    change = ClauseChange("c", "edited", clause("yx"), clause("yz"), (Segment("=", "y"), carried, Segment("+", "z")))
    assert [piece.is_changed for piece in pieces(change)] == [False, False, True]


def test_the_part_of_a_divided_clause_is_found_in_its_old_text() -> None:
    whole, part = clause("One two. Three four.\n"), clause("Three more.\n")
    segments = (Segment("=", "Three "), Segment("-", "four"), Segment("+", "more"), Segment("=", ".\n"))
    assert seen(ClauseChange("c", "split", whole, part, segments)) == [
        ("=", "Three ", 9, 0, "words", (0, 11)),
        ("-", "four", 15, 6, "words", (9, 20)),
        ("+", "more", 19, 6, "words", (0, 11)),
        ("=", ".", 19, 10, "words", (0, 11)),
        ("=", "\n", 20, 11, "tail", (11, 12)),
    ]


def test_words_that_nothing_replaces_know_where_they_were_taken_from() -> None:
    gone = ClauseChange("c", "removed", clause("a\n"), None, (Segment("-", "a\n", None, 1),), "old")
    assert seen(gone) == [("-", "a", 0, 0, "words", (0, 1)), ("-", "\n", 1, 0, "tail", (1, 2))]


def test_a_look_is_that_of_the_clause_in_its_document() -> None:
    def item(text: str, document: str) -> Clause:
        return Clause("c", "item", "1", "", text, 0, len(text), 1, document)

    for document, places in (("a.md", ["shell", "words", "words"]), ("a.wml", ["words", "words"])):
        segments = (Segment("=", "- a"), Segment("+", " b", None, 1))
        change = ClauseChange("c", "edited", item("- a", document), item("- a b", document), segments)
        assert [place for _, _, _, _, place, _ in seen(change)] == places
