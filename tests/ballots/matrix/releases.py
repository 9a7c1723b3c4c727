"""States of what is released together, and acts that wait for a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ballots.board import DAY
from tests.ballots.hall import SILENCE
from tests.ballots.matrix.ballots import everybody
from tests.ballots.matrix.sayings import thread_on
from tests.ballots.matrix.scene import Scene
from tests.ballots.test_seconding import NOW
from tests.ballots.test_versions import COPIES, candidate, opened
from workbench.ballots import actions, adoption, releasing, version_opening
from workbench.config import TWO
from workbench.definition import queries as definition

STEPS = (
    "to be released", "candidate", "release called", "release to be voted on", "release voted on", "release carried", "approved",
    "released", "withdrawal voted on", "withdrawal carried",
)  # fmt: skip


def released(state: str) -> Callable[[Scene], None]:
    """Two changes of substance, adopted to be released together, and how far that has come. One member is recused from them."""

    def arranged(scene: Scene) -> None:
        hall, session, far = scene.hall, scene.session, STEPS.index(state)
        scene.settle(together=True, release_last_call=14, transition={})
        for change in (SILENCE, COPIES):
            scene.recuse(proposal := hall.proposal(change, title=f"Say “{change[1]}”"))
            everybody(scene, ballot := hall.ballot(proposal))
            actions.close(session, hall.secretary, ballot)
            adoption.adopt(session, hall.chair, ballot, repository=hall.repository, together=True)
        scene.things["version"] = "2"
        made: Any = candidate(hall) if far else None
        if far > 1:
            releasing.call(session, hall.chair, made)
        if far > 2:
            scene.clock.shift(14 * DAY)
        if far > 3:
            _voted(scene, version_opening.on_release(session, made), is_over=far > 4)
        if far > 5:
            releasing.approve(session, hall.chair, made)
        if far > 6:
            version = releasing.publish(session, hall.secretary, made, repository=hall.repository)
            scene.things["version"] = version.label
        if far > 7:
            made = version_opening.on_withdrawal(session, definition.version(session, "3"), "It misleads readers.")
            scene.things["withdrawal"] = _voted(scene, made, is_over=far > 8)

    return arranged


def _voted(scene: Scene, asked: Any, *, is_over: bool) -> int:
    ballot = opened(scene.hall, asked)
    if is_over:
        everybody(scene, ballot)
        actions.close(scene.session, scene.hall.secretary, ballot)
    return ballot.no or 0


def waiting(state: str, act: str) -> Callable[[Scene], None]:
    """In this state the secretary has proposed what takes two where adopting does."""

    def arranged(scene: Scene) -> None:
        released(state)(scene)
        scene.settle(second_person=TWO)
        where = {"approve": "/releases/1/approve", "withdraw": f"/ballots/{scene.things.get('withdrawal')}/withdrawal"}
        answer = scene.client.sign_in(scene.person("secretary")).send(where[act])
        assert answer.location and "/confirmations/" in answer.location, answer.text

    return arranged


def proposed(act: str) -> Callable[[Scene], None]:
    """The committee asks two for everything that can take two, and one of them has proposed it."""

    def arranged(scene: Scene) -> None:
        hall, proposal = scene.hall, scene.filed()
        by, where, words = "chair", "/proposals/1/ballots", dict[str, Any](NOW)
        if act in ("void", "extend"):
            hall.ballot(proposal)
            where = f"/ballots/1/{act}"
            words = {
                "ground": "roll",
                "void_reason": "One seat is missing.",
                "extend_to": "2026-07-01T12:00",
                "extend_reason": "Two are ill.",
            }
        if act == "adopt":
            ballot = hall.ballot(proposal)
            everybody(scene, ballot)
            actions.close(scene.session, hall.secretary, ballot)
            by, where, words = "secretary", "/ballots/1/adopt", {}
        if act == "roles":
            by, where, words = "administrator", f"/members/{hall.members[4].id}/roles", {"roles": ["member", "chair"]}
        if act == "removal":
            thread = thread_on(scene, proposal)
            by, where, words = "secretary", f"/comments/{thread.id}/removal", {"reason": "It names a person’s number."}
        scene.settle(second_person=TWO)
        answer = scene.client.sign_in(scene.person(by)).send(where, **words)
        assert answer.location and "/confirmations/" in answer.location, answer.text

    return arranged


STATES: dict[str, Callable[[Scene], None]] = {
    **{name: released(name) for name in STEPS},
    "approval proposed": waiting("release carried", "approve"),
    "withdrawal proposed": waiting("withdrawal carried", "withdraw"),
    **{f"{name} proposed": proposed(name) for name in ("opening", "extend", "void", "adopt", "roles", "removal")},
}
