"""Who may do what, in words (integrity 3.7): the table of permissions.py as a page shows it, by what each act is about."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.members.permissions import ACTS

ROLES = {
    "public": "Anybody", "observer": "Observer", "member": "Member", "secretary": "Secretary", "chair": "Chair", "administrator": "Administrator",
}  # fmt: skip
# What one may do is narrowed by what the act itself asks: being on the roll, not recused, no author, a second person.
GROUPS: dict[str, dict[str, str]] = {
    "Reading and accounts": {
        "read": "read the text, proposals, ballots, cases, the minutes and their proofs",
        "sign_in": "sign in, and accept an invitation",
        "account": "see and change what is one's own: password, interests, notices",
        "members.invite": "invite a member; as an officer with a second person where the rules ask for it",
        "members.manage": "give roles, pause an account, let somebody choose a new password",
        "second.confirm": "confirm what another has proposed, or take back what one has proposed oneself",
    },
    "Proposals": {
        "drafts.write": "write a draft, alone or with others",
        "proposals.file": "file a proposal, and a revision of one's own",
        "proposals.withdraw": "withdraw one's own proposal, with a reason",
        "proposals.sponsor": "support that a proposal is considered",
        "proposals.admit": "say whether a proposal is admissible",
        "proposals.hear": "decide on an appeal against that",
        "proposals.contest": "say that a change is of another class than its author claims",
        "proposals.settle_class": "settle the class of a change, and an objection to a revision in typography alone",
        "proposals.call": "begin the last call",
        "proposals.table": "set a proposal aside until a day",
        "proposals.counter": "write the committee's own wording beside a proposal",
        "proposals.order": "say that proposals are rivals and how they are decided; divide one",
        "proposals.foresee": "say that one has read what a text would do to the cases",
        "proposals.recuse": "leave the decision to others; confirm that another is to",
        "proposals.dismiss": "move that another leaves the decision to others; of the two whom it takes one is an officer",
    },
    "Comments": {
        "comments.write": "comment, and edit one's own comment: every wording is kept",
        "comments.settle": "close a thread, acknowledge or answer; the act says who",
        "comments.committee": "read and write what is for the committee alone, unless recused",
        "comments.decide": "decide on a formal objection; members where every officer is a party to it",
        "letters.write": "comment without an account; it is held until an officer admits it",
        "letters.admit": "admit what readers without an account sent",
        "redactions.redact": "remove words for good, one as the secretary and one as the chair; a tombstone stays",
    },
    "Cases": {
        "cases.report": "report a system without an account; it is held",
        "cases.open": "open a case",
        "cases.find": "record a finding, with its evidence",
        "cases.settle": "settle what stands of a case, and publish it",
    },
    "Ballots": {
        "ballots.open": "open or schedule a ballot; the chair with the secretary where the rules ask for two",
        "ballots.override": "open one before as many have read what it does to the cases as its rule asks, with a published reason",
        "ballots.vote": "vote: whoever is on the roll that was frozen at the opening and is not recused",
        "ballots.attend": "take down who is present, where the rule counts that",
        "ballots.extend": "move the close of an open ballot to a later time, with a reason",
        "ballots.close": "put a result on record",
        "ballots.decide": "break a tie by the casting vote",
        "ballots.unblock": "say what becomes of a block: the rule of the ballot says who decides",
        "ballots.void": "declare a ballot void, with a reason",
        "ballots.challenge": "name an error in a result",
        "ballots.recount": "decide by a recount: whoever neither recorded nor challenged it",
        "ballots.reconsider": "have a result reconsidered: who voted with the side that won",
        "ballots.opine": "publish a minority opinion: who voted otherwise than it came out",
        "ballots.object": "object to what carried, where the rule gives time for it",
        "ballots.find": "look for a vote under its receipt",
        "ballots.advise": "state a position that is not counted, where the rule takes some: who is not on the roll",
        "ballots.adopt": "adopt what carried: one prepares it and another confirms it where the rules ask for two",
        "bodies.seat": "say who sits in another body, and who belongs to a part of the roll",
        "rules.set": "put a voting rule into force, or end one",
    },
    "The text and the record": {
        "versions.release": "make a candidate of what is released together, publish it, put a withdrawal on record",
        "versions.send_back": "send a candidate back, with a reason",
        "alarms.end": "say what an alarm was, once all is right again; enter a head of the record that one knows",
        "errata.report": "report an error in a version",
        "errata.decide": "decide on a reported error",
    },
    "Where the chair is recused": {
        "chair": "do what is the chair's, where every chair is recused or stands: then it is the secretary's",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One act: what it is, and whether each role may, in the order of ROLES."""

    words: str
    may: tuple[bool, ...]


def table() -> dict[str, list[Line]]:
    """Every act that is not refused to everybody, by group."""
    return {
        title: [Line(words, tuple(role in ACTS[act] for role in ROLES)) for act, words in acts.items()]
        for title, acts in GROUPS.items()
    }
