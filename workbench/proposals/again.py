"""The same question is not put again within 180 days, unless a new case or fact is cited (procedure 2.1).

The same: in the same clause mostly the same words struck and inserted. And what an adopted change struck or inserted is not put back or
struck again within the same release cycle, except by reconsideration (4.3). The program points that out, to the author and to who admits;
people decide on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlmodel import Session, col, or_, select

from workbench import db
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.reading import Text, compare
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import authorship, citations, queries, relations, states
from workbench.proposals.drafts import Working
from workbench.proposals.links import Link
from workbench.proposals.models import Draft, Proposal, Revision
from workbench.wording.likeness import NEW, Changed, alike, changed, undoes

REST = timedelta(days=180)
# How a ballot decides against a text itself; one that a rival defeated may come back at once.
DECIDED = ("rejected", "declined", "dropped")
ADDRESS = re.compile(r"https?://[^\s<>\"“”)]+")
# What may come back at once as an amendment to the new text; so many of them are looked at.
RETURN, RECENT = ("fell", "defeated"), 50
ASKS = {
    "same": "It asks word for word what proposal {} did",
    "alike": "It strikes and inserts in a clause mostly the same words as proposal {}",
    "back": "It strikes what proposal {} put in, or puts back what that one struck",
}
_NOT_AGAIN = "The same question is not put again within 180 days"
RULES = {
    "same": _NOT_AGAIN, "alike": _NOT_AGAIN,
    "back": "What was struck or put in is not put back or struck again in the same release cycle, except by reconsideration",
}  # fmt: skip
ACTS = ("ballots.close", "ballots.decide", "ballots.adopted")
# Clause id -> its words, None where it is gone; and the words of new clauses, in their order.
Question = tuple[dict[str, str | None], list[str]]


@dataclass(frozen=True)
class Decided:
    """A proposal that was decided not long ago. `how` a text asks it again: the `same` words, words `alike`, or it takes `back` what was adopted."""

    proposal: Proposal
    at: datetime
    how: str = "same"

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
    """The proposals decided within 180 days that asked what this text asks or mostly so, and those adopted in this release cycle that it
    would undo; the last one first."""
    touched = definition.touched(working.base, working.now)
    if not touched:
        return []
    dates = _dates(session)
    current = select(Proposal, Revision).join(Revision, authorship.NOW)
    decided = current.where(col(Proposal.no).in_(dates), col(Proposal.state).in_((*DECIDED, "adopted")))
    asked, same = question(working.base, working.now, touched), []
    mine = _changed(working.base, working.now)
    for other, revision in session.exec(decided.order_by(col(Proposal.no).desc())):
        if set(revision.touched) & set(touched) or NEW in mine:
            theirs = _changed(queries.before(session, revision), queries.text(session, revision))
            if other.state == "adopted":
                is_so = undoes(mine, theirs) and not _returns(session, mine, touched)
                how = "back" if is_so else ""
            else:
                is_same = _asked(session, revision) == asked
                how = "same" if is_same else "alike" if alike(mine, theirs) else ""
            if how:
                same.append(Decided(other, dates[other.no or 0], how))
    return same


@lru_cache(maxsize=64)
def _changed(before: Text, now: Text) -> dict[str, Changed]:
    return changed(compare(before, now).clauses)


def _returns(session: Session, mine: dict[str, Changed], touched: Collection[str]) -> bool:
    """Whether a text is mostly that of a proposal which fell or was defeated: that may come back at once, on the new text."""
    beaten = select(Revision).join(Proposal, authorship.NOW).where(col(Proposal.state).in_(RETURN))
    for revision in session.exec(beaten.order_by(col(Revision.proposal_no).desc()).limit(RECENT)):
        if set(revision.touched) & set(touched):
            theirs = _changed(queries.before(session, revision), queries.text(session, revision))
            said = [{name: Changed(Counter(), one.inserted) for name, one in side.items()} for side in (mine, theirs)]
            if alike(*said):
                return True
    return False


def _dates(session: Session) -> dict[int, datetime]:
    """Proposal number -> when it was decided, within the last 180 days, as the minutes have it; or adopted, then or as the newest version."""
    recent = select(Minute).where(col(Minute.act).in_(ACTS), Minute.at > db.now() - REST).order_by(col(Minute.seq))
    at: dict[int, datetime] = {}
    for minute in session.exec(recent):
        for name, row in minute.body.get("rows", {}).items():
            table, _, key = name.partition(":")
            if table == "proposal" and row["state"] in DECIDED:
                at[int(key)] = minute.at
    recent_ones = or_(Version.made_at > db.now() - REST, Version.label == definition.newest(session).label)
    made = select(Proposal.no, Version.made_at).join(Version, col(Version.label) == Proposal.adopted_version)
    for no, adopted_at in session.exec(made.where(Proposal.state == "adopted", recent_ones)):
        at[no or 0] = adopted_at
    return at


def dated(session: Session, proposals: Sequence[Proposal], revision: Revision) -> list[Decided]:
    """Those of these proposals that were decided within 180 days, each with when, and how a revision asks it again."""
    dates, found = _dates(session) if proposals else {}, []
    for one in proposals:
        if one.no in dates:
            asked = (_asked(session, other) for other in (revision, queries.revision(session, one)))
            how = "back" if one.state == "adopted" else "same" if next(asked) == next(asked) else "alike"
            found.append(Decided(one, dates[one.no], how))
    return found


def _asked(session: Session, revision: Revision) -> Question:
    return question(queries.before(session, revision), queries.text(session, revision), revision.touched)


def new(session: Session, draft: Draft, cases: Collection[int], working: Working) -> list[Decided]:
    """The decisions that filing this draft asks again. Refused unless it names a case that they did not, or where a fact stands.

    A revision of what asked it before need not say it again."""
    same = found(session, working) if draft.kind != "amends" else []
    revised = queries.proposal(session, draft.proposal_no) if draft.proposal_no and same else None
    if revised:  # what stood beside it then is not asked again; word for word it is
        same = [one for one in same if one.how == "same" or one.at <= revised.filed_at]
    told = relations.links(session, revised, "again") if revised else []
    known = {link.other_no for link in told if link.ended_at is None}
    named = {*cases, *citations.known(session, citations.numbers(draft.note))}
    for one in same:
        if one.proposal.no not in known and named <= set(one.proposal.cases) and not _cited(draft.note, one.proposal):
            raise Refusal(
                f"{ASKS[one.how].format(one.proposal.no)}, which was {one.outcome} on {one.at:%-d %B %Y}. {RULES[one.how]}, unless a new "
                "case or fact is cited: name a case as “case 3”, or give the address where the new fact stands.",
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
