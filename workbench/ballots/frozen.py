"""A rule that ballots were held under changes only by its own threshold (procedure 3.1): its successor names the ballot that carried it.

What the members voted on names the new rule by a mark, in the rationale of the proposal or in its text. A rule under which nobody has
voted is the chair's to put right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import known, motions, presence, queries, rules, seating, second, secrecy, tally, waits
from workbench.ballots.models import Ballot, RuleVersion
from workbench.ballots.possible import AnyRule
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.proposals.models import CLASSES, Proposal

# What a rule is called, and which version it is, decides nothing.
WORDS = ("title", "explain", "version")
# The class of the changes that a ballot decides under a rule of its own and, beside it, by the rule that changes.
PROCEDURE = "procedure"


def essence(table: Mapping[str, Any]) -> dict[str, Any]:
    """What decides in a rule."""
    return {key: value for key, value in table.items() if key not in WORDS}


def mark(rule: AnyRule | None, name: str) -> str:
    """The words by which a proposal names a new rule, or the end of one."""
    return f"rule {name} {rules.fingerprint(essence(rule.data()))}" if rule else f"rule {name} ends"


def last(session: Session, name: str) -> Ballot | None:
    """The last ballot that was opened under the rule of this name."""
    query = select(Ballot).where(col(Ballot.rule)["name"].as_string() == name)
    return session.exec(query.order_by(col(Ballot.no).desc()).limit(1)).first()


def guards(session: Session, committee: Committee, rule: AnyRule | None, name: str) -> dict[str, AnyRule]:
    """The rules in force and in use that this would change: the one of its name, or those for the same classes of change."""
    found = {}
    for other, one in known.of(session, committee).items():
        shares = rule is not None and bool({*rule.for_classes} & {*one.for_classes})
        is_changed = rule is None or essence(rule.data()) != essence(one.data())
        if (other == name and is_changed or other != name and shares) and last(session, other):
            found[other] = one
    return {name: found[name]} if name in found else found


def mandate(session: Session, committee: Committee, rule: AnyRule | None, name: str, ballot: int | None) -> int | None:
    """The ballot that decided it, where one has to; a Refusal says which it would take."""
    held = guards(session, committee, rule, name)
    if not held:
        return None
    told, words = " or ".join(f"“{one.title}”" for one in held.values()), mark(rule, name)
    found, carrying = session.get(Ballot, ballot) if ballot else None, _carrying(session, committee, held)
    if found is None or not found.proposal_no or found.outcome != "adopted" or found.rule["name"] not in carrying:
        under = "it" if carrying.keys() == held.keys() else " or ".join(f"“{one.title}”" for one in carrying.values())
        raise Refusal(
            f"Ballots were held under the rule {told}, so only a ballot that carried under {under} changes it, or puts another for the same changes beside it. File a proposal whose "
            f"rationale, or text, has the line “{words}”, and name its ballot here once it has carried.", field="ballot",
        )  # fmt: skip
    if found.rule["name"] not in held:
        for one in held.values():
            _by_its_own(session, found, one)
    if not says(session, found, words):
        raise Refusal(f"Ballot {found.no} was not on this rule: neither the rationale nor the text has the line “{words}”.", field="ballot")  # fmt: skip
    motions.settled(session, found)
    waits.over(session, found, db.now())
    if not second.is_whole(session, found):
        raise Refusal(f"Ballot {found.no} carried it, and it has to be ratified first.", field="ballot", status=409)
    return found.no


def _carrying(session: Session, committee: Committee, held: dict[str, AnyRule]) -> dict[str, AnyRule]:
    """The rules under which a proposal changes these: those for changes of the procedure or, where the committee has none, they themselves;
    as no proposal comes to a vote under a rule for findings alone, those for changes of scope."""
    every = known.of(session, committee)
    if own := {n: one for n, one in every.items() if isinstance(one, rules.Rule) and PROCEDURE in one.for_classes}:
        return dict(own)
    usable = {name: one for name, one in held.items() if {*one.for_classes} & {*CLASSES}}
    return usable or {name: one for name, one in every.items() if "scope" in one.for_classes}


def counts_by(session: Session, ballot: Ballot, rule: AnyRule) -> str:
    """What the votes of a ballot give under another rule on one question, in words; empty where they carry, and of a rule that counts
    otherwise: a ranking, or a sign-off with its periods. A vote against holds without a reason, too: nobody was asked for one, and the record
    tells of none."""
    if not isinstance(rule, rules.Rule) or rule.method == "signoff" or rule.seats:
        return ""
    members = seating.seats(session, ballot, queries.roll(session, ballot))
    cast = [replace(one, reason=one.reason or "unasked") for one in queries.cast(session, ballot)]
    found = tally.tally(rule, cast, members, presence.held(session, ballot))
    return "" if found.outcome == "adopted" else found.because


def _by_its_own(session: Session, ballot: Ballot, rule: AnyRule) -> None:
    """Refuse what a ballot on the procedure carried and the rule that it changes would not have: both hold (procedure 3.3)."""
    if secrecy.is_secret(ballot):
        raise Refusal(
            f"Ballot {ballot.no} was secret, so nobody can count its votes by the rule “{rule.title}”, which has to hold, too. Hold another one "
            "under a rule by which votes are public.", field="ballot", status=409,
        )  # fmt: skip
    if because := counts_by(session, ballot, rule):
        raise Refusal(
            f"Ballot {ballot.no} carried, but not by the rule that it changes: by “{rule.title}” its votes give this: {because}", field="ballot",
            status=409,
        )  # fmt: skip


def says(session: Session, ballot: Ballot, words: str) -> bool:
    """Whether what a ballot carried has these words, on a line of their own."""
    if not ballot.proposal_no:
        return False
    proposal = session.get_one(Proposal, ballot.proposal_no)
    texts = (proposal.rationale, *queries.documents(session, ballot).values())
    alone = re.compile(rf"(?m)^[\s>*`-]*{re.escape(words)}[\s.*`]*({{#[^}}\n]*}})?\s*$")
    return any(alone.search(text) for text in texts)


def as_used(session: Session, rule: AnyRule) -> None:
    """Refuse a ballot under a rule that the committee's file has changed since ballots were held under it."""
    before = last(session, rule.name)
    if before is None or essence(before.rule) == essence(rule.data()):
        return
    made = known.newest(session).get(rule.name)
    if made is None or not made.in_force or essence(made.rule) != essence(rule.data()):
        raise Refusal(
            f"The rule “{rule.title}” is not the one that ballot {before.no} was held under: it was changed in the committee's file. "
            "Put it back there; a ballot under the rule as it was changes it, on the page of the voting rules.", field="rule",
        )  # fmt: skip


def unfounded(session: Session, made: RuleVersion) -> bool:
    """Whether a rule in use was changed without a ballot that carried it under that rule."""
    if made.ballot_no:
        found = session.get_one(Ballot, made.ballot_no)
        words = f"rule {made.name} {rules.fingerprint(essence(made.rule)) if made.in_force else 'ends'}"
        if (
            found.rule["name"] != made.name
            and PROCEDURE in found.rule.get("for_classes", ())
            and _was(session, made, found)
        ):
            return True
        return found.outcome != "adopted" or not second.is_whole(session, found) or not says(session, found, words)
    query = select(Ballot).where(col(Ballot.rule)["name"].as_string() == made.name, col(Ballot.opens_at) < made.made_at)
    used = session.exec(query.order_by(col(Ballot.no).desc()).limit(1)).first()
    before = session.get(RuleVersion, (made.name, made.version - 1))
    if used is None or (before and not before.in_force):
        return False
    return not made.in_force or essence((before or used).rule) != essence(made.rule)


def _was(session: Session, made: RuleVersion, carried: Ballot) -> str:
    """What the rule that this one changed makes of the votes that carried the change; empty where it was not in use, or they carry."""
    used = last(session, made.name)
    before = session.get(RuleVersion, (made.name, made.version - 1))
    if used is None or used.opens_at > made.made_at or before and not before.in_force:
        return ""
    table = before.rule if before else used.rule
    return "" if rules.is_ranked(table) else counts_by(session, carried, rules.read(made.name, table))
