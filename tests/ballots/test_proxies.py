"""Votes given to others: in writing, one for each holder, used on a form of its own, ended by the giver or a recusal; and proved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests.ballots.board import MAJORITY
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, proxy_acts, queries, recusing, waiting
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.members.models import Member

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
RULE: dict[str, Any] = {**MAJORITY, "for_classes": ["substantive"], "proxy": "written"}
WORDS = "I am away and give you my vote."


def opened(hall: Hall, **more: Any) -> Ballot:
    committee = hall.config.committee
    hall.config.__dict__["committee"] = dataclasses.replace(
        committee, rules={**committee.rules, "proxied": RULE | more}
    )
    ballot = hall.ballot(hall.proposal(), rule="proxied")
    hall.session.commit()
    return ballot


def give(hall: Hall, ballot: Ballot, giver: Member, holder: Member) -> None:
    proxy_acts.give(hall.session, giver, ballot, holder, words=WORDS)


def vote_for(hall: Hall, ballot: Ballot, holder: Member, giver: Member, choice: str = "for") -> None:
    actions.vote(hall.session, holder, ballot, choice=choice, fingerprint=ballot.fingerprint, giver=giver)


def test_a_vote_that_was_given_counts_beside_the_holders_own_and_the_giver_may_still_vote(
    clock: Traveller, hall: Hall, tmp_path: Path
) -> None:
    ballot, (one, two, three, four, _) = opened(hall), hall.members
    give(hall, ballot, one, two)
    assert any("gave you their vote" in turn.why for turn in waiting.turns(hall.session, two, now()))
    vote_for(hall, ballot, two, one)
    hall.vote(two, ballot, "against")
    give(hall, ballot, three, four)
    vote_for(hall, ballot, four, three, "against")
    hall.vote(three, ballot, "for")
    clock.shift(timedelta(days=14))
    actions.close(hall.session, hall.secretary, ballot)
    assert (ballot.outcome, (ballot.tally or {})["counts"]["for"]) == ("adopted", 2)
    assert [vote.by_id for vote in queries.standing(hall.session, ballot)] == [two.id, None, None]
    assert proved(hall, tmp_path / "record") == []


def test_what_is_given_is_had_back_until_it_was_used_and_a_recusal_ends_it(hall: Hall, tmp_path: Path) -> None:
    ballot, (one, two, three, four, _) = opened(hall), hall.members
    give(hall, ballot, one, two)
    proxy_acts.withdraw(hall.session, one, ballot)
    assert "has it back" in str(refused(vote_for, hall, ballot, two, one))
    give(hall, ballot, one, three)
    recusing.recuse(hall.session, three, queries.proposals(hall.session, ballot)[0], reason="They pay me.")
    assert refused(vote_for, hall, ballot, three, one).status == 403
    give(hall, ballot, one, four)
    vote_for(hall, ballot, four, one)
    assert "voted for you already" in str(refused(proxy_acts.withdraw, hall.session, one, ballot))
    assert proved(hall, tmp_path / "record") == []


def test_one_is_given_to_one_who_holds_no_other_and_never_passed_on(hall: Hall) -> None:
    ballot, (one, two, three, four, five) = opened(hall), hall.members
    give(hall, ballot, one, two)
    assert refused(give, hall, ballot, one, three).status == 409
    assert refused(give, hall, ballot, two, three).status == 409
    assert refused(give, hall, ballot, three, two).field == "holder"
    assert refused(give, hall, ballot, three, one).field == "holder"
    assert refused(give, hall, ballot, three, three).field == "holder"
    assert refused(proxy_acts.give, hall.session, three, ballot, four, words=" ").field == "proxy_words"
    hall.vote(five, ballot)
    assert refused(give, hall, ballot, five, four).status == 409
    hall.vote(one, ballot)
    assert "has voted themselves" in str(refused(vote_for, hall, ballot, two, one))


def test_the_page_tells_it_and_has_a_form_of_its_own_for_the_vote(hall: Hall, client: Client) -> None:
    ballot, (one, two, *_) = opened(hall), hall.members
    client.sign_in(one)
    answer = client.send("/ballots/1/proxies", proxy_words=WORDS)
    assert answer.status_code == 422 and WORDS in answer.text
    client.send("/ballots/1/proxies", holder=str(two.id), proxy_words=WORDS)
    client.sign_out()
    assert f"{one.name} gave their vote to {two.name}" in client.get("/ballots/1").text
    client.sign_in(two)
    form = {"proxy_choice": "against", "proxy_reason": "They say so.", "proxy_fingerprint": ballot.fingerprint}
    answer = client.send(f"/ballots/1/proxies/{one.id}", **form)
    assert answer.status_code == 422 and "They say so." in answer.text and "not your own" in answer.text
    assert client.send(f"/ballots/1/proxies/{one.id}", **form, proxy_sure="yes").status_code == 303
    page = client.get("/ballots/1").text
    assert f"{two.name} has voted for them." in page and "You voted against" not in page
    client.sign_out()
    client.sign_in(one)
    assert f"{two.name} cast it for you." in client.get("/ballots/1").text


def without_a_proxy(kept: list[Entry]) -> None:
    kept.remove(named(kept, "ballots.give_proxy"))


def to_another(kept: list[Entry]) -> None:
    row(named(kept, "ballots.give_proxy"), "proxy")["holder_id"] = 6


def after_their_own(kept: list[Entry]) -> None:
    given, own = named(kept, "ballots.vote"), named(kept, "ballots.vote", 1)
    at, to = kept.index(given), kept.index(own)
    kept[at], kept[to] = own, given
    for n, entry in enumerate((own, given), 1):
        entry["at"], row(entry, "vote")["n"] = given["at"], n


@pytest.mark.parametrize(
    ("change", "said"),
    [(without_a_proxy, "without their proxy"), (to_another, "without their proxy"), (after_their_own, "had voted themselves")],
)  # fmt: skip
def test_what_was_done_to_it_is_named(
    hall: Hall, tmp_path: Path, change: Callable[[list[Entry]], None], said: str
) -> None:
    ballot, (one, two, *_) = opened(hall), hall.members
    give(hall, ballot, one, two)
    vote_for(hall, ballot, two, one)
    hall.vote(one, ballot, "against")
    found = anew(handed_on(hall, tmp_path / "record"), change)
    assert any(said in one for one in found), found


def test_where_the_outcome_is_fixed_the_vote_for_another_ends_the_ballot(hall: Hall, tmp_path: Path) -> None:
    majority = [[{"count": ["F"], "op": ">", "ratio": "1/2", "of": ["N"]}]]
    ballot = opened(hall, window={"change_vote": False, "close_early": "outcome_fixed"}, **{"pass": majority})
    give(hall, ballot, hall.members[0], hall.members[1])
    hall.votes(ballot, for_=2)
    hall.vote(hall.members[1], ballot)
    assert ballot.outcome is None
    vote_for(hall, ballot, hall.members[1], hall.members[0])
    assert ballot.outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []
