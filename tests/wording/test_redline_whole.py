"""Whole redlines of small texts, as they stand in redlines.txt: every entry, every segment, the five figures.

A case there is its name, the old and the new documents, and the redline told line by line: [-1: gone-], {+1: come+} with
the number of the change, m1: the move; without a number only white space differs. ⏎ is the end of a line. Behind the id
stands where the clause begins in the old > in the new document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    named = [new[0]._replace(id=old[1].id)]
    texts = "One thing.\n\nAnother one.\n", "Words of its own.\n"
    assert [c.change for c in redline(*texts, old_clauses=old, new_clauses=named).clauses] == ["removed", "edited"]
    assert [c.change for c in redline(*texts, new_clauses=named).clauses] == ["removed", "removed", "added"]


def test_clauses_of_other_texts_are_refused() -> None:
    clauses = read({"a.md": "One.\n\nTwo.\n"})
    assert redline({"a.md": "One.\n\nTwo.\n"}, {}, old_clauses=clauses).summary.changes == 2
    for docs in ({"a.md": "One.\n"}, {"b.md": "One.\n\nTwo.\n"}, {}):
        with pytest.raises(ValueError, match=r"^These clauses are not the clauses of these texts\.$"):
            redline(docs, {}, old_clauses=clauses)


FIRST = "Everyone may read and copy the weights freely."
SECOND = "Nobody may sell tainted copies."
FEE = "A fee for shipping a copy on paper is allowed to all who ask."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            f"{FIRST} Nobody may hide what the training data held.\n\nThe code must be published too today.\n\n"
            "" + FEE + "\n",
            f"{FIRST}\n\nNobody may hide what the training data held.\n\n"
            "The code must be published too today. " + FEE + "\n",
            [
                f"preamble 0>0, split: {FIRST}[-1:  -]{{+1: ⏎⏎+}}[-m1: 2: Nobody may hide what the training data held.⏎⏎-]",
                "preamble.3 93>94, joined old: [-m2: 3: The code must be published too today.-][-3: ⏎⏎-]",
                "preamble.4 0>48, split new: {+m1: 4: Nobody may hide what the training data held.⏎⏎+}",
                "preamble.3 132>94, joined: {+m2: 5: The code must be published too today.+}{+6:  +}" + FEE + "⏎",
                "6 changes, 0 words added, 0 removed, 2 moves, 0 lines",
            ],
            id="a part of one clause between the sources of the next",
        ),
        pytest.param(
            "2. Everyone may run the system.\n3. Everyone may sell the weights.\n",
            "Also\n2. Everyone may run the system.\n3. Everyone may sell the weights.\n",
            [
                "preamble 0>0, joined: {+1: Also⏎+}2. Everyone may run the system.⏎{+m1: 2: 3. Everyone may sell the weights.⏎+}",
                "preamble 32>0, joined old: [-m1: 3: 3. Everyone may sell the weights.⏎-]",
                "3 changes, 1 words added, 0 removed, 1 moves, 0 lines",
            ],
            id="two clauses joined with nothing between them",
        ),
        pytest.param(
            f"{FIRST} {SECOND}\n",
            f"{FIRST}\n\n{SECOND}\n",
            [
                f"preamble 0>0, split: {FIRST}[-1:  -]{{+1: ⏎⏎+}}[-m1: 2: {SECOND}⏎-]",
                f"preamble.2 0>48, split new: {{+m1: 3: {SECOND}⏎+}}",
                "3 changes, 0 words added, 0 removed, 1 moves, 0 lines",
            ],
            id="five words carried into a part are a move",
        ),
        pytest.param(
            f"{FIRST} {SECOND}\n",
            f"{FIRST}\n\n{SECOND}\n".replace("may sell", "shall sell"),
            [
                f"preamble 0>0, split: {FIRST}[-1:  -]{{+1: ⏎⏎+}}[-2: Nobody -][-2: may-][-2:  sell tainted copies.⏎-]",
                "preamble.2 0>48, split new: {+3: Nobody +}{+3: shall+}{+3:  sell tainted copies.⏎+}",
                "3 changes, 5 words added, 5 removed, 0 moves, 0 lines",
            ],
            id="four words carried into a part are none",
        ),
    ],
)  # fmt: skip
def test_what_went_into_another_clause_is_a_move_from_five_words_on(old: str, new: str, expected: list[str]) -> None:
    assert told(redline(old, new)).splitlines() == expected


def test_each_move_has_the_next_number() -> None:
    rows = [
        f"Clause {name} says a thing of its own about {name}.\n\n" for name in ("one", "two", "three", "four", "five")
    ]
    change = redline("".join(rows), "".join(rows[k] for k in (1, 0, 2, 4, 3)))
    assert [entry.move for entry in change.clauses] == ["m1", None, "m1", None, "m2", None, "m2"]


def test_a_set_of_one_document_is_not_the_text_in_it() -> None:
    change = redline("a\n", {"": "a\n"})
    assert change.old_sha256 == redline("a\n", "a\n").new_sha256 != change.new_sha256
    assert change.new_sha256 == redline({"": "a\n"}, {"": "a\n"}).old_sha256


def test_a_redline_names_its_notices_when_asked() -> None:
    assert [notice.label for notice in redline("It shall be.\n", "It may be.\n").notices] == ["“shall” becomes “may”."]
    assert redline("It shall be.\n", "It shall be.\n").notices == ()


def test_what_has_no_text_has_no_segments() -> None:
    nothing = [read({"": "a\n"})[0]._replace(text="", end=0)]
    assert [entry.segments for entry in redline("", "", old_clauses=nothing, new_clauses=nothing).clauses] == [()]
    assert redline({"a.md": ""}, {}).summary == Summary()
