"""What changed in a proposal since a revision of it was read: its base, that revision and the current one, as data for a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup
from sqlmodel import Session

from workbench.definition.reading import Fold, Reading, Row, Text, compare, review
from workbench.proposals import queries
from workbench.proposals.models import Proposal, Revision
from workbench.wording.merge import Merge, merge
from workbench.wording.since import Told, counts, since

CHANGE = re.compile(r'<span class="chg"(?= (?:id="ch\d+" )?data-ch="(\d+)">)')


@dataclass(frozen=True)
class Since:
    """The redline from the base to the current text, with what its reader knows of each change.

    `filed` are the revisions after the one that was read. `state`: `same` base, or how the one that was read goes together
    with the base of the current one: clean, same_clause or conflict, as wording.merge has it."""

    proposal: Proposal
    reviewed: Revision
    now: Revision
    filed: list[Revision]
    reading: Reading
    told: tuple[Told, ...]
    state: str
    numbers: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        return counts(self.told)

    @property
    def is_same(self) -> bool:
        """Whether nothing in the text is other than it was read."""
        return all(one.state == "seen" for one in self.told)

    def on(self, clause: str) -> list[Told]:
        """What is told beside a clause: all but what stood so."""
        return [one for one in self.told if one.clause == clause and one.state != "seen"]

    @property
    def elsewhere(self) -> list[Told]:
        """What is gone from a place that the page does not show."""
        rows = (row for block in self.reading.blocks for row in ((block,) if isinstance(block, Row) else block.rows))
        shown = {row.clause for row in rows if row.at_home}
        return [one for one in self.told if one.state == "gone" and one.clause not in shown]


def of(session: Session, proposal: Proposal, n: int, view: str = "redline") -> Since:
    """What changed since revision `n` was the one that was read."""
    reviewed, now = queries.revision(session, proposal, n), queries.revision(session, proposal)
    base, text = queries.before(session, now), queries.text(session, now)
    read, state = _on(session, reviewed, now)
    told = since(compare(base, read), compare(base, text), compare(read, text))
    reading = review(base, text, view, open_clauses={one.clause for one in told})
    states = {str(one.number): one.state for one in told}
    filed = [one for one in queries.revisions(session, proposal) if one.n > n]
    numbers = {clause.id: clause.number for clause in (*base.clauses, *text.clauses)}
    return Since(proposal, reviewed, now, filed, _marked(reading, states), told, state, numbers)


def _on(session: Session, reviewed: Revision, now: Revision) -> tuple[Text, str]:
    """The revision that was read, on the base of the current one. Where a newer version changed the same words, those that
    were read stand: they are what its reader knows."""
    text = queries.text(session, reviewed)
    before, after = queries.before(session, reviewed), queries.before(session, now)
    if before == after:
        return text, "same"
    made = _carried(before, text, after)
    return queries.read(session, made.docs or text.docs, now.base, after), made.state


@lru_cache(maxsize=16)
def _carried(base: Text, read: Text, newer: Text) -> Merge:
    return merge(base.docs, read.docs, newer.docs, clauses=base.clauses)


def _marked(reading: Reading, states: Mapping[str, str]) -> Reading:
    """The same page, each change with its state for the style sheet."""

    def row(one: Row) -> Row:
        html, left, right = (Markup(CHANGE.sub(_named, text)) for text in (one.html, one.left, one.right))
        return replace(one, html=html, left=left, right=right)

    def _named(found: re.Match[str]) -> str:
        return f'<span class="chg is-{states.get(found[1], "seen")}"'

    blocks = tuple(
        replace(block, rows=tuple(map(row, block.rows))) if isinstance(block, Fold) else row(block)
        for block in reading.blocks
    )
    return replace(reading, blocks=blocks)
