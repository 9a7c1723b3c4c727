"""Prove the record of a committee, offline: nothing is needed but Python (3.9 or newer) and the folder this file is in.

    python3 verify.py [FOLDER]                 prove the record in FOLDER, or in the folder of this file
    python3 verify.py --head 117:9a784f9a…     and that it goes on from a head noted earlier (number:hash; may be repeated)

It works out again: the chain of the minutes; who was a member on the day a ballot opened; that votes came in time, from
members on the roll, and open the digests published when they were cast; every tally and threshold; that each adopted text
is, byte for byte, the one that was voted on; the history of the text; and that the rows of the record stand as the minutes
left them. Of what does not follow it names every act, the first one first, and ends with status 1.

A record that was cut short or written anew from some act on is a record, too, and follows: only a head that somebody noted
earlier (from a page, a mail, a copy of this folder) tells. Compare heads with others, and give yours with --head.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from pathlib import Path
from typing import Any, ClassVar

Row = dict[str, Any]  # a row of the record: column -> value
DEFAULT = 0  # in a ranked ballot: the text as it stands
TIME_TO_DECIDE = timedelta(days=7)  # the chair's, in a tie
TOLD = 100  # faults that are printed; the rest is counted
TREE = "case-requirements.json"
moment = datetime.fromisoformat
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what reading nonsense ends in


def canonical(value: object) -> str:
    """Canonical JSON (RFC 8785 for strings, integers, booleans and nulls): the form that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def digest(salt: str, value: object) -> str:
    """What the minutes hold of a value that was not public when it was written."""
    return "sha256:" + sha256(salt + canonical(value))


def tree_sha256(tree: Any) -> str:
    """SHA-256 of what stands at TREE in the repository: what cases are judged by."""
    return sha256(json.dumps({"judged_by": tree}, ensure_ascii=False, indent=2) + "\n")


