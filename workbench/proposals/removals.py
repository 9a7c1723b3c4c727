"""What two officers remove for good: the words of a comment, all that it ever had; a quotation with the file kept for it.

Answers, dispositions, anchors and findings stay, and so do the digests (integrity 3.1 and attack 42).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from workbench.cases import opinions, parties
from workbench.cases.copies import KeptFile
from workbench.cases.life import Opinion
from workbench.cases.models import Case, Evidence, Finding
from workbench.errors import NotHere, Refusal
from workbench.members import removing
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import redactions
from workbench.minutes.record import Minuted, name_of
from workbench.minutes.redactions import Redaction
from workbench.proposals import comments, queries, recusals
from workbench.proposals.discussion import CommentText
from workbench.proposals.judgements import Tentative
from workbench.proposals.models import Comment

Dropped = tuple[dict[str, Any], list[Minuted]]


def propose_comment(session: Session, actor: Member, comment: Comment, *, reason: str) -> Second:
    """Ask the other officer to remove the words of a comment or reply. Who is recused from its proposal leaves it to others."""
    recusals.stand_aside(session, actor, queries.proposal(session, comment.proposal_no))
    what = f"comment {comment.id} on proposal {comment.proposal_no}"
    return removing.propose(session, actor, comment, what=what, reason=reason)


def comment(session: Session, actor: Member, row: Second) -> Redaction:
    """Remove them, as the other officer: this text of the comment, those before it, suggested wording and remedy."""
    said = session.get_one(Comment, int(row.thing.partition(":")[2]))
    recusals.stand_aside(session, actor, queries.proposal(session, said.proposal_no))
    return removing.confirm(session, actor, row, said, lambda words, now: _comment(session, said, words, now))


def _comment(session: Session, said: Comment, words: str, now: datetime) -> Dropped:
    before = comments.earlier(session, said)
    texts = {"body": [*(one.body for one in before), said.body], "wording": [said.wording], "remedy": [said.remedy]}
    for one in before:
        one.body = ""
    held = redactions.drop(said, texts, lambda column, _: words if column == "body" else "")
    said.removed_at = now
    session.add_all(before)
    return {name_of(said): held}, [said]


def earlier(session: Session) -> Sequence[int]:
    """The comments whose words were removed and of which an earlier text is still there: none, unless somebody put it back."""
    query = select(CommentText.comment_id).join(Comment, col(Comment.id) == CommentText.comment_id)
    return session.exec(query.where(col(Comment.removed_at).is_not(None), CommentText.body != "").distinct()).all()


def evidence(session: Session, identity: int) -> tuple[Evidence, Case]:
    """A piece of evidence by its number, and the case that its finding is in."""
    found = session.get(Evidence, identity)
    if found is None:
        raise NotHere("There is no such evidence.")
    return found, session.get_one(Case, session.get_one(Finding, found.finding_id).case_no)


def propose_evidence(session: Session, actor: Member, exhibit: Evidence, case: Case, *, reason: str) -> Second:
    """Ask the other officer to remove a quotation and the file kept for it. Who takes no part in the case leaves it to others."""
    _no_party(session, actor, case)
    return removing.propose(session, actor, exhibit, what=f"evidence {exhibit.id} in case {case.no}", reason=reason)


def exhibit(session: Session, actor: Member, row: Second) -> Redaction:
    """Remove them, as the other officer, wherever in the case the same words are quoted from the same address."""
    found, case = evidence(session, int(row.thing.partition(":")[2]))
    _no_party(session, actor, case)
    return removing.confirm(session, actor, row, found, lambda words, now: _exhibit(session, found, case, words, now))


def _exhibit(session: Session, found: Evidence, case: Case, words: str, now: datetime) -> Dropped:
    address, quotation = found.address, found.quotation
    same = select(Evidence).join(Finding, col(Finding.id) == Evidence.finding_id).where(
        Finding.case_no == case.no, Evidence.address == address, Evidence.quotation == quotation
    )  # fmt: skip
    digests: dict[str, Any] = {}
    changed: list[Minuted] = []
    gone = _Gone(address, quotation, {"quotation": words, "removed_at": now.isoformat()}, set())
    for one in session.exec(same.order_by(col(Evidence.id))).all():
        digests[name_of(one)] = redactions.drop(one, {"quotation": [one.quotation]}, lambda *_: words)
        one.removed_at = now
        changed.append(one)
        gone.files.update([one.sha256] if one.kept else [])
    for table, column in ((Opinion, "evidence"), (Tentative, "exhibits")):
        for row in session.exec(select(table).where(table.case_no == case.no).order_by(col(table.id))).all():
            told = getattr(row, column)
            if any(gone.is_in(exhibit) for exhibit in told):
                digests[name_of(row)] = redactions.drop(row, {column: [told]}, lambda _, told: gone.out_of(told))
                changed.append(row)
    changed += opinions.without(session, case, gone.out_of)
    for sha256 in sorted(gone.files):
        kept = session.get_one(KeptFile, sha256)
        kept.body = b""
        session.add(kept)
    if gone.files:
        digests["file"] = {"sha256": sorted(gone.files)}
    return digests, changed


@dataclass(frozen=True)
class _Gone:
    """A quotation that goes: where it stood, what comes in its place in a list of exhibits, and the files that were kept for it."""

    address: str
    quotation: str
    instead: dict[str, str]
    files: set[str]

    def is_in(self, exhibit: dict[str, str]) -> bool:
        return (exhibit["address"], exhibit["quotation"]) == (self.address, self.quotation)

    def out_of(self, told: list[dict[str, str]]) -> list[dict[str, str]]:
        self.files.update(one["file"] for one in told if one.get("file") and one["quotation"] == self.quotation)
        return [one | self.instead if self.is_in(one) else one for one in told]


def _no_party(session: Session, actor: Member, case: Case) -> None:
    if any(one.member_id == actor.id for one in parties.recused(session, case)):
        raise Refusal(
            "You take no part in this case: leave it to others.", status=403, whom="those who take part in it"
        )
