"""What ends on a day that is known: ballots, last calls, proposals set aside, ties to decide, times for objections, what cases wait for. For the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import blocs, lists, queries, schedules, ties, waits
from workbench.ballots.models import Ballot
from workbench.ballots.second import Ratification
from workbench.cases import deadlines
from workbench.definition import force
from workbench.definition.releases import Release
from workbench.proposals import periods
from workbench.proposals.models import Proposal
from workbench.proposals.stays import Stay

# How long what is over stays in the calendar, and how long before the end it reminds.
KEPT = timedelta(days=90)
BEFORE = timedelta(days=1)
ENDS = {
    "last_call": "Last call ends: proposal {no}, {title}",
    "tabled": "Taken up again: proposal {no}, {title}",
    "discussion": "Discussed at least until now: proposal {no}, {title}",
}


@dataclass(frozen=True)
class Date:
    """A moment that matters: what it is, its name for good, where to read more, and since when it is known."""

    at: datetime
    name: str
    words: str
    address: str
    known: datetime


def upcoming(session: Session, now: datetime | None = None) -> list[Date]:
    """Every date from KEPT ago on, the first one first."""
    moment = now or db.now()
    found = [
        *_ballots(session, moment), *_stays(session, moment), *_lapsing(session), *_cases(session, moment),
        *_in_force(session, moment), *_releases(session, moment),
    ]  # fmt: skip
    return sorted((date for date in found if date.at >= moment - KEPT), key=lambda date: (date.at, date.name))


def _ballots(session: Session, now: datetime) -> Iterator[Date]:
    alone, together = blocs.apart(session, [*lists.running(session, now), *lists.finished(session, now)])
    for no, lines in together.items():
        first = min(line.ballot.closes_at for line in lines)
        alone += [line for line in lines if line.ballot.closes_at > first]  # moved since: it ends apart from the others
        every = [line.ballot for line in lines if line.ballot.closes_at == first]
        ended = max(min(ballot.closed_at or ballot.closes_at, ballot.closes_at) for ballot in every)
        words, known = f"Voting ends: bloc {no}, {len(every)} ballots", min(ballot.opens_at for ballot in every)
        yield Date(ended, f"bloc-{no}-closes", words, f"/blocs/{no}", known)
    for line in alone:
        ballot, place = line.ballot, f"/ballots/{line.ballot.no}"
        words = f"{'Void' if ballot.outcome == 'void' else 'Voting ends'}: ballot {ballot.no}, {line.title}"
        ended = min(ballot.closed_at or ballot.closes_at, ballot.closes_at)
        yield Date(ended, f"ballot-{ballot.no}-closes", words, place, ballot.opens_at)
    for row in schedules.told(session, now):
        words = f"{'Cancelled' if row.state == 'cancelled' else 'Voting begins'}: {schedules.title(session, row)}"
        yield Date(row.opens_at, f"ballot-schedule-{row.no}", words, f"/ballots/scheduled/{row.no}", row.scheduled_at)
    for ballot in queries.to_adopt(session):
        if (at := waits.until(session, ballot)) and ballot.closed_at and at > ballot.closed_at:
            words = f"May be adopted from now on: ballot {ballot.no}"
            yield Date(at, f"ballot-{ballot.no}-adoptable", words, f"/ballots/{ballot.no}", ballot.closed_at)
    for ballot in queries.tied(session):
        until = ties.deadline(ballot)
        if until and ballot.closed_at:
            words = f"The chair decides the tie until now: ballot {ballot.no}"
            yield Date(until, f"ballot-{ballot.no}-tie", words, f"/ballots/{ballot.no}", ballot.closed_at)
    query = select(Ballot, Ratification.until).join(Ratification, col(Ratification.ballot_no) == Ballot.no)
    query = query.where(col(Ratification.until) >= now - KEPT, col(Ratification.outcome).is_distinct_from("void"))
    for ballot, until in session.exec(query):
        on = f", on proposal {ballot.proposal_no}" if ballot.proposal_no else ", on a version"
        words = f"Members may object until now: ballot {ballot.no}{on}"
        yield Date(
            until or now, f"ballot-{ballot.no}-objections", words, f"/ballots/{ballot.no}", ballot.closed_at or now
        )


def _stays(session: Session, now: datetime) -> Iterator[Date]:
    query = select(Stay, Proposal.title).join(Proposal, col(Proposal.no) == Stay.proposal_no)
    query = query.where(col(Stay.state).in_(ENDS), col(Stay.ended_at).is_(None), Stay.until >= now - KEPT)
    for stay, title in session.exec(query):
        words = ENDS[stay.state].format(no=stay.proposal_no, title=title)
        name = f"proposal-{stay.proposal_no}-{stay.state.replace('_', '-')}-{stay.n}"
        yield Date(stay.until, name, words, f"/proposals/{stay.proposal_no}", stay.since)


def _in_force(session: Session, now: datetime) -> Iterator[Date]:
    for version, at in force.coming(session, now - KEPT):
        place = f"/definition/{version.label}"
        yield Date(
            at, f"version-{version.ordinal}-in-force", f"In force: version {version.label}", place, version.made_at
        )


def _releases(session: Session, now: datetime) -> Iterator[Date]:
    for made in session.exec(select(Release).where(col(Release.until) >= now - KEPT, Release.state != "returned")):
        words = f"Last call ends: version {made.label}"
        yield Date(made.until or now, f"release-{made.no}-last-call", words, f"/releases/{made.no}", made.made_at)


def _cases(session: Session, now: datetime) -> Iterator[Date]:
    for case, word, at, known in deadlines.upcoming(session, now - KEPT):
        words = f"{deadlines.WORDS[word]}: case {case.no}, {case.system}"
        yield Date(at, f"case-{case.no}-{word}-{case.round}", words, f"/cases/{case.no}", known)


def _lapsing(session: Session) -> Iterator[Date]:
    for proposal, period in [*periods.unballoted(session), *periods.seeking(session)]:
        words = f"Lapses without {period.needs}: proposal {proposal.no}, {proposal.title}"
        yield Date(
            period.until, f"proposal-{proposal.no}-lapses", words, f"/proposals/{proposal.no}", proposal.filed_at
        )
