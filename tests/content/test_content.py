"""The starter content and the worked examples, read as they lie in the repository: nothing here needs the program."""

import json
import re
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEFINITION = ROOT / "definition"
CASES = sorted((DEFINITION / "cases").glob("*.toml"))
PROPOSALS = sorted(path.parent for path in (ROOT / "proposals").glob("*/proposal.toml"))
MARK = re.compile(r"\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}$")
ROLL = {"chair", "secretary", *(f"member-{letter}" for letter in "abcdef")}
MEMBERS = ROLL | {"administrator", "observer"}
DATE = re.compile(r"(\d{4}-\d{2}-\d{2})?")
VALUES = {"met", "not_met", "conditional", "not_assessable", "not_applicable"}
PUBLISHED = {
    "passes": {"pythia", "olmo", "amber", "crystalcoder", "t5"},
    "passes with other terms": {"bloom", "starcoder2", "falcon"},
    "does not pass": {"llama-2", "grok", "phi-2", "mixtral"},
}


def toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def blocks(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]


def identity(block: str) -> str:
    mark = MARK.search(block)
    assert mark, f"no permanent id at the end of: {block}"
    return mark[1]


def numbers(lines: list[str]) -> dict[str, str]:
    """The number of every clause below a section, counted as definition/README.md says."""
    section = place = below = 0
    in_heading, found = False, {}
    for line in lines:
        if line.startswith("## "):
            section, place, in_heading = section + 1, 0, False
            found[identity(line)] = f"{section}"
        elif section and line.startswith("### "):
            place, below, in_heading = place + 1, 0, True
            found[identity(line)] = f"{section}.{place}"
        elif section and in_heading:
            below += 1
            found[identity(line)] = f"{section}.{place}.{below}"
        elif section:
            place += 1
            found[identity(line)] = f"{section}.{place}"
    return found


def committee() -> dict[str, Any]:
    return toml(DEFINITION / "committee.toml")


def requirements() -> list[str]:
    return list(json.loads((DEFINITION / "case-requirements.json").read_text(encoding="utf-8"))["judged_by"])


def starter() -> dict[str, str]:
    return {identity(line): line for name in committee()["documents"] for line in blocks(DEFINITION / name)}


def revised(base: dict[str, str], revision: Path) -> dict[str, str]:
    """The text after a revision: each file gives a clause and those that follow it, an empty file takes it away."""
    text: dict[str, str] = {}
    changed = {path.stem: blocks(path) for path in revision.glob("*.md") if path.name != "note.md"}
    assert changed and changed.keys() <= base.keys(), f"{revision} changes clauses that are not in its base"
    for name, line in base.items():
        for block in changed.get(name, [line]):
            assert identity(block) not in text, f"{identity(block)} stands twice"
            text[identity(block)] = block
    return text


def revisions(folder: Path) -> list[Path]:
    return sorted(folder.glob("revision-*"), key=lambda path: int(path.name.rpartition("-")[2]))


def bases() -> dict[Path, dict[str, str]]:
    """What each proposal was written against: the starter text with every earlier adoption in it."""
    text, found = starter(), {}
    for folder in PROPOSALS:
        found[folder] = text
        if toml(folder / "proposal.toml")["outcome"] == "adopted":
            text = revised(text, folder / f"revision-{toml(folder / 'ballot.toml')['revision']}")
    return found


def touched(folder: Path) -> set[str]:
    return {path.stem for step in revisions(folder) for path in step.glob("*.md") if path.name != "note.md"}


def named(folder: Path) -> str:
    return folder.name


def test_every_clause_of_the_starter_text_has_a_permanent_id_of_its_own() -> None:
    for name in committee()["documents"]:
        lines = blocks(DEFINITION / name)
        ids = [identity(line) for line in lines]
        assert [one for one, times in Counter(ids).items() if times > 1] == []
        assert sum(line.startswith("# ") for line in lines) == 1 and lines[0].startswith("# ")
        assert sum(line.startswith("## ") for line in lines) >= 4
        assert sum(not line.startswith("#") for line in lines) >= 20


def test_the_first_paragraph_says_whose_words_these_are_not() -> None:
    first = blocks(DEFINITION / "open-source-ai.md")[1]
    assert "starter text" in first and "not the words of the Open Source Initiative" in first


