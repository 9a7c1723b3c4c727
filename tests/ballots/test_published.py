"""Votes that were published: motions of a board, resolutions of a project, a standard; each deviation stands here with its cause."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.papers import MAJORITY, PRESENT, counts, decide

TOLD = {
    "adopted": "adopted",
    "carried": "adopted",
    "not_adopted": "rejected",
    "not_carried": "rejected",
    "tie": "tie_pending",
}
# Motions whose published outcome is not what their count gives, with the cause.
MOTIONS = {
    "osi-2013-09-04": "a tie of 4 to 4, which the chair decided against by a casting vote",
    "osi-2015-05-13b": "tabled: a row of zeros, and no vote was taken",
}
# Resolutions whose published numbers are not what their ballots give, with the cause.
RESOLUTIONS: dict[str, str] = {}


def motions(shared: Path) -> list[dict[str, str]]:
    with (shared / "votes" / "osi_board_votes_2007_2015.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_motion_of_the_board_has_its_published_result_but_for_those_listed(shared: Path) -> None:
    rows, deviate = motions(shared), set()
    assert len(rows) == 15
    for row in rows:
        # where the minutes state no outcome, the majority of the votes cast is what there is
        told = TOLD.get(row["outcome_stated"], row["outcome_stated"] or TOLD.get(row["majority_of_cast"]))
        f, a, s = (int(row[key] or 0) for key in ("yes", "no", "abstain"))
        if decide({**MAJORITY, "tie": "chair_casting"}, **counts(f, a, s))["outcome"] != told:
            deviate.add(row["id"])
        of_cast = decide({**MAJORITY, "tie": "chair_casting"}, **counts(f, a, s))["outcome"]
        if row["majority_of_cast"] in TOLD:
            assert of_cast == TOLD[row["majority_of_cast"]], row["id"]
        if row["directors_listed_present"] and row["majority_of_present"] in TOLD:
            there = counts(f, a, s, present=int(row["directors_listed_present"]))
            assert decide(PRESENT, **there)["outcome"] == TOLD[row["majority_of_present"]], row["id"]
    tie = decide("osi-board-ordinary", **counts(4, 4, roll=9, present=9), casting="against")
    assert tie["outcome"] == "rejected"
    assert deviate == MOTIONS.keys()


def test_a_standard_that_was_approved_in_2008_is_approved_by_the_same_numbers(shared: Path) -> None:
    known = json.loads((shared / "votes" / "published_facts.json").read_text("utf-8"))
    iso = known["iso-dis-29500-2008"]
    roll, votes = [], []
    p_against = iso["p_members_cast"] - iso["p_members_for"]
    others_for = iso["all_cast"] - iso["all_against"] - iso["p_members_for"]
    parts = [(iso["p_members_for"], "yes", True), (p_against, "no", True), (others_for, "yes", False), (iso["all_against"] - p_against, "no", False)]  # fmt: skip
    for number, choice, in_p in parts:
        for _ in range(number):
            votes.append({"member": len(roll), "choice": choice, "reason": "Named."})
            roll.append({"member": len(roll), "groups": ["P"] if in_p else []})
    assert decide("iso-enquiry", roll=roll, votes=votes)["outcome"] == TOLD.get(iso["published_outcome"], "adopted")
    for case in known["pep13-eject"]["cases"]:
        assert decide("pep13-two-thirds", **counts(case["for"], case["against"]))["outcome"] == (
            "adopted" if case["passes"] else "rejected"
        )


def resolutions(shared: Path) -> list[dict[str, Any]]:
    found = [
        json.loads(path.read_text("utf-8"))
        for path in sorted((shared / "amendments" / "debian-resolutions").glob("*.json"))
    ]
    return [one for one in found if one.get("ballots")]


def counted(one: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A resolution by the rule of its day; and the number of its default option."""
    texts = " ".join(one["sections"].values()) + one.get("recorded_result", "")
    size = re.search(r"(?:With \[?|Developer Count = )(\d+)", texts)
    needs = " ".join([one["sections"].get("majorityreq", ""), one["sections"].get("outcome", "")])
    default = len(one["options"])
    options = {}
    for option in one["options"][:-1]:
        alone = re.search(rf"(?:Option|option) {option['n']} (?:passes Majority|because of Majority)\.\s+[\d.]+ \(\d+/\d+\) (?:>|<=?) (\d)", texts)  # fmt: skip
        labelled = any("1 majority needed" in each["label"] or "needs " in each["label"] for each in one["options"])
        three = alone[1] == "3" if alone else "3:1" in option["label"] if labelled else "3:1" in needs
        options[str(option["n"])] = "scope" if three else "editorial"
    votes = [
        {"member": n, "choice": {str(at): int(place) for at, place in enumerate(ballot, 1) if place != "-"}}
        for n, ballot in enumerate(one["ballots"])
    ]
    roll = max(int(size[1]) if size else 0, len(votes))
    return decide("debian-before-2015", roll=roll, votes=votes, options=options, default=str(default)), default


def test_every_resolution_has_its_published_winner_and_numbers_but_for_those_listed(shared: Path) -> None:
    deviate: dict[str, list[str]] = {}
    every = resolutions(shared)
    for one in every:
        found, default = counted(one)
        texts = " ".join(one["sections"].values()) + one.get("recorded_result", "")
        told = one.get("winner") or re.findall(r"winner is: \*\*Option (\d)", texts) or ["1"]
        if found["won"] != told:
            deviate.setdefault(one["id"], []).append(f"won {found['won']}, published {told}")
        for option, over, under in re.findall(r"Option (\d+).{0,40}?\((\d+)/(\d+)\)", texts):
            ours = found["pairwise"][option][str(default)], found["pairwise"][str(default)][option]
            if ours != (int(over), int(under)):
                deviate.setdefault(one["id"], []).append(f"option {option}: {ours}, published {(over, under)}")
    assert len(every) >= 10
    assert {one: why for one, why in deviate.items() if one not in RESOLUTIONS} == {}


@pytest.mark.parametrize("ballots", [160])
def test_the_amendment_of_2003_passes_with_the_numbers_on_its_page(shared: Path, ballots: int) -> None:
    [one] = [one for one in resolutions(shared) if one["id"] == "debian-2003-vote_0002"]
    found, _ = counted(one)
    assert len(one["ballots"]) == ballots and found["pairwise"]["1"]["2"] == 144 and found["outcome"] == "adopted"
