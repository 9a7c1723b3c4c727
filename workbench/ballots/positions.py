"""The positions that a voter may take in a ballot on one question, and their words: those of its method, or those that its rule names.

Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.ballots import rules
from workbench.ballots.electorate import Counts

# How a vote is told, by the method: under consent who says nothing agrees.
CALLED = {
    "approval": {"for": "For", "against": "Against", "abstain": "Abstain", "block": "Block"},
    "consent": {"for": "Agrees", "against": "Objects", "abstain": "Abstains", "block": "Blocks"},
    "signoff": {"for": "Signs off", "abstain": "Abstains", "block": "Blocks"},
}
# class -> what a position of its own name counts as
COUNTS_AS = {
    "for": "for", "against": "against", "against_with_reason": "against, with a reason", "abstain": "abstaining", "block": "a block",
}  # fmt: skip
REASONED = "against_with_reason"


def is_own(rule: rules.Rule) -> bool:
    """Whether a rule names positions of its own."""
    return rule.positions != rules.usual(rule.method, rule.terms)


def ordered(rule: rules.Rule) -> list[tuple[str, str]]:
    """Label and class of each: for, against, abstaining, blocks."""
    return sorted(rule.positions, key=lambda one: "FASB".index(rules.CLASSES[one[1]]))


def offered(rule: rules.Rule) -> list[str]:
    """What may be voted, in the order of the form. Under consent a block is an objection."""
    if is_own(rule):
        return [label for label, _ in ordered(rule)]
    kinds = dict(rule.positions)
    return [
        one
        for one in ("for", "against", "abstain", "block")
        if one in kinds and not (one == "block" and rule.method == "consent")
    ]


def word(label: str) -> str:
    """A position of its own name, as pages write it."""
    return label.replace("_", " ").capitalize()


def called(table: Mapping[str, Any]) -> Callable[[str], str | None]:
    """What a vote is called under the rule that a ballot keeps."""
    if "positions" in table:
        return word
    return CALLED[str(table.get("method", "approval"))].get


def own(rule: rules.Rule, meant: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """For a form the positions that a rule names: label, word, hint. `meant`: what a class of them means here; empty where it names none."""
    if not is_own(rule):
        return []
    hints = {REASONED: f"{meant['against']}; counted only with a reason", **meant}
    return [(label, word(label), f"counts as {COUNTS_AS[kind]}: {hints[kind]}") for label, kind in ordered(rule)]


def is_bare(rule: Any, choice: str, reason: str) -> bool:
    """Whether a vote lacks the reason without which its rule does not count it."""
    return isinstance(rule, rules.Rule) and dict(rule.positions).get(choice) == REASONED and not reason.strip()


def numbers(rule: rules.Rule, counts: Counts) -> list[tuple[str, int]]:
    """How often each position was taken, with what it counts as; empty where a rule names none of its own."""
    if not is_own(rule):
        return []
    letters = {"F": counts.f, "A": counts.a, "S": counts.s, "B": counts.b}
    for label, kind in rule.positions:
        letters[rules.CLASSES[kind]] -= counts.labels.get(label, 0)
    return [
        (f"{word(label)} ({COUNTS_AS[kind]})", counts.labels.get(label, max(letters[rules.CLASSES[kind]], 0)))
        for label, kind in ordered(rule)
    ]
