"""The command `workbench cases recheck`: whether the pages that findings rest on still say what was quoted."""

from __future__ import annotations

import sys

import click

from workbench.config import Config
from workbench.errors import Refusal


@click.command()
@click.option("--case", "number", type=int, metavar="N", help="Only this case. Default: every published one.")
def recheck(number: int | None) -> None:
    """Look again at the pages that findings rest on: changed, or the quoted words gone? One line a piece of evidence.

    It asks other machines, so instance.toml must say “recheck_evidence = true”.
    """
    from workbench import db
    from workbench.cases import rechecks
    from workbench.cli import engine, refusals

    with refusals():
        config = Config.load()
        if not config.rechecks_evidence:
            raise Refusal(
                "This instance asks no other machines. Write “recheck_evidence = true” into its instance.toml first."
            )
        opened = engine(config)
        with db.reading(opened) as session:
            due = rechecks.due(session, number)
        with click.progressbar(due, label="evidence", file=sys.stderr) as steps:
            for evidence in steps:
                seen = rechecks.look(evidence.address, evidence.quotation, evidence.sha256)
                with db.writing(opened) as session:
                    rechecks.keep(session, evidence, seen)
                print(evidence.id, seen.outcome, evidence.address, seen.why, sep="\t")
