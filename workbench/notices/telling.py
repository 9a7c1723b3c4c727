"""What a member is told: whatever has come to wait for them, and what is new on the proposals they follow.

A mail tells each thing once. What was muted is told only where it is a ballot: a vote is a member's duty; of that nobody is reminded.
Who has not voted is reminded 72 and 24 hours before the close, at those hours, whatever hour their daily mail has.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlmodel import Session, col, select

from workbench import turns
from workbench.ballots import lists, raising, states, waiting
from workbench.ballots.models import Option
from workbench.members import passkeys
from workbench.members.models import Member
from workbench.minutes import heads
from workbench.notices.models import Mail, NoticeChoice
from workbench.proposals import marks
from workbench.proposals.discussion import ReadingMark

# A daily mail is written from this hour on (UTC), and a last day is told so long before.
HOUR = 7
BEFORE = timedelta(days=1)
# So many hours before the end of voting who has not voted is reminded; the nearest one counts.
REMINDERS = (24, 72)
# How long a result is news.
RESULTS = timedelta(days=7)
# So long after it was registered a passkey is told of.
NEW_KEY = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One thing to tell. The key is the same as long as it is the same thing, however its numbers change."""

    key: str
    words: str
    about: str
    address: str
    # whether something is to be done; else it is news
    waits: bool
    # whether it is told at its hour, also to who gets one mail a day
    is_reminder: bool = False


def choice(session: Session, member: Member) -> NoticeChoice:
    """What a member has chosen, or the usual: one mail a day."""
    return session.get(NoticeChoice, member.id) or NoticeChoice(member_id=member.id or 0)


def lines(session: Session, member: Member, now: datetime) -> list[Line]:
    """All there is to tell a member now. Within the program's context: the rooms say whose turn it is."""
    muted = select(ReadingMark.proposal_no).where(ReadingMark.member_id == member.id, ReadingMark.follows == "mute")
    silent = {f"Proposal {no}" for no in session.exec(muted)}
    found = [line for turn in turns.of(session, member) if turn.of not in silent for line in _turn(turn, now)]
    news = [_news(one, _raised(session, one)) for one in marks.news(session, member)]
    known = {*silent, *(line.about.split(",")[0] for line in news)}
    results = (line for line in _results(session, now) if line.about.split(",")[0] not in known)
    own = (*_cast(session, member), *_keys(session, member, now))
    return [*_but_muted(session, member, found), *news, *own, *results]


def reminders(session: Session, member: Member, now: datetime) -> list[Line]:
    """Of these only who is reminded to vote; without asking for anything else."""
    found = [line for turn in waiting.to_vote(session, member, now) for line in _turn(turn, now) if line.is_reminder]
    return _but_muted(session, member, found)


def _but_muted(session: Session, member: Member, found: list[Line]) -> list[Line]:
    """These without the reminders of ballots on nothing but what the member has muted."""
    if not any(line.is_reminder for line in found):
        return found
    muted = select(ReadingMark.proposal_no).where(ReadingMark.member_id == member.id, ReadingMark.follows == "mute")
    heard = select(Option.ballot_no).where(col(Option.proposal_no).not_in(muted))
    silent = select(Option.ballot_no).where(col(Option.proposal_no).in_(muted), col(Option.ballot_no).not_in(heard))
    places = {f"/ballots/{no}#ballot" for no in session.exec(silent)}
    return [line for line in found if not (line.is_reminder and line.address in places)]


def _turn(turn: turns.Turn, now: datetime) -> Iterator[Line]:
    # who waits for an end that was moved is told anew
    shape = re.sub(r"\d+", "", turn.why) + (turn.until.isoformat() if turn.until else "")
    about = f"{turn.of}, {turn.title}"
    yield Line(_key("turn", turn.of, turn.address, shape), turn.why, about, turn.address, True)
    if turn.until:
        yield from _reminder(turn, now, about)
    elif turn.by and turn.by <= (now + BEFORE).date():
        words = f"The last day is {turn.by:%-d %B %Y}. {turn.why}"
        yield Line(_key("last", turn.of, turn.address, shape), words, about, turn.address, True)


def _reminder(turn: turns.Turn, now: datetime, about: str) -> Iterator[Line]:
    """The last hours of a vote, for whom it has waited since before them."""
    if turn.until is None or now >= turn.until:
        return
    for hours in REMINDERS:
        start = turn.until - timedelta(hours=hours)
        if now >= start:
            if turn.since and turn.since <= start:
                key = _key("hours", turn.of, turn.address, str(hours), turn.until.isoformat())
                yield Line(key, f"Less than {hours} hours are left. {turn.why}", about, turn.address, True, True)
            return


