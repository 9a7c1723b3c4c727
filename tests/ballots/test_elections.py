"""Elections held here: what one is bound to, who is elected under a limit, what comes of a tie, and who gives the seats."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench.ballots import (
    actions,
    candidates,
    challenges,
    electing,
    elections,
    known,
    opinions,
    presets,
    queries,
    ranked_rules,
    reconsidering,
    rules,
    ties,
    voiding,
)
from workbench.ballots.electorate import Cast
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared
from workbench.db import now
from workbench.errors import Refusal
from workbench.members import bodies, interests
from workbench.members.models import Member
from workbench.minutes.models import Minute

pytestmark = pytest.mark.usefixtures("clock")
CAP = {"mode": "seat_cap", "value": 1}
RULES: dict[str, Any] = {
    "approvals": {"seats": 2, "affiliation": CAP, "tie": "chair_casting"},
    "drawn": {"seats": 2, "tie": "random_recorded"},
    "council": {"preset": "pep13-election", "seats": 2},
    "steering": {"preset": "kubernetes-steering", "seats": 2},
}
OTHERS = "Ada; The mill\nBea; The mill\nCal\nDan; The forge"


def ready(hall: Hall, rule: str, others: str = OTHERS, members: Sequence[Member] = (), body: str = "board") -> Prepared:
    """An election to the board as it would be; those who stand are numbered in the order of their names."""
    committee = dataclasses.replace(
        hall.config.committee, rules={**hall.config.committee.rules, **RULES}, bodies={"board": "Board of the library"}
    )
    hall.config.__dict__["committee"] = committee
    stands = electing.stand(hall.session, [one.id or 0 for one in members], others)
    return electing.prepare(
        hall.session, hall.secretary, committee=committee, body=body, question="Who sits in the board?", stands=stands, rule=rule
    )  # fmt: skip


def opened(hall: Hall, rule: str, others: str = OTHERS, members: Sequence[Member] = (), body: str = "board") -> Ballot:
    """The same, opened by the secretary."""
    prepared, committee = ready(hall, rule, others, members, body), hall.config.committee
    return electing.bind(
        hall.session, hall.secretary, prepared, committee=committee, closes_at=now() + timedelta(days=14)
    )


def told(hall: Hall, ballot: Ballot) -> dict[str, str | None]:
    return {one.name: one.result for one in candidates.of(hall.session, ballot)}


def held(hall: Hall, rule: str, *choices: str, others: str = OTHERS) -> Ballot:
    """An election in which these votes were cast, closed after its time."""
    ballot = opened(hall, rule, others)
    for member, choice in zip(hall.everybody, choices, strict=False):
        hall.vote(member, ballot, choice)
    ballot_over(hall, ballot)
    return ballot


def ballot_over(hall: Hall, ballot: Ballot) -> None:
    for member in hall.everybody[len(queries.standing(hall.session, ballot)) :]:
        hall.vote(member, ballot, "abstain")
    actions.close(hall.session, hall.secretary, ballot)


def give(hall: Hall, ballot: Ballot, n: int, member: Member | None = None) -> candidates.Candidate:
    return electing.give(hall.session, hall.secretary, ballot, n, member, committee=hall.config.committee)


ONE_TIE = ("+1 +3", "+1 +3", "+1 +4", "+4")  # Ada is elected; Cal and Dan are tied for the second seat
TWO_TIES = ("+1 +2", "+1 +2", "+3", "+4")  # Ada and Bea for what their mill may have, then Cal and Dan


def test_approvals_fill_the_seats_and_the_limit_lets_the_next_move_up(hall: Hall) -> None:
    ballot = held(hall, "approvals", "+1 +2", "+1 +2", "+1 +2 +3", "+1 +3", "+4")
    assert told(hall, ballot) == {"Ada": "elected", "Bea": "passed_over", "Cal": "elected", "Dan": "not_elected"}
    assert ballot.tally and ballot.tally["because"] == (
        "Elected: Ada and Cal. Passed over, because their organisation has all the seats it may have: Bea."
    )
    assert ballot.outcome == "adopted" and hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_only_a_vote_for_those_who_stand_is_one(hall: Hall) -> None:
    ballot = opened(hall, "approvals")
    for choice in ("for", "1", "1 > 2", "+5", "+2 +1", "+1 +1", "+01"):
        with pytest.raises(Refusal, match="those who stand"):
            hall.vote(hall.chair, ballot, choice)
    hall.vote(hall.chair, ballot, "+1")
    hall.vote(hall.chair, ballot, "+2 +4")
    assert [vote.choice for vote in queries.standing(hall.session, ballot)] == ["+2 +4"]
    with pytest.raises(Refusal, match="an election, not on a text"):
        queries.revision(hall.session, ballot)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_chair_breaks_a_tie_for_as_many_as_have_a_seat(hall: Hall, client: Client) -> None:
    ballot = held(hall, "approvals", *TWO_TIES)
    assert ballot.outcome == "tie_pending" and {*told(hall, ballot).values()} == {None}
    for picks, why in (
        ((2,), "Cal and Dan are tied"),
        ((2, 3, 4), "no more than"),
        ((), "Choose among"),
        ((1, 2), "no more than"),
    ):
        with pytest.raises(Refusal, match=why):
            ties.decide(hall.session, hall.chair, ballot, picks=picks, reason="By lot.")
    refused = client.sign_in(hall.chair).send("/ballots/1/decide", picks=["2"], reason="They live here.")
    assert (
        refused.status_code == 422
        and refused.text.count('name="picks"') == 4
        and "They live here.</textarea>" in refused.text
    )
    assert client.send("/ballots/1/decide", picks=["2", "4"], reason="They live here.").status_code == 303
    assert "Elected: Bea and Dan. Passed over" in client.get("/ballots/1").text
    assert told(hall, ballot) == {"Ada": "passed_over", "Bea": "elected", "Cal": "not_elected", "Dan": "elected"}
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_stands_does_not_break_the_tie(hall: Hall) -> None:
    ballot = opened(hall, "approvals", "Ada\nBea\nCal", [hall.chair])
    for voter, choice in zip(hall.everybody, ("+1", "+2", "+3"), strict=False):
        hall.vote(voter, ballot, choice)
    ballot_over(hall, ballot)
    with pytest.raises(Refusal, match="leave this to others"):
        ties.decide(hall.session, hall.chair, ballot, picks=(1, 2), reason="Myself.")
    with pytest.raises(Refusal, match="leave this to others|recused from it"):
        voiding.void(hall.session, hall.chair, ballot, ground="other", reason="I lost.")
    ties.decide(hall.session, hall.secretary, ballot, picks=(1, 2), reason="Every chair stands.")
    assert ballot.outcome == "adopted" and hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_tie_that_nobody_breaks_leaves_its_seats_empty(hall: Hall, clock: Traveller) -> None:
    ballot = held(hall, "approvals", *ONE_TIE)
    clock.shift(ties.TIME)
    ties.lapse(hall.session, None, ballot)
    assert told(hall, ballot) == {"Ada": "elected", "Bea": "not_elected", "Cal": "tied", "Dan": "tied"}
    council = held(hall, "council", *ONE_TIE)
    assert (council.outcome, told(hall, council)) == ("adopted", told(hall, ballot))
    assert council.tally and council.tally["because"].endswith("Cal and Dan. A tie fails: it stays empty.")
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_draw_fills_what_is_left_by_the_votes_and_their_salts(hall: Hall) -> None:
    ballot = held(hall, "drawn", *ONE_TIE)
    found = told(hall, ballot)
    assert ballot.outcome == "adopted" and ballot.tally and ballot.tally["outcome"] == "tie_pending"
    assert found["Ada"] == "elected" and sorted((found["Cal"], found["Dan"])) == ["elected", "not_elected"]  # type: ignore[type-var]
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_rankings_fill_the_seats_and_nobody_whom_no_vote_names(hall: Hall) -> None:
    ballot = held(hall, "steering", "1 > 2 > 3", "1 > 2 > 3", "2 > 1 > 3")
    assert told(hall, ballot) == {"Ada": "elected", "Bea": "elected", "Cal": "not_elected", "Dan": "not_elected"}
    assert ballot.tally and ballot.tally["pairwise"]["1-2"] == 2 and ballot.tally["tiers"] == [[1], [2], [3]]
    empty = held(hall, "steering")
    assert (empty.outcome, {*told(hall, empty).values()}) == ("rejected", {"not_elected"})
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_organisation_of_a_member_is_that_of_the_register_as_it_opened(hall: Hall, clock: Traveller) -> None:
    member = hall.members[0]
    interests.declare(hall.session, member, organisation="The mill", kind="employment", since=now().date())
    ballot = opened(hall, "approvals", "Zoe", [member])
    interests.declare(hall.session, member, organisation="The forge", kind="employment", since=now().date())
    assert [(one.affiliation, one.member_id) for one in candidates.of(hall.session, ballot)] == [
        ("The mill", member.id),
        ("", None),
    ]
    with pytest.raises(Refusal, match="fills seats of that body already"):
        opened(hall, "approvals")


@pytest.mark.parametrize(
    ("others", "why"), [("Ada", "From 2 to 40"), ("Ada; x\nada; y", "stands there twice"), ("A", "Give a name")]
)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_may_stand(hall: Hall, others: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        electing.stand(hall.session, [], others)


def test_a_seat_is_given_once_the_result_stands_and_then_the_election_does(hall: Hall, clock: Traveller) -> None:
    outside, session = make.member(hall.session, "observer"), hall.session
    ballot = opened(hall, "approvals", "Zoe; The mill", [hall.members[0], hall.members[1]])
    numbers = {one.member_id: one.n for one in candidates.of(session, ballot)}
    first, second = numbers[hall.members[0].id], numbers[None]
    for voter in hall.everybody[:3]:
        hall.vote(voter, ballot, elections.written([first, second]))
    ballot_over(hall, ballot)
    with pytest.raises(Refusal, match="may name an error"):
        give(hall, ballot, first)
    clock.shift(timedelta(hours=48))
    with pytest.raises(Refusal, match="No seat waits"):
        give(hall, ballot, numbers[hall.members[1].id])
    with pytest.raises(Refusal, match="Choose the account"):
        give(hall, ballot, second)
    assert electing.to_seat(session) == [ballot]
    give(hall, ballot, first)
    give(hall, ballot, second, outside)
    assert [one.id for one in bodies.members(session, "board")] == [hall.members[0].id, outside.id]
    assert not electing.to_seat(session) and hall.check() == []
    with pytest.raises(Refusal, match="A seat was given"):
        voiding.void(session, hall.secretary, ballot, ground="other", reason="Too late.")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_is_elected_to_the_committee_becomes_a_member(hall: Hall, clock: Traveller) -> None:
    outside, admin = make.member(hall.session, "observer"), make.member(hall.session, "secretary", "administrator")
    ballot = opened(hall, "council", "Zoe", [outside], body=candidates.COMMITTEE)
    [n] = [one.n for one in candidates.of(hall.session, ballot) if one.member_id]
    hall.vote(hall.chair, ballot, f"+{n}")
    ballot_over(hall, ballot)
    clock.shift(timedelta(hours=48))
    electing.give(hall.session, admin, ballot, n, None, committee=hall.config.committee)
    assert {*outside.held} == {"observer", "member"}
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_recused_member_does_not_vote_and_who_stands_does(hall: Hall) -> None:
    ballot = opened(hall, "approvals", "Zoe\nYan", [hall.members[0]])
    hall.vote(hall.members[0], ballot, "+1")
    hall.vote(hall.members[1], ballot, "+2")
    electing.recuse(hall.session, hall.members[1], ballot, reason="My sister stands.")
    with pytest.raises(Refusal, match="You are recused from"):
        hall.vote(hall.members[1], ballot, "+1")
    assert queries.election(hall.session, ballot).support == {1: 1, 2: 0, 3: 0}
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_result_is_challenged_recounted_void_and_held_again_and_never_reconsidered(hall: Hall) -> None:
    ballot = held(hall, "approvals", "+1 +3", "+1 +3", "+4")
    with pytest.raises(Refusal, match="not reconsidered"):
        reconsidering.may(hall.session, hall.chair, ballot)
    with pytest.raises(Refusal, match="not with the side that prevailed"):
        opinions.publish(hall.session, hall.chair, ballot, body="I agree.")
    opinions.publish(hall.session, hall.members[0], ballot, body="Dan knows the forge.")
    challenges.challenge(hall.session, hall.members[1], ballot, wrong="I saw another count.")
    challenges.recount(hall.session, hall.chair, ballot, outcome="void", answer="It is so.")
    again = opened(hall, "approvals")
    assert (ballot.outcome, candidates.reruns(hall.session, "board", again)) == ("void", [ballot.no])
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_asked_of_a_ballot_on_a_text_an_election_answers_plainly(hall: Hall, client: Client) -> None:
    ballot = held(hall, "council", "+1 +3")
    asked = {
        "votes": {"choice": "for"}, "ranking": {"place-1": "1"}, "adopt": {}, "reconsider": {"motion": "Again."}, "objections": {"objection": "No."},
        "blocks/withdraw": {"unblock": "It is met."}, "choice": {"approved": "1", "fingerprint": ballot.fingerprint},
    }  # fmt: skip
    client.sign_in(hall.secretary)
    assert {
        path: client.send(f"/ballots/1/{path}", **words).status_code for path, words in asked.items()
    } == dict.fromkeys(asked, 409)
    assert (
        client.get("/ballots/1/cases").status_code == 404 and client.get("/ballots/1/ratification").status_code == 409
    )
    assert all(
        client.get(place).status_code == 200 for place in ("/elections/new?of=1", "/procedure?of=ballot&no=1", "/rules")
    )
    with pytest.raises(Refusal, match="is for an election"):
        hall.ballot(rule="council")


def test_which_rules_elections_can_be_held_under() -> None:
    """Pure: a preset of an election has no obstacle; what an election here does not have is said."""
    for name in ("pep13-election", "kubernetes-steering"):
        table = presets.one({"preset": name})
        rule = ranked_rules.read(name, table) if rules.is_ranked(table) else rules.read(name, table)
        assert known.is_election(rule) and known.obstacles(rule) == []
    for more, why in (
        ({"tie": "chair_if_not_voted"}, "only if they have not voted"), ({"ratification": {"objection": "P7D"}}, "second stage"),
        ({"block": {"enabled": True}}, "nobody blocks"), ({"for_classes": ["editorial"]}, "classes of change"),
        ({"window": {"close_early": "outcome_fixed"}}, "once its outcome is fixed"), ({"visibility": "secret"}, "Nobody learns"),
        ({"affiliation": {"mode": "min_distinct_support", "value": 2}}, "several organisations"),
        ({"roll": {"body": "board"}}, "another body vote"), ({"quorum": [{"count": ["C"], "roll": "P", "op": ">=", "plus": 3}]}, "a part of the roll"),
        ({"quorum": [{"count": ["P"], "op": ">=", "plus": 3}]}, "who is present"),
    ):  # fmt: skip
        [found] = known.obstacles(rules.read("tried", {"seats": 2} | more))
        assert why in found


def test_approvals_are_kept_so_and_a_draw_is_the_same_on_every_machine() -> None:
    assert (
        elections.written([4, 1, 4]) == "+1 +4"
        and elections.read("+1 +4") == (1, 4)
        and elections.read("abstain") == ()
    )
    standing = elections.Standing({1: "Ada", 2: "Bea", 3: "Cal"}, {})
    assert elections.drawn(standing, "{}") == elections.drawn(standing, "{}") and {
        *elections.drawn(standing, "{}")
    } == {1, 2, 3}
    single = ranked_rules.read(
        "one", {"method": "ranked", "default": "none", "unranked": "last", "tie": "report", "seats": 1}
    )
    result = elections.count(single, standing, [Cast(1, 1, "2 > 1"), Cast(2, 1, "2")], [1, 2])
    assert (result.because, result.outcome) == ("Elected: Bea.", "adopted")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_from_the_form_to_the_seat(hall: Hall, client: Client, clock: Traveller) -> None:
    held(hall, "steering", "1 > 2", "2 > 1 > 3")  # so that the committee has the rules and the body of these tests
    member, outside = hall.members[0], make.member(hall.session, "observer", name="Zoe")
    hall.session.commit()
    secretary = client.sign_in(hall.secretary)
    assert (
        "Pairwise" not in secretary.get("/ballots/1").text and "The strongest paths" in secretary.get("/ballots/1").text
    )
    assert "Open an election" in secretary.get("/bodies").text and secretary.get("/elections/new").status_code == 200
    sent = {
        "body": "board",
        "question": "Who sits there?",
        "rule": "approvals",
        "members": str(member.id),
        "closes_at": "2026-05-18T10:00",
    }
    refused = secretary.send("/elections", **sent, others="Zoe; The mill")
    assert (
        refused.status_code == 422
        and "Zoe; The mill</textarea>" in refused.text
        and "nobody can be added" in refused.text
    )
    assert secretary.send("/elections", **sent, others="Zoe; The mill", sure="yes").status_code == 303
    ballot = hall.session.get_one(Ballot, 2)
    numbers = {one.name: one.n for one in candidates.of(hall.session, ballot)}
    assert "Election: Board of the library, 2 seats" in client.get("/ballots").text
    assert "you have not voted" in client.sign_in(hall.chair).get("/").text
    fingerprint = {"fingerprint": ballot.fingerprint}
    assert client.send("/ballots/2/choice", approved=str(numbers["Zoe"]), **fingerprint).status_code == 303
    assert "You voted for Zoe." in client.get("/ballots/2").text
    for voter in hall.everybody[1:-1]:
        client.sign_in(voter).send("/ballots/2/choice", **fingerprint)
    last = client.sign_in(hall.everybody[-1])
    assert last.send("/ballots/2/choice", approved="9", **fingerprint).status_code == 422
    assert last.send("/ballots/2/recusal", recusal="My sister stands.").status_code == 303
    assert "Election: Board of the library\\, 2 seats" in client.get("/calendar.ics").text.replace("\r\n ", "")
    assert client.get("/ballots/2/cases").status_code == 404 and "opened ballot 2" in client.get("/feed.atom").text
    client.sign_in(hall.secretary).send("/ballots/2/close")
    assert "the seat may be given from" in client.get("/ballots/2").text
    clock.shift(timedelta(hours=48))
    assert (
        "give the seats to those elected" in client.get("/").text
        and "give it to their account" in client.get("/bodies").text
    )
    assert client.send(f"/ballots/2/seats/{numbers['Zoe']}", member="").status_code == 422
    assert client.send(f"/ballots/2/seats/{numbers['Zoe']}", member=str(outside.id)).status_code == 303
    assert 'Zoe</b> <span class="meta">has the seat since' in client.get("/ballots/2").text
    assert "by ballot 2" in client.get("/minutes").text and client.get("/members").status_code == 200
    assert hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_where_it_takes_two_another_officer_opens_what_one_has_proposed(hall: Hall, client: Client) -> None:
    rules_of = dataclasses.replace(
        hall.config.committee, rules={**hall.config.committee.rules, **RULES}, second_person=("open",)
    )
    hall.config.__dict__["committee"] = rules_of
    sent = {
        "body": "committee",
        "question": "Who sits here?",
        "rule": "council",
        "others": OTHERS,
        "closes_at": "2026-05-18T10:00",
        "sure": "yes",
    }
    proposed = client.sign_in(hall.chair).send("/elections", **sent)
    assert "among Ada (The mill), Bea (The mill), Cal, Dan (The forge)" in client.get(proposed.headers["Location"]).text
    assert client.sign_in(hall.secretary).send("/confirmations/1/confirm").headers["Location"] == "/ballots/1"
    assert len(candidates.of(hall.session, hall.session.get_one(Ballot, 1))) == 4 and hall.check() == []


def test_its_close_moves_later_and_who_comes_after_it_is_named(hall: Hall, client: Client, clock: Traveller) -> None:
    ballot = opened(hall, "approvals")
    end, form = ballot.closes_at + timedelta(days=2), {"fingerprint": ballot.fingerprint, "approved": "1"}
    client.sign_in(hall.chair)
    refused = client.send("/ballots/1/extend", extend_to=f"{end:%Y-%m-%dT%H:%M}", extend_reason="")
    assert refused.status_code == 422 and f"{end:%Y-%m-%dT%H:%M}" in refused.text
    client.send("/ballots/1/extend", extend_to=f"{end:%Y-%m-%dT%H:%M}", extend_reason="Two are away.")
    assert "Two are away." in client.open("/ballots/1").text
    clock.move_to(end)
    for _ in range(2):
        assert client.sign_in(hall.chair).send("/ballots/1/choice", **form).status_code == 409
    late = hall.session.exec(select(Minute).where(Minute.act == "ballots.late")).all()
    assert [one.actor_id for one in late] == [hall.chair.id] and hall.check() == []
