"""What must not be in the way of a ballot, from the minutes alone."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.proof.guards import Guards

OPEN: dict[str, Any] = {"proposal": 1, "revision": 1, "seats": [[1, "", False, "eligible"]], "touches": ["a"]}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"touches": ["a"]}, "ballot 1 was open, and touches a clause"),
        ({"touches": []}, "are not those of its texts"),
        ({"touches": ["a"], "amends": [1, 1]}, ""),
        ({}, ""),
    ],
)
def test_the_minutes_alone_say_whether_another_ballot_was_open_on_a_clause(second: dict[str, Any], said: str) -> None:
    found = Guards()

    def entry(no: int, statement: dict[str, Any]) -> dict[str, Any]:
        rows = {f"revision:{no}:1": {"touched": ["a"]}, f"ballot:{no}": {"rule": {}, "closed_at": None}}
        return {
            "act": "ballots.open",
            "thing": f"ballot:{no}",
            "actor": "",
            "body": {"statement": statement, "rows": rows},
        }

    assert list(found.take(entry(1, OPEN))) == []
    about = {key: value for key, value in OPEN.items() if key != "touches"} | {"proposal": 2} | second
    told = list(found.take(entry(2, about)))
    assert (said in told[0]) if said else told == []
