"""Rivals in one ranked ballot: opened together, ranked until the close, one adopted, the others done with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from time_machine import Traveller

from tests import texts
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_amending import amendment
from workbench import db
from workbench.ballots import actions, adoption, queries, ranking, ties, waiting
from workbench.ballots.models import Ballot, CastingVote
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proposals import kinds
from workbench.proposals.models import Proposal

SUNG = ("what is said to a reader who sings", "what is sung to a reader who speaks")
HEARD = ("what is said to a reader who sings", "what is heard from a reader who sings")
PENNY = ("A loan costs nothing", "A loan costs a penny")


def rivals(hall: Hall, *changes: tuple[str, str], claimed: str = "editorial") -> list[Proposal]:
    """Filed proposals, each declared a rival of the first."""
    made = [hall.proposal(change, claimed=claimed, title=change[1]) for change in changes or (SILENCE, SUNG, HEARD)]
    for other in made[1:]:
        kinds.declare(hall.session, hall.chair, made[0], other)
    return made


def opened(hall: Hall, *proposals: Proposal, days: int = 14) -> Ballot:
    return ranking.open(
        hall.session, hall.chair, proposals, committee=hall.config.committee, rule_name="rivals",
        revisions={one.no or 0: one.revision for one in proposals}, closes_at=db.now() + timedelta(days=days),
    )  # fmt: skip


def ranked(hall: Hall, ballot: Ballot, *choices: str) -> Ballot:
    """The first members vote so; the result is recorded, the last time over if need be."""
    for member, choice in zip(hall.everybody, choices, strict=False):
        hall.vote(member, ballot, choice)
    return actions.close(hall.session, hall.chair, ballot)


def refused(act: Callable[..., Any], *args: Any, **words: Any) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **words)
    return no.value


def states(hall: Hall) -> list[str]:
    hall.session.expire_all()
    return [one.state for one in hall.session.exec(select(Proposal).order_by(Proposal.no))]  # type: ignore[arg-type]


def test_the_winner_is_adopted_byte_for_byte_and_the_others_are_defeated_or_dropped(hall: Hall) -> None:
    one, two, three = rivals(hall)
    ballot = opened(hall, one, two, three)
    assert states(hall) == ["balloting"] * 3 and hall.check() == []
    ranked(hall, ballot, *["2 > 1 > 0 > 3"] * 4, *["1 > 0 > 2 > 3"] * 3)
    assert (ballot.outcome, ballot.proposal_no, ballot.revision) == ("adopted", 2, 1)
    assert states(hall) == ["balloting"] * 3 and hall.check() == []
    version = hall.adopt(ballot)
    assert states(hall) == ["defeated", "adopted", "dropped"] and hall.check() == []
    assert SUNG[1] in hall.repository.documents(version.commit, [texts.DOCUMENT])[texts.DOCUMENT]
    assert version.fingerprint == ballot.fingerprint


def test_a_ballot_is_bound_to_every_option_and_to_the_text_as_it_stands(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    opened(hall, one, two)
    said = hall.session.exec(select(Minute).where(Minute.act == "ballots.open")).one().body["statement"]
    assert [option[:2] for option in said["options"]] == [[1, 1], [2, 1]] and said["base"] == "2"
    assert said["options"][0][3] == "editorial" and len(said["default_sha256"]) == 64
    option = queries.options(hall.session, hall.session.get_one(Ballot, 1))[0]
    option.fingerprint = "0" * 64
    hall.session.add(option)
    assert "ballot 1: its options is not the one it was opened with" in hall.check()


def test_who_may_be_in_it(hall: Hall) -> None:
    one, two, three = rivals(hall)
    four = hall.proposal(PENNY)
    assert refused(opened, hall, one).field == "options"
    assert "Proposal 4 was not declared a rival of proposal 1" in str(refused(opened, hall, one, four))
    hall.ballot(three, rule="editorial")
    assert "Ballot 1, on proposal 3, touches a clause" in str(refused(opened, hall, one, two, three))
    no = refused(
        ranking.open, hall.session, hall.members[0], [one, two], committee=hall.config.committee, rule_name="rivals",
        revisions={1: 1, 2: 1}, closes_at=db.now() + timedelta(days=1),
    )  # fmt: skip
    assert no.status == 403
    stale = refused(
        ranking.open, hall.session, hall.chair, [one, two], committee=hall.config.committee, rule_name="rivals",
        revisions={1: 7, 2: 1}, closes_at=db.now() + timedelta(days=1),
    )  # fmt: skip
    assert "Revision 1 is the current one" in str(stale)


def test_rivals_of_rivals_are_decided_together_and_what_is_left_out_falls(hall: Hall) -> None:
    one, two, three = hall.proposal(SILENCE, claimed="editorial"), hall.proposal(SUNG), hall.proposal(HEARD)
    kinds.declare(hall.session, hall.chair, one, two)
    kinds.declare(hall.session, hall.chair, two, three)
    hall.adopt(ranked(hall, opened(hall, one, three), *["1 > 0 > 3"] * 7))
    assert states(hall) == ["adopted", "fell", "dropped"] and hall.check() == []


def test_a_ranking_may_be_changed_until_the_close_and_the_last_one_counts(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = opened(hall, one, two)
    hall.vote(hall.chair, ballot, "1 > 0 > 2")
    assert refused(hall.vote, hall.chair, ballot, "for").field == "places"
    assert refused(hall.vote, hall.chair, ballot, "9 > 1").field == "places"
    assert refused(hall.vote, hall.chair, ballot, "2 = 1").field == "places"
    ranked(hall, ballot, *["2 > 0 > 1"] * 7)
    assert ballot.proposal_no == 2 and len(queries.votes(hall.session, ballot)) == 8 and hall.check() == []


def test_when_the_text_as_it_stands_is_best_all_are_rejected(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two), *["0 > 1 > 2"] * 7)
    assert (
        ballot.outcome == "rejected" and states(hall) == ["rejected", "rejected", "discussion"] and hall.check() == []
    )
    assert refused(hall.adopt, ballot).status == 409


def test_without_a_quorum_all_may_be_put_to_a_ballot_again(clock: Traveller, hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = opened(hall, one, two, days=1)
    hall.vote(hall.chair, ballot, "1 > 0")
    clock.shift(timedelta(days=2))
    actions.close(hall.session, hall.chair, ballot)
    assert states(hall)[:2] == ["no_quorum"] * 2 and hall.check() == []
    assert opened(hall, one, two).no == 2


def test_the_chair_decides_a_tie_openly_between_what_is_tied(hall: Hall) -> None:
    one, two, three = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two, three), *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    assert ballot.outcome == "tie_pending" and states(hall) == ["balloting"] * 3 and hall.check() == []
    [turn] = [turn for turn in waiting.turns(hall.session, hall.chair, db.now()) if "tied" in turn.why]
    assert turn.address == "/ballots/1#ballot"
    assert refused(ties.decide, hall.session, hall.secretary, ballot, option=2, reason="So.").status == 403
    assert refused(ties.decide, hall.session, hall.chair, ballot, option=3, reason="So.").field == "option"
    assert refused(ties.decide, hall.session, hall.chair, ballot, option=2, reason=" ").field == "reason"
    assert refused(ties.lapse, hall.session, hall.chair, ballot).status == 409
    ties.decide(hall.session, hall.chair, ballot, option=2, reason="It is shorter.")
    assert (ballot.outcome, ballot.proposal_no) == ("adopted", 2) and hall.check() == []
    hall.adopt(ballot)
    assert states(hall) == ["defeated", "adopted", "dropped"] and hall.check() == []
    assert refused(ties.decide, hall.session, hall.chair, ballot, option=1, reason="No.").status == 409


def test_a_tie_that_nobody_decides_leaves_the_text_as_it_is(clock: Traveller, hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two), *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    clock.shift(timedelta(days=8))
    assert refused(ties.decide, hall.session, hall.chair, ballot, option=2, reason="Late.").status == 409
    ties.lapse(hall.session, hall.secretary, ballot)
    assert hall.session.exec(select(CastingVote)).one().member_id is None
    assert ballot.outcome == "rejected" and states(hall)[:2] == ["rejected"] * 2 and hall.check() == []


def test_another_version_in_between_sends_all_options_back_to_discussion(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    late = opened(hall, one, two)
    carried = ranked(
        hall, opened(hall, *rivals(hall, PENNY, ("A loan costs nothing", "A loan costs two"))), *["4 > 0 > 5"] * 7
    )
    hall.adopt(carried)
    ranked(hall, late, *["1 > 2 > 0"] * 7)
    assert states(hall) == ["discussion", "discussion", "discussion", "adopted", "dropped"] and hall.check() == []
    assert "Version 3 was adopted after this ballot opened" in str(refused(hall.adopt, late))


def test_a_carried_ranked_ballot_is_overtaken_by_the_next_adoption(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    slow = ranked(hall, opened(hall, one, two), *["1 > 2 > 0"] * 7)
    hall.adopt(hall.carried(hall.proposal(PENNY)))
    assert states(hall)[:2] == ["discussion"] * 2 and hall.check() == []
    assert refused(hall.adopt, slow).status == 409


def test_an_interrupted_adoption_of_a_winner_is_finished_at_the_next_start(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two), *["2 > 0 > 1"] * 7)
    adoption.decide(hall.session, hall.chair, ballot, repository=hall.repository)
    hall.session.commit()
    assert hall.restart() is None
    assert states(hall) == ["dropped", "adopted", "fell"] and hall.check() == []


def test_the_record_is_held_against_the_votes(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two), *["1 > 2 > 0"] * 7)
    ballot.proposal_no, ballot.fingerprint = 2, queries.options(hall.session, ballot)[1].fingerprint
    hall.session.add(ballot)
    assert "ballot 1: its votes are for proposal 1, and the record has another" in hall.check()


def test_a_tie_decided_after_another_adoption_decides_nothing(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    ballot = ranked(hall, opened(hall, one, two), *["1 > 2 > 0"] * 3, *["2 > 1 > 0"] * 3, "abstain")
    hall.adopt(hall.carried(hall.proposal(PENNY)))
    assert states(hall)[:2] == ["balloting"] * 2
    ties.decide(hall.session, hall.chair, ballot, option=1, reason="It is shorter.")
    assert states(hall)[:2] == ["discussion"] * 2 and hall.check() == []


def test_a_rival_with_an_amendment_in_a_ballot_waits_for_that(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    hall.ballot(amendment(hall, one), rule="editorial")
    assert "Proposal 4, which amends this one, is in a ballot" in str(refused(opened, hall, one, two))


def test_a_committee_without_a_ranked_rule_is_told_what_to_add(hall: Hall) -> None:
    one, two, _ = rivals(hall)
    plain = {name: rule for name, rule in hall.config.committee.rules.items() if name != "rivals"}
    no = refused(
        ranking.open, hall.session, hall.chair, [one, two], committee=replace(hall.config.committee, rules=plain),
        rule_name="rivals", revisions={1: 1, 2: 1}, closes_at=db.now() + timedelta(days=1),
    )  # fmt: skip
    assert "add one with method = “ranked”" in str(no)
