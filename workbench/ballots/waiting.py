"""What waits for a member in ballots: a vote to cast, a time to object; for chair and secretary a result to record or to count again,
the ballot of another body to open, a text to adopt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from workbench.ballots import (
    blocs,
    candidates,
    challenges,
    clauses,
    electing,
    extending,
    known,
    lists,
    motions,
    orders,
    presence,
    proxies,
    queries,
    ratifying,
    reviewed,
    schedules,
    second,
    ties,
    waits,
)
from workbench.ballots.lists import Line
from workbench.ballots.models import Ballot
from workbench.ballots.proxies import Proxy
from workbench.config import Committee
from workbench.members import seconding
from workbench.members.models import Member
from workbench.members.permissions import may
from workbench.proposals import arranged, recusals, relations
from workbench.proposals import queries as proposals
from workbench.proposals import waiting as open_proposals
from workbench.turns import Turn


def seconds(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What others have proposed and this member may confirm."""
    return [
        Turn("This takes two: confirm it, or leave it.", f"/confirmations/{one.no}", "For a second person", one.what, one.proposed_at, one.until.date())
        for one in seconding.waiting(session)
        if one.until > now and seconding.may_confirm(member, one)
    ]  # fmt: skip


def turns(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Each ends with its act, or with the time of the ballot."""
    found = _scheduled(session, member, now) if "member" in member.held else []
    found += to_vote(session, member, now) if may(member, "ballots.vote") else []
    found += _proxies(session, member, now) if may(member, "ballots.vote") else []
    found += _meetings(session, member, now) if may(member, "ballots.attend") else []
    found += _staged(session, member, now)
    if may(member, "ballots.close"):
        found += [
            _turn(line, f"{'The time is up' if line.stage == 'over' else 'Nobody is waited for'}: record the result.")
            for line in _not_recused(session, member, lists.to_record(session, now))
        ]
        to_adopt = lists.lines(session, queries.to_adopt(session), now)
        found += [
            _turn(line, "It was carried and is not the definition yet: adopt the text.")
            for line in _not_recused(session, member, to_adopt)
            if waits.is_over(session, line.ballot, now)
        ]
    if may(member, "ballots.recount"):
        found += [
            _turn(line, "A member names an error in the result: recount, and say whether it stands.")
            for line in lists.lines(session, queries.to_recount(session), now)
            if not challenges.barred(session, member, line.ballot)
        ]
    found += [
        _turn(line, "A member has moved that the result be reconsidered: support it, or leave the result as it is.")
        for line in lists.lines(session, motions.waiting(session, member, now), now)
    ]
    if may(member, "ballots.open"):
        found += [
            Turn(
                "In the order of its rivals it is the next: open a ballot on it.",
                f"/proposals/{one.no}#ballot",
                f"Proposal {one.no}",
                one.title,
            )
            for one in orders.due(session)
            if member.id not in recusals.out(session, [one])
        ]
    return found + _of_officers(session, member, now)


def _of_officers(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Seats to give, and ties to break."""
    found: list[Turn] = []
    if may(member, "bodies.seat"):
        found += [
            _turn(line, "The election stands: give the seats to those elected.")
            for line in lists.lines(session, electing.to_seat(session), now)
        ]
    if may(member, "chair"):
        found += [
            _turn(
                line,
                f"{_tied(line)} until {_moment(ties.deadline(line.ballot) or now)}.",
            )
            for line in lists.lines(session, queries.tied(session), now)
            if recusals.may_chair(
                session, member, "ballots.decide", *line.proposals, aside=candidates.aside(session, line.ballot)
            )
        ]
    return found


def _tied(line: Line) -> str:
    if line.election:
        return "Those who stand are tied: decide between them"
    return "The rivals are tied: decide between them" if len(line.proposals) > 1 else "For and against are tied: decide"


def ready(session: Session, member: Member, committee: Committee) -> list[Turn]:
    """Where a ballot can be opened, as far as its comments, its rivals, other ballots and the readers of its cases go."""
    found = open_proposals.ready(session, member, committee, is_called=False)
    if not found:
        return []
    running, usable = clauses.running(session), known.single(session, committee)
    planned = {no for row in schedules.waiting(session) for no in row.proposals}
    fixed = arranged.fixed(session)
    turns = []
    for one, filed in found:
        fitting = {name: rule for name, rule in usable.items() if one.claimed in rule.for_classes}
        waits = one.no in planned or any(other.amends_no == one.no for _, other in running)
        waits = waits or clauses.met(filed, running) is not None
        if waits or one.no in fixed and all(orders.barred(session, one, relations.group(session, one)).values()):
            continue
        if not reviewed.choice(session, member, [(one, filed)], fitting, committee).obstacle:
            turns.append(
                open_proposals.turn(
                    "Every comment has its outcome and no concern stands: a ballot can be opened.", one, "#ballot"
                )
            )
    return turns


def _scheduled(session: Session, member: Member, now: datetime) -> list[Turn]:
    """From when one may vote, and for some days that a ballot is not held after all."""
    found = []
    for row in schedules.told(session, now):
        on = [proposals.proposal(session, no) for no in schedules.concerned(row)]
        if member.id in recusals.out(session, on):
            continue
        when, last = _moment(row.opens_at), row.opens_at.date() if row.state == "scheduled" else None
        why = f"Voting begins {when}: read what you will vote on."
        if row.state == "cancelled":
            why = f"The ballot that was to open {when} is not held: {row.why}"
        elif row.opens_at <= now:
            why = f"Voting is open since {when}: vote."
        of = f"Scheduled ballot {row.no}"
        found.append(
            Turn(why, f"/ballots/scheduled/{row.no}", of, schedules.title(session, row), row.scheduled_at, last)
        )
    return found


def to_vote(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Where a vote is wanted: each ballot by itself, a bloc as one thing, and what was taken out of one after they had voted."""
    alone, together = blocs.apart(session, lists.unvoted(session, member, now))
    found = [
        _turn(line, f"The ballot is open until {_moment(line.ballot.closes_at)} and you have not voted.", last=True)
        for line in alone
    ]
    found += [_through(no, lines) for no, lines in together.items()]
    moved = {ballot.no: (ballot, row) for ballot, row in extending.news(session, member, now)}
    found += [
        _turn(
            line,
            f"Its close was moved to {_moment(line.ballot.closes_at)}: {moved[line.ballot.no][1].reason} Your vote stands.",
        )
        for line in lists.lines(session, [ballot for ballot, _ in moved.values()], now)
    ]
    return found + [
        _turn(line, f"It was taken out of bloc {line.ballot.bloc} after you had voted. Your vote stands: read why, and vote again.", last=True)
        for line in lists.lines(session, blocs.to_look_at(session, member, now), now)
    ]  # fmt: skip


def _proxies(session: Session, member: Member, now: datetime) -> list[Turn]:
    """Where somebody gave this member their vote, and has none in the ballot yet."""
    query = (
        select(Ballot)
        .join(Proxy)
        .where(Proxy.holder_id == member.id, col(Proxy.ended).is_(None))
        .order_by(col(Ballot.no))
    )
    running = session.exec(query.where(col(Ballot.closed_at).is_(None), Ballot.closes_at > now)).all()
    return [
        _turn(line, "A member gave you their vote: vote for them, beside your own.", last=True)
        for line in lists.lines(session, running, now)
        if any(
            one.holder_id == member.id and not proxies.votes(session, line.ballot, one.giver_id)
            for one in proxies.of(session, line.ballot)
        )
    ]


def _meetings(session: Session, member: Member, now: datetime) -> list[Turn]:
    """For chair and secretary: where it is counted who is present, and nobody has taken that down."""
    return [
        _turn(line, "Its rule counts who is present: take that down before the close.", last=True)
        for line in _not_recused(session, member, lists.lines(session, presence.missing(session, now), now))
    ]


def _staged(session: Session, member: Member, now: datetime) -> list[Turn]:
    """What waits to be ratified: for chair and secretary to be asked of the other body, for whoever may object until when they may."""
    found, rows = [], second.waiting(session)
    for line in _not_recused(session, member, lists.lines(session, [ballot for _, ballot in rows], now)):
        [row] = [one for one, ballot in rows if ballot.no == line.ballot.no]
        at = queries.recorded(session, line.ballot)
        if row.until and now >= row.until and may(member, "ballots.close"):
            found.append(_turn(line, "The time for objections is over: record that."))
        elif row.until and ratifying.objects(session, member, line.ballot) == "may":
            until = f"{_moment(row.until)}, with a reason; otherwise it stands."
            words = f"It was carried. Object to it, if you have to, until {until}"
            found.append(replace(_turn(line, words), since=at, by=row.until.date()))
        elif row.body and may(member, "ballots.open") and ratifying.is_due(session, line.ballot, now):
            found.append(_turn(line, "Another body has to ratify it: open its ballot."))
    return found


def _not_recused(session: Session, member: Member, lines: list[Line]) -> list[Line]:
    """The ballots on nothing that this member is recused from."""
    out = recusals.by_proposal(session, [one.no or 0 for line in lines for one in line.proposals])
    return [
        line for line in lines
        if not any(member.id in out.get(one.no or 0, ()) for one in line.proposals)
        and not (line.election and member.id in candidates.recused(session, line.ballot))
    ]  # fmt: skip


def _turn(line: Line, why: str, *, last: bool = False) -> Turn:
    ballot = line.ballot
    by = ballot.closes_at.date() if last else None
    since = ballot.opens_at if last else None
    until = ballot.closes_at if last else None
    return Turn(why, f"/ballots/{ballot.no}#ballot", f"Ballot {ballot.no}", line.title, since, by, until)


def _through(bloc: int, lines: list[Line]) -> Turn:
    """What is still to be voted on through a bloc, as one thing."""
    first, titles = lines[0].ballot, "; ".join(line.title for line in lines)
    why = f"You have not voted on {len(lines)} of what is in bloc {bloc}. It is open until {_moment(first.closes_at)}."
    return Turn(
        why, f"/blocs/{bloc}#vote", f"Bloc {bloc}", titles, first.opens_at, first.closes_at.date(), first.closes_at
    )


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
