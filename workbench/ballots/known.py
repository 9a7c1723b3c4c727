"""The rules of a committee as its ballots know them: presets written out, and which of them a ballot here can be held under.

What a rule asks and this workbench cannot do is said before a ballot opens: a rule is never half kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import positions, possible, presets, ranked_rules, rules, terms
from workbench.ballots.models import RuleVersion
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.proposals.models import CLASSES

AnyRule = rules.Rule | ranked_rules.Rule
# What a rule may settle otherwise than usual without a ballot here being any different.
HARMLESS = {"version", "roll.body", "roll.observers", "roll.min_electorate", "recusal.effect", "on_leave", "block.unblock", "block.enabled", "block.needs_reason",
            "block.invalid_if", "window.vote", "window.min", "window.max", "window.close_early", "window.change_vote", "window.challenge", "affiliation.mode", "affiliation.value",
            "ratification.body", "ratification.rule", "ratification.objection", "visibility", "receipt", "reviewers"}  # fmt: skip
# What a rule is for beside the classes of change: the findings in a case; and the procedure where the committee has no such rule.
FINDINGS = "finding"
USUAL = "committee-finding"
# What an election here does not know, whatever other ballots do.
NOT_COUNTED = {"P": "who is present", "M": "the votes on other items"}
NOT_IN_ELECTIONS = {"visibility", "reveal", "receipt", "proxy"}
UNKNOWN = {"M": "the votes on other items"}


def of_file(committee: Committee) -> dict[str, AnyRule]:
    """Every rule in the committee's file, by its name. A Refusal names the place of one that cannot be right."""
    return _read(presets.expanded(committee.rules))


def of(session: Session, committee: Committee) -> dict[str, AnyRule]:
    """Every rule of the committee by its name: those of its file, and before them what was put into force here."""
    tables = presets.expanded(committee.rules)
    for made in newest(session).values():
        tables.pop(made.name, None)
        if made.in_force:
            tables[made.name] = made.rule
    return _read(tables)


def newest(session: Session) -> dict[str, RuleVersion]:
    """What was put into force here, by name: the newest version of each."""
    order = select(RuleVersion).order_by(col(RuleVersion.name), col(RuleVersion.version))
    return db.once(session, "newest rules", lambda: {made.name: made for made in session.exec(order)})


def _read(tables: dict[str, Any]) -> dict[str, AnyRule]:
    return {**rules.read_all(tables, (*CLASSES, FINDINGS)), **ranked_rules.read_all(tables, CLASSES)}


def single(session: Session, committee: Committee) -> dict[str, rules.Rule]:
    """The rules for a ballot of the committee on one question, those alone that a ballot can be held under."""
    every = of(session, committee)
    return {
        name: one
        for name, one in every.items()
        if isinstance(one, rules.Rule)
        and one.terms["roll.body"] not in committee.bodies
        and not is_election(one)
        and not obstacles(one, every, committee)
    }


def for_elections(session: Session, committee: Committee) -> dict[str, AnyRule]:
    """The rules by which a ballot of the committee fills seats, those alone that one can be held under."""
    every = of(session, committee)
    own = {name: one for name, one in every.items() if is_election(one)}
    return {name: one for name, one in own.items() if not obstacles(one, every, committee)}


def is_election(rule: AnyRule) -> bool:
    """Whether it fills seats, and decides on no text."""
    return rules.is_election(rule.data())


def fitting(session: Session, committee: Committee, claimed: str) -> dict[str, rules.Rule]:
    """Those of them for a change of this class."""
    return {name: one for name, one in single(session, committee).items() if claimed in one.for_classes}


def for_versions(session: Session, committee: Committee, claimed: str) -> dict[str, rules.Rule]:
    """The rules for a ballot on a version, of which this is the highest class: those for a change of that class, but where a tie is the
    chair's to break, as there is no text that the chair could vote for. What changed the typography alone is voted on like what is editorial."""
    fit = fitting(session, committee, "editorial" if claimed == "typographic" else claimed)
    return {name: one for name, one in fit.items() if not one.tie.startswith("chair")}


def for_findings(session: Session, committee: Committee) -> dict[str, rules.Rule]:
    """The rules for a ballot on the findings in a case: the committee's own or, where it has none, the usual one."""
    usable = {name: one for name, one in single(session, committee).items() if FINDINGS in one.for_classes}
    own = {name: one for name, one in usable.items() if _fits_findings(one)}
    return own or {USUAL: rules.read(USUAL, presets.one({"preset": USUAL}))}


def ranked(session: Session, committee: Committee) -> dict[str, ranked_rules.Rule]:
    """The rules for a ranked ballot, those alone that a ballot can be held under."""
    every = of(session, committee)
    return {
        name: one
        for name, one in every.items()
        if isinstance(one, ranked_rules.Rule)
        and one.terms["roll.body"] not in committee.bodies
        and not is_election(one)
        and not obstacles(one, every, committee)
    }


