"""A sign-off in time (procedure 3.1, stages): enough sign-offs begin the last period for comments, and a block begins it again.

Pure: the same votes and the same moment give the same stage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workbench.ballots import terms
from workbench.ballots.electorate import Cast, Held, Name, Seat
from workbench.ballots.rules import Rule
from workbench.ballots.tally import Tally, tally


@dataclass(frozen=True)
class Stage:
    """Where a sign-off stands: what it comes to now, and from when until when its last period runs or ran."""

    result: Tally
    since: datetime | None = None
    until: datetime | None = None


def stage(
    rule: Rule, votes: Sequence[Cast], roll: Sequence[Seat | Name], held: Held, now: datetime, since_when: datetime | None = None
) -> Stage:  # fmt: skip
    """Where it stands at this moment. What comes when the period is over changes nothing any more.

    `since_when`: when the roll last changed by a recusal; the last period begins no earlier."""
    last = timedelta(hours=terms.hours(rule.comment)) if rule.comment else timedelta()
    since: datetime | None = None
    moments = sorted({max(vote.at, since_when or vote.at) for vote in votes if vote.at and vote.at <= now})
    result = tally(rule, [], roll, held)
    for moment in moments:
        if since and moment >= since + last:
            break
        result = tally(rule, [vote for vote in votes if vote.at and vote.at <= moment], roll, held)
        since = (since or moment) if result.outcome == "adopted" else None
    if since is None or now >= since + last:
        return Stage(result, since, since + last if since else None)
    until = since + last
    waits = replace(
        result, outcome="final_comment",
        because=f"Signed off. It carries on {until:%-d %B %Y, %H:%M} UTC unless somebody blocks it before.",
    )  # fmt: skip
    return Stage(waits, since, until)
