"""The worked examples of `proposals/`, and what stands beside the cases in `definition/beside/`, replayed through the acts that the
pages use: demonstration, fixture and manual."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workbench import db
from workbench.ballots import actions as ballots
from workbench.ballots import adoption
from workbench.ballots.models import Ballot
from workbench.cases import claim_reports, claiming, corrections, questions, rivals, statements, subjects
from workbench.cases.models import Case
from workbench.config import Config, bundled
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions as proposals
from workbench.proposals import answering, comments, drafting, drafts, queries
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


class Beside:
    """What stands beside the cases, from `definition/beside`: entered by the sample members, by the acts that the pages use."""

    def __init__(self, run: Replay) -> None:
        self.run, self.session, self.people = run, run.session, run.people
        self.folder = bundled("definition") / "beside"

    def case(self, stem: str) -> Case:
        return self.session.get_one(Case, self.run.cases[stem])

    def all(self) -> None:
        for row in _toml(self.folder / "questions.toml")["question"]:
            self.question(row)
        said = _toml(self.folder / "statements.toml")
        for row in said["organisation"]:
            subjects.note(self.session, self.people["secretary"], None, parent=None, address="", **row)
        for row in said["statement"]:
            self.statement(row)
        for row in _toml(self.folder / "rivals.toml")["rival"]:
            day = date.fromisoformat(row["published_on"])
            facts = row | {"published_on": day, "summary": row["summary"].strip()}
            rivals.enter(self.session, self.people["member-d"], None, **facts)
        for row in _toml(self.folder / "claims.toml")["claim"]:
            self.claim(row)

    def question(self, row: dict[str, Any]) -> None:
        actor = self.people[row["asked_by"]]
        made = questions.ask(
            self.session, actor, None, title=row["title"], unsaid=row["unsaid"].strip(), clauses=row["clauses"]
        )
        for met in row["cases"]:
            questions.meet(self.session, actor, made, self.case(met["case"]), note=met["note"])
        for folder in row["proposals"]:
            proposal = queries.proposal(self.session, int(folder.partition("-")[0]))
            answering.say(self.session, actor, made, proposal)

    def statement(self, row: dict[str, Any]) -> None:
        about = {
            "case": self.case(row["case"]) if "case" in row else None,
            "question": questions.question(self.session, row["question"]) if "question" in row else None,
        }
        facts = row | about | {"said_on": date.fromisoformat(row["said_on"])}
        statements.enter(self.session, self.people["secretary"], **facts)

    def claim(self, row: dict[str, Any]) -> None:
        """A claim from its report to its correction, at days counted back from today."""
        session, filer, other = self.session, self.people[row["filed_by"]], self.people[row["corrected_by"]]
        names = ("system", "release", "organisation", "speaker", "quotation", "address")
        facts = {name: row[name] for name in names} | {"said_on": _ago(row["said"]).date()}
        made = claim_reports.report(session, filer, filed_by=filer, **facts)
        claim_reports.verify(
            session,
            other,
            made,
            speaker="vendor",
            sha256=_sha(row["page"]),
            captured_at=_ago(row["captured"]),
            words="",
        )
        claiming.contact(
            session, filer, made, words=row["message"], channel=row["channel"], day=_ago(row["asked"]).date(), case=None,
            reading=row["reading"],
        )  # fmt: skip
        answered = _ago(row["answered"]).date()
        claiming.answer(
            session, filer, made, choice="agrees", words=row["answer"], by=row["answered_by"], day=answered
        )  # fmt: skip
        claiming.promise(
            session, filer, made, words=row["promise"], by=row["answered_by"], day=_ago(row["promised_by"]).date()
        )
        corrections.correct(
            session, other, made, kind=row["correction"], address=row["address"], sha256=_sha(row["corrected_page"]),
            captured_at=_ago(row["corrected"]), words=row["corrected_note"], kept=row["corrected_page"].encode(),
        )  # fmt: skip


def _ago(days: int) -> datetime:
    return db.now() - timedelta(days=days)


def _sha(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()


def replay(engine: Engine, config: Config, people: dict[str, int]) -> None:
    """All examples, in the order of their numbers."""
    with db.writing(engine) as session:
        for folder in sorted(path for path in bundled("proposals").iterdir() if (path / "proposal.toml").is_file()):
            Replay(session, config, people).example(folder)
        Beside(Replay(session, config, people)).all()


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
