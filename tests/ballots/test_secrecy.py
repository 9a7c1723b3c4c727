"""Secret ballots: who voted is on record, and once the result is nobody can tell how."""

from __future__ import annotations

import dataclasses
import json
import random
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, inspect, text
from sqlmodel import Session, col, select
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_consent import proved
from tests.ballots.test_ranking import opened, refused, rivals
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from tests.test_permissions import address as reached
from workbench.ballots import (
    actions,
    bloc_acts,
    challenges,
    formats,
    known,
    opinions,
    queries,
    ranked_rules,
    reconsidering,
    recusing,
    secrecy,
    tally,
    voiding,
)
from workbench.ballots import ranked as ranking
from workbench.ballots.electorate import Cast, Seat
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.secrecy import BallotKey, SecretVote, Told
from workbench.config import Committee
from workbench.db import now
from workbench.minutes.models import Minute
from workbench.proof import verify
from workbench.proof.secret import Secrets
from workbench.proposals.models import Proposal

MORE = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}
SECRET = {
    "for_classes": ["substantive"], "pass": [[MORE]], "visibility": "secret", "receipt": "hmac", "window": {"challenge": "PT0H"},
}  # fmt: skip
TALLY = {**SECRET, "visibility": "tally_only", "receipt": "none"}
DEBIAN = {"preset": "debian-resolution", "window": {"challenge": "PT0H"}}
pytestmark = pytest.mark.usefixtures("clock")
SQLITE = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """Seven under a committee whose rules are secret, too."""
    committee = hall.config.committee
    rules = {**committee.rules, "secret": SECRET, "tally": TALLY, "rivals": DEBIAN}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules=rules)
    return hall


def voted(hall: Hall, *choices: str, rule: str = "secret", proposal: Proposal | None = None) -> Ballot:
    ballot = hall.ballot(proposal, rule=rule)
    for member, choice in zip(hall.everybody, choices, strict=False):
        hall.vote(member, ballot, choice)
    return ballot


def receipts(session: Session, ballot: Ballot) -> dict[int, str]:
    """Of each member the receipt of the vote that counts, as the pages show it while the ballot is open."""
    return {vote.member_id: secrecy.own(session, ballot, vote) for vote in queries.standing(session, ballot)}


def closed(hall: Hall, ballot: Ballot, clock: Traveller) -> Ballot:
    clock.shift(timedelta(days=15))
    return actions.close(hall.session, hall.secretary, ballot)


def left(session: Session) -> list[Any]:
    return [*session.exec(select(BallotKey)), *session.exec(select(SecretVote))]


def test_the_choices_are_told_under_receipts_and_the_key_is_gone(hall: Hall, clock: Traveller, tmp_path: Path) -> None:
    session, last = hall.session, hall.members[4]
    proposal = hall.proposal()
    ballot = voted(hall, "against", "for", "for", "for", "against", "abstain", "against", proposal=proposal)
    hall.vote(hall.chair, ballot, "for")
    recusing.recuse(session, last, proposal, reason="They pay me.")
    cast = session.exec(select(Minute).where(Minute.act == "ballots.vote")).all()
    assert all(kept["choice"] is None for one in cast for name, kept in one.body["rows"].items() if "vote:" in name)
    own = receipts(session, ballot)
    assert hall.check() == [] and len({*own.values()}) == 7
    closed(hall, ballot, clock)
    papers = dict(secrecy.published(session, ballot))
    assert list(papers) == sorted(papers) and papers.keys() == {own[no] for no in own if no != last.id}
    assert papers[own[hall.chair.id or 0]] == "for" and ballot.outcome == "adopted"
    assert ballot.tally and ballot.tally["counts"] == {"for": 4, "against": 1, "abstain": 1, "roll": 6, "recused": 1}
    assert left(session) == [] and {vote.choice for vote in session.exec(select(Vote))} == {None}
    assert challenges.agrees(session, ballot)
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


