"""The minutes as an Atom feed (RFC 4287): one entry for each act, in the words of the page, the newest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin
from xml.etree import ElementTree as xml

from workbench.minutes.words import Entry

ATOM = "http://www.w3.org/2005/Atom"
BEGAN = "1970-01-01T00:00:00+00:00"  # of a feed in which nothing has happened yet
xml.register_namespace("", ATOM)


def atom(title: str, entries: Sequence[Entry], *, root: str, here: str, page: str) -> bytes:
    """The feed as a file. `root` is the address of the workbench, `here` of the feed, `page` of what it is about."""
    feed = xml.Element(f"{{{ATOM}}}feed")
    _say(feed, "title", title)
    _say(feed, "id", here)
    _say(feed, "updated", entries[0].minute.at.isoformat() if entries else BEGAN)
    _link(feed, here, rel="self", type="application/atom+xml")
    _link(feed, page, rel="alternate", type="text/html")
    for told in entries:
        entry = xml.SubElement(feed, f"{{{ATOM}}}entry")
        _say(entry, "title", sentence(told))
        _say(entry, "id", urljoin(root, f"minutes#entry-{told.minute.seq}"))
        _say(entry, "updated", told.minute.at.isoformat())
        _say(xml.SubElement(entry, f"{{{ATOM}}}author"), "name", told.who)
        _link(
            entry, urljoin(root, told.address or f"minutes#entry-{told.minute.seq}"), rel="alternate", type="text/html"
        )
        _say(entry, "summary", told.more or sentence(told))
    data: bytes = xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data


def sentence(told: Entry) -> str:
    """“Sample chair opened ballot 3”."""
    return " ".join(filter(None, [told.who, told.did, told.thing, told.rest]))


def _say(parent: xml.Element, name: str, words: str) -> None:
    xml.SubElement(parent, f"{{{ATOM}}}{name}").text = "".join(sign for sign in words if sign.isprintable())


def _link(parent: xml.Element, address: str, **about: str) -> None:
    xml.SubElement(parent, f"{{{ATOM}}}link", {"href": address, **about})
