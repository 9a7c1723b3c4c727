"""Votes signed with a passkey: what is signed is what is cast, no other key signs it, and both proofs find what was changed (attacks 37 to 39)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select
from time_machine import Traveller

from tests import make
from tests.ballots import test_elections as elections
from tests.ballots import test_ranking as ranking
from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_secrecy import SECRET
from tests.proof.test_verify import Entry, anew, changes, faults, handed_on, named, row, unguarded
from tests.support.authenticator import HERE, PRESENT, Authenticator
from tests.support.client import Client
from workbench import checkup, db
from workbench.ballots import actions, signing
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.signing import Signed, VoteSignature
from workbench.members import passkey_views, passkeys
from workbench.members.models import Member
from workbench.members.passkeys import Passkey, Site
from workbench.minutes.models import Minute
from workbench.minutes.record import GENESIS, canonical, digest, entry_hash, name_of
from workbench.notices import telling
from workbench.proof import p256, verify

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
VISIT = "v" * 64
ELSEWHERE = Site("evil.example", "https://evil.example")


def registered(hall: Hall, member: Member, device: Authenticator, answer: str = "") -> Passkey:
    challenge = hashlib.sha256(device.id).digest()
    asked = {"challenge": challenge, "visit": VISIT}
    passkeys.ask(hall.session, member, purpose=passkeys.TO_REGISTER, words="My laptop", **asked)  # type: ignore[arg-type]
    answer = answer or device.made(challenge)
    return passkeys.register(hall.session, member, HERE, response=answer, **asked)  # type: ignore[arg-type]


def asked(hall: Hall, member: Member, ballot: Ballot, choice: str, reason: str = "", site: Site = HERE) -> bytes:
    """The challenge of a vote that is about to be signed."""
    on = ballot.fingerprint
    _, _, n = actions.castable(hall.session, member, ballot, choice=choice, fingerprint=on, reason=reason)
    said, _ = signing.asked(hall.session, member, [(ballot, n)], site=site, visit=VISIT, choice=choice, reason=reason)
    return hashlib.sha256(said.encode()).digest()


def cast(
    hall: Hall, member: Member, ballot: Ballot, choice: str, response: str, reason: str = "", visit: str = VISIT, site: Site = HERE
) -> Vote:  # fmt: skip
    return actions.vote(
        hall.session, member, ballot, choice=choice, reason=reason, fingerprint=ballot.fingerprint, signed=Signed(site, visit, response)
    )  # fmt: skip


def sign(hall: Hall, member: Member, ballot: Ballot, choice: str, device: Authenticator, reason: str = "") -> Vote:
    return cast(hall, member, ballot, choice, device.signed(asked(hall, member, ballot, choice, reason)), reason)


def voted(hall: Hall) -> tuple[Ballot, Authenticator]:
    """An open ballot in which two signed, the first of them twice, and after them three did not."""
    device, other = Authenticator(), Authenticator(counts=False)
    registered(hall, hall.members[0], device)
    registered(hall, hall.members[1], other)
    ballot = hall.ballot()
    sign(hall, hall.members[0], ballot, "against", device, "Too long.")
    sign(hall, hall.members[0], ballot, "for", device, "Short enough.")
    sign(hall, hall.members[1], ballot, "for", other)
    for member in [hall.chair, hall.secretary, hall.members[2]]:
        hall.vote(member, ballot, "for")
    return ballot, device


def both(hall: Hall, folder: Path) -> tuple[list[str], list[str]]:
    """What “workbench check” and verify.py say of the record as it stands."""
    hall.session.expire_all()
    checked = checkup.disagreements(hall.session, hall.repository, hall.config.committee)
    return checked, faults(handed_on(hall, folder))


def test_what_is_signed_is_what_is_cast_and_says_nothing_before_the_close(
    hall: Hall, client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ballot, _ = voted(hall)
    first, second, third = hall.session.exec(select(VoteSignature).order_by(col(VoteSignature.vote_id))).all()
    vote, said = hall.session.get_one(Vote, second.vote_id), json.loads(second.statement)
    head = hall.session.get_one(Minute, said["head_seq"])
    assert said == {
        "ballot_id": ballot.binding, "text_sha256": ballot.fingerprint, "member": hall.members[0].id, "n": 2,
        "commitment": {"choice": digest(vote.salt, canonical("for")), "reason": digest(vote.salt, canonical("Short enough."))},
        "head_seq": head.seq, "head_hash": head.hash,
    }  # fmt: skip
    assert name_of(first) in head.body["rows"] and third.passkey_id != second.passkey_id
    page = client.sign_in(hall.chair).get("/ballots/1").text
    assert "2 signed by their voters, 3 attested by the server" in page and page.count("has voted, signed") == 2
    told = [entry.body for entry in hall.session.exec(select(Minute)).all()]
    assert "Short enough" not in page + str(told) and vote.salt not in page + str(told)
    again = refused(hall.vote, hall.members[0], ballot, "against")
    assert again.status == 409 and "Sign the one that is to count" in str(again)
    assert both(hall, tmp_path / "open") == ([], [])
    for member in hall.members[3:]:
        hall.vote(member, ballot, "abstain")
    actions.close(hall.session, hall.chair, ballot)
    assert both(hall, tmp_path / "closed") == ([], [])
    page = client.sign_out().get("/ballots/1").text
    assert "2 signed by their voters, 5 attested by the server" in page
    assert page.count(">signed</td>") == 2 and page.count(">attested</td>") == 5
    assert "with the passkey “My laptop”" in page and canonical(said).replace('"', "&#34;") in page
    assert verify.main([str(tmp_path / "closed")]) == 0
    assert "votes signed by their voters: 3 of 8" in capsys.readouterr().out
    assert "registered a passkey" in client.get("/minutes").text and "My laptop" in client.get("/members").text


def test_rankings_and_elections_are_signed_too_and_secret_ballots_are_not(hall: Hall, tmp_path: Path) -> None:
    device, voter = Authenticator(), hall.members[0]
    registered(hall, voter, device)
    ranked = ranking.opened(hall, *ranking.rivals(hall))
    sign(hall, voter, ranked, "3 > 1 > 0", device)
    for member in hall.everybody:
        _ = member is voter or hall.vote(member, ranked, "3 > 1 > 0")
    actions.close(hall.session, hall.chair, ranked)
    board = elections.opened(hall, "approvals")
    sign(hall, voter, board, "+1 +2", device)
    for member in hall.everybody:
        _ = member is voter or hall.vote(member, board, "abstain")
    actions.close(hall.session, hall.secretary, board)
    rules = {**hall.config.committee.rules, "secret": SECRET}
    hall.config.__dict__["committee"] = dataclasses.replace(hall.config.committee, rules=rules)
    secret = hall.ballot(hall.proposal(("Anyone may copy", "All may copy")), rule="secret")
    assert "a signature would tell whose it is" in str(refused(asked, hall, voter, secret, "for"))
    assert ranked.proposal_no == 3 and both(hall, tmp_path / "record") == ([], [])


def test_no_other_key_no_other_page_and_nothing_else_is_registered(hall: Hall, clock: Traveller) -> None:
    one, two = hall.members[:2]
    device = Authenticator()
    other, careless, far = Authenticator(), Authenticator(), Authenticator(ELSEWHERE)
    careless.flags = PRESENT
    challenge = hashlib.sha256(other.id).digest()
    told = json.loads(other.made(challenge))
    for device_, answer, why in [
        (careless, "", "verification"), (far, "", "origin"), (other, other.made(challenge, alg=-8), "alg"), (other, other.signed(challenge), "read|malformed|attestation|verified"),
        (other, other.made(b"x" * 32), "expected challenge"), (other, "{", "Unable to decode"), (other, json.dumps({**told, "type": "x"}), "verified"),
    ]:  # fmt: skip
        assert re.search(why, str(refused(registered, hall, one, device_, answer))), why
    registered(hall, one, device)
    twin = Authenticator()
    twin.id = device.id
    assert "one member's once" in str(refused(registered, hall, two, twin))
    twin.id, twin.key = other.id, device.key
    assert "one member's once" in str(refused(registered, hall, two, twin))
    mine = {"challenge": b"c" * 32, "visit": VISIT}
    passkeys.ask(hall.session, one, purpose=passkeys.TO_REGISTER, words="Late", **mine)  # type: ignore[arg-type]
    clock.shift(passkeys.LASTS)
    late = refused(passkeys.register, hall.session, one, HERE, response=other.made(b"c" * 32), **mine)
    assert late.status == 409 and "five minutes" in str(late)
    assert refused(passkeys.own, hall.session, two, 1).status == 404


def test_a_vote_is_taken_only_as_it_was_signed(hall: Hall, clock: Traveller, client: Client) -> None:
    ballot, device = voted(hall)
    voter, thief = hall.members[0], Authenticator()
    registered(hall, hall.members[3], thief)

    def no(answer: Callable[[bytes], str], choice: str = "for", **how: Any) -> str:
        """Why a vote for is not taken that comes with this answer, of so many votes as before."""
        found = refused(cast, hall, voter, ballot, choice, answer(asked(hall, voter, ballot, "for")), **how)
        assert found.status == 409
        return str(found)

    assert "is not this vote" in no(device.signed, "against") and "is not this vote" in no(device.signed, reason="So.")
    assert "none of yours" in no(thief.signed)
    assert "not asked of your passkey here" in no(device.signed, visit="w" * 64)
    assert "none of yours" in no(device.signed, site=ELSEWHERE)
    assert "not asked of your passkey here" in no(lambda _: device.signed(b"x" * 32))
    for flags, site, why in [
        (PRESENT, HERE, "verif"),
        (5, ELSEWHERE, "origin"),
        (5, Site("evil.example", HERE.origin), "RP ID"),
    ]:
        device.flags, device.site = flags, site
        assert why in no(device.signed)
    device.flags, device.site = 5, HERE
    device.count = 0
    assert "sign count" in no(device.signed)
    device.count = 20
    device.key, kept = thief.key, device.key
    assert "could not verify" in no(device.signed).lower()
    device.key = kept
    early = asked(hall, voter, ballot, "for")
    answer = device.signed(early)
    sign(hall, voter, ballot, "abstain", device)
    assert "of yours before it" in str(refused(cast, hall, voter, ballot, "for", answer))
    assert "not asked of your passkey here" in str(refused(cast, hall, voter, ballot, "for", answer)), "taken once"
    answer = device.signed(asked(hall, voter, ballot, "for"))
    clock.shift(passkeys.LASTS)
    assert "five minutes" in str(refused(cast, hall, voter, ballot, "for", answer))
    passkeys.end(hall.session, voter, passkeys.own(hall.session, voter, 1))
    assert "You have no passkey for localhost" in str(refused(asked, hall, voter, ballot, "for"))
    assert refused(passkeys.end, hall.session, voter, passkeys.own(hall.session, voter, 1)).status == 409


def test_passkeys_and_signed_votes_by_their_pages(hall: Hall, client: Client) -> None:
    device = Authenticator()
    member = make.member(hall.session, password=make.PASSWORD)
    voter = hall.members[0]
    voter.password = make.hashed()
    client.sign_in(voter)
    for address, why in [
        ("http://127.0.0.1:8000", "Open http://localhost:8000 instead"),
        ("http://127.0.0.1", "Open http://localhost instead"),
    ]:
        with client.application.test_request_context(base_url=address):
            assert why in str(refused(passkey_views.site))
    wrong = client.send("/account/passkeys/options", name="Key", current="wrong")
    assert wrong.status_code == 422 and "not your password" in wrong.json["errors"]["current"]
    assert client.send("/account/passkeys/options", name=" ", current=make.PASSWORD).json["errors"]["name"]
    options = client.send("/account/passkeys/options", name="Key", current=make.PASSWORD).json
    assert options["rp"]["id"] == "localhost" and [one["alg"] for one in options["pubKeyCredParams"]] == [-7]
    assert options["authenticatorSelection"]["userVerification"] == "required"
    answer = device.made(passkeys.decoded(options["challenge"]))
    assert client.another().sign_in(voter).send("/account/passkeys", response=answer).status_code == 409, (
        "another session"
    )
    assert "Only script can" in client.send("/account/passkeys", response="").text
    assert client.send("/account/passkeys", response=answer).status_code == 303
    with client.application.test_request_context():
        lines = telling.lines(hall.session, voter, db.now())
        assert [line.address for line in lines if "registered in your name" in line.words] == ["/account/passkeys"]
    ballot = hall.ballot()
    form = {"choice": "for", "reason": "So.", "fingerprint": ballot.fingerprint}
    assert 'data-sites="localhost"' in client.get("/ballots/1").text
    assert client.send("/ballots/1/statement", **form | {"choice": ""}).json["errors"]["choice"]
    said = client.send("/ballots/1/statement", **form).json
    challenge = hashlib.sha256(said["statement"].encode()).digest()
    assert said["options"] | {"timeout": 0} == {
        "challenge": passkeys.encoded(challenge), "rpId": "localhost", "userVerification": "required", "timeout": 0,
        "allowCredentials": [{"type": "public-key", "id": passkeys.encoded(device.id)}],
    }  # fmt: skip
    other = client.send("/ballots/1/votes", **form, response=device.signed(b"x" * 32))
    assert other.status_code == 409 and "Sign again" in other.text and "So." in other.text
    assert client.send("/ballots/1/votes", **form, response=device.signed(challenge)).status_code == 303
    page = client.get("/ballots/1").text
    assert "with your passkey “Key”" in page and "Change vote, signed" in page and ">Change vote</button>" not in page
    unsigned = client.send("/ballots/1/votes", **form)
    assert unsigned.status_code == 409 and "nobody replaces it without you" in unsigned.text
    assert client.another().sign_in(member).send("/account/passkeys/1/end", current=make.PASSWORD).status_code == 404
    assert client.send("/account/passkeys/1/end", current="wrong").status_code == 422
    assert client.send("/account/passkeys/1/end", current=make.PASSWORD).status_code == 303
    assert ", removed" in client.get("/account/passkeys").text and hall.check() == []


# What somebody does at the database's own shell, or who can write the whole chain anew.


# The database itself lets nobody take a key away by which something is signed.
TAMPERED = (
    "passkey.public_key",
    "passkey.member_id",
    "passkey: gone",
    "vote_signature.statement",
    "vote_signature: gone",
    "vote.choice",
)


def test_every_row_of_a_signature_that_was_tampered_with_is_found_by_both(hall: Hall, tmp_path: Path) -> None:
    voted(hall)
    hall.session.commit()
    done, unseen = 0, []
    for what, statement in changes(hall):
        if what not in TAMPERED:
            continue
        try:
            unguarded(hall)
            hall.session.execute(statement)
        except DBAPIError:  # the database itself refuses it
            hall.session.rollback()
            continue
        found = both(hall, tmp_path / str(done))
        hall.session.rollback()
        done += 1
        if not all(found):
            unseen.append((what, found))
    assert not unseen and done == len(TAMPERED) - 1


def turned(hall: Hall, vote: Vote) -> None:
    """This vote is against, in its row and in the minutes, and the whole chain is written anew."""
    unguarded(hall)
    hall.session.execute(update(Vote).where(col(Vote.id) == vote.id).values(choice="against"))
    prev = GENESIS
    for minute in hall.session.exec(select(Minute).order_by(col(Minute.seq))).all():
        body = json.loads(json.dumps(minute.body))
        if name_of(vote) in body.get("rows", {}):
            body["rows"][name_of(vote)]["choice"] = digest(vote.salt, canonical("against"))
        hashed = entry_hash(prev, minute.seq, minute.at, minute.actor, minute.act, minute.thing, body)
        made = {"body": body, "prev": prev, "hash": hashed}
        hall.session.execute(update(Minute).where(col(Minute.seq) == minute.seq).values(made))
        prev = hashed


def test_an_administrator_turns_a_vote_that_is_attested_and_never_one_that_is_signed(
    hall: Hall, tmp_path: Path
) -> None:
    """Whoever has the database and writes all of it anew is contradicted by the signatures: by that of the vote, and by every later one."""
    voted(hall)
    votes = hall.session.exec(select(Vote).order_by(col(Vote.id))).all()
    hall.session.commit()
    turned(hall, votes[-1])
    assert both(hall, tmp_path / "attested") == ([], []), "which is why the page says on whose word each vote rests"
    hall.session.rollback()
    turned(hall, votes[1])
    for found in both(hall, tmp_path / "signed"):
        assert [fault for fault in found if "vote:2 does not hold: what was signed is not the vote on record" in fault]
        assert [
            fault
            for fault in found
            if "vote:3 does not hold: entry " in fault and "the record was written anew" in fault
        ]
    hall.session.rollback()


def invented(kept: list[Entry]) -> None:
    """A vote of somebody who did not vote, under a signature of another."""
    cast = named(kept, "ballots.vote", 2)
    row(cast, "vote")["member_id"], cast["actor"] = 6, "member:6 " + kept_name(kept, 6)


def kept_name(kept: list[Entry], member: int) -> str:
    return next(
        e["body"]["rows"][f"member:{member}"]["name"] for e in kept if f"member:{member}" in e["body"].get("rows", {})
    )


def unsigned(kept: list[Entry]) -> None:
    del named(kept, "ballots.vote", 1)["body"]["rows"]["vote_signature:2"]


def other_text(kept: list[Entry]) -> None:
    for entry in kept:
        for name, found in entry["body"].get("rows", {}).items():
            found.update({"fingerprint": "0" * 64} if name.startswith("ballot:") else {})


def other_words(kept: list[Entry]) -> None:
    """Another reason for the proposal, long before."""
    row(named(kept, "proposals.file"), "proposal")["rationale"] = "sha256:" + "0" * 64


def removed_before(kept: list[Entry]) -> None:
    at, (_, made) = named(kept, "members.passkey"), named(kept, "members.passkey")["body"]["rows"].popitem()
    at["body"]["rows"] = {"passkey:1": made}
    over = {**at, "act": "members.passkey_over", "body": {"rows": {"passkey:1": {**made, "ended_at": at["at"]}}}}
    kept.insert(kept.index(at) + 1, over)


def same_key(kept: list[Entry]) -> None:
    row(named(kept, "members.passkey", 1), "passkey")["credential"] = row(named(kept, "members.passkey"), "passkey")[
        "credential"
    ]


def own_key(kept: list[Entry]) -> None:
    """A key of the administrator in the place of the member's."""
    row(named(kept, "members.passkey"), "passkey")["public_key"] = "{:064x}{:064x}".format(*p256.G)


