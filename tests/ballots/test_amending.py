"""An amendment to an amendment, by vote: it is decided first, on its exact text, and becomes the next revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from tests import texts
from tests.ballots.hall import SILENCE, Hall
from tests.support.client import Client
from workbench.ballots import actions, amending, opening
from workbench.ballots.models import Ballot
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import actions as proposals
from workbench.proposals import authorship, comments, drafts, kinds, queries, relations
from workbench.proposals.models import Draft, Proposal, Revision

GLADLY, QUIETLY = ("done for", "gladly done for"), ("done for a reader", "quietly done for a reader")


def amendment(hall: Hall, primary: Proposal, change: tuple[str, str] = GLADLY, claimed: str = "editorial") -> Proposal:
    """By the second member, against the current revision."""
    author = hall.members[1]
    draft = kinds.begin(hall.session, author, primary, "amends")
    assert change[0] in draft.documents[texts.DOCUMENT]
    draft.documents = {path: text.replace(*change) for path, text in draft.documents.items()}
    draft.title, draft.rationale, draft.claimed = "Gladly", "Because.", claimed
    return proposals.file(hall.session, author, draft, repository=hall.repository)


def ballot(hall: Hall, proposal: Proposal, *, votes_for: int = 7) -> Ballot:
    """A ballot that is over: everybody voted, so many of them for."""
    made = hall.ballot(proposal, rule=proposal.claimed)
    hall.votes(made, for_=votes_for, against=len(hall.everybody) - votes_for)
    return actions.close(hall.session, hall.chair, made)


def adopt(hall: Hall, made: Ballot) -> bool:
    return amending.adopt(hall.session, hall.chair, made, repository=hall.repository)


def refused(act: Callable[..., Any], *args: Any, **words: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **words)
    return no.value


def text(hall: Hall, proposal: Proposal) -> str:
    return queries.documents(hall.session, queries.revision(hall.session, proposal))[texts.DOCUMENT]


def test_carried_it_is_the_next_revision_byte_for_byte_by_its_author(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    made = ballot(hall, two)
    assert text(hall, one).count("gladly") == 0 and adopt(hall, made)
    revision = queries.revision(hall.session, one)
    assert (one.revision, one.state, two.state) == (2, "discussion", "merged_into")
    assert (revision.fingerprint, revision.author_id) == (made.fingerprint, hall.members[1].id)
    assert authorship.ids(hall.session, one) == {hall.members[0].id, hall.members[1].id}
    assert hall.repository.documents(revision.commit, [texts.DOCUMENT])[texts.DOCUMENT] == text(hall, two)
    assert [one.word for one in relations.of(hall.session, two)] == ["Became revision 2 of"]
    assert [one.word for one in relations.of(hall.session, one)] == ["Has as its revision 2"]
    entry = hall.session.exec(select(Minute).where(Minute.act == "proposals.carry")).one()
    assert entry.thing == "proposal:2" and entry.body["ballot"] == made.no and entry.actor_id == hall.chair.id
    assert hall.check() == []
    assert hall.adopt(hall.carried(one)).label == "3" and hall.check() == []


def test_the_ballot_is_bound_to_the_revision_that_it_would_change(hall: Hall) -> None:
    one = hall.proposal()
    made = hall.ballot(amendment(hall, one), rule="editorial")
    opened = hall.session.exec(select(Minute).where(Minute.act == "ballots.open")).one().body["statement"]
    assert opened["amends"] == [1, 1] and opened["base_commit"] == queries.revision(hall.session, one).commit
    assert opened["text_sha256"] == made.fingerprint and hall.check() == []


def test_rejected_it_is_done_with_and_what_it_amends_stands(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    ballot(hall, two, votes_for=3)
    assert (one.revision, one.state, two.state) == (1, "discussion", "rejected")
    assert hall.ballot(one).revision == 1 and hall.check() == []


def test_while_it_is_in_a_ballot_what_it_amends_is_neither_voted_on_nor_revised(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    made = hall.ballot(two, rule="editorial")
    assert "which amends this one, is in a ballot" in str(refused(hall.ballot, one))
    assert refused(drafts.revise, hall.session, hall.members[0], one).status == 409
    hall.votes(made, for_=7)
    actions.close(hall.session, hall.chair, made)
    assert refused(hall.ballot, one).status == 409
    adopt(hall, made)
    assert hall.ballot(one).revision == 2


def test_no_ballot_opens_on_it_once_what_it_amends_is_in_one_or_has_another_revision(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    hall.proposal(("A loan costs nothing", "A loan costs a penny"), revises=one)
    no = refused(opening.votable, hall.session, two, 1, hall.config.committee)
    assert "written against revision 1 of proposal 1, and revision 2 has been filed since" in str(no)
    three = amendment(hall, one, QUIETLY)
    hall.ballot(one)
    assert "Proposal 1, which this amends, is in ballot" in str(
        refused(opening.votable, hall.session, three, 1, hall.config.committee)
    )


def test_of_two_that_carry_the_second_is_overtaken_by_the_first(hall: Hall, client: Client) -> None:
    one = hall.proposal()
    two, three = amendment(hall, one), amendment(hall, one, QUIETLY)
    first, second = ballot(hall, two), ballot(hall, three)
    assert adopt(hall, first) and (one.revision, three.state) == (2, "discussion")
    assert "Revise proposal 3 on its newest revision" in str(refused(adopt, hall, second))
    page = client.get(f"/ballots/{second.no}").text
    assert "Carried, but overtaken" in page and "Its author revises it" in page
    assert hall.check() == []


def test_a_ballot_that_closes_after_the_other_s_revision_is_overtaken_too(hall: Hall) -> None:
    one = hall.proposal()
    two, three = amendment(hall, one), amendment(hall, one, QUIETLY)
    made, late = ballot(hall, two), hall.ballot(three, rule="editorial")
    adopt(hall, made)
    hall.votes(late, for_=7)
    actions.close(hall.session, hall.chair, late)
    assert (late.outcome, three.state) == ("adopted", "discussion") and hall.check() == []


def test_it_falls_after_its_ballot_when_what_it_amends_is_closed_meanwhile(hall: Hall) -> None:
    one, other = hall.proposal(), hall.proposal(("A loan costs nothing", "A loan costs a penny"))
    kinds.declare(hall.session, hall.chair, one, hall.proposal(("said to a reader who", "sung to a reader who")))
    carried, won = ballot(hall, amendment(hall, one)), hall.carried(hall.session.get_one(Proposal, 3))
    late = hall.ballot(amendment(hall, one, QUIETLY), rule="editorial")
    hall.adopt(won)
    assert one.state == "fell" and other.state == "discussion"
    assert hall.session.get_one(Proposal, carried.proposal_no).state == "fell"
    hall.votes(late, for_=7)
    actions.close(hall.session, hall.chair, late)
    assert hall.session.get_one(Proposal, late.proposal_no).state == "fell" and hall.check() == []


def test_withdrawn_meanwhile_nothing_is_adopted_and_the_amendment_is_discussed_again(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    made = ballot(hall, two)
    proposals.withdraw(hall.session, hall.members[0], one, reason="Enough.")
    assert not adopt(hall, made) and (one.revision, two.state) == (1, "discussion") and hall.check() == []


def test_another_version_does_not_overtake_it(hall: Hall) -> None:
    one = hall.proposal()
    made = ballot(hall, amendment(hall, one))
    hall.adopt(hall.carried(hall.proposal(("A loan costs nothing", "A loan costs a penny"))))
    assert adopt(hall, made) and one.revision == 2 and hall.check() == []


def test_threads_follow_their_words_and_the_class_is_the_higher_one(hall: Hall, client: Client) -> None:
    one = hall.proposal(claimed="editorial")
    said = comments.post(hall.session, hall.members[2], one, body="Sings?", clause_id="reading-silence", quote="sings")
    adopt(hall, ballot(hall, amendment(hall, one, claimed="substantive")))
    assert "The thread of an earlier revision was carried to this one: 1 stands" in client.get("/proposals/1").text
    assert one.claimed == "substantive" and said.settled_at is None


def test_an_unfiled_draft_of_the_next_revision_is_put_together_with_it(hall: Hall) -> None:
    one = hall.proposal()
    two = amendment(hall, one)
    draft = drafts.revise(hall.session, hall.members[0], one)
    draft.documents = {
        path: body.replace("A loan costs nothing", "A loan costs a penny") for path, body in draft.documents.items()
    }
    hall.session.add(draft)
    adopt(hall, ballot(hall, two))
    kept = hall.session.exec(select(Draft)).one()
    assert "gladly" in kept.documents[texts.DOCUMENT] and "a penny" in kept.documents[texts.DOCUMENT]


def test_the_pages_say_what_would_change_in_which_revision(hall: Hall, client: Client) -> None:
    one = hall.proposal()
    amendment(hall, one)
    client.sign_in(hall.chair)
    assert "/proposals/2/ballot" in client.get("/proposals/2").text
    form = client.get("/proposals/2/ballot").text
    assert "on revision 1 of proposal 1" in form and "it becomes revision 2 of proposal 1" in form
    words = {"rule": "editorial", "closes_at": "2031-05-30T18:00", "revision": "1", "sure": "yes"}
    assert client.send("/proposals/2/ballots", **words).location == "/ballots/1"
    page = client.get("/ballots/1").text
    assert "be changed in its revision 1 as proposal 2 has it?" in page and "revision 1 of proposal 1 stands" in page
    assert "gladly" in page and SILENCE[0] not in page
    assert "which amends this one, is in a ballot" in client.get("/proposals/1").text
    made = hall.session.get_one(Ballot, 1)
    hall.votes(made, for_=7)
    assert client.send("/ballots/1/close").status_code == 303
    assert "Adopt as revision 2 of proposal 1" in client.get("/ballots/1").text
    answer = client.send("/ballots/1/adopt")
    assert (answer.status_code, answer.location) == (303, "/proposals/1")
    page = client.get("/proposals/1").text
    assert "Adopts proposal 2, “Gladly”, by ballot 1." in page and f"by {hall.members[1].name}" in page
    assert "It is a revision of" in client.get("/ballots/1").text
    assert hall.session.get_one(Revision, (1, 2)).fingerprint == made.fingerprint
