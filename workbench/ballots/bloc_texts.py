"""What the items of a bloc give together: for every set of them one text, made and bound before anybody votes. Table and questions.

Of the items that carried the first is adopted as it was voted on, and each after it as the text of those adopted before and itself. Nothing
is merged after the vote: a text that is not among these is not adopted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, func, or_, select

from workbench.ballots.models import Adoption, Ballot
from workbench.ballots.rules import fingerprint
from workbench.ballots.second import first, statement
from workbench.definition import queries as definition
from workbench.minutes.record import Minuted

# Under which key the statement of each ballot of a bloc has the digest over all of its texts.
KEY = "combined_sha256"


class BlocText(Minuted, table=True):
    """The text that two or more items of a bloc give together, and what cases are judged by under it."""

    __tablename__ = "bloc_text"
    minuted: ClassVar[tuple[str, ...]] = ("fingerprint", "requirements_sha256")

    # the first ballot of the bloc, which put it on record when it opened
    ballot_no: int = Field(foreign_key="ballot.no", primary_key=True)
    # the numbers of the proposals in it, such as “3+5+8”
    proposals: str = Field(primary_key=True)
    fingerprint: str = Field(max_length=64)
    # of the file that stands beside the text; empty where there is none
    requirements_sha256: str = Field(default="", max_length=64)
    # path and SHA-256 of each document, in the order of the committee
    documents: list[list[str]] = Field(sa_column=Column(JSON, nullable=False))
    # the tree in that file, as data
    requirements: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


def called(proposals: Iterable[int]) -> str:
    """How a set of proposals is named: “3+5+8”."""
    return "+".join(map(str, sorted(proposals)))


def numbers(row: BlocText) -> list[int]:
    """The proposals in a text."""
    return [int(no) for no in row.proposals.split("+")]


def digest(rows: Iterable[BlocText]) -> str:
    """SHA-256 over all texts of a bloc, to which each of its ballots is bound."""
    return fingerprint(sorted([row.proposals, row.fingerprint, row.requirements_sha256] for row in rows))


def of(session: Session, ballot: Ballot) -> Sequence[BlocText]:
    """The texts of the bloc that a ballot was opened in, the smaller sets first; none of one opened by itself. Asked of either stage."""
    rows = session.exec(select(BlocText).where(BlocText.ballot_no == _home(session, ballot))).all()
    return sorted(rows, key=lambda row: (len(numbers(row)), numbers(row)))


def _home(session: Session, ballot: Ballot) -> int | None:
    """The first ballot of its bloc."""
    bloc = first(session, ballot).bloc
    return session.exec(select(func.min(Ballot.no)).where(Ballot.bloc == bloc)).one() if bloc else None


def beside(session: Session, ballot: Ballot, others: Iterable[Adoption]) -> BlocText | None:
    """The text of an item of a bloc beside these, which were adopted before it; None where none was bound."""
    numbers = [ballot.proposal_no or 0, *(one.proposal_no for one in others)]
    return session.get(BlocText, (_home(session, ballot), called(numbers)))


def onto(session: Session, ballot: Ballot, commit: str) -> tuple[Adoption, ...] | None:
    """The items of its bloc that were adopted one after the other from the text a ballot opened on up to this commit; None where
    something else came between, or the ballot was bound to no texts but its own."""
    if commit == ballot.base_commit:
        return ()
    bloc = first(session, ballot).bloc
    if bloc is None or KEY not in statement(session, ballot):
        return None
    own = select(Ballot.no).where(Ballot.bloc == bloc)
    query = select(Adoption).where(
        Adoption.state == "published",
        col(Adoption.ballot_no).in_(
            select(Ballot.no).where(or_(col(Ballot.bloc) == bloc, col(Ballot.ratifies).in_(own)))
        ),
    )
    after = {made.old: made for made in session.exec(query)}
    found: list[Adoption] = []
    while (at := found[-1].new if found else ballot.base_commit) != commit and at in after:
        found.append(after[at])
    return tuple(found) if at == commit else None


def before(session: Session, ballot: Ballot) -> tuple[Adoption, ...]:
    """The items of its bloc that the newest text has beside what a ballot opened on; none where that is the newest, or another
    text was adopted since."""
    return onto(session, ballot, definition.newest(session).commit) or ()


def due(session: Session, ballot: Ballot, commit: str) -> str | None:
    """The fingerprint of what a ballot makes of the text at this commit; None: it was bound to nothing that follows it."""
    made = onto(session, ballot, commit)
    if not made:
        return None if made is None else ballot.fingerprint
    found = beside(session, ballot, made)
    return found.fingerprint if found else None
