"""The amending instruction: from the old text and the sentences alone the new text is made again, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings

from tests.truth import Table, texts
from tests.truth.texts import HISTORIES, Docs
from tests.wording.test_laws import pairs
from workbench.errors import Refusal
from workbench.wording.instructed import follow, sentences
from workbench.wording.instructions import as_text, instructions

GENERATED, FEW = 20_000, 300
LAST = 2  # neighbouring pairs of each history, its last ones, that the tests look at
HEAD = ("pairs", "tried", "sentences", "words in them", "not made again")


def table(whole: bool) -> Table:
    """Pairs tried, the sentences they took, and how many new texts the sentences did not make; none may be."""
    rows = [_row("generated pairs (Hypothesis)", _generated(GENERATED if whole else FEW))]
    rows += [
        _row(f"{name}, neighbouring versions, both ways", _both_ways(_neighbours(name, whole))) for name in HISTORIES
    ]
    rows.append(_row("fr-articles, before and after, both ways", _both_ways(_articles(whole))))
    misses = [f"{row[0]}: {row[-1]} of {row[1]} texts are not made again" for row in rows if row[-1] != "0"]
    return Table("Amending instructions", HEAD, rows, misses)


def _row(what: str, replayed: Iterable[tuple[Docs, Docs]]) -> tuple[str, ...]:
    tried = written = words = wrong = 0
    for old, new in replayed:
        listed = as_text(instructions(old, new))
        found = sentences(listed)
        tried, written, words = tried + 1, written + len(found), words + len(listed.split())
        wrong += not _is_made(old, found, new)
    return what, *(f"{number:,}" for number in (tried, written, words, wrong))


def _is_made(old: Docs, found: list[str], new: Docs) -> bool:
    try:
        return follow(old, found) == new
    except Refusal:
        return False


def _generated(count: int) -> list[tuple[Docs, Docs]]:
    found: list[tuple[Docs, Docs]] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(pairs)
    def keep(pair: tuple[str, str]) -> None:
        found.append(({"": pair[0]}, {"": pair[1]}))

    keep()
    return found


def _both_ways(row: Iterable[tuple[Docs, Docs]]) -> Iterator[tuple[Docs, Docs]]:
    for old, new in row:
        yield old, new
        yield new, old


def _neighbours(name: str, whole: bool) -> Iterator[tuple[Docs, Docs]]:
    versions = texts.versions(name)
    yield from pairwise(versions if whole else versions[-LAST - 1 :])


def _articles(whole: bool) -> Iterator[tuple[Docs, Docs]]:
    found = texts.articles()
    for before, after in found if whole else found[::12]:
        yield {"": before}, {"": after}
