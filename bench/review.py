"""`python -m bench.review`: what the pages cost beside an empty route of the same program, in one run.

Processor time of one request to the program in this process, the rivals asked in turn, medians; bars P14 to P18, P20, P21 and
the marks for one amendment under review. A crowded record holds a hundred times as much as a quiet one: with `--size 1`
10,000 proposals and 1,000,000 comments, else the named part of them. It is written into the tables, not filed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from bench import crowd
from bench.corpus import Editor
from bench.meter import Bar, once, printed, race
from bench.rivals import Repository
from bench.together import empty, forget, instance, proposed, queries
from tests.support import postgres
from workbench import create_app, db
from workbench.config import Config
from workbench.members.models import Member

WORDS = 10_000
FEW, MANY = 200, 1_000  # comments on one amendment, of two sentences each
M = 64, 3_608, 1  # paragraphs, words, amendments
LARGE = 20_000
ROUNDS = 15
EMPTY = "/healthz"
PROPOSALS, COMMENTS = 10_000, 1_000_000
LISTED = 5_000
QUIET = 100  # times less in the quiet record, but never so little that a first page of it is not full
FULL = 100, 10_000
KEPT = (50, 5_000)  # requests after which the open files and children must be the same


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.review", description=__doc__)
    asked.add_argument(
        "--size", type=float, default=0.1, help="part of the whole crowded record (default: %(default)s)"
    )
    asked.add_argument("--only", choices=("amendment", "marked", "hostile", "record"), help="one part of it alone")
    asked.add_argument("--postgresql", action="store_true", help="the crowded record on a PostgreSQL started for it")
    told = asked.parse_args()
    parts = {
        "amendment": amendment, "marked": marked, "hostile": hostile,
        "record": lambda: record(told.size, on_postgresql=told.postgresql),
    }  # fmt: skip
    wanted = [told.only] if told.only else list(parts)
    command = "python -m bench.review " + " ".join(sys.argv[1:] or [f"--size {told.size:g}"])
    return printed(command, chain.from_iterable(parts[name]() for name in wanted))


def amendment() -> Iterator[Bar]:
    """P15 to P18 and mark 10: one amendment of a text of 10,000 words, for the public and for a member who may answer."""
    with TemporaryDirectory() as folder:
        config = instance(Path(folder), WORDS, 2)
        with writing(config) as session:
            for no, many_said in ((1, FEW), (2, MANY)):
                crowd.comments_on(session, no, many_said)
        app = create_app(config)
        client, member = app.test_client(), app.test_client()
        _sign_in(member)
        few, many = "/proposals/1", "/proposals/2"
        stamp = client.get(few).headers["ETag"]
        took = race(
            {
                "empty": asking(client, EMPTY),
                "few": asking(client, few, kept=True),
                "many": asking(client, many, kept=True),
                "anew": asking(client, few),
                "member, few": asking(member, few, kept=True),
                "member, many": asking(member, many, kept=True),
                "member, few anew": asking(member, few),
                "member, many anew": asking(member, many),
                "same": asking(client, few, 304, {"If-None-Match": stamp}, True),
            },
            rounds=ROUNDS,
        )
        empty = took["empty"]
        yield Bar("P16", "an empty route", 1000 * empty, None, None, unit=" ms")
        for who, browser, name in (("the public", client, ""), ("a member", member, "member, ")):
            for number, what, tight, loose in ((FEW, "few", 5, 8), (MANY, "many", 12, 20)):
                size = f"{len(browser.get(few if number == FEW else many).data) / 1000:.0f} KB"
                words = f"review page with {number:,} comments against an empty route, for {who}"
                yield Bar("P16", words, took[name + what] / empty, tight, loose, note=size)
        yield Bar("P16", f"the page with {FEW} comments made anew, for the public", took["anew"] / empty, None, None)
        yield Bar("P16", "the same for a member", took["member, few anew"] / empty, None, None)
        yield Bar("P17", "a further comment", (took["many"] - took["few"]) / (MANY - FEW) / empty, 0.02, 0.04, unit="%")
        yield Bar("P18", "an unchanged page", took["same"] / empty, 1.5, 2.5)
        asked = [_questions(app, member, address) for address in (few, many)]
        words = f"queries of the page with {MANY:,} comments made anew for a member, less those with {FEW}"
        yield Bar("mark 10", words, asked[1] - asked[0], 0, 0, unit="", note=f"{asked[0]} queries")
        each = 1000 * (took["member, many anew"] - took["member, few anew"]) / (MANY - FEW)
        yield Bar("mark 10", "a further comment on a page made anew for a member", each, 0.1, 0.2, unit=" ms")
        yield from _kept(app, client)
        said = race({"empty": asking(client, EMPTY), "said": after_a_comment(member, 1)}, rounds=ROUNDS)
        words = f"the page with {FEW} comments for a member, after another one"
        yield Bar("P16", words, said["said"] / said["empty"], None, None)


def marked() -> Iterator[Bar]:
    """Mark 1: one amendment of the text M, with 200 comments of two sentences each."""
    with TemporaryDirectory() as folder:
        config = instance(Path(folder), *M[1:], paragraphs=M[0])
        with writing(config) as session:
            crowd.comments_on(session, 1, FEW)
        app = create_app(config)
        client, member = app.test_client(), app.test_client()
        _sign_in(member)
        address = "/proposals/1"
        took = race(
            {
                "empty": asking(client, EMPTY),
                "public": asking(client, address),
                "member": asking(member, address),
                "kept": asking(member, address, kept=True),
            },
            rounds=ROUNDS,
        )
        note = f"{took['member'] / took['empty']:.0f} times an empty route of {1000 * took['empty']:.3g} ms"
        yield Bar("mark 1", "M: the page from memory, for a member", 1000 * took["kept"], 43, None, unit=" ms")
        yield Bar("mark 1", "M: the page made anew, for the public", 1000 * took["public"], 43, None, unit=" ms")
        yield Bar(
            "mark 1", "M: the page made anew, for a member", 1000 * took["member"], 43, None, unit=" ms", note=note
        )
        for who, browser in (("the public", client), ("a member", member)):
            size = len(browser.get(address).data) / 1000
            yield Bar("mark 1", f"M: KB of the page, for {who}", size, 200, None, unit="")
        said = race({"empty": asking(client, EMPTY), "said": after_a_comment(member, 1)}, rounds=ROUNDS)
        note = f"{said['said'] / said['empty']:.0f} times an empty route of {1000 * said['empty']:.3g} ms"
        words = "M: the page after a comment, for a member"
        yield Bar("mark 1", words, 1000 * said["said"], 43, None, unit=" ms", note=note)


def hostile() -> Iterator[Bar]:
    """Mark 9: texts too large to be marked word by word in good time. Each page is the first after a start."""
    prose = Editor(21).prose
    one, other = (" ".join(prose.invented() for _ in range(450)).split()[:LARGE] for _ in range(2))
    texts = {
        "one paragraph of 20,000 words, a word in fifty replaced": (
            [one], [[f"{word}ish" if at % 50 == 0 else word for at, word in enumerate(one)]]
        ),
        "one paragraph of 20,000 words, wholly other words": ([one], [other]),
        "a text of 20,000 words for another": ([one[at : at + 60] for at in range(0, LARGE, 60)],
                                               [other[at : at + 60] for at in range(0, LARGE, 60)]),
    }  # fmt: skip
    for what, sides in texts.items():
        before, after = ("# Text\n\n" + "\n\n".join(map(" ".join, side)) + "\n" for side in sides)
        with TemporaryDirectory() as folder:
            app = create_app(proposed(Path(folder), before, after))
            client = app.test_client()
            client.get(EMPTY)
            forget()
            took = once(looking(client))
            forget()
            empty(app)
            tracemalloc.start()
            size = len(client.get("/proposals/1").data)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        yield Bar("mark 9", f"a page: {what}", took, 2, None, unit=" s", note=f"{size / 1000:,.0f} KB")
        yield Bar("mark 9", "MB that it takes meanwhile", peak / 1e6, 200, None, unit="")


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


def record(size: float, *, on_postgresql: bool = False) -> Iterator[Bar]:
    """P14, P20 and P21: the first pages of a crowded record against those of a quiet one."""
    with TemporaryDirectory() as folder, postgres.server() if on_postgresql else nullcontext() as server:
        apps: dict[str, Flask] = {}
        began = time.monotonic()
        crowded_by = round(PROPOSALS * size), round(COMMENTS * size)
        quiet_by = max(FULL[0], crowded_by[0] // QUIET), max(FULL[1], crowded_by[1] // QUIET)
        for name, counts in (("quiet", quiet_by), ("crowded", crowded_by)):
            place = Path(folder) / name
            place.mkdir()
            config = instance(place, 1_000, 1, database=server.fresh() if server else "")
            with writing(config) as session:
                crowd.record(session, *counts)
            apps[name] = create_app(config)
        print(f"written in {time.monotonic() - began:.0f} s", file=sys.stderr)
        crowded, quiet = apps["crowded"].test_client(), apps["quiet"].test_client()
        yield _listed(crowded)
        members = {name: app.test_client() for name, app in apps.items()}
        for member in members.values():
            _sign_in(member)
        pages = {
            "proposals, first page": "/proposals", "ballots": "/ballots", "cases": "/cases", "the home page": "/", "minutes": "/minutes",
            "search for a rare word": "/search?q=" + crowd.RARE, "search for two words": f"/search?q={crowd.COMMON}+{crowd.OFTEN}",
        }  # fmt: skip
        note = "{:,} and {:,} proposals, {:,} and {:,} comments".format(
            *(count for pair in zip(quiet_by, crowded_by, strict=True) for count in pair)
        )
        for what, address in pages.items():
            took = race({"crowded": asking(crowded, address), "quiet": asking(quiet, address)}, rounds=ROUNDS)
            yield Bar(
                "P14",
                f"{what}, in the crowded record against the quiet one",
                took["crowded"] / took["quiet"],
                1.5,
                3,
                note=note,
            )
        took = race({name: asking(member, "/") for name, member in members.items()}, rounds=ROUNDS)
        yield Bar(
            "P14",
            "a member's desk, in the crowded record against the quiet one",
            took["crowded"] / took["quiet"],
            1.5,
            3,
        )
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
            "P20",
            "search for the commonest word, in the crowded record against the quiet one",
            took["many"] / took["few"],
            2,
            4,
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


def looking(client: FlaskClient, no: int = 1) -> Callable[[], None]:
    """One look at the page of a proposal."""

    def look() -> None:
        assert client.get(f"/proposals/{no}").status_code == 200

    return look


def after_a_comment(client: FlaskClient, no: int) -> Callable[[], float]:
    """The seconds of the page of a proposal for whoever asks first after somebody has said something."""
    said = count(100)

    def took() -> float:
        with db.writing(client.application.extensions["engine"]) as session:
            crowd.comments_on(session, no, 1, seed=next(said))
        return once(looking(client, no))

    return took


def _questions(app: Flask, client: FlaskClient, address: str) -> int:
    """How many questions a page asks of the database when it is made anew."""
    client.get(address)
    empty(app)
    return queries(app, client, address)


def asking(
    client: FlaskClient, address: str, status: int = 200, headers: dict[str, str] | None = None, kept: bool = False
) -> Callable[[], float]:
    """Asks for a page, again and again, for at least a few milliseconds; answers the seconds of one. Each is made anew, but
    where the one that is `kept` for readers is asked for."""

    def ask() -> None:
        if not kept:
            empty(client.application)
        answer = client.get(address, headers=headers)
        assert answer.status_code == status, (address, answer.status_code)

    for _ in range(2):
        ask()  # a member's first look is made for once
    times = max(1, min(50, round(0.02 / max(once(ask), 1e-4))))

    def took() -> float:
        if kept:
            ask()  # others have emptied the memory
        return once(lambda: [ask() for _ in range(times)] and None) / times

    return took


if __name__ == "__main__":
    sys.exit(main())
