"""A feed reader and a calendar program read what the pages say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as xml

import pytest
from icalendar import Calendar
from sqlmodel import Session
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_ranking import opened, ranked, rivals
from tests.cases.walk import Walk
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions
from workbench.config import Config
from workbench.proposals import comments, stays
from workbench.proposals.models import Proposal

A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def hall(session: Session, instance: Config, clock: Traveller) -> Hall:
    return Hall.of(session, instance)


def read(client: Client, address: str) -> xml.Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return xml.fromstring(answer.data)


def titles(feed: xml.Element) -> list[str]:
    return [title.text or "" for title in feed.iterfind(f"{A}entry/{A}title")]


def test_the_feed_tells_every_act_once_the_newest_first(hall: Hall, client: Client) -> None:
    hall.ballot(hall.proposal())
    feed = read(client, "/feed.atom")
    told = titles(feed)
    assert told[0].endswith("ballot 1") and told[1].endswith("proposal 1")
    ids = [one.text for one in feed.iterfind(f"{A}entry/{A}id")]
    assert len(set(ids)) == len(ids) > 5
    links = [one.get("href") for one in feed.iterfind(f"{A}entry/{A}link")]
    assert links[0] == "http://localhost/ballots/1"
    assert feed.findtext(f"{A}updated") == feed.findtext(f"{A}entry/{A}updated") == db.now().isoformat()
    hall.votes(hall.ballot(hall.proposal(("Anyone may copy", "All may copy"), title="B")), for_=1)
    assert len(titles(read(client, "/feed.atom"))) == len(told) + 3


def test_a_feed_about_a_proposal_has_its_comments_and_its_ballots_and_nothing_else(hall: Hall, client: Client) -> None:
    proposal, other = hall.proposal(), hall.proposal(("Anyone may copy", "All may copy"), title="Other")
    hall.votes(hall.ballot(proposal), for_=1)
    comments.post(hall.session, hall.members[1], proposal, clause_id="catalogue-copy", body="Well said.")
    comments.post(hall.session, hall.members[1], other, clause_id="catalogue-copy", body="Not this one.")
    told = titles(read(client, "/feed.atom?thing=proposal:1"))
    assert [line.rpartition(" ")[0].split(" ")[-1] for line in told] == ["proposal", "ballot", "ballot", "proposal"]
    assert not [line for line in told if line.endswith("2")]


@pytest.mark.parametrize("thing", ["proposal:0", "proposal:99999999999", "nothing", "proposal:x", "<&>"])
def test_a_feed_about_nothing_is_empty_and_valid(hall: Hall, client: Client, thing: str) -> None:
    assert titles(read(client, f"/feed.atom?thing={thing}")) == []


def events(client: Client) -> dict[str, tuple[datetime, str, str]]:
    answer = client.get("/calendar.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    found = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(one["uid"]): (one["dtstart"].dt, str(one["summary"]), str(one["url"])) for one in found}


def test_the_calendar_has_the_end_of_ballots_last_calls_and_ties(hall: Hall, client: Client, clock: Traveller) -> None:
    assert events(client) == {}
    ballot = hall.ballot(hall.proposal(title="Say, what; is\ndone"), days=14)
    called = hall.proposal(("Anyone may copy", "All may copy"), title="Called")
    stays.begin(hall.session, called, "last_call", db.now() + timedelta(days=30))
    now = datetime(2026, 5, 4, 10, tzinfo=UTC)
    found = events(client)
    assert found["ballot-1-closes@localhost"] == (
        now + timedelta(days=14),
        f"Voting ends: ballot 1, {ballot_title(hall)}",
        "http://localhost/ballots/1",
    )
    at, words, url = found["proposal-2-last-call-1@localhost"]
    assert (at, url) == (now + timedelta(days=30), "http://localhost/proposals/2") and words.startswith(
        "Last call ends"
    )
    assert ballot.closes_at == now + timedelta(days=14)
    hall.votes(ballot, for_=7)
    actions.close(hall.session, hall.chair, ballot)
    assert events(client)["ballot-1-closes@localhost"][0] == now
    clock.shift(timedelta(days=121))
    assert events(client) == {}


def ballot_title(hall: Hall) -> str:
    return str(hall.session.get_one(Proposal, 1).title)


def test_a_tie_to_decide_is_in_the_calendar_until_it_is_decided(hall: Hall, client: Client) -> None:
    one, two = rivals(hall, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    ballot = opened(hall, one, two)
    ranked(hall, ballot, *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    at, words, _ = events(client)["ballot-1-tie@localhost"]
    assert at == db.now() + timedelta(days=7) and "decides the tie" in words


def test_what_cases_wait_for_is_in_the_calendar(hall: Hall, client: Client) -> None:
    asked, published = Walk.begin(hall.session).to_asked(), Walk.begin(hall.session).to_published()
    hall.session.commit()
    found = events(client)
    at, words, _ = found[f"case-{asked.case.no}-reply-1@localhost"]
    assert at.date() == db.now().date() + timedelta(days=21) and "may reply until now" in words
    assert published.case.settled_at
    assert found[f"case-{published.case.no}-appeal-1@localhost"][0] == published.case.settled_at + timedelta(days=30)
