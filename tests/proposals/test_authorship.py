"""Who a filed proposal is by, and what that lets its authors do: revise it, answer for its words, be named in every list."""

from __future__ import annotations

import pytest

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, MONTH, Floor
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE, SINGS
from workbench.members.models import Member
from workbench.proposals import (
    admission,
    authors,
    authorship,
    comments,
    dispositions,
    drafts,
    kinds,
    leaving,
    queries,
    relations,
    waiting,
)  # fmt: skip
from workbench.proposals.models import Proposal


def written(floor: Floor, *others: Member) -> Proposal:
    """A proposal that the author filed and these members wrote with them."""
    draft = floor.draft(FREE)
    for other in others or (floor.writers.other,):
        authors.invite(floor.session, floor.writers.author, draft, name=other.name)
        authors.join(floor.session, other, draft)
    return floor.put(draft)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D", "E"], "A, B and 3 others"),
    ],
)
def test_names_are_written_out_as_long_as_they_are_few(names: list[str], said: str) -> None:
    assert authorship.told(names) == said


def test_a_co_author_begins_the_next_revision_with_all_authors_on_it_and_files_it(floor: Floor) -> None:
    author, other = floor.writers.author, floor.writers.other
    one = written(floor)
    draft = drafts.revise(floor.session, other, one)
    assert authors.joined(floor.session, draft) == [author]
    assert drafts.revise(floor.session, author, one) is draft and drafts.unfiled(floor.session, author, one) is draft
    assert refused(floor.put, draft, by=floor.writers.secretary).status == 403
    floor.put(floor.written(draft, SINGS))
    assert one.revision == 2 and one.author_id == author.id
    assert authorship.names(floor.session, [one.no]) == {one.no: f"{author.name} and {other.name}"}
    assert floor.check() == []


def test_a_co_author_files_what_another_began_and_answers_for_it(floor: Floor) -> None:
    author, other = floor.writers.author, floor.writers.other
    draft = floor.draft(FREE)
    authors.invite(floor.session, author, draft, name=other.name)
    authors.join(floor.session, other, draft)
    one = floor.put(draft, by=other)
    assert one.author_id == other.id and floor.check() == []
    assert authorship.names(floor.session, [one.no]) == {one.no: f"{other.name} and {author.name}"}


def test_while_one_author_writes_the_next_revision_another_carries_or_brings_none(floor: Floor) -> None:
    one = written(floor)
    drafts.revise(floor.session, floor.writers.other, one)
    said = str(refused(drafts.unbegun, floor.session, floor.writers.author, one))
    assert f"{floor.writers.other.name} has begun a draft of proposal 1 that you write too" in said
    assert "You have a draft" in str(refused(drafts.unbegun, floor.session, floor.writers.other, one))


def test_who_left_the_draft_of_a_revision_is_its_author_no_longer(floor: Floor) -> None:
    one = written(floor)
    draft = drafts.revise(floor.session, floor.writers.author, one)
    authors.leave(floor.session, floor.writers.other, draft)
    floor.put(floor.written(draft, SINGS))
    assert authorship.ids(floor.session, one) == {floor.writers.author.id}
    assert refused(drafts.revise, floor.session, floor.writers.other, one).whom == "its authors"


def test_who_withdrew_a_proposal_does_not_revise_it_once_a_sponsor_took_it_over(floor: Floor) -> None:
    author, other, secretary = floor.writers.author, floor.writers.other, floor.writers.secretary
    one = written(floor)
    admission.sponsor(floor.session, secretary, one, floor.committee)
    assert refused(leaving.withdraw, floor.session, other, one, reason="No more.").whom == "its author"
    leaving.withdraw(floor.session, author, one, reason="No more.")
    leaving.rescue(floor.session, secretary, one)
    assert authorship.ids(floor.session, one) == {other.id, secretary.id}
    assert refused(drafts.revise, floor.session, author, one).status == 403
    drafts.revise(floor.session, other, one)


def test_an_author_sponsors_nothing_of_their_own_and_decides_nothing_about_it(floor: Floor) -> None:
    secretary, other = floor.writers.secretary, floor.writers.other
    floor.asks(sponsors=2, rules=("It is about one subject.",))
    one = written(floor, secretary)
    for act in (admission.sponsor, admission.rule):
        words = {"is_admissible": True} if act is admission.rule else {}
        assert refused(act, floor.session, secretary, one, floor.committee, **words).status == 403
    admission.sponsor(floor.session, other, one, floor.committee)
    draft = drafts.revise(floor.session, floor.writers.author, one)
    authors.invite(floor.session, floor.writers.author, draft, name=other.name)
    authors.join(floor.session, other, draft)
    floor.put(floor.written(draft, SINGS))
    assert relations.sponsors(floor.session, one) == [] and floor.check() == []


def test_a_co_author_settles_threads_and_they_wait_for_them_too(floor: Floor) -> None:
    other = floor.writers.other
    one = written(floor)
    said = floor.writers.said(one, "nothing", by=floor.writers.secretary)
    assert [
        "commented on your proposal" in turn.why
        for turn in waiting.turns(floor.session, other, one.filed_at, floor.committee)
    ] == [True]
    assert "accepted" in dispositions.values_for(other, said, authorship.ids(floor.session, one))
    comments.settle(floor.session, other, said, outcome="Made plainer.")
    assert waiting.turns(floor.session, other, one.filed_at, floor.committee) == []
    assert refused(kinds.begin, floor.session, other, one, "amends").status == 409


def test_every_list_names_all_authors(floor: Floor, desk: Desk) -> None:
    author, other = floor.writers.author.name, floor.writers.other.name
    one, two = written(floor), floor.filed(MONTH, by=floor.writers.secretary)
    kinds.declare(floor.session, floor.writers.author, one, two)
    amendment = floor.answer(one, "amends", COPY, by=floor.writers.secretary)
    assert queries.lines(floor.session, [one])[0].author == f"{author} and {other}"
    for address in ("/", "/proposals", "/proposals/over", f"/proposals/{two.no}", f"/proposals/{amendment.no}"):
        assert f"by {author} and {other}" in words_in(desk.read(address)), address


def test_the_page_of_a_proposal_offers_a_co_author_its_revision_and_not_its_withdrawal(
    desk: Desk, floor: Floor
) -> None:
    one = written(floor)
    desk.sit(floor.writers.other)
    page = desk.read(f"/proposals/{one.no}")
    assert "Revise this proposal" in page and "Withdraw it" not in page
    place = desk.send("/drafts", proposal=str(one.no))
    assert "may file it, and is named" in words_in(desk.read(place))
