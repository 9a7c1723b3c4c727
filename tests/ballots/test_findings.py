"""A ballot on the findings in a case: what it is bound to, who is on its roll, what comes of it, and that its record proves itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlmodel import Session

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES, Walk
from tests.support.client import Client
from workbench import checkup, db
from workbench.ballots import actions, deciding, findings, frozen, known, presets, queries, rules, ruling, voiding
from workbench.ballots.models import Ballot
from workbench.cases import decisions, opinions, panel, parties, reports
from workbench.cases import queries as cases
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proof import export, verify


@pytest.fixture
def walk(session: Session, instance: Config) -> Walk:
    """A case in deliberation, of whose two reviewers one does not agree; seven could vote."""
    walk = Walk.begin(session).to_draft()
    walk.agree(dict(ALL_MET) | {CLAUSES[0]: "not_met"})
    decisions.dissent(session, walk.two, walk.case, clause_id=CLAUSES[0], words="Everybody reads there.")
    decisions.deliberate(session, walk.secretary, walk.case)
    return walk


def opened(walk: Walk, committee: Config, days: int = 14, rule: str = "committee-finding") -> Ballot:
    return deciding.open(
        walk.session, walk.secretary, walk.case, committee=committee.committee,
        fingerprint=rules.fingerprint(findings.bound(walk.session, walk.case)), rule_name=rule,
        closes_at=db.now() + timedelta(days=days),
    )  # fmt: skip


def voted(walk: Walk, ballot: Ballot, choices: Sequence[str]) -> Ballot:
    for member, choice in zip((walk.secretary, walk.one, walk.two), choices, strict=False):
        actions.vote(
            walk.session, member, ballot, choice=choice, fingerprint=ballot.fingerprint, reason="As I read it."
        )
    return ballot


def agrees(walk: Walk, config: Config, folder: Path) -> bool:
    """Whether the workbench and the verifier that it hands on both follow the record."""
    walk.session.flush()
    repository = Repository(config.repository)
    folder.mkdir()
    export.fill(walk.session, repository, "Library committee", folder)
    return not (checkup.disagreements(walk.session, repository, config.committee) or verify.verify(folder)[1])


def test_where_a_reviewer_dissents_a_ballot_alone_decides_and_the_verdict_follows(
    walk: Walk, instance: Config, tmp_path: Path
) -> None:
    session, case = walk.session, walk.case
    with pytest.raises(Refusal, match="the committee votes on the findings"):
        decisions.decide(session, walk.secretary, case, words="In the meeting.")
    ballot = opened(walk, instance)
    assert case.state == "balloting" and not ballot.proposal_no and queries.rule(ballot).title == "Finding in a case"
    with pytest.raises(Refusal, match="being voted on"):
        decisions.send_back(session, walk.secretary, case, words="Look again.")
    assert agrees(walk, instance, tmp_path / "open")
    actions.close(session, walk.secretary, voted(walk, ballot, ("for", "for", "against")))
    assert (case.state, ballot.outcome, cases.verdict(session, case).value) == (
        "decided",
        "adopted",
        "does_not_conform",
    )
    assert reports.steps(session, case)[0].words.startswith(f"Ballot {ballot.no}. ")
    assert agrees(walk, instance, tmp_path / "closed")


def test_findings_voted_down_go_back_and_are_not_voted_on_again_as_they_are(walk: Walk, instance: Config) -> None:
    session, case = walk.session, walk.case
    actions.close(session, walk.secretary, voted(walk, opened(walk, instance), ("for", "against", "against")))
    assert case.state == "deliberation" and "against" in reports.steps(session, case)[0].words
    with pytest.raises(Refusal, match="voted exactly these findings down"):
        opened(walk, instance)
    with pytest.raises(Refusal, match="the committee votes"):
        decisions.decide(session, walk.secretary, case, words="In the meeting.")
    decisions.send_back(session, walk.secretary, case, words="The committee reads it otherwise.")
    walk.agree()
    decisions.deliberate(session, walk.secretary, case)
    assert not decisions.owes_ballot(session, case)
    decisions.ask_ballot(session, walk.one, case, words="It binds many.")
    assert decisions.owes_ballot(session, case)
    actions.close(session, walk.secretary, voted(walk, opened(walk, instance), ("for", "for", "abstain")))
    assert case.state == "decided" and len(findings.of_case(session, case)) == 2


def test_with_less_than_half_of_the_roll_nothing_is_decided(
    clock: time_machine.Traveller, walk: Walk, instance: Config
) -> None:
    others = [make.member(walk.session) for _ in range(2)]
    ballot = voted(walk, opened(walk, instance), ("for", "for"))
    assert len(queries.roll(walk.session, ballot)) == 3 + len(others)
    clock.shift(timedelta(days=15))
    actions.close(walk.session, None, ballot)
    assert (ballot.outcome, walk.case.state) == ("no_quorum", "deliberation")
    assert opened(walk, instance).fingerprint == ballot.fingerprint


def test_who_stepped_aside_is_not_on_the_roll_and_stands_there_as_recused(
    session: Session, instance: Config, tmp_path: Path
) -> None:
    walk = Walk.begin(session).to_all_in()
    third = make.member(session)
    panel.name(session, walk.secretary, walk.case, members=[third])
    opinions.declare(session, third, walk.case, choice="aside", words="I worked there.")
    decisions.ask(session, walk.secretary, walk.case, asked_of="Press office", asked_on=db.now().date())
    walk.replied().agree()
    decisions.deliberate(session, walk.secretary, walk.case)
    parties.step_aside(session, walk.secretary, walk.case, words="I know the mayor.")
    with pytest.raises(Refusal, match="another officer"):
        opened(walk, instance)
    walk.secretary = make.member(session, "member", "chair")
    ballot = opened(walk, instance)
    assert third.id not in {entry.member_id for entry in queries.roll(session, ballot)}
    assert agrees(walk, instance, tmp_path / "record")


def test_the_page_of_a_ballot_and_that_of_its_case_lead_to_each_other(
    clock: time_machine.Traveller, walk: Walk, client: Client
) -> None:
    def post(who: Member, where: str, **words: str) -> int:
        return client.sign_in(who).send(where, **words).status_code

    page = client.sign_in(walk.secretary).get(f"/cases/{walk.case.no}/ballot").text
    fingerprint = rules.fingerprint(findings.bound(walk.session, walk.case))
    assert fingerprint in page and "Everybody reads there." in page
    form = {"rule": "committee-finding", "closes_at": "2026-05-30T18:00", "sure": "yes"}
    assert post(walk.secretary, f"/cases/{walk.case.no}/ballots", **form, fingerprint="0" * 64) == 409
    assert post(walk.secretary, f"/cases/{walk.case.no}/ballots", **form, fingerprint=fingerprint) == 303
    assert post(walk.one, "/ballots/1/votes", choice="for", fingerprint=fingerprint) == 303
    shown = client.sign_out().get("/ballots/1").text
    assert "nobody votes on it" in shown and f'href="/cases/{walk.case.no}"' in shown and fingerprint in shown
    assert 'href="/ballots/1"' in client.get(f"/cases/{walk.case.no}").text
    assert "Findings on Open shelf" in client.get("/ballots").text
    assert client.get("/ballots/1/cases").status_code == 404
    assert post(walk.secretary, "/ballots/1/adopt") == 409


def test_a_rule_for_findings_alone_is_changed_by_a_ballot_on_a_change_of_scope(walk: Walk, instance: Config) -> None:
    session, committee = walk.session, instance.committee
    rules_of = {**committee.rules, "ours": {"preset": "committee-finding"}}
    instance.__dict__["committee"] = committee = dataclasses.replace(committee, rules=rules_of)
    ballot = actions.close(session, walk.secretary, voted(walk, opened(walk, instance, rule="ours"), ("for",) * 3))
    chair = make.member(session, "member", "chair")
    looser = rules.read("ours", dict(known.of(session, committee)["ours"].data()) | {"quorum": []})
    for named in (None, ballot.no):
        with pytest.raises(Refusal, match="carried under “Substantive change”") as no:
            ruling.put(session, chair, looser, committee=committee, reason="So.", ballot=named)
        assert no.value.field == "ballot"
    with pytest.raises(Refusal, match="was changed in the committee's file"):
        frozen.as_used(session, looser)


@pytest.mark.parametrize(
    "table", [{"tie": "report"}, {"tie": "chair_casting"}, {"method": "signoff"}, {"block": {"enabled": True}}]
)
def test_a_rule_for_findings_that_a_ballot_on_them_cannot_keep_opens_none(table: dict[str, Any]) -> None:
    rule = rules.read("ours", presets.one({"preset": "committee-finding"}) | table)
    assert any("It is for findings" in one for one in known.obstacles(rule))


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("choices", [(), ("for", "for", "for")])
def test_a_void_ballot_brings_its_case_back_and_another_may_open(
    walk: Walk, instance: Config, tmp_path: Path, choices: tuple[str, ...]
) -> None:
    ballot = voted(walk, opened(walk, instance), choices)
    if choices:
        assert actions.close(walk.session, walk.secretary, ballot).outcome == "adopted" and walk.case.state == "decided"
    voiding.void(walk.session, walk.secretary, ballot, ground="leak", reason="A list went round.")
    assert walk.case.state == "deliberation"
    opened(walk, instance)
    assert agrees(walk, instance, tmp_path / "again")
