"""When a ballot closes: at its time, once all have voted, or with the act after which nothing can change how it ends; and votes that stand."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, fixed, formats, lists, recusing
from workbench.ballots.electorate import Cast, Seat
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.proof import fixing
from workbench.proposals.models import Proposal

HALF = {"count": ["F"], "op": ">", "ratio": "1/2", "of": ["N"]}
MORE = {"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}
STANDS = {"change_vote": False}
RIVALS = {
    "method": "ranked",
    "unranked": "last",
    "tie": "fails",
    "over_default": {"ratio": {"editorial": "1"}},
    "window": STANDS,
}
CLASSES = {1: "editorial", 2: "editorial"}


def settled(table: dict[str, Any], roll: int, votes: str, moved: int = 0) -> bool:
    """Whether it is fixed with these votes: a letter each, of `moved` of whom a dismissal is moved. Both programs must say the same."""
    words = {"f": "for", "a": "against", "s": "abstain", "b": "block"}
    rule = formats.rule(table)
    kept = {n: words.get(sign, sign) for n, sign in enumerate(votes.split(",") if "," in votes else votes)}
    seats, who = [Seat(n) for n in range(roll)], range(moved)
    known = fixed.is_fixed(rule, [Cast(n, 1, choice, "So.") for n, choice in kept.items()], seats, who, CLASSES)
    plain = [{"of": n, "affiliation": "", "is_chair": False, "status": "eligible"} for n in range(roll)]
    assert fixing.fixed(rule.data(), plain, kept, [*who], CLASSES) == known
    return known


@pytest.mark.parametrize(
    ("rule", "roll", "votes", "moved", "is_fixed"),
    [
        ({"pass": [[HALF]], "window": STANDS}, 9, "fffff", 0, True),
        ({"pass": [[HALF]], "window": STANDS}, 9, "ffff", 0, False),
        ({"pass": [[HALF]], "window": STANDS}, 9, "aaaaa", 0, True),
        ({"pass": [[HALF]]}, 9, "fffff", 0, False),  # votes may be changed
        ({"pass": [[HALF]], "window": STANDS}, 9, "fffff", 1, False),  # one of the five may yet be dismissed
        ({"pass": [[HALF]], "window": STANDS}, 9, "ffffff", 1, True),
        ({"pass": [[MORE]], "window": STANDS}, 3, "ff", 0, True),
        ({"pass": [[MORE]], "window": STANDS, "quorum": [{"count": ["C"], "op": ">=", "ratio": "1", "of": ["E"]}]}, 3, "ff", 0, False),
        ({"pass": [[MORE]], "window": STANDS, "block": {"enabled": True}}, 3, "ff", 0, False),
        ({"pass": [[MORE]], "window": STANDS, "block": {"enabled": True}}, 3, "ffb", 0, False),  # it may be withdrawn
        ({"pass": [[{"count": ["F"], "op": ">=", "ratio": "2/3", "of": ["E"]}]], "window": STANDS, "on_leave": "drop_uncast"}, 4, "ff", 0, False),
        ({"pass": [[{"count": ["F"], "op": ">=", "ratio": "2/3", "of": ["E"]}]], "window": STANDS}, 4, "aas", 0, True),
        ({"method": "consent", "window": STANDS}, 3, "fff", 0, True),
        ({"pass": [[MORE]], "window": STANDS, "tie": "random_recorded"}, 2, "fa", 0, False),
        (RIVALS, 5, "1 > 2 > 0,1 > 2 > 0,1 > 0", 0, True),
        (RIVALS, 5, "1 > 2 > 0,1 > 2 > 0", 0, False),
    ],
)  # fmt: skip
def test_it_is_fixed_when_nothing_left_changes_how_it_ends(
    rule: dict[str, Any], roll: int, votes: str, moved: int, is_fixed: bool
) -> None:
    assert settled(rule, roll, votes, moved) is is_fixed


def test_both_programs_agree_on_what_is_fixed() -> None:
    rng = random.Random(7)
    found = set()
    for _ in range(300):
        ratio = rng.choice(["1/2", "2/3", "3/4"])
        rule = {
            "pass": [[{"count": ["F"], "op": rng.choice([">", ">="]), "ratio": ratio, "of": [*rng.choice(["E", "FA", "C"])]}]],
            "quorum": [{"count": ["C"], "op": ">=", "ratio": rng.choice(["1/3", "1/2"]), "of": ["E"]}],
            "tie": rng.choice(["fails", "chair_casting"]), "on_leave": rng.choice(["keep", "drop_uncast"]),
            "block": {"enabled": rng.random() < 0.3}, "window": {"change_vote": rng.random() < 0.1},
        }  # fmt: skip
        roll = rng.randint(1, 6)
        cast = "".join(rng.choices("ffas", k=rng.randint(0, roll)))
        found.add(settled(rule, roll, cast, rng.randint(0, 1)))
    assert found == {True, False}


def held(hall: Hall, window: dict[str, Any], proposal: Proposal | None = None) -> Ballot:
    """A ballot under more than half of the roll, with this window."""
    committee = hall.config.committee
    made = {"for_classes": ["substantive"], "pass": [[HALF]], "window": window}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "early": made})
    ballot = hall.ballot(proposal, rule="early")
    hall.session.commit()
    return ballot


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("kind", ["sqlite"])
class TestHeld:
    def test_the_vote_that_fixes_it_closes_it_and_nobody_learns_of_it_before(
        self, hall: Hall, clock: Traveller, tmp_path: Path
    ) -> None:
        ballot = held(hall, {**STANDS, "close_early": "outcome_fixed"})
        hall.votes(ballot, for_=3)
        assert "can still change its result" in str(refused(actions.close, hall.session, hall.secretary, ballot))
        hall.vote(hall.everybody[3], ballot)
        assert ballot.outcome == "adopted" and not lists.to_record(hall.session, now())
        assert refused(hall.vote, hall.everybody[4], ballot).status == 409
        clock.shift(timedelta(hours=48))
        hall.adopt(ballot)
        assert proved(hall, tmp_path / "record") == []

    def test_a_recusal_may_fix_it_too(self, hall: Hall, tmp_path: Path) -> None:
        proposal = hall.proposal()
        ballot = held(hall, {**STANDS, "close_early": "outcome_fixed"}, proposal)
        hall.votes(ballot, against=3)
        recusing.recuse(hall.session, hall.members[4], proposal, reason="They pay me.")
        assert ballot.outcome == "rejected"
        assert proved(hall, tmp_path / "record") == []

    def test_under_never_it_is_open_until_its_time(self, hall: Hall, clock: Traveller, tmp_path: Path) -> None:
        ballot = held(hall, {"close_early": "never"})
        hall.votes(ballot, for_=7)
        assert "never closes it before" in str(refused(actions.close, hall.session, hall.secretary, ballot))
        assert not lists.to_record(hall.session, now())
        clock.shift(timedelta(days=14))
        assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"
        assert proved(hall, tmp_path / "record") == []

    def test_where_the_first_vote_counts_a_second_is_refused(self, hall: Hall, client: Client, tmp_path: Path) -> None:
        ballot = held(hall, STANDS)
        client.sign_in(hall.members[0])
        place, words = (
            f"/ballots/{ballot.no}",
            {"choice": "for", "fingerprint": ballot.fingerprint, "reason": "It is clear."},
        )
        assert "the first vote counts, and cannot be changed" in client.open(place).text
        assert client.send(f"{place}/votes", **words).status_code == 303
        assert (
            "you have voted, and cannot change it" in client.open(place).text
            and "Change vote" not in client.open(place).text
        )
        again = client.send(f"{place}/votes", **words | {"choice": "against", "reason": "I thought again."})
        assert again.status_code == 409 and "the first vote counts: it cannot be changed" in again.text
        assert "I thought again." in again.text
        assert proved(hall, tmp_path / "record") == []

    def test_a_record_written_anew_closes_nothing_early_and_changes_no_vote(self, hall: Hall, tmp_path: Path) -> None:
        ballot = held(hall, {**STANDS, "close_early": "outcome_fixed"})
        hall.votes(ballot, for_=4)

        def before_it_was_fixed(kept: list[Entry]) -> None:
            kept.remove(last := named(kept, "ballots.vote", 3))
            del named(kept, "ballots.close")["body"]["votes"][next(iter(last["body"]["rows"]))]

        def changed(kept: list[Entry]) -> None:
            first, second = named(kept, "ballots.vote"), named(kept, "ballots.vote", 1)
            second["actor"] = first["actor"]
            row(second, "vote").update(member_id=row(first, "vote")["member_id"], n=2)

        for number, lie in enumerate([before_it_was_fixed, changed]):
            said = anew(handed_on(hall, tmp_path / str(number)), lie)
            assert any(("does not close it early" in one, "lets none be changed" in one)[number] for one in said), said
        assert anew(handed_on(hall, tmp_path / "whole"), lambda kept: None) == []
