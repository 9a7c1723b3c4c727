"""A text by its blocks and numbered words, and what truly became of the words between two of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Token = tuple[str, int]  # a word, a sign or a run of spaces, and its number; no two tokens of a text share one
NOBODY = 0  # the number of the line ends between the blocks


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or a list item on one line. `line` is its number, kept through every edit of its words."""

    line: int
    kind: str
    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        return "".join(text for text, _ in self.tokens)

    @cached_property
    def words(self) -> tuple[int, ...]:
        """Positions of the words an edit may touch: not the marker in front, not the {#id} behind."""
        first = 1 if self.kind != "paragraph" else 0
        last = next((k for k, (text, _) in enumerate(self.tokens) if text == "{"), len(self.tokens))
        return tuple(k for k in range(first, last) if self.tokens[k][0][0].isalnum())

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The sentences as ranges of positions, half-open, each with the space in front of the next."""
        ends = [
            k + 2
            for k in range(len(self.tokens) - 2)
            if self.tokens[k][0] == "." and self.tokens[k + 1][0] == " " and self.tokens[k + 2][0][0].isupper()
        ]
        starts = [0 if self.kind == "paragraph" else 2, *ends]
        return tuple(zip(starts, [*ends, len(self.tokens)], strict=True))


@dataclass(frozen=True)
class Draft:
    """A text, by its blocks."""

    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The text itself. It is put together at every asking, so that a long history fits into memory."""
        return "".join(block.text + end for block, end in self._ended())

    def tokens(self) -> Iterator[Token]:
        """Every token in order, line ends included."""
        for block, end in self._ended():
            yield from block.tokens
            yield end, NOBODY

    @cached_property
    def spots(self) -> dict[int, tuple[int, int]]:
        """Where each token that is no space stands, by its number: characters of the text, half-open."""
        found: dict[int, tuple[int, int]] = {}
        at = 0
        for text, number in self.tokens():
            if not text.isspace():
                found[number] = (at, at + len(text))
            at += len(text)
        return found

    @cached_property
    def row(self) -> list[tuple[int, int, int]]:
        """The tokens that are no spaces, in order: start, end, number."""
        return [(start, end, number) for number, (start, end) in self.spots.items()]

    def _ended(self) -> Iterator[tuple[Block, str]]:
        """The blocks with the line ends behind them: items stand close together, all else is set apart."""
        for block, following in zip(self.blocks, [*self.blocks[1:], None], strict=True):
            if following is None:
                yield block, "\n"
            else:
                yield block, "\n" if block.kind == following.kind == "item" else "\n\n"


@dataclass(frozen=True)
class Truth:
    """What truly became of the words between two drafts. White space is not counted.

    `changed`: characters taken out and put in, words carried elsewhere among them; `carried`: how many of those were
    carried. `fragments`: unbroken stretches of change. `islands`: fewer than three kept words between two of them."""

    changed: int
    carried: int
    fragments: int
    islands: int


def truth(old: Draft, new: Draft) -> Truth:
    """The true redline of two drafts of one editor."""
    olds = [token for token in old.tokens() if not token[0].isspace()]
    news = [token for token in new.tokens() if not token[0].isspace()]
    before = {number: k for k, (_, number) in enumerate(olds)}
    common = [(before[number], k) for k, (_, number) in enumerate(news) if number in before]
    kept = [common[k] for k in _rising([i for i, _ in common])]
    letters = sum(len(text) for text, _ in (*olds, *news)) - 2 * sum(len(olds[i][0]) for i, _ in kept)
    moved = 2 * (sum(len(olds[i][0]) for i, _ in common) - sum(len(olds[i][0]) for i, _ in kept))
    runs = _runs(kept, len(olds), len(news))
    islands = sum(
        _is_island([olds[i][0] for i, _ in kept[start:end]]) for start, end in runs if 0 < start and end < len(kept)
    )
    edges = (kept[:1] != [(0, 0)]) + (kept[-1:] != [(len(olds) - 1, len(news) - 1)]) if kept else 1
    return Truth(letters, moved, len(runs) - 1 + edges if kept else 1, islands)


def _runs(kept: Sequence[tuple[int, int]], olds: int, news: int) -> list[tuple[int, int]]:
    """Stretches of kept tokens with nothing between them on either side, as ranges of positions in `kept`."""
    cuts = [k for k in range(1, len(kept)) if kept[k] != (kept[k - 1][0] + 1, kept[k - 1][1] + 1)]
    return list(zip([0, *cuts], [*cuts, len(kept)], strict=True))


def _is_island(texts: Sequence[str]) -> bool:
    return sum(text[0].isalnum() for text in texts) < 3


def _rising(numbers: Sequence[int]) -> list[int]:
    """Positions of a longest rising run, in order."""
    ends: list[int] = []  # for each length, the position where the lowest run of it ends
    lowest: list[int] = []
    back = [-1] * len(numbers)
    for position, number in enumerate(numbers):
        length = bisect_left(lowest, number)
        back[position] = ends[length - 1] if length else -1
        if length == len(ends):
            ends.append(position)
            lowest.append(number)
        else:
            ends[length], lowest[length] = position, number
    found = []
    at = ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = back[at]
    return found[::-1]


def carried(old: Draft, new: Draft, start: int, end: int) -> list[tuple[int, int]]:
    """Where the words of `old` between two characters stand in `new`, in their old order; those that are gone are left
    out. The words are those that lie wholly in the range."""
    found = []
    for at in range(bisect_left(old.row, start, key=lambda word: word[0]), len(old.row)):
        _, stop, number = old.row[at]
        if stop > end:
            break
        if number in new.spots:
            found.append(new.spots[number])
    return found
