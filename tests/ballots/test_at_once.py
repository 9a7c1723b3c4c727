"""Votes cast at once, from several processes: each is kept, one of each member counts, and the close decides which.

ROUNDS in the environment says how often; the whole is `ROUNDS=50` for the first test and `ROUNDS=200` for the second.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from sqlmodel import Session, col, select

from tests.ballots import crowd
from tests.ballots.hall import Hall
from workbench.ballots import queries, voiding
from workbench.ballots.models import Ballot, Vote
from workbench.config import Config
from workbench.minutes.models import Minute
from workbench.proposals.models import Proposal

CHOICES = ("for", "against", "abstain", "block")
ROUNDS = int(os.environ.get("ROUNDS", "1"))
CHOICES = ("for", "against", "abstain", "block")
PROCESSES, TABS, VOTERS = 2, 64, 32


class Crowd:
    """Processes that stay, so that only the acts are at once and not their beginnings."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        context = multiprocessing.get_context("spawn")
        self.manager = context.Manager()
        self.pool = ProcessPoolExecutor(PROCESSES, mp_context=context)

    def all_at_once(self, tasks: list[crowd.Task]) -> list[str]:
        """What came of each, in order."""
        self.hall.session.commit()
        together = self.manager.Barrier(PROCESSES)
        shares = [tasks[n::PROCESSES] for n in range(PROCESSES)]
        done = [self.pool.submit(crowd.act, self.hall.config, share, together) for share in shares]
        answers = [one.result(120) for one in done]
        self.hall.session.expire_all()
        found = [""] * len(tasks)
        for n, share in enumerate(answers):
            found[n::PROCESSES] = share
        return found

    def go(self) -> None:
        self.pool.shutdown()
        self.manager.shutdown()


def ballot(hall: Hall, rule: str = "substantive") -> Ballot:
    """Another ballot on the one proposal, in the place of the last, which is void."""
    last = hall.session.exec(select(Ballot).order_by(col(Ballot.no).desc()).limit(1)).first()
    if last:
        voiding.void(hall.session, hall.secretary, last, ground="other", reason="The next round begins.")
    return hall.ballot(hall.session.get(Proposal, 1), rule=rule)


def first_counts(hall: Hall) -> Ballot:
    """A ballot in which no vote is changed."""
    committee = hall.config.committee
    made = {**committee.rules["substantive"], "window": {"change_vote": False}}
    hall.config.__dict__["committee"] = dataclasses.replace(committee, rules={**committee.rules, "first": made})
    return ballot(hall, "first")


def test_of_64_votes_sent_at_once_by_one_member_each_is_kept_and_one_counts(hall: Hall) -> None:
    people, member = Crowd(hall), hall.members[0]
    for n in range(1, ROUNDS + 1):
        made = ballot(hall)
        tasks = [(member.id or 0, made.no or 0, CHOICES[tab % 3]) for tab in range(TABS)]
        assert people.all_at_once(tasks) == ["done"] * TABS
        votes = hall.session.exec(select(Vote).where(Vote.ballot_no == made.no).order_by(col(Vote.n))).all()
        assert [vote.n for vote in votes] == list(range(1, TABS + 1))
        counts = queries.result(hall.session, made).counts
        assert (counts.f, counts.a, counts.s, counts.b) == tuple(int(votes[-1].choice == choice) for choice in CHOICES)
    first = first_counts(hall)
    tasks = [(member.id or 0, first.no or 0, CHOICES[tab % 3]) for tab in range(TABS)]
    assert sorted(people.all_at_once(tasks)) == [*["409"] * (TABS - 1), "done"], "where the first counts, one is kept"
    people.go()
    assert hall.check() == []


def test_what_counts_is_what_was_recorded_before_the_close(session: Session, instance: Config) -> None:
    """Everybody has voted, so it may be closed; at the same moment 32 change their minds."""
    hall = Hall.of(session, instance, members=VOTERS)
    people = Crowd(hall)
    for n in range(1, ROUNDS + 1):
        made = ballot(hall)
        hall.votes(made, for_=len(hall.everybody))
        tasks = [(member.id or 0, made.no or 0, "against") for member in hall.members]
        tasks.insert(n * 7 % VOTERS, (hall.chair.id or 0, made.no or 0, "close"))
        answers = people.all_at_once(tasks)
        entries = hall.session.exec(
            select(Minute).where(Minute.thing == f"ballot:{made.no}").order_by(col(Minute.seq))
        ).all()
        assert entries[-1].act == "ballots.close" and set(answers) <= {"done", "409"}
        cast = list(chain.from_iterable(entry.body["rows"] for entry in entries if entry.act == "ballots.vote"))
        changed = len(cast) - len(hall.everybody)
        assert answers.count("done") == changed + 1
        hall.session.refresh(made)
        assert made.tally is not None and made.tally["counts"]["against"] == changed
        assert made.tally["counts"]["for"] == len(hall.everybody) - changed
        assert len(hall.session.exec(select(Vote).where(Vote.ballot_no == made.no)).all()) == len(cast)
    people.go()
    assert hall.check() == []
