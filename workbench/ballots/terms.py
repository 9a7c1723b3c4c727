"""The terms of a voting rule beside its quorum and its majority (procedure 3.1): one table says what there is to settle.

Pure. From this table rules are read, refused, said in words and asked for in the form; what is left out is as it always was, and
is not written down, so that rules of earlier days keep their fingerprints.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from workbench.ballots.conditions import bad, fraction, only

PERIOD = re.compile(r"P(?:(\d{1,4})D)?(?:T(\d{1,4})H)?")


@dataclass(frozen=True)
class Setting:
    """One thing a rule settles. `choices`: value -> sentence; or a kind of value, and a sentence with {} for it."""

    asks: str
    default: Any
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: str = "choice"
    says: str = ""


def _yes(asks: str, default: bool, yes: str, no: str) -> Setting:
    return Setting(asks, default, {"yes": yes, "no": no}, "yes")


SETTINGS: dict[str, Setting] = {
    "version": Setting("Which version of this rule is it?", 1, kind="count", says="This is version {} of the rule."),
    "roll.body": Setting("Which body votes?", "", kind="words", says="On the roll: {}."),
    "roll.count_by": Setting("What is counted?", "member", {"member": "Every member is counted by themselves."}),
    "roll.freeze": Setting("When is the roll fixed?", "open", {"open": "The roll is fixed when the ballot opens."}),
    "roll.min_electorate": Setting("How many must be left on the roll, after recusals, for it to decide?", 0, kind="count", says="With fewer than {} on the roll after recusals nobody decides: it goes to the next body."),
    "roll.observers": Setting("May others speak?", "none", {"none": "Only those on the roll vote.", "advisory": "Others may state a position; it is not counted."}),
    "affiliation.mode": Setting("What if several work for one organisation?", "none", {
        "none": "Every vote counts, whoever the voters work for.",
        "one_vote": "An organisation has one vote: if its members differ, it is void.",
        "collapse_identical": "Equal votes from one organisation count as one.",
        "seat_cap": "One organisation may hold only so many seats.",
        "min_distinct_support": "Votes for must come from several organisations.",
    }),
    "affiliation.value": Setting("How many, or what part?", "", kind="part", says="{}"),
    "weights": Setting("Do votes weigh differently?", "none", {"none": "All votes weigh the same."}),
    "window.min": Setting("How long does voting last at least?", "", kind="period", says="Voting lasts {} at least."),
    "window.max": Setting("How long does voting last at most?", "", kind="period", says="Voting lasts {} at most."),
    "window.vote": Setting("How long may members vote?", "", kind="period", says="Voting lasts {}."),
    "window.close_early": Setting("May it close early?", "all_voted", {
        "never": "It never closes before its time.", "all_voted": "It may close once everybody has voted.",
        "outcome_fixed": "It may close once no vote that is left can change the result.",
    }),
    "window.change_vote": _yes("May a vote be changed?", True, "Until the close a vote may be changed; the last one counts.", "The first vote of a member counts, and no later one."),
    "window.challenge": Setting("How long may nothing come of the result, for members to name an error in it?", "PT48H", kind="period", says="What carries is adopted {} after the result at the earliest, while members may name an error in it."),
    "window.tz": Setting("In which time zone?", "UTC", {"UTC": "Times are UTC."}),
    "recusal.effect": Setting("What does a recusal do to the quorum?", "leaves_electorate", {
        "leaves_electorate": "Who is recused is not on the roll of this ballot.",
        "counts_to_quorum": "For the quorum, and for it alone, the recused stay on the roll, and those present count as taking part.",
    }),
    "recusal.below_min": Setting("What if too few are left?", "escalate", {"escalate": "If too few are left the next body decides."}),
    "on_leave": Setting("What if a member leaves meanwhile?", "keep", {
        "keep": "Who leaves meanwhile stays on the roll.", "drop_uncast": "Who leaves meanwhile without having voted is off the roll; a cast vote stands.",
    }),
    "proxy": Setting("May a member vote for another?", "none", {"none": "Nobody votes for another.", "written": "A member may vote for one other, with a written proxy."}),
    "block.enabled": _yes("May a member block?", False, "A block stops it.", "Nobody can block it."),
    "block.needs_reason": _yes("Does a block need a reason?", True, "A block needs a reason; without one it counts as a vote against.", "A block needs no reason."),
    "block.invalid_if": Setting("When does a block not hold?", "overruled", {
        "overruled": "A block that was overruled counts as a vote against.", "no_reason": "Nobody can overrule a block.",
    }),
    "block.unblock": Setting("Who can end a block?", "council", {
        "withdrawn": "Only who raised a block ends it.", "council": "Who raised a block withdraws it, or others overrule it with reasons.",
        "override_vote": "Who raised a block withdraws it, or a vote overrules it.",
    }),
    "visibility": Setting("Who sees how anyone voted?", "roll_call", {
        "roll_call": "Names and votes are public.", "secret": "Nobody learns how anyone voted; the votes are told without names.", "tally_only": "Nobody learns how anyone voted; only the numbers are told.",
    }),
    "reveal": Setting("When are votes seen?", "after_close", {"after_close": "Nobody sees a vote before the close.", "live": "Votes are seen as they are cast."}),
    "receipt": Setting("Does a voter get a receipt?", "none", {"none": "There is no secret receipt.", "hmac": "Every voter gets a secret receipt to find their own vote with."}),
    "reviewers": Setting("How many must have read what the text would do to the decided cases, before a ballot opens?", 0, kind="count", says="Before a ballot opens {} or more members must have read what the text would do to the decided cases; the chair may open it all the same, with a reason."),
    "ratification.body": Setting("Who ratifies it?", "", kind="words", says="What carries has to be ratified by this body: {}."),
    "ratification.rule": Setting("By which rule?", "", kind="words", says="It is ratified under the rule {}."),
    "ratification.objection": Setting("How long may somebody object afterwards?", "", kind="period", says="What carries stands unless somebody objects within {}."),
}  # fmt: skip
SECTIONS = {key.partition(".")[0] for key in SETTINGS}
NAMED = ("min_distinct_support", "seat_cap")


@dataclass(frozen=True)
class Terms:
    """What a rule settles otherwise than usual, by the names of SETTINGS."""

    set: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, key: str) -> Any:
        return dict(self.set).get(key, SETTINGS[key].default)

    @property
    def cap(self) -> Fraction | None:
        """The number or the part that the affiliation mode speaks of."""
        return Fraction(self["affiliation.value"]) if self["affiliation.mode"] in NAMED else None

    def data(self) -> dict[str, Any]:
        """As it stands in a rule, without what is usual."""
        found: dict[str, Any] = {}
        for key, value in self.set:
            section, _, name = key.partition(".")
            if name:
                found.setdefault(section, {})[name] = value
            else:
                found[section] = value
        return found

    def sentences(self) -> list[str]:
        """What is settled otherwise than usual, a sentence each."""
        found = [
            (key, told(SETTINGS[key], value)) for key, value in self.set if key not in ("version", "affiliation.value")
        ]
        number = f": {self['affiliation.value']}." if self["affiliation.value"] else "."
        return [f"{said[:-1]}{number}" if key == "affiliation.mode" else said for key, said in found]


def told(setting: Setting, value: Any) -> str:
    """What this value of a setting means."""
    if setting.choices:
        return setting.choices["yes" if value is True else "no" if value is False else value]
    if setting.kind == "period" and not hours(value):
        return "What carries may be adopted at once."
    return setting.says.format(lasting(value) if setting.kind == "period" else value)


def read(place: str, table: Mapping[str, Any]) -> Terms:
    """The terms in a rule's table; every other key of it is somebody else's. A Refusal names the place."""
    found: dict[str, Any] = {}
    for section in SECTIONS & table.keys():
        if section in SETTINGS:
            given = {section: table[section]}
        elif table[section] is None:
            continue
        elif not isinstance(table[section], Mapping):
            raise bad(f"{place}.{section}", "this must be a table, such as { … = … }")
        else:
            given = {f"{section}.{name}": value for name, value in table[section].items()}
        only(f"{place}.{section}", given, SETTINGS)
        for key, value in given.items():
            if value is not None:
                found[key] = _value(f"{place}.{key}", SETTINGS[key], value)
    terms = Terms(tuple((key, found[key]) for key in SETTINGS if key in found and found[key] != SETTINGS[key].default))
    _together(place, terms)
    return terms


def _value(place: str, setting: Setting, value: Any) -> Any:
    if setting.kind == "yes":
        if not isinstance(value, bool):
            raise bad(place, "write true or false")
        return value
    if setting.kind == "count":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise bad(place, "this must be a whole number such as 0 or 3")
        return value
    if setting.kind == "part":
        return str(fraction(place, value)) if value != "" else ""
    if not isinstance(value, str) or (setting.choices and value not in setting.choices):
        raise bad(place, f"choose one of {', '.join(setting.choices)}" if setting.choices else "this must be in words")
    if setting.kind == "period" and value:
        hours(value, place)
    return value


def _together(place: str, terms: Terms) -> None:
    """Refuse settings that cannot stand beside each other."""
    mode, value = terms["affiliation.mode"], terms["affiliation.value"]
    if (mode in NAMED) != (value != ""):
        raise bad(f"{place}.affiliation.value", f"give a number with {' or '.join(NAMED)}, and with nothing else")
    if value and Fraction(value) <= 0:
        raise bad(f"{place}.affiliation.value", "this must be greater than nought")
    if terms["version"] < 1:
        raise bad(f"{place}.version", "versions count from 1")
    if terms["window.min"] and terms["window.max"] and hours(terms["window.min"]) > hours(terms["window.max"]):
        raise bad(f"{place}.window.max", "this is less than window.min")
    if terms["window.vote"] and terms["window.max"] and hours(terms["window.vote"]) > hours(terms["window.max"]):
        raise bad(f"{place}.window.vote", "this is more than window.max")
    if terms["window.vote"] and terms["window.min"] and hours(terms["window.vote"]) < hours(terms["window.min"]):
        raise bad(f"{place}.window.vote", "this is less than window.min")
    if terms["ratification.body"] and terms["ratification.objection"]:
        raise bad(f"{place}.ratification", "name a body or a time for objections, not both")
    if terms["ratification.rule"] and not terms["ratification.body"]:
        raise bad(f"{place}.ratification.rule", "name the body that ratifies by it, too")


def hours(period: str, place: str = "rule") -> int:
    """How many hours a period such as P14D, PT72H or P1DT12H has."""
    found = PERIOD.fullmatch(period)
    if found is None or period in ("P", "PT") or period.endswith("T"):
        raise bad(place, f"“{period}” is no period; write days or hours like P14D or PT72H")
    return 24 * int(found[1] or 0) + int(found[2] or 0)


def lasting(period: str) -> str:
    """“14 days”, “72 hours”, “1 day”."""
    total = hours(period)
    number, unit = (total // 24, "day") if total % 24 == 0 else (total, "hour")
    return f"{number} {unit}{'s' if number != 1 else ''}"
