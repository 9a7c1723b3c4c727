"""The minutes: one chain in one order, written by nobody twice, provable by a stranger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tests import make
from tests.support.client import Client
from workbench import db
from workbench.cases.models import Case
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute

Clock = time_machine.Traveller


def written(engine: Engine, *acts: str) -> list[Minute]:
    """Entries of these acts, and all that stand then."""
    with db.writing(engine) as session:
        for act in acts:
            minutes.record(session, None, act, "repository", said=f"“{act}”")
    with db.reading(engine) as session:
        return list(session.exec(select(Minute).order_by(col(Minute.seq))))


def test_each_entry_follows_the_one_before(engine: Engine) -> None:
    first, second, third = written(engine, "one", "two", "three")
    assert (first.seq, first.prev) == (1, "0" * 64)
    assert (second.prev, third.prev) == (first.hash, second.hash)
    assert list(minutes.broken_links([first, second, third])) == []


def test_a_changed_entry_is_named_whatever_was_changed(engine: Engine) -> None:
    entries = written(engine, "one", "two", "three")
    changes = {
        "actor": "else",
        "act": "else",
        "thing": "else",
        "body": {"said": "else"},
        "prev": "f" * 64,
        "hash": "f" * 64,
    }
    for column, value in {"at": datetime(2000, 1, 1, tzinfo=UTC), **changes}.items():
        kept = getattr(entries[1], column)
        setattr(entries[1], column, value)
        found = list(minutes.broken_links(entries))
        assert found and all("entry 2" in line or "entry 3 does not follow" in line for line in found)
        setattr(entries[1], column, kept)
    assert not list(minutes.broken_links(entries))


def test_a_missing_entry_is_named(engine: Engine) -> None:
    first, _, third = written(engine, "one", "two", "three")
    assert "entry 2 is missing" in next(minutes.broken_links([first, third]))


def test_time_never_falls_though_the_clock_does(engine: Engine, clock: Clock) -> None:
    written(engine, "one")
    clock.shift(timedelta(hours=-2))
    first, second = written(engine, "two")
    assert second.at == first.at


def test_what_fails_leaves_no_entry(engine: Engine) -> None:
    with pytest.raises(RuntimeError), db.writing(engine) as session:
        minutes.record(session, None, "one", "repository")
        raise RuntimeError
    assert written(engine) == []


FORBIDDEN = {
    "sqlite": [
        "UPDATE {} SET hash = hash",
        "DELETE FROM {}",
        "INSERT OR REPLACE INTO {} SELECT * FROM {}",
        "REPLACE INTO {} SELECT * FROM {}",
    ],
    "postgresql": ["UPDATE {} SET hash = hash", "DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"],
}


def test_the_database_itself_refuses_to_change_the_minutes(engine: Engine) -> None:
    before = [entry.hash for entry in written(engine, "one", "two")]
    for statement in FORBIDDEN[engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"), Session(engine) as session:
            session.connection().execute(text(statement.format("minutes", "minutes")))
    assert [entry.hash for entry in written(engine)] == before


def test_canonical_json_sorts_its_keys_and_escapes_only_what_it_must() -> None:
    value = {"b": [1, None, True], "a": 'é \u2028 \x7f \x1f " \\ \n', "A": {}}
    assert minutes.canonical(value) == '{"A":{},"a":"é \u2028 \x7f \\u001f \\" \\\\ \\n","b":[1,null,true]}'


def test_a_number_that_no_reader_could_repeat_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        minutes.canonical({"share": float("nan")})


def test_a_digest_hides_the_words_and_still_pins_them() -> None:
    assert minutes.digest("salt", "words") == minutes.digest("salt", "words")
    assert minutes.digest("salt", "words") != minutes.digest("other", "words")
    assert "words" not in minutes.digest("salt", "words")


def test_the_replayed_minutes_give_every_row_as_it_stands(engine: Engine) -> None:
    with db.writing(engine) as session:
        member = make.member(session)
        case = make.case(session, {"reading-anyone": "met", "lending-terms": "conditional"}, actor=member)
        make.finding(session, case, "reading-anyone", "not_met", actor=member)
    with db.reading(engine) as session:
        state = minutes.replay(session.exec(select(Minute).order_by(col(Minute.seq))))
        for row in [*session.exec(select(Case)), member]:
            assert state[minutes.name_of(row)] == minutes.snapshot(row)
        assert len([name for name in state if name.startswith("finding:")]) == 3


def strangers_proof(lines: Sequence[str]) -> int:
    """Written from the sentence on the minutes page alone, with nothing of the workbench: how many entries hold."""
    before, count = bytes(32), 0
    for line in lines:
        entry = json.loads(line)
        prev, own = bytes.fromhex(entry.pop("prev")), entry.pop("hash")
        assert prev == before, f"entry {entry['seq']} does not follow"
        canonical = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        assert hashlib.sha256(b"\0" + prev + canonical).hexdigest() == own, f"entry {entry['seq']} was changed"
        before, count = bytes.fromhex(own), count + 1
    return count


def test_a_stranger_can_prove_the_exported_minutes_and_sees_any_change(session: Session, client: Client) -> None:
    make.case(session, {"reading-anyone": "met"}, actor=make.member(session, name="Zoë Ångström"), settled=True)
    answer = client.get("/minutes.jsonl")
    assert answer.mimetype == "application/x-ndjson"
    lines = answer.get_data(as_text=True).splitlines()
    assert strangers_proof(lines) == len(session.exec(select(Minute)).all())
    with pytest.raises(AssertionError):
        strangers_proof([line.replace("Zoë", "Zoe") for line in lines])
    with pytest.raises(AssertionError):
        strangers_proof(lines[:-2] + lines[-1:])
