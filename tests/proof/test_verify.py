"""verify.py proves an honest record, and names what was done to any other; so does `workbench check`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, delete, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_amending import amendment
from tests.ballots.test_ranking import opened, rivals
from tests.support.client import Client
from tests.test_checkup import add_branch, add_tag, lose_tag, move_main, move_proposal
from workbench import checkup
from workbench.ballots import actions, amending, recusing, ties
from workbench.config import Config
from workbench.definition.models import StoredText
from workbench.errors import Refusal
from workbench.members import actions as members
from workbench.members import interests
from workbench.minutes.models import Minute
from workbench.minutes.record import GENESIS, canonical, digest, entry_hash
from workbench.proof import counting, export, verify, written
from workbench.proposals import comments, leaving
from workbench.proposals.models import Comment, Proposal

Entry = dict[str, Any]


@pytest.fixture
def hall(session: Session, instance: Config) -> Hall:
    """A text adopted, one rejected, an open ballot with votes, a comment, a case."""
    return busy(Hall.of(session, instance, members=3))


def busy(hall: Hall) -> Hall:
    make.case(hall.session, {"lending-terms": "met"}, settled=True, actor=hall.chair)
    hall.adopt(hall.carried())
    lost = hall.ballot(hall.proposal(("Anyone may copy", "Nobody may copy"), title="Lost"))
    hall.votes(lost, against=5)
    actions.close(hall.session, hall.secretary, lost)
    proposal = hall.proposal(("Anyone may copy", "Everybody may copy"), title="Second")
    running = hall.ballot(proposal)
    comments.post(hall.session, hall.members[0], proposal, clause_id="catalogue-copy", body="Well said.")
    hall.votes(running, for_=2, against=1)
    recusing.recuse(hall.session, hall.members[0], proposal, reason="They pay me.")
    recusing.move(hall.session, hall.secretary, proposal, hall.members[1], reason="They pay them.")
    recusing.dismiss(hall.session, hall.chair, proposal, hall.members[1])
    hall.session.commit()
    return hall


def handed_on(hall: Hall, folder: Path) -> Path:
    folder.mkdir()
    hall.session.flush()
    export.fill(hall.session, hall.repository, "Library committee", folder)
    return folder


def faults(folder: Path, *heads: str) -> list[str]:
    return verify.verify(folder, heads)[1]


def test_the_folder_proves_itself_to_whoever_has_python(hall: Hall, tmp_path: Path) -> None:
    folder = handed_on(hall, tmp_path / "record")
    run = subprocess.run([sys.executable, "-I", str(folder / "verify.py")], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    assert run.stdout.splitlines()[0].endswith("versions: 3, proposals: 3, ballots: 3, votes: 13")
    assert run.stdout.splitlines()[-1] == "Everything in the record follows."
    (folder / "rows.jsonl").write_text("", "utf-8")
    run = subprocess.run([sys.executable, "-I", str(folder / "verify.py")], check=False, capture_output=True, text=True)
    assert run.returncode == 1 and "the row is missing" in run.stdout


def test_it_needs_the_standard_library_alone_and_can_be_read_in_an_evening() -> None:
    here = {f"workbench.{part.parent.name}.{part.stem}" for part in export.PARTS}
    for part in export.PARTS:
        source = part.read_text("utf-8").splitlines()
        modules = {line.split()[1] for line in source if line.startswith(("import ", "from "))}
        assert {name.split(".")[0] for name in modules - here} <= sys.stdlib_module_names | {"__future__"}
        assert len(source) < (600 if part.name == "verify.py" else 300)


def test_no_act_is_proven_by_looking_through_the_whole_record(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, take, reading = handed_on(hall, tmp_path / "record"), verify.Record.take, list[Entry]()

    def taken(record: verify.Record, entry: Entry) -> None:
        reading.append(entry)
        take(record, entry)
        reading.clear()

    def looked(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda rows: pytest.fail(f"all rows are read for {reading}") if reading else way(rows)

    monkeypatch.setattr(verify.Record, "take", taken)
    for name in ("__iter__", "keys", "items", "values"):
        monkeypatch.setattr(written.Rows, name, looked(getattr(dict, name)), raising=False)
    assert faults(folder) == []


def acts(hall: Hall, clock: Traveller) -> Iterator[object]:
    """A committee at work, an act at a time: votes, a tie and its casting vote, amendments, comments, people who come and go."""
    session, (one, two, three) = hall.session, hall.members
    yield make.case(session, {"lending-terms": "met"}, settled=True, actor=hall.chair)
    yield make.member(session, "observer")
    yield interests.declare(session, one, organisation="The mill", kind="employment", since=clock_day())
    ballot = hall.ballot(hall.proposal())
    for voter, choice in [
        (one, "for"),
        (two, "against"),
        (one, "abstain"),
        *((voter, "for") for voter in hall.everybody),
    ]:
        yield hall.vote(voter, ballot, choice, reason="So I read it.")
    yield actions.close(session, hall.secretary, ballot)
    yield hall.adopt(ballot)
    lost = hall.ballot(hall.proposal(("Anyone may copy", "Nobody may copy"), title="Lost"))
    for voter in hall.everybody:
        yield hall.vote(voter, lost, "against")
    clock.shift(timedelta(days=15))
    yield actions.close(session, hall.chair, lost)
    yield members.set_activity(session, make.member(session, "administrator"), three, active=False)
    pair = rivals(hall, ("Anyone may copy", "Everybody may copy"), ("Anyone may copy", "All may copy"))
    ranked = opened(hall, *pair)
    first, second = (proposal.no for proposal in pair)
    for voter, choice in zip(hall.everybody, [f"{first} > {second} > 0", f"{second} > {first} > 0"] * 2, strict=False):
        yield hall.vote(voter, ranked, choice)
    clock.shift(timedelta(days=15))
    yield actions.close(session, hall.chair, ranked)
    yield ties.decide(session, hall.chair, ranked, option=second or 0, reason="It is shorter.")
    yield hall.adopt(ranked)
    primary = hall.proposal(("All may copy", "All may copy and lend"), title="Lend")
    thread = comments.post(session, two, primary, clause_id="catalogue-copy", body="Well said.")
    yield comments.reply(session, one, thread, body="Thank you.")
    yield comments.edit(session, two, thread, body="Well said, but long.")
    yield comments.settle(session, one, thread, outcome="It stays as long.")
    secondary = amendment(hall, primary, ("copy and lend", "copy and lend out"))
    made = hall.ballot(secondary, rule="editorial")
    for voter in hall.everybody[:4] * 2:
        yield hall.vote(voter, made, "for")
    yield actions.close(session, hall.chair, made)
    yield amending.adopt(session, hall.chair, made, repository=hall.repository)
    yield hall.proposal(("copy and lend out", "copy, lend out"), title="Lend", revises=primary)
    yield leaving.withdraw(session, one, primary, reason="It is not needed.")
    empty = hall.ballot(hall.proposal(("for any purpose", "for most purposes"), title="Nobody came"))
    clock.shift(timedelta(days=15))
    yield actions.close(session, hall.chair, empty)
    waiting = hall.ballot(
        hall.proposal(("All may copy", "Some may copy"), title="Waiting", fact="https://library.example/copies")
    )
    for voter, choice in zip(hall.everybody[:4], ["for", "abstain", "against", "for"], strict=True):
        yield hall.vote(voter, waiting, choice)
    for body in ("One", "Two", "Three"):
        yield comments.post(
            session, two, hall.session.get_one(Proposal, waiting.proposal_no), clause_id="catalogue-copy", body=body
        )


def clock_day() -> Any:
    return datetime(2026, 5, 1).date()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_honest_record_follows(session: Session, instance: Config, clock: Traveller, tmp_path: Path) -> None:
    """No false alarm, after any act of a long record; the last of them is read by other tests' eyes, too."""
    hall, honest = Hall.of(session, instance, members=3), 0
    for n, _ in enumerate(acts(hall, clock)):
        folder = handed_on(hall, tmp_path / str(n))
        assert faults(folder) == []
        assert checkup.disagreements(session, hall.repository, hall.config.committee) == []
        honest += 1
    assert honest >= 50 and hall.check() == []


