"""The verdict follows from the findings alone (procedure 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.cases.models import FINDINGS
from workbench.cases.verdict import WORDS, judge
from workbench.definition.requirements import read

CLAUSES = ("a", "b", "c")
NEED = read([*CLAUSES])


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
def test_of_a_list_every_part_must_hold(findings: dict[str, str], verdict: str, because: str) -> None:
    found = judge(NEED, findings)
    assert (found.value, "".join(found.because)) == (verdict, because)
    assert found.words == WORDS[verdict]


some_findings = st.dictionaries(st.sampled_from(CLAUSES), st.sampled_from(FINDINGS))


@given(some_findings)
def test_a_verdict_is_one_of_four_and_rests_on_requirements_alone(findings: dict[str, str]) -> None:
    found = judge(NEED, findings)
    assert found.value in WORDS and set(found.because) <= set(CLAUSES)


@given(some_findings, st.sampled_from(CLAUSES))
def test_one_requirement_that_is_not_met_decides(findings: dict[str, str], clause: str) -> None:
    assert judge(NEED, findings | {clause: "not_met"}).value == "does_not_conform"


@given(some_findings)
def test_a_gap_is_never_counted_as_met(findings: dict[str, str]) -> None:
    if set(findings) != set(CLAUSES):
        assert judge(NEED, findings).value in ("does_not_conform", "indeterminate")


RANK = {"does_not_conform": 0, "indeterminate": 1, "conforms_if": 2, "conforms": 3}


@given(some_findings, st.sampled_from(CLAUSES))
def test_to_find_a_requirement_met_never_makes_the_verdict_worse(findings: dict[str, str], clause: str) -> None:
    assert RANK[judge(NEED, findings | {clause: "met"}).value] >= RANK[judge(NEED, findings).value]


@given(st.permutations(CLAUSES), some_findings)
def test_the_order_of_the_requirements_does_not_matter(order: list[str], findings: dict[str, str]) -> None:
    assert judge(read(order), findings).value == judge(NEED, findings).value


ONE_IS_ENOUGH = ["a", {"any": ["b", {"all": ["c", "d"]}]}]


@pytest.mark.parametrize(
    ("findings", "verdict", "because"),
    [
        ("met not_met met met", "conforms", "acd"),
        ("met met not_met not_met", "conforms", "ab"),
        ("met not_met met conditional", "conforms_if", "d"),
        ("met conditional not_met met", "conforms_if", "b"),
        ("met not_met not_assessable met", "indeterminate", "c"),
        ("met not_met not_met met", "does_not_conform", "bc"),
        ("not_met met met met", "does_not_conform", "a"),
        ("met not_applicable not_met met", "does_not_conform", "c"),
        ("met not_applicable not_applicable not_applicable", "conforms", "a"),
    ],
)
def test_of_a_group_one_part_may_be_enough(findings: str, verdict: str, because: str) -> None:
    found = judge(read(ONE_IS_ENOUGH), dict(zip("abcd", findings.split(), strict=True)))
    assert (found.value, "".join(found.because)) == (verdict, because)


def trees(leaves: str, how: str = "all", least: int = 1) -> Iterator[list[Any]]:
    """Every row of at least so many parts over these leaves, in this order: leaves, and groups of the other sort."""
    if not leaves:
        yield from [[]] if least <= 0 else []
    other = "any" if how == "all" else "all"
    for size in range(1, len(leaves) + 2 - max(least, 1)):
        here = leaves[:size]
        firsts = [here] if size == 1 else [{other: inner} for inner in trees(here, other, 2)]
        yield from ([first, *rest] for rest in trees(leaves[size:], how, least - 1) for first in firsts)


def by_asking(how: str, parts: list[Any], findings: dict[str, str | None]) -> str | None:
    """The rule of procedure 2.5 once more, as questions in a row; None for what does not apply."""
    found = []
    for part in parts:
        inner = findings[part] if isinstance(part, str) else by_asking(*next(iter(part.items())), findings)
        found += [inner or "not_assessable"] if inner != "not_applicable" else []
    if not found:
        return "not_applicable"
    asked = ("not_met", "not_assessable", "conditional") if how == "all" else ("met", "conditional", "not_assessable")
    return next((value for value in asked if value in found), "met" if how == "all" else "not_met")


SAID = {"met": "conforms", "conditional": "conforms_if", "not_met": "does_not_conform"}


@pytest.mark.parametrize("leaves", ["a", "ab", "abc", "abcd"])
def test_every_small_tree_is_judged_as_the_rule_says(leaves: str) -> None:
    shapes = [*trees(leaves), *([{"any": shape}] for shape in trees(leaves, "any"))]
    for shape in shapes:
        need = read(shape)
        assert read(need.data()) == need and "".join(need.clauses) == leaves
        for values in product((None, *FINDINGS), repeat=len(leaves)):
            known = dict(zip(leaves, values, strict=True))
            verdict = judge(need, {clause: value for clause, value in known.items() if value})
            assert verdict.value == SAID.get(by_asking("all", shape, known) or "", "indeterminate")
            assert set(verdict.because) <= set(leaves)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("a", "is to be a list"),
        ([{"any": []}], "any of must hold is to be a list"),
        ([{"one": ["a"]}], "a part must be the id of a clause"),
        ([{"any": ["a"], "all": ["b"]}], "a part must be the id of a clause"),
        ([7], "a part must be the id of a clause"),
        (["a", {"any": ["b", "a"]}], "“a” is there twice"),
        ([{"any": [{"any": [{"any": [{"any": [{"any": [{"any": ["a"]}]}]}]}]}]}], "more than 6 deep"),
    ],
)
def test_what_is_no_tree_of_requirements_is_refused_with_the_place(data: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(data)
