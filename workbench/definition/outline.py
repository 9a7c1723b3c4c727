"""The tree of requirements as a person writes it, line by line, and what differs between two trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from workbench.definition.requirements import Need, read
from workbench.wording.blocks import Clause
from workbench.wording.reading import reading

GROUP = re.compile(r"(all|any)\s+of\s*:?", re.IGNORECASE)
STEP = "  "


@dataclass(frozen=True)
class Line:
    """One line of a tree: a clause, or the head of a group (`how`, without a clause). `op` is "-" or "+" in a comparison."""

    depth: int
    how: str
    clause: str
    op: str = " "


@dataclass
class _Open:
    """A group whose lines are being read: how far in its head stands, and how far in its lines do."""

    head: int
    how: str
    inside: int | None = None
    parts: list[object] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """A clause in a tree as a reader knows it."""

    number: str
    words: str


def named(clauses: Iterable[Clause]) -> dict[str, Named]:
    """Clause id -> its number and its first words."""
    return {one.id: Named(one.number, " ".join(reading(one).text.split())) for one in clauses if one.kind != "front"}


def lines(need: Need, depth: int = 0) -> Iterator[Line]:
    """A tree from above, a group before what stands in it."""
    for part in need.parts:
        if isinstance(part, str):
            yield Line(depth, "", part)
        else:
            yield Line(depth, part.how, "")
            yield from lines(part, depth + 1)


def write(need: Need) -> str:
    """The tree as lines of text; `parse` gives it back."""
    return "".join(f"{STEP * line.depth}{line.clause or f'{line.how} of:'}\n" for line in lines(need))


def parse(text: str) -> Need:
    """The tree that somebody wrote. ValueError with a sentence that names the line for anything else."""
    root = _Open(-1, "all")
    stack = [root]
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().removeprefix("- ").strip()
        if not words:
            continue
        far = len(line.expandtabs(len(STEP))) - len(line.expandtabs(len(STEP)).lstrip())
        while far <= stack[-1].head:
            stack.pop()
        _fits(stack[-1], far, number, words)
        if head := GROUP.fullmatch(words):
            stack.append(_Open(far, head[1].lower()))
            stack[-2].parts.append({stack[-1].how: stack[-1].parts})
        else:
            stack[-1].parts.append(words)
    return read(root.parts)


def _fits(group: _Open, far: int, number: int, words: str) -> None:
    if group.inside is None:
        group.inside = far
    if far != group.inside:
        raise ValueError(
            f"line {number} (“{words[:60]}”) stands further in or out than the lines around it. What belongs to a group stands two "
            "spaces further in than “all of:” or “any of:”, and everything in it equally far."
        )  # fmt: skip
    if " " in words and not GROUP.fullmatch(words):
        raise ValueError(f"line {number} (“{words[:60]}”) is neither the id of a clause nor “all of:” or “any of:”.")


def changes(old: Need, new: Need) -> list[Line]:
    """All lines of both trees, each marked with what happens to it; empty where nothing does."""
    if old == new:
        return []
    before, after = list(lines(old)), list(lines(new))
    found: list[Line] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = ("-", "+") if kind != "equal" else (" ", "")
        found += [Line(line.depth, line.how, line.clause, gone) for line in before[a:b]]
        found += [Line(line.depth, line.how, line.clause, come) for line in after[c:d] if come]
    return found
