"""What the page of a ballot shows of its second stage, and what the reader may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from workbench import db, web
from workbench.ballots import queries, ratifying, second
from workbench.ballots.briefing import Held
from workbench.ballots.models import Ballot
from workbench.ballots.second import Ratification, RatificationObjection
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.proposals import queries as proposals
from workbench.proposals import recusals


@dataclass(frozen=True)
class Told:
    """How the second stage of a ballot stands, for one reader. `first`: what it ratifies, where it is itself the second."""

    row: Ratification | None
    body: str
    first: int | None
    ballots: Sequence[tuple[Ballot, str]]
    objections: Sequence[RatificationObjection]
    names: dict[int | None, str]
    # why this officer opens no ballot of the body now; None: they are no officer, or there is none to open
    obstacle: str | None
    may_object: bool
    may_end: bool
    # whether the time for objections is over, and nobody has put that down
    is_over: bool
    # the class that the change is of once an objection has stopped it; empty: its class stays
    higher: str

    @property
    def stands(self) -> bool:
        """Whether an objection stands."""
        return any(one.withdrawn_at is None for one in self.objections)

    @property
    def holds(self) -> bool:
        """Whether it keeps the text of this ballot from being adopted by this ballot."""
        if self.row is None or self.first:
            return False
        is_free = self.row.outcome == "ratified" and self.row.by_ballot is None or self.is_over and not self.stands
        return not is_free and self.row.outcome != "overtaken"


def told(found: Held) -> dict[str, Any]:
    """For the box of a ballot."""
    session, ballot, viewer = web.session(), found.ballot, g.get("viewer")
    row = second.of(session, ballot)
    body = ballot.body or (row.body if row else None) or second.owed(session, ballot).get("body", "")
    made = () if ballot.ratifies or row is None else second.objections(session, ballot.no)
    asked = () if ballot.ratifies or row is None else second.ratifying(session, ballot.no)
    is_over = row is not None and row.until is not None and row.outcome is None and db.now() >= row.until
    is_out = viewer is not None and viewer.id in recusals.out(session, second.concerned(session, ballot))
    return {
        "second": Told(
            row=row, body=web.committee().bodies.get(body, body), first=ballot.ratifies,
            ballots=[(one, queries.stage(one, db.now())) for one in asked], objections=made,
            names=proposals.names(session, [one.member_id for one in made]), obstacle=_obstacle(ballot, row, is_out),
            may_object=_may_object(ballot), is_over=is_over,
            higher=second.statement(session, ballot).get("if_objected", "") if made else "",
            may_end=is_over and not ballot.ratifies and not is_out and permissions.may(viewer, "ballots.close"),
        )
    }  # fmt: skip


def _obstacle(ballot: Ballot, row: Ratification | None, is_out: bool) -> str | None:
    waits = row is not None and row.body and row.outcome is None and not ballot.ratifies
    is_free = permissions.may(g.get("viewer"), "ballots.open") and not is_out
    if not waits or not is_free or second.running(web.session(), ballot.no):
        return None
    try:
        ratifying.openable(web.session(), ballot, web.committee())
    except Refusal as no:
        return str(no)
    return ""


def _may_object(ballot: Ballot) -> bool:
    viewer = g.get("viewer")
    return viewer is not None and ratifying.objects(web.session(), viewer, ballot) == "may"
