"""The page of the voting rules, and what is still missing on the pages of open proposals and ballots."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_consent import proved
from tests.proposals.desk import words_in
from tests.support.client import Client
from workbench.ballots import formats, known, notation, queries, ruling, whole
from workbench.ballots.conditions import conditions
from workbench.config import Config
from workbench.errors import Refusal


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
    app: Flask, ruled: Hall, client: Client, session: Session
) -> None:
    secret = {"preset": "apache-release", "for_classes": ["substantive"], "visibility": "secret", "reveal": "live"}
    put(app, secret=secret, release={"preset": "apache-release", "for_classes": ["substantive"]})
    page = client.open("/rules").text
    assert "No ballot can be held here under this rule" in page and "Votes are seen as they are cast." in page
    assert {"release", "substantive"} <= known.single(session, app.extensions["workbench"].committee).keys()
    assert "secret" not in known.single(session, app.extensions["workbench"].committee)


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


def sent(**words: Any) -> dict[str, Any]:
    usual = {
        "base": "rule:substantive",
        "name": "substantive",
        "title": "Substantive",
        "classes": ["substantive"],
        "quorum": "C >= 1/3 E",
    }
    return usual | {"passes": "F >= 3/4 F+A\nor\nF > 1/2 E", "least": "3", "reason": "Decided in meeting 4."} | words


def test_the_chair_looks_at_a_rule_and_puts_it_into_force(ruled: Hall, client: Client) -> None:
    client.sign_in(ruled.chair)
    assert "C &gt;= 1/2 E" in client.open("/rules/form?rule=substantive").text.replace("F+A+S", "C")
    looked = client.send("/rules/form", **sent(look="yes", reason=""))
    assert "three quarters of the votes cast for or against; or if" in looked.text
    assert "It takes 3 of 7 to make the quorum" in looked.text
    assert client.open("/rules").text.count("three quarters") == 1
    assert client.send("/rules/form", **sent()).status_code == 303
    page = client.open("/rules").text
    assert "Version 2, in force since" in page and "Decided in meeting 4." in page and page.count("three quarters") == 2
    assert "the voting rule “Substantive”" in client.open("/minutes").text
    assert ruled.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_form_asks_whatever_a_rule_settles_and_a_refused_one_keeps_it(
    ruled: Hall, client: Client, session: Session
) -> None:
    client.sign_in(ruled.chair)
    page = client.open("/rules/form?rule=substantive").text
    assert all(f'name="set-{key}"' in page for key in ruling.ASKED) and 'name="tie"' in page and 'name="seats"' in page
    assert "Nobody learns how anyone voted; the votes are told without names." in page
    more = {
        "set-visibility": "secret", "set-receipt": "hmac", "set-reviewers": "2", "set-window.vote": "P10D", "set-window.max": "P20D",
        "set-window.challenge": "PT0H", "set-window.close_early": "never", "set-window.change_vote": "no", "set-on_leave": "drop_uncast",
        "set-proxy": "none", "set-recusal.effect": "leaves_electorate", "tie": "chair_casting", "seats": "0",
    }  # fmt: skip
    words = sent(name="secret", title="In secret", classes=["scope"], **more)
    wrong = client.send("/rules/form", **words | {"set-window.vote": "two weeks"})
    assert (
        wrong.status_code == 422
        and "“two weeks” is no period" in wrong.text
        and 'id="err-f-set-window.vote"' in wrong.text
    )
    assert 'value="P20D"' in wrong.text and '<option value="drop_uncast" selected>' in wrong.text
    assert "is more than window.max" in client.send("/rules/form", **words | {"set-window.vote": "P30D"}).text
    assert "Give a whole number" in client.send("/rules/form", **words | {"set-reviewers": "some"}).text
    assert "Nobody learns how anyone voted" in client.send("/rules/form", **words, look="yes").text
    assert client.send("/rules/form", **words).status_code == 303
    rule = known.newest(session)["secret"].rule
    assert (rule["visibility"], rule["receipt"], rule["reviewers"], rule["tie"]) == (
        "secret",
        "hmac",
        2,
        "chair_casting",
    )
    assert rule["window"] == {
        "vote": "P10D",
        "max": "P20D",
        "challenge": "PT0H",
        "close_early": "never",
        "change_vote": False,
    }
    assert rule["on_leave"] == "drop_uncast" and "seats" not in rule and "proxy" not in rule
    assert not known.obstacles(formats.rule(rule))
    elects = sent(
        name="seats", title="Seats", classes=[], passes="", **{"seats": "3", "set-affiliation.mode": "seat_cap"}
    )
    assert "give a number with" in client.send("/rules/form", **elects).text
    assert client.send("/rules/form", **elects | {"set-affiliation.value": "1/3"}).status_code == 303
    assert known.newest(session)["seats"].rule["seats"] == 3


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rule_in_use_changes_only_by_a_ballot_that_carried_it_and_an_open_ballot_keeps_its_copy(
    ruled: Hall, client: Client, session: Session, tmp_path: Path
) -> None:
    kept = ruled.ballot(ruled.proposal(("Anyone may copy", "Everybody may copy")))
    session.commit()
    client.sign_in(ruled.chair)
    assert "only a ballot that carried under it changes it" in client.send("/rules/form", **sent()).text
    other = client.send(
        "/rules/form", **sent(name="easier", base="preset:apache-procedural", passes="F > A", quorum="")
    )
    assert other.status_code == 422, "another rule for the same changes is a way around it"
    ended = client.send("/rules/substantive/end", reason="Decided in meeting 5.")
    assert ended.status_code == 422 and "Decided in meeting 5." in ended.text
    told = re.search(r"rule substantive [0-9a-f]{64}", client.send("/rules/form", **sent(look="yes")).text)
    assert told
    first = ruled.carried(ruled.proposal(("the places where a reader may sit", "nothing")))
    session.commit()
    assert "was not on this rule" in client.send("/rules/form", **sent(ballot=first.no)).text
    within = ruled.carried(ruled.proposal(("its doors are open", f"it is open, and {told[0]}"), title="Not on its own"))
    session.commit()
    assert "was not on this rule" in client.send("/rules/form", **sent(ballot=within.no)).text
    carried = ruled.carried(ruled.proposal((SILENCE[0], f"nothing\n  {told[0]}"), title="Our rule"))
    session.commit()
    assert client.send("/rules/form", **sent(ballot=carried.no)).status_code == 303
    session.expire_all()
    assert known.newest(session)["substantive"].ballot_no == carried.no
    assert queries.rule(kept).sha256 == kept.rule_sha256 and "three quarters" not in str(queries.rule(kept).sentences())
    assert client.send("/rules/form", **sent(title="Large changes")).status_code == 303, "a title decides nothing"
    assert proved(ruled, tmp_path / "record") == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rule_in_use_that_was_changed_in_the_file_opens_no_ballot(app: Flask, ruled: Hall, session: Session) -> None:
    ruled.carried(ruled.proposal())
    put(app, substantive={"preset": "apache-procedural", "for_classes": ["substantive"]})
    with pytest.raises(Refusal, match="it was changed in the committee's file"):
        ruled.ballot(ruled.proposal(("Anyone may copy", "Everybody may copy")))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"passes": "most of us"}, "“most of us” is no condition"),
        ({"passes": ""}, "without a condition everything would carry"),
        ({"quorum": "Q >= 1"}, "“Q” cannot be counted"),
        ({"name": "Large Changes"}, "A rule is named by small letters"),
        ({"reason": " "}, "Say what the committee decided"),
        ({"least": "-1"}, "This cannot be read"),
    ],
)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rule_that_cannot_be_right_comes_back_with_every_word(
    ruled: Hall, client: Client, words: dict[str, Any], sentence: str
) -> None:
    client.sign_in(ruled.chair)
    answer = client.send("/rules/form", **sent(**words))
    assert answer.status_code == 422 and sentence in answer.text and "Substantive" in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rule_is_ended_by_the_chair_alone_and_the_same_rule_is_no_new_one(
    ruled: Hall, client: Client, session: Session
) -> None:
    client.sign_in(ruled.secretary)
    assert client.send("/rules/form", **sent()).status_code == 403
    client.sign_in(ruled.chair)
    client.send("/rules/form", **sent())
    assert "in force already" in client.send("/rules/form", **sent()).text
    assert client.send("/rules/substantive/end", reason="").status_code == 422
    assert client.send("/rules/substantive/end", reason="Decided in meeting 5.").status_code == 303
    assert "substantive" not in known.of(session, ruled.config.committee)
    assert client.send("/rules/form", **sent(base="preset:apache-release", passes="F >= 3")).status_code == 303
    assert known.newest(session)["substantive"].version == 4


@pytest.mark.parametrize(
    "line", ["F >= 2/3 F+A", "C > 1/2 E", "A <= 2", "C >= 3/2 sqrt(N)", "F >= E - 2", "F@P > A@P", "F = 2 A + 1"]
)
def test_what_is_written_on_a_line_is_read_and_written_again(line: str) -> None:
    [one] = conditions("rule", [notation.line(line)])
    assert notation.written(one) == line


class Typed(HTMLParser):
    """What the form of a rule would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, Any] = {}
        self.name, self.inside, self.here = "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form":
            self.here = told.get("action") == "/rules/form"
        elif not self.here:
            return
        elif tag == "input" and told.get("type") == "checkbox":
            self.words.setdefault(name, []).extend([told.get("value")] if "checked" in told else [])
        elif tag == "input":
            self.words[name] = told.get("value") or ""
        elif tag in ("textarea", "select"):
            self.name, self.inside = name, tag == "textarea"
            self.words[name] = "" if self.inside else None
        elif tag == "option" and ("selected" in told or self.words[self.name] is None):
            self.words[self.name] = told.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words[self.name] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "textarea"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_procedure_that_is_proposed_whole_stands_beside_what_is_settled_and_its_rules_are_taken_from_the_page(
    app: Flask, ruled: Hall, client: Client, session: Session
) -> None:
    page = words_in(client.open("/rules/proposed").text.replace("<", " <"))
    assert "admission.sponsors 0 1/2 of the square root of the members, at most 5" in page
    assert "cases.reaffirm_days 14 the same" in page and "bodies.board none Board of the foundation" in page
    assert "At least two weeks, so that nobody misses it by a holiday" in page and "min_days = 14" in page
    assert "A case may be decided otherwise: half of the roll votes" in page and "Begin this rule" not in page
    client.sign_in(ruled.chair)
    config: Config = app.extensions["workbench"]
    config.__dict__["committee"] = dataclasses.replace(config.committee, bodies={"board": "Board"})
    assert client.open("/rules/proposed").text.count("Begin this rule") == 9
    for name in whole.committee().rules:
        form = Typed()
        form.feed(client.open(f"/rules/form?whole={name}").text)
        answer = client.send("/rules/form", **form.words | {"reason": "Taken over whole, in meeting 4."})
        assert answer.status_code == 303, (name, answer.text)
    assert not [one.rule.name for one in whole.rules(session, config.committee) if one.differs]
    assert "Begin this rule" not in client.open("/rules/proposed").text
    assert client.sign_in(ruled.members[0]).get("/rules/form?whole=scope").status_code == 403
