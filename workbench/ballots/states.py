"""The states of a ballot and every way from one to another: who may go it, and under which condition (procedure 2.4).

A ballot is open until its result is on record; its votes are in time until its closing second, whatever is on record by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workbench.minutes.models import Minute
from workbench.minutes.steps import Step, steps, strayed

WORDS = {
    "scheduled": "scheduled", "cancelled": "cancelled", "open": "open", "adopted": "carried", "rejected": "rejected", "no_quorum": "without a quorum", "blocked": "blocked",
    "tie_pending": "tied", "tied": "tied, with nothing decided", "no_electorate": "with too few left to decide", "void": "void",
    "challenged": "challenged", "confirmed": "confirmed by a recount",
}  # fmt: skip
STEPS: tuple[Step, ...] = (
    Step("", "scheduled", "chair or secretary", "everything that opening asks holds; text, rule, options and times are bound by one hash"),
    Step("scheduled", "open", "workbench", "its time has come, and everything that opening asks still holds; the roll is the one of that second"),
    Step("scheduled", "cancelled", "chair or secretary", "a reason; or the workbench, where it may not open when its time has come"),
    Step(
        "", "open", "chair or secretary",
        "every comment has its outcome, no formal objection is undecided, the text meets no other, no open ballot touches its "
        "clauses, its rivals are decided as that was fixed, and the affected cases were read by as many as the rule asks; text, base, rule, roll and times are bound by one hash",
    ),
    Step("open", "adopted", "workbench", "the time is over, or everybody has voted, or the last period of a sign-off is over: the rule is met, or the draw carried it"),
    Step("open", "rejected", "workbench", "the time is over, or everybody has voted: the rule is not met"),
    Step("open", "no_quorum", "workbench", "the time is over, and too few voted"),
    Step("open", "no_electorate", "workbench", "the time is over, and fewer than the rule asks are left on the roll after recusals"),
    Step("open", "blocked", "workbench", "the time is over, and an objection or a block stands"),
    Step("open", "tie_pending", "workbench", "the time is over, no option beats the other, and the rule lets the chair decide"),
    Step("open", "tied", "workbench", "the time is over, as many are for it as against, and the rule has that reported alone"),
    Step("tie_pending", "adopted", "chair", "an open casting vote with a reason, within 7 days"),
    Step("tie_pending", "rejected", "chair", "an open casting vote for the text as it stands; or the clock, where nobody decided within 7 days"),
    Step("open", "void", "secretary", "a ground and a reason; all votes are kept and none is counted, and another ballot may open at once"),
    *(step for target in ("adopted", "rejected", "tie_pending", "tied") for step in steps(
        ("blocked",), target, "who raised it, or those who decide on it",
        "within 7 days the last block is withdrawn, or overruled with a reason, and the votes are counted again; the text has not gone on",
    )),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tied"), "challenged", "member",
        "names an error in the result, within seven days and as long as nothing has come of it; from then on nothing does. Adoption waits in any "
        "case until the time for challenges that the rule gives is over, 48 hours where it gives none",
    ),
    Step("challenged", "confirmed", "member who recounts", "the published votes, counted again by another than who recorded the result and who challenged it, give the same; the outcome stands"),
    Step("challenged", "void", "secretary, or member who recounts", "the recount does not confirm it, or an officer declares it void: rerun"),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tie_pending", "tied"), "void",
        "secretary, or member who recounts",
        "a ground and a reason, while nothing has come of it: within seven days after the result, while a tie waits, or while a challenge is "
        "open; a challenge is decided by another than who recorded the result and who made it",
    ),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked"), "void", "more than half of its roll",
        "one of the side that prevailed moves within 7 days that the result be reconsidered, and within 7 more others support it, while "
        "nothing has come of it",
    ),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)


def may(source: str, target: str) -> bool:
    return (source, target) in _KNOWN


def state(row: dict[str, Any]) -> str:
    """Where a ballot stands, from its row, or that of its schedule or of a challenge, or what the minutes have of it."""
    return str(row["state"] if "state" in row else row["outcome"] or ("challenged" if "made_at" in row else "open"))


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a ballot's state in the minutes that the table does not know."""
    return strayed(entries, ("ballot", "ballot_schedule", "challenge"), _goes, state=state)


def _goes(source: str, target: str) -> bool:
    """A challenge begins with a row of its own."""
    return may(source, target) or (source, target) == ("", "challenged")
