"""Where the text of a ballot turns verdicts, nobody votes who has not opened the list of the affected cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_flips import YEAR, case, judge
from tests.proof.test_verify import Entry, anew, bind, handed_on, named
from tests.support.client import Client
from workbench.ballots import actions, turning
from workbench.ballots.second import statement
from workbench.db import now
from workbench.proposals import foreseen, queries

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_who_votes_on_what_turns_a_verdict_has_opened_the_list_of_cases_first(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    about, proposal = case(hall), hall.proposal(YEAR)
    judge(hall, queries.revision(hall.session, proposal), about, "not_met")
    before, voter, other = hall.members[3], hall.members[2], hall.members[1]
    foreseen.say(hall.session, before, proposal, 1, hall.config.committee)
    ballot = hall.ballot(proposal)
    assert statement(hall.session, ballot)["turns"] == [[proposal.no, [about.no]]]
    actions.vote(
        hall.session, before, ballot, choice="for", fingerprint=ballot.fingerprint
    )  # had said so of the revision
    hall.session.commit()

    client.sign_in(voter)
    at = f"/ballots/{ballot.no}"
    page = client.get(at).text
    assert f"turns the verdict of case {about.no}" in page and "Open the list of affected cases" in page
    words = {"choice": "against", "reason": "Too long.", "fingerprint": ballot.fingerprint}
    answer = client.send(f"{at}/votes", **words)
    assert answer.status_code == 409 and f"at {at}/cases" in answer.text and "Too long." in answer.text
    assert "I have opened it" in client.get(f"{at}/cases").text
    for _ in range(2):
        assert client.send(f"{at}/cases?of={proposal.no}").location == f"{at}/cases?of={proposal.no}"
    page = client.get(f"{at}/cases").text
    assert f"In this ballot {voter.name} has opened this list." in page and "I have opened it" not in page
    assert client.send(f"{at}/votes", **words).status_code == 303
    assert (
        refused(actions.vote, hall.session, other, ballot, choice="for", fingerprint=ballot.fingerprint).status == 409
    )
    hall.votes(ballot, for_=len(hall.everybody))
    actions.close(hall.session, hall.secretary, ballot)
    assert "Voting is over" in str(refused(turning.open_list, hall.session, before, ballot, now()))
    assert proved(hall, tmp_path / "whole") == []

    def told(change: Any) -> list[str]:
        return anew(handed_on(hall, tmp_path / change.__name__), change)

    def unopened(kept: list[Entry]) -> None:
        kept.remove(named(kept, "ballots.open_list"))

    def unsaid(kept: list[Entry]) -> None:
        kept.remove(named(kept, "proposals.foresee"))

    def by_another(kept: list[Entry]) -> None:
        named(kept, "ballots.open_list")["actor"] = f"member:{other.id} {other.name}"

    def elsewhere(kept: list[Entry]) -> None:
        named(kept, "ballots.open")["body"]["statement"]["turns"][0][0] = 99
        bind(named(kept, "ballots.open"))

    assert "has not opened the list" in told(unopened)[0] and "has not opened the list" in told(unsaid)[0]
    assert "for themself, while it is open" in told(by_another)[0]
    assert "are not of its texts" in told(elsewhere)[0]
