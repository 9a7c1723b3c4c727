"""The open proposals laid over a text, as pages: the workloads M (60 proposals) and L (200), cold, warm, a tick and a set.

    python -m bench.together

Processor milliseconds of one request to the program in this process, beside an empty route of the same program. No page is
answered whole from memory; a cold one is the first after a start: every memory of the program is emptied. Each tick and each preview is of a set not seen before.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import select

from bench.corpus import Editor
from bench.meter import once
from workbench import create_app, db, starter
from workbench.config import Config
from workbench.definition.held import Held
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions, drafts
from workbench.proposals.together import Kept

SIZES = {"M": (3_608, 60), "L": (20_037, 200)}
ROUNDS = 5
TICK = {"HX-Request": "true", "X-Tick": "yes"}


def instance(folder: Path, words: int, count: int, paragraphs: int = 0, database: str = "") -> Config:
    """A fresh instance with a made text, of so many paragraphs if told, and so many open proposals of one to three edits each."""
    editor = Editor(3)
    base = editor.page(paragraphs, words) if paragraphs else editor.draft(words)
    others = (editor.edited(base, editor.chance.randint(1, 3)).text for _ in range(count))
    return _filed(folder, base.text, others, database)


def proposed(folder: Path, text: str, other: str) -> Config:
    """A fresh instance with a text, and an open proposal to put the other in its place."""
    return _filed(folder, text, [other])


def _filed(folder: Path, text: str, others: Iterable[str], database: str = "") -> Config:
    (folder / "text.md").write_text(text, "utf-8")
    config = Config(folder / "instance", database, testing=True)
    starter.make(config, source=str(folder / "text.md"), documents=(), name="Bench", demo=True)
    engine = db.connect(config.database_url)
    with db.writing(engine) as session:
        author = session.exec(select(Member)).first()
        assert author is not None
        for number, other in enumerate(others):
            draft = drafts.start(session, author)
            drafts.save(
                session, author, draft, turn=draft.turn, documents=dict.fromkeys(draft.documents, other), editing=[],
                title=f"Proposal {number}", rationale="It is better so.", claimed="editorial", cases=[],
            )  # fmt: skip
            actions.file(session, author, draft, repository=Repository(config.repository))
    engine.dispose()
    return config


def forget() -> None:
    """Empties every memory of the program, as after a start."""
    for name, module in list(sys.modules.items()):
        for value in list(vars(module).values()) if name.startswith("workbench") else ():
            if isinstance(value, Held | Kept):
                value.found.clear()
            elif isinstance(value, _lru_cache_wrapper):
                value.cache_clear()


def empty(app: Flask) -> None:
    """Forgets the pages that were kept whole."""
    pages = app.extensions["pages"]
    pages.found.clear()
    pages.size = 0


def figures(app: Flask, count: int) -> Iterator[tuple[str, float, str]]:
    """What is measured: its name, milliseconds, and a remark."""
    client, chance = app.test_client(), Random(7)
    numbers = list(range(1, count + 1))

    def asked(address: str, **headers: str) -> float:
        empty(app)
        return 1000 * once(lambda: _get(client, address, headers))

    def address(chosen: list[int]) -> str:
        return "/proposals/over?" + "&".join(f"with={no}" for no in sorted(chosen))

    def most(make: Callable[[], float]) -> float:
        return median(make() for _ in range(ROUNDS))

    asked("/healthz")
    yield "an empty route", most(lambda: asked("/healthz")), ""
    yield "overlay, cold", most(lambda: _cold(lambda: asked("/proposals/over"))), _size(client, "/proposals/over")
    yield "overlay, warm", most(lambda: asked("/proposals/over")), f"{queries(app, client, '/proposals/over')} queries"
    yield "pairs, cold", most(lambda: _cold(lambda: asked("/proposals/together"))), _size(client, "/proposals/together")
    yield (
        "pairs, warm",
        most(lambda: asked("/proposals/together")),
        f"{queries(app, client, '/proposals/together')} queries",
    )
    ten = address(numbers[:10])
    yield "a set of ten, cold", most(lambda: _cold(lambda: asked(ten))), _size(client, ten)
    for size in (1, 10, count // 2, count):
        sets = [chance.sample(numbers, size) for _ in range(ROUNDS)]
        whole = median(asked(address(chosen)) for chosen in sets)
        yield f"a new set of {size}, the whole page", whole, f"{queries(app, client, address(sets[0]))} queries"
        ticked = [sorted(set(chosen) ^ {chance.choice(numbers)}) for chosen in sets]
        yield "a tick more or less", median(asked(address(chosen), **TICK) for chosen in ticked), ""
    yield "two that meet", most(lambda: _cold(lambda: asked("/proposals/1/with/2"))), "cold"


def _get(client: FlaskClient, address: str, headers: dict[str, str]) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)


def _cold(ask: Callable[[], float]) -> float:
    forget()
    return ask()


def _size(client: FlaskClient, address: str) -> str:
    return f"{len(client.get(address).data) / 1000:.0f} KB"


def queries(app: Flask, client: FlaskClient, address: str) -> int:
    """How many questions a page asks of the database."""
    asked: list[Any] = []
    count = "before_cursor_execute", lambda *words: asked.append(words)
    event.listen(app.extensions["engine"], *count)
    empty(app)
    client.get(address)
    event.remove(app.extensions["engine"], *count)
    return len(asked)


def main() -> None:
    print("| workload | what | ms | |\n| --- | --- | ---: | --- |")
    for name, (words, count) in SIZES.items():
        with TemporaryDirectory() as folder:
            app = create_app(instance(Path(folder), words, count))
            for what, spent, remark in figures(app, count):
                print(f"| {name} | {what} | {spent:.1f} | {remark} |", flush=True)


if __name__ == "__main__":
    main()
