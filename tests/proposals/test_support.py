"""Before a proposal is considered: admissibility, sponsors, appeal; and how it is withdrawn, taken over, or lapses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import ADMISSION, COPY, Floor
from tests.proposals.writers import FREE, SINGS
from workbench.config import Committee, OfRoot
from workbench.errors import Refusal
from workbench.proposals import actions, admission, comments, drafts, leaving, relations, states
from workbench.proposals.models import STATES, Proposal


def refused(act: Callable[..., Any], *args: Any, **words: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **words)
    return no.value


@pytest.fixture
def ruled(app: Flask, floor: Floor) -> Floor:
    """Two sponsors are needed, and the secretary is asked; the pages know it too."""
    floor.asks(sponsors=2, rules=ADMISSION)
    settings = app.extensions["workbench"]
    vars(settings)["committee"] = floor.committee
    return floor


def test_without_rules_of_admission_a_filed_proposal_is_in_discussion(floor: Floor) -> None:
    assert floor.filed(FREE).state == "discussion" and floor.check() == []


def test_discussion_begins_when_enough_members_support_it(floor: Floor) -> None:
    floor.asks(sponsors=2)
    one = floor.filed(FREE)
    assert one.state == "seeking_sponsors"
    assert refused(admission.sponsor, floor.session, floor.writers.author, one, floor.committee).status == 403
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    assert refused(admission.sponsor, floor.session, floor.writers.other, one, floor.committee).status == 409
    assert one.state == "seeking_sponsors"
    admission.sponsor(floor.session, floor.writers.secretary, one, floor.committee)
    assert one.state == "discussion" and floor.check() == []


def test_an_editorial_change_needs_no_sponsors_and_a_revision_may_make_it_one(floor: Floor) -> None:
    floor.asks(sponsors=2)
    assert floor.filed(FREE, claimed="editorial").state == "discussion"
    two = floor.filed(SINGS)
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, two), COPY, claimed="editorial"))
    assert two.state == "discussion"


def test_a_sponsor_steps_back_only_before_it_is_considered(floor: Floor) -> None:
    floor.asks(sponsors=2)
    one = floor.filed(FREE)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    admission.step_back(floor.session, floor.writers.other, one)
    assert relations.sponsors(floor.session, one) == []
    for member in (floor.writers.other, floor.writers.secretary):
        admission.sponsor(floor.session, member, one, floor.committee)
    assert refused(admission.step_back, floor.session, floor.writers.other, one).status == 409
    assert floor.check() == []


def test_no_ballot_opens_on_what_is_not_considered(floor: Floor, desk: Desk) -> None:
    floor.asks(sponsors=1)
    floor.filed(FREE)
    desk.sit(make.member(floor.session, "member", "chair"))
    assert "Open a ballot" not in desk.read("/proposals/1")
    assert desk.client.get("/proposals/1/ballot").status_code == 409


def test_the_secretary_names_the_rule_and_the_chair_hears_the_appeal(ruled: Floor, desk: Desk) -> None:
    chair = make.member(ruled.session, "chair")
    one = ruled.filed(FREE)
    assert one.state == "submitted"
    desk.sit(ruled.writers.secretary)
    page = desk.send("/proposals/1/rule", 422, admissible="no", rule="", reason="It is two things.")
    assert "Name the rule that it breaks" in page and "It is two things." in page
    desk.send("/proposals/1/rule", admissible="no", rule=ADMISSION[1], reason="It is two things.")
    desk.sit(ruled.writers.author)
    page = words_in(desk.read("/proposals/1"))
    assert "Not admissible by the rule “It is about one subject”. It is two things." in page
    assert "Say why" in desk.send("/proposals/1/appeal", 422, reason=" ")
    desk.send("/proposals/1/appeal", reason="It is one thing in two places.")
    desk.sit(chair)
    assert "It is one thing in two places." in desk.read("/proposals/1")
    desk.send("/proposals/1/hear", upheld="yes", reason="So it is.")
    assert ruled.session.get_one(Proposal, 1).state == "seeking_sponsors"
    assert "the chair followed the appeal: So it is." in words_in(desk.read("/proposals/1"))
    told = words_in(desk.read("/minutes"))
    assert "not admissible: It is about one subject." in told and "appeal followed" in told
    assert ruled.check() == []


def test_nobody_decides_on_their_own_proposal_and_an_appeal_is_heard_once(ruled: Floor) -> None:
    own = ruled.filed(FREE, by=ruled.writers.secretary)
    about = {"is_admissible": True}
    assert refused(admission.rule, ruled.session, ruled.writers.secretary, own, ruled.committee, **about).status == 403
    chair = make.member(ruled.session, "chair")
    admission.rule(
        ruled.session, chair, own, ruled.committee, is_admissible=False, rule=ADMISSION[0], reason="It does not."
    )
    admission.appeal(ruled.session, ruled.writers.secretary, own, reason="It does.")
    assert refused(admission.appeal, ruled.session, ruled.writers.secretary, own, reason="It does.").status == 409
    admission.hear(ruled.session, chair, own, ruled.committee, is_upheld=False, reason="It does not.")
    again = {"is_upheld": True, "reason": "It does."}
    assert refused(admission.hear, ruled.session, chair, own, ruled.committee, **again).status == 409
    assert own.state == "inadmissible" and ruled.check() == []


def test_sponsors_reach_the_number_on_the_pages(ruled: Floor, desk: Desk) -> None:
    ruled.filed(FREE)
    desk.sit(ruled.writers.secretary)
    desk.send("/proposals/1/rule", admissible="yes", rule="", reason="")
    for member in (ruled.writers.other, ruled.writers.secretary):
        desk.sit(member)
        desk.send("/proposals/1/sponsor")
    page = words_in(desk.read("/proposals/1"))
    assert "In discussion" in page
    assert f"sponsored by {ruled.writers.other.name}, {ruled.writers.secretary.name}" in page


def test_a_withdrawal_has_a_reason_and_a_refused_one_keeps_it(floor: Floor, desk: Desk) -> None:
    floor.filed(FREE)
    assert "Say why" in desk.send("/proposals/1/withdraw", 422, reason=" ")
    long = "x" * 2_001
    assert long in desk.send("/proposals/1/withdraw", 422, reason=long)
    desk.send("/proposals/1/withdraw", reason="The other one is better.")
    assert "The other one is better." in words_in(desk.read("/proposals/1"))


def test_a_sponsor_takes_over_what_was_withdrawn_within_a_day(floor: Floor, clock: time_machine.Traveller) -> None:
    one, two = floor.filed(FREE), floor.filed(SINGS)
    for proposal in (one, two):
        admission.sponsor(floor.session, floor.writers.other, proposal, floor.committee)
        leaving.withdraw(floor.session, floor.writers.author, proposal, reason="I have changed my mind.")
    assert refused(leaving.rescue, floor.session, floor.writers.secretary, one).status == 403
    leaving.rescue(floor.session, floor.writers.other, one)
    assert (one.state, one.author_id) == ("discussion", floor.writers.other.id)
    assert relations.sponsors(floor.session, one) == []
    assert refused(drafts.revise, floor.session, floor.writers.author, one).status == 403
    clock.shift(timedelta(days=1))
    assert refused(leaving.rescue, floor.session, floor.writers.other, two).status == 409
    assert floor.check() == []
    two.state, two.author_id = "discussion", floor.writers.secretary.id or 0
    actions.minutes.record(floor.session, floor.writers.secretary, "proposals.rescue", two, two)
    assert any("taken over, and not by a sponsor" in line for line in floor.check())


def test_what_is_not_yet_considered_is_commented_on_and_revised(floor: Floor) -> None:
    floor.asks(sponsors=1)
    one = floor.filed(FREE)
    assert comments.post(floor.session, floor.writers.other, one, clause_id="lending-terms", body="Good.").id
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), SINGS))
    assert (one.state, one.revision) == ("seeking_sponsors", 2)


def test_every_state_is_reached_and_named_and_no_other(floor: Floor) -> None:
    assert {step.target for step in states.STEPS} == set(STATES) == states.WORDS.keys()
    one = floor.filed(FREE)
    assert refused(states.move, floor.session, one, "inadmissible").status == 409


def test_check_names_a_way_between_states_that_nobody_may_go(floor: Floor) -> None:
    one = floor.filed(FREE)
    one.state = "inadmissible"
    actions.minutes.record(floor.session, None, "proposals.rule", one, one)
    assert any("from discussion to inadmissible" in line for line in floor.check())


@pytest.mark.parametrize("value", ["-1", '"two"', "true"])
def test_the_number_of_sponsors_is_a_whole_number(tmp_path: Any, value: str) -> None:
    path = tmp_path / "committee.toml"
    path.write_text(f"[admission]\nsponsors = {value}\n")
    assert "admission.sponsors" in str(refused(Committee.read, path))
    path.write_text('[admission]\nsponsors = 2\nrules = ["One."]\n')
    assert replace(Committee.read(path)).sponsors == 2


@pytest.mark.parametrize(
    ("members", "needed"), [(0, 0), (1, 1), (4, 1), (5, 2), (16, 2), (17, 3), (64, 4), (65, 5), (939, 5)]
)
def test_half_the_root_of_the_members_is_not_rounded(tmp_path: Path, members: int, needed: int) -> None:
    file = tmp_path / "committee.toml"
    file.write_text('[admission]\nsponsors = { most = 5, ratio = "1/2" }\n')
    asked = Committee.read(file).sponsors
    assert isinstance(asked, OfRoot) and asked.of(members) == needed
    file.write_text("[admission]\nsponsors = { most = 5, ratio = 0.5 }\n")
    assert "half the square root" in str(refused(Committee.read, file))
