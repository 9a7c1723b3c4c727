"""What a version asks of a system: clauses of which all, or any, have to hold. A tree, kept as plain data.

As data it is a list of clause ids and, between them, of groups: `["a", {"any": ["b", {"all": ["c", "d"]}]}]`. The list itself
asks for all of its parts.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

HOW = ("all", "any")
DEPTH = 6
# Where the tree of a version stands in the repository, beside its text, and under which key.
FILE = "case-requirements.json"
KEY = "judged_by"


@dataclass(frozen=True, slots=True)
class Need:
    """A group of requirements: `how` many of its `parts` have to hold, each of them a clause id or a group again."""

    how: str
    parts: tuple[Need | str, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of all clauses in the tree, in order."""
        return tuple(self._clauses())

    def _clauses(self) -> Iterator[str]:
        for part in self.parts:
            yield from (part,) if isinstance(part, str) else part._clauses()

    def within(self, known: Container[str]) -> Need:
        """The tree without the clauses that are not known, and without the groups that this leaves empty."""
        kept = [part if isinstance(part, str) else part.within(known) for part in self.parts]
        return Need(self.how, tuple(part for part in kept if (part in known if isinstance(part, str) else part.parts)))

    def data(self) -> list[Any]:
        """The tree as it is kept; `read` gives it back."""
        return [part if isinstance(part, str) else {part.how: part.data()} for part in self.parts]


def read(data: Any) -> Need:
    """The tree that was kept. ValueError with a sentence that names the place for anything else."""
    need = _group("all", data, 1)
    twice = {clause for clause in need.clauses if need.clauses.count(clause) > 1}
    if twice:
        raise ValueError(f"“{min(twice)}” is there twice. Name each clause once.")
    return need


def _group(how: str, parts: Any, depth: int) -> Need:
    if not isinstance(parts, list) or depth > 1 and not parts:
        raise ValueError(f'what {how} of must hold is to be a list of clauses, such as ["one", "two"].')
    if depth > DEPTH:
        raise ValueError(f"groups stand within groups more than {DEPTH} deep. Put some of them together.")
    return Need(how, tuple(_part(part, depth) for part in parts))


def _part(part: Any, depth: int) -> Need | str:
    if isinstance(part, str):
        return part
    if isinstance(part, dict) and len(part) == 1 and (how := next(iter(part))) in HOW:
        return _group(how, part[how], depth + 1)
    raise ValueError('a part must be the id of a clause, or a group such as { any = ["one", "two"] }.')


def file(need: Need) -> str:
    """The tree as it stands beside the text in the repository: one clause a line, so that git shows what changed."""
    return json.dumps({KEY: need.data()}, ensure_ascii=False, indent=2) + "\n"


def of_file(text: str) -> Need | None:
    """The tree that such a file holds; None where it is a file of another kind that only has the name."""
    try:
        return read(json.loads(text)[KEY])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
