"""Votes signed with a passkey: what is signed is what is cast, nobody else's key signs it, and both proofs find what was changed (attacks 37 to 39)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.proof.test_verify import Entry, anew, faults, handed_on, named, row, unguarded
from tests.support.authenticator import HERE, VERIFIED, Authenticator
from workbench import checkup
from workbench.ballots import actions, signing
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.signing import Signed, VoteSignature
from workbench.members import passkeys
from workbench.members.models import Member
from workbench.members.passkeys import Passkey, Site
from workbench.minutes.record import canonical, digest

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
VISIT = "v" * 64


def registered(hall: Hall, member: Member, device: Authenticator, name: str = "My laptop") -> Passkey:
    challenge = hashlib.sha256(device.id).digest()
    asked = {"challenge": challenge, "visit": VISIT}
    passkeys.ask(hall.session, member, purpose=passkeys.TO_REGISTER, words=name, **asked)
    return passkeys.register(hall.session, member, HERE, response=device.made(challenge), **asked)


def asked(hall: Hall, member: Member, ballot: Ballot, choice: str, reason: str = "", site: Site = HERE) -> str:
    """The statement of a vote that is about to be signed."""
    _, _, n = actions.castable(
        hall.session, member, ballot, choice=choice, fingerprint=ballot.fingerprint, reason=reason
    )
    return signing.asked(hall.session, member, ballot, site=site, visit=VISIT, choice=choice, reason=reason, n=n)[0]


def challenge(statement: str) -> bytes:
    return hashlib.sha256(statement.encode()).digest()


def cast(
    hall: Hall, member: Member, ballot: Ballot, choice: str, response: str, reason: str = "", visit: str = VISIT
) -> Vote:
    return actions.vote(
        hall.session, member, ballot, choice=choice, reason=reason, fingerprint=ballot.fingerprint, signed=Signed(HERE, visit, response),
    )  # fmt: skip


def sign(hall: Hall, member: Member, ballot: Ballot, choice: str, device: Authenticator, reason: str = "") -> Vote:
    statement = asked(hall, member, ballot, choice, reason)
    return cast(hall, member, ballot, choice, device.signed(challenge(statement)), reason)


def voted(hall: Hall) -> tuple[Ballot, Authenticator]:
    """A ballot in which two signed, one of them twice, and three did not."""
    device, other = Authenticator(), Authenticator(counts=False)
    registered(hall, hall.members[0], device)
    registered(hall, hall.members[1], other)
    ballot = hall.ballot()
    sign(hall, hall.members[0], ballot, "against", device, "Too long.")
    sign(hall, hall.members[0], ballot, "for", device, "Short enough.")
    sign(hall, hall.members[1], ballot, "for", other)
    for member in [hall.chair, hall.secretary, hall.members[2]]:
        hall.vote(member, ballot, "for")
    return ballot, device


def test_poc(hall: Hall, tmp_path: Path) -> None:
    ballot, _ = voted(hall)
    hall.votes(ballot, for_=7)
    actions.close(hall.session, hall.chair, ballot)
    assert hall.check() == []
    assert faults(handed_on(hall, tmp_path / "record")) == []
    import subprocess, sys

    print(
        subprocess.run(
            [sys.executable, "-I", str(tmp_path / "record" / "verify.py")], capture_output=True, text=True
        ).stdout
    )
