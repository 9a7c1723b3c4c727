"""Classes of change and revisions that are offered, in the minutes, in words."""

from __future__ import annotations

from typing import Any

DONE = {
    "proposals.offer_revision": "offered a revision of",
    "proposals.accept_revision": "made the offered revision the current one of",
    "proposals.reject_revision": "objected to the offered revision of",
    "proposals.end_offer": "ended the offer of a revision of",
    "proposals.drop_sponsor": "dropped a sponsor of",
    "proposals.object_rebase": "objected to how another text carried",
    "proposals.confirm_rebase": "confirmed on the newest version",
    "proposals.rebase": "carried to the newest version",
    "proposals.join": "made the merged text the current revision of",
    "proposals.incompatible": "called incompatible with another",
    "proposals.appeal_pair": "appealed against what another is called incompatible with:",
    "proposals.hear_pair": "decided whether another is incompatible with",
    "proposals.ask_members": "asked the members about",
    "proposals.second_motion": "supported that the members decide about",
    "proposals.vote_motion": "voted on a question about",
    "proposals.count_motion": "counted what the members say about",
    "proposals.contest_class": "contested the class of",
    "proposals.settle_class": "settled the class of",
    "proposals.raise_class": "an objection in a ballot raised the class of",
    "proposals.contest_typography": "contested that only the typography changed in",
}


def told(row: dict[str, Any]) -> str:
    """A contest, as an entry left it."""
    said = f"claimed as {row.get('claimed')}, contested as {row.get('named')}"
    return f"{said}, settled as {row['settled']}" if row.get("settled") else said


def ruled(row: dict[str, Any]) -> str:
    """What was decided about admissibility, and on appeal."""
    if row.get("upheld") is not None:
        return "appeal followed" if row["upheld"] else "appeal dismissed"
    return "admissible" if row.get("is_admissible") else f"not admissible: {row.get('rule')}"
