"""The states of a ballot and every way from one to another: who may go it, and under which condition (procedure 2.4).

A ballot is open until its result is on record; its votes are in time until its closing second, whatever is on record by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workbench.minutes.models import Minute
from workbench.minutes.steps import FEED, FOLLOWERS, Step, steps, strayed

WORDS = {
    "scheduled": "scheduled", "cancelled": "cancelled", "open": "open", "adopted": "carried", "rejected": "rejected", "no_quorum": "without a quorum", "blocked": "blocked",
    "tie_pending": "tied", "tied": "tied, with nothing decided", "no_electorate": "with too few left to decide", "void": "void",
    "challenged": "challenged", "confirmed": "confirmed by a recount",
}  # fmt: skip
MEMBERS, ROLL = f"members, calendar, {FEED}", f"its roll, calendar, {FOLLOWERS}"
_OPENS = (
    "roll, affiliations and recusals are frozen and the text stands still; votes are taken up to the closing second"
)
_SHOWN, _VOID = (
    "the votes are published with the arithmetic",
    "every vote is kept and none counts; what it was on is where it was",
)
STEPS: tuple[Step, ...] = (
    Step("", "scheduled", "chair or secretary", "everything that opening asks holds; text, rule, options and times are bound by one hash",
         "it stands in the calendar; its roll is still to come", MEMBERS),
    Step("scheduled", "open", "workbench", "its time has come, and everything that opening asks still holds; the roll is the one of that second", _OPENS, ROLL),
    Step("scheduled", "cancelled", "chair or secretary", "a reason; or the workbench, where it may not open when its time has come",
         "nothing is bound any more; what it was on is where it was", MEMBERS),
    Step(
        "", "open", "chair or secretary",
        "every comment has its outcome, no formal objection is undecided, the text meets no other, no open ballot touches its "
        "clauses, its rivals are decided as that was fixed, and the affected cases were read by as many as the rule asks; text, base, rule, roll and times are bound by one hash",
        _OPENS, ROLL,
    ),
    Step("open", "adopted", "workbench", "the time is over, or everybody has voted, or the last period of a sign-off is over: the rule is met, or the draw carried it",
         "the votes are published with the arithmetic; the text waits for adoption, or for its second stage", f"chair and secretary once it may be adopted, {FEED}"),
    Step("open", "rejected", "workbench", "the time is over, or everybody has voted: the rule is not met", f"{_SHOWN}; the text stays as it is", FOLLOWERS),
    Step("open", "no_quorum", "workbench", "the time is over, and too few voted", f"{_SHOWN}; one more ballot may be held on the same text, within 30 days", f"chair and secretary, {FOLLOWERS}"),
    Step("open", "no_electorate", "workbench", "the time is over, and fewer than the rule asks are left on the roll after recusals",
         f"{_SHOWN}; the body that the rule names decides, or the text is under discussion again", FOLLOWERS),
    Step("open", "blocked", "workbench", "the time is over, and an objection or a block stands", f"{_SHOWN}; the text is under discussion again, and what an objection stopped is of the next higher class", FOLLOWERS),
    Step("open", "tie_pending", "workbench", "the time is over, no option beats the other, and the rule lets the chair decide", f"{_SHOWN}; nothing comes of it before the chair has decided", f"the chair, {FEED}"),
    Step("open", "tied", "workbench", "the time is over, as many are for it as against, and the rule has that reported alone", f"{_SHOWN}; the text is under discussion again", FOLLOWERS),
    Step("tie_pending", "adopted", "chair", "an open casting vote with a reason, within 7 days", "the text waits for adoption", f"chair and secretary, {FEED}"),
    Step("tie_pending", "rejected", "chair", "an open casting vote for the text as it stands; or the clock, where nobody decided within 7 days", "the text stays as it is", FOLLOWERS),
    Step("open", "open", "chair or secretary", "its close is moved: before it, only later, with a reason", "votes that were cast stand; the binding keeps the time that it opened with", ROLL, at_will=True),
    Step("open", "void", "secretary", "a ground and a reason; all votes are kept and none is counted, and another ballot may open at once",
         f"{_VOID}; nobody ever sees how members voted", FOLLOWERS, at_will=True),
    *(step for target in ("adopted", "rejected", "tie_pending", "tied") for step in steps(
        ("blocked",), target, "who raised it, or those who decide on it",
        "within 7 days the last block is withdrawn, or overruled with a reason, and the votes are counted again; the text has not gone on",
        "the result that the votes then give takes its place", FOLLOWERS,
    )),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tied"), "challenged", "member",
        "names an error in the result, within seven days and as long as nothing has come of it; from then on nothing does. Adoption waits in any "
        "case until the time for challenges that the rule gives is over, 48 hours where it gives none",
        "nothing comes of the result before somebody has recounted", f"members who may recount, {FEED}",
    ),
    Step("challenged", "confirmed", "member who recounts", "the published votes, counted again by another than who recorded the result and who challenged it, give the same; the outcome stands", "what comes of the result goes on", FEED),
    Step("challenged", "void", "secretary, or member who recounts", "the recount does not confirm it, or an officer declares it void: rerun", _VOID, FOLLOWERS),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked", "tie_pending", "tied"), "void",
        "secretary, or member who recounts",
        "a ground and a reason, while nothing has come of it: within seven days after the result, while a tie waits, or while a challenge is "
        "open; a challenge is decided by another than who recorded the result and who made it",
        _VOID, FOLLOWERS,
    ),
    *steps(
        ("adopted", "rejected", "no_quorum", "no_electorate", "blocked"), "void", "more than half of its roll",
        "one of the side that prevailed moves within 7 days that the result be reconsidered, and within 7 more others support it, while "
        "nothing has come of it",
        _VOID, f"its roll as long as that is moved, {FOLLOWERS}",
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
