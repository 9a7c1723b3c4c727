"""The rule check: every count that a committee of this size can have, and what is odd about what the rule makes of it.

Pure. Nothing odd is forbidden: each is told with a count that shows it, so that a committee knows before it votes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.ballots import ranked_rules
from workbench.ballots.possible import LARGEST, AnyRule, Numbers, Space, space, unknown

DECIDED = ("adopted", "rejected", "blocked", "tie_pending")


@dataclass(frozen=True)
class Oddity:
    """`kind` names it for programs; the sentence has a count that shows it."""

    kind: str
    sentence: str


@lru_cache(256)
def check(rule: AnyRule, size: int) -> tuple[Oddity, ...]:
    """What is odd about a rule for a committee of `size`. Of a ranked rule, for one option of each class of change."""
    if why := unknown(rule):
        return (Oddity("not_looked_at", why),)
    if size > LARGEST:
        return (
            Oddity("too_large", f"With more than {LARGEST} on the roll there are too many counts to look at each."),
        )
    if size < 1:
        return (Oddity("nobody", "With nobody on the roll it decides nothing."),)
    classes = rule.for_classes if isinstance(rule, ranked_rules.Rule) else ("",)
    found: dict[str, Oddity] = {}
    for claimed in classes:
        for one in _odd(space(rule, size, claimed)):
            suffix = f" (A change claimed as {claimed}.)" if claimed else ""
            found.setdefault(one.kind, Oddity(one.kind, one.sentence + suffix))
    return tuple(found.values())


def _odd(space: Space) -> Iterator[Oddity]:
    outcomes = space.outcomes
    if "adopted" not in outcomes.values():
        yield Oddity("never", f"With {space.size} on the roll it can never carry, whoever votes how.")
    yield from _nobody_for(space)
    yield from _helped(space)
    yield from _jumps(space)
    yield from _recusals(space)
    yield from _ties(space)


def _nobody_for(space: Space) -> Iterator[Oddity]:
    for numbers, outcome in space.outcomes.items():
        if outcome == "adopted" and not space.counts(numbers).f:
            yield Oddity("nobody_for", f"It carries with nobody for it: {space.told(numbers)}.")
            return


def _helped(space: Space) -> Iterator[Oddity]:
    """A vote against that carries it, and a vote for that stops it: by somebody who stayed away, or who changes sides."""
    asked = [
        ("against_helps", "A", "", "A vote against can help it", "One vote more, against it,"),
        ("against_helps_more", "A", "F", "To change from for to against can help it", "With one of those for against it instead, it"),
        ("for_harms", "F", "", "A vote for can harm it", "One vote more, for it,"),
        ("for_harms_more", "F", "A", "To change from against to for can harm it", "With one of those against for it instead, it"),
    ]  # fmt: skip
    for kind, to, away, title, change in asked:
        before, after = ("adopted", "other") if kind.startswith("for") else ("other", "adopted")
        turned = _turned(space, to, away, before == "adopted")
        if shown := min(turned, key=lambda pair: _plainly(space, pair[0]), default=None):
            was, then = shown
            verb = "carries it" if after == "adopted" else "stops it"
            how = (
                f"{change} {verb}" if not away else f"{change} {'carries' if after == 'adopted' else 'does not carry'}"
            )
            yield Oddity(kind, f"{title}. {_sentence(space, was)} {how}: {space.told(then)}.")


def _turned(space: Space, to: str, away: str, was_adopted: bool) -> Iterator[tuple[Numbers, Numbers]]:
    for numbers, outcome in space.outcomes.items():
        if (outcome == "adopted") is not was_adopted or outcome == "tie_pending":
            continue
        for then in space.moved(numbers, to, away):
            after = space.outcomes.get(then, "tie_pending")
            if after != "tie_pending" and (after == "adopted") is not was_adopted:
                yield numbers, then


def _plainly(space: Space, numbers: Numbers) -> tuple[int, int]:
    """The plainest example first: few kinds of votes, and many of them for it."""
    return sum(number > 0 for number in numbers), -space.counts(numbers).f


def _sentence(space: Space, numbers: Numbers) -> str:
    said = {"adopted": "it carries", "no_quorum": "there is no quorum", "blocked": "it is blocked",
            "no_electorate": "nobody decides", "invalid_tally": "it cannot be counted"}  # fmt: skip
    return f"With {space.told(numbers)} {said.get(space.outcomes[numbers], 'it fails')}."


def _jumps(space: Space) -> Iterator[Oddity]:
    least = space.needed
    for votes in sorted(least):
        if votes + 1 not in least:
            continue
        now, then = least[votes], least[votes + 1]
        if then > now + 1 or then < now:
            verb = "jumps" if then > now else "falls"
            yield Oddity(
                "jump", f"What it takes {verb}: of {votes} who vote, {now} must be for it; of {votes + 1}, {then}."
            )
            return


def _recusals(space: Space) -> Iterator[Oddity]:
    """From how many recusals on nothing can be decided, or nothing can carry, even if everybody else votes."""
    ways = [Space(space.rule, space.size, recused, space.claimed) for recused in range(1, space.size - 1)]
    silent = next((one for one in ways if not one.when_all_vote & {*DECIDED}), None)
    if silent and space.when_all_vote & {*DECIDED}:
        yield Oddity(
            "quorum_unreachable",
            f"With {silent.recused} of {space.size} recused nothing can be decided, even if everybody else votes.",
        )
    stuck = next((one for one in ways if "adopted" not in one.when_all_vote), None)
    if stuck and "adopted" in space.when_all_vote and (silent is None or stuck.recused < silent.recused):
        yield Oddity(
            "never_after_recusals",
            f"With {stuck.recused} of {space.size} recused it cannot carry, even if everybody else is for it.",
        )


def _ties(space: Space) -> Iterator[Oddity]:
    tied = next((numbers for numbers, outcome in space.outcomes.items() if outcome == "tie_pending"), None)
    if isinstance(space.rule, ranked_rules.Rule):
        if space.rule.tie == "report":
            yield Oddity("tie", "Nobody can break a tie between options: it is only reported.")
        return
    if tied is None:
        return
    if space.rule.tie == "report":
        yield Oddity("tie", f"Nobody can break this tie, which is only reported: {space.told(tied)}.")
        return
    for numbers, outcome in space.outcomes.items():
        if outcome != "tie_pending":
            continue
        broken = [then for then in space.moved(numbers, "F") if then in space.outcomes]
        if broken and all(space.outcomes[then] == "rejected" for then in broken):
            yield Oddity(
                "casting_vote",
                f"The casting vote carries what one vote more would not: {space.told(numbers)} is a tie, and "
                f"{space.told(broken[0])} is rejected.",
            )
            return
