"""Classes of change with a way of their own: of the procedure, by which rules change, and of the typography, which an officer lets stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named
from workbench.ballots import actions, frozen, ruling
from workbench.ballots.models import Ballot
from workbench.proposals import kinds
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
MOST = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]], "window": {"challenge": "PT0H"}}


def ruled(hall: Hall, **tables: Any) -> None:
    """The committee has these rules beside its own."""
    known = hall.config.committee
    hall.config.__dict__["committee"] = replace(known, rules={**known.rules, **tables})


def test_a_rule_changes_by_the_rule_for_the_procedure_and_by_its_own_threshold(hall: Hall, tmp_path: Path) -> None:
    hall.carried(hall.proposal(("Anyone may copy", "Everybody may copy")))
    ruled(hall, procedure={**MOST, "title": "Procedure", "for_classes": ["procedure"]})
    committee = hall.config.committee
    rule = ruling.drafted(
        committee.rules["substantive"], name="substantive", title="Substantive", explain="", classes=["substantive"],
        quorum="C >= 1/3 E", passes="F > A", least=0,
    )  # fmt: skip
    line, before = frozen.mark(rule, rule.name), list[Proposal]()

    def decided(number: int, against: int, claimed: str = "procedure") -> Ballot:
        about = hall.proposal(
            (SILENCE[0], f"nothing\n  {line}\n  {number}"), title=f"Rule {number}", claimed=claimed
        )
        for one in before[-1:]:
            kinds.declare(hall.session, hall.chair, about, one)
        before.append(about)
        ballot = hall.ballot(about, rule=claimed)
        hall.votes(ballot, for_=len(hall.everybody) - against, against=against)
        assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"
        return ballot

    def put(ballot: Ballot) -> Any:
        return ruling.put(
            hall.session, hall.chair, rule, committee=committee, reason="Decided.", ballot=ballot.no
        )

    under = decided(1, 0, "substantive")
    assert "only a ballot that carried under “Procedure” changes it" in str(refused(put, under))
    few = decided(2, 3)
    why = refused(put, few)
    assert why.status == 409 and f"Ballot {few.no} carried, but not by the rule that it changes" in str(why)
    many = decided(3, 1)
    put(many)
    assert proved(hall, tmp_path / "whole") == []

    def told(change: Any) -> list[str]:
        return anew(handed_on(hall, tmp_path / change.__name__), change)

    def by_the_few(kept: list[Entry]) -> None:
        named(kept, "rules.set")["body"]["rows"]["rule_version:substantive:2"]["ballot_no"] = few.no

    assert "none carried this" in told(by_the_few)[0]
