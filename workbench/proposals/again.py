"""The same question is not put again within 180 days, unless a new case or fact is cited (procedure 2.1).

The same: the same words in the same clauses. The program points that out, to the author and to who admits; people decide on it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import authorship, citations, queries, relations, states
from workbench.proposals.drafts import Working
from workbench.proposals.links import Link
from workbench.proposals.models import Draft, Proposal, Revision

REST = timedelta(days=180)
# How a ballot decides against a text itself; one that a rival defeated may come back at once.
DECIDED = ("rejected", "declined", "dropped")
ADDRESS = re.compile(r"https?://[^\s<>\"“”)]+")
ACTS = ("ballots.close", "ballots.decide", "ballots.adopted")
# Clause id -> its words, None where it is gone; and the words of new clauses, in their order.
Question = tuple[dict[str, str | None], list[str]]


@dataclass(frozen=True)
class Decided:
    """A proposal that was decided not long ago."""

    proposal: Proposal
    at: datetime

    @property
    def outcome(self) -> str:
        return states.WORDS[self.proposal.state]


def question(before: Text, now: Text, touched: Collection[str]) -> Question:
    """What a text asks: how each clause that it changes shall read, however its lines are wrapped."""
    words = {clause.id: " ".join(clause.text.split()) for clause in now.clauses}
    known = {clause.id for clause in before.clauses}
    return (
        {identity: words.get(identity) for identity in touched if identity in known},
        [text for identity, text in words.items() if identity in touched and identity not in known],
    )


def found(session: Session, working: Working) -> list[Decided]:
    """The proposals decided within 180 days that asked what this text asks, the last one first."""
    touched = definition.touched(working.base, working.now)
    if not touched:
        return []
    dates = _dates(session)
    current = select(Proposal, Revision).join(Revision, authorship.NOW)
    decided = current.where(col(Proposal.no).in_(dates), col(Proposal.state).in_(DECIDED))
    asked, same = question(working.base, working.now, touched), []
    for other, revision in session.exec(decided.order_by(col(Proposal.no).desc())):
        if set(revision.touched) & set(touched) or not asked[0]:
            text = queries.text(session, revision)
            if question(queries.before(session, revision), text, revision.touched) == asked:
                same.append(Decided(other, dates[other.no or 0]))
    return same


def _dates(session: Session) -> dict[int, datetime]:
    """Proposal number -> when it was decided, within the last 180 days: as the minutes have it."""
    recent = select(Minute).where(col(Minute.act).in_(ACTS), Minute.at > db.now() - REST).order_by(col(Minute.seq))
    at: dict[int, datetime] = {}
    for minute in session.exec(recent):
        for name, row in minute.body.get("rows", {}).items():
            table, _, key = name.partition(":")
            if table == "proposal" and row["state"] in DECIDED:
                at[int(key)] = minute.at
    return at


def dated(session: Session, proposals: Sequence[Proposal]) -> list[Decided]:
    """Those of these proposals that were decided within 180 days, each with when."""
    dates = _dates(session) if proposals else {}
    return [Decided(one, dates[one.no]) for one in proposals if one.no in dates]


def new(session: Session, draft: Draft, cases: Collection[int], working: Working) -> list[Decided]:
    """The decisions that filing this draft asks again. Refused unless it names a case that they did not, or where a fact stands.

    A revision of what asked it before need not say it again."""
    same = found(session, working) if draft.kind != "amends" else []
    revised = queries.proposal(session, draft.proposal_no) if draft.proposal_no and same else None
    told = relations.links(session, revised, "again") if revised else []
    known = {link.other_no for link in told if link.ended_at is None}
    named = {*cases, *citations.known(session, citations.numbers(draft.note))}
    for one in same:
        if one.proposal.no not in known and named <= set(one.proposal.cases) and not _cited(draft.note, one.proposal):
            raise Refusal(
                f"It asks word for word what proposal {one.proposal.no} did, which was {one.outcome} on {one.at:%-d %B %Y}. The same "
                "question is not put again within 180 days, unless a new case or fact is cited: name a case as “case 3”, or give the "
                "address where the new fact stands.",
                field="note",
            )  # fmt: skip
    return same


def _cited(note: str, decided: Proposal) -> bool:
    """Whether a note gives an address of evidence that the other proposal did not."""
    return not set(ADDRESS.findall(note)) <= set(ADDRESS.findall(decided.rationale))


def link(session: Session, proposal: Proposal, same: Collection[int]) -> list[Link]:
    """Say on both pages that one asks again what the others, by their numbers, did; no longer, where a revision asks something else."""
    now = db.now()
    stand = {row.other_no: row for row in relations.links(session, proposal, "again") if row.ended_at is None}
    ended = [row for no, row in stand.items() if no not in same]
    for row in ended:
        row.ended_at = now
    asked = sorted(no for no in same if no not in stand)
    made = [session.merge(relations.made(proposal, "again", no, None, now)) for no in asked]
    session.add_all(ended)
    session.flush()
    return [*ended, *made]
