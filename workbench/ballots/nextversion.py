"""What a text would be called that carries, and from when it would be in force: both fixed in the statement of its ballot.

By the class of change, unless what becomes of the cases says more (proposals/bumps.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session, select

from workbench.ballots import queries, second
from workbench.ballots.models import Ballot
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.definition import releases
from workbench.definition.labels import next_label
from workbench.definition.models import Version
from workbench.proposals import bumps, filing
from workbench.proposals.bumps import Bump
from workbench.proposals.models import Proposal, Revision

KEYS = ("transition_days", "bump")
# Between the number and the count of a version that waits to be released.
DRAFT = "-draft."


def fixed(session: Session, options: Iterable[tuple[Proposal, Revision]], committee: Committee) -> dict[str, Any]:
    """What the statement of a ballot says of these texts, each key only where there is something to say."""
    days: dict[str, int] = {}
    sizes: dict[str, list[str]] = {}
    for proposal, revision in options:
        found = bumps.of(session, proposal.claimed, revision, committee)
        days[str(proposal.no)] = committee.transition.get(found.way) or committee.transition.get(proposal.claimed, 0)
        if found.because:
            sizes[str(proposal.no)] = [found.size, found.because]
    return ({"transition_days": days} if any(days.values()) else {}) | ({"bump": sizes} if sizes else {})


def bump(session: Session, ballot: Ballot, proposal: Proposal) -> Bump:
    """How far what a ballot carries raises the number, as its statement fixes it."""
    said = second.statement(session, ballot).get("bump", {}).get(str(proposal.no))
    return Bump(*said) if said else Bump(bumps.SIZES[proposal.claimed])


def transition_days(session: Session, ballot: Ballot) -> int:
    """How many days after its adoption the text that a ballot carries is in force."""
    days = second.statement(session, ballot).get("transition_days", {})
    return int(days.get(str(ballot.proposal_no), 0))


def label(session: Session, size: str, taken: Collection[str] = (), *, together: bool = False) -> str:
    """What the version after the newest one is called; never a name in `taken`. `together`: where it waits to be released with others,
    after the last published one, by the greatest step so far, with a draft's number behind it."""
    known, newest = {*session.exec(select(Version.label)).all(), *taken}, definition.newest(session)
    if not together and DRAFT not in newest.label:
        return next_label(newest.label, size, known)
    before, after = releases.unreleased(session), releases.last_published(session)
    found = next_label(after.label, max([size, *(one.size for _, one in before)], key=releases.SIZES.index), known)
    return f"{found}{DRAFT}{len(before) + 1}" if together or before else found


def becomes(
    session: Session, proposal: Proposal, revision: Revision, by: Ballot | None = None, committee: Committee | None = None
) -> str:  # fmt: skip
    """What this text would be once it is adopted: “version 3”, “revision 2 of proposal 7”. As a ballot fixed it, or as one would now."""
    primary = queries.amended(session, revision)
    if primary:
        return f"revision {filing.next_number(session, primary)} of proposal {primary.no}"
    if by:
        found = bump(session, by, proposal)
    else:
        found = bumps.of(session, proposal.claimed, revision, committee) if committee else Bump("patch")
    named = f"version {label(session, found.size, together=bool(committee and committee.together))}"
    return f"{named} ({found.size}: {found.because})" if found.because else named


def step(session: Session, proposal: Proposal, revision: Revision, by: Ballot | None, committee: Committee) -> str:
    """How far one of several texts would raise the number, in words: as a ballot fixed it, or as one would now."""
    found = bump(session, by, proposal) if by else bumps.of(session, proposal.claimed, revision, committee)
    return f"a {found.size} step" + (f" ({found.because})" if found.because else "")
