"""The page of the voting rules, and what is still missing on the pages of open proposals and ballots."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from tests.ballots.hall import Hall
from tests.support.client import Client
from workbench.ballots import known
from workbench.config import Config


@pytest.fixture
def ruled(app: Flask, hall: Hall, session: Session) -> Hall:
    session.commit()
    return hall


def put(app: Flask, **tables: Any) -> None:
    """The committee has these rules beside its own."""
    config: Config = app.extensions["workbench"]
    committee = config.committee
    config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, **tables})


def test_the_page_says_each_rule_in_words_and_what_is_odd_for_a_committee_of_this_size(
    ruled: Hall, client: Client
) -> None:
    page = client.open("/rules").text
    assert "It carries if the votes for are at least two thirds of the votes cast for or against." in page
    assert "With 3 for, 4 not voting there is no quorum. One vote more, against it, carries it" in page
    assert "It takes 4 of 7 to make the quorum, however they vote." in page


def test_a_procedure_has_a_page_with_its_source_and_what_to_beware_of(ruled: Hall, client: Client) -> None:
    page = client.open("/rules/procedures/osaid-codesign").text
    assert "Avoid it" in page and "Source: " in page and "the votes on other items" in page
    assert client.open("/rules/procedures/no-such").status_code == 404


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rule_that_cannot_be_kept_whole_is_shown_with_the_reason_and_opens_no_ballot(
    app: Flask, ruled: Hall, client: Client
) -> None:
    secret = {"preset": "apache-release", "for_classes": ["substantive"], "visibility": "secret"}
    put(app, secret=secret, release={"preset": "apache-release", "for_classes": ["substantive"]})
    page = client.open("/rules").text
    assert "No ballot can be held here under this rule" in page and "Nobody learns how anyone voted." in page
    assert {"release", "substantive"} <= known.single(app.extensions["workbench"].committee).keys()
    assert "secret" not in known.single(app.extensions["workbench"].committee)


def test_an_open_proposal_says_what_a_ballot_would_take_and_an_open_ballot_what_is_missing(
    ruled: Hall, client: Client, session: Session
) -> None:
    proposal = ruled.proposal()
    session.commit()
    page = client.open(f"/proposals/{proposal.no}").text
    assert (
        "It takes 4 of 7 to make the quorum, however they vote. If all 7 vote for or against, 5 for it are enough"
        in page
    )
    ballot = ruled.ballot(proposal)
    ruled.votes(ballot, for_=2, against=1)
    session.commit()
    page = client.open(f"/ballots/{ballot.no}").text
    assert "One more of any kind makes the quorum: 4 of 7 have to vote." in page
    assert "2 for" not in page and "1 against" not in page
