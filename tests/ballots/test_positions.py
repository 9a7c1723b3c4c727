"""Positions that a rule names itself, as the IESG does: voted, shown and counted by their labels, and proved."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_closing import STANDS
from tests.ballots.test_consent import proved
from tests.proof.test_verify import anew, handed_on, named
from tests.support.client import Client
from workbench.ballots import actions, fixed, formats, known, rules, unblocking
from workbench.ballots.electorate import Cast, Seat
from workbench.ballots.models import Ballot
from workbench.proof import fixing

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
ENQUIRY: dict[str, Any] = {
    "positions": {"yes": "for", "no": "against_with_reason", "abstain": "abstain"},
    "pass": [[{"count": ["no"], "op": "<=", "ratio": "1/4", "of": ["yes", "no"]}]],
}
RULES = {"iesg": {"preset": "iesg-standards-track"}, "enquiry": ENQUIRY}


def opened(hall: Hall, rule: str) -> Ballot:
    committee, own = hall.config.committee, RULES[rule] | {"for_classes": ["substantive"]}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, rule: own})
    ballot = hall.ballot(hall.proposal(), rule=rule)
    hall.session.commit()
    return ballot


def votes(hall: Hall, ballot: Ballot, said: str) -> Ballot:
    """Everybody votes: “yes no:because …”; then the result is recorded."""
    for member, words in zip(hall.everybody, said.split(), strict=True):
        choice, _, reason = words.partition(":")
        hall.vote(member, ballot, choice, reason)
    return actions.close(hall.session, hall.secretary, ballot)


@pytest.mark.parametrize(
    ("rule", "said", "outcome", "positions"),
    [
        ("iesg", "yes noobj noobj noobj noobj abstain abstain", "adopted", {"yes": 1, "noobj": 4, "discuss": 0}),
        ("iesg", "noobj noobj noobj noobj noobj noobj abstain", "rejected", {"yes": 0, "noobj": 6, "discuss": 0}),
        ("iesg", "yes yes yes yes yes yes discuss:unclear", "blocked", {"yes": 6, "noobj": 0, "discuss": 1}),
        ("enquiry", "yes yes yes no:why no:why no abstain", "rejected", {"yes": 3, "no": 2}),
        ("enquiry", "yes yes yes no:why no no abstain", "adopted", {"yes": 3, "no": 1}),
    ],
)
def test_votes_count_by_their_labels_and_the_record_proves_it(
    hall: Hall, tmp_path: Path, rule: str, said: str, outcome: str, positions: dict[str, int]
) -> None:
    ballot = votes(hall, opened(hall, rule), said)
    assert (ballot.outcome, (ballot.tally or {})["counts"]["positions"]) == (outcome, positions)
    assert proved(hall, tmp_path / "record") == []


def test_a_block_of_another_name_is_withdrawn_and_the_votes_are_counted_again(hall: Hall, tmp_path: Path) -> None:
    ballot = votes(hall, opened(hall, "iesg"), "yes yes yes yes yes yes discuss:unclear")
    unblocking.withdraw(hall.session, hall.members[-1], ballot, reason="It is clear now.")
    assert ballot.outcome == "adopted"
    assert proved(hall, tmp_path / "record") == []


def test_a_reason_that_was_not_there_is_named(hall: Hall, tmp_path: Path) -> None:
    votes(hall, opened(hall, "enquiry"), "yes yes yes no:why no no abstain")

    def change(kept: list[dict[str, Any]]) -> None:
        for name, row in named(kept, "ballots.vote", 4)["body"]["rows"].items():
            row["reason"] = "sha256:" + "0" * 64 if name.startswith("vote:") else row

    assert any("counting gives rejected" in one for one in anew(handed_on(hall, tmp_path / "record"), change))


def test_no_other_position_is_taken_and_a_block_needs_its_reason(hall: Hall) -> None:
    ballot = opened(hall, "iesg")
    assert "Choose one of the four: noobj, yes, abstain or discuss." in str(refused(hall.vote, hall.chair, ballot))
    assert refused(hall.vote, hall.chair, ballot, "discuss").field == "reason"


def test_form_receipt_and_result_show_the_labels(hall: Hall, client: Client) -> None:
    ballot = opened(hall, "enquiry")
    client.sign_in(hall.chair)
    assert "against, with a reason: version 2 stands; counted only with a reason" in client.get("/ballots/1").text
    answer = client.send("/ballots/1/votes", choice="for", fingerprint=ballot.fingerprint, reason="As I read it.")
    assert answer.status_code == 422 and "Choose one of the three: yes, no or abstain." in answer.text
    assert "As I read it." in answer.text
    client.send("/ballots/1/votes", choice="no", fingerprint=ballot.fingerprint)
    assert "You voted “No”, without a reason: like that it is not counted." in client.get("/ballots/1").text
    hall.session.expire_all()
    votes(hall, ballot, "no yes yes yes yes yes abstain")
    hall.session.commit()
    page = client.get("/ballots/1").text
    assert "Yes (for)" in page and "No, without a reason: not counted" in page


def test_it_is_fixed_only_when_no_reason_that_may_still_come_changes_it(kind: str) -> None:
    rule = formats.rule(ENQUIRY | {"window": STANDS})
    for votes, expected in (("yyyyn", False), ("yyyyy", True), ("n", False), ("nn", True), ("yyybb", True)):
        words = {"y": ("yes", ""), "n": ("no", "Why."), "b": ("no", "")}
        cast = [Cast(n, 1, *words[sign]) for n, sign in enumerate(votes)]
        told = {n: one.choice + ("" if one.reason or one.choice == "yes" else "/bare") for n, one in enumerate(cast)}
        plain = [{"of": n, "affiliation": "", "is_chair": False, "status": "eligible"} for n in range(6)]
        assert fixing.fixed(rule.data(), plain, told, [], {}) is expected, votes
        assert fixed.is_fixed(rule, cast, [Seat(n) for n in range(6)]) is expected, votes


def test_a_sign_off_has_the_positions_of_one(kind: str) -> None:
    rule = rules.read("one", {"method": "signoff", "positions": {"yes": "for"}, "pass": ENQUIRY["pass"]} | {"pass": [[{"count": ["F"], "op": ">=", "plus": 1}]]})  # fmt: skip
    assert any("a sign-off with other positions" in one for one in known.obstacles(rule))
