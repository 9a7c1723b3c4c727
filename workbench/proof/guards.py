"""What must not be in the way when a ballot opens, from the minutes: for verify.py and “workbench check”, which prove a record with it.

No two open ballots touch one clause, and as many had read what a text would do to the decided cases as its rule asks, or the chair said
why not. How many cases that are no entry tells: this takes it from the statement. What a ballot opened before this was asked does not say
is not asked of it. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from workbench.proof.counting import lasting

Row = dict[str, Any]
MINUTE = timedelta(minutes=1)
moment = datetime.fromisoformat
OUT = ("recused", "dismissed")


class Guards:
    """What the minutes have said up to an entry of texts, open ballots, members and what they have read."""

    def __init__(self) -> None:
        self.touched: dict[tuple[int, int], set[str]] = {}  # proposal, revision -> clauses
        self.open: dict[
            str, dict[int, set[str]]
        ] = {}  # ballot -> the proposals that it is on, and which clauses they touch
        self.read: dict[tuple[int, int], set[int]] = {}  # proposal, revision -> who has read what it would do
        self.turns: dict[str, set[tuple[int, int]]] = {}  # ballot -> the revisions in it that turn a verdict
        self.lists: dict[str, set[int]] = {}  # ballot -> who has opened the list of its cases
        self.members: dict[int, Row] = {}
        self.seated: set[tuple[int, ...]] = set()  # ballot and who is on its roll
        self.advisory: dict[str, datetime] = {}  # the open ballots that take positions of others, and when each closes
        self.out: set[tuple[int, int]] = set()  # proposal and who is recused from it

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = entry["body"].get("rows", {})
        for name, row in rows.items():
            yield from self.noted(entry, name, row)
        if entry["act"] == "ballots.open":
            yield from self.opened(entry["thing"], rows[entry["thing"]]["rule"], entry["body"]["statement"])
        elif entry["act"] == "ballots.schedule" and "unreviewed" in rows[entry["thing"]]["statement"]:
            yield from self.overridden(rows[entry["thing"]]["statement"])
        elif entry["act"] == "ballots.vote" and entry["thing"] in self.turns:
            yield from self.informed(entry)
        for name in rows:
            if name.startswith("ballot:") and rows[name]["closed_at"]:
                self.open.pop(name, None)
                self.advisory.pop(name, None)
            elif name in self.advisory:
                self.advisory[name] = moment(rows[name]["closes_at"])

    def noted(self, entry: Row, name: str, row: Row) -> Iterator[str]:
        table, _, key = name.partition(":")
        if table == "revision":
            no, n = map(int, key.split(":"))
            self.touched[no, n] = {*row["touched"]}
        elif table == "member":
            self.members[int(key)] = row
        elif table == "recusal":
            no, member = map(int, key.split(":"))
            (self.out.add if row["state"] in OUT else self.out.discard)((no, member))
        elif table == "cases_opened":
            no, member = map(int, key.split(":"))
            is_own = entry["thing"] == f"ballot:{no}" and entry["actor"].startswith(f"member:{member} ")
            if not is_own or f"ballot:{no}" not in self.open:
                yield "who opens the list of the cases that a ballot affects does so for themself, while it is open"
            self.lists.setdefault(f"ballot:{no}", set()).add(member)
        elif table == "advice":
            yield from self.advised(entry, row, *map(int, key.split(":")))
        elif table == "roll_entry":
            self.seated.add((*map(int, key.split(":")),))
        elif table == "case_review":
            no, n, member = map(int, key.split(":"))
            known = self.read.setdefault((no, n), set())
            is_own = entry["act"] == "proposals.foresee" and entry["actor"].startswith(f"member:{member} ")
            if member in known or not is_own or (no, member) in self.out:
                yield "who has read what becomes of the cases says so for themself, once, and is not recused"
            known.add(member)

    def advised(self, entry: Row, row: Row, no: int, member: int) -> Iterator[str]:
        """Who is not on the roll states a position for themself while the ballot is open, where its rule takes some."""
        is_own = entry["thing"] == f"ballot:{no}" and entry["actor"].startswith(f"member:{member} ")
        until = self.advisory.get(f"ballot:{no}")
        in_time = until is not None and moment(row["stated_at"]) < until
        if not is_own or (no, member) in self.seated or not in_time:
            yield "who does not vote states a position for themself, while the ballot is open, and where its rule takes some"

    def lasts(self, rule: Row, said: Row) -> Iterator[str]:
        """A ballot opens for as long as its rule lets it, to the minute."""
        window, length = rule.get("window", {}), moment(said["closes_at"]) - moment(said["opens_at"])
        least, most = window.get("min") or window.get("vote"), window.get("max")
        is_long = least is None or length + MINUTE > lasting({"stages": [{"comment": least}]})
        if not is_long or most and length - MINUTE >= lasting({"stages": [{"comment": most}]}):
            yield "it is shorter, or longer, than its rule lets it be"

    def opened(self, name: str, rule: Row, said: Row) -> Iterator[str]:
        if rule.get("roll", {}).get("observers") == "advisory":
            self.advisory[name] = moment(said["closes_at"])
        if "opens_at" in said:
            yield from self.lasts(rule, said)
        if "case" in said or "elects" in said or "on_version" in said:
            return
        on = [one[:2] for one in said["options"]] if "options" in said else [[said["proposal"], said["revision"]]]
        own = {no: self.touched.get((no, n), set()) for no, n in on}
        every = set().union(*own.values())
        if "touches" in said:
            if said["touches"] != sorted(every):
                yield "the clauses that it touches are not those of its texts"
            aside = {*own, said.get("amends", [0])[0]}
            for other, texts in self.open.items():
                if any(every & clauses for no, clauses in texts.items() if no not in aside):
                    yield f"{other.replace(':', ' ')} was open, and touches a clause that this one touches too"
        self.open[name] = own
        revisions = dict(on)
        if turns := {(no, revisions.get(no, 0)) for no, _ in said.get("turns", ())}:
            self.turns[name] = turns
            if not turns <= {(no, n) for no, n in on}:
                yield "the verdicts that it says turn are not of its texts"
        if "touches" in said and rule.get("reviewers"):
            yield from self.reviewed(rule["reviewers"], on, said)

    def informed(self, entry: Row) -> Iterator[str]:
        """Whoever votes has opened the list of the cases, or had said before that they read what becomes of them."""
        actor = re.match(r"member:(\d+) ", entry["actor"])
        member, name = int(actor[1]) if actor else 0, entry["thing"]
        if member not in self.lists.get(name, ()) and any(
            member not in self.read.get(one, ()) for one in self.turns[name]
        ):
            yield "a verdict turns by it, and who votes has not opened the list of the affected cases"

    def reviewed(self, least: int, on: list[list[int]], said: Row) -> Iterator[str]:
        """Whether those named had read it, who are on its roll, and all of them; and whether they are enough."""
        voters = {one[0] for one in said["seats"] if one[3] not in OUT}
        told = said.get("reviewed", [])
        true = [[no, sorted(self.read.get((no, n), set()) & voters)] for no, n in on]
        if [[no, readers] for no, _, readers in told] != true:
            yield "those who had read what becomes of the cases are not the ones it names"
        is_short = any(cases and len(readers) < least for _, cases, readers in told)
        if is_short and "unreviewed" not in said:
            yield "too few had read what becomes of the cases, and the chair gave no reason to open it all the same"
        if "unreviewed" in said and "scheduled" not in said:
            yield from self.overridden(said)

    def overridden(self, said: Row) -> Iterator[str]:
        """The reason is the chair's or, where every chair is recused, the secretary's."""
        on = [one[0] for one in said["options"]] if "options" in said else [said["proposal"]]
        aside = {member for no, member in self.out if no in on}
        chairs = {no for no, row in self.members.items() if row["active"] and "chair" in row["held"]}
        role, by = "secretary" if chairs and chairs <= aside else "chair", said["unreviewed"]["by"]
        row = self.members.get(by, {})
        is_theirs = row.get("active") and role in row["held"] and by not in aside
        if not is_theirs or not said["unreviewed"]["reason"].strip():
            yield "the reason to open it before enough had read what becomes of the cases is not the chair’s"
