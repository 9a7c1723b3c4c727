"""The shortest way from one list of tokens to another, by diff-match-patch where that is quick and bit by bit elsewhere.

diff-match-patch works on characters, so each token becomes one. It never gets a time limit: with one, the answer depends
on how busy the machine is. Instead the number of differences is counted first, which is cheap, and diff-match-patch, whose
cost grows with the square of it, is asked only where there are few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]

from workbench.wording.sequences import ends, matches, unique
from workbench.wording.words import is_word

KEPT, GONE, NEW = 0, -1, 1  # as diff-match-patch has them
Diff = tuple[int, str]

FIRST = 0x20000  # code points from here on stand for tokens: letters, and no surrogates among them
SHORT = 60  # tokens on both sides together that are compared without counting first
STEPS = 3_000  # the square of the number of differences up to which diff-match-patch is asked
CELLS = 40_000_000  # comparisons (at one bit each) spent on one pair of clauses; past that, the rest is "replaced"
ROW = 8  # tokens in a row that tell a place in a text too long to compare whole
LONG = 6_000  # characters from which sentences are compared before words
NEAR = 256  # tokens around a change that may be looked at to place it well
VAST = 2_000  # tokens of a change from which it stays where it is
MANY = 64  # changes and kept runs that are looked at together
SENTENCE = re.compile(r"[^.;:!?\n]*[.;:!?\n]+[ \r]*|[^.;:!?\n]+")


class _Engine(diff_match_patch):  # type: ignore[misc]
    """diff-match-patch without a time limit, and told what it finds only at the end of a long search: nothing in common."""

    def __init__(self) -> None:
        super().__init__()
        self.Diff_Timeout = 0

    def diff_main(self, text1: str, text2: str, checklines: bool = True, deadline: float | None = None) -> list[Diff]:
        """The same answer as ever."""
        if text1 and text2 and set(text1).isdisjoint(text2):
            return [(GONE, text1), (NEW, text2)]
        found: list[Diff] = super().diff_main(text1, text2, checklines, deadline)
        return found


_engine = _Engine()


def script(old: Sequence[str], new: Sequence[str], *, crumbs: bool = True) -> list[tuple[int, int]]:
    """Steps (fate, number of tokens) that lead from old to new: kept (0), gone (-1), new (1), in order.

    Never in vain: tokens at both ends that are the same are kept. What is too large to compare is all gone, all new; so
    is, without `crumbs`, all between the ends where no word is on both sides.
    """
    head, tail = ends(old, new)
    end, stop = len(old) - tail, len(new) - tail
    gone, came = old[head:end], new[head:stop]
    # What is only gone or only new might stand a few tokens before as well, where it ends like what is before it.
    is_loose = bool(head and tail and not (gone and came) and old[head - 1 : head] == (gone or came)[-1:])
    shared = set(gone).intersection(came)
    if not is_loose and not (any(map(is_word, shared)) if shared and not crumbs else shared):
        return [step for step in ((KEPT, head), (GONE, len(gone)), (NEW, len(came)), (KEPT, tail)) if step[1]]
    one, other = _encoded(old, new)
    if sum(map(len, gone)) + sum(map(len, came)) > LONG:
        middle = _by_sentences(one[head:end], other[head:stop])
    else:
        middle = _by_tokens(one[head:end], other[head:stop], [CELLS])
    return [(fate, len(run)) for fate, run in _placed([(KEPT, one[:head]), *middle, (KEPT, one[end:])])]


def _encoded(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Both token lists as strings, one character a token.

    Single signs and spaces stand for themselves, so that diff-match-patch can tell where sentences and words end;
    everything else becomes a letter of its own.
    """
    table: dict[str, str] = {}
    for token in dict.fromkeys([*old, *new]):
        itself = len(token) == 1 and not token.isalnum() and ord(token) < FIRST
        table[token] = token if itself else chr(FIRST + len(table))
    return "".join(map(table.__getitem__, old)), "".join(map(table.__getitem__, new))


def _by_sentences(one: str, other: str) -> list[Diff]:
    """Sentences that are the same are kept; words are compared only between them."""
    olds, news = SENTENCE.findall(one), SENTENCE.findall(other)
    budget = [CELLS]
    found: list[Diff] = []
    x = y = 0
    for i, j in [*matches(olds, news), (len(olds), len(news))]:
        found += _by_tokens("".join(olds[x:i]), "".join(news[y:j]), budget)
        if i < len(olds):
            found.append((KEPT, olds[i]))
        x, y = i + 1, j + 1
    return found


