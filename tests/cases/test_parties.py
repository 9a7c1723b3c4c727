"""Who takes part in a case: interests, stepping aside, motions that another does, seats that are given to others, notes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import Session, select

from tests import make
from tests.cases.test_life import refused
from tests.cases.walk import CLAUSES, Walk
from tests.support.client import Client
from workbench import db
from workbench.cases import decisions, opinions, panel, parties, waiting
from workbench.cases.life import OpinionDraft
from workbench.checkup import minutes_and_rows
from workbench.members import actions as members
from workbench.members import interests


@pytest.fixture
def walk(session: Session) -> Walk:
    return Walk.begin(session)


def whys(session: Session, walk: Walk) -> str:
    return " ".join(turn.why for turn in waiting.turns(session, walk.secretary, db.now()))


@pytest.mark.parametrize("handed_in", [True, False])
def test_a_seat_is_given_to_another_and_what_was_handed_in_stays(session: Session, walk: Walk, handed_in: bool) -> None:
    walk.to_evidence()
    walk.found(walk.one)
    if handed_in:
        opinions.hand_in(session, walk.one, walk.case)
    members.set_activity(session, make.member(session, "administrator"), walk.one, active=False)
    assert "relieve them" in whys(session, walk)
    number = walk.one.id or 0
    refused(opinions.relieve, session, walk.two, walk.case, member=number, words="Gone.", status=403)
    refused(opinions.relieve, session, walk.secretary, walk.case, member=number, words="", status=422, field="words")
    opinions.relieve(session, walk.secretary, walk.case, member=number, words="They have left.")
    assert "fewer than two" in whys(session, walk) and panel.seat(session, walk.case, walk.one) is None
    walk.found(walk.two)
    opinions.hand_in(session, walk.two, walk.case)
    assert not opinions.of(session, walk.case), "one reviewer is no panel"
    third = make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[third])
    opinions.declare(session, third, walk.case, choice="none", words="")
    walk.found(third)
    opinions.hand_in(session, third, walk.case)
    found = {one.member_id for one in opinions.of(session, walk.case)[CLAUSES[0]]}
    assert found == {walk.two.id, third.id} | ({walk.one.id} if handed_in else set())
    assert not session.exec(select(OpinionDraft)).all() and not list(opinions.disagreements(session))


def test_a_panel_of_one_agrees_on_nothing(session: Session, walk: Walk) -> None:
    walk.to_draft().agree()
    opinions.declare(session, walk.two, walk.case, choice="aside", words="I work there now.")
    refused(decisions.deliberate, session, walk.secretary, walk.case, match="fewer than two")


def test_others_decide_whether_a_member_takes_no_part(
    clock: time_machine.Traveller, session: Session, walk: Walk
) -> None:
    walk.to_evidence()
    case, chair = walk.case, make.member(session, "member", "chair")
    refused(parties.move, session, walk.one, case, walk.one, words="x", status=422, field="members")
    parties.move(session, walk.secretary, case, walk.one, words="Their brother works there.")
    refused(parties.move, session, walk.two, case, chair, words="x", match="waits to be decided")
    told = {"outcome": "dismissed", "words": "The tie is close."}
    for party in (walk.secretary, walk.one, walk.two):
        refused(opinions.dismiss, session, party, case, **told, status=403)
    refused(opinions.dismiss, session, chair, case, **told, match="may answer until")
    parties.answer(session, walk.one, case, words="He does not any more.")
    refused(parties.answer, session, walk.one, case, words="And more.")
    opinions.dismiss(session, chair, case, **told)
    assert walk.one.id in panel.aside(session, case) and panel.seat(session, case, walk.one) is None
    refused(panel.name, session, walk.secretary, case, members=[walk.one], status=422, field="members")
    parties.move(session, walk.two, case, chair, words="They fund it.")
    clock.shift(parties.TO_ANSWER + timedelta(minutes=1))
    opinions.dismiss(session, walk.secretary, case, outcome="stays", words="They do not.")
    assert [one.outcome for one in parties.motions(session, case)] == ["stays", "dismissed"]
    assert not list(minutes_and_rows(session))


def test_where_every_officer_is_a_party_another_member_decides(session: Session, walk: Walk) -> None:
    walk.to_evidence()
    made = parties.move(session, walk.one, walk.case, walk.secretary, words="They own a part of it.")
    assert parties.deciders(session, made, panel.aside(session, walk.case)) == {walk.two.id}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_is_recused_is_listed_and_reads_no_notes(session: Session, client: Client) -> None:
    walk = Walk.begin(session).to_draft()
    tied, other = make.member(session), make.member(session, "observer")
    interests.declare(session, tied, organisation="Town library", kind="grant", since=db.now().date())
    parties.note(session, walk.one, walk.case, set(), words="Narwhalwise, they *hid* it.")
    session.commit()
    where = f"/cases/{walk.case.no}"
    assert "The workbench proposes that you step aside" in client.sign_in(tied).get(where).text
    assert "<em>hid</em>" in client.get(where).text
    assert client.send(f"{where}/life/recuse", words="They paid me.").status_code == 303
    page = client.get(where).text
    assert "They paid me." in page and "by their own decision" in page and "Narwhalwise" not in page
    assert client.send(f"{where}/life/note", words="Let me say this.").status_code == 403
    for reader in (client.sign_in(other), client.sign_out()):
        assert "Narwhalwise" not in reader.get(where).text
        assert "Narwhalwise" not in reader.get("/search?q=Narwhalwise").text.replace('value="Narwhalwise"', "")[5000:]
    assert client.sign_in(walk.two).get(f"{where}/life/move_dismissal").text.count('type="radio"') >= 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_motion_is_against_a_member_who_is_on_the_list(session: Session, walk: Walk, client: Client) -> None:
    walk.to_panel()
    client.sign_in(walk.one)
    for number in ("99999", "9" * 30, str(make.member(session, "observer").id)):
        sent = client.send(f"/cases/{walk.case.no}/life/move_dismissal", members=number, words="They own it.")
        assert sent.status_code == 422 and "They own it." in sent.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_form_from_before_takes_nobody_out_of_a_case_that_is_past_it(
    session: Session, walk: Walk, client: Client
) -> None:
    walk.to_panel()
    assert (
        "You sit on its panel" in client.sign_in(walk.one).send(f"/cases/{walk.case.no}/life/recuse", words="So.").text
    )
    walk.case.state = "balloting"
    sent = client.send(f"/cases/{walk.case.no}/life/recuse", words="They pay me.")
    assert sent.status_code == 409 and "They pay me." in sent.text
    assert not parties.recused(session, walk.case)
