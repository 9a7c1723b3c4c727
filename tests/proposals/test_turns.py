"""What waits for whom, and why: worked out from what was done, gone when the act is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session
from time_machine import Traveller

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS, Writers
from workbench import turns
from workbench.ballots import recusing
from workbench.members.models import Member
from workbench.proposals import actions, comments, dispositions, letters, marks, replays
from workbench.proposals.models import Comment, Proposal

Whys = Callable[[Member], list[str]]
LITTLE = ("A loan costs nothing.", "A loan costs very little.")


@pytest.fixture
def whys(app: Flask, session: Session) -> Whys:
    """What waits for a member, by its sentences."""

    def whys(member: Member) -> list[str]:
        session.flush()
        with app.app_context():
            return [turn.why for turn in turns.of(session, member)]

    return whys


def concern(writers: Writers, proposal: Proposal) -> Comment:
    return comments.post(
        writers.session, writers.other, proposal, clause_id="lending-terms", body="Who pays, then?", kind="concern",
        remedy="Say who pays.",
    )  # fmt: skip


def test_a_comment_waits_for_the_author_until_it_is_answered(writers: Writers, session: Session, whys: Whys) -> None:
    proposal = writers.filed()
    assert whys(writers.author) == []
    said = writers.said(proposal, "A loan")
    name = writers.other.name
    assert whys(writers.author) == [f"{name} commented on your proposal: answer, or give it its disposition."]
    comments.reply(session, writers.author, said, body="Yes, every loan.")
    assert whys(writers.author) == []
    assert whys(writers.other) == [f"{writers.author.name} answered your comment {said.id}."]
    comments.reply(session, writers.other, said, body="Then say so.")
    assert whys(writers.other) == []
    assert whys(writers.author) == [
        f"{name} answered in a thread on your proposal: answer, or give it its disposition."
    ]
    comments.settle(session, writers.author, said, outcome="Said so.")
    assert whys(writers.author) == whys(writers.other) == []


def test_many_comments_are_one_thing_to_do(writers: Writers, whys: Whys) -> None:
    proposal = writers.filed()
    for _ in range(3):
        writers.said(proposal, "A loan")
    name = writers.other.name
    expected = f"3 threads on your proposal wait for an answer or a disposition; {name} had the last word."
    assert whys(writers.author) == [expected]


def test_an_answer_that_is_marked_as_read_wants_no_answer(writers: Writers, session: Session, whys: Whys) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    comments.reply(session, writers.author, said, body="Yes, every loan.")
    marks.looked(session, writers.other, proposal)
    assert len(whys(writers.other)) == 1, "to look is not to be done with it"
    marks.read(session, writers.other, proposal)
    assert whys(writers.other) == []
    comments.reply(session, writers.author, said, body="Or nearly every one.")
    assert len(whys(writers.other)) == 1


def test_a_disposition_waits_for_the_author_of_the_comment_until_the_last_day(
    writers: Writers, session: Session, clock: Traveller, whys: Whys
) -> None:
    said = writers.said(writers.filed(), "A loan")
    dispositions.dispose(session, writers.author, said, value="rejected", reason="No.")
    expected = (
        f"Your comment {said.id} was rejected by {writers.author.name}: say whether you are satisfied, by 11 May 2026."
    )
    assert whys(writers.other) == [expected]
    clock.shift(timedelta(days=8))
    assert whys(writers.other) == []
    clock.shift(timedelta(days=-8))
    dispositions.reply(session, writers.other, said, satisfied=False, answer="The month is missing.")
    assert whys(writers.other) == []
    assert whys(writers.author) == [
        f"{writers.other.name} is not satisfied with your disposition of comment {said.id}: look at it again."
    ]
    dispositions.dispose(session, writers.author, said, value="accepted_modified", reason="Now it is there.")
    assert whys(writers.author) == []


def test_the_secretary_notes_what_a_reader_says(writers: Writers, session: Session, whys: Whys) -> None:
    proposal = writers.filed()
    letter = letters.write(
        session, None, proposal, place="somewhere", name="A reader", body="From outside.", clause_id="lending-terms"
    )
    assert whys(writers.secretary) == ["A comment of a reader waits to be let in."]
    assert whys(writers.other) == []
    said = letters.admit(session, writers.secretary, letter)
    assert whys(writers.secretary) == []
    assert whys(writers.author) == ["A reader commented on your proposal: answer, or give it its disposition."]
    dispositions.dispose(session, writers.author, said, value="accepted", reason="Yes.")
    assert any(why.startswith(f"Comment {said.id} of A reader was accepted by") for why in whys(writers.secretary))


def test_a_concern_waits_for_the_author_and_a_revision_for_who_raised_it(
    writers: Writers, session: Session, whys: Whys
) -> None:
    proposal = writers.filed()
    said = concern(writers, proposal)
    name = writers.other.name
    against = f"A concern stands in the way of a ballot on your proposal; {name} had the last word: answer, or revise."
    assert whys(writers.author) == [against]
    assert whys(writers.other) == []
    writers.file(writers.draft(LITTLE, of=proposal))
    expected = f"Your concern {said.id} stands, and revision 2 was filed since: clear it, or say what is still missing."
    assert whys(writers.other) == [expected]
    marks.read(session, writers.other, proposal)
    assert whys(writers.other) == [expected], "a concern is not done with by reading"
    comments.reply(session, writers.other, said, body="It still does not say who pays.")
    assert whys(writers.other) == []
    comments.settle(session, writers.other, said, outcome="It says so now.")
    assert whys(writers.author) == whys(writers.other) == []


def test_whoever_is_named_is_asked(writers: Writers, session: Session, whys: Whys) -> None:
    proposal, named = writers.filed(), make.member(session, name="Reader of laws")
    said = comments.post(
        session, writers.other, proposal, clause_id="lending-terms", body="What does @Reader of laws say?"
    )
    assert whys(named) == [f"{writers.other.name} named you in comment {said.id}."]
    comments.reply(session, named, said, body="That it is lawful.")
    assert whys(named) == []


def test_what_is_for_the_committee_alone_is_not_told_to_who_is_recused(
    writers: Writers, session: Session, clock: Traveller, whys: Whys
) -> None:
    proposal, named = writers.filed(), make.member(session, name="Reader of laws")
    about = {"clause_id": "lending-terms", "audience": "committee"}
    asked = comments.post(session, named, proposal, body="Quietly: who pays?", **about)
    comments.reply(session, writers.secretary, asked, body="The vendor does.")
    comments.post(session, writers.other, proposal, body="@Reader of laws: would you sign?", **about)
    late = comments.post(session, writers.other, proposal, body="For us alone.", **about)
    decided = comments.post(session, writers.other, proposal, body="Drop it.", **about)
    dispositions.dispose(session, writers.secretary, decided, value="rejected", reason="No.")
    dispositions.reply(session, writers.other, decided, satisfied=False, answer="Why?")
    clock.shift(timedelta(days=8))
    assert whys(named) == [
        f"{writers.secretary.name} answered your comment {asked.id}.",
        f"{writers.other.name} named you in comment {late.id - 1}.",  # type: ignore[operator]
    ]
    assert any("3 threads on your proposal" in why for why in whys(writers.author))
    late_for_all = "2 comments have waited for more than 7 days"
    assert any(late_for_all in why for why in whys(writers.author))
    assert any("is not satisfied" in why for why in whys(writers.secretary))
    for member in (named, writers.author, writers.secretary):
        recusing.recuse(session, member, proposal, reason="They pay me.")
    assert whys(named) == whys(writers.author) == whys(writers.secretary) == []
    own = comments.post(session, writers.other, proposal, clause_id="lending-terms", body="@Reader of laws, aloud?")
    assert whys(named) == [f"{writers.other.name} named you in comment {own.id}."]
    assert len(whys(writers.author)) == 1, "what everybody reads they read, too"


def test_a_text_that_moved_on_asks_the_author_for_words(writers: Writers, whys: Whys) -> None:
    proposal = writers.filed()
    writers.adopt(("what is said to", "what shall be said softly to"))
    replays.replay(writers.session)
    assert whys(writers.author) == [
        "Version 3 was adopted, and your proposal goes with it word for word: file it there."
    ]
    writers.file(writers.draft(of=proposal, carry=True))
    assert whys(writers.author) == []


def test_who_opens_ballots_hears_when_nothing_stands_in_the_way(writers: Writers, session: Session, whys: Whys) -> None:
    proposal, chair = writers.filed(), make.member(session, "chair")
    assert whys(chair) == [], "what nobody has discussed is not ready"
    said = writers.said(proposal, "A loan")
    assert whys(chair) == []
    dispositions.dispose(session, writers.author, said, value="deferred", reason="Next round.")
    assert whys(chair) == ["Every comment has its outcome and no concern stands: a ballot can be opened."]
    concern(writers, proposal)
    assert whys(chair) == []


def test_a_closed_proposal_waits_for_nobody(writers: Writers, session: Session, whys: Whys) -> None:
    proposal = writers.filed()
    writers.said(proposal, "A loan")
    concern(writers, proposal)
    actions.withdraw(session, writers.author, proposal, reason="It was said already.")
    assert whys(writers.author) == whys(writers.other) == []


def test_what_has_a_last_day_comes_first(writers: Writers, session: Session, whys: Whys) -> None:
    proposal = writers.filed()
    answered, decided = writers.said(proposal, "A loan"), writers.said(proposal, "a name")
    comments.reply(session, writers.author, answered, body="Yes, every loan.")
    dispositions.dispose(session, writers.author, decided, value="rejected", reason="No.")
    assert [why.split(" was ")[0].split(" answered ")[-1] for why in whys(writers.other)] == [
        f"Your comment {decided.id}",
        f"your comment {answered.id}.",
    ]


def test_the_head_of_every_page_counts_and_the_desk_says_why(desk: Desk) -> None:
    writers = desk.writers
    proposal = writers.filed()
    writers.said(proposal, "A loan")
    page = words_in(desk.read("/definition"))
    assert "Desk 1 wait for you" in page
    assert "1 thing waits for you." in desk.read("/")
    desk.send("/comments/1/replies", body="Yes, every loan.")
    assert "wait for you" not in words_in(desk.read("/definition"))
    desk.sit(writers.other)
    assert "Desk 1 wait for you" in words_in(desk.read("/definition"))
    desk.send("/proposals/1/read")
    assert "wait for you" not in words_in(desk.read("/definition"))


def test_a_letter_is_counted_at_once(desk: Desk) -> None:
    writers = desk.writers
    writers.filed()
    desk.sit(writers.secretary)
    assert "wait for you" not in words_in(desk.read("/definition"))
    desk.client.sign_out()
    desk.send("/proposals/1/letter", name="A reader", clause="lending-terms", body="From outside, with thanks.")
    desk.sit(writers.secretary)
    assert "Desk 1 wait for you" in words_in(desk.read("/definition"))


def test_a_concern_is_cleared_by_who_raised_it_or_overruled_by_the_chair_with_a_reason(
    writers: Writers, session: Session
) -> None:
    proposal, chair = writers.filed(), make.member(session, "chair")
    said = concern(writers, proposal)
    for actor in (writers.author, writers.secretary, writers.observer):
        assert refused(comments.settle, session, actor, said, outcome="Fine.").status == 403
        assert refused(dispositions.dispose, session, actor, said, value="rejected", reason="No.").status == 403
    assert refused(comments.withdraw, session, writers.secretary, said, why="In the way.").status == 403
    assert refused(comments.settle, session, chair, said, outcome=" ").field == "outcome"
    comments.settle(session, chair, said, outcome="The house pays, as the rules say.")
    assert [line.standing for line in dispositions.report(session, proposal, None)[0]] == ["overruled"]
    assert dispositions.counts(session, proposal, None) == {"overruled": 1}
    assert refused(comments.reopen, session, writers.other, said).status == 409
    comments.reopen(session, chair, said)
    comments.settle(session, writers.other, said, outcome="It says so now.")
    assert dispositions.counts(session, proposal, None) == {"cleared": 1}


def test_a_concern_stands_through_every_revision(writers: Writers, session: Session) -> None:
    proposal = writers.filed(FREE, SINGS)
    said = concern(writers, proposal)
    writers.file(writers.draft(LITTLE, of=proposal))
    assert [one.id for one in comments.concerns(session, proposal)] == [said.id]


def test_the_minutes_say_who_cleared_and_who_overruled(desk: Desk) -> None:
    writers = desk.writers
    proposal, chair = writers.filed(), make.member(desk.session, "chair")
    first, second = concern(writers, proposal), concern(writers, proposal)
    comments.settle(desk.session, writers.other, first, outcome="It says so now.")
    comments.settle(desk.session, chair, second, outcome="The rules say so.")
    page = words_in(desk.read("/minutes"))
    assert f"{writers.other.name} cleared the concern in" in page and f"{chair.name} overruled the concern in" in page
    shown = words_in(desk.read("/proposals/1"))
    assert "Cleared by" in shown and "Overruled by" in shown and "The rules say so." in shown
