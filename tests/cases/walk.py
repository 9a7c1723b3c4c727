"""A case on its way from a report to publication, as far as a test wants it to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from tests import make
from workbench import db
from workbench.cases import actions, decisions, notices, opinions, panel, reports
from workbench.cases.models import Case
from workbench.definition.requirements import read
from workbench.members.models import Member

CLAUSES = make.REQUIREMENTS
NEED = read(list(CLAUSES))
ALL_MET = dict.fromkeys(CLAUSES, "met")


@dataclass
class Walk:
    """The people of one case, and the steps that they take with it."""

    session: Session
    secretary: Member
    one: Member
    two: Member
    case: Case

    @classmethod
    def begin(cls, session: Session, **facts: str) -> Walk:
        secretary, one, two = make.member(session, "member", "secretary"), make.member(session), make.member(session)
        told = {"system": "Open shelf", "release": "1.0", "vendor": "Town library", "question": "Is it open?"} | facts
        case = reports.report(session, one, version=make.version(session), requirements=NEED, **told)
        return cls(session, secretary, one, two, case)

    def to_panel(self) -> Walk:
        reports.screen(self.session, self.secretary, self.case, words="Nothing before.")
        panel.name(self.session, self.secretary, self.case, members=[self.one, self.two])
        return self

    def to_evidence(self) -> Walk:
        self.to_panel()
        for member in (self.one, self.two):
            opinions.declare(self.session, member, self.case, choice="none", words="")
        return self

    def found(self, member: Member, values: Mapping[str, str] = ALL_MET, reason: str = "So it says.") -> None:
        """What a reviewer finds alone on every requirement, not handed in."""
        for clause, value in values.items():
            opinions.draft(
                self.session, member, self.case, clause_id=clause, value=value, reason=reason, evidence=[make.EXHIBIT]
            )

    def to_all_in(self) -> Walk:
        self.to_evidence()
        for member in (self.one, self.two):
            self.found(member)
            opinions.hand_in(self.session, member, self.case)
        return self

    def to_asked(self) -> Walk:
        self.to_all_in()
        decisions.ask(
            self.session, self.secretary, self.case, asked_of="Press office, by letter", asked_on=db.now().date()
        )
        return self

    def to_draft(self) -> Walk:
        return self.to_asked().replied()

    def replied(self) -> Walk:
        decisions.receive(
            self.session, self.secretary, self.case, words="We  disagree.\n<b>Strongly</b>.", said_by="The mayor",
            received_on=db.now().date(),
        )  # fmt: skip
        return self

    def agree(self, values: Mapping[str, str] = ALL_MET, actor: Member | None = None) -> None:
        for clause, value in values.items():
            actions.find(
                self.session, actor or self.one, self.case, clause_id=clause, value=value, reason="Agreed.",
                evidence=[make.EXHIBIT],
            )  # fmt: skip

    def to_published(self, values: Mapping[str, str] = ALL_MET) -> Walk:
        self.to_draft()
        self.agree(values)
        return self.publish()

    def publish(self) -> Walk:
        """From agreed findings to the published case."""
        decisions.deliberate(self.session, self.secretary, self.case)
        decisions.decide(self.session, self.secretary, self.case, words="By consent, in the meeting.")
        notices.send(self.session, self.secretary, self.case, sent_to="Press office, by letter")
        notices.answer(self.session, self.secretary, self.case, words="No error of fact.")
        decisions.publish(self.session, self.secretary, self.case)
        return self
