"""Who put these words here: for every word of a text the version that put it there, and what stood there before.

A word keeps its author when its clause is edited around it, moved, divided, joined or wrapped otherwise, and gets its
author back when it was taken out and returns to where it stood, or returns in company: as a passage of over twenty
characters, or in a whole sentence of eight words and signs or more. A text that has stood before has the authors it had
then. White space has no author of its own: it goes with the word before it. One more version costs what it changed; what
is kept of it is one line (`dump`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.wording.carrying import Texts, again, carry
from workbench.wording.gaps import resplit
from workbench.wording.ledger import Pages, Step, read
from workbench.wording.passages import Digests, passages, places, unpacked
from workbench.wording.recall import Recall

Docs = dict[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a document, half-open, that one version put there."""

    start: int
    end: int
    version: int


class Book:
    """The authorship of all versions of a text, one after the other. `advance` writes the next one into it.

    Versions are called by numbers that rise. Holds the documents of the newest version only. What stood before is told
    by `earlier`.
    """

    STRIDE = 50  # versions after which all pages are held, so that those of any version are soon made

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.texts: Texts = {}
        self._pages: Pages = {}
        self._recall = Recall()
        self._digests = Digests({})
        self._first: list[int] = []  # of each version, the number of the first word that it put in
        self._known: dict[bytes, int] = {}  # versions by the digest of their text
        self._held: list[Pages] = []

    def add(self, docs: Docs, version: int) -> None:
        """Write down the next version. ValueError if its number is not above the last."""
        if self.steps and version <= self.steps[-1].version:
            raise ValueError(f"Version {version} comes after version {self.steps[-1].version}.")
        split = {document: resplit(text, self.texts.get(document, [])) for document, text in docs.items()}
        texts = {document: parts for document, (parts, _) in split.items()}
        gaps = {document: found for document, (_, found) in split.items()}
        mark = self._digests.next(texts, gaps)
        pages = self._before(mark, texts)
        if pages is None:
            made = carry(self.texts, self._pages, texts, self._recall, self._next, gaps)
        else:
            made = again(self._pages, pages, self.texts, self._recall)
        self._write(Step(version, made.fresh, mark, tuple(docs), made.splices, made.lost), made.pages)
        self.texts = texts

    def spans(self, document: str) -> list[Span]:
        """Who wrote each character of a document of the newest version: the spans cover it. KeyError if there is none."""
        found: list[Span] = []
        at = 0
        for text, state in zip(self.texts[document], self._pages[document], strict=True):
            for (start, _), number in zip(places(text), unpacked(state.runs), strict=True):
                version = self.author(number)
                if not found:
                    found.append(Span(0, 0, version))
                elif found[-1].version != version:
                    found[-1] = Span(found[-1].start, at + start, found[-1].version)
                    found.append(Span(at + start, 0, version))
            at += len(text)
        if found:
            found[-1] = Span(found[-1].start, at, found[-1].version)
        return found

    def numbers(self, document: str, start: int, end: int) -> list[int]:
        """The numbers of the words that lie, if only in part, between two characters of a document of the newest version."""
        found: list[int] = []
        at = 0
        for text, state in zip(self.texts[document], self._pages[document], strict=True):
            if at < end and at + len(text) > start:
                there = zip(places(text), unpacked(state.runs), strict=True)
                found += [number for (a, b), number in there if at + a < end and at + b > start]
            at += len(text)
        return found

    def author(self, number: int) -> int:
        """The version that put a word in, by the number of the word."""
        return self.steps[bisect_right(self._first, number) - 1].version

    def pages(self, index: int) -> Pages:
        """The pages of the version at `index`, counted from 0."""
        pages = self._held[index // self.STRIDE]
        for step in self.steps[index // self.STRIDE * self.STRIDE + 1 : index + 1]:
            pages = step.pages(pages)
        return pages

    def dump(self) -> list[str]:
        """A line for each version. The lines of a book are the first lines of the same book later."""
        return [step.line() for step in self.steps]

    @property
    def _next(self) -> int:
        return self._first[-1] + self.steps[-1].fresh if self.steps else 0

    def _before(self, mark: bytes, texts: Texts) -> Pages | None:
        """The pages of the version that had this very text, if one had."""
        index = self._known.get(mark)
        pages = self.pages(index) if index is not None else None
        same = pages and {name: len(page) for name, page in pages.items()} == {n: len(t) for n, t in texts.items()}
        return pages if same else None

    def _write(self, step: Step, pages: Pages) -> None:
        self._first.append(self._next)
        self.steps.append(step)
        self._known.setdefault(step.mark, len(self.steps) - 1)
        if (len(self.steps) - 1) % self.STRIDE == 0:
            self._held.append(pages)
        self._pages = pages

    def _replay(self, step: Step) -> None:
        step.learn(self._pages, self._recall)
        self._write(step, step.pages(self._pages))


def start(docs: Docs, version: int = 0) -> Book:
    """A book with its first version."""
    return advance(Book(), docs, version)


def advance(book: Book, docs: Docs, version: int) -> Book:
    """The book with one version more; it is the same book, written on."""
    book.add(docs, version)
    return book


def blame(versions: Sequence[Docs]) -> Book:
    """The book of all versions, oldest first, called by their index."""
    book = Book()
    for index, docs in enumerate(versions):
        book.add(docs, index)
    return book


def load(lines: Iterable[str], docs: Docs) -> Book:
    """The book that these lines were dumped from; `docs` are the documents of its newest version, else ValueError."""
    book = Book()
    for line in lines:
        book._replay(read(line))
    book.texts = {document: passages(text) for document, text in docs.items()}
    book._digests = Digests(book.texts)
    lengths = {document: len(page) for document, page in book._pages.items()}
    if lengths != {document: len(texts) for document, texts in book.texts.items()}:
        raise ValueError("These are not the documents of the newest version in this book.")
    return book
