"""How a redline reads, held against what truly became of every word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bench.drafts import Draft, Token, truth
from workbench.wording.changes import Redline

Marked = tuple[str, str, str | None]  # "=", "-" or "+", the words, and the move they belong to


@dataclass(frozen=True)
class Quality:
    """`letters`: characters marked as changed, words drawn as moved not among them, for each truly changed. `fragments`:
    unbroken stretches of marks for each true one. `islands`: stretches of fewer than three unmarked words between two
    marks, `true_islands`: how many the edits themselves left. `false`: share of words said to have stayed, or to have
    moved, that were another's."""

    letters: float
    fragments: float
    islands: int
    true_islands: int
    false: float
    kept: float


def marks(change: Redline) -> Iterator[Marked]:
    """The segments of a redline, without mere white space that is no change."""
    for entry in change.clauses:
        for segment in entry.segments:
            yield segment.op, segment.text, segment.move


def quality(old: Draft, new: Draft, marked: Iterable[Marked]) -> Quality:
    """How a redline of two drafts of one editor reads."""
    row = list(marked)
    fact = truth(old, new)
    olds, news = _numbered(old), _numbered(new)
    letters = sum(_letters(text) for op, text, move in row if op != "=" and not move)
    runs = [
        (key, "".join(text for _, text, _ in group)) for key, group in groupby(_said(row), lambda mark: mark[0] == "=")
    ]
    islands = sum(len(text.split()) < 3 for k, (is_kept, text) in enumerate(runs) if is_kept and 0 < k < len(runs) - 1)
    paired = list(_paired(row, olds, news))
    wrong = sum(one != other for one, other in paired)
    lasting = {number for number in old.spots if number in new.spots}
    return Quality(
        letters / max(1, fact.changed),
        sum(not is_kept for is_kept, _ in runs) / max(1, fact.fragments),
        islands,
        fact.islands,
        wrong / max(1, len(paired)),
        len({one for one, other in paired if one == other}) / max(1, len(lasting)),
    )


def _said(row: Iterable[Marked]) -> Iterator[Marked]:
    """Marks without those that mark mere white space, which is counted as kept."""
    for op, text, move in row:
        yield op if text.strip() else "=", text, move


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _numbered(draft: Draft) -> list[int]:
    """The number of the word or sign at each character of the text; 0 for white space."""
    found: list[int] = []
    for text, number in draft.tokens():
        found += [0 if text.isspace() else number] * len(text)
    return found


def _paired(row: Iterable[Marked], olds: list[int], news: list[int]) -> Iterator[Token | tuple[int, int]]:
    """For every word that the redline keeps or carries: its number in the old text, and the one it was paired with."""
    i = j = 0
    moved: dict[str, tuple[list[int], list[int]]] = {}
    for op, text, move in row:
        if op == "=":
            yield from _pairs(olds[i : i + len(text)], news[j : j + len(text)])
        elif move:
            sides = moved.setdefault(move, ([], []))
            sides[op == "+"].extend(
                number for number in (news[j : j + len(text)] if op == "+" else olds[i : i + len(text)]) if number
            )
        i += len(text) if op != "+" else 0
        j += len(text) if op != "-" else 0
    for one, other in moved.values():
        if len(one) == len(other):
            yield from _pairs(one, other)


def _pairs(olds: list[int], news: list[int]) -> Iterator[tuple[int, int]]:
    """Each old word once, with the word that stands at its first character."""
    before = 0
    for one, other in zip(olds, news, strict=True):
        if one and one != before:
            yield one, other
        before = one
