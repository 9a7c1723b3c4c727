"""States of a proposal before a ballot opens on it, and of what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.ballots.matrix.scene import Scene
from tests.ballots.test_amending import amendment
from tests.ballots.test_class_rules import BROKEN
from tests.proposals.floor import ADMISSION, COPY, MONTH
from tests.proposals.test_stale import BESIDE
from tests.proposals.test_typography import DASHED
from tests.proposals.writers import FREE
from workbench.proposals import (
    actions,
    admission,
    contesting,
    discussing,
    division,
    drafts,
    incompatible,
    kinds,
    leaving,
    offering,
    pleading,
    queries,
    rebasing,
    replays,
    tabling,
    takeover,
)
from workbench.proposals.models import Proposal

WHY = "It does not touch it."


def sought(scene: Scene) -> None:
    """It seeks sponsors, and has one of two."""
    scene.asks(sponsors=2)
    proposal = filed(scene)
    admission.sponsor(scene.session, scene.person("party"), proposal, scene.floor.committee)


def filed(scene: Scene, change: tuple[str, str] = FREE) -> Proposal:
    proposal = scene.floor.filed(change)
    scene.recuse(proposal)
    return proposal


def admissible(state: str) -> Callable[[Scene], None]:
    """How far it is with the question whether it is admissible."""

    def arranged(scene: Scene) -> None:
        scene.asks(rules=ADMISSION)
        session, committee, author, proposal = (
            scene.session,
            scene.floor.committee,
            scene.person("author"),
            filed(scene),
        )
        if state == "submitted":
            return
        admission.rule(
            session, scene.hall.secretary, proposal, committee, is_admissible=False, rule=ADMISSION[0], reason=WHY
        )
        if state == "inadmissible":
            return
        admission.appeal(session, author, proposal, reason="It does.")
        if state == "appealed":
            return
        admission.hear(session, scene.hall.chair, proposal, committee, is_upheld=False, reason=WHY)
        if state == "appeal refused":
            return
        motion = pleading.ask(session, author, proposal, reason="The members should say.")
        if state == "members decide":
            pleading.second(session, scene.person("party"), motion)

    return arranged


def discussed(is_called: bool) -> Callable[[Scene], None]:
    """It is in discussion, or in its last call."""

    def arranged(scene: Scene) -> None:
        scene.asks(discussion=(0, 30), last_call=14)
        proposal = filed(scene)
        if is_called:
            discussing.call(scene.session, scene.hall.secretary, proposal, scene.floor.committee)

    return arranged


def divisible(scene: Scene) -> None:
    """It changes the text in two places that have nothing to do with each other."""
    scene.recuse(proposal := scene.floor.filed(FREE, COPY))
    items = division.of(scene.session, queries.revision(scene.session, proposal)).items
    scene.things |= {"divisible": proposal.no, **{f"part_{n}": item.key for n, item in enumerate(items, 1)}}


def set_aside(scene: Scene) -> None:
    scene.asks(last_call=14)
    tabling.table(scene.session, scene.hall.chair, filed(scene), until=date(2026, 6, 3), reason="A survey comes.")


def withdrawn(scene: Scene) -> None:
    """Its author withdrew it within the last day, and it had a sponsor."""
    scene.asks(last_call=14)
    proposal = filed(scene)
    admission.sponsor(scene.session, scene.person("party"), proposal, scene.floor.committee)
    leaving.withdraw(scene.session, scene.person("author"), proposal, reason="I have changed my mind.")


def offered(is_objected: bool) -> Callable[[Scene], None]:
    """A further revision is offered to its sponsor, who objects or may."""

    def arranged(scene: Scene) -> None:
        scene.asks(sponsors=1, discussion=(14, 30))
        proposal, floor = filed(scene), scene.floor
        admission.sponsor(scene.session, scene.person("party"), proposal, floor.committee)
        floor.put(floor.written(drafts.revise(scene.session, scene.person("author"), proposal), COPY))
        if is_objected:
            offering.object_to(scene.session, scene.person("party"), proposal, n=2, reason="Not like this.")

    return arranged


def moved_on(state: str) -> Callable[[Scene], None]:
    """Another text was adopted: this one is the same change on it, or meets what changed there."""

    def arranged(scene: Scene) -> None:
        floor = scene.floor
        proposal = filed(scene, BESIDE if state == "stale" else COPY)
        if state == "stale":
            admission.sponsor(scene.session, scene.person("party"), proposal, floor.committee)
        floor.writers.adopt(MONTH)
        replays.replay(scene.session)
        if state != "stale":
            actions.carry(
                scene.session,
                scene.person("author"),
                proposal,
                repository=scene.hall.repository,
                committee=floor.committee,
            )
        if state == "re-basing objected to":
            rebasing.object_to(
                scene.session, scene.person("party"), proposal, reason="It means another catalogue there."
            )

    return arranged


def rebased(scene: Scene) -> None:
    """The newest text leaves it the same change, and its author has not said so yet."""
    filed(scene, COPY)
    scene.floor.writers.adopt(MONTH)
    replays.replay(scene.session)


def meeting(scene: Scene) -> None:
    """Two that change the same words, and nobody has said what they are to each other."""
    other = scene.floor.filed(FREE), scene.floor.filed(MONTH, by=scene.person("party"), title="A year")
    scene.recuse(*other)


def incompatible_pair(state: str) -> Callable[[Scene], None]:
    """An officer calls two proposals incompatible that meet nowhere."""

    def arranged(scene: Scene) -> None:
        session, one = scene.session, scene.floor.filed(FREE)
        two = scene.floor.filed(COPY, by=scene.person("party"), title="Copy it")
        scene.recuse(one, two)
        if state == "apart":
            return
        incompatible.declare(session, scene.hall.secretary, one, two, reason="Both say what is free.")
        if state in ("appealed", "refused"):
            incompatible.appeal(session, scene.person("author"), one, two, reason="They are about two things.")
        if state == "refused":
            incompatible.hear(session, scene.hall.chair, one, two, is_upheld=False, reason="They are not.")
            scene.things["other"] = 2

    return arranged


def amended(is_objected: bool) -> Callable[[Scene], None]:
    """An amendment to a proposal that has a sponsor."""

    def arranged(scene: Scene) -> None:
        proposal = scene.filed()
        admission.sponsor(scene.session, scene.person("party"), proposal, scene.hall.config.committee)
        made = amendment(scene.hall, proposal)
        scene.things["amendment"] = made.no
        if is_objected:
            takeover.object_to(scene.session, scene.person("party"), made, reason="It says too much.")

    return arranged


def succeeded(is_agreed: bool) -> Callable[[Scene], None]:
    """Another proposal asks to take the place of this one and of one more."""

    def arranged(scene: Scene) -> None:
        one, two = filed(scene), scene.floor.filed(COPY, by=scene.person("party"), title="Copy it")
        both = scene.floor.composite(one, two, by=scene.hall.secretary)
        scene.recuse(both)
        scene.things["successor"] = both.no
        if is_agreed:
            kinds.agree(scene.session, scene.person("author"), one, both)

    return arranged


def typographic(scene: Scene) -> None:
    """Its second revision changes the typography alone."""
    proposal = filed(scene)
    scene.floor.put(scene.floor.written(drafts.revise(scene.session, scene.person("author"), proposal), DASHED))


def slight(scene: Scene) -> None:
    """It changes nothing but the typography, and a rule lets an officer let that stand."""
    scene.rules(typographic={"preset": "committee-typographic"})
    scene.things["rule"] = "typographic"
    scene.recuse(scene.hall.proposal(BROKEN, claimed="typographic"))


def contested(scene: Scene) -> None:
    """A member says that it is of another class than its author claims."""
    proposal = filed(scene)
    contesting.contest(scene.session, scene.person("party"), proposal, named="scope", reason="It asks more.")


STATES: dict[str, Callable[[Scene], None]] = {
    "seeking sponsors": sought,
    **{
        name: admissible(name)
        for name in ("submitted", "inadmissible", "appealed", "appeal refused", "members asked", "members decide")
    },
    "discussed": discussed(False),
    "in last call": discussed(True),
    "divisible": divisible,
    "set aside": set_aside,
    "withdrawn": withdrawn,
    "offered": offered(False),
    "offer objected to": offered(True),
    "re-based": rebased,
    **{name: moved_on(name) for name in ("carried to the newest", "re-basing objected to", "stale")},
    "meeting another": meeting,
    "meeting nothing": incompatible_pair("apart"),
    "incompatible": incompatible_pair("declared"),
    "incompatible, appealed": incompatible_pair("appealed"),
    "incompatible, refused": incompatible_pair("refused"),
    "amended": amended(False),
    "amended, objected to": amended(True),
    "to be superseded": succeeded(False),
    "to be superseded, agreed": succeeded(True),
    "typographic revision": typographic,
    "typographic": slight,
    "class contested": contested,
}
