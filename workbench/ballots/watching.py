"""The watch: whether every ref of the repository, and what stands beside them, is as it was recorded; and whether the record goes on
from every head that is known. Kept at each start, every hour and before each adoption (integrity 3.5, attacks 40, 51 and 52)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlmodel import Session, col, func, select

from workbench.ballots.models import Adoption
from workbench.definition import alarms, oddities
from workbench.definition import queries as texts
from workbench.definition.alarms import Alarm
from workbench.definition.models import Version
from workbench.definition.repository import MAIN, TAGS, Repository
from workbench.members.models import Member
from workbench.minutes import heads
from workbench.minutes.models import Minute
from workbench.proposals.models import Proposal, Revision


def watch(session: Session, repository: Repository, instance: Path, why: str | None = None) -> None:
    """Raise an alarm about whatever is not as it should be, and about an adoption that cannot be finished (`why`). While somebody
    else writes nothing can be told, so the session is to write; it is not committed here."""
    alarms.sound(session, None, "repository", [*([why] if why else []), *found(session, repository)])
    known(session, None, heads.seen(instance))


def known(session: Session, actor: Member | None, noted: Iterable[str]) -> Alarm | None:
    """Raise an alarm if the record does not go on from a head that somebody knows of; not about one of which that is on record."""
    told = {head for row in alarms.every(session) for head in row.heads}
    lost = [*heads.forgotten(session, [heads.parsed(head) for head in dict.fromkeys(noted) if head not in told])]
    return alarms.sound(session, actor, "head", [line for _, line in lost], [head for head, _ in lost])


def found(session: Session, repository: Repository) -> list[str]:
    """What is in the repository and nobody recorded, or is missing; but for what a filing that was cut short leaves behind."""
    expected = dict(recorded(session))
    if repository.listed() == expected:
        return [*oddities.odd(repository.path)]
    refs = repository.refs()
    for name in refs.keys() - expected.keys():
        if name == _next(session, name):
            refs.pop(name)
    return [*differences(expected, refs), *oddities.odd(repository.path)]


def differences(expected: Mapping[str, str], refs: Mapping[str, str]) -> Iterator[str]:
    """Every ref holds what was recorded, and there is no other."""
    for name, commit in expected.items():
        if name not in refs:
            yield f"{name}: it should lead to {commit}, and is missing from the repository"
        elif refs[name] != commit:
            yield f"{name}: it leads to {refs[name]}, and {commit} is on record"
    for name in sorted(refs.keys() - expected.keys()):
        yield f"{name}: it leads to {refs[name]}, and nobody recorded it"


def recorded(session: Session) -> Iterator[tuple[str, str]]:
    """What an imported history brought along, the tags of adopted and of released versions, the filed revisions, and `main`."""
    for body in session.exec(select(Minute.body).where(Minute.act == "definition.begin").order_by(col(Minute.seq))):
        yield from body.get("refs", {}).items()
    for label, commit in session.exec(select(Adoption.label, Adoption.new).where(Adoption.state == "published")):
        yield f"{TAGS}v{label}", commit
    for label, commit in session.exec(select(Version.label, Version.commit).where(col(Version.publishes).is_not(None))):
        yield f"{TAGS}v{label}", commit
    for no, n, commit in session.exec(select(Revision.proposal_no, Revision.n, Revision.commit)):
        yield f"refs/proposals/{no}/{n}", commit
    if session.exec(select(Version.ordinal).limit(1)).first():
        yield MAIN, texts.newest(session).commit


def _next(session: Session, name: str) -> str:
    """The ref that the next filing of the proposal of this ref would write, which it may find there: a filing that was cut short
    between ref and rows leaves it behind, and the next one moves it on."""
    parts = name.split("/")
    if len(parts) != 4 or parts[:2] != ["refs", "proposals"] or not parts[2].isdecimal():
        return ""
    no, last = int(parts[2]), session.exec(select(func.max(Proposal.no))).one() or 0
    if no == last + 1:
        return f"refs/proposals/{no}/1"
    newest = session.exec(select(func.max(Revision.n)).where(Revision.proposal_no == no)).one() if no <= last else None
    return f"refs/proposals/{no}/{newest + 1}" if newest else ""
