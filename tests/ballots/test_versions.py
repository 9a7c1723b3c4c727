"""Adopted changes are released together: working, candidate, last call, approved, published, in force, withdrawn; and the record proves it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select
from time_machine import Traveller

from tests import make
from tests.ballots.board import DAY, RULES
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_amending import amendment
from tests.ballots.test_amending import ballot as secondary
from tests.notices.test_notices import events
from tests.proof.test_verify import Entry, anew, changes, faults, handed_on, named, row, unguarded
from tests.support.client import Client
from workbench import checkup
from workbench.ballots import (
    actions,
    adoption,
    amending,
    queries,
    ratifying,
    recusing,
    release_turns,
    releasing,
    version_opening,
    withdrawing,
)
from workbench.ballots.models import Ballot
from workbench.cases.models import Case
from workbench.db import now
from workbench.definition import force, releases
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.releases import Release
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.members import bodies

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
COPIES, COST = ("Anyone may copy", "All may copy"), ("A loan costs nothing", "A loan costs no money")
FREE = ("for any purpose", "for each purpose")


@pytest.fixture
def hall(session: Session, instance: Any, clock: Traveller) -> Hall:
    """A committee that releases together what it adopts, after two weeks of last call, and gives a month to changes of substance."""
    hall = Hall.of(session, instance, members=3)
    settle(hall, together=True, release_last_call=14, transition={"substantive": 30})
    return hall


def settle(hall: Hall, **words: Any) -> None:
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, **words)


def adopted(hall: Hall, change: tuple[str, str], claimed: str = "substantive") -> Version:
    rule = "editorial" if claimed == "editorial" else "substantive"
    ballot = hall.ballot(hall.proposal(change, claimed=claimed, title=f"Say “{change[1]}”"), rule=rule)
    hall.votes(ballot, for_=5)
    actions.close(hall.session, hall.secretary, ballot)
    return adoption.adopt(
        hall.session, hall.chair, ballot, repository=hall.repository, together=hall.config.committee.together
    )


def holds(hall: Hall) -> str:
    found = force.on(hall.session, now())
    return found.label if found else "none"


def opening(**words: str) -> dict[str, str]:
    return {"rule": "substantive", "closes_at": f"{now() + 14 * DAY:%Y-%m-%dT%H:%M}", "sure": "yes", **words}


def voted(hall: Hall, client: Client, choice: str = "for", no: int | None = None) -> Ballot:
    """Everybody votes, through the page, and the result is put on record."""
    query = select(Ballot).order_by(col(Ballot.no).desc()).limit(1)
    ballot = queries.ballot(hall.session, no) if no else hall.session.exec(query).one()
    for member in hall.everybody:
        sent = {"choice": choice, "fingerprint": ballot.fingerprint}
        assert client.sign_in(member).send(f"/ballots/{ballot.no}/votes", **sent).status_code == 303
    assert client.sign_in(hall.chair).send(f"/ballots/{ballot.no}/close").status_code == 303
    return ballot


def test_two_changes_of_substance_are_released_as_one_text_and_withdrawn(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    case = make.case(hall.session, {"catalogue-copy": "met"}, settled=True, actor=hall.chair)
    assert adopted(hall, SILENCE).label == "3-draft.1" and adopted(hall, COPIES).label == "3-draft.2"
    assert holds(hall) == "2" and definition.judging(hall.session).label == "2"
    assert hall.session.get_one(Case, case.no).state == "settled"
    page = client.sign_in(hall.chair).get("/definition").text
    assert "it is not in force before it is" in page and "Version 2</a> is in force" in page
    assert "Make a candidate of them" in client.get("/definition/versions").text
    assert client.send("/releases").location == "/releases/1"
    assert releases.under_way(hall.session).label == "3"  # type: ignore[union-attr]
    other = hall.carried(hall.proposal(COST, title="Third"))
    refused = client.send(f"/ballots/{other.no}/adopt")
    assert refused.status_code == 409 and "nothing is adopted beside it" in refused.text
    assert client.send("/releases/1/approve").status_code == 409
    client.send("/releases/1/call")
    assert (
        "release-1-last-call@localhost" in events(client)
        and "Its last call runs until" in client.get("/releases/1").text
    )
    assert client.get("/releases/1/ballot").status_code == 409
    assert "read it as a whole" in client.sign_in(hall.members[0]).get("/").text
    clock.shift(14 * DAY)
    page = client.sign_in(hall.chair).get("/").text
    assert "Its text waits for a ballot on the whole" in page and "3-draft.2</a> adopted, not published" in page
    page = client.get("/releases/1").text
    assert "by a ballot on the whole text, as 2 changes" in page and "Open the ballot on the whole text" in page
    assert client.send("/releases/1/approve").status_code == 409
    missing = client.send("/releases/1/ballots", **opening(sure=""))
    assert missing.status_code == 422 and 'value="substantive"' in missing.text
    ballot = queries.ballot(hall.session, int(client.send("/releases/1/ballots", **opening()).location.split("/")[-1]))
    assert client.get("/releases/1/ballot").status_code == 409
    assert "these changes are released together, as version 3" in client.get(f"/ballots/{ballot.no}").text
    assert "Release of version 3" in client.get("/ballots").text
    assert client.send("/releases/1/return", reason="Not while it is voted on.").status_code == 409
    voted(hall, client)
    assert "The release</a> says what comes next" in client.get(f"/ballots/{ballot.no}").text
    assert client.send("/releases/1/publish").status_code == 409
    assert "by ballot" not in client.get("/procedure?of=version:3-draft.2").text
    client.send("/releases/1/approve")
    assert client.send("/releases/1/publish").location == "/definition/3"
    made = definition.version(hall.session, "3")
    assert hall.repository.documents(made.commit, ["library.md"]) == hall.repository.documents(
        hall.repository.head(), ["library.md"]
    )
    assert hall.repository.ref("refs/tags/v3") == made.commit != hall.repository.head()
    assert holds(hall) == "2" and definition.newest(hall.session).label == "3-draft.2"
    assert hall.session.get_one(Case, case.no).state == "re_review_due"
    assert "3-draft.1" in client.get("/definition/3").text and "is part of" in client.get("/definition/3-draft.1").text
    changes = client.get("/definition/changelog?format=markdown").text
    assert "released together as version 3" in changes and "## Version 3\n" in changes
    clock.shift(31 * DAY)
    assert holds(hall) == "3" and "in_force" == force.state(
        hall.session, definition.version(hall.session, "3-draft.1"), now()
    )
    assert client.get("/procedure?of=version:3").status_code == 200
    # what was carried meanwhile is adopted now, and waits in its turn
    assert client.sign_in(hall.chair).send(f"/ballots/{other.no}/adopt").location == "/definition/4-draft.1"
    assert hall.check() == []
    assert client.get("/definition/2/withdrawal").status_code == 409
    unsaid = client.send("/definition/3/withdrawals", **opening(reason=" "))
    assert unsaid.status_code == 422 and "Say why" in unsaid.text
    planned = opening(reason="It misleads readers.", opens_at=f"{now() + DAY:%Y-%m-%dT%H:%M}")
    assert client.send("/definition/3/withdrawals", **planned).location == "/ballots/scheduled/1"
    assert "It misleads readers." in client.get("/ballots/scheduled/1").text
    assert client.send("/definition/3/withdrawals", **planned).status_code == 409
    clock.shift(DAY)
    assert client.send("/ballots/scheduled/1/enter").status_code == 303
    ballot = voted(hall, client)
    assert "It misleads readers." in client.get(f"/ballots/{ballot.no}").text and holds(hall) == "3"
    assert client.send(f"/ballots/{ballot.no}/withdrawal").location == "/definition/3"
    assert holds(hall) == "2" and definition.judging(hall.session).label == "2"
    page = client.get("/definition/3").text
    assert "Withdrawn" in page and "It misleads readers." in page and "Version 2</a> is in force" in page
    assert (
        "withdrawn" in client.get("/definition/versions").text
        and "Version 2</a> is in force" in client.get("/definition").text
    )
    page = client.get("/").text
    assert "version 3</a> withdrawn" in page and "4-draft.1</a> adopted, not published" in page
    assert client.get(f"/definition/on?day={now():%Y-%m-%d}").location == "/definition/2"
    assert hall.check() == [] and faults(handed_on(hall, tmp_path / "record")) == []


def test_one_change_is_released_by_an_officer_and_a_member_may_send_it_back(hall: Hall, clock: Traveller) -> None:
    settle(hall, release_last_call=0, transition={})
    with pytest.raises(Refusal, match="Nothing that was adopted waits"):
        candidate(hall)
    adopted(hall, COPIES, "editorial")
    back = candidate(hall)
    assert (back.label, back.because) == ("3", "a patch step, as 3-draft.1")
    with pytest.raises(Refusal, match="Say why"):
        releasing.send_back(hall.session, hall.members[0], back, reason=" ")
    releasing.send_back(hall.session, hall.members[0], back, reason="One more change belongs to it.")
    adopted(hall, COST)
    made = candidate(hall)
    with pytest.raises(Refusal, match="so no ballot is owed"):
        version_opening.on_release(hall.session, made)
    releasing.approve(hall.session, hall.chair, made)
    with pytest.raises(Refusal, match="approved"):
        releasing.send_back(hall.session, hall.members[0], made, reason="Too late.")
    version = releasing.publish(hall.session, hall.secretary, made, repository=hall.repository)
    assert version.label == holds(hall) == "3" and definition.newest(hall.session).label == "3-draft.2"
    settle(hall, together=False)
    plain = adopted(hall, FREE)
    assert plain.label == holds(hall) == "4"
    asked = version_opening.on_withdrawal(hall.session, plain, "It says less than it should.")
    withdrawing.withdraw(hall.session, hall.chair, decided(hall, asked))
    assert holds(hall) == "3" and force.state(hall.session, plain, now()) == "withdrawn"
    assert hall.check() == [] and hall.restart() is None


def test_a_withdrawal_that_a_later_version_overtook_ends_and_leaves_room_for_another(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    settle(
        hall, together=False, transition={}, rules={**hall.config.committee.rules, **RULES}, bodies={"board": "Board"}
    )
    bodies.seat(hall.session, hall.chair, "board", hall.chair, committee=hall.config.committee)

    def asked(label: str) -> Any:
        return version_opening.on_withdrawal(hall.session, definition.version(hall.session, label), "It misleads.")

    first = decided(hall, asked("2"))
    with pytest.raises(Refusal, match=f"Ballot {first.no} is on that already"):
        asked("2")
    clock.shift(DAY)
    adopted(hall, COST)
    with pytest.raises(Refusal, match="only the one in force is withdrawn"):
        withdrawing.withdraw(hall.session, hall.chair, first)
    declined = opened(hall, asked("3"), "owing")
    hall.votes(declined, for_=5)
    actions.close(hall.session, hall.secretary, declined)
    clock.shift(timedelta(hours=48))
    by = ratifying.open(hall.session, hall.secretary, declined, committee=hall.config.committee, closes_at=now() + DAY)
    hall.vote(hall.chair, by, "against")
    actions.close(hall.session, hall.secretary, by)
    withdrawing.withdraw(hall.session, hall.chair, decided(hall, asked("3")))
    assert holds(hall) == "2"
    with pytest.raises(Refusal, match="Open another ballot"):
        withdrawing.withdraw(hall.session, hall.chair, first)
    assert not any("put the withdrawal" in turn.why for turn in release_turns.turns(hall.session, hall.chair, now()))
    clock.shift(DAY)
    again = decided(hall, asked("2"))
    withdrawing.withdraw(hall.session, hall.chair, again)
    assert holds(hall) == "1" and hall.check() == []
    folder = handed_on(hall, tmp_path / "record")
    assert faults(folder) == []

    def by_the_first(kept: list[Entry]) -> None:
        row(named(kept, "versions.withdraw", 1), "version_withdrawal")["ballot_no"] = first.no

    assert any("no ballot carried that it is withdrawn" in fault for fault in anew(folder, by_the_first))


def candidate(hall: Hall) -> Release:
    return releasing.candidate(hall.session, hall.chair, committee=hall.config.committee, repository=hall.repository)


def test_what_a_board_ratifies_is_withdrawn_once_it_has_and_a_tag_that_was_cut_short_is_put_on_later(
    hall: Hall, clock: Traveller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settle(
        hall,
        release_last_call=0,
        transition={},
        rules={**hall.config.committee.rules, **RULES},
        bodies={"board": "Board"},
    )
    bodies.seat(hall.session, hall.chair, "board", hall.chair, committee=hall.config.committee)
    adopted(hall, COPIES)
    made = candidate(hall)
    releasing.approve(hall.session, hall.chair, made)
    with monkeypatch.context() as cut:
        cut.setattr(adoption, "finish", lambda *_: None)
        version = releasing.publish(hall.session, hall.chair, made, repository=hall.repository)
    assert hall.repository.ref("refs/tags/v3") == ""
    assert hall.restart() is None and hall.repository.ref("refs/tags/v3") == version.commit
    asked = version_opening.on_withdrawal(hall.session, definition.version(hall.session, "3"), "It misleads.")
    prepared = version_opening.prepare(hall.session, hall.chair, asked, committee=hall.config.committee, rule="owing")
    ballot = version_opening.bind(
        hall.session, hall.chair, prepared, committee=hall.config.committee, closes_at=now() + 14 * DAY
    )
    hall.votes(ballot, for_=5)
    actions.close(hall.session, hall.secretary, ballot)
    with pytest.raises(Refusal, match="has to be ratified first"):
        withdrawing.withdraw(hall.session, hall.chair, ballot)
    clock.shift(timedelta(hours=48))
    second = ratifying.open(
        hall.session, hall.secretary, ballot, committee=hall.config.committee, closes_at=now() + DAY
    )
    hall.vote(hall.chair, second)
    actions.close(hall.session, hall.secretary, second)
    withdrawing.withdraw(hall.session, hall.secretary, ballot)
    assert holds(hall) == "2" and hall.check() == [] and faults(handed_on(hall, tmp_path / "record")) == []


def test_an_amendment_to_an_amendment_and_a_release_do_not_wait_for_each_other(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    settle(hall, release_last_call=0, transition={})
    adopted(hall, COPIES)
    primary = hall.proposal(SILENCE)
    carried = secondary(hall, amendment(hall, primary))
    made = candidate(hall)
    assert amending.adopt(hall.session, hall.chair, carried, repository=hall.repository)
    assert (primary.revision, primary.state) == (2, "discussion")
    with pytest.raises(Refusal, match="nothing is adopted beside it"):
        adoption.adoptable(hall.session, hall.carried(primary), primary)
    releasing.approve(hall.session, hall.chair, made)
    releasing.publish(hall.session, hall.secretary, made, repository=hall.repository)
    assert holds(hall) == "3" and hall.check() == [] and faults(handed_on(hall, tmp_path / "record")) == []


def test_who_is_recused_from_a_part_is_recused_from_the_whole_and_two_release_and_withdraw_it(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    settle(hall, release_last_call=0, transition={}, second_person=("adopt",))
    proposal, out = hall.proposal(SILENCE), hall.members[2]
    members.set_roles(hall.session, make.member(hall.session, "administrator"), out, roles=["member", "secretary"])
    recusing.recuse(hall.session, out, proposal, reason="They pay me.")
    ballot = hall.ballot(proposal)
    hall.votes(ballot, for_=4)
    adoption.adopt(hall.session, hall.chair, actions.close(hall.session, hall.secretary, ballot), repository=hall.repository, together=True)  # fmt: skip
    adopted(hall, COPIES)
    asked = version_opening.on_release(hall.session, candidate(hall))
    with pytest.raises(Refusal, match="recused"):
        hall.vote(out, held := opened(hall, asked))
    hall.votes(held, for_=4)
    actions.close(hall.session, hall.secretary, held)
    page = client.sign_in(out).get("/releases/1").text
    told = f"Of chair and secretary it is for {hall.chair.name} or {hall.secretary.name}"
    assert told in page and "Approve it" not in page and "Send it back" not in page
    assert told in client.send("/releases/1/approve").text
    with_two(hall, client, "/releases/1/approve", "/releases/1", "/releases/1")
    hall.secretary.active = hall.chair.active = False
    with pytest.raises(Refusal, match="Every chair and secretary is recused"):
        releasing.publish(hall.session, out, releases.release(hall.session, 1), repository=hall.repository)
    hall.session.rollback()
    version = releasing.publish(hall.session, hall.chair, releases.release(hall.session, 1), repository=hall.repository)
    held = opened(hall, version_opening.on_withdrawal(hall.session, version, "It misleads."))
    with pytest.raises(Refusal, match="recused"):
        hall.vote(out, held)
    hall.votes(held, for_=4)
    actions.close(hall.session, hall.secretary, held)
    with_two(hall, client, f"/ballots/{held.no}/withdrawal", f"/ballots/{held.no}", "/definition/3")
    assert hall.check() == [] and faults(handed_on(hall, tmp_path / "record")) == []

    def by_who_is_recused(kept: list[Entry]) -> None:
        named(kept, "versions.publish")["actor"] = f"member:{out.id} {out.name}"

    def by_who_proposed_it(kept: list[Entry]) -> None:
        for act in ("versions.approve", "versions.withdraw"):
            named(kept, act)["actor"] = f"member:{hall.secretary.id} {hall.secretary.name}"

    def nobody_recused(kept: list[Entry]) -> None:
        del named(kept, "ballots.open", 3)["body"]["statement"]["recused_from"]

    for change, fault in (
        (by_who_is_recused, "is recused from it"), (by_who_proposed_it, "second:2 does not follow"),
        (nobody_recused, "is not recused from the whole"),
    ):  # fmt: skip
        found = anew(handed_on(hall, tmp_path / change.__name__), change)
        assert any(fault in one for one in found), (change.__name__, found[:4])


def with_two(hall: Hall, client: Client, act: str, shown: str, after: str) -> None:
    """The secretary proposes it, which its page says, and the chair confirms it."""
    waits = client.sign_in(hall.secretary).send(act).location
    assert "/confirmations/" in waits and "until a second person" in client.get(shown).text
    assert client.send(act).status_code == 409 and client.send(f"{waits}/confirm").status_code == 403
    assert client.sign_in(hall.chair).send(f"{waits}/confirm").location == after
    hall.session.expire_all()


# What somebody does who can write the whole chain anew.


def no_approval(kept: list[Entry]) -> None:
    kept.remove(named(kept, "versions.approve"))
    row(named(kept, "versions.publish"), "release")["ballot_no"] = None


def no_ballot(kept: list[Entry]) -> None:
    for act in ("versions.approve", "versions.publish"):
        row(named(kept, act), "release")["ballot_no"] = None


def lost_ballot(kept: list[Entry]) -> None:
    row(named(kept, "ballots.close", 2), "ballot")["outcome"] = "rejected"


def other_label(kept: list[Entry]) -> None:
    for act in ("versions.candidate", "versions.call", "versions.approve", "versions.publish"):
        row(named(kept, act), "release")["label"] = "9"
    row(named(kept, "versions.publish"), "version")["label"] = "9"


def sooner(kept: list[Entry]) -> None:
    row(named(kept, "versions.publish"), "transition")["in_force_at"] = named(kept, "versions.publish")["at"]


def lighter(kept: list[Entry]) -> None:
    row(named(kept, "ballots.adopted", 1), "working_version")["claimed"] = "editorial"


def beside(kept: list[Entry]) -> None:
    row(named(kept, "ballots.adopt", 1), "adoption")["is_working"] = False


def no_withdrawal_ballot(kept: list[Entry]) -> None:
    row(named(kept, "versions.withdraw"), "version_withdrawal")["ballot_no"] = 3


def in_passing(kept: list[Entry]) -> None:
    named(kept, "ballots.close")["body"]["rows"]["version_withdrawal:5"] = row(
        named(kept, "versions.withdraw"), "version_withdrawal"
    )


TAMPERS: list[tuple[Callable[[list[Entry]], None], str]] = [
    (no_approval, "was not approved"), (no_ballot, "no ballot on the whole text carried"), (lost_ballot, "no ballot on the whole text carried"),
    (other_label, "its label is not what"), (sooner, "from the day that its ballots fixed"), (lighter, "is not what its ballot fixed"),
    (beside, "while others waited"), (no_withdrawal_ballot, "no ballot carried that it is withdrawn"), (in_passing, "no such act writes"),
]  # fmt: skip


AT_THE_SHELL = (
    "release.ballot_no",
    "release.label",
    "version_withdrawal: gone",
    "working_version.days",
    "version_ballot.reason",
)


def test_a_release_or_a_withdrawal_written_anew_does_not_follow(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    adopted(hall, SILENCE)
    adopted(hall, COPIES)
    made = releasing.call(hall.session, hall.chair, candidate(hall))
    clock.shift(14 * DAY)
    asked = version_opening.on_release(hall.session, made)
    decided(hall, asked)
    releasing.approve(hall.session, hall.chair, made)
    version = releasing.publish(hall.session, hall.chair, made, repository=hall.repository)
    clock.shift(31 * DAY)
    withdrawing.withdraw(
        hall.session, hall.chair, decided(hall, version_opening.on_withdrawal(hall.session, version, "Wrong."))
    )
    assert checkup.disagreements(hall.session, hall.repository, hall.config.committee) == []
    hall.session.commit()
    for n, (change, told) in enumerate(TAMPERS):
        found = anew(handed_on(hall, tmp_path / str(n)), change)
        assert any(told in fault for fault in found), (change.__name__, found[:4])
    for what, statement in changes(hall):
        if what in AT_THE_SHELL:
            unguarded(hall)
            hall.session.execute(statement)
            hall.session.expire_all()
            checked = next(checkup.one_by_one(hall.session, hall.repository, hall.config.committee), "")
            found = faults(handed_on(hall, tmp_path / what))
            hall.session.rollback()
            assert checked and found, what


def opened(hall: Hall, asked: Any, rule: str = "substantive") -> Ballot:
    committee = hall.config.committee
    prepared = version_opening.prepare(hall.session, hall.chair, asked, committee=committee, rule=rule)
    return version_opening.bind(hall.session, hall.chair, prepared, committee=committee, closes_at=now() + 14 * DAY)


def decided(hall: Hall, asked: Any) -> Ballot:
    ballot = opened(hall, asked)
    hall.votes(ballot, for_=5)
    return actions.close(hall.session, hall.secretary, ballot)
