"""The plain words for what guards the record: alarms, backups, what was refused, words that were removed."""

from __future__ import annotations

from typing import Any

DONE = {
    "alarms.raise": "raised",
    "alarms.end": "put on record what it was, and ended",
    "instance.backup": "wrote a backup of",
    "instance.restore": "was put back to a backup of",
    "members.refused": "was refused an act at",
    "redactions.redact": "removed for good, with another officer, the words of",
}
NAMED = ("alarm", "address", "instance")
TABLES = ("alarm", "redaction")


def named(table: str, key: str) -> tuple[str, str]:
    """What the thing is called, and the address of its page ("" where it has none)."""
    if table == "alarm":
        return f"alarm {key}", f"/alarms#alarm-{key}"
    return ("the whole record" if table == "instance" else key), ""


def told(table: str, row: dict[str, Any]) -> str:
    """What was found, or what it was; why words were removed."""
    if table == "redaction":
        return str(row.get("reason"))
    return str(row.get("words") or "; ".join(row.get("lines", ())))


def more(act: str, body: dict[str, Any]) -> list[str]:
    """What the entry itself says beside its rows."""
    found = {"members.refused": "{why}", "instance.restore": "its head was {head}"}.get(act)
    return [found.format(**body)] if found else []
