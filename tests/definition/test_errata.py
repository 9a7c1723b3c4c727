"""An error is reported, confirmed, corrected on the list, and closed by the version that has the correction; or it is none."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from tests import make
from tests.support.client import Client
from workbench import checkup
from workbench.config import Config
from workbench.definition import errata
from workbench.definition.errata import Erratum
from workbench.errors import Refusal
from workbench.members.models import Member


@pytest.fixture
def member(session: Session) -> Member:
    return make.member(session)


@pytest.fixture
def secretary(session: Session) -> Member:
    return make.member(session, "secretary")


def reported(session: Session, member: Member) -> Erratum:
    return errata.report(
        session, member, version=make.version(session, "1"), clause_id="lending-terms", wrong="“Lend” for “lends”."
    )


def test_the_whole_way_is_on_record(session: Session, instance: Config, member: Member, secretary: Member) -> None:
    one = reported(session, member)
    errata.confirm(session, secretary, one)
    errata.correct(session, member, one, correction="lends", proposal_no=None)
    errata.fold_in(session, secretary, one, version=make.version(session, "2"), words="")
    assert [step.target for step in errata.history(session, one)] == [
        "reported", "confirmed", "correction_candidate", "folded_in",
    ]  # fmt: skip
    session.commit()
    assert checkup.check(instance) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_has_no_step_or_no_reason_is_refused(session: Session, member: Member, secretary: Member) -> None:
    one = reported(session, member)
    with pytest.raises(Refusal, match="cannot be done"):
        errata.correct(session, member, one, correction="lends", proposal_no=None)
    with pytest.raises(Refusal, match="reason"):
        errata.reject(session, secretary, one, words="")
    errata.confirm(session, secretary, one)
    with pytest.raises(Refusal, match="after 1"):
        errata.fold_in(session, secretary, one, version=make.version(session, "1"), words="")
    with pytest.raises(Refusal, match="secretary"):
        errata.reject(session, member, one, words="No.")


def test_the_pages_lead_from_the_clause_to_the_correction(client: Client, member: Member, secretary: Member) -> None:
    client.sign_in(member)
    assert "/errata/new?clause=lending-terms" in client.get("/clauses/lending-terms").text
    sent = {"version": "2", "clause": "lending-terms", "wrong": ""}
    assert client.send("/errata/new", **sent).status_code == 422
    assert client.send("/errata/new", **sent | {"wrong": "A slip."}).location == "/errata/1"
    assert client.send("/errata/1/confirm").status_code == 403
    client.sign_in(secretary)
    assert client.send("/errata/1/confirm").status_code == 303
    refused = client.send("/errata/1/correct", correction="Right words.", proposal="9")
    assert refused.status_code == 422 and "Right words." in refused.text
    assert client.send("/errata/1/correct", correction="Right words.").status_code == 303
    public = client.sign_out().get("/errata?version=2").text
    assert "Correction proposed" in public and "A slip." in public
    assert "Right words." in client.get("/errata/1").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_list_is_read_by_state_and_version(client: Client, session: Session, member: Member) -> None:
    reported(session, member)
    assert "Erratum 1" in client.get("/errata/1").text
    assert "No such erratum" in client.get("/errata?state=folded_in").text
    assert [client.get(f"/errata{rest}").status_code for rest in ("?state=x", "?version=x", "/2", "/new")] == [
        404,
        404,
        404,
        403,
    ]
    assert len(session.exec(select(Erratum)).all()) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_correction_that_comes_too_late_keeps_its_words(
    client: Client, session: Session, member: Member, secretary: Member
) -> None:
    one = reported(session, member)
    errata.reject(session, secretary, one, words="It was meant so.")
    late = client.sign_in(member).send(f"/errata/{one.no}/correct", correction="lends them")
    assert late.status_code == 409 and "lends them" in late.text
