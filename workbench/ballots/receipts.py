"""The receipt of a vote, to take away: what was bound, the entry that keeps it, and the hashes from there to the head of the minutes.

`verify.py --receipt FILE` holds it against a record. It tells what everybody may know of the vote by then and nothing else: before the
close the digest without its salt, of a secret ballot that a vote was cast.
"""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import briefing, queries, rules, secrecy
from workbench.ballots.models import Ballot, Vote
from workbench.errors import NotHere
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of
from workbench.minutes.views import line

FORMAT = 1
LONGEST = 500  # hashes of a chain; from further back the two ends alone are given


def of(session: Session, viewer: Member, ballot: Ballot, *, committee: str) -> dict[str, Any]:
    """The receipt of the vote of this member that stands; there is none where they have not voted."""
    vote = next((one for one in queries.standing(session, ballot) if one.member_id == viewer.id), None)
    entry = briefing.receipt(session, vote) if vote else None
    if vote is None or entry is None:
        raise NotHere("You have not voted in this ballot.")
    kept = json.loads(line(entry))
    hashes = [
        *session.exec(select(Minute.hash).where(Minute.seq >= entry.seq).order_by(col(Minute.seq)).limit(LONGEST + 1))
    ]
    last = session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one()
    return {
        "format": FORMAT, "receipt": "vote", "committee": committee, "ballot": name_of(ballot), "ballot_id": ballot.binding,
        "text_sha256": ballot.fingerprint, "vote": name_of(vote), "member": vote.member_id, "n": vote.n,
        "commitment": kept["body"]["rows"][name_of(vote)]["choice"], **_told(session, ballot, vote), "entry": kept,
        "head": f"{last.seq}:{last.hash}", "chain": hashes if len(hashes) <= LONGEST else None,
    }  # fmt: skip


def _told(session: Session, ballot: Ballot, vote: Vote) -> dict[str, Any]:
    """The choice and its salt, once everybody may know both."""
    is_over = queries.stage(ballot, db.now()) != "open" and not queries.is_sealed(session, ballot)
    is_told = not secrecy.is_secret(ballot) and (rules.is_signoff(ballot.rule) or is_over)
    return {"choice": vote.choice, "salt": vote.salt} if is_told else {"choice": None, "salt": None}
