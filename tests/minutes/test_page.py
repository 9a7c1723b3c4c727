"""The page of the minutes: plain words, a link to each thing, page after page by key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from tests import make
from tests.support.client import Client
from workbench.minutes import record as minutes
from workbench.minutes import words
from workbench.minutes.models import Minute

ROW = {
    "proposal_no": 3,
    "label": "1.1",
    "name": "Ada Reed",
    "title": "Share the data",
    "system": "OLMo",
    "release": "7B",
}


def minute(act: str, thing: str, actor: str = "member:1 Ada Reed", **body: Any) -> Minute:
    at = datetime(2026, 5, 4, tzinfo=UTC)
    actor_id = 1 if actor != "workbench" else None
    return Minute(seq=1, at=at, actor_id=actor_id, actor=actor, act=act, thing=thing, body=body, prev="", hash="")


@pytest.mark.parametrize(
    ("act", "thing", "sentence", "address"),
    [
        ("proposals.file", "proposal:3", "Ada Reed filed proposal 3", "/proposals/3"),
        ("cases.reopen", "case_record:2", "Ada Reed opened case 2 again", "/cases/2"),
        ("ballots.open", "ballot:1", "Ada Reed opened ballot 1", "/ballots/1"),
        ("definition.indexed", "version:9", "Ada Reed took over the history up to version 1.1", "/definition/1.1"),
        ("comments.post", "comment:7", "Ada Reed wrote a comment on proposal 3", "/proposals/3#comment-7"),
        ("members.roles", "member:4", "Ada Reed set the roles of Ada Reed", "/members#member-4"),
        ("members.accept", "member:1", "Ada Reed joined the committee", ""),
        ("members.invite", "invitation:5", "Ada Reed made an invitation", ""),
        ("lamps.light", "lamp:2", "Ada Reed lamps, light: lamp 2", ""),
    ],
)
def test_an_entry_says_in_plain_words_what_was_done_and_where_it_stands(
    act: str, thing: str, sentence: str, address: str
) -> None:
    entry = words.entry(minute(act, thing, rows={thing: ROW}))
    assert " ".join(filter(None, [entry.who, entry.did, entry.thing, entry.rest])) == sentence
    assert entry.address == address


def test_the_workbench_itself_is_named_when_nobody_acted() -> None:
    assert words.entry(minute("definition.begin", "repository", actor="workbench")).who == "The workbench"


def test_an_entry_about_a_case_names_its_system_its_finding_and_its_verdict() -> None:
    rows = {"case_record:2": ROW, "finding:1": {"value": "not_met", "clause_id": "data"}}
    entry = words.entry(minute("cases.settle", "case_record:2", rows=rows, verdict="does_not_conform"))
    assert entry.more == "OLMo, 7B; not met, on clause data; verdict: does not conform"


def test_the_page_shows_the_newest_first_and_goes_on_by_key(session: Session, client: Client) -> None:
    for n in range(120):
        minutes.record(session, None, "one", "repository", n=n)
    seen: list[int] = []
    address: str | None = "/minutes"
    while address:
        page = client.get(address).text
        seen += [int(n) for n in re.findall(r'id="entry-(\d+)"', page)]
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older and older.group(1)
    assert len(seen) > 120
    assert seen == list(range(len(seen), 0, -1))


def test_the_minutes_of_one_thing_hold_nothing_else(session: Session, client: Client) -> None:
    one, other = make.case(session, system="Open shelf"), make.case(session, system="Closed shelf")
    page = client.get(f"/minutes?thing=case_record:{one.no}").text
    assert "Open shelf" in page and "Closed shelf" not in page
    assert f'href="/cases/{one.no}"' in page and f'href="/cases/{other.no}"' not in page


def test_an_address_that_means_nothing_still_answers(client: Client) -> None:
    for query in ("before=x", "before=-1", f"before={10**30}", "thing=none:1"):
        assert client.get(f"/minutes?{query}").status_code == 200


def test_what_people_wrote_is_shown_as_they_wrote_it(session: Session, client: Client) -> None:
    minutes.record(session, None, "one", "repository", said="<script>alert(1)</script>")
    page = client.get("/minutes").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
