"""A further revision is offered to the sponsors for a day before it is the current one (procedure 2.2)."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, col, select
from time_machine import Traveller

from tests import texts
from tests.proposals.desk import Desk, words_in
from tests.proposals.floor import COPY, Floor
from tests.proposals.test_filing import refused
from tests.proposals.test_turns import Whys, whys
from tests.proposals.test_typography import DASHED
from tests.proposals.writers import FREE, SINGS
from workbench import db, jobs
from workbench.minutes.models import Minute
from workbench.proof.offers import Offers
from workbench.proposals import (
    admission,
    comments,
    discussing,
    drafts,
    leaving,
    offered,
    offering,
    queries,
    revisions,
    since,
    suggestions,
    threads,
)
from workbench.proposals.models import Proposal, Revision

__all__ = ["whys"]
DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)


@pytest.fixture
def sponsored(floor: Floor, clock: Traveller) -> Proposal:
    """A proposal in discussion with one sponsor, which is as many as it needs."""
    floor.asks(sponsors=1, discussion=(14, 30))
    one = floor.filed(FREE)
    admission.sponsor(floor.session, floor.writers.other, one, floor.committee)
    return one


def offer(floor: Floor, one: Proposal, *changes: tuple[str, str], **about: Any) -> int:
    """The number of the revision that its author offers."""
    floor.put(floor.written(drafts.revise(floor.session, floor.writers.author, one), *changes or (COPY,), **about))
    row = offered.standing(floor.session, one)
    assert row is not None
    return row.n


def entries(session: Session) -> list[dict[str, Any]]:
    found = session.exec(select(Minute).order_by(col(Minute.seq)))
    return [{"at": m.at.isoformat(), "act": m.act, "actor": m.actor, "thing": m.thing, "body": m.body} for m in found]


def faults(record: list[dict[str, Any]]) -> list[str]:
    found = Offers()
    return [fault for entry in record for fault in found.take(entry)]


def test_it_is_the_current_one_after_a_day_without_an_objection(
    floor: Floor, sponsored: Proposal, clock: Traveller, whys: Whys, app: Flask
) -> None:
    session, other = floor.session, floor.writers.other
    said = floor.writers.said(sponsored, "costs nothing")
    taken = comments.post(
        session, other, sponsored, clause_id="lending-terms", body="Say it so.", quote="nothing", kind="suggestion",
        wording="no money",
    )  # fmt: skip
    draft = suggestions.take(session, floor.writers.author, taken)
    floor.put(floor.written(draft, COPY, title="Lend to all", claimed="scope", taken=draft.taken))
    assert (sponsored.revision, sponsored.title, sponsored.claimed) == (1, "Lend for nothing", "substantive")
    assert revisions.state(session, sponsored, session.get_one(Revision, (1, 2))) == "offered"
    assert whys(other) == ["It has revision 2 offered: it is the current one unless you object by 10:00 UTC."]
    with pytest.raises(Exception, match="Revision 2 is offered: a sponsor may object until 5 May 2026, 10:00 UTC"):
        offered.settled(session, sponsored, floor.committee)
    assert "not the current one" in str(
        refused(comments.post, session, other, sponsored, clause_id="lending-terms", body="?", revision=2)
    )
    clock.shift(DAY - SECOND)
    offering.due(session, floor.committee)
    assert sponsored.revision == 1
    clock.shift(SECOND)
    session.commit()
    assert "proposals.accept_revision: proposal:1" in jobs.tick(app)
    session.expire_all()
    assert (sponsored.revision, sponsored.title, sponsored.claimed) == (2, "Lend to all", "scope")
    assert taken.taken_in == 2 and taken.settled_at and said.settled_at is None
    assert [why[:31] for why in whys(other)] == ["Your suggestion 2 was accepted "]
    assert floor.check() == [] and faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_objection_leaves_the_text_and_its_author_drops_the_sponsor_or_offers_anew(
    floor: Floor, sponsored: Proposal, clock: Traveller, whys: Whys
) -> None:
    session, sponsor, author, late = floor.session, floor.writers.other, floor.writers.author, floor.writers.secretary
    said = floor.writers.said(sponsored, "costs nothing")
    n = offer(floor, sponsored)
    clock.shift(SECOND)
    admission.sponsor(session, late, sponsored, floor.committee)
    assert refused(offering.object_to, session, late, sponsored, n=n, reason="No.").status == 403
    assert refused(offering.object_to, session, sponsor, sponsored, n=n, reason=" ").field == "reason"
    offering.object_to(session, sponsor, sponsored, n=n, reason="It loses the fee.")
    clock.shift(DAY)
    offering.due(session, floor.committee)
    assert (
        sponsored.revision == 1 and revisions.state(session, sponsored, session.get_one(Revision, (1, 2))) == "rejected"
    )
    asked = "It had revision 2 offered, and a sponsor objects: offer another one, or drop that sponsor."
    assert asked in whys(author)
    again = drafts.revise(session, author, sponsored)
    assert COPY[1] in again.documents[texts.DOCUMENT], "the words that were offered"
    assert refused(offering.drop, session, sponsor, sponsored, n=n).status == 403
    offering.drop(session, author, sponsored, n=n)
    assert offered.of(session, sponsored)[0].dropped_at and asked not in whys(author)
    floor.put(floor.written(again, SINGS))
    third = offered.standing(session, sponsored)
    assert third is not None and third.n == 3
    clock.shift(DAY)
    offering.due(session, floor.committee)
    assert sponsored.revision == 3 and [one.n for one in queries.revisions(session, sponsored)] == [1, 3]
    assert [step.revision.n for step in threads.course(session, sponsored, said)] in ([], [3])
    assert [one.n for one in since.of(session, sponsored, 1).filed] == [3]
    assert floor.check() == [] and faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_has_dropped_its_last_sponsor_goes_no_further_before_another_one(
    floor: Floor, sponsored: Proposal, clock: Traveller
) -> None:
    session, author = floor.session, floor.writers.author
    n = offer(floor, sponsored)
    offering.object_to(session, floor.writers.other, sponsored, n=n, reason="It loses the fee.")
    offering.drop(session, author, sponsored, n=n)
    draft = floor.written(drafts.revise(session, author, sponsored), SINGS)
    assert "has 0 of the 1 sponsors that it needs" in str(refused(floor.put, draft))
    floor.committee.last_call["substantive"] = 7
    clock.shift(20 * DAY)
    assert "Find another one" in str(refused(discussing.callable_, session, sponsored, floor.committee))
    admission.sponsor(session, floor.writers.secretary, sponsored, floor.committee)
    floor.put(draft)
    assert offered.standing(session, sponsored) is not None


@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_offer_ends_with_another_revision_or_with_its_proposal(
    floor: Floor, sponsored: Proposal, clock: Traveller
) -> None:
    session = floor.session
    assert offer(floor, sponsored) == 2 and offer(floor, sponsored, SINGS) == 3
    offering.object_to(session, floor.writers.other, sponsored, n=3, reason="Not that.")
    first = queries.revision(session, sponsored)
    typographic = drafts.new(
        session, floor.writers.author, first.base, queries.documents(session, first), proposal=sponsored
    )
    assert (
        floor.put(floor.written(typographic, DASHED)).revision == 4
        and offer(floor, sponsored, ("Whoever reads a book", "Whoever has read a book")) == 5
    )
    leaving.withdraw(session, floor.writers.author, sponsored, reason="The other is better.")
    assert offered.standing(session, sponsored) is None
    clock.shift(DAY)
    offering.due(session, floor.committee)
    assert [row.outcome for row in offered.of(session, sponsored)] == ["closed", "rejected", "replaced"]
    assert floor.check() == [] and faults(entries(session)) == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_minutes_alone_show_an_offer_that_was_not_held(floor: Floor, sponsored: Proposal, clock: Traveller) -> None:
    session = floor.session
    offer(floor, sponsored)
    offering.object_to(session, floor.writers.other, sponsored, n=2, reason="It loses the fee.")
    offering.drop(session, floor.writers.author, sponsored, n=2)
    admission.sponsor(session, floor.writers.secretary, sponsored, floor.committee)
    offer(floor, sponsored, SINGS)
    clock.shift(DAY)
    offering.due(session, floor.committee)
    record = entries(session)
    assert faults(record) == []

    def changed(act: str, **about: Any) -> list[str]:
        told = deepcopy(record)
        entry = next(one for one in told if one["act"] == act)
        row = next((row for name, row in entry["body"]["rows"].items() if name.startswith("revision_offer")), {})
        for name, value in about.items():
            (entry if name in entry else row)[name] = value
        return faults(told)

    early = (db.now() - SECOND).isoformat()
    assert changed("proposals.accept_revision", ended_at=early) and changed(
        "proposals.accept_revision", actor="member:1 A"
    )
    assert changed("proposals.reject_revision", actor="member:9 Z") and changed(
        "proposals.reject_revision", ended_at=db.now().isoformat()
    )
    assert changed("proposals.offer_revision", before=7) and changed("proposals.offer_revision", outcome="current")
    assert changed("proposals.drop_sponsor", dropped_at=None)
    at_once = deepcopy(record)
    entry = next(one for one in reversed(at_once) if one["act"] == "proposals.offer_revision")
    entry["act"] = "proposals.revise"
    entry["body"]["rows"] = {"proposal:1": {"revision": 3}, "revision:1:3": {"base": "2"}}
    assert any("was the current one at once" in fault for fault in faults(at_once))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_pages_say_what_is_offered_and_what_a_sponsor_may_do(floor: Floor, sponsored: Proposal, desk: Desk) -> None:
    offer(floor, sponsored)
    floor.session.commit()
    desk.sit(floor.writers.other)
    page = words_in(desk.read("/proposals/1"))
    assert "Revision 2 is offered." in page and "unless a sponsor objects before" in page and "Object to it" in page
    assert "which is offered and not yet the current one" in words_in(desk.read("/proposals/1/revisions/2"))
    desk.send("/proposals/1/revisions/2/object", reason="It loses the fee.")
    desk.sit(floor.writers.author)
    page = words_in(desk.read("/proposals/1"))
    assert "a sponsor, objected to revision 2" in page and "It loses the fee." in page and "Drop that sponsor" in page
    desk.send("/proposals/1/revisions/2/drop-sponsor")
    assert "That sponsor was dropped" in words_in(desk.read("/proposals/1"))
    assert desk.read("/proposals/1/compare/1...2") and desk.read("/procedure?of=revision:1.2")
