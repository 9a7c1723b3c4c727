"""Footprints on one text as footprints on a newer one, where the newer text has left alone what they touch.

Only places are counted, no text is looked at: so a thousand open proposals follow an adoption at almost no cost.
"""

from __future__ import annotations

from workbench.wording.crossings import echoed, is_orphaned, lost
from workbench.wording.footprint import Base, Footprint, Part, Touch
from workbench.wording.union import Union


class Shift:
    """Where the clauses and gaps of an old text stand in a newer one, `theirs` being the change between them."""

    def __init__(self, old: Base, theirs: Footprint, new: Base) -> None:
        self.old, self.theirs, self.new = old, theirs, new
        self.is_whole = not theirs.deleted and not theirs.renamed  # else documents cannot be told by their paths
        self.clauses = self._clauses() if self.is_whole else {}
        self.gaps = self._gaps()
        self.lost = lost(old, theirs)

    def carried(self, side: Footprint) -> Footprint | None:
        """The same change as a footprint on the newer text; None if that text has a part in any place it touches."""
        if not self.is_whole or side.added or side.deleted or side.renamed:
            return None
        clauses: dict[int, Touch] = {}
        for position, touch in side.clauses.items():
            here = self.clauses.get(position)
            if here is None or position in self.theirs.clauses or touch.fate and self._is_beside(position):
                return None
            hunks, noise, fate, home = touch
            clauses[here] = touch if home < 0 else Touch(hunks, noise, fate, self.gaps.get(home, -1))
        gaps: dict[int, tuple[Part, ...]] = {}
        leans: dict[int, frozenset[int]] = {}
        for gap, parts in side.gaps.items():
            there, above = self.gaps.get(gap), side.leans.get(gap, frozenset())
            if there is None or self._is_next_to(gap) or not above <= self.clauses.keys():
                return None
            gaps[there] = tuple(part if isinstance(part, str) else self.clauses[part] for part in parts)
            leans[there] = frozenset(self.clauses[at] for at in above)
        if not side.closed <= self.gaps.keys() or self._is_crossed(side):
            return None
        closed = frozenset(self.gaps[gap] for gap in side.closed) if side.closed else side.closed
        heads = {self.gaps[gap]: row for gap, row in side.heads.items()}
        return Footprint(clauses, gaps, closed, {}, frozenset(), {}, heads, leans)

    def _is_crossed(self, side: Footprint) -> bool:
        """Whether one takes away what the other has put something under or behind, or refers to, or says the same elsewhere."""
        theirs = self.theirs
        if not side.said.isdisjoint(theirs.said) and any(echoed(side, theirs)):
            return True
        if not side.cited.isdisjoint(self.lost) or theirs.cited and not theirs.cited.isdisjoint(lost(self.old, side)):
            return True
        for mine, other in ((side, theirs), (theirs, side)):
            for gap in mine.leans:
                if is_orphaned(self.old, gap, mine, other):
                    return True
        return False

    def _is_beside(self, position: int) -> bool:
        """Whether the newer text has put something just before or behind a clause."""
        gap = self.old.gap[position]
        return gap in self.theirs.gaps or gap + 1 in self.theirs.gaps

    def _is_next_to(self, gap: int) -> bool:
        """Whether the newer text has done more than edit a clause beside a gap; one that it has filled is in no `gaps`."""
        for near in (self.old.ahead[gap], self.old.behind[gap]):
            if near is not None and near in self.theirs.clauses and self.theirs.clauses[near].fate:
                return True
        return False

    def _clauses(self) -> dict[int, int]:
        """Old position -> new position of every clause that is still one clause."""
        union = Union(self.old, [self.theirs])
        found: dict[int, int] = {}
        for document in self.old.docs:
            spans = {(self.new.clauses[p].start, self.new.clauses[p].end): p for p in self.new.spans[document]}
            at = 0
            for block in union.blocks(document):
                end = at + len(union.block(block))
                if block[0] >= 0 and (at, end) in spans:
                    found[block[0]] = spans[at, end]
                at = end
        return found

    def _gaps(self) -> dict[int, int]:
        """Old gap -> new gap, where the same clauses are on both sides of it."""
        found: dict[int, int] = {}
        for gap, (ahead, behind) in enumerate(zip(self.old.ahead, self.old.behind, strict=True)):
            if behind is not None and behind in self.clauses:
                there = self.new.gap[self.clauses[behind]]
            elif behind is None and ahead is not None and ahead in self.clauses:
                there = self.new.gap[self.clauses[ahead]] + 1
            else:
                continue
            if self._at(ahead) == self.new.ahead[there] and self._at(behind) == self.new.behind[there]:
                found[gap] = there
        return found

    def _at(self, position: int | None) -> int | None:
        return None if position is None else self.clauses.get(position, -1)
