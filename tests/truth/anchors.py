"""Whether quotations are found again where their words are: on every real history, against two truths.

One truth is traced word by word through the real versions by other code than the engine's (`tracer`), the other comes
with versions made by edits that are known (`edited`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.truth import Table, texts
from tests.truth.edited import Edited
from tests.truth.tracer import DOUBT, Row, trace
from workbench.wording.anchors import Carried, Quote, carry_texts

FAR = (20, 100, 10_000)  # versions that quotations are carried through, as far as there are so many
DRAWN = 3_000
SAMPLE = ("debian-social-contract", "dpg-standard", "nixos-constitution", "open-definition", "osaid")
SAMPLED = 300
HEAD = ("history", "versions", "truth", "unchanged", "right", "wrong", "lost", "edited", "right", "wrong", "lost", "gone", "false", "open")  # fmt: skip
CLASSES = ("same", "edited", "gone")


@dataclass
class Tally:
    """How quotations were judged: by (class, verdict). `cases` keeps some of every verdict but right."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    cases: dict[tuple[str, str], list[tuple[Quote, Carried]]] = field(default_factory=dict)

    def all(self, kind: str) -> int:
        return sum(count for (known, _), count in self.counts.items() if known == kind)

    def rate(self, kind: str, verdict: str) -> float:
        """Share of a class, in per cent."""
        return 100 * self.counts[kind, verdict] / max(1, self.all(kind))

    def cells(self) -> tuple[str, ...]:
        found: list[str] = []
        for kind, verdicts in zip(CLASSES, (("right", "wrong", "lost"),) * 2 + (("false",),), strict=True):
            found += [str(self.all(kind)), *(f"{self.rate(kind, verdict):.2f}" for verdict in verdicts)]
        return *found, str(self.all("open"))

    def misses(self, name: str) -> Iterator[str]:
        """The bars not reached, of classes with any quotations."""
        bars = (
            (self.rate("same", "right") >= 99, "same", "right place for words that did not change"),
            (self.rate("edited", "right") >= 90, "edited", "right place for words that were edited"),
            (self.rate("edited", "wrong") <= 2, "edited", "wrong place for words that were edited"),
            (self.rate("gone", "false") <= 2, "gone", "a place for words that are gone"),
        )
        yield from (f"{name}: {what}" for is_met, kind, what in bars if not is_met and self.all(kind))


def drawn(row: Row, many: int, seed: int) -> list[Quote]:
    """Passages of one to thirty words; every fourth begins or ends where no word does."""
    chance = Random(seed)
    found: list[Quote] = []
    for _ in range(many):
        first = chance.randrange(len(row.words))
        last = min(len(row.words) - 1, first + chance.randrange(30))
        start, end = row.spans[first][0], row.spans[last][1]
        if chance.random() < 0.25:
            start, end = max(0, start + chance.randint(-4, 2)), min(len(row.text), end + chance.randint(-2, 4))
        found.append(Quote(start, max(end, start + 1)))
    return found


def judged(old: Row, new: Row, now: Sequence[int], quotes: Sequence[Quote], carried: Sequence[Carried]) -> Tally:
    """Compare the answers with the truth: `now` has for each word of the first text its place in the last."""
    tally = Tally()
    come = set(now)
    for quote, answer in zip(quotes, carried, strict=True):
        words = _over(old, quote.start, quote.end)
        own = [now[at] for at in words if now[at] >= 0]
        kind = _kind(own, len(words), sum(now[at] == DOUBT for at in words))
        if not kind:
            tally.counts["open", ""] += 1
        else:
            placed = None if answer.start is None or answer.end is None else _over(new, answer.start, answer.end)
            verdict = _verdict(kind, own, placed, come)
            tally.counts[kind, verdict] += 1
            if verdict != "right":
                tally.cases.setdefault((kind, verdict), []).append((quote, answer))
    return tally


def _over(row: Row, start: int, end: int) -> range:
    """The words that some characters touch."""
    low = bisect_right(row.spans, start, key=lambda span: span[1])
    return range(low, max(low, bisect_left(row.spans, end, key=lambda span: span[0])))


def _kind(own: Sequence[int], words: int, doubtful: int) -> str:
    """same: all words stand in a row; edited: at least half of them stand; gone: under a quarter, with those in doubt.

    Else it is open: what became of it is a matter of taste."""
    if not words:
        return ""
    if len(own) == words and own[-1] - own[0] == words - 1 and list(own) == sorted(own):
        return "same"
    return "edited" if 2 * len(own) >= words else "gone" if 4 * (len(own) + doubtful) < words else ""


def _verdict(kind: str, own: Sequence[int], placed: range | None, come: set[int]) -> str:
    """Of words unchanged the place has to be theirs exactly; of words edited it has to cover at least half of those that
    stand, and of words from elsewhere at most half as many."""
    if placed is None:
        return "right" if kind == "gone" else "lost"
    if kind == "gone":
        return "false"
    covered = sum(at in placed for at in own)
    strange = sum(at in come for at in placed) - covered
    if kind == "same":
        return "right" if list(own) == list(placed) else "near" if covered else "wrong"
    if 2 * covered >= len(own) and 2 * strange <= covered:
        return "right"
    return "near" if covered > strange else "wrong"


def traced(name: str, many: int, far: int) -> tuple[int, Tally]:
    """A real history, as far as it goes up to so many versions, against the tracer."""
    known = ["".join(docs.values()) for docs in texts.versions(name)][: far + 1]
    rows = [Row(text) for text in known]
    quotes = drawn(rows[0], many, far)
    return len(known) - 1, judged(rows[0], rows[-1], trace(rows), quotes, carry_texts(known, quotes))


def made(name: str, many: int, far: int) -> Tally:
    """So many versions made by known edits from the last text of a history."""
    edited = Edited("".join(texts.versions(name)[-1].values()), far)
    known = [edited.text()]
    for _ in range(far):
        edited.advance()
        known.append(edited.text())
    old, new = Row(known[0]), Row(known[-1])
    quotes = drawn(old, many, far)
    return judged(old, new, edited.now(), quotes, carry_texts(known, quotes))


def table(whole: bool) -> Table:
    """Right, wrong, lost and false per history, distance and truth, in per cent; the bars are those of all together.

    A history that was written anew has no sure truth of its own: there the two tracings differ by taste."""
    names, many = (texts.HISTORIES, DRAWN) if whole else (SAMPLE, SAMPLED)
    rows: list[tuple[str, ...]] = []
    misses: list[str] = []
    sums = {"traced": Tally(), "made": Tally()}
    for name in names:
        for far, truth, tally in _measured(name, many):
            rows.append((name, str(far), truth, *tally.cells()))
            sums[truth].counts += tally.counts
    for truth, tally in sums.items():
        rows.append(("all", "", truth, *tally.cells()))
        misses += tally.misses(f"All histories, {truth}")
    return Table("Quotations carried through the versions (per cent)", HEAD, rows, misses)


def _measured(name: str, many: int) -> Iterator[tuple[int, str, Tally]]:
    known: set[int] = set()
    for far in FAR:
        steps, tally = traced(name, many, far)
        if steps not in known:
            known.add(steps)
            yield steps, "traced", tally
    for far in FAR[:2]:
        yield far, "made", made(name, many, far)
