"""A state of the matrix: who is there, and what an act is about; and how to come back to it after an act."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.proposals.floor import Floor
from tests.proposals.writers import Writers
from tests.support.client import Client
from workbench.ballots import recusing
from workbench.ballots.models import Ballot, Vote
from workbench.ballots.second import RatificationObjection
from workbench.definition.releases import Release
from workbench.members import actions as members
from workbench.members.bodies import BodyMember
from workbench.members.models import Member
from workbench.members.seconding import Second
from workbench.minutes import heads
from workbench.proposals.models import Comment, Draft, Proposal
from workbench.proposals.pleas import MemberMotion

# what of a kind is the newest, and by what it is named in addresses
NEWEST: dict[str, tuple[type[SQLModel], str]] = {
    "no": (Ballot, "no"), "comment": (Comment, "id"), "release": (Release, "no"), "motion": (MemberMotion, "id"),
    "waiting": (Second, "no"), "objection": (RatificationObjection, "n"), "draft": (Draft, "id"), "seat": (BodyMember, "id"),
}  # fmt: skip
RECUSAL = "I work for one whom it names."


class Scene:
    """Somebody of every role, and the things of this state by the names that addresses have for them.

    “author” filed what it is on; “party” has something of their own there: a comment, their support, a vote that was given;
    “newcomer” is a member who joined last; “recused” is another secretary, who decides nothing of it; “director” sits in the board alone.
    """

    def __init__(self, hall: Hall, client: Client, clock: Traveller) -> None:
        self.hall, self.client, self.clock, self.session = hall, client, clock, hall.session
        self.people: dict[str, Member | None] = {
            "public": None, "observer": make.member(hall.session, "observer"), "administrator": make.member(hall.session, "administrator"),
            "author": hall.members[0], "member": hall.members[1], "recused": hall.members[2], "party": hall.members[3],
            "secretary": hall.secretary, "chair": hall.chair,
        }  # fmt: skip
        members.set_roles(hall.session, self.person("administrator"), hall.members[2], roles=["member", "secretary"])
        self.things: dict[str, Any] = {"bystander": hall.members[4].id}
        people = Writers(
            hall.session, hall.config, hall.members[0], hall.members[3], hall.secretary, self.person("observer")
        )
        self.floor = Floor(people, hall.config.committee)

    def person(self, role: str) -> Member:
        member = self.people[role]
        assert member
        return member

    def asks(self, **words: Any) -> None:
        """The committee asks this of proposals (`Floor.asks`)."""
        self.floor.asks(**words)
        self.hall.config.__dict__["committee"] = self.floor.committee

    def settle(self, **words: Any) -> None:
        """The committee has these settings."""
        self.floor.committee = dataclasses.replace(self.hall.config.committee, **words)
        self.hall.config.__dict__["committee"] = self.floor.committee

    def rules(self, **tables: Any) -> None:
        self.settle(rules={**self.hall.config.committee.rules, **tables})

    def recuse(self, *proposals: Proposal) -> None:
        """One member leaves the decision on these to others."""
        for proposal in proposals:
            recusing.recuse(self.session, self.person("recused"), proposal, reason=RECUSAL)

    def filed(self) -> Proposal:
        """A proposal from which one member is recused."""
        proposal = self.hall.proposal()
        self.recuse(proposal)
        return proposal

    def nobody_recused(self) -> None:
        self.people.pop("recused")

    def finish(self) -> None:
        """The last member joins, what the clock has decided by now is on record, and the things that are there have their names."""
        self.people["newcomer"] = make.member(self.session)
        app = self.client.application
        with app.test_request_context():
            for act in app.extensions["due"]:
                act(self.session)
        self.session.commit()
        app.extensions["due"].clear()
        for name, (kind, key) in NEWEST.items():
            column = getattr(kind, key)
            if found := self.session.exec(select(column).order_by(column.desc()).limit(1)).first():
                self.things.setdefault(name, found)
        ballots = self.session.exec(select(Ballot).order_by(col(Ballot.no))).all()
        blocker = self.session.exec(select(Vote.member_id).where(Vote.choice == "block")).first()
        found = {f"print_{one.no}": one.fingerprint for one in ballots} | {"newcomer": self.person("newcomer").id}
        if ballots:
            found |= {
                "fingerprint": ballots[-1].fingerprint,
                "first": 1,
                "blocker": blocker or 0,
                "giver": self.person("party").id,
            }
        proposals = self.session.exec(select(Proposal).order_by(col(Proposal.no))).all()
        if proposals:
            found |= {"proposal": 1, "rule": "substantive", "revision": proposals[0].revision}
        if len(proposals) > 1:
            found |= {"rival": 2}
        self.things = found | self.things


class Kept:
    """The database and the repository of an instance as they are now, to come back to."""

    def __init__(self, hall: Hall, engine: Engine, folder: Path) -> None:
        hall.session.commit()
        self.hall, self.engine, self.rows, self.folder = hall, engine, sqlite3.connect(":memory:"), folder
        self._copied(into=self.rows)
        shutil.copytree(hall.repository.path, folder)
        self.refs = self._refs()

    def restore(self) -> None:
        self.hall.session.rollback()
        self._copied(out_of=self.rows)
        if self._refs() != self.refs:
            shutil.rmtree(self.hall.repository.path)
            shutil.copytree(self.folder, self.hall.repository.path)
        (self.hall.config.instance / heads.FILE).unlink(missing_ok=True)  # or what is gone would be missed

    def _refs(self) -> set[tuple[str, str]]:
        """What is in the repository beside objects that nothing leads to."""
        path = self.hall.repository.path
        found = (*(path / "refs").rglob("*"), *path.glob("packed-refs"))
        return {(str(one), one.read_text("utf-8")) for one in found if one.is_file()}

    def _copied(self, *, into: sqlite3.Connection | None = None, out_of: sqlite3.Connection | None = None) -> None:
        with self.engine.connect() as opened:
            live = opened.connection.driver_connection
            assert isinstance(live, sqlite3.Connection)
            (out_of or live).backup(into or live)
