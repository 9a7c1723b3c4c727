"""Of which class a change is, from the minutes: for verify.py and “workbench check”, which prove a record with it.

A class that changes without a filing or a contest, a contest that somebody settled who may not, and a ballot that opened past one do
not follow. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
CLASSES = ("typographic", "editorial", "substantive", "scope", "procedure")
# how far each raises the number of the version; and what an objection makes of it, where silence is assent
SIZE = {"typographic": "patch", "editorial": "patch", "substantive": "minor", "scope": "major", "procedure": "minor"}
HIGHER = {"typographic": "editorial", "editorial": "substantive"}
TALKED = ("submitted", "seeking_sponsors", "discussion", "last_call", "no_quorum", "tabled")
OFFICERS = frozenset({"chair", "secretary"})
TO_CONTEST = TO_SETTLE = timedelta(days=7)
TO_OBJECT = timedelta(hours=24)  # that a revision changes the typography only
# the acts in which a proposal may come to another class
CLAIMS = frozenset(
    {"proposals.file", "proposals.revise", "proposals.accept_revision", "proposals.carry", "proposals.settle_class"}
)
# those that end an objection: the votes are counted again, and the class is the one that the ballot was on
ENDS = frozenset({"ballots.withdraw_block", "ballots.overrule_block"})
SIZES = ("patch", "minor", "major")  # of the step to the next version
moment = datetime.fromisoformat


def next_label(newest: str, size: str, taken: set[str]) -> str:
    """What the version after this one is called; never one in `taken`."""
    label = step(newest.split("+")[0], size)
    while label in taken:
        label = step(label, "patch")
    return label


def step(label: str, size: str) -> str:
    dotted = re.match(r"\d+(\.\d+)+", label)
    candidate = re.fullmatch(r"(\d+(?:\.\d+)+)[-.]?[A-Za-z].*", label)
    if candidate:
        return candidate[1]
    if dotted and dotted[0] == label:
        parts = [int(part) for part in label.split(".")]
        if size == "patch" and len(parts) == 2:
            return f"{label}.1"
        place = {"major": 0, "minor": 1}.get(size, len(parts) - 1)
        return ".".join(str(part + 1 if at == place else part if at < place else 0) for at, part in enumerate(parts))
    counted = re.fullmatch(r"(.*?)(\d+)(\D*)", label)
    return f"{counted[1]}{int(counted[2]) + 1}{counted[3]}" if counted else f"{label}-2"


class Classes:
    """What the minutes have said of classes of change up to an entry."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}  # of proposals, members and revisions
        self.contests: dict[str, dict[str, Row]] = {}  # of each proposal
        self.objections: set[str] = set()
        self.bumps: dict[str, Row] = {}  # ballot -> the sizes that its statement fixes beside the classes
        self.newest = 0, ""  # number of the version, and its label
        self.published = 0, ""  # the same of the last one that waits for no release
        self.sizes: list[str] = []  # the steps of those after it, which do
        self.taken: set[str] = set()
        self.filed: dict[str, datetime] = {}  # proposal or revision -> when it was filed
        self.wrote: dict[str, set[int]] = {}  # revision -> who wrote it
        self.raises: dict[
            str, dict[str, str]
        ] = {}  # ballot -> the proposals that an objection makes of another class, and which
        self.owed: dict[str, str] = {}  # those of which one did, and the next entries have to say it

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows, at = entry["body"].get("rows", {}), moment(entry["at"])
        if entry["act"] == "ballots.open":
            said = entry["body"]["statement"]
            on = [one[0] for one in said.get("options", [[said.get("proposal")]])]
            self.bumps[entry["thing"]] = said.get("bump", {})
            if named := said.get("if_objected"):
                claimed = {f"proposal:{no}": self.rows[f"proposal:{no}"]["claimed"] for no in on}
                self.raises[entry["thing"]] = {no: named for no, was in claimed.items() if HIGHER.get(was) == named}
                if not self.raises[entry["thing"]] or rows[entry["thing"]]["rule"].get("method") != "consent":
                    yield "its statement says of an objection what its rule does not know"
            yield from self.uncontested(on)
            if "by_act" in said:
                yield from self.by_act(on, rows[entry["thing"]])
            yield from self.raised(said.get("bump", {}), on)
        elif entry["act"] == "definition.begin":
            tags = [name[10:] for name in entry["body"].get("refs", {}) if name.startswith("refs/tags/")]
            self.taken |= {tag.removeprefix("v") for tag in tags}
        elif entry["act"] == "proposals.call":
            yield from self.uncontested([entry["thing"].partition(":")[2]])
        yield from self.stopped(entry, rows)
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "class_contest":
                yield from self.contested(entry, name, row, rows)
            elif table == "typography_contest":
                yield from self.objected(entry, name, row)
            elif table == "proposal" and name in self.rows and entry["act"] not in CLAIMS:
                if self.claim_of(row) != self.claim_of(self.rows[name]) and not self.follows(entry, name, row):
                    yield f"{name} comes to another class, and no such act brings it there"
            elif table == "revision":
                self.filed[name] = at
                self.wrote.setdefault(key, set()).add(row["author_id"])
            elif table == "revision_author":
                self.wrote.setdefault("{proposal_no}:{n}".format(**row), set()).add(row["member_id"])
            elif table == "adoption" and entry["act"] == "ballots.adopt":
                yield from self.named(entry["thing"], row)
            if table == "proposal":
                self.filed.setdefault(name, at)
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table in ("proposal", "member", "revision"):
                self.rows[name] = row
            elif table == "version":
                self.newest = max(self.newest, (int(key), row["label"]))
                self.taken.add(row["label"])
                self.waits(int(key), row["label"], rows.get(f"working_version:{key}"))
            elif table == "class_contest":
                self.contests.setdefault(key.split(":")[0], {})[name] = row

    def raised(self, bumps: Row, on: list[Any]) -> Iterator[str]:
        """A statement raises the number of a version above what the class says, with its reason, or says nothing of it."""
        for no, said in bumps.items():
            claimed = SIZES.index(SIZE[self.rows[f"proposal:{no}"]["claimed"]])
            if int(no) not in on or len(said) != 2 or not said[1] or SIZES.index(said[0]) <= claimed:
                yield f"it does not say of proposal {no} how far that raises the number of the version"

    def named(self, ballot: str, made: Row) -> Iterator[str]:
        """A version is called as the class of the change has it, or as its ballot fixed."""
        no = made["proposal_no"]
        size = SIZE[self.rows[f"proposal:{no}"]["claimed"]]
        size = self.bumps.get(ballot, {}).get(str(no), [size])[0]
        label = next_label(self.newest[1], size, self.taken)
        if made.get("is_working"):
            size = max([size, *self.sizes], key=SIZES.index)
            label = f"{next_label(self.published[1], size, self.taken)}-draft.{len(self.sizes) + 1}"
        if made["label"] != label:
            yield f"the next version is called {label} by its class and its ballot, and not {made['label']}"

    def waits(self, ordinal: int, label: str, fixed: Row | None) -> None:
        """A version waits to be released with others, of which the ballot fixed this; or nothing does any more."""
        if fixed:
            self.sizes.append(fixed["size"])
        else:
            self.published, self.sizes = max(self.published, (ordinal, label)), []

    def claim_of(self, row: Row) -> tuple[Any, Any]:
        return row["claimed"], row.get("claimed_at")

    def stopped(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """What an objection stopped is of the higher class by the very next entries, of the workbench."""
        if entry["act"] == "proposals.raise_class":
            named = self.owed.pop(entry["thing"], None)
            if entry["actor"] != "workbench" or named is None or rows[entry["thing"]]["claimed"] != named:
                yield "no objection made it a change of that class"
        elif self.owed:
            yield f"an objection had stopped {', '.join(sorted(self.owed))}, and its class was not raised"
            self.owed = {}
        returned = rows.get(f"ratification:{entry['thing'][7:]}", {}).get("outcome") == "returned"
        is_blocked = entry["act"] == "ballots.close" and rows[entry["thing"]]["outcome"] == "blocked"
        if is_blocked or entry["act"] == "ballots.end_objections" and returned:
            self.owed = dict(self.raises.get(entry["thing"], {}))

    def by_act(self, on: list[Any], ballot: Row) -> Iterator[str]:
        """An officer lets stand what is claimed to be typographic, under a rule of consent for that, with time to object."""
        rule, claimed = ballot["rule"], {self.rows[f"proposal:{no}"]["claimed"] for no in on}
        is_so = claimed == {CLASSES[0]} and CLASSES[0] in rule["for_classes"] and rule.get("method") == "consent"
        is_brief = moment(ballot["closes_at"]) - moment(ballot["opens_at"]) <= timedelta(minutes=1)
        if not (is_so and is_brief and "objection" in rule.get("ratification", {})):
            yield "it was no change that an officer may let stand, or not by a rule for that"

    def follows(self, entry: Row, name: str, row: Row) -> bool:
        """Whether a class comes of an objection that stopped a ballot, or of its end, to the one that the ballot was on."""
        back = entry["act"] in ENDS and name in self.raises.get(entry["thing"], {})
        is_back = (
            back
            and HIGHER[row["claimed"]] == self.raises[entry["thing"]][name]
            and entry["thing"] in entry["body"]["rows"]
        )
        is_same = row.get("claimed_at") == self.rows[name].get("claimed_at")
        return is_same and (is_back or entry["act"] == "proposals.raise_class")

    def uncontested(self, numbers: list[Any]) -> Iterator[str]:
        for no in numbers:
            if any(row["state"] == "open" for row in self.contests.get(str(no), {}).values()):
                yield f"the class of proposal {no} was contested, and nobody had settled it"

    def authors(self, no: str) -> set[int]:
        proposal = self.rows[f"proposal:{no}"]
        return {proposal["author_id"], *self.wrote.get(f"{no}:{proposal['revision']}", ())}

    def holds(self, member: int, roles: frozenset[str]) -> bool:
        return bool(roles & {*self.rows.get(f"member:{member}", {}).get("held", ())})

    def contested(self, entry: Row, name: str, row: Row, rows: dict[str, Row]) -> Iterator[str]:
        """A contest is made in time by somebody who is no author, and settled once: by an officer who is no party, by an author who
        gives in, or after seven days upwards."""
        no = name.split(":")[1]
        before = self.contests.get(no, {}).get(name)
        proposal, at = self.rows[f"proposal:{no}"], moment(entry["at"])
        actor = int(entry["actor"][7:].split(" ")[0]) if entry["actor"].startswith("member:") else 0
        if before is None:
            since = moment(proposal["claimed_at"]) if proposal.get("claimed_at") else self.filed[f"proposal:{no}"]
            is_so = entry["act"] == "proposals.contest_class" and row["state"] == "open" and proposal["state"] in TALKED
            is_so = (
                is_so
                and row["claimed"] == proposal["claimed"] != row["named"]
                and row["revision"] == proposal["revision"]
            )
            is_so = is_so and actor == row["member_id"] and actor not in self.authors(no)
            is_so = is_so and since <= moment(row["made_at"]) < since + TO_CONTEST
            earlier = self.contests.get(no, {}).values()
            if not is_so or any(one["state"] == "open" or moment(one["made_at"]) > since for one in earlier):
                yield f"{name} is no contest that they may make then"
            return
        settled = row["settled"]
        own = [one for name, one in rows.items() if name.startswith((f"revision:{no}:", f"revision_author:{no}:"))]
        authors = self.authors(no) | {one.get("member_id", one.get("author_id")) for one in own}
        kept = before | {key: row[key] for key in ("state", "settled", "settled_by", "settled_at", "answer")}
        highest = max(proposal["claimed"], row["named"], key=CLASSES.index)
        party = actor in {row["member_id"], *authors}
        may = {
            "settled": actor and not party and self.holds(actor, OFFICERS),
            "conceded": actor in authors and settled == row["named"],
            "raised": entry["actor"] == "workbench" and at >= moment(row["made_at"]) + TO_SETTLE and settled == highest,
        }
        is_so = (
            before["state"] == "open" and row == kept and (row["settled_by"] or 0) == actor and may.get(row["state"])
        )
        if not is_so or rows.get(f"proposal:{no}", {}).get("claimed") != settled:
            yield f"{name} is not settled by whom it may be, or the proposal is not of that class"

    def objected(self, entry: Row, name: str, row: Row) -> Iterator[str]:
        """That only the typography changed is contested once, within a day, by somebody who is no author."""
        _, no, n = name.split(":")
        filed, proposal = self.rows.get(f"revision:{no}:{n}", {}), self.rows[f"proposal:{no}"]
        is_so = filed.get("is_typographic") and proposal["revision"] == int(n) and proposal["state"] in TALKED
        is_so = is_so and name not in self.objections and row["member_id"] not in self.authors(no)
        is_so = is_so and entry["actor"].startswith(f"member:{row['member_id']} ")
        if not is_so or moment(row["made_at"]) >= self.filed[f"revision:{no}:{n}"] + TO_OBJECT:
            yield f"{name} came when that could not be contested, or from whom it may not"
        self.objections.add(name)
