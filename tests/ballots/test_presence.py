"""Who is present, where a rule counts that: taken down by an officer until the close, counted with who votes, and proved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_closing import STANDS, settled
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, attending, known, queries, recusing, waiting
from workbench.ballots.models import Ballot
from workbench.db import now

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
OF_PRESENT = {"count": ["F"], "op": ">", "ratio": "1/2", "of": ["P"]}
# As the board of the OSI decides ordinary questions.
MEETING: dict[str, Any] = {
    "for_classes": ["substantive"], "quorum": [{"count": ["P"], "op": ">=", "plus": 4}], "pass": [[OF_PRESENT]],
}  # fmt: skip
COUNTS_ON = {
    "for_classes": ["substantive"], "quorum": [{"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["N"]}],
    "pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]], "recusal": {"effect": "counts_to_quorum"},
}  # fmt: skip
RULES = {"meeting": MEETING, "counts-on": COUNTS_ON}


def opened(hall: Hall, rule: str = "meeting") -> Ballot:
    committee = hall.config.committee
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, **RULES})
    ballot = hall.ballot(hall.proposal(), rule=rule)
    hall.session.commit()
    return ballot


def took(hall: Hall, ballot: Ballot, *members: int) -> None:
    """The secretary takes down that these of everybody are there."""
    attending.take(hall.session, hall.secretary, ballot, present=[hall.everybody[n].id or 0 for n in members])


@pytest.mark.parametrize(("present", "outcome"), [((), "no_quorum"), ((3,), "adopted"), ((3, 4, 5), "rejected")])
def test_who_votes_and_who_was_taken_down_are_present_and_the_last_taking_counts(
    clock: Traveller, hall: Hall, tmp_path: Path, present: tuple[int, ...], outcome: str
) -> None:
    ballot = opened(hall)
    took(hall, ballot, 0, 1, 2, 3, 4, 5, 6)
    hall.votes(ballot, for_=3)
    took(hall, ballot, 1, *present)
    clock.shift(timedelta(days=14))
    actions.close(hall.session, hall.secretary, ballot)
    counts = (ballot.tally or {})["counts"]
    assert (ballot.outcome, counts["present"]) == (outcome, 3 + len(present))
    assert proved(hall, tmp_path / "record") == []


def test_where_nobody_took_it_down_those_are_present_who_vote(clock: Traveller, hall: Hall, tmp_path: Path) -> None:
    ballot = opened(hall)
    assert any("take that down before" in turn.why for turn in waiting.turns(hall.session, hall.chair, now()))
    hall.votes(ballot, for_=3, abstain=1)
    clock.shift(timedelta(days=14))
    assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize(("present", "outcome"), [(None, "adopted"), ((5,), "adopted"), ((0,), "no_quorum")])
def test_the_recused_count_to_the_quorum_as_far_as_they_are_present(
    clock: Traveller, hall: Hall, tmp_path: Path, present: tuple[int, ...] | None, outcome: str
) -> None:
    ballot = opened(hall, "counts-on")
    proposal = queries.proposals(hall.session, ballot)[0]
    for member in hall.members[3:]:
        recusing.recuse(hall.session, member, proposal, reason="They pay me.")
    hall.votes(ballot, for_=3)
    if present is not None:
        took(hall, ballot, *present)
    clock.shift(timedelta(days=14))
    assert actions.close(hall.session, hall.secretary, ballot).outcome == outcome
    assert proved(hall, tmp_path / "record") == []


def test_it_is_refused_where_it_cannot_be_taken_down(clock: Traveller, hall: Hall) -> None:
    ballot, other = opened(hall), hall.ballot(hall.proposal(("A loan costs nothing", "A loan costs a penny")))
    take = attending.take
    assert refused(take, hall.session, hall.members[0], ballot, present=[]).status == 403
    assert refused(take, hall.session, hall.chair, ballot, present=[0]).field == "present"
    assert refused(take, hall.session, hall.chair, other, present=[]).status == 409
    clock.shift(timedelta(days=14))
    assert "cannot be taken down any more" in str(refused(take, hall.session, hall.chair, ballot, present=[]))


def test_the_page_has_the_form_and_tells_what_was_taken_down(hall: Hall, client: Client) -> None:
    ballot = opened(hall)
    hall.vote(hall.members[0], ballot)
    hall.session.commit()
    client.sign_in(hall.secretary)
    page = client.get("/ballots/1").text
    assert "nobody has taken that down" in page and page.count('name="present"') == 6
    answer = client.send("/ballots/1/presence", present=str(hall.chair.id))
    assert answer.status_code == 303
    client.sign_out()
    page = client.get("/ballots/1").text
    assert f"{hall.chair.name}. Whoever votes is present, too." in page and 'name="present"' not in page


def of_a_stranger(kept: list[Entry]) -> None:
    row(named(kept, "ballots.attend"), "presence")["present"].append(99)


def after_the_close(kept: list[Entry]) -> None:
    row(named(kept, "ballots.attend"), "presence")["taken_at"] = "2035-01-01T00:00:00+00:00"


def by_somebody(kept: list[Entry]) -> None:
    named(kept, "ballots.attend")["actor"] = named(kept, "ballots.vote", 2)["actor"]


def fewer(kept: list[Entry]) -> None:
    row(named(kept, "ballots.attend"), "presence")["present"].clear()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (of_a_stranger, "not on the roll"), (after_the_close, "a ballot that was not open"), (by_somebody, "is not theirs"),
        (fewer, "counting gives no_quorum"),
    ],
)  # fmt: skip
def test_what_was_done_to_it_is_named(
    clock: Traveller, hall: Hall, tmp_path: Path, change: Callable[[list[Entry]], None], said: str
) -> None:
    ballot = opened(hall)
    took(hall, ballot, 3)
    hall.votes(ballot, for_=3)
    clock.shift(timedelta(days=14))
    actions.close(hall.session, hall.secretary, ballot)
    found = anew(handed_on(hall, tmp_path / "record"), change)
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    ("rule", "votes", "is_fixed"),
    [
        ({"pass": [[OF_PRESENT]]}, "fff", True),  # of five
        ({"pass": [[OF_PRESENT]]}, "ff", False),
        ({"pass": [[OF_PRESENT]]}, "ffa", False),  # the other two may be there and silent
        ({"pass": [[OF_PRESENT]], "quorum": [{"count": ["P"], "op": ">=", "plus": 4}]}, "fff", False),
    ],
)
def test_it_is_fixed_when_nobody_who_may_still_be_there_changes_it(
    kind: str, rule: dict[str, Any], votes: str, is_fixed: bool
) -> None:
    assert settled(rule | {"window": STANDS}, 5, votes) is is_fixed


def test_a_sign_off_knows_nobody_present(kind: str) -> None:
    rule = known.rules.read("one", {"method": "signoff", "pass": [[OF_PRESENT]]})
    assert any("at which nobody is present" in one for one in known.obstacles(rule))
