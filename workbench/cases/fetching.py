"""Fetching an address that somebody typed: https alone, to a public address that was resolved once, small, quick, without memory."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from workbench.cases.proof import is_public
from workbench.errors import Refusal

REDIRECTS, LARGEST, SECONDS = 3, 5_000_000, 10.0
AGENT = "definition-workbench (checks whether quoted words still stand)"


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes


class Pinned(http.client.HTTPSConnection):
    """A connection to an address that has been looked at, under the name that was asked for, cut off when the time is up."""

    def __init__(self, host: str, address: str, until: float, port: int = 443) -> None:
        super().__init__(host, port, timeout=_left(until))
        self.address = address
        self.tls = ssl.create_default_context()
        self.end = threading.Timer(_left(until), self._cut)
        self.end.daemon = True

    def connect(self) -> None:
        raw = socket.create_connection((self.address, self.port), self.timeout)
        try:
            self.sock = self.tls.wrap_socket(raw, server_hostname=self.host)
        except OSError:
            raw.close()
            raise
        self.end.start()

    def _cut(self) -> None:
        """A server that sends a byte now and then would keep each wait short, and never end."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.end.cancel()
        super().close()


def fetch(address: str) -> Fetched:
    """What stands at an address now. A Refusal says in a sentence why it cannot be had.

    Every redirect is looked at like the first address; a name is resolved once, and that address is the one connected to.
    """
    until = time.monotonic() + SECONDS
    for _ in range(REDIRECTS + 1):
        status, onward, body = _once(address, until)
        if not onward:
            return Fetched(status, body)
        address = urljoin(address, onward)
    raise Refusal(f"It leads on more than {REDIRECTS} times.")


def _once(address: str, until: float) -> tuple[int, str, bytes]:
    parts = urlsplit(address)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refusal("It leads to an address that cannot be read.") from None
    if parts.scheme != "https" or not host or port not in (None, 443) or parts.username is not None:
        raise Refusal("Only addresses that begin with https:// are fetched, without a port or a password.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return ask(Pinned(host, resolved(host), until), path, until)


def ask(connection: Pinned, path: str, until: float) -> tuple[int, str, bytes]:
    """The status, where it leads on to (or nothing) and what it holds. Nothing that came in when the time was up counts."""
    try:
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        onward = answer.headers.get("Location", "") if answer.status in (301, 302, 303, 307, 308) else ""
        body = b"" if onward else _read(answer, until)
        _left(until)
        return answer.status, onward, body
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Refusal(f"It does not answer as it should ({type(fault).__name__}).") from fault
    finally:
        connection.close()


def resolved(host: str) -> str:
    """The address to connect to. Refused where any of the addresses of the name is not a public one."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
        known = sorted(found, key=lambda each: (":" in each, each))
        is_safe = bool(known) and all(is_public(ip_address(each.partition("%")[0])) for each in known)
    except (OSError, ValueError) as fault:
        raise Refusal(f"The name {host} leads nowhere.") from fault
    if not is_safe:
        raise Refusal(f"The name {host} leads to an address that is not public.")
    return known[0]


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := answer.read1(65_536):
        size += len(chunk)
        if size > LARGEST:
            raise Refusal(f"It holds more than {LARGEST // 1_000_000} MB.")
        _left(until)
        parts.append(chunk)
    return b"".join(parts)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Refusal(f"It takes longer than {SECONDS:.0f} seconds.")
    return left
