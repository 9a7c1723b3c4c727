"""A committee in its hall: members, a filed proposal, an open ballot, votes. Everything by the acts the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, select

from tests import make
from workbench import checkup, create_app, db
from workbench.ballots import actions, adoption, turning
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.definition import alarms
from workbench.definition.models import Version
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions as proposals
from workbench.proposals import carrying, drafts, stale
from workbench.proposals.models import Proposal, Replay

SILENCE = ("what is said to a reader who sings", "what is done for a reader who sings")


@dataclass
class Hall:
    """The small instance with its people; `chair` and `secretary` vote too."""

    session: Session
    config: Config
    chair: Member
    secretary: Member
    members: list[Member]

    @classmethod
    def of(cls, session: Session, config: Config, members: int = 5) -> Hall:
        chair, secretary = make.member(session, "member", "chair"), make.member(session, "member", "secretary")
        return cls(session, config, chair, secretary, [make.member(session) for _ in range(members)])

    @property
    def everybody(self) -> list[Member]:
        return [self.chair, self.secretary, *self.members]

    @property
    def repository(self) -> Repository:
        return Repository(self.config.repository)

    def proposal(
        self, change: tuple[str, str] = SILENCE, claimed: str = "substantive", title: str = "Say what is done",
        revises: Proposal | None = None, carry: bool = False, fact: str = "",
    ) -> Proposal:  # fmt: skip
        """A filed proposal that puts `change[1]` for `change[0]`, or a further revision of one; `fact`: what is new since it was asked."""
        author = self.members[0]
        if revises:
            draft = (carrying.carry if carry else drafts.revise)(self.session, author, revises)
        else:
            draft = drafts.start(self.session, author)
        draft.documents = {path: text.replace(*change) for path, text in draft.documents.items()}
        draft.title, draft.rationale, draft.claimed, draft.note = title, "Because.", claimed, f"Other words. {fact}"
        return proposals.file(self.session, author, draft, repository=self.repository)

    def ballot(self, proposal: Proposal | None = None, *, rule: str = "substantive", days: int = 14) -> Ballot:
        """An open ballot on the current revision."""
        about = proposal or self.proposal()
        return actions.open(
            self.session, self.chair, about, committee=self.config.committee, revision=about.revision, rule_name=rule,
            closes_at=db.now() + timedelta(days=days),
        )  # fmt: skip

    def votes(self, ballot: Ballot, **choices: int) -> None:
        """The first members vote: `votes(ballot, for_=4, against=2)`."""
        wanted = [choice.rstrip("_") for choice, number in choices.items() for _ in range(number)]
        for member, choice in zip(self.everybody, wanted, strict=False):
            self.vote(member, ballot, choice)

    def vote(self, member: Member, ballot: Ballot, choice: str = "for", reason: str = "") -> None:
        if turning.unopened(self.session, ballot, member):
            turning.open_list(self.session, member, ballot, db.now())
        actions.vote(self.session, member, ballot, choice=choice, reason=reason, fingerprint=ballot.fingerprint)

    def carried(self, proposal: Proposal | None = None) -> Ballot:
        """A ballot in which everybody voted for, with its result on record."""
        ballot = self.ballot(proposal)
        self.votes(ballot, for_=len(self.everybody))
        return actions.close(self.session, self.secretary, ballot)

    def adopt(self, ballot: Ballot) -> Version:
        return adoption.adopt(self.session, self.chair, ballot, repository=self.repository)

    def rested(self) -> None:
        """The 72 hours are over in which a member may object to what was carried to the newest version."""
        for row in self.session.exec(select(Replay)).all():
            row.made_at -= stale.NOTICE
            self.session.add(row)
        self.session.flush()

    def check(self) -> list[str]:
        """What `workbench check` says now."""
        self.session.commit()
        return checkup.check(self.config)

    def restart(self) -> str | None:
        """The program starts again on this instance; what then stands on its pages as an alarm."""
        self.session.rollback()
        self.session.expire_all()
        app = create_app(self.config)
        app.extensions["engine"].dispose()
        unread: str | None = app.extensions.get("alarm")
        raised = [line for row in alarms.standing(self.session) for line in (row.sentence, *row.lines)]
        return unread or "\n".join(raised) or None
