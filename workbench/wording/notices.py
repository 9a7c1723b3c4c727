"""What a reader would overlook in the marks of a redline, said in one plain sentence each.

Two sorts: what the page cannot show (hidden and look-alike characters, link addresses), and small words that carry the
meaning (must, not, only, numbers, references, defined terms). A notice judges nothing; it points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from workbench.wording import characters, ids, meaning, references, targets, terms
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Summary
from workbench.wording.strands import Strand, groups, strands
from workbench.wording.words import count

# Every kind of notice, in the order in which they are told, with what its `old` and `new` are.
KINDS = {
    "bidi": "a character that can turn its neighbours round: that character",
    "invisible": "a character that a page does not show, or shows as a space: that character",
    "line-end": "carriage returns of another system, counted: that character",
    "entity": "an entity other than &amp; &lt; &gt;: the entity",
    "look-alike": "a word that looks like another one (Unicode UTS 39): the two words",
    "character": "a sign or letter of a script that the text had not, or a mark drawn over a letter: that character",
    "space": "words written apart or together, and white space that is no line broken elsewhere: the text",
    "link": "where a link goes: the addresses",
    "markup": "markup around words that stay: the markup",
    "replaced": "a clause of which no word is kept: nothing; both wordings stand in the redline",
    "strength": "must, shall, should, may, not, no, never, only, except, unless and their like; and for or: the words",
    "sign": "<, >, ≤, ≥, =, and phrases such as at least and no more than: the signs",
    "number": "an amount in figures or words, with its unit: the amounts",
    "unit": "the unit of an amount that stays: the amounts",
    "date": "a date: the dates",
    "move": "words with an exception that are carried to another clause: the numbers of the clauses",
    "reference": "a reference that leads nowhere (new is empty) or elsewhere: its words",
    "numbering": "clauses kept under other numbers: the numbers",
    "term": "a defined term that comes, goes or is defined otherwise: the definitions, or the term that is lost",
}
_LETTER = re.compile(r"[^\W_]")
_EXCEPTION = re.compile(
    r"\b(?:except|unless|provided that|subject to|notwithstanding|other than|apart from|save (?:for|that|as))\b",
    re.IGNORECASE,
)


def notices(changes: Sequence[ClauseChange]) -> tuple[Notice, ...]:
    """The notices of a redline, by kind in the order of KINDS and in reading order within each, none of them twice.

    Words that were only carried elsewhere give none, but for exceptions. Time grows with the text and its changes."""
    rows = strands(changes)
    if not rows:
        return ()
    found = groups(rows)
    told: list[Notice] = [*characters.hidden(found), *characters.entities(rows), *characters.alike(changes, found)]
    told += [*characters.odd(changes, found), *characters.spaces(rows, found)]
    told += [*targets.links(changes), *targets.markup(found), *_replaced(rows)]
    is_compared = any(change.old for change in changes) and any(change.new for change in changes)
    told += meaning.notices(
        rows if is_compared else ()
    )  # of a text that is all new, or gone, nobody overlooks a clause
    told += [*_moved(rows), *references.notices(changes), *terms.notices(changes)]
    order = {kind: rank for rank, kind in enumerate(KINDS)}
    return tuple(sorted(dict.fromkeys(told), key=lambda notice: order[notice.kind]))


def headline(summary: Summary) -> str:
    """The size of a change in one line, noise first and counted apart: "212 lines re-wrapped, 1 word changed"."""
    changed = max(summary.words_added, summary.words_removed)
    parts = [_counted(summary.lines_rewrapped, "line re-wrapped", "lines re-wrapped")]
    parts.append(_counted(changed, "word changed", "words changed"))
    parts.append(_counted(summary.moves, "passage moved", "passages moved"))
    said = ", ".join(part for part in parts if part)
    return said or ("markup or punctuation changed" if summary.changes else "no words changed")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


def _replaced(rows: Iterable[Strand]) -> Iterator[Notice]:
    """Clauses rewritten beyond recognition, or too large to compare: a reader has to read both wordings."""
    for row in rows:
        entry = row.entry
        if entry.side == "both" and entry.old and entry.new and entry.change == "edited":
            if any(segment.op == "=" and _LETTER.search(ids.unmarked(segment.text)) for segment in entry.segments):
                continue
            olds, news = (sum(count(s.text) for s in entry.segments if s.op == op) for op in "-+")
            if olds > 1 and news > 1:
                label = (
                    f"{_called(entry.new)} is replaced whole: none of its {olds:,} words is kept. Read both wordings."
                )
                yield Notice("replaced", "", "", entry.id, label)


def _moved(rows: Iterable[Strand]) -> Iterator[Notice]:
    """Exceptions that now stand in another clause, with the number of both."""
    origins: dict[str, tuple[Clause, str]] = {}
    arrivals: dict[str, tuple[Clause, str, str]] = {}
    for row in rows:
        for segment in row.entry.segments:
            if not segment.move:
                continue
            if segment.op == "-" and row.entry.old:
                clause, words = origins.get(segment.move, (row.entry.old, ""))
                origins[segment.move] = clause, words + segment.text
            elif row.entry.new:
                arrivals.setdefault(segment.move, (row.entry.new, row.id, segment.text))
    for move, (clause, words) in origins.items():
        exception = _EXCEPTION.search(words)
        if exception and move in arrivals:
            target, id, _ = arrivals[move]
            label = f"“{exception[0]}” is carried with its words from {_called(clause, 'clause')} to {_called(target, 'clause')}."
            yield Notice("move", clause.number, target.number, id, label)


def _called(clause: Clause, noun: str = "Clause") -> str:
    return f"{noun} {clause.number}" if clause.number else f"{noun} “{clause.heading or clause.id}”"
