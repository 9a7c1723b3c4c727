"""The rule check: what is odd about a rule, each with a count that shows it; and the outlook: what a ballot still wants."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.ballots.papers import HALF, MAJORITY
from tests.ballots.test_rules import STARTER
from tests.recount.__main__ import rule as made
from workbench.ballots import formats, oddities, outlook, presets
from workbench.ballots.possible import AnyRule, Space, shares


def known(table: str | dict[str, Any]) -> AnyRule:
    return formats.rule(presets.one({"preset": table} if isinstance(table, str) else table))


def odd(table: str | dict[str, Any], size: int = 9) -> dict[str, str]:
    return {one.kind: one.sentence for one in oddities.check(known(table), size)}


F_OF_C = {"count": ["F"], "op": ">", "ratio": "1/2", "of": ["C"]}
STEP = {"pass": [
    [{"count": ["C"], "op": "<=", "plus": 4}, {"count": ["F"], "op": ">", "ratio": 3, "of": ["A"]}],
    [{"count": ["C"], "op": ">", "plus": 4}, {"count": ["F"], "op": ">", "ratio": 1, "of": ["A"]}],
]}  # fmt: skip
FOUR = {"count": ["C"], "op": ">=", "plus": 4}


@pytest.mark.parametrize(
    ("table", "kind", "words"),
    [
        ({"method": "consent"}, "nobody_for", "It carries with nobody for it: 9 not voting."),
        ({**MAJORITY, "quorum": [HALF]}, "against_helps", "With 4 for, 5 not voting there is no quorum. One vote more, against it, carries it"),
        ({"pass": [[{"count": ["A"], "op": ">=", "plus": 1}]]}, "against_helps_more", "With one of those for against it instead, it carries"),
        ({"pass": [[{"count": ["F"], "op": "=", "plus": 3}]]}, "for_harms", "One vote more, for it, stops it"),
        (STEP, "jump", "What it takes falls: of 4 who vote, 4 must be for it; of 5, 3."),
        ({**MAJORITY, "quorum": [FOUR]}, "quorum_unreachable", "With 6 of 9 recused nothing can be decided"),
        ("apache-release", "never_after_recusals", "With 7 of 9 recused it cannot carry"),
        ({**MAJORITY, "tie": "report"}, "tie", "Nobody can break this tie"),
        ({"pass": [[{"count": ["F"], "op": ">=", "ratio": "2/3", "of": ["E"]}]], "tie": "chair_casting"}, "casting_vote", "carries what one vote more would not"),
        ({"pass": [[{"count": ["F"], "op": ">", "ratio": 1, "of": ["E"]}]]}, "never", "it can never carry"),
        ("osaid-codesign", "not_looked_at", "the result of one can be changed by votes on another"),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_rule_is_said_with_a_count_that_shows_it(table: Any, kind: str, words: str) -> None:
    assert words in odd(table)[kind]


@pytest.mark.parametrize("table", [MAJORITY, "php-rfc", "iesg-alternate", "w3c-council-dismissal", "nodejs-ctc"])
def test_a_rule_that_is_not_odd_is_left_in_peace(table: Any) -> None:
    assert odd(table) == {}


def test_a_ranked_rule_is_looked_at_for_each_class_of_change() -> None:
    assert "editorial" in odd("committee-rivals")["against_helps"]
    assert odd("committee-rivals", 0).keys() == {"nobody"} and odd(MAJORITY, 500).keys() == {"too_large"}


def test_every_count_there_can_be_is_looked_at_once() -> None:
    space = Space(known(MAJORITY), 6)
    assert space.kinds == ("F", "A", "S") and len(space.outcomes) == len({*shares(6, 3)}) == 84
    assert {sum(numbers) <= 6 for numbers in space.outcomes} == {True}


def test_an_oddity_that_is_told_is_so_for_rules_made_at_random() -> None:
    rng = random.Random(4)
    for _ in range(8):
        rule = known(made(rng))
        space = Space(rule, 4)
        kinds = {one.kind for one in oddities.check(rule, 4)}
        carried = [numbers for numbers, outcome in space.outcomes.items() if outcome == "adopted"]
        assert ("never" in kinds) is (not carried)
        assert ("nobody_for" in kinds) is any(space.counts(numbers).f == 0 for numbers in carried)
        assert ("tie" in kinds) is (rule.tie == "report" and "tie_pending" in space.outcomes.values())


SUBSTANTIVE = formats.rule(STARTER["substantive"])


@pytest.mark.parametrize(
    ("voted", "words"),
    [
        (0, "It takes 5 of 9 to make the quorum, however they vote."),
        (3, "2 more of any kind make the quorum: 5 of 9 have to vote."),
        (4, "One more of any kind makes the quorum: 5 of 9 have to vote."),
        (6, "The quorum is met: it takes 5 of 9."),
    ],
)
def test_of_a_sealed_ballot_is_said_what_its_turnout_says(voted: int, words: str) -> None:
    said = outlook.sealed(SUBSTANTIVE, 9, voted)
    assert said[0] == words and said[1].startswith("If all 9 vote for or against, 6 for it are enough")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((3, 1, 0), "One more of any kind makes the quorum. One more for, if nobody else votes against, carries it."),
        ((4, 3, 0), "2 more for, if nobody else votes against, carry it."),
        ((4, 2, 0), "As it stands it carries; one more against, if nobody else votes for it, stops it."),
        ((1, 5, 1), "It cannot carry any more, even if everybody else votes for it."),
        ((6, 2, 1), "As it stands it carries."),
    ],
)
def test_of_a_count_that_everybody_sees_is_said_what_is_missing(numbers: tuple[int, ...], words: str) -> None:
    assert " ".join(outlook.known(SUBSTANTIVE, 9, numbers)) == words


def test_so_many_more_for_as_are_said_carry_it_and_one_fewer_does_not() -> None:
    rng = random.Random(5)
    seen = 0
    for _ in range(12):
        rule = known(made(rng))
        space = Space(rule, 4)
        for numbers in space.outcomes:
            said = " ".join(outlook.known(rule, 4, numbers))
            if " for, if nobody else votes against" not in said or "F" not in space.kinds:
                continue
            word = said.split(" more for")[0].split()[-1]
            more, at = 1 if word == "One" else int(word), space.kinds.index("F")
            carried = [
                space.outcomes.get(tuple(n + k * (i == at) for i, n in enumerate(numbers))) for k in range(more + 1)
            ]
            assert carried[-1] == "adopted" and "adopted" not in carried[:-1]
            seen += 1
    assert seen > 10


def test_consent_is_carried_by_silence_and_a_block_has_to_go_first() -> None:
    consent = formats.rule({"method": "consent"})
    assert outlook.sealed(consent, 9, 0) == ("Silence carries it: it takes no vote for it, unless somebody objects.",)
    assert outlook.known(consent, 9, (1, 0, 1)) == ("1 block has to be withdrawn or overruled first.",)
