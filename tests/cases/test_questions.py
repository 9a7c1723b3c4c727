"""What the text leaves unsaid, what was said of it, and what other definitions make of a system."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES
from tests.proposals.writers import FREE, Writers
from tests.support.client import Client
from workbench.cases import outline, questions, rivals, statements, subjects
from workbench.cases.questions import Question
from workbench.cases.rivals import Rival, RivalFinding
from workbench.cases.statements import Statement
from workbench.checkup import disagreements
from workbench.config import Config
from workbench.definition import requirements
from workbench.definition.models import ClauseState
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members.models import Member

ASKED = {"title": "May a lamp be lent?", "unsaid": "The text is *silent*.", "clauses": "lending-terms"}
SAID: dict[str, str] = {
    "organisation": "Town library", "speaker": "The mayor", "quotation": "We do not share this reading", "gist": "",
    "address": "https://town.example/press", "said_on": "2026-04-01", "case": "", "question": "", "clause": "",
}  # fmt: skip
LINES = "reading-anyone\nany of\n  lending-terms\n  lamp-oil: The oil is public."
RIVAL = {
    "name": "The village rule", "body": "The village", "address": "https://village.example/rule",
    "published_on": "2025-01-01", "summary": "Oil matters.", "lines": LINES,
}  # fmt: skip
FOUND = {"value": "met", "condition": "", "reason": "It says so.", "address": "https://town.example/oil",
         "quotation": "The oil is free", "seen_on": "2026-04-01"}  # fmt: skip


@pytest.fixture
def officer(session: Session, client: Client) -> Member:
    made = make.member(session, "member", "secretary", name="Ada Reader")
    client.sign_in(made)
    return made


def agrees(session: Session, instance: Config) -> bool:
    session.commit()
    return not disagreements(session, Repository(instance.repository), instance.committee)


def test_a_question_leads_to_cases_clauses_and_proposals_and_back(
    session: Session, client: Client, instance: Config
) -> None:
    writers = Writers.of(session, instance)
    proposal, case = writers.filed(FREE), make.case(session, ALL_MET, settled=True)
    client.sign_in(writers.secretary)
    assert client.send("/questions/new", **ASKED).location == "/questions/1"
    assert client.send("/questions/1/cases", case=str(case.no), note="It was lent.").status_code == 303
    assert client.send("/questions/1/cases", case=str(case.no), note="Again.").status_code == 409
    assert client.send("/questions/1/proposals", proposal=str(proposal.no)).status_code == 303
    client.send("/statements/new", **(SAID | {"question": "1"}))
    client.sign_out()
    page = client.get("/questions/1").text
    for words in (
        "<em>silent</em>",
        "/clauses/lending-terms",
        "It was lent.",
        "We do not share this reading",
        "/proposals/1",
    ):
        assert words in page, words
    for place in (f"/cases/{case.no}", "/clauses/lending-terms", "/proposals/1"):
        assert ASKED["title"] in client.get(place).text, place
    assert "Question 1: May a lamp" in client.get("/search?q=lamp&kind=question").text
    client.sign_in(writers.secretary)
    for place in (f"/questions/1/cases/{case.no}/off", "/questions/1/proposals/1/off"):
        assert client.send(place).status_code == 303
    assert ASKED["title"] not in client.get(f"/cases/{case.no}").text + client.get("/proposals/1").text
    assert agrees(session, instance)


def test_a_question_is_closed_by_a_version_and_opened_again_with_a_reason(
    session: Session, client: Client, officer: Member, instance: Config
) -> None:
    client.send("/questions/new", **ASKED)
    refused = client.send("/questions/1/close", version="9", words="So it says.")
    assert refused.status_code == 422 and "So it says." in refused.text
    assert client.send("/questions/1/close", version="2", words="").status_code == 422
    assert client.send("/questions/1/close", version="2", words="Clause 3 says so.").status_code == 303
    assert "Answered by version 2" in client.get("/questions?state=answered").text
    assert client.send("/questions/1/edit", **ASKED).status_code == 409
    assert client.send("/questions/1/reopen", words="").status_code == 422
    assert client.send("/questions/1/reopen", words="It says less.").status_code == 303
    page = client.get("/questions/1").text
    assert "Opened again" in page and "Clause 3 says so." in page and "It says less." in page
    assert session.exec(select(Question)).one().state == "open" and agrees(session, instance)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_clause_that_left_the_text_is_still_found_from_its_question(
    session: Session, client: Client, officer: Member
) -> None:
    gone, first = "lending-by-night", session.exec(select(ClauseState).where(ClauseState.ordinal == 1)).first()
    assert first
    session.add(ClauseState(**(first.model_dump() | {"clause_id": gone, "position": 99})))
    client.send("/questions/new", **(ASKED | {"clauses": gone}))
    page = client.get("/questions/1").text
    assert "no longer in the text" in page and f"/clauses/{gone}" in page
    assert session.exec(select(Question)).one().clauses == [gone]


def test_a_clause_is_named_by_number_or_by_address_and_kept_through_versions(session: Session, officer: Member) -> None:
    ids = questions.clause_ids(session, "lending-terms, lending-terms")
    assert ids == ["lending-terms"]
    with pytest.raises(Refusal, match="no clause “99.9”"):
        questions.clause_ids(session, "99.9")


def test_what_is_refused_keeps_every_word(session: Session, client: Client, officer: Member) -> None:
    for place, words, change, sentence in (
        ("/questions/new", ASKED, {"clauses": "nowhere"}, "There is no clause"),
        ("/questions/new", ASKED, {"unsaid": ""}, "leaves unsaid"),
        ("/statements/new", SAID, {"quotation": ""}, "say in your own"),
        ("/statements/new", SAID, {"address": "https://localhost/"}, "your own machine"),
        ("/statements/new", SAID, {"case": "1", "question": "1"}, "Name one"),
        ("/statements/new", SAID, {"case": "977"}, "There is no case 977"),
        ("/statements/new", SAID, {"question": "x"}, "Give a number"),
        ("/rivals/new", RIVAL, {"lines": "reading-anyone\nno such clause"}, "Line 2: there is no clause"),
        ("/rivals/new", RIVAL, {"lines": "any of"}, "is to be a list"),
        ("/rivals/new", RIVAL, {"lines": "reading-anyone\nreading-anyone"}, "is there twice"),
    ):
        typed = words | change
        answer = client.send(place, **typed)
        assert answer.status_code == 422 and sentence in answer.text, (place, change)
        assert not [word for word in typed.values() if word.split("\n")[0] not in answer.text], (place, change)
    assert not any(session.exec(select(table)).first() for table in (Question, Statement, Rival))


def test_a_statement_shows_who_speaks_and_who_pays_and_is_never_deleted(
    session: Session, client: Client, officer: Member, instance: Config
) -> None:
    case = make.case(session, ALL_MET, settled=True)
    city = subjects.note(session, officer, None, parent=None, name="The City", aliases=[], tier="Gold, 2026",
                         tier_source="https://body.example/sponsors")  # fmt: skip
    subjects.note(session, officer, None, parent=city, name="Town library", aliases=["Library"])
    assert (
        client.send("/statements/new", **(SAID | {"case": str(case.no), "organisation": "library"})).status_code == 303
    )
    client.send("/statements/new", **(SAID | {"quotation": "", "gist": "It likes the text."}))
    client.send("/statements/new", **(SAID | {"clause": "lending-terms", "quotation": "A fine clause"}))
    stranger = make.member(session)
    client.sign_out()
    page = client.get(f"/cases/{case.no}").text
    assert "We do not share this reading" in page and "Gold, 2026" in page and "A fine clause" not in page
    page = client.get("/definition").text
    assert "It likes the text." in page and "As reported" in page
    assert "A fine clause" in client.get("/clauses/lending-terms").text
    assert "Statement 1:" in client.get("/search?q=share+this&kind=statement").text
    assert client.sign_in(stranger).send("/statements/1/withdraw", reason="x").status_code == 403
    client.sign_in(officer)
    assert client.send("/statements/1/withdraw", reason="").status_code == 422
    assert (
        client.send("/statements/1/withdraw", reason="It was another town.").location
        == "/statements?below=2#statement-1"
    )
    assert client.send("/statements/1/withdraw", reason="Once more.").status_code == 409
    page = client.get(f"/cases/{case.no}").text
    assert "It was another town." in page and "We do not share" not in page
    assert "Statement 1:" not in client.get("/search?q=share+this").text
    assert len(session.exec(select(Statement)).all()) == 3 and agrees(session, instance)


def test_a_system_stands_under_each_definition_with_what_decided(
    session: Session, client: Client, officer: Member, instance: Config
) -> None:
    case = make.case(session, {**ALL_MET, "lending-terms": "not_met"}, settled=True)
    assert client.send("/rivals/new", **RIVAL).location == "/rivals/1"
    one = session.exec(select(Rival)).one()
    (under,) = rivals.beside(session, [case], [one])[case.no or 0]
    assert under.verdict.value == "indeterminate", "nobody has looked at the oil"
    refused = client.send(
        f"/rivals/1/cases/{case.no}/lamp-oil", **(FOUND | {"address": "", "quotation": "", "seen_on": ""})
    )
    assert refused.status_code == 422 and "Give the evidence" in refused.text and "It says so." in refused.text
    assert client.send(f"/rivals/1/cases/{case.no}/lamp-oil", **FOUND).status_code == 303
    assert "It says so." in client.get(f"/rivals/1/cases/{case.no}/lamp-oil").text
    assert client.send(f"/rivals/1/cases/{case.no}/reading-anyone", **FOUND).status_code == 404
    (under,) = rivals.beside(session, [case], [one])[case.no or 0]
    assert (under.verdict.value, under.verdict.because) == ("conforms", ("reading-anyone", "lamp-oil"))
    client.sign_out()
    page = client.get(f"/rivals/cases/{case.no}").text
    assert (
        "Does not conform" in page
        and "Conforms" in page
        and "The oil is public." in page
        and page.count("decides") >= 3
    )
    assert "Under other definitions" in client.get(f"/cases/{case.no}").text
    assert "The village rule" in client.get("/rivals").text and "/rivals/cases/" in client.get("/rivals/1").text
    client.sign_in(officer)
    assert "  lamp-oil: The oil is public." in client.get("/rivals/1/edit").text
    changed = RIVAL | {"lines": "reading-anyone"}
    assert client.send("/rivals/1/edit", **changed).status_code == 303
    assert len(session.exec(select(RivalFinding)).all()) == 1 and agrees(session, instance)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nothing_of_a_case_that_is_not_judged_is_said_under_another_definition(
    client: Client, session: Session
) -> None:
    case = make.case(session)
    case.state = "reported"
    session.add(case)
    assert client.get(f"/rivals/cases/{case.no}").status_code == 404


def test_an_outline_is_read_and_written_back() -> None:
    ours = {name: name for name in CLAUSES} | {"2.1": CLAUSES[0]}
    text = "2.1\nall of:\n    lending-anyone\n    Any of these\n        own-a: First.\n        lending-terms\n    own-b: Second.\ncatalogue-copy"
    tree, own = outline.read(text, ours)
    assert tree == [CLAUSES[0], {"all": [CLAUSES[1], {"any": ["own-a", CLAUSES[2]]}, "own-b"]}, CLAUSES[3]]
    assert own == {"own-a": "First.", "own-b": "Second."}
    assert outline.read(outline.written(tree, own), ours) == (tree, own)
    assert requirements.read(tree).clauses[2] == "own-a"


def test_every_tree_comes_back_from_its_outline() -> None:
    leaves = [f"leaf-{n}" for n in range(9)]
    ours = {leaf: leaf for leaf in leaves}

    def trees(depth: int, at: Any) -> list[list[Any]]:
        one = leaves[next(at) % 9]
        return [
            [one],
            *([{how: tree}, one] for how in ("all", "any") for tree in (trees(depth - 1, at) if depth else [])),
        ]

    for tree in trees(3, count()):
        assert outline.read(outline.written(tree, {}), ours) == (tree, {})


def test_statements_are_in_the_order_of_their_days(session: Session, officer: Member) -> None:
    for day in (3, 1, 2):
        statements.enter(session, officer, organisation="Village", quotation=f"Word {day}", address="https://village.example",
                         said_on=date(2026, 1, day))  # fmt: skip
    assert [one.statement.said_on.day for one in statements.of_definition(session)] == [1, 2, 3]
