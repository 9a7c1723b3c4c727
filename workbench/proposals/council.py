"""Who decides on a formal objection: whoever is no party to it (procedure 2.3).

One of the officers who are none, alone. Where every officer is a party, the members who are none, by simple count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from workbench import db
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import authorship, recusals
from workbench.proposals.discussion import Disposition, Voice
from workbench.proposals.models import Comment

# Who decides together, in words.
NAMED = "the members who are no party to it"
# From the first voice on; after that those who have spoken are counted.
TO_SPEAK = timedelta(days=14)


@dataclass(frozen=True)
class Council:
    """The members who may decide: each `alone`, or `together`; both are empty where everybody is a party."""

    alone: frozenset[int]
    together: frozenset[int]
    # what those have said who decide together, the first first
    voices: Sequence[Voice] = ()

    @property
    def everybody(self) -> frozenset[int]:
        return self.alone or self.together

    @property
    def ends(self) -> datetime | None:
        """When those who have spoken are counted; None before anybody has."""
        return self.voices[0].said_at + TO_SPEAK if self.voices else None

    @property
    def verdict(self) -> bool | None:
        """Whether it is upheld, once no further voice could change that or the time is up; None before. A tie overrules."""
        upheld, size = sum(voice.upheld for voice in self.voices), len(self.together)
        against, is_over = len(self.voices) - upheld, self.ends is not None and db.now() >= self.ends
        if 2 * upheld > size or 2 * against >= size > 0:
            return 2 * upheld > size
        return upheld > against if is_over else None

    def reasons(self, is_upheld: bool) -> str:
        """How many are for it and against, with the reasons of those whose decision it is."""
        mine = [voice.reason for voice in self.voices if voice.upheld == is_upheld]
        count = f"{len(mine)} to {len(self.voices) - len(mine)}"
        return f"{count}. {' / '.join(mine)}"


def of(session: Session, objections: Iterable[Comment]) -> dict[int, Council]:
    """Objection -> who decides on it; in so many queries however many there are.

    Parties are the proposal's authors, who raised it, everybody who ever gave its comment a disposition, and who is recused."""
    known = list(objections)
    if not known:
        return {}
    numbers = {one.proposal_no for one in known}
    writers, recused = authorship.everybody(session, numbers), recusals.by_proposal(session, numbers)
    taken = _by_comment(session, {one.objects_to or 0 for one in known})
    said = voices(session, known)
    active = session.exec(select(Member).where(col(Member.active)).order_by(col(Member.id))).all()
    officers = {member.id or 0 for member in active if permissions.OFFICERS & set(member.held)}
    members = {member.id or 0 for member in active if "member" in member.held}
    found: dict[int, Council] = {}
    for one in known:
        parties = {one.author_id, *writers.get(one.proposal_no, ()), *taken.get(one.objects_to or 0, ())}
        parties |= recused.get(one.proposal_no, set())
        alone, together = frozenset(officers - parties), frozenset(members - officers - parties)
        counted = [voice for voice in said.get(one.id or 0, ()) if voice.member_id in together]
        found[one.id or 0] = Council(alone, frozenset()) if alone else Council(alone, together, counted)
    return found


def voices(session: Session, objections: Iterable[Comment]) -> dict[int, list[Voice]]:
    """Objection -> everything that was said of it by those who decided together, the first first."""
    query = select(Voice).where(col(Voice.comment_id).in_([one.id for one in objections]))
    found: dict[int, list[Voice]] = {}
    for voice in session.exec(query.order_by(col(Voice.said_at), col(Voice.member_id))):
        found.setdefault(voice.comment_id, []).append(voice)
    return found


def _by_comment(session: Session, numbers: Iterable[int]) -> dict[int, set[int]]:
    """Comment -> everybody who gave it a disposition."""
    rows = select(Disposition.comment_id, Disposition.decided_by).where(col(Disposition.comment_id).in_(list(numbers)))
    found: dict[int, set[int]] = {}
    for comment, member in session.exec(rows):
        found.setdefault(comment, set()).add(member)
    return found


def said(session: Session, objection: Comment, actor: Member, *, is_upheld: bool, reason: str) -> Voice:
    """What one of those who decide together says; said again, the last one counts. For the entry in the minutes."""
    voice = session.get(Voice, (objection.id, actor.id)) or Voice(
        comment_id=objection.id or 0, member_id=actor.id or 0, upheld=is_upheld, said_at=db.now()
    )
    voice.upheld, voice.reason = is_upheld, reason
    session.add(voice)
    session.flush()
    return voice
