"""A draft's text, clause by clause: replace, add, remove, move. Texts in, texts out: no request, no database.

A clause is handled as its words and the line ends behind them. The line ends belong to the place and not to the clause:
carried along, the tight last item of a list would swallow the paragraph that then follows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from workbench.errors import Refusal
from workbench.wording import clauses as wording
from workbench.wording import lint
from workbench.wording.blocks import Clause

Docs = dict[str, str]
# Kinds whose neighbours of the same kind stand without a blank line between them.
TIGHT = frozenset({"item", "row"})
ENDS = re.compile(r"\r\n|\r|\n")
PARTS = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause in the editor: `words` without the line ends behind them, which are `gap`."""

    id: str
    kind: str
    words: str
    gap: str


@dataclass(frozen=True)
class Edit:
    """What an edit leaves: the texts, and where each clause was put: id before the edit -> document, start, end (half-open)."""

    docs: Docs
    places: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)

    def ids(self, identity: str, clauses: Sequence[Clause]) -> list[str]:
        """The ids of the clauses that now stand where one was put: two paragraphs typed into one box are two clauses."""
        if identity not in self.places:
            return []
        document, start, end = self.places[identity]
        return [clause.id for clause in clauses if clause.document == document and start <= clause.start < end]


def words_of(text: str) -> str:
    """A clause as its author types it: the exact source without the line ends behind it."""
    return text.rstrip("\r\n")


def apply(
    docs: Docs, clauses: Sequence[Clause], typed: Mapping[str, str], added: Mapping[str, str] | None = None
) -> Edit:
    """Put what was typed in place of those clauses, and new clauses behind others (`added`: id before -> words).

    In the answer's places a new clause is called by the id before it with a plus sign in front: "+freedom-use".
    Empty words take the clause out. A clause that is not in the text is a Refusal with status 409.
    """
    sheet = _Sheet(docs, clauses)
    for identity, words in typed.items():
        sheet.replace(identity, words)
    for before, words in (added or {}).items():
        sheet.insert(before, words)
    return sheet.edit()


def remove(docs: Docs, clauses: Sequence[Clause], identity: str) -> Edit:
    return apply(docs, clauses, {identity: ""})


def move(docs: Docs, clauses: Sequence[Clause], identity: str, after: str) -> Edit:
    """Put a clause behind another one, in the same document or in another."""
    sheet = _Sheet(docs, clauses)
    if identity != after:
        moved = sheet.take(identity)
        sheet.put(moved, after)
    return sheet.edit()


def shift(docs: Docs, clauses: Sequence[Clause], identity: str, by: int) -> Edit:
    """Move a clause one place up (-1) or down (1) within its document; at the edge it stays."""
    sheet = _Sheet(docs, clauses)
    document, at = sheet.place(identity)
    row = sheet.rows[document]
    if 0 <= at + by < len(row):
        row[at], row[at + by] = row[at + by], row[at]
    return sheet.edit()


def restore(docs: Docs, clauses: Sequence[Clause], base: Sequence[Clause], identity: str) -> Edit:
    """Put a clause of the base back where it stood: behind the nearest clause before it that is still there."""
    at = next((at for at, clause in enumerate(base) if clause.id == identity), None)
    if at is None or any(clause.id == identity for clause in clauses):
        return apply(docs, clauses, {})
    lost = base[at]
    here = {clause.id for clause in clauses if clause.document == lost.document}
    before = next((clause.id for clause in reversed(base[:at]) if clause.id in here), "")
    sheet = _Sheet(docs, clauses)
    sheet.put(Piece(identity, lost.kind, words_of(lost.text), ""), before, lost.document)
    return sheet.edit()


def cleaned(docs: Docs, clauses: Sequence[Clause], base: Docs, base_clauses: Sequence[Clause]) -> Docs:
    """The texts with the clauses that differ from the base in the text form (lint.clean). The rest stays byte for byte."""
    known = {clause.text for clause in base_clauses}
    dirty = {c.id: words_of(lint.clean(words_of(c.text))) for c in clauses if c.text not in known}
    made = apply(docs, clauses, dirty).docs
    return {path: _ended(text) if text != base.get(path) else text for path, text in made.items()}


def as_typed(text: str) -> str:
    """A text as a form shows it and sends it back: a form knows one line end only."""
    return ENDS.sub("\n", text)


