"""What is still missing, in plain words, worked out from the rule itself by looking at every count there can be.

Pure. Of a sealed ballot only what follows from how many have voted: never more than everybody may see before the close.
"""

from __future__ import annotations

from functools import lru_cache

from workbench.ballots import ranked_rules
from workbench.ballots.possible import LARGEST, PRESENT, AnyRule, Numbers, Space, space, unknown


@lru_cache(512)
def sealed(rule: AnyRule, size: int, voted: int, claimed: str = "") -> tuple[str, ...]:
    """What a ballot wants of which only is known that `voted` of `size` have voted; with 0, what a ballot would want."""
    if unknown(rule) or not 0 < size <= LARGEST:
        return ()
    here = space(rule, size, claimed)
    enough = quorum(here)
    there = "vote or be present" if any("P" in one.names for one in rule.quorum) else "vote"
    if enough is None:
        said = ["Whether the quorum is met depends on how members vote."]
    elif voted < enough and not voted:
        said = [f"It takes {enough} of {size} to make the quorum, however they vote."]
    elif voted < enough:
        said = [
            f"{_more(enough - voted)} of any kind {_make(enough - voted)} the quorum: {enough} of {size} have to {there}."
        ]
    else:
        said = [f"The quorum is met: it takes {enough} of {size}."] if enough else []
    return (*said, *_majority(here, max(enough or 0, voted)))


@lru_cache(512)
def known(rule: AnyRule, size: int, numbers: Numbers, claimed: str = "") -> tuple[str, ...]:
    """What is missing of a count that everybody may see; `numbers` in the order of the space's kinds."""
    here = space(rule, size, claimed)
    if unknown(rule) or not 0 < size <= LARGEST or sum(numbers) > size:
        return ()
    outcome = here.outcome(numbers)
    counts = here.counts(numbers)
    if outcome == "blocked":
        return (f"{counts.b} block{'s have' if counts.b > 1 else ' has'} to be withdrawn or overruled first.",)
    said = []
    if outcome == "no_quorum":
        more = next((k for k in range(1, size - sum(numbers) + 1) if _meets(here, numbers, k)), None)
        if more:
            said.append(f"{_more(more)} of any kind {_make(more)} the quorum.")
    steps = _steps(here, numbers, "F")
    carried = next((k for k, then in enumerate(steps) if here.outcome(then) == "adopted"), None)
    if carried is None:
        return (*said, "It cannot carry any more, even if everybody else votes for it.")
    if carried:
        said.append(f"{_more(carried)} for, if nobody else votes against, {'carry' if carried > 1 else 'carries'} it.")
        return tuple(said)
    bears = _steps(here, numbers, "A")
    lost = next((k for k, then in enumerate(bears) if here.outcome(then) != "adopted"), None)
    end = f"; {_more(lost).lower()} against, if nobody else votes for it, {_stop(lost)} it" if lost else ""
    return (f"As it stands it carries{end}.",)


def quorum(space: Space) -> int | None:
    """How many have to vote, whoever they are and however they vote; 0 where nobody has to; None where that depends."""
    missed = [space.counts(numbers).cast for numbers, outcome in space.outcomes.items() if outcome == "no_quorum"]
    most = max(missed, default=-1) + 1
    return most if most <= space.eligible else None


def _majority(space: Space, least: int) -> list[str]:
    """How many for it are enough, when everybody votes and when so few do."""
    enough = space.needed
    word = "above the text as it stands" if isinstance(space.rule, ranked_rules.Rule) else "for it"
    size = space.eligible
    if space.outcomes[(0,) * len(space.kinds)] == "adopted":
        return ["Silence carries it: it takes no vote for it, unless somebody objects."]
    if size not in enough:
        return []
    vote = "vote for or against" if space.has_against else "vote, and nobody blocks it"
    said = f"If all {size} {vote}, {enough[size]} {word} {'are' if enough[size] != 1 else 'is'} enough"
    if least in enough and 0 < least < size and PRESENT not in space.kinds:
        return [f"{said}; if only {least} {'do' if least != 1 else 'does'}, {enough[least]}."]
    return [f"{said}."]


def _meets(space: Space, numbers: Numbers, more: int) -> bool:
    """Whether so many more votes make the quorum, of whatever kind they are."""
    reached = {numbers}
    for _ in range(more):
        reached = {then for one in reached for letter in "FASB" for then in space.moved(one, letter)}
    return all(sum(one) > space.eligible or space.outcome(one) != "no_quorum" for one in reached)


def _steps(space: Space, numbers: Numbers, letter: str) -> list[Numbers]:
    """These numbers, then with one vote more of this kind, and so on until everybody has voted."""
    steps = [numbers]
    while then := next((one for one in space.moved(steps[-1], letter) if sum(one) <= space.eligible), None):
        steps.append(then)
    return steps


def _more(number: int) -> str:
    return "One more" if number == 1 else f"{number} more"


def _make(number: int) -> str:
    return "makes" if number == 1 else "make"


def _stop(number: int) -> str:
    return "stops" if number == 1 else "stop"
