"""Words of a Markdown text that some program takes for its own and shows to nobody, and ids given twice.

Footnotes nobody cites, front matter and attributes in braces are no CommonMark; a program that knows them hides them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.wording import ids
from workbench.wording.form import Key, Offence
from workbench.wording.page import Page

LITERAL = frozenset(("code", "front"))
_NOTE = re.compile(r"\[\^([^\]\s\[]{1,100})\]")
_OPENING = re.compile(r"(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)]))*[ \t]*")
_ATTRIBUTES = re.compile(r"\{[ \t]*(?:::?|#\w|\.[A-Za-z_]|[\w-]+=)[^{}\n]{0,2000}\}")
_MARK = re.compile(ids.FORM)
_MARKERS = re.compile(r"(?:[ \t]*(?:>|#{1,6}|[-*+]|\d{1,9}[.)])(?=[ \t]|$))*[ \t|]*(?:\[[^\]\n]*\]:)?")
_SPACES = re.compile(r"(?<=[^ |]) {2,}(?=[^ |])")


def _footnotes(page: Page) -> Iterator[tuple[Key, Offence]]:
    """Footnotes of which no page shows anything: those that nothing shown refers to, and the second of a name."""
    known: dict[str, int] = {}
    uses: dict[str, set[str]] = {}  # where a name is used: in the note of a name, or elsewhere, which has no name
    begins: dict[int, int] = {}  # where the words of a line begin behind its markers
    for match in _NOTE.finditer(page.words):
        name, at = match[1].casefold(), match.start()
        line = page.starts[page.number(at) - 1]
        if line not in begins:
            begins[line] = found.end() if (found := _OPENING.match(page.words, line)) else line
        if page.words.startswith(":", match.end()) and begins[line] == at:
            if name in known:
                sentence = "This footnote stands here a second time, and one of the two would be ignored. Delete one."
                yield page.told(at, "DUPLICATE DEFINITION", "definition", sentence, page.line(at))
            known.setdefault(name, at)
        else:
            block = page.block(at)
            inside = _NOTE.search(page.words, block.start) if block.kind == "note" else None
            uses.setdefault(inside[1].casefold() if inside else "", set()).add(name)
    shown: set[str] = set()
    fresh = uses.get("", set())
    while fresh:
        shown |= fresh
        fresh = {name for cited in fresh if cited in known for name in uses.get(cited, ())} - shown
    for name, at in known.items():
        if name not in shown:
            sentence = "Nothing refers to this footnote, so it may not be shown. Refer to it or delete it."
            yield page.told(at, "UNUSED DEFINITION", "definition", sentence, page.line(at))


def _front(page: Page) -> Iterator[tuple[Key, Offence]]:
    block = page.blocks[0] if page.blocks else None
    if block and block.kind == "front":
        sentence = "A page does not show what stands between these lines at the top. Write it as words of the text."
        yield page.told(block.start, "FRONT MATTER", "front", sentence, page.text[block.start : block.end])


def _attributes(page: Page) -> Iterator[tuple[Key, Offence]]:
    for match in _ATTRIBUTES.finditer(page.words):
        if not _MARK.fullmatch(match[0]):
            sentence = "Words in such braces are hidden by some pages. Of attributes only {#id} may stand."
            yield page.told(match.start(), "ATTRIBUTES", "attribute", sentence, match[0])


def _marks(page: Page) -> Iterator[tuple[Key, Offence]]:
    """The same {#id} at a second clause."""
    known: set[str] = set()
    for block in page.blocks:
        source = page.text[block.start : block.end]
        found = ids.mark(source) if block.kind not in LITERAL else None
        if found and found[1] in known:
            sentence = f"{found[0]} stands at another clause already. Each clause needs a mark of its own, or none."
            yield page.told(block.start + found.start(), "DUPLICATE ID", "id", sentence, found[0])
        elif found:
            known.add(found[1])


def _spaces(page: Page) -> Iterator[tuple[Key, Offence]]:
    """More than one space between words, of which a page shows one."""
    if "  " not in page.words:
        return
    for start in page.starts:
        line = page.words[start : start + len(page.line(start))]
        opened = _MARKERS.match(line)
        for match in _SPACES.finditer(line, opened.end() if opened else 0) if "  " in line else ():
            if page.block(start + match.start()).kind not in LITERAL:
                sentence = "More than one space stands here, of which a page shows one. Write one space."
                around = line[match.start() - 1 : match.end() + 1]
                yield page.told(start + match.start(), "ONE SPACE", "space", sentence, around)


JUDGES = (_footnotes, _front, _attributes, _marks, _spaces)