def test_every_cross_reference_names_a_clause_that_exists() -> None:
    lines = blocks(DEFINITION / "open-source-ai.md")
    known = numbers(lines)
    cited = [number for line in lines for number in re.findall(r"clauses? (\d+(?:\.\d+)*)", line)]
    assert len(cited) >= 2 and set(cited) <= set(known.values())
    assert known["term-open-terms"] == "5.5" and known["term-approved-licence"] == "5.6"
    assert (known["data"], known["code-part"], known["preferred-form"]) == ("3.2", "3.3", "3")


def test_an_argument_cites_the_clause_it_means() -> None:
    known = numbers(blocks(DEFINITION / "open-source-ai.md"))
    meant = {"0001": "code-terms", "0002": "parameters-instrument", "0004": "data-sources"}
    for folder in PROPOSALS:
        words = " ".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
        cited = re.findall(r"[Cc]lause (\d+(?:\.\d+)*)", words)
        name = meant.get(folder.name[:4])
        assert set(cited) <= set(known.values()) and (name is None or known[name] in cited)


def test_the_requirements_are_clauses_of_the_text() -> None:
    wanted = requirements()
    assert len(wanted) == len(set(wanted)) and set(wanted) <= starter().keys()


def test_every_rule_is_exact_and_every_class_of_change_has_one() -> None:
    rules = committee()["rules"]
    ranked = rules.pop("rivals")
    assert ranked["method"] == "ranked" and ranked["explain"].endswith(".")
    assert {Fraction(one) for one in ranked["over_default"]["ratio"].values()} == {1, 2, 3}
    assert sorted(kind for rule in rules.values() for kind in rule["for_classes"]) == [
        "editorial",
        "scope",
        "substantive",
    ]
    for rule in rules.values():
        assert rule["title"] and rule["explain"].endswith(".") and rule["tie"] == "fails"
        for condition in [*rule["quorum"], *(one for group in rule["pass"] for one in group)]:
            assert condition.keys() == {"count", "op", "ratio", "of"}
            assert isinstance(condition["ratio"], str) and 0 < Fraction(condition["ratio"]) <= 1
            assert condition["op"] in {">", ">="} and {*condition["count"], *condition["of"]} <= set("FASE")


