"""What happens in a bloc and in no single ballot: several are opened together, voted on at once, and one of them is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from sqlmodel import Session

from workbench.ballots import actions, bloc_making, bloc_texts, blocs, opening, secrecy, signing, windows
from workbench.ballots.actions import moment
from workbench.ballots.blocs import BlocExit
from workbench.ballots.late import Late
from workbench.ballots.models import Ballot, RollEntry, Vote
from workbench.ballots.opening import Prepared
from workbench.ballots.signing import Signed
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals import leaving, queries, recusals, relations, together
from workbench.proposals.models import Proposal

# Every set of so many items has a text of its own: of seven there are 120.
LEAST, MOST = 2, 7
MEETS = {
    "same_text": "they are the same text", "contains": "one of them holds the other", "conflict": "they change the same words",
    "same_clause": "they touch the same clause, or put the same words in two places", "same_change": "they make the same change",
}  # fmt: skip


def open(
    session: Session, actor: Member, proposals: Iterable[Proposal], *, committee: Committee, revisions: Mapping[int, int],
    rule_name: str, closes_at: datetime | None,
) -> int:  # fmt: skip
    """Open a ballot on each of these, independent of the others, under one rule and until one time (None: as long as that rule has it): the number of their bloc.

    Every guard of a single ballot holds for each (`revisions`: proposal -> what was read); where one cannot open none does. Each is bound
    to the text of every set of them, so that all that carry can be adopted."""
    permissions.require(actor, "ballots.open")
    chosen = sorted({proposal.no or 0: proposal for proposal in proposals}.items())
    if not LEAST <= len(chosen) <= MOST:
        raise Refusal(f"Choose from {LEAST} to {MOST} proposals to be voted on together.", field="proposals")
    every = [proposal for _, proposal in chosen]
    if seconding.is_needed(session, committee, actor, "ballots.open", recusals.out(session, every)):
        raise Refusal(
            "This committee has the secretary confirm what the chair opens, and that is asked for each ballot by itself. Leave the "
            "bloc to the secretary, or open a ballot on the page of each proposal.", status=409,
        )  # fmt: skip
    independent(session, every)
    try:
        prepared = [
            _prepared(session, actor, proposal, committee, revisions.get(no, 0), rule_name) for no, proposal in chosen
        ]
        return _bind(session, actor, prepared, committee, closes_at)
    except Refusal as why:
        raise Refusal(str(why), status=why.status, field=why.field or "proposals", whom=why.whom) from None


def _prepared(
    session: Session, actor: Member, proposal: Proposal, committee: Committee, revision: int, rule_name: str
) -> Prepared:
    made = opening.prepare(session, actor, proposal, committee=committee, revision=revision, rule=rule_name)
    if secrecy.is_secret(made.rule):
        raise Refusal("A secret ballot is opened by itself. Choose a rule under which votes are public.", field="rule")
    return made


def _bind(
    session: Session, actor: Member, items: Sequence[Prepared], committee: Committee, closes_at: datetime | None
) -> int:
    """Open a ballot on each; the first puts the texts of all sets on record."""
    texts = bloc_making.made(session, [option for one in items for option in one.options])
    bloc = blocs.last(session) + 1
    said = {"bloc": bloc, bloc_texts.KEY: bloc_texts.digest(texts)}
    closes_at = windows.end(items[0].rule, moment(session), closes_at)
    for n, one in enumerate(items):
        beside = () if n else texts
        actions.bind(session, actor, replace(one, about=one.about | said, beside=beside), committee=committee, closes_at=closes_at)  # fmt: skip
    return bloc


def independent(session: Session, chosen: Sequence[Proposal]) -> None:
    """Refuse proposals of which one bears on another: what a member says of one must not depend on what becomes of the other."""
    table = together.of(session).table
    for proposal in chosen:
        if queries.revision(session, proposal).amends_no:
            raise Refusal(
                f"Proposal {proposal.no} amends another proposal, so it is voted on by itself. Take it out of the choice.",
                field="proposals",
            )
    for one, other in combinations(chosen, 2):
        kind = table.kind(one.no or 0, other.no or 0)
        linked = any(found.other.no == other.no for found in relations.of(session, one))
        if linked or kind in MEETS:
            why = MEETS.get(kind, "they are linked as rivals, or otherwise")
            raise Refusal(
                f"Proposals {one.no} and {other.no} do not stand independent of each other: {why}. Leave one of them out, or rank "
                "them as rivals.", field="proposals",
            )  # fmt: skip


def vote(
    session: Session, actor: Member, no: int, *, choice: str, reason: str, fingerprints: Mapping[int, str],
    is_changing: bool = False, signed: Signed | None = None,
) -> list[Vote]:  # fmt: skip
    """Cast one vote in every ballot that is still in a bloc and in which the actor may vote: in all or in none.

    Those in which they have voted are left as they are, unless it `is_changing` them. `fingerprints`: ballot -> that of the text
    the voter had before them; what is not of what is in the bloc now is refused. `signed`: what the voter's passkey signed of all of them."""
    chosen = among(session, actor, no, fingerprints=fingerprints, is_changing=is_changing)
    gesture = signing.begun(session, actor, signed, f"bloc:{no}") if signed else None
    return [
        actions.vote(
            session, actor, ballot, choice=choice, reason=reason, fingerprint=fingerprints[ballot.no or 0], bloc=no, signed=gesture
        )
        for ballot in chosen
    ]  # fmt: skip


