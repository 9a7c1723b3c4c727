"""Histories of a text made by edits of which every word's way is known.

A real text, then version after version: words replaced, put in and out, sentences put in, out and into another order,
clauses moved, split, joined, struck out and wrapped anew, versions taken back.
"""

from __future__ import annotations

import re
from random import Random

PIECE = re.compile(r"[^\W_]+|[\W_]+")
BLOCK = re.compile(r"\n(?=\s*(?:[-*+#|>]|\d+[.)]\s|\n|<))|(?<=\n\n)")
Piece = tuple[str, int]  # text, and the number of the word, -1 for what stands between words
Block = list[Piece]
OPS = {
    "replace": 30, "put_in": 14, "take_out": 14, "sentence_out": 6, "sentence_in": 6, "sentences_turned": 3,
    "move": 7, "strike": 4, "split": 5, "join": 4, "wrap": 5,
}  # fmt: skip


class Edited:
    """A text under edits; what happens follows from the seed alone."""

    def __init__(self, text: str, seed: int) -> None:
        self.chance = Random(seed)
        self.count = 0
        self.blocks: list[Block] = []
        at = 0
        for cut in [*(match.end() for match in BLOCK.finditer(text)), len(text)]:
            if at < cut:
                self.blocks.append(self._pieces(text[at:cut]))
                at = cut
        self.size = self.count
        self.vocabulary = [piece for block in self.blocks for piece, number in block if number >= 0]
        self.past = [[*self.blocks]]

    def text(self) -> str:
        return "".join(piece for block in self.blocks for piece, _ in block)

    def now(self) -> list[int]:
        """For each word of the first text its place among the words of this one, -1 for none."""
        found = [-1] * self.size
        numbers = (number for block in self.blocks for _, number in block if number >= 0)
        for place, number in enumerate(numbers):
            if number < self.size:
                found[number] = place
        return found

    def advance(self) -> None:
        """One version more, of one to three edits; now and then an earlier one is taken back."""
        if len(self.past) > 3 and self.chance.random() < 0.04:
            self.blocks = [*self.past[-self.chance.randint(2, 4)]]
        else:
            for _ in range(self.chance.randint(1, 3)):
                name = self.chance.choices(list(OPS), list(OPS.values()))[0]
                getattr(self, name)()
        self.past.append([*self.blocks])

    def replace(self) -> None:
        """One to three words by others."""
        at, block = self._block(4)
        words = self._words(block)
        first = self.chance.randrange(len(words))
        for place in words[first : first + self.chance.randint(1, 3)]:
            block[place] = self._new(block[place][0])
        self.blocks[at] = block

    def put_in(self) -> None:
        at, block = self._block(3)
        place = self.chance.choice(self._words(block))
        self.blocks[at] = block[:place] + self._phrase(self.chance.randint(1, 6)) + block[place:]

    def take_out(self) -> None:
        at, block = self._block(5)
        words = self._words(block)
        first = self.chance.randrange(len(words) - 2)
        last = min(first + self.chance.randint(1, 6), len(words) - 1)
        self.blocks[at] = block[: words[first]] + block[words[last] :]

    def sentence_out(self) -> None:
        at, block = self._block(8)
        low, high = self._sentence(block)
        if self._words(block[:low] + block[high:]):
            self.blocks[at] = block[:low] + block[high:]

    def sentence_in(self) -> None:
        at, block = self._block(3)
        low, _ = self._sentence(block)
        new = self._phrase(self.chance.randint(6, 20))
        self.blocks[at] = block[:low] + [*new[:-1], (". ", -1)] + block[low:]

    def sentences_turned(self) -> None:
        """A sentence to the front of its clause."""
        at, block = self._block(12)
        low, high = self._sentence(block)
        first = self._words(block)[0]
        if low > first and block[high - 1][0].endswith(" "):
            self.blocks[at] = block[:first] + block[low:high] + block[first:low] + block[high:]

    def move(self) -> None:
        """A clause to another place."""
        at, block = self._block(5)
        del self.blocks[at]
        self.blocks.insert(self.chance.randrange(len(self.blocks) + 1), block)

    def strike(self) -> None:
        at, _ = self._block(1)
        if len(self.blocks) > 3:
            del self.blocks[at]

    def split(self) -> None:
        at, block = self._block(12)
        low, _ = self._sentence(block)
        if low > self._words(block)[0]:
            self.blocks[at : at + 1] = [[*block[:low], ("\n\n", -1)], block[low:]]

    def join(self) -> None:
        """A clause with the next, if both are plain paragraphs."""
        at, block = self._block(3)
        beside = self.blocks[at + 1] if at + 1 < len(self.blocks) else []
        if beside and beside[0][1] >= 0 and block[0][1] >= 0 and block[-1][1] < 0:
            self.blocks[at : at + 2] = [[*block[:-1], (block[-1][0].rstrip() + " ", -1), *beside]]

    def wrap(self) -> None:
        """The lines of a paragraph broken elsewhere."""
        at, block = self._block(10)
        width, column = self.chance.choice((50, 72, 100)), 0
        for place, (piece, number) in enumerate(block[:-1]):
            if number < 0 and piece in (" ", "\n"):
                block[place] = ("\n" if column > width else " ", -1)
                column = 0 if column > width else column
            column += len(piece)
        self.blocks[at] = block

    def _pieces(self, text: str) -> Block:
        found: Block = []
        for piece in PIECE.findall(text):
            is_word = piece[0].isalnum()
            found.append((piece, self.count if is_word else -1))
            self.count += is_word
        return found

    def _new(self, but: str = "") -> Piece:
        word = but
        while word == but:
            word = self.chance.choice(self.vocabulary)
        self.count += 1
        return word, self.count - 1

    def _phrase(self, words: int) -> Block:
        return [piece for _ in range(words) for piece in (self._new(), (" ", -1))]

    def _block(self, least: int) -> tuple[int, Block]:
        """A clause of at least so many words (or any, where there is none), as a copy."""
        long = [at for at, block in enumerate(self.blocks) if len(self._words(block)) >= max(3, least)]
        at = self.chance.choice(long or range(len(self.blocks)))
        return at, [*self.blocks[at]]

    def _words(self, block: Block) -> list[int]:
        return [place for place, (_, number) in enumerate(block) if number >= 0]

    def _sentence(self, block: Block) -> tuple[int, int]:
        """Where a sentence begins and ends, in pieces."""
        ends = [
            place + 1 for place, (piece, number) in enumerate(block[:-1]) if number < 0 and re.match(r"[.;:]\s", piece)
        ]
        bounds = [self._words(block)[0], *(end for end in ends if end > self._words(block)[0]), len(block)]
        at = self.chance.randrange(len(bounds) - 1)
        return bounds[at], bounds[at + 1]
