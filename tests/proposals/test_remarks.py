"""Kinds of comments, their edits and tombstones; reviews sent as one, private notes, readers' letters, mentions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.proposals.desk import Desk
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, Writers
from workbench import db
from workbench.ballots import opening as ballots
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest
from workbench.proposals import comments, dispositions, drafts, letters, mentions, queries, remarks, review, suggestions
from workbench.proposals.discussion import Letter, Note
from workbench.proposals.models import Comment, Proposal

QUOTE = "A loan costs nothing"


def post(writers: Writers, proposal: Proposal, **about: Any) -> Comment:
    words = {"clause_id": "lending-terms", "body": "Is this meant?", "quote": QUOTE} | about
    return comments.post(writers.session, words.pop("by", writers.other), proposal, **words)


def test_an_edit_keeps_the_earlier_words_and_the_minutes_know_their_digest(writers: Writers, session: Session) -> None:
    said = post(writers, writers.filed())
    comments.edit(session, writers.other, said, body="Is the month meant?")
    assert (said.body, said.texts) == ("Is the month meant?", 2)
    assert [(text.n, text.body) for text in comments.earlier(session, said)] == [(1, "Is this meant?")]
    filed = session.exec(select(Minute).where(Minute.act == "comments.post")).one()
    assert filed.body["rows"][f"comment:{said.id}"]["body"] == digest(said.salt, canonical("Is this meant?"))


def test_only_its_author_edits_a_comment_and_only_to_other_words(writers: Writers, session: Session) -> None:
    said = post(writers, writers.filed())
    assert refused(comments.edit, session, writers.author, said, body="Mine now.").status == 403
    assert refused(comments.edit, session, writers.other, said, body=" Is this meant? ").field == "body"


def test_a_withdrawn_comment_leaves_a_reason_in_its_place(writers: Writers, desk: Desk, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, body="A sentence nobody should read.")
    assert refused(comments.withdraw, session, writers.other, said, why=" ").field == "why"
    assert refused(comments.withdraw, session, writers.author, said, why="So.").status == 403
    comments.withdraw(session, writers.other, said, why="I misread the month.")
    page = desk.read(f"/proposals/{proposal.no}")
    assert "I misread the month." in page and "A sentence nobody" not in page
    assert queries.open_threads(session, [proposal.no]) == {}
    assert dispositions.counts(session, proposal, None) == {"retracted": 1}


def test_the_secretary_may_withdraw_what_breaks_the_rules(writers: Writers, session: Session) -> None:
    said = post(writers, writers.filed())
    comments.withdraw(session, writers.secretary, said, why="It names a person who is not here.")
    assert said.withdrawn_by == writers.secretary.id


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"kind": "suggestion", "wording": QUOTE}, "wording"),
        ({"kind": "suggestion", "wording": " ", "quote": ""}, "wording"),
        ({"kind": "suggestion", "wording": "x", "side": "base", "quote": "A loan"}, "side"),
        ({"kind": "concern", "remedy": "  "}, "remedy"),
        ({"kind": "concern", "remedy": "A month.", "wording": "x"}, "remedy"),
        ({"kind": "praise"}, "kind"),
        ({"audience": "friends"}, "kind"),
    ],
)
def test_what_does_not_go_with_the_kind_of_a_comment_is_refused(
    writers: Writers, about: dict[str, str], field: str
) -> None:
    assert refused(post, writers, writers.filed(), **about).field == field


def test_an_observer_raises_no_concern_and_says_nothing_to_the_committee_alone(writers: Writers) -> None:
    proposal = writers.filed()
    assert refused(post, writers, proposal, by=writers.observer, kind="concern", remedy="A month.").field == "kind"
    assert refused(post, writers, proposal, by=writers.observer, audience="committee").status == 403


def test_a_concern_is_cleared_by_its_author_or_the_chair_and_nobody_else(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, kind="concern", remedy="Say which month.")
    for actor in (writers.author, writers.secretary):
        assert refused(comments.settle, session, actor, said, outcome="Enough.").status == 403
        assert dispositions.values_for(actor, said, [writers.author.id or 0]) == ()
    assert comments.concerns(session, proposal) == [said]
    comments.settle(session, writers.other, said, outcome="It is said in the next clause.")
    assert comments.concerns(session, proposal) == []


def test_no_ballot_opens_while_a_concern_stands(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, kind="concern", remedy="Say which month.")
    no = refused(ballots.votable, session, proposal, 1, writers.config.committee)
    assert no.status == 409 and f"comment {said.id}" in str(no)
    comments.withdraw(session, writers.other, said, why="I see it now.")
    assert ballots.votable(session, proposal, 1, writers.config.committee).n == 1


def test_a_thread_for_the_committee_is_not_found_counted_or_shown_to_others(
    writers: Writers, desk: Desk, session: Session
) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, audience="committee", body="Quietly: case 1 again?")
    comments.reply(session, writers.author, said, body="Quietly, yes.")
    assert queries.open_threads(session, [proposal.no]) == {}
    assert queries.open_threads(session, [proposal.no], writers.other) == {proposal.no: 1}
    assert queries.unsettled(session, proposal.no or 0) == []
    desk.sit(writers.other)
    assert "Quietly, yes." in desk.read(f"/proposals/{proposal.no}")
    for member in (writers.observer, None):
        if member:
            desk.sit(member)
        else:
            desk.client.sign_out()
        assert "Quietly" not in desk.read(f"/proposals/{proposal.no}")
        for address in (f"/comments/{said.id}/words", f"/comments/{said.id}/disposition"):
            assert desk.client.get(address).status_code == 404
    desk.sit(writers.observer)
    for act in ("replies", "settle", "reopen", "words", "withdraw", "disposition", "answer"):
        desk.send(
            f"/comments/{said.id}/{act}",
            404,
            body="I guess.",
            outcome="So.",
            why="So.",
            value="rejected",
            reply="satisfied",
        )


def test_a_suggestion_is_taken_into_the_next_revision_and_credited(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, kind="suggestion", quote="costs nothing", wording="is free")
    draft = suggestions.take(session, writers.author, said)
    assert "A loan is free." in "".join(draft.documents.values())
    assert f"suggested in comment {said.id}" in draft.note
    assert suggestions.take(session, writers.author, said).turn == draft.turn
    writers.file(draft)
    assert (said.taken_in, said.settled_at is not None) == (2, True)
    made = dispositions.current(session, said)
    assert made and (made.value, made.revision) == ("accepted", 2)


def test_a_suggestion_whose_words_the_author_wrote_over_again_is_not_credited(
    writers: Writers, session: Session
) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, kind="suggestion", quote="costs nothing", wording="is free")
    draft = suggestions.take(session, writers.author, said)
    draft.documents = {path: text.replace("is free", "is a gift") for path, text in draft.documents.items()}
    writers.file(draft)
    assert said.taken_in is None and said.settled_at is None


def test_a_suggestion_on_words_that_were_changed_is_not_taken(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, kind="suggestion", quote="costs nothing", wording="is free")
    writers.file(writers.draft(("A loan costs nothing.", "A loan is a gift."), of=proposal))
    assert refused(suggestions.take, session, writers.author, said).status == 409
    assert refused(suggestions.take, session, writers.other, said).status == 403


def test_a_whole_clause_may_be_suggested(writers: Writers, session: Session) -> None:
    said = post(writers, writers.filed(), kind="suggestion", quote="", wording="A loan is free, always.")
    draft = suggestions.take(session, writers.author, said)
    assert "A loan is free, always." in "".join(draft.documents.values())


def test_a_review_of_twelve_remarks_is_sent_as_one(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    for n in range(12):
        remarks.keep(
            session, writers.other, proposal, "remark", body=f"Remark {n}.", clause_id="lending-terms", quote="A loan"
        )
    remarks.keep(session, writers.other, proposal, "note", body="For me alone.", clause_id="lending-terms")
    assert queries.open_threads(session, [proposal.no]) == {}
    sent = remarks.send(session, writers.other, proposal, summary="On the whole well done.")
    found = session.exec(select(Comment).where(Comment.review_id == sent.id).order_by(Comment.id)).all()  # type: ignore[arg-type]
    assert [comment.body for comment in found] == [f"Remark {n}." for n in range(12)] and sent.remarks == 12
    assert [note.body for note in remarks.own(session, writers.other, proposal)] == ["For me alone."]
    assert refused(remarks.send, session, writers.other, proposal).status == 409


def test_notes_are_nobody_elses(writers: Writers, desk: Desk, session: Session) -> None:
    proposal = writers.filed()
    kept = remarks.keep(session, writers.other, proposal, "note", body="Hush, quietly.", clause_id="lending-terms")
    desk.sit(writers.other)
    assert "Hush, quietly." in desk.read(f"/proposals/{proposal.no}")
    assert "Hush, quietly." in desk.read(f"/proposals/{proposal.no}/review")
    for member in (writers.author, writers.secretary):
        desk.sit(member)
        assert "Hush" not in desk.read(f"/proposals/{proposal.no}")
        assert "Hush" not in desk.read(f"/proposals/{proposal.no}/review")
        desk.send(f"/notes/{kept.id}/delete", 404)
    assert session.get(Note, kept.id)
    assert review.of(session, proposal, None, writers.author).kept == []
    assert not session.exec(select(Minute).where(Minute.act.like("%note%"))).all()  # type: ignore[attr-defined]


def test_the_pages_of_a_review_without_script(desk: Desk, session: Session) -> None:
    proposal = desk.writers.filed()
    desk.sit(desk.writers.other)
    form = {"clause": "lending-terms", "quote": "A loan", "revision": "1"}
    page = desk.send(f"/proposals/{proposal.no}/comments", 422, body="", to="remark", **form)
    assert "Write at least a few words." in page
    for body, to in (("First remark.", "remark"), ("Note to self.", "note")):
        where = desk.send(f"/proposals/{proposal.no}/comments", body=body, to=to, **form)
        assert where == f"/proposals/{proposal.no}/review"
    page = desk.read(where)
    assert "First remark." in page and "Note to self." in page and "Send 1 remark as one review" in page
    desk.send(where, summary="Well done.")
    page = desk.read(f"/proposals/{proposal.no}")
    assert "Well done." in page and "First remark." in page
    note = session.exec(select(Note)).one()
    desk.send(f"/notes/{note.id}/delete")
    assert "You keep no private notes" in desk.read(where)


def test_a_reader_s_comment_is_held_until_it_is_let_in(writers: Writers, desk: Desk, session: Session) -> None:
    proposal = writers.filed()
    desk.client.sign_out()
    address = f"/proposals/{proposal.no}/letter"
    page = desk.send(address, 422, name="", clause="lending-terms", body="From outside, with thanks.")
    assert "From outside, with thanks." in page
    thanks = desk.send(address, name="A reader", clause="lending-terms", body="From outside, with thanks.")
    assert "Thank you." in desk.read(thanks)
    assert "From outside" not in desk.read(f"/proposals/{proposal.no}")
    desk.sit(writers.other)
    assert desk.client.get("/letters").status_code == 403
    desk.sit(writers.secretary)
    assert "A comment of a reader waits to be let in." in desk.read("/")
    waiting = session.exec(select(Letter.id)).one()
    desk.send(f"/letters/{waiting}/admit")
    desk.client.sign_out()
    page = desk.read(f"/proposals/{proposal.no}")
    assert "From outside, with thanks." in page and "A reader" in page
    desk.sit(writers.secretary)
    assert desk.send(f"/letters/{waiting}/admit") == "/letters"


def test_a_flood_of_letters_is_stopped(writers: Writers, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = writers.filed()
    known = {"place": "a" * 64, "name": "A reader", "body": "Hello there.", "clause_id": "lending-terms"}
    for _ in range(letters.AN_HOUR):
        last = letters.write(session, None, proposal, **known)  # type: ignore[arg-type]
    assert refused(letters.write, session, None, proposal, **known).status == 429
    assert letters.write(session, None, proposal, **(known | {"place": "b" * 64}))  # type: ignore[arg-type]
    monkeypatch.setattr(letters, "HELD", 2)
    assert refused(letters.write, session, None, proposal, **(known | {"place": "c" * 64})).status == 429
    last.received_at = db.now() - timedelta(hours=2)
    letters.decline(session, writers.secretary, last)
    assert letters.waiting(session) == letters.AN_HOUR


def test_a_letter_holds_no_address_of_the_reader(writers: Writers) -> None:
    assert letters.source("s", "192.0.2.1") != letters.source("t", "192.0.2.1") != "192.0.2.1"


def test_a_member_named_in_a_comment_is_called_until_they_answer(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = post(writers, proposal, body=f"@{writers.author.name}, is this meant? mail@{writers.secretary.name}s")
    assert [comment.id for comment, _ in mentions.open(session, writers.author)] == [said.id]
    assert mentions.open(session, writers.secretary) == []
    comments.reply(session, writers.author, said, body="It is.")
    assert mentions.open(session, writers.author) == []


def test_a_plain_remark_is_no_wording_that_can_be_taken(writers: Writers, session: Session) -> None:
    said = post(writers, writers.filed(), kind="remark")
    assert refused(suggestions.take, session, writers.author, said).status == 409
    assert drafts.unfiled(session, writers.author, writers.filed(FREE)) is None
