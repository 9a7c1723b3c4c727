"""The same words in the same clauses as a proposal decided within 180 days: pointed out, and something new is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.proposals.desk import words_in
from tests.support.client import Client
from workbench.ballots import actions
from workbench.errors import Refusal
from workbench.proposals import actions as proposals
from workbench.proposals import drafts, queries, relations
from workbench.proposals.models import Draft, Proposal

OTHER = ("what is said to a reader who sings", "what is asked of a reader who sings")
ASKED = "It asks word for word what proposal 1 did, which was rejected on 4 May 2026."


NEW = "Two libraries have silenced readers since: https://library.example/2026/silence"


def rejected(hall: Hall) -> Proposal:
    ballot = hall.ballot()
    hall.votes(ballot, against=7)
    actions.close(hall.session, hall.chair, ballot)
    return queries.proposal(hall.session, ballot.proposal_no)


def draft(hall: Hall, change: tuple[str, str] = SILENCE, **about: object) -> Draft:
    draft = drafts.start(hall.session, hall.members[1])
    draft.documents = {path: text.replace(*change) for path, text in draft.documents.items()}
    draft.title, draft.rationale, draft.claimed = "Say it again", "Because.", "substantive"
    for name, value in about.items():
        setattr(draft, name, value)
    hall.session.add(draft)
    hall.session.flush()
    return draft


def filed(hall: Hall, draft: Draft) -> Proposal:
    return proposals.file(hall.session, hall.members[1], draft, repository=hall.repository)


def words_of(hall: Hall, proposal: Proposal) -> list[str]:
    return [f"{one.word} {one.other.no}" for one in relations.of(hall.session, proposal)]


def test_the_same_question_wants_a_new_case_or_fact_for_180_days(clock: Traveller, hall: Hall) -> None:
    one = rejected(hall)
    with pytest.raises(Refusal, match="asks word for word what proposal 1 did, which was rejected on 4 May") as no:
        filed(hall, draft(hall))
    assert no.value.field == "note"
    assert words_of(hall, filed(hall, draft(hall, OTHER))) == []
    with pytest.raises(Refusal, match="give the address where the new fact stands"):
        filed(hall, draft(hall, note="It is better, and there is no case 7 yet."))
    again = filed(hall, draft(hall, note=NEW))
    assert words_of(hall, again) == ["Asks again what was decided in 1"]
    assert words_of(hall, one) == ["Asked again in 3"] and hall.check() == []
    clock.shift(timedelta(days=180))
    assert words_of(hall, filed(hall, draft(hall))) == []


@pytest.mark.parametrize("about", [{"cases": [1]}, {"note": "See case 1."}])
def test_a_new_case_is_enough(clock: Traveller, hall: Hall, about: dict[str, object]) -> None:
    rejected(hall)
    make.case(hall.session, {"lending-terms": "met"}, actor=hall.secretary)
    again = filed(hall, draft(hall, **about))
    assert words_of(hall, again) == ["Asks again what was decided in 1"]
    revised = drafts.revise(hall.session, hall.members[1], again)
    revised.title, revised.note = "Say it once more", "Another title."
    assert filed(hall, revised).revision == 2


def test_a_revision_that_asks_something_else_is_no_longer_called_the_same(clock: Traveller, hall: Hall) -> None:
    rejected(hall)
    again = filed(hall, draft(hall, note=NEW))
    revised = drafts.revise(hall.session, hall.members[1], again)
    revised.documents = {path: text.replace(SILENCE[1], OTHER[1]) for path, text in revised.documents.items()}
    revised.note = "Asked, not done."
    filed(hall, revised)
    assert words_of(hall, again) == [] and hall.check() == []


def test_mostly_the_same_words_and_what_undoes_an_adopted_change_want_a_new_fact_too(
    clock: Traveller, hall: Hall
) -> None:
    rejected(hall)
    almost = ("what is said to a reader who sings", "what is now done for a reader who sings")
    with pytest.raises(Refusal, match="mostly the same words as proposal 1, which was rejected on 4 May") as no:
        filed(hall, draft(hall, almost))
    assert no.value.field == "note" and words_of(hall, filed(hall, draft(hall, almost, note=NEW))) != []
    won = hall.proposal(("for the first month", "for the first long summer"), title="A summer")
    hall.adopt(hall.carried(won))
    clock.shift(timedelta(days=200))
    back = ("for the first long summer", "for the first month")
    with pytest.raises(
        Refusal, match="It strikes what proposal 3 put in, .* same release cycle, except by reconsideration"
    ):
        filed(hall, draft(hall, back))
    again = filed(hall, draft(hall, back, note=NEW))
    assert words_of(hall, again) == ["Asks again what was decided in 3"] and hall.check() == []


def test_the_editor_and_the_page_say_so(clock: Traveller, hall: Hall, client: Client) -> None:
    rejected(hall)
    begun = draft(hall)
    hall.session.commit()
    client.sign_in(hall.members[1])
    page = words_in(client.get(f"/drafts/{begun.id}").text)
    assert ASKED in page and "What is new since proposal 1" in page
    begun.note = NEW
    filed(hall, begun)
    hall.session.commit()
    client.sign_in(hall.secretary)
    page = words_in(client.get("/proposals/2").text)
    assert ASKED in page and f"What is new, in the words of its author: {NEW}" in page
