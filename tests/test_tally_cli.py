"""`workbench tally`: real elections come out as they were published, number by number."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from workbench.cli import main

ELECTIONS = (
    "steering-2017", "steering-2018", "steering-2022", "steering-2025-gb", "code-of-conduct-2023", "debian-dpl2007",
)  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["tally", *words])


def tally(path: Path, unranked: str, *more: str) -> dict[str, Any]:
    answer = run("--ranked", str(path), "--unranked", unranked.replace("_", "-"), *more)
    assert answer.exit_code == 0, answer.output
    return dict(json.loads(answer.stdout))


@pytest.fixture
def known(shared: Path) -> dict[str, Any]:
    return dict(json.loads((shared / "votes" / "ranked_expected.json").read_text("utf-8")))


@pytest.mark.parametrize("name", ELECTIONS)
@pytest.mark.parametrize("unranked", ["no_opinion", "last"])
def test_every_pair_and_every_tier_is_as_known(shared: Path, known: dict[str, Any], name: str, unranked: str) -> None:
    about = known[name]
    expected = about["computed"][unranked]
    found = tally(shared / "votes" / about["file"], unranked)
    names = about["candidates"]
    assert found["counts"]["cast"] == about["ballots"]
    for a, row in zip(names, expected["pairwise"], strict=True):
        assert [found["pairwise"][a].get(b, 0) for b in names] == row
    assert [sorted(tier) for tier in found["tiers"]] == [sorted(tier) for tier in expected["schulze_winning_votes"]]


@pytest.mark.parametrize("name", ELECTIONS)
def test_the_published_winners_win(shared: Path, known: dict[str, Any], name: str) -> None:
    about, published = known[name], known[name]["published"]
    found = tally(shared / "votes" / about["file"], about["unranked_as_published"])
    order = [one for tier in found["tiers"] for one in tier]
    if "published_ranking" in published:
        spelt = {"Phillip Wittrock": "Phillip Whitrock"}
        assert order == [spelt.get(one, one) for one in published["published_ranking"]]
    else:
        winners = published.get("published_winners") or [published["published_winner"]]
        assert set(order[: len(winners)]) == set(winners) and found["outcome"] == "adopted"


def test_what_the_majority_did_not_prefer_to_the_default_is_dropped(shared: Path, known: dict[str, Any]) -> None:
    about = known["debian-dpl2007"]
    found = tally(shared / "votes" / about["file"], "last", "--default", about["default_option"])
    left = [one for tier in found["tiers"] for one in tier]
    assert sorted(set(about["candidates"]) - set(left)) == about["published"]["dropped_by_majority"]
    assert {one["option"] for one in found["conditions"] if not one["holds"]} == set(about["candidates"]) - set(left)
    assert found["tiers"][0] == [about["published"]["published_winner"]]


def test_a_tie_is_told_and_what_cannot_be_read_is_refused_by_its_line(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("one,two,three\n1,2,\n2,1,No opinion\n,,\n")
    found = tally(table, "last")
    assert (found["outcome"], found["tiers"]) == ("tie_pending", [["one", "two"], ["three"]])
    assert found["counts"] == {"cast": 3, "ranked": 2, "abstain": 1}
    table.write_text("one,two\n1,best\n")
    assert run("--ranked", str(table), "--unranked", "last").exit_code == 1
    table.write_text("one,one\n")
    assert run("--ranked", str(table), "--unranked", "last").exit_code == 1
    assert run("--ranked", str(table), "--unranked", "last", "--default", "none").exit_code == 1
    assert run("--ranked", str(table)).exit_code == 2


def test_a_file_of_ballots_is_counted_under_the_rule_of_another(tmp_path: Path) -> None:
    (tmp_path / "rule.json").write_text(json.dumps({"preset": "committee-substantive", "id": "substantive"}))
    votes = [{"member": one, "choice": "for"} for one in "abcd"] + [{"member": "e", "choice": "against"}]
    (tmp_path / "ballots.json").write_text(json.dumps({"roll": [*"abcdefghi"], "votes": votes}))
    answer = run(str(tmp_path / "rule.json"), str(tmp_path / "ballots.json"))
    found = json.loads(answer.stdout)
    assert {"outcome", "counts", "conditions", "tiers", "pairwise"} <= found.keys()
    assert (found["outcome"], found["counts"]) == ("adopted", {"for": 4, "against": 1, "abstain": 0, "roll": 9})
    assert [one["words"] for one in found["conditions"]][:2] == [
        "5 votes is at least 1/2 of 9 = 4½",
        "4 for is at least 2/3 of 5 = 3⅓",
    ]


@pytest.mark.parametrize(
    ("rule", "ballots", "sentence"),
    [
        ('{"pass": []}', "{}", "rules.rule.pass: without a condition"),
        ('{"preset": "apache-release"}', '{"votes": []', "ballots.json is not JSON"),
        ('{"preset": "apache-release"}', '{"roll": 3}', "give either “votes” with a “roll”, or “counts”"),
        ('{"preset": "apache-release"}', '{"roll": 3, "votes": [{"who": 1}]}', "votes, entry 1: a vote is an object"),
        ('{"preset": "apache-release"}', '{"counts": {"for": 1.5}}', "counts, for: this must be a whole number"),
        ('{"preset": "apache-release"}', '{"roll": 3, "votes": [], "closes": "soon"}', "closes: write a moment"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_with_its_place(
    tmp_path: Path, rule: str, ballots: str, sentence: str
) -> None:
    (tmp_path / "rule.json").write_text(rule)
    (tmp_path / "ballots.json").write_text(ballots)
    answer = run(str(tmp_path / "rule.json"), str(tmp_path / "ballots.json"))
    assert answer.exit_code == 1 and sentence in answer.stderr
    assert run(str(tmp_path / "rule.json")).exit_code == 2


def test_the_rules_can_be_listed_and_looked_at(tmp_path: Path) -> None:
    listed = CliRunner().invoke(main, ["rules", "presets", "--json"])
    assert "apache-release" in {one["name"] for one in json.loads(listed.stdout)}
    (tmp_path / "rule.json").write_text('{"preset": "committee-finding"}')
    looked = CliRunner().invoke(main, ["rules", "check", str(tmp_path / "rule.json"), "--members", "9"])
    assert looked.exit_code == 0 and "A vote against can help it" in looked.stdout


def test_the_examples_of_the_manual_come_out_as_it_says(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[1] / "docs" / "rules.md").read_text("utf-8")
    examples = re.findall(
        r"```json rule\n(.*?)```\s+```json ballots\n(.*?)```\s+```json answer\n(.*?)```", manual, re.DOTALL
    )
    assert len(examples) >= 3
    for rule, ballots, expected in examples:
        (tmp_path / "rule.json").write_text(rule)
        (tmp_path / "ballots.json").write_text(ballots)
        answer = run(str(tmp_path / "rule.json"), str(tmp_path / "ballots.json"))
        assert answer.exit_code == 0, answer.stderr
        found = json.loads(answer.stdout)
        found.pop("rule_sha256")
        assert found == json.loads(expected)
