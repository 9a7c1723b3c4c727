"""Ballots that were opened together, from the minutes: for verify.py, which proves a record with it.

Each counts by itself. What a bloc adds is that one vote was cast in several of them at once, as long as nobody had taken one out; and that
each is bound to the text of every set of them, so that what carries is adopted beside those adopted before it. That these texts are what
their proposals give together takes the engine that compares words: “workbench check” counts that. Like verify.py this needs nothing but
Python (3.9 or newer).
"""

from __future__ import annotations

from datetime import datetime
from itertools import combinations
from typing import Any

from workbench.proof.stages import Stages
from workbench.proof.voices import OUT
from workbench.proof.written import canonical, sha256, tree_sha256

Row = dict[str, Any]
moment = datetime.fromisoformat
KEY = "combined_sha256"  # in a statement: the digest over the texts of its bloc


class Blocs(Stages):
    """What verify.py asks of a record about blocs."""

    def staged(self, name: str, ballot: Row, said: Row) -> None:
        super().staged(name, ballot, said)
        if "ratifies" in said:
            first = self.statements[f"ballot:{said['ratifies']['ballot']}"]
            self.must(
                said.get(KEY) == first.get(KEY), "it is not bound to the texts that the ballot it ratifies was bound to"
            )
        no = said.get("bloc")
        self.must(ballot.get("bloc") == no, "its bloc is not the one in its statement")
        if no is None:
            alone = not self.of("bloc_text", self.entry["body"]["rows"]) and (KEY not in said or "ratifies" in said)
            return self.must(alone, "it is in no bloc, and has texts of one")
        _, *earlier = reversed(list(self.statements.values()))  # the first is its own
        before: Row = earlier[0] if earlier else {}
        is_one_more = before.get("bloc") == no and all(said[key] == before[key] for key in ("rule_sha256", "closes_at"))
        is_new = no == next((one["bloc"] for one in earlier if "bloc" in one), 0) + 1
        self.must(
            is_one_more or is_new, "it was not opened with the others of its bloc, under their rule and until then"
        )
        self.must("proposal" in said and not {"amends", "body"} & said.keys(), "such a ballot is opened by itself")
        self.combined(name, said, before if is_one_more else None)

    def combined(self, name: str, said: Row, before: Row | None) -> None:
        """The first of a bloc puts the texts of all sets on record; every one is bound to all of them."""
        texts = self.of("bloc_text", self.entry["body"]["rows"])
        if before is not None:
            self.must(not texts and said.get(KEY) == before.get(KEY), "it is not bound to the texts of its bloc")
            texts = {key: row for key, row in self.of("bloc_text", self.rows).items() if self.bloc(key) == said["bloc"]}
        elif not texts and KEY not in said:
            return
        named = {key.split(":")[2]: row for key, row in texts.items()}
        listed = sorted([key, row["fingerprint"], row["requirements_sha256"]] for key, row in named.items())
        is_so = KEY not in said or sha256(canonical(listed)) == said[KEY]
        self.must(is_so, "the texts of its bloc are not those that it is bound to")
        items = sorted({int(no) for key in named for no in key.split("+")})
        sets = {"+".join(map(str, some)) for size in range(2, len(items) + 1) for some in combinations(items, size)}
        is_whole = KEY not in said or named.keys() == sets and said["proposal"] in items
        self.must(is_whole, "its bloc is not bound to a text for every set of its items")

    def bloc(self, key: str) -> Any:
        """The bloc of the ballot that a row belongs to, or of the one that it ratifies."""
        ballot = self.rows.get(f"ballot:{key.split(':')[1]}", {})
        return self.rows.get(f"ballot:{ballot.get('ratifies')}", ballot).get("bloc")

    def onto(self, name: str, ballot: Row, said: Row, commit: str) -> list[int] | None:
        """The proposals of its bloc that were adopted, one after the other, from the text a ballot opened on up to this commit; None: something
        else was, or it is bound to its own text alone."""
        if commit == ballot["base_commit"]:
            return []
        no = self.bloc(f"ballot:{said['ratifies']['ballot']}" if "ratifies" in said else name)
        if no is None or KEY not in said:
            return None
        made = (row for row in self.of("adoption", self.rows).values() if row["state"] == "published")
        after = {row["old"]: row for row in made if self.bloc(f"ballot:{row['ballot_no']}") == no}
        found, at = [], ballot["base_commit"]
        while at != commit and at in after:
            found.append(after[at]["proposal_no"])
            at = after[at]["new"]
        return found if at == commit else None

    def due(self, name: str) -> tuple[str, Row]:
        """The text that a ballot changes now, by its commit, and what it makes of it: the bound one of itself and what was adopted before."""
        ballot, said = self.rows[name], self.statements[name]
        others = self.onto(name, ballot, said, self.newest["commit"])
        if not others:
            return ballot["base_commit"], {"fingerprint": ballot["fingerprint"]}
        key = "+".join(map(str, sorted([ballot["proposal_no"], *others])))
        bound = (row for one, row in self.of("bloc_text", self.rows).items() if one.split(":")[2] == key and self.bloc(one) == self.bloc(name))  # fmt: skip
        return self.newest["commit"], next(bound, {"fingerprint": "", "requirements_sha256": ""})

    def asked(self, name: str, trees: list[Any]) -> bool:
        """Whether cases are judged by what was voted on, or what was bound for it and those before it."""
        bound = self.due(name)[1].get("requirements_sha256")
        if bound is not None:
            return [*map(tree_sha256, trees)] == [bound] * bool(bound)
        voted = self.rows["revision:{proposal_no}:{revision}".format(**self.rows[name])].get("requirements")
        return voted is None or trees == [voted]

    def adopts(self, rows: dict[str, Row], made: Row) -> None:
        """Of its proposal an adoption changes that it is adopted, and as which version; a column from after older entries may come to it."""
        name = f"proposal:{made['proposal_no']}"
        end = {**self.rows[name], "state": "adopted", "adopted_version": made["label"]}
        self.must(
            all(rows[name].get(key) == value for key, value in end.items()), f"{name} is not what adoption makes of it"
        )

    def ballots_overtaken(self, rows: dict[str, Row], name: str) -> None:
        super().ballots_overtaken(rows, name)
        is_behind = "amends" in self.statements[name] or self.onto(name, self.rows[name], self.statements[name], self.newest["commit"]) is None  # fmt: skip
        self.must(is_behind, "nothing but items of its bloc was adopted before it, so it was not overtaken")

    def through_bloc(self, name: str) -> None:
        """A vote through a bloc is in a ballot that is in it, and that nobody has taken out."""
        no = self.entry["body"].get("bloc")
        is_in = no == self.rows[name].get("bloc") and f"bloc_exit:{name[7:]}" not in self.rows
        self.must(no is None or is_in, "it was voted on through a bloc that it was not in")

    def ballots_take_out(self, rows: dict[str, Row], name: str) -> None:
        """Anybody on its roll takes an open ballot out of its bloc, once."""
        key = f"bloc_exit:{name[7:]}"
        self.only(rows, key)
        row, ballot = rows[key], self.rows[name]
        seat = self.rows.get(f"roll_entry:{name[7:]}:{row['member_id']}", {"status": OUT[0]})
        is_own = self.entry["actor"].startswith(f"member:{row['member_id']} ") and seat["status"] not in OUT
        self.must(is_own and len(rows) == 1, "only who is on its roll takes it out, and changes nothing else")
        at = moment(row["taken_at"])
        in_time = moment(ballot["opens_at"]) <= at < moment(ballot["closes_at"]) and not ballot["closed_at"]
        is_in = ballot.get("bloc") and key not in self.rows
        self.must(is_in and in_time and at <= moment(self.entry["at"]), "it was in no bloc, or not open any more")
