"""What of a clause's source is its shell: the markers that make it a heading, an item or a row, and the blank lines behind.

A reader sees the shell as layout, not as words. `inline` knows the dress of the words inside; both together say which
characters of the source stand on the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.wording import ids, inline
from workbench.wording.lines import BYTE_ORDER

MARKDOWN_ENDINGS = (".md", ".markdown")
LITERAL_KINDS = frozenset(("code", "front"))
_MARKERS = {
    "heading": re.compile(
        r"\A\s*#{1,6}(?:[ \t]+|(?=\n|\Z))|(?<![ \t])[ \t]+#+(?=[ \t]*(?:\{#\w[\w.-]{0,79}\})?[ \t]*(?:\r?\n|\Z))|\r?\n[ \t]*(?:=+|-+)[ \t]*(?=\r?\n|\Z)"
    ),
    "item": re.compile(r"\A\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|(?=\n|\Z))"),
    "quote": re.compile(r"^[ \t]{0,3}>[> \t]*", re.MULTILINE),
    "note": re.compile(r"\A\s*\[\^[^\]\s]{1,100}\](:)"),
    "code": re.compile(r"\A\s*(?:`{3,}|~{3,})[ \t\r]*\n?|^[ \t]*(?:`{3,}|~{3,})[ \t]*(?=\s*\Z)", re.MULTILINE),
    "row": re.compile(
        r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*(?=\r?$)|(?<!\\)\|", re.MULTILINE
    ),
}


@dataclass(frozen=True)
class Look:
    """How a stretch of a clause's source is shown; `place` is "words", "markup" (inline), "shell" or "tail" (blank lines)."""

    start: int
    end: int
    place: str
    styles: frozenset[str] = frozenset()
    href: str | None = None
    shown: str | None = None


def is_markdown(document: str) -> bool:
    """Whether a document's markers mean anything; a document without an ending is taken for Markdown."""
    return "." not in document.rsplit("/", 1)[-1] or document.lower().endswith(MARKDOWN_ENDINGS)


def looks(text: str, kind: str, document: str = "") -> tuple[Look, ...]:
    """The looks of a clause's text, in order and without gaps, one for each stretch of one appearance."""
    return _looks(text, kind, is_markdown(document))


@lru_cache(maxsize=2048)
def _looks(text: str, kind: str, is_marked: bool) -> tuple[Look, ...]:
    tail = len(text.rstrip())
    if not text:
        return ()
    if not is_marked or kind in LITERAL_KINDS:
        dressed: tuple[inline.Run, ...] = (inline.Run(0, tail),) if tail else ()
    else:
        dressed = inline.styles(text[:tail])
    shell = _shell(text, kind, tail) if is_marked else []
    return tuple(_laid_over(dressed, shell, tail, len(text)))


def shown(text: str, kind: str = "paragraph", document: str = "") -> str:
    """The words of a clause as they stand on the page, line ends included."""
    return "".join(
        look.shown or text[look.start : look.end] for look in looks(text, kind, document) if look.place == "words"
    )


def _shell(text: str, kind: str, tail: int) -> list[tuple[int, int]]:
    found, first = [], 0
    if text.startswith(BYTE_ORDER):
        found, first = [(0, 1)], 1
    if kind in _MARKERS:
        spans = (match.span(match.lastindex or 0) for match in _MARKERS[kind].finditer(text[first:tail]))
        found += [(first + start, first + end) for start, end in spans]
    mark = ids.mark(text) if kind not in LITERAL_KINDS else None
    if mark:
        found.append((len(text[: mark.start()].rstrip(" \t")), mark.end()))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        start = max(start, merged[-1][1] if merged else 0)
        if start < end:
            merged.append((start, end))
    return merged


def _laid_over(dressed: tuple[inline.Run, ...], shell: list[tuple[int, int]], tail: int, length: int) -> list[Look]:
    out: list[Look] = []
    at = 0
    for run in dressed:
        start = run.start
        while start < run.end:
            while at < len(shell) and shell[at][1] <= start:
                at += 1
            inside = at < len(shell) and shell[at][0] <= start
            stop = shell[at][1] if inside else shell[at][0] if at < len(shell) else run.end
            stop = min(stop, run.end)
            if inside:
                out.append(Look(start, stop, "shell"))
            else:
                out.append(Look(start, stop, "markup" if run.is_markup else "words", run.styles, run.href, run.shown))
            start = stop
    if tail < length:
        out.append(Look(tail, length, "tail"))
    return out
