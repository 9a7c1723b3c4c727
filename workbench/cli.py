"""The command `workbench`: set up an instance, serve it, prove it, let people in.

Data goes to standard output, messages and progress to standard error. 0: done. 1: refused, with one clear line. 2: wrong usage.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench import __version__
from workbench.backup_cli import backup, restore
from workbench.cases_cli import cases
from workbench.config import Config, progress
from workbench.errors import Fault, Refusal
from workbench.proposals_cli import proposals
from workbench.recheck_cli import recheck
from workbench.rules_cli import rules
from workbench.tally_cli import tally
from workbench.text_cli import text
from workbench.work_cli import work

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def refusals() -> Iterator[None]:
    """A rule's no, or a fault of the record, is one line on standard error and exit status 1."""
    try:
        yield
    except (Refusal, Fault) as no:
        progress(f"workbench: {no}")
        for line in getattr(no, "details", ()):
            progress(f"  {line}")
        sys.exit(1)
    except OSError as fault:
        progress(f"workbench: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}")
        sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def main() -> None:
    """The Definition Workbench. WORKBENCH_INSTANCE names the instance folder (default: instance/ where you stand),
    DATABASE_URL a PostgreSQL database to use instead of the SQLite file in it."""


@main.command()
@click.option(
    "--from",
    "source",
    metavar="PATH_OR_URL",
    help="Start from a Markdown file, a folder, a git bundle or a git repository.",
)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="FILE",
    help="A document of the definition, in order; may be repeated.",
)
@click.option("--name", help="The name of the committee.")
@click.option("--demo/--no-demo", default=None, help="Sample members who sign in by one click (on this machine only). Default: only without --from and --procedure.")  # fmt: skip
@click.option("--procedure", type=click.Choice(["committee"]), help="Begin with the procedure that is proposed whole (definition/procedure.toml), and without examples.")  # fmt: skip
@click.option("--document-limit", "limit", type=click.IntRange(min=1000), metavar="BYTES", help="The largest document. Default: 1000000.")  # fmt: skip
def init(
    source: str | None,
    documents: tuple[str, ...],
    name: str | None,
    demo: bool | None,
    limit: int | None,
    procedure: str | None,
) -> None:
    """Make an instance: the definition's repository, the database, the committee's file.

    Without --from it starts with the starter text, its cases and the worked examples.
    """
    from workbench import starter

    with refusals():
        starter.make(
            Config.load(),
            source=source,
            documents=documents,
            name=name,
            limit=limit,
            demo=source is None and not procedure if demo is None else demo,
            procedure=procedure is not None,
        )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on; 0 picks a free one.")  # fmt: skip
@click.option("--demo", is_flag=True, help="Make the worked example first if there is no instance yet.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--work/--no-work", "works", default=True, help="Whether it also does what “workbench work” does. Default: it does.")  # fmt: skip
def serve(host: str, port: int, demo: bool, threads: int, works: bool) -> None:
    """Serve the instance. Stop it with Ctrl-C."""
    with refusals():
        listener = listen(host, port)
        config = Config.load(loopback=host in ("127.0.0.1", "localhost", "::1"))
        if not config.exists:
            if not demo:
                raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
            from workbench import starter

            starter.make(config, source=None, documents=(), name=None, demo=True)
            config = Config.load(loopback=config.loopback)
        from waitress import create_server

        from workbench import create_app, jobs

        app = create_app(config)
        # larger than what a request may hold, so that the answer to what is too large is our page
        server = create_server(app, sockets=[listener], threads=threads, ident=None, max_request_body_size=16_000_000)
        address = f"http://{host}:{listener.getsockname()[1]}"
        progress(f"The workbench is at {address}   (stop it with Ctrl-C)")
        progress(f"Sign in at {address}/sign-in: " + ("choose a sample member there." if config.demo else "with your own account. No account yet: workbench member invite --help"))  # fmt: skip
        with jobs.beside(app) if works else nullcontext():
            server.run()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before any work is done, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as taken:
        reason = "is in use" if taken.errno == errno.EADDRINUSE else f"cannot be used ({taken.strerror})"
        raise Refusal(f"Port {port} on {host} {reason}. Stop what uses it, or choose another: --port 8080") from taken
    return listener


@main.command()
@click.option("--head", "heads", multiple=True, metavar="NUMBER:HASH", help="A head of the minutes noted earlier: the record must go on from it. May be repeated.")  # fmt: skip
def check(heads: tuple[str, ...]) -> None:
    """Prove the record: minutes against rows, texts against git. Exit status 1 names each disagreement."""
    from workbench import checkup

    with refusals():
        config = Config.load()
        found = checkup.check(config, heads)
        for line in checkup.removed(config):
            progress(line)
    for line in found:
        print(line)
    progress("the record agrees with itself" if not found else f"disagreements: {len(found)}")
    sys.exit(1 if found else 0)


@main.group()
def export() -> None:
    """Hand on what is on record."""


@export.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def record(folder: Path) -> None:
    """Write the public record into a folder, with verify.py, which proves it to anybody: python3 DIR/verify.py.

    Prints the head of the minutes: note it down, and give it to verify.py later with --head.
    """
    from workbench.proof import export as proof

    with refusals():
        print(proof.write(Config.load(), folder))


@main.group()
def member() -> None:
    """Let people in, and see who is in."""


@member.command()
@click.option("--name", required=True, help="The name that everybody will see.")
@click.option("--email", required=True, help="Their address, for signing in; shown to nobody.")
@click.option("--role", "roles", multiple=True, default=("member",), show_default=True, help="observer, member, secretary, chair or administrator; may be repeated.")  # fmt: skip
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the workbench is reached.")
def invite(name: str, email: str, roles: tuple[str, ...], url: str) -> None:
    """Print a one-time link with which a new member chooses a password. It works once, for 72 hours."""
    from workbench import db
    from workbench.members import actions

    with refusals(), db.writing(engine(Config.load())) as session:
        _, token = actions.invite(session, None, email=email, name=name, roles=roles)
    print(f"{url.rstrip('/')}/invitations/{token}")


@member.command()
@click.argument("number", type=int)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the workbench is reached.")
def renew(number: int, url: str) -> None:
    """Print a one-time link with which a member chooses a new password. It works once, for 72 hours."""
    from workbench import db
    from workbench.members import actions
    from workbench.members.models import Member

    with refusals(), db.writing(engine(Config.load())) as session:
        found = session.get(Member, number)
        if found is None:
            raise Refusal(f"There is no member {number}. See who is in: workbench member list")
        _, token = actions.renew(session, None, found)
    print(f"{url.rstrip('/')}/invitations/{token}")


@member.command("list")
def list_members() -> None:
    """One line a member: number, name, roles, and whether the account is paused."""
    from sqlmodel import col, select

    from workbench import db
    from workbench.members.models import Member

    with refusals(), db.reading(engine(Config.load())) as session:
        for row in session.exec(select(Member).order_by(col(Member.id))):
            print(row.id, row.name, ",".join(row.held), "" if row.active else "paused", sep="\t")


def engine(config: Config) -> Engine:
    """The database of an instance that must exist, with its schema up to date."""
    from workbench import db

    if not config.exists:
        raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
    opened = db.connect(config.database_url)
    db.upgrade(opened)
    return opened


cases.add_command(recheck)
main.add_command(backup)
main.add_command(restore)
main.add_command(text)
main.add_command(tally)
main.add_command(rules)
main.add_command(cases)
main.add_command(proposals)
main.add_command(work)

if __name__ == "__main__":
    main()
