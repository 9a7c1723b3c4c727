"""Passages carried through small histories, as they stand in journeys.txt: where, in which words, how surely.

A case there is its name, the versions of one text, and what became of passages of the first one: by their characters in
the whole text, then as anchors on clauses. ⏎ is the end of a line; a passage that is gone has no place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from workbench.wording.anchors import Anchor, Quote, carry_texts, places
from workbench.wording.blocks import Clause
from workbench.wording.clauses import read

Version = tuple[Clause, ...]
WIDTH = 3  # words of a passage


def cases() -> Iterator[tuple[str, list[str], str]]:
    text = (Path(__file__).parent / "journeys.txt").read_text("utf-8")
    for name, case in re.findall(r"^@ (.+)\n((?:(?!@ ).*\n)*)", text, re.MULTILINE):
        parts = re.findall(r"^@(\d|told)\n((?:(?!@).*\n)*)", case, re.MULTILINE)
        yield name, [document for part, document in parts if part != "told"], parts[-1][1]


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Three words at a time, each clause edge crossed once; then a few that begin or end anywhere else."""
    found = [match.span() for match in re.finditer(r"\S+", text)]
    for at in range(0, len(found), WIDTH - 1):
        row = found[at : at + WIDTH]
        yield row[0][0], row[-1][1]
    if found:
        yield found[0][0], found[-1][1]
        yield found[0][0] + 1, found[0][1]
        yield max(0, found[-1][0] - 1), found[-1][1] - 1
        yield found[0][1], found[0][1] + 1


def carried(texts: list[str]) -> Iterator[str]:
    quotes = list(passages(texts[0]))
    answers = carry_texts(texts, [Quote(*span) for span in quotes])
    for (start, end), found in zip(quotes, answers, strict=True):
        place = "" if found.start is None else f" {found.start}-{found.end} at {found.confidence}: {found.quote}"
        if found.start is not None:
            assert texts[-1][found.start : found.end] == found.quote
        yield f"{start}-{end} {texts[0][start:end]} > {found.state}{place}"


def anchored(versions: list[Version]) -> Iterator[str]:
    anchors: list[Anchor] = []
    for clause in versions[0]:
        words = [match.span() for match in re.finditer(r"\w+", clause.text)]
        start, end = words[len(words) // 3][0], words[-1 - len(words) // 3][1]
        around = clause.text[max(0, start - 20) : start], clause.text[end : end + 20]
        anchors.append(Anchor("", "new", clause.id, clause.text[start:end], *around, start, end))
        anchors.append(Anchor("", "new", clause.id, "", "", "", 0, 0))
    for anchor, found in zip(anchors, places(anchors, versions), strict=True):
        if found.state == "gone":
            assert (found.start, found.end, found.words, found.confidence) == (0, 0, "", Fraction(1))
            yield f"{anchor.clause_id} {anchor.quote} > gone from {found.clause_id}"
        else:
            place = f"{found.state} {found.clause_id} {found.start}-{found.end} at {found.confidence}"
            yield f"{anchor.clause_id} {anchor.quote} > {place}: {found.words}"


def told(texts: list[str]) -> Iterator[str]:
    yield from carried(texts)
    versions: list[Version] = []
    for text in texts:
        versions.append(read({"": text}, versions[-1] if versions else ()))
    yield from anchored(versions)


@pytest.mark.parametrize(("texts", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_passages_are_followed_as_a_reader_would_follow_them(texts: list[str], expected: str) -> None:
    assert "".join(line.replace("\n", "⏎") + "\n" for line in told(texts)) == expected