def for_blocs(session: Session, committee: Committee) -> dict[str, rules.Rule]:
    """The rules for ballots that are opened together: those of `single` that are not secret."""
    return {name: one for name, one in single(session, committee).items() if one.terms["visibility"] == "roll_call"}


def ratified_under(rule: AnyRule, every: Mapping[str, AnyRule], committee: Committee) -> rules.Rule | str | None:
    """The rule by which another body ratifies what carries under this one; None: none does. A sentence says why it cannot be."""
    body, name = rule.terms["ratification.body"], rule.terms["ratification.rule"]
    if not body:
        return None
    if body not in committee.bodies:
        return f"It wants its results ratified by “{body}”: the committee's file names no such body, as [bodies.{body}] would."
    own = [one for one in every.values() if one.terms["roll.body"] == body]
    found = every.get(name) if name else own[0] if len(own) == 1 else None
    title = committee.bodies[body]
    if found is None:
        return (
            f"It does not say by which of the committee's rules {title} ratifies: name it, or have one with "
            f"roll = {{ body = “{body}” }}."
        )
    is_open = found.terms["visibility"] == "roll_call"
    is_fit = (
        is_open
        and isinstance(found, rules.Rule)
        and not found.seats
        and not found.terms["reviewers"]
        and not obstacles(found, {}, committee)
    )
    is_fit = is_fit and not found.tie.startswith("chair")
    if not is_fit or found.terms["roll.body"] not in ("", body) or found.data().get("ratification"):
        return (
            f"{title} cannot ratify by the rule “{found.title}”: that has to be a rule on one question that ballots here can be "
            "held under, with names beside the votes, without a casting vote, a further stage or readers of cases, and of no other body."
        )
    return found if isinstance(found, rules.Rule) else None


def owes(rule: AnyRule, every: Mapping[str, AnyRule], committee: Committee) -> dict[str, Any]:
    """What has to follow when a ballot under this rule carries, as its statement fixes it; empty: nothing. Refused where it cannot."""
    if rule.terms["ratification.objection"]:
        return {"objection": rule.terms["ratification.objection"]}
    found = ratified_under(rule, every, committee)
    if isinstance(found, str):
        raise Refusal(f"No ballot can be held here under the rule “{rule.title}”. {found}", field="rule")
    if found is None:
        return {}
    return {"body": rule.terms["ratification.body"], "rule": found.data(), "rule_sha256": found.sha256}


def obstacles(
    rule: AnyRule, every: Mapping[str, AnyRule] | None = None, committee: Committee | None = None
) -> list[str]:
    """Why no ballot can be held here under this rule, a sentence each; none where one can. `every`: the rules of the committee,
    among which is the one by which another body ratifies."""
    second = ratified_under(rule, every or {}, committee) if committee else None
    found = [second] if isinstance(second, str) else []
    found += [f"It settles this otherwise than ballots here: {said}" for said in _unusual(rule)]
    found += _secret(rule, committee)
    if is_election(rule):
        return found + _of_election(rule)
    if isinstance(rule, ranked_rules.Rule):
        return found
    if rule.for_classes == (FINDINGS,) and not _fits_findings(rule):
        found.append(
            "It is for findings, and a ballot on those has no sign-off, no block, no second stage, no readers of cases, and no tie but one that fails."
        )
    if rule.method == "signoff" and rule.terms["on_leave"] == "drop_uncast":
        found.append("It is a sign-off that who leaves could complete by leaving.")
    if rule.method == "signoff" and (
        not rule.terms["window.change_vote"] or rule.terms["window.close_early"] == "outcome_fixed"
    ):
        found.append("It is a sign-off, which may be taken back until its last period is over, and ends with that.")
    if rule.method == "signoff" and "P" in possible.named(rule):
        found.append("It is a sign-off, at which nobody is present or absent, and asks who is.")
    if rule.method == "signoff" and positions.is_own(rule):
        found.append("It is a sign-off with other positions than a sign-off here.")
    names = possible.named(rule)
    found += [f"It asks {what}, which ballots here do not know." for name, what in UNKNOWN.items() if name in names]
    unnamed = sorted(parts(rule) - (committee.parts.keys() if committee else set()))
    found += [
        f"It counts the part “{name}” of the roll: the committee's file names none, as [parts.{name}] would."
        for name in unnamed
    ]
    return found


