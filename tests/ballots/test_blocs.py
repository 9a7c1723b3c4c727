"""Ballots opened together: one vote in all that is in the bloc, one member takes an item out, and each counts by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named
from tests.support.client import Client
from workbench import db
from workbench.ballots import actions, bloc_acts, bloc_texts, blocs, queries, recusing, waiting
from workbench.ballots.models import Ballot
from workbench.ballots.opening import Prepared
from workbench.members.models import Member
from workbench.notices import dates
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
COPY, PENNY = ("Anyone may copy", "Everybody may copy"), ("A loan costs nothing", "A loan costs a penny")
WHY = "The penny needs a debate."
FORM = {"rule": "substantive", "closes_at": "2031-05-30T18:00", "sure": "yes"}


def filed(hall: Hall) -> list[Proposal]:
    """Three proposals that have nothing to do with each other."""
    return [hall.proposal(change, title=f"Change {n}") for n, change in enumerate((SILENCE, COPY, PENNY), 1)]


def opened(hall: Hall, proposals: list[Proposal] | None = None, **asks: tuple[str, ...]) -> list[Ballot]:
    """Ballots on all of them, as bloc 1, opened by the chair of a committee that asks this, too."""
    chosen = proposals or filed(hall)
    no = bloc_acts.open(
        hall.session, hall.chair, chosen, committee=replace(hall.config.committee, **asks), rule_name="substantive",
        revisions={one.no or 0: one.revision for one in chosen}, closes_at=db.now() + timedelta(days=14),
    )  # fmt: skip
    return list(blocs.ballots(hall.session, no))


def vote(hall: Hall, member: Member, *among: Ballot, choice: str = "for", change: bool = False) -> list[int]:
    """Vote through bloc 1 by a form that showed these ballots: the numbers of those that got a vote."""
    cast = bloc_acts.vote(
        hall.session, member, 1, choice=choice, reason="", is_changing=change,
        fingerprints={one.no or 0: one.fingerprint for one in among},
    )  # fmt: skip
    return [one.ballot_no for one in cast]


def take_out(hall: Hall, member: Member, ballot: Ballot, reason: str = WHY) -> None:
    bloc_acts.take_out(hall.session, member, ballot, reason=reason)


def told(hall: Hall, member: Member) -> list[str]:
    return [turn.why for turn in waiting.turns(hall.session, member, db.now())]


def standing(hall: Hall, ballot: Ballot) -> list[str]:
    return [one.choice for one in queries.standing(hall.session, ballot)]


def test_each_ballot_of_a_bloc_counts_and_is_adopted_by_itself_and_the_record_proves_it(
    hall: Hall, tmp_path: Path
) -> None:
    one, other, third = opened(hall)
    for member in hall.everybody[:-1]:
        vote(hall, member, one, other, third)
    take_out(hall, hall.members[-1], third)
    hall.vote(hall.members[-1], third, "against")
    for member in hall.members:
        hall.vote(member, third, "against")
    vote(hall, hall.members[-1], one, other)
    outcomes = [actions.close(hall.session, hall.secretary, ballot).outcome for ballot in (one, other, third)]
    assert outcomes == ["adopted", "adopted", "rejected"]
    hall.adopt(one)
    assert hall.session.get_one(Proposal, other.proposal_no).state == "balloting"
    hall.adopt(other)
    assert proved(hall, tmp_path / "record") == []


@pytest.mark.parametrize(
    ("second", "why"),
    [((SILENCE[0], "silence"), "same words"), (SILENCE, "same text")],
)
def test_proposals_that_meet_are_opened_in_no_bloc(hall: Hall, second: tuple[str, str], why: str) -> None:
    meeting = [hall.proposal(), hall.proposal(second, title="Other")]
    no = refused(opened, hall, meeting)
    assert (no.field, why in str(no)) == ("proposals", True)


def test_where_an_opening_takes_two_the_chair_alone_opens_no_bloc(hall: Hall) -> None:
    assert "Leave the bloc to the secretary" in str(refused(lambda: opened(hall, second_person=("open",))))


def test_where_one_of_them_may_not_be_put_to_the_vote_none_is(hall: Hall, client: Client) -> None:
    proposals = filed(hall)
    hall.ballot(proposals[0])
    client.sign_in(hall.chair)
    form = FORM | {f"revision-{one.no}": "1" for one in proposals}
    answer = client.send("/blocs", proposals=["2", "3", "1"], **form)
    assert answer.status_code == 409 and "There is a ballot on proposal 1 already" in answer.text
    assert client.send("/blocs", proposals=["2"], **form).status_code == 422
    assert [one.state for one in proposals] == ["balloting", "discussion", "discussion"]


def test_a_vote_through_the_bloc_leaves_a_vote_cast_before_unless_it_is_to_be_changed(hall: Hall) -> None:
    one, other, third = opened(hall)
    hall.vote(hall.chair, one, "against")
    assert vote(hall, hall.chair, one, other, third) == [other.no, third.no]
    assert standing(hall, one) == ["against"]
    assert refused(vote, hall, hall.chair, one, other, third).field == "change"
    assert len(vote(hall, hall.chair, one, other, third, choice="abstain", change=True)) == 3
    assert standing(hall, one) == ["abstain"]


def test_a_form_that_showed_something_else_casts_no_vote_at_all(hall: Hall) -> None:
    one, other, third = opened(hall)
    take_out(hall, hall.members[0], third)
    assert "has changed" in str(refused(vote, hall, hall.chair, one, other, third))
    third.fingerprint, other.fingerprint = other.fingerprint, "0" * 64
    shown = {one.no or 0: one.fingerprint, other.no or 0: third.fingerprint}
    no = refused(bloc_acts.vote, hall.session, hall.chair, 1, choice="for", reason="", fingerprints=shown)
    assert "Your form was about revision 1" in str(no)


def test_any_member_on_its_roll_takes_one_out_once_with_a_reason_before_the_close(hall: Hall, clock: Traveller) -> None:
    one, other, _ = opened(hall)
    assert refused(take_out, hall, hall.members[0], one, " ").field == "why"
    take_out(hall, hall.members[0], one)
    assert refused(take_out, hall, hall.members[1], one).status == 409
    clock.shift(timedelta(days=14))
    assert "is over" in str(refused(take_out, hall, hall.members[0], other))
    assert "any more" in str(refused(vote, hall, hall.chair, other))


def test_the_desk_has_one_line_for_a_bloc_and_tells_who_voted_what_was_taken_out(hall: Hall, clock: Traveller) -> None:
    one, other, third = opened(hall)
    assert [why[:34] for why in told(hall, hall.members[0])] == ["You have not voted on 3 of what is"]
    vote(hall, hall.members[0], one, other, third)
    assert told(hall, hall.members[0]) == []
    take_out(hall, hall.members[1], third)
    [line] = told(hall, hall.members[0])
    assert line.startswith("It was taken out of bloc 1 after you had voted")
    clock.shift(timedelta(minutes=1))
    hall.vote(hall.members[0], third, "against")
    assert told(hall, hall.members[0]) == []
    assert [date.words for date in dates.upcoming(hall.session)] == [
        "Voting ends: ballot 3, Change 3", "Voting ends: bloc 1, 2 ballots",
    ]  # fmt: skip


def test_from_the_form_to_receipts_through_the_pages(hall: Hall, client: Client) -> None:
    filed(hall)
    client.sign_in(hall.chair)
    assert "/blocs/new?with=2" in client.get("/proposals/2").text
    form_page = client.get("/blocs/new?with=2&with=x").text
    assert 'value="2" checked' in form_page and 'value="substantive" checked' in form_page
    form = FORM | {f"revision-{no}": "1" for no in (1, 2, 3)}
    assert client.send("/blocs", proposals=["1", "2", "3"], **form).location == "/blocs/1"
    one, other, third = blocs.ballots(hall.session, 1)
    shown = {f"fingerprint-{ballot.no}": ballot.fingerprint for ballot in (one, other, third)}
    refusal = client.send("/blocs/1/votes", choice="", reason="Well said.", **shown)
    assert refusal.status_code == 422 and "Choose one of the three" in refusal.text and "Well said." in refusal.text
    assert client.send("/blocs/1/votes", choice="for", reason="Well said.", **shown).status_code == 303
    page = client.get("/blocs/1").text
    assert page.count("You voted for.") == page.count("<summary>Receipt</summary>") == 3
    assert client.send("/blocs/1/out", item="3", why="").status_code == 422
    assert client.send("/blocs/1/out", item="3", why=WHY).status_code == 303
    for address in ("/blocs/1", "/ballots/3", "/proposals/3"):
        page = client.sign_out().get(address).text
        assert WHY in page and hall.chair.name in page and "You voted" not in page
    assert "opened in bloc 1" in client.get("/ballots").text and client.get("/blocs/2").status_code == 404
    assert "took out of its bloc" in client.get("/minutes").text


def test_after_the_close_the_page_offers_no_vote_and_keeps_what_was_typed(
    hall: Hall, client: Client, clock: Traveller
) -> None:
    first = opened(hall)[0]
    clock.shift(timedelta(days=14))
    client.sign_in(hall.chair)
    answer = client.send("/blocs/1/votes", choice="for", reason="Too late.", **{"fingerprint-1": first.fingerprint})
    assert answer.status_code == 409 and "Too late." in answer.text and 'name="choice"' not in answer.text
    answer = client.send("/blocs/1/out", item="1", why="Too late to take it out.")
    assert answer.status_code == 409 and ">Too late to take it out.</pre>" in answer.text


def test_a_bloc_from_before_its_texts_were_bound_goes_on_as_it_was_opened(
    hall: Hall, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(session: Session, actor: Member, one: Prepared, **more: Any) -> Ballot:
        about = {key: value for key, value in one.about.items() if key != bloc_texts.KEY}
        return bind(session, actor, replace(one, about=about, beside=()), **more)

    bind = actions.bind
    with monkeypatch.context() as patch:
        patch.setattr(actions, "bind", older)
        one, other, _ = ballots = opened(hall)
    for member in hall.everybody:
        vote(hall, member, *ballots)
    for ballot in ballots:
        actions.close(hall.session, hall.secretary, ballot)
    page = client.sign_in(hall.chair).get("/ballots/1").text
    assert "on version 2 are overtaken. This" in page and "Together" not in client.get("/blocs/1").text
    hall.adopt(one)
    assert hall.session.get_one(Proposal, other.proposal_no).state == "discussion"
    assert proved(hall, tmp_path / "record") == []


def other_time(kept: list[Entry]) -> None:
    named(kept, "ballots.open", 1)["body"]["statement"]["bloc"] = 3


def out_of_nothing(kept: list[Entry]) -> None:
    named(kept, "ballots.take_out")["actor"] = "member:1 Somebody else"


def voted_through_it_later(kept: list[Entry]) -> None:
    named(kept, "ballots.vote", -1)["body"]["bloc"] = 1


def test_a_record_written_anew_has_no_vote_through_a_bloc_in_what_was_taken_out(hall: Hall, tmp_path: Path) -> None:
    _, _, third = opened(hall)
    take_out(hall, hall.members[0], third)
    hall.vote(hall.members[0], third)
    folder = handed_on(hall, tmp_path / "record")
    for change, why in (
        (other_time, "its bloc is not the one in its statement"),
        (out_of_nothing, "only who is on its roll takes it out"),
        (voted_through_it_later, "through a bloc that it was not in"),
    ):
        assert any(why in fault for fault in anew(folder, lambda kept, act=change: act(kept))), why


def test_who_is_on_no_roll_or_recused_neither_votes_through_a_bloc_nor_takes_one_out(hall: Hall) -> None:
    one, other, third = opened(hall)
    recusing.recuse(hall.session, hall.members[0], hall.session.get_one(Proposal, third.proposal_no), reason="Mine.")
    assert vote(hall, hall.members[0], one, other) == [one.no, other.no]
    newcomer = make.member(hall.session)
    for no in (
        refused(take_out, hall, hall.members[0], third),
        refused(take_out, hall, newcomer, one),
        refused(vote, hall, newcomer, one, other, third),
    ):
        assert no.status == 403
