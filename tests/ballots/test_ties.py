"""A tie on one question: it fails, the chair decides it in the open, a draw does, or it is only reported, as the rule says."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import opened, ranked, rivals
from tests.proof.test_verify import Entry, anew, handed_on, named
from tests.support.client import Client
from workbench.ballots import actions, queries, secrecy, ties, waiting
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.minutes.record import canonical

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
CHANGES = (("for the first month", "for the first year"), ("for the first month", "for the first week"))
MORE = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}


def tied(hall: Hall, tie: str) -> Ballot:
    """Three for (the chair among them), three against and an abstention, on record."""
    committee = hall.config.committee
    rules = {**committee.rules, "tie": {"pass": [[MORE]], "tie": tie, "for_classes": ["substantive"]}}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules=rules)
    ballot = hall.ballot(hall.proposal(), rule="tie")
    hall.votes(ballot, for_=3, against=3, abstain=1)
    return actions.close(hall.session, hall.secretary, ballot)


@pytest.mark.parametrize(("choice", "outcome"), [("for", "adopted"), ("against", "rejected")])
def test_the_chair_decides_whatever_they_voted_and_either_way(
    hall: Hall, client: Client, tmp_path: Path, choice: str, outcome: str
) -> None:
    ballot = tied(hall, "chair_casting")
    assert ballot.outcome == "tie_pending"
    assert any(
        "For and against are tied: decide" in turn.why for turn in waiting.turns(hall.session, hall.chair, now())
    )
    option = ballot.proposal_no if choice == "for" else 0
    assert refused(ties.decide, hall.session, hall.secretary, ballot, option=option, reason="So.").status == 403
    assert refused(ties.decide, hall.session, hall.chair, ballot, option=99, reason="So.").field == "option"
    hall.session.commit()
    client.sign_in(hall.chair)
    assert "Against: the text stays as it is" in client.open(f"/ballots/{ballot.no}").text
    refusal = client.send(f"/ballots/{ballot.no}/decide", option=str(option), reason=" ")
    assert refusal.status_code == 422 and "in a sentence that a stranger would understand" in refusal.text
    assert client.send(f"/ballots/{ballot.no}/decide", option=str(option), reason="It is clear.").status_code == 303
    hall.session.expire_all()
    assert ballot.outcome == outcome and "It is clear." in client.open(f"/ballots/{ballot.no}").text
    assert proved(hall, tmp_path / "record") == []


def test_without_a_casting_vote_in_time_the_text_stays(clock: Traveller, hall: Hall, tmp_path: Path) -> None:
    ballot = tied(hall, "chair_casting")
    assert refused(ties.lapse, hall.session, hall.secretary, ballot).status == 409
    clock.shift(ties.TIME)
    ties.lapse(hall.session, hall.secretary, ballot)
    assert ballot.outcome == "rejected" and proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize(
    ("tie", "outcomes", "said"),
    [
        ("fails", {"rejected"}, "a tie fails"),
        ("chair_if_not_voted", {"rejected"}, "the chair has voted already"),
        ("random_recorded", {"adopted", "rejected"}, "The draw: the SHA-256 of the votes with their salts"),
        ("report", {"tied"}, "The tie is on record, and nothing is decided"),
    ],
)
def test_other_ties_are_settled_at_the_close(
    hall: Hall, client: Client, tmp_path: Path, tie: str, outcomes: set[str], said: str
) -> None:
    ballot = tied(hall, tie)
    assert ballot.outcome in outcomes
    assert proved(hall, tmp_path / "record") == []
    assert said in client.open(f"/ballots/{ballot.no}").text
    assert client.open("/ballots").status_code == 200


@pytest.mark.parametrize("tie", ["random_recorded", "report"])
def test_between_rivals_that_are_level_a_draw_decides_or_nothing_does(
    hall: Hall, client: Client, tmp_path: Path, tie: str
) -> None:
    known = hall.config.committee
    rules = {**known.rules, "rivals": {**known.rules["rivals"], "tie": tie}}
    hall.config.__dict__["committee"] = dataclasses.replace(known, rules=rules)
    proposals = rivals(hall, *CHANGES)
    ballot = opened(hall, *proposals)
    ranked(hall, ballot, *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    page = client.get(f"/ballots/{ballot.no}").text
    if tie == "report":
        assert (ballot.outcome, [one.state for one in proposals]) == ("tied", ["discussion"] * 2)
        assert "It is only reported" in page and proved(hall, tmp_path / "record") == []
        return
    closed = secrecy.entry(hall.session, ballot)
    assert closed
    votes = closed.body["votes"]
    lot = hashlib.sha256(canonical(votes).encode()).hexdigest()
    first = min((1, 2), key=lambda no: hashlib.sha256(f"{lot} {no}".encode()).hexdigest())
    assert (ballot.outcome, ballot.proposal_no) == ("adopted", first) and f"the first is proposal {first}." in page
    hall.adopt(ballot)
    assert sorted(one.state for one in proposals) == ["adopted", "defeated"]
    assert proved(hall, tmp_path / "record") == []

    def other(kept: list[Entry]) -> None:
        row = named(kept, "ballots.close")["body"]["rows"][f"ballot:{ballot.no}"]
        row["proposal_no"], row["fingerprint"] = 3 - first, queries.revision(hall.session, ballot).fingerprint

    assert any("its proposal_no is not the one" in fault for fault in anew(handed_on(hall, tmp_path / "anew"), other))
