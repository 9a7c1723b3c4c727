"""The white space between clauses that were no neighbours."""

from __future__ import annotations

import pytest

from workbench.wording import clauses
from workbench.wording.seams import Seams, Unit, core, line_end


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], "\n"),
        (["no line ends"], "\n"),
        (["a\rb"], "\r"),
        (["a\r\nb\n", "c\r\nd"], "\r\n"),
        (["a\r\nb\n"], "\n"),
        (["a\rb\n"], "\n"),
    ],
)
def test_lines_end_as_most_lines_of_the_texts(texts: list[str], expected: str) -> None:
    assert line_end(texts) == expected


# 0 heading, 1 to 3 paragraphs, 4 and 5 list items
PAGE = "# One\n\nSome words.\n\nMore words.\n\n\nAnd words.\n\n- an item\n- an item more\n\n"
OTHER = "Alone.\n"  # 6


def between(kind: str, after: str | None, last: int | None = None, first: int | None = None, path: str = "a.md") -> str:
    seams = Seams(clauses.nameless({"a.md": PAGE, "b.md": OTHER}), "\n")
    return seams.between(Unit(kind, last=last), None if after is None else Unit(after, first=first), path)


@pytest.mark.parametrize(
    ("kind", "last", "after", "first", "expected"),
    [
        ("paragraph", None, "paragraph", None, "\n\n"),  # the first of the spaces that stand between paragraphs
        ("paragraph", 2, "paragraph", None, "\n\n\n"),  # as behind this one before
        ("paragraph", None, "paragraph", 3, "\n\n\n"),  # as before this one before
        ("paragraph", 1, "paragraph", 3, "\n\n"),
        ("paragraph", 3, "paragraph", None, "\n\n"),
        ("paragraph", 2, "item", None, "\n\n"),
        ("item", None, "paragraph", 3, "\n\n"),
        ("item", None, "item", None, "\n"),
        ("row", None, "row", None, "\n"),
        ("row", None, "item", None, "\n\n"),
        ("code", None, "code", None, "\n\n"),
        ("item", 5, "item", None, "\n"),
        ("item", 5, "paragraph", 6, "\n\n"),
        ("paragraph", None, "heading", 0, "\n\n"),
    ],
)  # fmt: skip
def test_clauses_are_set_apart_as_their_like_are(
    kind: str, last: int | None, after: str, first: int | None, expected: str
) -> None:
    assert between(kind, after, last, first) == expected


def test_a_document_ends_as_it_did_and_a_new_one_with_a_line_end() -> None:
    assert [between("paragraph", None, path=path) for path in ("a.md", "b.md", "new.md")] == ["\n\n", "\n", "\n"]


def test_lines_without_a_neighbour_are_set_apart_with_the_line_ends_of_the_text() -> None:
    seams = Seams([], "\r\n")
    pairs = [("item", "item"), ("row", "row"), ("item", "row"), ("heading", "paragraph")]
    found = [seams.between(Unit(kind), Unit(after), "a.md") for kind, after in pairs]
    assert found == ["\r\n", "\r\n", "\r\n\r\n", "\r\n\r\n"]
    assert seams.between(Unit("item"), None, "a.md") == "\r\n"


def test_the_commonest_white_space_between_two_kinds_is_the_usual_one() -> None:
    seams = Seams(clauses.nameless({"": "A.\n\n\nB.\n\nC.\n\nD.\n"}), "\n")
    assert seams.between(Unit("paragraph"), Unit("paragraph"), "") == "\n\n"
    loose = Seams(clauses.nameless({"": "- A\n\n- B\n\n- C\n"}), "\n")
    assert loose.between(Unit("item"), Unit("item"), "") == "\n\n"


def test_between_kinds_that_were_no_neighbours_here_the_white_space_is_that_of_elsewhere() -> None:
    seams = Seams(clauses.nameless({"": "# One\n\n\nA.\n\nB.\n"}), "\n")
    assert seams.between(Unit("heading"), Unit("paragraph", first=2), "") == "\n\n\n"


def test_only_the_blanks_behind_a_clause_are_white_space_behind_it() -> None:
    (clause,) = clauses.nameless({"": "A word\u00a0 \t\n"})
    assert core(clause) == "A word\u00a0"
