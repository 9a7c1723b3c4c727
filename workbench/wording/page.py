"""A Markdown text as the rules of the profile read it: its blocks, its lines, and its words without its code."""

from __future__ import annotations

import re
from bisect import bisect_right

from workbench.wording import inline
from workbench.wording.blocks import Block, scan
from workbench.wording.form import Key, Offence, offence


class Page:
    """A text with its blocks, and again with its code blotted out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks = scan(text)
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.words = "".join(map(self._blotted, self.blocks))

    def _blotted(self, block: Block) -> str:
        source = self.text[block.start : block.end]
        if block.kind == "code":
            return re.sub(r"[^\n]", "\0", source)
        if "`" not in source:
            return source
        parts = []
        for run in inline.styles(source):
            part = source[run.start : run.end]
            parts.append(re.sub(r"[^\n]", "\0", part) if "code" in run.styles and not run.is_markup else part)
        return "".join(parts)

    def told(self, at: int, name: str, rule: str, sentence: str, snippet: str) -> tuple[Key, Offence]:
        """An offence at a place of the text, with the key that knows it again."""
        line = self.number(at)
        return (rule, snippet), offence(line, at - self.starts[line - 1] + 1, name, rule, sentence)

    def number(self, at: int) -> int:
        """The number of the line of a place, from 1."""
        return bisect_right(self.starts, at)

    def line(self, at: int) -> str:
        """The line of a place."""
        end = self.text.find("\n", at)
        return self.text[self.starts[self.number(at) - 1] : end if end >= 0 else len(self.text)]

    def block(self, at: int) -> Block:
        """The block of a place."""
        return self.blocks[bisect_right(self.blocks, at, key=lambda block: block.start) - 1]
