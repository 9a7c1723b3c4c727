"""The pages on which a case is brought on its way: by forms, with every word kept, and with what is sealed on none of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import ALL_MET, CLAUSES, Walk
from tests.support.client import Client
from tests.test_isolation import addresses, read
from workbench.cases import acts, appeals, copies, opinions, panel, reports
from workbench.cases.life import HeldReport
from workbench.cases.models import Case
from workbench.checkup import disagreements
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.members.models import ROLES

REPORT = {
    "system": "Reading lamp", "release": "1.0", "vendor": "Town library", "address": "https://town.example/lamp",
    "question": "Is it <open>?", "interest": "I read by it.", "name": "Ann Reader",
}  # fmt: skip
FINDING: dict[str, Any] = {
    "value": "met", "reason": "Narwhalwise.", "condition": "", "address": ["https://town.example/rules"],
    "quotation": ["Anyone may read."], "seen_on": ["2026-02-01"],
}  # fmt: skip


def holds(page: str, words: Iterable[str]) -> None:
    missing = [word for word in words if word not in page]
    assert not missing, (missing, page[page.index("<main") :] if "<main" in page else page)


def test_a_readers_report_is_held_let_in_and_screened(session: Session, client: Client) -> None:
    secretary = make.member(session, "member", "secretary")
    holds(client.get("/cases").text, ["Report a system"])
    refused = client.send("/cases/report", **(REPORT | {"question": "", "address": "town"}))
    assert refused.status_code == 422
    holds(refused.text, ["I read by it.", "Ann Reader", 'value="town"', "beginning with https://", "Fill this in"])
    assert client.send("/cases/report", **REPORT).location == "/cases/report?received=yes"
    assert client.send("/cases/report", **(REPORT | {"website": "x"})).status_code == 303
    assert len(session.exec(select(HeldReport)).all()) == 1 and not session.exec(select(Case)).all()
    assert "Reading lamp" not in client.get("/cases").text + client.get("/search?q=lamp").text
    client.sign_in(secretary)
    holds(client.get("/").text, ["Readers have reported systems"])
    holds(client.get("/cases/reports").text, ["Is it &lt;open&gt;?", "Ann Reader", "I read by it."])
    assert client.send("/cases/reports/1/admit").location == "/cases/1"
    assert client.send("/cases/reports/1/admit").location == "/cases/reports", "a second click"
    page = client.get("/cases/1").text
    holds(page, ["Reported", "Ann Reader, a reader", "No verdict yet", "Screen it", "Decline it"])
    assert "does not conform" not in page and "No finding yet" not in page
    assert "Reading lamp" not in client.get("/cases/matrix").text
    holds(client.get("/cases/1/life/screen").text, ["No other case is on a system of this name"])
    assert client.send("/cases/1/life/screen", words="Nothing found.").location == "/cases/1#h-life"
    refused = client.send("/cases/1/life/decline", words="")
    assert refused.status_code == 422
    holds(refused.text, ["It is published with the case"])
    client.send("/cases/1/life/decline", words="Nothing is **public**.")
    holds(client.sign_out().get("/cases/1").text, ["Declined", "<strong>public</strong>"])


def test_what_is_thrown_away_is_gone(session: Session, client: Client) -> None:
    client.send("/cases/report", **REPORT)
    client.sign_in(make.member(session, "chair"))
    assert client.send("/cases/reports/1/discard").location == "/cases/reports"
    assert not session.exec(select(HeldReport)).all()


def test_a_case_goes_from_report_to_appeal_by_its_pages(
    session: Session, client: Client, instance: Config, clock: time_machine.Traveller
) -> None:
    secretary, one, two, other, third = (
        make.member(session, *roles)
        for roles in (("member", "secretary"), ("member",), ("member",), ("member",), ("member",))
    )
    numbers = [str(member.id) for member in (one, two, other, third)]
    client.sign_in(one).send("/cases/report", **REPORT)
    client.sign_in(secretary)
    holds(client.get("/").text, ["screen it"])
    client.send("/cases/1/life/screen", words="")
    refused = client.send("/cases/1/life/panel", members=numbers[:1])
    assert refused.status_code == 422 and f'value="{numbers[0]}" checked' in refused.text
    assert client.send("/cases/1/life/panel", members=numbers[:2]).status_code == 303
    for member in (one, two):
        client.sign_in(member)
        holds(client.get("/").text, ["declare your interests"])
        holds(client.get("/cases/1/life/declare").text, ["Nothing ties me to the vendor"])
        assert client.send("/cases/1/life/declare", choice="none", words="").status_code == 303
    for member in (one, two):
        client.sign_in(member)
        for clause in CLAUSES:
            assert client.send(f"/cases/1/findings/{clause}", **FINDING).status_code == 303
        holds(client.get(f"/cases/1/findings/{CLAUSES[0]}").text, ["Narwhalwise.", "yours alone", "Anyone may read."])
        assert client.send("/cases/1/life/hand_in").status_code == 303
    client.sign_in(secretary)
    holds(client.get("/").text, ["send the facts to the vendor"])
    client.send("/cases/1/life/ask", by="Press office", on="2026-05-04")
    assert client.get("/cases/1/life/silence").status_code == 403
    refused = client.send("/cases/1/life/reply", words="", by="The mayor", on="2026-05-04")
    assert refused.status_code == 422 and "The mayor" in refused.text
    client.send("/cases/1/life/reply", words="We  <i>disagree</i>.", by="The mayor", on="2026-05-04")
    client.sign_in(two)
    holds(client.get(f"/cases/1/findings/{CLAUSES[0]}").text, ["What each reviewer found alone", "Narwhalwise."])
    for clause in CLAUSES:
        client.send(f"/cases/1/findings/{clause}", **(FINDING | {"reason": "Agreed."}))
    client.sign_in(other).send("/cases/1/life/dissent", clause=CLAUSES[0], words="I read *otherwise*.")
    client.sign_in(secretary)
    for key, words in (("deliberate", {}), ("decide", {"words": "By consent."}), ("notice", {"by": "Press office"})):
        assert client.send(f"/cases/1/life/{key}", **words).status_code == 303, key
    assert client.send("/cases/1/life/publish").status_code == 409
    for key, words in (("noticed", {"words": "No error."}), ("publish", {})):
        assert client.send(f"/cases/1/life/{key}", **words).status_code == 303, key
    page = client.sign_out().get("/cases/1").text
    holds(page, [
        "Published", "The committee's finding under version 2, on the evidence of", "We  &lt;i&gt;disagree&lt;/i&gt;.", "printed as it came",
        "Dissent.", "<em>otherwise</em>", "What each reviewer found alone", "By consent.",
    ])  # fmt: skip
    client.sign_in(secretary).send("/cases/1/life/appeal", choice="wrong_fact", words="Too much.", by="Town library")
    holds(client.sign_out().get("/cases/1").text, ["Under appeal", "on behalf of Town library", "a fact is wrong"])
    client.sign_in(secretary)
    holds(client.get("/").text, ["Name another panel"])
    assert client.send("/cases/1/life/panel", members=numbers[2:]).status_code == 303
    for member in (other, third):
        client.sign_in(member).send("/cases/1/life/declare", choice="none", words="")
    assert client.send("/cases/1/life/hear", choice="affirmed", words="Rightly found.").status_code == 303
    holds(client.get("/cases/1").text, ["Affirmed: the case stands", "Rightly found."])
    session.commit()
    assert not disagreements(session, Repository(instance.repository), instance.committee)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_reviewer_finds_alone_is_on_nobody_elses_page(app: Flask, session: Session, client: Client) -> None:
    walk = Walk.begin(session).to_evidence()
    walk.found(walk.one, reason="Narwhalwise.")
    others = [make.member(session, role) for role in ROLES if role != "secretary"]
    viewers = [None, walk.two, walk.secretary, *others]
    file = copies.keep(session, walk.one, walk.case, name="Narwhalwise.txt", body=b"Narwhalwise.")
    places = [*addresses(app, session), "/search?q=narwhalwise", "/cases/matrix.csv", f"/evidence/{file.sha256}"]
    places += [f"/cases/1/life/{key}" for key in acts.ACTS]
    for handed_in, who in ((False, viewers), (True, viewers[:3])):
        if handed_in:
            opinions.hand_in(session, walk.one, walk.case)
            places = [place for place in places if place.startswith(("/cases", "/evidence", "/minutes", "/search"))]
        for viewer in who:
            client.sign_in(viewer) if viewer else client.sign_out()
            for place in places:
                page = read(client, place)
                assert "Narwhalwise" not in page, (viewer, place)
    client.sign_in(walk.one)
    assert "You found, for yourself so far" in client.get("/cases/1").text


def test_an_act_that_is_not_open_is_refused_and_says_why(session: Session, client: Client) -> None:
    make.case(session, ALL_MET, settled=True)
    client.sign_in(make.member(session, "member"))
    assert client.get("/cases/1/life/coffee").status_code == 404
    assert client.send("/cases/1/life/coffee").status_code == 404
    assert client.get("/cases/1/life/screen").status_code == 409
    assert client.get("/cases/1/life/dispute").status_code == 403
    assert client.send("/cases/1/life/dispute", words="x").status_code == 403


def test_a_member_declares_and_ends_an_interest(session: Session, client: Client) -> None:
    member = make.member(session, name="Ada Reed")
    client.sign_in(member)
    refused = client.send("/account/interests", organisation="Town library", kind="", since="2020-01-01")
    assert refused.status_code == 422 and "Town library" in refused.text
    client.send("/account/interests", organisation="Town library", kind="employment", since="2020-01-01")
    holds(client.sign_out().get("/members").text, ["works for Town library", "since"])
    client.sign_in(make.member(session))
    assert client.send("/account/interests/1/end").status_code == 404
    client.sign_in(member)
    assert client.send("/account/interests/1/end").status_code == 303
    assert client.send("/account/interests/1/end").status_code == 409
    holds(client.get("/members").text, ["until"])


def test_the_program_proposes_that_a_member_with_a_tie_steps_aside(session: Session, client: Client) -> None:
    walk = Walk.begin(session)
    client.sign_in(walk.one).send("/account/interests", organisation="Town library", kind="grant", since="2020-01-01")
    walk.to_panel()
    client.sign_in(walk.one)
    holds(client.get("/cases/1/life/declare").text, ["has a grant from Town library", "proposes that you step aside"])
    client.send("/cases/1/life/declare", choice="aside", words="A grant.")
    client.sign_in(walk.secretary)
    holds(client.get("/cases/1").text, ["stepped aside. A grant."])


def test_every_act_is_named_by_a_page_that_opens(session: Session, client: Client) -> None:
    seen = set()
    for to in ("", "to_panel", "to_evidence", "to_all_in", "to_asked", "to_draft", "to_published"):
        walk = Walk.begin(session)
        if to:
            getattr(walk, to)()
        for member in (walk.one, walk.secretary):
            client.sign_in(member)
            for key in acts.open_to(session, member, walk.case):
                assert client.get(f"/cases/{walk.case.no}/life/{key}").status_code == 200, key
                seen.add(key)
    assert {"screen", "panel", "declare", "aside", "ask", "reply", "suspend", "decline", "duplicate", "appeal"} <= seen


def test_a_second_member_joins_an_appeal_on_the_page(session: Session, client: Client) -> None:
    walk = Walk.begin(session).to_published()
    one, two = make.member(session), make.member(session)
    session.commit()
    client.sign_in(one).send("/cases/1/life/appeal", choice="wrong_reading", words="Read again.", by="")
    holds(client.get("/cases/1").text, ["it waits for a second member"])
    client.sign_in(two)
    assert client.send("/cases/1/life/second").status_code == 303
    assert session.exec(select(Case)).one().state == "appealed"
    assert appeals.of(session, walk.case)[0].second_id == two.id and panel.appeal(session, walk.case)
    assert not list(reports.held(session))
