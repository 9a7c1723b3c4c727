"""Somebody at a browser without script, inside the test's own process."""

from __future__ import annotations

import secrets
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session
from werkzeug.test import TestResponse

from workbench.members.models import Member


class Client(FlaskClient):
    """`client.get` and `client.post` are Flask's; a plain `post` carries no token and is refused as forged.

    What the test has arranged in its session is committed before every request, since only one may write at a time.
    """

    arranged: Session | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.arranged:
            self.arranged.commit()
        answer = super().open(*args, **kwargs)
        if self.arranged:
            self.arranged.expire_all()
        return answer

    def another(self) -> Client:
        """Somebody else, at a browser of their own."""
        made = self.application.test_client()
        assert isinstance(made, Client)
        made.arranged = self.arranged
        return made

    def sign_in(self, member: Member) -> Client:
        """Go on as this member, without the page, which has its own tests."""
        with self.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = member.fs_uniquifier, True
        return self

    def sign_out(self) -> Client:
        with self.session_transaction() as cookie:
            cookie.pop("_user_id", None)
        return self

    def send(self, address: str, /, *, htmx: bool = False, **words: Any) -> TestResponse:
        """Send a form as a page of ours would. A list sends its field once for each value."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self.post(address, data={**words, "csrf_token": self._token()}, headers=headers)

    def _token(self) -> str:
        with self.session_transaction() as cookie:
            known = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(known))
