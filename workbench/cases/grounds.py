"""The words of a clause that a finding rests on, and where they stand in a later text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from workbench.cases.models import Case, Finding, Ground
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.wording.anchors import Anchor, Place, locate, places
from workbench.wording.blocks import Clause

AROUND = 40  # characters kept on each side of the words
RESTS = ("same", "moved")  # states of a place at which the words are what they were
Text = tuple[Clause, ...]


def rest(
    session: Session, actor: Member | None, case: Case, finding: Finding, words: str, clauses: Text
) -> Ground | None:
    """A finding rests on these words of its clause; "" for all of it. Refused where they do not stand there."""
    if not words.strip():
        return None
    clause = next(one for one in clauses if one.id == finding.clause_id)
    found = locate(clauses, finding.clause_id, words)
    if found is None:
        raise Refusal(
            "These words do not stand in the clause. Copy them from it, or leave this empty if the finding rests on all of it.",
            field="words",
        )
    start, end = found
    made = Ground(
        finding_id=finding.id or 0, document=clause.document, quote=" ".join(words.split()), start=start, end=end,
        prefix=clause.text[max(0, start - AROUND) : start], suffix=clause.text[end : end + AROUND],
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "cases.rest", case, made)
    return made


def of(session: Session, findings: Iterable[Finding]) -> dict[int, Ground]:
    """The words each of these findings rests on; one that rests on its whole clause has no entry."""
    wanted = [finding.id for finding in findings]
    rows = session.exec(select(Ground).where(col(Ground.finding_id).in_(wanted)).order_by(col(Ground.id)))
    return {row.finding_id: row for row in rows}


def carried(findings: Sequence[Finding], grounds: dict[int, Ground], path: Sequence[Text]) -> dict[int, Place]:
    """Where the words of each finding made on `path[0]` stand in `path[-1]`."""
    anchors = [_anchor(finding, grounds.get(finding.id or 0)) for finding in findings]
    return {finding.id or 0: place for finding, place in zip(findings, places(anchors, path), strict=True)}


def _anchor(finding: Finding, ground: Ground | None) -> Anchor:
    if ground is None:
        return Anchor("", "old", finding.clause_id, "", "", "", 0, 0)
    return Anchor(
        ground.document, "old", finding.clause_id, ground.quote, ground.prefix, ground.suffix, ground.start, ground.end
    )
