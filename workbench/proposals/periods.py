"""What runs out, and when (procedure 2.1). The clock decides; whoever writes it down afterwards only records it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from workbench import db
from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.minutes import record as minutes
from workbench.minutes.models import Minute
from workbench.proposals import leaving, queries, relations, replays, states, stays
from workbench.proposals.links import Admissibility
from workbench.proposals.models import Proposal, Replay
from workbench.proposals.stays import Stay

PATIENCE = timedelta(days=30)
# In which the secretary says whether a filed proposal is admissible.
TO_RULE = timedelta(days=7)
WAITS = ("confirm", "person")
SEEKING = (
    select(Proposal, Admissibility)
    .outerjoin(Admissibility, col(Admissibility.proposal_no) == Proposal.no)
    .where(Proposal.state == "seeking_sponsors")
    .order_by(col(Proposal.no))
)
_SOUGHT_LONG = SEEKING.where(col(Proposal.filed_at) <= bindparam("before"))


@dataclass(frozen=True)
class Period:
    """Until when a proposal stands without what it `needs`."""

    until: datetime
    needs: str

    @property
    def is_over(self) -> bool:
        return db.now() >= self.until

    @property
    def end(self) -> str:
        return f"{self.until:%-d %B %Y, %H:%M} UTC"


def of(session: Session, proposal: Proposal) -> Period | None:
    """The period that runs for a proposal, or has run out; None where nothing does."""
    if proposal.state == "seeking_sponsors":
        return _seeking(proposal, relations.ruling(session, proposal))
    if proposal.state not in states.TALKED or proposal.state == "tabled":
        return None
    revision, found = queries.revision(session, proposal), []
    made = None if revision.amends_no else replays.on_record(session, revision)
    if made and made.state in WAITS and revision.base != made.version:
        found.append(
            _on_older(
                made, max((row.ended_at for row in stays.of(session, proposal, "tabled") if row.ended_at), default=None)
            )
        )
    if proposal.state == "no_quorum":
        found += map(_again, misses(session, proposal)[:1])
    return min(found, key=lambda period: period.until, default=None)


def _seeking(proposal: Proposal, ruling: Admissibility | None) -> Period:
    begun = (ruling.heard_at or ruling.decided_at) if ruling else proposal.filed_at
    return Period(begun + PATIENCE, "the sponsors it needs")


def _on_older(made: Replay, resumed: datetime | None) -> Period:
    """Whoever could not act on it while it was set aside has the whole time again."""
    since = max(made.made_at, resumed or made.made_at)
    return Period(since + PATIENCE, f"a revision on version {made.version}, which meets its words")


def _again(stay: Stay) -> Period:
    return Period(stay.until, "another ballot on the same text")


def misses(session: Session, proposal: Proposal) -> list[Stay]:
    """The ballots in which too few voted, the last one first; without those that were void."""
    return [stay for stay in stays.of(session, proposal, "no_quorum") if stay.ended_at is None]


def revived(session: Session, proposal: Proposal, *, missed: bool) -> list[Stay]:
    """A ballot is void: the proposal is where it was before it, and what it `missed` counts as nothing. For the minutes.

    Where it waits for a second ballot it has the whole time again."""
    changed = misses(session, proposal)[:1] if missed else []
    for stay in changed:
        stay.ended_at = db.now()
    session.add_all(changed)
    session.flush()
    waits = [stay for stay in misses(session, proposal)[:1] if stay.revision == proposal.revision]
    call = [stay for stay in stays.of(session, proposal, "last_call")[:1] if stay.ended_at is None]
    target = "no_quorum" if waits else "last_call" if call else "discussion"
    for stay in waits:
        stay.until = db.now() + PATIENCE
        session.add(stay)
    if proposal.state != target:
        states.move(session, proposal, target)
    return [*changed, *waits]


def missed(session: Session, proposal: Proposal) -> Stay:
    """What comes of a ballot in which too few voted: it may be balloted again on the same text, once and within 30 days.

    The second time it lapses. For the entry in the minutes."""
    before = [stay for stay in misses(session, proposal) if stay.revision == proposal.revision]
    stay = stays.begin(session, proposal, "no_quorum", db.now() if before else db.now() + PATIENCE)
    states.move(session, proposal, "lapsed" if before else "no_quorum")
    return stay


def unballoted(session: Session) -> Iterator[tuple[Proposal, Period]]:
    """The proposals that missed a quorum, each with its period, the first to lapse first; in one query."""
    for proposal, stay in session.exec(_unballoted()):
        yield proposal, _again(stay)


@cache
def _unballoted() -> Any:
    query = select(Proposal, Stay).join(Stay, col(Stay.proposal_no) == Proposal.no)
    query = query.where(Proposal.state == "no_quorum", col(Stay.n) == stays.last("no_quorum"))
    return query.order_by(col(Stay.until), col(Proposal.no))


def seeking(session: Session, query: Any = SEEKING, **asked: Any) -> Iterator[tuple[Proposal, Period]]:
    """Of the proposals that look for sponsors (SEEKING), each with its period; in one query, with its parameters."""
    for proposal, ruling in session.exec(query, params=asked):
        yield proposal, _seeking(proposal, ruling)


def still(session: Session, proposal: Proposal) -> None:
    """Refuse what would go on with a proposal that has lapsed, whether or not that is on record."""
    period = of(session, proposal)
    if period and period.is_over:
        raise Refusal(f"It lapsed on {period.end} without {period.needs}. File it anew.", status=409)


def due(session: Session) -> None:
    """Put on record, by the clock, whatever has lapsed."""
    for proposal, period in list(over(session)):
        states.move(session, proposal, "lapsed")
        until = period.until.isoformat()
        minutes.record(session, None, "proposals.lapse", proposal, proposal, without=period.needs, until=until)
        leaving.drop_amendments(session, proposal)


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every entry of the minutes by which a proposal lapsed before its time was over."""
    for minute in entries:
        until = minute.body.get("until") if minute.act == "proposals.lapse" else None
        if until and datetime.fromisoformat(until) > minute.at:
            yield f"{minute.thing}: entry {minute.seq} of the minutes says that it lapsed, and it had until {until}"


def over(session: Session) -> Iterator[tuple[Proposal, Period]]:
    """The proposals that have lapsed and are not on record as lapsed; in three queries."""
    before = db.now() - PATIENCE
    yield from (found for found in seeking(session, _SOUGHT_LONG, before=before) if found[1].is_over)
    unvoted = [found for found in unballoted(session) if found[1].is_over]
    yield from unvoted
    lapsed = [one.no for one, _ in unvoted]
    asked = {"before": before, "newest": definition.newest(session).label, "lapsed": lapsed}
    for proposal, made, resumed in session.exec(_behind(), params=asked):
        period = _on_older(made, resumed)
        if period.is_over:
            yield proposal, period


@cache
def _behind() -> Any:
    aside = select(func.max(Stay.ended_at)).where(Stay.proposal_no == Proposal.no, Stay.state == "tabled")
    return (
        select(Proposal, Replay, aside.correlate(Proposal).scalar_subquery())
        .join(Replay, (col(Replay.proposal_no) == Proposal.no) & (col(Replay.n) == Proposal.revision))
        .where(Replay.version == bindparam("newest"), col(Replay.state).in_(WAITS))
        .where(Replay.made_at <= bindparam("before"), col(Proposal.state).in_(states.TALKED))
        .where(
            col(Proposal.state).not_in(("seeking_sponsors", "tabled")),
            col(Proposal.no).not_in(bindparam("lapsed", expanding=True)),
        )
        .order_by(col(Proposal.no))
    )