def among(
    session: Session, actor: Member, no: int, *, fingerprints: Mapping[int, str], is_changing: bool
) -> list[Ballot]:
    """The ballots in which a vote through a bloc is cast."""
    permissions.require(actor, "ballots.vote")
    seated = blocs.on_roll(session, actor, blocs.ballots(session, no))
    if not seated:
        raise Refusal(
            f"You are on the roll of no ballot of bloc {no}: it was fixed when they opened.", status=403,
            whom="those on its roll who are not recused",
        )  # fmt: skip
    mine = blocs.on_roll(session, actor, blocs.still_in(session, no, moment(session)))
    if not mine:
        over = [ballot for ballot in seated if ballot.closed_at or moment(session) >= ballot.closes_at]
        raise Late(f"Nothing is voted on through bloc {no} any more, so nothing was taken.", *over)
    if {ballot.no for ballot in mine} != fingerprints.keys():
        raise Refusal(
            "What is in this bloc has changed since this form was made, so nothing was taken. Read the list, and vote again.",
            status=409,
        )
    before = set() if is_changing else blocs.voted(session, actor, mine)
    chosen = [ballot for ballot in mine if ballot.no not in before]
    if not chosen:
        raise Refusal("You have voted on all of them. Say that your votes there are to be changed.", field="change")
    return chosen


def take_out(session: Session, actor: Member, ballot: Ballot, *, reason: str) -> BlocExit:
    """Any member on its roll has a ballot voted on by itself, with a reason and nobody's leave. Votes that were cast are kept."""
    permissions.require(actor, "ballots.vote")
    seat = session.get(RollEntry, (ballot.no, actor.id))
    if seat is None or seat.status in recusals.OUT:
        raise Refusal(
            f"You are not on the roll of ballot {ballot.no}, so you take it out of no bloc.", status=403,
            whom="those on its roll who are not recused",
        )  # fmt: skip
    taken_at = moment(session)
    session.refresh(ballot)
    if ballot.bloc is None or session.get(BlocExit, ballot.no) is not None:
        raise Refusal(f"Ballot {ballot.no} is voted on by itself already. Vote on its page.", status=409)
    if ballot.closed_at or taken_at >= ballot.closes_at:
        raise Refusal(f"Voting in ballot {ballot.no} is over, so it stays in the bloc that it was in.", status=409)
    made = BlocExit(
        ballot_no=ballot.no or 0, member_id=actor.id or 0, reason=leaving.reasoned(reason, "why"), taken_at=taken_at
    )
    session.add(made)
    minutes.record(session, actor, "ballots.take_out", ballot, made)
    return made
