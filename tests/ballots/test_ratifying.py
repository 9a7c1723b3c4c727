"""The second stage of a decision: another body ratifies what carried, or members have time to object; nothing is adopted without it."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests import make
from tests.ballots.board import DAY, MAJORITY, RULES, Board
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import opened, rivals
from tests.proof.test_verify import Entry, anew, bind, faults, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import (
    actions,
    adoption,
    challenges,
    clock,
    known,
    opening,
    queries,
    ratifying,
    recusing,
    rules,
    scheduling,
    second,
    ties,
    voiding,
    waiting,
)
from workbench.db import now
from workbench.members import bodies
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.notices import dates

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def board(clock: Traveller, hall: Hall) -> Board:
    return Board.beside(hall)


def test_what_carried_is_adopted_once_the_board_has_ratified_it(board: Board, clock: Traveller, tmp_path: Path) -> None:
    first = board.decided()
    assert board.proposal_of(first).state == "ratifying"
    assert "has to ratify it first" in str(refused(board.adopt, first))
    assert "so its text stands still" in str(refused(board.proposal, revises=board.proposal_of(first)))
    assert "Nothing comes of the result until" in str(refused(board.ask, first))
    clock.shift(2 * DAY)
    asked = board.ask(first)
    assert [entry.member_id for entry in queries.roll(board.session, asked)] == sorted(
        member.id or 0 for member in (board.chair, *board.outside)
    )
    assert refused(board.vote, board.members[0], asked).status == 403
    assert (asked.fingerprint, asked.base_commit) == (first.fingerprint, first.base_commit)
    board.answers(asked, "for", "for", "against")
    assert board.proposal_of(first).state == "ratified"
    assert "adopt it on the page of that one" in str(refused(board.adopt, first))
    board.adopt(asked)
    assert board.proposal_of(first).adopted_version == "3"
    assert proved(board, tmp_path / "record") == []


def sooner(kept: list[Entry]) -> None:
    """The board was asked while the committee's own rule gave more time to name an error."""
    opened = named(kept, "ballots.open")
    opened["body"]["statement"]["challenge"] = "P8D"
    bind(opened)


