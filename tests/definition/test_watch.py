"""What nobody recorded in the repository, and a record that was cut short: an alarm, a banner, no adoption (attacks 40, 51, 52)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests.ballots.hall import Hall
from tests.proof.test_verify import Entry, anew, faults, handed_on, named
from tests.support.client import Client
from workbench import db, jobs
from workbench.ballots import adoption, watching
from workbench.config import Config
from workbench.definition import plumbing
from workbench.definition.alarms import Alarm
from workbench.definition.oddities import odd
from workbench.definition.repository import MAIN, Repository
from workbench.errors import Refusal
from workbench.minutes import heads
from workbench.minutes.models import Minute

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
WORDS = "Somebody tried a push on the server; the ref was put back."


@pytest.fixture
def hall(app: Flask, session: Session, instance: Config) -> Hall:
    return Hall.of(session, instance, members=2)


def graft(path: Path) -> None:
    (path / "info").mkdir(exist_ok=True)
    (path / "info" / "grafts").write_text("a b\n")


def alternate(path: Path) -> None:
    (path / "objects" / "info").mkdir(exist_ok=True)
    (path / "objects" / "info" / "alternates").write_text("/tmp/objects\n")


def hook(path: Path) -> None:
    (path / "hooks").mkdir(exist_ok=True)
    (path / "hooks" / "post-update").write_text("#!/bin/sh\n")


def setting(path: Path) -> None:
    plumbing.run("config", "protocol.allow", "always", at=path)


def other_setting(path: Path) -> None:
    plumbing.run("config", "filter.x.smudge", "cat", at=path)


def unset(path: Path) -> None:
    plumbing.run("config", "--unset", "core.fsync", at=path)


def replaced(path: Path) -> None:
    """Git would show one commit for another (F10)."""
    main = Repository(path).head()
    plumbing.run("update-ref", f"refs/replace/{main}", main, at=path)


def led_astray(path: Path) -> None:
    (path / "HEAD").write_text("ref: refs/heads/other\n")


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (graft, "info/grafts"), (alternate, "objects/info/alternates"), (hook, "hooks/post-update"), (setting, "protocol.allow is always"),
        (other_setting, "filter"), (unset, "core.fsync is missing"), (replaced, "refs/replace/"), (led_astray, "HEAD"),
    ],
)  # fmt: skip
def test_the_watch_sees_what_makes_git_show_another_history(hall: Hall, do: Callable[[Path], None], told: str) -> None:
    assert watching.found(hall.session, hall.repository) == [] == [*odd(hall.repository.path)]
    do(hall.repository.path)
    assert told in "\n".join(watching.found(hall.session, hall.repository))
    hall.session.commit()
    assert told in "\n".join(hall.check())


def test_an_alarm_stops_adoptions_until_an_officer_says_what_it_was(
    hall: Hall, app: Flask, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ballot, repository = hall.carried(), hall.repository
    hall.session.commit()
    left = repository.write({"library.md": "Cut short.\n"}, repository.head(), "Left behind", {}, db.now())
    repository.move("refs/proposals/2/1", left, None)
    assert watching.found(hall.session, repository) == [], (
        "a filing that was cut short leaves this, and the next one moves it on"
    )
    hall.session.commit()
    plumbing.run("update-ref", "refs/heads/mine", left, at=repository.path)
    assert "mine" not in client.get("/").text
    app.extensions["watched"] = -2 * jobs.HOUR
    assert "alarms.raise: alarm:1" in jobs.tick(app) and jobs.tick(app) == []
    client.sign_in(hall.chair)
    assert client.send(f"/ballots/{ballot.no}/adopt").status_code == 409
    for place in ("/", "/definition", "/minutes", "/nothing"):
        assert "there is what nobody recorded" in client.get(place).text, place
    page = client.sign_out().get("/alarms").text
    assert "refs/heads/mine" in page and "End the alarm" not in page
    assert client.sign_in(hall.members[0]).send("/alarms/1", words=WORDS).status_code == 403
    still = client.sign_in(hall.secretary).send("/alarms/1", words=WORDS)
    assert still.status_code == 409 and WORDS in still.text and "not right again yet" in still.text
    plumbing.run("update-ref", "-d", "refs/heads/mine", at=repository.path)
    with pytest.raises(adoption.Alarm):
        hall.adopt(ballot)
    hall.session.rollback()
    assert client.send("/alarms/1", words="").status_code == 422
    assert (
        client.send("/alarms/1", words=WORDS).status_code == 303
        and client.send("/alarms/1", words=WORDS).status_code == 409
    )
    assert WORDS in client.get("/alarms").text and "nobody recorded" not in client.get("/definition").text
    assert client.send(f"/ballots/{ballot.no}/adopt").status_code == 303 and hall.repository.ref("refs/tags/v3")
    repository_refs = [minute.act for minute in hall.session.exec(select(Minute)) if minute.act.startswith("alarms.")]
    assert repository_refs == ["alarms.raise", "alarms.end"], "one entry, however often it was seen"
    plumbing.run("update-ref", "-d", "refs/proposals/2/1", at=repository.path)
    assert hall.check() == []
    folder = handed_on(hall, tmp_path / "record")
    assert faults(folder) == []

    def never_ended(entries: list[Entry]) -> None:
        entries.remove(named(entries, "alarms.end"))

    assert "an alarm stood, and nothing may be adopted" in "\n".join(anew(folder, never_ended))


def test_main_moved_from_outside_is_one_alarm_whoever_sees_it_first(hall: Hall) -> None:
    ballot, old = hall.carried(), hall.repository.head()
    hall.session.commit()
    foreign = hall.repository.write({"library.md": "Ours now.\n"}, old, "Taken over", {}, db.now())
    plumbing.run("update-ref", MAIN, foreign, at=hall.repository.path)
    with pytest.raises(adoption.Alarm):
        hall.adopt(ballot)
    hall.session.rollback()
    assert foreign in str(hall.restart()) and len(hall.session.exec(select(Alarm)).all()) == 1


def test_a_record_that_does_not_go_on_from_a_head_that_is_known_is_announced(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    hall.proposal()
    hall.session.commit()
    assert hall.restart() is None
    noted = heads.seen(hall.config.instance)
    assert noted[-1] == heads.now(hall.session) and noted[-1] in client.get("/definition").text
    hall.session.rollback()
    heads.note(hall.config.instance, f"900:{'ab' * 32}")
    assert "cut short, or written anew" in str(hall.restart()) and "entry 900" in str(hall.restart())
    hall.session.rollback()
    with pytest.raises(adoption.Alarm, match="cut short"):
        hall.adopt(hall.carried())
    hall.session.rollback()
    client.sign_in(hall.chair)
    assert client.send("/alarms/1", words="A week was lost with the disk; we go on from the backup.").status_code == 303
    assert hall.restart() is None, "what is on record as lost is not told again"
    hall.session.rollback()
    assert client.send("/alarms/heads", head="nonsense").status_code == 422
    assert client.send("/alarms/heads", head=noted[-1]).status_code == 303 and hall.restart() is None
    hall.session.rollback()
    assert client.send("/alarms/heads", head="3:" + "0" * 64).status_code == 303
    assert "written anew" in str(hall.restart())
    hall.session.rollback()
    raised = hall.session.exec(select(Minute).where(Minute.act == "alarms.raise")).all()
    assert [minute.actor_id for minute in raised] == [None, hall.chair.id]
    assert faults(handed_on(hall, tmp_path / "record")) == []
    with pytest.raises(Refusal, match="is no head"):
        heads.parsed("117")
