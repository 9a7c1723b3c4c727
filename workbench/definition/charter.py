"""Writing an instance's committee.toml: plain TOML that a person edits afterwards."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.config import bundled

BARE = re.compile(r"[A-Za-z0-9_-]+")
HEAD = """\
# The committee: its name, its documents in order, the scripts its text may use, and its voting rules.
# By which clauses a case is judged stands beside the text, not here: members change it by a proposal.

"""


def of_starter(name: str | None) -> str:
    """The starter's own file, comments and all; under another name if one is given."""
    text = (bundled("definition") / "committee.toml").read_text("utf-8")
    return re.sub(r"(?m)^name = .*$", lambda _: f"name = {value(name)}", text, count=1) if name else text


def of_import(name: str, documents: Sequence[str], scripts: Sequence[str]) -> str:
    """A file for a text of one's own, with the starter's voting rules, what takes two there, and no list of requirements."""
    starter = tomllib.loads((bundled("definition") / "committee.toml").read_text("utf-8"))
    rules, two = starter["rules"], starter["second_person"]
    head = {"name": name, "documents": list(documents), "scripts": list(scripts)}
    return (
        HEAD
        + lines(head)
        + f"\n[second_person]\n{lines(two)}"
        + "".join(f"\n[rules.{key(rule)}]\n{lines(content)}" for rule, content in rules.items())
    )


def whole(path: Path) -> None:
    """The procedure that is proposed whole takes the place of the starter's rules; name, documents and scripts stay."""
    kept = tomllib.loads(path.read_text("utf-8"))
    text = (bundled("definition") / "procedure.toml").read_text("utf-8")
    for word in ("name", "documents", "scripts"):
        line = f"{word} = {value(kept[word])}"
        text = re.sub(rf"(?m)^{word} = .*$", lambda _, line=line: line, text, count=1)  # type: ignore[misc]
    save(path, text)


def hurry(path: Path) -> None:
    """For a demo: what carries may be adopted at once, so that one visitor sees a change through."""
    save(path, path.read_text("utf-8").replace('challenge = "PT48H"', 'challenge = "PT0H"'))


def save(path: Path, text: str) -> None:
    """All of it or nothing: the file's presence says that the instance is there."""
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{key(name)} = {value(content)}\n" for name, content in table.items())


def key(name: str) -> str:
    return name if BARE.fullmatch(name) else value(name)


def value(content: Any) -> str:
    """A string, whole number, truth value, list or table as TOML writes it inside a line."""
    if isinstance(content, str):
        return json.dumps(content, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, Mapping):
        return "{ " + ", ".join(f"{key(name)} = {value(inner)}" for name, inner in content.items()) + " }"
    if isinstance(content, list | tuple):
        return "[" + ", ".join(map(value, content)) + "]"
    return str(int(content))
