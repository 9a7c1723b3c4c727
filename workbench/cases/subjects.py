"""Who and what a case is about: organisations with their parents and what they give to the body, artefacts with their terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Text
from sqlmodel import Field, Session, col, select

from workbench.cases import proof
from workbench.cases.models import Case
from workbench.cases.outside import key
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.minutes.record import Minuted

ARTEFACTS = {"weights": "Weights", "code": "Code", "data": "Data", "paper": "Paper", "other": "Other"}
DEPTH = 20  # of parents
SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*(?::[A-Za-z0-9.+-]+)?")


class Organisation(Minuted, table=True):
    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("(tier = '') = (tier_source = '')", name="organisation_tier"),)
    minuted: ClassVar[tuple[str, ...]] = ("name", "aliases", "parent_id", "address", "tier", "tier_source")

    id: int | None = Field(default=None, primary_key=True)
    name: str
    # as names are compared: letters and digits
    key: str = Field(unique=True)
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    parent_id: int | None = Field(default=None, foreign_key="organisation.id")
    address: str = Field(default="", sa_type=Text, nullable=False)
    # what it gives to the body that keeps the definition, as the body calls it, and where that is published
    tier: str = ""
    tier_source: str = Field(default="", sa_type=Text, nullable=False)

    @property
    def keys(self) -> set[str]:
        """All its names, as they are compared."""
        return {self.key, *map(key, self.aliases)} - {""}


class Artefact(Minuted, table=True):
    """A part of a release, and the terms it is under. What was recorded in error is taken off, and stays on record."""

    __tablename__ = "artefact"
    __table_args__ = (CheckConstraint(f"kind IN {tuple(ARTEFACTS)}", name="artefact_kind"),)
    minuted: ClassVar[tuple[str, ...]] = (
        "case_no", "kind", "name", "address", "spdx", "terms", "terms_address", "is_off",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", index=True)
    kind: str
    name: str
    address: str = Field(default="", sa_type=Text, nullable=False)
    # an SPDX expression, where there is one; else the name of the text and where it stands
    spdx: str = ""
    terms: str = ""
    terms_address: str = Field(default="", sa_type=Text, nullable=False)
    is_off: bool = False


def organisation(session: Session, identity: int) -> Organisation:
    found = session.get(Organisation, identity)
    if found is None:
        raise NotHere(f"There is no organisation {identity} here.")
    return found


def organisations(session: Session) -> Sequence[Organisation]:
    return session.exec(select(Organisation).order_by(col(Organisation.key))).all()


def called(session: Session, name: str) -> Organisation | None:
    """The organisation of this name, or of this other name."""
    wanted = key(name)
    exact = session.exec(select(Organisation).where(Organisation.key == wanted)).first()
    return exact or next((one for one in organisations(session) if wanted and wanted in one.keys), None)


def by_name(session: Session) -> dict[str, Organisation]:
    """Every organisation, by each of its names as they are compared; in one query however many are asked for."""
    return {name: one for one in organisations(session) for name in one.keys}


def above(session: Session, one: Organisation) -> list[Organisation]:
    """Its parent, the parent of that, and so on."""
    found: list[Organisation] = []
    while one.parent_id and len(found) < DEPTH:
        one = organisation(session, one.parent_id)
        found.append(one)
    return found


def vendor(session: Session, case: Case) -> list[Organisation]:
    """The vendor of a case and those above it, as far as they are on record."""
    known = called(session, case.vendor)
    return [known, *above(session, known)] if known else []


def below(session: Session, one: Organisation) -> Sequence[Organisation]:
    return session.exec(
        select(Organisation).where(Organisation.parent_id == one.id).order_by(col(Organisation.key))
    ).all()


def cases_of(session: Session, one: Organisation) -> list[Case]:
    """The cases on its systems, by any of its names, the newest first."""
    names = {one.name, *one.aliases}
    found = session.exec(select(Case).where(col(Case.vendor).in_(names)).order_by(col(Case.no).desc()).limit(200))
    return list(found)


def note(
    session: Session, actor: Member, one: Organisation | None, *, parent: Organisation | None, **facts: Any
) -> Organisation:
    """Put an organisation on record, or what is known of it now. `facts` are its columns."""
    permissions.require(actor, "cases.find")
    made = one or Organisation(name="", key="")
    for name, value in facts.items():
        setattr(made, name, value)
    made.key, made.parent_id = key(made.name), parent.id if parent else None
    _fit(session, made, parent)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.organisation", made, made)
    return made


def _fit(session: Session, one: Organisation, parent: Organisation | None) -> None:
    with session.no_autoflush:
        if not one.key:
            raise Refusal("Give a name with a letter or a digit in it.", field="name")
        others = [other for other in organisations(session) if other.id != one.id]
        if same := next((other for other in others if other.keys & one.keys), None):
            raise Refusal(f"{same.name} is on record under one of these names. Change that one.", field="name")
        if parent and (parent.id == one.id or one.id in {other.id for other in above(session, parent)}):
            raise Refusal("An organisation cannot stand above itself. Choose another parent.", field="parent")
        if bool(one.tier) != bool(one.tier_source):
            raise Refusal("What it gives needs a source: the address where that is published.", field="tier_source")
        for field in ("address", "tier_source"):
            if (typed := getattr(one, field)) and (fault := proof.address_fault(typed)):
                raise Refusal(fault, field=field)


def add(session: Session, actor: Member, case: Case, **facts: str) -> Artefact:
    """Say what belongs to the release of a case, and under which terms."""
    permissions.require(actor, "cases.find")
    made = Artefact(case_no=case.no or 0, **facts)  # type: ignore[arg-type]
    if made.kind not in ARTEFACTS:
        raise Refusal("Choose what it is.", field="kind")
    if made.spdx and not is_spdx(made.spdx):
        raise Refusal(
            "This is no SPDX expression, such as “Apache-2.0” or “MIT OR CC-BY-4.0”. Name the text instead.",
            field="spdx",
        )
    if made.spdx and (made.terms or made.terms_address):
        raise Refusal("Give the SPDX expression, or the name and address of the text, not both.", field="spdx")
    if bool(made.terms) != bool(made.terms_address):
        raise Refusal("Terms without an SPDX expression need both their name and their address.", field="terms")
    for field in ("address", "terms_address"):
        if (typed := getattr(made, field)) and (fault := proof.address_fault(typed)):
            raise Refusal(fault, field=field)
    session.add(made)
    session.flush()
    minutes.record(session, actor, "cases.artefact", case, made)
    return made


def take_off(session: Session, actor: Member, case: Case, artefact: Artefact) -> None:
    """What was recorded in error counts no more; the minutes keep it."""
    permissions.require(actor, "cases.find")
    artefact.is_off = True
    session.add(artefact)
    minutes.record(session, actor, "cases.artefact_off", case, artefact)


def artefacts(session: Session, case: Case) -> Sequence[Artefact]:
    query = select(Artefact).where(Artefact.case_no == case.no, col(Artefact.is_off).is_(False))
    return session.exec(query.order_by(col(Artefact.id))).all()


def is_spdx(expression: str) -> bool:
    """Whether an expression has the form that SPDX gives it: identifiers with AND, OR, WITH and brackets."""
    depth, wants_name = 0, True
    for token in re.findall(r"[()]|[^\s()]+", expression):
        if token == "(" and wants_name:
            depth += 1
        elif token == ")" and not wants_name and depth:
            depth -= 1
        elif token in ("AND", "OR", "WITH") and not wants_name:
            wants_name = True
        elif wants_name and token not in ("(", ")", "AND", "OR", "WITH") and SPDX.fullmatch(token):
            wants_name = False
        else:
            return False
    return depth == 0 and not wants_name
