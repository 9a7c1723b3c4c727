"""The pages of ranked ballots, as members meet them without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_ranking import PENNY, opened, ranked, rivals, states
from tests.support.client import Client
from workbench.ballots.models import Ballot, Vote

WORDS = {"rule": "rivals", "closes_at": "2031-05-30T18:00", "sure": "yes", "revision-1": "1", "revision-2": "1"}


def send(client: Client, ballot: Ballot, *, htmx: bool = False, **words: str) -> tuple[int, str]:
    form = {"reason": "", "fingerprint": ballot.fingerprint} | {
        name.replace("_", "-"): value for name, value in words.items()
    }
    answer = client.send(f"/ballots/{ballot.no}/ranking", htmx=htmx, **form)
    return answer.status_code, answer.text


def test_from_rivals_to_the_next_version_through_the_pages(hall: Hall, client: Client) -> None:
    rivals(hall)
    client.sign_in(hall.chair)
    assert "Open a ranked ballot with its rivals" in client.get("/proposals/1").text
    form = client.get("/proposals/2/ranked-ballot").text
    assert form.count(" checked>") == 4 and "Decide them together" in form and hall.members[0].name in form
    answer = client.send("/proposals/2/ranked-ballots", options=["1", "2"], **WORDS)
    assert (answer.status_code, answer.location) == (303, "/ballots/1")
    ballot = hall.session.exec(select(Ballot)).one()
    page = client.get("/ballots/1").text
    for told in (
        "Which of these texts",
        "Proposal 1",
        "Proposal 2",
        "The text as it stands",
        ballot.binding,
        'name="place-0"',
    ):
        assert told in page
    assert "Read the options and rank them" in client.get("/proposals/1").text
    for member in hall.everybody:
        assert send(client.sign_in(member), ballot, place_2="1", place_0="2", reason="Shorter.")[0] == 303
    assert "You ranked proposal 2, then the text as it stands." in client.get("/ballots/1").text
    client.sign_in(hall.chair)
    assert client.send("/ballots/1/close").status_code == 303
    page = client.get("/ballots/1").text
    for told in (
        "Carried: proposal 2.",
        "7 for is more than 0 against: yes",
        "Proposal 2 beats the text as it stands: 2 → as it stands, 7 to 0; there is no path back.",
        "Dropped: proposal 1.",
        "proposal 2, then the text as it stands",
        "Shorter.",
        "Adopt as version",
    ):
        assert told in page, told
    version = client.send("/ballots/1/adopt").location
    assert "the first of 3 options that 7 ranked, 0 abstained" in client.get(version).text
    assert states(hall) == ["dropped", "adopted", "fell"]
    assert "it was dropped for the text as it stood" in client.sign_in(hall.members[0]).get("/").text.lower()
    assert "/proposals/1" in client.get("/proposals?state=dropped").text
    assert "180 days" in client.get("/proposals/1").text and hall.check() == []


REFUSED: list[tuple[dict[str, object], int, str]] = [
    ({"options": ["1"]}, 422, "Choose from 2 to 7 rivals"),
    ({"options": ["1", "4"]}, 422, "Proposal 4 was not declared a rival of proposal 1"),
    ({"rule": "editorial"}, 422, "rules for ranked ballots"),
    ({"closes_at": "soon"}, 422, "Give the day and the time (UTC)"),
    ({"sure": ""}, 422, "Say that this is the text to vote on"),
    ({"revision-1": "7"}, 409, "Revision 1 is the current one"),
]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_ranked_ballot_that_cannot_be_opened_says_why_and_keeps_the_form(hall: Hall, client: Client) -> None:
    rivals(hall)
    hall.proposal(PENNY)
    client.sign_in(hall.chair)
    for change, status, sentence in REFUSED:
        form: dict[str, object] = {"options": ["1", "2"]} | WORDS | change
        answer = client.send("/proposals/1/ranked-ballots", **form)  # type: ignore[arg-type]
        assert (answer.status_code, sentence in answer.text) == (status, True), sentence
        assert f'value="{form["closes_at"]}"' in answer.text
    assert not hall.session.exec(select(Ballot)).all()
    assert client.get("/proposals/4/ranked-ballot").status_code == 409
    assert client.sign_in(hall.members[0]).get("/proposals/1/ranked-ballot").status_code == 403


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_ranking_keeps_every_place_and_word(hall: Hall, client: Client, htmx: bool) -> None:
    ballot = opened(hall, *rivals(hall)[:2])
    client.sign_in(hall.members[0])
    for words, sentence in (
        ({"place_1": "0", "place_2": "2"}, "A place is a whole number from 1 on"),
        ({"place_1": "best", "place_2": "2"}, "This cannot be read"),
        ({"place_77": "1", "place_2": "2"}, "Give each of the options a place"),
    ):
        status, page = send(client, ballot, htmx=htmx, reason="Because it <b>sings</b>.", **words)
        assert status == 422 and sentence in page and "Because it &lt;b&gt;sings&lt;/b&gt;." in page
        assert "<option selected>2</option>" in page and ("<html" in page) is not htmx
    assert "Give at least one of them a place, or abstain." in send(client, ballot)[1]
    assert not hall.session.exec(select(Vote)).all()
    status, page = send(client, ballot, htmx=True, abstain="yes", place_1="1")
    assert status == 200 and "You voted to abstain." in page and page.lstrip().startswith('<section id="ballot"')
    assert hall.session.exec(select(Vote)).one().choice == "abstain"


def test_nobody_sees_a_ranking_before_the_close(clock: Traveller, hall: Hall, client: Client) -> None:
    ballot = opened(hall, *rivals(hall)[:2])
    hall.vote(hall.members[1], ballot, "2 > 0 > 1", reason="A confided reason.")
    for reader in (None, hall.chair, hall.members[0]):
        browser = client.another()
        if reader:
            browser.sign_in(reader)
        for address in ("/", "/ballots", "/ballots/1", "/proposals/1", "/minutes", "/minutes.jsonl"):
            shown = browser.get(address).text
            assert "A confided reason" not in shown and "2 > 0 > 1" not in shown and "You ranked" not in shown, address
    assert "<option selected>3</option>" in client.another().sign_in(hall.members[1]).get("/ballots/1").text
    clock.move_to(ballot.closes_at)
    after = client.another().get("/ballots/1").text
    assert "A confided reason" in after and "The result waits to be recorded" in after


def test_the_chair_decides_a_tie_on_its_page(clock: Traveller, hall: Hall, client: Client) -> None:
    ballot = ranked(hall, opened(hall, *rivals(hall)[:2]), *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    assert "Tied." in client.get("/ballots/1").text and "Decide the tie" not in client.get("/ballots/1").text
    assert (
        "is level with" in client.get("/ballots/1").text or "do not beat one another" in client.get("/ballots/1").text
    )
    client.sign_in(hall.chair)
    assert "The rivals are tied: decide between them" in client.get("/").text
    answer = client.send("/ballots/1/decide", option="1", reason="")
    assert answer.status_code == 422 and "Say why" in answer.text and 'value="1" checked' in answer.text
    assert client.send("/ballots/1/decide", option="1", reason="It is shorter.").status_code == 303
    assert "The casting vote decided the tie for proposal 1" in client.get("/ballots/1").text
    assert "Adopt as version" in client.get("/ballots/1").text and ballot.no == 1


def test_a_tie_out_of_time_is_recorded_by_a_button(clock: Traveller, hall: Hall, client: Client) -> None:
    ranked(hall, opened(hall, *rivals(hall)[:2]), *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    clock.shift(timedelta(days=8))
    client.sign_in(hall.secretary)
    assert "Record that nobody decided it" in client.get("/ballots/1").text
    assert client.send("/ballots/1/close").status_code == 303
    assert "Nobody decided the tie in time" in client.get("/ballots/1").text and hall.check() == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_vote_for_or_against_is_none_in_a_ranked_ballot(hall: Hall, client: Client) -> None:
    ballot = opened(hall, *rivals(hall))
    assert client.sign_in(hall.chair).send(f"/ballots/{ballot.no}/votes", choice="for").status_code == 409
