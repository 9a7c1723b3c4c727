"""Counting: the table of procedure 3.4 as far as approval ballots go, real committees' rules, and laws of all tallies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.test_rules import HALF, MAJORITY, TWO_THIRDS, rule
from workbench.ballots import rules, tally
from workbench.ballots.electorate import Cast, Counts, counted

C3 = rule(TWO_THIRDS, MAJORITY, quorum=(HALF,))
ABSTENTION_COUNTS = {"count": ["F"], "op": ">", "ratio": "1/2", "of": ["C"]}
SEATS = st.integers(0, 40)


def outcome(one: rules.Rule, f: int, a: int, s: int = 0, roll: int | None = None) -> str:
    return tally.evaluate(one, Counts(f, a, s, f + a + s if roll is None else roll)).outcome


@pytest.mark.parametrize(
    ("f", "a", "s", "roll", "expected"),
    [
        (4, 4, 0, 8, "rejected"),
        (0, 0, 0, 9, "no_quorum"),
        (0, 0, 9, 9, "rejected"),
        (4, 0, 0, 10, "no_quorum"),
        (4, 1, 0, 10, "adopted"),
        (3, 2, 0, 5, "rejected"),
        (4, 1, 0, 5, "adopted"),
        (20, 10, 0, 30, "adopted"),
        (6, 2, 0, 8, "adopted"),
        (1, 0, 0, 1, "adopted"),
        (0, 1, 0, 1, "rejected"),
        (2, 1, 2, 9, "adopted"),
        (2, 1, 1, 9, "no_quorum"),
        (0, 0, 0, 0, "no_electorate"),
    ],
)
def test_the_substantive_rule_decides_as_the_procedure_says(f: int, a: int, s: int, roll: int, expected: str) -> None:
    assert outcome(C3, f, a, s, roll) == expected


def condition(words: str) -> dict[str, Any]:
    """`F >= 2/3 F+A` or `A <= 2`, for tables that must be read at a glance."""
    left, op, *rest = words.split()
    if len(rest) == 1 and rest[0].isdigit():
        return {"count": left.split("+"), "op": op, "plus": int(rest[0])}
    return {"count": left.split("+"), "op": op, "ratio": rest[0] if len(rest) > 1 else "1", "of": rest[-1].split("+")}


def committee(*groups: str, quorum: str = "") -> rules.Rule:
    passes = [[condition(one) for one in group.split(", ")] for group in groups]
    return rules.read("real", {"pass": passes, "quorum": [condition(quorum)] if quorum else []})


REAL = {
    "more for than against": committee("F > A"),
    "more than half of those voting": committee("F > 1/2 C"),
    "two thirds, exactly enough": committee("F >= 2/3 F+A"),
    "two thirds, exactly is too few": committee("F > 2/3 F+A"),
    "three to one": committee("F >= 3 A, F > A"),
    "more than three to one": committee("F > 3 A"),
    "three sign": committee("F >= 3, F > A"),
    "two thirds of the body, at most two against": committee("F >= 2/3 E, A <= 2"),
    "seven, at most two against": committee("F >= 7, A <= 2"),
    "half of those who do not abstain": committee("F > 1/2 F+A+X"),
    "twice as many": committee("F >= 2 A"),
    "everybody speaks": committee("F > 1/2 F+A", quorum="C >= E"),
    "an appeal, harder the fewer vote": committee(
        "C <= 3/20 E, F > 3 A", "C > 3/20 E, C < 1/5 E, F > 2 A", "C >= 1/5 E, F > A", quorum="C >= 1/20 E"
    ),
}


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("more for than against", (4, 4, 0, 8), "rejected"),
        ("more for than against", (0, 0, 0, 9), "rejected"),
        ("more for than against", (3, 0, 6, 9), "adopted"),
        ("more than half of those voting", (3, 0, 6, 9), "rejected"),
        ("more than half of those voting", (4, 0, 4, 8), "rejected"),
        ("more than half of those voting", (3, 0, 3, 6), "rejected"),
        ("more than half of those voting", (5, 0, 6, 11), "rejected"),
        ("more than half of those voting", (6, 0, 5, 11), "adopted"),
        ("more than half of those voting", (3, 0, 1, 4), "adopted"),
        ("two thirds, exactly enough", (3, 2, 0, 5), "rejected"),
        ("two thirds, exactly enough", (4, 1, 0, 5), "adopted"),
        ("two thirds, exactly enough", (20, 10, 0, 30), "adopted"),
        ("two thirds, exactly is too few", (20, 10, 0, 30), "rejected"),
        ("three to one", (6, 2, 0, 8), "adopted"),
        ("more than three to one", (6, 2, 0, 8), "rejected"),
        ("three sign", (2, 0, 0, 20), "rejected"),
        ("three sign", (3, 3, 0, 20), "rejected"),
        ("three sign", (3, 2, 0, 20), "adopted"),
        ("two thirds of the body, at most two against", (9, 0, 0, 14), "rejected"),
        ("two thirds of the body, at most two against", (10, 2, 0, 14), "adopted"),
        ("two thirds of the body, at most two against", (10, 3, 0, 14), "rejected"),
        ("seven, at most two against", (7, 2, 3, 13), "adopted"),
        ("half of those who do not abstain", (8, 0, 5, 20), "adopted"),
        ("half of those who do not abstain", (7, 0, 5, 20), "rejected"),
        ("twice as many", (4, 2, 9, 20), "adopted"),
        ("twice as many", (4, 3, 9, 20), "rejected"),
        ("everybody speaks", (4, 0, 0, 5), "no_quorum"),
        ("everybody speaks", (3, 1, 1, 5), "adopted"),
        ("an appeal, harder the fewer vote", (4, 0, 0, 100), "no_quorum"),
        ("an appeal, harder the fewer vote", (11, 4, 0, 100), "rejected"),
        ("an appeal, harder the fewer vote", (12, 3, 0, 100), "adopted"),
        ("an appeal, harder the fewer vote", (11, 6, 0, 100), "rejected"),
        ("an appeal, harder the fewer vote", (13, 5, 0, 100), "adopted"),
        ("an appeal, harder the fewer vote", (11, 9, 0, 100), "adopted"),
    ],
)
def test_the_rules_of_real_committees_decide_as_they_do(
    name: str, counts: tuple[int, int, int, int], expected: str
) -> None:
    assert outcome(REAL[name], *counts) == expected


def test_a_third_of_22_needs_eight_votes() -> None:
    third = rule(MAJORITY, quorum=(HALF | {"ratio": "1/3"},))
    assert outcome(third, 7, 0, 0, 22) == "no_quorum" and outcome(third, 8, 0, 0, 22) == "adopted"
    assert tally.enough(third.quorum[0], 22) == 8


def test_one_vote_short_of_the_quorum_the_result_says_so() -> None:
    result = tally.evaluate(C3, Counts(4, 0, 0, 10))
    assert (
        result.because
        == "No quorum: 4 votes is not at least 1/2 of 10 = 5. One more vote of any kind would have made it."
    )


@pytest.mark.parametrize(
    ("one", "counts", "words"),
    [
        (TWO_THIRDS, (6, 2, 0, 9), "6 for is at least 2/3 of 8 = 5⅓"),
        (TWO_THIRDS, (5, 3, 0, 9), "5 for is not at least 2/3 of 8 = 5⅓"),
        (MAJORITY, (6, 2, 0, 9), "6 for is more than 2 against"),
        (HALF, (2, 1, 1, 9), "4 votes is not at least 1/2 of 9 = 4½"),
        ({"count": ["F"], "op": ">=", "ratio": "3", "of": ["A"]}, (6, 2, 0, 9), "6 for is at least 3 × 2 = 6"),
        ({"count": ["A"], "op": "<=", "plus": 2}, (6, 2, 0, 9), "2 against is at most 2"),
        (
            {"count": ["F"], "op": ">=", "ratio": "1", "of": ["E"], "plus": -2},
            (6, 2, 0, 9),
            "6 for is not at least 9 on the roll − 2 = 7",
        ),
        (
            {"count": ["F"], "op": ">", "ratio": "7/20", "of": ["F", "A"], "plus": 1},
            (6, 2, 0, 9),
            "6 for is more than 7/20 of 8 + 1 = 3⅘",
        ),
    ],
)
def test_every_inequality_is_printed_with_its_numbers(
    one: dict[str, Any], counts: tuple[int, int, int, int], words: str
) -> None:
    assert str(tally.evaluate(rule(one), Counts(*counts)).groups[0][0]) == words


def test_a_tie_fails_and_says_so() -> None:
    result = tally.evaluate(C3, Counts(4, 4, 0, 8))
    assert (result.outcome, result.because) == ("rejected", "A tie, 4 for and 4 against, and a tie fails.")


def test_the_last_vote_of_a_member_counts_in_whatever_order_they_arrive() -> None:
    votes = [Cast(1, 2, "against"), Cast(2, 1, "for"), Cast(1, 3, "for"), Cast(1, 1, "abstain")]
    assert counted(C3, votes, [1, 2, 3]).data() == Counts(2, 0, 0, 3).data()
    assert counted(C3, votes[::-1], [3, 2, 1]).data() == Counts(2, 0, 0, 3).data()


@pytest.mark.parametrize(
    ("votes", "roll", "fault"),
    [
        ([Cast(7, 1, "for")], [1, 2], "member 7 voted and is not on the roll"),
        ([Cast(1, 1, "yes")], [1, 2], "“yes” is not a choice"),
        ([Cast(1, 1, "for"), Cast(1, 1, "for")], [1, 2], "one vote stands there twice"),
    ],
)
def test_votes_that_cannot_be_decide_nothing(votes: list[Cast], roll: list[int], fault: str) -> None:
    result = tally.tally(C3, votes, roll)
    assert (result.outcome, result.because) == ("invalid_tally", fault)


def test_more_votes_than_members_decide_nothing() -> None:
    assert tally.evaluate(C3, Counts(11, 0, 6, 11)).outcome == "invalid_tally"


@given(SEATS, SEATS, SEATS, SEATS)
def test_every_ballot_has_an_outcome_and_no_for_is_never_adopted(f: int, a: int, s: int, silent: int) -> None:
    for one in (C3, *REAL.values()):
        found = outcome(one, f, a, s, f + a + s + silent)
        assert found in ("adopted", "rejected", "no_quorum", "no_electorate")
        assert found != "adopted" or f > 0


@given(SEATS, SEATS, SEATS, SEATS)
def test_a_vote_against_turned_into_one_for_never_loses_a_ballot(f: int, a: int, s: int, silent: int) -> None:
    roll = f + a + s + silent
    if a and outcome(C3, f, a, s, roll) == "adopted":
        assert outcome(C3, f + 1, a - 1, s, roll) == "adopted"


@given(SEATS, SEATS, SEATS, SEATS)
def test_the_substantive_rule_is_the_arithmetic_of_whole_numbers(f: int, a: int, s: int, silent: int) -> None:
    roll = f + a + s + silent
    quorate = 2 * (f + a + s) >= roll
    carried = quorate and f > 0 and 3 * f >= 2 * (f + a) and f > a
    expected = "adopted" if carried else "rejected" if quorate else "no_quorum"
    assert outcome(C3, f, a, s, roll) == (expected if roll else "no_electorate")


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["for", "against", "abstain"])), max_size=40), st.randoms()
)
def test_counting_again_from_shuffled_votes_gives_the_same_bytes(cast: list[tuple[int, str]], random: Any) -> None:
    votes = [Cast(member, n, choice) for n, (member, choice) in enumerate(cast)]
    shuffled = random.sample(votes, len(votes))
    again = tally.tally(rules.read("tried", C3.data()), shuffled, range(9, 0, -1))
    assert rules.canonical(again.data()) == rules.canonical(tally.tally(C3, votes, range(1, 10)).data())
