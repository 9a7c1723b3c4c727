"""The command `workbench tally`: count an election from a file of rankings, as a ranked ballot is counted."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.ballots import formats, papers, presets, ranked, ranked_rules
from workbench.ballots.ranked import Ranking
from workbench.errors import Refusal

# In words that a table of rankings has for “no place”.
NO_PLACE = ("", "-", "no opinion")
OPTION = re.compile(r"\s*\|*\s*Option (\d+): (.+)")
RULE = ranked_rules.read(
    "file", {"over_default": {"ratio": {"option": 1}}, "unranked": "last", "tie": "chair_casting", "quorum": []}
)


@click.command()
@click.argument("rule", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.argument("ballots", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--ranked", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="In place of both files: a table (CSV) with a column for each option and a ballot in each row, or a tally sheet with lines “V: 21-3”.")  # fmt: skip
@click.option("--unranked", type=click.Choice(["no-opinion", "last"]), help="With --ranked: what it means to give an option no place.")  # fmt: skip
@click.option("--default", default="", metavar="OPTION", help="With --ranked: the option that every other has to be preferred to by itself.")  # fmt: skip
def tally(rule: Path | None, ballots: Path | None, path: Path | None, unranked: str | None, default: str) -> None:
    """Count the ballots of a file under the rule of another, both JSON (docs/rules.md): the result with every inequality, as JSON.

    RULE is a rule's table, or {"preset": "apache-release"} for one of the procedures that come along."""
    from workbench.cli import refusals

    if (path is None) == (rule is None) or (rule is None) != (ballots is None) or (path is None) != (unranked is None):
        raise click.UsageError("Give RULE and BALLOTS, or --ranked FILE with --unranked.")
    with refusals():
        if path:
            names, rankings = read(path.read_text("utf-8", "strict"))
            if default and default not in names:
                raise Refusal(f"There is no option “{default}” in {path.name}. Name one as it stands there.")
            answer = count(names, rankings, str(unranked).replace("-", "_"), default)
        elif rule and ballots:
            answer = formats.result(formats.rule(presets.one(loaded(rule))), papers.read(loaded(ballots)))
        print(json.dumps(answer, ensure_ascii=False, indent=1))


def loaded(path: Path) -> Any:
    """What is in a JSON file; numbers with a point stay words, so that they can be refused instead of rounded."""
    try:
        return json.loads(path.read_text("utf-8"), parse_float=str)
    except (ValueError, RecursionError) as broken:
        raise Refusal(f"{path.name} is not JSON: {broken}.") from broken


def count(names: Sequence[str], rankings: Sequence[Ranking], unranked: str, default: str = "") -> dict[str, object]:
    """The outcome with its numbers: what ranked.tally works out, for options with names and with or without a default."""
    options = range(len(names))
    duels = ranked.pairwise(options, rankings, unranked)
    known = names.index(default) if default else None
    tests = {
        option: RULE.over_default("option", duels[option, known], duels[known, option], len(rankings))
        for option in options
        if known is not None and option != known
    }
    left = [option for option in options if all(test.holds for test in tests.get(option, ()))]
    tiers = ranked.order(left, ranked.strongest(left, duels))
    outcome = "rejected" if tiers[0] == (known,) else "adopted" if len(tiers[0]) == 1 else "tie_pending"
    blank = sum(not ranking for ranking in rankings)
    return {
        "outcome": outcome,
        "counts": {"cast": len(rankings), "ranked": len(rankings) - blank, "abstain": blank},
        "conditions": [
            {"option": names[option], "words": str(test), "holds": test.holds}
            for option, found in tests.items()
            for test in found
        ],
        "tiers": [[names[option] for option in tier] for tier in tiers],
        "pairwise": {names[a]: {names[b]: duels[a, b] for b in options if b != a} for a in options},
    }


def read(text: str) -> tuple[list[str], list[dict[int, int]]]:
    """The names of the options and every ballot: option -> place. A Refusal names the line that cannot be read."""
    listed = {found[1]: found[2] for line in text.splitlines() if (found := OPTION.fullmatch(line))}
    if listed:
        names = [name.strip() for name in listed.values()]
        rows = [(n, list(line[2:].strip())) for n, line in enumerate(text.splitlines(), 1) if line.startswith("V:")]
    else:
        head, *table = csv.reader(text.splitlines())
        names, rows = [name.strip() for name in head], [(n, row) for n, row in enumerate(table, 2) if row]
    if len(set(names)) < len(names) or len(names) < 2:
        raise Refusal("These are no rankings: the first lines must name two options or more, each once.")
    return names, [_ballot(names, n, row) for n, row in rows]


def _ballot(names: Sequence[str], line: int, row: Sequence[str]) -> dict[int, int]:
    places = {option: place.strip() for option, place in enumerate(row) if place.strip().lower() not in NO_PLACE}
    if len(row) != len(names) or not all(place.isascii() and place.isdecimal() for place in places.values()):
        raise Refusal(
            f"Line {line} cannot be read: it needs a whole number, or no place, for each of {len(names)} options."
        )
    return {option: int(place) for option, place in places.items()}