def replayed(kept: list[Entry]) -> None:
    """The first vote again, behind the second."""
    first = json.loads(json.dumps(named(kept, "ballots.vote")))
    rows = first["body"]["rows"]
    rows["vote:9"], rows["vote_signature:9"] = rows.pop("vote:1") | {"n": 3}, rows.pop("vote_signature:1")
    kept.insert(kept.index(named(kept, "ballots.vote", 1)) + 1, first)


def other_statement(kept: list[Entry]) -> None:
    told = row(named(kept, "ballots.vote", 1), "vote_signature")
    told["statement"] = told["statement"].replace('"n":2', '"n": 2')


CHANGES: list[tuple[Callable[[list[Entry]], None], str]] = [
    (invented, "is none of member 6"), (unsigned, "had signed, and is not signed"), (other_text, "it is of another text"),
    (other_words, "the record was written anew after that"), (removed_before, "was removed before"), (same_key, "or it is another's too"),
    (own_key, "not made with this passkey"), (replayed, "it is of another vote of this member"), (replayed, "signed more often before"),
    (other_statement, "not written as one"), (other_statement, "something else than its statement"),
]  # fmt: skip


def test_a_chain_written_anew_is_contradicted_by_what_members_signed(hall: Hall, tmp_path: Path) -> None:
    voted(hall)
    for n, (change, told) in enumerate(CHANGES):
        found = anew(handed_on(hall, tmp_path / str(n)), change)
        assert any(told in fault for fault in found), (change.__name__, found[:5])
