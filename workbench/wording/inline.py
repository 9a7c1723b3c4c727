"""Inline Markdown as a reader sees it: which characters are words and which only dress them.

For showing only. What is stored, compared, merged and hashed is always the source; a renderer's tree has no character
positions inside a paragraph, which a redline and a comment need, hence this small scanner of our own.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

LINKABLE = re.compile(r"(?:https?://|mailto:|#)\S+", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*_\[<&]|https?://")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\r?\n)")
# Every alternative is bounded or stops at its own first character, so that no text costs more than its length.
_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~\n])"
    r"|(?P<code>`+)"
    r"|(?P<auto><(?:https?://|mailto:)[^\s<>]{1,2000}>)"
    r"|(?P<entity>&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    r"|(?P<star>\*+|_+)"
    r"|(?P<foot>\[\^[^\]\s\[]{1,100}\])"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<bare>(?<![\w/])https?://[^\s<>\[\]`*\"|]+)"
)
_TARGET = re.compile(
    r"\(\s{0,9}(?:<(?P<pointed>[^<>\n]{0,2000})>|(?P<plain>[^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,9}))"
    r"(?P<title>\s{1,9}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?\s{0,9}\)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Run:
    """A stretch of the source in one dress: characters `start` to `end`, half-open.

    `is_markup` characters are not words; `shown` is what an entity stands for."""

    start: int
    end: int
    styles: frozenset[str] = frozenset()
    is_markup: bool = False
    href: str | None = None
    shown: str | None = None


@dataclass
class _Delimiter:
    at: int
    length: int
    char: str
    opens: bool
    closes: bool
    left: int = 0


@dataclass
class _Scan:
    text: str
    offset: int = 0
    styled: list[tuple[int, int, str]] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    markup: list[tuple[int, int]] = field(default_factory=list)
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    delimiters: list[_Delimiter] = field(default_factory=list)
    brackets: list[tuple[int, int, bool, int]] = field(default_factory=list)


def styles(text: str) -> tuple[Run, ...]:
    """The runs of a text, in order and without gaps: strong, em, code, footnote, and links with a safe address.

    Never raises; what is not well-formed markup stays plain words. Linear in the length of the text."""
    if not text:
        return ()
    if not _SPECIAL.search(text):
        return (Run(0, len(text)),)
    scans = [_scan(text[start:end], start) for start, end in _paragraphs(text)]
    return tuple(_sweep(scans, len(text)))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        yield start, gap.end()
        start = gap.end()
    yield start, len(text)


def _scan(text: str, offset: int) -> _Scan:
    scan = _Scan(text, offset)
    ticks = _closing_ticks(text)
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        kind, start = token.lastgroup, token.start()
        if kind == "escape":
            scan.markup.append((start, start + 1))
        elif kind == "code":
            at = _code(scan, start, at, ticks)
        elif kind == "auto":
            scan.markup += [(start, start + 1), (at - 1, at)]
            scan.links.append((start + 1, at - 1, token[0][1:-1]))
        elif kind == "entity":
            _entity(scan, token)
        elif kind == "star":
            scan.delimiters.append(_delimiter(text, start, at))
        elif kind == "foot":
            scan.markup += [(start, start + 2), (at - 1, at)]
            scan.styled.append((start + 2, at - 1, "footnote"))
        elif kind == "open":
            scan.brackets.append((start, at, token[0] == "![", len(scan.delimiters)))
        elif kind == "close":
            at = _close(scan, start)
        else:
            at = _bare(scan, token)
    _emphasise(scan, 0)
    return scan


def _closing_ticks(text: str) -> dict[int, list[int]]:
    """Where runs of each number of backticks stand, last first, so that the next one is found by popping."""
    found: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        found.setdefault(run.end() - run.start(), []).append(run.start())
    for places in found.values():
        places.reverse()
    return found


def _code(scan: _Scan, start: int, end: int, ticks: dict[int, list[int]]) -> int:
    places = ticks.get(end - start, [])
    while places and places[-1] < end:
        places.pop()
    if not places:
        return end
    close = places.pop()
    scan.markup += [(start, end), (close, close + end - start)]
    scan.styled.append((end, close, "code"))
    return close + end - start


def _entity(scan: _Scan, token: re.Match[str]) -> None:
    shown = html.unescape(token[0])
    if shown != token[0] and shown.isprintable() and not shown.isspace():
        scan.entities.append((token.start(), token.end(), shown))


def _delimiter(text: str, start: int, end: int) -> _Delimiter:
    """What CommonMark 0.31 section 6.2 calls left- and right-flanking."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    if text[start] == "_":
        opens, closes = left and (not right or _is_punctuation(before)), right and (not left or _is_punctuation(after))
    else:
        opens, closes = left, right
    return _Delimiter(start, end - start, text[start], opens, closes, end - start)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _close(scan: _Scan, at: int) -> int:
    """Ends a link at `]`, if an address a page may follow stands behind it; else the brackets stay words."""
    if not scan.brackets:
        return at + 1
    start, inner, is_image, floor = scan.brackets.pop()
    target = _TARGET.match(scan.text, at + 1)
    if not target:
        return at + 1
    address = html.unescape(_ESCAPED.sub(r"\1", target["pointed"] or target["plain"] or ""))
    if not LINKABLE.fullmatch(address):
        return at + 1
    while scan.links and scan.links[-1][0] >= inner:
        scan.links.pop()
    _emphasise(scan, floor)
    title = target.span("title") if target["title"] else (target.end(), target.end())  # words no page may swallow
    scan.markup += [(start, inner), (at, title[0]), (title[1], target.end())]
    scan.links.append((inner, at, address))
    if not is_image:
        scan.brackets.clear()  # a link holds no other link
    return target.end()


