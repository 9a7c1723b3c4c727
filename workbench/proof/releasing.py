"""Releases and withdrawals beside versions.py: who acts, that a result stands, and the commit of a release. For verify.py, which proves
a record with it. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.proof.written import Rows

Row = dict[str, Any]


class Released:
    """What verify.py asks of a record about versions beside that: who acts, that a result stands, and the commit of a release."""

    rows: Rows
    entry: Row
    bundle: Any
    newest: Row
    challenged: dict[str, dict[str, int]]
    statements: dict[str, Row]
    OFFICERS: frozenset[str]
    MEMBERS: frozenset[str]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    of: Callable[[str, dict[str, Row]], dict[str, Row]]
    text: Callable[..., None]
    waited: Callable[[str], bool]
    is_moved: Callable[[str], bool]
    judged: Callable[[str, str, Any], None]

    def on_version(self, ballot: Row, said: Row) -> None:
        """A ballot on a version is opened beside the newest text."""
        is_so = said.get("ratifies") or ballot["base_commit"] == self.newest["commit"]
        self.must(is_so and "recused" not in said, "it was not opened beside the newest text")

    def stands(self, no: int | None) -> None:
        """The result of a ballot on a version, and that of the body that ratifies it, cannot be doubted any more."""
        by = self.rows.get(f"ratification:{no}", {}).get("by_ballot")
        for name in (f"ballot:{one}" for one in (no, by) if one):
            is_free = self.waited(name) and not self.is_moved(name) and not self.challenged.get(name)
            self.must(is_free, f"the result of {name} did not stand yet")

    def of_release(self, made: Row) -> Row:
        """The proposals that a release combines, as a statement names those from which somebody may be recused."""
        texts = [no for no in range(made["after"] + 1, made["ordinal"] + 1) if f"working_version:{no}" in self.rows]
        labels = {self.rows[f"version:{no}"]["label"] for no in texts}
        found = [row["proposal_no"] for row in self.of("adoption", self.rows).values() if row["label"] in labels]
        return {"recused_from": found}

    def versions_candidate(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.of_release(rows[name]))
        is_own = self.entry["actor"].startswith(f"member:{rows[name]['made_by']} ")
        self.must(is_own, "it was not made by who did it")

    def versions_call(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.of_release(rows[name]))

    def versions_send_back(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.MEMBERS, self.of_release(rows[name]))

    def versions_approve(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.of_release(rows[name]))
        self.stands(rows[name]["ballot_no"])

    def versions_publish(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.of_release(rows[name]))
        made, (version,) = rows[name], self.of("version", rows).values()
        self.text("the release", version["commit"], made["fingerprint"])
        for tree in self.of("requirement_tree", rows).values():
            self.judged("the release", version["commit"], tree["clauses"])
        if self.bundle:
            _, parents, message = self.bundle.commit(version["commit"])
            behind = parents == [self.rows[f"version:{made['ordinal']}"]["commit"]]
            self.must(behind and f"Minutes-Head: {self.entry['prev']}" in message, "its commit does not follow from the text and the minutes before it")  # fmt: skip

    def versions_withdraw(self, rows: dict[str, Row], name: str) -> None:
        no = rows[f"version_withdrawal:{name[8:]}"]["ballot_no"]
        self.by(self.OFFICERS, self.statements[f"ballot:{no}"])
        self.stands(no)
