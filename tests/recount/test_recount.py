"""A sample of the ballots that `python -m tests.recount` counts twice; all 100,000 and the 20,000 profiles are its own run."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.recount.__main__ import differences, profiles
from workbench.ballots import tally


def test_10000_made_ballots_come_out_as_in_the_second_count() -> None:
    seen = Counter[str]()
    assert next(differences(10_000, 2, seen), "") == ""
    assert {
        "adopted",
        "rejected",
        "no_quorum",
        "blocked",
        "tie_pending",
        "no_electorate",
        "invalid_tally",
    } <= seen.keys()


def test_a_count_that_is_wrong_by_one_step_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "for_quorum", lambda rule, condition, counts: counts)
    assert next(differences(10_000, 2), "") != ""


def test_2000_rankings_have_the_winners_of_debians_procedure_circles_among_them() -> None:
    differ, circles = profiles(2000, 3)
    assert differ == 0 and circles > 10
