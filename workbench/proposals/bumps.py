"""How far a change raises the number of the version, and whether its class fits what becomes of the cases (procedure 4.5).

By its class, and by the verdicts that turn: by what members recorded under it, and by the requirements that it brings. The same
record gives the same answer at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, func, select

from workbench.cases.states import UNJUDGED
from workbench.cases.verdict import VERDICTS, WORDS
from workbench.config import Committee
from workbench.minutes.models import Minute
from workbench.proposals import asking, judging, queries
from workbench.proposals.judgements import Tentative
from workbench.proposals.models import SLIGHT, Revision

SIZES = {"typographic": "patch", "editorial": "patch", "substantive": "minor", "scope": "major", "procedure": "minor"}
RANKS = {verdict: rank for rank, verdict in enumerate(dict.fromkeys(VERDICTS.values()))}
NAMED = 5  # cases that a reason names


@dataclass(frozen=True)
class Bump:
    """`because`: why the size is not that of the class; empty where it is. `way`: loosening, tightening, or empty where nothing turns."""

    size: str
    because: str = ""
    way: str = ""


Turn = tuple[int, str, str]  # a case, its verdict now, and under the revision


def weighed(claimed: str, turns: Sequence[Turn]) -> Bump:
    """Major where a conforming system would no longer conform, or where verdicts can only become stricter; else by the class."""
    lost = [no for no, now, _ in turns if now == "conforms"]
    stricter = [no for no, now, after in turns if RANKS[after] < RANKS[now]]
    way = "tightening" if stricter else "loosening" if turns else ""
    because = ""
    if SIZES[claimed] != "major" and lost:
        because = f"{_cases(lost)} would no longer conform"
    elif SIZES[claimed] != "major" and turns and len(stricter) == len(turns):
        because = f"the verdict can only become stricter, as in {_cases(stricter)}"
    return Bump("major" if because else SIZES[claimed], because, way)


def turned(session: Session, revision: Revision, committee: Committee) -> list[Turn]:
    """The decided cases whose verdict turns under a revision."""
    said = select(Tentative.id).where(Tentative.proposal_no == revision.proposal_no).limit(1)
    if revision.amends_no or revision.requirements is None and session.exec(said).first() is None:
        return []
    # the page of a proposal asks twice of one record: what was worked out stands for as long as nothing is added to it
    asked = (revision.proposal_no, revision.n, session.exec(select(func.max(Minute.seq))).one())
    known: dict[Any, list[Turn]] = session.info.setdefault("turned", {})
    if asked not in known:
        every = judging.every(session, revision, committee).of("flipped")
        judged = (one for one in every if one.case.state not in UNJUDGED)
        known[asked] = [(one.case.no or 0, one.now.value, one.after.value) for one in judged]
    return known[asked]


def of(session: Session, claimed: str, revision: Revision, committee: Committee) -> Bump:
    return weighed(claimed, turned(session, revision, committee))


def misfit(session: Session, claimed: str, revision: Revision, committee: Committee) -> str:
    """Why a class does not fit what becomes of the cases, in a sentence; empty where it does, as far as anybody has said."""
    found = turned(session, revision, committee) if claimed not in ("scope", "procedure") else []
    if not found:
        return ""
    told = "; ".join(f"case {no} {WORDS[now]} now, and then {WORDS[after]}" for no, now, after in found[:NAMED])
    if claimed in SLIGHT:
        return f"It is claimed as {claimed}, which turns no verdict, and here one turns: {told}."
    base, now = queries.before(session, revision), queries.text(session, revision)
    before = asking.was(session, revision, base, committee).clauses
    new = [clause for clause in asking.of(session, revision, now, committee).clauses if clause not in before]
    return f"It is claimed as substantive, and asks a new requirement by which a verdict turns: {told}." if new else ""


def _cases(numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, sorted(numbers)[:NAMED])) + (" and others" if len(numbers) > NAMED else "")
    return f"case{'s' if len(numbers) > 1 else ''} {named}"
