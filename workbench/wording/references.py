"""Where the references of a text lead: by number, by link, by footnote, by label; and which clauses get other numbers.

A reference may stay letter by letter and still come to mean something else, because what it names has moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from workbench.wording import ids
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice
from workbench.wording.characters import short
from workbench.wording.targets import DEFINITION

_NUMBER = r"(?:[A-Z]+-)?\d+(?:\.\d+)*"
_NAMED = "clause|section|article|paragraph|chapter|rule|annexe?|appendix|appendice|part|point|item|subsection|sec\\.|art\\.|para\\."
REFERENCE = re.compile(
    rf"(?:\b(?:{_NAMED})s?\s+|§{{1,2}}\s?)({_NUMBER}(?:(?:,\s|,?\s(?:and|or|to|through)\s|\s?[–-]\s?){_NUMBER})*)(?![\w%])",
    re.IGNORECASE,
)
_EACH = re.compile(_NUMBER, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_OWN = re.compile(rf"(?:(?:{_NAMED})\s+)?({_NUMBER})(?:[.):]|\s|$)", re.IGNORECASE)
_WITHIN = re.compile(r"\]\(#([^()\s]+)\)")
_NOTE = re.compile(r"\[\^([^\]\s\[]{1,100})\](:?)")
_LABEL = re.compile(r"(?<![\\\]])\[(?!\^)([^\[\]\n]{1,300})\](?:\[([^\[\]\n]{0,300})\])?(?![(:\[])")


class _Sides:
    """The clauses of both texts, and where each clause of the old one stands in the new one."""

    def __init__(self, changes: Sequence[ClauseChange]) -> None:
        self.changes = changes
        self.old = [change.old for change in changes if change.old and change.side != "new"]
        self.new = [change.new for change in changes if change.new and change.side != "old"]
        self.kept = {c.old.id: c.new for c in changes if c.old and c.new and c.side != "new"}
        self.was: dict[str, list[str]] = {}  # the old texts each new clause is made of, by its id
        for change in changes:
            if change.old and change.new:
                self.was.setdefault(change.new.id, []).append(change.old.text)
        self.before, self.after = numbered(self.old), numbered(self.new)


class Astray(NamedTuple):
    """A reference by number that was carried into another text: its words, the clause it meant and what that is now, and
    the clause that the number names now; None where there is none."""

    clause_id: str
    words: str
    meant: Clause | None
    now: Clause | None
    named: Clause | None


def notices(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """References of the new text that lead nowhere, or elsewhere than they did; then the clauses that get other numbers."""
    sides = _Sides(changes)
    yield from _by_number(sides)
    for find, name in ((anchors, names), (_notes, _noted), (_labels, _labelled)):
        yield from _by_name(sides, find, name)
    yield from _renumbered(changes)


def elsewhere(before: Sequence[Clause], after: Sequence[Clause], within: Container[str]) -> Iterator[Astray]:
    """References by number, in clauses `within` of one text, that name another clause where another text has them.

    Clauses of the two are the same by their ids, or by their words. What the other text no longer says is left out."""
    was_at, is_at = numbered(before), numbered(after)
    new = {clause.id: clause for clause in after}
    placed = {clause.text: clause for clause in reversed(after)}
    for clause in (clause for clause in before if clause.id in within):
        here = placed.get(clause.text) or new.get(clause.id)
        kept = {number for _, number in citations(here.text)} if here else set()
        for words, number in dict.fromkeys(citations(clause.text)):
            meant, named = was_at.get(number), is_at.get(number)
            now = (new.get(meant.id) or placed.get(meant.text)) if meant else None
            if number in kept and (now != named or meant and not now):
                yield Astray(clause.id, words, meant, now, named)


def numbered(clauses: Iterable[Clause]) -> dict[str, Clause]:
    """The clause that each number means; a document that numbers its headings itself is believed."""
    computed: dict[str, Clause] = {}
    written: dict[str, Clause] = {}
    for clause in clauses:
        computed[clause.number] = clause
        if clause.kind == "heading" and (own := _OWN.match(clause.heading)):
            written.setdefault(own[1].upper(), clause)
    return written if len(written) > 1 else computed


def _by_number(sides: _Sides) -> Iterator[Notice]:
    shifted = {number for number, clause in sides.before.items() if not _still(sides, number, clause.id)}
    for change in sides.changes:
        if not change.new or change.side == "old" or change.change == "same" and not shifted:
            continue
        cited = citations(change.new.text)
        known = {number for text in sides.was.get(change.new.id, ()) if cited for _, number in citations(text)}
        for words, number in cited:
            if number not in sides.after:
                if number in shifted or number not in known:
                    label = f"“{short(words)}” leads nowhere: the new text has no clause of that number."
                    yield Notice("reference", words, "", change.id, label)
            elif number in known and number in shifted:
                was, now = sides.kept.get(sides.before[number].id), "the clause meant before is removed"
                if was:
                    now = f"what was clause {number} is now {_called(was, sides)}"
                label = f"“{short(words)}” now means another clause{_titled(sides.after[number])}; {now}."
                yield Notice("reference", words, words, change.id, label)


def _still(sides: _Sides, number: str, id: str) -> bool:
    now, named = sides.kept.get(id), sides.after.get(number)
    return now is not None and named is not None and now.id == named.id


def _called(clause: Clause, sides: _Sides) -> str:
    known = next((number for number, named in sides.after.items() if named.id == clause.id), "")
    return f"clause {known}" if known else "without a number"


def _titled(clause: Clause) -> str:
    return f" (“{short(clause.heading)}”)" if clause.kind == "heading" else ""


@lru_cache(maxsize=16384)
def citations(text: str) -> tuple[tuple[str, str], ...]:
    """The references by number in a text: the words, and the number of each that they name."""
    if not _DIGIT.search(text):
        return ()
    found = []
    for match in REFERENCE.finditer(text):
        numbers = _EACH.findall(match[1])
        lead = match[0][: match.start(1) - match.start()]
        found += [(match[0] if len(numbers) == 1 else f"{lead}{number}", number.upper()) for number in numbers]
    return tuple(found)


def _by_name(
    sides: _Sides, find: Callable[[str], list[tuple[str, str]]], name: Callable[[Clause], set[str]]
) -> Iterator[Notice]:
    """References by a name that the new text gives to nothing; the whole text is read only where one may be lost."""
    edits = [change for change in sides.changes if change.change != "same"]
    gone = {known for c in edits if c.old for known in name(c.old)} - {
        known for c in edits if c.new for known in name(c.new)
    }
    there: set[str] | None = None
    for change in sides.changes if gone else edits:
        if not change.new or change.side == "old" or not (cited := find(change.new.text)):
            continue
        known = {called for text in sides.was.get(change.new.id, ()) for _, called in find(text)}
        for words, called in dict.fromkeys(cited):
            if called in known and called not in gone:
                continue
            if there is None:
                there = {given for clause in sides.new for given in name(clause)}
            if called not in there:
                label = f"“{short(words)}” leads nowhere: the new text has nothing of that name."
                yield Notice("reference", words, "", change.id, label)


def anchors(text: str) -> list[tuple[str, str]]:
    return [(f"#{found}", found) for found in _WITHIN.findall(text)] if "](#" in text else []


def names(clause: Clause) -> set[str]:
    """What a link within the text may call a clause: its id, or its title in small letters with hyphens."""
    return {clause.id, ids.slug(clause.heading)} if clause.kind == "heading" else {clause.id}


def _notes(text: str) -> list[tuple[str, str]]:
    return [(f"[^{name}]", name) for name, colon in _NOTE.findall(text) if not colon] if "[^" in text else []


def _noted(clause: Clause) -> set[str]:
    return {name for name, colon in _NOTE.findall(clause.text) if colon} if clause.kind == "note" else set()


def _labels(text: str) -> list[tuple[str, str]]:
    """References by label; a bracket by itself is one only if there is, or was, such a label."""
    if "][" not in text:
        return []
    found = [(words, label or words) for words, label in _LABEL.findall(text)]
    return [(f"[{label}]", " ".join(label.split()).casefold()) for words, label in found if f"[{words}][" in text]


def _labelled(clause: Clause) -> set[str]:
    if "]:" not in clause.text:
        return set()
    return {" ".join(match[1].split()).casefold() for match in DEFINITION.finditer(clause.text)}


def _renumbered(changes: Sequence[ClauseChange]) -> Iterator[Notice]:
    """Clauses kept under another number, neighbours that shift alike in one notice, and not what follows from its section."""
    runs: list[list[tuple[str, str, str]]] = []
    for change in changes:
        if not change.old or not change.new or change.change not in ("same", "edited"):
            continue
        old, new = change.old.number, change.new.number
        if old == new or not (old and new) or _follows(old, new, runs):
            continue
        row = (old, new, change.id)
        if runs and _shift(runs[-1][-1]) == _shift(row) != "":
            runs[-1].append(row)
        else:
            runs.append([row])
    for run in runs:
        (old, new, clause), (old_end, new_end, _) = run[0], run[-1]
        one = len(run) == 1
        label = f"Clause {old} becomes {new}." if one else f"Clauses {old} to {old_end} become {new} to {new_end}."
        yield Notice("numbering", old if one else f"{old}–{old_end}", new if one else f"{new}–{new_end}", clause, label)


def _split(number: str) -> tuple[str, str]:
    parent, _, last = number.rpartition(".")
    return parent, last


def _shift(row: tuple[str, str, str]) -> str:
    """What a run of neighbours has in common: the sections before and after, and by how much the last number grows."""
    (old_parent, old), (new_parent, new) = _split(row[0]), _split(row[1])
    return f"{old_parent}>{new_parent}:{int(new) - int(old)}" if old.isdigit() and new.isdigit() else ""


def _follows(old: str, new: str, runs: Sequence[Sequence[tuple[str, str, str]]]) -> bool:
    """Whether a clause has another number only because its section has."""
    while "." in old and "." in new:
        (old, last), (new, now) = _split(old), _split(new)
        if last != now:
            return False
        if runs and runs[-1][-1][:2] == (old, new):
            return True
    return False
