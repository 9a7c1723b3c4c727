"""Every two open proposals: how they go together, what can stand together, and two that collide put into one draft."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.proposals.desk import Desk, words_in
from tests.proposals.writers import FREE, SINGS, Writers
from tests.truth.merges import edited
from workbench.errors import Refusal
from workbench.proposals import drafts, queries, resolving, together
from workbench.proposals.models import Draft, Proposal
from workbench.proposals.resolving import Encounter
from workbench.proposals.together import Table
from workbench.wording.footprint import Base, footprint
from workbench.wording.meetings import CONFLICTS
from workbench.wording.union import Union

WEEK = ("A loan costs nothing for the first month.", "A loan costs nothing for the first week.")
NAME = ("ask for a name and an address", "ask for a name")
EVER = ("Anyone may copy the catalogue", "The catalogue is kept for ever.\n\nAnyone may copy the catalogue")
PAID = ("Anyone may copy the catalogue", "Nobody pays for the catalogue.\n\nAnyone may copy the catalogue")
GONE = ("- what is said to a reader who sings. {#reading-silence}\n", "")
TOWN = ("as long as nobody else waits", "as long as nobody in town waits")


@pytest.fixture
def five(writers: Writers) -> list[Proposal]:
    """1 collides with 3, holds 2 and 5 (which are one text), and shares a clause with 4."""
    rows = [[FREE, SINGS, EVER], [SINGS], [WEEK, PAID], [NAME], [SINGS]]
    return [writers.filed(*changes, title=f"Number {at}") for at, changes in enumerate(rows, 1)]


def test_every_pair_is_named_by_how_it_goes_together(writers: Writers, five: list[Proposal]) -> None:
    table = together.of(writers.session).table
    assert table.pairs == {
        (1, 2): "contains", (1, 3): "conflict", (1, 4): "same_clause", (1, 5): "contains", (2, 5): "same_text",
        (3, 4): "same_clause",
    }  # fmt: skip
    assert table.counts == {
        "same_text": 1, "contains": 2, "conflict": 1, "same_clause": 2, "same_change": 0, "independent": 4
    }  # fmt: skip
    assert (table.kind(5, 1), table.kind(4, 5)) == ("contains", "independent")
    assert table.holds(1, 2) and not table.holds(2, 1)
    assert table.order_matters(3, 1) and not table.order_matters(1, 4)
    assert table.sets == ((1, 2, 4, 5), (2, 3, 4, 5))
    assert list(table.listed("independent")) == [(2, 3), (2, 4), (3, 5), (4, 5)]
    assert list(table.listed("", 4, (1, 4))) == [(3, 4)]


def test_two_that_do_the_same_in_one_place_and_go_on_apart_make_the_same_change() -> None:
    base = Base({"a.md": "One.\n\nTwo.\n\nThree is long enough.\n"})
    texts = {1: "One!\n\nTwo, too.\n\nThree is long enough.\n", 2: "One!\n\nTwo.\n\nThree is long enough, yes.\n"}
    table = Table(base, {no: footprint(base, {"a.md": text}) for no, text in texts.items()}, {1: "a", 2: "b"})
    assert table.pairs == {(1, 2): "same_change"}


def test_the_page_tells_the_words_the_order_and_the_sets(five: list[Proposal], desk: Desk) -> None:
    page = desk.read("/proposals/together")
    words = words_in(page)
    assert "conflict with 3; same clause as 4; independent of no other" in words
    assert "Proposals 1, 2, 4, 5" in words and 'href="/proposals/over?with=1&amp;with=2&amp;with=4&amp;with=5"' in page
    assert "Clause 2.2. Both change the same words, and not in the same way." in words
    assert "A loan costs nothing for the first monthweek." in words
    assert "Behind clause 3.1. Both put other words in the same place." in words
    assert "Proposal 1 does all that proposal 2 does, and more." in words
    assert words.count("The order of adoption matters") == 1 and words.count("In either order of adoption") == 5


def test_one_kind_one_proposal_or_one_page_of_the_pairs_can_be_read(
    writers: Writers, five: list[Proposal], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listed(address: str) -> list[str]:
        return re.findall(r'<li class="item"><span class="n">(\d+, \d+)</span>', desk.read(address))

    assert listed("/proposals/together?kind=same_clause") == ["1, 4", "3, 4"]
    assert listed("/proposals/together?kind=independent") == ["2, 3", "2, 4", "3, 5", "4, 5"]
    assert listed("/proposals/together?of=2") == ["1, 2", "2, 5"]
    monkeypatch.setattr("workbench.proposals.together_views.PAGE", 4)
    assert len(listed("/proposals/together")) == 4
    assert listed("/proposals/together?after=1-5") == ["2, 5", "3, 4"]
    assert 'after=2-5">More' not in desk.read("/proposals/together") and "after=1-5" in desk.read("/proposals/together")
    piece = desk.read("/proposals/together?of=2", **{"HX-Request": "true"})
    assert piece.lstrip().startswith('<section class="part-of-page"')
    for wrong in ("of=9", "kind=odd"):
        assert desk.client.get(f"/proposals/together?{wrong}").status_code == 404


def test_the_pages_lead_to_each_other(five: list[Proposal], desk: Desk) -> None:
    assert 'href="/proposals/over"' in desk.read("/definition")
    index = desk.read("/proposals")
    assert 'href="/proposals/over"' in index and 'href="/proposals/together"' in index
    proposal = desk.read("/proposals/3")
    assert 'hx-get="/proposals/together?of=3"' in proposal and 'href="/proposals/over?with=3"' in proposal


def asked(page: str) -> dict[str, list[str]]:
    """The places of the form, each with the wordings that can be chosen, the one that is ticked first."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="((?:clause|gap|document)-[^"]*)" value="(\w+)"', page):
        found.setdefault(name, []).append(value)
    return found


def made_from(page: str) -> str:
    found = re.search(r'name="made_from" value="([^"]*)"', page)
    assert found
    return found[1]


def text(draft: Draft) -> str:
    return next(iter(draft.documents.values()))


LOAN = {"ours": "A loan costs nothing. The", "theirs": "A loan costs nothing for the first week. The"}
CATALOGUE = {"ours": ["ever"], "theirs": ["pays"], "joined": ["ever", "pays"]}


@pytest.mark.parametrize("loan", LOAN)
@pytest.mark.parametrize("catalogue", CATALOGUE)
def test_two_that_collide_become_a_draft_with_the_wording_of_choice(
    writers: Writers, five: list[Proposal], desk: Desk, loan: str, catalogue: str
) -> None:
    desk.sit(writers.other)
    page = desk.read("/proposals/1/with/3")
    assert asked(page) == {"clause-10": ["ours", "theirs"], "gap-13": ["joined", "ours", "theirs"]}
    chosen = {"clause-10": loan, "gap-13": catalogue}
    place = desk.send("/proposals/1/with/3", made_from=made_from(page), **chosen)
    draft = desk.draft()
    assert place == f"/drafts/{draft.id}" and draft.author_id == writers.other.id and draft.proposal_no is None
    assert LOAN[loan] in text(draft) and "who sings or hums" in text(draft)
    new = re.findall(r"^(?:The catalogue is kept for (ever)|Nobody (pays))", text(draft), re.MULTILINE)
    assert ["".join(found) for found in new] == CATALOGUE[catalogue]
    assert draft.note == "Puts together proposal 1, revision 1 and proposal 3, revision 1: /proposals/1/with/3"
    assert (draft.title, draft.claimed) == ("Number 1 / Number 3", "substantive")
    assert "lending-terms" in draft.editing and "/proposals/1/with/3" in desk.read(place)
    filed = desk.send(f"/drafts/{draft.id}/file", **desk.form(claimed="substantive", note=draft.note))
    assert "/proposals/1/with/3" in desk.read(filed)


def test_a_clause_in_which_only_some_words_collide_begins_with_all_others_joined(
    writers: Writers, desk: Desk
) -> None:  # fmt: skip
    writers.filed(FREE)
    writers.filed(WEEK, NAME)
    page = desk.read("/proposals/1/with/2")
    assert asked(page) == {"clause-10": ["joined", "ours", "theirs"]}
    desk.send("/proposals/1/with/2", made_from=made_from(page), **{"clause-10": "joined"})
    assert "A loan costs nothing. The library may ask for a name, and for nothing else." in text(desk.draft())


def test_a_clause_that_one_takes_out_stands_or_goes_as_chosen(writers: Writers, desk: Desk) -> None:
    writers.filed(SINGS)
    writers.filed(GONE)
    page = desk.read("/proposals/1/with/2")
    assert asked(page) == {"clause-7": ["ours", "theirs"]}
    for choice, stands in (("ours", True), ("theirs", False)):
        desk.send("/proposals/1/with/2", made_from=made_from(page), **{"clause-7": choice})
        draft = writers.session.exec(together.select(Draft).order_by(Draft.id.desc())).first()  # type: ignore[union-attr]
        assert draft and ("sings or hums" in text(draft)) is stands


def test_two_that_do_not_collide_can_be_drafted_as_one_too(writers: Writers, desk: Desk) -> None:
    writers.filed(FREE)
    writers.filed(TOWN)
    page = desk.read("/proposals/2/with/1")
    assert "They touch nothing in common." in page and asked(page) == {}
    desk.send("/proposals/2/with/1", made_from=made_from(page))
    assert "A loan costs nothing. The" in text(desk.draft()) and "nobody in town" in text(desk.draft())


def test_a_choice_made_before_one_of_them_was_revised_is_refused_and_kept(
    writers: Writers, five: list[Proposal], desk: Desk
) -> None:
    page = desk.read("/proposals/1/with/3")
    writers.file(writers.draft(TOWN, of=five[2]))
    again = desk.send(
        "/proposals/1/with/3", 409, made_from=made_from(page), **{"clause-10": "theirs", "gap-13": "ours"}
    )
    assert "has changed meanwhile" in words_in(again)
    assert re.findall(r'value="(\w+)" checked', again) == ["theirs", "ours"]
    assert made_from(again) != made_from(page) and queries.drafts(writers.session, writers.author) == []


def test_a_wording_that_is_not_offered_is_refused(five: list[Proposal], desk: Desk) -> None:
    page = desk.read("/proposals/1/with/3")
    again = desk.send("/proposals/1/with/3", 422, made_from=made_from(page), **{"clause-10": "joined"})
    assert "Choose one of the wordings" in again and 'href="#f-clause-10"' in again
    assert "Fill this in" in desk.send("/proposals/1/with/3", 422)


def test_only_open_proposals_that_stand_on_the_newest_text_can_be_put_together(
    writers: Writers, five: list[Proposal], desk: Desk
) -> None:
    for address in ("/proposals/1/with/1", "/proposals/1/with/99"):
        assert desk.client.get(address).status_code == 404
    writers.adopt(("for the first month", "for the first year"))
    assert "Its author is asked for the words" in desk.client.get("/proposals/3/with/4").text


def test_whoever_may_not_draft_reads_the_wordings_and_cannot_begin(
    writers: Writers, five: list[Proposal], desk: Desk
) -> None:
    desk.sit(writers.observer)
    page = desk.read("/proposals/1/with/3")
    assert "<form method" not in page.partition("<main")[2].partition("</main>")[0] and 'type="radio"' not in page
    assert "As proposal 3 has it" in page
    assert desk.client.send("/proposals/1/with/3", made_from="x").status_code == 403
    with pytest.raises(Refusal):
        resolving.start(
            writers.session, writers.observer, together.of(writers.session), 1, 3, choices={}, made_from="x"
        )  # fmt: skip
    assert drafts.unfiled(writers.session, writers.observer, five[0]) is None


def test_any_two_of_many_can_be_put_together_whatever_is_chosen() -> None:
    rows = [f"Clause {n} says that {word} readers may take {n + 2} books home and keep them." for n, word in enumerate(
        ["young", "old", "tall", "quiet", "loud", "early", "late", "new", "known", "happy"])]  # fmt: skip
    base, chance = Base({"a.md": "\n\n".join(rows) + "\n"}), Random(5)
    made = {no: {"a.md": edited(base.docs["a.md"], chance)} for no in range(1, 25)}
    table = Table(base, {no: footprint(base, docs) for no, docs in made.items()}, {no: str(docs) for no, docs in made.items()})  # fmt: skip
    conflicts = 0
    for one, other in table.listed():
        meeting = Encounter(table, one, other)
        asked = [question for question in meeting.questions if question.kind in CONFLICTS]
        assert all(len(question.options) > 1 and all(words for _, words in question.options) for question in asked)
        for choice in ("ours", "theirs"):
            told = meeting.text({question.key: choice for question in meeting.questions if question.options})
            side = table.sides[one if choice == "ours" else other]
            for question in asked:
                sort, _, at = question.key.partition("-")
                words = Union(base, [side]).clause(int(at)).strip() if sort == "clause" else ""
                assert words in told["a.md"], (one, other, question)
        conflicts += bool(asked)
        if not asked:
            assert meeting.text({}) == table.text([one, other]).docs
    assert conflicts > 20
