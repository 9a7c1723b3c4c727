"""What became of every word of a text, found without the engine: a second opinion for its anchors.

Knows no clauses and no Markdown, only words in a row. Phrases that stand once in what is left of both texts are paired,
long ones first; what lies between the same pairs is compared word by word. Words that went are known again by a phrase of
six, or when they come back between the words they stood between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

WORD = re.compile(r"[^\W_]+")
PHRASES = (12, 8, 6, 4)  # words of phrases that are looked for everywhere, in this order
AGAIN = 6  # words of a phrase that came back
DOUBT = -2  # the place of a word that may have gone or not: nothing but its order speaks for it
CELLS = 4_000_000  # pairs of words compared in one gap
TELLING = 10  # letters of words close together that count even where little else is alike
CLOSE = 3  # from one of them to the next
Span = tuple[int, int]


class Row:
    """The words of a text and where they stand: half-open, in characters."""

    def __init__(self, text: str) -> None:
        found = [(match[0], match.span()) for match in WORD.finditer(text)]
        self.text = text
        self.words = [word for word, _ in found]
        self.spans = [span for _, span in found]

    def over(self, start: int, end: int) -> range:
        """The words that some characters touch."""
        touched = [at for at, (low, high) in enumerate(self.spans) if low < end and start < high]
        return range(touched[0], touched[-1] + 1) if touched else range(0)


def trace(rows: Sequence[Row]) -> list[int]:
    """For each word of the first text its place in the last, -1 for none, -2 where nobody can say whether it went."""
    words = rows[0].words
    now = list(range(len(words)))
    seen = {rows[0].text: now}
    for before, after in pairwise(rows):
        if after.text in seen:
            now = seen[after.text]
            continue
        met = paired(before.words, after.words)
        now = [met[at] if at >= 0 else at for at in now]
        _restore(words, now, after.words)
        seen[after.text] = now
    return now


def paired(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each word of one text its place in the next, -1 for none, -2 where nobody can say whether it went."""
    to_new, to_old = [-1] * len(old), [-1] * len(new)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        to_new[head] = to_old[head] = head
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
        to_new[-tail], to_old[-tail] = len(new) - tail, len(old) - tail
    for length in PHRASES:
        _pair_phrases(old, new, to_new, to_old, length)
    for gap, other in list(_gaps(to_new, to_old)):
        _compare(old, new, gap, other, to_new, to_old)
    return to_new


def _once(words: Sequence[str], taken: Sequence[int], length: int) -> dict[tuple[str, ...], int]:
    """Where the phrases stand that stand once among the words not taken."""
    found: dict[tuple[str, ...], int] = {}
    free = 0
    for at, word in enumerate(words):
        free = free + 1 if taken[at] < 0 and word else 0
        if free >= length:
            phrase = tuple(words[at - length + 1 : at + 1])
            found[phrase] = -1 if phrase in found else at - length + 1
    return {phrase: at for phrase, at in found.items() if at >= 0}


def _pair_phrases(old: Sequence[str], new: Sequence[str], to_new: list[int], to_old: list[int], length: int) -> None:
    """Pair phrases of so many words, and the words beside them as far as they are alike."""
    there = _once(new, to_old, length)
    for phrase, a in _once(old, to_new, length).items():
        b = there.get(phrase, -1)
        if b < 0 or any(to_new[a + i] >= 0 or to_old[b + i] >= 0 for i in range(length)):
            continue
        while a and b and old[a - 1] == new[b - 1] and to_new[a - 1] < 0 and to_old[b - 1] < 0:
            a, b = a - 1, b - 1
        while a < len(old) and b < len(new) and old[a] == new[b] and to_new[a] < 0 and to_old[b] < 0:
            to_new[a], to_old[b] = b, a
            a, b = a + 1, b + 1


def _gaps(to_new: Sequence[int], to_old: Sequence[int]) -> Iterator[tuple[Span, Span]]:
    """Words without a pair, with those without a pair that follow the same word, or precede the same word."""
    at = 0
    while at < len(to_new):
        end = at
        while end < len(to_new) and to_new[end] < 0:
            end += 1
        if end > at:
            start = to_new[at - 1] + 1 if at else 0
            stop = start
            while stop < len(to_old) and to_old[stop] < 0:
                stop += 1
            if stop > start:
                yield (at, end), (start, stop)
            last = low = to_new[end] if end < len(to_new) else len(to_old)
            while low and to_old[low - 1] < 0:
                low -= 1
            if low < last and low != start:
                yield (at, end), (low, last)
        at = end + 1


def _compare(
    old: Sequence[str], new: Sequence[str], gap: Span, other: Span, to_new: list[int], to_old: list[int]
) -> None:
    """Pair the words of a longest common subsequence: all where half is alike, else those that stand close together.

    Capitals do not count for what is alike. A word that changed them, or stands apart, is gone or not as one likes."""
    ones = [at for at in range(*gap) if to_new[at] < 0]
    others = [at for at in range(*other) if to_old[at] < 0]
    if not ones or not others or len(ones) * len(others) > CELLS:
        return
    pairs = _longest([old[at].lower() for at in ones], [new[at].lower() for at in others])
    is_alike = 2 * len(pairs) >= min(len(ones), len(others))
    for row in _rows([(ones[i], others[j]) for i, j in pairs]):
        is_edge = row[0] == (gap[0], other[0]) or row[-1] == (gap[1] - 1, other[1] - 1)
        if is_alike or is_edge or sum(len(old[a]) for a, _ in row) >= TELLING:
            for a, b in row:
                if old[a] == new[b]:
                    to_new[a], to_old[b] = b, a
    for i, _ in pairs:
        if to_new[ones[i]] < 0:
            to_new[ones[i]] = DOUBT


def _longest(ones: Sequence[str], others: Sequence[str]) -> list[Span]:
    table = [[0] * (len(others) + 1) for _ in range(len(ones) + 1)]
    for i in range(len(ones) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            same = ones[i] == others[j]
            table[i][j] = table[i + 1][j + 1] + 1 if same else max(table[i + 1][j], table[i][j + 1])
    found: list[Span] = []
    i = j = 0
    while i < len(ones) and j < len(others):
        if ones[i] == others[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _rows(pairs: Sequence[Span]) -> Iterator[list[Span]]:
    """Pairs with at most two other words between them on either side."""
    row: list[Span] = []
    for a, b in pairs:
        if row and max(a - row[-1][0], b - row[-1][1]) > CLOSE:
            yield row
            row = []
        row.append((a, b))
    if row:
        yield row


def _restore(words: Sequence[str], now: list[int], new: Sequence[str]) -> None:
    """Words of the first text that went and are back."""
    to_old = [-1] * len(new)
    for at, place in enumerate(now):
        if place >= 0:
            to_old[place] = at
    for at in range(len(now)):
        if now[at] < 0 and at and 0 <= now[at - 1] < len(new) - 1:
            end, b = at, now[at - 1] + 1
            while end < len(now) and now[end] < 0 and b < len(new) and to_old[b] < 0 and new[b] == words[end]:
                end, b = end + 1, b + 1
            if end > at and end < len(now) and now[end] == b:
                for k in range(at, end):
                    now[k] = b - end + k
                    to_old[now[k]] = k
    _pair_phrases(words, new, now, to_old, AGAIN)
