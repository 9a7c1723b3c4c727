"""The author at a browser without script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from sqlmodel import select

from tests.proposals.writers import Writers
from tests.support.client import Client
from workbench.members.models import Member
from workbench.proposals import declaring, drafts
from workbench.proposals.models import Draft


class Desk:
    """The author at a browser."""

    def __init__(self, writers: Writers, client: Client) -> None:
        self.writers, self.client, self.session = writers, client, writers.session
        self.sit(writers.author)

    def sit(self, member: Member) -> None:
        self.session.commit()
        self.client.sign_in(member)

    def read(self, address: str, **headers: str) -> str:
        self.session.commit()
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:600])
        return answer.text

    def send(self, address: str, status: int = 303, *, htmx: bool = False, **words: Any) -> str:
        self.session.commit()
        answer = self.client.send(address, htmx=htmx, **words)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:600])
        self.session.rollback()
        self.session.expire_all()
        return answer.headers.get("Location", "") if status == 303 else answer.text

    def begin(self, **words: str) -> str:
        return self.send("/drafts", **words).partition("?")[0]

    def form(self, **words: Any) -> dict[str, Any]:
        """What the author's editor holds, with some words typed over."""
        draft = self.session.exec(select(Draft).order_by(Draft.id.desc())).first()  # type: ignore[union-attr]
        assert draft
        working = drafts.working(self.session, draft)
        opened = [name for name in draft.editing if working.clause(name)]
        held = {
            "turn": draft.turn, "title": draft.title, "rationale": draft.rationale, "claimed": draft.claimed, "note": draft.note,
            "interests": declaring.shown(declaring.live(self.session, self.session.get_one(Member, draft.author_id))),
            "clause": opened, "text": [working.clause(name).text.rstrip("\n") for name in opened],  # type: ignore[union-attr]
        }  # fmt: skip
        return held | words

    def draft(self) -> Draft:
        return self.session.exec(select(Draft)).one()


def words_in(page: str) -> str:
    """What is read of a page, tags and doubled spaces left out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
