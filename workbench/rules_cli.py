"""The commands `workbench rules`: the procedures that come along, a committee's rules in words, and what is odd about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from workbench.ballots import formats, oddities, presets
from workbench.ballots.possible import AnyRule
from workbench.config import Config
from workbench.tally_cli import loaded


@click.group()
def rules() -> None:
    """The voting rules: what a committee has, what it could take, what is odd about them."""


@rules.command("presets")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the table of each rule.")
def list_presets(as_json: bool) -> None:
    """Procedures of real bodies that a committee can take by their name, with their source."""
    every = presets.known().values()
    if as_json:
        told = [
            {"name": one.name, "title": one.title, "says": one.says, "source": one.source, "advice": one.advice, "rule": one.table}
            for one in every
        ]  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in every:
        print(f"{one.name}: {one.says} ({one.source}){f' {one.advice}' if one.advice else ''}")


@rules.command("check")
@click.argument("rule", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--members", type=click.IntRange(0), help="How many are on the roll. Default: the committee's members today.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON: for each rule its fingerprint, its sentences, what is odd.")  # fmt: skip
def check_rules(rule: Path | None, members: int | None, as_json: bool) -> None:
    """Look at every count a committee of this size can have, and say what is odd: of RULE (JSON), else of the committee's rules.

    Exit status 0 whatever is odd: nothing odd is forbidden."""
    from workbench.cli import refusals

    with refusals():
        if rule:
            one = formats.rule(presets.one(loaded(rule)))
            found, size = dict[str, AnyRule]({one.name: one}), 9
        else:
            found, size = _committee()
        size = size if members is None else members
        if as_json:
            print(json.dumps([_told(name, one, size) for name, one in found.items()], ensure_ascii=False, indent=1))
            return
        for name, one in found.items():
            print(f"{name}, with {size} on the roll: {' '.join(one.sentences())}")
            odd = [odd.sentence for odd in oddities.check(one, size)]
            if "procedure" in one.for_classes:
                print(
                    "  The other rules change by it: a ballot under it has to carry by the rule that it changes, too."
                )
            print("\n".join(f"  {sentence}" for sentence in odd or ["Nothing is odd about it."]))


def _told(name: str, rule: AnyRule, size: int) -> dict[str, Any]:
    odd = [{"kind": one.kind, "words": one.sentence} for one in oddities.check(rule, size)]
    return {"rule": name, "members": size, "sha256": rule.sha256, "says": rule.sentences(), "odd": odd}


def _committee() -> tuple[dict[str, AnyRule], int]:
    """The rules of the committee, and how many could vote today."""
    from workbench import db
    from workbench.ballots import known
    from workbench.ballots.seating import electorate
    from workbench.cli import engine

    config = Config.load()
    with db.reading(engine(config)) as session:
        return known.of(session, config.committee), len(electorate(session))
