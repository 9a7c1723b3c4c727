"""The worked examples of `proposals/`, replayed through the acts that the pages use: demonstration, fixture and manual."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import actions as ballots
from workbench.ballots import adoption
from workbench.ballots.models import Ballot
from workbench.cases.models import Case
from workbench.config import Config, bundled
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions as proposals
from workbench.proposals import comments, drafting, drafts, queries
from workbench.proposals.models import Comment, Proposal


class Replay:
    """One run over all examples: the session, who is who, and the repository that filing writes to."""

    def __init__(self, session: Session, config: Config, people: dict[str, int]) -> None:
        self.session, self.config = session, config
        self.people = {key: session.get_one(Member, number) for key, number in people.items()}
        self.cases = {case.stem: case.no for case in session.exec(select(Case).where(col(Case.stem).is_not(None)))}
        self.repository = Repository(config.repository)

    def example(self, folder: Path) -> None:
        """One proposal from its first revision to where it stands."""
        about = _toml(folder / "proposal.toml")
        said = _toml(folder / "comments.toml").get("comment", []) if (folder / "comments.toml").is_file() else []
        proposal: Proposal | None = None
        for revision in sorted(folder.glob("revision-*"), key=lambda path: int(path.name.partition("-")[2])):
            proposal = self.file(folder, revision, about, proposal)
            threads = [(self.comment(proposal, row), row) for row in said if row["revision"] == proposal.revision]
            for thread, row in threads:
                if row.get("settled_by"):
                    comments.settle(self.session, self.people[row["settled_by"]], thread, outcome=row["settled_with"])
        if proposal and (folder / "ballot.toml").is_file():
            self.ballot(proposal, _toml(folder / "ballot.toml"))

    def file(self, folder: Path, revision: Path, about: dict[str, Any], proposal: Proposal | None) -> Proposal:
        author = self.people[about["author"]]
        draft = drafts.revise(self.session, author, proposal) if proposal else drafts.start(self.session, author)
        base = queries.base(self.session, draft.base)
        typed = {
            path.stem: path.read_text("utf-8").strip("\n") for path in revision.glob("*.md") if path.name != "note.md"
        }
        note = revision / "note.md"
        drafts.save(
            self.session, author, draft, turn=draft.turn, documents=drafting.apply(base.docs, base.clauses, typed).docs,
            editing=list(typed), title=about["title"], rationale=(folder / "rationale.md").read_text("utf-8").strip(),
            claimed=about["class"], cases=[self.cases[stem] for stem in about["cases"]],
            note=note.read_text("utf-8").strip() if note.is_file() else "",
        )  # fmt: skip
        return proposals.file(
            self.session, author, draft, repository=self.repository, scripts=self.config.committee.scripts,
            limit=self.config.document_limit, committee=self.config.committee,
        )  # fmt: skip

    def comment(self, proposal: Proposal, row: dict[str, Any]) -> Comment:
        body = row["body"]
        if row.get("case"):
            body += f"\n\nSee case {self.cases[row['case']]}."
        thread = comments.post(
            self.session, self.people[row["by"]], proposal, clause_id=row["clause"], body=body, side=row["side"],
            quote=row.get("quote", ""),
        )  # fmt: skip
        for reply in row.get("replies", ()):
            comments.reply(self.session, self.people[reply["by"]], thread, body=reply["body"])
        return thread

    def ballot(self, proposal: Proposal, about: dict[str, Any]) -> None:
        """Everybody named votes, the chair records the result, and what was carried is adopted."""
        chair = self.people["chair"]
        ballot = ballots.open(
            self.session, chair, proposal, committee=self.config.committee, revision=about["revision"],
            rule_name=about["rule"], closes_at=db.now() + timedelta(days=14),
        )  # fmt: skip
        for key, vote in about["votes"].items():
            ballots.vote(
                self.session, self.people[key], ballot, choice=vote["choice"], fingerprint=ballot.fingerprint,
                reason=vote["reason"],
            )  # fmt: skip
        closed: Ballot = ballots.close(self.session, chair, ballot)
        if closed.outcome == "adopted":
            adoption.adopt(self.session, chair, closed, repository=self.repository)


def replay(engine: Engine, config: Config, people: dict[str, int]) -> None:
    """All examples, in the order of their numbers."""
    with db.writing(engine) as session:
        for folder in sorted(path for path in bundled("proposals").iterdir() if (path / "proposal.toml").is_file()):
            Replay(session, config, people).example(folder)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