def _secret(rule: AnyRule, committee: Committee | None) -> list[str]:
    """What cannot be kept together with a secret: all that asks who voted how."""
    terms = rule.terms
    if terms["visibility"] == "roll_call":
        return [] if terms["receipt"] == "none" else ["It gives secret receipts, and its ballots are not secret."]
    conditions = [*rule.quorum, *(one for group in getattr(rule, "passes", ()) for one in group)]
    body = terms["roll.body"]
    kept = {
        "It is secret, and only ballots by approval and ranked ones are here.": getattr(rule, "method", "ranked") not in ("approval", "ranked"),
        "It is secret, and who holds the vote of another would know it.": terms["proxy"] != "none",
        "It is secret, and a block says whose it is.": bool(terms["block.enabled"]),
        "It is secret, and names positions of its own.": isinstance(rule, rules.Rule) and positions.is_own(rule),
        "It is secret, and who is present, or belongs to a part of the roll, may not count then.": terms["recusal.effect"] != "leaves_electorate" or any(name == "P" or "@" in name for name in possible.named(rule)),
        "It is secret, and for whom a voter works may not count then.": terms["affiliation.mode"] != "none" or any("G" in one.names for one in conditions),
        "It is secret, and closes with the vote that fixes its outcome: that vote would tell.": terms["window.close_early"] == "outcome_fixed",
        "It is secret, and lots are drawn here from votes with names.": rule.tie == "random_recorded",
        "It is secret, and the votes on findings are public.": FINDINGS in getattr(rule, "for_classes", ()),
        "It is secret, and the votes of a body that ratifies are public.": bool(committee and body in committee.bodies),
        "It gives receipts to find one's vote with, and tells only the numbers.": terms["visibility"] == "tally_only" and terms["receipt"] == "hmac",
    }  # fmt: skip
    return [said for said, is_so in kept.items() if is_so]


def _of_election(rule: AnyRule) -> list[str]:
    """What an election here does not have, a sentence each."""
    names = {name for condition in rule.quorum for name in condition.names}
    asks = {
        "It has another body vote, and in elections here the committee does.": bool(rule.terms["roll.body"]),
        "It counts a part of the roll by itself.": any("@" in name for name in names),
        "It ranks the text as it stands beside those who stand.": getattr(rule, "default", "none") != "none",
        "It is for classes of change, and an election changes no text.": bool(rule.for_classes),
        "It has a second stage, and nobody ratifies an election.": bool(rule.data().get("ratification")),
        "It lets members block, and nobody blocks an election.": bool(rule.terms["block.enabled"]),
        "It asks for support from several organisations, which an election does not count.": rule.terms["affiliation.mode"] == "min_distinct_support",
        "It lets the chair break a tie only if they have not voted: in an election they do, or nobody does.": rule.tie == "chair_if_not_voted",
        "It closes once its outcome is fixed, which is not looked for in an election.": rule.terms["window.close_early"] == "outcome_fixed",
        "It knows other positions than approvals.": isinstance(rule, rules.Rule) and rule.positions != rules.usual(rule.method, rule.terms),
    }  # fmt: skip
    asked = [
        f"It asks {what}, which elections here do not know." for name, what in NOT_COUNTED.items() if name in names
    ]
    set_ = [
        terms.told(terms.SETTINGS[key], value) for key, value in rule.terms.set if key in NOT_IN_ELECTIONS & HARMLESS
    ]
    asked += [f"It settles this otherwise than elections here: {said}" for said in set_]
    return [*(said for said, is_so in asks.items() if is_so), *asked]


def parts(rule: AnyRule) -> set[str]:
    """The parts of the roll that a rule counts by themselves."""
    return {name.partition("@")[2] for name in possible.named(rule)} - {"", "all"}


def divided(rule: AnyRule, sitting: Mapping[str, object]) -> None:
    """Refuse a ballot under a rule that counts a part of the roll to which nobody belongs. `sitting`: the parts that have somebody."""
    if empty := sorted(parts(rule) - sitting.keys()):
        raise Refusal(
            f"The rule “{rule.title}” counts the part “{empty[0]}” of the roll, and nobody on it belongs there: say who does on the page of "
            "the bodies first.", field="rule",
        )  # fmt: skip


def _fits_findings(rule: rules.Rule) -> bool:
    is_whole = not rule.data().get("ratification") and not rule.terms["block.enabled"] and not rule.terms["reviewers"]
    return rule.tie == "fails" and rule.method in ("approval", "consent") and is_whole


def _unusual(rule: AnyRule) -> list[str]:
    harmless = HARMLESS | ({"proxy"} if getattr(rule, "method", "ranked") in ("approval", "consent") else set())
    kept = type(rule.terms)(tuple((key, value) for key, value in rule.terms.set if key not in harmless))
    return kept.sentences()


def held(rule: AnyRule, every: Mapping[str, AnyRule], committee: Committee) -> AnyRule:
    """This rule, if a ballot of the committee can be held under it; otherwise a Refusal that says why not."""
    if rule.terms["roll.body"] in committee.bodies:
        raise Refusal(f"Under the rule “{rule.title}” votes {committee.bodies[rule.terms['roll.body']]}.", field="rule")
    if is_election(rule):
        raise Refusal(
            f"The rule “{rule.title}” is for an election, which is opened from the page of the ballots.", field="rule"
        )
    if against := obstacles(rule, every, committee):
        raise Refusal(f"No ballot can be held here under the rule “{rule.title}”. {' '.join(against)}", field="rule")
    return rule
