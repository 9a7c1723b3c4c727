"""Votes that their voters signed with a passkey, from the minutes: for verify.py and “workbench check”, which prove a record with it.

Each signature is of a key that its voter had then and that the ballot is bound to, and of exactly this ballot, text, choice and number. What was signed also names an entry
of the minutes that was there: where that entry is another one now, the record was written anew after it was signed. Like verify.py this
needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from workbench.proof.p256 import is_valid
from workbench.proof.written import canonical, once

Row = dict[str, Any]
PRESENT, VERIFIED = 0x01, 0x04  # flags of an authenticator: somebody was there, and was made sure of
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class Signatures:
    """What the minutes have said up to an entry of passkeys, ballots and their entries."""

    def __init__(self) -> None:
        self.hashes: dict[int, str] = {}  # of each entry
        self.keys: dict[int, Row] = {}
        self.counters: dict[int, int] = {}  # how often each key has signed
        self.last: dict[int, Row] = {}  # what each key signed last
        self.ballots: dict[str, tuple[int, Row]] = {}  # number of the entry that opened it, and its row then
        self.frozen: dict[str, list[Any]] = {}  # of a ballot that says so, by which keys votes in it are signed
        self.cast = 0  # votes
        self.signed: set[str] = set()  # votes, as the minutes name them
        self.signers: set[tuple[int, int]] = set()  # ballot and member

    def take(self, entry: Row) -> Iterator[str]:
        """One entry, in order: what of it does not follow, in words."""
        rows = entry["body"].get("rows", {})
        for name, row in rows.items():
            table, _, key = name.partition(":")
            if table == "passkey":
                yield from self.registered(entry, int(key), row)
            elif table == "vote" and entry["act"] == "ballots.vote":
                self.cast += 1
                is_bare = f"vote_signature:{key}" not in rows
                if is_bare and (row["ballot_no"], row["member_id"]) in self.signers:
                    yield f"{name} replaces a vote that member {row['member_id']} had signed, and is not signed"
            elif table == "vote_signature":
                yield from self.checked(entry, f"vote:{key}", row, rows)
        if entry["act"] == "ballots.open":
            self.ballots[entry["thing"]] = entry["seq"], rows[entry["thing"]]
            yield from self.opened(entry["thing"], entry["body"]["statement"])
        self.hashes[entry["seq"]] = entry["hash"]

    def opened(self, name: str, said: Row) -> Iterator[str]:
        """A ballot is bound to the keys that the members on its roll have as it opens; all are, since the first one was."""
        if "keys" not in said:
            if self.frozen:
                yield "it is not bound to the keys of its roll, as ballots before it are"
            return
        roll = {member for member, _ in said["roll"]}
        live = (one for one in self.keys.values() if one["member_id"] in roll and not one["ended_at"])
        self.frozen[name] = said["keys"]
        if said["keys"] != sorted([one["member_id"], one["public_key"]] for one in live):
            yield "the keys that it is bound to are not those that the members on its roll had then"

    def registered(self, entry: Row, key: int, row: Row) -> Iterator[str]:
        """A member registers a key that is nobody's else, and ends it; nothing else becomes of it."""
        before, is_new = self.keys.get(key), entry["act"] == "members.passkey"
        is_own = entry["actor"].startswith(f"member:{row['member_id']} ")
        if is_new:
            taken = {one[part] for one in self.keys.values() for part in ("credential", "public_key")}
            is_so = before is None and row["ended_at"] is None and not {row["credential"], row["public_key"]} & taken
            self.counters[key] = row["sign_count"]
        else:
            is_so = entry["act"] == "members.passkey_over" and before is not None and bool(row["ended_at"])
            is_so = is_so and before["ended_at"] is None and row == before | {"ended_at": row["ended_at"]}  # type: ignore[index, operator]
        if not is_own or not is_so:
            yield f"passkey {key} is not its member's to register or to end so, or it is another's too"
        self.keys[key] = row

    def checked(self, entry: Row, name: str, row: Row, rows: dict[str, Row]) -> Iterator[str]:
        vote = rows.get(name)
        if entry["act"] != "ballots.vote" or vote is None or name in self.signed:
            yield f"it writes a signature of {name}, which is not cast by it"
            return
        self.signed.add(name)
        self.signers.add((vote["ballot_no"], vote["member_id"]))
        try:
            faults = [*self.of_voter(entry["thing"], vote, row), *self.of_vote(entry, vote, row), *self.by_key(row)]
        except BROKEN as broken:
            faults = [f"it cannot be read ({broken})"]
        yield from (f"the signature of {name} does not hold: {fault}" for fault in faults)

    def of_voter(self, ballot: str, vote: Row, row: Row) -> Iterator[str]:
        """The key was the voter's as the ballot opened, and not ended."""
        key = self.keys.get(row["passkey_id"], {"member_id": None, "ended_at": None})
        if vote.get("by_id") is not None or key["member_id"] != vote["member_id"]:
            yield f"passkey {row['passkey_id']} is none of member {vote['member_id']}, who is said to have cast it"
        if key["ended_at"]:
            yield f"passkey {row['passkey_id']} was removed before"
        if ballot in self.frozen and [vote["member_id"], key.get("public_key")] not in self.frozen[ballot]:
            yield f"passkey {row['passkey_id']} is none that the ballot is bound to"

    def of_vote(self, entry: Row, vote: Row, row: Row) -> Iterator[str]:
        """The statement is of this vote, in this ballot, on this text; and on this history."""
        told = json.loads(row["statement"], object_pairs_hook=once)
        if canonical(told) != row["statement"]:
            yield "its statement is not written as one"
        opened, ballot = self.ballots[entry["thing"]]
        if isinstance(told, list):  # of all votes through a bloc, which were signed at once
            mine = [one for one in told if one["ballot_id"] == ballot["binding"]]
            if len(mine) != 1 or "bloc" not in entry["body"]:
                yield "of what was signed together not just one is of this ballot"
                return
            told = mine[0]
        said = dict(told)
        seq, head = said.pop("head_seq"), said.pop("head_hash")
        told = {
            "ballot_id": ballot["binding"], "text_sha256": ballot["fingerprint"], "member": vote["member_id"], "n": vote["n"],
            "commitment": {"choice": vote["choice"], "reason": vote["reason"]},
        }  # fmt: skip
        words = {
            "ballot_id": "it is of another ballot", "text_sha256": "it is of another text", "member": "it is of another member",
            "n": "it is of another vote of this member", "commitment": "what was signed is not the vote on record",
        }  # fmt: skip
        yield from (words[key] for key in told if said.get(key) != told[key])
        if said.keys() != told.keys():
            yield "its statement is not written as one"
        if ballot["rule"].get("visibility", "roll_call") != "roll_call":
            yield "the ballot is secret, and a signature tells whose a vote is"
        if self.hashes.get(seq) != head:
            yield (
                f"entry {seq} of the minutes had the hash {head} when it was signed, and is another one now: the record was written "
                "anew after that"
            )  # fmt: skip
        elif seq < opened:
            yield "it was signed before the ballot opened"

    def by_key(self, row: Row) -> Iterator[str]:
        """The authenticator signed it for the site of the key, made sure of its user, and counts on; votes through a bloc all at once."""
        last, self.last[row["passkey_id"]] = self.last.get(row["passkey_id"]), row
        if row == last and row["statement"].startswith("["):
            return
        key = self.keys[row["passkey_id"]]
        client, data = decoded(row["client_data"]), decoded(row["authenticator_data"])
        told = json.loads(client)
        challenge = decoded(told["challenge"])
        if told["type"] != "webauthn.get" or challenge != hashlib.sha256(row["statement"].encode()).digest():
            yield "it is of something else than its statement"
        if urlsplit(told["origin"]).hostname != key["site"] or told.get("crossOrigin"):
            yield "it was made on the page of another site"
        if len(data) < 37 or data[:32] != hashlib.sha256(key["site"].encode()).digest():
            yield "it is for another site than its key"
        if data[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
            yield "its user was not made sure of"
        before, counter = self.counters[row["passkey_id"]], int.from_bytes(data[33:37], "big")
        if (before or counter) and counter <= before:
            yield "its passkey had signed more often before"
        self.counters[row["passkey_id"]] = max(before, counter)
        if not is_valid(key["public_key"], decoded(row["signature"]), data + hashlib.sha256(client).digest()):
            yield "it was not made with this passkey, or not of this"

    def told(self) -> str:
        """How many votes are signed, in words; empty where none is."""
        return f"votes signed by their voters: {len(self.signed)} of {self.cast}" if self.signed else ""


def decoded(words: str) -> bytes:
    """Base64url without padding, and nothing else; ValueError otherwise."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", words):
        raise ValueError("it is not written in base64url")
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
