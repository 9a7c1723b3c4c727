"""The redline against its rivals, against itself on other sizes, and against the truth: bars P1 to P6, Q1, Q2."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from statistics import mean, median

from bench import rivals
from bench.corpus import Draft, Editor
from bench.memory import forget
from bench.meter import ROUNDS, Bar, Rival, once, race
from bench.quality import Quality, marks, quality
from workbench.wording import faces
from workbench.wording.clauses import read
from workbench.wording.redline import redline

Pair = tuple[Draft, Draft]
SEEDS = (1, 2, 3, 4, 5)
ROOT = Path(__file__).resolve().parents[1]


def drafts(words: int, edits: int, seed: int = 1) -> Pair:
    """A text and the same after so many edits."""
    editor = Editor(seed)
    old = editor.draft(words)
    return old, editor.edited(old, edits)


def cold(old: str, new: str) -> float:
    """Seconds that a redline takes an engine which remembers nothing; forgetting is not counted."""
    forget()
    return once(lambda: _done(redline(old, new)))


def bars() -> Iterator[Bar]:
    """All bars of the redline on made texts."""
    old, new = (draft.text for draft in drafts(10_000, 100))
    five = [(one.text, other.text) for one, other in (drafts(10_000, 100, seed) for seed in SEEDS)]
    yield from against(five, "10k words, 100 edits")
    yield from _growth()
    yield from itself(old, new, "10k words, 100 edits")
    yield from _worst(old, new)
    yield from _read()
    yield _same(old, new)


def against(pairs: Sequence[tuple[str, str]], what: str) -> Iterator[Bar]:
    """P1 and P2: how many times faster than each rival, one after the other on the same pair of texts, pair after pair.

    A machine may change its pace while the slowest rival runs: ours is measured before and after each rival."""
    row: dict[str, Callable[[str, str], object]] = {"dmp": rivals.dmp_words}
    if rivals.installed("fast_diff_match_patch"):
        row["fast"] = rivals.fast_words
    row |= {name: rival for name, rival in (("php", rivals.wikidiff2()), ("js", rivals.jsdiff())) if rival}
    times: dict[str, list[float]] = {name: [] for name in row}
    for turn in range(ROUNDS):
        old, new = pairs[turn % len(pairs)]
        before = _ours(old, new)
        for name, rival in row.items():
            if name != "js" or turn < 3:
                took = once(partial(_timed, rival, old, new))
                after = _ours(old, new)
                times[name].append(2 * took / (before + after))
                before = after
    for number, name, called, goals in RIVALS:
        value = median(times[name]) if name in times else None
        note = (
            f"{min(times[name]):.3g} to {max(times[name]):.3g}" if name in times else f"{called} is not installed here"
        )
        note += ", median of 3" if name == "js" and value else ""
        yield Bar(number, f"faster than {called}, {what}", value, *goals, True, note=note)


def _ours(old: str, new: str) -> float:
    return median(once(partial(cold, old, new)) for _ in range(5))


def _timed(rival: Callable[[str, str], object], old: str, new: str) -> float | None:
    """Runs a rival; the seconds it measured itself, if it did."""
    answer = rival(old, new)
    return answer if isinstance(answer, float) else None


RIVALS: tuple[tuple[str, str, str, tuple[float | None, float | None]], ...] = (
    ("P1", "dmp", "diff-match-patch over the whole text as words", (100, 40)),
    ("P1", "fast", "fast-diff-match-patch (C++) over the whole text as words", (None, None)),
    ("P2", "php", "php-wikidiff2 (C++)", (1, None)),
    ("P2", "js", "jsdiff diffWordsWithSpace", (50, None)),
)


def _done(_: object) -> None:
    return None


def _growth() -> Iterator[Bar]:
    """P3: the time of ten times the text with ten times the edits; several texts of each size, since small ones differ."""
    texts = {
        words: [(one.text, other.text) for one, other in (drafts(words, words // 100, seed) for seed in seeds)]
        for words, seeds in ((1_000, range(1, 11)), (10_000, SEEDS), (100_000, (1, 2)))
    }
    rows: dict[str, Rival] = {
        f"{words} {k}": partial(cold, *pair) for words, pairs in texts.items() for k, pair in enumerate(pairs)
    }
    took = race(rows)
    cost = {words: mean(took[f"{words} {k}"] for k in range(len(pairs))) for words, pairs in texts.items()}
    for small, large in ((1_000, 10_000), (10_000, 100_000)):
        yield Bar("P3", f"growth from {small:,} to {large:,} words, edits alike", cost[large] / cost[small], 11, 20)


def itself(old: str, new: str, what: str) -> Iterator[Bar]:
    """P4 and P5: a redline that is remembered, and one of two equal texts, as parts of a first one."""

    def warm() -> float:
        redline(old, new)
        return once(lambda: _done(redline(old, new)))

    def noticed() -> float:
        forget()
        made = redline(old, new)
        return once(lambda: _done(made.notices))

    def kept(text: str) -> float:
        forget()
        before = read({"": old})
        after = read({"": text}, before)
        forget()
        return once(lambda: _done(redline(old, text, old_clauses=before, new_clauses=after)))

    row: dict[str, Rival] = {
        "cold": lambda: cold(old, new),
        "warm": warm,
        "same": lambda: cold(old, old),
        "notices": noticed,
        "kept": lambda: kept(new),
        "kept same": lambda: kept(old),
    }
    took = race(row, rounds=2 * ROUNDS)
    yield Bar("P4", f"remembered against first, {what}", took["warm"] / took["cold"], 0.25, 0.4)
    yield Bar("P5", f"equal texts against different ones, {what}", took["same"] / took["cold"], 0.06, 0.15)
    yield Bar(
        "P5", "the same where the clauses are given, as on every page", took["kept same"] / took["kept"], None, None
    )
    yield Bar("P1", "with the clauses given against reading both texts", took["kept"] / took["cold"], None, None)
    yield Bar(
        "P1", "the notices, found when first asked for, against the redline", took["notices"] / took["cold"], None, None
    )


def _worst(old: str, new: str) -> Iterator[Bar]:
    """P6: texts that are hard to compare, against an ordinary revision of the same size."""
    sections = old.split("\n\n")
    turned = list(sections)
    Random(6).shuffle(turned)
    hard = {
        "another text": (old, Editor(77).draft(10_000).text),
        "a term replaced everywhere": (old, old.replace("object", "managed thing").replace("method", "way")),
        "clauses shuffled": (old, "\n\n".join(turned)),
        "one giant paragraph": (" ".join(old.split()), " ".join(new.split())),
    }
    row: dict[str, Rival] = {name: partial(cold, *pair) for name, pair in hard.items()}
    took = race({"usual": lambda: cold(old, new), **row})
    for name in hard:
        yield Bar("P6", f"{name}, against 100 edits", took[name] / took["usual"], 6, 10)


def _read() -> Iterator[Bar]:
    """Q1: how it reads, the middle of five texts; wrong twins: the worst of them."""
    found: list[Quality] = []
    for seed in SEEDS:
        old, new = drafts(10_000, 100, seed)
        found.append(quality(old, new, marks(redline(old.text, new.text))))
    yield Bar(
        "Q1",
        "characters marked for each truly changed, moves not counted",
        median(one.letters for one in found),
        1.05,
        1.05,
    )
    yield Bar("Q1", "stretches of marks for each true one", median(one.fragments for one in found), 1.05, 1.05)
    own = median(one.true_islands for one in found)
    yield Bar(
        "Q1",
        "islands of fewer than three words",
        median(one.islands for one in found),
        5,
        5,
        unit="",
        note=f"the edits themselves left {own:.0f}",
    )
    yield Bar(
        "Q1",
        "words paired with another's, the worst of five texts",
        max(one.false for one in found),
        0.001,
        0.001,
        unit="%",
    )
    yield Bar("Q1", "kept words found, the worst of five texts", min(one.kept for one in found), None, None, True, "%")


def _same(old: str, new: str) -> Bar:
    """Q2: both texts restored, and the same bytes from processes of other hash seeds."""
    change = redline(old, new)
    prints = {sha256(repr(faces.to_json(change)).encode()).hexdigest()}
    restored = faces.uncritic(faces.critic(change)) == (old, new)
    for seed in ("0", "7", "4242"):
        words = [sys.executable, "-m", "bench.redlines"]
        done = subprocess.run(
            words, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        prints.add(done.stdout.strip())
    return Bar(
        "Q2", "same bytes in four processes, both texts restored", float(restored and len(prints) == 1), 1, 1, True, "%"
    )


if __name__ == "__main__":
    print(sha256(repr(faces.to_json(redline(*(draft.text for draft in drafts(10_000, 100))))).encode()).hexdigest())
