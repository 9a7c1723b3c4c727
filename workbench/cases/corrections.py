"""A claim is corrected, and watched: 30 and 180 days after the correction somebody looks again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workbench.cases import claim_reports, claiming, claims, proof, queries
from workbench.cases.claims import CORRECTIONS, Claim
from workbench.errors import Refusal
from workbench.members.models import Member

LOOKS = {"corrected": timedelta(days=30), "watched": timedelta(days=180)}
HOLDS = {"holds": "the correction holds", "relapsed": "the words are back"}


def correct(
    session: Session, actor: Member, claim: Claim, *, kind: str, address: str, sha256: str, captured_at: datetime | None,
    words: str, kept: bytes | None = None,
) -> None:  # fmt: skip
    """The vendor has corrected it, as a new capture shows. Said by a member other than the one who filed the claim.

    `kept` is what was captured, where it is at hand: what was to be dropped must not stand in it.
    """
    claim_reports.member(actor)
    if actor.id == claim.filed_by:
        raise Refusal("You filed this claim, so another member records that it is corrected.", status=403)
    if kind not in CORRECTIONS:
        raise Refusal("Say what kind of correction it is.", field="choice")
    captured = claim_reports.capture(sha256, captured_at)
    if claim.captured_at and captured <= claim.captured_at:
        raise Refusal("Take a new capture: this one is not later than that of the claim.", field="captured")
    back = claims.relapse(session, claim)
    if back and back.captured_at and captured <= back.captured_at:
        raise Refusal("Take a new capture: when this one was taken, the words had not come back yet.", field="captured")
    if sha256 in (claim.sha256, back.sha256 if back else ""):
        raise Refusal(
            "This capture is the same as that of the claim, byte for byte: nothing has changed.", field="sha256"
        )
    if fault := proof.address_fault(address):
        raise Refusal(fault, field="address")
    text = proof.as_text(kept) if kept else None
    if kind in ("dropped", "replaced") and text is not None and proof.holds(text, claim.quotation):
        raise Refusal("The words of the claim still stand in this file.", field="file")
    step = claims.move(
        session, actor, claim, "corrected", act="correct", choice=kind, words=words, address=address, sha256=sha256,
        captured_at=captured,
    )  # fmt: skip
    claim.correction, claim.corrected_on = kind, captured.date()
    claim.due = claim.corrected_on + LOOKS["corrected"]
    claim_reports.record(session, actor, "claims.correct", claim, step)


def look(
    session: Session, actor: Member, claim: Claim, *, outcome: str, address: str, sha256: str,
    captured_at: datetime | None, words: str,
) -> None:  # fmt: skip
    """Look again, 30 and 180 days after the correction: it holds, or the words are back. A relapse may be seen at any time."""
    claim_reports.member(actor)
    if outcome not in HOLDS:
        raise Refusal("Say what you found.", field="choice")
    captured = claim_reports.capture(sha256, captured_at)
    if fault := proof.address_fault(address):
        raise Refusal(fault, field="address")
    step_facts: dict[str, Any] = {
        "act": "look", "choice": outcome, "words": words, "address": address, "sha256": sha256, "captured_at": captured
    }  # fmt: skip
    if claim.corrected_on is None:
        raise Refusal("It was never corrected, so there is nothing to look at again.", status=409)
    if captured.date() < claim.corrected_on:
        raise Refusal("This capture is older than the correction.", field="captured")
    if outcome == "relapsed":
        step = claims.move(session, actor, claim, "relapsed", **step_facts)
        claim.relapses, claim.due = claim.relapses + 1, None
    else:
        if claim.due is None or captured.date() < claim.due:
            raise Refusal(_too_early(claim), field="captured")
        step = claims.move(session, actor, claim, "watched" if claim.state == "corrected" else "closed", **step_facts)
        claim.due = claim.corrected_on + LOOKS["watched"] if claim.state == "watched" else None
    claim_reports.record(session, actor, "claims.look", claim, step)


def _too_early(claim: Claim) -> str:
    if claim.due is None:
        return "Nothing is watched here now. If the words are back, say so."
    return f"The next look is due on {claim.due.isoformat()}: take the capture then. If the words are back, say so at once."


def uphold(session: Session, actor: Member, claim: Claim, *, words: str) -> None:
    """The published case finds that the claim stands: the flag is closed."""
    claim_reports.member(actor)
    case = claiming.deciding(session, claim)
    if case.settled_at is None or queries.verdict(session, case).value != "conforms":
        raise Refusal(
            f"Case {case.no} has not found that the system conforms. Only then does the claim stand.", status=409
        )
    step = claims.move(session, actor, claim, "closed", act="uphold", words=words, case_no=case.no)
    claim.due = None
    claim_reports.record(session, actor, "claims.uphold", claim, step)
