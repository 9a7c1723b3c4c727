"""The page of the procedure says what the tables say, and where a thing stands in them."""

from __future__ import annotations

import pytest

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench import procedure
from workbench.ballots import states
from workbench.config import Config
from workbench.minutes.models import Minute


@pytest.mark.parametrize("machine", procedure.MACHINES.values(), ids=procedure.MACHINES)
def test_every_state_has_its_words_and_a_way_to_it(machine: procedure.Machine) -> None:
    named = {step.target for step in machine.steps} | {step.source for step in machine.steps} - {""}
    reached = {""}
    for _ in machine.steps:
        reached |= {step.target for step in machine.steps if step.source in reached}
    assert named == machine.words.keys() == reached - {""}
    assert set(machine.way) <= named


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_page_marks_where_a_proposal_and_its_ballot_stand(client: Client, instance: Config) -> None:
    assert client.arranged
    hall = Hall.of(client.arranged, instance)
    hall.ballot()
    page = client.get("/procedure?of=proposal:1").text
    assert "Proposal 1 is in ballot." in page and page.count('class="here"') == 1
    assert page.count('class="may"') == len({s.target for s in procedure.MACHINES["proposal"].from_state("balloting")})
    assert "Ballot 1 is open." in client.get("/procedure?of=ballot:1").text


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("of", ["proposal:1", "nothing", "case:x", "claim:99999999999", f"case:{'9' * 5000}"])
def test_what_is_not_there_is_not_found(client: Client, of: str) -> None:
    assert client.get(f"/procedure?of={of}").status_code == 404


def test_an_outcome_that_follows_from_nothing_is_named() -> None:
    def entry(seq: int, outcome: str | None) -> Minute:
        return Minute(seq=seq, act="x", body={"rows": {"ballot:1": {"outcome": outcome}}})

    honest = [entry(1, None), entry(2, "tie_pending"), entry(3, "adopted")]
    assert list(states.disagreements(honest)) == []
    assert list(states.disagreements([*honest, entry(4, "rejected")])) == [
        "ballot:1: entry 4 of the minutes takes it from adopted to rejected"
    ]
