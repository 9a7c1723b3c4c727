"""The pages of ballots, as members meet them without script, and what they never show."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlmodel import Session, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.support.client import Client
from workbench.ballots import actions, lists, queries, voiding
from workbench.ballots.models import Ballot, Vote
from workbench.proposals import comments
from workbench.proposals.models import Proposal

VOTERS = 32


def vote(client: Client, ballot: Ballot, choice: str = "for", **words: str) -> int:
    form = {"choice": choice, "reason": "", "fingerprint": ballot.fingerprint} | words
    return client.send(f"/ballots/{ballot.no}/votes", **form).status_code


def test_from_a_filed_proposal_to_the_next_version_through_the_pages(hall: Hall, client: Client) -> None:
    proposal = hall.proposal()
    client.sign_in(hall.chair)
    assert "/proposals/1/ballot" in client.get("/proposals/1").text
    form = client.get("/proposals/1/ballot").text
    assert 'value="substantive" checked' in form and hall.members[0].name in form
    opened = client.send(
        "/proposals/1/ballots", rule="substantive", closes_at="2031-05-30T18:00", revision="1", sure="yes"
    )
    assert opened.status_code == 303 and opened.location == "/ballots/1"
    ballot = hall.session.exec(select(Ballot)).one()
    for member in hall.everybody:
        assert vote(client.sign_in(member), ballot, reason="It is clearer.") == 303
    client.sign_in(hall.secretary)
    assert "Record the result" in client.get("/ballots/1").text
    assert client.send("/ballots/1/close").status_code == 303
    assert "Adopt as version 3" in client.get("/ballots/1").text
    adopted = client.send("/ballots/1/adopt")
    assert (adopted.status_code, adopted.location) == (303, "/definition/3")
    page = client.get("/definition/3").text
    assert SILENCE[1] in page and "/ballots/1" in page and "7 for, 0 against, 0 abstained" in page
    assert proposal.adopted_version == "3" and hall.check() == []


def test_the_ballot_page_says_what_is_voted_on_by_whom_under_which_rule(hall: Hall, client: Client) -> None:
    make.case(hall.session, {"lending-terms": "met"}, settled=True, system="Tower library")
    ballot = hall.ballot(hall.proposal(("A loan costs nothing", "A loan costs a penny"), title="Ask a penny"))
    page = client.get("/ballots/1").text
    assert "<del" in page and "<ins" in page and "penny" in page
    for told in (
        ballot.fingerprint,
        ballot.rule_sha256,
        ballot.binding,
        ballot.base_commit,
        "Tower library",
        "Ask a penny",
    ):
        assert told in page
    assert "the votes for are at least two thirds of the votes cast for or against" in page
    assert all(member.name in page for member in hall.everybody)


def test_the_ballot_page_lists_the_threads_that_are_still_open(hall: Hall, client: Client) -> None:
    proposal = hall.proposal()
    said = {"clause_id": "lending-terms", "side": "base"}
    hall.ballot(proposal)
    first = comments.post(hall.session, hall.members[1], proposal, body="Is this what we do?", **said)
    comments.post(hall.session, hall.members[2], proposal, body="Who keeps the books?", **said)
    comments.settle(hall.session, hall.members[1], first, outcome="It is.")
    page = client.get("/ballots/1").text
    assert "1 open thread<" in page and "Who keeps the books?" in page and "Is this what we do?" not in page


def test_the_list_has_open_ballots_first_and_pages_the_decided_ones(
    hall: Hall, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    for n, change in enumerate(
        (
            ("Anyone may copy", "All may copy"),
            ("A loan costs nothing", "A loan costs no money"),
            ("for any purpose", "for each purpose"),
        )
    ):
        proposal = hall.proposal(change, title=f"Decided {n}")
        ballot = hall.ballot(proposal)
        hall.votes(ballot, against=7)
        actions.close(hall.session, hall.chair, ballot)
    hall.ballot(hall.proposal(title="Running"))
    first = client.get("/ballots").text
    assert first.index("Running") < first.index("Decided 2") < first.index("Decided 1") and "Decided 0" not in first
    older = client.get("/ballots?below=2").text
    assert "Decided 0" in older and "Decided 1" not in older and "Running" not in older


def test_a_ballot_that_is_not_there_is_404(client: Client, hall: Hall) -> None:
    assert client.get("/ballots/9").status_code == 404
    client.sign_in(hall.chair)
    assert client.get("/proposals/9/ballot").status_code == 404
    assert client.send("/ballots/9/close").status_code == 404


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_vote_keeps_every_word_beside_the_sentence(hall: Hall, client: Client, htmx: bool) -> None:
    ballot = hall.ballot()
    client.sign_in(hall.members[0])
    answer = client.send(
        "/ballots/1/votes", htmx=htmx, reason="Because it <b>sings</b>.", fingerprint=ballot.fingerprint, choice=""
    )
    assert answer.status_code == 422
    fieldset = answer.text.partition("<fieldset")[2].partition("</fieldset>")[0]
    assert "Choose one of the three: for, against or abstain." in fieldset
    assert "Because it &lt;b&gt;sings&lt;/b&gt;." in answer.text
    assert ("<html" in answer.text) is not htmx
    assert not hall.session.exec(select(Vote)).all()


def test_a_stale_form_is_409_and_keeps_the_words(hall: Hall, client: Client) -> None:
    hall.ballot()
    client.sign_in(hall.members[0])
    answer = client.send("/ballots/1/votes", choice="for", reason="Yes.", fingerprint="0" * 64)
    assert answer.status_code == 409 and "about another text" in answer.text and "Yes." in answer.text


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_vote_from_a_stale_tab_is_answered_with_the_open_ballot_and_the_difference(
    hall: Hall, client: Client, htmx: bool
) -> None:
    """Version 1 was on the screen while version 2 is voted on (attack 28)."""
    proposal = hall.proposal()
    before = hall.ballot(proposal)
    hall.session.commit()
    voiding.void(hall.session, hall.secretary, before, ground="text", reason="The wrong revision was put to the vote.")
    hall.proposal(("a reader who sings", "each reader who sings"), revises=proposal)
    now = hall.ballot(proposal)
    client.sign_in(hall.members[1])
    stale = {"choice": "against", "reason": "Rather not.", "fingerprint": before.fingerprint}
    for no in (before.no, now.no):
        answer = client.send(f"/ballots/{no}/votes", htmx=htmx, **stale)
        assert answer.status_code == 409 and "Your form was about revision 1 of proposal 1" in answer.text
        assert "/proposals/1/compare/1...2" in answer.text and "Rather not." in answer.text
        assert 'action="/ballots/2/votes"' in answer.text and now.fingerprint in answer.text
        assert re.search(r'value="against"[^>]*checked|checked[^>]*value="against"', answer.text)
    assert client.get("/proposals/1/compare/1...2").status_code == 200 and not hall.session.exec(select(Vote)).all()
    assert client.send("/ballots/2/votes", **stale | {"fingerprint": now.fingerprint}).status_code == 303


def test_a_vote_by_htmx_answers_the_box_with_the_receipt_and_says_so(hall: Hall, client: Client) -> None:
    ballot = hall.ballot()
    client.sign_in(hall.members[0])
    answer = client.send("/ballots/1/votes", htmx=True, choice="against", reason="No.", fingerprint=ballot.fingerprint)
    assert answer.status_code == 200 and answer.text.lstrip().startswith('<section id="ballot"')
    assert "Your vote is in." in answer.headers["HX-Trigger"]
    cast = hall.session.exec(select(Vote)).one()
    assert "You voted against." in answer.text and cast.salt in answer.text


def test_changing_the_view_by_htmx_answers_the_text_alone(hall: Hall, client: Client) -> None:
    hall.ballot()
    answer = client.get("/ballots/1?view=split", headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="text"') and "<html" not in answer.text


OPENING = {"rule": "substantive", "closes_at": "2031-05-30T18:00", "revision": "1", "sure": "yes"}


def test_members_and_the_public_are_told_whom_to_ask(hall: Hall, client: Client) -> None:
    hall.ballot()
    member = client.another().sign_in(hall.members[0])
    for address, words in (("/proposals/1/ballots", OPENING), ("/ballots/1/close", {}), ("/ballots/1/adopt", {})):
        assert client.send(address, **words).status_code == 403
        answer = member.send(address, **words)
        assert answer.status_code == 403 and "the chair or the secretary" in answer.text


REFUSED: list[tuple[dict[str, str | None], str]] = [
    ({"closes_at": "soon"}, "Give the day and the time (UTC)"),
    ({"closes_at": "2001-01-01T10:00"}, "has passed already"),
    ({"rule": "editorial"}, "is not for a change claimed as substantive"),
    ({"sure": ""}, "Say that this is the text to vote on"),
    ({"sure": None}, "Say that this is the text to vote on"),
    ({"revision": "7"}, "Revision 1 is the current one"),
]


def test_a_ballot_that_cannot_be_opened_says_why_and_keeps_the_form(hall: Hall, client: Client) -> None:
    hall.proposal()
    client.sign_in(hall.chair)
    for change, sentence in REFUSED:
        form = {name: value for name, value in (OPENING | change).items() if value is not None}
        answer = client.send("/proposals/1/ballots", **form)
        assert answer.status_code in (409, 422) and sentence in answer.text
        assert f'value="{form["closes_at"]}"' in answer.text
    assert not hall.session.exec(select(Ballot)).all()


def test_nobody_sees_how_anybody_votes_before_voting_is_over(clock: Traveller, hall: Hall, client: Client) -> None:
    ballot = hall.ballot()
    voter = hall.members[1]
    hall.vote(voter, ballot, "against", reason="A confided reason.")
    hall.vote(hall.members[2], ballot, "for", reason="A confided reason.")
    cast = hall.session.exec(select(Vote).order_by(Vote.id)).first()  # type: ignore[arg-type]
    assert cast
    addresses = ("/", "/ballots", "/ballots/1", "/proposals", "/proposals/1", "/proposals/1/revisions/1", "/minutes",
                 "/minutes.jsonl", "/minutes?thing=ballot:1", "/members", "/definition")  # fmt: skip
    for reader in (None, hall.chair, hall.secretary, make.member(hall.session, "administrator"), hall.members[0]):
        browser = client.another()
        if reader:
            browser.sign_in(reader)
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            shown = answer.text
            assert "A confided reason" not in shown and cast.salt not in shown, address
            assert "You voted" not in shown and "Against</td>" not in shown, address
    assert "You voted against" in client.another().sign_in(voter).get("/ballots/1").text
    clock.move_to(ballot.closes_at)
    after = client.another().get("/ballots/1").text
    assert "A confided reason" in after and cast.salt in after and "The result waits to be recorded" in after
    assert "No quorum: 2 votes is not at least 1/2 of 7 = 3½. 2 more votes of any kind would have made it." in after


def test_after_the_close_the_page_shows_arithmetic_roll_call_and_reasons(hall: Hall, client: Client) -> None:
    ballot = hall.ballot()
    hall.votes(ballot, for_=5, against=1, abstain=1)
    hall.vote(hall.members[4], ballot, "against", reason="I sing.")
    actions.close(hall.session, hall.chair, ballot)
    page = client.get("/ballots/1").text
    assert "5 for is at least 2/3 of 7 = 4⅔: yes" in page and "7 votes is at least 1/2 of 7 = 3½: yes" in page
    assert "I sing." in page and "It waits to be adopted by the chair or the secretary." in page
    assert "Adopt as version" not in page


def test_an_overtaken_ballot_says_what_to_do(hall: Hall, client: Client) -> None:
    overtaken = hall.carried(hall.proposal(("Anyone may copy", "All may copy"), title="Slow"))
    hall.adopt(hall.carried())
    client.sign_in(hall.chair)
    page = client.get(f"/ballots/{overtaken.no}").text
    assert "Carried, but overtaken" in page and "/adopt" not in page
    answer = client.send(f"/ballots/{overtaken.no}/adopt")
    assert answer.status_code == 409 and "Carry proposal 1 to version 3 as a new revision" in answer.text


def test_the_desk_holds_what_waits_for_each(clock: Traveller, hall: Hall, client: Client) -> None:
    ballot, voter = hall.ballot(days=7), hall.members[0]
    to_vote, to_record, to_adopt = "you have not voted", "record the result", "adopt the text"
    assert to_vote in client.sign_in(voter).get("/").text
    hall.votes(ballot, for_=6)
    assert to_vote not in client.sign_in(voter).get("/").text
    assert to_record not in client.sign_in(hall.chair).get("/").text
    clock.shift(timedelta(days=8))
    assert "The time is up: record the result." in client.sign_in(hall.chair).get("/").text
    assert to_vote not in client.sign_in(hall.members[4]).get("/").text
    actions.close(hall.session, hall.chair, ballot)
    assert to_adopt in client.sign_in(hall.secretary).get("/").text
    assert to_adopt not in client.sign_in(voter).get("/").text


def test_adoption_raises_the_alarm_on_every_page_when_main_was_moved_elsewhere(hall: Hall, client: Client) -> None:
    ballot = hall.carried()
    head = hall.repository.head()
    foreign = hall.repository.write({"library.md": "Ours now.\n"}, head, "Taken over", {}, ballot.opens_at)
    hall.repository.move("refs/heads/main", foreign, head)
    answer = client.sign_in(hall.chair).send("/ballots/1/adopt")
    assert answer.status_code == 409 and "somebody moved it outside the workbench" in answer.text
    assert "somebody moved it outside the workbench" in client.another().get("/definition").text


def test_32_members_vote_at_once_and_none_is_lost(session: Session, app: Flask, hall: Hall, client: Client) -> None:
    hall.members += [make.member(session) for _ in range(VOTERS - len(hall.everybody))]
    ballot = hall.ballot()
    session.commit()
    browsers = [client.another().sign_in(member) for member in hall.everybody]
    for browser in browsers:
        browser.arranged = None
    session.rollback()
    together = Barrier(VOTERS)
    number, fingerprint = ballot.no, ballot.fingerprint
    session.commit()

    def cast(browser: Client, choice: str) -> list[int]:
        together.wait()
        form = {"reason": "At once.", "fingerprint": fingerprint}
        return [browser.send(f"/ballots/{number}/votes", choice=one, **form).status_code for one in ("abstain", choice)]

    with ThreadPoolExecutor(VOTERS) as threads:
        choices = ["for", "against"] * (VOTERS // 2)
        answers = list(threads.map(cast, browsers, choices))
    assert answers == [[303, 303]] * VOTERS
    assert len(queries.votes(session, ballot)) == 2 * VOTERS
    counts = queries.result(session, ballot).counts
    assert (counts.f, counts.a, counts.s, counts.e) == (VOTERS // 2, VOTERS // 2, 0, VOTERS)
    assert session.exec(select(Proposal)).one().state == "balloting"
    assert hall.check() == []


def test_what_to_look_at_twice_stands_above_the_redline_with_its_size(hall: Hall, client: Client) -> None:
    hall.ballot(
        hall.proposal(("whole or in part, and print it", "never in part, and\nprint it"), title="Never in part")
    )
    for address in ("/ballots/1", "/proposals/1", "/proposals/1/compare/base...1"):
        page = client.get(address).text
        assert 0 < page.index('id="h-notices"') < page.index('id="text"')
        assert "1 line re-wrapped, 2 words changed" in page and "never" in page[page.index('id="h-notices"') :][:1500]
