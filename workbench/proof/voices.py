"""Who speaks in a ballot and what each position counts as, by its rule: for verify.py, which proves a record with it.

Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]  # a row of the record: column -> value
Named = dict[int, str]  # of a number, the word for it
OUT = ("recused", "dismissed")  # what became of a seat whose vote does not count
# what a position counts as, a block that ended, and a vote “no/bare”: against, and without the reason that it needs
LETTERS = {"for": "F", "against": "A", "against_with_reason": "A", "abstain": "S", "block": "B"}
STATES = {"withdrawn": "S", "overruled": "A"}


def kinds(rule: Row) -> dict[str, str]:
    """Of each position of a rule on one question, what it counts as."""
    method = rule.get("method", "approval")
    usual = {"for": "for", "against": "block" if method == "consent" else "against", "abstain": "abstain"}
    has_block = method != "approval" or rule.get("block", {}).get("enabled")
    found: dict[str, str] = rule.get("positions") or usual | ({"block": "block"} if has_block else {})
    return found


def merged(choices: set[str]) -> list[str]:
    """The votes of one organisation, equal ones once: what counts most of “no”, “no/bare”, of “block”, “block/withdrawn”."""
    labels = sorted({choice.partition("/")[0] for choice in choices})
    return [one if one in choices else max(c for c in choices if c.startswith(f"{one}/")) for one in labels]


def asks_presence(rule: Row) -> bool:
    """Whether a ballot under this rule counts who is present."""
    every = [*rule.get("quorum", ()), *(one for group in rule.get("pass", ()) for one in group)]
    is_asked = any("P" in [*one["count"], *one["of"]] for one in every)
    return rule.get("method") != "signoff" and (is_asked or rule.get("recusal", {}).get("effect") == "counts_to_quorum")


def voices(rule: Row, seats: Sequence[Row], votes: Named) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """The positions that count, each with its organisation; how many may vote (E), are recused (R), cast nothing (X)."""
    mode, drops = rule.get("affiliation", {}).get("mode"), rule.get("on_leave") == "drop_uncast"
    out = [one for one in seats if one["status"] in OUT]
    there = [s for s in seats if s not in out and (s["of"] in votes or not (drops and s["status"] == "left"))]
    found = [(votes[one["of"]], one["affiliation"]) for one in there if one["of"] in votes]
    homes = {home: merged({choice for choice, other in found if other == home}) for _, home in found if home}
    alone = [voice for voice in found if not voice[1]]
    numbers = {"E": len(there), "R": len(out), "X": len(there) - len(found)}
    meeting = [[s for s in there if s["of"] in votes or s.get("present")], [s for s in out if s.get("present", True)]]
    numbers |= {"P": len(meeting[0]), "Rp": len(meeting[1])}
    if mode == "one_vote":  # the vote of an organisation whose members differ is void
        units, gone, here, away = ({one["affiliation"] or one["of"] for one in part} for part in (there, out, *meeting))
        numbers = {"E": len(units), "R": len(gone - units), "X": len(units) - len(homes) - len(alone)}
        numbers |= {"P": len(here), "Rp": len(away - units)}
        homes = {home: choices for home, choices in homes.items() if len(choices) == 1}
    if mode in ("one_vote", "collapse_identical"):
        found = alone + [(choice, home) for home, choices in homes.items() for choice in choices]
    if not any("present" in one for one in seats):
        del numbers["P"]  # nobody took it down
    return found, numbers
