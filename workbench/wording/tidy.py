"""From the shortest script between two clauses to the marks a person would make.

The shortest script keeps any coincidence. A reader wants few, whole changes: nothing kept between two of them that says
nothing, and a clause of which little is left shown as replaced. Only white space may differ without being a change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple

from workbench.wording.lines import BLANKS, MARKER
from workbench.wording.script import GONE, KEPT, NEW, script
from workbench.wording.window import window
from workbench.wording.words import enough_words, is_unspaced, is_word, one_by_one, only_words, tokens, weight

SMALL = 3  # letters up to which a single word kept between two changes says nothing
TOKENS = 600_000  # tokens of both sides above which a clause is shown as replaced without looking into it
LEAST = 30  # per cent of the shorter side's words that must be kept, or the clause is shown as replaced
CROWD = 4  # changes from which they must have two kept words each between them
Shape = Callable[[str], str]
STYLE = "*_`"  # what the marks that open or close a style begin with
BREAK = re.compile(r"\r\n|[ \t\r\n]")


class Piece(NamedTuple):
    """A run of text in a compared clause: kept "=", gone "-", new "+". `noise`: only white space differs here."""

    op: str
    text: str
    noise: bool = False


class _Run(NamedTuple):
    """Tokens kept (alike on both sides but for white space), or tokens gone and the tokens in their place.

    Half-open places in both lists of tokens: `old` to `old_end` on the one side, `new` to `new_end` on the other."""

    kept: bool
    old: int
    old_end: int
    new: int
    new_end: int


def shape(token: str, code: int = 0) -> str:
    """What a token counts as: white space as a space, as a paragraph break (a newline) or as a line break (a return).

    In a list item text becomes code where it is indented by `code` columns, or by five behind the marker.
    """
    if token[0] > " " or token.strip(BLANKS):
        return token
    lines = token.replace("\r\n", "\n").replace("\r", "\n")
    width = len(lines.rpartition("\n")[2].expandtabs(4)) if code else 0
    if lines.count("\n") > 1:
        return "\n\t" if code and width >= code else "\n"
    if width > 4 and "\n" not in lines:
        return "\t"
    return "\r" if lines.startswith("  ") and "\n" in lines else " "


def replaced(old: str, new: str) -> tuple[Piece, ...]:
    """Everything gone, everything new."""
    return tuple(Piece(op, text) for op, text in (("-", old), ("+", new)) if text)


@lru_cache(maxsize=4096)
def compare(old: str, new: str, exact: bool = False) -> tuple[Piece, ...]:
    """The change from one clause to another in pieces: "=" and "-" joined are `old`, "=" and "+" joined are `new`.

    Of a changed place first what is gone, then what is new. With `exact` white space counts like any other sign, as it
    does in code. Depends on nothing but its arguments, and remembers the last few thousand answers.
    """
    if old == new:
        return tuple(_kept(old))
    end, stop = len(old.rstrip(BLANKS)), len(new.rstrip(BLANKS))
    if end + stop > TOKENS and len(tokens(old[:end])) + len(tokens(new[:stop])) > TOKENS:
        return replaced(old, new)
    pieces = _marked(old[:end], new[:stop], None if exact else _shape(old, new))
    return tuple(_joined(pieces + _blank(old[end:], new[stop:])))


def _marked(old: str, new: str, alike: Shape | None) -> list[Piece]:
    """The marks a person would make; both clauses whole, but for marks that stand at both ends, if little is kept."""
    near = window(old, new)
    if near:
        pieces = _Comparison(near.old, near.new, alike).pieces((near.head, near.tail))
        if pieces is not None:
            return [*_kept(near.head), *pieces, *_kept(near.tail)]
    both = _Comparison(tokens(old), tokens(new), alike)
    pieces = None if both.is_strange() else both.pieces()
    return both.whole() if pieces is None else pieces


def _shape(old: str, new: str) -> Shape:
    """How the tokens of two clauses are compared; in list items with an eye on what would turn into code."""
    one, other = MARKER.match(old), MARKER.match(new)
    if not one or not other:
        return shape
    columns = [len(found[1].expandtabs(4)) + len(found[2]) + 1 for found in (one, other)]
    return partial(shape, code=min(columns) + 4)


class _Comparison:
    """The tokens of two clauses, and what each of them counts as: the same for tokens that are alike."""

    def __init__(self, old: list[str], new: list[str], alike: Shape | None) -> None:
        self.old, self.new = old, new
        self.one, self.other = (_shaped(old, alike), _shaped(new, alike)) if alike else (old, new)

    def pieces(self, around: Sequence[str] = ()) -> list[Piece] | None:
        """The marks a person would make; None if too little is kept, here and in the texts around, for marks in the clause."""
        runs = self._readable(self._runs())
        return None if self._beyond(runs, around) else [piece for run in runs for piece in self._drawn(run)]

    def whole(self) -> list[Piece]:
        """Everything gone and everything new, but for marks that stand at both ends."""
        runs = self._parted(_Run(False, 0, len(self.old), 0, len(self.new)), marker=True)
        return [piece for run in runs for piece in self._drawn(run)]

    def is_strange(self) -> bool:
        """Do the two sides share so few words that no order of them could keep enough?"""
        ones, others = only_words(self.old), only_words(self.new)
        enough = LEAST * min(len(ones), len(others))
        if 100 * len({*ones} & {*others}) >= enough:
            return False
        return 100 * (Counter(ones) & Counter(others)).total() < enough

    def _runs(self) -> list[_Run]:
        """The script of two clauses as runs, kept and changed in turn."""
        runs: list[_Run] = []
        i = j = 0
        for fate, length in script(self.one, self.other, crumbs=False):
            end, stop = i + length * (fate != NEW), j + length * (fate != GONE)
            runs.append(_Run(fate == KEPT, i, end, j, stop))
            i, j = end, stop
        return _merged(runs)

    def _readable(self, runs: list[_Run]) -> list[_Run]:
        """Changes without a lone short word or mere signs between them, and without what is alike at their ends."""
        parted = [part for run in runs for part in self._parted(run)]
        if [run.kept for run in runs].count(False) > 1:
            trimmed = _merged(parted)
            trimmed[1:-1] = [
                run._replace(kept=run.kept and not _says_nothing(self.new[run.new : run.new_end]))
                for run in trimmed[1:-1]
            ]
            parted = [part for run in _merged(trimmed) for part in self._parted(run)]
        return _merged([part for run in parted for part in self._undressed(run)])

    def _parted(self, run: _Run, *, marker: bool = False) -> list[_Run]:
        """A change without what is alike at its ends, which is kept; with `marker` only as far as it holds no word."""
        if run.kept:
            return [run]
        old, end, new, stop = run[1:]

        def stays(i: int, j: int) -> bool:
            return self.one[i] == self.other[j] and not (marker and is_word(self.old[i]))

        while old < end and new < stop and stays(old, new):
            old, new = old + 1, new + 1
        while old < end and new < stop and stays(end - 1, stop - 1):
            end, stop = end - 1, stop - 1
        return [
            _Run(True, run.old, old, run.new, new),
            _Run(False, old, end, new, stop),
            _Run(True, end, run.old_end, stop, run.new_end),
        ]

    def _undressed(self, run: _Run) -> list[_Run]:
        """A change of style only, such as `**open**` become `*open*`: the words are kept, their marks are the change."""
        one, other = self.one[run.old : run.old_end], self.other[run.new : run.new_end]
        words = [token for token in one if token[0] not in STYLE]
        if run.kept or not words or len(words) == len(one) == len(other):
            return [run]
        if words != [token for token in other if token[0] not in STYLE]:
            return [run]
        found: list[_Run] = []
        i, j = run.old, run.new
        while i < run.old_end or j < run.new_end:
            end, stop = _after_style(self.old, i, run.old_end), _after_style(self.new, j, run.new_end)
            after, behind = min(end + 1, run.old_end), min(stop + 1, run.new_end)
            found.append(_Run(self.old[i:end] == self.new[j:stop], i, end, j, stop))
            found.append(_Run(True, end, after, stop, behind))
            i, j = after, behind
        return found

    def _beyond(self, runs: list[_Run], around: Sequence[str]) -> bool:
        """Has so little been kept, or in such crumbs, that marks inside the clause would be harder to read than none?"""
        changed = [run for run in runs if not run.kept]
        gone = sum(len(only_words(self.old[run.old : run.old_end])) for run in changed)
        new = sum(len(only_words(self.new[run.new : run.new_end])) for run in changed)
        if not gone or not new:
            return False
        share = -(-LEAST * min(gone, new) // (100 - LEAST))  # kept words that are LEAST per cent of kept and lost
        kept = [self.old[run.old : run.old_end] for run in runs if run.kept]
        row = chain.from_iterable(chain(kept, map(one_by_one, around)))
        return not enough_words(row, max(share, 2 * len(changed) if len(changed) >= CROWD else 0))

    def _drawn(self, run: _Run) -> list[Piece]:
        olds, news = self.old[run.old : run.old_end], self.new[run.new : run.new_end]
        if not run.kept:
            return list(replaced("".join(olds), "".join(news)))
        if olds == news:
            return _kept("".join(olds))
        found: list[Piece] = []
        for old, new in zip(olds, news, strict=True):
            found += [Piece("=", old)] if old == new else [Piece("-", old, True), Piece("+", new, True)]
        return found


def _kept(text: str) -> list[Piece]:
    return [Piece("=", text)] if text else []


def _after_style(row: list[str], at: int, end: int) -> int:
    while at < end and row[at][0] in STYLE:
        at += 1
    return at


def _shaped(row: list[str], alike: Shape) -> list[str]:
    return [token if token[0] > " " or token == " " else alike(token) for token in row]


def _says_nothing(kept: list[str]) -> bool:
    words = only_words(kept)
    if len(words) > 1 and (len(words) > SMALL or not all(map(is_unspaced, words))):
        return False
    return sum(map(weight, words)) <= SMALL


def _merged(runs: list[_Run]) -> list[_Run]:
    """Neighbours of one sort as one run, without empty runs."""
    found: list[_Run] = []
    for run in runs:
        if found and found[-1].kept == run.kept:
            found[-1] = _Run(run.kept, found[-1].old, run.old_end, found[-1].new, run.new_end)
        elif run.old < run.old_end or run.new < run.new_end:
            found.append(run)
    return found


def _blank(old: str, new: str) -> list[Piece]:
    """The white space that clauses end with: it is never a change of wording."""
    ones, others = BREAK.findall(old), BREAK.findall(new)
    head = 0
    while head < min(len(ones), len(others)) and ones[head] == others[head]:
        head += 1
    gone, new_ones = "".join(ones[head:]), "".join(others[head:])
    return _kept("".join(ones[:head])) + [Piece(op, text, True) for op, text in (("-", gone), ("+", new_ones)) if text]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring kept pieces as one."""
    found: list[Piece] = []
    kept: list[str] = []
    for piece in pieces:
        if piece.op == "=":
            kept.append(piece.text)
            continue
        if kept:
            found.append(Piece("=", "".join(kept)))
            kept.clear()
        found.append(piece)
    return [*found, Piece("=", "".join(kept))] if kept else found
