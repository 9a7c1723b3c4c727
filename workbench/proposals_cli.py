"""The commands `workbench proposals`: an amendment is filed from a file that somebody made elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.config import Config
from workbench.errors import Refusal

if TYPE_CHECKING:
    from workbench.members.interests import Interest


@click.group()
def proposals() -> None:
    """File amendments from files."""


@proposals.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "email", required=True, metavar="EMAIL", help="The member who files it.")
@click.option("--base", default="", metavar="VERSION", help="The version it was made on. Default: as the file says, else the newest.")  # fmt: skip
@click.option("--class", "claimed", type=click.Choice(["typographic", "editorial", "substantive", "scope", "procedure"]), required=True, help="The class of change claimed.")  # fmt: skip
@click.option("--title", default="", help="Default: the subject of the mail or commit.")
@click.option("--why", default="", help="The rationale. Default: the words of the mail or commit.")
@click.option("--of", "number", type=int, metavar="N", help="File it as the next revision of proposal N.")
@click.option("--note", default="", help="What that revision changes.")
@click.option("--amends", type=int, metavar="N", help="It is an amendment to proposal N, made on its current revision.")
@click.option("--interests", metavar="NUMBERS", help="Of a new proposal: the numbers of all that ties the member to an organisation, such as 3,7, or “none”; as on record. Default: asked for, at a terminal.")  # fmt: skip
def file(
    path: Path, email: str, base: str, claimed: str, title: str, why: str, number: int | None, note: str, amends: int | None,
    interests: str | None,
) -> None:  # fmt: skip
    """File an amendment from a Markdown text, a unified diff, a mail of git format-patch, or a git bundle.

    A patch that does not apply exactly to its base is refused with the hunk, and nothing is filed. Whoever files a new proposal
    confirms what ties them to an organisation, as on record; that goes on record with it.
    """
    from workbench import db
    from workbench.cli import engine, refusals
    from workbench.definition.repository import Repository
    from workbench.members import actions as members
    from workbench.proposals import actions, declaring, intake, queries

    with refusals():
        config = Config.load()
        repository, opened = Repository(config.repository), engine(config)
        if number is None:
            with db.reading(opened) as session:  # nobody else waits while a question does
                interests = _confirmed(declaring.live(session, members.by_email(session, email)), interests)
        with db.writing(opened) as session:
            author = members.by_email(session, email)
            if interests is not None and number is None:
                declaring.same(session, author, interests)
            known, other = (queries.proposal(session, no) if no else None for no in (number, amends))
            draft = intake.draft(
                session, author, path.read_bytes(), repository=repository, name=path.name, base=base, proposal=known,
                amends=other,
            )  # fmt: skip
            draft.title, draft.rationale = title or draft.title, why or draft.rationale
            draft.claimed, draft.note = claimed, note or draft.note
            filed = actions.file(
                session, author, draft, repository=repository, scripts=config.committee.scripts,
                limit=config.document_limit, committee=config.committee, has_confirmed=True,
            )  # fmt: skip
            print(f"proposal {filed.no}, revision {filed.revision}")


def _confirmed(known: Sequence[Interest], told: str | None) -> str:
    """What the member confirms, as a form would send it. A Refusal where that is not all on record, or nobody can be asked."""
    from workbench.proposals import declaring

    every = declaring.shown(known)
    words = "; ".join(f"{one.id}: {one.words}" for one in known) or "nothing"
    if told is None and _is_asked():
        told = every if click.confirm(f"On record ties you to an organisation: {words}. Is that all?", err=True) else ""
    if told is None or "".join(told.split()) != every:
        raise Refusal(
            f"Whoever files a proposal confirms what ties them to an organisation. On record is {words}. Confirm that with "
            f"--interests {every}; if something is missing, declare it first, under My interests on the pages."
        )
    return every


def _is_asked() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()
