"""States of what is said of a proposal, and of who is to leave it to others."""

from __future__ import annotations

from collections.abc import Callable

from tests.ballots.matrix.proposals import filed
from tests.ballots.matrix.scene import Scene
from workbench.ballots import recusing
from workbench.proposals import comments, dispositions, leaving, letters, objecting
from workbench.proposals.models import Comment, Proposal


def written_to(scene: Scene) -> None:
    """A reader without an account has commented on it, and that is held."""
    letter = letters.write(
        scene.session, None, filed(scene), place="x", name="Ruth", body="Why?", clause_id="lending-terms"
    )
    scene.things["letter"] = letter.id


def said(state: str) -> Callable[[Scene], None]:
    """Somebody comments on it, an officer says what comes of that, and they object to it formally."""

    def arranged(scene: Scene) -> None:
        session, party, proposal = scene.session, scene.person("party"), filed(scene)
        thread = thread_on(scene, proposal)
        if state == "commented":
            return
        dispositions.dispose(session, scene.hall.secretary, thread, value="rejected", reason="It is clear.")
        if state == "disposed, and closed":
            leaving.withdraw(session, scene.person("author"), proposal, reason="I have changed my mind.")
        if state.startswith("disposed"):
            return
        dispositions.reply(session, party, thread, satisfied=False, answer="It is not.")
        if state == "objected formally":
            objecting.attack(session, party, thread, body="It is about another clause.", remedy="Say who pays.")

    return arranged


def thread_on(scene: Scene, proposal: Proposal) -> Comment:
    return comments.post(
        scene.session, scene.person("party"), proposal, clause_id="lending-terms", body="Is this meant?", quote="A loan"
    )


def dismissed(by: str) -> Callable[[Scene], None]:
    """Somebody moved that a member leave the decision to others."""

    def arranged(scene: Scene) -> None:
        proposal, whom = scene.filed(), scene.hall.members[4]
        recusing.move(scene.session, scene.person(by), proposal, whom, reason="They work for one whom it names.")
        scene.things["moved"] = whom.id

    return arranged


STATES: dict[str, Callable[[Scene], None]] = {
    "written to": written_to,
    **{
        name: said(name)
        for name in ("commented", "disposed", "disposed, and closed", "not satisfied", "objected formally")
    },
    "dismissal moved": dismissed("member"),
    "dismissal moved by an officer": dismissed("secretary"),
}