def _bare(scan: _Scan, token: re.Match[str]) -> int:
    address = token[0].rstrip(".,;:!?'_~\\")
    if address.endswith(")") and "(" not in address:
        address = address.rstrip(").,;:!?")
    end = token.start() + len(address)
    if LINKABLE.fullmatch(address):
        scan.links.append((token.start(), end, address))
    return end


def _emphasise(scan: _Scan, floor: int) -> None:
    """Pairs the delimiters from `floor` on (CommonMark 0.31, appendix "process emphasis")."""
    stack: list[_Delimiter] = []
    lowest: dict[tuple[str, bool, int], int] = {}
    for closer in scan.delimiters[floor:]:
        while closer.closes and closer.left:
            key = (closer.char, closer.opens, closer.length % 3)
            index = _opener(stack, closer, lowest.get(key, -1))
            if index is None:
                lowest[key] = closer.at
                break
            _pair(scan, stack[index], closer)
            del stack[index + (1 if stack[index].left else 0) :]
        if closer.opens and closer.left:
            stack.append(closer)
    del scan.delimiters[floor:]


def _opener(stack: list[_Delimiter], closer: _Delimiter, lowest: int) -> int | None:
    for index in range(len(stack) - 1, -1, -1):
        opener = stack[index]
        if opener.at < lowest:
            return None
        odd = (opener.closes or closer.opens) and (opener.length + closer.length) % 3 == 0
        if opener.char == closer.char and not (odd and (opener.length % 3 or closer.length % 3)):
            return index
    return None


def _pair(scan: _Scan, opener: _Delimiter, closer: _Delimiter) -> None:
    width = 2 if opener.left >= 2 and closer.left >= 2 else 1
    start, end = opener.at + opener.left, closer.at + closer.length - closer.left
    scan.markup += [(start - width, start), (end, end + width)]
    scan.styled.append((start, end, "strong" if width == 2 else "em"))
    opener.left -= width
    closer.left -= width


def _sweep(scans: list[_Scan], length: int) -> Iterator[Run]:
    """The overlapping stretches found, as one row of runs."""
    events: dict[int, list[tuple[str, str, int]]] = {0: [], length: []}

    def add(start: int, end: int, kind: str, value: str = "") -> None:
        if start < end:
            events.setdefault(start, []).append((kind, value, 1))
            events.setdefault(end, []).append((kind, value, -1))

    for scan in scans:
        at = scan.offset
        for start, end, style in scan.styled:
            add(at + start, at + end, "style", style)
        for start, end, address in scan.links:
            add(at + start, at + end, "link", address)
        for start, end in scan.markup:
            add(at + start, at + end, "markup")
        for start, end, shown in scan.entities:
            add(at + start, at + end, "entity", shown)
    active: dict[tuple[str, str], int] = {}
    places = sorted(events)
    for start, end in itertools.pairwise(places):
        for kind, value, step in events[start]:
            count = active.get((kind, value), 0) + step
            if count:
                active[kind, value] = count
            else:
                active.pop((kind, value), None)
        by_kind = {kind: value for kind, value in active}
        worn = frozenset(value for kind, value in active if kind == "style")
        yield Run(start, end, worn, "markup" in by_kind, by_kind.get("link"), by_kind.get("entity"))
