"""The documents that come out when several changes of one base are all done to it, in no order.

Whatever is done at one place is found by place, never by doing one change after another: so the sides may be given in any
order. Only where two of them put text into one gap does their order say which comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from workbench.wording.blocks import BLANKS
from workbench.wording.clauses import MARKDOWN
from workbench.wording.footprint import Base, Docs, Footprint, Part
from workbench.wording.hunks import applied, roomy
from workbench.wording.meetings import TAKEN, travels
from workbench.wording.numbering import NUMBERED, numbered

Block = tuple[int, str]  # a base clause by position, or -1 and new text
END: Block = (-1, "")


class Union:
    """A base with the changes of all sides. Where they conflict somebody has to have taken one of them away before."""

    def __init__(self, base: Base, sides: Sequence[Footprint]) -> None:
        self.base, self.sides = base, sides
        self.gaps: dict[int, list[tuple[Part, ...]]] = {}
        self.fates: dict[int, tuple[str, int]] = {}
        for side in sides:
            for gap, parts in side.gaps.items():
                row = self.gaps.setdefault(gap, [])
                if parts not in row:
                    row.append(parts)
            for position, touch in side.clauses.items():
                if touch.fate in TAKEN:
                    self.fates[position] = min(
                        self.fates.get(position, ("moved", touch.home)), (touch.fate, touch.home)
                    )

    def docs(self) -> Docs:
        """All documents, those of the base first; under their new paths, without the deleted, with the added."""
        names: dict[str, str] = {}
        added: dict[str, str] = {}
        for side in reversed(self.sides):
            names.update(side.renamed)
            added.update(side.added)
        deleted = {path for side in self.sides for path in side.deleted}
        found = {names.get(path, path): self.document(path) for path in self.base.docs if path not in deleted}
        return found | {path: added[path] for path in sorted(added)}

    def document(self, path: str) -> str:
        """One document of the base with everything done to it."""
        involved = [side for side in self.sides if _is_structural(self.base, side, path)]
        row = list(self.blocks(path))
        if len(involved) < 2:
            return "".join(map(self.block, row))
        text = "".join(_Seams(self, path, involved).joined(row))
        if PurePosixPath(path).suffix.lower() not in MARKDOWN or not NUMBERED.search(text):
            return text
        return numbered(text, [self.base.docs[path], *(Union(self.base, [side]).document(path) for side in involved)])

    def blocks(self, path: str) -> Iterator[Block]:
        """Everything that stands in a document, in order."""
        last = self.base.ends[path]
        for gap in range(last - len(self.base.spans[path]), last + 1):
            if gap in self.gaps and not self._travels(gap):
                yield from self._filled(gap)
            position = self.base.behind[gap]
            if position is not None and position not in self.fates:
                yield position, ""

    def _filled(self, gap: int) -> Iterator[Block]:
        for parts in self.gaps[gap]:
            for part, after in zip(parts, (*parts[1:], None), strict=False):
                if isinstance(part, str):
                    yield -1, part
                elif self.fates.get(part) == ("moved", gap):
                    yield part, ""
                    between = self.base.gap[part] + 1
                    if (
                        after == self.base.behind[between] is not None
                        and between in self.gaps
                        and self._travels(between)
                    ):
                        yield from self._filled(between)

    def _travels(self, gap: int) -> bool:
        """Whether what one side puts into a gap goes along with the clauses around it, which another side carries away."""
        others = [side for side in self.sides if gap not in side.gaps]
        return any(travels(self.base, gap, side.gaps, side.clauses) for side in others)

    def block(self, block: Block, tails: Collection[Footprint] | None = None) -> str:
        """The text of a block; its last white space as `tails` have it, or as all sides."""
        position, text = block
        return text if position < 0 else self.clause(position, tails)

    def clause(self, position: int, tails: Collection[Footprint] | None = None) -> str:
        """A clause with the words of all sides, wherever it stands; nothing if a side has taken it out."""
        if self.fates.get(position, ("", 0))[0] == "gone":
            return ""
        text = self.base.clauses[position].text
        touches = [(side.clauses[position], side) for side in self.sides if position in side.clauses]
        if not touches:
            return text
        end = len(text.rstrip(BLANKS))
        words = {hunk for touch, _ in touches for hunk in touch.hunks}
        noise = {
            hunk
            for touch, side in touches
            for hunk in touch.noise
            if tails is None or hunk.start < end or any(side is wanted for wanted in tails)
        }
        return applied(text, [*words, *roomy(noise, words)])

    def gap(self, gap: int) -> str:
        """What is put into a gap, without what is only carried there."""
        return "".join(part for parts in self.gaps.get(gap, ()) for part in parts if isinstance(part, str))


def _is_structural(base: Base, side: Footprint, path: str) -> bool:
    """Whether a side adds, removes or moves clauses in a document."""
    span, last = base.spans[path], base.ends[path]
    return any(last - len(span) <= gap <= last for gap in side.gaps) or any(
        position in span and touch.fate in TAKEN for position, touch in side.clauses.items()
    )


class _Seams:
    """Joins blocks that no side has seen next to each other.

    The blank lines behind a clause depend on what follows it: the last item of a list ends otherwise than the others. So
    its white space is taken from the sides in which the same block follows; where none is, it is the longer of what the
    clause had behind it and what the next one had before it, so that nothing runs together."""

    def __init__(self, union: Union, path: str, involved: Sequence[Footprint]) -> None:
        self.union, self.path, self.involved = union, path, involved
        self.alone = [Union(union.base, [side]) for side in involved]
        rows = [list(alone.blocks(path)) for alone in self.alone]
        self.after = [dict(zip(row, [*row[1:], END], strict=False)) for row in rows]
        self.before = [dict(zip(row[1:], row, strict=False)) for row in rows]

    def joined(self, row: Sequence[Block]) -> Iterator[str]:
        for block, following in zip(row, [*row[1:], END], strict=False):
            knowing = [
                side for side, after in zip(self.involved, self.after, strict=True) if after.get(block) == following
            ]
            if len(knowing) == len(self.involved):
                yield self.union.block(block)
            elif knowing:
                others = [side for side in self.union.sides if not any(side is known for known in self.involved)]
                yield self.union.block(block, [*knowing, *others])
            else:
                text = self.union.block(block, ())
                yield text.rstrip(BLANKS) + self._tail(text, following)

    def _tail(self, text: str, following: Block) -> str:
        if following == END:
            return self._ending()
        base, position = self.union.base, following[0]
        found = [_blanks(text)]
        if position >= 0 and base.ahead[base.gap[position]] is not None:
            found.append(_blanks(base.clauses[position - 1].text))
        for alone, before in zip(self.alone, self.before, strict=True):
            if following in before:
                found.append(_blanks(alone.block(before[following])))
        return max(found, key=lambda blanks: (blanks.count("\n"), blanks))

    def _ending(self) -> str:
        """How the document ends: as the sides have it, or the one that has changed its end."""
        was = _blanks(self.union.base.docs[self.path])
        ends = {_blanks(alone.document(self.path)) for alone in self.alone}
        return min(ends - {was}, default=was) if len(ends) > 1 else ends.pop()


def _blanks(text: str) -> str:
    return text[len(text.rstrip(BLANKS)) :]


def dropped(side: Footprint, places: Iterable[tuple[str, int]], paths: Collection[str] = ()) -> Footprint:
    """A side without what it does at some places, and with whole documents; a move that loses an end is no move."""
    lost = set(places)
    gone = {gap for gap in side.gaps if ("gap", gap) in lost}
    lost |= {("clause", position) for position, touch in side.clauses.items() if touch.home in gone}
    gaps = {
        gap: tuple(part for part in parts if isinstance(part, str) or ("clause", part) not in lost)
        for gap, parts in side.gaps.items()
        if gap not in gone
    }
    return replace(
        side,
        clauses={position: touch for position, touch in side.clauses.items() if ("clause", position) not in lost},
        gaps={gap: parts for gap, parts in gaps.items() if parts},
        added={path: text for path, text in side.added.items() if path not in paths},
        deleted=side.deleted.difference(paths),
        renamed={path: name for path, name in side.renamed.items() if path not in paths and name not in paths},
    )
