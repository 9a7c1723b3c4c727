"""Adoption: the bytes voted on become the text, once, whole, and whatever is cut short is finished or told."""

from __future__ import annotations

import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from sqlmodel import Session, select

from tests import make
from tests.ballots import rivals
from tests.ballots.hall import SILENCE, Hall
from workbench import db
from workbench.ballots import actions, adoption, briefing, origins, queries
from workbench.ballots.models import Adoption, Ballot
from workbench.config import Config
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.repository import MAIN
from workbench.errors import Fault, Refusal
from workbench.minutes.models import Minute
from workbench.proposals import kinds
from workbench.proposals.models import Proposal, Revision

RIVALS = 32


def test_what_was_voted_on_becomes_the_next_version_byte_for_byte(hall: Hall, session: Session) -> None:
    ballot = hall.carried()
    made = hall.adopt(ballot)
    proposal = session.get_one(Proposal, 1)
    docs = hall.repository.documents(hall.repository.head(), ["library.md"])
    assert docs == queries.documents(session, ballot) and SILENCE[1] in docs["library.md"]
    assert (made.label, made.commit, made.fingerprint) == ("3", hall.repository.head(), ballot.fingerprint)
    assert hall.repository.ref("refs/tags/v3") == made.commit
    assert (proposal.state, proposal.adopted_version) == ("adopted", "3")
    assert definition.newest(session).label == "3"
    assert hall.check() == []


def test_the_commit_names_proposal_ballot_text_and_minutes_and_no_member(hall: Hall, session: Session) -> None:
    proposal = hall.proposal(title="Sing less Minutes-Head: 0")
    ballot = hall.carried(proposal)
    head = session.exec(select(Minute.hash).order_by(Minute.seq.desc())).first()  # type: ignore[attr-defined]
    made = hall.adopt(ballot)
    words = ["git", "-C", str(hall.repository.path), "log", "-1", "--format=%an%n%s%n%(trailers)", made.commit]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[:2] == ["Workbench", "Sing less Minutes-Head: 0 (proposal 1)"]
    assert [line for line in said[2:] if line] == [
        "Proposal: 1", "Revision: 1", "Ballot: 1", f"Text-SHA256: {ballot.fingerprint}", f"Minutes-Head: {head}",
    ]  # fmt: skip


def test_settled_cases_on_changed_clauses_are_due_again(hall: Hall, session: Session) -> None:
    on = make.case(session, {"lending-terms": "met"}, settled=True)
    off = make.case(session, {"catalogue-copy": "met"}, settled=True)
    hall.adopt(hall.carried(hall.proposal(("A loan costs nothing", "A loan costs a penny"))))
    assert (on.state, off.state) == ("re_review_due", "settled")


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        ("open", "not on record yet"),
        ("lost", "did not carry"),
        ("adopted", "was adopted already, as version 3"),
        ("overtaken", "Version 3 was adopted after this ballot opened on version 2"),
    ],
)
def test_what_did_not_carry_or_was_overtaken_is_not_adopted(hall: Hall, prepare: str, words: str) -> None:
    ballot = hall.ballot()
    if prepare != "open":
        hall.votes(ballot, for_=7) if prepare != "lost" else hall.votes(ballot, against=7)
        actions.close(hall.session, hall.chair, ballot)
    if prepare == "adopted":
        hall.adopt(ballot)
    if prepare == "overtaken":
        hall.adopt(hall.carried(hall.proposal(("Anyone may copy", "Everybody may copy"), title="First")))
    with pytest.raises(Refusal, match=words) as no:
        hall.adopt(ballot)
    assert no.value.status == 409


def test_members_do_not_adopt(hall: Hall) -> None:
    ballot = hall.carried()
    with pytest.raises(Refusal) as no:
        adoption.adopt(hall.session, hall.members[0], ballot, repository=hall.repository)
    assert no.value.status == 403


def test_what_was_overtaken_is_under_discussion_again_and_can_be_carried_on(hall: Hall, session: Session) -> None:
    rival = hall.proposal(("Anyone may copy", "Everybody may copy"), title="Rival")
    running = hall.proposal(("for any purpose", "for every purpose"), title="Running")
    carried, open_ballot = hall.carried(rival), hall.ballot(running)
    hall.adopt(hall.carried())
    assert rival.state == "discussion"
    hall.votes(open_ballot, for_=7)
    actions.close(session, hall.chair, open_ballot)
    assert (open_ballot.outcome, running.state) == ("adopted", "discussion")
    hall.proposal(("", ""), revises=rival, carry=True)
    hall.rested()
    assert hall.adopt(hall.carried(rival)).label == "4"
    assert rival.state == "adopted" and briefing.briefing(session, carried, None, db.now()).ballot.outcome == "adopted"
    assert hall.check() == []


def test_a_stored_text_that_was_changed_is_never_adopted(hall: Hall, session: Session) -> None:
    ballot = hall.carried()
    stored = session.get_one(
        definition.StoredText, definition.keep(session, queries.documents(session, ballot)["library.md"])
    )
    stored.body += "Readers sing at noon."
    session.commit()
    before = hall.repository.head()
    with pytest.raises(Fault, match="is not the one that was voted on"):
        hall.adopt(ballot)
    assert hall.repository.head() == before


def test_votes_that_do_not_give_the_recorded_result_are_never_adopted(hall: Hall, session: Session) -> None:
    ballot = hall.carried()
    assert ballot.tally
    ballot.tally = ballot.tally | {"counts": {"for": 6, "against": 1, "abstain": 0, "roll": 7}}
    session.add(ballot)
    with pytest.raises(Fault, match="does not give the result on record"):
        hall.adopt(ballot)


