"""A member's own page of mails: how they want to hear of things, and what they were told."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from pydantic import BaseModel
from sqlmodel import col, select
from werkzeug.wrappers import Response as Answer

from workbench import web
from workbench.errors import Refusal
from workbench.notices import posting, telling
from workbench.notices.models import HOW, Mail

SHOWN = 20


class Choice(BaseModel):
    how: str = ""


def index(errors: web.Errors | None = None) -> Response:
    session = web.session()
    mails = select(Mail).where(Mail.member_id == g.viewer.id).order_by(col(Mail.id).desc()).limit(SHOWN)
    return web.page(
        "notices/choice.html", how=telling.choice(session, g.viewer).how, mails=session.exec(mails).all(),
        sends=posting.Post.of(web.config()) is not None, errors=errors or {},
    )  # fmt: skip


def choose() -> Any:
    def act(form: Choice) -> Answer:
        if form.how not in HOW:
            raise Refusal("Choose one of the three.", field="how")
        chosen = telling.choice(web.session(), g.viewer)
        chosen.how = form.how
        web.session().add(chosen)
        return web.see("notices.choice")

    return web.submitted(Choice, act, lambda _words, errors: index(errors))
