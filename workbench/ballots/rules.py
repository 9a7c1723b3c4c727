"""Voting rules as data (procedure 3.1): read, refused when they cannot be right, said in words, hashed.

Pure: nothing here knows a ballot, a database or a page. Approval, consent and sign-off are here, ranked ballots are in
ranked_rules.py; what a rule does not know is refused, never ignored. What is usual is not written down: so a rule of earlier days
has the fingerprint that it always had.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from workbench.ballots import terms as conduct
from workbench.ballots.conditions import Condition, among, bad, conditions, listed, only, strings
from workbench.ballots.terms import Terms

METHODS = {
    "approval": "Members vote for, against, or abstain.",
    "consent": "Silence is assent: it carries unless somebody objects.",
    "signoff": "Members sign off on it.",
}
# What a position counts as. `against_with_reason` counts against if a reason came with it, and is not counted otherwise.
CLASSES = {"for": "F", "against": "A", "abstain": "S", "block": "B", "against_with_reason": "A"}
USUAL = {
    "approval": (("for", "for"), ("against", "against"), ("abstain", "abstain")),
    "consent": (("for", "for"), ("abstain", "abstain"), ("against", "block"), ("block", "block")),
    "signoff": (("for", "for"), ("abstain", "abstain"), ("block", "block")),
}
TIES = {
    "fails": "A tie fails: the text stays as it is.",
    "chair_casting": "At a tie the chair decides within seven days, in the open; without that the text stays as it is.",
    "chair_if_not_voted": "At a tie the chair decides if they have not voted; otherwise the text stays as it is.",
    "random_recorded": "At a tie a draw decides, and is put on record.",
    "report": "A tie is reported, and nothing is decided.",
}
OF_SEATS = {
    "fails": "At a tie what is left of the seats stays empty.",
    "chair_casting": "At a tie the chair decides within seven days, in the open; without that what is left of the seats stays empty.",
    "chair_if_not_voted": "At a tie the chair decides if they have not voted; otherwise what is left of the seats stays empty.",
    "random_recorded": "At a tie a draw decides, and is put on record.",
    "report": "A tie is reported, and what is left of the seats stays empty.",
}
KEYS = {
    "title", "for_classes", "explain", "quorum", "pass", "tie", "method", "positions", "min_support", "stages", "seats",
    *conduct.SECTIONS,
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What must hold for a ballot to count (`quorum`, all of it) and to carry (`passes`, one whole group of it)."""

    name: str
    title: str
    for_classes: tuple[str, ...]
    quorum: tuple[Condition, ...]
    passes: tuple[tuple[Condition, ...], ...]
    tie: str
    explain: str
    method: str = "approval"
    # label -> what it counts as
    positions: tuple[tuple[str, str], ...] = USUAL["approval"]
    # of a consent ballot: the least number of votes for
    min_support: int = 0
    # of a sign-off: how long the last period for comments is
    comment: str = ""
    # of an election: how many are elected
    seats: int = 0
    terms: Terms = field(default_factory=Terms)

    @property
    def blocks(self) -> bool:
        """Whether one member can stop it."""
        return self.method != "approval" or bool(self.terms["block.enabled"])

    @property
    def groups(self) -> tuple[tuple[Condition, ...], ...]:
        """`passes`, each with the support from several organisations that the rule may ask for."""
        if self.terms["affiliation.mode"] != "min_distinct_support":
            return self.passes
        several = Condition(("G",), ">=", Fraction(0), (), self.terms.cap or Fraction(0))
        return tuple((*group, several) for group in self.passes or ((),))

    def data(self) -> dict[str, Any]:
        """What a ballot keeps of its rule, and what is hashed: `read(name, rule.data())` gives the rule back."""
        unusual: dict[str, Any] = {"method": self.method} if self.method != "approval" else {}
        if self.positions != usual(self.method, self.terms):
            unusual["positions"] = dict(self.positions)
        for key, value in (("min_support", self.min_support), ("seats", self.seats)):
            unusual |= {key: value} if value else {}
        if self.comment:
            unusual["stages"] = [{"comment": self.comment}]
        return {
            "name": self.name, "title": self.title, "for_classes": list(self.for_classes), "explain": self.explain,
            "quorum": [condition.data() for condition in self.quorum],
            "pass": [[condition.data() for condition in group] for group in self.passes], "tie": self.tie,
        } | unusual | self.terms.data()  # fmt: skip

    @property
    def sha256(self) -> str:
        return fingerprint(self.data())

    def sentences(self) -> list[str]:
        """The rule in words, a sentence for each thing it asks."""
        said = [METHODS[self.method]] if self.method != "approval" else []
        said += ["Members vote for as many of those who stand as they like."] if self.seats else []
        said += [f"It counts if {condition}." for condition in self.quorum]
        if self.method != "consent":
            said += [] if self.quorum else ["It counts however few vote."]
            said += ["It is stopped while a block stands."] if self.blocks else []
        if self.min_support:
            said.append(f"At least {self.min_support} must vote for it.")
        groups = [" and ".join(str(condition) for condition in group) for group in self.groups]
        if self.seats:
            said.append(f"Elected are the {self.seats} with the most votes.")
        elif groups:
            said.append(f"It carries if {'; or if '.join(groups)}.")
        if self.comment:
            said.append(
                f"Then it is open for comments for {conduct.lasting(self.comment)}; a new block begins it again."
            )
        can_tie = bool(groups) or bool(self.seats)
        tie = (OF_SEATS if self.seats else TIES)[self.tie]
        if self.for_classes == ("finding",):
            tie = tie.replace("the text stays as it is", "the findings do not stand")
        return [*said, *self.terms.sentences(), *([tie] if can_tie else [])]


