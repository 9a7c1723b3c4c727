"""The verdict follows from the findings alone (procedure 2.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cases.models import FINDINGS
from workbench.cases.verdict import WORDS, judge

CLAUSES = ("a", "b", "c")


@pytest.mark.parametrize(
    ("findings", "verdict", "because"),
    [
        ({"a": "met", "b": "met", "c": "met"}, "conforms", "abc"),
        ({"a": "met", "b": "not_met", "c": "met"}, "does_not_conform", "b"),
        ({"a": "met", "b": "not_met"}, "does_not_conform", "b"),
        ({"a": "not_assessable", "b": "not_met", "c": "conditional"}, "does_not_conform", "b"),
        ({"a": "met", "b": "not_assessable", "c": "met"}, "indeterminate", "b"),
        ({"a": "met", "b": "conditional"}, "indeterminate", "c"),
        ({}, "indeterminate", "abc"),
        ({"a": "met", "b": "conditional", "c": "met"}, "conforms_if", "b"),
        ({"a": "met", "b": "conditional", "c": "not_applicable"}, "conforms_if", "b"),
        ({"a": "met", "b": "not_applicable", "c": "not_applicable"}, "conforms", "a"),
        ({"a": "not_applicable", "b": "not_applicable", "c": "not_applicable"}, "indeterminate", ""),
        ({"a": "met", "b": "met", "c": "met", "elsewhere": "not_met"}, "conforms", "abc"),
    ],
)
def test_the_verdict_follows_from_the_findings(findings: dict[str, str], verdict: str, because: str) -> None:
    found = judge(CLAUSES, findings)
    assert (found.value, "".join(found.because)) == (verdict, because)
    assert found.words == WORDS[verdict]


some_findings = st.dictionaries(st.sampled_from(CLAUSES), st.sampled_from(FINDINGS))


@given(some_findings)
def test_a_verdict_is_one_of_four_and_rests_on_requirements_alone(findings: dict[str, str]) -> None:
    found = judge(CLAUSES, findings)
    assert found.value in WORDS and set(found.because) <= set(CLAUSES)


@given(some_findings, st.sampled_from(CLAUSES))
def test_one_requirement_that_is_not_met_decides(findings: dict[str, str], clause: str) -> None:
    assert judge(CLAUSES, findings | {clause: "not_met"}).value == "does_not_conform"


@given(some_findings)
def test_a_gap_is_never_counted_as_met(findings: dict[str, str]) -> None:
    if set(findings) != set(CLAUSES):
        assert judge(CLAUSES, findings).value in ("does_not_conform", "indeterminate")


RANK = {"does_not_conform": 0, "indeterminate": 1, "conforms_if": 2, "conforms": 3}


@given(some_findings, st.sampled_from(CLAUSES))
def test_to_find_a_requirement_met_never_makes_the_verdict_worse(findings: dict[str, str], clause: str) -> None:
    assert RANK[judge(CLAUSES, findings | {clause: "met"}).value] >= RANK[judge(CLAUSES, findings).value]


@given(st.permutations(CLAUSES), some_findings)
def test_the_order_of_the_requirements_does_not_matter(order: list[str], findings: dict[str, str]) -> None:
    assert judge(order, findings).value == judge(CLAUSES, findings).value
