"""Counting ranked ballots: against a second count written from the procedure alone, and its edge cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.test_rules import STARTER
from tests.recount.second import dropping
from workbench.ballots import ranked, ranked_rules
from workbench.ballots.electorate import Cast
from workbench.ballots.ranked import Ranking, Tally
from workbench.errors import Refusal
from workbench.proposals.models import CLASSES

HALF = {"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["E"]}
TABLE: dict[str, Any] = {
    "method": "ranked", "quorum": [HALF], "unranked": "last", "tie": "chair_casting",
    "over_default": {"ratio": {"editorial": "1", "substantive": "2", "scope": "3"}},
}  # fmt: skip
SIMPLE = ranked_rules.read("simple", TABLE | {"quorum": [], "over_default": {"ratio": {"editorial": 1}}})


def count(
    rule: ranked_rules.Rule, choices: Sequence[str], classes: dict[int, str] | None = None, roll: int | None = None
) -> Tally:
    """A ballot in which the first members of the roll voted so, each once."""
    options = {
        int(one) for choice in choices for one in choice.replace(">", " ").replace("=", " ").split() if one != "abstain"
    }
    known = classes or dict.fromkeys(options - {0}, "editorial")
    votes = [Cast(member, 1, choice) for member, choice in enumerate(choices)]
    return ranked.tally(rule, known, votes, range(len(choices) if roll is None else roll))


def above(ranking: Ranking, a: int, b: int, unranked: str) -> bool:
    if a in ranking and b in ranking:
        return ranking[a] < ranking[b]
    return unranked == "last" and a in ranking


def beaten(options: list[int], wins: dict[tuple[int, int], int]) -> set[tuple[int, int]]:
    """Schulze by trying every path there is: the pairs of which the first beats the second."""
    best: dict[tuple[int, int], tuple[int, int]] = {}
    for length in range(2, len(options) + 1):
        for path in permutations(options, length):
            steps = list(pairwise(path))
            if all(wins[a, b] > wins[b, a] for a, b in steps):
                strength = min((wins[a, b], -wins[b, a]) for a, b in steps)
                ends = (path[0], path[-1])
                best[ends] = max(best.get(ends, (0, 0)), strength)
    return {(a, b) for a, b in permutations(options, 2) if best.get((a, b), (0, 0)) > best.get((b, a), (0, 0))}


@st.composite
def ballots(draw: st.DrawFn) -> tuple[list[int], list[dict[int, int]]]:
    options = list(range(draw(st.integers(2, 5))))
    ranking = st.dictionaries(st.sampled_from(options), st.integers(1, 4))
    return options, draw(st.lists(ranking, max_size=9))


@given(ballots(), st.sampled_from(["last", "no_opinion"]), st.fractions(1, 3, max_denominator=3))
def test_the_procedure_counted_a_second_time_gives_the_same(
    given_: tuple[list[int], list[dict[int, int]]], unranked: str, ratio: Fraction
) -> None:
    options, rankings = given_
    rule = ranked_rules.read(
        "tried", TABLE | {"quorum": [], "unranked": unranked, "over_default": {"ratio": {"editorial": str(ratio)}}}
    )
    votes = [Cast(member, 1, ranked.written(ranking)) for member, ranking in enumerate(rankings)]
    found = ranked.tally(rule, dict.fromkeys(options[1:], "editorial"), votes, range(9))

    wins = {(a, b): sum(above(one, a, b, unranked) for one in rankings) for a, b in permutations(options, 2)}
    assert dict(found.duels) == wins
    left = [
        0,
        *(
            a
            for a in options[1:]
            if wins[a, 0] > wins[0, a] and wins[a, 0] * ratio.denominator >= ratio.numerator * wins[0, a]
        ),
    ]
    assert set(options) - set(found.dropped) == set(left)
    winners = dropping(left, wins)
    assert set(found.tiers[0]) == winners
    outcome = "rejected" if winners == {0} else "adopted" if len(winners) == 1 else "tie_pending"
    assert found.outcome == outcome and set(found.won) == (winners if outcome != "rejected" else set())
    beats, rest = beaten(left, wins), set(left)
    for tier in found.tiers:
        assert set(tier) == {b for b in rest if not any((a, b) in beats for a in rest)}
        rest -= set(tier)
    for (a, b), path in found.paths.items():
        steps = list(pairwise(path.steps))
        assert (path.steps[0], path.steps[-1]) == (a, b) and len({*path.steps}) == len(path.steps)
        assert path.strength == min((wins[step], -wins[step[::-1]]) for step in steps)


@given(ballots())
def test_what_is_written_is_read_again_and_places_are_only_an_order(
    given_: tuple[list[int], list[dict[int, int]]],
) -> None:
    for ranking in given_[1]:
        choice = ranked.written(ranking)
        again = ranked.read(choice)
        assert again is not None and ranked.written(again) == choice
        assert {k: sorted({*ranking.values()}).index(v) + 1 for k, v in ranking.items()} == again


def test_one_that_everybody_prefers_wins_and_the_rest_stands_in_tiers() -> None:
    found = count(SIMPLE, ["1 > 2 > 0", "1 > 0 = 2", "2 > 1 > 0"])
    assert (found.outcome, found.won, found.tiers) == ("adopted", (1,), ((1,), (2,), (0,)))


def test_ranks_with_gaps_are_an_order_and_a_blank_is_cast_and_says_nothing() -> None:
    assert ranked.written({1: 1, 2: 3, 0: 7}) == "1 > 2 > 0" and ranked.written({}) == "abstain"
    found = count(SIMPLE, ["1 > 0", "abstain"], {1: "editorial", 2: "editorial"})
    assert found.counts.value("C") == 2 and found.duels[1, 0] == 1 and found.outcome == "adopted"


def test_all_below_the_text_as_it_stands_is_rejected() -> None:
    found = count(SIMPLE, ["0 > 1 > 2", "0 > 2 > 1", "2 > 0 > 1"])
    assert (found.outcome, found.won, found.dropped) == ("rejected", (), (1, 2))


def test_a_favourite_that_fails_its_ratio_is_dropped_first_and_the_best_of_the_rest_wins() -> None:
    rule = ranked_rules.read("tried", TABLE)
    found = count(rule, ["1 > 2 > 0"] * 5 + ["2 > 0 > 1"] * 2, {1: "scope", 2: "editorial"})
    assert found.duels[1, 2] == 5 and found.dropped == (1,) and found.won == (2,)
    assert "5 for is not at least 3 × 2 = 6" in [str(test) for test in found.tests[1]]


@pytest.mark.parametrize(("above", "below", "holds"), [(6, 2, True), (20, 10, False), (3, 1, True), (0, 0, False)])
def test_three_to_one_is_enough_when_it_is_exactly_that(above: int, below: int, holds: bool) -> None:
    tests = ranked_rules.read("tried", TABLE).over_default("scope", above, below, 99)
    assert all(test.holds for test in tests) is holds


@pytest.mark.parametrize(("number", "holds"), [(45, False), (46, True)])
def test_a_quorum_by_a_square_root_is_compared_by_squares(number: int, holds: bool) -> None:
    over = {"ratio": {"editorial": "1"}, "quorum": {"ratio": "3/2", "of": "sqrt(E)"}}
    rule = ranked_rules.read("debian", TABLE | {"over_default": over})
    assert all(test.holds for test in rule.over_default("editorial", number, 0, 939)) is holds
    assert f"{number} for {'is' if holds else 'is not'} at least 3/2 of √939" == str(
        rule.over_default("editorial", number, 0, 939)[0]
    )


def test_a_least_number_that_is_a_part_of_the_roll_is_reached_exactly() -> None:
    over = {"ratio": {"editorial": "1"}, "quorum": {"ratio": "1/3", "of": "E"}}
    rule = ranked_rules.read("third", TABLE | {"over_default": over})
    assert [rule.over_default("editorial", n, 0, 22)[0].holds for n in (7, 8)] == [False, True]


def test_too_few_votes_are_no_quorum_and_blank_ones_count() -> None:
    rule = ranked_rules.read("tried", TABLE)
    assert count(rule, ["1 > 0"] * 4, roll=9).outcome == "no_quorum"
    assert count(rule, ["1 > 0"] * 4 + ["abstain"], roll=9).outcome == "adopted"
    assert count(rule, [], {1: "editorial", 2: "editorial"}, roll=0).outcome == "no_electorate"
    assert count(SIMPLE, [], {1: "editorial", 2: "editorial"}, roll=9).outcome == "rejected"


def test_two_that_nobody_beats_are_tied_and_no_order_is_forced() -> None:
    found = count(SIMPLE, ["1 > 2 > 0", "2 > 1 > 0"])
    assert (found.outcome, found.won, found.tiers) == ("tie_pending", (1, 2), ((1, 2), (0,)))
    fails = ranked_rules.read("fails", TABLE | {"quorum": [], "tie": "fails"})
    found = count(fails, ["1 > 2 > 0", "2 > 1 > 0"])
    assert (found.outcome, found.won) == ("rejected", ())


def test_a_circle_is_resolved_by_its_weakest_defeat() -> None:
    found = count(SIMPLE, ["1 > 2 > 3 > 0"] * 4 + ["2 > 3 > 1 > 0"] * 3 + ["3 > 1 > 2 > 0"] * 2)
    assert found.duels[1, 2] == 6 and found.duels[2, 3] == 7 and found.duels[3, 1] == 5
    assert found.won == (1,) and found.paths[1, 3].steps == (1, 2, 3) and found.paths[1, 3].weakest == (6, 3)


@pytest.mark.parametrize(("unranked", "outcome"), [("last", "adopted"), ("no_opinion", "rejected")])
def test_what_is_left_out_is_last_or_says_nothing(unranked: str, outcome: str) -> None:
    rule = ranked_rules.read("tried", TABLE | {"quorum": [], "unranked": unranked})
    assert count(rule, ["1", "1", "2"], {1: "editorial", 2: "editorial"}).outcome == outcome


def test_votes_that_should_not_be_there_are_named_and_nothing_is_concluded() -> None:
    known = {1: "editorial", 2: "editorial"}
    votes = [Cast(1, 1, "1 > 0"), Cast(2, 1, "for"), Cast(3, 1, "9 > 0"), Cast(8, 1, "1"), Cast(1, 1, "2 = 1")]
    found = ranked.tally(SIMPLE, known, votes, [1, 2, 3])
    assert found.outcome == "invalid_tally" and len(found.counts.faults) == 5


def test_the_last_vote_of_a_member_counts() -> None:
    votes = [Cast(1, 2, "2 > 0"), Cast(1, 1, "1 > 0")]
    assert ranked.tally(SIMPLE, {1: "editorial", 2: "editorial"}, votes, [1]).won == (2,)


def test_the_starter_rule_for_rivals_is_for_every_class_and_comes_back_from_what_a_ballot_keeps() -> None:
    [rule] = ranked_rules.read_all(STARTER, CLASSES).values()
    assert {*rule.for_classes} == {*CLASSES} - {"typographic", "procedure"}  # for those it has no rule
    assert ranked_rules.read(rule.name, rule.data()) == rule
    assert ranked_rules.read(rule.name, rule.data()).sha256 == rule.sha256
    said = " ".join(rule.sentences())
    assert "twice as many for a change claimed as substantive" in said and "seven days" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"strenght": "margins"}, "“strenght” is not known here"),
        ({"over_default": {}}, "say for each class"),
        ({"over_default": {"ratio": {"large": "1"}}}, "no class of change called “large”"),
        ({"over_default": {"ratio": {"scope": "1/2"}}}, "less than being preferred"),
        ({"over_default": {"ratio": {"scope": 1.5}}}, "is not exact"),
        ({"over_default": {"ratio": {"scope": 1}, "quorum": {"ratio": 1, "of": "F"}}}, "say of what"),
        ({"unranked": "first"}, "choose one of last, no_opinion"),
        ({"tie": "random"}, "choose one of chair_casting, fails"),
        ({"quorum": [HALF | {"count": ["F"]}]}, "can be counted"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_with_its_place(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        ranked_rules.read("tried", TABLE | change, CLASSES)
    assert "rules.tried" in str(no.value) and sentence in str(no.value)
