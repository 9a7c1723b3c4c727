"""What proposals are to each other: rivals, composites, successors, amendments to amendments, counter-wordings, parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from sqlalchemy import event
from sqlmodel import select

from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, MONTH, Floor
from tests.proposals.writers import FREE, SINGS
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import (
    actions,
    admission,
    authors,
    authorship,
    division,
    drafts,
    kinds,
    leaving,
    queries,
    relations,
    revisions,
    takeover,
)
from workbench.proposals.links import Link
from workbench.proposals.models import Proposal

ADDED = ("A loan costs nothing for the first month. The", "A loan costs nothing for the first month or two. The")


def refused(act: Callable[..., Any], *args: Any, **words: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **words)
    return no.value


def words_of(floor: Floor, proposal: Proposal) -> list[str]:
    return [f"{one.word} {one.other.no}" for one in relations.of(floor.session, proposal)]


def test_a_rival_is_shown_on_the_pages_of_both_and_in_the_list(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "rival", MONTH)
    assert words_of(floor, one) == ["Rival of 2"] and words_of(floor, two) == ["Rival of 1"]
    for no, other in ((1, 2), (2, 1)):
        assert f"Decided together with proposal {other}" in words_in(desk.read(f"/proposals/{no}"))
    assert words_in(desk.read("/proposals")).count("rival of proposal") == 2
    assert "Clause 2.2" in words_in(desk.read("/proposals/1/beside/2"))
    assert floor.check() == []


def test_whoever_is_a_rival_of_a_rival_is_decided_with_both(floor: Floor) -> None:
    one = floor.filed(FREE)
    two, three = (floor.answer(one, "rival", MONTH) for _ in range(2))
    assert [rival.no for rival in relations.rivals(floor.session, two)] == [1, 3]
    assert [rival.no for rival in relations.rivals(floor.session, three)] == [1, 2]


def test_what_meets_another_nowhere_is_no_rival_of_it(floor: Floor) -> None:
    one = floor.filed(FREE)
    draft = floor.written(kinds.begin(floor.session, floor.writers.other, one, "rival"), SINGS)
    no = refused(floor.put, draft)
    assert no.field == "others" and "can both be adopted" in str(no)


def test_two_filed_proposals_are_recorded_as_rivals_by_an_author_or_the_secretary(floor: Floor) -> None:
    one, two = floor.filed(FREE), floor.filed(MONTH, by=floor.writers.other)
    assert refused(kinds.declare, floor.session, floor.writers.observer, one, two).status == 403
    kinds.declare(floor.session, floor.writers.secretary, one, two)
    assert refused(kinds.declare, floor.session, floor.writers.author, two, one).status == 409
    assert words_of(floor, two) == ["Rival of 1"]


def test_a_composite_of_two_rivals_takes_both_in_once_their_authors_agree(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "rival", MONTH)
    both = floor.composite(one, two, by=floor.writers.author)
    assert FREE[1] in floor.text(both) and both.state == "discussion"
    assert (one.state, two.state) == ("discussion", "discussion")
    assert refused(kinds.agree, floor.session, floor.writers.author, two, both).status == 403
    kinds.agree(floor.session, floor.writers.other, two, both)
    assert (one.state, two.state) == ("merged_into", "merged_into")
    assert "Merged into 3" in words_of(floor, one) and "Puts together 2" in words_of(floor, both)
    assert floor.check() == []


def test_an_agreement_is_to_one_text_and_a_revision_asks_again(floor: Floor) -> None:
    one, two = floor.filed(FREE), floor.filed(SINGS, by=floor.writers.other)
    three = floor.filed(COPY, by=floor.writers.secretary)
    both = floor.composite(one, two, three)
    kinds.agree(floor.session, floor.writers.other, two, both)
    draft = drafts.revise(floor.session, floor.writers.author, both)
    floor.put(floor.written(draft, ("hums", "whistles")) if "hums" in floor.text(both) else draft)
    kinds.agree(floor.session, floor.writers.secretary, three, both)
    assert one.state == "discussion"
    kinds.agree(floor.session, floor.writers.other, two, both)
    assert {one.state, two.state, three.state} == {"merged_into"}


def test_a_composite_is_a_rival_of_whatever_those_were_that_it_takes_in(floor: Floor) -> None:
    one, two = floor.filed(FREE), floor.filed(SINGS)
    third = floor.answer(one, "rival", MONTH)
    both = floor.composite(one, two)
    assert one.state == "merged_into"
    assert [rival.no for rival in relations.rivals(floor.session, both)] == [third.no]


def test_a_successor_of_one_s_own_takes_its_place_at_once(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "supersedes", MONTH, by=floor.writers.author)
    assert one.state == "superseded" and words_of(floor, one) == ["Superseded by 2"]
    assert words_of(floor, two) == ["Supersedes 1"] and floor.check() == []


def test_a_successor_waits_for_the_author_of_the_other(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    floor.answer(one, "supersedes", MONTH)
    assert words_of(floor, one) == ["To be superseded by 2"]
    assert "Agree to proposal 2" in desk.read("/proposals/1")
    desk.send("/proposals/1/agree", other="2")
    assert floor.session.get_one(Proposal, 1).state == "superseded"


def test_an_amendment_to_an_amendment_is_read_against_the_revision_it_changes(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    floor.answer(one, "amends", ("A loan costs nothing. The", "A loan costs nothing at all. The"))
    page = words_in(desk.read("/proposals/2"))
    assert (
        "Against revision 1 of proposal 1" in page
        and "1 change in 1 clause, 2 words added, 0 removed" in page.replace("; ", ", ")
    )
    assert "those of revision 1 of proposal 1" in words_in(desk.read("/proposals/2/instruction"))
    assert "Amended by proposal 2" in words_in(desk.read("/proposals/1")) and floor.check() == []


def test_it_becomes_the_next_revision_with_its_author_named(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", ("A loan costs nothing. The", "A loan costs nothing at all. The"))
    assert refused(floor.take, two, floor.writers.other).status == 403
    floor.take(two)
    revision = queries.revision(floor.session, one)
    assert (one.revision, revision.note) == (2, f"Takes over proposal 2, “{two.title}”, by {floor.writers.other.name}.")
    assert floor.text(one) == floor.text(two) and two.state == "merged_into"
    assert words_of(floor, one) == ["Has as its revision 2 2"] and words_of(floor, two) == ["Became revision 2 of 1"]
    assert floor.check() == []


def test_taken_over_after_a_further_revision_both_are_joined_or_its_author_is_asked(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", COPY)
    clash = floor.answer(one, "amends", ("A loan costs nothing. The", "A loan costs next to nothing. The"))
    revised = drafts.revise(floor.session, floor.writers.author, one)
    floor.put(floor.written(revised, ("A loan costs nothing. The", "A loan costs not a thing. The")))
    floor.take(two)
    assert COPY[1] in floor.text(one) and "costs not a thing" in floor.text(one)
    no = refused(floor.take, clash)
    assert no.status == 409 and "Ask its author to revise it" in str(no)
    again = drafts.revise(floor.session, floor.writers.other, clash)
    assert again.amends_n == one.revision and "costs not a thing" in next(iter(again.documents.values()))


def test_there_is_no_third_degree_and_no_ballot_on_the_second(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", ("A loan costs nothing. The", "A loan costs nothing at all. The"))
    no = refused(kinds.begin, floor.session, floor.writers.secretary, two, "amends")
    assert "no third degree" in str(no)
    assert refused(kinds.begin, floor.session, floor.writers.author, one, "amends").status == 409


def test_what_was_written_against_a_proposal_falls_when_that_is_superseded(floor: Floor) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", COPY)
    floor.answer(one, "supersedes", MONTH, by=floor.writers.author)
    assert two.state == "fell" and "Fell because of 1" in words_of(floor, two) and floor.check() == []


def test_sponsors_have_a_day_to_object_before_it_is_taken_over(floor: Floor, clock: time_machine.Traveller) -> None:
    one = floor.filed(FREE)
    admission.sponsor(floor.session, floor.writers.secretary, one, floor.committee)
    two = floor.answer(one, "amends", COPY)
    stands = partial(revisions.state, floor.session, two, queries.revision(floor.session, two))
    assert stands() == "current"
    floor.take(two)
    assert one.revision == 1 and stands() == "offered"
    assert refused(floor.take, two).status == 409
    assert refused(takeover.object_to, floor.session, floor.writers.other, two, reason="No.").status == 403
    takeover.object_to(floor.session, floor.writers.secretary, two, reason="Then I would not have sponsored it.")
    assert stands() == "objected"
    clock.shift(timedelta(days=1))
    assert "objects to taking it over" in str(refused(floor.take, two))
    takeover.take_back(floor.session, floor.writers.secretary, two)
    floor.take(two)
    assert one.revision == 2 and floor.check() == []


def test_the_committee_s_wording_stands_beside_the_author_s(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    assert refused(kinds.begin, floor.session, floor.writers.other, one, "counter").status == 403
    two = floor.answer(one, "counter", MONTH, by=floor.writers.secretary)
    for no in (1, 2):
        page = words_in(desk.read(f"/proposals/{no}"))
        assert "The committee's counter-wording" in page and "first monthyear" in page
    assert [rival.no for rival in relations.rivals(floor.session, one)] == [two.no]


def test_a_division_files_parts_that_together_give_the_text(floor: Floor) -> None:
    whole = floor.filed(FREE, SINGS, COPY)
    admission.sponsor(floor.session, floor.writers.other, whole, floor.committee)
    items = division.divisible(floor.session, floor.writers.author, whole).items
    assert [item.name for item in items] == ["clause 1.5", "clause 2.2", "clause 3.2"]
    parts = {items[0].key: 1, items[1].key: 2, items[2].key: 1}
    made = division.divide(
        floor.session, floor.writers.author, whole, parts=parts, titles={2: "Only the fee"},
        repository=floor.writers.repository,
    )  # fmt: skip
    assert [one.title for one in made] == ["Lend for nothing (part 1)", "Only the fee"]
    assert floor.text(made[1]) == floor.standing().replace(*FREE) and whole.state == "divided"
    assert [name for _, name in relations.sponsors(floor.session, made[0])] == [floor.writers.other.name]
    assert words_of(floor, whole) == ["Divided into 2", "Divided into 3"] and words_of(floor, made[0]) == ["Part of 1"]
    assert floor.check() == []


def test_any_member_divides_and_the_parts_name_all_authors(floor: Floor) -> None:
    draft = floor.draft(FREE, SINGS)
    authors.invite(floor.session, floor.writers.author, draft, name=floor.writers.other.name)
    authors.join(floor.session, floor.writers.other, draft)
    whole, actor = floor.put(draft), floor.writers.secretary
    items = division.divisible(floor.session, actor, whole).items
    parts = {item.key: at for at, item in enumerate(items, 1)}
    made = division.divide(
        floor.session, actor, whole, parts=parts, titles={}, repository=floor.writers.repository
    )  # fmt: skip
    both = {floor.writers.author.id, floor.writers.other.id}
    assert [authorship.ids(floor.session, one) for one in made] == [both, both]
    assert refused(division.divisible, floor.session, floor.writers.observer, made[0]).status == 403
    assert floor.check() == []


def test_a_part_that_leans_on_another_does_not_stand_alone(floor: Floor) -> None:
    whole = floor.filed(
        ("Anyone may read every book", "Anyone may, as [the fee](#fee) says, read every book"),
        (
            "and for nothing else. {#lending-terms}",
            "and for nothing else. {#lending-terms}\n\nThe fee is a smile. {#fee}",
        ),
    )
    items = division.divisible(floor.session, floor.writers.author, whole).items
    told = [
        str(
            refused(
                division.divide, floor.session, floor.writers.author, whole, parts=parts, titles={}, repository=None
            )
        )
        for parts in (
            dict.fromkeys((item.key for item in items), 1),
            {item.key: at for at, item in enumerate(items, 1)},
        )
    ]
    assert "at least two parts" in told[0] and "does not stand alone" in told[1]
    assert whole.state == "discussion"


def test_a_kind_without_the_proposals_it_is_about_is_refused(floor: Floor) -> None:
    floor.filed(FREE)
    assert refused(floor.put, floor.draft(MONTH, kind="rival", others=[])).field == "others"
    assert refused(floor.put, floor.draft(MONTH, kind="composite", others=[1])).field == "others"
    assert refused(floor.put, floor.draft(MONTH, kind="rival", others=[9])).status == 404


def test_check_names_a_link_that_the_minutes_do_not_have_and_a_state_nobody_put_there(floor: Floor) -> None:
    one = floor.filed(FREE)
    floor.filed(MONTH)
    floor.session.add(relations.made(one, "rival", 2, None, one.filed_at))
    one.state = "divided"
    told = floor.check()
    assert any("link:1:rival:2" in line for line in told) and any("no link says how" in line for line in told)


def test_what_happened_is_told_in_the_minutes(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    two = floor.answer(one, "amends", COPY)
    floor.take(two)
    page = words_in(desk.read("/minutes"))
    assert "took over proposal 2" in page and "proposal 2 amends proposal 1" in page
    acts = list(floor.session.exec(select(Minute.act)))
    assert acts[-2:] == ["proposals.revise", "proposals.take_over"]


def test_the_editor_keeps_what_a_draft_is_to_others(floor: Floor, desk: Desk) -> None:
    floor.filed(FREE)
    floor.session.commit()
    place = desk.send("/proposals/1/begin", kind="rival").partition("?")[0]
    assert "A rival of 1" in words_in(desk.read(place))
    desk.send(place, **desk.form(kind="supersedes", others="1"))
    draft = desk.draft()
    assert (draft.kind, draft.others) == ("supersedes", [1])
    page = desk.send(place, 422, **desk.form(kind="rival", others="one"))
    assert "Write numbers with commas" in page and 'value="one"' in page


def test_a_link_is_kept_once(floor: Floor) -> None:
    one = floor.filed(FREE)
    floor.answer(one, "rival", MONTH)
    assert len(floor.session.exec(select(Link)).all()) == 1
    leaving.withdraw(floor.session, floor.writers.author, one, reason="It is not wanted.")
    assert relations.rivals(floor.session, one, ["discussion"])[0].no == 2
    assert (
        refused(actions.carry, floor.session, floor.writers.author, one, repository=floor.writers.repository).status
        == 409
    )


def test_what_proposals_ask_of_a_member_is_on_their_desk(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    floor.answer(one, "supersedes", MONTH)
    floor.answer(one, "amends", COPY)
    page = words_in(desk.read("/"))
    assert "asks you to agree that it takes the place of proposal 1" in page and "amends your proposal 1" in page
    desk.sit(floor.writers.secretary)
    assert "Proposals that ask something of you" not in desk.read("/")


def test_a_draft_that_answers_a_proposal_is_on_nobody_s_page_before_it_is_filed(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    desk.sit(floor.writers.other)
    pages = ("/", "/proposals", "/proposals/1", "/proposals/together")
    before = [words_in(desk.read(page)) for page in pages]
    for kind in ("rival", "supersedes"):
        kinds.begin(floor.session, floor.writers.author, one, kind)
    assert [words_in(desk.read(page)) for page in pages] == before


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_page_and_the_list_cost_the_same_however_many_links_there_are(floor: Floor, desk: Desk) -> None:
    one = floor.filed(FREE)
    floor.answer(one, "rival", MONTH)
    counts = []
    for _ in range(2):
        with counted(floor) as asked:
            desk.client.get("/proposals/1")
            desk.client.get("/proposals")
        counts.append(asked[0])
        for _ in range(3):
            floor.answer(one, "rival", MONTH)
        floor.session.commit()
    assert counts[1] <= counts[0] + 1


@contextmanager
def counted(floor: Floor) -> Iterator[list[int]]:
    """How many statements are sent to the database."""
    asked, engine = [0], floor.session.get_bind()

    def more(*_about: object) -> None:
        asked[0] += 1

    event.listen(engine, "before_cursor_execute", more)
    yield asked
    event.remove(engine, "before_cursor_execute", more)
