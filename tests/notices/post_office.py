"""A real SMTP server on this machine, in a thread: it keeps what it takes, and refuses when told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests.support.server import free_port


class PostOffice:
    """`taken`: (address, mail) of everything accepted. `refusal`: what it answers instead, when it is not empty."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.refusal = ""
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        mail = cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default))
        self.taken += [(address, mail) for address in envelope.rcpt_tos]
        return "250 Taken"

    @property
    def settings(self) -> str:
        """For `instance.toml`."""
        return (
            f'[mail]\nserver = "smtp://127.0.0.1:{self.port}"\nsender = "committee@library.example"\n'
            'url = "https://definition.library.example/here/"\n'
        )


@contextmanager
def open_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
