"""What has happened before a journey begins, done at the running server's own record by the acts that its pages use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from tests.support import server
from workbench import db
from workbench.ballots import actions as ballots
from workbench.ballots import bloc_acts, known, queries, version_opening
from workbench.config import Config
from workbench.definition import force
from workbench.definition import queries as definition
from workbench.definition.releases import Release
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions as filing
from workbench.proposals import comments, drafts, kinds, relations, stale, together
from workbench.proposals import queries as proposals
from workbench.proposals.models import Comment, Proposal, Replay


@dataclass(frozen=True)
class Backstage:
    """One writing transaction on a live instance; `people` are the sample members by their keys."""

    session: Session
    config: Config
    people: dict[str, Member]

    def file(self, title: str, change: tuple[str, str], claimed: str = "editorial") -> int:
        """A proposal of the first sample member that puts `change[1]` for `change[0]`; its number."""
        author, repository = self.people["member-a"], Repository(self.config.repository)
        draft = drafts.start(self.session, author)
        draft.documents = {path: text.replace(*change) for path, text in draft.documents.items()}
        draft.title, draft.rationale, draft.claimed = title, "Because.", claimed
        return filing.file(self.session, author, draft, repository=repository).no or 0

    def cleared(self, number: int) -> Proposal:
        """A proposal without what keeps a ballot from opening: its comments are settled, and what it conflicts with is its rival."""
        found, chair = proposals.proposal(self.session, number), self.people["chair"]
        waiting = select(Comment).where(
            Comment.proposal_no == number, col(Comment.parent_id).is_(None), col(Comment.settled_at).is_(None)
        )
        for thread in self.session.exec(waiting).all():
            comments.settle(self.session, chair, thread, outcome="Said in the meeting.")
        known = {one.no for one in relations.group(self.session, found)}
        for other in together.of(self.session).table.beside.get(number, {}).get("conflict", ()):
            if other not in known:
                kinds.declare(self.session, chair, found, proposals.proposal(self.session, other))
        return found

    def rested(self) -> None:
        """The 72 hours are over in which a member may object to what was carried to the newest version."""
        for row in self.session.exec(select(Replay)).all():
            row.made_at -= stale.NOTICE
            self.session.add(row)
        self.session.flush()

    def open(self, proposal: int, *, seconds: float = 14 * 24 * 3600, rule: str = "") -> int:
        """A ballot on the current revision under the rule for its class, unless told; its number. It is `cleared` first."""
        found = self.cleared(proposal)
        made = ballots.open(
            self.session, self.people["chair"], found, committee=self.config.committee, revision=found.revision,
            rule_name=rule or found.claimed, closes_at=db.now() + timedelta(seconds=seconds),
        )  # fmt: skip
        return made.no or 0

    def bloc(self, *numbers: int) -> int:
        """Ballots on these proposals, opened together for two weeks; the number of their bloc. They are `cleared` first."""
        found = [self.cleared(number) for number in numbers]
        return bloc_acts.open(
            self.session, self.people["chair"], found, committee=self.config.committee, rule_name=found[0].claimed,
            revisions={one.no or 0: one.revision for one in found}, closes_at=db.now() + timedelta(days=14),
        )  # fmt: skip

    def votes(self, number: int, choice: str, *voters: str) -> None:
        """These members vote so; without any, everybody on the roll."""
        ballot = queries.ballot(self.session, number)
        for key in voters or [key for key, person in self.people.items() if "member" in person.held]:
            ballots.vote(self.session, self.people[key], ballot, choice=choice, fingerprint=ballot.fingerprint)

    def withdraw(self) -> int:
        """A ballot on the withdrawal of the version in force; its number."""
        version = force.on(self.session, db.now())
        assert version
        asked = version_opening.on_withdrawal(self.session, version, "It says less than it should.")
        rule = next(iter(known.for_versions(self.session, self.config.committee, asked.claimed)))
        chair, committee = self.people["chair"], self.config.committee
        prepared = version_opening.prepare(self.session, chair, asked, committee=committee, rule=rule)
        closes_at = db.now() + timedelta(days=14)
        made = version_opening.bind(self.session, chair, prepared, committee=committee, closes_at=closes_at)
        return made.no or 0

    def candidate(self) -> int:
        """A candidate for release, put there by hand: a row to look at, which combines nothing; its number."""
        newest = definition.newest(self.session)
        row = Release(
            ordinal=newest.ordinal, after=newest.ordinal - 1, label="0.2", size="minor", because="a minor step", claimed="substantive",
            weighty=2, fingerprint=newest.fingerprint, made_by=self.people["chair"].id or 0, made_at=db.now(),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row.no or 0


@contextmanager
def backstage(live: server.Server | Config) -> Iterator[Backstage]:
    """Commits at the end of the block."""
    config = Config(live.instance, live.database, testing=True)
    engine = db.connect(config.database_url)
    try:
        with db.writing(engine) as session:
            people = {member.sample: member for member in session.exec(select(Member)) if member.sample}
            yield Backstage(session, config, people)
    finally:
        engine.dispose()
