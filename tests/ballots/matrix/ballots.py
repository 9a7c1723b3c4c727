"""States of a ballot, from before it opens until what it decided is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests import make
from tests.ballots.board import DAY, Board
from tests.ballots.matrix.scene import RECUSAL, Scene
from tests.ballots.test_blocs import filed, opened
from tests.ballots.test_elections import held
from tests.ballots.test_elections import opened as elect
from tests.ballots.test_flips import YEAR, case, judge
from tests.ballots.test_presence import MEETING
from tests.ballots.test_proxies import give
from tests.ballots.test_ranking import opened as rank
from tests.ballots.test_ranking import rivals
from tests.ballots.test_scheduling import planned
from tests.ballots.test_ties import tied
from tests.ballots.test_unblocking import blocked
from tests.cases.walk import ALL_MET, CLAUSES, NEED, Walk
from workbench.ballots import actions, challenges, deciding, electing, findings, ratifying, rules
from workbench.ballots.models import Ballot
from workbench.cases import decisions, reports
from workbench.db import now
from workbench.members import bodies
from workbench.proposals import drafts, queries
from workbench.proposals.models import Proposal

VOTED = ("everybody voted", "carried", "rejected", "contested", "adopted")


def plain(state: str) -> Callable[[Scene], None]:
    """One proposal, and its ballot as far as this state says."""

    def arranged(scene: Scene) -> None:
        hall, proposal = scene.hall, scene.filed()
        if state == "before":
            return
        scene.rules(meeting=MEETING | {"proxy": "written"})
        ballot = hall.ballot(proposal, rule="meeting" if state == "meeting" else "substantive")
        if state in VOTED:
            everybody(scene, ballot, "against" if state == "rejected" else "for")
        if state == "meeting":
            give(hall, ballot, scene.person("party"), scene.person("member"))
        if state == "over":
            scene.clock.shift(14 * DAY)
        if state in VOTED[1:]:
            actions.close(scene.session, hall.secretary, ballot)
        if state == "contested":
            challenges.challenge(scene.session, scene.person("party"), ballot, wrong="One vote is missing.")
        if state == "adopted":
            hall.adopt(ballot)

    return arranged


def everybody(scene: Scene, ballot: Ballot, choice: str = "for") -> None:
    for member in scene.hall.everybody:
        if member is not scene.people.get("recused"):
            scene.hall.vote(member, ballot, choice)


def draft_at_hand(is_open: bool) -> Callable[[Scene], None]:
    """Its author has begun the next revision; then perhaps a ballot opens on the one before."""

    def arranged(scene: Scene) -> None:
        proposal = scene.filed()
        draft = drafts.revise(scene.session, scene.person("author"), proposal)
        draft.documents = {path: text.replace("done for", "gladly done for") for path, text in draft.documents.items()}
        scene.session.add(draft)
        scene.session.flush()
        scene.things["turn"] = draft.turn
        if is_open:
            scene.hall.ballot(proposal)

    return arranged


def several(state: str) -> Callable[[Scene], None]:
    """Two proposals that have nothing to do with each other, and what is opened or scheduled on them."""

    def arranged(scene: Scene) -> None:
        proposals = [scene.hall.proposal()] if state == "scheduled" else filed(scene.hall)[:2]
        scene.recuse(*proposals)
        scene.things["second"] = 2
        if state == "in a bloc":
            opened(scene.hall, proposals)
            scene.things["bloc"] = 1
        elif state == "scheduled":
            scene.things["schedule"] = planned(scene.hall, proposals[0]).no

    return arranged


def in_a_tie(scene: Scene) -> None:
    scene.nobody_recused()
    tied(scene.hall, "chair_casting")


def stopped(scene: Scene) -> None:
    """A block stands in it, of whom the matrix calls a member."""
    scene.nobody_recused()
    blocked(scene.hall)
    scene.people["member"] = scene.hall.members[4]


def electoral(state: str) -> Callable[[Scene], None]:
    """An election, from which one member is recused while it is open."""

    def arranged(scene: Scene) -> None:
        scene.things |= {"elected": "board", "body": "board"}
        if state == "election":
            electing.recuse(scene.session, scene.person("recused"), elect(scene.hall, "approvals"), reason=RECUSAL)
            return
        scene.nobody_recused()
        held(scene.hall, "approvals", *(("+1 +3", "+1 +3", "+1 +4", "+4") if state == "election tied" else ("+1 +3",)))
        scene.clock.shift(2 * DAY)

    return arranged


def staged(state: str) -> Callable[[Scene], None]:
    """The committee carried it, and this is what is owed to it."""

    def arranged(scene: Scene) -> None:
        board = Board.beside(scene.hall)
        scene.settle()
        scene.people["director"], scene.things["body"] = board.outside[0], "board"
        rule = "calm" if "object" in state else "owing"
        ballot = board.ballot(scene.filed(), rule=rule)
        everybody(scene, ballot)
        actions.close(scene.session, scene.hall.secretary, ballot)
        if rule == "owing":
            scene.clock.shift(2 * DAY)
        if state in ("asked", "ratified"):
            asked = board.ask(ballot)
            if state == "ratified":
                board.answers(asked, "for", "for", "for")
        if state in ("objected to", "objections over"):
            ratifying.object(scene.session, scene.person("party"), ballot, reason="It costs too much.")
        if state == "objections over":
            scene.clock.shift(14 * DAY)

    return arranged


def seated(scene: Scene) -> None:
    """The newest seat in the board is somebody’s who is not the chair."""
    Board.beside(scene.hall)
    scene.things["body"] = "board"
    bodies.seat(
        scene.session, scene.hall.secretary, "board", scene.person("member"), committee=scene.hall.config.committee
    )


def advised(scene: Scene) -> None:
    """Observers say what they think of it."""
    scene.rules(substantive={**scene.hall.config.committee.rules["substantive"], "roll": {"observers": "advisory"}})
    scene.hall.ballot(scene.filed())


def turning(scene: Scene) -> None:
    """Its text turns a verdict, and nobody has opened the list of cases."""
    about, proposal = case(scene.hall), scene.hall.proposal(YEAR)
    scene.recuse(proposal)
    judge(scene.hall, queries.revision(scene.session, proposal), about, "not_met")
    scene.things |= {"turning": scene.hall.ballot(proposal).no, "case": about.no}


def turned(scene: Scene) -> None:
    """A proposal whose text turns a verdict, before a ballot opens."""
    about, proposal = case(scene.hall), scene.hall.proposal(YEAR)
    scene.recuse(proposal)
    judge(scene.hall, queries.revision(scene.session, proposal), about, "not_met")


def ranked(scene: Scene) -> None:
    """Two rivals in one ballot."""
    made = _rivals(scene)
    scene.things["rival"] = 2
    rank(scene.hall, *made)


def _rivals(scene: Scene) -> list[Proposal]:
    made = rivals(scene.hall)[:2]
    scene.recuse(*made)
    return made


def rivals_filed(scene: Scene) -> None:
    """Rivals, and no ballot on them."""
    scene.recuse(*rivals(scene.hall, *_TWO, claimed="substantive"))


_TWO = (
    ("what is said to a reader who sings", "what is done for a reader who sings"),
    ("what is said to a reader who sings", "what is sung to a reader who speaks"),
)


def deliberated(is_open: bool) -> Callable[[Scene], None]:
    """The findings in a case, of whose two reviewers one does not agree; then perhaps a ballot on them."""

    def arranged(scene: Scene) -> None:
        scene.nobody_recused()
        session, hall = scene.session, scene.hall
        told = {"system": "Open shelf", "release": "1.0", "vendor": "Town library", "question": "Is it open?"}
        one, two = scene.person("member"), scene.person("party")
        about = reports.report(session, one, version=make.version(session), requirements=NEED, **told)
        walk = Walk(session, hall.secretary, one, two, about).to_draft()
        walk.agree(dict(ALL_MET) | {CLAUSES[0]: "not_met"})
        decisions.dissent(session, two, about, clause_id=CLAUSES[0], words="Everybody reads there.")
        decisions.deliberate(session, hall.secretary, about)
        fingerprint = rules.fingerprint(findings.bound(session, about))
        scene.things |= {"judged": about.no, "findings": fingerprint, "evidence": 1}
        if is_open:
            deciding.open(
                session, hall.secretary, about, committee=hall.config.committee, fingerprint=fingerprint, rule_name="committee-finding",
                closes_at=now() + timedelta(days=14),
            )  # fmt: skip

    return arranged


STATES: dict[str, Callable[[Scene], None]] = {
    **{
        name: plain(name)
        for name in (
            "before",
            "open",
            "meeting",
            "everybody voted",
            "over",
            "carried",
            "rejected",
            "contested",
            "adopted",
        )
    },
    "before, with a draft": draft_at_hand(False),
    "open, with a draft": draft_at_hand(True),
    **{name: several(name) for name in ("beside another", "in a bloc", "scheduled")},
    "tied": in_a_tie,
    "blocked": stopped,
    **{name: electoral(name) for name in ("election", "election tied", "elected")},
    **{
        name: staged(name)
        for name in ("to be ratified", "asked", "ratified", "time to object", "objected to", "objections over")
    },
    "seated": seated,
    "advised": advised,
    "before turning": turned,
    "turning": turning,
    "rivals": rivals_filed,
    "ranked": ranked,
    "deliberated": deliberated(False),
    "findings": deliberated(True),
}