class Bundle:
    """The refs of a git bundle and its objects, read without git, each of which has the name that its content gives it (SHA-1)."""

    KINDS = ("", "commit", "tree", "blob", "tag")
    KEPT = 2_000  # unpacked objects that are kept at hand
    LARGEST = 500_000_000  # bytes of an object; a longer one is not unpacked

    def __init__(self, data: bytes) -> None:
        head, _, self.pack = data.partition(b"\n\n")
        lines = head.decode().split("\n")
        if lines[0] != "# v2 git bundle" or hashlib.sha1(self.pack[:-20]).digest() != self.pack[-20:]:
            raise ValueError("definition.bundle is no git bundle, or was changed after it was written")
        self.refs = {name: commit for commit, _, name in (line.partition(" ") for line in lines[1:]) if name != "HEAD"}
        self.object = lru_cache(self.KEPT)(self.unpacked)
        self.places: dict[str, int] = {}
        at = 12
        for _ in range(int.from_bytes(self.pack[8:12], "big")):
            kind, content, end = self.object(at)
            self.places[hashlib.sha1(f"{kind} {len(content)}\0".encode() + content).hexdigest()] = at
            at = end

    def unpacked(self, at: int) -> tuple[str, bytes, int]:
        """The object at a place in the pack: its kind, its content, and where the next one begins (git's pack format)."""
        start, kind, back = at, self.pack[at] >> 4 & 7, 0
        size, place = self.pack[at] & 15, 4
        while self.pack[at] & 128:
            at += 1
            size, place = size | (self.pack[at] & 127) << place, place + 7
        at += 1
        if kind == 6:  # a change of the object so many bytes before
            back = self.pack[at] & 127
            while self.pack[at] & 128:
                at += 1
                back = (back + 1) << 7 | self.pack[at] & 127
            at += 1
        inflate, content = zlib.decompressobj(), b""
        while not inflate.eof and at < len(self.pack):
            content += inflate.decompress(self.pack[at : at + 4096])
            at += min(4096, len(self.pack) - at)
            if len(content) > min(size, self.LARGEST):
                raise ValueError("an object is longer than it says, or than can be read")
        end = at - len(inflate.unused_data)
        if not back:
            return self.KINDS[kind], content, end
        name, before, _ = self.object(start - back)
        return name, changed(before, content, self.LARGEST), end

    def read(self, name: str, kind: str) -> bytes:
        """The content of an object. A KeyError where there is none of that kind."""
        found, content, _ = self.object(self.places[name])
        if found != kind:
            raise KeyError(name)
        return content

    def commit(self, name: str) -> tuple[str, list[str], list[str]]:
        """The tree of a commit, the commits before it, and the lines of its message."""
        head, _, message = self.read(name, "commit").decode("utf-8", "replace").partition("\n\n")
        lines = [line.split(" ") for line in head.split("\n")]
        return lines[0][1], [line[1] for line in lines if line[0] == "parent"], message.split("\n")

    def file(self, tree: str, path: str) -> str | None:
        """The name of the content of the ordinary file at a path of a tree, if there is one."""
        mode, found = b"40000", tree
        for part in path.split("/"):
            if mode != b"40000":
                return None
            rest, name, mode = self.read(found, "tree"), b"", b""
            while rest and name != part.encode():
                head, _, rest = rest.partition(b"\0")
                (mode, _, name), found, rest = head.partition(b" "), rest[:20].hex(), rest[20:]
            mode = mode if name == part.encode() else b""
        return found if mode.startswith(b"100") else None

    def texts(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Path -> SHA-256 of the files of a commit, as the record knows texts: UTF-8, else Latin-1, without NUL."""
        tree, found = self.commit(commit)[0], {}
        for path, name in ((path, name) for path in paths if (name := self.file(tree, path))):
            data = self.read(name, "blob")
            try:
                words = data.decode("utf-8")
            except UnicodeDecodeError:
                words = data.decode("latin-1")
            found[path] = sha256(words.replace("\0", "\ufffd"))
        return found

    def target(self, name: str) -> str:
        """The commit that a ref leads to; a tag is followed."""
        while self.object(self.places[name])[0] == "tag":
            name = self.read(name, "tag")[7:47].decode()
        return name


def changed(base: bytes, delta: bytes, longest: int) -> bytes:
    """What a change makes of an object: pieces copied from it, and pieces put in (git's pack format)."""
    rest, made = iter(delta), bytearray()
    for _ in range(2):  # the lengths before and after
        while next(rest) & 128:
            pass
    for code in rest:
        if code & 128:
            start, length = (
                sum(next(rest) << 8 * n for n in range(bits) if code >> first + n & 1)
                for first, bits in ((0, 4), (4, 3))
            )
            made += base[start : start + (length or 0x10000)]
        else:
            made += bytes(next(rest) for _ in range(code))
        if len(made) > longest:
            raise ValueError("an object is longer than can be read")
    return bytes(made)


def exact(number: str | int) -> Fraction:
    """A number of a rule: “2/3”, “0.5”, 1. Not one that nobody could write out (“1e999999999”)."""
    if not re.fullmatch(r"-?[0-9]{1,20}([./][0-9]{1,20})?", str(number)):
        raise ValueError(f"{number!r:.40} is no number of a rule")
    return Fraction(number)


def holds(condition: Row, counts: dict[str, int]) -> bool:
    """`count op ratio × of + plus`, exactly; against a square root, squares are compared."""
    left: Fraction | int = sum(counts[name] for name in condition["count"])
    of, ratio, plus = condition["of"], exact(condition["ratio"]), exact(condition["plus"])
    if isinstance(of, str):  # sqrt(E): left − plus against ratio × √E
        left, right = left - plus, ratio**2 * counts[of[5:-1]]
        left = left**2 if left >= 0 else Fraction(-1)
    else:
        right = ratio * sum(counts[name] for name in of) + plus
    compared = {">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right, "=": left == right}
    return compared[condition["op"]]


def turnout(rule: Row, f: int, a: int, s: int, roll: int, b: int = 0) -> tuple[str, dict[str, int]]:
    """Why a ballot decides nothing, or "", and what a condition may count."""
    cast = f + a + s + b
    counts = {"F": f, "A": a, "S": s, "B": b, "C": cast, "P": cast, "E": roll, "N": roll, "R": 0, "X": roll - cast}
    if roll < max(1, rule.get("roll", {}).get("min_electorate", 0)):
        return "no_electorate", counts
    return "" if all(holds(condition, counts) for condition in rule["quorum"]) else "no_quorum", counts


def count_approval(rule: Row, votes: Sequence[str], roll: int) -> tuple[str, Row]:
    """The outcome and the numbers of a ballot for, against or abstaining."""
    f, a, s = (votes.count(choice) for choice in ("for", "against", "abstain"))
    is_consent = rule.get("method") == "consent"
    b = a if is_consent else 0  # a vote against is an objection there, and silence is assent
    outcome, counts = turnout(rule, f, a - b, s, roll, b)
    groups = [all(holds(condition, counts) for condition in group) for group in rule["pass"]]
    enough = rule.get("min_support", 0) if is_consent else 1
    is_carried = f >= enough and (any(groups) or is_consent and not groups)
    outcome = outcome or ("blocked" if b else "adopted" if is_carried else "rejected")
    return outcome, {"for": f, "against": a - b, "abstain": s, "roll": roll} | ({"block": b} if b else {})


def ranking(choice: str) -> dict[int, int]:
    """“3 > 0 = 4” as option -> place; “abstain” ranks nothing."""
    tiers = [] if choice == "abstain" else choice.split(" > ")
    return {int(option): place for place, tier in enumerate(tiers, 1) for option in tier.split(" = ")}


def count_ranked(rule: Row, classes: dict[int, str], votes: Sequence[str], roll: int) -> tuple[str, Row, list[int]]:
    """The outcome, the numbers and what won (of a tie all) of a ranked ballot: Schulze over what beats the default."""
    options, rankings = [DEFAULT, *sorted(classes)], [ranking(choice) for choice in votes]
    blank = rankings.count({})
    numbers = {"ranked": len(rankings) - blank, "abstain": blank, "roll": roll}
    if outcome := turnout(rule, len(rankings) - blank, 0, blank, roll)[0]:
        return outcome, numbers, []
    last = {} if rule["unranked"] == "no_opinion" else dict.fromkeys(options, len(options) + 1)
    full = [last | one for one in rankings]
    duels = list(permutations(options, 2))
    wins = {(a, b): sum(a in one and b in one and one[a] < one[b] for one in full) for a, b in duels}
    over = rule["over_default"]

    def stays(option: int) -> bool:
        f, a = wins[option, DEFAULT], wins[DEFAULT, option]
        least, times = over.get("quorum", {"plus": 0}), exact(over["ratio"][classes[option]])
        part, of = exact(least.get("ratio", least.get("plus"))), least.get("of", "")
        is_enough = f**2 >= part**2 * roll if of.startswith("sqrt") else f >= (part * roll if of else part)
        return is_enough and f > a and (f > times * a if over.get("op") == ">" else f >= times * a)

    left = [option for option in options if option == DEFAULT or stays(option)]
    kind = rule.get("strength", "winning_then_opposition")
    strength = {(a, b): (0, 0) for a, b in duels}
    for (a, b), more in wins.items():
        if more > (fewer := wins[b, a]):
            usual = -fewer if kind == "winning_then_opposition" else 0
            strength[a, b] = (more - fewer if kind == "margins" else more, usual)
    for over_it, a, b in product(left, left, left):  # the strongest way, as Floyd and Warshall find the shortest
        if len({over_it, a, b}) == 3:
            strength[a, b] = max(strength[a, b], min(strength[a, over_it], strength[over_it, b]))
    best = [b for b in left if not any(strength[a, b] > strength[b, a] for a in left if a != b)]
    if best == [DEFAULT] or len(best) > 1 and rule["tie"] == "fails":
        return "rejected", numbers, []
    return "adopted" if len(best) == 1 else "tie_pending", numbers, best


class Record:
    """What the minutes have said up to an entry, and what is wrong with the record."""

    # rows that are written once and never again, and how the acts begin that alone write rows
    FOR_GOOD = frozenset({"vote", "roll_entry", "casting_vote", "version", "revision", "requirement_tree"})
    ACTS: ClassVar[dict[str, set[str]]] = {
        "vote": {"ballots.vote"}, "roll_entry": {"ballots.open"}, "casting_vote": {"ballots.decide"}, "member": {"members."},
        "ballot": {"ballots.open", "ballots.close", "ballots.decide"}, "adoption": {"ballots.adopt"},
        "version": {"definition.indexed", "ballots.adopted"},
        "requirement_tree": {"definition.indexed", "definition.requirements", "ballots.adopted"},
    }  # fmt: skip
    OF_A_BALLOT = frozenset({"ballot", "roll_entry", "casting_vote"})  # rows that only an act on that ballot writes
    OFFICERS = frozenset({"chair", "secretary"})

    def __init__(self, bundle: Bundle | None, texts: dict[str, dict[str, Any]]) -> None:
        self.bundle, self.texts = bundle, texts
        self.rows: dict[str, Row] = {}
        self.members: dict[str, Row] = {}
        self.begun: dict[str, str] = {}  # the refs that an imported history brought along
        self.newest: Row = {}
        self.statements: dict[str, Row] = {}
        self.votes: dict[str, dict[int, tuple[int, str]]] = {}  # ballot -> member -> number and name of their last vote
        self.results: dict[str, tuple[str, list[int]]] = {}  # ballot -> what the count gave
        self.entry: Row = {"seq": 0, "hash": "0" * 64, "at": "1970-01-01T00:00:00+00:00"}
        self.faults: list[str] = []

    def must(self, holds: object, otherwise: str) -> None:
        """Something has to hold for the entry at hand to follow."""
        if not holds:
            self.faults.append("entry {seq} ({act} {thing}): ".format(**self.entry) + otherwise)

    def take(self, entry: Row) -> None:
        """One entry, in order: its place in the chain, its rows, and whether the act follows from what was before."""
        before, self.entry = self.entry, entry
        try:
            self.must(entry["seq"] == before["seq"] + 1, f"what stood between it and entry {before['seq']} is missing")
            self.must(entry["prev"] == before["hash"], "it does not follow the entry before it")
            body = {key: value for key, value in entry.items() if key not in ("prev", "hash")}
            written = sha256(b"\0" + bytes.fromhex(entry["prev"]) + canonical(body).encode())
            self.must(written == entry["hash"], "it was changed after it was written")
            self.must(moment(entry["at"]) >= moment(before["at"]), "it is dated before the entry it follows")
            self.follow(entry, entry["body"].get("rows", {}))
        except BROKEN as broken:
            self.must(False, f"it cannot be followed ({type(broken).__name__}: {broken})")
        self.rows.update(entry["body"].get("rows", {}))
        self.members.update(self.of("member", entry["body"].get("rows", {})))

    def follow(self, entry: Row, rows: dict[str, Row]) -> None:
        for name, row in rows.items():
            table = name.partition(":")[0]
            self.must(entry["act"].startswith(tuple(self.ACTS.get(table, {""}))), f"no such act writes {name}")
            if table in self.OF_A_BALLOT:
                is_own = name.split(":")[1] == entry["thing"].removeprefix("ballot:")
                self.must(is_own, f"it writes {name}, which belongs to another ballot")
            known = self.rows.get(name, row) == row
            self.must(known or table not in self.FOR_GOOD, f"it changes {name}, which may not change")
            if table == "revision":
                self.text(name, row["commit"], row["fingerprint"], entry["body"].get("documents"))
                self.judged(name, row["commit"], row.get("requirements"))
        act = getattr(self, entry["act"].replace(".", "_"), None)
        if act and entry["act"].partition(".")[0] in ("ballots", "definition"):
            act(rows, entry["thing"])

    def by(self, roles: Iterable[str]) -> None:
        """The one who acts held one of these roles then, or was the workbench itself."""
        who = re.fullmatch(r"member:(\d+) (.*)", self.entry["actor"], re.DOTALL)
        if who is None:
            self.must(self.entry["actor"] == "workbench", "nobody knows who did this")
            return
        member = self.rows.get(f"member:{who[1]}", {})
        self.must(member.get("name") == who[2] and member.get("active"), f"{who[2]} was no active member then")
        self.must({*member.get("held", ())} & {*roles}, f"{who[2]} held none of the roles {', '.join(sorted(roles))}")

    def of(self, table: str, rows: dict[str, Row]) -> dict[str, Row]:
        return {name: row for name, row in rows.items() if name.startswith(f"{table}:")}

    def text(self, what: str, commit: str, fingerprint: str, filed: Row | None = None, *, is_old: bool = False) -> None:
        """A commit holds, byte for byte, the text of this fingerprint; one from before the record also under old paths."""
        known = self.texts.get(fingerprint, {})
        texts = filed or known.get("documents", {})
        listed = "".join(f"{texts[path]}  {path}\n" for path in sorted(texts))
        self.must(sha256(listed) == fingerprint, f"the documents of {what} do not have its fingerprint")
        if self.bundle:
            before = set(known.get("sources", [])) if is_old else set()
            there = self.bundle.texts(commit, {*texts, *before})
            moved = {there[path] for path in before if path in there}
            for path, value in texts.items():
                is_held = there.get(path) == value or (path not in there or path in before) and value in moved
                self.must(is_held, f"commit {commit} does not hold the text of {what}")

    def judged(self, what: str, commit: str, tree: Any) -> None:
        """Beside the text in a commit stands what cases are judged by, where the record says that."""
        if tree is not None and self.bundle:
            is_held = self.bundle.texts(commit, [TREE]).get(TREE) == tree_sha256(tree)
            self.must(is_held, f"commit {commit} does not hold what {what} has cases judged by")

    def definition_begin(self, rows: dict[str, Row], _: str) -> None:
        self.must(self.entry["seq"] == 1, "a record begins once")
        self.begun = dict(self.entry["body"].get("refs", {}))

    def definition_indexed(self, rows: dict[str, Row], _: str) -> None:
        self.must(self.entry["seq"] == 2, "the history is read once, when the record begins; later a ballot adopts")
        for name, row in self.of("version", rows).items():
            self.text(name, row["commit"], row["fingerprint"], is_old=True)
            self.newest = row

    def ballots_open(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS)
        ballot, said = rows[name], self.entry["body"]["statement"]
        self.must(name not in self.statements, "it was opened before")
        self.must(sha256(canonical(said)) == ballot["binding"], "its binding is not the hash of its statement")
        is_bound = sha256(canonical(ballot["rule"])) == ballot["rule_sha256"] == said["rule_sha256"]
        self.must(is_bound, "its rule does not have the hash it was opened with")
        for key in ("base", "base_commit", "opens_at", "closes_at"):
            self.must(said[key] == ballot[key], f"its {key} is not the one in its statement")
        members = self.members.items()
        on_the_day = [[int(key[7:]), row["name"]] for key, row in members if row["active"] and "member" in row["held"]]
        roll = [[int(key.split(":")[2]), row["name"]] for key, row in self.of("roll_entry", rows).items()]
        is_whole = sorted(roll + said.get("recused", [])) == sorted(on_the_day) and said["roll"] == sorted(roll)
        self.must(is_whole, "its roll is not that of the members on that day")
        self.must(not any(ballot[key] for key in ("closed_at", "outcome", "tally")), "it had a result before it opened")
        self.statements[name], self.votes[name] = said, {}
        if "case" in said:
            return self.on_case(ballot, said)
        options = said.get("options") or [[said["proposal"], said["revision"], said["text_sha256"], None]]
        is_on = [ballot["proposal_no"], ballot["revision"], ballot["fingerprint"]] in [one[:3] for one in options]
        self.must(is_on and "recused" not in said, "its text is not the one in its statement")
        for proposal, revision, fingerprint, _ in options:
            filed = self.rows.get(f"revision:{proposal}:{revision}", {})
            is_filed = filed.get("fingerprint") == fingerprint
            self.must(is_filed, f"its text is not proposal {proposal}, revision {revision}")
            tree, digests = filed.get("requirements"), said.get("requirements_sha256")
            bound = digests.get(str(proposal)) if isinstance(digests, dict) else digests
            is_bound = bound == (tree_sha256(tree) if tree else None)
            self.must(is_bound, "it is not on what cases would be judged by")
        amended = "revision:{}:{}".format(*said.get("amends", ("", "")))
        before = self.rows.get(amended, {}) if "amends" in said else self.newest
        self.must(before.get("commit") == ballot["base_commit"], "it was not opened on the newest text")

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

    def ballots_vote(self, rows: dict[str, Row], name: str) -> None:
        ballot, standing = self.rows[name], self.votes[name]
        for key, vote in self.of("vote", rows).items():
            member, cast = vote["member_id"], moment(vote["cast_at"])
            is_own = f"ballot:{vote['ballot_no']}" == name and self.entry["actor"].startswith(f"member:{member} ")
            self.must(is_own, f"{key} is not this member's vote in this ballot")
            self.must(f"roll_entry:{vote['ballot_no']}:{member}" in self.rows, f"member {member} is not on the roll")
            in_time = moment(ballot["opens_at"]) <= cast < moment(ballot["closes_at"]) and not ballot["closed_at"]
            self.must(in_time and cast <= moment(self.entry["at"]), f"{key} was cast when the ballot was not open")
            before = standing.get(member, (0, ""))[0]
            self.must(vote["n"] == before + 1, f"{key} is called vote {vote['n']} of this member, after vote {before}")
            standing[member] = vote["n"], key

    def ballots_close(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS)
        before, ballot, said, standing = self.rows[name], rows[name], self.statements[name], self.votes[name]
        self.must(not before["closed_at"], "its result was on record already")
        is_over = moment(ballot["closed_at"]) >= moment(ballot["closes_at"]) or len(standing) == len(said["roll"])
        self.must(is_over, "it was closed before its time, and not everybody had voted")
        told = self.entry["body"]["votes"]
        self.must({key for _, key in standing.values()} == {*told}, "the votes told are not the last of each member")
        for key, vote in told.items():
            is_opened = self.rows.get(key, {}).get("choice") == digest(vote["salt"], vote["choice"])
            self.must(is_opened, f"the choice told does not open the digest of {key}")
        choices, roll, won = [vote["choice"] for vote in told.values()], len(said["roll"]), list[int]()
        if ballot["rule"].get("method") == "ranked":
            classes = {option[0]: option[3] for option in said["options"]}
            outcome, counts, won = count_ranked(ballot["rule"], classes, choices, roll)
        else:
            outcome, counts = count_approval(ballot["rule"], choices, roll)
        recorded = ballot["outcome"], ballot["tally"]["outcome"], ballot["tally"]["counts"]
        counted = f"counting gives {outcome} ({canonical(counts)}), and the record has {ballot['outcome']}"
        self.must(recorded == (outcome, outcome, counts), counted)
        self.bound(name, ballot, won[0] if outcome == "adopted" and won else None)
        for case in self.of("case_record", rows).values():
            self.must((case["state"] == "decided") == (outcome == "adopted"), "its case is not what it made of it")
        self.results[name] = outcome, won

    def ballots_decide(self, rows: dict[str, Row], name: str) -> None:
        (outcome, tied), ballot, casting = self.results[name], rows[name], rows[f"casting_vote:{name[7:]}"]
        self.must(outcome == "tie_pending", "there was no tie to decide")
        over, option = moment(self.rows[name]["closed_at"]) + TIME_TO_DECIDE, casting["option"]
        if casting["member_id"] is None:
            is_late = option == DEFAULT and moment(self.entry["at"]) >= over
            self.must(is_late, "a tie that nobody decides in time leaves the text as it is, and no sooner")
        else:
            self.by({"chair"})
            is_own = self.entry["actor"].startswith(f"member:{casting['member_id']} ")
            self.must(is_own and option in tied, "the casting vote is not the chair's, for one of what was tied")
            self.must(moment(casting["cast_at"]) < over, "the casting vote came too late")
        is_so = ballot["outcome"] == ("adopted" if option else "rejected")
        self.must(is_so, "the outcome is not that of the casting vote")
        self.bound(name, ballot, option or None)
        self.results[name] = ballot["outcome"], [option]

    def bound(self, name: str, ballot: Row, won: int | None) -> None:
        """A result changes nothing of what a ballot was opened on; of several texts the one that won is named."""
        expected = dict(self.rows[name])
        for proposal, revision, fingerprint, _ in self.statements[name].get("options", []):
            if proposal == won:
                expected.update(proposal_no=proposal, revision=revision, fingerprint=fingerprint)
        for key in sorted(expected.keys() - {"closed_at", "outcome", "tally"}):
            self.must(ballot.get(key) == expected[key], f"its {key} is not the one it was opened with")

    def ballots_adopt(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS)
        ballot = self.rows[name]
        filed = self.rows["revision:{proposal_no}:{revision}".format(**ballot)]
        for made in self.of("adoption", rows).values():
            is_carried = ballot["outcome"] == "adopted" and made["fingerprint"] == ballot["fingerprint"]
            self.must(is_carried and filed["fingerprint"] == made["fingerprint"], "the ballot did not carry this text")
            is_next = made["old"] == ballot["base_commit"] == self.newest["commit"]
            self.must(is_next, "it does not change the newest text")
            self.text("what was voted on", made["new"], made["fingerprint"])
            if self.bundle:
                _, parents, message = self.bundle.commit(made["new"])
                is_next = parents == [made["old"]] and f"Minutes-Head: {self.entry['prev']}" in message
                self.must(is_next, f"commit {made['new']} does not follow from the text and the minutes before it")

    def ballots_adopted(self, rows: dict[str, Row], thing: str) -> None:
        (made,), (version,) = self.of("adoption", rows).values(), self.of("version", rows).values()
        intended = self.rows[f"adoption:{made['proposal_no']}"]
        is_decided = intended["state"] == "intended" and {**intended, "state": "published"} == made
        self.must(is_decided, "it was not decided so before")
        is_same = version == {"commit": made["new"], "fingerprint": made["fingerprint"], "label": made["label"]}
        self.must(is_same, "the new version is not the text that was adopted")
        voted = self.rows["revision:{proposal_no}:{revision}".format(**self.rows[thing])].get("requirements")
        trees = [row["clauses"] for row in self.of("requirement_tree", rows).values()]
        self.must(voted is None or trees == [voted], "cases are not judged by what was voted on")
        for tree in trees:
            self.judged("the new version", made["new"], tree)
        self.newest = version

    def refs(self, found: dict[str, str]) -> Iterator[str]:
        """Every ref leads where the record says, and there is no other."""
        expected = dict(self.begun)
        for name, row in self.of("revision", self.rows).items():
            expected["refs/proposals/" + name[9:].replace(":", "/")] = row["commit"]
        for row in self.of("adoption", self.rows).values():
            expected |= {f"refs/tags/v{row['label']}": row["new"]} if row["state"] == "published" else {}
        expected |= {"refs/heads/main": self.newest["commit"]} if self.newest else {}
        for name in sorted(expected.keys() | found.keys()):
            leads, should = found.get(name, "nothing"), expected.get(name, "nothing of it")
            if leads != should:
                yield f"{name} leads to {leads}, and the minutes say {should}"

    def standing(self, lines: Iterable[Row]) -> Iterator[str]:
        """The rows of the record stand as the minutes left them, and what is told in the clear opens its digest."""
        missing = {*self.rows}
        for line in lines:
            name, state, opened = line["row"], line["state"], line.get("open", {})
            missing.discard(name)
            recorded = self.rows.get(name, {"sha256": name[12:]} if name.startswith("stored_text:") else None)
            if recorded is None:
                yield f"{name} is there, and nobody recorded it"
                continue
            for column in sorted(recorded):
                if column not in state or recorded[column] != state[column]:
                    yield f"{name}: its {column} is not as the minutes left it"
            for column, value in opened.get("words", {}).items():
                kept = recorded.get(column, state.get(column))  # a column from after the entry is in the row alone
                if kept != (None if value is None else digest(opened["salt"], value)):
                    yield f"{name}: its {column} does not open the digest in the minutes"
        yield from (f"{name}: the minutes speak of it, and the row is missing" for name in sorted(missing))


def once(pairs: list[tuple[str, Any]]) -> Row:
    """An object of JSON. One that has a key twice reads otherwise elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice in one object, beside {', '.join(sorted(found)):.80}")
    return found


def lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line, object_pairs_hook=once) for line in file)


def plain(words: str) -> str:
    """Words of a record as a terminal may have them: nothing in them moves the cursor, hides or begins a line."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


def verify(folder: Path, heads: Iterable[str] = ()) -> tuple[Record, list[str]]:
    """The record of a folder, and every fault in it: of the acts in their order, then of what stands at the end."""
    about = json.loads((folder / "record.json").read_text("utf-8"))
    after, bundle = list[str](), None
    try:
        bundle = Bundle((folder / "definition.bundle").read_bytes())
        refs = {name: bundle.target(commit) for name, commit in bundle.refs.items()}
    except (OSError, ValueError, LookupError, RuntimeError, zlib.error) as broken:
        after.append(f"the text cannot be read: {broken}")
    record = Record(bundle, about["texts"])
    noted = [(int(seq), value) for seq, _, value in (head.partition(":") for head in [about["head"], *heads])]
    hashes = {}
    for entry in lines(folder / "minutes.jsonl"):
        record.take(entry)
        hashes.update({seq: entry["hash"] for seq, _ in noted if seq == entry["seq"]})
    for seq, value in noted:
        if seq not in hashes:
            after.append(f"entry {seq}, of which a head was noted, is missing: the record was cut short")
        elif not hashes[seq].startswith(value):
            after.append(f"entry {seq} is not the one whose head was noted: the record was written anew")
    if bundle:
        after += record.refs(refs)
    return record, [*record.faults, *after, *record.standing(lines(folder / "rows.jsonl"))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--head", action="append", default=[], metavar="NUMBER:HASH")
    given = parser.parse_args(arguments)
    if not all(re.fullmatch(r"\d+:[0-9a-f]{8,64}", head) for head in given.head):
        parser.error("a head is the number of an entry and its hash, as in 117:9a784f9a")
    gc.disable()  # nothing here refers to itself, and looking for it would take longer with every entry
    try:
        record, faults = verify(given.folder, given.head)
    except (OSError, RuntimeError, *BROKEN) as broken:
        print(plain(f"The record in {given.folder} cannot be read: {broken}"), file=sys.stderr)
        return 2
    for fault in [*faults[:TOLD], *[f"and {len(faults) - TOLD} more"][: len(faults) > TOLD]]:
        print(plain(fault))
    counted = {table: len(record.of(table, record.rows)) for table in ("version", "proposal", "ballot", "vote")}
    print(f"{record.entry['seq']} entries;", ", ".join(f"{table}s: {number}" for table, number in counted.items()))
    print(plain(f"head {record.entry['seq']}:{record.entry['hash']}"))
    print("The record does not follow." if faults else "Everything in the record follows.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