def dump(session: Session) -> str:
    """Every table, but for what is random: salts, hashes, and which receipt each choice stands under."""
    found = {}
    for table in sorted(inspect(session.get_bind()).get_table_names()):
        lines = session.execute(text(f'SELECT * FROM "{table}"')).all()
        found[table] = [re.sub("[0-9a-f]{32,}", "#", str(tuple(line))) for line in lines]
    said = json.dumps(found, indent=1)
    return re.sub(r'\\"papers\\": (\[\[.*?\]\])', lambda one: str(sorted(json.loads(one[1].replace('\\"', '"')))), said)


@SQLITE
def test_two_votes_the_other_way_round_leave_the_same_database(hall: Hall) -> None:
    """Whatever could link a member with a choice would be another in one of the two."""
    session, found = hall.session, []
    three = rivals(hall)
    session.commit()
    for first, second in (("2 > 1 > 0 > 3", "0 > 1"), ("0 > 1", "2 > 1 > 0 > 3")):
        ballot = opened(hall, *three)
        for member, choice in zip(hall.everybody, [first, second, *["1 > 0 > 2"] * 5], strict=True):
            hall.vote(member, ballot, choice)
        own = receipts(session, ballot)
        actions.close(session, hall.secretary, ballot)
        assert dict(secrecy.published(session, ballot))[own[hall.chair.id or 0]] == first
        found.append(dump(session))
        session.rollback()
    assert found[0] == found[1] and "2 > 1 > 0 > 3" in found[0]


@SQLITE
def test_the_key_is_overwritten_in_the_file_of_the_database(hall: Hall, clock: Traveller) -> None:
    ballot = voted(hall, "for", "against")
    hall.session.commit()
    key = hall.session.get_one(BallotKey, ballot.no).key.encode()
    file = Path(hall.session.get_bind().url.database or "")  # type: ignore[union-attr]
    found = []
    for act in (lambda: None, lambda: closed(hall, ballot, clock)):
        act()
        hall.session.commit()
        hall.session.connection().exec_driver_sql("COMMIT")
        hall.session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        hall.session.connection().exec_driver_sql("BEGIN")
        found.append(key in file.read_bytes())
    assert found == [True, False]


@pytest.mark.parametrize(
    ("rule", "choices"),
    [
        ("secret", ["for"] * 7),
        ("secret", ["abstain"] * 6),
        ("tally", ["for", "against", "against", "abstain", "for", "for"]),
        ("secret", []),
    ],
)
@SQLITE
def test_where_names_would_follow_the_numbers_alone_are_told(
    hall: Hall, clock: Traveller, tmp_path: Path, rule: str, choices: list[str]
) -> None:
    ballot = closed(hall, voted(hall, *choices, rule=rule), clock)
    entry = secrecy.entry(hall.session, ballot)
    assert entry and entry.body["papers"] is None and "votes" not in entry.body and left(hall.session) == []
    assert challenges.agrees(hall.session, ballot) and proved(hall, tmp_path / "record") == []
    assert verify.verify(tmp_path / "record")[0].alone == (f"ballot:{ballot.no}",)


