"""What a proposal does at each place of the text, in the few words that stand beside the clause: no request, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from workbench.definition.reading import Text
from workbench.proposals.together import Table
from workbench.wording import clauses as wording
from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.footprint import Base, Footprint, Part
from workbench.wording.hunks import Hunk
from workbench.wording.meetings import CONFLICTS, KINDS, Place, documents, places
from workbench.wording.merge import reading_order
from workbench.wording.shell import shown

# Characters of kept words on each side of a change; what stands further away is left out.
AROUND = 48
# Characters of a new clause that are shown beside the text.
NEW = 400
MARK = re.compile(r"\s*\{#[^{}\s]*\}\s*$")
LEAD = re.compile(r"\s*(?:[-*+]|#{1,6}|\d+[.)])\s+")
EMPTY = Markup("")


@dataclass(frozen=True)
class Note:
    """What proposal `no` does at one place, beside the clause `clause`. `place` is what the engine calls that place.

    `start` and `end` are the first characters of the clause that it changes, half-open; both 0 where it changes none."""

    no: int
    clause: str
    place: Place
    words: Markup
    start: int
    end: int

    @property
    def key(self) -> str:
        """The place as a form and an address name it."""
        return key(self.place)

    @property
    def id(self) -> str:
        """The id of its element."""
        return f"note-{self.no}-{self.key}"


@dataclass(frozen=True)
class Meet:
    """A place where two proposals meet: what it is called, how they meet there (meetings.KINDS), what each of them does."""

    key: str
    clause: str
    name: str
    kind: str
    ours: Markup
    theirs: Markup

    @property
    def is_conflict(self) -> bool:
        """Whether a person has to choose or write words there."""
        return self.kind in CONFLICTS


def notes(base: Base, sides: Iterable[tuple[int, Footprint]]) -> dict[str, list[Note]]:
    """What all these proposals do, by the clause it stands beside; there in the order of the proposals."""
    found: dict[str, list[Note]] = {}
    for no, side in sides:
        for note in _notes(base, no, side):
            found.setdefault(note.clause, []).append(note)
    return found


def _notes(base: Base, no: int, side: Footprint) -> Iterator[Note]:
    for position, touch in side.clauses.items():
        if touch.hunks or touch.fate:
            start, end = _marked(base.clauses[position].text, touch.hunks)
            place = "clause", position
            yield Note(no, base.clauses[position].id, place, said(base, side, place), start, end)
    for gap in side.gaps:
        ahead, behind = base.ahead[gap], base.behind[gap]
        near = behind if ahead is None else ahead
        if near is not None:
            words = Markup("{}: {}").format(
                "before it" if ahead is None else "behind it", said(base, side, ("gap", gap))
            )
            yield Note(no, base.clauses[near].id, ("gap", gap), words, 0, 0)


def _marked(text: str, row: Sequence[Hunk]) -> tuple[int, int]:
    """The words of a clause to point at: those of its first change, or the word before what is only put in."""
    if not row:
        return 0, 0
    first = min(row)
    if text[first.start : first.end].strip():
        return first.start, first.end
    kept = text[: first.start].rstrip()
    return max(kept.rfind(" "), kept.rfind("\n")) + 1, len(kept)


def whole(base: Base, side: Footprint) -> list[str]:
    """What a proposal does with whole documents, a sentence each."""
    found = [f"It adds the document {path}." for path in side.added]
    found += [f"It takes out the document {path}." for path in sorted(side.deleted)]
    return found + [f"It calls the document {path} {name}." for path, name in side.renamed.items()]


def said(base: Base, side: Footprint, place: Place) -> Markup:
    """What a side does at a place; empty where it does nothing there."""
    sort, at = place
    if sort == "gap":
        return _put_in(base, at, side.gaps.get(at, ()))
    touch = side.clauses.get(at)
    if touch is None:
        return EMPTY
    if touch.fate == "gone":
        return Markup("takes it out: <del>{}</del>").format(_legible(_read(base.clauses[at])[:NEW]))
    words = _changed(base.clauses[at].text, touch.hunks) if touch.hunks else EMPTY
    if touch.fate == "moved":
        moved = Markup("moves it {}").format(where(base, touch.home))
        return Markup("{}: {}").format(moved, words) if words else moved
    return Markup("joins it with its neighbour: {}").format(words) if touch.fate == "joined" else words


def _put_in(base: Base, gap: int, parts: Sequence[Part]) -> Markup:
    told: list[Markup] = []
    for part in parts:
        if isinstance(part, int):
            told.append(Markup("{} comes here").format(name(base.clauses[part])))
            continue
        new = " ¶ ".join(_read(clause) for clause in wording.parse(part, base.document(gap)))
        told.append(Markup("<ins>{}{}</ins>").format(_legible(new[:NEW]), "…" if len(new) > NEW else ""))
    return Markup("; ").join(told)


def where(base: Base, gap: int) -> str:
    """Where a gap is, as a reader says it."""
    ahead, behind = base.ahead[gap], base.behind[gap]
    if ahead is not None:
        return f"behind {name(base.clauses[ahead])}"
    return f"before {name(base.clauses[behind])}" if behind is not None else f"in {base.document(gap)}"


def name(clause: Clause) -> str:
    """How a reader cites a clause: by its number, or by its first words where it has none."""
    return f"clause {clause.number}" if clause.number else f"“{wording.title(clause.text)[:40].rstrip()}”"


@lru_cache(maxsize=4_000)
def _read(clause: Clause) -> str:
    return " ".join(shown(clause.text, clause.kind, clause.document).split())


def _changed(text: str, row: Sequence[Hunk]) -> Markup:
    """The words taken out and put in, each with a few words around it."""
    told: list[Markup] = []
    at = 0
    for hunk in sorted(row):
        told.append(
            _kept(LEAD.sub("", text[: hunk.start], 1), is_first=True) if not at else _kept(text[at : hunk.start])
        )
        if hunk.end > hunk.start:
            told.append(Markup("<del>{}</del>").format(_legible(text[hunk.start : hunk.end])))
        if hunk.text:
            told.append(Markup("<ins>{}</ins>").format(_legible(hunk.text)))
        at = hunk.end
    told.append(_kept(MARK.sub("", text[at:].rstrip()), is_last=True))
    return EMPTY.join(told)


def _kept(words: str, *, is_first: bool = False, is_last: bool = False) -> Markup:
    if len(words) <= AROUND * (1 if is_first or is_last else 2):
        return _legible(words)
    head = "" if is_first else words[:AROUND].rpartition(" ")[0]
    tail = "" if is_last else words[-AROUND:].partition(" ")[2]
    return Markup("{} … {}").format(_legible(head), _legible(tail))


def _legible(words: str) -> Markup:
    """Words as they are, with a label for every character that a page would not show."""
    if words.isascii() and words.isprintable():
        return escape(words)
    return EMPTY.join(
        Markup('<span class="inv">{}</span>').format(points.label(char)) if points.is_hidden(char) else escape(char)
        for char in words
    )


def meets(table: Table, one: int, other: int) -> tuple[Meet, ...]:
    """Every place where two proposals meet, in the order of the text; `ours` is what the first one does."""
    base, ours, theirs = table.base, table.sides[one], table.sides[other]
    found = places(base, ours, theirs)
    told = [
        Meet(path, path, path, KINDS[kind], *(Markup(" ").join(whole(base, side)) for side in (ours, theirs)))
        for path, kind in sorted(documents(base, ours, theirs).items())
    ]
    for place in sorted(found, key=lambda place: reading_order(base, place)):
        words = [said(base, side, place) or beside(base, side, place) for side in (ours, theirs)]
        at = base.clauses[place[1]] if place[0] == "clause" else None
        clause = at.id if at else base.name(place[1])
        told.append(Meet(key(place), clause, name(at) if at else where(base, place[1]), KINDS[found[place]], *words))
    return tuple(told)


def beside(base: Base, side: Footprint, place: Place) -> Markup:
    """What a side does to the clauses around a gap that the other puts text into; empty for a place that is no gap."""
    if place[0] != "gap":
        return EMPTY
    near = [at for at in (base.ahead[place[1]], base.behind[place[1]]) if at is not None and at in side.clauses]
    return Markup("; ").join(
        Markup("{}: {}").format(name(base.clauses[at]), said(base, side, ("clause", at))) for at in near
    )


def key(place: Place) -> str:
    """A place as a form and an address name it."""
    return f"{place[0]}-{place[1]}"


def numbers(text: Text) -> dict[str, str]:
    """Clause id -> its number."""
    return {clause.id: clause.number for clause in text.clauses}
