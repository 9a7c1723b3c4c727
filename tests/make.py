"""Things for tests, made the short way: each function adds what it names to the session and answers it.

Give only what the test is about; the rest is filled in. `session.commit()` before a client or another session looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlmodel import Session, col, select

from workbench import db
from workbench.cases import actions as cases
from workbench.cases.models import Case
from workbench.definition.models import Version
from workbench.definition.requirements import read
from workbench.members import actions as members
from workbench.members.models import Member
from workbench.minutes import record as minutes

PASSWORD = "a long walk to the library"
_numbers = count(1)
# the cheapest that argon2 allows: tests do not guess passwords
_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def member(session: Session, *roles: str, name: str = "", password: str = "", sample: str | None = None) -> Member:
    """A member with these roles (none given: member). Without a password they sign in by `client.sign_in` only."""
    n = next(_numbers)
    name = name or f"Reader {n}"
    made = members.join(
        session, email=f"reader{n}@library.example", name=name, roles=roles or ("member",), sample=sample
    )
    made.password = hashed(password) if password else None
    session.add(made)
    minutes.record(session, None, "members.accept", made, made)
    return made


def hashed(password: str = PASSWORD) -> str:
    """A password as it is kept."""
    return _hasher.hash(password)


def version(session: Session, label: str = "") -> Version:
    """The newest version, or the one of this label; a bare row without text where there is none."""
    query = select(Version).order_by(col(Version.ordinal).desc())
    found = session.exec(query.where(Version.label == label) if label else query).first()
    if found:
        return found
    ordinal = len(session.exec(select(Version)).all()) + 1
    made = Version(
        ordinal=ordinal, label=label or str(ordinal), commit=f"{ordinal:040x}", fingerprint=f"{ordinal:064x}",
        title=f"Version {ordinal}", made_at=db.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


REQUIREMENTS = ("reading-anyone", "lending-anyone", "lending-terms", "catalogue-copy")
EXHIBIT = cases.Exhibit("https://library.example/rules", "Anyone may read every book.", date(2026, 1, 15))


def case(
    session: Session, findings: Mapping[str, str] | None = None, *, requirements: Sequence[Any] = REQUIREMENTS,
    settled: bool = False, actor: Member | None = None, under: str = "", **facts: Any,
) -> Case:  # fmt: skip
    """A case under the newest version (or the one labelled `under`), with these findings: clause id -> value."""
    facts = {"system": f"Reading room {next(_numbers)}", "release": "spring edition", "vendor": "Town library"} | facts
    made = cases.open_case(
        session, actor, version=version(session, under), requirements=read(list(requirements)), **facts
    )
    for clause_id, value in (findings or {}).items():
        finding(session, made, clause_id, value, actor=actor)
    if settled:
        cases.settle(session, None, made)
    return made


def finding(session: Session, case: Case, clause_id: str, value: str, *, actor: Member | None = None) -> Any:
    """A finding with a reason, and with evidence and a condition where its value needs them."""
    return cases.find(
        session, actor, case, clause_id=clause_id, value=value, reason="The rules of the house say so.",
        condition="the fee is dropped" if value == "conditional" else "",
        evidence=[EXHIBIT] if value in cases.NEEDS_EVIDENCE else [],
    )  # fmt: skip
