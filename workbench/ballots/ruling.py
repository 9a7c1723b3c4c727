"""Voting rules put into force: a new version stands on the record with its reason, and no ballot that has opened notices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, func, select

from workbench.ballots import formats, frozen, known, notation, terms
from workbench.ballots.actions import moment
from workbench.ballots.models import RuleVersion
from workbench.ballots.possible import AnyRule
from workbench.config import Committee
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.minutes import record as minutes
from workbench.proposals.models import CLASSES

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


# What the form asks beside the conditions, the roll and the second stage, in the words of terms.SETTINGS.
ASKED = (
    "reviewers", "window.vote", "window.min", "window.max", "window.close_early", "window.change_vote", "window.challenge", "visibility", "reveal", "receipt",
    "recusal.effect", "on_leave", "proxy", "affiliation.mode", "affiliation.value", "block.enabled", "block.needs_reason", "block.invalid_if",
    "block.unblock", "roll.observers",
)  # fmt: skip


def drafted(base: Mapping[str, Any], *, name: str, title: str, explain: str, classes: list[str], quorum: str, passes: str,
            least: int, body: str | None = None, second: str | None = None, objection: int = 14,
            tie: str = "", seats: int | None = None, settled: Mapping[str, str] | None = None) -> AnyRule:  # fmt: skip
    """The rule that these words make of a base; a Refusal names the field that cannot be right. `settled`: by the names of ASKED, as typed;
    what is not in it is as in the base, and so are `tie` and `seats` where they are left out."""
    if not NAME.fullmatch(name):
        raise Refusal("A rule is named by small letters, digits and hyphens, such as large-changes.", field="name")
    table = dict(base) | {"name": name, "title": title.strip() or name, "explain": explain.strip()}
    if unknown := [one for one in classes if one not in (*CLASSES, known.FINDINGS)]:
        raise Refusal(f"There is no class of change called “{unknown[0]}”.", field="classes")
    if table.get("method") != "ranked":
        table["for_classes"] = classes
    if table.get("method", "approval") == "approval" and not table.get("seats"):
        table |= {"quorum": _of("quorum", notation.lines, quorum), "pass": _of("passes", notation.groups, passes)}
    if tie:
        table["tie"] = tie
    if seats is not None:
        table["seats"] = seats
        table = {key: value for key, value in table.items() if key != "pass" or not seats}
    table["roll"] = dict(table.get("roll") or {}) | {"min_electorate": least} | ({} if body is None else {"body": body})
    if second is not None:
        table["ratification"] = _second(second, objection)
    for key, typed in (settled or {}).items():
        if key in ASKED:
            _settle(table, key, typed)
    try:
        return formats.rule(table)
    except Refusal as no:
        raise Refusal(str(no), field=_field(str(no))) from no


def _settle(table: dict[str, Any], key: str, typed: str) -> None:
    """One thing that the form asks, in the table of a rule."""
    setting, (section, _, name) = terms.SETTINGS[key], key.partition(".")
    value: Any = typed.strip()
    if setting.kind == "yes":
        value = value == "yes"
    elif setting.kind == "count":
        if not value.isdecimal() or len(value) > 3:
            raise Refusal("Give a whole number such as 0 or 3.", field=f"set-{key}")
        value = int(value)
    if not name:
        table[section] = value
        return
    inner = dict(table.get(section) or {}) | {name: value}
    table[section] = {one: said for one, said in inner.items() if said != ""}


def _field(said: str) -> str:
    """Beside which field of the form a refusal of the rule belongs: it names the place."""
    place = (*said.split(": "), "")[1]
    asked = next((f"set-{key}" for key in ASKED if place.endswith(f".{key}")), "")
    known_fields = {"pass": "passes", "quorum": "quorum", "tie": "tie", "seats": "seats"}
    return asked or next((field for part, field in known_fields.items() if f".{part}" in place), "form")


def _second(second: str, days: int) -> dict[str, str]:
    """What follows when it carries, as the table of a rule has it; `second` as the form sends it."""
    body, _, name = second.partition(":")
    if second == "objection":
        return {"objection": f"P{days}D"}
    return {key: value for key, value in (("body", body), ("rule", name)) if value}


def _of(field: str, read: Any, text: str) -> Any:
    try:
        return read(text)
    except Refusal as no:
        raise Refusal(str(no), field=field) from no


def put(
    session: Session, actor: Member, rule: AnyRule, *, committee: Committee, reason: str, ballot: int | None = None
) -> RuleVersion:  # fmt: skip
    """Put a rule into force, as the next version of its name; where the rule it changes is in use, by the ballot that carried it.
    Ballots that are open keep the copy that they took."""
    permissions.require(actor, "rules.set")
    before = known.of(session, committee).get(rule.name)
    if before and same(before) == same(rule):
        raise Refusal("This is the rule that is in force already. Change something first.", field="form")
    carried = frozen.mandate(session, committee, rule, rule.name, ballot)
    return _write(session, actor, rule.data(), before, reason, ballot=carried, in_force=True)


def end(
    session: Session, actor: Member, name: str, *, committee: Committee, reason: str, ballot: int | None = None
) -> RuleVersion:  # fmt: skip
    """From now on the committee has no rule of this name; of one in use the ballot is named that carried this."""
    permissions.require(actor, "rules.set")
    before = known.of(session, committee).get(name)
    if before is None:
        raise Refusal(f"There is no rule “{name}” in force.", status=404)
    carried = frozen.mandate(session, committee, None, name, ballot)
    return _write(session, actor, before.data(), before, reason, ballot=carried, in_force=False)


def _write(
    session: Session,
    actor: Member,
    table: dict[str, Any],
    before: AnyRule | None,
    reason: str,
    *,
    ballot: int | None,
    in_force: bool,
) -> RuleVersion:
    if not reason.strip():
        raise Refusal("Say what the committee decided, and where that is written down.", field="reason")
    name = str(table["name"])
    last = session.exec(select(func.max(RuleVersion.version)).where(col(RuleVersion.name) == name)).one() or 0
    version = max(last, before.terms["version"] if before else 0) + 1
    rule = formats.rule({**table, "version": version})
    made = RuleVersion(
        name=name, version=version, rule=rule.data(), rule_sha256=rule.sha256, in_force=in_force, reason=reason.strip(),
        made_by=actor.id or 0, made_at=moment(session), ballot_no=ballot,
    )  # fmt: skip
    session.add(made)
    minutes.record(session, actor, "rules.set" if in_force else "rules.end", made, made)
    return made


def same(rule: AnyRule) -> dict[str, Any]:
    return {key: value for key, value in rule.data().items() if key != "version"}