def _cast(session: Session, member: Member) -> Iterator[Line]:
    """That a vote was taken down under the member's name, for as long as they can change it: who did not cast it learns of it."""
    for ballot, vote, by in lists.cast(session, member):
        who = (
            f"{by} cast it for you, with the proxy that you gave."
            if by
            else "If you did not cast it, tell the secretary at once."
        )
        words = f"A vote of yours was taken down, {vote.cast_at:%-d %B %Y, %H:%M} UTC. {who}"
        yield Line(
            _key("cast", str(ballot.no), str(vote.n)),
            words,
            f"Ballot {ballot.no}",
            f"/ballots/{ballot.no}#ballot",
            False,
        )


def _results(session: Session, now: datetime) -> Iterator[Line]:
    """How ballots ended, for everybody whether they follow what it was on or not: for a week from when it is on record."""
    for line in lists.recorded(session, now - RESULTS, now):
        ballot, on = line.ballot, " / ".join(f"Proposal {one.no}" for one in line.proposals)
        words = f"Ballot {ballot.no} is over: {states.WORDS.get(ballot.outcome or '', 'its result is on record')}."
        about = f"{on}, {line.title}" if on else line.title
        yield Line(
            _key("result", str(ballot.no), ballot.outcome or ""), words, about, f"/ballots/{ballot.no}#ballot", False
        )


def _raised(session: Session, news: marks.News) -> int | None:
    """The ballot in which an objection raised the class of a change, where that is why it is discussed again."""
    return raising.by_ballot(session, news.proposal) if news.state == "discussion" else None


def _news(news: marks.News, raised: int | None) -> Line:
    no = news.proposal.no
    counts = [(news.revisions, "new revision"), (news.comments, "new comment")]
    told = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count]
    told += [f"it is now {news.state.replace('_', ' ')}"] if news.state else []
    told += [f"an objection stopped ballot {raised}, so it is {news.proposal.claimed} from now on"] if raised else []
    key = _key("news", str(no), str(news.proposal.revision), str(news.comments), news.state)
    words = ", ".join(told)
    return Line(
        key, words[:1].upper() + words[1:] + ".", f"Proposal {no}, {news.proposal.title}", f"/proposals/{no}", False
    )


def _keys(session: Session, member: Member, now: datetime) -> Iterator[Line]:
    """A passkey that was registered in a member's name: if they did not do it, somebody else signs for them."""
    for key in passkeys.live(session, member):
        if key.made_at > now - NEW_KEY:
            words = f"The passkey “{key.name}” was registered in your name. If you did not do that, remove it and tell everybody."
            yield Line(_key("passkey", str(key.id)), words, "Your passkeys", "/account/passkeys", False)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def write(session: Session, member: Member, now: datetime, *, root: str, committee: str) -> Mail | None:
    """The mail that is due to a member now, put in the queue; None where there is nothing new, or it is not time yet."""
    chosen = choice(session, member)
    if chosen.how == "none":
        return None
    is_between = chosen.how == "daily" and not _is_time(chosen, now)
    now_told = (reminders if is_between else lines)(session, member, now)
    fresh = [line for line in now_told if line.key not in set(chosen.told)]
    # between two daily mails nobody has looked at what else is still so
    keys = [*chosen.told, *(line.key for line in fresh)] if is_between else [line.key for line in now_told]
    if chosen.told != keys:
        chosen.told = keys
        session.add(chosen)
    if not fresh:
        return None
    chosen.last_at = chosen.last_at if is_between else now
    session.add(chosen)
    waits, news = ([line for line in fresh if line.waits is kind] for kind in (True, False))
    told = {
        "member": member, "committee": committee, "waits": waits, "news": news, "how": chosen.how,
        "head": heads.now(session), "more": sum(line.waits for line in now_told) - len(waits), "link": lambda address: root.rstrip("/") + address,
    }  # fmt: skip
    mail = Mail(
        member_id=member.id or 0, subject=subject(waits, news, committee), made_at=now, next_at=now,
        text=_written("notices/mail.txt", told), html=_written("notices/mail.html", told),
    )  # fmt: skip
    session.add(mail)
    return mail


def _written(template: str, told: dict[str, Any]) -> str:
    """Without what a page is told of the request that asks for it: nobody does."""
    return current_app.jinja_env.get_template(template).render(told)


def _is_time(chosen: NoticeChoice, now: datetime) -> bool:
    return now.hour >= HOUR and (chosen.last_at is None or chosen.last_at.date() < now.date())


def subject(waits: list[Line], news: list[Line], committee: str) -> str:
    """“Your vote … (and 2 more): Sample committee”: the first thing by name, in one line without signs that are no text."""
    first = (waits or news)[0]
    more = len(waits) + len(news) - 1
    words = f"{first.about}{f' (and {more} more)' if more else ''}: {committee}"
    return "".join(sign for sign in " ".join(words.split()) if sign.isprintable())[:200]


def recipients(session: Session) -> list[Member]:
    """Who may get mail: active members with an account of their own; the sample members have no letter box."""
    query = select(Member).where(col(Member.active), col(Member.sample).is_(None), col(Member.password).is_not(None))
    return list(session.exec(query.order_by(col(Member.id))))