def ending(text: str) -> str:
    """The line end of a text: of several kinds the one it has most of."""
    found = Counter(ENDS.findall(text)).most_common(1)
    return found[0][0] if found else "\n"


def keep_ends(stored: str, typed: str, end: str) -> str:
    """What was typed, its untouched lines ending as they are stored and all others with `end`."""
    if end == "\n" and "\r" not in stored:
        return typed
    before = pairwise(PARTS.split(stored))
    known = {line: mark for line, mark in before if ENDS.fullmatch(mark)}
    lines = as_typed(typed).split("\n")
    return "".join(line + known.get(line, end) for line in lines[:-1]) + lines[-1]


def _ended(text: str) -> str:
    return text.rstrip("\r\n") + ending(text) if text.strip() else ""


class _Sheet:
    """The pieces of every document while they are being rearranged."""

    def __init__(self, docs: Docs, clauses: Sequence[Clause]) -> None:
        self.docs = docs
        self.rows: dict[str, list[Piece]] = {path: [] for path in docs}
        for clause in clauses:
            words = words_of(clause.text)
            self.rows[clause.document].append(Piece(clause.id, clause.kind, words, clause.text[len(words) :]))
        self.joints = {(a.id, b.id): (a, b) for row in self.rows.values() for a, b in pairwise(row)}
        self.ends = {path: row[-1].gap for path, row in self.rows.items() if row}
        self.style = {path: _list_gap(row) for path, row in self.rows.items()}
        self.end = {path: ending(text) for path, text in docs.items()}

    def place(self, identity: str) -> tuple[str, int]:
        for document, row in self.rows.items():
            for at, piece in enumerate(row):
                if piece.id == identity:
                    return document, at
        raise Refusal("This clause is no longer in the draft. Reload the page and try again.", status=409)

    def take(self, identity: str) -> Piece:
        document, at = self.place(identity)
        return self.rows[document].pop(at)

    def put(self, piece: Piece, after: str, document: str = "") -> None:
        """Behind `after`; without it, at the head of the document."""
        document, at = self.place(after) if after else (document, -1)
        self.rows[document].insert(at + 1, piece)

    def replace(self, identity: str, words: str) -> None:
        document, at = self.place(identity)
        old = self.rows[document][at]
        if not words.strip():
            del self.rows[document][at]
        elif words_of(words) != as_typed(old.words):
            words = words_of(keep_ends(old.words, words, self.end[document]))
            self.rows[document][at] = replace(old, words=words, kind=_kind(words, document))

    def insert(self, before: str, words: str) -> None:
        if words.strip():
            document, _ = self.place(before)
            words = words_of(keep_ends("", words, self.end[document]))
            self.put(Piece(f"+{before}", _kind(words, document), words, ""), before)

    def edit(self) -> Edit:
        """The texts again, with the place of every piece."""
        docs, places = {}, {}
        for document, row in self.rows.items():
            parts: list[str] = []
            position = 0
            for piece, below in zip(row, [*row[1:], None], strict=False):
                text = piece.words + self._gap(document, piece, below)
                places[piece.id] = (document, position, position + len(text))
                parts.append(text)
                position += len(text)
            docs[document] = "".join(parts) if row or document in self.ends else self.docs[document]
        return Edit(docs, places)

    def _gap(self, document: str, piece: Piece, below: Piece | None) -> str:
        """The line ends between two neighbours: as they were if they were neighbours before, else what both need."""
        if below is None:
            return self.ends.get(document, self.end[document])
        known = self.joints.get((piece.id, below.id))
        if known and (known[0].kind, known[1].kind) == (piece.kind, below.kind):
            return known[0].gap
        if piece.kind == below.kind and piece.kind in TIGHT:
            return self.style[document].get(piece.kind, self.end[document])
        return piece.gap if len(ENDS.findall(piece.gap)) > 1 else self.end[document] * 2


def _kind(words: str, document: str) -> str:
    found = wording.parse(words, document)
    return found[-1].kind if found else "paragraph"


def _list_gap(row: Sequence[Piece]) -> dict[str, str]:
    """How the items and rows of a document are parted: as the first two that are neighbours."""
    found: dict[str, str] = {}
    for piece, below in pairwise(row):
        if piece.kind == below.kind and piece.kind in TIGHT:
            found.setdefault(piece.kind, piece.gap)
    return found