CUTS = ("prepared", "decided", "published", "tagged")


@pytest.mark.parametrize("cut", CUTS)
def test_an_adoption_cut_short_is_finished_at_the_next_start_or_never_happened(hall: Hall, cut: str) -> None:
    ballot, repository, chair = hall.carried(), hall.repository, hall.chair.id
    hall.session.commit()
    old = repository.head()
    with adoption.alone(repository):
        intent = adoption.decide(hall.session, hall.chair, ballot, repository=repository)
        hall.session.rollback() if cut == "prepared" else hall.session.commit()
        if cut in ("published", "tagged"):
            adoption.publish(intent, repository)
        if cut == "tagged":
            adoption.confirm(hall.session, hall.chair, intent, repository=repository)
            hall.session.rollback()
    if cut != "prepared":
        assert hall.check()
    hall.restart()
    if cut == "prepared":
        assert repository.head() == old and not hall.session.exec(select(Adoption)).all()
    else:
        assert repository.head() == hall.session.exec(select(Adoption)).one().new
        assert hall.session.get_one(Proposal, 1).adopted_version == "3"
        confirmed = hall.session.exec(select(Minute).where(Minute.act == "ballots.adopted")).one()
        assert confirmed.actor_id == chair
    hall.session.commit()
    assert hall.check() == []


def test_an_adoption_cut_short_is_finished_before_the_next_one(hall: Hall) -> None:
    first, second = hall.carried(), hall.carried(hall.proposal(("Anyone may copy", "All may copy"), title="Second"))
    hall.session.commit()
    with adoption.alone(hall.repository):
        adoption.decide(hall.session, hall.chair, first, repository=hall.repository)
        hall.session.commit()
    with pytest.raises(Refusal, match="Version 3 was adopted after this ballot opened"):
        hall.adopt(second)
    hall.session.rollback()
    assert hall.session.get_one(Proposal, 1).adopted_version == "3"


@pytest.mark.parametrize("decided", [True, False])
def test_main_moved_by_somebody_else_stops_adoptions_and_is_never_forced(hall: Hall, decided: bool) -> None:
    ballot, repository = hall.carried(), hall.repository
    hall.session.commit()
    old = repository.head()
    if decided:
        with adoption.alone(repository):
            adoption.decide(hall.session, hall.chair, ballot, repository=repository)
            hall.session.commit()
    foreign = repository.write({"library.md": "Ours now.\n"}, old, "Taken over", {}, db.now())
    repository.move(MAIN, foreign, old)
    with pytest.raises(adoption.Alarm) as no:
        hall.adopt(ballot)
    assert "Nothing can be adopted until" in str(no.value)
    assert repository.head() == foreign
    hall.session.rollback()
    assert foreign[:10] in str(hall.restart())
    assert any(foreign in line for line in hall.check())


def test_a_lock_file_left_by_a_killed_git_stops_nothing(hall: Hall) -> None:
    ballot = hall.carried()
    (hall.repository.path / f"{MAIN}.lock").touch()
    (hall.repository.path / "packed-refs.lock").touch()
    assert hall.adopt(ballot).label == "3"


def test_a_repository_that_cannot_be_read_is_told_at_the_start_and_reading_goes_on(hall: Hall) -> None:
    hall.session.commit()
    (hall.repository.path / MAIN).rename(hall.repository.path / "gone")
    (hall.repository.path / "packed-refs").unlink(missing_ok=True)
    assert "nothing can be filed or adopted" in str(hall.restart())


@pytest.mark.timeout(120)
def test_of_32_rival_adoptions_from_8_processes_exactly_one_wins(session: Session, instance: Config) -> None:
    hall = Hall.of(session, instance, members=1)
    for n in range(RIVALS):
        proposal = hall.proposal(
            ("what is said to a reader who sings", f"what reader {n} may sing"), title=f"Rival {n}"
        )
        if n:
            kinds.declare(session, hall.chair, proposal, session.get_one(Proposal, 1))
        hall.carried(proposal)
    chair = hall.chair.id or 0
    numbers = [n or 0 for n in hall.session.exec(select(Ballot.no).order_by(Ballot.no)).all()]  # type: ignore[arg-type]
    hall.session.commit()
    start = get_context("forkserver")
    start.set_forkserver_preload(["tests.ballots.rivals"])
    with start.Manager() as manager, ProcessPoolExecutor(8, start) as processes:
        together = manager.Barrier(8)
        began = [processes.submit(rivals.adopt, instance, chair, numbers[n::8], together) for n in range(8)]
        outcomes = [outcome for one in began for outcome in one.result(100)]
    assert sorted(outcomes) == ["3", *["409"] * (RIVALS - 1)]
    hall.session.expire_all()
    states = [proposal.state for proposal in hall.session.exec(select(Proposal)).all()]
    assert sorted(states) == ["adopted", *["fell"] * (RIVALS - 1)]
    assert [version.label for version in hall.session.exec(select(Version).where(Version.ordinal > 2))] == ["3"]
    hall.session.rollback()
    assert hall.check() == []


def test_a_revision_row_is_what_was_adopted(hall: Hall, session: Session) -> None:
    made = hall.adopt(hall.carried())
    origin = origins.origin(session, made)
    assert origin and origin.revision == session.get_one(Revision, (1, 1))
    assert dict(origin.clauses).keys() == {"reading-silence"}
    assert origins.origin(session, definition.version(session, "2")) is None
