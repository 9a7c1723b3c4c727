"""The plain words for what stands beside the cases in the log: claims, open questions, statements, other definitions."""

from __future__ import annotations

from typing import Any

DONE = {
    "claims.report": "recorded",
    "claims.verify": "made sure of",
    "claims.no_claim": "found that there is no claim in",
    "claims.contact": "put {} to its vendor",
    "claims.remind": "reminded the vendor of",
    "claims.answer": "entered the vendor's answer to",
    "claims.silence": "recorded that the vendor ignores",
    "claims.to_case": "let a case decide on",
    "claims.promise": "recorded a promise about",
    "claims.correct": "recorded the correction of",
    "claims.look": "looked again at",
    "claims.uphold": "closed, since a case upholds it,",
    "questions.ask": "asked",
    "questions.change": "changed the words of",
    "questions.meet": "named a case that met",
    "questions.part": "took off a case named in",
    "questions.close": "recorded the version that answers",
    "questions.reopen": "opened {} again",
    "questions.answering": "named a proposal that would answer",
    "questions.unanswering": "took off a proposal named in",
    "statements.enter": "entered",
    "statements.withdraw": "withdrew",
    "rivals.enter": "entered",
    "rivals.change": "changed",
    "rivals.find": "recorded a finding under another definition in",
}
# things that are called by their number -> word, and where their page is
PLACES = {
    "claim": ("claim", "/claims/"),
    "question": ("open question", "/questions/"),
    "erratum": ("erratum", "/errata/"),
    "statement": ("statement", "/statements#statement-"),
    "rival_definition": ("other definition", "/rivals/"),
    "ballot_schedule": ("scheduled ballot", "/ballots/scheduled/"),
    "second": ("what takes two, number", "/confirmations/"),
}
TABLES = ("claim", "claim_step", "question", "statement", "rival_definition", "ballot_schedule", "second")


def told(table: str, row: dict[str, Any]) -> str:
    """Which one, or with what outcome; "" for nothing to say."""
    if table == "second":
        return str(row.get("what"))
    if table == "ballot_schedule":
        return f"for {str(row.get('opens_at'))[:16].replace('T', ' ')} UTC" if row.get("state") == "scheduled" else ""
    if table == "claim":
        return f"{row.get('system')}, {row.get('organisation')}"
    if table == "claim_step":
        return str(row.get("choice") or "").replace("_", " ")
    if table == "question":
        return f"“{row.get('title')}”" + (f", version {row['version']}" if row.get("version") else "")
    return str(row.get("name")) if table == "rival_definition" else f"{row.get('organisation')}, {row.get('said_on')}"
