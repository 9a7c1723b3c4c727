"""Minority opinions: one each, of members who were not with the side that prevailed, within 14 days, beside the result and in the changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, opinions
from workbench.ballots.models import Ballot, MinorityOpinion
from workbench.proof import counting

KINDS = [
    ("approval", "adopted", "for", True), ("approval", "adopted", "abstain", False), ("approval", "adopted", None, False),
    ("approval", "rejected", "against", True), ("approval", "rejected", "for", False), ("approval", "blocked", "block", True),
    ("consent", "adopted", None, True), ("consent", "adopted", "abstain", False), ("consent", "blocked", None, False),
    ("ranked", "adopted", "3 > 0 > 4", True), ("ranked", "adopted", "3 = 4 > 0", True), ("ranked", "adopted", "4 > 3", False),
    ("ranked", "adopted", "abstain", False), ("ranked", "rejected", "0 > 3", True), ("ranked", "rejected", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("method", "outcome", "choice", "is_with"), KINDS)
def test_who_was_with_the_side_that_prevailed(method: str, outcome: str, choice: str | None, is_with: bool) -> None:
    ballot = Ballot(outcome=outcome, proposal_no=3, rule={"method": method})
    assert opinions.prevailed(ballot, choice) is is_with
    assert counting.prevailed(ballot.rule, outcome, [3], choice or "") is is_with


@pytest.fixture
def decided(hall: Hall) -> Ballot:
    """Carried by six; the last member voted against."""
    ballot = hall.ballot()
    hall.votes(ballot, for_=6, against=1)
    return actions.close(hall.session, hall.secretary, ballot)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_it_is_one_each_of_the_minority_in_time(clock: Traveller, hall: Hall, decided: Ballot) -> None:
    minority, body = hall.members[-1], {"body": "It leaves **readers** out."}
    assert refused(opinions.publish, hall.session, hall.chair, decided, **body).status == 403
    assert refused(opinions.publish, hall.session, minority, decided, body=" ").field == "opinion"
    opinions.publish(hall.session, minority, decided, **body)
    assert "stays as it is" in str(refused(opinions.publish, hall.session, minority, decided, **body))
    hall.session.delete(hall.session.get_one(MinorityOpinion, (decided.no, minority.id)))
    clock.shift(timedelta(days=14))
    assert "were taken until" in str(refused(opinions.publish, hall.session, minority, decided, **body))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.usefixtures("clock")
def test_it_stands_beside_the_result_and_in_the_changes_and_its_record_proves_itself(
    hall: Hall, decided: Ballot, client: Client, tmp_path: Path
) -> None:
    hall.adopt(decided)
    client.sign_in(hall.members[-1])
    address = f"/ballots/{decided.no}"
    wrong = client.send(f"{address}/opinions", opinion="x" * 10_001)
    assert wrong.status_code == 422 and "x" * 10_001 in wrong.text
    assert client.send(f"{address}/opinions", opinion="It leaves **readers** out.").status_code == 303
    for place in (address, "/definition/changelog"):
        assert "It leaves <strong>readers</strong> out." in client.open(place).text
    assert "> It leaves **readers** out." in client.open("/definition/changelog?format=markdown").text
    assert proved(hall, tmp_path / "record") == []

    def of_the_majority(kept: list[Entry]) -> None:
        entry, chair = named(kept, "ballots.opine"), hall.chair
        entry["actor"] = f"member:{chair.id} {chair.name}"
        entry["body"]["rows"] = {f"minority_opinion:{decided.no}:{chair.id}": row(entry, "minority_opinion")}

    assert anew(handed_on(hall, tmp_path / "lie"), of_the_majority)
