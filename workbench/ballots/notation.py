"""Conditions as one writes them on paper: “F >= 2/3 F+A”, “C >= 1/2 E”, “A <= 2”; read, and written again.

Pure. A line is a condition; where several groups are meant, a line with nothing but “or” stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from workbench.ballots.conditions import ROOTS, Condition
from workbench.errors import Refusal

SUM = r"[A-Za-z]\w*(?:@\w+)?(?:\s*\+\s*[A-Za-z]\w*(?:@\w+)?)*"
NUMBER = r"\d{1,9}(?:/\d{1,9})?"
SIDES = re.compile(rf"\s*(?P<count>{SUM})\s*(?P<op>>=|<=|≥|≤|>|<|=)\s*(?P<rest>.+?)\s*")
PART = re.compile(rf"(?:(?P<ratio>{NUMBER})\s*(?:of|×|\*)?\s*)?(?P<of>sqrt\([NE]\)|\(?{SUM}\)?)(?:\s*(?P<sign>[+−-])\s*(?P<plus>{NUMBER}))?")  # fmt: skip
ASCII = {"≥": ">=", "≤": "<="}


def line(text: str) -> dict[str, Any]:
    """The table of a condition. A Refusal quotes what cannot be read."""
    sides = SIDES.fullmatch(text)
    if sides is None:
        raise _no(text)
    table: dict[str, Any] = {"count": _sum(sides["count"]), "op": ASCII.get(sides["op"], sides["op"])}
    if re.fullmatch(NUMBER, sides["rest"]):
        return table | {"plus": sides["rest"]}
    part = PART.fullmatch(sides["rest"])
    if part is None:
        raise _no(text)
    of: Any = part["of"] if part["of"] in ROOTS else _sum(part["of"].strip("()"))
    plus = {"plus": f"{'' if part['sign'] == '+' else '-'}{part['plus']}"} if part["plus"] else {}
    return table | {"ratio": part["ratio"] or "1", "of": of} | plus


def _sum(text: str) -> list[str]:
    return [name.strip() for name in text.split("+")]


def _no(text: str) -> Refusal:
    return Refusal(f"“{text.strip()[:80]}” is no condition. Write one on a line, such as F >= 2/3 F+A or C >= 1/2 E.")


def lines(text: str) -> list[dict[str, Any]]:
    """The conditions of a text, a line each; empty lines are nothing."""
    return [line(one) for one in text.splitlines() if one.strip()]


def groups(text: str) -> list[list[dict[str, Any]]]:
    """The groups of conditions of a text, with “or” between them."""
    found: list[list[dict[str, Any]]] = [[]]
    for one in text.splitlines():
        if one.strip().lower() == "or":
            found.append([])
        elif one.strip():
            found[-1].append(line(one))
    return [group for group in found if group]


def written(condition: Condition) -> str:
    """The line of a condition, which `line` reads again."""
    left = f"{'+'.join(condition.count)} {condition.op}"
    if not condition.of:
        return f"{left} {condition.plus}"
    of = f"sqrt({condition.of[0]})" if condition.root else "+".join(condition.of)
    ratio = "" if condition.ratio == 1 else f"{condition.ratio} "
    plus = f" {'+' if condition.plus > 0 else '-'} {abs(condition.plus)}" if condition.plus != Fraction(0) else ""
    return f"{left} {ratio}{of}{plus}"


def together(found: Sequence[Sequence[Condition]]) -> str:
    """Groups of conditions as `groups` reads them."""
    return "\nor\n".join("\n".join(written(one) for one in group) for group in found)
