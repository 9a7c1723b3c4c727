"""How far a change raises the number of the version: by its class, or more where that is what becomes of the cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ballots.hall import Hall
from tests.ballots.test_flips import YEAR, case, judge
from tests.ballots.test_in_force import settle
from tests.proposals.desk import words_in
from tests.support.client import Client
from workbench.ballots import nextversion, second
from workbench.ballots.models import Ballot
from workbench.proof import classes, export, verify
from workbench.proposals import bumps, queries
from workbench.proposals.bumps import Bump
from workbench.proposals.models import Proposal

LOST = "would no longer conform"


@pytest.mark.parametrize(
    ("claimed", "turns", "size", "because", "way"),
    [
        ("editorial", [], "patch", "", ""),
        ("substantive", [], "minor", "", ""),
        ("scope", [(4, "conforms", "does_not_conform")], "major", "", "tightening"),
        ("substantive", [(4, "conforms", "does_not_conform")], "major", f"case 4 {LOST}", "tightening"),
        ("editorial", [(4, "conforms", "conforms_if")], "major", f"case 4 {LOST}", "tightening"),
        ("substantive", [(9, "conforms", "indeterminate"), (4, "indeterminate", "conforms")], "major", f"case 9 {LOST}", "tightening"),
        ("substantive", [(4, "does_not_conform", "conforms")], "minor", "", "loosening"),
        ("substantive", [(4, "indeterminate", "conforms_if")], "minor", "", "loosening"),
        ("substantive", [(4, "conforms_if", "does_not_conform")], "major", "the verdict can only become stricter, as in case 4", "tightening"),
        ("substantive", [(4, "conforms_if", "indeterminate"), (5, "does_not_conform", "conforms")], "minor", "", "tightening"),
    ],
)  # fmt: skip
def test_the_size_follows_from_the_class_and_the_verdicts_that_turn(
    claimed: str, turns: list[bumps.Turn], size: str, because: str, way: str
) -> None:
    assert bumps.weighed(claimed, turns) == Bump(size, because, way)


def turned(hall: Hall, claimed: str = "substantive", value: str = "not_met") -> Proposal:
    """A proposal under which members found that a case which conforms would not."""
    about, proposal = case(hall), hall.proposal(YEAR, claimed=claimed)
    judge(hall, queries.revision(hall.session, proposal), about, value)
    return proposal


def said(hall: Hall, ballot: Ballot) -> dict[str, object]:
    return {key: value for key, value in second.statement(hall.session, ballot).items() if key in nextversion.KEYS}


def test_the_statement_of_a_ballot_fixes_the_size_and_the_days_that_the_turn_gives(hall: Hall) -> None:
    settle(hall, substantive=10, tightening=90, loosening=0)
    proposal = turned(hall)
    ballot = hall.carried(proposal)
    assert said(hall, ballot) == {"transition_days": {"1": 90}, "bump": {"1": ["major", f"case 1 {LOST}"]}}
    judge_again = queries.revision(hall.session, proposal)
    assert nextversion.becomes(hall.session, proposal, judge_again, ballot) == f"version 3 (major: case 1 {LOST})"
    hall.adopt(ballot)
    assert hall.check() == []


def test_a_ballot_whose_class_says_it_already_is_fixed_as_before(hall: Hall) -> None:
    settle(hall, substantive=10, tightening=0)
    assert said(hall, hall.ballot(hall.proposal())) == {"transition_days": {"1": 10}}
    assert said(hall, hall.ballot(turned(hall, value="met"))) == {"transition_days": {"2": 10}}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_version_called_otherwise_than_its_ballot_fixed_is_found_by_check_and_by_verify(
    hall: Hall, tmp_path: Path
) -> None:
    hall.adopt(hall.carried(turned(hall)))
    hall.session.commit()
    export.fill(hall.session, hall.repository, "Library committee", tmp_path)
    assert verify.verify(tmp_path)[1] == []
    told = classes.Classes()
    faults = []
    for line in (tmp_path / "minutes.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        for row in entry["body"].get("rows", {}).values():
            row |= {"label": "2.1"} if row.get("label") == "2" else {}
        faults += told.take(entry)
    assert faults == ["the next version is called 3.0 by its class and its ballot, and not 3"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_say_the_size_and_that_an_editorial_claim_does_not_fit(hall: Hall, client: Client) -> None:
    proposal = turned(hall, "editorial")
    hall.session.commit()
    page = words_in(client.sign_in(hall.members[2]).get(f"/proposals/{proposal.no}").text)
    assert f"it would become version 3 (major: case 1 {LOST})" in page
    assert "It is claimed as editorial, which turns no verdict, and here one turns: case 1 conforms now" in page
    form = words_in(client.sign_in(hall.chair).get(f"/proposals/{proposal.no}/ballot").text)
    assert f"version 3 (major: case 1 {LOST})" in form
    ballot = hall.ballot(proposal, rule="editorial")
    hall.session.commit()
    assert f"version 3 (major: case 1 {LOST})" in words_in(client.get(f"/ballots/{ballot.no}").text)


def test_labels_are_worked_out_a_second_time() -> None:
    from workbench.definition.labels import next_label

    for newest in ("1.0", "0.1.0", "1.4.2", "0.0.7.1", "1.0-RC1", "2.0beta", "1.0+3", "42", "6+1", "draft-2", "final"):
        for size in classes.SIZES:
            for taken in (set(), {next_label(newest, size)}):
                assert classes.next_label(newest, size, taken) == next_label(newest, size, taken)
