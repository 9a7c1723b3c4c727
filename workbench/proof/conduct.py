"""How a ballot was conducted beside its votes, as the minutes have it: for verify.py, which proves a record with it.

Like verify.py it needs nothing but Python.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from workbench.proof.counting import count_single, lasting
from workbench.proof.fixing import fixed
from workbench.proof.meeting import Meeting
from workbench.proof.voices import OUT, kinds
from workbench.proof.written import Rows, canonical, sha256

Row = dict[str, Any]  # a row of the record: column -> value
TIME_TO_CONTEST = timedelta(days=7)  # a result
TIME_TO_UNBLOCK = timedelta(days=7)  # after a block stopped a text
moment = datetime.fromisoformat


class Conduct(Meeting):
    """What verify.py has read up to an entry (see there), and what must hold for the acts in this file to follow."""

    OFFICERS = frozenset({"chair", "secretary"})
    MEMBERS = frozenset({"member", "chair", "secretary"})
    rows: Rows
    entry: Row
    statements: dict[str, Row]
    recorded: dict[str, datetime]
    votes: dict[str, dict[int, tuple[int, str]]]
    told: dict[str, dict[int, str]]
    results: dict[str, tuple[str, list[int]]]
    recorders: dict[str, str]
    challenged: dict[str, dict[str, int]]
    ends: dict[str, list[tuple[datetime, int, str]]]
    must: Callable[[object, str], None]
    by: Callable[..., None]
    bound: Callable[[str, Row, int | None], None]
    put_off: Callable[[dict[str, Row], str, datetime], None]
    seats: Callable[[dict[str, Row], str], list[Row]]
    settled: Callable[[dict[str, Row], str, str, str], None]
    void: Callable[[dict[str, Row], str], None]
    met: datetime = moment("1970-01-01T00:00:00+00:00")  # when somebody last joined, left, or was given other roles

    def of(self, table: str, rows: dict[str, Row]) -> dict[str, Row]:
        """Those whose names begin so; of the record up to here without looking at every other."""
        if isinstance(rows, Rows):
            return rows.under(table)
        return {name: row for name, row in rows.items() if name.startswith(f"{table}:")}

    @property
    def at(self) -> datetime:
        return moment(self.entry["at"])

    def came_and_went(self, rows: dict[str, Row]) -> None:
        people = self.of("member", rows).values()
        if self.entry["act"] == "members.activity" or any(row["active"] for row in people):
            self.met = self.at

    # Ballots on the findings in a case

    def on_case(self, ballot: Row, said: Row) -> None:
        """A ballot on a case is on the findings that count in it; only who stepped aside there is missing from its roll."""
        no, rows = said["case"], {name: self.rows[name] for name in said["findings"]}
        is_on = ballot["case_no"] == no and sha256(canonical(rows)) == ballot["fingerprint"] == said["findings_sha256"]
        every = sorted(self.of("finding", self.rows).values(), key=lambda row: row["n"])
        counts = {row["clause_id"]: row for row in every if row["case_no"] == no}
        is_last = all(counts[row["clause_id"]] == row for row in self.of("finding", rows).values())
        self.must(is_on and is_last, "it is not on the findings that count in its case")
        parties = {**self.of(f"case_reviewer:{no}", self.rows), **self.of(f"case_recusal:{no}", self.rows)}
        aside = {name.split(":")[-1] for name, row in parties.items() if row.get("is_recused", True)}
        self.must(aside >= {str(member) for member, _ in said["recused"]}, "somebody is not on its roll who should be")

    # Ballots that the clock opens

    def ballots_schedule(self, rows: dict[str, Row], name: str) -> None:
        made, said = rows[name], rows[name]["statement"]
        self.by(self.OFFICERS, said)
        self.must(name not in self.rows and made["state"] == "scheduled", "it was scheduled before")
        self.must(sha256(canonical(said)) == made["binding"], "its binding is not the hash of its statement")
        is_bound = sha256(canonical(made["rule"])) == said["rule_sha256"]
        is_bound = is_bound and all(made[key] == said[key] for key in ("opens_at", "closes_at"))
        self.must(
            is_bound and self.at < moment(made["opens_at"]), "its rule or its times are not those of its statement"
        )

    def ballots_cancel(self, rows: dict[str, Row], name: str) -> None:
        """An officer cancels before its time, the workbench when that has come."""
        before, made = self.rows[name], rows[name]
        self.by(self.OFFICERS, before["statement"])
        kept = before | {"state": "cancelled", "why": made["why"]}
        self.must(before["state"] == "scheduled" and made == kept and made["why"], "it changes what was scheduled")
        is_due = self.at >= moment(before["opens_at"])
        self.must(is_due == (self.entry["actor"] == "workbench"), "it was not theirs to cancel then")

    def clocked(self, rows: dict[str, Row], name: str, said: Row) -> None:
        """What the workbench opens was scheduled on exactly this, and its roll is that of its second; what a member opens was not."""
        plans, opens_at = self.of("ballot_schedule", rows), moment(said["opens_at"])
        is_clock = self.entry["actor"] == "workbench"
        self.must(is_clock == bool(plans) == ("scheduled" in said), "it was opened by whom it was not to be")
        self.must(opens_at <= self.at, "it was opened before its time")
        for key, made in plans.items():
            before = self.rows[key]
            is_same = before["state"] == "scheduled" and [int(key[16:]), before["binding"]] == said["scheduled"]
            is_same = is_same and made == before | {"state": "open", "ballot_no": int(name[7:])}
            is_same = is_same and all(said.get(word) == value for word, value in before["statement"].items())
            self.must(is_same and rows[name]["rule"] == before["rule"], "it is not the ballot that was scheduled")
            self.must(self.met <= opens_at, "its roll is not that of its opening second")

    def waited(self, name: str) -> bool:
        """Whether the time for challenges that a ballot's statement says is over."""
        return self.at >= self.recorded[name] + lasting(
            {"stages": [{"comment": self.statements[name].get("challenge", "PT0H")}]}
        )

    # What takes two

    def seconded(self, rows: dict[str, Row]) -> None:
        """An act that one proposed is confirmed by another in time, or taken back by who proposed it, or lapses; nothing else about it
        changes."""
        for key, made in self.of("second", rows).items():
            before, who = self.rows.get(key), self.entry["actor"].split(" ")[0]
            if before is None:
                self.must(
                    made["state"] == "proposed" and who == f"member:{made['proposed_by']}",
                    f"{key} is not theirs to propose",
                )
                continue
            state, is_own = made["state"], who == f"member:{before['proposed_by']}"
            ended = int(who[7:]) if state in ("confirmed", "taken_back") and who.startswith("member:") else None
            is_act = self.entry["act"] in (before["act"], "ballots.schedule", "second.confirm")
            may = {
                "confirmed": ended and not is_own and is_act and self.at < moment(before["until"]), "taken_back": is_own,
                "lapsed": who == "workbench" and self.at >= moment(before["until"]),
            }  # fmt: skip
            kept = before["state"] == "proposed" and made == before | {"state": state, "ended_by": ended}
            self.must(kept and may.get(state), f"{key} does not follow")

    # Blocks that end

    def unblocked(self, rows: dict[str, Row], name: str) -> None:
        """Who raised a block withdraws it, or others overrule it as the rule says; a text that was stopped is counted again."""
        ballot, who = self.rows[name], int(self.entry["actor"][7:].split(" ")[0])
        block = ballot["rule"].get("block", {})
        for key, made in self.of("block_end", rows).items():
            member, n = (int(one) for one in key.split(":")[2:])
            said = {
                **self.of(f"block_voice:{name[7:]}:{member}:{n}", self.rows),
                **self.of(f"block_voice:{name[7:]}:{member}:{n}", rows),
            }
            against = {int(one.split(":")[4]) for one, row in said.items() if not row["upheld"]} - {member}
            how = block.get("unblock", "council")
            others = [one for one in self.seats(self.rows, name) if one["status"] not in OUT and one["of"] != member]
            is_so = (
                who == member
                if made["state"] == "withdrawn"
                else who in against and how != "withdrawn" and block.get("invalid_if") != "no_reason"
            )
            is_so = is_so and (made["state"] == "withdrawn" or how != "override_vote" or 2 * len(against) > len(others))
            is_so = (
                is_so
                and made["ended_by"] == who
                and key not in self.rows
                and self.votes[name].get(member, (0,))[0] == n
            )
            self.must(is_so, f"{key} is no end of a block that they may make")
            self.ends.setdefault(name, []).append((self.at, member, f"block/{made['state']}"))
            if ballot["rule"].get("method") == "signoff":
                self.must(not ballot["closed_at"] and self.at < moment(ballot["closes_at"]), "the sign-off was over")
                self.put_off(rows, name, moment(made["ended_at"]))
            else:
                self.recount(rows, name, member, made["state"])

    ballots_withdraw_block = ballots_overrule_block = unblocked

    def recount(self, rows: dict[str, Row], name: str, member: int, state: str) -> None:
        """The votes of a ballot that a block stopped, counted again without that block."""
        before, stood = self.rows[name], self.told[name].get(member, "")
        in_time = before["outcome"] == "blocked" and self.at < moment(before["closed_at"]) + TIME_TO_UNBLOCK
        self.must(
            in_time and kinds(before["rule"]).get(stood) == "block",
            "no block of theirs stopped it, or it had for too long",
        )
        self.told[name][member] = f"{stood}/{state}"
        outcome, counts = count_single(before["rule"], self.seats(self.rows, name), self.told[name])
        if name not in rows:
            return self.must(outcome == "blocked", "no block stops it any more, and its outcome stands")
        made, tie = rows[name], before["rule"]["tie"]
        may = (
            {outcome}
            if outcome != "tie_pending"
            else {"report": {"tied"}, "random_recorded": {"adopted", "rejected"}}.get(tie, {outcome})
        )
        self.must(made["outcome"] in may and made["tally"]["counts"] == counts and made["tally"]["outcome"] == outcome, f"counting gives {outcome} ({canonical(counts)})")  # fmt: skip
        self.bound(name, made, made["proposal_no"])
        self.results[name], self.recorders[name] = (made["outcome"], [made["proposal_no"]]), self.entry["actor"]
        self.recorded[name] = self.at
        self.settled(
            rows,
            name,
            made["outcome"],
            rows[f"block_end:{name[7:]}:{member}:{self.votes[name][member][0]}"]["ended_at"],
        )

    # What follows a result

    def ballots_challenge(self, rows: dict[str, Row], name: str) -> None:
        """A member names an error in a result within seven days: from then on nothing comes of it."""
        self.by(self.MEMBERS)
        for key, made in self.of("challenge", rows).items():
            is_own = self.entry["actor"].startswith(f"member:{made['member_id']} ") and key not in self.rows
            self.must(is_own and not made["outcome"], f"{key} is not theirs to make")
            in_time = self.recorded[name] <= moment(made["made_at"]) < self.recorded[name] + TIME_TO_CONTEST
            self.must(in_time and self.results[name][0] != "void", f"{key} came when no error could be named")
            self.challenged.setdefault(name, {})[key] = made["member_id"]

    # When a ballot may close

    def ballots_recount(self, rows: dict[str, Row], name: str) -> None:
        """Who neither recorded nor challenged a result decides: it stands, or the ballot is void."""
        self.by(self.MEMBERS, self.statements[name])
        actor, whose = self.entry["actor"], self.challenged.get(name, {})
        own = {f"member:{member}" for member in whose.values()} | {self.recorders[name].split(" ")[0]}
        self.must(actor.split(" ")[0] not in own, "it was recounted by who recorded or challenged the result")
        is_void = f"ballot_void:{name[7:]}" in rows
        self.must(whose and (name in rows) == is_void, "a recount decides on what was challenged")
        self.answered(rows, name, "void" if is_void else "confirmed")
        if is_void:
            self.void(rows, name)
        self.challenged.pop(name, None)

    def answered(self, rows: dict[str, Row], name: str, outcome: str) -> None:
        """Every open challenge of a ballot is decided so, by who acts."""
        for key in self.challenged.get(name, {}).keys() | self.of("challenge", rows).keys():
            before, made = self.rows[key], rows.get(key, {})
            is_kept = all(made.get(column) == before[column] for column in ("member_id", "made_at", "wrong"))
            is_own = self.entry["actor"].startswith(f"member:{made.get('answered_by')} ")
            self.must(
                is_kept and is_own and not before["outcome"] and made["outcome"] == outcome, f"{key} is not decided"
            )

    def early(self, name: str, seats: Sequence[Row], votes: dict[int, str], said: Row) -> bool:
        """Whether its rule lets a ballot close before its time, with these votes in."""
        rule = self.rows[name]["rule"]
        if "by_act" in said and not votes:
            return True
        window = rule.get("window", {})
        how, drops = window.get("close_early", "all_voted"), rule.get("on_leave") == "drop_uncast"
        if how == "all_voted":
            there = (one for one in seats if one["status"] not in OUT and not (drops and one["status"] == "left"))
            return all(one["of"] in votes for one in there)
        on = {option[0] for option in said.get("options", [[said.get("proposal")]])}
        states = {key: row["state"] for no in on for key, row in self.of(f"recusal:{no}", self.rows).items()}
        moved = [int(key.split(":")[2]) for key, state in states.items() if state == "moved"]
        classes = {option[0]: option[3] for option in said.get("options", [])}
        return how == "outcome_fixed" and fixed(rule, seats, votes, moved, classes)
