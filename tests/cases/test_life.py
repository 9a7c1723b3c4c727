"""The life of a case: every step by who may take it, what is sealed until all are in, a reply, a dissent, an appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES, NEED, Walk
from workbench import db
from workbench.cases import actions, appeals, decisions, notices, opinions, panel, queries, reports, states
from workbench.cases.life import CaseStep, Opinion
from workbench.cases.models import STATES, Case
from workbench.errors import NotHere, Refusal
from workbench.members import interests
from workbench.minutes.models import Minute


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with db.writing(engine) as opened:
        yield opened


@pytest.fixture
def walk(session: Session) -> Walk:
    return Walk.begin(session)


def refused(
    act: Any, *words: Any, status: int = 409, field: str | None = None, match: str | None = None, **more: Any
) -> None:
    with pytest.raises(Refusal, match=match) as no:
        act(*words, **more)
    assert (no.value.status, no.value.field) == (status, field), str(no.value)


def test_every_state_is_in_the_table_with_words_and_what_comes_next() -> None:
    assert set(STATES) == states.WORDS.keys() == states.NEXT.keys()
    assert {step.target for step in states.STEPS} == set(STATES)
    assert {step.source for step in states.STEPS} - {""} == set(STATES) - {"declined", "duplicate", "superseded"}


def test_a_report_goes_through_screening_a_panel_a_reply_and_a_decision(session: Session, walk: Walk) -> None:
    case = walk.case
    assert case.state == "reported"
    walk.to_published()
    assert case.state == "settled" and case.settled_at
    assert [past.verdict for past in queries.settlements(session, case)] == ["conforms"]
    assert [step.target for step in reports.steps(session, case)] == ["decided", "screened"]
    in_order = session.exec(select(Minute).order_by(Minute.seq)).all()  # type: ignore[arg-type]
    assert not list(states.disagreements(in_order)) and not list(opinions.disagreements(session))


def test_what_the_table_does_not_know_is_refused_and_found_by_the_check(session: Session, walk: Walk) -> None:
    refused(decisions.publish, session, walk.secretary, walk.case)
    refused(states.move, session, walk.case, "settled", match="reported, so this cannot")
    jump = Minute(
        seq=1, at=db.now(), actor="workbench", act="cases.settle", thing="case_record:7", prev="", hash="",
        body={"rows": {"case_record:7": {"state": "deliberation"}}},
    )  # fmt: skip
    assert list(states.disagreements([jump])) == [
        "case_record:7: entry 1 of the minutes takes it from nothing to deliberation"
    ]


def test_only_officers_bring_a_case_on_its_way(session: Session, walk: Walk) -> None:
    for act, more in (
        (reports.screen, {"words": ""}), (reports.decline, {"words": "No."}), (reports.suspend, {"words": "No."}),
        (reports.duplicate, {"other": walk.case}), (panel.name, {"members": [walk.one, walk.two]}),
        (decisions.ask, {"asked_of": "x", "asked_on": date(2026, 1, 1)}), (decisions.deliberate, {}),
        (decisions.decide, {"words": "So."}), (decisions.publish, {}),
    ):  # fmt: skip
        refused(act, session, walk.one, walk.case, status=403, **more)


def test_screening_shows_earlier_cases_by_any_name(session: Session, walk: Walk) -> None:
    same = make.case(session, system="OPEN SHELF", release="1.0")
    other = make.case(session, system="Shelf", release="2.0", aliases=["open-shelf"], vendor="Town library")
    make.case(session, system="Lamp", vendor="Town library")
    assert [line.case.no for line in reports.alike(session, walk.case)] == [same.no, other.no]


def test_a_case_is_declined_or_laid_aside_for_a_published_reason(session: Session, walk: Walk) -> None:
    refused(reports.decline, session, walk.secretary, walk.case, words="", status=422, field="words")
    reports.screen(session, walk.secretary, walk.case, words="")
    reports.suspend(session, walk.secretary, walk.case, words="A court decides first.")
    assert walk.case.state == "suspended"
    reports.resume(session, walk.secretary, walk.case)
    assert walk.case.state == "screened"
    refused(reports.resume, session, walk.secretary, walk.case)
    reports.decline(session, walk.secretary, walk.case, words="Nothing of it is public.")
    assert [step.words for step in reports.steps(session, walk.case)] == [
        "Nothing of it is public.",
        "A court decides first.",
    ]
    refused(reports.screen, session, walk.secretary, walk.case, words="")


def test_a_duplicate_names_the_case_that_is_judged(session: Session, walk: Walk) -> None:
    refused(reports.duplicate, session, walk.secretary, walk.case, other=walk.case, status=422, field="other")
    other = make.case(session)
    reports.duplicate(session, walk.secretary, walk.case, other=other)
    (step,) = reports.steps(session, walk.case)
    assert (walk.case.state, step.other_no) == ("duplicate", other.no)


def test_a_later_published_case_may_take_the_place_of_another(session: Session, walk: Walk) -> None:
    first, later, unpublished = (
        make.case(session, ALL_MET, settled=True),
        make.case(session, ALL_MET, settled=True),
        make.case(session),
    )
    refused(reports.supersede, session, walk.secretary, later, other=first, status=422, field="other")
    refused(reports.supersede, session, walk.secretary, first, other=unpublished, status=422, field="other")
    reports.supersede(session, walk.secretary, first, other=later)
    assert first.state == "superseded" and first.settled_at


def test_a_panel_has_two_and_one_without_a_tie(session: Session, walk: Walk) -> None:
    reports.screen(session, walk.secretary, walk.case, words="")
    name = {"session": session, "actor": walk.secretary, "case": walk.case}
    refused(panel.name, **name, members=[walk.one], status=422, field="members", match="two|2")
    refused(panel.name, **name, members=[walk.one, make.member(session, "observer")], status=422, field="members")
    for member in (walk.one, walk.two):
        interests.declare(session, member, organisation="TOWN-library", kind="employment", since=date(2020, 1, 1))
    refused(panel.name, **name, members=[walk.one, walk.two], status=422, field="members", match="tie to the vendor")
    panel.name(**name, members=[walk.one, make.member(session)])
    assert walk.case.state == "open"


def test_who_has_a_tie_on_the_register_cannot_say_there_is_none(session: Session, walk: Walk) -> None:
    interest = interests.declare(session, walk.one, organisation="Town Library", kind="grant", since=date(2020, 1, 1))
    walk.to_panel()
    declare = {"session": session, "actor": walk.one, "case": walk.case}
    refused(
        opinions.declare,
        **declare,
        choice="none",
        words="",
        status=422,
        field="choice",
        match="has a grant from Town Library",
    )
    refused(opinions.declare, **declare, choice="tied", words="", status=422, field="words")
    interests.end(session, walk.one, interest)
    opinions.declare(**declare, choice="none", words="")
    refused(opinions.declare, **declare, choice="tied", words="x")


def test_the_findings_begin_when_all_have_declared_and_one_has_no_tie(session: Session, walk: Walk) -> None:
    walk.to_panel()
    opinions.declare(session, walk.one, walk.case, choice="tied", words="My sister works there.")
    assert walk.case.state == "open"
    opinions.declare(session, walk.two, walk.case, choice="aside", words="I work there.")
    assert walk.case.state == "open", "one seat is empty"
    third = make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[third])
    opinions.declare(session, third, walk.case, choice="none", words="")
    assert walk.case.state == "evidence"
    refused(opinions.draft, session, walk.two, walk.case, clause_id=CLAUSES[0], value="met", reason="x", status=403)


def test_with_a_panel_nobody_records_a_finding_for_all_before_the_reply(session: Session, walk: Walk) -> None:
    walk.to_panel()
    refused(actions.settle, session, walk.secretary, walk.case)
    for step in (None, walk.to_all_in):
        if step:
            walk.case = Walk.begin(session).to_all_in().case
        refused(make.finding, session, walk.case, CLAUSES[0], "met", actor=walk.one)


def test_what_one_finds_alone_is_nobody_elses_until_all_are_in(session: Session, walk: Walk) -> None:
    walk.to_evidence()
    walk.found(walk.one, reason="Narwhalwise.")
    refused(opinions.hand_in, session, walk.two, walk.case, status=422, match="nothing yet on reading-anyone")
    opinions.hand_in(session, walk.one, walk.case)
    refused(
        opinions.draft,
        session,
        walk.one,
        walk.case,
        clause_id=CLAUSES[0],
        value="not_met",
        reason="x",
        evidence=[make.EXHIBIT],
    )
    assert opinions.mine(session, walk.two, walk.case) == {} and opinions.of(session, walk.case) == {}
    assert not any("Narwhal" in str(minute.body) for minute in session.exec(select(Minute)))
    walk.found(walk.two, dict(ALL_MET) | {CLAUSES[0]: "not_met"})
    opinions.hand_in(session, walk.two, walk.case)
    found = opinions.of(session, walk.case)[CLAUSES[0]]
    assert {(row.member_id, row.value) for row in found} == {(walk.one.id, "met"), (walk.two.id, "not_met")}
    assert queries.findings(session, walk.case) == {}, "what is found alone is no finding of the committee"


def test_who_steps_aside_late_keeps_nobody_waiting(session: Session, walk: Walk) -> None:
    walk.to_evidence()
    third = make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[third])
    for member in (walk.one, walk.two):
        walk.found(member)
        opinions.hand_in(session, member, walk.case)
    assert opinions.of(session, walk.case) == {}
    opinions.declare(session, third, walk.case, choice="aside", words="I was hired by them.")
    assert len(opinions.of(session, walk.case)) == len(CLAUSES)


def test_findings_changed_after_they_were_handed_in_are_found_by_the_check(session: Session, walk: Walk) -> None:
    walk.to_all_in()
    row = session.exec(select(Opinion)).first()
    assert row and not list(opinions.disagreements(session))
    row.reason = "Something else."
    session.add(row)
    session.flush()
    assert len(list(opinions.disagreements(session))) == 1


def test_the_vendor_has_twenty_days_and_silence_admits_nothing(
    clock: time_machine.Traveller, session: Session, walk: Walk
) -> None:
    walk.to_evidence()
    refused(
        decisions.ask, session, walk.secretary, walk.case, asked_of="x", asked_on=db.now().date(), match="handed in"
    )
    walk = Walk.begin(session).to_asked()
    asked = decisions.reply(session, walk.case)
    assert asked and asked.due == db.now().date() + timedelta(days=20)
    clock.shift(timedelta(days=20))
    refused(decisions.silence, session, walk.secretary, walk.case, match="has until")
    clock.shift(timedelta(days=1))
    decisions.silence(session, walk.secretary, walk.case)
    assert (walk.case.state, asked.is_silent, asked.words) == ("draft_finding", True, "")


def test_the_vendor_is_asked_about_findings_that_are_in(
    clock: time_machine.Traveller, session: Session, walk: Walk
) -> None:
    clock.shift(timedelta(days=5))
    walk.to_all_in()
    day = db.now().date() - timedelta(days=2)
    told = {"asked_of": "Press office", "asked_on": day, "match": "before the findings were in"}
    refused(decisions.ask, session, walk.secretary, walk.case, **told, status=422, field="on")


def test_the_reply_is_kept_as_it_came(session: Session, walk: Walk) -> None:
    walk.to_asked()
    refused(
        decisions.receive,
        session,
        walk.secretary,
        walk.case,
        words="",
        said_by="",
        received_on=None,
        status=422,
        field="words",
    )
    early = db.now().date() - timedelta(days=1)
    refused(
        decisions.receive,
        session,
        walk.secretary,
        walk.case,
        words="x",
        said_by="",
        received_on=early,
        status=422,
        field="on",
    )
    walk = Walk.begin(session).to_draft()
    asked = decisions.reply(session, walk.case)
    assert asked and asked.words == "We  disagree.\n<b>Strongly</b>."


def test_a_panel_agrees_on_every_requirement_and_a_dissent_stays(session: Session, walk: Walk) -> None:
    walk.to_draft()
    outsider = make.member(session)
    refused(make.finding, session, walk.case, CLAUSES[0], "met", actor=outsider, status=403)
    walk.agree({CLAUSES[0]: "not_met"})
    refused(decisions.deliberate, session, walk.secretary, walk.case, status=422, match="not agreed on lending-anyone")
    walk.agree(dict(ALL_MET) | {CLAUSES[0]: "not_met"}, walk.two)
    member = make.member(session)
    decisions.dissent(session, member, walk.case, clause_id=CLAUSES[0], words="Everybody reads there.")
    refused(decisions.dissent, session, member, walk.case, clause_id=CLAUSES[0], words="Again.")
    decisions.deliberate(session, walk.secretary, walk.case)
    decisions.dissent(session, outsider, walk.case, clause_id=CLAUSES[0], words="So do I.")
    decisions.decide(session, walk.secretary, walk.case, words="By vote, 4 to 1.")
    refused(decisions.dissent, session, walk.two, walk.case, clause_id=CLAUSES[0], words="Late.")
    notices.send(session, walk.secretary, walk.case, sent_to="Press office")
    notices.answer(session, walk.secretary, walk.case, words="None.")
    decisions.publish(session, walk.secretary, walk.case)
    counts = decisions.agreed(session, walk.case)[CLAUSES[0]]
    assert [said.words for said in decisions.dissents(session, [counts])[counts.id or 0]] == [
        "Everybody reads there.",
        "So do I.",
    ]
    assert queries.verdict(session, walk.case).value == "does_not_conform"


def test_a_case_sent_back_is_agreed_on_again(session: Session, walk: Walk) -> None:
    walk.to_draft()
    walk.agree()
    decisions.deliberate(session, walk.secretary, walk.case)
    refused(decisions.send_back, session, walk.secretary, walk.case, words="", status=422, field="words")
    decisions.send_back(session, walk.secretary, walk.case, words="Read the letter again.")
    walk.agree({CLAUSES[1]: "not_met"})
    walk.publish()
    assert queries.verdict(session, walk.case).value == "does_not_conform"


def appealed(session: Session, walk: Walk) -> tuple[Any, Any]:
    """Two others named to hear an appeal of the vendor against a published case."""
    walk.to_published()
    appeals.lodge(
        session, walk.secretary, walk.case, ground="wrong_fact", words="The rules say less.", on_behalf="Town library"
    )
    others = make.member(session), make.member(session)
    panel.name(session, walk.secretary, walk.case, members=others)
    for member in others:
        opinions.declare(session, member, walk.case, choice="none", words="")
    return others


def test_a_members_appeal_needs_a_second_member_and_30_days_are_the_end(
    clock: time_machine.Traveller, session: Session, walk: Walk
) -> None:
    walk.to_published()
    lodge: dict[str, Any] = {"session": session, "case": walk.case, "words": "Read it again."}
    one, two = make.member(session), make.member(session)
    refused(appeals.lodge, **lodge, actor=one, ground="taste", status=422, field="choice")
    refused(appeals.lodge, **lodge, actor=one, ground="wrong_reading", on_behalf="The vendor", status=403)
    refused(appeals.lodge, **lodge, actor=walk.two, ground="wrong_reading", status=403, match="sat on the panel")
    appeals.lodge(**lodge, actor=one, ground="wrong_reading")
    assert walk.case.state == "settled"
    refused(appeals.second, session, one, walk.case, status=403)
    refused(appeals.second, session, walk.two, walk.case, status=403, match="sat on the panel")
    refused(appeals.lodge, **lodge, actor=two, ground="wrong_reading", match="waits for a second member")
    clock.shift(timedelta(days=31))
    refused(appeals.lodge, **lodge, actor=two, ground="wrong_reading", match="30 days")
    refused(appeals.second, session, two, walk.case, match="nobody joins")
    clock.shift(timedelta(days=-15))
    appeals.lodge(**lodge | {"actor": walk.secretary}, ground="wrong_reading", on_behalf="The vendor")
    assert walk.case.state == "appealed" and walk.case.settled_at
    refused(appeals.second, session, two, walk.case, match="No appeal waits")


def test_an_appeal_is_heard_by_others(session: Session, walk: Walk) -> None:
    walk.to_published()
    appeals.lodge(session, walk.secretary, walk.case, ground="wrong_fact", words="x", on_behalf="Town library")
    refused(
        panel.name,
        session,
        walk.secretary,
        walk.case,
        members=[walk.one, make.member(session)],
        status=422,
        field="members",
    )
    refused(appeals.hear, session, walk.two, walk.case, outcome="affirmed", words="x", match="another panel")
    one, _ = appealed(session, other := Walk.begin(session))
    refused(appeals.hear, session, other.one, other.case, outcome="affirmed", words="x", status=403)
    appeals.hear(session, one, other.case, outcome="affirmed", words="Rightly found.")
    assert other.case.state == "settled" and appeals.of(session, other.case)[0].outcome == "affirmed"


def test_an_overturned_case_is_agreed_on_by_the_other_panel(session: Session, walk: Walk) -> None:
    one, _ = appealed(session, walk)
    appeals.hear(session, one, walk.case, outcome="overturned", words="They erred.")
    assert (walk.case.state, walk.case.settled_at, decisions.agreed(session, walk.case)) == ("draft_finding", None, {})
    refused(make.finding, session, walk.case, CLAUSES[0], "met", actor=walk.one, status=403)
    walk.agree(dict(ALL_MET) | {CLAUSES[0]: "not_met"}, one)
    refused(
        decisions.deliberate,
        session,
        walk.secretary,
        walk.case,
        match="has not been asked about the findings of this panel",
    )
    decisions.ask(session, walk.secretary, walk.case, asked_of="Press office", asked_on=db.now().date())
    assert walk.case.state == "reply_wait", "the reply to the first panel is not a reply to this one"
    walk.replied()
    refused(decisions.ask, session, walk.secretary, walk.case, asked_of="x", asked_on=db.now().date())
    walk.publish()
    assert [past.verdict for past in queries.settlements(session, walk.case)] == ["does_not_conform", "conforms"]


def test_a_remanded_case_is_found_anew_by_its_first_reviewers(session: Session, walk: Walk) -> None:
    one, _ = appealed(session, walk)
    appeals.hear(session, one, walk.case, outcome="remanded", words="Look again.")
    assert (walk.case.state, opinions.of(session, walk.case)) == ("evidence", {})
    for member in (walk.one, walk.two):
        walk.found(member)
        opinions.hand_in(session, member, walk.case)
    assert len(opinions.of(session, walk.case)) == len(CLAUSES)
    assert not list(opinions.disagreements(session))


def test_a_dispute_is_marked_on_published_cases_alone(session: Session, walk: Walk) -> None:
    refused(reports.dispute, session, walk.secretary, walk.case, words="The vendor says so.")
    case = make.case(session, ALL_MET, settled=True)
    reports.dispute(session, walk.secretary, case, words="The vendor says so.")
    refused(reports.dispute, session, walk.secretary, case, words="Again.", field="words")
    reports.dispute(session, walk.secretary, case, words="")
    assert case.dispute == ""


def test_a_case_that_a_panel_judged_is_judged_anew_by_a_panel(session: Session, walk: Walk) -> None:
    walk.to_published()
    actions.queue_reviews(session, None, clause_ids=[CLAUSES[0]], version="1")
    actions.reopen(session, walk.secretary, walk.case, version=make.version(session), requirements=NEED)
    assert (walk.case.state, list(panel.of(session, walk.case))) == ("open", [])
    refused(make.finding, session, walk.case, CLAUSES[0], "met", actor=walk.one, match="only a panel changes")
    refused(actions.settle, session, walk.secretary, walk.case, match="only a panel changes")
    panel.name(session, walk.secretary, walk.case, members=[walk.one, walk.two])
    assert walk.case.state == "open" and len(panel.of(session, walk.case)) == 2


def test_a_flood_of_reports_from_one_place_is_refused(session: Session, walk: Walk) -> None:
    told = {"interest": "None.", "system": "Lamp", "release": "1", "vendor": "V", "question": "?", "address": ""}
    for _ in range(reports.AN_HOUR):
        reports.hold(session, None, place="a", name="Ann", **told)
    refused(reports.hold, session, None, place="a", name="Ann", **told, status=429)
    refused(reports.hold, session, None, place="b", name=" ", **told, status=422, field="name")
    held = reports.held(session)[0]
    case = reports.admit(session, walk.secretary, held, version=make.version(session), requirements=NEED)
    assert (case.state, case.submitter, case.submitter_interest) == ("reported", "Ann", "None.")
    with pytest.raises(NotHere):
        reports.held_one(session, held.id or 0)
    assert not session.exec(select(CaseStep).where(CaseStep.case_no == case.no)).all()
    assert session.exec(select(Case).where(Case.state == "reported")).all()


def test_after_an_affirmed_appeal_the_first_panel_still_is_the_one_that_judged(session: Session, walk: Walk) -> None:
    """Its reviewers hear no appeal against themselves, and a remanded case goes back to them."""
    one, _ = appealed(session, walk)
    appeals.hear(session, one, walk.case, outcome="affirmed", words="Rightly found.")
    again: dict[str, Any] = {"ground": "new_evidence", "words": "The rules changed.", "on_behalf": "Town library"}
    appeals.lodge(session, walk.secretary, walk.case, **again)
    for judge in (walk.one, one):
        refused(
            panel.name,
            session,
            walk.secretary,
            walk.case,
            members=[judge, make.member(session)],
            status=422,
            field="members",
        )
    third, fourth = make.member(session), make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[third, fourth])
    for member in (third, fourth):
        opinions.declare(session, member, walk.case, choice="none", words="")
    appeals.hear(session, third, walk.case, outcome="remanded", words="Look again.")
    assert {seat.member_id for seat in panel.seated(session, walk.case)} == {walk.one.id, walk.two.id}


def test_who_is_named_when_all_findings_are_read_does_not_find_alone(session: Session, walk: Walk) -> None:
    walk.to_all_in()
    late = make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[late])
    opinions.declare(session, late, walk.case, choice="none", words="")
    refused(
        opinions.draft, session, late, walk.case, clause_id=CLAUSES[0], value="met", reason="So do I.",
        evidence=[make.EXHIBIT], match="nobody finds alone",
    )  # fmt: skip
