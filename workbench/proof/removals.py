"""Words that were removed, from the minutes: for verify.py and “workbench check”, which prove a record with it.

Two did it, one as the secretary and one as the chair; the digests of all that stood there stay; nothing else of a row was changed with
its words, and no others came in their place. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]
BOTH = {"secretary", "chair"}
# of each table: what is dropped from a row, and what else an entry of a removal may change in it
DROPPED = {
    "comment": ("body", "wording", "remedy"),
    "evidence": ("quotation",),
    "case_opinion": ("evidence",),
    "tentative": ("exhibits",),
}
WITH_A_SALT = {
    "comment": {"quote", "outcome", "reader", "withdrawn_why"},
    "evidence": set(),
    "case_opinion": {"reason"},
    "tentative": {"reason"},
}


class Removals:
    """What the minutes have said up to an entry of the rows whose words may be removed."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.held: dict[str, dict[str, set[str]]] = {}  # row -> column -> every digest that was recorded of it
        self.members: dict[str, Row] = {}
        self.removed: dict[str, Row] = {}  # row -> what stands in place of its words
        self.gone: set[tuple[int, str]] = set()  # the cases in which words of foreseen findings were removed, and when
        self.told: list[str] = []  # what was removed, in words

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = entry["body"].get("rows", {})
        made = {name: row for name, row in rows.items() if name.startswith("redaction:")}
        if made and (entry["act"] != "redactions.redact" or len(made) > 1):
            yield "no such act removes words"
        for name, row in made.items():
            yield from self.removal(entry, name, row, rows)
        for name, row in rows.items():
            table = name.partition(":")[0]
            if table == "member":
                self.members[name] = row
            elif table in DROPPED:
                if not made:
                    yield from self.kept(name, row, is_new=name not in self.rows and self.comes_so(entry, row))
                self.rows[name] = row
                for column in {*DROPPED[table]} & row.keys():  # an old entry says nothing of a column from after it
                    self.held.setdefault(name, {}).setdefault(column, set()).add(row[column])

    def removal(self, entry: Row, name: str, made: Row, rows: dict[str, Row]) -> Iterator[str]:
        second = [row for key, row in rows.items() if key.startswith("second:")]
        one, other = (self.members.get(f"member:{made[who]}", {}) for who in ("proposed_by", "confirmed_by"))
        by = [(row["state"], row["thing"], row["proposed_by"], row["ended_by"]) for row in second]
        is_confirmed = by == [("confirmed", made["thing"], made["proposed_by"], made["confirmed_by"])]
        is_own = entry["actor"].startswith(f"member:{made['confirmed_by']} ") and entry["thing"] == made["thing"]
        pairs = [{a, b} for a in one.get("held", ()) for b in other.get("held", ())]
        is_active = one.get("active") and other.get("active")
        if not (is_confirmed and is_own and is_active and BOTH in pairs):
            yield "words are removed by the secretary and the chair together, one proposing and the other confirming"
        named = {row for row in made["digests"] if row != "file"}
        if made["thing"] not in named or named != {row for row in rows if row.partition(":")[0] in DROPPED}:
            yield "it does not name the rows whose words it removes"
        self.gone |= {
            (rows[row]["case_no"], made["removed_at"]) for row in named & rows.keys() if row.startswith("tentative:")
        }
        for row in sorted(named & rows.keys()):
            yield from self.emptied(row, rows[row], made["digests"][row])
        self.told.append(f"{made['thing']}: {made['words'][:1].lower()}{made['words'][1:]}")

    def emptied(self, name: str, row: Row, digests: dict[str, list[str]]) -> Iterator[str]:
        """All that stood there is named by its digest; beside the words only what hangs on the salt is written anew."""
        table, before = name.partition(":")[0], self.rows.get(name, {})
        for column in DROPPED[table]:
            if not {*digests.get(column, ())} >= self.held.get(name, {}).get(column, set()):
                yield f"the digests of what stood in {name} are not those in the minutes"
        changed = {column for column in row if row[column] != before.get(column)}
        if not changed <= {*DROPPED[table], *WITH_A_SALT[table], "removed_at"}:
            yield f"it changes more of {name} than its words"
        self.removed[name] = {column: row[column] for column in (*DROPPED[table], "removed_at") if column in row}

    def comes_so(self, entry: Row, row: Row) -> bool:
        """Whether a new row comes without its words: from a log of elsewhere, or as what was foreseen of its case."""
        finding = entry["body"]["rows"].get(f"finding:{row.get('finding_id')}", {})
        is_foreseen = (finding.get("case_no"), row.get("removed_at")) in self.gone
        return entry["act"] == "cases.import" or entry["act"] == "cases.become" and is_foreseen

    def kept(self, name: str, row: Row, *, is_new: bool) -> Iterator[str]:
        """What stands in place of words that were removed stays; nothing but a removal, here or where a row came from, says that
        they were."""
        for column, value in self.removed.get(name, {}).items():
            if row.get(column) != value:
                yield f"the words of {name} were removed, and others stand there"
        if (
            row.get("removed_at")
            and name not in self.removed
            and not is_new
            and not self.rows.get(name, {}).get("removed_at")
        ):
            yield f"nobody removed the words of {name}"
