"""A comment hangs on words; on a later revision it stands where they went, or says that they are gone."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from tests import make, texts
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS, Writers
from workbench.minutes.models import Minute
from workbench.minutes.record import canonical, digest
from workbench.proposals import actions, citations, comments, queries, review
from workbench.proposals.models import Citation, Comment, Proposal
from workbench.proposals.threads import Thread


def placed(session: Session, proposal: Proposal, thread: Comment) -> Thread:
    """The thread on the page of the current revision."""
    made = review.of(session, proposal, None, None)
    return next(one for one in made.threads.all if one.comment.id == thread.id)


def words(session: Session, proposal: Proposal, thread: Thread) -> str:
    clauses = comments.clauses_of(session, queries.revision(session, proposal), thread.comment.side)
    text = next(clause.text for clause in clauses if clause.id == thread.clause)
    return text[thread.start : thread.end]


def test_a_comment_keeps_the_words_their_place_and_what_stands_around(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "a name and an address")
    assert (said.quote, said.revision, said.document) == ("a name and an address", 1, texts.DOCUMENT)
    assert said.prefix.endswith("ask for") and said.suffix.startswith(", and for nothing")
    assert words(session, proposal, placed(session, proposal, said)) == "a name and an address"


def test_a_comment_may_hang_on_words_of_the_base_that_the_proposal_removes(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "for the first month", side="base")
    assert words(session, proposal, placed(session, proposal, said)) == "for the first month"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"quote": "for the first month"}, "quote"),
        ({"clause": "nowhere"}, "clause"),
        ({"side": "left"}, "side"),
    ],
)
def test_a_comment_on_words_that_do_not_stand_there_is_refused(
    writers: Writers, data: dict[str, str], field: str
) -> None:
    proposal = writers.filed()
    assert refused(writers.said, proposal, **({"quote": ""} | data)).field == field


def test_the_public_says_nothing_and_an_observer_may(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    assert refused(comments.post, session, None, proposal, clause_id="lending-terms", body="Hm, why?").status == 403
    assert writers.said(proposal, "", by=writers.observer).id


def test_a_closed_proposal_takes_no_comments(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    actions.withdraw(session, writers.author, proposal, reason="It was said already.")
    assert refused(writers.said, proposal, "A loan").status == 409
    assert refused(comments.reply, session, writers.author, said, body="Yes.").status == 409


def test_the_minutes_hold_digests_of_what_was_said_and_never_the_words(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan costs nothing")
    entry = session.exec(select(Minute).where(Minute.act == "comments.post")).one()
    row = entry.body["rows"][f"comment:{said.id}"]
    assert row["body"] == digest(said.salt, canonical("Is this meant?"))
    assert "Is this meant?" not in canonical(entry.body)


def test_on_a_later_revision_each_thread_stands_where_its_words_went(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    same = writers.said(proposal, "a name and an address")
    edited = writers.said(proposal, "print it under another title", "catalogue-copy")
    moved = writers.said(proposal, "Whoever reads a book may also take it home", "lending-anyone")
    gone = writers.said(proposal, "a reader who sings", "reading-silence")
    whole = writers.said(proposal, "", "reading-places")
    clause = next(
        c.text for c in queries.text(session, queries.revision(session, proposal)).clauses if c.id == "lending-anyone"
    )
    removed = "- what is said to a reader who sings. {#reading-silence}\n"
    changes = [
        ("print it under another title", "print all of it under another title"),
        (clause, ""),
        ("## Catalogue {#catalogue}\n", f"## Catalogue {{#catalogue}}\n\n{clause.rstrip()}\n"),
        (removed, ""),
    ]
    writers.file(writers.draft(*changes, of=proposal))
    found = {thread.id: placed(session, proposal, thread) for thread in (same, edited, moved, gone, whole)}
    assert [found[t.id].state for t in (same, edited, moved, gone, whole)] == [
        "same",
        "edited",
        "moved",
        "gone",
        "same",
    ]
    assert words(session, proposal, found[same.id]) == "a name and an address"
    assert found[edited.id].words == "print all of it under another title"
    assert words(session, proposal, found[moved.id]) == "Whoever reads a book may also take it home"
    assert (found[gone.id].clause, found[gone.id].start, found[gone.id].end) == ("reading-silence", 0, 0)


def test_a_thread_on_the_base_follows_the_base_when_the_proposal_is_carried(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "what is said to a reader", "reading-silence", side="base")
    writers.adopt(("what is said to", "what shall be said softly to"))
    writers.file(writers.draft(of=proposal, carry=True))
    thread = placed(session, proposal, said)
    assert thread.state == "edited" and "softly" in words(session, proposal, thread)


def test_a_thread_whose_clause_is_nowhere_is_listed_at_the_end(writers: Writers, session: Session) -> None:
    added = ("{#catalogue-copy}\n", "{#catalogue-copy}\n\nIt is in ink. {#catalogue-ink}\n")
    proposal = writers.filed(added)
    said = writers.said(proposal, "in ink", "catalogue-ink")
    writers.file(writers.draft(added[::-1], FREE, of=proposal))
    made = review.of(session, proposal, None, None)
    assert [thread.comment.id for thread in made.threads.lost] == [said.id]
    assert made.threads.all[0].state == "gone"


def test_an_earlier_revision_shows_the_threads_it_had(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    writers.said(proposal, "A loan")
    writers.file(writers.draft(SINGS, of=proposal))
    writers.said(proposal, "or hums", "reading-silence")
    assert len(review.of(session, proposal, 1, None).threads.all) == 1
    assert len(review.of(session, proposal, 2, None).threads.all) == 2


def test_who_may_settle_and_reopen(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan", by=writers.other)
    stranger = make.member(session)
    for actor in (stranger, writers.observer):
        assert refused(comments.settle, session, actor, said, outcome="Done.").status == 403
    for actor in (writers.other, writers.author, writers.secretary):
        comments.settle(session, actor, said, outcome="Taken into revision 2.")
        assert (said.settled_by, said.outcome) == (actor.id, "Taken into revision 2.")
        assert refused(comments.reopen, session, stranger, said).status == 403
        comments.reopen(session, actor, said)
        assert (said.settled_at, said.settled_by, said.outcome) == (None, None, "")


def test_settling_needs_a_sentence_and_happens_once(writers: Writers, session: Session) -> None:
    said = writers.said(writers.filed(), "A loan")
    assert refused(comments.settle, session, writers.author, said, outcome=" ").field == "outcome"
    comments.settle(session, writers.author, said, outcome="Agreed.")
    assert refused(comments.settle, session, writers.author, said, outcome="Again.").status == 409
    assert queries.open_threads(session, [1]) == {}


def test_a_reply_stands_in_its_thread(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = writers.said(proposal, "A loan")
    answer = comments.reply(session, writers.author, said, body="Yes, every loan.")
    assert [remark.comment.id for remark in placed(session, proposal, said).replies] == [answer.id]
    assert queries.open_threads(session, [1]) == {1: 1}


def test_a_case_named_in_a_comment_is_cited_and_linked(writers: Writers, session: Session) -> None:
    case = make.case(session)
    proposal = writers.filed()
    said = comments.post(
        session, writers.other, proposal, clause_id="lending-terms", body=f"Case {case.no} turned on this; `case {case.no}` <b>not</b>."
    )  # fmt: skip
    assert session.exec(select(Citation.case_no, Citation.comment_id)).all() == [(case.no, said.id)]
    shown = citations.html(said.body, said.cases)
    assert f'<a href="/cases/{case.no}">Case {case.no}</a>' in shown and f"<code>case {case.no}</code>" in shown
    assert "&lt;b&gt;" in shown
