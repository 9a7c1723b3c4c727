"""From the shortest script between two clauses to the marks a person would make.

The shortest script keeps any coincidence. A reader wants few, whole changes: nothing kept between two of them that says
nothing, and a clause of which little is left shown as replaced. Only white space may differ without being a change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from workbench.wording.blocks import BLANKS, MARKER
from workbench.wording.script import GONE, KEPT, NEW, script
from workbench.wording.words import is_unspaced, is_word, only_words, tokens, weight

SMALL = 3  # letters up to which a single word kept between two changes says nothing
TOKENS = 600_000  # tokens of both sides above which a clause is shown as replaced without looking into it
LEAST = 30  # per cent of the shorter side's words that must be kept, or the clause is shown as replaced
CROWD = 4  # changes from which they must have two kept words each between them
Shape = Callable[[str], str]
STYLE = "*_`"  # what the marks that open or close a style begin with
BREAK = re.compile(r"\r\n|[ \t\r\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a compared clause: kept "=", gone "-", new "+". `noise`: only white space differs here."""

    op: str
    text: str
    noise: bool = False


@dataclass(slots=True)
class _Run:
    """Tokens kept (alike on both sides but for white space), or tokens gone and the tokens in their place."""

    kept: bool
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


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
        return (Piece("=", old),) if old else ()
    end, stop = len(old.rstrip(BLANKS)), len(new.rstrip(BLANKS))
    ones, others = tokens(old[:end]), tokens(new[:stop])
    if len(ones) + len(others) > TOKENS:
        return replaced(old, new)
    alike = str if exact else _shape(old, new)
    runs = [] if _strange(ones, others) else _readable(_runs(ones, others, alike), alike)
    if not runs or _beyond(runs):
        runs = _parted(_Run(False, ones, others), alike, marker=True)
    pieces = [piece for run in runs for piece in _pieces(run)]
    return tuple(_joined(pieces + _blank(old[end:], new[stop:])))


def _shape(old: str, new: str) -> Shape:
    """How the tokens of two clauses are compared; in list items with an eye on what would turn into code."""
    one, other = MARKER.match(old), MARKER.match(new)
    if not one or not other:
        return shape
    columns = [len(found[1].expandtabs(4)) + len(found[2]) + 1 for found in (one, other)]
    return partial(shape, code=min(columns) + 4)


def _strange(old: list[str], new: list[str]) -> bool:
    """Do the two sides share so few words that no order of them could keep enough?"""
    ones, others = Counter(only_words(old)), Counter(only_words(new))
    return 100 * (ones & others).total() < LEAST * min(ones.total(), others.total())


def _runs(old: list[str], new: list[str], alike: Shape) -> list[_Run]:
    """The script of two clauses as runs, kept and changed in turn."""
    runs: list[_Run] = []
    i = j = 0
    for fate, length in script(_shaped(old, alike), _shaped(new, alike)):
        run = _Run(fate == KEPT)
        if fate != NEW:
            run.old += old[i : i + length]
            i += length
        if fate != GONE:
            run.new += new[j : j + length]
            j += length
        runs.append(run)
    return _merged(runs)


def _readable(runs: list[_Run], alike: Shape) -> list[_Run]:
    """Changes without a lone short word or mere signs between them, and without what is alike at their ends."""
    trimmed = _merged([part for run in runs for part in _parted(run, alike)])
    for run in trimmed[1:-1]:
        run.kept = run.kept and not _says_nothing(run.new)
    parted = [part for run in _merged(trimmed) for part in _parted(run, alike)]
    return _merged([part for run in parted for part in _undressed(run, alike)])


def _undressed(run: _Run, alike: Shape) -> list[_Run]:
    """A change of style only, such as `**open**` become `*open*`: the words are kept, their marks are the change."""
    old, new = run.old, run.new
    words = [token for token in old if token[0] not in STYLE]
    if run.kept or not words or len(words) == len(old) == len(new):
        return [run]
    if _shaped(words, alike) != _shaped([token for token in new if token[0] not in STYLE], alike):
        return [run]
    found: list[_Run] = []
    i = j = 0
    while i < len(old) or j < len(new):
        end, stop = _after_style(old, i), _after_style(new, j)
        found.append(_Run(old[i:end] == new[j:stop], old[i:end], new[j:stop]))
        found.append(_Run(True, old[end : end + 1], new[stop : stop + 1]))
        i, j = end + 1, stop + 1
    return found


def _after_style(row: list[str], at: int) -> int:
    while at < len(row) and row[at][0] in STYLE:
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
            found[-1].old += run.old
            found[-1].new += run.new
        elif run.old or run.new:
            found.append(_Run(run.kept, [*run.old], [*run.new]))
    return found


def _parted(run: _Run, alike: Shape, *, marker: bool = False) -> list[_Run]:
    """A change without what is alike at its ends, which is kept; with `marker` only as far as it holds no word."""
    if run.kept:
        return [run]
    old, new = run.old, run.new

    def stays(one: str, other: str) -> bool:
        return alike(one) == alike(other) and not (marker and is_word(one))

    shortest = min(len(old), len(new))
    head = tail = 0
    while head < shortest and stays(old[head], new[head]):
        head += 1
    while tail < shortest - head and stays(old[-1 - tail], new[-1 - tail]):
        tail += 1
    end, stop = len(old) - tail, len(new) - tail
    return [
        _Run(True, old[:head], new[:head]),
        _Run(False, old[head:end], new[head:stop]),
        _Run(True, old[end:], new[stop:]),
    ]


def _beyond(runs: list[_Run]) -> bool:
    """Has so little been kept, or in such crumbs, that marks inside the clause would be harder to read than none?"""
    changed = [run for run in runs if not run.kept]
    kept = sum(len(only_words(run.old)) for run in runs if run.kept)
    gone = sum(len(only_words(run.old)) for run in changed)
    new = sum(len(only_words(run.new)) for run in changed)
    if not gone or not new:
        return False
    return 100 * kept < LEAST * (kept + min(gone, new)) or len(changed) >= CROWD and kept < 2 * len(changed)


def _pieces(run: _Run) -> list[Piece]:
    if not run.kept:
        return list(replaced("".join(run.old), "".join(run.new)))
    if run.old == run.new:
        return [Piece("=", "".join(run.old))] if run.old else []
    found: list[Piece] = []
    for old, new in zip(run.old, run.new, strict=True):
        found += [Piece("=", old)] if old == new else [Piece("-", old, True), Piece("+", new, True)]
    return found


def _blank(old: str, new: str) -> list[Piece]:
    """The white space that clauses end with: it is never a change of wording."""
    ones, others = BREAK.findall(old), BREAK.findall(new)
    head = 0
    while head < min(len(ones), len(others)) and ones[head] == others[head]:
        head += 1
    gone, new_ones = "".join(ones[head:]), "".join(others[head:])
    kept = [Piece("=", "".join(ones[:head]))] if head else []
    return kept + [Piece(op, text, True) for op, text in (("-", gone), ("+", new_ones)) if text]


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
