"""The real texts, read where they lie beside the checkout: every version of each history, and the proposals to change it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
HISTORIES = (
    "contributor-covenant",
    "debian-constitution",
    "debian-social-contract",
    "dpg-standard",
    "dpg-standard-questions",
    "eip-1",
    "nixos-constitution",
    "open-definition",
    "osaid",
)
Docs = dict[str, str]


@dataclass(frozen=True)
class Amendment:
    """One proposal to change a history: written on version `base` (counted from 1), and what it makes of it.

    `merged` is the version that took it in, None if none did."""

    id: int
    base: int
    docs: Docs
    merged: int | None


def git(repository: str, *words: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=True)
    return done.stdout.decode()


def folder(name: str) -> Path:
    """Where a history lies."""
    return DATA / "osaid" if name == "osaid" else DATA / "histories" / name


@cache
def versions(name: str) -> tuple[Docs, ...]:
    """Every version on the first-parent line of main, oldest first."""
    with TemporaryDirectory() as copy:
        _cloned(name, copy)
        commits = git(copy, "rev-list", "--first-parent", "--reverse", "main").split()
        return tuple(_docs(copy, commit) for commit in commits)


@cache
def amendments(name: str) -> tuple[Amendment, ...]:
    """The proposals of a history, as its `amendments.json` lists them; none where it has no such list."""
    listed = folder(name) / "amendments.json"
    if not listed.is_file():
        return ()
    with TemporaryDirectory() as copy:
        _cloned(name, copy)
        return tuple(_amendments(copy, json.loads(listed.read_text("utf-8"))["amendments"]))


def _amendments(copy: str, facts: list[dict[str, int | str]]) -> Iterator[Amendment]:
    for fact in facts:
        merged = int(fact["merged_version"]) if fact.get("merged_version") else None
        yield Amendment(int(fact["id"]), int(fact["base_version"]), _docs(copy, str(fact["commit"])), merged)


def _cloned(name: str, copy: str) -> None:
    bundle = folder(name) / f"{name}.bundle"
    subprocess.run(["git", "clone", "--bare", "--quiet", bundle, copy], capture_output=True, check=True)


def _docs(copy: str, commit: str) -> Docs:
    paths = git(copy, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")[:-1]
    return {path: git(copy, "show", f"{commit}:{path}") for path in paths}


@cache
def articles() -> tuple[tuple[str, str], ...]:
    """Articles of bills before and after the amendments that were adopted; one that was struck out has an empty after."""
    lines = (DATA / "amendments" / "fr-articles" / "articles.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return tuple((str(row["before"]), str(row.get("after") or "")) for row in rows)


def files() -> Iterator[tuple[str, str]]:
    """Every file of plain text or Markdown, by its place, byte for byte."""
    for path in sorted(DATA.rglob("*")):
        if path.suffix in (".md", ".txt", ".wml") and path.is_file():
            yield str(path.relative_to(DATA)), path.read_bytes().decode("utf-8")


def wordings() -> Iterator[tuple[str, str]]:
    """Every text of more than a line that a file of records carries, with the file it is in: amendments, comments, answers."""
    for path in sorted([*DATA.rglob("*.json"), *DATA.rglob("*.jsonl")]):
        text = path.read_text("utf-8")
        values = map(json.loads, text.splitlines()) if path.suffix == ".jsonl" else [json.loads(text)]
        for value in values:
            for words in _strings(value):
                if "\n" in words:
                    yield str(path.relative_to(DATA)), words


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
