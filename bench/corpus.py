"""Texts with a known past: every word keeps its number through every edit, so what truly became of it is known.

A `Draft` is a text of headings, paragraphs and list items, one to a line. An `Editor` writes drafts and edits them as a
committee does: rephrases, puts words, sentences and clauses in and out, corrects spellings, moves clauses. From the
numbers of the words follow the true redline of two drafts (`truth`), the true place of a quotation (`carried`) and the
version that wrote each word (`History.author`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.drafts import NOBODY, Block, Draft, Token, Truth, carried, truth
from bench.prose import Prose

__all__ = ["Block", "Draft", "Editor", "History", "Token", "Truth", "carried", "truth"]

_TOKENS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\s+|[^\w\s]|_")
KINDS = {
    "rephrase": 40, "words in": 12, "words out": 12, "sentence in": 5, "sentence out": 5,
    "spelling": 8, "clause in": 5, "clause out": 5, "move": 8,
}  # fmt: skip
_WHOLE = frozenset(("clause in", "clause out", "move"))


@dataclass(frozen=True)
class History:
    """The versions of a text, oldest first, and the first number that each of them gave to a word."""

    drafts: tuple[Draft, ...]
    first: tuple[int, ...]

    def author(self, number: int) -> int:
        """The version, counted from 0, that wrote a word; one that brings it back does not become its author."""
        return bisect_right(self.first, number) - 1


class Editor:
    """Writes and edits drafts; what it does follows from the seed alone. `marked`: the share of headings with {#id}."""

    def __init__(self, seed: int, marked: float = 0.5) -> None:
        self.chance = Random(seed)
        self.prose = Prose(self.chance)
        self.marked = marked
        self.given = NOBODY
        self.lines = 0

    def draft(self, words: int) -> Draft:
        """A new text of about so many words: sections of some paragraphs, now and then a list."""
        blocks = [self._block("heading", f"# {self.prose.title()}")]
        count = 0
        while count < words:
            section = self._section()
            count += sum(len(block.words) for block in section)
            blocks += section
        return Draft(tuple(blocks))

    def page(self, paragraphs: int, words: int) -> Draft:
        """A new text of so many paragraphs, ten to a section, and about so many words."""
        blocks = [self._block("heading", f"# {self.prose.title()}")]
        for number in range(paragraphs):
            if number % 10 == 0:
                blocks.append(self._block("heading", f"## {self.prose.title()}"))
            said: list[str] = []
            while sum(len(one.split()) for one in said) < words / paragraphs - 8:
                said.append(self.prose.sentence())
            blocks.append(self._block("paragraph", " ".join(said)))
        return Draft(tuple(blocks))

    def edited(self, draft: Draft, edits: int, kinds: dict[str, int] | None = None) -> Draft:
        """The draft after so many edits, drawn by the weights of `kinds`."""
        weights = kinds or KINDS
        names = list(weights)
        for _ in range(edits):
            blocks = None
            while blocks is None:
                name = self.chance.choices(names, list(weights.values()))[0]
                blocks = self._clauses(list(draft.blocks), name) if name in _WHOLE else self._inside(draft.blocks, name)
            draft = Draft(tuple(blocks))
        return draft

    def history(self, words: int, versions: int, revert: int = 25) -> History:
        """A text of so many words and its versions of one to three edits; every so many a version takes words back up:
        the version before, or an older wording of a clause, or a clause that was struck out."""
        drafts = [self.draft(words)]
        first = [NOBODY, self.given + 1]
        for version in range(1, versions):
            if version % revert == 0:
                drafts.append(self._taken_back(drafts))
            else:
                drafts.append(self.edited(drafts[-1], self.chance.randint(1, 3)))
            first.append(self.given + 1)
        return History(tuple(drafts), tuple(first[:versions]))

    def _taken_back(self, drafts: Sequence[Draft]) -> Draft:
        way = self.chance.choice(("undo", "wording", "clause"))
        now = drafts[-1]
        before = drafts[-self.chance.randint(2, min(60, len(drafts)))]
        if way == "undo":
            return drafts[-2]
        kept = {block.line: block for block in now.blocks}
        older = [block for block in before.blocks if kept.get(block.line) not in (None, block)]
        gone = [k for k, block in enumerate(before.blocks) if block.line not in kept and block.kind != "heading"]
        if way == "wording" and older:
            chosen = self.chance.choice(older)
            return Draft(tuple(chosen if block.line == chosen.line else block for block in now.blocks))
        if gone:
            at = self.chance.choice(gone)
            above = next((block.line for block in reversed(before.blocks[:at]) if block.line in kept), None)
            spot = next((k + 1 for k, block in enumerate(now.blocks) if block.line == above), 0)
            return Draft((*now.blocks[:spot], before.blocks[at], *now.blocks[spot:]))
        return drafts[-2]

    def _tokens(self, text: str) -> tuple[Token, ...]:
        found = _TOKENS.findall(text)
        start = self.given + 1
        self.given += len(found)
        return tuple(zip(found, range(start, start + len(found)), strict=True))

    def _block(self, kind: str, text: str) -> Block:
        self.lines += 1
        return Block(self.lines, kind, self._tokens(text))

    def _section(self) -> list[Block]:
        name = f" {{#c{self.lines + 1}}}" if self.chance.random() < self.marked else ""
        blocks = [self._block("heading", f"## {self.prose.title()}{name}")]
        blocks += [self._block("paragraph", self.prose.paragraph()) for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.25:
            blocks += [self._block("item", f"- {self.prose.sentence()}") for _ in range(self.chance.randint(2, 5))]
        return blocks

    def _clauses(self, blocks: list[Block], name: str) -> list[Block] | None:
        """A clause put in, struck out or carried elsewhere; every second time a section with its heading."""
        is_section = self.chance.random() < 0.5
        if name == "clause in":
            new = self._section() if is_section else [self._block("paragraph", self.prose.invented())]
            at = self._gap(blocks, is_section)
            return [*blocks[:at], *new, *blocks[at:]]
        starts = [k for k, block in enumerate(blocks) if (block.kind == "heading") == is_section and k > 0]
        if len(starts) < 3:
            return None
        start = self.chance.choice(starts)
        end = start + 1
        while is_section and end < len(blocks) and blocks[end].kind != "heading":
            end += 1
        taken, left = blocks[start:end], blocks[:start] + blocks[end:]
        if name == "clause out":
            return left
        at = self._gap(left, is_section)
        return None if at == start else [*left[:at], *taken, *left[at:]]

    def _gap(self, blocks: Sequence[Block], is_section: bool) -> int:
        """A place for a clause; a section goes only before another one or to the end."""
        gaps = [k for k in range(1, len(blocks)) if not is_section or blocks[k].kind == "heading"]
        return self.chance.choice([*gaps, len(blocks)])

    def _inside(self, blocks: tuple[Block, ...], name: str) -> list[Block] | None:
        """An edit of the words of one block, which is chosen by its length; nothing if it has not enough of them."""
        at = self.chance.choices(range(len(blocks)), [len(block.words) for block in blocks])[0]
        block = blocks[at]
        tokens = self._sentence(block, name) if name.startswith("sentence") else self._words(block, name)
        return None if tokens is None else [*blocks[:at], replace(block, tokens=tokens), *blocks[at + 1 :]]

    def _sentence(self, block: Block, name: str) -> tuple[Token, ...] | None:
        if block.kind == "heading":
            return None
        start, end = self.chance.choice(block.sentences)
        if name == "sentence in":
            return block.tokens[:start] + self._tokens(self.prose.sentence() + " ") + block.tokens[start:]
        if len(block.sentences) < 2:
            return None
        if end == len(block.tokens):
            start -= 1  # the space in front of the last sentence goes with it
        return block.tokens[:start] + block.tokens[end:]

    def _words(self, block: Block, name: str) -> tuple[Token, ...] | None:
        if len(block.words) < (4 if name != "spelling" else 1):
            return None
        first = self.chance.randrange(len(block.words))
        start = block.words[first]
        if name == "words in":
            return (*block.tokens[:start], *self._tokens(self._phrase(1, 6) + " "), *block.tokens[start:])
        if name == "spelling":
            word = self._misspelt(block.tokens[start][0])
            return (*block.tokens[:start], *self._tokens(word), *block.tokens[start + 1 :])
        count = min(self.chance.randint(1, 7), len(block.words) - first, len(block.words) - 2)
        end = block.words[first + count - 1] + 1
        if name == "rephrase":
            put = self._rephrased(block.tokens[start:end])
            return None if put is None else block.tokens[:start] + put + block.tokens[end:]
        if end < len(block.tokens) and block.tokens[end][0] == " ":
            end += 1
        return block.tokens[:start] + block.tokens[end:]

    def _rephrased(self, old: tuple[Token, ...]) -> tuple[Token, ...] | None:
        """Other words for these; a word that both begin or end with has stayed. Nothing if they are the same words."""
        put = self._tokens(self._phrase(1, 7))
        same = [one[0] == other[0] for one, other in zip(old, put, strict=False)]
        front = (*same, False).index(False)
        same = [one[0] == other[0] for one, other in zip(old[front:][::-1], put[front:][::-1], strict=False)]
        back = (*same, False).index(False)
        if front + back == len(old) == len(put):
            return None
        return old[:front] + put[front : len(put) - back] + old[len(old) - back :]

    def _phrase(self, least: int, most: int) -> str:
        return self.prose.phrase(self.chance.randint(least, most))

    def _misspelt(self, word: str) -> str:
        """The word with one letter more, less or another; never the same word."""
        at = self.chance.randrange(len(word))
        letter = self.chance.choice("aeiourstln")
        other = self.chance.choice(
            (word[:at] + letter + word[at:], word[:at] + word[at + 1 :], word[:at] + letter + word[at + 1 :])
        )
        return other if _TOKENS.fullmatch(other) and other != word else word + letter
