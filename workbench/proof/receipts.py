"""The receipt of a vote, held against a record: for verify.py (--receipt FILE), which proves the record.

The entry that keeps the vote is in the record, with what the receipt says of it, and so is the head that the voter saw. Like verify.py
this needs nothing but Python (3.9 or newer).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from workbench.proof.written import canonical, digest, sha256

Row = dict[str, Any]


def told(receipt: Row, entries: Iterable[Row]) -> tuple[list[str], str]:
    """What of a receipt is not so in the record with these entries, and in words what is."""
    entry, (seen, _, value) = receipt["entry"], receipt["head"].partition(":")
    first, last, chain = entry["seq"], int(seen), []
    ballot, later, held = {}, False, 0
    for one in entries:
        rows = one["body"].get("rows", {})
        if first <= one["seq"] <= last:
            chain.append(one["hash"])
        if one["act"] == "ballots.open" and one["thing"] == receipt["ballot"]:
            ballot = {"row": rows[receipt["ballot"]], "said": one["body"]["statement"]}
        votes = [row for name, row in rows.items() if name.startswith("vote:") and is_of(row, receipt)]
        held += sum(row["n"] == receipt["n"] for row in votes)
        later = later or any(row["n"] > receipt["n"] for row in votes)
    faults = [*_itself(receipt), *_bound(receipt, ballot)]
    if not chain or chain[0] != entry["hash"] or not held:
        faults.append(f"entry {first} of the record is not the one that kept this vote")
    if len(chain) != last - first + 1 or chain[-1] != value or receipt["chain"] not in (None, chain):
        faults.append(f"the record does not go on from entry {first} to the head {last} that the voter saw")
    counts = (
        "a later vote of the same member counts instead" if later else "it is the last of this member in the ballot"
    )
    is_told = f", {receipt['choice']}" if receipt["choice"] is not None else ""
    return faults, f"{receipt['vote']} in {receipt['ballot']}{is_told}: kept in entry {first}; {counts}"


def is_of(row: Row, receipt: Row) -> bool:
    return (f"ballot:{row['ballot_no']}", row["member_id"]) == (receipt["ballot"], receipt["member"])


def _itself(receipt: Row) -> Iterator[str]:
    """What the receipt says of its vote is what its entry says, and the entry has the hash it is named by."""
    entry = receipt["entry"]
    body = {key: value for key, value in entry.items() if key not in ("prev", "hash")}
    if sha256(b"\0" + bytes.fromhex(entry["prev"]) + canonical(body).encode()) != entry["hash"]:
        yield "the entry in the receipt does not have its hash"
    row = entry["body"]["rows"][receipt["vote"]]
    is_so = is_of(row, receipt) and (row["n"], row["choice"]) == (receipt["n"], receipt["commitment"])
    if entry["act"] != "ballots.vote" or not is_so:
        yield "the receipt says something else of the vote than its entry"
    if receipt["choice"] is not None and digest(receipt["salt"], receipt["choice"]) != receipt["commitment"]:
        yield "the choice in the receipt does not open the digest"


def _bound(receipt: Row, ballot: Row) -> Iterator[str]:
    """The ballot is the one that was voted in, on the text that the receipt names."""
    said = ballot.get("said", {})
    texts = {
        said.get("text_sha256"),
        ballot.get("row", {}).get("fingerprint"),
        *(one[2] for one in said.get("options", ())),
    }
    if not ballot or sha256(canonical(said)) != receipt["ballot_id"] or receipt["text_sha256"] not in texts:
        yield "the ballot in the record is another than the one of the receipt"
