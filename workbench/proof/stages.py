"""The second stage of a decision, from the minutes: for verify.py, which proves a record with it.

Another body votes on what a ballot carried, or members have time to object to it; without that nothing it owes to is adopted. Like
verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from workbench.proof.alarms import Alarms
from workbench.proof.attempts import Attempts
from workbench.proof.classes import Classes
from workbench.proof.guards import Guards
from workbench.proof.leaving import Leaving
from workbench.proof.offers import Offers
from workbench.proof.orders import Orders
from workbench.proof.pleas import Pleas
from workbench.proof.removals import Removals
from workbench.proof.signed import Signatures
from workbench.proof.versions import Releases
from workbench.proof.voices import OUT
from workbench.proof.written import Rows, canonical, sha256

Row = dict[str, Any]
TIME_FOR_OPINIONS = timedelta(days=14)  # the minority's, after a result
TIME_TO_RECONSIDER = timedelta(days=7)  # after a result to move it, and from then on to support that
TIME_TO_CONTEST = timedelta(hours=48)  # a result, before another body votes on it
ANSWERS = {"adopted": "ratified", "rejected": "declined"}
moment = datetime.fromisoformat
# what reads the entries in their order beside them, each by itself
PARTS = (Classes, Guards, Offers, Pleas, Removals, Attempts, Alarms, Releases, Signatures, Leaving)


def period(words: str) -> timedelta:
    """How long P14D or PT72H is."""
    found = re.fullmatch(r"P(?:(\d{1,4})D)?(?:T(\d{1,4})H)?", words)
    if found is None:
        raise ValueError("the time of its rule cannot be read")
    return timedelta(days=int(found[1] or 0), hours=int(found[2] or 0))


class Stages:
    """What verify.py asks of a record about bodies, about what follows a result and, of the minority, about its opinions."""

    rows: Rows
    members: dict[str, Row]
    statements: dict[str, Row]
    recorded: dict[str, datetime]
    challenged: dict[str, dict[str, int]]
    results: dict[str, tuple[str, list[int]]]
    entry: Row
    newest: Row
    OFFICERS: frozenset[str]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    of: Callable[[str, dict[str, Row]], dict[str, Row]]
    aside: Callable[[Row], dict[int, str]]
    void: Callable[[dict[str, Row], str], None]
    waited: Callable[[str], bool]
    sides: Callable[[str, str, list[int], int], tuple[bool, bool]]

    @cached_property
    def orders(self) -> Orders:
        return Orders()

    @cached_property
    def parts(self) -> list[Any]:
        return [part() for part in PARTS]

    @cached_property
    def removals(self) -> Removals:
        return next(part for part in self.parts if isinstance(part, Removals))

    @cached_property
    def signatures(self) -> Signatures:
        return next(part for part in self.parts if isinstance(part, Signatures))

    def in_order(self, entry: Row) -> None:
        """What each part holds of the entries in their order: rivals as they were arranged, classes, what is in the way of a ballot, offers,
        pleas, removals, alarms, releases, signatures, and who withdrew a proposal or took it over."""
        for part in (self.orders, *self.parts):
            for fault in [*part.take(entry)]:
                self.must(False, fault)

    def ballots_arrange(self, rows: dict[str, Row], name: str) -> None:
        """An officer who is recused from none of them fixes how rivals are decided."""
        self.by(self.OFFICERS, {"options": [[int(key.split(":")[2])] for key in self.of("arranged", rows)]})
        is_own = self.entry["actor"].startswith(f"member:{rows[name]['made_by']} ")
        self.must(is_own, "it was not fixed by who did it")

    def sits(self, member: int) -> bool:
        """Whether somebody sits in another body now."""
        seats = self.of("body_member", self.rows).values()
        return any(row["member_id"] == member and not row["until"] for row in seats)

    def only(self, rows: dict[str, Row], key: str) -> None:
        """An act writes no row of this table but its own."""
        others = self.of(key.partition(":")[0], rows).keys() - {key}
        self.must(not others, f"it writes {', '.join(sorted(others))}, which is not its own")

    def on_the_day(self, said: Row) -> list[list[Any]]:
        """Who could vote when a ballot opened: the members of the committee, or of the body that votes."""
        every, body = ((int(key[7:]), row) for key, row in self.members.items() if row["active"]), said.get("body")
        seats = self.of("body_member", self.rows).values() if body else ()
        there = {row["member_id"] for row in seats if row["body"] == body and not row["until"]}
        return [[no, row["name"]] for no, row in every if (no in there if body else "member" in row["held"])]

    def seated(self, rows: dict[str, Row], name: str) -> None:
        """A seat in a body is given and taken by an officer, from then on."""
        self.by(self.OFFICERS)
        self.only(rows, name)
        before, row = self.rows.get(name), rows[name]
        at = row["until"] if before else row["since"]
        is_so = row == {**before, "until": at} and not before["until"] if before else not row["until"]
        self.must(is_so and at and moment(at) <= moment(self.entry["at"]), "the seat is not as this act makes it")

    bodies_seat = bodies_unseat = seated

    def staged(self, name: str, ballot: Row, said: Row) -> None:
        """A ballot fixes what is owed to what it carries; that of another body is on the bytes that one carried, and by that rule."""
        told, asked = said.get("ratifies"), ballot["rule"].get("ratification", {})
        self.must(
            (ballot.get("body"), ballot.get("ratifies")) == (said.get("body"), (told or {}).get("ballot")),
            "its body is not the one in its statement",
        )
        owes = said.get("ratification", {})
        if not told:
            is_due = bool(asked) and "amends" not in said and "case" not in said
            self.must(
                bool(owes) == is_due and not said.get("body"), "what its rule has follow it is not in its statement"
            )
            keys = ("body", "objection") if owes else ()
            self.must(all(owes.get(key) == asked.get(key) for key in keys), "what follows it is not what its rule asks")
            if owes and "rule" in owes:
                is_so = sha256(canonical(owes["rule"])) == owes["rule_sha256"] and asked.get("rule") in (
                    None,
                    owes["rule"]["name"],
                )
                self.must(is_so, "the rule of its second stage does not have the hash it was opened with")
            return
        key = f"ballot:{told['ballot']}"
        first, said_first, row = self.rows[key], self.statements[key], self.rows[f"ratification:{key[7:]}"]
        owed = said_first.get("ratification", {})
        is_so = told["binding"] == first["binding"] and owed.get("rule_sha256") == ballot["rule_sha256"] and not owes
        is_so = is_so and owed.get("body") == said["body"] == row["body"] and row["outcome"] is None
        is_so = is_so and first["outcome"] != "void"
        self.must(is_so, "it does not ratify that ballot, or not by the rule fixed there")
        bound = ("proposal_no", "revision", "fingerprint", "base", "base_commit")
        self.must(all(first[one] == ballot[one] for one in bound), "it is not on what that ballot carried")
        is_free = moment(ballot["opens_at"]) >= self.recorded[key] + TIME_TO_CONTEST and not self.challenged.get(key)
        # before ballots were bound to keys, two days were enough under any rule
        is_free = is_free and ("keys" not in said_first or self.waited(key))
        self.must(is_free, "it opened before the result of that ballot stood")
        others = (row for other, row in self.of("ballot", self.rows).items() if other != name)
        self.must(
            all(one["closed_at"] for one in others if one.get("ratifies") == told["ballot"]), "another one was open"
        )

    def settled(self, rows: dict[str, Row], name: str, outcome: str, at: str) -> None:
        """What the result of a ballot makes of a second stage: it begins, or comes out as that of the other body has it."""
        ballot, said = rows[name], self.statements[name]
        owes, told = said.get("ratification", {}), said.get("ratifies")
        key = f"ratification:{told['ballot'] if told else name[7:]}"
        self.only(rows, key)
        if told:
            missed = [one for one in self.of("ballot", self.rows).values() if one.get("ratifies") == told["ballot"]]
            is_again = outcome == "no_quorum" and not any(one["outcome"] == "no_quorum" for one in missed)
            end = {"outcome": ANSWERS.get(outcome, "returned"), "by_ballot": int(name[7:]), "settled_at": at}
            self.must(
                rows.get(key) == (None if is_again else {**self.rows[key], **end}), "its ratification does not follow"
            )
            return
        is_due = owes and (
            outcome == "adopted"
            or outcome == "no_electorate"
            and "body" in owes
            and ballot["rule"].get("method") != "ranked"
        )
        until = (moment(at) + period(owes["objection"])).isoformat() if owes and "objection" in owes else None
        due = {"body": owes.get("body"), "until": until, "outcome": None, "by_ballot": None, "settled_at": None}
        self.must(rows.get(key) == (due if is_due else None), "what its rule has follow it does not begin")

    def ballots_object(self, rows: dict[str, Row], name: str) -> None:
        """Who was on the roll, or sits in another body, objects in time, and alone takes it back."""
        row = self.rows[f"ratification:{name[7:]}"]
        for key, made in self.of("ratification_objection", rows).items():
            member, before = made["member_id"], self.rows.get(key)
            seat = self.rows.get(f"roll_entry:{name[7:]}:{member}", {"status": OUT[0]})
            is_free = (seat["status"] not in OUT or self.sits(member)) and member not in self.aside(
                self.statements[name]
            )
            is_own = self.entry["actor"].startswith(f"member:{member} ") and key.split(":")[1] == name[7:]
            at = made["withdrawn_at"] if before else made["made_at"]
            in_time = (
                at and row["until"] and not row["outcome"] and self.recorded[name] <= moment(at) < moment(row["until"])
            )
            is_so = (
                made == {**before, "withdrawn_at": at} and not before["withdrawn_at"]
                if before
                else not made["withdrawn_at"]
            )
            self.must(
                is_own and in_time and is_so and (before or is_free), f"{key} is not theirs to make or withdraw so"
            )

    ballots_unobject = ballots_object

    def ballots_end_objections(self, rows: dict[str, Row], name: str) -> None:
        """At the end of the time what nobody objects to is ratified; else it goes back."""
        self.by(self.OFFICERS, self.statements[name])
        key = f"ratification:{name[7:]}"
        self.only(rows, key)
        before, row = self.rows[key], rows[key]
        found = self.of(f"ratification_objection:{name[7:]}", self.rows).values()
        outcome = "returned" if any(not one["withdrawn_at"] for one in found) else "ratified"
        is_over = before["until"] and moment(before["until"]) <= moment(row["settled_at"]) <= moment(self.entry["at"])
        is_so = row == {**before, "outcome": outcome, "settled_at": row["settled_at"]} and not before["outcome"]
        self.must(is_over and is_so, "the time for objections does not end so")

    def ballots_overtaken(self, rows: dict[str, Row], name: str) -> None:
        """What waits, or was ratified and is not adopted, comes to nothing once another text is the newest."""
        told = self.statements[name].get("ratifies")
        key = f"ratification:{told['ballot'] if told else name[7:]}"
        self.only(rows, key)
        if key in rows:
            before, row = self.rows[key], rows[key]
            kept = {**before, "outcome": "overtaken", "settled_at": row["settled_at"]}
            is_free = (
                before["outcome"] in (None, "ratified") and self.rows[name]["base_commit"] != self.newest["commit"]
            )
            self.must(row == kept and is_free, f"{key} is not overtaken so")

    def unsettled(self, rows: dict[str, Row], name: str) -> None:
        """A void ballot of another body leaves what it was to ratify waiting; of a void first ballot nothing is ratified."""
        told = self.statements[name].get("ratifies")
        key = f"ratification:{told['ballot'] if told else name[7:]}"
        self.only(rows, key)
        self.must(told or (key in rows) == (key in self.rows), f"{key} does not follow from a void ballot")
        if key in rows:
            end = (None, None, None) if told else ("void", self.rows[key]["by_ballot"], rows[key]["settled_at"])
            kept = {**self.rows[key], **dict(zip(("outcome", "by_ballot", "settled_at"), end))}
            self.must(rows[key] == kept, f"{key} does not follow from a void ballot")

    def is_whole(self, name: str) -> bool:
        """Whether nothing is owed any more to what this ballot carried."""
        told, owes = self.statements[name].get("ratifies"), self.statements[name].get("ratification")
        by = self.rows.get(f"ratification:{told['ballot'] if told else name[7:]}", {}).get("by_ballot")
        return not (told or owes) or self.is_ratified(name) and by in (None, int(name[7:]))

    def is_ratified(self, name: str) -> bool:
        """Whether what this ballot owes, if it owes anything, was given, by whichever ballot."""
        told, owes = self.statements[name].get("ratifies"), self.statements[name].get("ratification")
        row = self.rows.get(f"ratification:{told['ballot'] if told else name[7:]}", {})
        return not (told or owes) or row.get("outcome") == "ratified"

    def ballots_opine(self, rows: dict[str, Row], name: str) -> None:
        """Who was on the roll and not with the side that prevailed publishes one opinion, within 14 days."""
        for key, made in self.of("minority_opinion", rows).items():
            member, (outcome, won), over = key.split(":")[2], self.results[name], self.recorded[name]
            seat = self.rows.get(f"roll_entry:{name[7:]}:{member}", {"status": OUT[0]})
            is_other = self.sides(name, outcome, won, int(member))[1]
            is_minor = outcome in ("adopted", "rejected", "blocked") and is_other and seat["status"] not in OUT
            is_own = self.entry["actor"].startswith(f"member:{member} ") and key not in self.rows
            in_time = over <= moment(made["published_at"]) < over + TIME_FOR_OPINIONS
            self.must(is_minor and is_own and in_time, f"{key} is no opinion of the minority on this result")

    def is_moved(self, name: str) -> bool:
        """Whether a motion to reconsider a result waits for support, so that nothing comes of the ballot yet."""
        found = self.of(f"reconsideration:{name[7:]}", self.rows).values()
        moved = min((moment(row["at"]) for row in found), default=None)
        return moved is not None and moment(self.entry["at"]) < moved + TIME_TO_RECONSIDER

    def ballots_reconsider(self, rows: dict[str, Row], name: str) -> None:
        """Who was with the side that prevailed moves it, others of the roll support it; with more than half of it the ballot is void."""
        found = self.of(f"reconsideration:{name[7:]}", self.rows).values()
        seats = [row["status"] not in OUT for row in self.of(f"roll_entry:{name[7:]}", self.rows).values()]
        for key, made in self.of("reconsideration", rows).items():
            at, member, (outcome, won) = moment(made["at"]), key.split(":")[2], self.results[name]
            seat = self.rows.get(f"roll_entry:{name[7:]}:{member}", {"status": OUT[0]})
            is_own = self.entry["actor"].startswith(f"member:{member} ") and key not in self.rows
            self.must(
                is_own and seat["status"] not in OUT and made["n"] == len(found) + 1, f"{key} is not theirs to say"
            )
            began = min((moment(row["at"]) for row in found), default=self.recorded[name])
            self.must(
                began <= at < began + TIME_TO_RECONSIDER and outcome not in ("void", "tied"), f"{key} came too late"
            )
            is_with = self.sides(name, outcome, won, int(member))[0]
            self.must(found or is_with, f"{key} was not moved by one of the side that prevailed")
        self.must(not self.challenged.get(name), "an error was named in its result, and nobody had recounted")
        is_carried = 2 * (len(found) + 1) > sum(seats)
        self.must((f"ballot_void:{name[7:]}" in rows) == is_carried, "the ballot is not what its roll makes of it")
        if is_carried:
            self.void(rows, name)