def test_the_board_is_asked_once_the_time_to_name_errors_that_the_rule_gives_is_over(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    board.config.committee.rules["owing"] = RULES["owing"] | {"window": {"challenge": "P7D"}}
    first = board.decided()
    clock.shift(7 * DAY - timedelta(seconds=1))
    assert not ratifying.is_due(board.session, first, now())
    assert "Nothing comes of the result until 11 May" in str(refused(board.ask, first))
    clock.shift(timedelta(seconds=1))
    board.answers(board.ask(first), "for", "for", "for")
    assert proved(board, tmp_path / "record") == []
    assert any(
        "before the result of that ballot stood" in fault
        for fault in anew(handed_on(board, tmp_path / "sooner"), sooner)
    )


@pytest.mark.parametrize(
    ("choices", "state", "outcome"),
    [(("against", "against", "for"), "declined", "declined"), (("abstain",), "ratifying", None)],
)
def test_what_the_board_says_is_what_becomes_of_it(
    board: Board, clock: Traveller, tmp_path: Path, choices: tuple[str, ...], state: str, outcome: str | None
) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    asked = board.ask(first)
    for member, choice in zip([board.chair, *board.outside], choices, strict=False):
        board.vote(member, asked, choice)
    clock.shift(7 * DAY)
    actions.close(board.session, board.secretary, asked)
    row = second.of(board.session, first)
    assert row and (board.proposal_of(first).state, row.outcome) == (state, outcome)
    refused(board.adopt, asked)
    assert proved(board, tmp_path / "record") == []


def test_a_second_missed_quorum_of_the_board_sends_it_back(board: Board, clock: Traveller, tmp_path: Path) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    for _ in range(2):
        asked = board.ask(first)
        clock.shift(7 * DAY)
        actions.close(board.session, None, asked)
    assert board.proposal_of(first).state == "discussion"
    assert "settled already" in str(refused(board.ask, first))
    assert proved(board, tmp_path / "record") == []


def test_where_everybody_is_recused_the_board_decides_and_nothing_is_adopted_without_it(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    proposal = board.proposal()
    ballot = board.ballot(proposal, rule="owing")
    for member in board.everybody:
        recusing.recuse(board.session, member, proposal, reason="I work for one whom it names.")
    clock.shift(14 * DAY)
    actions.close(board.session, None, ballot)
    assert (ballot.outcome, proposal.state) == ("no_electorate", "ratifying")
    officer = make.member(board.session, "secretary")
    adopted = refused(adoption.adopt, board.session, officer, ballot, repository=board.repository)
    assert "did not carry" in str(adopted)
    clock.shift(2 * DAY)
    asked = ratifying.open(board.session, officer, ballot, committee=board.config.committee, closes_at=now() + 7 * DAY)
    for member in board.outside:
        board.vote(member, asked)
    clock.shift(7 * DAY)
    actions.close(board.session, None, asked)
    assert proposal.state == "ratified"
    assert proved(board, tmp_path / "record") == []


def test_whoever_is_recused_is_so_in_the_board_too(board: Board, clock: Traveller) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    asked = board.ask(first)
    recusing.recuse(board.session, board.outside[0], board.proposal_of(first), reason="I work for one whom it names.")
    assert refused(board.vote, board.outside[0], asked).status == 403
    stranger = make.member(board.session, "observer")
    assert refused(recusing.recuse, board.session, stranger, board.proposal_of(first), reason="So do I.").status == 403


def test_without_an_objection_it_may_be_adopted_when_the_time_is_over(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    first = board.decided("calm")
    assert board.proposal_of(first).state == "ratifying"
    made = ratifying.object(board.session, board.outside[0], first, reason="It costs too much.")
    assert refused(ratifying.withdraw, board.session, board.chair, first, made.n).status == 403
    ratifying.withdraw(board.session, board.outside[0], first, made.n)
    clock.shift(14 * DAY - timedelta(seconds=1))
    assert "Members may object until" in str(refused(board.adopt, first))
    clock.shift(timedelta(seconds=1))
    assert "could object until" in str(
        refused(ratifying.object, board.session, board.members[0], first, reason="Late.")
    )
    board.adopt(first)
    ended = board.session.exec(select(Minute.actor).where(Minute.act == "ballots.end_objections")).all()
    assert ended == ["workbench"]
    assert proved(board, tmp_path / "record") == []


def test_an_objection_that_stands_sends_it_back(board: Board, clock: Traveller, tmp_path: Path) -> None:
    first = board.decided("calm")
    stranger = make.member(board.session)
    assert refused(ratifying.object, board.session, stranger, first, reason="No.").status == 403
    assert refused(ratifying.object, board.session, board.members[0], first, reason=" ").field == "objection"
    ratifying.object(board.session, board.members[0], first, reason="It costs too much.")
    clock.shift(14 * DAY)
    due = clock_due(board)
    assert due == [first.no]
    assert board.proposal_of(first).state == "discussion"
    assert clock_due(board) == []
    board.ballot(board.proposal_of(first), rule="owing")
    assert proved(board, tmp_path / "record") == []


def clock_due(board: Board) -> list[int]:
    """What the worker finds to do, done."""
    due = clock.unrecorded(board.session)
    for no in due:
        clock.record(board.session, no)
    return due


def test_the_first_ballot_may_be_void_while_the_second_stage_has_not_begun(board: Board, tmp_path: Path) -> None:
    first = board.decided()
    challenges.challenge(board.session, board.members[0], first, wrong="One vote is missing.")
    assert "nothing comes of it" in str(refused(board.ask, first))
    challenges.recount(board.session, board.members[1], first, outcome="void", answer="So it is.")
    assert board.proposal_of(first).state == "discussion"
    assert "settled already" in str(refused(board.ask, first))
    board.ballot(board.proposal_of(first), rule="owing")
    assert proved(board, tmp_path / "record") == []


def test_a_void_ballot_of_the_board_may_be_held_again(board: Board, clock: Traveller, tmp_path: Path) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    asked = board.answers(board.ask(first), "against", "against", "against")
    assert board.proposal_of(first).state == "declined"
    voiding.void(board.session, board.secretary, asked, ground="roll", reason="Somebody was missing.")
    assert board.proposal_of(first).state == "ratifying"
    board.adopt(board.answers(board.ask(first), "for", "for", "for"))
    assert proved(board, tmp_path / "record") == []


def test_another_text_that_is_adopted_first_overtakes_what_waits(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    first = board.decided()
    other = board.carried(board.proposal(("Anyone", "Everyone"), title="Everyone"))
    board.adopt(other)
    row = second.of(board.session, first)
    assert row and (board.proposal_of(first).state, row.outcome) == ("discussion", "overtaken")
    assert proved(board, tmp_path / "record") == []


def test_a_board_that_is_not_there_lets_no_ballot_open(board: Board) -> None:
    board.config.__dict__["committee"] = dataclasses.replace(board.config.committee, bodies={})
    assert "names no such body" in str(refused(board.ballot, rule="owing"))


@pytest.mark.parametrize("rule", ["board", "owing"])
def test_the_rule_of_the_board_is_fixed_when_the_first_ballot_opens(board: Board, clock: Traveller, rule: str) -> None:
    first = board.decided()
    changed = RULES | {rule: {**MAJORITY, "pass": [[{"count": ["F"], "op": ">=", "plus": 1}]]}}
    board.config.__dict__["committee"] = dataclasses.replace(board.config.committee, rules=changed)
    clock.shift(2 * DAY)
    assert board.ask(first).rule["pass"][0][0]["of"] == ["A"]


def test_the_pages_lead_through_both_kinds_of_second_stage(board: Board, clock: Traveller, client: Client) -> None:
    first = board.decided()
    board.session.commit()
    client.sign_in(board.secretary)
    assert "An error in the result can be named until" in client.get(f"/ballots/{first.no}").text
    clock.shift(2 * DAY)
    assert "Open the ballot of Board of the library" in client.get(f"/ballots/{first.no}").text
    refusal = client.send(f"/ballots/{first.no}/ratification", closes_at="2026-05-20T12:00")
    assert refusal.status_code == 422 and "cannot change once the ballot is open" in refusal.text
    opened = client.send(f"/ballots/{first.no}/ratification", closes_at="2026-05-20T12:00", sure="yes")
    assert opened.status_code == 303
    client.sign_in(board.outside[0])
    shown = client.get(opened.location).text
    assert "Held by Board of the library" in shown and "Cast vote" in shown
    assert "votes only" not in client.get("/bodies").text
    assert "To be ratified" in client.get("/proposals?state=ratifying").text


def test_objections_are_made_and_withdrawn_on_the_page_of_the_ballot(
    board: Board, clock: Traveller, client: Client
) -> None:
    first = board.decided("calm")
    board.session.commit()
    client.sign_in(board.members[0])
    page = f"/ballots/{first.no}"
    assert "Object to it" in client.get(page).text
    assert client.send(f"{page}/objections", objection=" ").status_code == 422
    assert client.send(f"{page}/objections", objection="It costs too much.").status_code == 303
    assert "It costs too much." in client.get(page).text
    assert client.send(f"{page}/objections/1/withdraw").status_code == 303
    clock.shift(14 * DAY)
    client.sign_in(board.members[0])
    late = client.send(f"{page}/objections", objection="Kept words.")
    assert late.status_code == 409 and "Kept words." in late.text
    client.sign_in(board.secretary)
    assert "Adopt as version 3" in client.get(page).text
    assert client.send(f"{page}/objections/end").status_code == 303
    assert "stood when the time was over" in client.get(page).text


def test_who_sits_in_a_body_is_said_by_an_officer_and_stays_on_record(board: Board, client: Client) -> None:
    board.session.commit()
    client.sign_in(board.members[0])
    assert client.send("/bodies/board/members", member=str(board.members[0].id)).status_code == 403
    client.sign_in(board.secretary)
    assert client.send("/bodies/board/members", member="").status_code == 422
    assert client.send("/bodies/board/members", member=str(board.members[0].id)).status_code == 303
    assert client.send("/bodies/seats/1/end").status_code == 303
    shown = client.get("/bodies").text
    assert board.members[0].name in shown and "to <time" in shown
    assert [one.id for one in bodies.members(board.session, "board")] == sorted(
        one.id or 0 for one in (*board.outside, board.members[0])
    )
    assert board.check() == []


def test_a_rule_says_on_its_form_what_follows_when_it_carries(board: Board, client: Client) -> None:
    board.session.commit()
    client.sign_in(board.chair)
    form = client.get("/rules/form").text
    assert "Board of the library ratifies it, under “board”" in form and "Members have time to object" in form
    typed = {
        "base": "rule:substantive",
        "name": "twice",
        "title": "Twice",
        "passes": "F > A",
        "reason": "Minutes of May.",
    }
    chosen = {"second": "board:board", "objection": "14", "body": "", "classes": "substantive"}
    seen = client.send("/rules/form", **typed, **chosen, look="yes").text
    assert "What carries has to be ratified by this body: board." in seen and "No ballot can be held" not in seen
    assert client.send("/rules/form", **typed, **chosen).status_code == 303
    made = known.single(board.session, board.config.committee)["twice"]
    assert made.data()["ratification"] == {"body": "board", "rule": "board"}


def test_an_open_ballot_says_what_is_wanted_after_it_has_carried(board: Board, client: Client) -> None:
    ballot = board.ballot(rule="owing")
    board.session.commit()
    page = client.get(f"/ballots/{ballot.no}").text
    assert "Once it has carried, Board of the library votes on it under the rule “board”." in page
    assert "It takes 2 of 3 to make the quorum" in page


def test_desks_and_calendar_tell_of_a_second_stage(board: Board, clock: Traveller) -> None:
    def told(member: Member) -> str:
        return " ".join(turn.why for turn in waiting.turns(board.session, member, now()))

    calm = board.decided("calm")
    assert "Object to it, if you have to, until 18 May" in told(board.outside[0])
    assert any("Members may object until now" in date.words for date in dates.upcoming(board.session))
    ratifying.object(board.session, board.outside[0], calm, reason="It costs too much.")
    assert "Object to it" not in told(board.outside[0])
    owing = board.decided(proposal=board.proposal(("Anyone", "Everyone"), title="Everyone"))
    assert "open its ballot" not in told(board.secretary)
    clock.shift(2 * DAY)
    assert "Another body has to ratify it: open its ballot." in told(board.secretary)
    board.ask(owing)
    assert "open its ballot" not in told(board.secretary) and "you have not voted" in told(board.outside[0])
    clock.shift(12 * DAY)
    assert "The time for objections is over: record that." in told(board.secretary)


def test_the_changes_of_the_definition_name_both_ballots(board: Board, clock: Traveller, client: Client) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    board.adopt(board.answers(board.ask(first), "for", "for", "against"))
    board.session.commit()
    for page in ("/definition/changelog", "/definition/3", "/definition/changelog?format=markdown"):
        shown = client.get(page).text
        assert "allot 1" in shown and "allot 2" in shown and "4 for, 0 against, 3 abstained" in shown, page


@pytest.mark.parametrize("rule", ["owing", "calm"])
def test_an_adoption_that_lacks_its_ratification_is_found(
    board: Board, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rule: str
) -> None:
    first = board.decided(rule)
    monkeypatch.setattr(ratifying, "adoptable", lambda *_: None)
    monkeypatch.setattr(queries, "CARRIED", ("ratifying",))
    board.adopt(first)
    board.session.commit()
    assert any("was not ratified" in line for line in board.check())
    assert any("and nobody had" in line for line in faults(handed_on(board, tmp_path / "record")))


def test_a_record_written_anew_ratifies_nothing_otherwise(board: Board, clock: Traveller, tmp_path: Path) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    board.answers(board.ask(first), "for", "for", "against")
    calm = board.decided("calm", board.proposal(("Anyone", "Everyone"), title="Everyone"))
    ratifying.withdraw(
        board.session, board.chair, calm, ratifying.object(board.session, board.chair, calm, reason="It is long.").n
    )
    clock.shift(14 * DAY)
    ratifying.end(board.session, None, calm)

    def last_opened(kept: list[Entry]) -> Entry:
        return next(
            entry for entry in kept if entry["act"] == "ballots.open" and "ratifies" in entry["body"]["statement"]
        )

    def bound(entry: Entry) -> None:
        ballot = next(one for name, one in entry["body"]["rows"].items() if name.startswith("ballot:"))
        ballot["binding"] = rules.fingerprint(entry["body"]["statement"])

    def by_an_easier_rule(kept: list[Entry]) -> None:
        for entry in [one for one in kept if one["thing"] == "ballot:2"]:
            for ballot in [one for name, one in entry["body"].get("rows", {}).items() if name.startswith("ballot:")]:
                ballot["rule"]["quorum"] = []
                ballot["rule_sha256"] = rules.fingerprint(ballot["rule"])
        opened = last_opened(kept)
        opened["body"]["statement"]["rule_sha256"] = opened["body"]["rows"]["ballot:2"]["rule_sha256"]
        bound(opened)

    def by_another_body(kept: list[Entry]) -> None:
        row(next(one for one in kept if one["act"] == "bodies.seat"), "body_member")["body"] = "council"

    def a_seat_by_a_member(kept: list[Entry]) -> None:
        named(kept, "bodies.seat")["actor"] = f"member:{board.members[0].id} {board.members[0].name}"

    def no_second_stage(kept: list[Entry]) -> None:
        row(named(kept, "ballots.close"), "ratification")["outcome"] = "ratified"

    def an_objection_withdrawn_by_another(kept: list[Entry]) -> None:
        named(kept, "ballots.unobject")["actor"] = f"member:{board.members[0].id} {board.members[0].name}"

    def too_early(kept: list[Entry]) -> None:
        ended = row(named(kept, "ballots.end_objections"), "ratification")
        ended["settled_at"] = "2026-05-07T10:00:00+00:00"

    def an_objection_that_stands(kept: list[Entry]) -> None:
        kept.remove(named(kept, "ballots.unobject"))

    def by_another_act(kept: list[Entry]) -> None:
        ended = named(kept, "ballots.end_objections")
        ended["act"] = "ballots.overtaken"

    def beside_another(kept: list[Entry]) -> None:
        closed = named(kept, "ballots.close", 1)
        closed["body"]["rows"]["ratification:9"] = row(closed, "ratification")

    lies = {
        by_another_act: "is not overtaken so", beside_another: "which is not its own",
        by_an_easier_rule: "not by the rule fixed there", by_another_body: "its roll is not that of the members",
        a_seat_by_a_member: "held none of the roles", no_second_stage: "what its rule has follow it does not begin",
        an_objection_withdrawn_by_another: "is not theirs to make or withdraw", too_early: "does not end so",
        an_objection_that_stands: "does not end so",
    }  # fmt: skip
    assert faults(handed_on(board, tmp_path / "honest")) == []
    for number, (lie, found) in enumerate(lies.items()):
        assert found in anew(handed_on(board, tmp_path / str(number)), lie)[0], lie.__name__


@pytest.mark.parametrize("answer", ["for", "against"])
def test_of_rivals_the_winner_alone_is_ratified_and_with_it_all_of_them_wait(
    board: Board, clock: Traveller, tmp_path: Path, answer: str
) -> None:
    known_rules = board.config.committee.rules
    twice = {**known_rules["rivals"], "ratification": {"body": "board"}}
    board.config.__dict__["committee"] = dataclasses.replace(
        board.config.committee, rules={**known_rules, "rivals": twice}
    )
    one, two = rivals(board, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    recusing.recuse(board.session, board.outside[1], one, reason="I wrote half of it.")
    ballot = opened(board, one, two)
    for member, choice in zip(
        board.everybody, [f"{one.no} > {two.no} > 0", f"{two.no} > {one.no} > 0"] * 3, strict=False
    ):
        board.vote(member, ballot, choice)
    clock.shift(14 * DAY)
    actions.close(board.session, None, ballot)
    ties.decide(board.session, board.chair, ballot, option=two.no or 0, reason="It is shorter.")
    assert (one.state, two.state) == ("balloting", "ratifying")
    clock.shift(2 * DAY)
    # recused from the rival that lost, and so from the choice between the two
    assert "recused" in str(refused(board.vote, board.outside[1], board.ask(ballot)))
    asked = board.answers(queries.ballot(board.session, 2), "against", "against")
    assert (one.state, two.state) == ("discussion", "declined")
    voiding.void(board.session, board.secretary, asked, ground="roll", reason="Somebody was missing.")
    assert (one.state, two.state) == ("balloting", "ratifying")
    again = board.answers(board.ask(ballot), answer, answer)
    if answer == "for":
        board.adopt(again)
        assert (one.state, two.state) == ("defeated", "adopted")
    assert proved(board, tmp_path / "record") == []


def test_what_the_body_objects_to_under_its_rule_goes_back(board: Board, clock: Traveller, tmp_path: Path) -> None:
    consent = {"method": "consent", "roll": {"body": "board"}}
    board.config.__dict__["committee"] = dataclasses.replace(
        board.config.committee, rules={**board.config.committee.rules, "board": consent}
    )
    first = board.decided()
    clock.shift(2 * DAY)
    asked = board.ask(first)
    board.vote(board.outside[0], asked, "against", "It costs too much.")
    clock.shift(7 * DAY)
    actions.close(board.session, None, asked)
    assert board.proposal_of(first).state == "discussion"
    assert proved(board, tmp_path / "record") == []


def test_pages_hold_a_body_without_members_and_a_ballot_that_nobody_may_vote_in(board: Board, client: Client) -> None:
    proposal = board.proposal()
    for member in board.everybody:
        recusing.recuse(board.session, member, proposal, reason="I work for one whom it names.")
    officer = make.member(board.session, "secretary")
    ballot = actions.open(
        board.session, officer, proposal, committee=board.config.committee, revision=1, rule_name="owing", closes_at=now() + DAY,
    )  # fmt: skip
    for seat, _ in bodies.of(board.session, "board"):
        bodies.unseat(board.session, board.secretary, seat)
    board.session.commit()
    client.sign_in(officer)
    assert client.get("/rules").status_code == 200
    assert "0 of 0" in client.get(f"/ballots/{ballot.no}").text
    assert client.send(f"/ballots/{ballot.no}/close").status_code == 303
    page = client.get(f"/ballots/{ballot.no}").text
    assert "Board of the library decides instead" in page and "An error in the result can be named until" in page


def test_a_first_ballot_is_void_once_the_one_that_ratified_it_is(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    first = board.decided()
    clock.shift(2 * DAY)
    asked = board.ask(first)
    void: Any = voiding.void
    assert "declare that one void" in str(
        refused(void, board.session, board.secretary, first, ground="text", reason="So.")
    )
    clock.shift(timedelta(hours=1))
    for one in (asked, first):
        void(board.session, board.secretary, one, ground="text", reason="The wrong text.")
    assert (first.outcome, board.proposal_of(first).state) == ("void", "discussion")
    assert proved(board, tmp_path / "record") == []


def test_of_what_was_overtaken_a_void_ballot_brings_nothing_back(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    first = board.decided()
    other = board.carried(board.proposal(("Anyone may copy", "Everybody may copy"), title="Copies"))
    clock.shift(2 * DAY)
    asked = board.ask(first)
    board.adopt(other)
    assert board.proposal_of(first).state == "ratifying"
    voiding.void(board.session, board.secretary, asked, ground="text", reason="The wrong text.")
    row = second.of(board.session, first)
    assert row and (row.outcome, board.proposal_of(first).state) == ("overtaken", "discussion")
    assert proved(board, tmp_path / "record") == []


def test_no_ballot_opens_by_the_clock_without_the_body_that_its_rule_names(
    board: Board, clock: Traveller, tmp_path: Path
) -> None:
    committee, about = board.config.committee, board.proposal()
    asked = opening.prepare(board.session, board.secretary, about, committee=committee, revision=1, rule="owing")
    made = scheduling.schedule(
        board.session, board.secretary, asked, committee=committee, opens_at=now() + DAY, closes_at=now() + 9 * DAY
    )
    board.config.__dict__["committee"] = dataclasses.replace(committee, bodies={})
    assert "names no such body" in scheduling.obstacle(board.session, made, board.config.committee)
    clock.shift(DAY)
    scheduling.due(board.session, board.config.committee)
    assert made.state == "cancelled" and "names no such body" in (made.why or "")
    assert proved(board, tmp_path / "record") == []
