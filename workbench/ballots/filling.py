"""What the result of an election makes of those who stand: the ties that its rule has broken, and who has which seat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from workbench.ballots import candidates, elections, queries
from workbench.ballots.candidates import Candidate, Election
from workbench.ballots.models import Ballot, CastingVote, Voiding
from workbench.ballots.rules import fingerprint
from workbench.ballots.seats import Filled
from workbench.errors import Refusal
from workbench.minutes.record import canonical, name_of


def order(session: Session, ballot: Ballot) -> list[int]:
    """In which a draw puts those who are tied, from the votes with their salts; none where the rule has no draw."""
    if ballot.rule["tie"] != "random_recorded":
        return []
    told = {name_of(vote): {"choice": vote.choice, "salt": vote.salt} for vote in queries.standing(session, ballot)}
    return elections.drawn(candidates.standing(session, ballot), canonical(told))


def filled(session: Session, ballot: Ballot, picks: Sequence[int] = ()) -> tuple[Filled, set[int]]:
    """The seats once the draw, or the chair with these `picks`, has broken the ties; and everybody who was in one."""
    standing = candidates.standing(session, ballot)
    return elections.broken(
        queries.rule(ballot), queries.election(session, ballot), standing, [*picks, *order(session, ballot)]
    )


def fits(session: Session, ballot: Ballot, picks: Sequence[int]) -> None:
    """Refuse a casting vote that leaves a tie, or names somebody who was in none or has no seat by it."""
    found, met = filled(session, ballot, picks)
    standing, had = candidates.standing(session, ballot), {*elections.numbers(found.elected)}
    if not {*picks} <= met & had or not picks:
        raise Refusal("Choose among those who are tied, and no more than there are seats for them.", field="picks")
    if found.tied:
        left = found.seats - len(found.elected)
        raise Refusal(
            f"With these, {standing.listed(elections.numbers(found.tied))} are tied for {left} more seat{'s' if left != 1 else ''}: "
            "choose among them, too.", field="picks",
        )  # fmt: skip


def conclude(session: Session, ballot: Ballot, picks: Sequence[int] = ()) -> Sequence[Candidate]:
    """Write down what became of each; nothing while a tie waits. For the entry in the minutes."""
    session.add(ballot)
    if ballot.outcome == "tie_pending":
        return []
    found, rows = filled(session, ballot, picks)[0], candidates.of(session, ballot)
    for row in rows:
        row.result = result(found, row.n)
    session.add_all(rows)
    return rows


def result(found: Filled, n: int) -> str:
    """What these seats say of one who stands."""
    kinds = {"elected": found.elected, "passed_over": found.passed_over, "tied": found.tied}
    return next((kind for kind, names in kinds.items() if str(n) in names), "not_elected")


def picked(session: Session, ballot: Ballot) -> list[int]:
    """Whom the chair's casting vote gave a seat."""
    if not (row := session.get(CastingVote, ballot.no)) or not row.option:
        return []
    before = {*elections.numbers(queries.election(session, ballot).filled.elected)}
    had = [one.n for one in candidates.of(session, ballot) if one.result == "elected" and one.n not in before]
    _, met = filled(session, ballot, had)
    return [n for n in had if n in met]


def bound(session: Session, ballot: Ballot) -> dict[str, object]:
    """What the statement of an election says of it, as the tables have it."""
    made = session.get_one(Election, ballot.no)
    about = {
        "elects": made.body, "elects_title": made.title, "question": made.question, "to_fill": made.seats,
        "candidates": [[one.n, one.name, one.affiliation, one.member_id] for one in candidates.of(session, ballot)],
        "reruns": candidates.reruns(session, made.body, ballot) or None,
    }  # fmt: skip
    return about | {"candidates_sha256": fingerprint(about["candidates"])}


def disagreements(session: Session, ballot: Ballot) -> Iterator[str]:
    """Whoever has another result than the votes, the draw or the casting vote give them, and a seat that nobody was elected to."""
    if fingerprint(bound(session, ballot)["candidates"]) != ballot.fingerprint:
        yield f"ballot {ballot.no}: who stands is not who stood when it opened"
    voided = session.get(Voiding, ballot.no)
    stands = voided.outcome if voided else ballot.outcome
    is_told = stands not in (None, "tie_pending")
    found = filled(session, ballot, picked(session, ballot))[0] if is_told else None
    for row in candidates.of(session, ballot):
        if row.result != (result(found, row.n) if found else None):
            yield f"ballot {ballot.no}: the result of {row.name} is not the one that its votes give"
    casting = session.get(CastingVote, ballot.no)
    if found and casting and casting.option and (found.tied or str(casting.option) not in found.elected):
        yield f"ballot {ballot.no}: the casting vote is not for what came of it"
