"""Ballots in the form that counting reads, short enough for tables of tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.ballots import formats, papers, presets

C3 = "committee-substantive"
MAJORITY = {"pass": [[{"count": ["F"], "op": ">", "ratio": 1, "of": ["A"]}]]}
PRESENT = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1/2", "of": ["P"]}]]}
HALF = {"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["E"]}


def decide(table: str | Mapping[str, Any], **ballots: Any) -> dict[str, Any]:
    """What comes of these ballots under a preset, or a rule's table."""
    known = presets.one({"preset": table} if isinstance(table, str) else table)
    return formats.result(formats.rule(known), papers.read(ballots))


def counts(f: int, a: int = 0, s: int = 0, roll: int | None = None, **more: Any) -> dict[str, Any]:
    return {"counts": {"for": f, "against": a, "abstain": s, "roll": f + a + s if roll is None else roll} | more}


def votes(roll: list[Any] | int, **choices: str | dict[str, Any]) -> dict[str, Any]:
    """Votes by the names of members: `ann="for"`, or with reason, time and state."""
    told = [{"member": name} | (vote if isinstance(vote, dict) else {"choice": vote}) for name, vote in choices.items()]
    return {"roll": roll, "votes": told}


def ranked(*lines: str, roll: int = 0, **more: Any) -> dict[str, Any]:
    """Rankings: `3 x A > B`."""
    every = [line.partition(" x ")[2] for line in lines for _ in range(int(line.partition(" x ")[0]))]
    told = [{"member": n, "choice": choice} for n, choice in enumerate(every)]
    return {"roll": max(roll, len(every)), "votes": told} | more


def staff(*homes: str) -> list[dict[str, Any]]:
    """A roll of members a, b, c … who work for these organisations."""
    return [{"member": chr(97 + n), "affiliation": home} for n, home in enumerate(homes)]
