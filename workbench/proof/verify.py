"""Prove the record of a committee, offline: nothing is needed but Python (3.9 or newer) and the folder this file is in.

    python3 verify.py [FOLDER]                 prove the record in FOLDER, or in the folder of this file
    python3 verify.py --head 117:9a784f9a…     and that it goes on from a head noted earlier (number:hash; may be repeated)
    python3 verify.py --receipt FILE           and that it keeps the vote of a receipt, as it was cast (may be repeated)

Ballots are counted by counting.py; the other files beside this one each say in their first line what of a record they prove.

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
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

if not __package__:  # in the folder of a record what it imports stands beside this file
    for _name in ("workbench", "workbench.proof", "workbench.wording"):
        sys.modules[_name] = ModuleType(_name)
        sys.modules[_name].__path__ = [str(Path(__file__).resolve().parent)]

from workbench.proof.blocs import Blocs
from workbench.proof.counting import DEFAULT, broken, count_ranked, count_single, lasting, signed_off
from workbench.proof.elections import Elections
from workbench.proof.gitbundle import Bundle
from workbench.proof.lateness import Lateness
from workbench.proof.receipts import told
from workbench.proof.releasing import Released
from workbench.proof.secret import Secrets
from workbench.proof.slight import is_slight
from workbench.proof.voices import OUT
from workbench.proof.voids import Voids
from workbench.proof.written import TREE, Rows, canonical, digest, lines, plain, sha256, tree_sha256

Row = dict[str, Any]  # a row of the record: column -> value
# of a roll from before there was more to say
SEAT = {"affiliation": "", "is_chair": False, "status": "eligible", "parts": ""}
TIME_TO_DECIDE = timedelta(days=7)  # the chair's, in a tie
TOLD = 100  # faults that are printed; the rest is counted
moment = datetime.fromisoformat
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what reading nonsense ends in


# The record: entry after entry.


class Record(Elections, Secrets, Voids, Blocs, Lateness, Released):
    """What the minutes have said up to an entry, and what is wrong with the record."""

    # rows that are written once and never again, and how the acts begin that alone write rows
    FOR_GOOD = frozenset({
        "vote", "casting_vote", "ballot_void", "reconsideration", "version", "revision", "requirement_tree", "ballot_extension",
        "election", "election_recusal", "cases_opened", "redaction", "filed_interest", "replay_voice",
        "working_version", "version_ballot", "version_withdrawal", "vote_signature", "bloc_text",
    })  # fmt: skip
    ACTS: ClassVar[dict[str, set[str]]] = {
        "vote": {"ballots.vote"}, "vote_signature": {"ballots.vote"}, "passkey": {"members.passkey", "members.passkey_over"}, "proxy": {"ballots.give_proxy", "ballots.withdraw_proxy", "ballots.recuse", "ballots.dismiss"}, "presence": {"ballots.attend"}, "casting_vote": {"ballots.decide"}, "member": {"members."},
        "roll_entry": {"ballots.open", "ballots.recuse", "ballots.dismiss", "ballots.close", "ballots.take_part"},
        "recusal": {"ballots.recuse", "ballots.move_dismissal", "ballots.dismiss", "ballots.take_part"},
        "block_end": {"ballots.withdraw_block", "ballots.overrule_block"}, "block_voice": {"ballots.overrule_block"},
        "ballot": {
            "ballots.open", "ballots.vote", "ballots.recuse", "ballots.dismiss", "ballots.close", "ballots.decide", "ballots.void",
            "ballots.recount", "ballots.reconsider", "ballots.withdraw_block", "ballots.overrule_block", "ballots.take_part",
            "ballots.extend",
        },
        "ballot_extension": {"ballots.extend"},
        "ratification": {
            "ballots.close", "ballots.decide", "ballots.end_objections", "ballots.overtaken", "ballots.void", "ballots.recount",
            "ballots.reconsider", "ballots.withdraw_block", "ballots.overrule_block",
        },
        "ratification_objection": {"ballots.object", "ballots.unobject"}, "body_member": {"bodies.seat", "bodies.unseat"}, "part_member": {"bodies.enter", "bodies.leave"},
        "filed_interest": {"proposals.file"}, "motion_vote": {"proposals.vote_motion"}, "member_motion": {"proposals.ask_members", "proposals.second_motion", "proposals.count_motion"},
        "replay_voice": {"proposals.object_rebase", "proposals.confirm_rebase"}, "incompatibility": {"proposals.incompatible", "proposals.appeal_pair", "proposals.hear_pair", "proposals.count_motion"},
        "revision_offer": {"proposals.offer_revision", "proposals.accept_revision", "proposals.reject_revision", "proposals.end_offer", "proposals.drop_sponsor", "proposals.revise", "proposals.carry"},
        "case_review": {"proposals.foresee"}, "cases_opened": {"ballots.open_list"}, "reconsideration": {"ballots.reconsider"}, "arrangement": {"ballots.arrange"}, "arranged": {"ballots.arrange"}, "bloc_exit": {"ballots.take_out"}, "bloc_text": {"ballots.open"}, "advice": {"ballots.advise"},
        "ballot_void": {"ballots.void", "ballots.recount", "ballots.reconsider"}, "challenge": {"ballots.challenge", "ballots.recount", "ballots.void"},
        "election": {"ballots.open"}, "candidate": {"ballots.open", "ballots.close", "ballots.decide", "ballots.seat"}, "election_recusal": {"ballots.recuse"},
        "adoption": {"ballots.adopt", "ballots.adopted"}, "minority_opinion": {"ballots.opine"},
        "ballot_schedule": {"ballots.schedule", "ballots.cancel", "ballots.open"},
        "alarm": {"alarms."}, "redaction": {"redactions.redact"}, "second": {"redactions.redact", "second.", "ballots.open", "ballots.extend", "ballots.void", "ballots.schedule", "ballots.adopt", "members.roles", "versions.approve", "versions.withdraw"},
        "version": {"definition.indexed", "ballots.adopted", "versions.publish", "versions.withdraw"},
        "requirement_tree": {"definition.indexed", "definition.requirements", "ballots.adopted", "versions.publish"},
        "transition": {"ballots.adopted", "versions.publish"}, "version_withdrawal": {"versions.withdraw"},
        "release": {"versions.candidate", "versions.call", "versions.send_back", "versions.approve", "versions.publish"},
        "working_version": {"ballots.adopted"}, "version_ballot": {"ballots.open"},
    }  # fmt: skip
    # rows that only an act on that ballot writes
    OF_A_BALLOT = frozenset({
        "ballot", "roll_entry", "casting_vote", "ballot_void", "challenge", "minority_opinion", "block_end", "block_voice",
        "ratification_objection", "reconsideration", "ballot_extension", "election", "candidate", "election_recusal", "presence",
        "proxy", "cases_opened", "advice", "version_ballot", "bloc_text",
    })  # fmt: skip

    def __init__(self, bundle: Bundle | None, texts: dict[str, dict[str, Any]]) -> None:
        self.bundle, self.texts = bundle, texts
        self.rows = Rows()
        self.members: dict[str, Row] = {}
        self.begun: dict[str, str] = {}  # the refs that an imported history brought along
        self.newest: Row = {}
        self.statements: dict[str, Row] = {}
        self.changed: dict[str, datetime] = {}  # ballot -> when its roll was as it is now
        self.cast: dict[str, list[tuple[datetime, int, str]]] = {}  # ballot -> every vote: when, whose, its name
        self.votes: dict[str, dict[int, tuple[int, str]]] = {}  # ballot -> member -> number and name of their last vote
        self.results: dict[str, tuple[str, list[int]]] = {}  # ballot -> what the count gave
        self.recorded: dict[str, datetime] = {}  # ballot -> when its result was decided
        self.recorders: dict[str, str] = {}  # ballot -> who put its result on record
        self.challenged: dict[
            str, dict[str, int]
        ] = {}  # ballot -> its challenges that nobody has decided, and whose each is
        self.told: dict[str, dict[int, str]] = {}  # ballot -> member -> the vote that counts, once it is told
        self.last: dict[tuple[str, int], str] = {}  # what a ballot may be on -> the last one on it
        self.paused: dict[str, datetime] = {}  # member -> when they were let in or paused last
        self.ends: dict[str, list[tuple[datetime, int, str]]] = {}  # ballot -> the blocks that ended: when, whose, how
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
        self.rows.learn(entry["body"].get("rows", {}))
        self.members.update(self.of("member", entry["body"].get("rows", {})))
        self.came_and_went(entry["body"].get("rows", {}))
        if entry["act"] == "members.activity":
            self.paused[entry["thing"]] = moment(entry["at"])

    def follow(self, entry: Row, rows: dict[str, Row]) -> None:
        self.in_order(entry)
        for name, row in rows.items():
            table = name.partition(":")[0]
            allowed = self.ACTS.get(table, {entry["act"]}) & {entry["act"], entry["act"].partition(".")[0] + "."}
            self.must(allowed, f"no such act writes {name}")
            if table in self.OF_A_BALLOT:
                is_own = name.split(":")[1] == entry["thing"].removeprefix("ballot:")
                self.must(is_own, f"it writes {name}, which belongs to another ballot")
            known = self.rows.get(name, row) == row
            self.must(known or table not in self.FOR_GOOD, f"it changes {name}, which may not change")
            if table == "revision":
                self.text(name, row["commit"], row["fingerprint"], entry["body"].get("documents"))
                self.judged(name, row["commit"], row.get("requirements"))
                if row.get("is_typographic") and name not in self.rows:
                    self.kept_words(name, row)
        self.seconded(rows)
        self.in_election(rows, entry["thing"])
        act = getattr(self, entry["act"].replace(".", "_"), None)
        if act and entry["act"].partition(".")[0] in ("ballots", "bodies", "definition", "rules", "versions"):
            act(rows, entry["thing"])

    def by(self, roles: Iterable[str], said: Row | None = None) -> None:
        """The one who acts held one of these roles then, or was the workbench itself; and is not recused from a ballot's texts."""
        who = re.fullmatch(r"member:(\d+) (.*)", self.entry["actor"], re.DOTALL)
        if who is None:
            self.must(self.entry["actor"] == "workbench", "nobody knows who did this")
            return
        member = self.rows.get(f"member:{who[1]}", {})
        self.must(member.get("name") == who[2] and member.get("active"), f"{who[2]} was no active member then")
        self.must({*member.get("held", ())} & {*roles}, f"{who[2]} held none of the roles {', '.join(sorted(roles))}")
        self.must(said is None or int(who[1]) not in self.aside(said), f"{who[2]} is recused from it")

    # The text

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

    def kept_words(self, name: str, row: Row) -> None:
        """A further revision that is called typographic changes no word of the one that was current."""
        no = name.split(":")[1]
        before = self.rows["revision:{}:{revision}".format(no, **self.rows[f"proposal:{no}"])]
        is_beside = all(row.get(key) == before.get(key) for key in ("base", "amends_no", "amends_n", "requirements"))
        is_so = is_beside and (not self.bundle or is_slight(self.bundle, self.texts, before, row))
        self.must(is_so, f"{name} is called typographic, and changes more than that")

    def definition_begin(self, rows: dict[str, Row], _: str) -> None:
        self.must(self.entry["seq"] == 1, "a record begins once")
        self.begun = dict(self.entry["body"].get("refs", {}))

    def definition_indexed(self, rows: dict[str, Row], _: str) -> None:
        self.must(self.entry["seq"] == 2, "the history is read once, when the record begins; later a ballot adopts")
        found = self.of("version", rows)
        for name, row in found.items():
            self.text(name, row["commit"], row["fingerprint"], is_old=True)
        self.newest = found[max(found, key=lambda name: int(name[8:]))] if found else {}

    # Ballots

    def ballots_open(self, rows: dict[str, Row], name: str) -> None:
        ballot, said = rows[name], self.entry["body"]["statement"]
        self.by(self.OFFICERS, said)
        self.must(name not in self.statements, "it was opened before")
        self.clocked(rows, name, said)
        self.must(sha256(canonical(said)) == ballot["binding"], "its binding is not the hash of its statement")
        is_bound = sha256(canonical(ballot["rule"])) == ballot["rule_sha256"] == said["rule_sha256"]
        self.must(is_bound, "its rule does not have the hash it was opened with")
        self.must(
            said.get("visibility") == ballot["rule"].get("visibility"), "it is not as secret as its statement says"
        )
        for key in ("base", "base_commit", "opens_at", "closes_at"):
            self.must(said[key] == ballot[key], f"its {key} is not the one in its statement")
        self.on_roll(self.seats(rows, name), said)
        self.must(not any(ballot[key] for key in ("closed_at", "outcome", "tally")), "it had a result before it opened")
        self.statements[name], self.votes[name], self.cast[name] = said, {}, []
        self.changed[name] = moment(ballot["opens_at"])
        on = self.on(said)
        last = {self.last[one] for one in on if one in self.last}
        void = sorted(int(one[7:]) for one in last if self.rows[one]["outcome"] == "void")
        self.staged(name, ballot, said)
        self.must(said.get("reruns", []) == void, "it does not name the void ballots in whose place it is")
        self.last.update(dict.fromkeys(on, name))
        if "case" in said:
            return self.on_case(ballot, said)
        if "on_version" in said:
            return self.on_version(ballot, said)
        if "elects" in said:
            return self.on_seats(rows, name, said)
        return self.on_text(name, ballot, said)

    def on_roll(self, seats: list[Row], said: Row) -> None:
        """On the roll are the members on that day, each as the chair or not and recused or not as the minutes have it."""
        out = self.aside(said)
        roll = [[one["of"], one["name"]] for one in seats]
        is_whole = sorted(roll + said.get("recused", [])) == sorted(self.on_the_day(said)) and said["roll"] == sorted(
            roll
        )
        self.must(is_whole, "its roll is not that of the members on that day")
        told = [[one["of"], one["affiliation"], one["is_chair"], one["status"]] for one in seats]
        self.must(said.get("seats", told) == told, "its seats are not those of its statement")
        self.divided(seats, said)
        for one in seats if "seats" in said else ():
            is_so = one["is_chair"] == ("chair" in self.members[f"member:{one['of']}"]["held"])
            is_so &= one["status"] == out.get(one["of"], "eligible")
            self.must(is_so, f"{one['name']} does not sit there as they were recused, or as the chair")

    def on_text(self, name: str, ballot: Row, said: Row) -> None:
        """A ballot on texts is on exactly those that were filed, against the newest text."""
        options = said.get("options") or [[said["proposal"], said["revision"], said["text_sha256"], None]]
        is_on = [ballot["proposal_no"], ballot["revision"], ballot["fingerprint"]] in [one[:3] for one in options]
        self.must(is_on and "recused" not in said, "its text is not the one in its statement")
        amended = "revision:{}:{}".format(*said.get("amends", ("", "")))
        before = self.rows.get(amended, {}) if "amends" in said else self.newest
        for proposal, revision, fingerprint, claimed in options:
            filed = self.rows.get(f"revision:{proposal}:{revision}", {})
            is_filed = filed.get("fingerprint") == fingerprint
            self.must(is_filed, f"its text is not proposal {proposal}, revision {revision}")
            tree, digests = filed.get("requirements"), said.get("requirements_sha256")
            bound = digests.get(str(proposal)) if isinstance(digests, dict) else digests
            is_bound = bound == (tree_sha256(tree) if tree else None)
            self.must(is_bound, "it is not on what cases would be judged by")
            if (
                self.bundle
                and "ratifies" not in said
                and (claimed or self.rows[f"proposal:{proposal}"]["claimed"]) == "typographic"
            ):
                is_so = not tree and "amends" not in said and is_slight(self.bundle, self.texts, before, filed)
                self.must(is_so, f"proposal {proposal} is called typographic, and changes more than that")
        is_next = before.get("commit") == ballot["base_commit"]
        is_next = is_next or "ratifies" in said and self.onto(name, ballot, said, self.newest["commit"]) is not None
        self.must(is_next, "it was not opened on the newest text")

    def ballots_vote(self, rows: dict[str, Row], name: str) -> None:
        ballot, standing = self.rows[name], self.votes[name]
        self.through_bloc(name)
        for key, vote in self.of("vote", rows).items():
            member, cast = vote["member_id"], moment(vote["cast_at"])
            is_own = f"ballot:{vote['ballot_no']}" == name and self.entry["actor"].startswith(
                f"member:{self.caster(vote)} "
            )
            self.must(is_own, f"{key} is not this member's vote in this ballot")
            self.sealed(name, vote)
            seat = self.rows.get(f"roll_entry:{vote['ballot_no']}:{member}", {"status": OUT[0]})
            self.must(seat.get("status") not in OUT, f"member {member} is not on the roll, or recused")
            in_time = moment(ballot["opens_at"]) <= cast < moment(ballot["closes_at"]) and not ballot["closed_at"]
            self.must(in_time and cast <= moment(self.entry["at"]), f"{key} was cast when the ballot was not open")
            before = standing.get(member, (0, ""))[0]
            self.must(vote["n"] == before + 1, f"{key} is called vote {vote['n']} of this member, after vote {before}")
            may_change = ballot["rule"].get("window", {}).get("change_vote", True)
            self.must(may_change or not before, f"{key} changes a vote, and its rule lets none be changed")
            standing[member] = vote["n"], key
            self.cast[name].append((cast, member, key))
            self.put_off(rows, name, cast)

    def ballots_close(self, rows: dict[str, Row], name: str) -> None:
        before, ballot, said, standing = self.rows[name], rows[name], self.statements[name], self.votes[name]
        self.by(self.OFFICERS, said)
        self.must(not before["closed_at"], "its result was on record already")
        seats = self.seats(self.of(f"roll_entry:{name[7:]}", self.rows) | rows, name)
        end, rule = moment(ballot["closes_at"]), ballot["rule"]
        self.left(seats if "seats" in said else [], end)
        is_live = rule.get("method") == "signoff"
        closed = moment(ballot["closed_at"])
        is_over = closed >= end
        is_secret = self.is_secret(name)
        told = {} if is_secret else self.entry["body"]["votes"]
        due = {key for _, _, key in self.cast[name]} if is_live else {key for _, key in standing.values()}
        self.must(is_secret or due == {*told}, "the votes told are not the last of each member")
        for key, vote in told.items():
            is_opened = self.rows.get(key, {}).get("choice") == digest(vote["salt"], vote["choice"])
            self.must(is_opened, f"the choice told does not open the digest of {key}")
        votes, won = self.spoken(rule, told, {m: key for m, (_, key) in standing.items() if key in told}), list[int]()
        classes = {option[0]: option[3] for option in said.get("options", [])}
        self.told[name] = votes = dict.fromkeys(standing, "") if is_secret else votes
        if is_secret:
            outcome, counts, won = self.count_secret(ballot, self.entry["body"], seats, {*standing}, classes)
        elif "elects" in said:
            outcome, counts, won = self.elected(rows, name, seats, votes, sha256(canonical(told)))
        elif rule.get("method") == "ranked":
            outcome, counts, won = count_ranked(rule, classes, seats, votes)
        elif is_live:
            cast = [(at, member, told[key]["choice"]) for at, member, key in self.cast[name]]
            cast = sorted([*cast, *self.ends.get(name, ())], key=lambda one: one[0])
            outcome, counts, until = signed_off(rule, seats, cast, self.changed[name])
            is_never = rule.get("window", {}).get("close_early") == "never"
            is_over = closed >= until and not (is_never and closed < end) if until else is_over
        else:
            outcome, counts = count_single(rule, seats, votes)
        is_over = is_over or not is_live and self.early(name, seats, votes, said)
        self.must(is_over, "it was closed before its time, and its rule does not close it early so")
        recorded = ballot["outcome"], ballot["tally"]["outcome"], ballot["tally"]["counts"]
        settled = outcome
        if outcome == "tie_pending":
            settled, won = broken(rule, won, sha256(canonical(told)), "elects" in said)
            won = won or [ballot["proposal_no"], DEFAULT]
        counted = f"counting gives {outcome} ({canonical(counts)}), and the record has {ballot['outcome']}"
        self.must(recorded == (settled, outcome, counts), counted)
        self.bound(name, ballot, won[0] if settled == "adopted" and won else None)
        for case in self.of("case_record", rows).values():
            self.must((case["state"] == "decided") == (settled == "adopted"), "its case is not what it made of it")
        self.results[name], self.recorders[name] = (settled, won), self.entry["actor"]
        if settled != "tie_pending":
            self.recorded[name] = moment(ballot["closed_at"])
            self.settled(rows, name, settled, ballot["closed_at"])

    def left(self, seats: list[Row], end: datetime) -> None:
        """Who left before the end, and nobody else, is told to have left."""
        for who, one in ((f"member:{one['of']}", one) for one in seats if one["status"] not in OUT):
            has_left = not self.members[who]["active"] and self.paused[who] < end
            is_so = (one["status"] == "left") == has_left
            self.must(is_so, f"whether {one['name']} left is not as the minutes have it")

    def ballots_decide(self, rows: dict[str, Row], name: str) -> None:
        (outcome, tied), ballot, casting = self.results[name], rows[name], rows[f"casting_vote:{name[7:]}"]
        self.must(outcome == "tie_pending", "there was no tie to decide")
        over, option = moment(self.rows[name]["closed_at"]) + TIME_TO_DECIDE, casting["option"]
        if casting["member_id"] is None:
            is_late = option == DEFAULT and moment(self.entry["at"]) >= over
            self.must(is_late, "a tie that nobody decides in time leaves the text as it is, and no sooner")
        else:
            chairs = {int(key[7:]) for key, row in self.members.items() if row["active"] and "chair" in row["held"]}
            falls = chairs and chairs <= self.aside(self.statements[name]).keys()  # where every chair is recused
            self.by({"secretary"} if falls else {"chair"}, self.statements[name])
            is_own = self.entry["actor"].startswith(f"member:{casting['member_id']} ")
            self.must(is_own and option in tied, "the casting vote is not the chair's, for one of what was tied")
            self.must(moment(casting["cast_at"]) < over, "the casting vote came too late")
        won = self.picked(rows, name, option)
        is_so = ballot["outcome"] == ("adopted" if won else "rejected")
        self.must(is_so, "the outcome is not that of the casting vote")
        self.bound(name, ballot, option or None)
        self.results[name], self.recorders[name] = (ballot["outcome"], won or [option]), self.entry["actor"]
        self.recorded[name] = moment(casting["cast_at"])
        self.settled(rows, name, ballot["outcome"], casting["cast_at"])

    def bound(self, name: str, ballot: Row, won: int | None) -> None:
        """A result changes nothing of what a ballot was opened on; of several texts the one that won is named."""
        expected = dict(self.rows[name])
        for proposal, revision, fingerprint, _ in self.statements[name].get("options", []):
            if proposal == won:
                expected.update(proposal_no=proposal, revision=revision, fingerprint=fingerprint)
        for key in sorted(expected.keys() - {"closed_at", "outcome", "tally"}):
            self.must(ballot.get(key) == expected[key], f"its {key} is not the one it was opened with")

    def seats(self, rows: dict[str, Row], name: str) -> list[Row]:
        rolled = self.of(f"roll_entry:{name[7:]}", rows).items()
        found = sorted((int(key.split(":")[2]), row) for key, row in rolled)
        return self.attended(name, [SEAT | row | {"of": of} for of, row in found])

    def aside(self, said: Row) -> dict[int, str]:
        """Who is recused from what a ballot is on, and how."""
        # of a case nobody: they are on no roll
        on = {option[0] for option in said.get("options", [[said.get("proposal")]])} | {*said.get("recused_from", ())}
        states = {key: row["state"] for no in on for key, row in self.of(f"recusal:{no}", self.rows).items()}
        return {int(key.split(":")[2]): state for key, state in states.items() if state in OUT} | self.apart

    def recused(self, rows: dict[str, Row], thing: str) -> None:
        """A recusal is one's own, or moved by one and confirmed by another, one of them an officer; in an open ballot the seat goes with it."""
        actor, ballot = int(self.entry["actor"][7:].split(" ")[0]), self.rows[thing]
        for key, row in self.of("recusal", rows).items():
            before, member = self.rows.get(key, {}).get("state"), int(key.split(":")[2])
            if row["state"] == "dismissed":
                is_so = before == "moved" and actor == row["seconded_by"] and actor not in (member, row["moved_by"])
                both = (self.rows[f"member:{one}"]["held"] for one in (actor, row["moved_by"]))
                is_so = is_so and any({*held} & {*self.OFFICERS} for held in both)
            elif row["state"] == "taken_back":
                is_so = before == "recused" and actor == member and not self.votes.get(thing)
            else:
                is_so = before not in OUT and actor == row["moved_by"]
                is_so = is_so and (actor == member) == (row["state"] == "recused")
            self.must(is_so, f"{key} is not theirs to change so")
            seat = f"roll_entry:{thing[7:]}:{member}"
            if thing.startswith("ballot:") and seat in self.rows:
                is_open = not ballot["closed_at"] and moment(self.entry["at"]) < moment(ballot["closes_at"])
                is_so = is_open and rows[seat] == self.rows[seat] | {
                    "status": row["state"] if row["state"] in OUT else "eligible"
                }
                self.must(is_so, f"{seat} does not follow")
                self.released(rows, thing, member, is_out=row["state"] in OUT)
            if thing.startswith("ballot:"):
                self.changed[thing] = moment(row["seconded_at"] or row["moved_at"])
                self.put_off(rows, thing, self.changed[thing])

    def put_off(self, rows: dict[str, Row], name: str, at: datetime) -> None:
        """What completes a sign-off may put off the close until its last period is over; nothing else changes a ballot."""
        if name in rows:
            before, end = self.rows[name], rows[name]["closes_at"]
            is_so = before["rule"].get("method") == "signoff" and rows[name] == before | {"closes_at": end}
            is_so = is_so and moment(before["closes_at"]) < moment(end) == at + lasting(before["rule"])
            self.must(is_so, "it changes what the ballot was opened on")

    ballots_recuse = ballots_move_dismissal = ballots_dismiss = ballots_take_part = recused

    def ballots_adopt(self, rows: dict[str, Row], name: str) -> None:
        self.by(self.OFFICERS, self.statements[name])
        self.must(not self.challenged.get(name), "an error was named in its result, and nobody had recounted")
        self.must(
            self.waited(name) and not self.is_moved(name), "the time for challenges, or to reconsider it, was not over"
        )
        self.must(self.is_whole(name), "its rule has it ratified, and nobody had")
        ballot = self.rows[name]
        filed, (before, text) = self.rows["revision:{proposal_no}:{revision}".format(**ballot)], self.due(name)
        for key, made in self.of("adoption", rows).items():
            is_own = key == f"adoption:{made['proposal_no']}" and made["proposal_no"] == ballot["proposal_no"]
            self.must(is_own and name == f"ballot:{made['ballot_no']}", f"{key} is not that of this ballot")
            is_carried = ballot["outcome"] == "adopted" and made["fingerprint"] == text["fingerprint"]
            is_carried = is_carried and filed["fingerprint"] == ballot["fingerprint"]
            self.must(is_carried, "the ballot did not carry this text")
            is_next = made["old"] == before == self.newest["commit"]
            self.must(is_next, "it does not change the newest text")
            self.text("what was voted on", made["new"], made["fingerprint"])
            if self.bundle:
                _, parents, message = self.bundle.commit(made["new"])
                is_next = parents == [made["old"]] and f"Minutes-Head: {self.entry['prev']}" in message
                self.must(is_next, f"commit {made['new']} does not follow from the text and the minutes before it")

    def ballots_adopted(self, rows: dict[str, Row], thing: str) -> None:
        (made,), (version,) = self.of("adoption", rows).values(), self.of("version", rows).values()
        intended = self.rows[f"adoption:{made['proposal_no']}"]
        is_decided = {**intended, "state": "published"} == made and thing == f"ballot:{made['ballot_no']}"
        is_decided = is_decided and intended["state"] == "intended"
        self.must(is_decided, "it was not decided so before")
        is_same = version == {"commit": made["new"], "fingerprint": made["fingerprint"], "label": made["label"]}
        self.must(is_same, "the new version is not the text that was adopted")
        self.adopts(rows, made)
        trees = [row["clauses"] for row in self.of("requirement_tree", rows).values()]
        self.must(self.asked(thing, trees), "cases are not judged by what was voted on")
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
        for row in self.of("release", self.rows).values():
            if row["published"]:
                expected[f"refs/tags/v{row['label']}"] = self.rows[f"version:{row['published']}"]["commit"]
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


