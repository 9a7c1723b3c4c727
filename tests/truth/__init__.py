"""How often the wording engine is right on real histories: each module here counts one thing and names the bars it missed.

`make truth` counts everything; the tests count a fixed sample of each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Figures with their heading; `misses` says in a sentence each which bar was not reached."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    misses: list[str]
