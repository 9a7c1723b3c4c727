"""Rules as data: read, refused with the place and the reason, said in words, hashed."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ballots import ranked_rules, rules, tally
from workbench.ballots.electorate import Cast
from workbench.errors import Refusal
from workbench.minutes.record import canonical
from workbench.proposals.models import CLASSES

STARTER = tomllib.loads((Path(__file__).parents[2] / "definition" / "committee.toml").read_text("utf-8"))["rules"]

# As they were in ballots of instances that are in use.
PRINTS = {
    "editorial": "fa9a1ae088095d1b",
    "substantive": "30a16a725a3220b9",
    "scope": "3b15a6000c086643",
    "rivals": "6d40dde88d46436b",
}
RESULT = "b26c5db56e1e8a72"
MAJORITY = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}
TWO_THIRDS = {"count": ["F"], "op": ">=", "ratio": "2/3", "of": ["F", "A"]}
HALF = {"count": ["F", "A", "S"], "op": ">=", "ratio": "1/2", "of": ["E"]}


def rule(*group: dict[str, Any], quorum: tuple[dict[str, Any], ...] = ()) -> rules.Rule:
    return rules.read("tried", {"quorum": list(quorum), "pass": [list(group)]})


def test_every_starter_rule_is_read_and_each_class_of_change_has_one() -> None:
    known = rules.read_all(STARTER, CLASSES)
    assert {name for one in known.values() for name in one.for_classes} == set(CLASSES) - {"typographic", "procedure"}
    assert all(one.title and one.explain for one in known.values())


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (TWO_THIRDS, "the votes for are at least two thirds of the votes cast for or against"),
        (MAJORITY, "the votes for are more than the votes against"),
        (HALF, "the votes cast (abstentions included) are at least half of the members on the roll"),
        ({"count": ["F"], "op": ">=", "ratio": "2", "of": ["A"]}, "the votes for are at least twice the votes against"),
        (
            {"count": ["F"], "op": ">", "ratio": "3", "of": ["A"]},
            "the votes for are more than 3 times the votes against",
        ),
        ({"count": ["F"], "op": ">=", "plus": 3}, "the votes for are at least 3"),
        ({"count": ["A"], "op": "<=", "plus": 2}, "the votes against are at most 2"),
        (
            {"count": ["F"], "op": ">=", "ratio": "1", "of": ["E"], "plus": -2},
            "the votes for are at least the members on the roll, less 2",
        ),
        (
            {"count": ["C"], "op": ">", "ratio": "3/20", "of": ["E"]},
            "the votes cast (abstentions included) are more than 3/20 of the members on the roll",
        ),
    ],
)
def test_a_condition_says_in_words_what_it_asks(condition: dict[str, Any], words: str) -> None:
    assert str(rule(condition).passes[0][0]) == words


@pytest.mark.parametrize(
    ("table", "place", "reason"),
    [
        ({"pass": []}, "rules.tried.pass", "without a condition"),
        ({"pass": [[]]}, "rules.tried.pass", "without a condition"),
        ({"pass": [[MAJORITY]], "quroum": []}, "rules.tried", "“quroum” is not known"),
        ({"pass": [[MAJORITY]], "tie": "coin"}, "rules.tried.tie", "choose one of fails, chair_casting"),
        (
            {"pass": [[MAJORITY]], "for_classes": ["grand"]},
            "rules.tried.for_classes",
            "no class of change called “grand”",
        ),
        ({"pass": [[MAJORITY]], "name": "other"}, "rules.tried.name", "what its heading says"),
        ({"pass": [MAJORITY]}, "rules.tried.pass, group 1", "must be a list"),
        ({"pass": [[MAJORITY, "F > A"]]}, "rules.tried.pass, group 1, condition 2", "a condition looks like"),
        ({"pass": [[MAJORITY | {"op": "≥"}]]}, "rules.tried.pass, group 1, condition 1, op", "must be one of"),
        ({"pass": [[MAJORITY | {"ratio": 0.5}]]}, "condition 1, ratio", "is not exact"),
        ({"pass": [[MAJORITY | {"ratio": True}]]}, "condition 1, ratio", "is not exact"),
        ({"pass": [[MAJORITY | {"ratio": "2/0"}]]}, "condition 1, ratio", "is not a number"),
        ({"pass": [[MAJORITY | {"ratio": "two"}]]}, "condition 1, ratio", "is not a number"),
        ({"pass": [[MAJORITY | {"ratio": "0"}]]}, "condition 1, ratio", "greater than nought"),
        ({"pass": [[MAJORITY | {"of": ["Q"]}]]}, "condition 1, of", "“Q” cannot be counted"),
        ({"pass": [[MAJORITY | {"of": ["C", "F"]}]]}, "condition 1, of", "counted twice"),
        ({"pass": [[MAJORITY | {"of": []}]]}, "condition 1, of", "a ratio needs something"),
        ({"pass": [[MAJORITY | {"count": []}]]}, "condition 1, count", "say what is counted"),
        ({"pass": [[MAJORITY | {"rato": "1"}]]}, "condition 1", "“rato” is not known"),
        ({"pass": [[{"count": ["F"], "op": ">"}]]}, "condition 1", "a fixed number as plus"),
        ({"pass": [[MAJORITY]], "quorum": [{"count": "F"}]}, "rules.tried.quorum, condition 1, count", "a list"),
        ("F > A", "rules.tried", "must be a table"),
    ],
)
def test_a_rule_that_cannot_be_right_is_refused_with_its_place_and_the_reason(
    table: Any, place: str, reason: str
) -> None:
    with pytest.raises(Refusal) as no:
        rules.read("tried", table, CLASSES)
    assert place in str(no.value) and reason in str(no.value)


def test_what_a_ballot_keeps_of_a_rule_gives_the_rule_back() -> None:
    for one in rules.read_all(STARTER).values():
        kept = one.data()
        assert rules.read(one.name, kept) == one
        assert rules.read(one.name, kept).sha256 == one.sha256


def test_two_ways_to_write_one_rule_have_one_fingerprint_and_any_change_another() -> None:
    written = rule(TWO_THIRDS, quorum=(HALF,))
    assert rule(TWO_THIRDS | {"ratio": "4/6", "plus": 0}, quorum=(HALF | {"ratio": "3/6"},)).sha256 == written.sha256
    assert rule(TWO_THIRDS | {"op": ">"}, quorum=(HALF,)).sha256 != written.sha256
    assert rule(TWO_THIRDS).sha256 != written.sha256


def test_a_rule_is_hashed_in_the_canonical_form_of_the_minutes() -> None:
    data = rule(TWO_THIRDS, quorum=(HALF,)).data()
    assert rules.canonical(data) == canonical(data)


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_no_ratio_is_ever_rounded(ratio: Fraction) -> None:
    read = rule(TWO_THIRDS | {"ratio": str(ratio)}).passes[0][0]
    assert (
        read.ratio == ratio
        and rules.read("tried", rule(TWO_THIRDS | {"ratio": str(ratio)}).data()).passes[0][0] == read
    )


def test_a_rule_is_said_in_sentences_with_its_quorum_its_majority_and_its_tie() -> None:
    said = rules.read("substantive", STARTER["substantive"]).sentences()
    assert said[0].startswith("It counts if the votes cast") and "two thirds" in said[1] and "tie fails" in said[-1]


def test_what_was_counted_before_the_language_grew_has_the_fingerprint_and_the_result_that_it_had() -> None:
    prints = {name: one.sha256[:16] for name, one in rules.read_all(STARTER).items()}
    prints |= {name: one.sha256[:16] for name, one in ranked_rules.read_all(STARTER).items()}
    assert prints == PRINTS
    votes = [Cast(1, 1, "for"), Cast(2, 1, "for"), Cast(3, 1, "against"), Cast(3, 2, "abstain")]
    result = tally.tally(rules.read("substantive", STARTER["substantive"]), votes, range(1, 6))
    assert rules.fingerprint(result.data())[:16] == RESULT


def test_what_a_rule_asks_of_readers_is_said_and_what_is_usual_keeps_its_fingerprint() -> None:
    plain = {"for_classes": ["scope"], "pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]]}
    rule = rules.read("one", {**plain, "reviewers": 3})
    assert rule.data()["reviewers"] == 3 and any(
        "3 or more members must have read" in said for said in rule.sentences()
    )
    assert rules.read("one", {**plain, "reviewers": 0}).sha256 == rules.read("one", plain).sha256
    with pytest.raises(Refusal, match=r"rules\.one\.reviewers"):
        rules.read("one", {**plain, "reviewers": -1})
