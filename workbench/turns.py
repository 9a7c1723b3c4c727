"""Whose turn it is: what waits for a member, worked out from what was done and never typed.

Each room gives a rule: a plain function of a session, a member and the time. What it finds is gone when the act is done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, func, select

from workbench import db, web
from workbench.members.models import Member
from workbench.minutes.models import Minute

# Asked at every page of whoever is signed in: put together once.
_LAST = select(func.max(Minute.seq))


@dataclass(frozen=True)
class Turn:
    """One thing that waits for a member. `why` is the sentence that says so; the act that ends it is done at `address`.

    `of` says what it is about, `title` what that is called; `since` is when it began to wait, `by` the last day for it, `until` its very end, where whoever waits is reminded before that."""

    why: str
    address: str
    of: str
    title: str
    since: datetime | None = None
    by: date | None = None
    until: datetime | None = None


Rule = Callable[[Session, Member, datetime], Sequence[Turn]]


def rule(found: Rule, app: Flask) -> None:
    """Have a rule asked of every member."""
    app.extensions.setdefault("turns", []).append(found)


def of(session: Session, member: Member) -> list[Turn]:
    """All that waits for a member: first what has a last day, by that; then a ballot before a case, as the rooms stand."""
    now = db.now()
    rules: list[Rule] = current_app.extensions.get("turns", [])
    found = [turn for known in reversed(rules) for turn in known(session, member, now)]
    return sorted(found, key=lambda turn: turn.by or date.max)


def count(member: Member, last: int | None = None) -> int:
    """How much waits for a member, for the head of every page. 0 where the record cannot be read.

    Worked out once a member for each state of the minutes (`last`: the number of their last entry, where it is known), and again
    every minute: for what ends or begins by the clock."""
    with suppress(SQLAlchemyError):
        session = web.session()
        state = (last or session.exec(_LAST).one(), db.now().replace(second=0), *member.held)
        known = _known().get(member.id)
        if known is None or known[0] != state:
            known = _known()[member.id] = (state, len(of(session, member)))
        return known[1]
    return 0


def forget(member: Member | None = None) -> None:
    """Count anew, after what does not stand in the minutes: for one member, or for all."""
    if member is None:
        _known().clear()
    else:
        _known().pop(member.id, None)


def _known() -> dict[int | None, tuple[tuple[Any, ...], int]]:
    found: dict[int | None, tuple[tuple[Any, ...], int]] = current_app.extensions.setdefault("turn_counts", {})
    return found
