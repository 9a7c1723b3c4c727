"""`workbench check` names every row, text, ref and result that is not what the minutes and the history say."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests import make
from tests.ballots.hall import Hall
from workbench import checkup, db
from workbench.ballots import actions
from workbench.config import Config
from workbench.definition.repository import MAIN
from workbench.errors import Refusal
from workbench.minutes.record import Minuted
from workbench.proposals import comments
from workbench.proposals.models import Comment, Proposal

# What is done at the database's own shell, the table whose guards are taken away for it, and what check then says.
TAMPERING = [
    ("UPDATE vote SET choice = 'against' WHERE id = 1", "vote", "vote:1: its choice was changed after"),
    ("UPDATE vote SET reason = 'No.' WHERE id = 7", "vote", "vote:7: its reason was changed after"),
    ("UPDATE vote SET member_id = 5 WHERE id = 6", "vote", "vote:6: its member_id is 5, and 1 in the minutes"),
    ("DELETE FROM vote WHERE id = 2", "vote", "vote:2: the minutes speak of it, and the row is missing"),
    ("UPDATE comment SET body = 'Badly said.'", "", "comment:1: its body was changed after"),
    ("UPDATE comment SET author_id = 1", "", "comment:1: its author_id is 1, and 3 in the minutes"),
    ("UPDATE finding SET value = 'not_met'", "", "finding:1: its value is 'not_met', and 'met' in the minutes"),
    ("UPDATE finding SET reason = 'Hearsay.'", "", "finding:1: its reason was changed after"),
    ("UPDATE evidence SET quotation = 'Nobody.'", "", "evidence:1: its quotation was changed after"),
    ("UPDATE case_record SET state = 're_review_due'", "", "case_record:1: its state is 're_review_due'"),
    ("UPDATE proposal SET title = 'Sing' WHERE no = 2", "", "proposal:2: its title is 'Sing', and 'Second'"),
    ("UPDATE proposal SET state = 'rejected' WHERE no = 2", "", "proposal:2: its state is 'rejected'"),
    ("UPDATE member SET active = NOT active WHERE id = 4", "", "member:4: its active is False, and True"),
    ("UPDATE roll_entry SET name = 'Somebody' WHERE ballot_no = 2 AND member_id = 1", "", "roll is not the one"),
    ("DELETE FROM roll_entry WHERE ballot_no = 2 AND member_id = 5", "", "roll_entry:2:5: the minutes speak of it"),
    (
        "INSERT INTO roll_entry VALUES (2, 6, 'Guest', '', false, 'eligible', '')",
        "",
        "roll_entry:2:6: the row is there, and nobody recorded it",
    ),
    ("UPDATE ballot SET closes_at = '2040-01-01 00:00:00'", "", "closes at is not the one it was opened with"),
    ("UPDATE ballot SET fingerprint = base_commit WHERE no = 2", "", "the stored text of ballot 2 is not the one"),
    ("UPDATE ballot SET outcome = 'rejected' WHERE no = 1", "", "and the record has rejected"),
    ("UPDATE stored_text SET body = 'All rights reserved.'", "", "this text was changed after it was kept"),
    ('UPDATE version SET fingerprint = "commit" WHERE ordinal = 3', "", "version 3: its fingerprint is"),
    ("UPDATE clause_state SET clause_id = 'other' WHERE position = 3", "", "its clauses are not those"),
    ('UPDATE revision SET fingerprint = "commit" WHERE n = 1', "", "does not have the fingerprint that was filed"),
    ("UPDATE adoption SET state = 'intended'", "", "its adoption as version 3 was cut short"),
    (
        "UPDATE minutes SET actor = 'workbench' WHERE seq = 10",
        "minutes",
        "entry 10 (cases.open case_record:1) was changed",
    ),
    ("UPDATE minutes SET at = '2020-01-01 00:00:00' WHERE seq = 13", "minutes", "entry 13 (proposals.file"),
    ("DELETE FROM minutes WHERE seq = 13", "minutes", "entry 13 is missing, entry 14 follows entry 12"),
]


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    """One adopted and one open proposal with a comment, a settled case, an open ballot with votes."""
    hall = Hall.of(session, instance, members=3)
    make.member(session, "observer")
    make.case(session, {"lending-terms": "met"}, settled=True, actor=hall.chair)
    hall.adopt(hall.carried())
    proposal = hall.proposal(("Anyone may copy", "Everybody may copy"), title="Second")
    comments.post(session, hall.members[0], proposal, clause_id="catalogue-copy", body="Well said.")
    hall.votes(hall.ballot(proposal), for_=2, against=1)
    session.commit()
    return hall


def tamper(hall: Hall, statement: str, *, guarded: str = "") -> None:
    """What somebody at the database's own shell can do: past the workbench, and past the guards of `guarded`."""
    if guarded:
        name, on = f"{guarded}_no_", f" ON {guarded}" if hall.config.database else ""
        kinds = ("change",) if hall.config.database else ("update", "delete")
        for kind in kinds:
            hall.session.execute(text(f"DROP TRIGGER {name}{kind}{on}"))
    hall.session.execute(text(statement))
    hall.session.expire_all()


