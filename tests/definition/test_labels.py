"""What versions are called."""

from __future__ import annotations

import pytest

from workbench.definition.labels import along, next_label, of_tag


@pytest.mark.parametrize(
    ("newest", "patch", "minor", "major"),
    [
        ("1.0", "1.0.1", "1.1", "2.0"),
        ("0.1.0", "0.1.1", "0.2.0", "1.0.0"),
        ("1.4.2", "1.4.3", "1.5.0", "2.0.0"),
        ("0.0.7.1", "0.0.7.2", "0.1.0.0", "1.0.0.0"),
        ("1.0-RC1", "1.0", "1.0", "1.0"),
        ("2.0beta", "2.0", "2.0", "2.0"),
        ("1.0+3", "1.0.1", "1.1", "2.0"),
        ("42", "43", "43", "43"),
        ("6+1", "7", "7", "7"),
        ("draft-2", "draft-3", "draft-3", "draft-3"),
        ("final", "final-2", "final-2", "final-2"),
    ],
)
def test_the_size_of_the_step_chooses_the_next_label(newest: str, patch: str, minor: str, major: str) -> None:
    assert [next_label(newest, size) for size in ("patch", "minor", "major")] == [patch, minor, major]


def test_a_label_that_is_taken_is_passed_over() -> None:
    assert next_label("1.0", "minor", {"1.1", "1.1.1"}) == "1.1.2"
    assert next_label("5", "major", {"6"}) == "7"


@pytest.mark.parametrize(
    ("tags", "labels"),
    [
        ([[], [], []], ["1", "2", "3"]),
        ([["v1.0"], ["v1.1"]], ["1.0", "1.1"]),
        ([[], ["v1.0"], [], [], ["v1.1"]], ["0+1", "1.0", "1.0+1", "1.0+2", "1.1"]),
        ([[], [], ["v3"], ["v4"]], ["1", "2", "3", "4"]),
        ([[], [], ["v4"], []], ["1", "2", "4", "4+1"]),
        ([["latest", "v1.0"]], ["1.0"]),
        ([["v1.0"], ["1.0"]], ["1.0", "1.0+1"]),
        ([["v1.0"], [], ["1.0+1"]], ["1.0", "1.0+2", "1.0+1"]),
        ([["release/2"], ["versions"], ["compare"]], ["release-2", "release-2+1", "release-2+2"]),
    ],
)
def test_a_history_names_its_versions(tags: list[list[str]], labels: list[str]) -> None:
    assert along(tags) == labels


def test_counting_on_keeps_the_names_of_an_untagged_history() -> None:
    before = along([[]] * 5)
    assert along([*[[]] * 5, [f"v{next_label(before[-1], 'major')}"]]) == [*before, "6"]


@pytest.mark.parametrize(("tag", "label"), [("v1.0", "1.0"), ("V2", "2"), ("vote", "vote"), ("a b", "a-b"), ("ä", ""), ("1...2", "1-2")])  # fmt: skip
def test_a_tag_becomes_what_an_address_can_hold(tag: str, label: str) -> None:
    assert of_tag(tag) == label
