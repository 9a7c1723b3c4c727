"""What stands between two clauses that were no neighbours before: the white space their like are set apart with.

An instruction tells only the white space that is another one than this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.wording.blocks import BLANKS, Clause

KINDS = {
    "heading": "heading",
    "item": "list item",
    "paragraph": "paragraph",
    "row": "table row",
    "code": "code block",
    "quote": "quotation",
    "note": "note",
    "front": "front matter",
}
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Unit:
    """A clause where it stands in the new text. `first` and `last` are the places, in the list of all old clauses, of the
    clause or clauses it is made of, `space` is the white space behind it; each of them None if there is none or not said."""

    kind: str
    text: str = ""
    first: int | None = None
    last: int | None = None
    space: str | None = None


def core(clause: Clause) -> str:
    """The text of a clause without the white space behind it."""
    return clause.text.rstrip(BLANKS)


def line_end(texts: Sequence[str]) -> str:
    """What the lines of the texts end with, the commonest if several do; a line feed if no line ends."""
    found = Counter(end for text in texts for end in LINE_END.findall(text))
    return min(found, key=lambda end: (-found[end], end), default="\n")


class Seams:
    """The white space of the old texts, asked for the new one."""

    def __init__(self, old: Sequence[Clause], nl: str) -> None:
        self.old, self.nl = old, nl
        self.spaces = [clause.text[len(core(clause)) :] for clause in old]
        common: dict[tuple[str, str], Counter[str]] = {}
        self.last: dict[str, int] = {}
        for at, (clause, after) in enumerate(pairwise([*old, None])):
            assert clause is not None
            if after is not None and after.document == clause.document:
                common.setdefault((clause.kind, after.kind), Counter())[self.spaces[at]] += 1
            else:
                self.last[clause.document] = at
        self.common = {kinds: found.most_common(1)[0][0] for kinds, found in common.items()}

    def between(self, unit: Unit, after: Unit | None, document: str | None) -> str:
        """The white space behind a unit unless it is said to be another one: as between neighbours of these kinds.

        The neighbours that either of them had count first, then those of the whole text; `after` is None at the end of a
        document, which ends as the old `document` did."""
        old = self.old
        if after is None:
            return self.spaces[self.last[document]] if document in self.last else self.nl
        if unit.last is not None and self._next(unit.last) == after.kind:
            return self.spaces[unit.last]
        if after.first and self._next(after.first - 1) and old[after.first - 1].kind == unit.kind:
            return self.spaces[after.first - 1]
        usual = self.nl if unit.kind == after.kind in ("item", "row") else self.nl * 2
        return self.common.get((unit.kind, after.kind), usual)

    def _next(self, at: int) -> str | None:
        """The kind of the clause that followed in the same document."""
        clause = self.old[at]
        return None if self.last[clause.document] == at else self.old[at + 1].kind
