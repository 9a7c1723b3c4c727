"""What may be voted in a ballot, by its method and its rule."""

from __future__ import annotations

from sqlmodel import Session

from workbench.ballots import candidates, elections, positions, queries, ranked, rules, secrecy
from workbench.ballots.models import Ballot
from workbench.errors import Refusal


def fits(session: Session, ballot: Ballot, choice: str, reason: str) -> None:
    """Refuse what is no vote in this ballot."""
    known = queries.rule(ballot)
    if reason.strip() and secrecy.is_secret(ballot):
        raise Refusal(
            "A secret ballot keeps no reasons: they would tell whose vote it is. Leave it out.", field="reason"
        )
    if rules.is_election(ballot.rule):
        named = elections.chosen(known, choice)
        if named is None or not named.keys() <= candidates.standing(session, ballot).names.keys():
            raise Refusal("Vote for those who stand in this election, or abstain.", field="places")
        return
    if isinstance(known, rules.Rule):
        kinds = dict(known.positions)
        known_as = positions.offered(known)
        if choice not in known_as:
            many = {3: " three", 4: " four"}.get(len(known_as), "se")
            raise Refusal(f"Choose one of the{many}: {', '.join(known_as[:-1])} or {known_as[-1]}.", field="choice")
        if kinds[choice] == "block" and known.terms["block.needs_reason"] and not reason.strip():
            word = "An objection" if known.method == "consent" else "A block"
            raise Refusal(f"{word} stops the change, so it needs its reason. Write it, and vote again.", field="reason")
        if known.method == "signoff" and queries.result(session, ballot).outcome == "adopted":
            raise Refusal("It is signed off, and the last period for comments is over.", status=409)
        return
    ranking = ranked.read(choice)
    if ranking is None or not ranking.keys() <= {
        ranked.DEFAULT,
        *(one.no for one in queries.proposals(session, ballot)),
    }:
        raise Refusal("Give each of the options a place, or leave it without one; or abstain.", field="places")
