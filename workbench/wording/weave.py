"""The HTML face of one clause: marks of change, comments and words woven into one valid row of elements.

Only phrasing elements come out (no paragraphs), so that a page may put the answer into a heading, an item or a cell.
Everything that is not the text's own words carries the class `gen`: a script that reads a selection leaves it out.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Segment
from workbench.wording.shell import LITERAL_KINDS
from workbench.wording.shown import Atom, atoms, clause_of

ELEMENTS = {"strong": "strong", "em": "em", "code": "code", "footnote": "sup"}
_BAR = re.compile(r"(?<!\\)\|")
GAPS = {"": "", "line": "<br>", "paragraph": '<br class="gap"><br>'}


@dataclass(frozen=True)
class Anchored:
    """Words of a clause that a comment hangs on: characters `start` to `end` of its text, on the "old" or "new" side."""

    thread_id: int | str
    side: str
    start: int
    end: int


@dataclass(frozen=True)
class Carried:
    """From where to where a move goes, as a reader cites it: "2.2", "2.4"."""

    origin: str
    target: str


@dataclass(frozen=True)
class _Wrap:
    """One element around words; neighbours with the same key share it. `first` opens it the first time."""

    key: str
    opening: str
    closing: str
    first: str = ""


@dataclass
class _Loom:
    """Where words go in with the elements that should be around them, and valid nesting comes out."""

    out: list[str] = field(default_factory=list)
    open: list[_Wrap] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def put(self, content: str, wanted: Sequence[_Wrap]) -> None:
        shared = 0
        while shared < min(len(wanted), len(self.open)) and wanted[shared].key == self.open[shared].key:
            shared += 1
        self.close(shared)
        for wrap in wanted[shared:]:
            self.out.append(wrap.opening if wrap.key in self.seen else wrap.first or wrap.opening)
            self.seen.add(wrap.key)
            self.open.append(wrap)
        self.out.append(content)

    def close(self, depth: int = 0) -> None:
        while len(self.open) > depth:
            self.out.append(self.open.pop().closing)


def html(
    change: ClauseChange,
    *,
    anchors: Sequence[Anchored] = (),
    where: Mapping[str, Carried] | None = None,
    side: str = "redline",
    placed: bool = True,
) -> str:
    """One entry of a redline as HTML: every change visible, all text escaped, comments' words marked.

    `where` names the places moves join (`faces.whereabouts`). `side` "old" or "new" gives that text alone, unmarked.
    Each stretch of source stands in an element with its place in the clause's text: `data-n` on the new side,
    `data-o` on the old, unless `placed` is false. Empty for an entry that has no words on that side."""
    wanted = [anchor for anchor in anchors if anchor.start < anchor.end and side in ("redline", anchor.side)]
    loom, weaver = _Loom(), _Weaver(change, side, where or {}, wanted, placed)
    for atom in atoms(change, side):
        for start, end, threads in weaver.cut(atom):
            loom.put(weaver.inner(atom, start, end), weaver.around(atom, start, threads))
        if atom.gap:
            loom.put(GAPS[atom.gap], loom.open[:-1])
    loom.close()
    return "".join(loom.out)


def html_clause(clause: Clause, *, anchors: Sequence[Anchored] = ()) -> str:
    """A clause as it reads, by the same renderer; anchors count in its text, on the side "new"."""
    same = ClauseChange(clause.id, "same", clause, clause, (Segment("=", clause.text),) if clause.text else ())
    return html(same, anchors=anchors, side="new")


class _Weaver:
    """Decides what goes around the words of one entry."""

    def __init__(
        self, change: ClauseChange, side: str, where: Mapping[str, Carried], anchors: Sequence[Anchored], placed: bool
    ) -> None:
        self.change, self.side, self.where, self.anchors, self.placed = change, side, where, anchors, placed
        self.kind = clause_of(change).kind
        self.is_redline = side == "redline"
        self.bars = {clause.text: [bar.start() for bar in _BAR.finditer(clause.text)] for clause in self._rows()}

    def _rows(self) -> list[Clause]:
        return [clause for clause in (self.change.old, self.change.new) if clause and self.kind == "row"]

    def cut(self, atom: Atom) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """The stretches of an atom that carry the same comments, as offsets into it, with the names of the threads."""
        length = len(atom.text)
        on = [
            (str(anchor.thread_id), *self._span(anchor, atom)) for anchor in self.anchors if self._is_on(anchor, atom)
        ]
        on = [(thread, start, end) for thread, start, end in on if start < length and end > 0]
        is_whole = atom.kind == "invisible" or atom.content != atom.text
        cuts = {0, length} | {place for _, *span in on for place in span if 0 < place < length and not is_whole}
        ordered = sorted(cuts)
        for start, end in itertools.pairwise(ordered):
            threads = {thread for thread, low, high in on if low < end and high > start}
            yield start, end, tuple(sorted(threads, key=lambda thread: (len(thread), thread)))

    def _is_on(self, anchor: Anchored, atom: Atom) -> bool:
        return atom.piece.op == "=" or (atom.piece.op == "-") == (anchor.side == "old")

    def _span(self, anchor: Anchored, atom: Atom) -> tuple[int, int]:
        origin = atom.old if anchor.side == "old" else atom.new
        return anchor.start - origin, anchor.end - origin

    def inner(self, atom: Atom, start: int, end: int) -> str:
        """What stands inside all the elements: escaped words, or a label for each character that shows nothing."""
        if atom.kind == "invisible":
            return "".join(f'<span class="inv gen">{escape(points.label(char))}</span>' for char in atom.text)
        return escape(atom.text[start:end] if end - start < len(atom.text) else atom.content)

    def around(self, atom: Atom, start: int, threads: tuple[str, ...]) -> list[_Wrap]:
        """The elements around a stretch of an atom, outermost first."""
        look, segment = atom.piece.look, atom.piece.segment
        wraps = [_Wrap(f"cell {self._cell(atom)}", '<span class="cell">', "</span>")] if self.kind == "row" else []
        if self.is_redline and segment.op != "=" and (atom.is_marked or segment.move):
            wraps += self._marks(segment)
            if points.is_right_to_left(atom.text):
                wraps.append(_Wrap("bdi", "<bdi>", "</bdi>"))
        if self.kind in LITERAL_KINDS:
            wraps.append(_Wrap("literal", '<code class="literal">', "</code>"))
        if threads:
            opening = f'<mark class="anchor h{min(len(threads), 3)}" data-threads="{escape(" ".join(threads))}">'
            wraps.append(_Wrap(opening, opening, "</mark>"))
        if look.href:
            outside = "" if look.href.startswith("#") else ' rel="nofollow noopener"'
            wraps.append(_Wrap(f"a {look.href}", f'<a href="{escape(look.href)}"{outside}>', "</a>"))
        wraps += [_Wrap(tag, f"<{tag}>", f"</{tag}>") for style, tag in ELEMENTS.items() if style in look.styles]
        if self.placed and atom.kind != "invisible" or atom.kind == "markup":
            wraps.append(self._run(atom, start))
        return wraps

    def _cell(self, atom: Atom) -> int:
        """Which cell of its row an atom stands in: the bars before it, counted on its own side."""
        clause = self.change.old if atom.piece.op == "-" else self.change.new
        place = atom.old if atom.piece.op == "-" else atom.new
        return bisect_left(self.bars.get((clause or clause_of(self.change)).text, []), place)

    def _run(self, atom: Atom, start: int) -> _Wrap:
        is_old = self.side == "old" or atom.piece.op == "-"
        name, place = ("o", atom.old + start) if is_old else ("n", atom.new + start)
        kind = ' class="mk"' if atom.kind == "markup" else ""
        return _Wrap(f"{name}{place}", f'<span{kind} data-{name}="{place}">', "</span>")

    def _marks(self, segment: Segment) -> list[_Wrap]:
        """The change's number, and what was done: added, removed, moved."""
        tag = "del" if segment.op == "-" else "ins"
        wraps = [] if segment.change is None else [self._number(segment.change)]
        return [*wraps, self._carried(segment, tag) if segment.move else _Wrap(tag, f"<{tag}>", f"</{tag}>")]

    def _number(self, change: int) -> _Wrap:
        rest = f'data-ch="{change}">'
        return _Wrap(f"ch{change}", f'<span class="chg" {rest}', "</span>", f'<span class="chg" id="ch{change}" {rest}')

    def _carried(self, segment: Segment, tag: str) -> _Wrap:
        move = escape(segment.move or "")
        way, other, arrow = ("to", "from", "↓") if segment.op == "-" else ("from", "to", "↑")
        carried = self.where.get(segment.move or "")
        place = (carried.target if way == "to" else carried.origin) if carried else "another place"
        link = (
            f'<a class="mv gen" href="#{move}-{other}" data-move="{move}">'
            f'<span aria-hidden="true">{arrow}&nbsp;</span>moved {way} {escape(place)}</a> '
        )
        opening = f'<{tag} class="moved moved-{way}">'
        return _Wrap(
            f"{tag} {move}", opening, f"</{tag}>", f'<{tag} class="moved moved-{way}" id="{move}-{way}">{link}'
        )
