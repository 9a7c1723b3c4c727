"""What a member is told: whatever has come to wait for them, and what is new on the proposals they follow.

A mail tells each thing once. What was muted is told only where it is a ballot: a vote is a member's duty.
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
from workbench.members.models import Member
from workbench.notices.models import Mail, NoticeChoice
from workbench.proposals import marks
from workbench.proposals.discussion import ReadingMark

# A daily mail is written from this hour on (UTC), and a last day is told so long before.
HOUR = 7
BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One thing to tell. The key is the same as long as it is the same thing, however its numbers change."""

    key: str
    words: str
    about: str
    address: str
    # whether something is to be done; else it is news
    waits: bool


def choice(session: Session, member: Member) -> NoticeChoice:
    """What a member has chosen, or the usual: one mail a day."""
    return session.get(NoticeChoice, member.id) or NoticeChoice(member_id=member.id or 0)


def lines(session: Session, member: Member, now: datetime) -> list[Line]:
    """All there is to tell a member now. Within the program's context: the rooms say whose turn it is."""
    muted = set(
        session.exec(
            select(ReadingMark.proposal_no).where(ReadingMark.member_id == member.id, ReadingMark.follows == "mute")
        )
    )
    silent = {f"Proposal {no}" for no in muted}
    found = (line for turn in turns.of(session, member) if turn.of not in silent for line in _turn(turn, now))
    return [*found, *map(_news, marks.news(session, member))]


def _turn(turn: turns.Turn, now: datetime) -> Iterator[Line]:
    shape = re.sub(r"\d+", "", turn.why)
    about = f"{turn.of}, {turn.title}"
    yield Line(_key("turn", turn.of, turn.address, shape), turn.why, about, turn.address, True)
    if turn.by and turn.by <= (now + BEFORE).date():
        words = f"The last day is {turn.by:%-d %B %Y}. {turn.why}"
        yield Line(_key("last", turn.of, turn.address, shape), words, about, turn.address, True)


def _news(news: marks.News) -> Line:
    no = news.proposal.no
    counts = [(news.revisions, "new revision"), (news.comments, "new comment")]
    told = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count]
    told += [f"it is now {news.state.replace('_', ' ')}"] if news.state else []
    key = _key("news", str(no), str(news.proposal.revision), str(news.comments), news.state)
    words = ", ".join(told)
    return Line(
        key, words[:1].upper() + words[1:] + ".", f"Proposal {no}, {news.proposal.title}", f"/proposals/{no}", False
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def write(session: Session, member: Member, now: datetime, *, root: str, committee: str) -> Mail | None:
    """The mail that is due to a member now, put in the queue; None where there is nothing new, or it is not time yet."""
    chosen = choice(session, member)
    if chosen.how == "none" or chosen.how == "daily" and not _is_time(chosen, now):
        return None
    now_told = lines(session, member, now)
    known = set(chosen.told)
    fresh = [line for line in now_told if line.key not in known]
    if chosen.told != (keys := [line.key for line in now_told]):
        chosen.told = keys
        session.add(chosen)
    if not fresh:
        return None
    chosen.last_at = now
    session.add(chosen)
    waits, news = ([line for line in fresh if line.waits is kind] for kind in (True, False))
    told = {
        "member": member, "committee": committee, "waits": waits, "news": news, "how": chosen.how,
        "more": sum(line.waits for line in now_told) - len(waits), "link": lambda address: root.rstrip("/") + address,
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
