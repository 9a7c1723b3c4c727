"""Mails leave by SMTP. Each is tried by one worker at a time, again after a failure, and never again once it was taken.

`[mail]` in `instance.toml`: server (`smtp://mail.example.org:587`, `smtps://…:465`), sender, url, user. The password is in the
environment, WORKBENCH_MAIL_PASSWORD. A connection that is not to this machine is encrypted before a password goes over it.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workbench import db
from workbench.config import Config
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.notices.models import Mail

# So long one worker has a mail to itself; then another may try.
LEASE = timedelta(minutes=10)
# Minutes before each further try. After the last it is given up: what it told still waits on the desk.
WAITS = (1, 5, 30, 120, 480, 1440)
KEPT = timedelta(days=30)
TIMEOUT = 30.0
HERE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Post:
    """Where mails are handed in, from whom they come, and at what address the workbench is reached."""

    host: str
    port: int
    is_wrapped: bool
    user: str
    sender: str
    url: str

    @classmethod
    def of(cls, config: Config) -> Post | None:
        """As `instance.toml` says; None where it says nothing of mail. A Refusal names what is missing."""
        table: Any = config.settings.get("mail")
        if table is None:
            return None
        place = config.instance / "instance.toml"
        found = {
            key: table.get(key, "") if isinstance(table, dict) else "" for key in ("server", "sender", "url", "user")
        }
        server = urlsplit(found["server"]) if isinstance(found["server"], str) else urlsplit("")
        if server.scheme not in ("smtp", "smtps") or not server.hostname:
            raise Refusal(
                f'{place}: “mail.server” must be such as "smtp://mail.example.org:587". Mend it and start again.'
            )
        if "@" not in str(found["sender"]):
            raise Refusal(f"{place}: “mail.sender” must be the address that mails come from. Mend it and start again.")
        if urlsplit(str(found["url"])).scheme not in ("http", "https"):
            raise Refusal(
                f"{place}: “mail.url” must be the address of the workbench, for the links. Mend it and start again."
            )
        port = server.port or (465 if server.scheme == "smtps" else 587)
        return cls(
            server.hostname, port, server.scheme == "smtps", str(found["user"]), str(found["sender"]),
            str(found["url"]).rstrip("/") + "/",
        )  # fmt: skip


def deliver(engine: Engine, post: Post, now: datetime) -> tuple[int, str]:
    """Send the mails whose time has come: how many were taken, and why the first that was not was not. The rest wait then."""
    sent = 0
    while claimed := _claim(engine, now):
        mail, address = claimed
        fault = _send(post, mail, address) if address else "the account is paused"
        with db.writing(engine, Session) as session:
            row = session.get_one(Mail, mail.id)
            row.fault, row.next_at = fault, None
            if not fault:
                row.sent_at = now
            elif address and row.tries <= len(WAITS):
                row.next_at = now + timedelta(minutes=WAITS[row.tries - 1])
            session.add(row)
        if fault and address:
            return sent, fault
        sent += not fault
    return sent, ""


def _claim(engine: Engine, now: datetime) -> tuple[Mail, str | None] | None:
    """The next mail, for this worker alone until its lease is over, and its member's address if they may still get it."""
    with db.writing(engine, Session) as session:
        mail = session.exec(
            select(Mail).where(col(Mail.next_at) <= now).order_by(col(Mail.next_at), col(Mail.id)).limit(1)
        ).first()
        if mail is None:
            return None
        mail.tries, mail.next_at = mail.tries + 1, now + LEASE
        session.add(mail)
        member = session.get_one(Member, mail.member_id)
        return mail, member.email if member.active else None


def message(mail: Mail, address: str, post: Post) -> EmailMessage:
    """The mail as it leaves: plain text and HTML. Its id is the same at every try, so that a reader's program knows it again."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = post.sender, address, mail.subject
    made["Date"] = format_datetime(mail.made_at)
    made["Message-ID"] = f"<mail-{mail.id}-{mail.made_at:%Y%m%d%H%M%S}@{urlsplit(post.url).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{urljoin(post.url, 'account/notices')}>"
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    return made


def _send(post: Post, mail: Mail, address: str) -> str:
    """Why the server did not take it; empty: it did."""
    context = ssl.create_default_context()
    try:
        letter = message(mail, address, post)
        with (
            smtplib.SMTP_SSL(post.host, post.port, timeout=TIMEOUT, context=context)
            if post.is_wrapped
            else smtplib.SMTP(post.host, post.port, timeout=TIMEOUT)
        ) as server:
            if not post.is_wrapped and post.host not in HERE:
                server.starttls(context=context)
            if post.user:
                server.login(post.user, os.environ.get("WORKBENCH_MAIL_PASSWORD", ""))
            server.send_message(letter)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        return (str(fault).splitlines() or [type(fault).__name__])[0][:300]
    return ""


def forget(session: Session, now: datetime) -> None:
    """Mails are kept for a month, so that a member can see what they were told."""
    for mail in session.exec(select(Mail).where(Mail.made_at < now - KEPT, col(Mail.next_at).is_(None)).limit(500)):
        session.delete(mail)
