"""How far a proposal departs from the text as it stands: what suggests the order in which rivals are voted on (procedure 4.2).

Whoever removes a clause goes further than who replaces one, and both further than who narrows or widens one. Among equals, more cases
whose verdict would turn; then more characters changed; then the lower number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from workbench.config import Committee
from workbench.definition.reading import compare
from workbench.proposals import flips, queries
from workbench.proposals.models import Proposal
from workbench.wording.changes import ClauseChange

KINDS = ("removes a clause", "replaces a clause", "narrows or widens")


@dataclass(frozen=True)
class Reach:
    proposal: Proposal
    kind: int
    flips: int
    characters: int

    @property
    def key(self) -> tuple[int, int, int, int]:
        return self.kind, -self.flips, -self.characters, self.proposal.no or 0

    @property
    def why(self) -> str:
        cases = f"{self.flips or 'no'} verdict{'' if self.flips == 1 else 's'} would turn"
        return f"{KINDS[self.kind]}; {cases}; {self.characters} characters changed"


def of(session: Session, proposal: Proposal, committee: Committee) -> Reach:
    """Of the current revision on its base."""
    revision = queries.revision(session, proposal)
    redline = compare(queries.before(session, revision), queries.text(session, revision))
    turned = flips.of(session, revision, committee, limit=None).of("flipped")
    return Reach(proposal, kind(redline.clauses), len(turned), characters(redline.clauses))


def kind(changes: Iterable[ClauseChange]) -> int:
    """The furthest that is done to one clause, as its place in KINDS. A clause is replaced where less than half of its words stay."""
    found = 2
    for change in changes:
        if change.change == "removed":
            return 0
        if change.change != "added" and change.old and _kept(change) * 2 < _kept(change, "-"):
            found = 1
    return found


def _kept(change: ClauseChange, also: str = "=") -> int:
    """How many words of the old clause stay; with “-”, how many it has."""
    return len("".join(part.text for part in change.segments if part.op in ("=", also) and not part.move).split())


def characters(changes: Iterable[ClauseChange]) -> int:
    """How many are taken out and put in; what is only moved is neither."""
    return sum(len(part.text) for change in changes for part in change.segments if part.op != "=" and not part.move)