def canonical(data: Any) -> str:
    """Canonical JSON of strings, integers and lists (RFC 8785), the form that is hashed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fingerprint(data: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical form."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def usual(method: str, terms: Terms) -> tuple[tuple[str, str], ...]:
    """The positions a voter may take where a rule does not name its own."""
    block = (("block", "block"),) if method == "approval" and terms["block.enabled"] else ()
    return (*USUAL[method], *block)


def read_all(tables: Mapping[str, Any], classes: Iterable[str] = ()) -> dict[str, Rule]:
    """Every rule of a committee for one question, by its name; `classes` are the classes of change that rules may be for."""
    return {name: read(name, table, classes) for name, table in tables.items() if not is_ranked(table)}


def is_ranked(table: Any) -> bool:
    """Whether this is the rule of a ranked ballot."""
    return isinstance(table, Mapping) and table.get("method") == "ranked"


def is_election(table: Any) -> bool:
    """Whether a ballot under this rule, as it keeps it, fills seats: nobody votes on a text under such a one."""
    return isinstance(table, Mapping) and bool(table.get("seats") or table.get("default", "status_quo") == "none")


def is_consent(table: Any) -> bool:
    """Whether silence is assent under this rule, and a vote against an objection."""
    return isinstance(table, Mapping) and table.get("method") == "consent"


def is_signoff(table: Any) -> bool:
    """Whether members sign off under this rule, and everybody sees it as they do."""
    return isinstance(table, Mapping) and table.get("method") == "signoff"


def asks_presence(table: Mapping[str, Any]) -> bool:
    """Whether a ballot under this rule counts who is present. A sign-off meets nowhere: there they are who votes."""
    conditions = [*table.get("quorum", ()), *(one for group in table.get("pass", ()) for one in group)]
    is_counted = any("P" in (*one["count"], *one["of"]) for one in conditions)
    return not is_signoff(table) and (is_counted or table.get("recusal", {}).get("effect") == "counts_to_quorum")


def kinds(table: Mapping[str, Any]) -> dict[str, str]:
    """What each position counts as under the rule on one question that a ballot keeps."""
    usual = {**dict(USUAL[str(table.get("method", "approval"))]), "block": "block"}
    return dict(table.get("positions", usual))


def read(name: str, table: Any, classes: Iterable[str] = ()) -> Rule:
    """One rule from its table. A Refusal names the place in it and what to write instead."""
    place = f"rules.{name}"
    if not isinstance(table, Mapping):
        raise bad(place, f"this must be a table of a rule, under the heading [{place}]")
    known = dict(table)
    if known.pop("name", name) != name:
        raise bad(f"{place}.name", f"a rule is called what its heading says, {name}")
    only(place, known, KEYS)
    method, tie = known.get("method", "approval"), known.get("tie", "fails")
    if not among(method, METHODS):
        raise bad(f"{place}.method", f"choose one of {', '.join([*METHODS, 'ranked'])}")
    if not among(tie, TIES):
        raise bad(f"{place}.tie", f"choose one of {', '.join(TIES)}")
    for_classes = strings(f"{place}.for_classes", known.get("for_classes", []))
    for wrong in [one for one in for_classes if classes and one not in set(classes)]:
        raise bad(f"{place}.for_classes", f"there is no class of change called “{wrong}”")
    terms = conduct.read(place, known)
    positions = _positions(place, known, method, terms)
    own = {label for label, _ in positions} - {label for label, _ in usual(method, terms)}
    groups = listed(f"{place}.pass", known.get("pass", []))
    comment, minimum, seats = _stages(place, known, method), _number(place, known, "min_support"), _number(place, known, "seats")  # fmt: skip
    if not all(groups) or (not groups and method != "consent" and not seats):
        raise bad(f"{place}.pass", "without a condition everything would carry; give at least one group with one")
    if minimum and method != "consent":
        raise bad(f"{place}.min_support", "only a consent ballot has this; elsewhere write a condition")
    if seats and (groups or method != "approval"):
        raise bad(f"{place}.seats", "only an approval ballot without conditions, or a ranked one, fills seats")
    return Rule(
        name, str(known.get("title", name)), for_classes,
        conditions(f"{place}.quorum", known.get("quorum", []), own),
        tuple(conditions(f"{place}.pass, group {n}", group, own) for n, group in enumerate(groups, 1)),
        tie, str(known.get("explain", "")), method, positions, minimum, comment, seats, terms,
    )  # fmt: skip


def _number(place: str, known: Mapping[str, Any], key: str) -> int:
    value = known.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise bad(f"{place}.{key}", "this must be a whole number such as 0 or 2")
    return value


def _positions(place: str, known: Mapping[str, Any], method: str, terms: Terms) -> tuple[tuple[str, str], ...]:
    table = known.get("positions", dict(usual(method, terms)))
    if not isinstance(table, Mapping) or not table:
        raise bad(
            f"{place}.positions", 'name each position and what it counts as, such as { yes = "for", no = "against" }'
        )
    for label, kind in table.items():
        if not among(kind, CLASSES):
            raise bad(f"{place}.positions.{label}", f"it counts as one of {', '.join(CLASSES)}")
        if not label.replace("_", "").isalnum() or label in CLASSES.values():
            raise bad(f"{place}.positions.{label}", "a position is named by a word of its own")
        if kind == "block" and method == "approval" and not terms["block.enabled"]:
            raise bad(
                f"{place}.positions.{label}", "write block = { enabled = true } first: nobody can block otherwise"
            )
    order = list(CLASSES)
    return tuple(sorted(table.items(), key=lambda one: (order.index(one[1]), one[0])))


def _stages(place: str, known: Mapping[str, Any], method: str) -> str:
    """How long the comment period of a sign-off is."""
    stages = listed(f"{place}.stages", known.get("stages", []))
    if stages and method != "signoff":
        raise bad(f"{place}.stages", "only a sign-off has stages")
    found = ""
    for stage in stages:
        if not isinstance(stage, Mapping) or not stage.keys() <= {"signoff", "comment"}:
            raise bad(f"{place}.stages", 'write the stages as [{ signoff = "team" }, { comment = "P10D" }]')
        found = str(stage.get("comment", found))
    if found:
        conduct.hours(found, f"{place}.stages")
    return found
