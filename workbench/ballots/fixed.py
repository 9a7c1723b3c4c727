"""Whether anything that can still come may change how a ballot ends (`window.close_early = "outcome_fixed"`).

Pure, and without reasoning about inequalities: every way in which the rest may go is counted by the rule itself. What can still come:
a vote of whoever has not voted; another vote of whoever has, where the rule lets votes be changed; the withdrawal of a block, or that it
is overruled; a dismissal that somebody has moved; where the rule counts who is present, that who does not vote is, or is not; and, where the
rule drops them, that members leave without having voted. Members whom counting cannot tell apart are taken together. Where there are
more ways than LIMIT nothing is fixed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations, combinations_with_replacement, product
from math import comb, prod
from typing import Any

from workbench.ballots import ranked, ranked_rules, rules, tally
from workbench.ballots.electorate import RECUSED, Cast, Held, Name, Seat, counted, standing
from workbench.ballots.positions import REASONED, is_bare

LIMIT = 20_000
# What one member may come to do: a choice and, of a block, its state, or that it has no reason; nothing at all, absent or present; or leave.
Way = tuple[str, str]
BARE = "bare"
SILENT, THERE, GONE = ("", ""), ("", "present"), ("", "left")
Group = tuple[tuple[Way, ...], str, tuple[str, ...], bool]


def is_fixed(
    rule: rules.Rule | ranked_rules.Rule, votes: Sequence[Cast], seats: Sequence[Seat], moved: Collection[Name] = (),
    classes: Mapping[int, str] | None = None,
) -> bool:  # fmt: skip
    """`moved`: who may yet be dismissed; `classes`: of a ranked ballot, the class of each option."""
    cast, found = standing(votes, rule.terms["window.change_vote"]), set[Any]()
    possible = [[seat for seat in seats if seat.member in some] for some in _some([s.member for s in seats if s.member in moved])]  # fmt: skip
    each = [[replace(seat, status="dismissed") if seat in out else seat for seat in seats] for out in possible]
    ways, held = _ways(rule, classes or {}), Held(is_taken=rules.asks_presence(rule.data()))
    groups = [_groups(rule, cast, on, ways, held) for on in each]
    if (
        sum(prod(comb(len(members) + len(key[0]) - 1, len(members)) for key, members in one.items()) for one in groups)
        > LIMIT
    ):
        return False
    for on, grouped in zip(each, groups, strict=True):
        for course in _courses(grouped):
            found.add(_outcome(rule, on, course, classes or {}, held))
            if len(found) > 1:
                return False
    return not any(rule.tie == "random_recorded" and outcome == "tie_pending" for outcome in found)


def _some(members: Sequence[Name]) -> Iterator[tuple[Name, ...]]:
    """Every part of these, nobody first."""
    return chain.from_iterable(combinations(members, number) for number in range(len(members) + 1))


def _ways(rule: rules.Rule | ranked_rules.Rule, classes: Mapping[int, str]) -> tuple[Way, ...]:
    """Every vote that can be cast."""
    if isinstance(rule, rules.Rule):
        return tuple(
            (label, state) for label, kind in rule.positions for state in ("open", BARE)[: 1 + (kind == REASONED)]
        )
    if len(classes) > 4:  # of more options there are too many rankings for LIMIT, whoever is left
        return tuple((str(number), "open") for number in range(LIMIT))
    every = [*classes, ranked.DEFAULT]
    parts = (
        [tuple(every)]
        if rule.unranked == "last"
        else [some for size in range(1, len(every) + 1) for some in combinations(every, size)]
    )
    placed = [
        dict(zip(part, places, strict=True)) for part in parts for places in product(range(len(part)), repeat=len(part))
    ]
    return tuple((choice, "open") for choice in dict.fromkeys(ranked.written(one) for one in [{}, *placed]))


def _groups(
    rule: rules.Rule | ranked_rules.Rule, cast: Mapping[Name, Cast], seats: Sequence[Seat], ways: tuple[Way, ...], held: Held
) -> dict[Group, list[Name]]:  # fmt: skip
    """Who may still do what, those together who count alike."""
    terms, found, silent = rule.terms, dict[Group, list[Name]](), (SILENT, THERE)[: 1 + held.is_taken]
    with_home = terms["affiliation.mode"] != "none" or any("G" in one.names for one in _conditions(rule))
    for seat in seats:
        vote = cast.get(seat.member)
        if seat.status in RECUSED:
            may = silent
        elif vote is None:
            may = (*silent, *ways, *([GONE] if terms["on_leave"] == "drop_uncast" else []))
        else:
            state = BARE if is_bare(rule, vote.choice, vote.reason) else vote.state
            may = ((vote.choice, state), *(ways if terms["window.change_vote"] else _of_block(rule, vote)))
        key = (tuple(dict.fromkeys(may)), seat.affiliation if with_home else "", seat.groups, seat.is_chair)
        found.setdefault(key, []).append(seat.member)
    return found


def _of_block(rule: rules.Rule | ranked_rules.Rule, vote: Cast) -> tuple[Way, ...]:
    """What may become of a block that stands."""
    is_block = isinstance(rule, rules.Rule) and dict(rule.positions).get(vote.choice) == "block" and rule.blocks
    return (
        tuple((vote.choice, state) for state in ("withdrawn", "overruled")) if is_block and vote.state == "open" else ()
    )


def _conditions(rule: rules.Rule | ranked_rules.Rule) -> Iterator[Any]:
    yield from rule.quorum
    yield from chain.from_iterable(rule.groups) if isinstance(rule, rules.Rule) else ()


def _courses(groups: Mapping[Group, list[Name]]) -> Iterator[dict[Name, Way]]:
    """Every way in which the rest may go, first those in which all do the same: they tell soonest that nothing is fixed."""
    parts = [
        [dict(zip(members, some, strict=True)) for some in combinations_with_replacement(key[0], len(members))]
        for key, members in groups.items()
    ]
    same = [[part for part in some if len({*part.values()}) < 2] for some in parts]
    for every in chain(product(*same), product(*parts)):
        yield {member: way for part in every for member, way in part.items()}


def _outcome(
    rule: rules.Rule | ranked_rules.Rule, seats: Sequence[Seat], course: Mapping[Name, Way], classes: Mapping[int, str], held: Held
) -> Any:  # fmt: skip
    on = [
        replace(seat, status="left" if way == GONE else seat.status, present=way == THERE)
        for seat, way in ((seat, course[seat.member]) for seat in seats)
    ]
    votes = [
        Cast(member, 1, choice, "" if state == BARE else "It is.", state=state)
        for member, (choice, state) in course.items()
        if choice
    ]
    if isinstance(rule, rules.Rule):
        return tally.outcome(rule, counted(rule, votes, on, held))
    result = ranked.tally(rule, classes, votes, on, held)
    return result.outcome, result.won