# What somebody does at the database's own shell.


def unguarded(hall: Hall) -> None:
    """Take away every guard that the database has against changes, until the transaction is undone."""
    if hall.config.database:
        hall.session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for (name,) in hall.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        hall.session.execute(text(f'DROP TRIGGER "{name}"'))


def other(value: Any) -> Any:
    """A value of the same type that is another one."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case datetime():
            return value + timedelta(days=1)
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": "x"}
    return None


def changes(hall: Hall) -> Iterator[tuple[str, Any]]:
    """For every column of every kind of row that the minutes carry: a statement that changes it in one row."""
    for table in [*checkup.minuted_tables(), StoredText]:
        row = hall.session.exec(select(table).limit(1)).first()
        if row is None:
            continue
        keys = [key.name for key in table.__table__.primary_key]  # type: ignore[attr-defined]
        where = [col(getattr(table, key)) == getattr(row, key) for key in keys]
        columns = (*table.minuted, *table.digested) if issubclass(table, export.Minuted) else ("body",)
        for name in columns:
            column: Column[Any] | None = table.__table__.columns.get(name)  # type: ignore[attr-defined]
            if column is not None and (value := other(getattr(row, name))) is not None:
                yield f"{table.__tablename__}.{name}", update(table).where(*where).values({name: value})
        yield f"{table.__tablename__}: gone", delete(table).where(*where)


def entries(hall: Hall) -> Iterator[tuple[str, Any]]:
    """Every second entry of the minutes changed in each of its fields, or taken out."""
    for minute in hall.session.exec(select(Minute).order_by(col(Minute.seq))).all()[::2]:
        for name in ("at", "actor", "act", "thing", "body", "prev", "hash"):
            value = other(getattr(minute, name))
            value = "f" * 64 if name in ("prev", "hash") else value
            yield (
                f"minutes.{name}: {minute.seq}",
                update(Minute).where(col(Minute.seq) == minute.seq).values({name: value}),
            )
        yield f"minutes: {minute.seq} gone", delete(Minute).where(col(Minute.seq) == minute.seq)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_row_and_entry_that_was_tampered_with_is_found_by_both(hall: Hall, tmp_path: Path) -> None:
    hall.session.commit()
    unseen, done = [], 0
    last = hall.session.exec(select(Minute.seq).order_by(col(Minute.seq).desc()).limit(1)).one()
    for what, statement in [*changes(hall), *entries(hall)]:
        try:
            unguarded(hall)
            hall.session.execute(statement)
            hall.session.expire_all()
        except DBAPIError:  # the database itself refuses it
            hall.session.rollback()
            continue
        checked = next(checkup.one_by_one(hall.session, hall.repository, hall.config.committee), "")
        folder = handed_on(hall, tmp_path / str(done))
        hall.session.rollback()
        found = faults(folder)
        done += 1
        cut = what == f"minutes: {last} gone"  # its rows are left, and tell
        if not checked or not found:
            unseen.append((what, checked, found[:1]))
        elif what.startswith("minutes") and not cut:
            seq = int(what.split(": ")[1].removesuffix(" gone")) + what.endswith("gone")
            assert found[0].startswith(f"entry {seq} "), (what, found[:2])
    assert not unseen
    assert done >= 200


def test_a_ref_that_moved_or_is_gone_or_was_never_recorded_is_found(hall: Hall, tmp_path: Path) -> None:
    for n, touch in enumerate((add_tag, add_branch, lose_tag, move_proposal, move_main)):
        told = touch(hall).split(":")[0]
        assert any(fault.startswith(f"{told} leads to") for fault in faults(handed_on(hall, tmp_path / str(n)))), told


def test_what_was_cut_short_or_written_anew_contradicts_a_head_noted_earlier(hall: Hall, tmp_path: Path) -> None:
    """Without the head both are records that follow."""
    last = hall.session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one()
    said = comments.post(
        hall.session, hall.chair, hall.session.get_one(Proposal, 3), clause_id="catalogue-copy", body="Hm."
    )
    noted = hall.session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one()
    head, number = f"{noted.seq}:{noted.hash[:12]}", said.id
    assert faults(handed_on(hall, tmp_path / "whole"), head, f"{last.seq}:{last.hash}") == []
    assert hall.check() == [] and checkup.check(hall.config, [head]) == []
    unguarded(hall)
    hall.session.execute(text(f"DELETE FROM comment_text WHERE comment_id = {number}"))
    hall.session.execute(delete(Comment).where(col(Comment.id) == number))
    hall.session.execute(delete(Minute).where(col(Minute.seq) == noted.seq))
    hall.session.commit()
    assert hall.check() == []
    assert checkup.check(hall.config, [head]) == [
        f"minutes: entry {noted.seq}, of which a head was noted, is missing: the record was cut short"
    ]
    short = handed_on(hall, tmp_path / "short")
    assert faults(short) == []
    assert faults(short, head) == [
        f"entry {noted.seq}, of which a head was noted, is missing: the record was cut short"
    ]


# What somebody does who can write the whole chain anew: every hash is right, and the acts do not follow.


def anew(folder: Path, change: Callable[[list[Entry]], None]) -> list[str]:
    """The faults of a record whose minutes were changed so and chained again; the rows stand as the minutes leave them."""
    path = folder / "minutes.jsonl"
    kept = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    change(kept)
    prev, rows = GENESIS, {}
    for seq, entry in enumerate(kept, 1):
        at = datetime.fromisoformat(entry["at"])
        entry.update(seq=seq, prev=prev)
        entry["hash"] = prev = entry_hash(prev, seq, at, entry["actor"], entry["act"], entry["thing"], entry["body"])
        rows.update(entry["body"].get("rows", {}))
    path.write_text("".join(canonical(entry) + "\n" for entry in kept), "utf-8")
    texts = [line for line in (folder / "rows.jsonl").read_text("utf-8").splitlines() if '"stored_text:' in line]
    states = [canonical({"row": name, "state": state}) for name, state in rows.items()]
    (folder / "rows.jsonl").write_text("\n".join([*states, *texts]) + "\n", "utf-8")
    about = json.loads((folder / "record.json").read_text("utf-8"))
    (folder / "record.json").write_text(json.dumps({**about, "head": f"{len(kept)}:{prev}"}), "utf-8")
    return faults(folder)


def named(kept: list[Entry], act: str, which: int = 0) -> Entry:
    return [entry for entry in kept if entry["act"] == act][which]


def row(entry: Entry, table: str) -> Entry:
    found: Entry = next(row for name, row in entry["body"]["rows"].items() if name.startswith(f"{table}:"))
    return found


def bind(entry: Entry) -> None:
    row(entry, "ballot")["binding"] = written.sha256(canonical(entry["body"]["statement"]))


def forgotten_vote(kept: list[Entry]) -> None:
    kept.remove(named(kept, "ballots.vote", 2))


def turned_vote(kept: list[Entry]) -> None:
    close = named(kept, "ballots.close", 1)
    next(iter(close["body"]["votes"].values()))["choice"] = "for"


def invented_vote(kept: list[Entry]) -> None:
    vote = named(kept, "ballots.vote", 0)
    row(vote, "vote")["member_id"] = 99


def late_vote(kept: list[Entry]) -> None:
    row(named(kept, "ballots.vote", 1), "vote")["cast_at"] = "2040-01-01T00:00:00+00:00"


def second_vote_called_first(kept: list[Entry]) -> None:
    row(named(kept, "ballots.vote", 1), "vote")["n"] = 3


def vote_by_another(kept: list[Entry]) -> None:
    named(kept, "ballots.vote", 1)["actor"] = named(kept, "ballots.vote", 0)["actor"]


def turned_outcome(kept: list[Entry]) -> None:
    row(named(kept, "ballots.close", 1), "ballot")["outcome"] = "adopted"


def other_rule(kept: list[Entry]) -> None:
    for act in ("ballots.open", "ballots.close"):
        row(named(kept, act, 1), "ballot")["rule"]["pass"][0][0]["ratio"] = "1/10"


def shorter_time(kept: list[Entry]) -> None:
    row(named(kept, "ballots.close", 1), "ballot")["closes_at"] = "2020-01-01T00:00:00+00:00"


def padded_roll(kept: list[Entry]) -> None:
    entry = named(kept, "ballots.open", 1)
    entry["body"]["statement"]["roll"].append([77, "A friend"])
    entry["body"]["rows"]["roll_entry:2:77"] = {"name": "A friend"}
    bind(entry)


def other_text(kept: list[Entry]) -> None:
    entry = named(kept, "ballots.open", 1)
    entry["body"]["statement"]["text_sha256"] = "0" * 64
    bind(entry)


def opened_by_a_member(kept: list[Entry]) -> None:
    named(kept, "ballots.open", 1)["actor"] = named(kept, "proposals.file")["actor"]


def closed_early(kept: list[Entry]) -> None:
    close = named(kept, "ballots.close", 0)
    gone = named(kept, "ballots.vote", 0)
    close["body"]["votes"].pop(next(iter(gone["body"]["rows"])))
    kept.remove(gone)


def adopted_another(kept: list[Entry]) -> None:
    for act in ("ballots.adopt", "ballots.adopted"):
        row(named(kept, act), "adoption")["fingerprint"] = "0" * 64


def adopted_without_ballot(kept: list[Entry]) -> None:
    row(named(kept, "ballots.close"), "ballot")["outcome"] = "rejected"


def other_commit(kept: list[Entry]) -> None:
    for act in ("ballots.adopt", "ballots.adopted"):
        row(named(kept, act), "adoption")["new"] = row(named(kept, act), "adoption")["old"]


def rewritten_version(kept: list[Entry]) -> None:
    begun = row(named(kept, "definition.indexed"), "version")
    named(kept, "comments.post")["body"]["rows"]["version:1"] = {**begun, "label": "9"}


def vote_in_passing(kept: list[Entry]) -> None:
    vote = row(named(kept, "ballots.vote"), "vote")
    named(kept, "comments.post")["body"]["rows"]["vote:99"] = {**vote, "n": 2, "choice": digest("", "against")}


def recused_by_another(kept: list[Entry]) -> None:
    named(kept, "ballots.recuse")["actor"] = named(kept, "ballots.move_dismissal")["actor"]


def dismissed_by_one(kept: list[Entry]) -> None:
    row(named(kept, "ballots.dismiss"), "recusal")["moved_by"] = row(named(kept, "ballots.dismiss"), "recusal")["seconded_by"]  # fmt: skip


def seat_taken_away(kept: list[Entry]) -> None:
    row(named(kept, "ballots.dismiss"), "roll_entry")["status"] = "eligible"


def dated_back(kept: list[Entry]) -> None:
    kept[-1]["at"] = "2020-01-01T00:00:00+00:00"


def history_left_out(kept: list[Entry]) -> None:
    kept.remove(named(kept, "ballots.adopted"))


def other_requirements(kept: list[Entry]) -> None:
    row(named(kept, "ballots.adopted"), "requirement_tree")["clauses"] = ["lending-terms"]


def outcome_in_passing(kept: list[Entry]) -> None:
    lost = row(named(kept, "ballots.close", 1), "ballot")
    named(kept, "ballots.open", 2)["body"]["rows"]["ballot:2"] = {**lost, "outcome": "adopted"}


def opened_again(kept: list[Entry]) -> None:
    """The votes so far are forgotten, and nobody came."""
    close = named(kept, "ballots.close", 1)
    ballot = row(close, "ballot")
    kept.insert(kept.index(close), {**named(kept, "ballots.open", 1), "at": close["at"]})
    counts = {"for": 0, "against": 0, "abstain": 0, "roll": ballot["tally"]["counts"]["roll"]}
    close["body"]["votes"] = {}
    ballot.update(closed_at=ballot["closes_at"], outcome="no_quorum", tally={"outcome": "no_quorum", "counts": counts})


def other_text_in_its_row(kept: list[Entry]) -> None:
    for act in ("ballots.open", "ballots.close"):
        row(named(kept, act, 1), "ballot")["fingerprint"] = "0" * 64


def other_proposal_in_its_row(kept: list[Entry]) -> None:
    for act in ("ballots.open", "ballots.close"):
        row(named(kept, act, 1), "ballot")["proposal_no"] = 1


def version_without_ballot(kept: list[Entry]) -> None:
    """The refs lead there, too: only the act itself does not follow."""
    adopted = named(kept, "ballots.adopted")
    rows = {name: row for name, row in adopted["body"]["rows"].items() if name.startswith("version:")}
    again = {**adopted, "actor": "workbench", "act": "definition.indexed", "body": {"rows": rows}}
    kept.insert(kept.index(adopted) + 1, again)


def roles_in_passing(kept: list[Entry]) -> None:
    who, name = kept[-1]["actor"].split(" ", 1)
    kept[-1]["body"]["rows"][who] = {"name": name, "active": True, "held": ["chair", "member"]}


FORGED = [
    outcome_in_passing, opened_again, other_text_in_its_row, other_proposal_in_its_row, version_without_ballot, roles_in_passing,
    forgotten_vote, turned_vote, invented_vote, late_vote, second_vote_called_first, vote_by_another, turned_outcome, other_rule,
    shorter_time, padded_roll, other_text, opened_by_a_member, closed_early, adopted_another, adopted_without_ballot,
    other_commit, other_requirements, rewritten_version, vote_in_passing, dated_back, history_left_out,
    recused_by_another, dismissed_by_one, seat_taken_away,
]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_chain_written_anew_is_found_by_what_does_not_follow(hall: Hall, tmp_path: Path) -> None:
    whole = handed_on(hall, tmp_path / "whole")
    assert anew(whole, lambda kept: None) == []
    unseen = [change.__name__ for change in FORGED if not anew(handed_on(hall, tmp_path / change.__name__), change)]
    assert not unseen


def lied(folder: Path, file: str, change: Callable[[Entry], object]) -> list[str]:
    """The faults of a record after every line of a file was changed so."""
    told = [json.loads(line) for line in (folder / file).read_text("utf-8").splitlines()]
    for line in told:
        change(line)
    (folder / file).write_text("".join(canonical(line) + "\n" for line in told), "utf-8")
    return faults(folder)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_put_into_a_line_or_taken_out_of_it_is_found(hall: Hall, tmp_path: Path) -> None:
    lies: list[tuple[str, Callable[[Entry], object]]] = [
        ("minutes.jsonl", lambda entry: entry.update(note="So it was.")),
        ("rows.jsonl", lambda line: line["state"].clear()),
        ("rows.jsonl", lambda line: line.get("open", {}).get("words", {}).update(verdict="I was for it.")),
        ("rows.jsonl", lambda line: line.get("open", {}).update(words=dict.fromkeys(line.get("open", {}).get("words", {})))),
    ]  # fmt: skip
    unseen = [n for n, (file, lie) in enumerate(lies) if not lied(handed_on(hall, tmp_path / str(n)), file, lie)]
    assert not unseen


NONSENSE = [
    '{"act":"x","act":"y"}', "[]", "null", '{"seq":1}', "[" * 100_000, '"\\ud800"', "", '"\\u001b[2J\\nEverything follows."',
    '{"act":"x","actor":"","at":"","body":[],"hash":"","prev":"","seq":99,"thing":""}',
]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"])
def test_nonsense_is_told_in_a_line_and_never_ends_in_a_crash(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = handed_on(hall, tmp_path / "record")
    whole = (folder / "minutes.jsonl").read_text("utf-8")
    for line in NONSENSE:
        (folder / "minutes.jsonl").write_text(f"{whole}{line}\n", "utf-8")
        assert verify.main([str(folder)]) in (1, 2), line
        assert all(words.isprintable() for words in "".join(capsys.readouterr()).splitlines())
    entry = json.loads(whole.splitlines()[-1])
    entry["act"] = "\x1b[2J\rEverything in the record follows."
    (folder / "minutes.jsonl").write_text(f"{whole}{canonical(entry)}\n", "utf-8")
    assert verify.main([str(folder)]) == 1
    assert "\\x1b[2J\\rEverything" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["1e999999999", "1/0", "9" * 40, "x", None])
def test_a_rule_with_a_number_that_nobody_could_write_out_is_not_counted(number: Any) -> None:
    condition = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"], "plus": "0"}
    with pytest.raises((ValueError, ArithmeticError)):
        counting.holds({**condition, "ratio": number}, {"F": 1, "A": 0})


def test_everybody_may_take_the_record_away(hall: Hall, client: Client, tmp_path: Path) -> None:
    """It is made once for each state of the minutes."""
    hall.session.commit()
    first = client.get("/record.zip", buffered=True)
    assert first.status_code == 200 and first.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(first.data)) as packed:
        packed.extractall(tmp_path)
    assert faults(tmp_path / "record") == []
    kept = (hall.config.instance / "record.zip").stat().st_mtime_ns
    assert client.get("/record.zip", buffered=True).data == first.data
    assert (hall.config.instance / "record.zip").stat().st_mtime_ns == kept
    make.member(hall.session, "observer")
    hall.session.commit()
    assert client.get("/record.zip", buffered=True).data != first.data
    assert {path.name for path in hall.config.instance.iterdir() if "record" in path.name} == {"record.zip"}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_command_writes_into_an_empty_folder_only(hall: Hall, tmp_path: Path) -> None:
    hall.session.commit()
    head = export.write(hall.config, tmp_path / "record")
    assert faults(tmp_path / "record", head) == []
    with pytest.raises(Refusal, match="is there already"):
        export.write(hall.config, tmp_path / "record")
    with pytest.raises(Refusal, match=r"no head of the minutes.*117:9a784f9a"):
        checkup.check(hall.config, ["117"])


def test_of_ten_versions_and_more_the_last_by_number_is_the_newest() -> None:
    record = verify.Record(None, {})
    record.entry = {"seq": 2, "act": "definition.indexed", "thing": "repository"}
    rows = {f"version:{no}": {"commit": f"{no}", "fingerprint": "", "label": f"{no}"} for no in (1, 10, 11, 2)}
    record.definition_indexed(rows, "")
    assert record.newest["label"] == "11"
