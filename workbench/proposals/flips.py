"""What a revision of a proposal would do to the cases: which findings must be made again, and which verdicts then turn.

A finding must be made again when the words it rests on change. What it would be then is for people to say: only what
members recorded under the revision, or under another in which the clause reads the same, makes a verdict turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from workbench.cases import grounds
from workbench.cases import queries as cases
from workbench.cases.models import Case, Finding, Ground
from workbench.cases.states import UNJUDGED
from workbench.cases.verdict import Verdict, judge
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.definition.requirements import Need
from workbench.proposals import asking, queries
from workbench.proposals.judgements import Tentative
from workbench.proposals.models import Proposal, Revision
from workbench.wording.anchors import Place
from workbench.wording.blocks import Clause
from workbench.wording.plainly import plain

PAGE = 25
AT_ONCE = 500  # cases read at a time where all are asked for
# what becomes of a case, the most urgent first
KINDS = {
    "flipped": "the verdict turns",
    "to_rejudge": "to be judged again",
    "rejudged_same": "judged again, the same verdict",
    "unaffected": "not affected",
}


@dataclass(frozen=True)
class Again:
    """One finding whose words change: where they stand in the proposed text, and what members would find then.

    Of a requirement by which the case is not judged yet there is no finding and no place."""

    clause_id: str
    finding: Finding | None
    ground: Ground | None
    place: Place | None
    tentative: Tentative | None

    @property
    def words(self) -> str:
        return self.place.state if self.place else "new"


@dataclass(frozen=True)
class Flip:
    """One case under a revision. `kind` is a key of KINDS; `after` is its verdict with what members recorded.

    Once the revision is adopted, `now` is what was found before it and `actual` what the case came to, None until then.
    """

    case: Case
    kind: str
    now: Verdict
    after: Verdict
    again: tuple[Again, ...]
    is_meant: bool
    actual: Verdict | None = None

    def data(self) -> dict[str, Any]:
        return {
            "case": self.case.no, "system": self.case.system, "release": self.case.release, "now": self.now.value,
            "after": self.after.value if self.kind != "to_rejudge" else None, "meant": self.is_meant,
            "actual": self.actual.value if self.actual else None,
            "findings": [
                {
                    "clause": one.clause_id, "value": one.finding.value if one.finding else None, "words": one.words,
                    "under_the_proposal": one.tentative.value if one.tentative else None,
                }
                for one in self.again
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class Flips:
    """The cases with a finding on a clause that a revision touches; `more` is the number to go on from.

    All cases that are judged, where it changes what a case is judged by."""

    proposal: Proposal
    revision: Revision
    found: list[Flip]
    more: int | None

    def of(self, kind: str) -> list[Flip]:
        return [flip for flip in self.found if flip.kind == kind]

    @property
    def missed(self) -> list[int]:
        """Cases that the proposal is meant to change, all of which were looked at, and whose verdict does not turn."""
        turned = {flip.case.no for flip in self.of("flipped")}
        return [no for no in self.proposal.cases if no not in turned]

    @property
    def unforeseen(self) -> list[Flip]:
        return [flip for flip in self.of("flipped") if not flip.is_meant]


def of(
    session: Session, revision: Revision, committee: Committee, *, after: int = 0, limit: int | None = PAGE
) -> Flips:
    """The report on a revision: the cases behind number `after`, `limit` of them or all."""
    proposal = queries.proposal(session, revision.proposal_no)
    base, now = queries.before(session, revision), queries.text(session, revision)
    need, later = asking.of(session, revision, now, committee), _since(session, proposal)
    was = asking.was(session, revision, base, committee) if revision.requirements else None
    listed = cases.judged if was else cases.touching
    lines, more = listed(session, revision.touched, after=after, limit=limit, without=later)
    actual = {line.case.no: line.verdict for line in cases.lines(session, [one.case for one in lines])} if later else {}
    numbers = [line.case.no or 0 for line in lines]
    said = tentative(session, revision, now, numbers)
    on_them = [line.findings[clause] for line in lines for clause in line.clauses]
    held = grounds.of(session, on_them)
    places = _places(session, revision, on_them, held, base, now)
    found = []
    for line in lines:
        again = tuple(
            Again(clause, finding, held.get(finding.id or 0), place, said.get((line.case.no or 0, clause)))
            for clause in line.clauses
            if (finding := line.findings[clause]) and (place := places[finding.id or 0]).state not in grounds.RESTS
        )
        then = was if was and line.case.version in later else line.case.need
        if was:
            new = [clause for clause in need.clauses if clause not in then.clauses and clause not in line.findings]
            again += tuple(Again(one, None, None, None, said.get((line.case.no or 0, one))) for one in new)
        came_to = actual.get(line.case.no) if line.case.version in later and line.case.state == "settled" else None
        found.append(
            _flip(line, again, then, need if was or again else then, (line.case.no or 0) in proposal.cases, came_to)
        )
    return Flips(proposal, revision, found, more)


def apart(session: Session, flips: Flips) -> list[Flip]:
    """The cases that are not in a report on all: they are judged, and no finding of theirs is on a clause that changes."""
    known, later = {flip.case.no for flip in flips.found}, _since(session, flips.proposal)
    query = select(Case).where(col(Case.state).not_in(UNJUDGED)).order_by(col(Case.no))
    rest = [case for case in session.exec(query) if case.no not in known]
    parts = (rest[at : at + AT_ONCE] for at in range(0, len(rest), AT_ONCE))
    lines = (line for part in parts for line in cases.lines(session, part, (), later))
    return [
        _flip(line, (), line.case.need, line.case.need, line.case.no in flips.proposal.cases, None) for line in lines
    ]


def _since(session: Session, proposal: Proposal) -> list[str]:
    """The labels of the version that an adopted proposal became and of those after it; of another proposal none."""
    if proposal.adopted_version is None:
        return []
    became = definition.version(session, proposal.adopted_version).ordinal
    return [version.label for version in definition.versions(session) if version.ordinal >= became]


def _flip(
    line: cases.CaseLine, again: tuple[Again, ...], was: Need, need: Need, is_meant: bool, actual: Verdict | None
) -> Flip:
    """`was` and `need`: what the case is judged by before and under the revision."""
    values = {clause: finding.value for clause, finding in line.findings.items()}
    now = judge(was, values)
    after = judge(need, values | {one.clause_id: one.tentative.value for one in again if one.tentative})
    if not all(one.tentative for one in again):
        kind = "to_rejudge"
    elif after.value != now.value:
        kind = "flipped"
    else:
        kind = "rejudged_same" if again else "unaffected"
    return Flip(line.case, kind, now, after, again, is_meant, actual)


def _places(
    session: Session, revision: Revision, findings: Sequence[Finding], held: dict[int, Ground], base: Text, now: Text
) -> dict[int, Place]:
    """Where the words of each finding stand in the proposed text, followed through every version since it was made."""
    found: dict[int, Place] = {}
    for label in dict.fromkeys(finding.version for finding in findings):
        between = queries.versions_between(session, label, revision.base)
        path: list[tuple[Clause, ...]] = [definition.read(session, version).clauses for version in between]
        if definition.version(session, label).ordinal > definition.version(session, revision.base).ordinal:
            path.reverse()
        path += [base.clauses] * (base.clauses != path[-1]) + [now.clauses]
        mine = [finding for finding in findings if finding.version == label]
        found |= grounds.carried(mine, held, path)
    return found


def tentative(
    session: Session, revision: Revision, text: Text, numbers: Iterable[int]
) -> dict[tuple[int, str], Tentative]:
    """What counts under a revision: the last judgement of each case and clause, made on the words that it has."""
    rows = session.exec(
        select(Tentative)
        .where(Tentative.proposal_no == revision.proposal_no, col(Tentative.case_no).in_(list(numbers)))
        .order_by(col(Tentative.id))
    ).all()
    words = {n: _words(queries.text(session, queries.revision(session, queries.proposal(session, revision.proposal_no), n)))
             for n in {row.revision for row in rows} - {revision.n}} | {revision.n: _words(text)}  # fmt: skip
    return {
        (row.case_no, row.clause_id): row
        for row in rows
        if words[row.revision].get(row.clause_id) == words[revision.n].get(row.clause_id)
    }


def _words(text: Text) -> dict[str, str]:
    """What is judged is the words: a mark of another kind makes no judgement void."""
    return {clause.id: plain(clause.text) for clause in text.clauses}


def data(flips: Flips) -> dict[str, Any]:
    """The report as JSON: every case by name, in the group it belongs to."""
    groups = {kind: [flip.data() for flip in flips.of(kind)] for kind in KINDS}
    return {
        "proposal": flips.proposal.no, "revision": flips.revision.n, "base": flips.revision.base, **groups,
        "meant": list(flips.proposal.cases), "meant_and_not_flipped": flips.missed,
        "flipped_and_not_meant": [flip.case.no for flip in flips.unforeseen],
    }  # fmt: skip
