"""The procedure that is proposed whole: every rule can be kept here, and what is odd about it for a committee of nine and of three."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.support import server
from tests.texts import FIRST
from workbench.ballots import known, oddities
from workbench.ballots.possible import AnyRule
from workbench.config import Committee, bundled
from workbench.definition import charter
from workbench.proposals.models import CLASSES

FILE = bundled("definition") / "procedure.toml"


def odd(rule: AnyRule, size: int) -> set[str]:
    return {one.kind for one in oddities.check(rule, size)}


def test_every_rule_of_it_can_be_kept_and_together_they_are_for_every_class() -> None:
    committee = Committee.read(FILE)
    every = known.of_file(committee)
    assert {name: known.obstacles(one, every, committee) for name, one in every.items()} == {name: [] for name in every}
    single = {one for name, rule in every.items() if name != "rivals" for one in rule.for_classes}
    assert single == {*CLASSES, known.FINDINGS}
    asked_of = {"editorial": 0, "substantive": 30, "scope": 60, "procedure": 60}
    assert (committee.discussion, committee.last_call) == ((14, 21), asked_of)
    assert [committee.transition[way] for way in ("editorial", "loosening", "tightening")] == [0, 90, 180]
    assert [every[name].terms["reviewers"] for name in ("editorial", "substantive", "scope", "procedure")] == [
        0,
        2,
        3,
        3,
    ]
    longer = {name for name, one in every.items() if one.terms["window.challenge"] == "P7D"}
    assert longer == {"substantive", "scope", "procedure", "rivals"}
    asked = {name for name, one in every.items() if one.terms["ratification.body"] == "board"}
    assert asked == {"substantive", "scope", "procedure", "rivals"}


def test_the_rule_check_says_what_is_odd_about_it_for_nine_and_for_three() -> None:
    every = known.of_file(Committee.read(FILE))
    found = {name: (odd(one, 9), odd(one, 3)) for name, one in every.items()}
    silence = ({"nobody_for"}, {"nobody_for"})  # assent by silence is what they are for
    # half of nine are five: a vote against may make the quorum; and with fewer than three left on the roll the board decides
    asked = ({"against_helps", "quorum_unreachable"}, {"quorum_unreachable"})
    assert found == {
        "typographic": silence, "editorial": silence, "substantive": asked, "scope": asked, "procedure": asked, "rivals": asked,
        "finding": ({"against_helps"}, set()), "board": ({"against_helps"}, set()), "seats": ({"not_looked_at"}, {"not_looked_at"}),
    }  # fmt: skip


def test_it_takes_the_place_of_the_starters_rules_and_leaves_name_and_documents(tmp_path: Path) -> None:
    path = tmp_path / "committee.toml"
    path.write_text(charter.of_import("Readers’ “club”", ["a b.md"], ["Latin", "Greek"]), "utf-8")
    charter.whole(path)
    made, proposed = tomllib.loads(path.read_text("utf-8")), tomllib.loads(FILE.read_text("utf-8"))
    assert (made["name"], made["documents"], made["scripts"]) == ("Readers’ “club”", ["a b.md"], ["Latin", "Greek"])
    assert {**proposed, **{key: made[key] for key in ("name", "documents", "scripts")}} == made
    lines = FILE.read_text("utf-8").split("\n\n")
    assert all(part.startswith("#") for part in lines[2:]), "each table says what it is for"


def test_a_new_instance_begins_with_it_where_that_is_asked_for(tmp_path: Path) -> None:
    text = tmp_path / "library.md"
    text.write_text(FIRST, "utf-8")
    made = server.run("init", "--procedure", "committee", "--from", str(text), instance=tmp_path / "instance")
    assert made.returncode == 0, made
    committee = Committee.read(tmp_path / "instance" / "committee.toml")
    assert committee.documents == ("library.md",) and committee.bodies == {"board": "Board of the foundation"}
    assert [*committee.rules] == [*tomllib.loads(FILE.read_text("utf-8"))["rules"]]
