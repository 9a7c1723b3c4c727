"""One act in a process of its own, to be killed in: `python -m tests.ballots.deeds`, a line of JSON for each act on standard input.

Everything is loaded once; each act is a fork that waits until somebody traces it (it stops itself; SIGCONT lets it go). Answers on
standard output: the number of the fork, “acknowledged” when the act was committed, as a voter would be told, and “ended”.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from workbench import db
from workbench.ballots import actions, adoption, ratifying
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.members.models import Member


def act(config: Config, deed: str, actor_id: int) -> None:
    engine = db.connect(config.database_url)
    with db.writing(engine) as session:
        actor, ballot = session.get_one(Member, actor_id), session.get_one(Ballot, 1)
        if deed == "vote":
            actions.vote(session, actor, ballot, choice="for", fingerprint=ballot.fingerprint)
        elif deed == "close":
            actions.close(session, actor, ballot)
        elif deed == "ratify":
            actions.close(session, actor, session.get_one(Ballot, 2))
        elif deed == "unopposed":
            ratifying.end(session, actor, ballot)
        else:
            adoption.adopt(session, actor, ballot, repository=Repository(config.repository))


def say(word: object) -> None:
    os.write(1, f"{word}\n".encode())


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        config = Config(Path(order["instance"]), order["database"], testing=True)
        if not (fork := os.fork()):
            os.setpgid(0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            act(config, order["deed"], order["actor"])
            say("acknowledged")
            os._exit(0)
        os.waitpid(fork, os.WUNTRACED)
        say(fork)
        os.waitpid(fork, 0)
        say("ended")


if __name__ == "__main__":
    main()
