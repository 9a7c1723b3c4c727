"""`python -m bench.ballots`: what counting a large ranked ballot costs, and what proving a long record costs, in one run.

Counting: 1,000 voters rank ten options, against twenty empty requests to the program in this process. Proving: verify.py on a record
of 100,000 entries of the minutes against one of a tenth; votes in ballots that are opened and closed, their entries chained as the
workbench chains them. Processor time, medians.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from bench.meter import Bar, printed, race, spent
from bench.review import asking
from bench.together import instance
from workbench import create_app, db
from workbench.ballots import ranked, ranked_rules
from workbench.ballots.electorate import Cast
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.minutes.record import canonical, digest, entry_hash
from workbench.proof import export
from workbench.proof.verify import sha256, verify

VOTERS, OPTIONS, REQUESTS = 1_000, 10, 20
ENTRIES, PART = 100_000, 10
MINUTE = 60  # seconds: the most that proving may take
ROUNDS = 9
RULE = ranked_rules.read(
    "large",
    {"method": "ranked", "over_default": {"ratio": {"substantive": "1"}}, "unranked": "last", "tie": "chair_casting"},
)


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.ballots", description=__doc__)
    asked.add_argument("--size", type=float, default=1, help="part of the 100,000 entries (default: %(default)s)")
    size = asked.parse_args().size
    return printed(f"python -m bench.ballots --size {size:g}", bars(round(ENTRIES * size)))


def bars(entries: int) -> Iterator[Bar]:
    with TemporaryDirectory() as folder:
        config = instance(Path(folder), 1_000, 1)
        yield counting(config)
        yield from proving(config, Path(folder), entries)


def counting(config: Config) -> Bar:
    chance, options = random.Random(7), range(1, OPTIONS + 1)
    cast = [
        Cast(member, 1, ranked.written({option: chance.randint(1, OPTIONS) for option in (0, *options)}))
        for member in range(VOTERS)
    ]
    empty = asking(create_app(config).test_client(), "/healthz")

    def count() -> float:
        begun = spent()
        ranked.tally(RULE, dict.fromkeys(options, "substantive"), cast, range(VOTERS))
        return spent() - begun

    took = race({"count": count, "empty": empty}, rounds=ROUNDS)
    share = took["count"] / (REQUESTS * took["empty"])
    note = f"{1000 * took['count']:.0f} ms; an empty request {1000 * took['empty']:.1f} ms"
    return Bar(
        "ballots",
        f"{VOTERS:,} voters rank {OPTIONS} options, against {REQUESTS} empty requests",
        share,
        1,
        1,
        note=note,
    )


def proving(config: Config, folder: Path, entries: int) -> Iterator[Bar]:
    """How much longer the long record takes for each entry, and how long it takes as a whole."""
    engine = db.connect(config.database_url)
    (folder / "short").mkdir()
    with db.writing(engine, Session) as session:
        export.fill(session, Repository(config.repository), config.committee.name, folder / "short")
    engine.dispose()
    shutil.copytree(folder / "short", folder / "long")
    took = {}
    for name, count in (("short", entries // PART), ("long", entries)):
        prolong(folder / name, count)
        gc.disable()  # as verify.py does
        begun = time.process_time()
        record, faults = verify(folder / name)
        took[name] = time.process_time() - begun
        gc.enable()
        assert not faults and record.entry["seq"] >= count, faults[:3]
    share = took["long"] / took["short"] / PART
    note = f"{entries:,} entries in {took['long']:.1f} s"
    yield Bar("verify", f"an entry of {entries:,}, against one of {entries // PART:,}", share, 1.1, 1.3, note=note)
    yield Bar("verify", f"all {entries:,} entries, against a minute", took["long"] / MINUTE, 1, 1)


def prolong(folder: Path, count: int) -> None:
    """Go on with a record until it has so many entries: one ballot after the other, in which nobody reaches the threshold."""
    path = folder / "minutes.jsonl"
    known = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    rows: dict[str, dict[str, Any]] = {}
    for entry in known:
        rows |= entry["body"].get("rows", {})
    last, made = known[-1], len(known)
    with path.open("a", encoding="utf-8") as minutes, (folder / "rows.jsonl").open("a", encoding="utf-8") as table:
        for act, actor, thing, body in ballots(rows, datetime.fromisoformat(last["at"])):
            made += 1
            prev, at = last["hash"], datetime.fromisoformat(last["at"])
            last = {
                "seq": made,
                "at": last["at"],
                "actor": actor,
                "act": act,
                "thing": thing,
                "body": body,
                "prev": prev,
            }
            last["hash"] = entry_hash(prev, made, at, actor, act, thing, body)
            minutes.write(canonical(last) + "\n")
            if act == "ballots.close":
                states = {name: row for name, row in rows.items() if name in body["rows"]} | body["rows"]
                table.writelines(canonical({"row": name, "state": row}) + "\n" for name, row in states.items())
            else:
                new = {name: row for name, row in body["rows"].items() if not name.startswith("ballot:")}
                table.writelines(canonical({"row": name, "state": row}) + "\n" for name, row in new.items())
            if made >= count and act == "ballots.close":
                break
    about = json.loads((folder / "record.json").read_text("utf-8"))
    (folder / "record.json").write_text(json.dumps({**about, "head": f"{made}:{last['hash']}"}), "utf-8")


def ballots(rows: dict[str, dict[str, Any]], at: datetime) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """The acts of ballots without end on the one proposal, each with an opening, a vote of everybody, and a close."""
    members = {int(name[7:]): row for name, row in rows.items() if name.startswith("member:")}
    roll = sorted([no, row["name"]] for no, row in members.items() if row["active"] and "member" in row["held"])
    chair = next(f"member:{no} {row['name']}" for no, row in members.items() if "chair" in row["held"])
    revision, version = rows["revision:1:1"], next(row for name, row in rows.items() if name.startswith("version:"))
    condition = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"], "plus": "0"}
    rule = {
        "name": "more",
        "title": "More",
        "for_classes": [],
        "explain": "",
        "quorum": [],
        "pass": [[condition]],
        "tie": "fails",
    }
    times = {"opens_at": at.isoformat(), "closes_at": (at + timedelta(days=1)).isoformat()}
    vote, no = 0, 0
    while True:
        no += 1
        about = {
            "base": version["label"],
            "base_commit": version["commit"],
            "rule_sha256": sha256(canonical(rule)),
            **times,
        }
        said = {
            "proposal": 1,
            "revision": 1,
            "text_sha256": revision["fingerprint"],
            "roll": roll,
            "committee": "Bench",
            **about,
        }
        ballot = {
            **about, "proposal_no": 1, "revision": 1, "fingerprint": revision["fingerprint"], "rule": rule,
            "binding": sha256(canonical(said)), "closed_at": None, "outcome": None, "tally": None,
        }  # fmt: skip
        entries = {f"roll_entry:{no}:{member}": {"name": name} for member, name in roll}
        yield "ballots.open", chair, f"ballot:{no}", {"statement": said, "rows": {f"ballot:{no}": ballot, **entries}}
        told = {}
        for member, name in roll:
            vote += 1
            row = {
                "ballot_no": no, "member_id": member, "n": 1, "cast_at": at.isoformat(),
                "choice": digest(f"{vote:032x}", canonical("against")), "reason": digest(f"{vote:032x}", canonical("")),
            }  # fmt: skip
            told[f"vote:{vote}"] = {"choice": "against", "salt": f"{vote:032x}"}
            yield "ballots.vote", f"member:{member} {name}", f"ballot:{no}", {"rows": {f"vote:{vote}": row}}
        counts = {"for": 0, "against": len(roll), "abstain": 0, "roll": len(roll)}
        result = {
            "closed_at": at.isoformat(),
            "outcome": "rejected",
            "tally": {"outcome": "rejected", "counts": counts},
        }
        yield "ballots.close", chair, f"ballot:{no}", {"votes": told, "rows": {f"ballot:{no}": {**ballot, **result}}}


if __name__ == "__main__":
    raise SystemExit(main())
