"""How long voting lasts, as its rule has it: `window.vote` is the length, `window.min` and `window.max` are how far a ballot may go from it."""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.ballots import terms
from workbench.ballots.possible import AnyRule
from workbench.errors import Refusal

# Where the rule says nothing of it.
USUAL = timedelta(days=14)
# Times are given to the minute, so a ballot is as long as its rule has it if it is so to the minute.
EXACT = timedelta(minutes=1)
EMPTY = "Give the day and the time (UTC) as in 2026-06-30T18:00."


def _length(rule: AnyRule, key: str) -> timedelta | None:
    lasts = rule.terms[f"window.{key}"]
    return timedelta(hours=terms.hours(lasts)) if lasts else None


def typed(rule: AnyRule | None, now: datetime) -> str:
    """The closing time that a form proposes: none where the rule has a length, which counts from the opening."""
    is_fixed = rule is not None and _length(rule, "vote") is not None
    return "" if is_fixed else f"{now + USUAL:%Y-%m-%dT%H:%M}"


def end(rule: AnyRule, opens_at: datetime, closes_at: datetime | None) -> datetime:
    """When a ballot closes: as it was typed or, where that was left empty, as long after it opens as its rule has it."""
    length = _length(rule, "vote")
    if closes_at is None and length is None:
        raise Refusal(EMPTY, field="closes_at")
    return closes_at or opens_at + (length or USUAL)


def fits(rule: AnyRule, window: timedelta) -> None:
    """Refuse a ballot that is shorter, or longer, than its rule lets it be."""
    vote = rule.terms["window.vote"]
    if (least := _length(rule, "min") or _length(rule, "vote")) and window + EXACT <= least:
        lasts = terms.lasting(rule.terms["window.min"] or vote)
        more = " at least" if rule.terms["window.min"] else ""
        raise Refusal(
            f"Under the rule “{rule.title}” voting lasts {lasts}{more}. Choose a later closing time{', or leave it empty' if vote else ''}.",
            field="closes_at",
        )  # fmt: skip
    within(rule, window, "closes_at")


def within(rule: AnyRule, window: timedelta, field: str) -> None:
    """Refuse a ballot that would be longer than its rule lets it be: as it opens, and where its close is moved."""
    if (most := _length(rule, "max")) and window >= most + EXACT:
        raise Refusal(
            f"Under the rule “{rule.title}” voting lasts {terms.lasting(rule.terms['window.max'])} at most. Choose an earlier closing time.",
            field=field,
        )  # fmt: skip


def kept(rule: AnyRule, voters: int, window: timedelta, *, has_next: bool) -> None:
    """Refuse a ballot that its own rule would not decide, unless another body does then; or that is shorter or longer than the rule lets it be."""
    if voters < (least := max(1, rule.terms["roll.min_electorate"])) and not has_next:
        raise Refusal(
            f"The rule “{rule.title}” asks for {least} on the roll, and without the recused {voters} could vote. It names no body "
            "that decides instead: have more members appointed, or a rule put into force that names one.", field="rule",
        )  # fmt: skip
    fits(rule, window)
