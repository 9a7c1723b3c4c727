"""What of a text differs from the clauses of another, from the first clause to the last that does."""

from __future__ import annotations

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.clauses import parse
from workbench.wording.differing import differing

FIVE = "# a\n\none\n\ntwo\n\nthree\n\nfour\n"


@pytest.mark.parametrize(
    ("new", "gone", "come"),
    [
        (FIVE, "", ""),
        (FIVE.replace("two", "2"), "two\n\n", "2\n\n"),
        (FIVE.replace("one", "1").replace("three", "3"), "one\n\ntwo\n\nthree\n\n", "1\n\ntwo\n\n3\n\n"),
        (FIVE.replace("two", "2 2"), "two\n\n", "2 2\n\n"),
        (FIVE.replace("two\n\n", ""), "two\n\n", ""),
        (FIVE.replace("two", "two\n\nmore"), "", "more\n\n"),
        (FIVE + "\nfive\n", "four\n", "four\n\nfive\n"),
        (FIVE.replace("# a", "## a"), "# a\n\n", "## a\n\n"),
        (FIVE.replace("one", "two"), "one\n\n", "two\n\n"),
        ("# a\n\none\n", "one\n\ntwo\n\nthree\n\nfour\n", "one\n"),
        ("", FIVE, ""),
    ],
)
def test_what_differs_is_told_without_what_is_alike_before_and_behind(new: str, gone: str, come: str):
    known = parse(FIVE)
    span, found = differing(known, range(len(known)), "", new)
    assert "".join(known[at].text for at in span) == gone
    assert "".join(clause.text for clause in found) == come


def test_only_the_clauses_of_the_document_are_looked_at():
    known = (*parse("zero\n\nnought\n", "a.md"), *parse(FIVE, "b.md"), *parse("zero\n", "c.md"))
    span, found = differing(known, range(2, 7), "b.md", FIVE.replace("two", "2"))
    assert span == range(4, 5)
    assert found == [Clause("", "paragraph", "", "", "2\n\n", 10, 13, 0, "b.md")]


@pytest.mark.parametrize(("old", "new"), [("- a\n  - b\n  - b\n", "- a\n\n  - b\n- b\n"), ("- a\nb\n", "- a\n\nb\n")])
def test_the_same_words_at_another_level_or_of_another_kind_are_another_clause(old: str, new: str):
    known = parse(old)
    span, found = differing(known, range(len(known)), "", new)
    assert list(span) == list(range(len(known)))
    assert [(clause.kind, clause.level) for clause in found] != [(clause.kind, clause.level) for clause in known]


def test_in_plain_text_nothing_but_a_blank_line_parts_clauses():
    known = parse("# a\n- b\n\nc\n", "a.txt")
    span, found = differing(known, range(2), "a.txt", "# a\n- b\n\nd\n")
    assert (span, [clause.text for clause in found]) == (range(1, 2), ["d\n"])
