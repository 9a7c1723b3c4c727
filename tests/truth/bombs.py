"""Texts made to be slow, through every part of the engine: each is answered rightly, in bounded steps and memory.

Steps are counted, not timed: calls of functions, of Python's own too, for each character of the three texts. A limit of
time, far above what is needed, is set only where the whole is counted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.memory import forget
from tests.truth import Table
from tests.truth.families import FAMILIES, FULL
from workbench.wording import faces
from workbench.wording.lint import clean, lint
from workbench.wording.merge import merge
from workbench.wording.redline import redline

ROOT = Path(__file__).absolute().parents[2]
SMALL = 4_000  # size at which the tests try every family
SLACK = 200_000  # steps that even an empty text may cost
STEPS = 400  # a character
SECONDS = 60
MEGABYTES = 300


@dataclass(frozen=True)
class Facts:
    """What one family took, for so many characters, and what was wrong in the answers."""

    size: int
    steps: int
    changes: int
    merge: str
    seconds: float
    wrong: tuple[str, ...]


def table(whole: bool) -> Table:
    """Every family at full size, each in a process of its own; for the tests small ones, all in one process."""
    names = list(FAMILIES)
    rows, misses = [], []
    for group in [[name] for name in names] if whole else [names]:
        found, megabytes = _apart(group, FULL if whole else SMALL)
        for name, facts in found.items():
            rows.append(_row(name, facts, megabytes))
            misses += _misses(name, facts, whole)
        if megabytes >= MEGABYTES:
            misses.append(f"{group[-1]}: {megabytes} MB of memory, {MEGABYTES} allowed")
    head = ("family", "characters", "steps a character", "changes", "merge", "seconds", "MB")
    title = f"Texts made to be slow: {len(names)} families through redline, faces, lint and merge"
    return Table(title, head, rows, misses)


def _row(name: str, facts: Facts, megabytes: int) -> tuple[str, ...]:
    counted = f"{facts.steps / max(1, facts.size):.1f}"
    return (name, f"{facts.size:,}", counted, f"{facts.changes:,}", facts.merge, f"{facts.seconds:.1f}", str(megabytes))


def _misses(name: str, facts: Facts, whole: bool) -> list[str]:
    found = [f"{name}: {what}" for what in facts.wrong]
    if facts.steps > SLACK + STEPS * facts.size:
        found.append(f"{name}: {facts.steps:,} steps for {facts.size:,} characters, {STEPS} each allowed")
    if whole and facts.seconds > SECONDS:
        found.append(f"{name}: {facts.seconds} seconds, {SECONDS} allowed")
    return found


def _apart(names: list[str], size: int) -> tuple[dict[str, Facts], int]:
    """The answers of a process of its own, which nothing before has filled with memory, and its megabytes at most."""
    words = [sys.executable, "-m", "tests.truth.bombs", str(size), *names]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"stopped by signal {-done.returncode}"])[-1]
        return dict.fromkeys(names, Facts(size, 0, 0, "", 0.0, (f"it broke: {last}",))), 0
    answer = json.loads(done.stdout)
    return {name: Facts(**facts) for name, facts in answer["families"].items()}, int(answer["megabytes"])


def defused(name: str, size: int) -> Facts:
    """One family through every part, once for the time and once more for the steps, with nothing remembered."""
    old, new = FAMILIES[name](size)
    theirs = f"At first.\n\n{old.rstrip()}\n\nAt last.\n"
    total = len(old) + len(new) + len(theirs)
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    started = time.process_time()
    try:
        wrong, changes, state = _through(old, new, theirs)
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError) as why:
        return Facts(total, 0, 0, "", 0.0, (f"it broke: {why!r}"[:200],))
    seconds = round(time.process_time() - started, 2)
    forget()
    sys.setprofile(count)
    try:
        _through(old, new, theirs)
    finally:
        sys.setprofile(None)
    return Facts(total, counted, changes, state, seconds, tuple(wrong))


def _through(old: str, new: str, theirs: str) -> tuple[list[str], int, str]:
    """What is wrong in the answers, the number of changes, the outcome of the merge."""
    change = redline(old, new)
    wrong = []
    segments = [segment for entry in change.clauses for segment in entry.segments]
    sides = ("".join(segment.text for segment in segments if segment.op != op) for op in "+-")
    if tuple(sides) != (old, new):
        wrong.append("the segments are not the texts")
    if faces.uncritic(faces.critic(change)) != (old, new):
        wrong.append("CriticMarkup read back is not the texts")
    json.dumps(faces.to_json(change))
    faces.text(change)
    where = faces.whereabouts(change)
    for entry in change.clauses:
        faces.html(entry, where=where)
    lint(old, new, markdown=True)
    if lint("", clean(new), scripts=("Latin",)) and clean(clean(new)) != clean(new):
        wrong.append("a cleaned text is cleaned again")
    answer = merge({"": old}, {"": new}, {"": theirs})
    if answer.state != "conflict" and _letters((answer.docs or {})[""]) != f"Atfirst.{_letters(new)}Atlast.":
        wrong.append(f"merged {answer.state}, and the text is not what both sides wrote")
    return wrong, change.summary.changes, answer.state


def _letters(text: str) -> str:
    """All but white space, which a merge may take from either side."""
    return "".join(text.split())


def peak() -> int:
    """Megabytes this program held at most. What Linux tells as `ru_maxrss` may be that of the process it was begun by."""
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    found = {name: asdict(defused(name, int(sys.argv[1]))) for name in sys.argv[2:]}
    print(json.dumps({"families": found, "megabytes": peak()}))
