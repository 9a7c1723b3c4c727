"""Who stands above a vendor and what they give, what a release holds and under which terms, and what findings make of earlier ones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES, NEED, Walk
from tests.support.client import Client
from workbench.cases import actions, panel, precedents, reports, subjects
from workbench.cases.models import Case
from workbench.cases.subjects import Artefact, Organisation
from workbench.checkup import disagreements
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.errors import Refusal
from workbench.members import interests
from workbench.members.models import Member

CITY = {
    "name": "The City", "aliases": "City council, Municipality", "parent": "", "address": "https://city.example",
    "tier": "Gold, 2026", "tier_source": "https://body.example/sponsors",
}  # fmt: skip
DATA = {
    "kind": "data",
    "name": "The shelf list",
    "address": "https://town.example/list",
    "spdx": "CC-BY-4.0",
    "terms": "",
    "terms_address": "",
}


@pytest.mark.parametrize(
    "expression",
    ["MIT", "Apache-2.0 OR MIT", "(GPL-2.0+ WITH Classpath-exception-2.0) AND CC0-1.0", "LicenseRef-llama-3"],
)
def test_what_spdx_allows_is_an_expression(expression: str) -> None:
    assert subjects.is_spdx(expression)


@pytest.mark.parametrize(
    "expression",
    ["", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT Apache-2.0", "Llama Community License", "()", "see below!"],
)
def test_what_it_does_not_allow_is_none(expression: str) -> None:
    assert not subjects.is_spdx(expression)


@pytest.fixture
def member(session: Session, client: Client) -> Member:
    made = make.member(session, "member", "secretary")
    client.sign_in(made)
    return made


def test_a_reader_sees_who_stands_above_a_vendor_and_what_they_give(
    session: Session, client: Client, member: Member
) -> None:
    make.case(session)
    assert client.send("/cases/organisations/new", **CITY).location == "/cases/organisations/1"
    town = {"name": "Town  Library", "aliases": "", "parent": "1", "address": "", "tier": "", "tier_source": ""}
    assert client.send("/cases/organisations/new", **town).status_code == 303
    interests.declare(session, member, organisation="municipality", kind="grant", since=date(2020, 1, 1))
    client.sign_out()
    page = client.get("/cases/1").text
    assert "part of <a" in page and "Gold, 2026" in page and "every member alike" in page
    page = client.get("/cases/organisations/1").text
    for words in (
        "Also known as City council, Municipality",
        "has a grant from municipality",
        "https://body.example/sponsors",
        "Town  Library",
    ):
        assert words in page, words
    assert "The City" in client.get("/cases/organisations").text


@pytest.mark.parametrize(("change", "sentence"), [
    ({"name": "!!"}, "a letter or a digit"), ({"tier_source": ""}, "needs a source"), ({"address": "https://localhost/"}, "your own machine"),
    ({"name": "City-Council"}, "on record under one of these names"),
])  # fmt: skip
def test_an_organisation_that_cannot_stand_is_refused_with_every_word(
    session: Session, client: Client, member: Member, change: dict[str, str], sentence: str
) -> None:
    client.send("/cases/organisations/new", **CITY)
    words = CITY | {"name": "Village", "aliases": "Hamlet"} | change
    refused = client.send("/cases/organisations/new", **words)
    assert refused.status_code == 422 and sentence in refused.text
    assert not [word for word in words.values() if word and word not in refused.text]
    assert len(session.exec(select(Organisation)).all()) == 1


def test_nothing_stands_above_itself(session: Session, client: Client, member: Member) -> None:
    client.send("/cases/organisations/new", **CITY)
    client.send("/cases/organisations/new", **(CITY | {"name": "Town library", "aliases": "", "parent": "1"}))
    refused = client.send("/cases/organisations/1/edit", **(CITY | {"parent": "2"}))
    assert refused.status_code == 422 and "above itself" in refused.text
    assert 'value="City council, Municipality"' in client.get("/cases/organisations/1/edit").text
    assert client.send("/cases/organisations/1/edit", **(CITY | {"tier": "Silver"})).status_code == 303
    assert subjects.organisation(session, 1).tier == "Silver"


def test_an_interest_in_the_parent_of_a_vendor_is_a_tie(session: Session, client: Client, member: Member) -> None:
    client.send("/cases/organisations/new", **CITY)
    client.send("/cases/organisations/new", **(CITY | {"name": "Town library", "aliases": "", "parent": "1"}))
    walk = Walk.begin(session)
    interests.declare(session, walk.one, organisation="City Council", kind="employment", since=date(2020, 1, 1))
    assert list(panel.ties(session, walk.case, [walk.one.id or 0, walk.two.id or 0])) == [walk.one.id]


def test_a_release_names_its_artefacts_and_their_terms(
    session: Session, client: Client, member: Member, instance: Config
) -> None:
    make.case(session)
    assert client.send("/cases/1/artefacts", **DATA).status_code == 303
    own = DATA | {
        "kind": "weights",
        "name": "The shelf",
        "spdx": "",
        "terms": "House rules",
        "terms_address": "https://town.example/rules",
    }
    assert client.send("/cases/1/artefacts", **own).status_code == 303
    page = client.sign_out().get("/cases/1").text
    assert "under CC-BY-4.0" in page and 'under <a href="https://town.example/rules"' in page
    assert client.sign_in(member).send("/cases/1/artefacts/1/off").status_code == 303
    assert "CC-BY-4.0" not in client.get("/cases/1").text and len(session.exec(select(Artefact)).all()) == 2
    assert client.send("/cases/2/artefacts/1/off").status_code == 404
    session.commit()
    assert not disagreements(session, Repository(instance.repository), instance.committee)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"kind": ""}, "Choose what it is"), ({"spdx": "my own licence"}, "no SPDX expression"), ({"terms": "House rules"}, "not both"),
    ({"spdx": "", "terms": "House rules"}, "both their name and their address"), ({"address": "https://10.0.0.1"}, "private network"),
])  # fmt: skip
def test_an_artefact_that_is_not_whole_is_refused_with_every_word(
    session: Session, client: Client, member: Member, change: dict[str, str], sentence: str
) -> None:
    make.case(session)
    words = DATA | change
    refused = client.send("/cases/1/artefacts", **words)
    assert refused.status_code == 422 and sentence in refused.text
    assert not [word for name, word in words.items() if word and name != "kind" and word not in refused.text]


def test_search_finds_a_case_by_any_of_its_names(session: Session, client: Client) -> None:
    make.case(session, system="Open shelf", aliases=["Amber", "Crystal"])
    assert "Open shelf" in client.get("/search?q=crystal&kind=case").text


def cited(session: Session, member: Member, earlier: Case, treatment: str) -> Case:
    """A published case that cites the finding of an earlier one on the first requirement."""
    case = make.case(session, ALL_MET, actor=member)
    cite: dict[str, Any] = {
        "clause_id": CLAUSES[0],
        "other": earlier,
        "treatment": treatment,
        "note": "The *same* words.",
    }
    precedents.cite(session, member, case, **cite)
    with pytest.raises(Refusal, match="cites that one already"):
        precedents.cite(session, member, case, **cite)
    actions.settle(session, member, case)
    return case


def test_a_case_whose_ground_is_overruled_is_flagged_and_so_is_who_relies_on_it(
    session: Session, client: Client, member: Member
) -> None:
    first = make.case(session, ALL_MET, settled=True)
    relying = cited(session, member, first, "follows")
    apart = cited(session, member, first, "distinguishes")
    assert precedents.moved(session, first) == precedents.moved(session, relying) == []
    over = cited(session, member, first, "overrules")
    assert [(one.why, one.other) for one in precedents.moved(session, first)] == [("overruled", over.no)]
    assert [(one.why, one.other) for one in precedents.moved(session, relying)] == [("relies", first.no)]
    assert precedents.moved(session, apart) == precedents.moved(session, over) == []
    page = client.sign_out().get(f"/cases/{first.no}").text
    assert "overrules a finding here" in page and "follows it." in page
    page = client.get(f"/cases/{relying.no}").text
    assert "whose ground has moved" in page and "<em>same</em>" in page


def test_ground_that_was_amended_moves_who_relies_on_it(session: Session, client: Client, member: Member) -> None:
    first = make.case(session, ALL_MET, settled=True)
    relying = cited(session, member, first, "limits")
    reports.review(session, member, first, words="The vendor changed the licence.")
    assert first.state == "re_review_due"
    assert [(one.why, one.other) for one in precedents.moved(session, relying)] == [("relies", first.no)]
    actions.reaffirm(session, member, first, version=make.version(session), requirements=NEED)
    assert precedents.moved(session, relying) == []


def test_only_published_findings_on_the_same_requirement_are_cited(
    session: Session, client: Client, member: Member
) -> None:
    first, unpublished = make.case(session, {CLAUSES[1]: "met"}, settled=True), make.case(session, ALL_MET)
    case = make.case(session, {CLAUSES[0]: "met"})
    where = f"/cases/{case.no}/life/cite"
    assert client.get(where).status_code == 200
    for change, sentence in (
        ({"choice": ""}, "Choose what the finding makes"), ({"other": "x"}, "Give the number"), ({"other": "977"}, "There is no case 977"), ({"other": str(unpublished.no)}, "one that is published"),
        ({"other": str(case.no)}, "another case"), ({"clause": CLAUSES[1]}, "Record the finding"), ({}, "has no finding on this requirement"),
    ):  # fmt: skip
        words = {"clause": CLAUSES[0], "choice": "follows", "other": str(first.no), "words": "As before."} | change
        refused = client.send(where, **words)
        assert refused.status_code == 422 and sentence in refused.text and "As before." in refused.text, sentence
    actions.settle(session, member, case)
    assert client.get(where).status_code == 409