def verify(folder: Path, heads: Iterable[str] = ()) -> tuple[Record, list[str]]:
    """The record of a folder, and every fault in it: of the acts in their order, then of what stands at the end."""
    about = json.loads((folder / "record.json").read_text("utf-8"))
    after: list[str] = []
    bundle = None
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
    return record, [*record.faults, *after, *record.orders.left(), *record.standing(lines(folder / "rows.jsonl"))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--head", action="append", default=[], metavar="NUMBER:HASH")
    parser.add_argument("--receipt", action="append", default=[], type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    if not all(re.fullmatch(r"\d+:[0-9a-f]{8,64}", head) for head in given.head):
        parser.error("a head is the number of an entry and its hash, as in 117:9a784f9a")
    gc.disable()  # nothing here refers to itself, and looking for it would take longer with every entry
    try:
        record, faults = verify(given.folder, given.head)
        kept = [
            told(json.loads(path.read_text("utf-8")), lines(given.folder / "minutes.jsonl")) for path in given.receipt
        ]
    except (OSError, RuntimeError, *BROKEN) as broken:
        print(plain(f"The record in {given.folder} cannot be read: {broken}"), file=sys.stderr)
        return 2
    faults += [f"receipt of {words}: {fault}" for wrong, words in kept for fault in wrong]
    for fault in [*faults[:TOLD], *[f"and {len(faults) - TOLD} more"][: len(faults) > TOLD]]:
        print(plain(fault))
    counted = {table: len(record.of(table, record.rows)) for table in ("version", "proposal", "ballot", "vote")}
    print(f"{record.entry['seq']} entries;", ", ".join(f"{table}s: {number}" for table, number in counted.items()))
    for words in [*record.removals.told, *(f"receipt of {words}" for wrong, words in kept if not wrong)]:
        print(plain(words))
    if record.alone:
        print(plain(f"numbers alone, whose votes nobody can count again: {', '.join(record.alone)}"))
    if signed := record.signatures.told():
        print(signed)
    print(plain(f"head {record.entry['seq']}:{record.entry['hash']}"))
    print("The record does not follow." if faults else "Everything in the record follows.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
