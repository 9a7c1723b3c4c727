"""What was refused to a member, from the minutes: for verify.py and “workbench check”, which prove a record with it.

It changes nothing, and is there once for each member, act and address a day, twenty times a member and day at the most. Like verify.py
this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
MOST = 20


class Attempts:
    """What was refused on the day of the entry at hand: those of earlier days are no matter any more."""

    def __init__(self) -> None:
        self.day = ""
        self.seen: set[tuple[str, str, str]] = set()
        self.tried: Counter[str] = Counter()

    def take(self, entry: Row) -> Iterator[str]:
        if entry["act"] != "members.refused":
            return
        if entry["at"][:10] != self.day:
            self.day, self.seen, self.tried = entry["at"][:10], set(), Counter()
        who = entry["actor"].split(" ")[0]
        what = (who, entry["body"]["of"], entry["thing"])
        self.tried[who] += 1
        if "rows" in entry["body"] or not who.startswith("member:"):
            yield "what was refused to a member changes nothing"
        if what in self.seen or self.tried[who] > MOST:
            yield "it is on record more often than once a day, or too often for one member"
        self.seen.add(what)
