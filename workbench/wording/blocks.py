"""Where the blocks of a document begin and end.

A linear scanner for the Markdown that normative texts use. It is no renderer: it only finds the blocks, and their spans
partition the text exactly, whatever the text is. Ids and numbers are given in `clauses`, not here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from workbench.wording.lines import (
    ATX,
    BLANKS,
    BYTE_ORDER,
    FENCE,
    HTML,
    LINE,
    MARKER,
    NOTE,
    QUOTE,
    RULE,
    SETEXT,
    SIMPLE,
    breaks,
    heads,
    indent,
)

__all__ = ["BLANKS", "Block", "Clause", "scan", "scan_plain"]


class Clause(NamedTuple):
    """The smallest block of a text that can be cited.

    `text` is the source with its marker and the blank lines behind it; `start` and `end` are its half-open place in the
    document, in characters. `level` is the depth of a heading or a list item, from 1; 0 for other blocks outside lists.
    `kind` is one of heading, item, paragraph, row, code, quote, note, front. `number` is for people and may change;
    `id` is for good. `heading` is the title of the section the clause stands in, its own title for a heading.
    """

    id: str
    kind: str
    number: str
    heading: str
    text: str
    start: int
    end: int
    level: int = 0
    document: str = ""


@dataclass(slots=True)
class Block:
    """A block found, before it has a name. `end` is half-open, in characters."""

    kind: str
    level: int
    start: int
    end: int = 0


def scan(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order. Time grows with the length of the text and nothing else."""
    return _closed(_Scanner(text).blocks(int(text.startswith(BYTE_ORDER))), len(text))


def scan_plain(text: str) -> list[Block]:
    """The blocks of any other text: runs of lines between blank lines, all of kind paragraph."""
    found: list[Block] = []
    position, after_blank = 0, True
    for line in LINE.findall(text):
        blank = not line.strip(BLANKS)
        if after_blank and not blank:
            found.append(Block("paragraph", 0, position))
        after_blank = blank
        position += len(line)
    return _closed(found, len(text))


def _closed(found: list[Block], length: int) -> list[Block]:
    """Each block reaches to the next one, the first from the very start: so that nothing lies between blocks."""
    if not found and length:
        found.append(Block("paragraph", 0, 0))
    for block, after in pairwise(found):
        block.end = after.start
    if found:
        found[0].start = 0
        found[-1].end = length
    return found


