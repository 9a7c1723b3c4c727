"""What may stand as evidence: no filler, an address that others can reach, and words that are in the file that was kept."""

from __future__ import annotations

import html
import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from workbench.errors import Refusal

FILLER = frozenset({
    "todo", "to do", "tbd", "tba", "fixme", "xxx", "na", "n a", "test", "testing", "placeholder", "quote", "quotation", "text",
    "see website", "see the website", "see web site", "see site", "see page", "see link", "see above", "see below", "see paper",
    "see repo", "see repository", "see github", "as above", "unknown", "asdf", "foo", "bar", "foo bar", "to be added", "to follow",
})  # fmt: skip
LOCAL = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".invalid", ".onion")
# Addresses that lead to other addresses: NAT64, 6to4, Teredo.
TUNNELS = tuple(IPv6Network(known) for known in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
DIGEST = re.compile(r"[0-9a-f]{64}")


def is_filler(words: str) -> bool:
    """Whether these words say nothing: empty but for marks, or what one types in order to fill a field."""
    plain = " ".join(re.findall(r"[^\W_]+", words.casefold()))
    return not plain or plain in FILLER or plain.startswith("lorem ipsum") or plain == "lorem"


def address_fault(address: str) -> str:
    """Why others cannot reach this address by its form; empty: nothing speaks against it."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "This address cannot be read. Copy it from the browser."
    if parts.scheme.lower() not in ("http", "https") or not host:
        return "Give the whole address, beginning with https://, without spaces."
    if parts.username is not None:
        return "Leave the name and password out of the address."
    try:
        if not is_public(ip_address(host)):
            return "This address is one of a private network: nobody else reaches it."
    except ValueError:
        if "." not in host or f".{host}".endswith(LOCAL):
            return "This address is one of your own machine or network: nobody else reaches it."
    return "The port of this address cannot be one." if port == 0 else ""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether this is an address on the open internet that leads to itself and to no other."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if inner:
        return is_public(inner)
    if isinstance(address, IPv6Address) and any(address in tunnel for tunnel in TUNNELS):
        return False
    benchmarks = address in ip_network("198.18.0.0/15") if isinstance(address, IPv4Address) else False
    return address.is_global and not address.is_multicast and not address.is_reserved and not benchmarks


def as_text(body: bytes) -> str | None:
    """A file as text, or None for one that is none."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def holds(text: str, quotation: str) -> bool:
    """Whether the words stand in a text, however its lines are broken; of a page also in what its tags leave to be read."""
    wanted = folded(quotation)
    read = html.unescape(re.sub(r"(?s)<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", " ", text))
    bare = html.unescape(re.sub(r"(?s)<[^<>]*>", "", text))
    return any(wanted in folded(face) for face in (text, read, bare))


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def fitting(place: int, *, address: str, quotation: str, sha256: str, kept: bytes | None) -> None:
    """Refuse a piece of evidence that proves nothing; `place` is its row in the form, `kept` the file it stands in."""
    if is_filler(quotation):
        _no(place, f"“{quotation}” is no quotation. Copy the words that stand there and establish the finding.")
    if fault := address_fault(address):
        _no(place, fault)
    if sha256 and not DIGEST.fullmatch(sha256):
        _no(place, "A SHA-256 has 64 characters, 0 to 9 and a to f.")
    text = as_text(kept) if kept is not None else None
    if text is not None and not holds(text, quotation):
        _no(place, "These words are not in the file that was kept. Copy them from it, or keep the file that has them.")


def _no(place: int, sentence: str) -> None:
    raise Refusal(f"Evidence {place}: {sentence}", field="address")
