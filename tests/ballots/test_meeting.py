"""Where two features meet: releases beside alarms, and beside changes of the procedure."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_class_rules import MOST, ruled
from tests.ballots.test_consent import proved
from tests.ballots.test_versions import COPIES, settle
from tests.proof.test_verify import Entry, anew, bind, handed_on
from workbench.ballots import actions, adoption, recusing, releasing, turning, version_opening, voiding
from workbench.db import now
from workbench.definition import alarms, releases
from workbench.errors import Refusal

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def hall(session: Session, instance: Any, clock: Traveller) -> Hall:
    hall = Hall.of(session, instance, members=3)
    settle(hall, together=True)
    return hall


def candidate(hall: Hall) -> releases.Release:
    return releasing.candidate(hall.session, hall.chair, committee=hall.config.committee, repository=hall.repository)


def adopted(hall: Hall, change: tuple[str, str], rule: str, claimed: str) -> None:
    ballot = hall.ballot(hall.proposal(change, claimed=claimed, title=f"Say “{change[1]}”"), rule=rule)
    hall.votes(ballot, for_=5)
    actions.close(hall.session, hall.secretary, ballot)
    adoption.adopt(hall.session, hall.chair, ballot, repository=hall.repository, together=True)


def test_nothing_is_published_while_an_alarm_stands(hall: Hall) -> None:
    adopted(hall, SILENCE, "substantive", "substantive")
    made = releasing.approve(hall.session, hall.chair, candidate(hall))
    alarms.sound(hall.session, None, "repository", ["refs/heads/other: it leads somewhere"])
    with pytest.raises(Refusal, match="nobody recorded"):
        releasing.publish(hall.session, hall.chair, made, repository=hall.repository)
    hall.session.rollback()
    alarm = alarms.standing(hall.session)[0]
    alarms.end(hall.session, hall.chair, alarm, words="It was a test, and it is gone.", still=[])
    releasing.publish(hall.session, hall.chair, made, repository=hall.repository)
    assert hall.check() == []


def test_a_change_of_the_procedure_is_released_together_with_others(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    ruled(hall, procedure={**MOST, "title": "Procedure", "for_classes": ["procedure"]})
    adopted(hall, SILENCE, "procedure", "procedure")
    adopted(hall, COPIES, "substantive", "substantive")
    made = candidate(hall)
    assert (made.claimed, made.weighty) == ("procedure", 2)
    about = version_opening.on_release(hall.session, made)
    prepared = version_opening.prepare(
        hall.session, hall.chair, about, committee=hall.config.committee, rule="procedure"
    )
    ballot = version_opening.bind(
        hall.session, hall.chair, prepared, committee=hall.config.committee, closes_at=now() + timedelta(days=14)
    )
    assert "on no text" in str(refused(turning.open_list, hall.session, hall.chair, ballot, now()))
    hall.votes(ballot, for_=5)
    actions.close(hall.session, hall.secretary, ballot)
    clock.shift(timedelta(days=3))
    releasing.approve(hall.session, hall.chair, made)
    assert releasing.publish(hall.session, hall.chair, made, repository=hall.repository).label == made.label
    assert proved(hall, tmp_path / "whole") == []

    def all_vote(kept: list[Entry]) -> None:
        opened = [entry for entry in kept if entry["act"] == "ballots.open"][-1]
        opened["body"]["statement"]["recused_from"] = []
        bind(opened)

    assert "is not recused from the whole" in "\n".join(anew(handed_on(hall, tmp_path / "less"), all_vote))


def test_an_officer_recused_from_a_part_opens_closes_and_voids_nothing_of_the_whole(hall: Hall, tmp_path: Path) -> None:
    session, committee = hall.session, hall.config.committee
    other = make.member(session, "chair")
    part = hall.proposal(SILENCE)
    recusing.recuse(session, other, part, reason="They pay me.")
    ballot = hall.ballot(part)
    hall.votes(ballot, for_=5)
    actions.close(session, hall.secretary, ballot)
    adoption.adopt(session, hall.chair, ballot, repository=hall.repository, together=True)
    adopted(hall, COPIES, "substantive", "substantive")
    about = version_opening.on_release(session, candidate(hall))
    asked = (session, other, about)
    assert refused(version_opening.prepare, *asked, committee=committee, rule="substantive").status == 403
    prepared = version_opening.prepare(session, hall.chair, about, committee=committee, rule="substantive")
    ends = now() + timedelta(days=14)
    ballot = version_opening.bind(session, hall.chair, prepared, committee=committee, closes_at=ends)
    assert refused(voiding.void, session, other, ballot, ground="wrong_text", reason="So I say.").status == 403
    hall.votes(ballot, for_=5)
    assert refused(actions.close, session, other, ballot).status == 403
    actions.close(session, hall.secretary, ballot)
    assert proved(hall, tmp_path / "whole") == []
