"""Who wrote each word, against WikiWho and against the truth: bars P12, P13 and Q5."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from bench import rivals
from bench.corpus import Editor, History
from bench.meter import Bar, once
from workbench.wording.provenance import Book, advance

LONG = 2_000
TOGETHER = 400  # versions that both walk through
TURN = 20  # versions one walks before the other has its turn


def bars() -> Iterator[Bar]:
    """All bars of provenance on a made history of 2,000 versions, every 25th of which takes something back."""
    history = Editor(5).history(10_000, LONG)
    yield from side_by_side([draft.text for draft in history.drafts[:TOGETHER]], "10k words", history)
    book, took, letters = Book(), [0.0], 0
    for version, draft in enumerate(history.drafts):
        text = draft.text
        letters += len(text.encode())
        took.append(took[-1] + once(lambda text=text, version=version: _none(advance(book, {"": text}, version))))  # type: ignore[misc]
    yield Bar("P13", "growth from 200 to 2,000 versions", took[-1] / took[200], 11, 13)
    right = _right(
        history, LONG - 1, {start: span.version for span in book.spans("") for start in range(span.start, span.end)}
    )
    yield Bar("Q5", f"words of version {LONG:,} with their right version", right, 0.995, 0.99, True, "%")
    stored = sum(len(line.encode()) for line in book.dump())
    yield Bar("Q5", "stored for all versions, against the bytes of their texts", stored / letters, 0.01, 0.01, unit="%")


def _none(_: object) -> None:
    return None


def side_by_side(texts: Sequence[str], what: str, history: History | None = None) -> Iterator[Bar]:
    """P12: both walk through the same versions in turns; what a version costs is the middle of their turns."""
    book, article = Book(), rivals.wikiwho(())
    ours: list[float] = []
    theirs: list[float] = []
    turns = list(pairwise([*range(0, len(texts), TURN), len(texts)]))
    for start, end in turns:
        ours.append(once(lambda: _walk(book, texts, start, end)) / (end - start))  # noqa: B023
        if article is not None:
            theirs.append(once(lambda: rivals.walk(article, texts, start, end)) / (end - start))  # noqa: B023
    if article is None:
        yield Bar(
            "P12",
            f"one more version cheaper than WikiWho's, {what}",
            None,
            8,
            4,
            True,
            note="WikiWho is not installed here",
        )
        return
    later = slice(1, None) if len(turns) > 2 else slice(None)  # the first turn reads the first version as well
    value = median(theirs[later]) / median(ours[later])
    yield Bar(
        "P12",
        f"one more version cheaper than WikiWho's, {what}",
        value,
        8,
        4,
        True,
        note=f"{len(texts)} versions, {TURN} in turn",
    )
    if history:
        last = len(texts) - 1
        own = {start: span.version for span in book.spans("") for start in range(span.start, span.end)}
        yield Bar(
            "Q5",
            f"words of version {len(texts)} with their right version",
            _right(history, last, own),
            None,
            None,
            True,
            "%",
        )
        yield Bar(
            "Q5",
            "the same by WikiWho",
            _right(history, last, rivals.wikiwho_spots(article, texts[-1])),
            None,
            None,
            True,
            "%",
        )


def _walk(book: Book, texts: Sequence[str], start: int, end: int) -> None:
    for version in range(start, end):
        advance(book, {"": texts[version]}, version)


def _right(history: History, version: int, said: dict[int, int]) -> float:
    """The share of words whose version is said rightly; `said`: character of the text -> version."""
    spots = [(start, number) for number, (start, end) in history.drafts[version].spots.items() if number]
    text = history.drafts[version].text
    words = [(start, number) for start, number in spots if text[start].isalnum()]
    return sum(said.get(start) == history.author(number) for start, number in words) / len(words)
