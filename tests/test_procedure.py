"""The page of the procedure says what the tables say, and where a thing stands in them."""

from __future__ import annotations

import re

import pytest

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench import procedure
from workbench.ballots import states
from workbench.config import Config
from workbench.minutes.models import Minute
from workbench.proposals import comments


@pytest.mark.parametrize("machine", procedure.MACHINES.values(), ids=procedure.MACHINES)
def test_every_state_has_its_words_and_a_way_to_it(machine: procedure.Machine) -> None:
    named = {step.target for step in machine.steps} | {step.source for step in machine.steps} - {""}
    reached = {""}
    for _ in machine.steps:
        reached |= {step.target for step in machine.steps if step.source in reached}
    assert named == machine.words.keys() == reached - {""}
    assert set(machine.way) <= named
    assert all(step.who and step.guard and step.effect and step.notice for step in machine.steps)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_page_marks_where_a_proposal_and_its_ballot_stand(client: Client, instance: Config) -> None:
    assert client.arranged
    hall = Hall.of(client.arranged, instance)
    hall.ballot()
    page = client.get("/procedure?of=proposal:1").text
    assert "Proposal 1 is in ballot." in page and page.count('class="here"') == 1
    # what comes of it depends on votes that nobody knows
    assert page.count('class="when"') == len({s.target for s in procedure.MACHINES["proposal"].from_state("balloting")})
    page = client.get("/procedure?of=ballot:1").text
    assert 'Ballot 1 is open. May be next: <a href="#void">void</a>.' in page and page.count('class="may"') == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_what_is_known_to_be_possible_may_be_next(client: Client, instance: Config) -> None:
    assert client.arranged
    hall = Hall.of(client.arranged, instance)
    proposal = hall.proposal()
    raised = comments.post(
        hall.session, hall.members[1], proposal, clause_id="reading-silence", body="By whom?", kind="concern", remedy="Say it.",
    )  # fmt: skip

    def nexts() -> set[str]:
        return set(re.findall(r'id="(\w+)" class="may"', client.get("/procedure?of=proposal:1").text))

    assert nexts() == {"withdrawn", "tabled"}
    comments.settle(hall.session, hall.members[1], raised, outcome="It is said.")
    assert nexts() == {"withdrawn", "tabled", "balloting"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_revisions_and_versions_stand_where_what_was_filed_and_adopted_puts_them(
    client: Client, instance: Config
) -> None:
    assert client.arranged
    hall = Hall.of(client.arranged, instance)
    proposal = hall.proposal()
    hall.proposal(("what is done for", "what is done at once for"), revises=proposal)
    told = {
        of: client.get(f"/procedure?of={of}").text for of in ("revision:1.1", "revision:1.2", "version:1", "version:2")
    }
    assert "Revision 1.1 is superseded." in told["revision:1.1"] and "is the current one." in told["revision:1.2"]
    assert "Version 1 is superseded." in told["version:1"] and "Version 2 is in force." in told["version:2"]
    assert "revision 1, superseded" in client.get("/proposals/1/revisions/1").text


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "of",
    [
        "proposal:1",
        "revision:1.9",
        "revision:x",
        "version:9",
        "nothing",
        "case:x",
        "claim:99999999999",
        f"case:{'9' * 5000}",
    ],
)
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
