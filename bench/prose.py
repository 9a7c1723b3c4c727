"""Sentences like those of a definition text, as many as are wanted, the same for the same seed.

They are taken from the reference of the Python language that every Python carries (`pydoc_data.topics`): a text that
defines terms, in numbered rules, with must and may. Where that is used up, and for everything an edit puts in, sentences
go on from word to word as the reference does after the same two words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pydoc_data.topics import topics
from random import Random

RUN = 6  # words in a row that nothing invented shares with the reference, or with anything invented before
STRAY = 0.35  # how often an invented sentence goes on after one word as the reference does, and not after two
START, STOP = "", "\n"  # what stands before the first word of a sentence, and behind its last
LEAST, LONGEST = 8, 40  # words of an invented sentence
LITERAL = re.compile(r"::=|>>>|={3}|-{3}|[{}|<>`\\*=\[\]]")
PLAIN = 0.9  # share of letters and spaces from which a paragraph is prose
_SENTENCES = re.compile(r"(?<=[a-z)][.:]) +(?=[A-Z])")


@cache
def paragraphs() -> tuple[str, ...]:
    """The paragraphs of the reference that are prose and stand in it once, each on one line."""
    found: dict[str, None] = {}
    for name in sorted(topics):
        for piece in re.split(r"\n[ \t]*\n", topics[name]):
            text = " ".join(piece.split())
            letters = sum(char.isalpha() or char == " " for char in text)
            if text[:1].isupper() and text[-1] in ".:" and letters > PLAIN * len(text) and not LITERAL.search(text):
                found[text] = None
    return tuple(text for text in found if text.count(" ") >= 14)


@cache
def _followers() -> dict[tuple[str, str], list[str]]:
    """What follows any two words of the reference, as often as it does."""
    found: dict[tuple[str, str], list[str]] = {}
    for paragraph in paragraphs():
        for sentence in _SENTENCES.split(paragraph):
            trail = [START, START, *sentence.split(), STOP]
            for one, two, three in zip(trail, trail[1:], trail[2:], strict=False):
                found.setdefault((one, two), []).append(three)
    return found


@cache
def _loosely() -> dict[str, list[str]]:
    """What follows any one word of the reference inside a sentence."""
    found: dict[str, list[str]] = {}
    for (_, two), threes in _followers().items():
        if two != START:
            found.setdefault(two, []).extend(threes)
    return found


@cache
def _reference() -> frozenset[tuple[str, ...]]:
    """All runs of words of the reference."""
    return frozenset(run for paragraph in paragraphs() for run in _runs(paragraph))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [word.strip(".,:;()\"'").lower() for word in text.split()]
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _ended(sentence: str) -> str:
    return sentence.rstrip(".:;,") + "."


class Prose:
    """Writes prose by a source of chance; paragraphs of the reference first, each once, then invented ones."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.left = list(paragraphs())
        self.said: set[tuple[str, ...]] = set()
        chance.shuffle(self.left)

    def paragraph(self) -> str:
        """A paragraph nobody has had yet, on one line."""
        return self.left.pop() if self.left else self.invented()

    def invented(self) -> str:
        """A paragraph of one to five sentences that nobody ever wrote."""
        return " ".join(self.sentence() for _ in range(self.chance.randint(1, 5)))

    def sentence(self) -> str:
        """An invented sentence, from its capital to its full stop."""
        return self._fresh(lambda: _ended(" ".join(self._walk(self.chance.randint(LEAST, LONGEST)))))

    def phrase(self, words: int) -> str:
        """A few words that may stand inside a sentence, without a full stop."""
        return self._fresh(lambda: self._cut(words))

    def _cut(self, words: int) -> str:
        found: list[str] = []
        while len(found) < words:
            sentence = self._walk(LONGEST)
            at = self.chance.randrange(max(1, len(sentence) - words))
            found += sentence[at : at + words - len(found)]
        return " ".join([found[0].lower(), *found[1:]])

    def _fresh(self, invent: Callable[[], str]) -> str:
        """The first invention that shares no run of words with anything: else nobody could tell it from words carried."""
        while True:
            text = invent()
            runs = _runs(text)
            if not runs & _reference() and not runs & self.said:
                self.said |= runs
                return text

    def title(self) -> str:
        """A heading of two to four words."""
        return " ".join(
            word.strip(".,:;()\"'").capitalize() or "It" for word in self.phrase(self.chance.randint(2, 4)).split()
        )

    def _walk(self, words: int) -> list[str]:
        """So many words in a row; where the reference ends a sentence, the walk goes on from some other word."""
        one, two = START, START
        found: list[str] = []
        while len(found) < words:
            is_stray = two != START and self.chance.random() < STRAY
            three = self.chance.choice(_loosely()[two] if is_stray else _followers()[one, two])
            if three == STOP:
                one, two = self._somewhere()
                continue
            found.append(three.rstrip(".:;") or three)
            one, two = two, three
        return found

    def _somewhere(self) -> tuple[str, str]:
        while True:
            words = self.chance.choice(paragraphs()).split()
            at = self.chance.randrange(len(words) - 1)
            if (words[at], words[at + 1]) in _followers():
                return words[at], words[at + 1]
