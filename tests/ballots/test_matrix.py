"""Every act × every role × every state of a ballot, a proposal and a release: who may, and that nobody else changes anything (integrity 3.7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.matrix import ballots, proposals, releases, sayings, walk
from tests.ballots.matrix.acts import ACTS, ELSEWHERE
from tests.ballots.matrix.scene import Scene
from tests.ballots.matrix.table import KNOWN, STATES
from tests.ballots.matrix.walk import Walk
from tests.support.client import Client

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
ARRANGED = {**ballots.STATES, **proposals.STATES, **sayings.STATES, **releases.STATES}


def test_every_form_of_the_program_is_an_act_of_the_matrix_or_has_a_reason_not_to_be(app: Flask) -> None:
    sent = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    elsewhere = [one for names in ELSEWHERE.values() for one in names]
    assert sorted([*{*walk.endpoints(app).values()}, *elsewhere]) == sorted(sent)


def test_every_act_is_somebodys_in_some_state_and_every_state_is_arranged(kind: str) -> None:
    assert {act for may in STATES.values() for act, who in may.items() if who} == ACTS.keys()
    assert STATES.keys() == ARRANGED.keys()


def test_whom_the_gate_refuses_and_whoever_acts_on_what_is_not_there_changes_nothing(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Walk(arranged("open", hall, client, clock), tmp_path, monkeypatch).at_the_gate() == []


@pytest.mark.parametrize("state", STATES)
def test_who_may_is_let_through_and_nobody_else_does_anything(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    wrong = Walk(arranged(state, hall, client, clock), tmp_path, monkeypatch).everybody(
        STATES[state], is_known=state in KNOWN
    )
    assert not wrong, "\n".join(wrong)


def arranged(state: str, hall: Hall, client: Client, clock: Traveller) -> Scene:
    scene = Scene(hall, client, clock)
    ARRANGED[state](scene)
    scene.finish()
    return scene
