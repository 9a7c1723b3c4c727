"""The keys that a ballot is bound to: those of its roll as it opened; no other signs in it, and both proofs find one that does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ballots import test_blocs as bloc
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_signing import asked, both, registered, sign
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.authenticator import Authenticator
from tests.support.client import Client
from workbench.ballots import second, signing
from workbench.members import passkeys
from workbench.proof.verify import canonical, sha256

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
CHANGE = ("Anyone may copy", "Everybody may copy")


def bound(kept: list[Entry], change: Callable[[Entry], Any], nth: int = 0) -> None:
    """A ballot is opened on another statement, with the hash of that."""
    opened = named(kept, "ballots.open", nth)
    change(opened["body"]["statement"])
    opened["body"]["rows"][opened["thing"]]["binding"] = sha256(canonical(opened["body"]["statement"]))


def late(kept: list[Entry]) -> None:
    """The key is registered after the ballot opened."""
    made = kept.pop(kept.index(named(kept, "members.passkey")))
    kept.insert(kept.index(named(kept, "ballots.open")) + 1, made)


TAMPERS: list[tuple[Callable[[list[Entry]], None], str]] = [
    (lambda kept: bound(kept, lambda said: said["keys"].append([5, "0" * 128])), "the keys that it is bound to are not those"),
    (lambda kept: bound(kept, lambda said: said["keys"].clear()), "passkey 1 is none that the ballot is bound to"),
    (lambda kept: bound(kept, lambda said: said.pop("keys"), 1), "it is not bound to the keys of its roll, as ballots before it are"),
    (late, "the keys that it is bound to are not those"),
]  # fmt: skip


def test_the_keys_of_a_ballot_are_those_of_its_roll_as_it_opened(hall: Hall, client: Client, tmp_path: Path) -> None:
    voter, other, newcomer = hall.members[:3]
    first, ended, spare, new = (Authenticator() for _ in range(4))
    own = registered(hall, voter, first)
    passkeys.end(hall.session, other, registered(hall, other, ended))
    ballot = hall.ballot()
    assert second.statement(hall.session, ballot)["keys"] == [[voter.id, own.public_key]]
    registered(hall, newcomer, new)
    assert "from the next ballot on. Cast your vote without" in str(refused(asked, hall, newcomer, ballot, "for"))
    page = client.sign_in(newcomer).get("/ballots/1").text
    assert "“My laptop”, registered since, signs from the next ballot on" in page and "data-sign=" not in page
    hall.vote(newcomer, ballot, "for")
    sign(hall, voter, ballot, "for", first)
    registered(hall, voter, spare)
    assert "registered after this ballot opened" in str(refused(sign, hall, voter, ballot, "against", spare))
    assert "Change vote, signed" in client.sign_in(voter).get("/ballots/1").text
    passkeys.end(hall.session, voter, own)
    page = client.get("/ballots/1").text
    assert "Your vote is signed, and it stands" in page and 'name="choice"' not in page
    assert "signed and stands as it is" in str(refused(asked, hall, voter, ballot, "against"))
    assert "No passkey that you had when the ballot opened" in str(refused(hall.vote, voter, ballot, "against"))
    form = {"choice": "against", "reason": "So I read it.", "fingerprint": ballot.fingerprint}
    answer = client.send("/ballots/1/votes", **form)
    assert answer.status_code == 409 and "So I read it." in answer.text
    later = hall.ballot(hall.proposal(CHANGE))
    sign(hall, newcomer, later, "for", new)
    sign(hall, voter, later, "for", spare)
    assert both(hall, tmp_path / "record") == ([], [])
    for n, (change, told) in enumerate(TAMPERS):
        found = anew(handed_on(hall, tmp_path / str(n)), change)
        assert any(told in fault for fault in found), (n, found[:5])


def test_a_key_that_a_ballot_is_not_bound_to_is_found_and_older_ballots_are_bound_to_none(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voter, device = hall.members[0], Authenticator()
    with monkeypatch.context() as patch:
        patch.setattr(signing, "fixed", lambda *_: {})
        older = hall.ballot()
    registered(hall, voter, device)
    sign(hall, voter, older, "for", device)
    assert "Sign the one that is to count" in str(refused(hall.vote, voter, older, "against"))
    assert both(hall, tmp_path / "older") == ([], [])
    ballot, thief = hall.ballot(hall.proposal(CHANGE)), Authenticator()
    registered(hall, voter, thief)
    monkeypatch.setattr(signing, "signs", lambda *_: True)
    sign(hall, voter, ballot, "for", thief)
    for found in both(hall, tmp_path / "record"):
        assert [fault for fault in found if "passkey 2 is none that the ballot is bound to" in fault], found


def test_one_gesture_signs_every_vote_through_a_bloc(hall: Hall, client: Client, tmp_path: Path) -> None:
    voter, device = hall.members[1], Authenticator()
    registered(hall, voter, device)
    every = bloc.opened(hall)
    hall.vote(voter, every[0], "abstain")
    client.sign_in(voter)
    assert 'data-sign="/blocs/1/statement"' in client.get("/blocs/1").text
    form = {
        "choice": "for",
        "reason": "So.",
        "change": "yes",
        **{f"fingerprint-{one.no}": one.fingerprint for one in every},
    }
    assert "choice" in client.send("/blocs/1/statement", **form | {"choice": ""}).json["errors"]
    asked_ = client.send("/blocs/1/statement", **form).json
    said = json.loads(asked_["statement"])
    assert [(one["ballot_id"], one["n"]) for one in said] == [(one.binding, 2 - bool(n)) for n, one in enumerate(every)]
    assert len({one["commitment"]["choice"] for one in said}) == 3, "each has a salt of its own"
    response = device.signed(hashlib.sha256(asked_["statement"].encode()).digest())
    other = client.send("/blocs/1/votes", **form | {"choice": "against"}, response=response)
    assert (
        other.status_code == 409 and "is not this vote" in other.text and bloc.standing(hall, every[0]) == ["abstain"]
    )
    assert client.send("/blocs/1/votes", **form, response=response).status_code == 303
    page = client.get("/blocs/1").text
    assert page.count("with your passkey “My laptop”") == 3 and ">Change my vote on all of them</button>" not in page
    again = client.send("/blocs/1/votes", **form)
    assert again.status_code == 409 and "nobody replaces it without you" in again.text
    assert both(hall, tmp_path / "record") == ([], [])
    passkeys.end(hall.session, voter, passkeys.own(hall.session, voter, 1))
    page = client.send("/blocs/1/votes", **form).text
    assert "Your votes that are signed stand" in page and 'name="choice"' not in page and ">So.</pre>" in page
    for n, (change, told) in enumerate(TOGETHER):
        found = anew(handed_on(hall, tmp_path / str(n)), change)
        assert any(told in fault for fault in found), (n, found[:5])


def of_one(kept: list[Entry]) -> Entry:
    return row(named(kept, "ballots.vote", 2), "vote_signature")


TOGETHER: list[tuple[Callable[[list[Entry]], Any], str]] = [
    (lambda kept: row(named(kept, "ballots.vote", 2), "vote").update(n=2), "it is of another vote of this member"),
    (lambda kept: named(kept, "ballots.vote", 2)["body"].pop("bloc"), "of what was signed together not just one is of this ballot"),
    (lambda kept: of_one(kept).update(statement=of_one(kept)["statement"].replace('"n":2', '"n":3')), "it is of something else than its statement"),
    (lambda kept: of_one(kept).update(signature=row(named(kept, "ballots.vote", 1), "vote_signature")["client_data"]), "the signature of vote:3 does not hold: it cannot be read"),
]  # fmt: skip
