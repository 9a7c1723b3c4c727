"""Who wrote each word: against generated histories whose authors are known, and the laws of a book on every real history.

Generated: one to three edits a version, clauses moved, and every 25th version takes words back up, whose authors must be
the first ones again. Real: the authors of every version cover it; a version that has stood before has the authors it had
then; no word stands twice; a book that was stored and opened again goes on as if it had never been closed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bench.corpus import Editor, History
from tests.truth import Table, texts
from tests.truth.texts import HISTORIES, Docs
from workbench.wording.passages import unpacked
from workbench.wording.provenance import Book, Span, load

SEEDS = (1, 2, 3)
BAR = 0.995  # share of words that must have the right author
STORED = 0.01  # share of the bytes of all versions that their authors may take
HEAD = ("history", "versions", "words", "written later", "right", "right of the later", "stored", "laws broken")


def table(whole: bool) -> Table:
    """Words with the right author; how much is kept; and breaches of the laws, of which there may be none."""
    rows, misses = [], []
    for seed in SEEDS if whole else SEEDS[:1]:
        history = Editor(seed).history(10_000 if whole else 3_000, 2_000 if whole else 200)
        (row, missed) = _generated(f"generated, seed {seed}", history, whole)
        rows.append(row)
        misses += missed
    for name in HISTORIES:
        versions = texts.versions(name) if whole else texts.versions(name)[-12:]
        broken = _broken(versions)
        book = _book(versions)
        words = sum(
            count for page in book.pages(len(versions) - 1).values() for state in page for _, count in state.runs
        )
        rows.append(
            (name, str(len(versions)), f"{words:,}", "", "", "", _share(_stored(book, versions)), str(len(broken)))
        )
        misses += [f"{name}: {sentence}" for sentence in broken]
    return Table("Who wrote each word", HEAD, rows, misses)


def _generated(name: str, history: History, whole: bool) -> tuple[tuple[str, ...], list[str]]:
    versions = [{"": draft.text} for draft in history.drafts]
    book = _book(versions)
    right, later = _right(book.spans(""), history)
    shares = [sum(found) / len(found) for found in (right, later)]
    stored = _stored(book, versions)
    misses = [f"{name}: {_share(share)} of the words have the right author" for share in shares if share < BAR]
    misses += [f"{name}: {_share(stored)} of the text's bytes are kept"] * (whole and stored > STORED)
    row = (name, str(len(versions)), f"{len(right):,}", f"{len(later):,}", *map(_share, (*shares, stored)), "")
    return row, misses


def _right(spans: Sequence[Span], history: History) -> tuple[list[bool], list[bool]]:
    """For each word of the last version, and for those written after the first: is its author the right one?"""
    draft = history.drafts[-1]
    starts = [span.start for span in spans]
    right, later = [], []
    for text, number in draft.tokens():
        if number in draft.spots and text[0].isalnum():
            author = history.author(number)
            right.append(spans[bisect_right(starts, draft.spots[number][0]) - 1].version == author)
            later += right[-1:] if author else []
    return right, later


def _book(versions: Sequence[Docs]) -> Book:
    book = Book()
    for index, docs in enumerate(versions):
        book.add(docs, index)
    return book


def _broken(versions: Sequence[Docs]) -> list[str]:
    """The laws that the book of a history breaks, a sentence each."""
    found = []
    book = Book()
    known: dict[tuple[tuple[str, str], ...], dict[str, list[Span]]] = {}
    for index, docs in enumerate(versions):
        book.add(docs, index)
        spans = {document: book.spans(document) for document in docs}
        if not all(_covers(spans[document], text) for document, text in docs.items()):
            found.append(f"the authors do not cover version {index}")
        if known.setdefault(tuple(docs.items()), spans) != spans:
            found.append(f"version {index} has stood before, with other authors")
        numbers = [n for page in book.pages(index).values() for state in page for n in unpacked(state.runs)]
        if len(numbers) != len(set(numbers)):
            found.append(f"a word stands twice in version {index}")
    half = len(versions) // 2
    again = load(book.dump()[:half], versions[half - 1])
    for index in range(half, len(versions)):
        again.add(versions[index], index)
    if again.dump() != book.dump() or any(again.spans(document) != book.spans(document) for document in versions[-1]):
        found.append("opened again, the book goes on otherwise")
    return found


def _covers(spans: Sequence[Span], text: str) -> bool:
    at = 0
    for span in spans:
        if span.start != at or span.end <= at:
            return False
        at = span.end
    return at == len(text)


def _stored(book: Book, versions: Sequence[Docs]) -> float:
    """The size of all lines against that of all versions, in bytes."""
    kept = sum(len(line.encode()) + 1 for line in book.dump())
    return kept / sum(len(text.encode()) for docs in versions for text in docs.values())


def _share(share: float) -> str:
    return f"{100 * share:.2f} %"
