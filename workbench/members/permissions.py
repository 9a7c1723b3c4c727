"""Who may do what: one table of acts, one of addresses. What stands in neither is refused.

Actions ask `require`; every request is asked by its endpoint before a view runs. A route without a row fails a test.
"""

from __future__ import annotations

from typing import Protocol

from workbench.errors import Refusal
from workbench.members import ballot_routes, log_routes, proposal_routes, text_routes

EVERYBODY = frozenset({"public", "observer", "member", "secretary", "chair", "administrator"})
ACCOUNTS = EVERYBODY - {"public"}
VOICES = frozenset({"observer", "member", "secretary", "chair"})
DRAFTERS = frozenset({"member", "secretary", "chair"})
OFFICERS = frozenset({"secretary", "chair"})

ACTS: dict[str, frozenset[str]] = {
    "read": EVERYBODY,
    "sign_in": EVERYBODY,
    "account": ACCOUNTS,
    "members.invite": frozenset({"secretary", "chair", "administrator"}),
    "members.manage": frozenset({"administrator"}),
    # confirm what another proposed, or take back what one proposed: the act says who
    "second.confirm": frozenset({"secretary", "chair", "administrator"}),
    "drafts.write": DRAFTERS,
    "proposals.file": DRAFTERS,
    "proposals.withdraw": DRAFTERS,
    # support that a proposal be considered
    "proposals.sponsor": DRAFTERS,
    # say whether a proposal is admissible
    "proposals.admit": OFFICERS,
    "proposals.hear": frozenset({"chair"}),
    # say that a proposal is of another class than its author claims; and settle that
    "proposals.contest": DRAFTERS,
    "proposals.settle_class": OFFICERS,
    # begin the last call of a proposal
    "proposals.call": OFFICERS,
    # leave the decision on a proposal to others, or confirm that somebody is to
    "proposals.recuse": DRAFTERS,
    # move that somebody leaves it to others: of the two whom that takes one is an officer
    "proposals.dismiss": DRAFTERS,
    # an act of the chair, which is the secretary's where the chair is recused: the act asks whose it is
    "chair": OFFICERS,
    # set a proposal aside until a day
    "proposals.table": frozenset({"chair"}),
    # write the committee's own wording beside a proposal
    "proposals.counter": OFFICERS,
    # say of proposals of others that they are rivals and how rivals are decided, or divide one
    "proposals.order": OFFICERS,
    "comments.write": VOICES,
    "comments.settle": VOICES,
    # decide on a formal objection; members where every officer is a party to it
    "comments.decide": DRAFTERS,
    # a reader without an account comments; it is held
    "letters.write": EVERYBODY,
    "letters.admit": OFFICERS,
    # say what an alarm was, once it is right again; enter a head of the minutes that one knows
    "alarms.end": OFFICERS,
    # remove words for good, one officer as the secretary and one as the chair
    "redactions.redact": OFFICERS,
    # threads that only the committee reads
    "comments.committee": DRAFTERS,
    "cases.open": DRAFTERS,
    "cases.find": DRAFTERS,
    "cases.settle": OFFICERS,
    # a reader without an account reports a system; it is held
    "cases.report": EVERYBODY,
    "ballots.open": OFFICERS,
    # the roll decides, frozen when the ballot opened: whoever is on it votes, whatever became of their roles
    "ballots.vote": ACCOUNTS,
    # look for the vote under a receipt in what is public: sent as a form, since an address stays in logs
    "ballots.find": EVERYBODY,
    "ballots.close": OFFICERS,
    # take down who is present, where the rule counts them
    "ballots.attend": OFFICERS,
    "ballots.adopt": OFFICERS,
    # make a candidate of what is released together, and of that a version; put a withdrawal on record
    "versions.release": OFFICERS,
    # send a candidate back, with a reason
    "versions.send_back": DRAFTERS,
    # object to what carried, where the rule gives time for it: the roll and the seats in other bodies decide who does
    "ballots.object": ACCOUNTS,
    # state a position that is not counted, where the rule takes some: the roll decides who does not vote
    "ballots.advise": VOICES,
    # say who sits in another body, such as a board, and who belongs to a part of the roll
    "bodies.seat": OFFICERS,
    # move the close of an open ballot to a later time
    "ballots.extend": OFFICERS,
    # say that one has read what a text would do to the cases; and open a ballot before as many have as its rule asks
    "proposals.foresee": frozenset({"member"}),
    "ballots.override": frozenset({"chair"}),
    # declare that nothing of a ballot counts, with a reason
    "ballots.void": OFFICERS,
    # say what becomes of a block: the rule of the ballot says who decides
    "ballots.unblock": DRAFTERS,
    # name an error in a result; and decide by a recount, whoever neither recorded nor challenged it
    "ballots.challenge": DRAFTERS,
    "ballots.recount": DRAFTERS,
    # have a result reconsidered: the roll and the vote decide who does
    "ballots.reconsider": ACCOUNTS,
    # publish a minority opinion: the roll and the vote decide who does
    "ballots.opine": ACCOUNTS,
    # say that something in a version is an error, and what would be right; and decide on that
    "errata.report": DRAFTERS,
    "errata.decide": OFFICERS,
    # put a voting rule into force, or end one
    "rules.set": frozenset({"chair"}),
    # the casting vote in a tie
    "ballots.decide": frozenset({"chair"}),
}