def test_the_systems_with_a_published_outcome_all_have_a_case() -> None:
    assert set().union(*PUBLISHED.values()) <= {path.stem for path in CASES}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_says_what_was_released_what_is_claimed_and_who_reported_it(path: Path) -> None:
    case = toml(path)
    assert all(case[key] for key in ("system", "release", "vendor", "background"))
    assert isinstance(case["aliases"], list)
    assert case["claim"].keys() == {"words", "speaker", "address", "date"}
    assert case["claim"]["words"].startswith("Description: ") and DATE.fullmatch(case["claim"]["date"])
    assert case["source"].keys() == {"title", "address", "date", "says"} and all(case["source"].values())
    assert DATE.fullmatch(case["source"]["date"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_finding_is_on_a_requirement_and_rests_on_evidence(path: Path) -> None:
    findings = toml(path).get("findings", [])
    assert len({one["clause"] for one in findings}) == len(findings)
    for one in findings:
        assert one["clause"] in requirements() and one["value"] in VALUES and one["reason"]
        assert bool(one["condition"]) == (one["value"] == "conditional")
        assert one.get("evidence") or one["value"] in {"not_assessable", "not_applicable"}
        for proof in one.get("evidence", []):
            assert proof.keys() == {"address", "quotation", "date"} and DATE.fullmatch(proof["date"]) and proof["date"]
            assert proof["address"].startswith("https://") and 0 < len(proof["quotation"].split()) < 8


@pytest.mark.parametrize("folder", PROPOSALS, ids=named)
def test_a_proposal_is_complete_and_each_revision_fits_its_base(folder: Path) -> None:
    proposal, base = toml(folder / "proposal.toml"), bases()[folder]
    assert proposal.keys() == {"title", "class", "author", "cases", "outcome"} and proposal["author"] in ROLL
    assert proposal["class"] in {"editorial", "substantive", "scope"}
    assert set(proposal["cases"]) <= {path.stem for path in CASES}
    assert (folder / "rationale.md").read_text(encoding="utf-8").strip()
    assert [step.name for step in revisions(folder)] == [f"revision-{n + 1}" for n in range(len(revisions(folder)))]
    for step in revisions(folder):
        assert revised(base, step) != base
        assert (step / "note.md").exists() == (step.name != "revision-1")


@pytest.mark.parametrize("folder", PROPOSALS, ids=named)
def test_a_comment_quotes_words_that_stand_once_in_its_clause(folder: Path) -> None:
    for comment in toml(folder / "comments.toml")["comment"]:
        step = folder / f"revision-{comment['revision']}"
        side = bases()[folder] if comment["side"] == "base" else revised(bases()[folder], step)
        assert comment["side"] in {"base", "proposed"} and comment["body"]
        assert not comment["quote"] or side[comment["clause"]].count(comment["quote"]) == 1
        assert comment["clause"] in side and comment.get("case", "llama-2") in {path.stem for path in CASES}
        assert ("settled_by" in comment) == ("settled_with" in comment)
        assert {comment["by"], comment.get("settled_by", "chair")} <= MEMBERS
        assert {reply["by"] for reply in comment.get("replies", [])} <= MEMBERS


@pytest.mark.parametrize("folder", PROPOSALS, ids=named)
def test_the_outcome_of_a_proposal_follows_from_its_ballot(folder: Path) -> None:
    proposal = toml(folder / "proposal.toml")
    if proposal["outcome"] == "open":
        assert not (folder / "ballot.toml").exists()
        return
    ballot = toml(folder / "ballot.toml")
    rule = committee()["rules"][ballot["rule"]]
    assert proposal["class"] in rule["for_classes"] and ballot["votes"].keys() <= ROLL
    assert (folder / f"revision-{ballot['revision']}").is_dir()
    cast = Counter(vote["choice"] for vote in ballot["votes"].values())
    assert cast.keys() <= {"for", "against", "abstain"}
    sums = {"F": cast["for"], "A": cast["against"], "S": cast["abstain"], "E": len(ROLL)}

    def holds(condition: dict[str, Any]) -> bool:
        left = sum(sums[one] for one in condition["count"])
        right = Fraction(condition["ratio"]) * sum(sums[one] for one in condition["of"])
        return left > right if condition["op"] == ">" else left >= right

    carried = all(map(holds, rule["quorum"])) and any(all(map(holds, group)) for group in rule["pass"])
    assert carried == (proposal["outcome"] == "adopted")


def test_the_examples_show_one_adopted_after_revision_one_rejected_and_two_open_rivals() -> None:
    outcome = {folder: toml(folder / "proposal.toml")["outcome"] for folder in PROPOSALS}
    assert sorted(outcome.values()) == ["adopted", "open", "open", "rejected"]
    adopted = next(folder for folder in PROPOSALS if outcome[folder] == "adopted")
    assert len(revisions(adopted)) == 2
    first, second = (folder for folder in PROPOSALS if outcome[folder] == "open")
    assert touched(first) & touched(second)
    for folder in PROPOSALS:
        assert folder == adopted or not touched(folder) & touched(adopted)
    resting = [path for path in CASES for one in toml(path).get("findings", []) if one["clause"] in touched(adopted)]
    assert len(resting) >= 2


def test_what_stands_beside_the_cases_is_dated_sourced_and_in_our_words_or_a_sample() -> None:
    beside = {path.stem: toml(path) for path in (DEFINITION / "beside").glob("*.toml")}
    assert beside.keys() == {"questions", "statements", "rivals", "claims"}
    asked = beside["questions"]["question"]
    assert 2 <= len(asked) <= 3 and {row["asked_by"] for row in asked} <= ROLL
    for row in asked:
        assert set(row["clauses"]) <= starter().keys() and set(row["proposals"]) <= {path.name for path in PROPOSALS}
        assert {met["case"] for met in row["cases"]} <= {path.stem for path in CASES}
    for row in [*beside["statements"]["statement"], *beside["rivals"]["rival"]]:
        assert row["address"].startswith("https://") and DATE.fullmatch(row.get("said_on") or row["published_on"])
        assert "quotation" not in row, "a report of what was said is told in our words"
    for row in beside["claims"]["claim"]:
        words = (row["speaker"], row["quotation"], row["page"], row["message"], row["answer"], row["promise"])
        assert all("sample" in said.lower() for said in words) and ".example/" in row["address"]