@SQLITE
def test_of_five_voters_the_numbers_alone_are_told_of_a_ranked_ballot_too(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    pair = rivals(hall)[:2]
    ballot = opened(hall, *pair)
    for proposal, member in ((pair[0], hall.members[4]), (pair[1], hall.members[3])):
        recusing.recuse(hall.session, member, proposal, reason="They pay me.")
    for member, choice in zip(
        hall.everybody, ["2 > 1 > 0", "2 > 0 > 1", "1 > 2 > 0", "2 > 0", "abstain"], strict=False
    ):
        hall.vote(member, ballot, choice)
    closed(hall, ballot, clock)
    assert (ballot.outcome, ballot.proposal_no, secrecy.published(hall.session, ballot)) == ("adopted", 2, [])
    assert challenges.agrees(hall.session, ballot)
    hall.adopt(ballot)
    assert proved(hall, tmp_path / "record") == []


@SQLITE
def test_of_a_void_ballot_no_vote_is_ever_told(hall: Hall, tmp_path: Path) -> None:
    ballot = voted(hall, "for", "against")
    voiding.void(hall.session, hall.secretary, ballot, ground="leak", reason="A list went round.")
    assert left(hall.session) == [] and proved(hall, tmp_path / "record") == []


@SQLITE
def test_whoever_voted_may_write_an_opinion_and_move_that_it_is_reconsidered(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    ballot = closed(hall, voted(hall, "for", "for", "for", "for", "against", "against"), clock)
    for act, words in ((opinions.publish, {"body": "No."}), (reconsidering.reconsider, {"reason": "It was late."})):
        assert "Only who voted" in str(refused(act, hall.session, hall.members[4], ballot, **words))
        act(hall.session, hall.members[0], ballot, **words)
        hall.session.flush()
    assert proved(hall, tmp_path / "record") == []


@SQLITE
def test_a_secret_vote_has_no_reason_and_is_in_no_bloc(hall: Hall) -> None:
    ballot = hall.ballot(rule="secret")
    assert refused(hall.vote, hall.chair, ballot, "for", "Because.").field == "reason"
    two = [
        hall.proposal(("Anyone may copy", "All may copy")),
        hall.proposal(("A loan costs nothing", "A loan is free")),
    ]
    assert "secret" not in known.for_blocs(hall.session, hall.config.committee)
    no = refused(
        bloc_acts.open, hall.session, hall.chair, two, committee=hall.config.committee, rule_name="secret",
        revisions={one.no or 0: 1 for one in two}, closes_at=now() + timedelta(days=14),
    )  # fmt: skip
    assert no.field == "rule"


BARRED = [
    ({"method": "consent", "pass": []}, "by approval and ranked"),
    ({"method": "signoff", "stages": [{"comment": "P3D"}]}, "by approval and ranked"),
    ({"block": {"enabled": True}}, "a block says whose it is"),
    ({"affiliation": {"mode": "one_vote"}}, "for whom a voter works"),
    ({"pass": [[{"count": ["G"], "op": ">=", "plus": 2}]]}, "for whom a voter works"),
    ({"reveal": "live"}, "seen as they are cast"),
    ({"window": {"close_early": "outcome_fixed"}}, "that vote would tell"),
    ({"tie": "random_recorded"}, "lots are drawn"),
    ({"for_classes": ["finding"]}, "votes on findings are public"),
    ({"roll": {"body": "board"}}, "a body that ratifies"),
    ({"visibility": "tally_only"}, "tells only the numbers"),
    ({"visibility": "roll_call"}, "its ballots are not secret"),
]


@pytest.mark.parametrize(("more", "why"), BARRED)
def test_what_would_tell_bars_a_secret_ballot(more: dict[str, Any], why: str) -> None:
    committee = dataclasses.replace(Committee(name="", documents=[]), bodies={"board": "Board"})  # type: ignore[call-arg]
    told = known.obstacles(formats.rule({"id": "r", **SECRET, **more}), {}, committee)
    assert any(why in sentence for sentence in told), told
    assert known.obstacles(formats.rule({"id": "r", **SECRET}), {}, committee) == []


def linked(page: str, hall: Hall) -> list[str]:
    """The lines, rows and items of a page that hold the name of a member beside a ranking."""
    parts = re.split("<(?:tr|li|p|article|dd|entry)|\n(?={)", page.replace("&gt;", ">"))
    told = [part for part in parts if "proposal 2, then" in part or "2 > 1 > 0" in part]
    return [part for part in told if any(one.name in part for one in hall.everybody)]


@SQLITE
def test_the_pages_give_a_receipt_until_the_close_and_find_its_vote_afterwards(
    hall: Hall, client: Client, clock: Traveller
) -> None:
    pair = rivals(hall)[:2]
    ballot = opened(hall, *pair)
    address = f"/ballots/{ballot.no}"
    for member, order in zip(hall.everybody, ["2 > 1 > 0", *["0 > 1 > 2"] * 4], strict=False):
        places = {f"place-{option}": str(place) for place, option in enumerate(order.split(" > "), 1)}
        form = client.sign_in(member).get(address).text
        assert "This ballot is secret" in form and 'name="reason"' not in form
        assert client.send(f"{address}/ranking", fingerprint=ballot.fingerprint, **places).status_code == 303
    mine = receipts(hall.session, ballot)[hall.chair.id or 0]
    other = voted(hall, "for", proposal=hall.proposal(("Anyone may copy", "All may copy")))
    own = receipts(hall.session, other)[hall.chair.id or 0]
    client.sign_in(hall.chair)
    text = client.get(address).text
    assert mine in text and "You ranked" not in text and " selected>" not in text
    text = client.get(f"/proposals/{other.proposal_no}").text
    assert own in text and "You voted" not in text and 'value="for" checked' not in text
    kept = client.application.extensions["pages"].found.values()
    assert not any(own.encode() in b"".join(parts) for parts in kept)
    clock.shift(timedelta(days=15))
    client.sign_in(hall.secretary)
    waiting = client.get(address).text
    assert "Voting is over" in waiting and "How it was counted" not in waiting
    actions.close(hall.session, None, ballot)
    client.sign_out()
    page = client.get(address).text
    assert page.count('<tr><th scope="row"><span class="fp">') == 5 and "Roll call" not in page
    assert f"{address}/find" in page
    found = client.send(f"{address}/find", receipt=f" {mine} ")
    assert found.status_code == 200 and "Under this receipt was counted" in found.text
    assert client.send(f"{address}/find", receipt="0" * 64).status_code == 422
    assert linked(page, hall) == [] and "proposal 2, then" in page
    client.sign_in(hall.chair)
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            at = reached(client.application, rule)
            shown = client.get(at, buffered=True).get_data().decode(errors="replace")
            assert linked(shown, hall) == [], at
            assert mine not in shown or at in (address, "/minutes", "/minutes.jsonl"), at


def test_it_counts_as_with_names_and_the_verifier_counts_so_too() -> None:
    """Random ballots: recusals, members who left, the chair, numbers alone; in words of one count what the other gives."""
    rng, outcomes = random.Random(38), set()
    for _ in range(200):
        is_ranked = rng.random() < 0.4
        ways = ["1 > 0", "0 > 1 = 2", "2 > 1", "1 = 2 > 0", "abstain"] if is_ranked else ["for", "against", "abstain"]
        more = {
            "recusal": {"effect": rng.choice(["leaves_electorate", "counts_to_quorum"])}, "on_leave": rng.choice(["keep", "drop_uncast"]),
            "quorum": [{"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["E"]}], "visibility": rng.choice(["secret", "tally_only"]),
            "receipt": "none", "tie": rng.choice(["fails", "chair_casting", *([] if is_ranked else ["chair_if_not_voted"])]),
        }  # fmt: skip
        ranked = {
            "method": "ranked",
            "unranked": rng.choice(["last", "no_opinion"]),
            "over_default": {"ratio": {"editorial": "1"}},
        }
        rule = formats.rule({"id": "r", **(ranked if is_ranked else {"pass": [[MORE]]}), **more})
        states = rng.choices(["eligible", "recused", "left"], weights=[8, 1, 1], k=rng.randint(6, 9))
        seats = [
            Seat(no, "The mill" if no % 2 else "", status=state, is_chair=no == 1) for no, state in enumerate(states)
        ]
        cast = {seat.member: rng.choice(ways) for seat in seats if rng.random() < 0.8}
        classes = {1: "editorial", 2: "editorial"} if is_ranked else {}
        plain = [dataclasses.replace(seat, affiliation="") for seat in seats]
        votes = [Cast(who, 1, choice) for who, choice in cast.items()]
        named = (
            ranking.tally(rule, classes, votes, plain)
            if isinstance(rule, ranked_rules.Rule)
            else tally.tally(rule, votes, plain)
        )
        kept = {seat.member: cast[seat.member] for seat in seats if seat.member in cast and seat.status != "recused"}
        papers = tuple(sorted((f"r{who}", choice) for who, choice in kept.items()))
        found = secrecy.count(rule, Told(papers), seats, {*cast}, classes)
        assert {**found.data(), "notes": 0} == {**named.data(), "notes": 0}
        outcomes.add(found.outcome)
        ballot = Ballot(rule=rule.data(), tally=found.data())
        is_told = more["visibility"] == "secret" and found.counts.e > 5 and len({*kept.values()}) > 1
        if not is_told:
            assert secrecy.count(rule, secrecy.numbers(ballot), seats, {*cast}, classes).data() == found.data()
        proof = Verifier()
        rows = [
            {"of": seat.member, "affiliation": seat.affiliation, "is_chair": seat.is_chair, "status": seat.status}
            for seat in seats
        ]
        body = {"papers": [list(one) for one in papers] if is_told else None}
        outcome, counts, won = proof.count_secret(
            {"rule": ballot.rule, "tally": found.data()}, body, rows, {*cast}, classes
        )
        assert (proof.faults, outcome, counts) == ([], found.outcome, found.data()["counts"]) and [
            *getattr(found, "won", ())
        ] == won
    assert outcomes == {"adopted", "rejected", "tie_pending", "no_quorum"}


class Verifier(Secrets):
    """What verify.py asks of a count, and the faults that it finds."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.entry = {"thing": "ballot:1"}
        self.must = lambda holds, otherwise: None if holds else self.faults.append(otherwise)


# What somebody does who can write the whole chain anew.


def papers(kept: list[Entry]) -> list[list[str]]:
    found: list[list[str]] = named(kept, "ballots.close")["body"]["papers"]
    return found


def turned(kept: list[Entry]) -> None:
    mine = next(one for one in papers(kept) if one[1] == "0 > 1")
    mine[1] = "0 > 2"


def added(kept: list[Entry]) -> None:
    papers(kept).append(["f" * 64, "abstain"])
    row(named(kept, "ballots.close"), "ballot")["tally"]["counts"]["abstain"] += 1


def taken_away(kept: list[Entry]) -> None:
    gone = next(one for one in papers(kept) if one[1] == "abstain")
    papers(kept).remove(gone)
    row(named(kept, "ballots.close"), "ballot")["tally"]["counts"]["abstain"] -= 1


def twice(kept: list[Entry]) -> None:
    papers(kept)[0][0] = papers(kept)[1][0]


def out_of_order(kept: list[Entry]) -> None:
    papers(kept).reverse()


def left_out(kept: list[Entry]) -> None:
    named(kept, "ballots.close")["body"]["papers"] = None


def by_name(kept: list[Entry]) -> None:
    named(kept, "ballots.close")["body"]["votes"] = {"vote:1": {"choice": "0 > 1", "salt": ""}}


def committed(kept: list[Entry]) -> None:
    row(named(kept, "ballots.vote"), "vote")["choice"] = "sha256:" + "0" * 64


def in_the_open(kept: list[Entry]) -> None:
    del named(kept, "ballots.open")["body"]["statement"]["visibility"]


def under_another_rule(kept: list[Entry]) -> None:
    for act in ("ballots.open", "ballots.close"):
        row(named(kept, act), "ballot")["rule"]["visibility"] = "tally_only"


LIES = [
    turned, added, taken_away, twice, out_of_order, left_out, by_name, committed, in_the_open, under_another_rule,
]  # fmt: skip


@SQLITE
def test_a_secret_ballot_that_was_tampered_with_is_found_by_both(hall: Hall, tmp_path: Path) -> None:
    ballot = opened(hall, *rivals(hall))
    for member, choice in zip(hall.everybody, ["0 > 1", "abstain", *["1 > 0 > 2"] * 4], strict=False):
        hall.vote(member, ballot, choice)
    hall.session.commit()
    tampers: list[Callable[[], Any]] = [
        lambda: hall.session.execute(delete(SecretVote).where(col(SecretVote.choice) == "0 > 1")),
        lambda: hall.session.add(SecretVote(receipt="f" * 64, ballot_no=ballot.no or 0, choice="0")),
        lambda: hall.session.execute(delete(BallotKey)),
    ]
    for tamper in tampers:
        tamper()
        hall.session.flush()
        assert list(secrecy.disagreements(hall.session, ballot, queries.votes(hall.session, ballot)))
        hall.session.rollback()
    hall.vote(hall.members[4], ballot, "0")
    actions.close(hall.session, hall.secretary, ballot)
    assert proved(hall, tmp_path / "whole") == []
    unseen = [lie.__name__ for lie in LIES if not anew(handed_on(hall, tmp_path / lie.__name__), lie)]
    assert not unseen
