"""The log at the end of any day: what the committee had found by then, and what others had."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from sqlmodel import Session, func, select

from tests import make
from tests.support import server
from tests.support.begin import Templates
from tests.support.client import Client
from workbench.cases import actions, files, history, log, outside, past, sources
from workbench.cases.models import Outside, OutsideEvent, OutsideHistory
from workbench.errors import Refusal

CLAUSES = make.REQUIREMENTS
ON = {"osai-index": "cases/osai-index", "opening-up-chatgpt": "cases/opening-up-chatgpt", "mot": "cases/mot",
      "osi-review": "osaid/validation", "fmti": "cases/fmti"}  # fmt: skip
LINES = [
    {"date": "2024-01-01T23:30:00-02:00", "commit": "a", "file": "Shelf.yaml", "event": "added", "findings": {"code": "open"}},
    {"date": "2024-02-01T00:00:00+00:00", "commit": "b", "file": "Shelf.yaml", "event": "changed", "field": "code",
     "old": "open", "new": None},
    {"date": "2024-02-01T00:00:00+00:00", "commit": "b", "file": "Shelf.yaml", "event": "changed", "field": "source",
     "old": None, "new": "partial"},
    {"date": "2024-03-01T00:00:00+00:00", "commit": "c", "file": "Shelf.yaml", "event": "removed"},
]  # fmt: skip


def events(folder: Path, lines: list[dict[str, Any]]) -> dict[str, list[history.Event]]:
    (folder / history.FILE).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return history.read(folder)


def said(session: Session, day: date) -> dict[tuple[str, str], dict[str, Any]]:
    until = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    return {(row.source, row.identity): found for row, found in history.states(session, until)}


def test_a_day_ends_at_midnight_utc_and_what_was_renamed_or_dropped_is_read_as_it_was(
    session: Session, tmp_path: Path
) -> None:
    assert list(history.bring_in(session, None, "osai-index", events(tmp_path, LINES))) == [(4, 0)]
    shelf = ("osai-index", "Shelf")
    assert said(session, date(2024, 1, 1)) == {}
    assert said(session, date(2024, 1, 2)) == {shelf: {"code": "open"}}
    assert said(session, date(2024, 2, 1)) == {shelf: {"source": "partial"}}
    assert said(session, date(2024, 3, 1)) == {}
    assert list(history.bring_in(session, None, "osai-index", events(tmp_path, LINES))) == [(0, 4)]
    back = {"date": "2024-04-01T00:00:00Z", "commit": "d", "file": "Shelf.yaml", "event": "added", "findings": {}}
    assert list(history.bring_in(session, None, "osai-index", events(tmp_path, [*LINES, back]))) == [(1, 4)]
    with pytest.raises(Refusal, match="says of the past of Shelf is not what was brought in"):
        list(history.bring_in(session, None, "osai-index", events(tmp_path, [LINES[0] | {"commit": "z"}])))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([LINES[0] | {"event": "born"}], "line 1: this is no event .*“born”"),
        ([LINES[0] | {"date": "2024-01-01T00:00:00"}], "line 1: .*no zone"),
        ([LINES[0], LINES[0]], "does not follow from itself at 2024-01-02"),
        ([LINES[1]], "does not follow from itself"),
        ([LINES[0], LINES[1] | {"old": "closed"}], "does not follow from itself at 2024-02-01 .b."),
        ([LINES[0], LINES[1] | {"new": 7}], "line 2: this is no event"),
    ],
)
def test_a_history_that_contradicts_itself_is_refused_with_its_place(
    tmp_path: Path, lines: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        events(tmp_path, lines)


def test_the_log_at_the_end_of_a_day_is_what_the_acts_by_then_had_made_of_it(
    clock: time_machine.Traveller, session: Session
) -> None:
    secretary = make.member(session, "member", "secretary")
    case = make.case(session, dict.fromkeys(CLAUSES, "met"), actor=secretary)
    clock.shift(timedelta(days=1))
    actions.settle(session, secretary, case)
    clock.shift(timedelta(days=1))
    actions.queue_reviews(session, None, clause_ids=[CLAUSES[0]], version="2")
    actions.reopen(session, secretary, case, version=make.version(session), requirements=case.need)
    make.finding(session, case, CLAUSES[0], "not_met", actor=secretary)
    days = [past.on(session, date(2026, 5, 3) + timedelta(days=n)) for n in range(4)]
    assert [len(day["tables"]["finding"]) for day in days] == [0, 4, 4, 5]
    assert [[(line["state"], line["verdict"]) for line in day["verdicts"]] for day in days] == [
        [], [("open", "conforms")], [("settled", "conforms")], [("open", "does_not_conform")]
    ]  # fmt: skip
    [row] = days[1]["tables"]["case_record"]
    assert (row["settled_at"], row["no"], days[1]["on"]) == (None, 1, "2026-05-04")
    assert days[3]["tables"]["finding"][-1]["reason"] == "The rules of the house say so."


def listed(data: dict[str, Any]) -> dict[str, str]:
    """What a file of the index says, as its history has it: the classes and the licence."""
    found = {name: row["class"] for name, row in data.items() if isinstance(row, dict) and "class" in row}
    found["system.endmodellicense"] = (data.get("system") or {}).get("endmodellicense") or ""
    return {name: value for name, value in found.items() if value}


def undone(files: dict[str, dict[str, str]], lines: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """The files before some changes, from the files after them: each change taken back, the last first."""
    state = {name: dict(found) for name, found in files.items()}
    for line in reversed(lines):
        name = line["file"]
        if line["event"] == "added":
            state.pop(name)
        elif line["old"] is None:
            state[name].pop(line["field"], None)
        else:
            state[name][line["field"]] = line["old"]
    return state


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("source", ["osai-index", "opening-up-chatgpt"])
def test_at_twenty_random_days_the_state_is_that_of_the_files(source: str, session: Session, shared: Path) -> None:
    folder = shared / ON[source]
    lines = [json.loads(line) for line in (folder / history.FILE).read_text("utf-8").splitlines()]
    list(history.bring_in(session, None, source, history.read(folder)))
    assert session.exec(select(func.count()).select_from(OutsideEvent)).one() == len(lines)
    now = {file.name: listed(yaml.load(file.read_text("utf-8-sig"), Loader=yaml.BaseLoader))
           for file in (folder / "systems").glob("*.yaml")}  # fmt: skip
    first, last = (datetime.fromisoformat(lines[at]["date"]).astimezone(UTC).date() for at in (0, -1))
    chance = random.Random(20)
    days = [first + timedelta(days=chance.randint(0, (last - first).days)) for _ in range(20)]
    for day in [*days, last]:
        later = [line for line in lines if datetime.fromisoformat(line["date"]).astimezone(UTC).date() > day]
        then = undone(now, [line for line in later if line["file"] in now])
        found = {f"{identity}.yaml": {name: value for name, value in state.items() if value}
                 for (_, identity), state in said(session, day).items()}  # fmt: skip
        assert {name: state for name, state in found.items() if name in now} == then
        # of a file that is there no longer: whether it was there
        turns = {line["file"]: line["event"] for line in lines if line not in later and line["event"] != "changed"}
        assert {name for name, event in turns.items() if event == "added"} == found.keys()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_all_that_others_published_comes_in_within_a_minute_and_leaves_again_whole(
    session: Session, shared: Path, tmp_path: Path
) -> None:
    began = time.monotonic()
    counts = {}
    for source, place in ON.items():
        records = sources.read(source, shared / place)
        *_, report = outside.bring_in(session, None, source, records)
        counts[source] = len(report.new)
        if source in ("osai-index", "opening-up-chatgpt"):
            list(history.bring_in(session, None, source, history.read(shared / place)))
    session.commit()
    assert time.monotonic() - began < 60
    assert counts == {"osai-index": 124, "opening-up-chatgpt": 35, "mot": 171, "osi-review": 10, "fmti": 53}
    assert session.exec(select(func.count()).select_from(OutsideEvent)).one() == 1737 + 159
    assert session.exec(select(func.count()).select_from(OutsideHistory)).one() == 156 + 40
    assert session.exec(select(func.count()).select_from(Outside)).one() == sum(counts.values())
    files.write_json(tmp_path / "log.json", log.tables(session))
    tables = files.read_json(tmp_path / "log.json")
    assert len(tables["outside_event"]) == 1896 and len(tables["outside_record"]) == 393


def test_the_timeline_of_a_system_has_the_findings_of_the_committee_and_of_others(
    session: Session, client: Client, tmp_path: Path
) -> None:
    list(history.bring_in(session, None, "osai-index", events(tmp_path, LINES)))
    case = make.case(session, {CLAUSES[0]: "met"}, system="Shelf", settled=True)
    make.case(session, system="Quiet room")
    session.commit()
    page = client.get(f"/cases/{case.no}/timeline").text
    for words in ("European Open Source AI Index", "this committee", "<ins>met</ins>", "<del>open</del>", "no longer said",
                  "was dropped by the source", "on record under version 2"):  # fmt: skip
        assert words in page
    assert page.index("<ins>met</ins>") < page.index("was dropped by the source") < page.index("<del>open</del>")
    assert "Nothing has been found yet." in client.get("/cases/2/timeline").text
    assert "Its timeline" in client.get("/cases/1").text
    assert ">Shelf</a>" in client.get("/cases/elsewhere/histories").text
    told = client.get("/cases/elsewhere/histories/1").text
    assert "came into the source" in told and "code open" in told
    assert client.get("/cases/elsewhere/histories/9").status_code == 404
    assert client.get("/cases/elsewhere/histories?after=1").status_code == 200


def test_the_commands_write_the_log_bring_it_in_and_tell_a_past_day(templates: Templates, tmp_path: Path) -> None:
    small = templates.small(tmp_path / "small", None)
    folder = tmp_path / "index"
    (folder / "systems").mkdir(parents=True)
    (folder / "systems" / "Shelf.yaml").write_text("code:\n  class: open\n", "utf-8")
    events(folder, LINES[:1])

    def run(*words: str) -> Any:
        return server.run("cases", *words, instance=small.instance, database="")

    assert "dated events\t1" in run("import", "osai-index", str(folder)).stdout
    assert run("export", "json", str(tmp_path / "log.json")).returncode == 0
    again = run("export", "json", str(tmp_path / "log.json"))
    assert again.returncode == 1 and "is there already" in again.stderr
    assert run("export", "csv", str(tmp_path / "log")).returncode == 0
    assert run("export", "markdown", str(tmp_path / "pages")).returncode == 0
    for form, place in (("json", "log.json"), ("csv", "log")):
        done = run("import", form, str(tmp_path / place), "--dry-run")
        assert done.returncode == 0 and done.stdout.startswith("new\t0\nchanged\t0\nsame\t2\nolder\t0\n"), done
    (tmp_path / "log.json").write_text("{", "utf-8")
    assert "line 1, column 2: this is no JSON" in run("import", "json", str(tmp_path / "log.json")).stderr
    told = json.loads(run("state", "--on", "2024-01-02", "--json").stdout)
    assert told["outside"] == [{"findings": {"code": "open"}, "identity": "Shelf", "source": "osai-index"}]
    assert json.loads(run("state", "--on", "2024-01-01", "--json").stdout)["outside"] == []
