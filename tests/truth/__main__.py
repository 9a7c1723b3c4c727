"""`make truth`: counts how often the engine is right on the real texts, prints it as Markdown, and names what was missed."""

from __future__ import annotations

import argparse
import hashlib
import platform
import sys
from importlib import import_module
from importlib.util import find_spec

from bench.meter import spent
from tests.truth import Table, texts

SECTIONS = ("clauses", "laws", "instructions", "merges", "anchors", "authors", "characters", "bombs")


def counted(name: str, whole: bool) -> Table:
    """The table of one section."""
    return import_module(f"tests.truth.{name}").table(whole)  # type: ignore[no-any-return]


def present() -> tuple[str, ...]:
    """The sections there are, in order."""
    return tuple(name for name in SECTIONS if find_spec(f"tests.truth.{name}"))


def markdown(table: Table) -> str:
    """A table as Markdown, under its heading; figures stand to the right."""
    sides = ["---", *("---:" for _ in table.head[1:])]
    rows = [table.head, tuple(sides), *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([f"## {table.title}", "", *lines, ""])


def sources() -> str:
    """Which texts were read: each history with its number of versions and the first digits of its bundle's SHA-256."""
    found = []
    for name in texts.HISTORIES:
        bundle = (texts.folder(name) / f"{name}.bundle").read_bytes()
        found.append(f"{name} ({len(texts.versions(name))} versions, {hashlib.sha256(bundle).hexdigest()[:8]})")
    return "Texts: " + ", ".join(found) + "."


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    asked.add_argument("--only", metavar="NAME", action="append", choices=SECTIONS, help="count this section alone")
    asked.add_argument("--sample", action="store_true", help="count the sample that the tests count")
    chosen = asked.parse_args()
    if not texts.DATA.is_dir():
        print(f"The real texts are not here: {texts.DATA} is no folder.", file=sys.stderr)
        return 2
    command = " ".join(["python -m tests.truth", *sys.argv[1:]])
    print(f"# What the wording engine gets right\n\n`{command}`, Python {platform.python_version()}. {sources()}\n")
    misses: list[str] = []
    for name in chosen.only or present():
        began = spent()
        table = counted(name, not chosen.sample)
        print(markdown(table), flush=True)
        print(f"`--only {name}`, {spent() - began:.0f} s of processor time.\n", flush=True)
        misses += [f"{name}: {miss}" for miss in table.misses]
    print("## Missed\n\n" + ("\n".join(f"- {miss}" for miss in misses) or "Nothing."))
    return bool(misses)


if __name__ == "__main__":
    sys.exit(main())