class _Scanner:
    """Reads line by line, or the whole of a simple block, and remembers only what is open: a paragraph, a fence, a table,
    the list items around it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0  # of the line that is being read
        self.found: list[Block] = []
        self.open = ""  # kind of the block that the next line may continue
        self.blank = True  # was the line before blank, or is this the first?
        self.contents: list[int] = []  # columns at which the text of the open list items begins
        self.fence: tuple[str, int] | None = None  # the fence that is open, and the column below which it ends
        self.closer = ""  # what ends an HTML block that may hold blank lines

    def blocks(self, position: int) -> list[Block]:
        self.end = position
        self._front()
        while self.end < len(self.text):
            position = self.end
            if not self._simple(position):
                self._read(self._below(), position)
        return self.found

    def _below(self) -> str:
        """The line at which the text is to be read on."""
        line = LINE.match(self.text, self.end)
        return line[0] if line else ""

    def _simple(self, position: int) -> bool:
        """Place a whole block and the blank lines behind it; False if it takes a closer look."""
        found = None if self.fence or self.closer else SIMPLE.match(self.text, position)
        kind = found and found.lastgroup
        if not found or not kind:
            return False
        if kind in ("item", "gap"):
            if not self.blank and not self.contents:
                return False
            self.contents = [len(found["item"])]
            self._start("item", position, 1)
        elif kind == "heading" or self.blank:
            self.contents.clear()
            self._start(kind, position, len(found["heading"] or ""))
            self.open = ""
        else:
            return False
        self.blank = kind != "item"
        self.end = found.end()
        return True

    def _read(self, line: str, position: int) -> None:
        """Place one line; with the header of a table also the line below it."""
        self.end = position + len(line)
        if self._inside(line):
            return
        if line.strip(BLANKS):
            self._line(line, position)
            self.blank = False
        else:
            self.blank = True
            self.open = self.open if self.open in ("item", "note") else ""

    def _start(self, kind: str, position: int, level: int = 0) -> None:
        self.found.append(Block(kind, level, position))
        self.open = kind

    def _front(self) -> None:
        """Place YAML front matter; there is none unless it is closed."""
        first = self._below()
        if first.rstrip() != "---":
            return
        for line in LINE.finditer(self.text, self.end + len(first)):
            if line[0].rstrip() in ("---", "..."):
                self._start("front", 0)
                self.open = ""
                self.end = line.end()
                return

    def _inside(self, line: str) -> bool:
        """Is the line within a fence or an HTML block, where only the end of it counts?"""
        if self.closer:
            if self.closer in line.lower():
                self.closer = ""
            return True
        if not self.fence:
            return False
        mark, column = self.fence
        bare = line.strip(BLANKS)
        if bare and indent(line) < column:  # the list item around the fence has ended, and the fence with it
            self.fence, self.blank = None, True
            return False
        if bare.startswith(mark) and not bare.strip(mark[0]):
            self.fence = None
            self.open = "" if self.open == "code" else self.open
        return True

    def _line(self, line: str, position: int) -> None:
        """Place one line that is not blank."""
        if self.contents and self._in_list(line, position):
            return
        if not self._continues(line):
            self._top(line, position)

    def _continues(self, line: str) -> bool:
        """Does the line belong to the quote or footnote above it?"""
        if self.open == "quote":
            return QUOTE.match(line) is not None or not self.blank and not breaks(line)
        if self.open == "note":
            if self.blank:
                return indent(line) >= 4
            return not breaks(line) and not NOTE.match(line)
        return False

    def _in_list(self, line: str, position: int) -> bool:
        """Place a line that follows a list item; False when it has left the list."""
        column = indent(line)
        depth = bisect_right(self.contents, column)
        within = depth == len(self.contents)
        marker = self._marker(line, column - (self.contents[depth - 1] if depth else 0), within)
        if marker:
            del self.contents[depth:]
            self._item(marker, position)
        elif within:
            self._fenced(line, self.contents[-1])
        elif not self.blank and not breaks(line):
            pass  # the wrapped line of an item that was not indented
        elif depth:
            del self.contents[depth:]
            self._start("paragraph", position, depth)
            self.open = "item"
            self._fenced(line, self.contents[-1])
        else:
            self.contents.clear()
            self.open = ""
            return False
        return True

    def _marker(self, line: str, inset: int, deeper: bool) -> re.Match[str] | None:
        """The list marker of a line that begins an item here, `inset` columns into the item around it."""
        marker = MARKER.match(line.rstrip("\r\n"))
        if not marker or inset > 3 or RULE.match(line.rstrip(BLANKS)):
            return None
        if deeper and not self.blank and marker[3] and int(marker[3]) != 1:
            return None  # "as set out in section\n  2. above": a wrapped line, not an item
        return marker

    def _item(self, marker: re.Match[str], position: int) -> None:
        gap = indent(marker[4])
        width = len(marker[2]) + (gap if 1 <= gap <= 4 else 1)
        self.contents.append(indent(marker[1]) + width)
        self._start("item", position, len(self.contents))
        self._fenced(marker.string[marker.end() :], self.contents[-1])

    def _fenced(self, line: str, column: int) -> bool:
        """Open the fence that the line begins, if it begins one."""
        fence = FENCE.match(line)
        if fence:
            self.fence = (fence[1], column)
        return fence is not None

    def _top(self, line: str, position: int) -> None:
        """A line outside lists, quotes and footnotes."""
        going = self.open == "paragraph" and not self.blank
        if line[0].isalpha():  # no marker begins with a letter
            self._prose(line, position, going)
            return
        bare = line.rstrip(BLANKS)
        atx = ATX.match(line)
        marker = None if RULE.match(bare) else MARKER.match(line.rstrip("\r\n"))
        if going and SETEXT.match(bare):
            self.found[-1].kind = "heading"
            self.found[-1].level = 1 if "=" in bare else 2
            self.open = ""
        elif atx:
            self._start("heading", position, len(atx[1]))
            self.open = ""
        elif indent(line) > 3:
            if not going and self.open != "code":
                self._start("code", position)
        elif self._fenced(line, 0):
            self._start("code", position)
        elif QUOTE.match(line):
            self._start("quote", position)
        elif RULE.match(bare):
            self._start("paragraph", position)
            self.open = ""
        elif marker and (not going or breaks(line)):
            self._item(marker, position)
        else:
            self._prose(line, position, going)

    def _prose(self, line: str, position: int, going: bool) -> None:
        """A footnote, a table, HTML, or the paragraph that everything else is."""
        html = HTML.match(line)
        if self.open == "row" and not self.blank:
            self._start("row", position)
        elif NOTE.match(line):
            self._start("note", position)
        elif heads(line, self._below()):
            self._start("row", position)
            self.end += len(self._below())
        elif not going or html:
            self._start("paragraph", position)
        if html:
            closer = "-->" if html[1] == "!--" else f"</{html[1].lower()}>"
            self.closer = "" if closer in line.lower() else closer
