"""What becomes of an amendment whose proposal was withdrawn; what is not offered because it would be refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.writers import FREE
from workbench.proposals import admission, comments, leaving, pieces, relations, states
from workbench.proposals.models import Proposal

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def amended(floor: Floor) -> tuple[Proposal, Proposal]:
    one = floor.filed(FREE)
    return one, floor.answer(one, "amends", COPY)


def test_what_amends_a_proposal_without_sponsors_falls_when_that_is_withdrawn(
    floor: Floor, amended: tuple[Proposal, Proposal]
) -> None:
    one, two = amended
    leaving.withdraw(floor.session, floor.writers.author, one, reason="Enough.")
    assert two.state == "fell" and "Fell because of" in [link.word for link in relations.of(floor.session, two)]
    assert floor.check() == []


def test_with_sponsors_it_waits_until_nobody_can_take_that_over_any_more(
    floor: Floor, amended: tuple[Proposal, Proposal], desk: Desk, clock: time_machine.Traveller
) -> None:
    one, two = amended
    admission.sponsor(floor.session, floor.writers.secretary, one, floor.committee)
    leaving.withdraw(floor.session, floor.writers.author, one, reason="Enough.")
    clock.shift(timedelta(hours=23))
    desk.sit(floor.writers.other)
    desk.send("/proposals/1/follow", choice="follow")
    assert two.state == "discussion"
    clock.shift(timedelta(hours=1))
    desk.send("/proposals/1/follow", choice="mute")
    assert two.state == "fell" and floor.check() == []


def test_what_a_sponsor_has_taken_over_keeps_its_amendments(
    floor: Floor, amended: tuple[Proposal, Proposal], clock: time_machine.Traveller
) -> None:
    one, two = amended
    admission.sponsor(floor.session, floor.writers.secretary, one, floor.committee)
    leaving.withdraw(floor.session, floor.writers.author, one, reason="Enough.")
    leaving.rescue(floor.session, floor.writers.secretary, one)
    clock.shift(timedelta(days=2))
    leaving.due(floor.session)
    assert (one.state, two.state) == ("discussion", "discussion")


def test_a_revision_is_not_offered_while_an_amendment_to_it_is_in_a_ballot(
    floor: Floor, amended: tuple[Proposal, Proposal], desk: Desk
) -> None:
    assert "Revise this proposal" in words_in(desk.read("/proposals/1"))
    states.move(floor.session, amended[1], "balloting")
    page = words_in(desk.read("/proposals/1"))
    assert "Revise this proposal" not in page and "Withdraw it" in page
    assert "Proposal 2, which amends this one, is in a ballot: until the result the text of this one stands" in page
    desk.sit(floor.writers.other)
    assert "which amends this one, is in a ballot: until the result" not in words_in(desk.read("/proposals/1"))


def test_suggested_words_are_taken_with_one_press_from_the_page(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    comments.post(
        floor.session, floor.writers.other, one, clause_id="lending-terms", quote="A loan", body="Rather so.",
        kind="suggestion", wording="Every loan",
    )  # fmt: skip
    page = desk.read("/proposals/1")
    button = '<button class="plain" form="take" formaction="/comments/1/take">Take this wording</button>'
    assert pieces.terse(button) in page
    assert page.count('<form id="take" method="post" hidden>') == 1
    assert "Every loan" in desk.read(desk.send("/comments/1/take"))
    desk.sit(floor.writers.other)
    assert "Take this wording" not in desk.read("/proposals/1")
