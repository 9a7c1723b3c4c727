"""The edge cases of voting, each row of procedure 3.4 with the outcome expected there; and rules that cannot be right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ballots.papers import C3, HALF, MAJORITY, PRESENT, counts, decide, ranked, staff, votes
from workbench.ballots import formats, presets, rules
from workbench.errors import Refusal

# Of procedure 3.4: what happens, the rule, the ballots, the outcome.
ON_A_TIE = {**MAJORITY, "tie": "chair_casting"}
UNLESS_VOTED = {**MAJORITY, "tie": "chair_if_not_voted"}
CHAIR = [{"member": n, "chair": n == "a"} for n in "abcdefgh"]
FOUR_FOUR: dict[str, str | dict[str, Any]] = {n: "for" if n < "e" else "against" for n in "abcdefgh"}
ONE_VOTE = {**MAJORITY, "affiliation": {"mode": "one_vote"}}
COLLAPSED = {**MAJORITY, "affiliation": {"mode": "collapse_identical"}}
BLOCKABLE = {**MAJORITY, "block": {"enabled": True}}
NINE = [{"member": n, "status": "recused" if n > "e" else "eligible"} for n in "abcdefghi"]
AT_HALF = {**MAJORITY, "quorum": [HALF]}
SQUARE = {**MAJORITY, "quorum": [{"count": ["C"], "op": ">=", "ratio": "3/2", "of": "sqrt(N)"}]}
THIRD = {**MAJORITY, "quorum": [HALF | {"ratio": "1/3"}]}
OVER = {"pass": [[{"count": ["F"], "op": ">", "ratio": "2/3", "of": ["F", "A"]}]]}
THREE = {"pass": [[{"count": ["F"], "op": ">=", "ratio": 3, "of": ["A"]}, MAJORITY["pass"][0][0]]]}
MORE_THAN_THREE = {"pass": [[{"count": ["F"], "op": ">", "ratio": 3, "of": ["A"]}]]}
COUNTS_ON = {**AT_HALF, "recusal": {"effect": "counts_to_quorum"}}
WINDOW = {"closes": "2026-06-30T18:00:00Z"}
EDGES: list[tuple[str, Any, dict[str, Any], str]] = [
    ("a tie", MAJORITY, counts(4, 4), "rejected"),
    ("a tie and a casting vote, the chair has voted", ON_A_TIE, votes(CHAIR, **FOUR_FOUR), "tie_pending"),
    ("the casting vote, cast explicitly", ON_A_TIE, counts(4, 4) | {"casting": "for"}, "adopted"),
    ("a tie, the chair has voted already", UNLESS_VOTED, votes(CHAIR, **FOUR_FOUR), "rejected"),
    ("a tie, the chair has not voted", UNLESS_VOTED, votes(CHAIR, b="for", c="against"), "tie_pending"),
    ("nobody votes", C3, counts(0, roll=9), "no_quorum"),
    ("nobody votes, no quorum", MAJORITY, counts(0, roll=9), "rejected"),
    ("nobody speaks", {"method": "consent"}, counts(0, roll=9), "adopted"),
    ("nobody speaks, two must", {"method": "consent", "min_support": 2}, counts(0, roll=9), "rejected"),
    ("all nine abstain", C3, counts(0, 0, 9), "rejected"),
    ("3-0-6 of those present", PRESENT, counts(3, 0, 6, present=9), "rejected"),
    ("3-0-6", MAJORITY, counts(3, 0, 6), "adopted"),
    ("4-0-4 of those present", PRESENT, counts(4, 0, 4), "rejected"),
    ("4-0-4", MAJORITY, counts(4, 0, 4), "adopted"),
    ("3-0-3 of those present", PRESENT, counts(3, 0, 3), "rejected"),
    ("5-0-6 of those present", PRESENT, counts(5, 0, 6), "rejected"),
    ("5-0-6", MAJORITY, counts(5, 0, 6), "adopted"),
    ("6-0-5 of those present", PRESENT, counts(6, 0, 5), "adopted"),
    ("3-0-1 of those present", PRESENT, counts(3, 0, 1), "adopted"),
    ("11-0-6 of eleven", MAJORITY, counts(11, 0, 6, 11), "invalid_tally"),
    ("more votes than present", MAJORITY, counts(5, 1, 0, 11, present=5), "invalid_tally"),
    ("everyone recused", MAJORITY, votes([{"member": "a", "status": "recused"}], a="for"), "no_electorate"),
    ("too few left", {**MAJORITY, "roll": {"min_electorate": 3}}, votes(NINE[3:], d="for", e="for"), "no_electorate"),
    ("four of nine recused, 3 votes", AT_HALF, votes(NINE, a="for", b="for", c="for"), "adopted"),
    ("four of nine recused, 2 votes", AT_HALF, votes(NINE, a="for", b="for"), "no_quorum"),
    ("the recused count to the quorum, one votes", COUNTS_ON, votes(NINE, a="for"), "adopted"),
    ("the recused count, and are absent", COUNTS_ON, votes([one | {"present": False} for one in NINE], a="for", b="for", c="for", d="for"), "no_quorum"),
    ("recused after voting", MAJORITY, votes([{"member": "a", "status": "recused"}, "b", "c"], a="for", b="against"), "rejected"),
    ("left after voting", MAJORITY, votes([{"member": "a", "status": "left"}, "b"], a="for"), "adopted"),
    ("left without voting, kept", AT_HALF, votes([{"member": "a", "status": "left"}, "b", "c"], b="for"), "no_quorum"),
    ("left without voting, dropped", {**AT_HALF, "on_leave": "drop_uncast"}, votes([{"member": "a", "status": "left"}, "b", "c"], b="for"), "adopted"),
    ("joined meanwhile", MAJORITY, votes(["a"], b="for"), "invalid_tally"),
    ("a third of 22, seven", THIRD, counts(7, roll=22), "no_quorum"),
    ("a third of 22, eight", THIRD, counts(8, roll=22), "adopted"),
    ("3/2 of √939, 45", SQUARE, counts(45, roll=939), "no_quorum"),
    ("3/2 of √939, 46", SQUARE, counts(46, roll=939), "adopted"),
    ("two thirds of five, 3:2", "pep13-two-thirds", counts(3, 2), "rejected"),
    ("two thirds of five, 4:1", "pep13-two-thirds", counts(4, 1), "adopted"),
    ("20-10, exactly two thirds", "pep13-two-thirds", counts(20, 10), "adopted"),
    ("20-10, more than two thirds", OVER, counts(20, 10), "rejected"),
    ("6-2 at three to one", THREE, counts(6, 2), "adopted"),
    ("6-2 at more than three to one", MORE_THAN_THREE, counts(6, 2), "rejected"),
    ("4-0 of ten", C3, counts(4, roll=10), "no_quorum"),
    ("4-1 of ten", C3, counts(4, 1, roll=10), "adopted"),
    ("five yes and a block with a reason", BLOCKABLE, votes(list("abcdef"), a="for", b="for", c="for", d="for", e="for", f={"choice": "block", "reason": "A flaw."}), "blocked"),
    ("five yes and a block without", BLOCKABLE, votes(list("abcdef"), a="for", b="for", c="for", d="for", e="for", f="block"), "adopted"),
    ("a block that was overruled", BLOCKABLE, votes(list("ab"), a="for", b={"choice": "block", "reason": "A flaw.", "state": "overruled"}), "rejected"),
    ("two members of one employer differ, one vote", ONE_VOTE, votes(staff("X", "X"), a="for", b="against"), "rejected"),
    ("two members of one employer differ, collapsed", COLLAPSED, votes(staff("X", "X"), a="for", b="against"), "rejected"),
    ("a vote at the closing second", MAJORITY, votes(["a"], a={"choice": "for", "at": "2026-06-30T18:00:00Z"}) | WINDOW, "rejected"),
    ("a vote just before", MAJORITY, votes(["a"], a={"choice": "for", "at": "2026-06-30T17:59:59Z"}) | WINDOW, "adopted"),
    ("two votes, the last counts", MAJORITY, {"roll": 2, "votes": [{"member": 1, "choice": "against"}, {"member": 1, "choice": "for"}]}, "adopted"),
    ("two votes, the first counts", {**MAJORITY, "window": {"change_vote": False}}, {"roll": 2, "votes": [{"member": 1, "choice": "against"}, {"member": 1, "choice": "for"}]}, "rejected"),
    ("all options below the default", "committee-rivals", ranked("3 x status quo > A", options=["A"]), "rejected"),
    ("two options never beaten", "committee-rivals", ranked("1 x A > B > status quo", "1 x B > A > status quo", options=["A", "B"]), "tie_pending"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "ballots", "expected"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES])
def test_an_edge_case_comes_out_as_the_procedure_says(table: Any, ballots: dict[str, Any], expected: str) -> None:
    assert decide(table, **ballots)["outcome"] == expected


def test_silence_is_called_silence_and_one_vote_short_of_the_quorum_is_said() -> None:
    assert "by silence" in decide("committee-editorial", **counts(0, roll=9))["because"]
    assert "One more vote of any kind" in decide(C3, **counts(4, roll=10))["because"]


@pytest.mark.parametrize(("mode", "expected"), [("one_vote", 1), ("collapse_identical", 1), ("none", 3)])
def test_three_votes_from_one_employer(mode: str, expected: int) -> None:
    found = decide(
        {**MAJORITY, "affiliation": {"mode": mode}}, **votes(staff("X", "X", "X"), a="for", b="for", c="for")
    )
    assert found["counts"]["for"] == expected


def test_two_members_of_one_employer_who_differ_void_its_one_vote_or_stand_against_each_other() -> None:
    differ = votes(staff("X", "X", ""), a="for", b="against")
    one, each = decide(ONE_VOTE, **differ), decide(COLLAPSED, **differ)
    assert (one["counts"]["for"], one["counts"]["against"], one["counts"]["roll"]) == (0, 0, 2)
    assert one["notes"] == ["the members of X differ: its vote is void"]
    assert (each["counts"]["for"], each["counts"]["against"]) == (1, 1)


def test_recusals_leave_the_roll_or_stay_for_the_quorum() -> None:
    assert decide(AT_HALF, **votes(NINE, a="for"))["conditions"][0]["words"] == "1 votes is not at least 1/2 of 5 = 2½"
    assert decide(COUNTS_ON, **votes(NINE, a="for"))["conditions"][0]["words"] == "5 votes is at least 1/2 of 9 = 4½"
    assert decide(AT_HALF, **votes(NINE, f="for"))["notes"] == ["member f is recused: their vote is void"]


def test_a_late_vote_is_kept_with_a_note_and_is_not_counted() -> None:
    late = votes(["a"], a={"choice": "for", "at": "2026-06-30T18:00:00Z"}) | WINDOW
    assert decide(MAJORITY, **late)["notes"] == ["member a voted when the ballot was not open: not counted"]


@pytest.mark.parametrize(("now", "expected"), [("09T11:00", "final_comment"), ("10T10:00", "blocked"), ("15T10:00", "final_comment"), ("25T09:00", "adopted")])  # fmt: skip
def test_a_block_in_the_last_hour_of_a_sign_off_begins_its_last_period_again(now: str, expected: str) -> None:
    sign = {name: {"choice": "for", "at": "2026-05-31T10:00:00Z"} for name in "abcd"}
    block = {"choice": "block", "reason": "A flaw.", "at": "2026-06-10T09:00:00Z"}
    cleared = {"member": "e", "choice": "for", "at": "2026-06-15T09:00:00Z"}
    ballots = votes(list("abcde"), **sign, e=block)
    found = decide("rust-fcp", **ballots | {"votes": [*ballots["votes"], cleared], "now": f"2026-06-{now}:00Z"})
    assert found["outcome"] == expected


def test_a_favourite_that_fails_three_to_one_is_dropped_and_the_best_of_the_rest_wins() -> None:
    ballots = ranked("5 x A > B > status quo", "2 x B > status quo > A", options={"A": "scope", "B": "editorial"})
    found = decide("committee-rivals", **ballots)
    assert found["won"] == ["B"] and found["pairwise"]["A"]["B"] == 5 and ["A"] not in found["tiers"]


def test_ranks_with_gaps_and_ties_are_an_order_and_a_blank_counts_as_cast() -> None:
    told = [
        {"member": 0, "choice": {"A": 1, "B": 3, "status quo": 7}},
        {"member": 1, "choice": {"A": 2, "B": 2}},
        {"member": 2, "choice": []},
    ]
    found = decide("committee-rivals", roll=3, votes=told, options=["A", "B"])
    assert found["pairwise"]["A"] == {"B": 1, "status quo": 2} and found["counts"] == {
        "ranked": 2,
        "abstain": 1,
        "roll": 3,
    }


@pytest.mark.parametrize(
    ("homes", "against", "shown"), [("VWXYZ", 1, False), ("UVWXYZ", 1, True), ("UVWXYZ", 0, False)]
)
def test_a_secret_ballot_of_few_or_of_one_mind_shows_no_employers(homes: str, against: int, shown: bool) -> None:
    choices: dict[str, Any] = {chr(97 + n): "against" if n < against else "for" for n in range(len(homes))}
    found = decide({**MAJORITY, "visibility": "secret"}, **votes(staff(*homes), **choices))
    assert ("by_affiliation" in found) is shown


def test_a_changed_rule_is_another_rule_with_another_fingerprint_and_the_copy_stays() -> None:
    old = rules.read("r", MAJORITY | {"version": 1})
    new = rules.read("r", MAJORITY | {"version": 2})
    assert old.sha256 != new.sha256 and rules.read("r", old.data()) == old == rules.read("r", MAJORITY)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"method": "show_of_hands"}, "rules.rule.method: choose one of"),
        ({"positions": {"yes": "maybe"}}, "rules.rule.positions.yes: it counts as one of"),
        ({"positions": {"stop": "block"}}, "rules.rule.positions.stop: write block"),
        ({"min_support": 2}, "rules.rule.min_support: only a consent ballot"),
        ({"seats": 3}, "rules.rule.seats: only an approval ballot without conditions"),
        ({"stages": [{"comment": "P10D"}]}, "rules.rule.stages: only a sign-off"),
        ({"window": {"vote": "two weeks"}}, "rules.rule.window.vote: “two weeks” is no period"),
        ({"window": {"min": "P9D", "max": "P7D"}}, "rules.rule.window.max: this is less"),
        ({"recusal": {"effect": "vanishes"}}, "rules.rule.recusal.effect: choose one of"),
        ({"roll": {"min_electorate": "3"}}, "rules.rule.roll.min_electorate: this must be a whole number"),
        ({"roll": {"max": 3}}, "rules.rule.roll: “roll.max” is not known"),
        ({"affiliation": {"mode": "seat_cap"}}, "rules.rule.affiliation.value: give a number"),
        ({"affiliation": {"mode": "one_vote", "value": 2}}, "rules.rule.affiliation.value: give a number"),
        ({"block": {"enabled": "yes"}}, "rules.rule.block.enabled: write true or false"),
        ({"weights": "by_size"}, "rules.rule.weights: choose one of none"),
        ({"version": 0}, "rules.rule.version: versions count from 1"),
        ({"ratification": {"body": "board", "objection": "P14D"}}, "rules.rule.ratification: name a body"),
        ({"quorum": [{"count": ["C"], "op": ">=", "ratio": "1/2", "of": "sqrt(C)"}]}, "of: this must be a list"),
        ({"quorum": [{"count": ["N@P"], "op": ">", "plus": 1}]}, "“N@P” is not a count of a part"),
        ({"preset": "no such"}, "rule.preset: there is no procedure “no such”"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_place(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        formats.rule(presets.one(MAJORITY | change))
    assert sentence in str(no.value)


def test_every_inequality_is_kept_with_its_numbers() -> None:
    found = decide(SQUARE, **counts(45, roll=939))
    assert found["conditions"][0]["words"] == "45 votes is not at least 3/2 of √939"
    assert [one["holds"] for one in found["conditions"]] == [False, True]


def test_a_rule_with_every_key_of_the_language_is_read_and_counted() -> None:
    whole = {
        "id": "osaid.substantive", "method": "approval",
        "roll": {"body": "committee", "count_by": "member", "freeze": "open", "min_electorate": 3, "observers": "advisory"},
        "affiliation": {"mode": "none", "value": None}, "weights": "none",
        "positions": {"yes": "for", "no": "against", "abstain": "abstain", "block": "block"},
        "window": {"min": "P14D", "max": "P21D", "vote": "P14D", "close_early": "never", "change_vote": True, "tz": "UTC"},
        "recusal": {"effect": "leaves_electorate", "below_min": "escalate"}, "on_leave": "keep", "proxy": "none",
        "block": {"enabled": True, "needs_reason": True, "invalid_if": "overruled", "unblock": "council"},
        "quorum": [HALF | {"plus": 0, "roll": None}], **MAJORITY, "min_support": 0, "tie": "fails", "stages": [], "ranked": None,
        "visibility": "roll_call", "reveal": "after_close", "receipt": "none", "ratification": {"body": "board", "rule": "osi.board"},
    }  # fmt: skip
    assert decide(whole, **votes(["a", "b", "c"], a="yes", b="yes", c="no"))["outcome"] == "adopted"
    inner = {
        "default": "status_quo",
        "unranked": "last",
        "strength": "margins",
        "over_default": {"ratio": {"any": 1}},
        "seats": 1,
    }
    found = decide({"method": "ranked", "tie": "fails", "ranked": inner}, **ranked("2 x A > B", options=["A", "B"]))
    assert found["won"] == ["A"]
