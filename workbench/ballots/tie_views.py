"""What the box of a ballot shows of a tie: what is tied, who decides it until when, and how it was decided."""

from __future__ import annotations

from typing import Any

from flask import g

from workbench import db, web
from workbench.ballots import ranked, ranked_words, rules, second, ties
from workbench.ballots.briefing import Briefing
from workbench.ballots.models import CastingVote
from workbench.proposals import recusals


def told(found: Briefing) -> dict[str, Any]:
    """For templates: the casting vote, the choices there are, the last moment, and whether this reader may decide."""
    ballot, session = found.ballot, web.session()
    tied = ties.options(ballot, found.result) if ballot.outcome == "tie_pending" else ()
    is_single = not rules.is_ranked(ballot.rule)
    texts = {ranked.DEFAULT: "Against: the text stays as it is", ballot.proposal_no: "For: the text as proposed"}
    return {
        "casting": session.get(CastingVote, ballot.no), "until": ties.deadline(ballot), "now": db.now(),
        "tied": [(one, texts[one] if is_single else ranked_words.title(one), "") for one in tied],
        "may_decide": bool(tied) and recusals.may_chair(session, g.get("viewer"), "ballots.decide", *second.concerned(session, ballot)),
    }  # fmt: skip
