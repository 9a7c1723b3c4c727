"""Procedures of real bodies: each row of procedure 3.3 decides as it does there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ballots.papers import C3, counts, decide, ranked, staff, votes
from workbench.ballots import formats, presets


def test_all_procedures_of_the_table_are_there_with_their_source_and_come_back_from_what_a_ballot_keeps() -> None:
    assert {name for name, *_ in ROWS} == presets.known().keys()
    for preset in presets.known().values():
        rule = formats.rule(presets.one({"preset": preset.name, "id": preset.name}))
        assert preset.source and preset.says and rule.sentences() and rule.explain == preset.says
        assert formats.rule(rule.data()) == rule


YES_AND_NO: list[tuple[str, dict[str, Any], str]] = [
    ("osi-board-ordinary", counts(3, 0, 0, 9, present=3), "no_quorum"),
    ("osi-board-ordinary", counts(3, 0, 6, 9, present=9), "rejected"),
    ("osi-board-ordinary", counts(6, 0, 5, 11, present=11), "adopted"),
    ("osi-board-ordinary", counts(4, 4, 0, 9, present=9), "tie_pending"),
    ("osi-remove-director", counts(5, 0, 0, 9, present=5), "rejected"),
    ("osi-remove-director", counts(6, 2, 0, 8, recused=1, present=8), "adopted"),
    ("osi-committee-appointment", counts(4, 0, 0, 9), "rejected"),
    ("osi-committee-appointment", counts(5, 4, 0, 9), "adopted"),
    ("osi-licence-decision", counts(0, roll=9), "adopted"),
    ("osi-licence-decision", counts(5, block=1, roll=9), "blocked"),
    ("osaid-codesign", counts(9, roll=30) | {"mean": "9/2"}, "adopted"),
    ("osaid-codesign", counts(8, roll=30) | {"mean": "9/2"}, "rejected"),
    ("apache-procedural", counts(1, 0, roll=9), "adopted"),
    ("apache-procedural", counts(2, 2, roll=9), "rejected"),
    ("apache-code", counts(2, roll=9), "rejected"),
    ("apache-code", counts(3, 2, roll=9), "adopted"),
    ("apache-code", counts(7, block=1, roll=9), "blocked"),
    ("apache-code-lazy", counts(0, roll=9), "adopted"),
    ("apache-code-lazy", counts(0, block=1, roll=9), "blocked"),
    ("apache-release", counts(3, 2, roll=9), "adopted"),
    ("apache-release", counts(3, 3, roll=9), "rejected"),
    ("apache-release", counts(2, 0, roll=9), "rejected"),
    ("w3c-group", counts(1, roll=9), "adopted"),
    ("w3c-group", counts(0, roll=9), "rejected"),
    ("w3c-group", counts(8, block=1, roll=9), "blocked"),
    ("w3c-editorial-revision", counts(0, roll=9), "adopted"),
    ("w3c-editorial-revision", votes(["a", "b"], a="for", b={"choice": "against", "reason": "It is wrong."}), "blocked"),
    ("w3c-ac-review", counts(3, roll=9), "adopted"),
    ("w3c-ac-review", counts(3, block=1, roll=9), "blocked"),
    ("w3c-council", votes(staff("X", "X", "Y"), a="for", b="for", c="against"), "tie_pending"),
    ("w3c-council", votes(staff("X", "Z", "Y"), a="for", b="for", c="against"), "adopted"),
    ("w3c-council-dismissal", counts(3, 3, roll=9), "adopted"),
    ("w3c-council-dismissal", counts(3, 4, roll=9), "rejected"),
    ("w3c-council-short-circuit", counts(8, roll=10), "adopted"),
    ("w3c-council-short-circuit", counts(8, 1, roll=10), "rejected"),
    ("w3c-council-short-circuit", counts(7, roll=10), "rejected"),
    ("w3c-ac-appeal", counts(4, roll=100), "no_quorum"),
    ("w3c-ac-appeal", counts(12, 3, roll=100), "adopted"),
    ("w3c-ac-appeal", counts(11, 4, roll=100), "rejected"),
    ("w3c-ac-appeal", counts(13, 5, roll=100), "adopted"),
    ("w3c-ac-appeal", counts(11, 6, roll=100), "rejected"),
    ("w3c-ac-appeal", counts(11, 9, roll=100), "adopted"),
    ("iesg-standards-track", votes(["a", "b", "c"], a="yes", b="noobj"), "adopted"),
    ("iesg-standards-track", votes(["a", "b", "c"], a="noobj", b="noobj"), "rejected"),
    ("iesg-standards-track", votes(["a", "b", "c"], a="yes", b="abstain"), "rejected"),
    ("iesg-standards-track", votes(["a", "b", "c"], a="yes", b="noobj", c={"choice": "discuss", "reason": "A flaw."}), "blocked"),
    ("iesg-alternate", counts(9, roll=14), "rejected"),
    ("iesg-alternate", counts(10, 2, roll=14), "adopted"),
    ("iesg-alternate", counts(10, 3, roll=14), "rejected"),
    ("iab", counts(7, 2, 3, 13), "adopted"),
    ("iab", counts(7, 3, 3, 13), "rejected"),
    ("rust-fcp", counts(5, roll=7), "adopted"),
    ("rust-fcp", counts(4, roll=7), "rejected"),
    ("rust-fcp", counts(6, block=1, roll=7), "blocked"),
    ("matrix-spec", counts(4, roll=7), "adopted"),
    ("matrix-spec", counts(3, roll=7), "rejected"),
    ("matrix-spec", counts(6, block=1, roll=7), "blocked"),
    ("bytecode-alliance", votes(staff("X", "X", "Y"), a="for", b="for"), "rejected"),
    ("bytecode-alliance", votes(staff("X", "X", "Y"), a="for", c="for"), "adopted"),
    ("pep13-council", counts(4, roll=5), "no_quorum"),
    ("pep13-council", counts(3, 1, 1, 5), "adopted"),
    ("pep13-council", counts(2, 2, 1, 5), "rejected"),
    ("pep13-two-thirds", counts(3, 2), "rejected"),
    ("pep13-two-thirds", counts(4, 1), "adopted"),
    ("iso-committee-draft", counts(6, 3, 9, 30), "adopted"),
    ("iso-committee-draft", counts(5, 3, 9, 30), "rejected"),
    ("iso-committee-draft-consensus", counts(4, block=1, roll=9), "blocked"),
    ("iso-committee-draft-consensus", counts(4, roll=9), "adopted"),
    ("tc39-stage", counts(0, roll=9), "adopted"),
    ("tc39-stage", counts(9, block=1, roll=12), "blocked"),
    ("robert-ordinary", counts(3, 2, roll=10, present=5), "no_quorum"),
    ("robert-ordinary", counts(3, 2, roll=10, present=6), "adopted"),
    ("robert-ordinary", counts(3, 3, roll=10, present=6), "rejected"),
    ("robert-bylaws", counts(4, 2, roll=10, present=6), "adopted"),
    ("robert-bylaws", counts(3, 2, roll=10, present=6), "rejected"),
    ("nodejs-ctc", counts(8, 0, 5, 20), "adopted"),
    ("nodejs-ctc", counts(7, 0, 5, 20), "rejected"),
    ("php-rfc", counts(4, 2, 9, 20), "adopted"),
    ("php-rfc", counts(4, 3, 9, 20), "rejected"),
    ("nixos-election-committee", counts(4, 3, roll=7), "adopted"),
    ("nixos-election-committee", counts(2, roll=7), "adopted"),
    ("nixos-election-committee", counts(3, 1, roll=7), "rejected"),
    ("committee-typographic", counts(0, roll=9), "adopted"),
    ("committee-editorial", counts(0, roll=9), "adopted"),
    ("committee-editorial", counts(3, block=1, roll=9), "blocked"),
    (C3, counts(4, 2, roll=9), "adopted"),
    (C3, counts(4, 3, roll=9), "rejected"),
    (C3, counts(4, roll=9), "no_quorum"),
    ("committee-scope", counts(6, 2, roll=9, distinct=3), "adopted"),
    ("committee-scope", counts(6, 2, roll=9, distinct=2), "rejected"),
    ("committee-scope", counts(5, roll=9, distinct=5), "no_quorum"),
    ("committee-procedure", counts(5, 2, roll=9, distinct=5), "rejected"),
    ("committee-finding", counts(3, 2, roll=9), "adopted"),
    ("committee-board", counts(2, 1, roll=6), "adopted"),
    ("committee-board", counts(2, 0, roll=6), "no_quorum"),
]  # fmt: skip
PREFERENCES: list[tuple[str, dict[str, Any], str]] = [
    ("debian-resolution", ranked("46 x A > status quo", roll=939, options={"A": "editorial"}), "adopted"),
    ("debian-resolution", ranked("45 x A > status quo", roll=939, options={"A": "editorial"}), "rejected"),
    ("debian-resolution", ranked("6 x A > status quo", "2 x status quo > A", options={"A": "scope"}), "adopted"),
    ("debian-resolution", ranked("6 x A > status quo", "4 x status quo > A", options={"A": "substantive"}), "rejected"),
    ("debian-before-2015", ranked("6 x A > status quo", "2 x status quo > A", options={"A": "scope"}), "rejected"),
    ("debian-before-2015", ranked("7 x A > status quo", "2 x status quo > A", options={"A": "scope"}), "adopted"),
    ("debian-technical-committee", ranked("1 x A > status quo", roll=8, options={"A": "editorial"}), "rejected"),
    ("debian-technical-committee", ranked("2 x A > status quo", roll=8, options={"A": "editorial"}), "adopted"),
    ("debian-technical-committee", ranked("5 x A > status quo", "2 x status quo > A", options={"A": "scope"}), "rejected"),
    ("debian-technical-committee", ranked("4 x A > B", "4 x B > A", options=["A", "B"]), "tie_pending"),
    ("committee-rivals", ranked("4 x A > status quo", roll=9, options={"A": "editorial"}), "no_quorum"),
    ("committee-rivals", ranked("3 x A > B > status quo", "2 x B > A > status quo", options={"A": "scope", "B": "editorial"}), "adopted"),
]  # fmt: skip
ELECTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("pep13-election", {"roll": 3, "options": list("ABCDEFG"), "affiliations": {"A": "X", "B": "X", "C": "X"}, "votes": [
        {"member": 0, "choice": list("ABCDEF")}, {"member": 1, "choice": list("ABCDEF")}, {"member": 2, "choice": list("AB")},
    ]}, "adopted"),
    ("kubernetes-steering", ranked(
        "3 x A > B > C > D > E > F > G", "1 x B > A", options=list("ABCDEFG"), affiliations={"A": "X", "B": "X", "C": "X"},
    ), "adopted"),
]  # fmt: skip


def iso(p: tuple[int, int], all_: tuple[int, int], reason: str = "It is wrong.") -> dict[str, Any]:
    """P-members for and against, then all bodies for and against."""
    roll, told = [], []
    for n in range(sum(all_)):
        is_for = n < all_[0]
        in_p = n < p[0] if is_for else n - all_[0] < p[1]
        roll.append({"member": n, "groups": ["P"] if in_p else []})
        told.append({"member": n, "choice": "yes" if is_for else "no", "reason": "" if is_for else reason})
    return {"roll": roll, "votes": told}


GROUPS: list[tuple[str, dict[str, Any], str]] = [
    ("iso-enquiry", iso((24, 8), (61, 10)), "adopted"),
    ("iso-enquiry", iso((21, 11), (61, 11)), "rejected"),
    ("iso-enquiry", iso((24, 8), (29, 10)), "rejected"),
    ("iso-enquiry", iso((24, 8), (29, 10), reason=""), "adopted"),
]
OWN: list[tuple[str, dict[str, Any], str]] = [
    ("committee-seats", {"roll": 1, "options": list("ABCD"), "affiliations": dict.fromkeys("ABC", "X"), "votes": [{"member": 0, "choice": list("ABCD")}]}, "adopted"),
]  # fmt: skip
ROWS = YES_AND_NO + PREFERENCES + ELECTIONS + OWN + GROUPS


@pytest.mark.parametrize(("name", "ballots", "expected"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)])
def test_a_real_procedure_decides_as_it_does(name: str, ballots: dict[str, Any], expected: str) -> None:
    assert decide(name, **ballots)["outcome"] == expected


def test_where_an_employer_has_all_the_seats_it_may_have_the_next_moves_up() -> None:
    [(_, approved, _), (_, ranking, _)] = ELECTIONS
    found = decide("kubernetes-steering", **ranking)
    assert (found["elected"], found["passed_over"]) == (["A", "B", "D", "E", "F", "G"], ["C"])
    found = decide("pep13-election", **approved)
    assert (found["elected"], found["passed_over"]) == (["A", "B", "D", "E", "F"], ["C"])
    level = {
        **approved,
        "votes": [*approved["votes"], {"member": 3, "choice": "G"}, {"member": 4, "choice": "G"}],
        "roll": 5,
    }
    found = decide("pep13-election", **level)
    assert (found["outcome"], found["elected"], found["tied"]) == ("tie_pending", ["A", "B"], ["D", "E", "F", "G"])