ROUTES: dict[str, str] = {
    "static": "read",
    "home.healthz": "read",
    "home.patterns": "read",
    "desk.home": "read",
    "search.index": "read",
    "minutes.index": "read",
    "minutes.export": "read",
    "record.download": "read",
    "procedure.show": "read",
    "procedure.roles": "read",
    "notices.feed": "read",
    "notices.calendar": "read",
    "notices.choice": "account",
    "notices.choose": "account",
    "members.index": "read",
    "members.sign_in": "sign_in",
    "members.sign_in_post": "sign_in",
    "members.sample": "sign_in",
    "members.sign_out": "account",
    "members.accept": "sign_in",
    "members.accept_post": "sign_in",
    "members.password": "account",
    "members.password_post": "account",
    "interests.index": "account",
    "interests.declare": "account",
    "interests.end": "account",
    "passkeys.index": "account",
    "passkeys.options": "account",
    "passkeys.register": "account",
    "passkeys.end": "account",
    "members.invite": "members.invite",
    "members.invite_post": "members.invite",
    "members.roles": "members.manage",
    "second.show": "read",
    "second.confirm": "second.confirm",
    "second.take_back": "second.confirm",
    "members.activity": "members.manage",
    "members.lock": "members.manage",
    "members.leave": "account",
    "members.renew": "members.manage",
    **proposal_routes.ROUTES,
    "cases.index": "read",
    "cases.show": "read",
    "matrix.show": "read",
    "outside.index": "read",
    "outside.histories": "read",
    "outside.told": "read",
    "cases.when": "read",
    "requirements.start": "drafts.write",
    "requirements.edit": "drafts.write",
    "requirements.save": "drafts.write",
    "flips.show": "read",
    "flips.read": "proposals.foresee",
    "flips.judge": "cases.find",
    "flips.judged": "cases.find",
    "coverage.show": "read",
    "coverage.queue": "read",
    "outside.show": "read",
    "matrix.table": "read",
    "matrix.picture": "read",
    "cases.new": "cases.open",
    "cases.open": "cases.open",
    "cases.finding": "cases.find",
    "cases.find": "cases.find",
    "life.form": "cases.find",
    "life.do": "cases.find",
    **log_routes.ROUTES,
    **ballot_routes.ROUTES,
    **text_routes.ROUTES,
    "cases.settle": "cases.settle",
    "cases.reaffirm": "cases.settle",
    "cases.reopen": "cases.settle",
}


IN_WORDS = {
    "chair": "the chair",
    "secretary": "the secretary",
    "member": "members",
    "observer": "observers",
    "administrator": "administrators",
}


class Holder(Protocol):
    """Anybody with roles; None stands for the public."""

    @property
    def held(self) -> list[str]: ...


class Person(Holder, Protocol):
    """One of them, told apart by a number."""

    @property
    def id(self) -> int | None: ...


def may(actor: Holder | None, act: str) -> bool:
    """Whether the table lets `actor` do `act`; an act that is not in the table is refused to everybody."""
    roles = {"public", *actor.held} if actor else {"public"}
    return bool(ACTS.get(act, frozenset()) & roles)


def require(actor: Holder | None, act: str) -> None:
    """Refuse with 403, naming whom to ask, unless the table lets `actor` do `act`."""
    if not may(actor, act):
        whom = who_may(act)
        advice = "Ask one of them." if actor else "Sign in first, if you are one of them."
        raise Refusal(f"Only {whom} may do this. {advice}", status=403, whom=whom)


def who_may(act: str) -> str:
    """Those who may, in words: “the chair, the secretary or members”."""
    names = [words for role, words in IN_WORDS.items() if role in ACTS.get(act, ())]
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "the workbench itself"
