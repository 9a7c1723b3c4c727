"""What a proposal would do to the cases: which findings must be made again, what people then found, and what came of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_ranking import opened, rivals
from tests.support.client import Client
from workbench.ballots import reading
from workbench.cases import actions as cases
from workbench.cases import grounds
from workbench.cases import queries as case_queries
from workbench.cases.models import Case
from workbench.definition import queries as definition
from workbench.errors import NotHere, Refusal
from workbench.proposals import actions as proposals
from workbench.proposals import flips, judging, queries
from workbench.proposals.models import Proposal, Revision

TERMS = "lending-terms"
YEAR = ("for the first month", "for the first year")
MET = dict.fromkeys(make.REQUIREMENTS, "met")


def case(hall: Hall, words: str = "", **facts: Any) -> Case:
    """A settled case that conforms; its finding on the terms rests on these words."""
    made = make.case(hall.session, {clause: "met" for clause in MET if clause != TERMS}, **facts)
    found = make.finding(hall.session, made, TERMS, "met")
    clauses = definition.clauses(hall.session, definition.newest(hall.session))
    grounds.rest(hall.session, None, made, found, words, clauses)
    cases.settle(hall.session, None, made)
    return made


def report(hall: Hall, proposal: Proposal, n: int | None = None) -> dict[str, Any]:
    revision = queries.revision(hall.session, proposal, n)
    return flips.data(judging.every(hall.session, revision, hall.config.committee))


def kinds(hall: Hall, proposal: Proposal, n: int | None = None) -> dict[str, list[int]]:
    found = report(hall, proposal, n)
    return {kind: [line["case"] for line in found[kind]] for kind in flips.KINDS if found[kind]}


def judge(hall: Hall, revision: Revision, about: Case, value: str, clause: str = TERMS) -> None:
    judging.find(
        hall.session, hall.members[1], revision, about, hall.config.committee, clause_id=clause, value=value, reason="So.",
        condition="a fee is dropped" if value == "conditional" else "",
        evidence=[make.EXHIBIT] if value in cases.NEEDS_EVIDENCE else [],
    )  # fmt: skip


def test_a_finding_is_made_again_when_the_words_it_rests_on_change_and_not_before(hall: Hall) -> None:
    name, month, whole = case(hall, "may ask for a name"), case(hall, "for the first month"), case(hall)
    other = make.case(hall.session, {"reading-anyone": "met"})
    proposal = hall.proposal(YEAR)
    every = judging.every(hall.session, queries.revision(hall.session, proposal), hall.config.committee)
    assert [(flip.case.no, flip.kind) for flip in flips.apart(hall.session, every)] == [(other.no, "unaffected")]
    assert kinds(hall, proposal) == {"unaffected": [name.no], "to_rejudge": [month.no, whole.no]}
    [line, _] = report(hall, proposal)["to_rejudge"]
    assert line["now"] == "conforms" and line["after"] is None
    assert line["findings"] == [{"clause": TERMS, "value": "met", "words": "edited", "under_the_proposal": None}]


def test_a_finding_under_an_earlier_version_is_followed_through_the_versions_since(hall: Hall) -> None:
    old = make.case(hall.session, {TERMS: "met"}, under="1")
    [finding] = case_queries.findings(hall.session, old)[TERMS]
    first = definition.clauses(hall.session, definition.version(hall.session, "1"))
    grounds.rest(hall.session, None, old, finding, "may ask for a name and an address", first)
    assert kinds(hall, hall.proposal(YEAR)) == {"unaffected": [old.no]}
    assert kinds(hall, hall.proposal(("a name and an address", "a name"), title="Names")) == {"to_rejudge": [old.no]}


def test_only_what_people_recorded_turns_a_verdict(hall: Hall) -> None:
    one, two, three = case(hall), case(hall), case(hall)
    proposal = hall.proposal(YEAR)
    revision = queries.revision(hall.session, proposal)
    judge(hall, revision, one, "met")
    judge(hall, revision, two, "met")
    judge(hall, revision, two, "not_met")
    assert kinds(hall, proposal) == {"flipped": [two.no], "to_rejudge": [three.no], "rejudged_same": [one.no]}
    assert case_queries.verdict(hall.session, two).value == "conforms", "nothing has changed yet"
    assert hall.check() == []


def test_the_report_changes_with_a_revision_and_what_was_judged_on_the_same_words_stays(hall: Hall) -> None:
    about = case(hall)
    proposal = hall.proposal(YEAR)
    judge(hall, queries.revision(hall.session, proposal), about, "not_met")
    hall.proposal(("Anyone may copy", "Everybody may copy"), revises=proposal)
    assert kinds(hall, proposal)["to_rejudge"] == [about.no], "the other clause is to be judged as well"
    judge(hall, queries.revision(hall.session, proposal), about, "met", "catalogue-copy")
    assert kinds(hall, proposal) == {"flipped": [about.no]}
    hall.proposal(("for the first year", "for the first two years"), revises=proposal)
    assert kinds(hall, proposal) == {"to_rejudge": [about.no]}
    assert kinds(hall, proposal, 1) == {"flipped": [about.no]}, "the report on revision 1 is what it was"
    with pytest.raises(Refusal, match="Judge the case under revision 3"):
        judge(hall, queries.revision(hall.session, proposal, 1), about, "met")


@pytest.mark.usefixtures("client")
def test_on_adoption_it_is_the_finding_under_the_new_version_and_the_page_compares(hall: Hall, client: Client) -> None:
    turned, same, left, name = case(hall), case(hall), case(hall), case(hall, "may ask for a name")
    proposal = hall.proposal(YEAR)
    proposal.cases = [turned.no or 0, left.no or 0]
    revision = queries.revision(hall.session, proposal)
    judge(hall, revision, turned, "conditional")
    judge(hall, revision, same, "met")
    ballot = hall.carried(proposal)
    hall.session.commit()
    client.sign_in(hall.chair)
    page = client.get(f"/proposals/{proposal.no}/revisions/1/cases").text
    assert "The verdict turns" in page.replace("Verdict turns", "The verdict turns") and "does not turn in case" in page
    assert client.send(f"/ballots/{ballot.no}/adopt").status_code == 303
    hall.session.expire_all()
    assert [(one.state, one.version) for one in (turned, same, left, name)] == [
        ("open", "3"), ("open", "3"), ("re_review_due", "2"), ("re_review_due", "2")
    ]  # fmt: skip
    [newest, *_] = case_queries.findings(hall.session, turned)[TERMS]
    assert (newest.value, newest.version, newest.found_by, newest.n) == ("conditional", "3", hall.members[1].id, 2)
    assert len(case_queries.evidence(hall.session, [newest])[newest.id or 0]) == 1
    cases.settle(hall.session, None, turned)
    hall.session.commit()
    found = report(hall, proposal)
    assert [(line["case"], line["now"], line["after"], line["actual"]) for line in found["flipped"]] == [
        (turned.no, "conforms", "conforms_if", "conforms_if")
    ]
    assert found["meant_and_not_flipped"] == [left.no]
    page = client.get(f"/proposals/{proposal.no}/revisions/1/cases").text
    assert "Verdict before" in page and "What it came to" in page and "not settled yet" in page
    assert hall.check() == []


def test_on_rejection_it_stays_as_argument_and_nothing_more_is_judged(hall: Hall) -> None:
    about = case(hall)
    proposal = hall.proposal(YEAR)
    judge(hall, queries.revision(hall.session, proposal), about, "not_met")
    proposals.withdraw(hall.session, hall.members[0], proposal, reason="No.")
    assert kinds(hall, proposal) == {"flipped": [about.no]}
    assert about.state == "settled"
    with pytest.raises(Refusal, match="no longer open"):
        judge(hall, queries.revision(hall.session, proposal), about, "met")


def test_a_clause_that_falls_away_asks_for_a_judgement_too(hall: Hall) -> None:
    about = case(hall)
    cost = next(
        clause for clause in definition.clauses(hall.session, definition.newest(hall.session)) if clause.id == TERMS
    )
    proposal = hall.proposal((cost.text, ""))
    assert kinds(hall, proposal) == {"to_rejudge": [about.no]}
    judge(hall, queries.revision(hall.session, proposal), about, "not_applicable")
    assert kinds(hall, proposal) == {"rejudged_same": [about.no]}


def test_members_judge_on_a_page_and_a_refused_judgement_keeps_every_word(hall: Hall, client: Client) -> None:
    about, name = case(hall), case(hall, "may ask for a name")
    proposal = hall.proposal(YEAR)
    hall.session.commit()
    assert "to be judged again" in client.get(f"/proposals/{proposal.no}/revisions/1/cases").text.lower()
    assert client.get(f"/proposals/{proposal.no}/cases/{about.no}/{TERMS}").status_code in (302, 303, 401, 403)
    client.sign_in(hall.members[2])
    address = f"/proposals/{proposal.no}/cases/{about.no}/{TERMS}"
    page = client.get(address).text
    assert "for the first year" in page and "for the first month" in page and "Anyone may read every book." in page
    words = {
        "value": "not_met",
        "condition": "",
        "reason": "Too <long>.",
        "address": [""],
        "quotation": [""],
        "seen_on": [""],
    }
    answer = client.send(address, **words)
    assert (
        answer.status_code == 422
        and "at least one piece of evidence" in answer.text
        and "Too &lt;long&gt;." in answer.text
    )
    words |= {"address": ["https://a.example"], "quotation": ["a"], "seen_on": ["2026-01-01"]}
    assert client.send(address, **words).location == f"/proposals/{proposal.no}/revisions/1/cases#case-{about.no}"
    page = client.get(f"/proposals/{proposal.no}/revisions/1/cases").text
    assert "Judge it anew" in page and hall.members[2].name in page
    assert "Too &lt;long&gt;." in client.get(address).text
    assert client.get(f"/proposals/{proposal.no}/cases/{name.no}/{TERMS}").status_code == 404
    assert "What would become of each" in client.get(f"/proposals/{proposal.no}").text
    ballot = hall.ballot(proposal)
    hall.session.commit()
    assert "What would become of each" in client.get(f"/ballots/{ballot.no}").text


def test_a_long_report_goes_on_by_key(hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [case(hall).no for _ in range(5)]
    proposal = hall.proposal(YEAR)
    hall.session.commit()
    monkeypatch.setattr(flips, "AT_ONCE", 2)
    assert kinds(hall, proposal) == {"to_rejudge": numbers}
    found = flips.of(hall.session, queries.revision(hall.session, proposal), hall.config.committee, limit=2)
    assert found.more == numbers[1]
    assert "Reading room" in client.get(f"/proposals/{proposal.no}/revisions/1/cases?after={numbers[1]}").text


def test_words_that_do_not_stand_in_the_clause_are_refused(hall: Hall) -> None:
    with pytest.raises(Refusal, match="do not stand in the clause") as no:
        case(hall, "for nothing at all")
    assert no.value.field == "words"
    with pytest.raises(NotHere):
        judging.due(
            hall.session, queries.revision(hall.session, hall.proposal(YEAR)), case(hall, "may ask"), TERMS,
            hall.config.committee,
        )  # fmt: skip


def test_before_the_vote_members_read_the_affected_cases_and_the_ballot_says_who_has(
    hall: Hall, client: Client
) -> None:
    about, name = case(hall), case(hall, "may ask for a name")
    proposal = hall.proposal(YEAR)
    judge(hall, queries.revision(hall.session, proposal), about, "not_met")
    ballot = hall.ballot(proposal)
    hall.session.commit()
    page = client.get(f"/ballots/{ballot.no}/cases").text
    assert f'id="case-{about.no}"' in page and f'id="case-{name.no}"' not in page and "I have read this" not in page
    assert "Nobody on the roll has said so yet." in client.get(f"/ballots/{ballot.no}").text
    reader = hall.members[2]
    client.sign_in(reader)
    assert "I have read this" in client.get(f"/ballots/{ballot.no}/cases").text
    for _ in range(2):
        answer = client.send(f"/ballots/{ballot.no}/cases/{about.no}")
        assert answer.location == f"/ballots/{ballot.no}/cases#case-{about.no}"
    page = client.get(f"/ballots/{ballot.no}/cases").text
    assert f"Read by {reader.name}." in page and "I have read this" not in page and "for the first year" in page
    assert f"{reader.name}: case {about.no}" in client.get(f"/ballots/{ballot.no}").text
    client.sign_in(make.member(hall.session))
    assert client.send(f"/ballots/{ballot.no}/cases/{about.no}").status_code == 403
    hall.session.commit()
    assert hall.check() == []


def test_in_a_ranked_ballot_the_cases_are_read_under_each_of_the_rivals(hall: Hall, client: Client) -> None:
    about, other = case(hall), ("for the first month", "for the first week")
    ballot = opened(hall, *rivals(hall, YEAR, other))
    hall.session.commit()
    client.sign_in(hall.members[2])
    assert f"/ballots/{ballot.no}/cases?of=2" in client.get(f"/ballots/{ballot.no}").text
    page = client.get(f"/ballots/{ballot.no}/cases?of=2").text
    assert "for the first week" in page and "for the first year" not in page and "of proposal 2" in page
    answer = client.send(f"/ballots/{ballot.no}/cases/{about.no}?of=2")
    assert answer.location == f"/ballots/{ballot.no}/cases?of=2#case-{about.no}"
    assert f"{hall.members[2].name}: case {about.no}" in client.get(f"/ballots/{ballot.no}").text
    assert hall.check() == []


def test_after_the_vote_nobody_says_any_more_what_they_read_before_it(hall: Hall) -> None:
    about = case(hall)
    ballot = hall.carried(hall.proposal(YEAR))
    with pytest.raises(Refusal, match="Voting is over"):
        reading.read(hall.session, hall.members[0], ballot, about)


def test_what_was_judged_becomes_a_finding_at_the_next_start_if_the_adoption_was_cut_short(hall: Hall) -> None:
    about = case(hall)
    proposal = hall.proposal(YEAR)
    judge(hall, queries.revision(hall.session, proposal), about, "not_met")
    hall.adopt(hall.carried(proposal))
    assert (about.state, about.version) == ("re_review_due", "2")
    hall.session.commit()
    for _ in range(2):
        assert hall.restart() is None
        hall.session.expire_all()
        assert (about.state, about.version) == ("open", "3")
        assert len(case_queries.findings(hall.session, about)[TERMS]) == 2
    assert hall.check() == []
