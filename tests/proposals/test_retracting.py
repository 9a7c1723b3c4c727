"""Declarations and agreements are taken back by whoever made them, with a reason, as long as nothing is decided by them."""

from __future__ import annotations

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, MONTH, Floor
from tests.proposals.test_filing import refused
from tests.proposals.writers import FREE
from workbench.proposals import authors, kinds, relations, retracting, states
from workbench.proposals.models import Proposal

WEEK = (MONTH[0], "A loan costs nothing for the first week.")


def rivals(floor: Floor, *proposals: Proposal) -> list[list[int | None]]:
    return [[rival.no for rival in relations.rivals(floor.session, one)] for one in proposals]


def test_who_declared_rivals_takes_it_back_with_all_that_came_with_it(floor: Floor) -> None:
    author, other = floor.writers.author, floor.writers.other
    one, two, three = floor.filed(FREE), floor.filed(MONTH, by=other), floor.filed(WEEK, by=other)
    kinds.declare(floor.session, author, one, two)
    kinds.declare(floor.session, other, two, three)
    assert rivals(floor, one, two, three) == [[2, 3], [1, 3], [1, 2]]
    assert refused(retracting.unlink, floor.session, author, two, three, reason="No.").status == 403
    assert refused(retracting.unlink, floor.session, other, three, two, reason=" ").field == "reason"
    retracting.unlink(floor.session, other, three, two, reason="They answer two questions.")
    assert rivals(floor, one, two, three) == [[2], [1], []]
    assert refused(retracting.unlink, floor.session, other, two, three, reason="Again.").status == 409
    kinds.declare(floor.session, author, one, three)
    assert rivals(floor, one, two, three) == [[2, 3], [1, 3], [1, 2]] and floor.check() == []


def test_rivals_in_a_ballot_stay_rivals(floor: Floor) -> None:
    one, two = floor.filed(FREE), floor.filed(MONTH, by=floor.writers.other)
    kinds.declare(floor.session, floor.writers.author, one, two)
    states.move(floor.session, two, "balloting")
    assert "in ballot" in str(refused(retracting.unlink, floor.session, floor.writers.author, one, two, reason="No."))


def test_an_author_takes_an_agreement_back_until_the_other_has_its_place(floor: Floor) -> None:
    author, other = floor.writers.author, floor.writers.other
    one, two = floor.filed(FREE), floor.filed(COPY, by=other)
    both = floor.composite(one, two, by=floor.writers.secretary)
    kinds.agree(floor.session, author, one, both)
    assert refused(retracting.disagree, floor.session, other, two, both, reason="I never did.").status == 409
    assert refused(retracting.disagree, floor.session, other, one, both, reason="Not mine.").status == 403
    retracting.disagree(floor.session, author, one, both, reason="It lost the fee.")
    kinds.agree(floor.session, other, two, both)
    assert one.state == two.state == "discussion"
    kinds.agree(floor.session, author, one, both)
    assert one.state == two.state == "merged_into" and floor.check() == []
    assert refused(retracting.disagree, floor.session, author, one, both, reason="Too late.").status == 409


def test_a_shared_draft_says_what_it_will_be_and_what_it_is_written_against(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    for kind, told in (
        ("rival", "against version 2 · rival of 1"),
        ("amends", "revision 1 of proposal 1 · amendment to 1"),
    ):
        draft = kinds.begin(floor.session, floor.writers.other, one, kind)
        authors.share(floor.session, floor.writers.other, draft, shared=True)
        assert told in words_in(desk.read(f"/drafts/{draft.id}/read"))


def test_the_page_takes_back_and_tells_both_sides_why(floor: Floor, desk: Desk) -> None:
    one, two = floor.filed(FREE), floor.filed(MONTH, by=floor.writers.other)
    kinds.declare(floor.session, floor.writers.author, one, two)
    assert "No rival after all" in desk.read("/proposals/1")
    page = desk.send("/proposals/1/unlink", 422, other="2", reason="")
    assert "Say why" in page and 'name="other" value="2"' in page
    desk.send("/proposals/1/unlink", other="2", reason="They answer two questions.")
    for address in ("/proposals/1", "/proposals/2"):
        page = words_in(desk.read(address))
        assert "is a rival of it" in page and "They answer two questions." in page and "Decided together" not in page
    assert "took back a rival of" in words_in(desk.read("/minutes"))
