"""A member takes the receipt of a vote away, and holds it against the record later; it tells no more than everybody may know."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import col, select
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_secrecy import SECRET
from tests.proof.test_verify import handed_on
from tests.support.client import Client
from workbench.ballots import actions, receipts
from workbench.minutes.models import Minute
from workbench.minutes.record import entry_hash
from workbench.proof import receipts as proof
from workbench.proof import written

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]


def verified(folder: Path, receipt: dict[str, Any], tmp_path: Path) -> tuple[int, str]:
    """What the program says with this receipt, as an outsider runs it."""
    (tmp_path / "receipt.json").write_text(json.dumps(receipt), "utf-8")
    words = [sys.executable, "-I", str(folder / "verify.py"), "--receipt", str(tmp_path / "receipt.json")]
    run = subprocess.run(words, check=False, capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def held(folder: Path, receipt: dict[str, Any]) -> tuple[list[str], str]:
    return proof.told(receipt, written.lines(folder / "minutes.jsonl"))


def long_after(hall: Hall, client: Client, place: str, tmp_path: Path) -> dict[str, Any]:
    """The receipt once more entries follow than it has hashes of: it names the two ends, is small, and the record shows what is between."""
    last = hall.session.exec(select(Minute).order_by(col(Minute.seq).desc()).limit(1)).one()
    rows, prev, about = [], last.hash, ("workbench", "attempts.noted", "minutes")
    for seq in range(last.seq + 1, last.seq + receipts.LONGEST + 2):
        made = entry_hash(prev, seq, last.at, *about, {})
        rows.append(
            dict(zip(("actor", "act", "thing"), about, strict=True), seq=seq, at=last.at, body={}, prev=prev, hash=made)
        )
        prev = made
    hall.session.execute(insert(Minute), rows)
    hall.session.commit()
    answer = client.get(place).text
    far: dict[str, Any] = json.loads(answer)
    assert far["chain"] is None and far["head"] == f"{rows[-1]['seq']}:{prev}" and len(answer) < 4000
    status, said = verified(handed_on(hall, tmp_path / "long"), far, tmp_path)
    assert status == 0 and ", for: kept in entry" in said, said
    return far


def test_a_receipt_is_held_against_the_record(hall: Hall, client: Client, tmp_path: Path, clock: Traveller) -> None:
    ballot, voter = hall.ballot(), hall.members[1]
    hall.votes(ballot, for_=3)
    hall.vote(voter, ballot, "against", reason="So I read it.")
    hall.session.commit()
    place = f"/ballots/{ballot.no}/receipt.json"
    assert client.get(place).status_code == 403 and client.sign_in(hall.members[4]).get(place).status_code == 404
    client.sign_in(voter)
    assert place in client.get(f"/ballots/{ballot.no}").text
    answer = client.get(place)
    early = json.loads(answer.text)
    assert "attachment" in answer.headers["Content-Disposition"] and early["choice"] is None and early["salt"] is None
    assert '"against"' not in answer.text and early["commitment"].startswith("sha256:")
    hall.vote(voter, ballot, "for")
    hall.session.commit()
    late = json.loads(client.get(place).text)
    clock.shift(timedelta(days=15))
    actions.close(hall.session, hall.secretary, ballot)
    hall.session.commit()
    told = json.loads(client.sign_in(voter).get(place).text)
    assert (told["choice"], told["n"], len(told["chain"])) == ("for", 2, 2)
    folder = handed_on(hall, tmp_path / "record")
    for receipt, words in [(early, "a later vote of the same member counts instead"), (late, "it is the last")]:
        assert held(folder, receipt)[0] == [] and words in held(folder, receipt)[1]
    status, said = verified(folder, told, tmp_path)
    assert status == 0 and ", for: kept in entry" in said, said
    far = long_after(hall, client, place, tmp_path)
    last = far["head"].partition(":")[0]
    assert "does not go on" in held(tmp_path / "long", {**far, "head": f"{last}:{'0' * 64}"})[0][0]
    for change, fault in [
        ({"choice": "against"}, "does not open the digest"), ({"ballot_id": "0" * 64}, "another than the one of the receipt"),
        ({"n": 1}, "says something else of the vote"), ({"head": f"{told['entry']['seq'] + 1}:{'0' * 64}"}, "does not go on from entry"),
        ({"entry": {**told["entry"], "at": "2026-05-04T09:00:00+00:00"}}, "does not have its hash"),
        ({"entry": {**told["entry"], "hash": "0" * 64}}, "is not the one that kept this vote"),
    ]:  # fmt: skip
        assert fault in "\n".join(held(folder, {**told, **change})[0])
    status, said = verified(folder, {**told, "choice": "against"}, tmp_path)
    assert status == 1 and "receipt of vote:" in said, said


def test_the_receipt_of_a_secret_vote_says_that_it_was_cast_and_nothing_of_how(
    hall: Hall, client: Client, tmp_path: Path, clock: Traveller
) -> None:
    hall.config.__dict__["committee"] = dataclasses.replace(
        hall.config.committee, rules={**hall.config.committee.rules, "secret": SECRET}
    )
    ballot = hall.ballot(rule="secret")
    hall.votes(ballot, for_=4, against=3)
    hall.session.commit()
    client.sign_in(hall.chair)
    place = f"/ballots/{ballot.no}/receipt.json"
    early = client.get(place).text
    assert (
        json.loads(early)["commitment"] is None
        and json.loads(early)["choice"] is None
        and place in client.get(f"/ballots/{ballot.no}").text
    )
    own = client.get(f"/ballots/{ballot.no}").text.partition('Your receipt</dt><dd class="fp">')[2][:64]
    assert len(own) == 64 and own not in early
    clock.shift(timedelta(days=15))
    actions.close(hall.session, hall.secretary, ballot)
    hall.session.commit()
    told = json.loads(client.sign_in(hall.chair).get(place).text)
    assert told["choice"] is None and told["salt"] is None
    status, said = verified(handed_on(hall, tmp_path / "record"), told, tmp_path)
    assert status == 0 and "vote:1 in ballot:1: kept in entry" in said, said
