"""Ballots that were declared void, and rules that a ballot changed, from the minutes: for verify.py, which proves a record with it.

Like verify.py this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.proof.conduct import TIME_TO_CONTEST, Conduct, Row, moment
from workbench.proof.counting import count_single

WORDS = ("title", "explain", "version")  # of a rule, what decides nothing


class Voids(Conduct):
    """What verify.py asks of a record about both."""

    unsettled: Callable[[dict[str, Row], str], None]
    is_moved: Callable[[str], bool]
    is_ratified: Callable[[str], bool]
    seats_given: Callable[[str], bool]

    def ballots_void(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.statements[name])
        self.answered(rows, name, "void")
        self.void(rows, name)

    def on(self, said: Row) -> list[tuple[str, int]]:
        """What a ballot with this statement is on."""
        if "case" in said:
            return [("case", said["case"])]
        if told := said.get("on_version"):
            return [] if said.get("ratifies") else [(f"{told['question']} {told['ordinal']}", told["release"] or 0)]
        if "elects" in said:
            return [("election to " + said["elects"], 0)]
        return [("proposal", one[0]) for one in said.get("options", [[said.get("proposal")]])]

    def void(self, rows: dict[str, Row], name: str) -> None:
        """A ballot is void while nothing has come of it; it keeps what it was, and nothing comes of it."""
        before, void, at = self.rows[name], rows[f"ballot_void:{name[7:]}"], moment(self.entry["at"])
        is_own = self.entry["actor"].startswith(f"member:{void['declared_by']} ")
        self.must(is_own, "it is not declared by who did it")
        is_wanted = self.entry["act"] == "ballots.reconsider"
        self.must(is_wanted == (void["ground"] == "reconsidered"), "its ground is not that of this act")
        in_time = is_wanted or name not in self.recorded or at < self.recorded[name] + TIME_TO_CONTEST
        self.must(in_time or self.challenged.pop(name, {}), "its result had stood for too long to be void")
        kept = before | {"outcome": "void", "closed_at": before["closed_at"] or void["declared_at"]}
        is_kept = rows[name] == kept and void["outcome"] == before["outcome"] != "void"
        self.must(is_kept, "a void ballot keeps what it was")
        came = [*self.of("adoption", self.rows).values(), *self.of("rule_version", self.rows).values()]
        on, no = {*self.on(self.statements[name])}, int(name[7:])
        later = [one for one, said in self.statements.items() if int(one[7:]) > no and on & {*self.on(said)}]
        came += [*self.of("release", self.rows).values(), *self.of("version_withdrawal", self.rows).values()]
        numbers = {no, before.get("ratifies") or no}
        is_free = all(row.get("ballot_no") not in numbers for row in came)
        is_free = is_free and all(self.rows[one]["outcome"] == "void" for one in later) and not self.seats_given(name)
        self.must(is_free, "something had come of it, or another ballot")
        self.results[name] = "void", []
        self.unsettled(rows, name)

    def rules_set(self, rows: dict[str, Row], name: str) -> None:
        """A rule that ballots were held under is changed or ended by a ballot under it; one from before that was so names none."""
        self.by({"chair"})
        made, (_, key, version) = rows[name], name.split(":")
        used = [row for row in self.of("ballot", self.rows).values() if row["rule"]["name"] == key]
        before = self.rows.get(f"rule_version:{key}:{int(version) - 1}", ([{"rule": {}}, *used])[-1])
        old, new = ({k: v for k, v in rule.items() if k not in WORDS} for rule in (before["rule"], made["rule"]))
        is_same = made["in_force"] and old == new
        is_free = not used or is_same or not before.get("in_force", True) or "ballot_no" not in made
        carried = self.rows.get(f"ballot:{made.get('ballot_no')}", {"outcome": "", "rule": {"name": ""}})
        is_on_text = (
            before["rule"].get("for_classes") not in ([], ["finding"]) and before["rule"].get("default") != "none"
        )
        is_under = not used or self.carries(f"ballot:{made.get('ballot_no')}", carried, key, before["rule"], is_on_text)
        is_so = carried["outcome"] == "adopted" and carried.get("proposal_no") and is_under
        by = f"ballot:{made.get('ballot_no')}"
        is_so = (
            is_so and not self.challenged.get(by) and not self.is_moved(by) and self.waited(by) and self.is_ratified(by)
        )
        self.must(is_so or (is_free and not made.get("ballot_no")), "ballots were held under it, and none carried this")

    rules_end = rules_set

    def carries(self, by: str, carried: Row, key: str, rule: Row, is_on_text: bool) -> bool:
        """Whether a ballot may change this rule: one under a rule for the procedure that the votes carry by the old rule, too; else, where no
        rule put into force is for that, one under the rule itself. Of a rule for no text, any."""
        versions = (
            row
            for _, row in sorted(self.of("rule_version", self.rows).items(), key=lambda one: one[1]["rule"]["version"])
        )
        newest = {row["rule"]["name"]: row for row in versions}
        asks = {
            name
            for name, row in newest.items()
            if row["in_force"] and "procedure" in row["rule"].get("for_classes", ())
        }
        if carried["rule"]["name"] == key:
            return not asks or key in asks
        if "procedure" not in carried["rule"].get("for_classes", ()):
            return not is_on_text and not asks
        if rule.get("method") in ("ranked", "signoff") or rule.get("seats"):
            return True
        is_open = carried["rule"].get("visibility", "roll_call") == "roll_call"
        return is_open and count_single(rule, self.seats(self.rows, by), self.told[by])[0] == "adopted"
