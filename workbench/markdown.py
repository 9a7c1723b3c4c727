"""Markdown that people write about the text (rationales, comments, reasons): rendered safely, never the text itself."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# "commonmark" has raw HTML on; images would call other hosts
_READER = MarkdownIt("commonmark", {"html": False}).disable("image")
_TAGS = {"p", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "br", "hr", "h3", "h4", "h5", "h6"}


@lru_cache(maxsize=8192)
def render(text: str) -> Markup:
    """HTML that holds no script, no style, no id and no data attribute; headings start at the third level."""
    html = _READER.render(text)
    for level in (2, 1):
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    return Markup(
        nh3.clean(
            html, tags=_TAGS, attributes={"a": {"href"}, "*": set()}, attribute_filter=_attribute,
            url_schemes={"https", "http", "mailto"}, link_rel="nofollow",
        )
    )  # fmt: skip


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """No attribute but the address of a link, and none that leaves this site without saying so (`//elsewhere`)."""
    return value if name in ("href", "rel") and not value.startswith(("//", "/\\")) else None
