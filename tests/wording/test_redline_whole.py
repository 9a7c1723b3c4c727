"""Whole redlines of small texts, as they stand in redlines.txt: every entry, every segment, the five figures.

A case there is its name, the old and the new documents, and the redline told line by line: [-1: gone-], {+1: come+} with
the number of the change, m1: the move; without a number only white space differs. ⏎ is the end of a line. Behind the id
stands where the clause begins in the old > in the new document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from workbench.wording.changes import ClauseChange, Redline, Segment, Summary
from workbench.wording.clauses import read
from workbench.wording.redline import redline

MARKS = {"-": "[-{}-]", "+": "{{+{}+}}"}
Docs = dict[str, str]


def cases() -> Iterator[tuple[str, Docs, Docs, str]]:
    text = (Path(__file__).parent / "redlines.txt").read_text("utf-8")
    for name, case in re.findall(r"^@ (.+)\n((?:(?!@ ).*\n)*)", text, re.MULTILINE):
        sides: dict[str, Docs] = {"old": {}, "new": {}, "told": {}}
        for side, path, document in re.findall(r"^@(old|new|told) ?(.*)\n((?:(?!@).*\n)*)", case, re.MULTILINE):
            sides[side][path] = document
        yield name, sides["old"], sides["new"], sides["told"][""]


def segment_told(segment: Segment) -> str:
    if segment.op == "=":
        return segment.text
    number = "".join(f"{part}: " for part in (segment.move, segment.change) if part)
    return MARKS[segment.op].format(number + segment.text)


def told(change: Redline) -> str:
    lines = []
    for entry in change.clauses:
        place = " ".join(filter(None, [entry.change, entry.side.replace("both", ""), entry.document]))
        start, to = ("" if clause is None else clause.start for clause in (entry.old, entry.new))
        lines.append(f"{entry.id} {start}>{to}, {place}: " + "".join(map(segment_told, entry.segments)))
    summary = change.summary
    figures = (
        f"{summary.changes} changes, {summary.words_added} words added, {summary.words_removed} removed, "
        f"{summary.moves} moves, {summary.lines_rewrapped} lines"
    )
    lines.append(figures + "".join(f", {old} is {new}" for old, new in change.renamed))
    return "".join(line.replace("\n", "⏎") + "\n" for line in lines)


@pytest.mark.parametrize(("old", "new", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_a_redline_is_told_as_a_reader_would_tell_it(old: Docs, new: Docs, expected: str) -> None:
    assert told(redline(old, new)) == expected


def test_a_text_against_itself_is_kept_clause_by_clause() -> None:
    text = "# Use\n\nAnyone may use it.\n"
    heading, words = read({"": text})
    change = redline(text, text)
    assert change == Redline(
        sha256(text.encode()).hexdigest(),
        sha256(text.encode()).hexdigest(),
        (
            ClauseChange("use", "same", heading, heading, (Segment("=", heading.text),)),
            ClauseChange("use.2", "same", words, words, (Segment("=", words.text),)),
        ),
        (),
        Summary(),
    )
    assert redline(text, text, new_clauses=(heading, words)) == change


def test_ids_given_on_both_sides_decide_which_clause_became_which() -> None:
    old, new = read({"": "One thing.\n\nAnother one.\n"}), read({"": "Words of its own.\n"})
    named = [replace(new[0], id=old[1].id)]
    texts = "One thing.\n\nAnother one.\n", "Words of its own.\n"
    assert [c.change for c in redline(*texts, old_clauses=old, new_clauses=named).clauses] == ["removed", "edited"]
    assert [c.change for c in redline(*texts, new_clauses=named).clauses] == ["removed", "removed", "added"]


def test_clauses_of_other_texts_are_refused() -> None:
    clauses = read({"a.md": "One.\n\nTwo.\n"})
    assert redline({"a.md": "One.\n\nTwo.\n"}, {}, old_clauses=clauses).summary.changes == 2
    for docs in ({"a.md": "One.\n"}, {"b.md": "One.\n\nTwo.\n"}, {}):
        with pytest.raises(ValueError, match=r"^These clauses are not the clauses of these texts\.$"):
            redline(docs, {}, old_clauses=clauses)
