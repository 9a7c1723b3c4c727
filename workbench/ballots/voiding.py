"""A ballot is declared void (procedure 2.4): its votes are kept, none counts, and what it was on is where it was before.

Only while nothing has come of it: what was adopted, or a rule that was changed by it, is changed by another ballot alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from workbench.ballots import candidates, outcomes, queries, rules, second, secrecy, versions
from workbench.ballots.actions import moment
from workbench.ballots.candidates import Election
from workbench.ballots.models import GROUNDS, Adoption, Ballot, Option, RuleVersion, Voiding
from workbench.cases import panel, states
from workbench.cases.models import Case
from workbench.errors import Refusal
from workbench.members import permissions, seconding
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import record as minutes
from workbench.minutes.ballot_words import VOID
from workbench.minutes.record import Minuted
from workbench.proposals import leaving, periods, recusals
from workbench.proposals.models import Proposal
from workbench.proposals.states import VOTABLE, VOTED

# From where a proposal goes back; one that its author revised or withdrew meanwhile stays as it is.
BACK = (*VOTABLE, *VOTED, "rejected", "declined", "lapsed")


def void(
    session: Session, actor: Member, ballot: Ballot, *, ground: str, reason: str, seconded: Second | None = None
) -> Voiding:
    """Chair or secretary declare a ballot void. Who is recused from what it is on does not."""
    may_void(session, actor, ballot, ground)
    row, changed = annul(session, actor, ballot, ground, leaving.reasoned(reason, "void_reason"))
    answered = queries.contested(session, ballot)
    for challenge in answered:
        challenge.outcome, challenge.answer = "void", row.reason
        challenge.answered_by, challenge.answered_at = actor.id, row.declared_at
    session.add_all(answered)
    kept = seconding.confirmed(session, actor, seconded)
    minutes.record(session, actor, "ballots.void", ballot, ballot, row, *changed, *answered, *kept)
    outcomes.follow(session, actor, ballot)
    return row


def may_void(session: Session, actor: Member, ballot: Ballot, ground: str) -> None:
    """Refuse that this member declares this ballot void now, on this ground."""
    permissions.require(actor, "ballots.void")
    candidates.stand_aside(session, actor, ballot, candidates.aside(session, ballot))
    if actor.id in aside(session, ballot):
        raise Refusal(
            "You are recused from it: leave this to others.", status=403, whom="those who are not recused from it"
        )
    session.refresh(ballot)
    voidable(session, ballot)
    if ground not in GROUNDS or ground == "reconsidered":
        raise Refusal("Choose what makes this ballot void.", field="ground")


def aside(session: Session, ballot: Ballot) -> set[int]:
    """Who decides nothing about a ballot: recused from a proposal, or taking no part in a case."""
    if ballot.case_no:
        return set(panel.aside(session, session.get_one(Case, ballot.case_no)))
    return set(recusals.out(session, second.concerned(session, ballot))) | candidates.aside(session, ballot)


def voidable(session: Session, ballot: Ballot) -> None:
    """Refuse where something has come of a ballot, where its result has stood for long, or where it is void already."""
    if ballot.outcome == "void":
        raise Refusal("This ballot is void already. Reload its page.", status=409)
    is_fresh = ballot.outcome in (None, "tie_pending") or queries.may_contest(session, ballot, moment(session))
    if not is_fresh and not queries.contested(session, ballot):
        raise Refusal(
            "Its result has been on record for seven days, and nobody has named an error in it: it stands. Another ballot may decide "
            "otherwise.", status=409,
        )  # fmt: skip
    unfollowed(session, ballot)


def unfollowed(session: Session, ballot: Ballot) -> None:
    """Refuse where something has come of a ballot: a text, a rule, another ballot, or that its case went on."""
    numbers = [option.proposal_no for option in queries.options(session, ballot)]
    made = select(Adoption.ballot_no).where(Adoption.ballot_no == ballot.no)
    ruled = select(RuleVersion.ballot_no).where(RuleVersion.ballot_no == ballot.no)
    carried = [no for no in numbers if session.get_one(Proposal, no).state == "merged_into"]
    if versions.is_one(ballot) and versions.has_followed(session, second.first(session, ballot)):
        raise Refusal("A version was released or withdrawn by this ballot. Only another one changes that.", status=409)
    if any(one.seated for one in candidates.of(session, ballot)):
        raise Refusal("A seat was given by this election, so it stands: end the seat, and hold another.", status=409)
    if session.exec(made).first() or session.exec(ruled).first() or carried and ballot.outcome == "adopted":
        raise Refusal("What this ballot carried was adopted. Only another ballot changes it.", status=409)
    later = select(Ballot.no).where(col(Ballot.no) > ballot.no, col(Ballot.outcome).is_distinct_from("void"))
    if rules.is_election(ballot.rule):
        body = select(Election.body).where(Election.ballot_no == ballot.no).scalar_subquery()
        later = later.where(col(Ballot.no).in_(select(Election.ballot_no).where(Election.body == body)))
    elif versions.is_one(ballot):
        same = [one.no for one in versions.on(session, versions.of(session, ballot))]
        later = later.where(col(Ballot.no).in_([*same, *(one.no for one in second.ratifying(session, ballot.no))]))
    elif not ballot.case_no:
        on_same = select(Option.ballot_no).where(col(Option.proposal_no).in_(numbers))
        later = later.where(col(Ballot.no).in_(on_same))
    else:
        later = later.where(Ballot.case_no == ballot.case_no)
        case = session.get_one(Case, ballot.case_no)
        stands = {None: "balloting", "adopted": "decided"}.get(ballot.outcome, "deliberation")
        if case.state != stands:
            raise Refusal(
                f"Case {case.no} is {states.WORDS[case.state]}: it has gone on since this ballot, which stands.",
                status=409,
            )
    if session.exec(later).first():
        raise Refusal("Another ballot has been opened since on the same: declare that one void.", status=409)


def _rivals_again(session: Session, ballot: Ballot) -> list[Proposal]:
    """The rivals that lost to a text which another body votes on again: they wait with it, where they are as they were."""
    found = []
    for option in queries.options(session, second.first(session, ballot)):
        rival = session.get_one(Proposal, option.proposal_no)
        if (
            option.proposal_no != ballot.proposal_no
            and rival.state == "discussion"
            and rival.revision == option.revision
        ):
            rival.state = "balloting"
            found.append(rival)
    return found


def annul(
    session: Session, actor: Member, ballot: Ballot, ground: str, reason: str
) -> tuple[Voiding, Sequence[Minuted]]:
    """Set down that a ballot is void, and bring back what it was on. What has changed is for the entry in the minutes."""
    at = moment(session)
    row = Voiding(
        ballot_no=ballot.no or 0, ground=ground, reason=reason, outcome=ballot.outcome, declared_by=actor.id or 0,
        declared_at=at,
    )  # fmt: skip
    ballot.outcome, ballot.closed_at = "void", ballot.closed_at or at
    secrecy.end(session, ballot)
    session.add_all([row, ballot])
    if ballot.case_no:
        case = session.get_one(Case, ballot.case_no)
        if case.state == "deliberation":
            return row, []
        words = f"Ballot {ballot.no} is void: {VOID[ground]}."
        return row, [case, *states.move(session, case, "deliberation", words=words, actor=actor)]
    changed: list[Minuted] = []
    if (waits := second.of(session, ballot)) and ballot.ratifies:
        # the first stage stands: its body may vote again
        if versions.is_one(ballot):
            waits.outcome = waits.by_ballot = waits.settled_at = None
            session.add(waits)
            return row, [waits]
        proposal = session.get_one(Proposal, ballot.proposal_no)
        is_next = waits.by_ballot in (None, ballot.no) and waits.outcome != "overtaken"
        if proposal.state in BACK and proposal.revision == ballot.revision and is_next:
            waits.outcome = waits.by_ballot = waits.settled_at = None
            proposal.state = "ratifying"
            changed = [waits, proposal, *_rivals_again(session, ballot)]
        session.add_all(changed)
        return row, changed
    if waits:
        waits.outcome, waits.settled_at = "void", at
        session.add(waits)
        changed.append(waits)
    for option in queries.options(session, ballot):
        proposal = session.get_one(Proposal, option.proposal_no)
        if proposal.state in BACK and proposal.revision == option.revision:
            changed += [proposal, *periods.revived(session, proposal, missed=row.outcome == "no_quorum")]
    return row, changed
