"""What a clause is called, for good.

An explicit {#id} in the text wins. Else a clause keeps the id it had in the version before, and a new one is named after
its section. Names depend only on the texts and the versions before them, so the table of names can be computed again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from unicodedata import category, normalize

from workbench.wording.blocks import Clause
from workbench.wording.lines import BLANKS, DELIMITER, SETEXT

# What may be called an id: it stands in addresses and names elements of pages. Any other {#...} is text.
FORM = r"\{#(\w[\w.-]{0,79})\}"
MARK = re.compile(FORM + r"(?=[ \t]*(?:\|[ \t]*)?(?:#+[ \t]*)?$)")
LONGEST = 80
ASCII = re.compile(r"[a-z0-9]+")


def explicit(clause_text: str) -> str | None:
    """The id written in the text: {#id} at the end of the last line of words, for a heading its own line."""
    found = mark(clause_text)
    return found[1] if found else None


def written(clauses: Sequence[Clause]) -> list[str | None]:
    """The id written in each clause, if one is."""
    return [explicit(clause.text) if "{#" in clause.text else None for clause in clauses]


def unmarked(clause_text: str) -> str:
    """The text of a clause without its {#id}."""
    found = mark(clause_text)
    return clause_text if not found else clause_text[: found.start()].rstrip(" \t") + clause_text[found.end() :]


def mark(clause_text: str) -> re.Match[str] | None:
    """Where the {#id} of a clause stands in its text, if it has one."""
    if "{#" not in clause_text:
        return None
    end = len(clause_text.rstrip(BLANKS))
    start = _line_start(clause_text, end)
    if start and (SETEXT.match(clause_text, start, end) or DELIMITER.match(clause_text, start, end)):
        end = len(clause_text[:start].rstrip(BLANKS))
        start = _line_start(clause_text, end)
    place = clause_text.rfind("{#", start, end)
    return MARK.match(clause_text, place, end) if place >= 0 else None


def _line_start(text: str, end: int) -> int:
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1


def slug(words: str) -> str:
    """Words as an id: letters and digits of any script in lower case, hyphens between; "section" if none are left."""
    if words.isascii():
        kept = ASCII.findall(words.lower())
    else:
        kept = "".join(c if category(c)[0] in "LNM" else " " for c in normalize("NFC", words).lower()).split()
    return "-".join(kept)[:LONGEST].rstrip("-") or "section"


def name(clauses: Sequence[Clause], kept: dict[int, str], before: set[str], used: Container[str]) -> list[str]:
    """One id for each clause, no two alike: the explicit one, else the one kept, else a new one from its section.

    No new id is in `before`, the ids of the version before, or in `used`.

    New are: the slug of a heading (then slug-2, slug-3), the id of the section with .2, .3 for the blocks below it, and
    preamble, preamble.2 before the first heading. Of two clauses with one explicit id, the first has it.
    """
    first: dict[str, int] = {}
    for index, found in enumerate(written(clauses)):
        if found is not None:
            first.setdefault(found, index)
    fixed = {index: found for index, found in kept.items() if found not in first}
    fixed |= {index: found for found, index in first.items()}
    makes = _Names(before | set(fixed.values()), used)
    names: list[str] = []
    section, document = "", None
    for index, clause in enumerate(clauses):
        if clause.document != document:
            section, document = "", clause.document
        if clause.kind == "heading":
            section = fixed.get(index) or makes.first(slug(clause.heading), "-")
            names.append(section)
        else:
            names.append(fixed.get(index) or (makes.next(section) if section else makes.first("preamble", ".")))
    return names


class _Names:
    """New ids, each given once. Remembers how far it has counted, so that ten thousand names take one pass."""

    def __init__(self, taken: set[str], used: Container[str]) -> None:
        self.taken = taken
        self.used = used
        self.counts: dict[tuple[str, str], int] = {}

    def first(self, base: str, joint: str) -> str:
        """The base itself while it is free, then the base with a number."""
        if base in self.taken or base in self.used:
            return self.next(base, joint)
        self.taken.add(base)
        return base

    def next(self, base: str, joint: str = ".") -> str:
        """The base with the next free number, from 2."""
        while True:
            count = self.counts[base, joint] = self.counts.get((base, joint), 1) + 1
            found = f"{base}{joint}{count}"
            if found not in self.taken and found not in self.used:
                self.taken.add(found)
                return found