def _by_tokens(one: str, other: str, budget: list[int]) -> list[Diff]:
    """Compare token by token; `budget` holds the comparisons that may still be spent on this pair of clauses."""
    is_long = len(one) + len(other) > SHORT
    if is_long:
        if len(one) * len(other) > budget[0]:
            return _by_anchors(one, other, budget)
        budget[0] -= len(one) * len(other)
    if set(one).isdisjoint(other):
        return [(fate, run) for fate, run in ((GONE, one), (NEW, other)) if run]
    if is_long:
        rows = _rows(one, other)
        kept = len(other) - rows[-1].bit_count()
        if (len(one) + len(other) - 2 * kept) ** 2 > STEPS:
            return _recovered(one, other, rows)
    return _exact(one, other)


def _exact(one: str, other: str) -> list[Diff]:
    found: list[Diff] = _engine.diff_main(one, other, False)
    return found


def _by_anchors(one: str, other: str, budget: list[int]) -> list[Diff]:
    """Too long to compare whole: keep what stands once on each side, a few tokens in a row or else one, compare between."""
    rows = [[text[at : at + ROW] for at in range(len(text) - ROW + 1)] for text in (one, other)]
    found: list[Diff] = []
    x = y = 0
    for i, j in [*(unique(*rows) or unique(one, other)), (len(one), len(other))]:
        left, right = one[x:i], other[y:j]
        if left and right and len(left) * len(right) <= budget[0]:
            found += _by_tokens(left, right, budget)
        else:
            found += [(fate, run) for fate, run in ((GONE, left), (NEW, right)) if run]
        found.append((KEPT, one[i : i + 1]))
        x, y = i + 1, j + 1
    return found


def _rows(one: str, other: str) -> list[int]:
    """The table of longest common subsequences, a row an integer, a zero bit where the length grows.

    H. Hyyrö, Bit-parallel LCS-length computation revisited, 2004. A row costs a few operations on integers of
    len(other) bits, whatever the differences are.
    """
    full = (1 << len(other)) - 1
    masks: dict[str, int] = {}
    for position, sign in enumerate(other):
        masks[sign] = masks.get(sign, 0) | 1 << position
    row, rows = full, []
    for sign in one:
        if sign in masks:
            hits = row & masks[sign]
            row = (row + hits | row - hits) & full
        rows.append(row)
    return rows


def _recovered(one: str, other: str, rows: list[int]) -> list[Diff]:
    """A longest common subsequence as a script, read from the table backwards."""
    signs: list[Diff] = []
    i, j = len(one), len(other)
    while i and j:
        if rows[i - 1] >> j - 1 & 1:
            j -= 1
            signs.append((NEW, other[j]))
        elif i > 1 and not rows[i - 2] >> j - 1 & 1:
            i -= 1
            signs.append((GONE, one[i]))
        else:
            i, j = i - 1, j - 1
            signs.append((KEPT, one[i]))
    signs += [(GONE, one[k]) for k in range(i - 1, -1, -1)] + [(NEW, other[k]) for k in range(j - 1, -1, -1)]
    return signs[::-1]


def _gathered(diffs: Sequence[Diff]) -> list[Diff]:
    """Runs instead of single steps; between two kept runs first all that is gone, then all that is new."""
    runs: list[Diff] = []
    kept = gone = new = ""
    for fate, run in diffs:
        if fate == GONE:
            gone += run
        elif fate == NEW:
            new += run
        elif run:
            if gone or new:
                runs += ((KEPT, kept), (GONE, gone), (NEW, new))
                kept = gone = new = ""
            kept += run
    runs += ((KEPT, kept), (GONE, gone), (NEW, new))
    return [(fate, run) for fate, run in runs if run]


def _placed(diffs: Sequence[Diff]) -> list[Diff]:
    """The script with each change where a reader would put it, and without coincidences kept between changes.

    diff-match-patch does this well, but looks at all of a kept run over and over; so a long one is handed over only in
    part, as far as it is near a change.
    """
    found: list[Diff] = []
    near: list[Diff] = []
    for fate, run in _gathered(diffs):
        if fate == KEPT and len(run) > 2 * NEAR:
            found += _cleaned([*near, (KEPT, run[:NEAR])]) if near else [(KEPT, run[:NEAR])]
            found.append((KEPT, run[NEAR:-NEAR]))
            near = [(KEPT, run[-NEAR:])]
        elif fate == KEPT and len(near) > MANY:
            found += _cleaned([*near, (KEPT, run[: len(run) // 2])])
            near = [(KEPT, run[len(run) // 2 :])]
        elif fate != KEPT and len(run) > VAST:
            found += [*_cleaned(near), (fate, run)]
            near = []
        else:
            near.append((fate, run))
    return _gathered(found + _cleaned(near))


def _cleaned(diffs: list[Diff]) -> list[Diff]:
    if len(diffs) > 1:
        _engine.diff_cleanupSemantic(diffs)
    return diffs
