"""Files kept as evidence: one copy by content, found by its SHA-256, shown to those who may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, or_, select

from workbench import db
from workbench.cases import panel
from workbench.cases.life import Opinion
from workbench.cases.models import Case, Evidence
from workbench.db import Moment
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import redactions

LARGEST = 1_900_000
OF_A_CASE = 200


class KeptFile(SQLModel, table=True):
    """What a file holds. The minutes name it by its digest once a finding rests on it."""

    __tablename__ = "kept_file"

    sha256: str = Field(primary_key=True, max_length=64)
    size: int
    body: bytes = Field(sa_type=LargeBinary)


class CaseFile(SQLModel, table=True):
    """A member kept a file for a case, under a name."""

    __tablename__ = "case_file"
    __table_args__ = (UniqueConstraint("case_no", "sha256", "member_id", name="case_file_once"),)

    id: int | None = Field(default=None, primary_key=True)
    case_no: int = Field(foreign_key="case_record.no", index=True)
    sha256: str = Field(foreign_key="kept_file.sha256", max_length=64, index=True)
    member_id: int = Field(foreign_key="member.id")
    name: str
    kept_at: datetime = Field(sa_type=Moment, nullable=False)


def keep(session: Session, actor: Member, case: Case, *, name: str, body: bytes) -> CaseFile:
    """Keep a file for a case. The same content is kept once, whoever brings it and under whatever name."""
    permissions.require(actor, "cases.find")
    if not body:
        raise Refusal("Choose a file that holds something.", field="file")
    if len(body) > LARGEST:
        raise Refusal("This file is too large: at most 1.9 MB fit. Keep the part that holds the words.", field="file")
    sha256 = hashlib.sha256(body).hexdigest()
    if sha256 in redactions.files(session):
        raise Refusal(
            "Two officers removed this very file for good, so it is not kept again.", field="file", status=409
        )
    if session.get(KeptFile, sha256) is None:
        session.add(KeptFile(sha256=sha256, size=len(body), body=body))
        session.flush()
    mine = select(CaseFile).where(
        CaseFile.case_no == case.no, CaseFile.sha256 == sha256, CaseFile.member_id == actor.id
    )
    if known := session.exec(mine).first():
        return known
    if len(of(session, actor, case)) >= OF_A_CASE:
        raise Refusal("This case has as many files as it can have.", status=409)
    made = CaseFile(
        case_no=case.no or 0,
        sha256=sha256,
        member_id=actor.id or 0,
        name=name.strip()[:300] or "file",
        kept_at=db.now(),
    )
    session.add(made)
    session.flush()
    return made


def of(session: Session, viewer: Member | None, case: Case) -> Sequence[CaseFile]:
    """The files kept for a case that the viewer may see: while reviewers find alone, each only sees their own."""
    query = select(CaseFile).where(CaseFile.case_no == case.no).order_by(col(CaseFile.id))
    if is_sealed(session, case):
        query = query.where(or_(CaseFile.member_id == (viewer.id if viewer else None), _rested_on()))
    return session.exec(query).all()


def choices(session: Session, viewer: Member | None, case: Case) -> list[tuple[str, str]]:
    """The same for a form to choose from: digest and name."""
    return [(file.sha256, file.name) for file in of(session, viewer, case)]


def _rested_on() -> ColumnElement[bool]:
    """Whether a finding that everybody reads rests on the file."""
    return select(Evidence.id).where(Evidence.sha256 == CaseFile.sha256, col(Evidence.kept)).exists()


def is_sealed(session: Session, case: Case) -> bool:
    """Whether reviewers are at work, each alone."""
    if case.state not in ("open", "evidence") or not panel.of(session, case):
        return False
    found = select(Opinion.id).where(Opinion.case_no == case.no, Opinion.round == case.round).limit(1)
    return session.exec(found).first() is None


def sizes(session: Session, files: Iterable[CaseFile]) -> dict[str, int]:
    wanted = [file.sha256 for file in files]
    return dict(session.exec(select(KeptFile.sha256, KeptFile.size).where(col(KeptFile.sha256).in_(wanted))).all())


def kept(session: Session, viewer: Member | None, sha256: str) -> tuple[CaseFile, bytes]:
    """A file by its digest, with a name it was kept under; what the viewer may not see is not there."""
    query = select(Case).join(CaseFile, col(Case.no) == CaseFile.case_no).where(CaseFile.sha256 == sha256)
    for case in session.exec(query.order_by(col(CaseFile.id))):
        for file in of(session, viewer, case):
            if file.sha256 == sha256:
                if sha256 in (gone := redactions.files(session)):
                    raise Refusal(f"This file is not kept any more. {gone[sha256].words}", status=404)
                return file, session.get_one(KeptFile, sha256).body
    raise NotHere("No such file was kept.")


def body(session: Session, viewer: Member | None, case: Case, sha256: str) -> bytes:
    """What a finding in this case is to rest on; refused where no such file was kept for the case."""
    if sha256 not in {file.sha256 for file in of(session, viewer, case)}:
        raise Refusal("No such file was kept for this case. Keep it first, then choose it.", field="address")
    if sha256 in redactions.files(session):
        raise Refusal("This file was removed for good. Rest the finding on something else.", field="address")
    return session.get_one(KeptFile, sha256).body


def disagreements(session: Session) -> Iterator[str]:
    """Files that do not have the digest they are kept under; of one that was removed nothing may be left."""
    gone = redactions.files(session)
    for file in session.exec(select(KeptFile).execution_options(yield_per=20)):
        if file.sha256 in gone:
            if file.body:
                yield f"kept_file:{file.sha256}: this file was removed, and is there"
        elif hashlib.sha256(file.body).hexdigest() != file.sha256:
            yield f"kept_file:{file.sha256}: this file was changed after it was kept"
