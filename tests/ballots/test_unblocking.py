"""A block is withdrawn by who raised it, or overruled by those who decide, and what it stopped is counted again; a recusal is taken back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_signoff import SIGNOFF
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, challenges, opinions, queries, recusing, unblocking
from workbench.ballots.models import Ballot, RollEntry
from workbench.members.models import Member
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
MORE = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}
WHY = "It breaks the catalogue."


def blocked(hall: Hall, votes: int = 6, **block: Any) -> Ballot:
    """So many, or six, were for it, the others of them against and one member, who is neither its author nor an officer, stopped it; under a rule with these words on blocks."""
    committee = hall.config.committee
    made = {
        "for_classes": ["substantive"],
        "pass": [[MORE]],
        "block": {"enabled": True, **block},
        "window": {"challenge": "PT0H"},
    }
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "blocks": made})
    ballot = hall.ballot(rule="blocks")
    hall.votes(ballot, for_=votes, against=6 - votes)
    hall.vote(hall.members[4], ballot, "block", WHY)
    actions.close(hall.session, hall.secretary, ballot)
    hall.session.commit()
    return ballot


def says(hall: Hall, actor: Member, ballot: Ballot, upheld: bool = False) -> object:
    maker = hall.members[4].id or 0
    return unblocking.overrule(
        hall.session, actor, ballot, maker, upheld=upheld, reason="The catalogue has its own rule."
    )


def state(hall: Hall, ballot: Ballot) -> str:
    return hall.session.get_one(Proposal, ballot.proposal_no).state


def test_withdrawn_by_who_raised_it_the_text_carries_and_is_adopted(hall: Hall, tmp_path: Path) -> None:
    ballot = blocked(hall)
    assert (ballot.outcome, state(hall, ballot)) == ("blocked", "discussion")
    assert "No block of yours" in str(
        refused(unblocking.withdraw, hall.session, hall.members[3], ballot, reason="Fine.")
    )
    unblocking.withdraw(hall.session, hall.members[4], ballot, reason="The catalogue was mended.")
    assert (ballot.outcome, state(hall, ballot)) == ("adopted", "balloting")
    assert ballot.tally and ballot.tally["counts"] == {"for": 6, "against": 0, "abstain": 1, "roll": 7}
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


def test_an_officer_who_is_no_party_overrules_it_and_it_counts_against(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    ballot = blocked(hall)
    place = f"/ballots/{ballot.no}/blocks/{hall.members[4].id}"
    client.sign_in(hall.members[3])
    assert client.send(place, upheld="no", ruling="No.").status_code == 403
    client.sign_in(hall.chair)
    assert WHY in client.open(f"/ballots/{ballot.no}").text
    wrong = client.send(place, upheld="", ruling="It has its own rule.")
    assert wrong.status_code == 422 and "Say whether it stands" in wrong.text and "It has its own rule." in wrong.text
    assert client.send(place, upheld="yes", ruling="I am not sure.").status_code == 303
    hall.session.expire_all()
    assert ballot.outcome == "blocked"
    assert client.send(place, upheld="no", ruling="It has its own rule.").status_code == 303
    hall.session.expire_all()
    assert ballot.outcome == "adopted" and ballot.tally and ballot.tally["counts"]["against"] == 1
    page = client.open(f"/ballots/{ballot.no}").text
    assert "overruled by" in page and "It has its own rule." in page
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


def test_who_decides_is_as_the_rule_says(hall: Hall, tmp_path: Path) -> None:
    ballot = blocked(hall, unblock="override_vote")
    for number, member in enumerate(hall.everybody[:4]):
        assert ballot.outcome == "blocked", f"{number} of six"
        says(hall, member, ballot)
    assert ballot.outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize("block", [{"unblock": "withdrawn"}, {"invalid_if": "no_reason"}])
def test_what_the_rule_lets_nobody_overrule_only_its_maker_ends(hall: Hall, block: dict[str, str]) -> None:
    ballot = blocked(hall, **block)
    assert "only who raised" in str(refused(says, hall, hall.chair, ballot))


def test_what_does_not_carry_without_it_is_rejected(hall: Hall, tmp_path: Path) -> None:
    ballot = blocked(hall, votes=3)
    says(hall, hall.chair, ballot)
    assert (ballot.outcome, state(hall, ballot)) == ("rejected", "rejected")
    assert proved(hall, tmp_path / "record") == []


def test_after_seven_days_or_another_revision_it_takes_another_ballot(hall: Hall, clock: Traveller) -> None:
    ballot = blocked(hall)
    clock.shift(timedelta(days=7))
    assert "within seven days" in str(refused(says, hall, hall.chair, ballot))
    clock.shift(-timedelta(days=6))
    hall.proposal(("who sings", "who whistles"), revises=hall.session.get_one(Proposal, 1))
    assert "has gone on" in str(refused(says, hall, hall.chair, ballot))


def test_a_recount_comes_first(hall: Hall) -> None:
    ballot = blocked(hall)
    challenges.challenge(hall.session, hall.members[2], ballot, wrong="The block came after the close.")
    assert refused(says, hall, hall.chair, ballot).status == 409
    challenges.recount(hall.session, hall.members[3], ballot, outcome="confirmed", answer="It came before.")
    says(hall, hall.chair, ballot)
    assert ballot.outcome == "adopted"


def test_in_a_sign_off_the_last_period_begins_when_it_is_overruled(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    committee = hall.config.committee
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "signoff": SIGNOFF})
    ballot = hall.ballot(rule="signoff", days=7)
    hall.votes(ballot, for_=4)
    hall.vote(hall.members[4], ballot, "block", WHY)
    clock.shift(timedelta(days=6))
    says(hall, hall.chair, ballot)
    assert queries.result(hall.session, ballot).outcome == "final_comment"
    clock.shift(timedelta(days=3))
    assert actions.close(hall.session, hall.chair, ballot).outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


def test_a_record_written_anew_ends_no_block_that_stands(hall: Hall, tmp_path: Path) -> None:
    ballot = blocked(hall)
    says(hall, hall.chair, ballot)

    def by_its_maker(kept: list[Entry]) -> None:
        entry, who = named(kept, "ballots.overrule_block"), hall.members[4]
        entry["actor"] = f"member:{who.id} {who.name}"
        row(entry, "block_end")["ended_by"] = who.id

    def too_late(kept: list[Entry]) -> None:
        for entry in kept[kept.index(named(kept, "ballots.overrule_block")) :]:
            entry["at"] = "2026-05-14T10:00:00+00:00"

    def counted_otherwise(kept: list[Entry]) -> None:
        row(named(kept, "ballots.overrule_block"), "block_end")["state"] = "withdrawn"

    for number, lie in enumerate([by_its_maker, too_late, counted_otherwise]):
        assert anew(handed_on(hall, tmp_path / str(number)), lie), lie.__name__
    assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []


def test_a_recusal_is_taken_back_until_somebody_has_voted(hall: Hall, client: Client, tmp_path: Path) -> None:
    proposal, one, two = hall.proposal(), hall.members[1], hall.members[2]
    for member in (one, two):
        recusing.recuse(hall.session, member, proposal, reason="They pay me.")
    ballot = hall.ballot(proposal)
    hall.session.commit()
    client.sign_in(one)
    assert "Take it back" in client.open("/proposals/1/recusals").text
    assert client.send("/proposals/1/recusals/take-back").status_code == 303
    assert client.send("/proposals/1/recusals/take-back").status_code == 409
    hall.session.expire_all()
    assert hall.session.get_one(RollEntry, (ballot.no, one.id)).status == "eligible"
    hall.vote(one, ballot)
    assert "A vote was cast" in str(refused(recusing.take_back, hall.session, two, proposal))
    recusing.recuse(hall.session, one, proposal, reason="They pay me again.")
    assert proved(hall, tmp_path / "record") == []


def test_what_followed_the_block_stays_in_order_once_it_is_withdrawn(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    ballot = blocked(hall)
    opinions.publish(hall.session, hall.members[0], ballot, body="We were for it.")
    challenges.challenge(hall.session, hall.members[1], ballot, wrong="A vote is missing.")
    challenges.recount(hall.session, hall.members[2], ballot, outcome="confirmed", answer="None is.")
    clock.shift(timedelta(days=1))
    unblocking.withdraw(hall.session, hall.members[4], ballot, reason=WHY)
    assert ballot.outcome == "adopted" and proved(hall, tmp_path / "record") == []


def test_words_that_came_too_late_are_given_back(hall: Hall, client: Client, clock: Traveller) -> None:
    blocked(hall)
    clock.shift(timedelta(days=8))
    client.sign_in(hall.members[4])
    for place, name in (("blocks/withdraw", "unblock"), ("reconsider", "motion"), ("challenges", "wrong")):
        answer = client.send(f"/ballots/1/{place}", **{name: "My own words."})
        assert answer.status_code == 409 and "My own words." in answer.text, place
