"""The list of errata: an error reported in a version, the correction proposed for it, and the version that brought it (procedure 2.6).

A correction on the list is published and binds nobody: the text changes by a proposal alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, Session, col, func, select

from workbench import db
from workbench.db import Moment
from workbench.definition import queries
from workbench.definition.models import Version
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.minutes.record import Minuted
from workbench.minutes.steps import FEED, Step, steps, strayed

STATES = ("reported", "confirmed", "correction_candidate", "folded_in", "rejected")
WORDS = {
    "reported": "reported", "confirmed": "confirmed", "correction_candidate": "with a proposed correction",
    "folded_in": "corrected", "rejected": "no error",
}  # fmt: skip
STEPS: tuple[Step, ...] = (
    Step("", "reported", "member", "the version, the clause, and what is wrong there", "it stands on the list of its version", FEED),
    Step("reported", "confirmed", "chair or secretary", "it is an error, and nothing that was meant", "a correction may be proposed", FEED, at_will=True),
    *steps(
        ("reported", "confirmed", "correction_candidate"), "rejected", "chair or secretary", "a reason is published",
        "it stays on the list with the reason", FEED, at_will=True,
    ),
    *steps(
        ("confirmed", "correction_candidate"), "correction_candidate", "member",
        "the words that would stand there, and the proposal that has them if there is one",
        "the correction is published; the text stays as it is until a version has it", FEED, at_will=True,
    ),
    *steps(
        ("confirmed", "correction_candidate"), "folded_in", "chair or secretary", "a later version has the correction",
        "it names that version", FEED,
    ),
    Step("rejected", "reported", "chair or secretary", "a reason is published", "it is looked at again", FEED, at_will=True),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)


def salt() -> str:
    return secrets.token_hex(16)


class Erratum(Minuted, table=True):
    __tablename__ = "erratum"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="erratum_state"),
        CheckConstraint("(state = 'folded_in') = (folded_in IS NOT NULL)", name="erratum_folded_in"),
    )
    minuted: ClassVar[tuple[str, ...]] = ("version", "clause_id", "state", "proposal_no", "folded_in")
    digested: ClassVar[tuple[str, ...]] = ("wrong", "correction")

    no: int | None = Field(default=None, primary_key=True)
    # label of the version with the error, and the clause
    version: str = Field(foreign_key="version.label", index=True)
    clause_id: str = Field(index=True)
    # what is wrong, in Markdown
    wrong: str = Field(sa_type=Text, nullable=False)
    # the words that would stand there
    correction: str = Field(default="", sa_type=Text, nullable=False)
    state: str = Field(default="reported", index=True)
    proposal_no: int | None = Field(default=None, foreign_key="proposal.no")
    folded_in: str | None = Field(default=None, foreign_key="version.label")
    salt: str = Field(default_factory=salt)


class ErratumStep(Minuted, table=True):
    """Who took an erratum from one state to another, when, and in what words."""

    __tablename__ = "erratum_step"
    minuted: ClassVar[tuple[str, ...]] = ("source", "target", "made_at")
    digested: ClassVar[tuple[str, ...]] = ("words",)

    erratum_no: int = Field(foreign_key="erratum.no", primary_key=True)
    # 1, 2, 3 … for this erratum
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    target: str
    words: str = Field(default="", sa_type=Text, nullable=False)
    salt: str = Field(default_factory=salt)
    made_by: int = Field(foreign_key="member.id")
    made_at: datetime = Field(sa_type=Moment, nullable=False)


def erratum(session: Session, no: int) -> Erratum:
    found = session.get(Erratum, no)
    if found is None:
        raise NotHere(f"There is no erratum {no}.")
    return found


def every(
    session: Session, *, state: str = "", version: str = "", below: int | None = None, limit: int = 50
) -> Sequence[Erratum]:
    """Newest first; one more than `limit` when there are further ones."""
    query = select(Erratum).order_by(col(Erratum.no).desc()).limit(limit + 1)
    for column, wanted in ((col(Erratum.state), state), (col(Erratum.version), version)):
        query = query.where(column == wanted) if wanted else query
    return session.exec(query.where(col(Erratum.no) < below) if below else query).all()


def on_clause(session: Session, clause_id: str) -> Sequence[Erratum]:
    return session.exec(select(Erratum).where(Erratum.clause_id == clause_id).order_by(col(Erratum.no))).all()


def history(session: Session, one: Erratum) -> Sequence[ErratumStep]:
    query = select(ErratumStep).where(ErratumStep.erratum_no == one.no)
    return session.exec(query.order_by(col(ErratumStep.n))).all()


def report(session: Session, actor: Member, *, version: Version, clause_id: str, wrong: str) -> Erratum:
    """Say what is wrong in a clause of a version."""
    permissions.require(actor, "errata.report")
    if queries.clause(session, version, clause_id) is None:
        raise Refusal(f"Version {version.label} has no such clause. Report the error from its page.", field="clause")
    if not wrong:
        raise Refusal("Say what is wrong.", field="wrong")
    made = Erratum(version=version.label, clause_id=clause_id, wrong=wrong, state="reported")
    session.add(made)
    session.flush()
    step = _step(session, actor, made, "", "reported", "")
    minutes.record(session, actor, "errata.report", made, made, step)
    return made


def confirm(session: Session, actor: Member, one: Erratum) -> None:
    permissions.require(actor, "errata.decide")
    _move(session, actor, one, "confirmed", "errata.confirm")


def reject(session: Session, actor: Member, one: Erratum, *, words: str) -> None:
    """It is no error, or none that is to be corrected."""
    permissions.require(actor, "errata.decide")
    _move(session, actor, one, "rejected", "errata.reject", _reason(words))


def reopen(session: Session, actor: Member, one: Erratum, *, words: str) -> None:
    permissions.require(actor, "errata.decide")
    _move(session, actor, one, "reported", "errata.reopen", _reason(words))


def correct(session: Session, actor: Member, one: Erratum, *, correction: str, proposal_no: int | None) -> None:
    """Publish the words that would stand there. They bind nobody until a proposal with them is adopted."""
    permissions.require(actor, "errata.report")
    if not correction:
        raise Refusal("Write the words that would stand there.", field="correction")
    one.correction, one.proposal_no = correction, proposal_no
    _move(session, actor, one, "correction_candidate", "errata.correct")


def fold_in(session: Session, actor: Member, one: Erratum, *, version: Version, words: str) -> None:
    """A later version has the correction."""
    permissions.require(actor, "errata.decide")
    if version.ordinal <= queries.version(session, one.version).ordinal:
        raise Refusal(f"Name a version after {one.version}, in which the error stands.", field="version")
    one.folded_in = version.label
    _move(session, actor, one, "folded_in", "errata.fold_in", words)


def _reason(words: str) -> str:
    if not words:
        raise Refusal("Give the reason. It is published.", field="words")
    return words


def _move(session: Session, actor: Member, one: Erratum, target: str, act: str, words: str = "") -> None:
    source = one.state
    if (source, target) not in _KNOWN:
        raise Refusal(
            f"Erratum {one.no} is {WORDS[source]}, so this cannot be done. Reload its page and see what can.",
            status=409,
        )
    one.state = target
    session.add(one)
    step = _step(session, actor, one, source, target, words)
    minutes.record(session, actor, act, one, one, step)


def _step(session: Session, actor: Member, one: Erratum, source: str, target: str, words: str) -> ErratumStep:
    last = session.exec(select(func.max(ErratumStep.n)).where(ErratumStep.erratum_no == one.no)).one() or 0
    step = ErratumStep(
        erratum_no=one.no or 0, n=last + 1, source=source, target=target, words=words, made_by=actor.id or 0, made_at=db.now()
    )  # fmt: skip
    session.add(step)
    session.flush()
    return step


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of an erratum's state in the minutes that the table does not know."""
    return strayed(entries, "erratum", lambda source, target: (source, target) in _KNOWN)
