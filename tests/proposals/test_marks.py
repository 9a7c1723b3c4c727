"""How far a member has read, and what they follow: theirs alone, moved by looking, kept out of the minutes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlmodel import Session, func, select

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.test_filing import refused
from tests.proposals.test_overlay import counted
from tests.proposals.writers import FREE, SINGS, Writers
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.proposals import comments, marks, queries
from workbench.proposals.models import STATES, Proposal

LITTLE = ("A loan costs nothing.", "A loan costs very little.")


def proposal_of(session: Session) -> Proposal:
    return queries.proposal(session, 1)


def new(session: Session, member: Member) -> tuple[int, int]:
    """The revision a member had read, and how many comments are new to them."""
    look = marks.look(session, member, proposal_of(session))
    return look.revision, look.new


def test_the_first_look_marks_and_nothing_is_new_in_it(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    writers.said(proposal, "A loan")
    reader = make.member(session)
    assert new(session, reader) == (0, 0)
    marks.looked(session, reader, proposal)
    assert new(session, reader) == (1, 0)
    assert not marks.look(session, reader, proposal).is_behind


def test_what_came_since_is_new_until_it_is_marked_as_read(writers: Writers, session: Session) -> None:
    proposal, reader = writers.filed(), make.member(session)
    marks.looked(session, reader, proposal)
    said = writers.said(proposal, "A loan")
    writers.file(writers.draft(LITTLE, of=proposal))
    look = marks.look(session, reader, proposal)
    assert (look.revision, look.new, look.is_new(said)) == (1, 1, True)
    marks.looked(session, reader, proposal)
    assert new(session, reader) == (1, 1), "a second look shows what the first one did"
    marks.read(session, reader, proposal)
    assert new(session, reader) == (2, 0)


def test_a_newer_comment_takes_the_place_of_those_that_were_looked_at(writers: Writers, session: Session) -> None:
    proposal, reader = writers.filed(), make.member(session)
    marks.looked(session, reader, proposal)
    first = writers.said(proposal, "A loan")
    marks.looked(session, reader, proposal)
    second = writers.said(proposal, "a name and an address")
    look = marks.look(session, reader, proposal)
    assert (look.is_new(first), look.is_new(second), look.new) == (False, True, 1)


def test_ones_own_comments_and_revisions_are_not_new(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    writers.said(proposal, "A loan", by=writers.author)
    writers.file(writers.draft(LITTLE, of=proposal))
    assert new(session, writers.author) == (2, 0)
    assert marks.news(session, writers.author) == []


def test_what_one_may_not_read_is_not_counted(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    marks.looked(session, writers.observer, proposal)
    said = writers.said(proposal, "A loan")
    said.audience = "committee"
    session.add(said)
    assert new(session, writers.observer) == (1, 0)
    marks.follow(session, writers.observer, proposal, choice="follow")
    assert marks.news(session, writers.observer) == []


def test_marked_as_unread_it_is_as_if_one_had_looked_last_at_an_earlier_revision(
    writers: Writers, session: Session
) -> None:
    proposal, reader = writers.filed(), make.member(session)
    writers.said(proposal, "A loan")
    writers.file(writers.draft(LITTLE, of=proposal))
    writers.said(proposal, "A loan")
    marks.looked(session, reader, proposal)
    marks.unread(session, reader, proposal, revision=1)
    assert new(session, reader) == (1, 1)
    marks.unread(session, reader, proposal, revision=0)
    assert new(session, reader) == (0, 2)
    assert refused(marks.unread, session, reader, proposal, revision=2).field == "revision"


def test_who_writes_or_comments_follows_and_may_mute(writers: Writers, session: Session) -> None:
    proposal, reader = writers.filed(), make.member(session)
    said = writers.said(proposal, "A loan")
    follows = {member.id: mark.follows for member in (writers.author, writers.other) if (mark := marks.of(session, member, proposal))}  # fmt: skip
    assert follows == {writers.author.id: "act", writers.other.id: "act"}
    assert [(one.proposal.no, one.comments) for one in marks.news(session, writers.author)] == [(1, 1)]
    marks.follow(session, writers.author, proposal, choice="mute")
    assert marks.news(session, writers.author) == []
    comments.reply(session, writers.author, said, body="So it is.")
    assert marks.news(session, writers.author) == [], "another act does not take the choice back"
    assert [mark.follows for mark, _ in marks.followed(session, writers.author)] == ["mute"]
    assert marks.followed(session, reader) == []
    marks.follow(session, reader, proposal, choice="follow")
    comments.reply(session, writers.author, said, body="Once more.")
    assert [(one.revisions, one.comments, one.state) for one in marks.news(session, reader)] == [(0, 1, "")]
    assert refused(marks.follow, session, reader, proposal, choice="love").field == "choice"


def test_a_reader_s_comment_that_is_let_in_makes_nobody_follow(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    comments.post(
        session, writers.secretary, proposal, clause_id="lending-terms", body="From outside.", reader="A reader"
    )
    assert marks.followed(session, writers.secretary) == []


def test_no_mark_is_in_the_minutes(writers: Writers, session: Session) -> None:
    proposal, reader = writers.filed(), make.member(session)
    count = select(func.count()).select_from(Minute)
    before = session.exec(count).one()
    marks.looked(session, reader, proposal)
    marks.unread(session, reader, proposal)
    marks.read(session, reader, proposal)
    marks.follow(session, reader, proposal, choice="follow")
    assert session.exec(count).one() == before


def test_the_page_marks_itself_as_looked_at_and_says_what_is_new(desk: Desk, session: Session) -> None:
    writers = desk.writers
    proposal, reader = writers.filed(), make.member(session)
    desk.sit(reader)
    assert "Since you last looked" not in desk.read("/proposals/1")
    writers.said(proposal, "A loan")
    writers.file(writers.draft(LITTLE, of=proposal))
    page = desk.read("/proposals/1")
    assert "Since you last looked at revision 1: revision 2 was filed and 1 comment is new." in words_in(page)
    assert page.count("<i>New</i>") == 1
    assert "Since you last looked" in desk.read("/proposals/1"), "a reload loses nothing"
    assert desk.send("/proposals/1/read").endswith("/proposals/1")
    assert "Since you last looked" not in desk.read("/proposals/1")
    assert desk.send("/proposals/1/unread", revision="1").endswith("/")
    assert "Since you last looked at revision 1" in desk.read("/proposals/1")
    assert desk.send("/proposals/1/unread", 422, revision="7")


def test_a_look_ahead_by_the_browser_is_no_look(desk: Desk, session: Session) -> None:
    desk.writers.filed()
    reader = make.member(session)
    desk.sit(reader)
    desk.read("/proposals/1", **{"Sec-Purpose": "prefetch"})
    assert marks.of(session, reader, proposal_of(session)) is None
    desk.client.head("/proposals/1")
    assert marks.of(session, reader, proposal_of(session)) is None


def test_following_and_muting_by_the_page(desk: Desk, session: Session) -> None:
    writers = desk.writers
    proposal = writers.filed()
    assert "because of what you did on it" in desk.read("/proposals/1")
    desk.send("/proposals/1/follow", choice="mute")
    assert "You muted this proposal." in desk.read("/proposals/1")
    assert "muted, read up to revision 1 of 1" in words_in(desk.read("/following"))
    desk.send("/proposals/1/follow", choice="follow")
    writers.said(proposal, "A loan")
    home = words_in(desk.read("/"))
    assert "New on what you follow" in home and "1 new comment" in home
    desk.read("/proposals/1")
    assert "New on what you follow" not in desk.read("/")


def test_since_one_looked_tells_each_change_as_one_knows_it(desk: Desk, session: Session) -> None:
    writers = desk.writers
    proposal, reader = writers.filed(FREE, SINGS), make.member(session)
    desk.sit(reader)
    assert desk.send("/proposals/1/follow", choice="follow")
    desk.read("/proposals/1")
    copied = ("Anyone may copy the catalogue", "Anybody may copy the catalogue")
    writers.file(writers.draft(LITTLE, copied, (SINGS[1], SINGS[0]), of=proposal))
    writers.said(proposal, "very little")
    assert "What changed" in desk.read("/")
    page = desk.read("/proposals/1/since")
    said = words_in(page)
    assert "1 new, 1 reworded, 1 gone again" in said
    assert 'class="chg is-new"' in page and 'class="chg is-reworded"' in page
    assert "Other words." in said and "1 new comment" in said and "Is this meant?" in said
    desk.client.sign_out()
    everybody = desk.read("/proposals/1/since/1")
    assert "Since revision 1" in everybody and "new comment" not in everybody
    assert desk.client.get("/proposals/1/since/9").status_code == 404


def test_who_never_looked_is_led_to_the_proposal(desk: Desk, session: Session) -> None:
    desk.writers.filed()
    desk.sit(make.member(session))
    assert desk.client.get("/proposals/1/since").location.endswith("/proposals/1")


def test_what_was_read_on_an_older_version_is_held_against_the_newest(writers: Writers, desk: Desk) -> None:
    proposal = writers.filed()
    writers.adopt(("what is said to", "what shall be said softly to"))
    writers.file(writers.draft(SINGS, of=proposal, carry=True))
    page = words_in(desk.read("/proposals/1/since/1"))
    assert "1 new, 1 as you read it" in page
    assert (
        "Revision 1 was written against version 2. It is held against version 3 with the same change made there."
        in page
    )


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_queries_of_a_page_do_not_grow_with_what_one_follows(app: Flask, writers: Writers, desk: Desk) -> None:
    found: dict[str, set[int]] = {}
    for number in (2, 5):
        for _ in range(number):
            proposal = writers.filed()
            for _ in range(3):
                writers.said(proposal, "A loan")
        for address in ("/", "/following"):
            desk.read(address)
            with counted(app) as asked:
                desk.read(address)
            found.setdefault(address, set()).add(len(asked))
    assert all(len(numbers) == 1 for numbers in found.values()), found


def test_every_state_of_a_proposal_has_its_words_on_the_desk_and_in_the_lists(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.read("/proposals/1")
    for state in sorted({*STATES} - {"adopted"}):
        proposal.state = state
        desk.session.add(proposal)
        for address in ("/", "/following", f"/proposals?state={state}"):
            assert proposal.title in desk.read(address), (state, address)
