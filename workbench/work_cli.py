"""The command `workbench work`."""

from __future__ import annotations

import click

from workbench.config import Config, progress
from workbench.errors import Refusal


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work(once: bool) -> None:
    """Record what the clock has decided, and send the mails that are due, until stopped with Ctrl-C.

    “workbench serve” does the same beside itself: this command is for a server that runs with --no-work, or for a timer of the
    system (--once). Any number of workers may run at once. What was done is printed, a line each.
    """
    from workbench import jobs
    from workbench.cli import refusals

    with refusals():
        config = Config.load()
        if not config.exists:
            raise Refusal(f"There is no instance in {config.instance}. Run “workbench init” first.")
        from workbench import create_app

        app = create_app(config)
        if once:
            for line in jobs.tick(app):
                print(line, flush=True)
            return
        progress("Working; stop it with Ctrl-C.")
        jobs.work(app)
