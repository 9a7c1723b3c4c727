"""Everybody tries everything in one state: who was let through who may not, was not who may, or left something behind."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import flask.templating
import pytest
from flask import Flask, Response
from sqlmodel import func, select
from werkzeug.test import TestResponse

from tests.ballots.matrix.acts import ACTS, ON_A_BALLOT
from tests.ballots.matrix.scene import Kept, Scene
from workbench import web
from workbench.ballots import late
from workbench.members import permissions, refusals
from workbench.minutes.models import Minute

ENTRIES = "SELECT act FROM minutes WHERE seq > ?"
NO = (403, 404, 409)
# where the refusal names a field: of what is chosen there, something does not fit
UNFIT = {"begin another", "declare rivals", "open ranked"}
# of a letter that somebody else has dealt with: it leads back to the list
GONE = {"admit a letter", "decline a letter"}
NOWHERE: Mapping[str, Any] = defaultdict(lambda: "99")


def filled(act: str, things: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where an act is sent and with which words, with these things put in for their names."""
    address, words = ACTS[act]

    def put(word: Any) -> Any:
        return [put(one) for one in word] if isinstance(word, list) else word.format_map(things)

    return put(address), {put(name): put(word) for name, word in words.items()}


def names(act: str) -> set[str]:
    """The things that an act is about."""
    return {*re.findall(r"{(\w+)}", str(ACTS[act]))}


def endpoints(app: Flask) -> dict[str, str]:
    """Act -> the view that does it."""
    urls = app.url_map.bind("localhost")
    return {act: urls.match(filled(act, NOWHERE)[0], method="POST")[0] for act in ACTS}


class Sentences:
    """What is refused is answered with its sentence alone: the page around it costs ten times as much as the refusal.

    Each form is still shown again once a run, and the page of a ballot once in every state.
    """

    shown: ClassVar[set[str]] = set()

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_whole = False
        self.submitted, self.render = web.submitted, flask.templating._render
        monkeypatch.setattr(web, "submitted", self._submitted)
        monkeypatch.setattr(flask.templating, "_render", self._render)
        self.pages: set[str] = set()

    def before(self, act: str) -> None:
        kind = ACTS[act][0].split("/")[1]
        self.is_whole = act not in self.shown or (kind == "ballots" and kind not in self.pages)
        self.shown.add(act)
        self.pages.add(kind)

    def _submitted(self, model: Any, act: Any, redisplay: Callable[..., Response]) -> Any:
        return self.submitted(model, act, redisplay if self.is_whole else lambda _, errors: Response(str(errors)))

    def _render(self, app: Flask, template: Any, context: dict[str, Any]) -> str:
        return self.render(app, template, context) if self.is_whole else str(context.get("message"))


class Walk:
    """One state, its forms, and what has come of them."""

    def __init__(self, scene: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene, self.app = scene, scene.client.application
        self.kept = Kept(scene.hall, self.app.extensions["engine"], folder / "repository")
        self.sentences = Sentences(monkeypatch)
        self.forms = {act: filled(act, scene.things) for act in ACTS if names(act) <= scene.things.keys()}
        views = endpoints(self.app)
        self.gate = {act: permissions.ROUTES[views[act]] for act in ACTS}
        self.wrong: list[str] = []
        self.last, self.unfit = scene.session.exec(select(func.max(Minute.seq))).one(), UNFIT

    def everybody(self, may: Mapping[str, set[str]], *, is_known: bool) -> list[str]:
        """`may`: act -> the roles that may. Whom the gate refuses is refused in every state alike: they are not asked in each.

        `is_known`: its proposal is in a state in which another of these has asked all that is done on its own page."""
        self.wrong = [f"nobody tries to {act} here" for act in may.keys() - self.forms.keys()]
        if is_known:
            self.forms = {act: form for act, form in self.forms.items() if act in ON_A_BALLOT or act in may}
        for role, member in self.scene.people.items():
            closed = {act for act in self.forms if not permissions.may(member, self.gate[act])}
            self.wrong += [f"{role} may not {act}: the gate" for act in closed if role in may.get(act, ())]
            self._tries(role, {act: form for act, form in self.forms.items() if act not in closed}, may)
        return self.wrong

    def at_the_gate(self) -> list[str]:
        """Everybody tries what the gate refuses them, and whom it lets through tries it on what is not there."""
        self.unfit = {*ACTS}
        for role, member in self.scene.people.items():
            closed = {act for act in ACTS if not permissions.may(member, self.gate[act])}
            absent = {act for act in ACTS if "{" in ACTS[act][0]} - GONE
            self._tries(role, {act: filled(act, NOWHERE) for act in closed | absent}, {})
        return self.wrong

    def _tries(self, role: str, forms: Mapping[str, tuple[str, dict[str, Any]]], may: Mapping[str, set[str]]) -> None:
        client, member = self.scene.client, self.scene.people[role]
        client.sign_out()
        if member:
            client.sign_in(member)
        self.scene.session.commit()
        token, client.arranged = client._token(), None
        with self.app.extensions["engine"].connect() as opened:
            record: sqlite3.Connection = opened.connection.driver_connection
            for act, (address, words) in forms.items():
                self.sentences.before(act)
                answer = client.post(address, data={**words, "csrf_token": token})
                did = {one for (one,) in record.execute(ENTRIES, (self.last,))} - {refusals.ACT}
                self._judged(role, act, answer, did, is_let_through=role in may.get(act, ()))
        client.arranged = self.scene.session

    def _judged(self, role: str, act: str, answer: TestResponse, did: set[str], *, is_let_through: bool) -> None:
        if is_let_through:
            is_right = answer.status_code == 303 and "/sign-in" not in (answer.location or "")
        else:  # what was tried and may not be done is on record, and nothing else comes of it
            is_right = (answer.status_code in NO or (answer.status_code == 422 and act in self.unfit)) and not did - {
                late.ACT
            }
        if not is_right:
            self.wrong.append(f"{role}, {act}: {answer.status}, {sorted(did)} {answer.text[:200]}")
        if did or answer.status_code == 303:
            self.kept.restore()
