"""A place inside a clause in words: what is quoted, with as much beside it as makes it the only one.

Places are found in the clause with every run of white space as one space, so that a quotation need not tell how lines
are wrapped. What is written here is read back here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from workbench.errors import Refusal
from workbench.wording.quoting import QUOTED, from_ordinal, ordinal, quoted, unquoted
from workbench.wording.words import is_word, tokens

SPACE = re.compile("[ \t\r\n\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
WIDE = re.compile(SPACE.pattern[:-1] + "{2,}")
MOST = 16  # tokens of context; what is not the only one with so many is counted
LONG = 24  # words from which only the first and the last ones of what is struck are quoted
ENDS = 4  # words quoted of either end
ONE = rf"(?:the [a-z0-9]+ )?{QUOTED}"
SPOT = rf"(?:everything from )?{ONE}(?: (?:after|before) {QUOTED})?(?: to {QUOTED})?"
POINT = rf"(?:[Aa]t the beginning|[Aa]t the end|(?:[Aa]fter|[Bb]efore) {ONE})"
_ONE = re.compile(rf"(?:the (?P<nth>[a-z0-9]+) )?(?P<what>{QUOTED})")
_SPOT = re.compile(
    rf"(?P<long>everything from )?(?P<one>{ONE})(?: (?P<side>after|before) (?P<beside>{QUOTED}))?(?: to (?P<last>{QUOTED}))?"
)


class Flat:
    """The text of a clause with its runs of white space as one space each, and the way back to the text itself."""

    def __init__(self, text: str, nl: str) -> None:
        self.source, self.nl = text, nl
        self.text = SPACE.sub(" ", text)
        wide = [run.span() for run in WIDE.finditer(text)]
        self.sources = [end for _, end in wide]
        self.shifts = [0, *accumulate(end - start - 1 for start, end in wide)]
        self.flats = [end - shift for end, shift in zip(self.sources, self.shifts[1:], strict=True)]

    def to_source(self, at: int) -> int:
        """The place in the text of a place here."""
        return at + self.shifts[bisect_right(self.flats, at)]

    def from_source(self, at: int) -> int:
        """The place here of a place in the text, which is not within a run of white space."""
        return at - self.shifts[bisect_right(self.sources, at)]

    @cached_property
    def bounds(self) -> list[int]:
        """Where the words and signs begin, and the end."""
        return [0, *accumulate(map(len, tokens(self.text)))]

    def quote(self, start: int, end: int) -> str:
        return quoted(self.text[start:end], self.nl)

    def contexts(self, at: int, *, before: bool) -> Iterator[str]:
        """What stands straight before a place, or behind it, longer and longer; always with a word, never with white space at its ends."""
        bounds = self.bounds
        if before:
            end = at - self.text[:at].endswith(" ")
            first = bisect_left(bounds, end) - 1
            row = [self.text[bounds[one] : end] for one in range(first, max(-1, first - MOST), -1)]
        else:
            start = at + self.text.startswith(" ", at)
            first = bisect_right(bounds, start)
            row = [self.text[start : bounds[one]] for one in range(first, min(len(bounds), first + MOST))]
        seen = False
        for words in row:
            seen = seen or any(map(is_word, tokens(words)))
            if seen and words == words.strip(" "):
                yield words

    def count(self, *patterns: str) -> int:
        """How often these stand here together, but no more than twice is told from twice."""
        found = 0
        for pattern in patterns:
            at = self.text.find(pattern)
            while at >= 0 and found < 2:
                found += 1
                at = self.text.find(pattern, at + 1)
        return found

    def starts(self, pattern: str) -> Iterator[int]:
        """Where it begins, each time, in order."""
        at = self.text.find(pattern)
        while at >= 0:
            yield at
            at = self.text.find(pattern, at + 1)


def spot(flat: Flat, start: int, end: int) -> str:
    """The words between two places, quoted so that they are the only ones of the clause that can be meant."""
    bounds = flat.bounds
    inner = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
    if len(inner) > 2 * LONG:
        for more in range(2 * ENDS, len(inner) // 2):
            first, last = inner[more - 2], inner[-more + 1]
            if (
                flat.text[last] != " "
                and flat.text[first - 1] != " "
                and flat.text.find(flat.text[last:end], first) == last
            ):
                return f"everything from {_one(flat, start, first)} to {flat.quote(last, end)}"
    return _one(flat, start, end)


def _one(flat: Flat, start: int, end: int) -> str:
    words = flat.text[start:end]
    if flat.count(words) == 1:
        return flat.quote(start, end)
    behind = flat.contexts(end, before=False)
    for before in flat.contexts(start, before=True):
        if flat.count(*_beside(words, "after", before)) == 1:
            return f"{flat.quote(start, end)} after {quoted(before, flat.nl)}"
        after = next(behind, None)
        if after is not None and flat.count(*_beside(words, "before", after)) == 1:
            return f"{flat.quote(start, end)} before {quoted(after, flat.nl)}"
    for after in behind:
        if flat.count(*_beside(words, "before", after)) == 1:
            return f"{flat.quote(start, end)} before {quoted(after, flat.nl)}"
    return _counted(flat, words, start)


def _counted(flat: Flat, words: str, start: int) -> str:
    number = next(index for index, at in enumerate(flat.starts(words), 1) if at == start)
    return f"the {ordinal(number)} {quoted(words, flat.nl)}"


def _beside(words: str, side: str, context: str) -> set[str]:
    """What is looked for: the words and their context, with or without white space between."""
    pair = (context, words) if side == "after" else (words, context)
    return {"".join(pair), " ".join(pair).replace("  ", " ")}


def read_spot(flat: Flat, phrase: str) -> tuple[int, int]:
    """The half-open place that `spot` told, in the text of the clause; a Refusal if no place or several can be meant."""
    found = _SPOT.fullmatch(phrase)
    if not found or bool(found["long"]) != bool(found["last"]):
        raise Refusal(f"No words can be found by “{phrase}”.")
    one = _read_one(flat, found["one"])
    words = unquoted(_ONE.fullmatch(found["one"])["what"], flat.nl)  # type: ignore[index]
    if one is None:
        context = unquoted(found["beside"], flat.nl) if found["beside"] else ""
        patterns = _beside(words, found["side"], context) if context else {words}
        places = sorted({(at, pattern) for pattern in patterns for at in flat.starts(pattern)})
        if len(places) != 1:
            raise Refusal(f"{phrase} stands in the clause {len(places)} times.")
        at, pattern = places[0]
        one = at + len(pattern) - len(words) if found["side"] == "after" else at
    end = one + len(words)
    if found["last"]:
        last = unquoted(found["last"], flat.nl)
        at = flat.text.find(last, end)
        if at < 0:
            raise Refusal(f"Behind {found['one']} there is no {found['last']}.")
        end = at + len(last)
    return flat.to_source(one), flat.to_source(end)


def _read_one(flat: Flat, phrase: str) -> int | None:
    """Where counted words begin; None if they are not counted."""
    found = _ONE.fullmatch(phrase)
    if not found or not found["nth"]:
        return None
    for number, at in enumerate(flat.starts(unquoted(found["what"], flat.nl)), 1):
        if number == from_ordinal(found["nth"]):
            return at
    raise Refusal(f"There is no {found['nth']} {found['what']} in the clause.")


def point(flat: Flat, at: int) -> str:
    """A place between two characters: "after “the system”", "at the beginning"."""
    if at in (0, len(flat.text)):
        return "at the end" if at else "at the beginning"
    found = []
    for side, is_open in (("after", flat.text[at - 1] != " "), ("before", flat.text[at] != " ")):
        contexts = list(flat.contexts(at, before=side == "after")) if is_open else []
        found += [(len(words), side, words) for words in contexts if flat.count(words) == 1][:1]
    if found:
        _, side, words = min(found)
        return f"{side} {quoted(words, flat.nl)}"
    return _counted_point(flat, at)


def _counted_point(flat: Flat, at: int) -> str:
    if flat.text[at - 1] != " ":
        words = next(flat.contexts(at, before=True), flat.text[:at])
        return f"after {_counted(flat, words, at - len(words))}"
    words = next(flat.contexts(at, before=False), flat.text[at:])
    return f"before {_counted(flat, words, at)}"


def read_point(flat: Flat, phrase: str) -> int:
    """The place that `point` told, in the text of the clause."""
    side, _, one = phrase.partition(" ")
    if side.lower() == "at":
        return 0 if one == "the beginning" else len(flat.source)
    start, end = read_spot(flat, one)
    return end if side.lower() == "after" else start


def gap(flat: Flat, at: int) -> str:
    """Where the white space stands that is the space at `at`: "after “the system”", "at the beginning"."""
    if not at:
        return "at the beginning"
    for words in flat.contexts(at, before=True):
        if flat.count(f"{words} ") == 1:
            return f"after {quoted(words, flat.nl)}"
    words = next(flat.contexts(at, before=True), flat.text[:at])
    return f"after {_counted(flat, words, at - len(words))}"


def read_gap(flat: Flat, phrase: str) -> tuple[int, int]:
    """The half-open place of the white space that `gap` told, in the text of the clause."""
    at = 0
    if phrase != "at the beginning":
        one = phrase.partition(" ")[2]
        counted, found = _read_one(flat, one), _ONE.fullmatch(one)
        words = unquoted(found["what"], flat.nl) if found else ""
        places = [counted] if counted is not None else list(flat.starts(f"{words} "))
        if len(places) != 1:
            raise Refusal(f"White space stands {phrase} in {len(places)} places.")
        at = places[0] + len(words)
    if not flat.text.startswith(" ", at):
        raise Refusal(f"No white space stands {phrase}.")
    return flat.to_source(at), flat.to_source(at + 1)
