"""Clauses that were split into several, or joined from several: which of them belong to the whole, and which lives on."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.wording.blocks import Clause
from workbench.wording.words import has_words, vocabulary

PROSE = frozenset({"paragraph", "item", "quote", "note"})
WORDS = 5  # words from which a clause may be said to be a part of another
FRESH = 3  # different words that a part must have brought from the whole
MADE = 600  # thousandths of its fresh words that must come from the whole
HELD = 800  # thousandths of a part's words that must stand in the whole where nothing else speaks for it


def is_part(clause: Clause, near: Clause, whole: Clause) -> bool:
    """Is a clause, found beside `near`, a part of `whole` on the other side, of which `near` is what lives on?"""
    if clause.kind not in PROSE:
        return False
    fresh = vocabulary(clause.text) - vocabulary(near.text)
    kept = len(fresh & vocabulary(whole.text))
    return kept >= FRESH and kept * 1000 >= MADE * len(fresh) and has_words(clause.text, WORDS)


def home(whole: Clause, clauses: Sequence[Clause]) -> int | None:
    """The longest of two clauses or more that were made from `whole`, by its position; None if they were not."""
    if whole.kind not in PROSE:
        return None
    words = vocabulary(whole.text)
    made = [position for position, clause in enumerate(clauses) if _is_held(clause, words)]
    covered = {word for position in made for word in vocabulary(clauses[position].text)} & words
    if len(made) < 2 or len(covered) * 1000 < MADE * len(words):
        return None
    return max(made, key=lambda position: (len(clauses[position].text), -position))


def _is_held(clause: Clause, words: frozenset[str]) -> bool:
    own = vocabulary(clause.text)
    held = len(own & words)
    return clause.kind in PROSE and held >= FRESH and held * 1000 >= HELD * len(own) and has_words(clause.text, WORDS)
