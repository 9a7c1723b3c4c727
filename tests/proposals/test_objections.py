"""A comment is seen within a week; whoever is not satisfied with its disposition may object formally, and somebody else decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import Floor
from tests.proposals.test_filing import refused
from tests.proposals.test_turns import Whys, whys
from tests.proposals.writers import FREE
from workbench.ballots import opening
from workbench.members.models import Member
from workbench.proposals import comments, council, dispositions, letters, objecting, seeing
from workbench.proposals.models import Comment, Proposal

__all__ = ["whys"]
OVERDUE = "A comment has waited for more than 7 days without a word: say that it was seen, or answer."
WRONG = "The reason given is about another clause."
REMEDY = "Say who pays."


@pytest.fixture
def chair(floor: Floor) -> Member:
    return make.member(floor.session, "member", "chair")


@pytest.fixture
def disputed(floor: Floor, clock: time_machine.Traveller) -> tuple[Proposal, Comment]:
    """A comment that the secretary rejected, and whose author is not satisfied."""
    one = floor.filed(FREE)
    said = floor.writers.said(one, "A loan")
    dispositions.dispose(floor.session, floor.writers.secretary, said, value="rejected", reason="It is clear.")
    dispositions.reply(floor.session, floor.writers.other, said, satisfied=False, answer="It is not.")
    return one, said


def objected(floor: Floor, said: Comment, by: Member | None = None) -> Comment:
    return objecting.attack(floor.session, by or floor.writers.other, said, body=WRONG, remedy=REMEDY)


def test_what_nobody_has_seen_for_a_week_is_overdue_for_the_authors_and_the_secretary(
    floor: Floor, whys: Whys, clock: time_machine.Traveller
) -> None:
    people = floor.writers
    said = people.said(floor.filed(FREE), "A loan")
    assert OVERDUE not in whys(people.secretary)
    clock.shift(timedelta(days=7))
    assert OVERDUE in whys(people.secretary) and OVERDUE in whys(people.author) and OVERDUE not in whys(people.other)
    assert refused(seeing.acknowledge, floor.session, people.other, said).status == 403
    seeing.acknowledge(floor.session, people.author, said)
    assert refused(seeing.acknowledge, floor.session, people.secretary, said).status == 409
    assert OVERDUE not in whys(people.secretary) and floor.check() == []


def test_an_answer_is_a_word_too(floor: Floor, whys: Whys, clock: time_machine.Traveller) -> None:
    said = floor.writers.said(floor.filed(FREE), "A loan")
    clock.shift(timedelta(days=7))
    comments.reply(floor.session, floor.writers.author, said, body="Yes.")
    assert OVERDUE not in whys(floor.writers.secretary)


def test_a_formal_objection_says_what_would_satisfy_and_no_ballot_opens_past_it(
    floor: Floor, disputed: tuple[Proposal, Comment]
) -> None:
    one, said = disputed
    assert refused(objecting.attack, floor.session, floor.writers.author, said, body=WRONG, remedy=REMEDY).status == 403
    other = floor.writers.other
    assert refused(objecting.attack, floor.session, other, said, body=WRONG, remedy=" ").field == "remedy"
    made = objected(floor, said)
    assert (made.kind, made.quote, made.objects_to) == ("concern", "A loan", said.id)
    assert refused(objecting.attack, floor.session, other, said, body=WRONG, remedy=REMEDY).status == 409
    assert f"comment {made.id}" in str(refused(opening.votable, floor.session, one, 1, floor.committee))


def test_who_is_satisfied_or_silent_cannot_object(floor: Floor, clock: time_machine.Traveller) -> None:
    said = floor.writers.said(floor.filed(FREE), "A loan")
    made = dispositions.dispose(floor.session, floor.writers.secretary, said, value="rejected", reason="It is clear.")
    asked = {"body": WRONG, "remedy": REMEDY}
    assert refused(objecting.attack, floor.session, floor.writers.other, said, **asked).status == 409
    clock.shift(timedelta(days=8))
    assert dispositions.answered(made) == "no_reply"
    assert refused(objecting.attack, floor.session, floor.writers.other, said, **asked).status == 409


def test_an_observer_and_through_the_secretary_a_reader_object_to_what_became_of_their_comments(floor: Floor) -> None:
    one, people = floor.filed(FREE), floor.writers
    letter = letters.write(floor.session, None, one, place="x", name="Ruth", body="Why?", clause_id="lending-terms")
    letters.admit(floor.session, people.secretary, letter)
    watcher = comments.post(floor.session, people.observer, one, clause_id="lending-terms", body="Is it meant?")
    for said, who in ((watcher, people.observer), (floor.session.get_one(Comment, 1), people.secretary)):
        dispositions.dispose(floor.session, people.author, said, value="rejected", reason="No.")
        dispositions.reply(floor.session, who, said, satisfied=False, answer="Not so.")
        objected(floor, said, who)
    assert [told.author for told in objecting.on(floor.session, [1], None)] == [people.observer.name, "Ruth"]


def test_nobody_decides_on_an_objection_to_what_they_decided(
    floor: Floor, disputed: tuple[Proposal, Comment], chair: Member, whys: Whys
) -> None:
    _, said = disputed
    made = objected(floor, said)
    waits = f"A formal objection stands against the disposition of comment {said.id}: decide on it."
    assert waits in whys(chair) and waits not in whys(floor.writers.secretary)
    for who in (floor.writers.secretary, floor.writers.author):
        no = refused(objecting.decide, floor.session, who, made, is_upheld=False, reason="It stands.")
        assert no.status == 403
    assert refused(comments.settle, floor.session, chair, made, outcome="It stands.").status == 403
    assert refused(objecting.decide, floor.session, chair, made, is_upheld=False, reason=" ").field == "reason"
    objecting.decide(floor.session, chair, made, is_upheld=False, reason="It stands.")
    assert comments.ending(made) == "overruled" and said.settled_at and waits not in whys(chair)
    assert refused(objecting.decide, floor.session, chair, made, is_upheld=True, reason="No.").status == 409
    assert refused(comments.reopen, floor.session, floor.writers.other, made).status == 409
    assert floor.check() == []


def test_whoever_decided_on_the_comment_before_is_a_party_too(floor: Floor, chair: Member) -> None:
    people, session = floor.writers, floor.session
    said = people.said(floor.filed(FREE), "A loan")
    dispositions.dispose(session, people.secretary, said, value="rejected", reason="It is clear.")
    dispositions.dispose(session, chair, said, value="deferred", reason="Later.")
    dispositions.reply(session, people.other, said, satisfied=False, answer="Now.")
    made = objected(floor, said)
    assert council.of(session, [made])[made.id or 0].alone == frozenset()


@pytest.mark.parametrize(
    ("said", "days", "ending"),
    [("yn", 0, "open"), ("yy", 0, "upheld"), ("nn", 0, "overruled"), ("y", 14, "upheld"), ("yn", 14, "overruled")],
)
def test_where_every_officer_is_a_party_the_other_members_decide_by_count(
    floor: Floor, disputed: tuple[Proposal, Comment], clock: time_machine.Traveller, whys: Whys, said: str, days: int, ending: str
) -> None:  # fmt: skip
    voters = [make.member(floor.session) for _ in range(3)]
    made = objected(floor, disputed[1])
    waits = f"A formal objection stands against the disposition of comment {made.objects_to}: decide on it."
    assert waits in whys(voters[0]) and waits not in whys(floor.writers.secretary)
    for voter, voice in zip(voters, said, strict=False):
        objecting.decide(floor.session, voter, made, is_upheld=voice == "y", reason=f"So says {voice}.")
    assert waits not in whys(voters[0])
    clock.shift(timedelta(days=days))
    objecting.due(floor.session)
    assert (comments.ending(made) if made.settled_at else "open") == ending and floor.check() == []
    assert not made.settled_at or f"So says {'y' if ending == 'upheld' else 'n'}." in made.outcome


def test_what_members_say_on_an_objection_is_read_by_everybody(
    floor: Floor, disputed: tuple[Proposal, Comment], desk: Desk
) -> None:
    voter, *_ = [make.member(floor.session) for _ in range(3)]
    where = f"/comments/{objected(floor, disputed[1]).id}/disposition"
    desk.sit(voter)
    assert "Say how to decide this objection" in words_in(desk.read(where))
    desk.send(where.replace("disposition", "decision"), upheld="no", reason="The clause says so.")
    desk.client.sign_out()
    page = words_in(desk.read(where))
    assert "it waits for the 3 members who are none" in page
    assert f"{voter.name}, for overruling it, 4 May 2026: The clause says so." in page


def test_an_upheld_objection_opens_its_comment_again(
    floor: Floor, disputed: tuple[Proposal, Comment], chair: Member
) -> None:
    one, said = disputed
    made = objected(floor, said)
    objecting.decide(floor.session, chair, made, is_upheld=True, reason="The clause was another one.")
    assert (comments.ending(made), said.settled_at, one.state) == ("upheld", None, "discussion")
    assert dispositions.counts(floor.session, one, None) == {"open": 1, "upheld": 1}
    assert dispositions.dispose(floor.session, floor.writers.author, said, value="rejected", reason="Here.").n == 2
    assert floor.check() == []


def test_what_was_overruled_is_not_raised_again_until_the_comment_has_another_disposition(
    floor: Floor, chair: Member, disputed: tuple[Proposal, Comment]
) -> None:
    _, said = disputed
    people, session = floor.writers, floor.session
    objecting.decide(session, chair, objected(floor, said), is_upheld=False, reason="It is about this clause.")
    assert "was overruled" in str(refused(objected, floor, said))
    dispositions.dispose(session, people.author, said, value="deferred", reason="Later.")
    dispositions.reply(session, people.other, said, satisfied=False, answer="Now.")
    again = objected(floor, said)
    assert not objecting.may_decide(session, people.secretary, again) and objecting.may_decide(session, chair, again)
    assert floor.check() == []


def test_who_raised_it_clears_it(floor: Floor, disputed: tuple[Proposal, Comment]) -> None:
    one, said = disputed
    made = objected(floor, said)
    comments.settle(floor.session, floor.writers.other, made, outcome="I read the clause again.")
    assert comments.ending(made) == "cleared" and opening.votable(floor.session, one, 1, floor.committee).n == 1


def test_it_is_raised_decided_and_read_by_everybody_on_the_pages(
    floor: Floor, disputed: tuple[Proposal, Comment], chair: Member, desk: Desk
) -> None:
    _, said = disputed
    desk.sit(floor.writers.other)
    assert "Object formally" in words_in(desk.read(f"/comments/{said.id}/disposition"))
    assert WRONG in desk.send(f"/comments/{said.id}/objection", 422, body=WRONG, remedy="")
    where = desk.send(f"/comments/{said.id}/objection", body=WRONG, remedy=REMEDY)
    assert "Decide on this objection" not in words_in(desk.read(where))
    desk.sit(chair)
    assert "Decide on this objection" in words_in(desk.read(where))
    address = where.replace("disposition", "decision")
    assert "Because so." in desk.send(address, 422, reason="Because so.")
    desk.send(address, upheld="no", reason="The disposition speaks of this clause.")
    desk.client.sign_out()
    page = words_in(desk.read("/proposals/1"))
    assert WRONG in page and f"Overruled by {chair.name}" in page and "The disposition speaks of this clause." in page
    assert "raised a formal objection in a comment on proposal 1" in words_in(desk.read("/minutes"))


def test_a_comment_is_acknowledged_with_one_press_in_its_thread(floor: Floor, desk: Desk) -> None:
    said = floor.writers.said(floor.filed(FREE), "A loan")
    desk.sit(floor.writers.secretary)
    assert "Acknowledge" in words_in(desk.read(f"/comments/{said.id}"))
    desk.send(f"/comments/{said.id}/acknowledge")
    page = words_in(desk.read("/proposals/1"))
    assert f"Acknowledged by {floor.writers.secretary.name}" in page
    assert "Reply, acknowledge" not in page
