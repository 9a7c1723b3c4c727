"""The laws of the redline: accept all is the new text, reject all the old one, and every process prints the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from bench.corpus import Editor
from tests.truth import Table, texts
from tests.truth.texts import HISTORIES, Docs
from tests.wording.test_laws import pairs
from tests.wording.test_redline import lawful
from workbench.wording import faces
from workbench.wording.clauses import read
from workbench.wording.merge import Merge, merge
from workbench.wording.redline import Redline, redline

ROOT = Path(__file__).absolute().parents[2]
GENERATED, FEW = 20_000, 300
LAST = 2  # neighbouring pairs of each history, its last ones, that the tests look at
SEEDS = ("0", "1", "4242")


def table(whole: bool) -> Table:
    """Pairs tried and laws broken; none may be."""
    rows = [_row("generated pairs (Hypothesis)", _generated(GENERATED if whole else FEW))]
    rows += [_row(f"{name}, neighbouring versions", _broken(_neighbours(name, whole))) for name in HISTORIES]
    rows.append(_row("fr-articles, before and after", _broken(_articles(whole))))
    misses = [f"{row[0]}: {row[2]} of {row[1]} pairs break a law" for row in rows if row[2] != "0"]
    prints = [_apart(seed, whole) for seed in SEEDS]
    differ = sum(len(set(found)) > 1 for found in zip(*prints, strict=True))
    rows.append(
        (f"the same bytes in {len(SEEDS)} processes, hash seeds {', '.join(SEEDS)}", str(len(prints[0])), str(differ))
    )
    if differ or not prints[0]:
        misses.append(f"{differ} of {len(prints[0])} answers differ from process to process")
    return Table("Laws of the redline", ("pairs", "tried", "broken"), rows, misses)


def _row(what: str, counted: tuple[int, int]) -> tuple[str, ...]:
    return what, f"{counted[0]:,}", f"{counted[1]:,}"


def _generated(count: int) -> tuple[int, int]:
    tried = broken = 0

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(pairs)
    def try_one(pair: tuple[str, str]) -> None:
        nonlocal tried, broken
        tried += 1
        broken += not _keeps({"": pair[0]}, {"": pair[1]})

    try_one()
    return tried, broken


def _broken(row: Iterable[tuple[Docs, Docs]]) -> tuple[int, int]:
    """How many pairs were tried, both ways round, and how many broke a law."""
    found = [_keeps(*pair) for old, new in row for pair in ((old, new), (new, old))]
    return len(found), found.count(False)


def _keeps(old: Docs, new: Docs) -> bool:
    change = redline(old, new)
    return lawful(old, new, change) and all(_read_back(change, path) for path in {e.document for e in change.clauses})


def _read_back(change: Redline, path: str) -> bool:
    """Whether CriticMarkup, with all changes rejected and with all accepted, is what the segments say."""
    here = replace(change, clauses=tuple(entry for entry in change.clauses if entry.document == path))
    row = [segment for entry in here.clauses for segment in entry.segments]
    sides = tuple("".join(segment.text for segment in row if segment.op != op) for op in "+-")
    return faces.uncritic(faces.critic(here)) == sides


def _neighbours(name: str, whole: bool) -> Iterator[tuple[Docs, Docs]]:
    versions = texts.versions(name)
    yield from pairwise(versions if whole else versions[-LAST - 1 :])


def _articles(whole: bool) -> Iterator[tuple[Docs, Docs]]:
    found = texts.articles()
    for before, after in found if whole else found[::12]:
        yield {"": before}, {"": after}


def _apart(seed: str, whole: bool) -> list[str]:
    """What a process of its own prints for a row of pairs, one fingerprint each."""
    words = [sys.executable, "-m", "tests.truth.laws", *(["whole"] if whole else [])]
    around = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env=around, check=True)
    return done.stdout.split()


def _prints(whole: bool) -> Iterator[str]:
    """Fingerprints of all that the engine says of each pair: redline in four faces, notices, clauses, merge."""
    editor = Editor(11)
    drafts = [editor.draft(1_000)]
    drafts += [editor.edited(drafts[0], 20) for _ in range(6 if whole else 2)]
    row = [({"": old.text}, {"": new.text}) for old, new in pairwise(drafts)]
    for name in HISTORIES:
        row += list(_neighbours(name, whole))[-20 if whole else -1 :]
    for old, new in row:
        yield _print(old, new)


def _print(old: Docs, new: Docs) -> str:
    change = redline(old, new)
    where = faces.whereabouts(change)
    said = [
        json.dumps(faces.to_json(change)),
        *(faces.html(entry, where=where) for entry in change.clauses),
        faces.text(change),
        faces.critic(change),
        repr([clause.id for clause in read(new, read(old))]),
        _said(merge(old, new, {path: f"At first.\n\n{text}" for path, text in old.items()})),
    ]
    return sha256("\0".join(said).encode()).hexdigest()


def _said(answer: Merge) -> str:
    return repr((answer.state, answer.docs, answer.meetings))


if __name__ == "__main__":
    print("\n".join(_prints("whole" in sys.argv[1:])))