def test_a_record_that_nobody_tampered_with_agrees_with_itself(hall: Hall) -> None:
    assert hall.check() == []


def test_what_was_changed_behind_the_record_is_named(hall: Hall) -> None:
    missed = {}
    for statement, guarded, told in TAMPERING:
        tamper(hall, statement, guarded=guarded)
        found = checkup.disagreements(hall.session, hall.repository, hall.config.committee)
        hall.session.rollback()
        if not any(told in line for line in found):
            missed[statement] = found
    assert not missed


def foreign(hall: Hall) -> str:
    head = hall.repository.head()
    return hall.repository.write({"library.md": "Ours now.\n"}, head, "Taken over", {}, db.now())


def move_main(hall: Hall) -> str:
    commit = foreign(hall)
    hall.repository.move(MAIN, commit, hall.repository.head())
    return f"{MAIN}: it leads to {commit}"


def move_proposal(hall: Hall) -> str:
    hall.repository.move("refs/proposals/2/1", foreign(hall), hall.repository.ref("refs/proposals/2/1"))
    return "refs/proposals/2/1: it leads to"


def add_tag(hall: Hall) -> str:
    hall.repository.move("refs/tags/v9", foreign(hall), None)
    return "refs/tags/v9: it leads to"


def add_branch(hall: Hall) -> str:
    (hall.repository.path / "refs" / "heads" / "side").write_text(f"{hall.repository.head()}\n")
    return "refs/heads/side: it leads to"


def lose_tag(hall: Hall) -> str:
    (hall.repository.path / "refs" / "tags" / "v3").unlink()
    return "refs/tags/v3: it should lead to"


def test_a_column_from_after_an_entry_holds_what_it_began_with(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    later = {"kind", "remedy"}
    for columns in ("minuted", "digested"):
        monkeypatch.setattr(Comment, columns, tuple(name for name in getattr(Comment, columns) if name not in later))
    proposal = hall.session.get_one(Proposal, 2)
    comments.post(hall.session, hall.members[0], proposal, clause_id="catalogue-copy", body="Hm.")
    hall.session.commit()
    monkeypatch.undo()
    assert checkup.check(hall.config) == []
    hall.session.execute(text("UPDATE comment SET kind = 'concern', remedy = 'More.' WHERE id = 2"))
    hall.session.commit()
    assert checkup.check(hall.config) == [
        "comment:2: the minutes say nothing about its kind", "comment:2: the minutes say nothing about its remedy"
    ]  # fmt: skip


def test_a_ref_that_nobody_recorded_or_that_moved_or_is_gone_is_named(hall: Hall) -> None:
    told = [touch(hall) for touch in (add_tag, add_branch, lose_tag, move_proposal, move_main)]
    found = hall.check()
    assert all(any(words in line for line in found) for words in told), found


def test_a_repository_that_cannot_be_read_is_one_disagreement_and_the_rest_is_still_checked(hall: Hall) -> None:
    tamper(hall, "UPDATE comment SET body = 'Badly said.'")
    hall.repository.path.rename(hall.config.instance / "elsewhere")
    found = hall.check()
    assert any("repository" in line for line in found) and any(line.startswith("comment:1") for line in found)


def test_where_there_is_no_instance_check_says_so(hall: Hall) -> None:
    with pytest.raises(Refusal, match="There is no instance in"):
        checkup.check(Config(hall.config.instance / "nowhere"))


def test_every_minuted_table_is_looked_at() -> None:
    looked_at = {str(table.__tablename__) for table in checkup.minuted_tables()}
    assert {
        "vote",
        "ballot",
        "roll_entry",
        "adoption",
        "proposal",
        "revision",
        "comment",
        "case_record",
        "finding",
    } <= looked_at
    assert {"evidence", "member", "invitation", "version"} <= looked_at
    assert all(issubclass(table, Minuted) for table in checkup.minuted_tables())


def test_a_result_recorded_with_votes_told_wrongly_is_named(hall: Hall) -> None:
    ballot = hall.session.get_one(actions.Ballot, 2)
    hall.votes(ballot, for_=5)
    actions.close(hall.session, hall.chair, ballot)
    tamper(hall, "UPDATE vote SET choice = 'against' WHERE ballot_no = 2", guarded="vote")
    found = hall.check()
    assert any("its votes give “A tie" in line or "its votes give “Nobody" in line for line in found), found
    assert any("the votes told at the close are not the votes in the table" in line for line in found)
