"""A redline as a plan of amendments: of each document what stays, with its edits, what is carried there and what is new.

The plan is what the sentences of an amending instruction are written from; nothing here writes a sentence.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from workbench.wording import clauses
from workbench.wording.blocks import BLANKS, Clause
from workbench.wording.changes import ClauseChange, Redline
from workbench.wording.matching import EXACT
from workbench.wording.seams import Unit, core
from workbench.wording.splices import Splice, parted, splices
from workbench.wording.tidy import compare, replaced

Docs = dict[str, str]
Key = tuple[str, int]  # of a clause: its document and where it begins


@dataclass(slots=True)
class Line:
    """A clause of the new text: one that was "kept" or "moved" from the old one, or is "new".

    `edits` are the splices in each old clause it is made of, `joints` the white space between those. A clause that is
    `replaced` has the text of its unit instead. `unit.space` is what really stands behind the clause."""

    how: str
    unit: Unit
    edits: list[tuple[int, list[Splice]]] = field(default_factory=list)
    joints: list[str] = field(default_factory=list)
    replaced: bool = False


class Plan:
    """The lines of every new document in order, and the old clauses that are taken out, by their place in `old`."""

    def __init__(self, olds: Docs, change: Redline) -> None:
        self.old = clauses.nameless(olds)
        self.at = {(clause.document, clause.start): at for at, clause in enumerate(self.old)}
        self.rows: dict[str, list[int]] = {}
        for at, clause in enumerate(self.old):
            self.rows.setdefault(clause.document, []).append(at)
        self.sources = self._sources(change)
        read: dict[str, list[ClauseChange]] = {}
        for entry in change.clauses:
            read.setdefault(entry.document, []).append(entry)
        self.lines = {
            path: list(self._lines([entry for entry in entries if entry.side != "old"]))
            for path, entries in read.items()
        }
        stays = {at for lines in self.lines.values() for line in lines for at, _ in line.edits}
        gone = {at for at in range(len(self.old)) if at not in stays}
        for lines in self.lines.values():
            gone -= set(self._replaced(lines, gone))
        self.gone = sorted(gone)

    def _replaced(self, lines: list[Line], gone: Container[int]) -> Iterator[int]:
        """The one old clause that goes where one new clause comes is replaced by it."""
        for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
            sides = [one for one in (before, after) if one]
            if line.how != "new" or not sides or any(one.how != "kept" for one in sides):
                continue
            document = self.old[sides[0].edits[0][0]].document
            last = before.unit.last if before else self.rows[document][0] - 1
            first = after.unit.first if after else self.rows[document][-1] + 1
            if last is not None and first == last + 2 and last + 1 in gone:
                line.how, line.replaced, line.edits = "kept", True, [(last + 1, [])]
                line.unit.first = line.unit.last = last + 1
                yield last + 1

    def _place(self, entry: ClauseChange) -> int:
        assert entry.old
        return self.at[entry.old.document, entry.old.start]

    def _sources(self, change: Redline) -> dict[Key, list[int]]:
        """Of each clause that was joined the old clauses that stand side by side with the one it lives on from."""
        joined: dict[Key, list[ClauseChange]] = {}
        for entry in change.clauses:
            if entry.change == "joined" and entry.new:
                joined.setdefault((entry.new.document, entry.new.start), []).append(entry)
        found: dict[Key, list[int]] = {}
        for key, entries in joined.items():
            home = next(self._place(entry) for entry in entries if entry.side == "both")
            run = [home]
            for at in sorted(self._place(entry) for entry in entries):
                run += [at] if at == run[-1] + 1 else []
            for at in sorted((self._place(entry) for entry in entries), reverse=True):
                run[:0] = [at] if at == run[0] - 1 else []
            document = self.old[home].document
            found[key] = [at for at in run if self.old[at].document == document]
        return found

    def _lines(self, entries: Sequence[ClauseChange]) -> Iterator[Line]:
        for key, group in groupby(entries, self._whole):
            run = list(group)
            if key is not None and any(entry.side == "both" for entry in run):
                yield self._divided(run)
            else:
                yield from map(self._line, run)

    def _whole(self, entry: ClauseChange) -> int | None:
        """The old clause of which this one is a part."""
        return self._place(entry) if entry.change == "split" else None

    def _divided(self, run: Sequence[ClauseChange]) -> Line:
        """A clause with all of its parts that stand side by side: one change of the clause it was."""
        at, texts = self._place(run[0]), [entry.new.text for entry in run if entry.new]
        old, new = self.old[at].text, "".join(texts)
        unit = Unit(self.old[at].kind, "", at, at, new[len(new.rstrip(BLANKS)) :])
        return Line("kept", unit, [(at, splices(compare(old, new), old, new))])

    def _line(self, entry: ClauseChange) -> Line:
        new = entry.new
        assert new
        space = new.text[len(core(new)) :]
        if entry.side == "both" and entry.change == "joined":
            return self._joined(new, self.sources[new.document, new.start], self._place(entry), space)
        if entry.side == "both" or entry.change.startswith("moved"):
            at = self._place(entry)
            how = "kept" if entry.side == "both" else "moved"
            return self._edited(how, at, new, space)
        return Line("new", Unit(new.kind, core(new), None, None, space))

    def _edited(self, how: str, at: int, new: Clause, space: str) -> Line:
        old = self.old[at]
        if old.text == new.text:
            return Line(how, Unit(old.kind, "", at, at, space), [(at, [])])
        is_alike = old.kind == new.kind
        pieces = compare(old.text, new.text, old.kind in EXACT) if is_alike else replaced(old.text, new.text)
        found = splices(pieces, old.text, new.text)
        if [(one.start, one.end) for one in found] == [(0, len(core(old)))] and (core(new) or not is_alike):
            return Line(how, Unit(new.kind, core(new), at, at, space), [(at, [])], replaced=True)
        return Line(how, Unit(old.kind, "", at, at, space), [(at, found)])

    def _joined(self, new: Clause, run: Sequence[int], home: int, space: str) -> Line:
        """Clauses side by side put together; only the first change is kept to where each part can be told from the next."""
        texts = [self.old[at].text for at in run]
        whole = "".join(texts)
        starts = [0, *(sum(map(len, texts[:count])) for count in range(1, len(run)))]
        spans = [(start, start + len(core(self.old[at]))) for start, at in zip(starts, run, strict=True)]
        gaps = [(one[1], other[0]) for one, other in pairwise(spans)]
        found, joints = parted(splices(compare(whole, new.text), whole, new.text), whole, gaps)
        inside = [[one for one in found if start <= one.start and one.end <= end] for start, end in spans]
        is_lost = any((one.start, one.end) in spans for one in found) or sum(map(len, inside)) != len(found)
        if is_lost or len(run) == 1:
            return self._edited("kept", home, new, space)
        edits = [
            (at, [Splice(one.start - start, one.end - start, one.text) for one in part])
            for at, start, part in zip(run, starts, inside, strict=True)
        ]
        return Line("kept", Unit(self.old[run[0]].kind, "", run[0], run[-1], space), edits, joints)
