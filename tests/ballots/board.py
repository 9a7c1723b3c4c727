"""A committee whose decisions have a second stage: a board that ratifies them, or time to object. By the acts the pages use."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

from tests import make
from tests.ballots.hall import Hall
from workbench.ballots import actions, ratifying
from workbench.ballots.models import Ballot
from workbench.db import now
from workbench.members import bodies
from workbench.members.models import Member
from workbench.proposals.models import Proposal

DAY = timedelta(days=1)
MAJORITY: dict[str, Any] = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]]}
AT_ONCE = {**MAJORITY, "window": {"challenge": "PT0H"}}
RULES: dict[str, Any] = {
    "board": {
        **AT_ONCE,
        "roll": {"body": "board"},
        "quorum": [{"count": ["C"], "op": ">=", "ratio": "1/2", "of": ["E"]}],
    },
    "owing": {**AT_ONCE, "for_classes": ["substantive"], "ratification": {"body": "board"}},
    "calm": {**AT_ONCE, "for_classes": ["substantive"], "ratification": {"objection": "P14D"}},
}


@dataclasses.dataclass
class Board(Hall):
    """A hall with a board of three: the chair, and two who sit in it alone."""

    outside: list[Member] = dataclasses.field(default_factory=list)

    @classmethod
    def beside(cls, hall: Hall) -> Board:
        outside = [make.member(hall.session, "observer") for _ in range(2)]
        committee = dataclasses.replace(
            hall.config.committee,
            rules={**hall.config.committee.rules, **RULES},
            bodies={"board": "Board of the library"},
        )
        hall.config.__dict__["committee"] = committee
        for member in (hall.chair, *outside):
            bodies.seat(hall.session, hall.secretary, "board", member, committee=committee)
        return cls(hall.session, hall.config, hall.chair, hall.secretary, hall.members, outside)

    def decided(self, rule: str = "owing", proposal: Proposal | None = None) -> Ballot:
        """What the committee carried."""
        ballot = self.ballot(proposal, rule=rule)
        self.votes(ballot, for_=4)
        for member in self.everybody[4:]:
            self.vote(member, ballot, "abstain")
        return actions.close(self.session, self.secretary, ballot)

    def ask(self, ballot: Ballot) -> Ballot:
        """The ballot of the board on it."""
        return ratifying.open(
            self.session, self.secretary, ballot, committee=self.config.committee, closes_at=now() + 7 * DAY
        )

    def answers(self, ballot: Ballot, *choices: str) -> Ballot:
        for member, choice in zip([self.chair, *self.outside], choices, strict=False):
            self.vote(member, ballot, choice)
        return actions.close(self.session, self.secretary, ballot)

    def proposal_of(self, ballot: Ballot) -> Proposal:
        return self.session.get_one(Proposal, ballot.proposal_no)
