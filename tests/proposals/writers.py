"""People who draft, file and comment on the small definition, by the acts the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from tests import make, texts
from workbench.config import Config
from workbench.definition import actions as definition
from workbench.definition import queries
from workbench.definition.models import Version
from workbench.definition.repository import Repository
from workbench.members.models import Member
from workbench.proposals import actions, carrying, comments, drafts
from workbench.proposals.models import Comment, Draft, Proposal

FREE = ("A loan costs nothing for the first month.", "A loan costs nothing.")
SINGS = ("a reader who sings", "a reader who sings or hums")


@dataclass
class Writers:
    """An author, another member, a secretary and an observer, all committed by whoever needs a client."""

    session: Session
    config: Config
    author: Member
    other: Member
    secretary: Member
    observer: Member

    @classmethod
    def of(cls, session: Session, config: Config) -> Writers:
        return cls(
            session, config, make.member(session), make.member(session), make.member(session, "member", "secretary"),
            make.member(session, "observer"),
        )  # fmt: skip

    @property
    def repository(self) -> Repository:
        return Repository(self.config.repository)

    def draft(self, *changes: tuple[str, str], of: Proposal | None = None, carry: bool = False, **words: Any) -> Draft:
        """A draft ready to be filed, with each `old` replaced by `new` in the text."""
        if of:
            draft = (carrying.carry if carry else drafts.revise)(self.session, self.author, of)
        else:
            draft = drafts.start(self.session, self.author)
        docs = dict(draft.documents)
        for old, new in changes:
            assert old in docs[texts.DOCUMENT], old
            docs = {path: text.replace(old, new) for path, text in docs.items()}
        known = {
            "title": "Lend for nothing",
            "rationale": "A fee keeps readers away.",
            "claimed": "substantive",
            "cases": [],
        }
        given = known | {"note": "Other words." if of else ""} | words
        return drafts.save(
            self.session, self.author, draft, turn=draft.turn, documents=docs, editing=draft.editing, **given
        )

    def file(self, draft: Draft) -> Proposal:
        return actions.file(self.session, self.author, draft, repository=self.repository)

    def filed(self, *changes: tuple[str, str], **words: Any) -> Proposal:
        return self.file(self.draft(*(changes or (FREE,)), **words))

    def said(self, proposal: Proposal, quote: str, clause: str = "lending-terms", *, side: str = "proposed", by: Member | None = None) -> Comment:  # fmt: skip
        return comments.post(
            self.session, by or self.other, proposal, clause_id=clause, body="Is this meant?", side=side, quote=quote
        )  # fmt: skip

    def adopt(self, *changes: tuple[str, str]) -> Version:
        """A newer version, adopted without a ballot: the text moves on under the proposals."""
        newest = queries.newest(self.session)
        docs = queries.documents(self.session, newest)
        for old, new in changes:
            assert old in docs[texts.DOCUMENT], old
            docs = {path: text.replace(old, new) for path, text in docs.items()}
        label = str(newest.ordinal + 1)
        commit = self.repository.write(docs, newest.commit, f"Version {label}", {}, newest.made_at)
        self.repository.move("refs/heads/main", commit, newest.commit)
        return definition.publish(
            self.session, commit=commit, docs=docs, label=label, title=f"Version {label}", made_at=newest.made_at
        )  # fmt: skip
