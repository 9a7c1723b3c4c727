"""Classes of change in the minutes, in words."""

from __future__ import annotations

from typing import Any

DONE = {
    "proposals.contest_class": "contested the class of",
    "proposals.settle_class": "settled the class of",
    "proposals.contest_typography": "contested that only the typography changed in",
}


def told(row: dict[str, Any]) -> str:
    """A contest, as an entry left it."""
    said = f"claimed as {row.get('claimed')}, contested as {row.get('named')}"
    return f"{said}, settled as {row['settled']}" if row.get("settled") else said
