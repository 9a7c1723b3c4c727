"""The commands `workbench cases …`: bring in what others published or a whole log, write the log out, ask what it said when."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.config import Config
from workbench.errors import Refusal

if TYPE_CHECKING:
    from sqlmodel import Session

OUTSIDE = ("osai-index", "opening-up-chatgpt", "mot", "osi-review", "fmti")

OWN = ("json", "csv")


@click.group()
def cases() -> None:
    """The case log: bring it in, write it out, and ask what it said when."""


@cases.command("import")
@click.argument("source", type=click.Choice([*OUTSIDE, *OWN]))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and keep nothing.")
def import_cases(source: str, path: Path, dry_run: bool) -> None:
    """Bring in what others published about systems from the folder of its files, or a log that "cases export" wrote:
    json is a file, csv a folder with a file for each table.

    Records of others stand beside the cases as what others say; none of them is a finding of the committee. Doing it
    again keeps only what has changed, and says what. Where the folder of osai-index or opening-up-chatgpt has
    finding-events.jsonl, its dated findings come along. If anything cannot be read, nothing at all is kept.
    """
    from workbench import db
    from workbench.cli import engine, refusals

    with refusals():
        read = _own if source in OWN else _outside
        with db.writing(engine(Config.load())) as session:
            report = read(session, source, path)
            if dry_run:
                session.rollback()
    for what, found in vars(report).items():
        if what == "events":
            print("dated events", found, sep="\t")
            continue
        if what != "told":
            print(what, len(found), sep="\t")
        if what in ("new", "changed", "gone", "older", "told"):
            print("\n".join(f"  {line}" for line in found), end="\n" * bool(found))


def _outside(session: Session, source: str, path: Path) -> Any:
    from workbench.cases import history, outside, sources

    records = sources.read(source, path)
    histories = history.read(path) if source in history.DATED else {}
    *_, report = _told(source, outside.bring_in(session, None, source, records), len(records))
    if histories:
        steps = _told(f"{source}, dated", history.bring_in(session, None, source, histories), len(histories))
        report.events = sum(fresh for fresh, _ in steps)
    return report


def _own(session: Session, form: str, path: Path) -> Any:
    from workbench.cases import checking, entering, files, log
    from workbench.cases.kept import Names

    sheet = checking.checked(session, files.read_json(path) if form == "json" else files.read_csv(path))
    names = Names()
    made = entering.plan(session, sheet, names, log.blocks(session, names))
    for _ in _told("cases", entering.carry_out(session, made), len(made.steps)):
        pass
    return made.report


def _told(label: str, steps: Iterable[Any], length: int) -> Iterator[Any]:
    """The steps, with a line on standard error that says how far they are."""
    with click.progressbar(steps, length=length, label=label, file=sys.stderr) as shown:
        yield from shown


@cases.command("export")
@click.argument("form", type=click.Choice(["json", "csv", "markdown"]))
@click.argument("out", type=click.Path(path_type=Path))
def export_cases(form: str, out: Path) -> None:
    """Write the whole log to OUT: json is one file; csv is a folder of CSV files, one for each table; markdown is a
    folder with a file for each case, to be read.

    json and csv hold all there is and can be brought in again ("cases import"). OUT must not exist yet, or be an empty
    folder. The layout is described in docs/cases.md.
    """
    from workbench import db
    from workbench.cases import files, log, written
    from workbench.cli import engine, refusals

    with refusals():
        _is_free(out, is_folder=form != "json")
        with db.reading(engine(Config.load())) as session:
            if form == "markdown":
                written.folder(session, out)
            else:
                (files.write_json if form == "json" else files.write_csv)(out, log.tables(session))


def _is_free(out: Path, *, is_folder: bool) -> None:
    if out.exists() and not (is_folder and out.is_dir() and not any(out.iterdir())):
        raise Refusal(f"{out} is there already. Name another, or move it away.")


@cases.command("state")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="A day, in UTC: 2026-05-04."
)
@click.option("--json", "_json", is_flag=True, help="Answer in JSON, the only form there is.")
def state(day: datetime, _json: bool) -> None:
    """The whole log as it stood at the end of a day: cases, findings, states, verdicts, and what others had said by then."""
    from workbench import db
    from workbench.cases import past
    from workbench.cli import engine, refusals

    with refusals(), db.reading(engine(Config.load())) as session:
        print(json.dumps(past.on(session, day.date()), ensure_ascii=False, sort_keys=True, indent=1))


@cases.command("flips")
@click.argument("number", metavar="PROPOSAL", type=int)
@click.option("--revision", type=int, metavar="N", help="Default: the current revision.")
@click.option("--json", "_json", is_flag=True, help="Answer in JSON, the only form there is.")
def flipped(number: int, revision: int | None, _json: bool) -> None:
    """What a proposal would do to the cases, by name: unaffected, to be judged again, judged again with the same verdict,
    flipped."""
    from workbench import db
    from workbench.cli import engine, refusals
    from workbench.proposals import flips, judging, queries

    with refusals():
        config = Config.load()
        with db.reading(engine(config)) as session:
            chosen = queries.revision(session, queries.proposal(session, number), revision)
            report = judging.every(session, chosen, config.committee)
            report.found.extend(flips.apart(session, report))
            told = flips.data(report)
        print(json.dumps(told, ensure_ascii=False, indent=1))
