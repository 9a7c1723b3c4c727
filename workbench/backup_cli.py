"""The commands `workbench backup` and `workbench restore`."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.config import Config, progress


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Write a backup of the instance into a new folder, while the committee goes on working. Prints the head of the minutes in it."""
    from workbench import backups
    from workbench.cli import refusals

    with refusals():
        print(backups.backup(Config.load(), folder))


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--head", "known", multiple=True, metavar="NUMBER:HASH", help="A head of the minutes that somebody knows, from a mail, a receipt or a page. May be repeated.")  # fmt: skip
def restore(folder: Path, known: tuple[str, ...]) -> None:
    """Put a backup in the place of the instance, which is kept aside. Stop the server first.

    Nothing is replaced unless the backup agrees with itself. Where the record is shorter than one that is known of, that is announced: as an
    entry, on every page, and here; nothing is adopted until an officer has said what was lost.
    """
    from workbench import backups
    from workbench.cli import refusals

    with refusals():
        head, lost = backups.restore(Config.load(), folder, known)
        for line in lost:
            progress(line)
        progress("The record is shorter than one that is known of: this stands on every page now." if lost else "The record goes on from every head that is known.")  # fmt: skip
        print(head)
