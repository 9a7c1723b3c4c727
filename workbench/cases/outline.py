"""A tree of requirements as lines of text, as members write it; and back.

    freedom-use
    any of
      code
      training-data: Everyone can get the training data.

Deeper lines belong to the group above them. A line with a colon is a requirement of its own, by a short name; any other line is
one of ours, by number or id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

GROUP = re.compile(r"(all|any) of(?: these)?:?", re.IGNORECASE)
OWN = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):\s+(\S.*)")


def read(text: str, ours: Mapping[str, str]) -> tuple[list[Any], dict[str, str]]:
    """The tree as data, and the words of the requirements of its own. `ours` maps ids and numbers to ids.

    ValueError with a sentence that names the line."""
    tree: list[Any] = []
    own: dict[str, str] = {}
    # the groups that are open: how far in their lines stand at least, and their parts
    groups: list[tuple[int, list[Any]]] = [(0, tree)]
    for number, line in enumerate(text.expandtabs(4).splitlines(), 1):
        words = line.strip().removeprefix("- ")
        if not words:
            continue
        depth = len(line) - len(line.lstrip())
        while depth < groups[-1][0]:
            groups.pop()
        parts = groups[-1][1]
        if group := GROUP.fullmatch(words):
            inner: list[Any] = []
            parts.append({group[1].lower(): inner})
            groups.append((depth + 1, inner))
        elif mine := OWN.fullmatch(words):
            if mine[1] in ours or mine[1] in own:
                raise ValueError(f"Line {number}: “{mine[1]}” is the name of another requirement. Choose another name.")
            own[mine[1]] = mine[2]
            parts.append(mine[1])
        elif (clause := ours.get(words.rstrip("."))) is not None:
            parts.append(clause)
        else:
            raise ValueError(
                f"Line {number}: there is no clause “{words}”. Write a number or an id of a clause, “any of”, “all of”, "
                "or a requirement of its own as “short-name: what is asked”."
            )
    return tree, own


def written(tree: list[Any], own: Mapping[str, str], depth: int = 0) -> str:
    """The lines of a tree; `read` gives it back."""
    lines = []
    for part in tree:
        if isinstance(part, str):
            lines.append("  " * depth + (f"{part}: {own[part]}" if part in own else part))
        else:
            ((how, parts),) = part.items()
            lines += ["  " * depth + f"{how} of", written(parts, own, depth + 1)]
    return "\n".join(lines)
