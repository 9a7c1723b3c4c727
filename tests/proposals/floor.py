"""People who file proposals that have to do with each other, by the acts the pages use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests import texts
from tests.proposals.writers import FREE, Writers
from workbench import checkup
from workbench.config import Committee
from workbench.definition import queries as definition
from workbench.members.models import Member
from workbench.proposals import actions, drafts, kinds, queries, takeover, together
from workbench.proposals.models import Draft, Proposal

MONTH = ("A loan costs nothing for the first month.", "A loan costs nothing for the first year.")
COPY = ("whole or in part, and print it", "whole or in part, or print it")
ADMISSION = ("It touches the definition.", "It is about one subject.")


class Floor:
    """The writers, and what they file; a committee whose rules a test may change."""

    def __init__(self, writers: Writers, committee: Committee) -> None:
        self.writers, self.session, self.committee = writers, writers.session, committee

    def asks(
        self,
        *,
        sponsors: int = 0,
        rules: tuple[str, ...] = (),
        discussion: tuple[int, int] = (0, 0),
        last_call: int = 0,
    ) -> None:
        self.committee = replace(
            self.committee,
            sponsors=sponsors,
            admission=rules,
            discussion=discussion,
            last_call={"substantive": last_call},
        )

    def draft(self, *changes: tuple[str, str], by: Member | None = None, **about: Any) -> Draft:
        draft = drafts.start(self.session, by or self.writers.author)
        return self.written(draft, *changes, **about)

    def written(self, draft: Draft, *changes: tuple[str, str], **about: Any) -> Draft:
        for old, new in changes or (FREE,):
            assert old in draft.documents[texts.DOCUMENT], old
            draft.documents = {path: text.replace(old, new) for path, text in draft.documents.items()}
        draft.title, draft.rationale, draft.claimed = "Lend for nothing", "A fee keeps readers away.", "substantive"
        for name, value in ({"note": "Other words."} | about).items():
            setattr(draft, name, value)
        self.session.add(draft)
        self.session.flush()
        return draft

    def put(self, draft: Draft, by: Member | None = None) -> Proposal:
        author = by or self.session.get_one(Member, draft.author_id)
        return actions.file(
            self.session, author, draft, repository=self.writers.repository, committee=self.committee
        )  # fmt: skip

    def filed(self, *changes: tuple[str, str], by: Member | None = None, **about: Any) -> Proposal:
        return self.put(self.draft(*changes, by=by, **about))

    def answer(self, proposal: Proposal, kind: str, *changes: tuple[str, str], by: Member | None = None) -> Proposal:
        """A proposal that is something to another one."""
        author = by or self.writers.other
        return self.put(self.written(kinds.begin(self.session, author, proposal, kind), *changes))

    def composite(
        self, *proposals: Proposal, by: Member | None = None, text: tuple[str, str] | None = None
    ) -> Proposal:
        here = together.of(self.session)
        draft = kinds.compose(self.session, by or self.writers.author, here, [one.no or 0 for one in proposals])
        if text:
            draft.documents = {path: body.replace(*text) for path, body in draft.documents.items()}
        draft.claimed = "substantive"
        return self.put(draft)

    def take(self, amendment: Proposal, by: Member | None = None) -> Proposal:
        return takeover.take_over(
            self.session, by or self.writers.author, amendment, repository=self.writers.repository, committee=self.committee
        )  # fmt: skip

    def text(self, proposal: Proposal) -> str:
        return queries.documents(self.session, queries.revision(self.session, proposal))[texts.DOCUMENT]

    def standing(self) -> str:
        return definition.documents(self.session, definition.newest(self.session))[texts.DOCUMENT]

    def check(self) -> list[str]:
        """What `workbench check` says now."""
        self.session.commit()
        return checkup.check(self.writers.config)
