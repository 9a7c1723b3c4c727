"""The life of a version, from the minutes: for verify.py and “workbench check”, which prove a record with it.

What was adopted to be released together is released as what its ballots fixed, after its approval and, where one is owed, its ballot; a
version is withdrawn by a ballot, and never otherwise. Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, timezone
from typing import Any

from workbench.proof.classes import CLASSES, SIZE, SIZES, next_label

Row = dict[str, Any]
OWN = {
    "working_version": {"ballots.adopted"},
    "release": {"versions.candidate", "versions.call", "versions.send_back", "versions.approve", "versions.publish"},
    "version_withdrawal": {"versions.withdraw"}, "version_ballot": {"ballots.open"},
}  # fmt: skip
# How far apart the moment of an act and that of its entry may be.
MEANWHILE = timedelta(minutes=1)
moment = datetime.fromisoformat


class Releases:
    """What the minutes have said up to an entry of versions, of what is made of the working ones, and of ballots on either."""

    def __init__(self) -> None:
        self.versions: dict[int, Row] = {}
        self.working: dict[int, Row] = {}
        self.begins: dict[int, datetime] = {}  # published version -> from when it is in force
        self.made: dict[str, Row] = {}  # release -> how it stands
        self.gone: set[int] = set()
        self.overtaken: set[str] = set()  # ballots on a withdrawal that a later version came before
        self.adopted: dict[int, str] = {}  # version -> the class that its proposal had
        self.proposals: dict[int, int] = {}  # version -> its proposal
        self.taken: set[str] = set()
        self.ballots: dict[str, Row] = {}  # ballot -> its statement
        self.outcomes: dict[str, Any] = {}
        self.ratified: dict[str, Any] = {}  # ballot -> how its second stage came out
        self.waits: dict[str, str] = {}  # proposal -> its state
        self.last: dict[str, str] = {}  # proposal -> the last ballot on it

    # What stands

    @property
    def published(self) -> int:
        return max((no for no in self.versions if no not in self.working), default=0)

    @property
    def unreleased(self) -> list[int]:
        return sorted(no for no in self.working if no > self.published)

    @property
    def under_way(self) -> list[Row]:
        return [row for row in self.made.values() if row["state"] not in ("published", "returned")]

    def in_force(self, at: datetime, below: int | None = None) -> int:
        """The version in force, or that would be without one and those after it; 0: none."""
        held = (no for no, since in self.begins.items() if since <= at and no not in self.gone)
        return max((no for no in held if below is None or no < below), default=0)

    def carried(self, name: str) -> bool:
        """Whether a ballot carried and, where that is owed, was ratified."""
        owes = self.ballots[name].get("ratification")
        return self.ratified.get(name) == "ratified" if owes else self.outcomes.get(name) == "adopted"

    def on(self, question: str, key: str, value: Any) -> list[str]:
        """The ballots of the committee on a question of this kind."""
        said = ((name, one.get("on_version", {})) for name, one in self.ballots.items() if not one.get("ratifies"))
        return [name for name, told in said if told.get("question") == question and told.get(key) == value]

    def rejected(self, no: int) -> bool:
        found = self.on("release", "release", no)
        return any(
            self.outcomes[one] in ("rejected", "tied", "blocked") or self.ratified.get(one) in ("declined", "returned")
            for one in found
        )

    # The record

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows, act = entry["body"].get("rows", {}), entry["act"]
        for name in rows:
            if act not in OWN.get(name.partition(":")[0], {act}):
                yield f"no such act writes {name}"
        if act in ("ballots.adopt", "ballots.adopted", "ballots.open") or act.startswith("versions."):
            step = getattr(self, act.replace(".", "_"), None)
            yield from step(entry, rows) if step else ()
        self.note(entry, rows)

    def note(self, entry: Row, rows: dict[str, Row]) -> None:
        at = moment(entry["at"])
        if entry["act"] == "definition.begin":
            tags = [name[10:] for name in entry["body"].get("refs", {}) if name.startswith("refs/tags/")]
            self.taken |= {tag.removeprefix("v") for tag in tags}
        if entry["act"] == "ballots.open":
            said = self.ballots[entry["thing"]] = entry["body"]["statement"]
            on = [one[0] for one in said.get("options", [[said.get("proposal")]])]
            self.last.update({f"proposal:{no}": entry["thing"] for no in on})
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "version":
                self.versions[int(key)] = row
                self.taken.add(row["label"])
                own = (one for other, one in rows.items() if other.startswith("proposal:"))
                self.adopted |= {int(key): one["claimed"] for one in own if one["state"] == "adopted"}
                self.proposals |= {int(key): one["proposal_no"] for other, one in rows.items() if other[:9] == "adoption:"}  # fmt: skip
                if f"working_version:{key}" in rows:
                    self.working[int(key)] = rows[f"working_version:{key}"]
                else:
                    since = rows.get(f"transition:{key}", {}).get("in_force_at")
                    self.begins.setdefault(int(key), moment(since) if since else at)
            elif table == "release":
                self.made[name] = row
            elif table == "version_withdrawal":
                self.gone.add(int(key))
                before = (one for no in self.versions if no < int(key) for one in self.on("withdraw", "ordinal", no))
                self.overtaken |= {one for one in before if self.outcomes[one]}
            elif table == "proposal":
                self.waits[name] = row["state"]
            elif table == "ballot":
                self.outcomes[name] = row["outcome"]
            elif table == "ratification":
                self.ratified[f"ballot:{key}"] = row["outcome"]

    def ballots_adopt(self, _: Row, rows: dict[str, Row]) -> Iterator[str]:
        for name, row in rows.items():
            if name.startswith("adoption:") and self.under_way:
                yield "a text was adopted beside a candidate for release"
            if name.startswith("adoption:") and self.unreleased and not row.get("is_working"):
                yield "a text was published while others waited to be released together"

    def ballots_adopted(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """What waits for a release is as its ballot fixed it, and in force from no day."""
        working = {name: row for name, row in rows.items() if name.startswith("working_version:")}
        made = next(row for name, row in rows.items() if name.startswith("adoption:"))
        if bool(made.get("is_working")) != bool(working):
            yield "whether it waits to be released is not as it was decided"
        said, no = self.ballots[entry["thing"]], str(made["proposal_no"])
        for name, row in working.items():
            size, because = said.get("bump", {}).get(no, [SIZE[row["claimed"]], ""])
            claimed = rows[f"proposal:{no}"]["claimed"]
            days = said.get("transition_days", {}).get(no, 0)
            due = {"size": size, "because": because, "claimed": claimed, "days": days}
            if row != due or f"version:{name[16:]}" not in rows or any(one.startswith("transition:") for one in rows):
                yield f"{name} is not what its ballot fixed"

    def ballots_open(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """A ballot on a version is on its exact text, when that may be asked, by a rule for the highest class in it."""
        said, name = entry["body"]["statement"], entry["thing"]
        told, beside = said.get("on_version"), rows.get(f"version_ballot:{name[7:]}")
        if told is None or beside is None:
            if told is not None or beside is not None:
                yield "whether it is on a version is not as its statement says"
            return
        keys = {"release": "release_no"}
        if beside != {keys.get(key, key): value for key, value in told.items() if key != "asks"}:
            yield "it is not on what its statement says"
        ballot, text = rows[name], self.versions.get(told["ordinal"], {})
        is_bound = text.get("fingerprint") == ballot["fingerprint"] == said["text_sha256"]
        if ballot["proposal_no"] or ballot["case_no"] or not is_bound:
            yield "it is not on the text of the version that it names"
        if said.get("ratifies"):
            first = self.ballots["ballot:{ballot}".format(**said["ratifies"])]
            if any(first.get(key) != said.get(key) for key in ("on_version", "recused_from")):
                yield "it does not ratify what that ballot was on"
            return
        asked = "editorial" if told["claimed"] == "typographic" else told["claimed"]  # which nobody votes on by itself
        if asked not in ballot["rule"].get("for_classes", ()) or told["claimed"] != self.class_of(told):
            yield "its rule is not one for the highest class in it"
        before = self.on(told["question"], "ordinal", told["ordinal"])
        if any(self.outcomes[one] in (None, "tie_pending") for one in before):
            yield "another ballot on that was open"
        yield from self.may_ask(told, said)

    def may_ask(self, told: Row, said: Row) -> Iterator[str]:
        at = moment(said["opens_at"])
        if said.get("recused_from", []) != self.brought(told):
            yield "who is recused from a change in it is not recused from the whole"
        if told["question"] == "release":
            made = self.made.get(f"release:{told['release']}", {})
            is_so = made and self.is_called(made, at) and made["weighty"] > 1 and not self.rejected(told["release"])
            if not is_so or (made["ordinal"], made["label"]) != (told["ordinal"], told["label"]):
                yield "no ballot on the whole text could open then"
            return
        is_held = self.in_force(at) == told["ordinal"] and self.in_force(at, told["ordinal"])
        if not is_held or not told["reason"].strip() or self.versions[told["ordinal"]]["label"] != told["label"]:
            yield "that version was not in force, nothing was before it, or no reason is given"

    def brought(self, told: Row) -> list[int]:
        """The proposals whose changes the version brought, or would, that a ballot is on."""
        made = self.made.get(f"release:{told['release']}")
        made = made or next((row for row in self.made.values() if row["published"] == told["ordinal"]), None)
        parts = [no for no in self.working if made["after"] < no <= made["ordinal"]] if made else [told["ordinal"]]
        return sorted({self.proposals[no] for no in parts if no in self.proposals})

    def class_of(self, told: Row) -> str:
        """The highest class of what a ballot on a version is on."""
        for row in self.made.values():
            if told["ordinal"] in (row["ordinal"], row["published"]) and row["state"] != "returned":
                return str(row["claimed"])
        return self.adopted.get(told["ordinal"], "scope")

    @staticmethod
    def is_called(made: Row, at: datetime) -> bool:
        """Whether its last call is over, if it has one."""
        if made["state"] == "candidate":
            return not made["last_call"]
        return made["state"] == "last_call" and moment(made["until"]) <= at

    def versions_candidate(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        """It combines everything adopted since the last published version, and is called by the greatest step in it."""
        row, name = rows[entry["thing"]], entry["thing"]
        parts = [self.working[no] for no in self.unreleased]
        if not parts or self.under_way or name in self.made:
            yield "there was nothing to make a candidate of, or another one was under way"
            return
        text, after = self.versions[self.unreleased[-1]], self.versions[self.published]
        size = max((one["size"] for one in parts), key=SIZES.index)
        due = {
            "ordinal": self.unreleased[-1], "after": self.published, "label": next_label(after["label"], size, self.taken), "size": size,
            "claimed": max((one["claimed"] for one in parts), key=CLASSES.index), "days": max(one["days"] for one in parts),
            "weighty": sum(one["claimed"] in CLASSES[2:] for one in parts), "fingerprint": text["fingerprint"], "state": "candidate",
            "until": None, "approved_at": None, "ballot_no": None, "published": None, "ended_by": None, "ended_at": None,
        }  # fmt: skip
        if wrong := sorted(key for key, value in due.items() if row[key] != value):
            yield f"its {', '.join(wrong)} is not what the versions in it give"
        waits = {one for one, state in self.waits.items() if state in ("ratifying", "ratified") or state == "balloting"
                 and self.outcomes.get(last := self.last.get(one, "")) in ("adopted", "tie_pending") and "amends" not in self.ballots[last]}  # fmt: skip
        if waits:
            yield f"what {min(waits)} carried waited for adoption"
        same = [int(one[8:]) for one, other in self.made.items() if other["ordinal"] == row["ordinal"]]
        if any(map(self.rejected, same)):
            yield "exactly this text was voted down"

    def versions_call(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        row, before, at = rows[entry["thing"]], self.made[entry["thing"]], moment(entry["at"])
        days, kept = timedelta(days=before["last_call"]), before | {"state": "last_call", "until": row["until"]}
        is_so = before["state"] == "candidate" and days and row == kept
        if not is_so or not at - MEANWHILE <= moment(row["until"]) - days <= at:
            yield "its last call does not begin so"

    def versions_send_back(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        row, before = rows[entry["thing"]], self.made[entry["thing"]]
        kept = before | {key: row[key] for key in ("state", "ended_by", "ended_at", "reason")}
        no = int(entry["thing"][8:])
        over = ("void", "no_quorum", "no_electorate")
        running = [one for one in self.on("release", "release", no) if self.outcomes[one] not in over]
        is_so = before["state"] in ("candidate", "last_call") and row == kept and row["state"] == "returned"
        is_own = entry["actor"].startswith(f"member:{row['ended_by']} ")
        if not (is_so and row["reason"] and is_own) or running and not self.rejected(no):
            yield "it could not be sent back so"

    def versions_approve(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        row, before = rows[entry["thing"]], self.made[entry["thing"]]
        kept = before | {"state": "approved", "approved_at": row["approved_at"], "ballot_no": row["ballot_no"]}
        if row != kept or not self.is_called(before, moment(row["approved_at"])):
            yield "it could not be approved then"
        ballot = f"ballot:{row['ballot_no']}"
        if before["weighty"] <= 1:
            if row["ballot_no"]:
                yield "no ballot was owed to it"
        elif ballot not in self.on("release", "release", int(entry["thing"][8:])) or not self.carried(ballot):
            yield "more than one change of substance, scope or procedure is in it, and no ballot on the whole text carried it"

    def versions_publish(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        row, before, at = rows[entry["thing"]], self.made[entry["thing"]], moment(entry["at"])
        no = max(self.versions) + 1
        version = rows.get(f"version:{no}", {})
        told = {name: one for name, one in rows.items() if name.startswith("transition:")}
        kept = before | {
            "state": "published",
            "published": no,
            "ended_by": row["ended_by"],
            "ended_at": row["ended_at"],
        }
        if before["state"] != "approved" or row != kept:
            yield "it was not approved, or is not published so"
        if (version.get("label"), version.get("fingerprint")) != (before["label"], before["fingerprint"]):
            yield "the version is not the text that was approved, or not called so"
        made = moment(row["ended_at"])
        over = made + timedelta(days=before["days"])
        since = datetime.combine(over + timedelta(days=1), time.min, timezone.utc) if before["days"] else over  # noqa: UP017
        since = max(since, self.begins.get(before["after"], since))
        due = {f"transition:{no}": since} if since > made else {}
        if {name: moment(one["in_force_at"]) for name, one in told.items()} != due or not at - MEANWHILE <= made <= at:
            yield "it is not in force from the day that its ballots fixed"

    def versions_withdraw(self, entry: Row, rows: dict[str, Row]) -> Iterator[str]:
        no = int(entry["thing"][8:])
        row = rows.get(f"version_withdrawal:{no}", {})
        ballot = f"ballot:{row.get('ballot_no')}"
        if ballot not in self.on("withdraw", "ordinal", no) or not self.carried(ballot) or ballot in self.overtaken:
            yield "no ballot carried that it is withdrawn"
        if no in self.gone or self.in_force(moment(row["at"])) != no:
            yield "it was not in force when it was withdrawn"
