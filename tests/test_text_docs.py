"""The manual of `workbench text` and the program say the same: every command, every option, every example."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.support.server import ROOT, WORKBENCH, environment
from workbench.text_cli import text

MANUAL = (ROOT / "docs" / "commands.md").read_text("utf-8")
PAIR = re.compile(r"```json request([^\n]*)\n(.*?)```\n\n```json answer\n(.*?)```", re.DOTALL)
SECTIONS = {part.partition("\n")[0]: part for part in re.split(r"^## ", MANUAL, flags=re.MULTILINE)[1:]}
SHARED = SECTIONS.pop("What all of them share")


def examples() -> Iterator[tuple[str, list[str], str, str]]:
    """Command, options, request and answer of each example."""
    for command, words in SECTIONS.items():
        for options, request, answer in PAIR.findall(words):
            yield command, options.split(), request, answer


def options(command: click.Command) -> set[str]:
    return {
        name for option in command.params for name in (*option.opts, *option.secondary_opts) if name.startswith("--")
    } - {"--help"}


def test_every_command_has_its_section_and_every_section_a_command() -> None:
    assert sorted(SECTIONS) == sorted(text.commands)
    for name, section in SECTIONS.items():
        assert f"[`workbench text {name} " in MANUAL and f"](#{name})" in MANUAL
        assert PAIR.search(section), f"{name} has no example"


@pytest.mark.parametrize("name", text.commands)
def test_every_option_is_explained_and_every_option_explained_is_there(name: str) -> None:
    command = text.commands[name]
    told = set(re.findall(r"`(--[a-z-]+)", SECTIONS[name] + SHARED)) - {"--batch"}
    every = {option for other in text.commands.values() for option in options(other)}
    assert options(command) - {"--batch"} <= told
    assert told <= every
    assert set(re.findall(r"`(--[a-z-]+)", SECTIONS[name])) - {"--batch"} <= options(command)


@pytest.mark.parametrize(("command", "more", "given", "answer"), list(examples()))
def test_every_example_is_answered_as_the_manual_says(command: str, more: list[str], given: str, answer: str, tmp_path: Path) -> None:  # fmt: skip
    line = json.dumps(json.loads(given)).encode() + b"\n"
    done = subprocess.run(
        [*WORKBENCH, "text", command, "--batch", *more],
        input=line,
        capture_output=True,
        check=True,
        env=environment(tmp_path),
    )
    assert json.loads(done.stdout) == json.loads(answer)
    assert "error" not in json.loads(answer)


def test_the_manual_is_reached_from_the_readme_and_from_the_page_about_running() -> None:
    assert "(docs/commands.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "(commands.md)" in (ROOT / "docs" / "running.md").read_text("utf-8")


def test_the_help_says_how_texts_are_read_from_a_repository() -> None:
    told = text.help or ""
    assert "--repository DIR" in told and "REVISION:PATH" in told and "FROM..TO:PATH" in told
