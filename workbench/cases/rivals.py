"""Other published criteria, in our words, as trees of requirements over the same findings; what they alone ask has findings of its own.

What a system is under them is worked out as under our own definition, and typed by nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from workbench import db
from workbench.cases import outline, proof, queries
from workbench.cases.actions import NEEDS_EVIDENCE, Exhibit
from workbench.cases.models import FINDINGS, Case
from workbench.cases.states import UNJUDGED
from workbench.cases.verdict import Verdict, judge
from workbench.db import Moment
from workbench.definition import queries as definition
from workbench.definition import requirements
from workbench.definition.requirements import Need
from workbench.errors import NotHere, Refusal
from workbench.finding import Found
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted


class Rival(Minuted, table=True):
    __tablename__ = "rival_definition"
    minuted: ClassVar[tuple[str, ...]] = ("name", "body", "address", "published_on", "tree", "own")
    digested: ClassVar[tuple[str, ...]] = ("summary",)
    is_found: ClassVar[bool] = True

    def found(self) -> Found | None:
        return Found("definition", self.name, " ".join([self.body, self.summary, *self.own.values()]))

    no: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    # who published it
    body: str
    address: str = Field(sa_type=Text, nullable=False)
    published_on: date
    # what it asks, in our words
    summary: str = Field(sa_type=Text, nullable=False)
    # as definition/requirements.py reads it; a leaf is a clause of ours, or a key of `own`
    tree: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    # what it alone asks: short name -> words
    own: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    entered_by: int | None = Field(default=None, foreign_key="member.id")
    entered_at: datetime = Field(sa_type=Moment, nullable=False)

    @property
    def need(self) -> Need:
        return requirements.read(self.tree)


class RivalFinding(Minuted, table=True):
    """What was found of a system on a requirement that only another definition has. The last counts."""

    __tablename__ = "rival_finding"
    __table_args__ = (
        UniqueConstraint("rival_no", "case_no", "leaf", "n", name="rival_finding_once"),
        CheckConstraint(f"value IN {FINDINGS}", name="rival_finding_value"),
        CheckConstraint("(value = 'conditional') = (condition <> '')", name="rival_finding_condition"),
        CheckConstraint("(address = '') = (seen_on IS NULL)", name="rival_finding_evidence"),
    )
    minuted: ClassVar[tuple[str, ...]] = (
        "rival_no", "case_no", "leaf", "n", "value", "condition", "address", "seen_on"
    )  # fmt: skip
    digested: ClassVar[tuple[str, ...]] = ("reason", "quotation")

    id: int | None = Field(default=None, primary_key=True)
    rival_no: int = Field(foreign_key="rival_definition.no")
    case_no: int = Field(foreign_key="case_record.no", index=True)
    leaf: str
    # 1, 2, 3 … for this definition, case and requirement
    n: int
    value: str
    condition: str = Field(default="", sa_type=Text, nullable=False)
    reason: str = Field(sa_type=Text, nullable=False)
    # evidence; "" where the value needs none
    address: str = Field(default="", sa_type=Text, nullable=False)
    quotation: str = Field(default="", sa_type=Text, nullable=False)
    seen_on: date | None = None
    salt: str = Field(default_factory=lambda: secrets.token_hex(16))
    found_by: int | None = Field(default=None, foreign_key="member.id")
    found_at: datetime = Field(sa_type=Moment, nullable=False)


@dataclass(frozen=True)
class Beside:
    """A system under one other definition: the verdict with the path that decided it, and its own findings that count."""

    rival: Rival
    verdict: Verdict
    own: dict[str, RivalFinding]


def rival(session: Session, no: int) -> Rival:
    found = session.get(Rival, no)
    if found is None:
        raise NotHere(f"There is no other definition {no}.")
    return found


def every(session: Session) -> Sequence[Rival]:
    return session.exec(select(Rival).order_by(col(Rival.no))).all()


def proven(one: Rival) -> None:
    """ValueError or KeyError for a tree that cannot be read, or asks for nothing."""
    need = one.need
    if (
        not need.parts
        or not set(one.own) <= set(need.clauses)
        or not all(isinstance(words, str) for words in one.own.values())
    ):
        raise ValueError("“own” is to hold words for leaves of “tree”")


def enter(session: Session, actor: Member, one: Rival | None, *, lines: str, **facts: Any) -> Rival:
    """Put another definition on record, or mend it. `lines` is its tree as an outline; `facts` are columns of Rival."""
    permissions.require(actor, "cases.find")
    made = one or Rival(
        name="",
        body="",
        address="",
        published_on=date.min,
        summary="",
        tree=[],
        own={},
        entered_by=actor.id,
        entered_at=db.now(),
    )
    if fault := proof.address_fault(facts["address"]):
        raise Refusal(fault, field="address")
    made.tree, made.own = _tree(session, lines)
    with session.no_autoflush:
        same = session.exec(select(Rival).where(Rival.name == facts["name"])).first()
    if same and same is not made:
        raise Refusal(f"“{same.name}” is on record. Change that one, or name the edition.", field="name")
    for name, value in facts.items():
        setattr(made, name, value)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "rivals.change" if one else "rivals.enter", made, made)
    return made


def _tree(session: Session, lines: str) -> tuple[list[Any], dict[str, str]]:
    clauses = definition.clauses(session, definition.judging(session))
    ours = {one: one for one in definition.used(session)} | {one.number: one.id for one in clauses if one.number}
    try:
        tree, own = outline.read(lines, ours)
        need = requirements.read(tree)
    except ValueError as wrong:
        raise Refusal(f"{wrong}", field="lines") from None
    if not need.parts:
        raise Refusal("Write down at least one requirement.", field="lines")
    return tree, own


def find(
    session: Session, actor: Member, one: Rival, case: Case, *, leaf: str, value: str, condition: str, reason: str,
    evidence: Exhibit | None,
) -> RivalFinding:  # fmt: skip
    """Record what was found on a requirement that this definition alone has. An earlier finding stays on record."""
    permissions.require(actor, "cases.find")
    if leaf not in one.own:
        raise NotHere("This definition has no such requirement of its own.")
    if case.state in UNJUDGED:
        raise Refusal("This case is not judged yet.", status=409)
    if (value == "conditional") != bool(condition):
        sentence = (
            "Only a conditional finding has a condition." if condition else "Say on what condition it would be met."
        )
        raise Refusal(sentence, field="condition")
    if value in NEEDS_EVIDENCE and evidence is None:
        raise Refusal("Give the evidence: an address, the words that stand there, the day.", field="address")
    if evidence:
        proof.fitting(1, address=evidence.address, quotation=evidence.quotation, sha256="", kept=None)
    last = select(func.max(RivalFinding.n)).where(
        RivalFinding.rival_no == one.no, RivalFinding.case_no == case.no, RivalFinding.leaf == leaf
    )
    made = RivalFinding(
        rival_no=one.no or 0, case_no=case.no or 0, leaf=leaf, n=(session.exec(last).one() or 0) + 1, value=value,
        condition=condition, reason=reason, address=evidence.address if evidence else "",
        quotation=evidence.quotation if evidence else "", seen_on=evidence.seen_on if evidence else None, found_by=actor.id,
        found_at=db.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    minutes.record(session, actor, "rivals.find", case, made)
    return made


def own_findings(
    session: Session, rivals: Iterable[Rival], cases: Iterable[Case]
) -> dict[tuple[int, int], dict[str, RivalFinding]]:
    """The findings that count: (definition, case) -> requirement -> finding. Of a requirement that was dropped there is none."""
    numbers = {one.no or 0: one for one in rivals}
    query = select(RivalFinding).where(
        col(RivalFinding.rival_no).in_(numbers), col(RivalFinding.case_no).in_([case.no for case in cases])
    )
    found: dict[tuple[int, int], dict[str, RivalFinding]] = {}
    for row in session.exec(query.order_by(col(RivalFinding.n))):
        if row.leaf in numbers[row.rival_no].own:
            found.setdefault((row.rival_no, row.case_no), {})[row.leaf] = row
    return found


def beside(session: Session, cases: Sequence[Case], rivals: Sequence[Rival]) -> dict[int, list[Beside]]:
    """Each of these cases under each of these definitions, in two queries however many there are."""
    standing = queries.standing(session, [case.no or 0 for case in cases])
    own = own_findings(session, rivals, cases)
    return {
        case.no or 0: [
            _judged(one, standing.get(case.no or 0, {}), own.get((one.no or 0, case.no or 0), {})) for one in rivals
        ]
        for case in cases
    }


def _judged(one: Rival, ours: Mapping[str, Any], own: dict[str, RivalFinding]) -> Beside:
    values = {clause: finding.value for clause, finding in ours.items()} | {
        leaf: row.value for leaf, row in own.items()
    }
    return Beside(one, judge(one.need, values), own)
