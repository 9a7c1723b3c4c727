"""Slowing down whoever guesses a password: so many wrong ones for one address, then a pause.

Counted in the database, since several processes serve one committee. Who is signed in already, and a link from an
administrator, are not touched by the pause, so nobody can be kept out for good.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlmodel import Session, col, delete, func, select

from workbench import db
from workbench.errors import Refusal
from workbench.members.models import WrongPassword

LIMIT = 10
WINDOW = timedelta(minutes=15)


def pause(session: Session, email: str) -> None:
    """Refuse with 429 when there were LIMIT wrong passwords for this address within WINDOW, known member or not."""
    recent = select(func.count()).where(
        WrongPassword.account == account(email), col(WrongPassword.at) > db.now() - WINDOW
    )
    if session.exec(recent).one() >= LIMIT:
        raise Refusal(
            "There were too many wrong passwords for this address. Wait a quarter of an hour, or ask an administrator for a link.",
            status=429,
        )


def note(session: Session, email: str) -> None:
    """Count one wrong password, and forget those that no longer matter."""
    session.exec(delete(WrongPassword).where(col(WrongPassword.at) <= db.now() - WINDOW))
    session.add(WrongPassword(account=account(email), at=db.now()))


def account(email: str) -> str:
    """What stands for an address here; the table shows nobody who tried to sign in."""
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
