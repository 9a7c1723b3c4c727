"""Who put which words there, as it is kept: a line a version, written when the version is; and read for the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from workbench.definition import queries
from workbench.definition.held import Held
from workbench.definition.models import Authorship, Version
from workbench.errors import Fault
from workbench.wording import earlier
from workbench.wording.blocks import Clause
from workbench.wording.clauses import title
from workbench.wording.passages import places
from workbench.wording.provenance import Book, load
from workbench.wording.words import is_word, tokens

_held: Held[Book] = Held(4)


@dataclass(frozen=True)
class Words:
    """Words that one version put into a clause: characters `start` to `end` of its text, half-open."""

    start: int
    end: int
    text: str
    version: Version

    @property
    def plain(self) -> str:
        """The words as they read: without marks of emphasis, link targets and the {#id} of the clause, and without the
        signs that end what stands before them."""
        words = title(self.text) or self.text
        return words.lstrip(",;:.!? ") or words


@dataclass(frozen=True)
class Stood:
    """Words that stood at a place until version `gone` took them out; `authors` are the versions that had put them there."""

    text: str
    gone: Version
    authors: tuple[Version, ...]

    @property
    def plain(self) -> str:
        """The words as they read."""
        return title(self.text) or self.text


def book(session: Session, version: Version) -> Book:
    """Who put the words of a version there; of the last few asked for, from memory. To be read, never written on."""
    return _held.get(version, lambda: _opened(session, version))


def write(session: Session, before: Version, ordinal: int, docs: Mapping[str, str]) -> None:
    """Keep who put the words of a new version there, `before` being the version before it."""
    written = _opened(session, before)
    written.add(dict(docs), ordinal)
    keep(session, written)


def keep(session: Session, written: Book) -> None:
    """Keep the newest line of a book."""
    step = written.steps[-1]
    session.add(Authorship(ordinal=step.version, line=step.line()))
    session.flush()


def disagreements(session: Session, version: Version, computed: Book) -> Iterator[str]:
    """Says so if the line kept for a version is not the newest one of a book computed anew."""
    kept = session.get(Authorship, version.ordinal)
    if not kept or kept.line != computed.steps[-1].line():
        yield f"version {version.label}: who put its words there is not kept as its history gives it"


def _opened(session: Session, version: Version) -> Book:
    """The book up to a version. A Fault if what is kept is not that."""
    query = select(Authorship.line).where(Authorship.ordinal <= version.ordinal).order_by(col(Authorship.ordinal))
    try:
        found = load(session.exec(query), queries.stored(session, version))
    except ValueError as wrong:
        raise Fault(f"the authors kept for version {version.label} are not those of its text") from wrong
    if len(found.steps) != version.ordinal:
        raise Fault(f"the authors of version {version.label}, or of one before it, are not kept")
    return found


def inside(session: Session, version: Version, clause: Clause, start: int, end: int) -> list[Words]:
    """The words of a clause between two characters of its text, one entry for neighbours of one version, in order.

    Signs on their own, such as the full stop behind words of another version, are left out.
    """
    known = {one.ordinal: one for one in queries.versions(session)}
    found: list[Words] = []
    for span in book(session, version).spans(clause.document):
        low, high = max(span.start - clause.start, start, 0), min(span.end - clause.start, end, len(clause.text))
        text = clause.text[low:high].strip() if low < high else ""
        if any(map(is_word, tokens(text))):
            low += clause.text[low:high].index(text)
            found.append(Words(low, low + len(text), text, known[span.version]))
    return found


def whole(clause: Clause, start: int, end: int) -> tuple[int, int]:
    """The characters of a clause from one to another, with the words that they cut in full; (0, 0) where there are none."""
    met = [(a, b) for a, b in places(clause.text) if a < end and b > start]
    return (met[0][0], met[-1][1]) if met and start < end else (0, 0)


def before(session: Session, version: Version, clause: Clause, words: Words) -> list[Stood]:
    """What stood before where these words of a clause stand, the newest first."""

    def texts(ordinal: int) -> dict[str, str]:
        return queries.stored(session, session.get_one(Version, ordinal))

    opened = book(session, version)
    found = earlier.before(opened, clause.document, clause.start + words.start, clause.start + words.end, texts)
    return [
        Stood(one.text, session.get_one(Version, one.version), tuple(session.get_one(Version, n) for n in one.authors))
        for one in found
    ]
