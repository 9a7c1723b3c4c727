"""`python -m bench.review`: what the pages cost beside an empty route of the same program, in one run.

Processor time of one request to the program in this process, the rivals asked in turn, medians; bars P14 to P18, P20, P21 and
the marks for one amendment under review. A crowded record holds a hundred times as much as a quiet one: with `--size 1`
10,000 proposals and 1,000,000 comments, else the named part of them. It is written into the tables, not filed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from bench import crowd
from bench.meter import Bar, once, printed, race
from bench.rivals import Repository
from bench.together import instance, queries
from workbench import create_app, db
from workbench.config import Config
from workbench.members.models import Member

WORDS = 10_000
FEW, MANY = 200, 1_000  # comments on one amendment
ROUNDS = 15
EMPTY = "/healthz"
PROPOSALS, COMMENTS = 10_000, 1_000_000
LISTED = 5_000
QUIET = 100  # times less in the quiet record
KEPT = (50, 5_000)  # requests after which the open files and children must be the same


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.review", description=__doc__)
    asked.add_argument(
        "--size", type=float, default=0.1, help="part of the whole crowded record (default: %(default)s)"
    )
    size = asked.parse_args().size
    return printed(f"python -m bench.review --size {size:g}", chain(amendment(), record(size)))


def amendment() -> Iterator[Bar]:
    """P15 to P18, and the marks for one amendment with 200 comments."""
    with TemporaryDirectory() as folder:
        config = instance(Path(folder), WORDS, 2)
        with writing(config) as session:
            for no, count in ((1, FEW), (2, MANY)):
                crowd.comments_on(session, no, count)
        app = create_app(config)
        client, member = app.test_client(), app.test_client()
        _sign_in(member)
        few, many = "/proposals/1", "/proposals/2"
        stamp = client.get(few).headers.get("ETag", "")
        took = race(
            {
                "empty": asking(client, EMPTY),
                "few": asking(client, few, kept=True),
                "many": asking(client, many, kept=True),
                "anew": asking(client, few),
                "member": asking(member, few),
                "same": asking(client, few, 304 if stamp else 200, {"If-None-Match": stamp}, True),
            },
            rounds=ROUNDS,
        )
        empty = took["empty"]
        sizes = [len(client.get(address).data) / 1000 for address in (few, many)]
        asked = [queries(app, client, address) for address in (few, many)]
        yield Bar(
            "P16",
            f"review page with {FEW} comments against an empty route",
            took["few"] / empty,
            5,
            8,
            note=f"{sizes[0]:.0f} KB",
        )
        yield Bar("P16", f"review page with {MANY:,} comments", took["many"] / empty, 12, 20, note=f"{sizes[1]:.0f} KB")
        yield Bar("P16", f"the page with {FEW} comments, when the record has changed", took["anew"] / empty, None, None)
        yield Bar(
            "P16", f"the same with {FEW} comments for a member, who may answer them", took["member"] / empty, None, None
        )
        yield Bar("P17", "a further comment", (took["many"] - took["few"]) / (MANY - FEW) / empty, 0.02, 0.04, unit="%")
        yield Bar("P18", "an unchanged page", took["same"] / empty, 1.5, 2.5)
        yield Bar(
            "mark 1",
            f"milliseconds of the page with {FEW} comments",
            1000 * took["few"],
            43,
            None,
            unit="",
            note=f"an empty route {1000 * empty:.2f}",
        )
        yield Bar("mark 1", f"KB of the page with {FEW} comments", sizes[0], 200, None, unit="")
        yield Bar(
            "mark 10",
            f"queries of the page with {MANY:,} comments, less those with {FEW}",
            asked[1] - asked[0],
            0,
            0,
            unit="",
            note=f"{asked[0]} queries",
        )
        yield from _kept(app, client)


def _kept(app: Flask, client: FlaskClient) -> Iterator[Bar]:
    """P15: no process of git on any page, no file and no child left open."""
    pages = ["/", "/definition", "/proposals", "/proposals/1", "/proposals/2?view=split", "/proposals/over", "/proposals/together",
             "/proposals/1/compare/base...1", "/cases", "/ballots", "/minutes", "/search?q=object"]  # fmt: skip
    with _started() as processes:
        for address in pages:
            assert client.get(address).status_code == 200, address
    yield Bar("P15", f"processes started by {len(pages)} pages", len(processes), 0, 0, unit="")
    open_files: list[int] = []
    for number in range(KEPT[1] + 1):
        client.get((EMPTY, "/proposals", "/search?q=object")[number % 3])
        if number in KEPT:
            open_files.append(_open_things())
    yield Bar(
        "P15",
        f"files and children after {KEPT[1]:,} requests, less those after {KEPT[0]}",
        open_files[1] - open_files[0],
        0,
        0,
        unit="",
    )


def record(size: float) -> Iterator[Bar]:
    """P14, P20 and P21: the first pages of a crowded record against those of a quiet one."""
    with TemporaryDirectory() as folder:
        apps: dict[str, Flask] = {}
        for name, part in (("quiet", size / QUIET), ("crowded", size)):
            place = Path(folder) / name
            place.mkdir()
            config = instance(place, 1_000, 1)
            with writing(config) as session:
                crowd.record(session, round(PROPOSALS * part), round(COMMENTS * part))
            apps[name] = create_app(config)
        crowded, quiet = apps["crowded"].test_client(), apps["quiet"].test_client()
        yield _listed(crowded)
        members = {name: app.test_client() for name, app in apps.items()}
        for member in members.values():
            _sign_in(member)
        pages = {
            "proposals, first page": "/proposals", "ballots": "/ballots", "cases": "/cases", "the home page": "/", "minutes": "/minutes",
            "search for a rare word": "/search?q=" + crowd.RARE, "search for two words": f"/search?q={crowd.COMMON}+{crowd.OFTEN}",
        }  # fmt: skip
        note = f"{round(PROPOSALS * size):,} proposals, {round(COMMENTS * size):,} comments"
        for what, address in pages.items():
            took = race({"crowded": asking(crowded, address), "quiet": asking(quiet, address)}, rounds=ROUNDS)
            yield Bar(
                "P14", f"{what}, with a hundred times as much", took["crowded"] / took["quiet"], 1.5, 3, note=note
            )
        took = race({name: asking(member, "/") for name, member in members.items()}, rounds=ROUNDS)
        yield Bar("P14", "a member's desk, with a hundred times as much", took["crowded"] / took["quiet"], 1.5, 3)
        common = f"/search?q={crowd.COMMON}"
        took = race(
            {
                "many": asking(crowded, common),
                "few": asking(quiet, common),
                "rare": asking(crowded, f"/search?q={crowd.RARE}"),
            },
            rounds=ROUNDS,
        )
        yield Bar(
            "P20", "search for the commonest word, with a hundred times as much", took["many"] / took["few"], 2, 4
        )
        yield Bar("P20", "search for the commonest word against a rare one", took["many"] / took["rare"], 2, 4)
        took = race(
            {"first": asking(crowded, "/proposals"), "last": asking(crowded, "/proposals?before=32")}, rounds=ROUNDS
        )
        yield Bar("P21", "proposals, last page against first", took["last"] / took["first"], 1.5, 3)
        took = race(
            {
                "first": asking(crowded, common),
                "last": asking(crowded, f"{common}&before={crowd.last(apps['crowded'])}"),
            },
            rounds=ROUNDS,
        )
        yield Bar("P21", "what was found, last page against first", took["last"] / took["first"], 1.5, 3)


def _sign_in(client: FlaskClient) -> None:
    with db.reading(client.application.extensions["engine"]) as session:
        author = session.exec(select(Member).order_by(col(Member.id))).first()
    assert author is not None
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = author.fs_uniquifier, True


@contextmanager
def _started() -> Iterator[list[object]]:
    """The processes that are started meanwhile."""
    found: list[object] = []

    def watch(event: str, words: tuple[object, ...]) -> None:
        if is_watching[0] and event in ("subprocess.Popen", "os.posix_spawn", "os.fork"):
            found.append(words)

    is_watching = [True]
    sys.addaudithook(watch)
    try:
        yield found
    finally:
        is_watching[0] = False


def _open_things() -> int:
    """Files this process holds open, and processes it has started that still are."""
    tasks = Path("/proc/self/task").iterdir()
    return len(os.listdir("/proc/self/fd")) + sum(len((task / "children").read_text().split()) for task in tasks)


def _listed(client: FlaskClient) -> Bar:
    """P14: the list of proposals against git's list of as many references."""
    with TemporaryDirectory() as folder:
        repository = Repository(folder, "One.\n", "Two.\n", "Three.\n")
        repository.point(LISTED)
        took = race({"page": asking(client, "/proposals"), "git": repository.list_references}, rounds=ROUNDS)
    return Bar("P14", f"list of proposals against git for-each-ref over {LISTED:,}", took["page"] / took["git"], 1, 2)


@contextmanager
def writing(config: Config) -> Iterator[Session]:
    engine = db.connect(config.database_url)
    with db.writing(engine) as session:
        yield session
    engine.dispose()


def asking(
    client: FlaskClient, address: str, status: int = 200, headers: dict[str, str] | None = None, kept: bool = False
) -> Callable[[], float]:
    """Asks for a page, again and again, for at least a few milliseconds; answers the seconds of one. Each is made anew, but
    where the one that is `kept` for readers is asked for."""
    pages = client.application.extensions["pages"]

    def ask() -> None:
        if not kept:
            pages.found.clear()
            pages.size = 0
        answer = client.get(address, headers=headers)
        assert answer.status_code == status, (address, answer.status_code)

    ask()
    times = max(1, min(50, round(0.02 / max(once(ask), 1e-4))))

    def took() -> float:
        if kept:
            ask()  # others have emptied the memory
        return once(lambda: [ask() for _ in range(times)] and None) / times

    return took


if __name__ == "__main__":
    sys.exit(main())
