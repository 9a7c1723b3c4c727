"""Merging: every merged proposal of every history done again, and proposals on one base merged two by two, beside git.

Git merges by lines. Where it and the merge by words do not say the same, the pair is listed with the reason.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.truth import Table
from tests.truth.texts import DATA, HISTORIES, Amendment, Docs, amendments, versions
from workbench.wording.compatibility import Compatibility
from workbench.wording.footprint import Base, Footprint, footprint
from workbench.wording.merge import Merge, merge
from workbench.wording.rebase import rebase

SAMPLE = ("nixos-constitution", "open-definition", "dpg-standard")
REWRAPPED = ("nixos-constitution", (199, 202, 203))
WRAPPED = 4  # the version of that history that has every line wrapped anew and every word as it was
LEAST = 99  # merged proposals in a hundred that have to come out as they are on record
ARTICLES = 40  # of the French bills, each with proposals made up for it
PROPOSALS = 6


@dataclass
class Count:
    """Pairs that went the same way, and the first of them by name."""

    names: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return str(len(self.names))


@dataclass
class Tally:
    """What became of the pairs, by text, way of meeting and reason; and the bars that were missed."""

    counts: dict[tuple[str, str, str, str, str], Count] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    replayed: int = 0
    reproduced: int = 0

    def add(self, text: str, kind: str, lines: str, words: str, reason: str, name: str) -> None:
        self.counts.setdefault((text, kind, lines, words, reason), Count()).names.append(name)


def table(whole: bool) -> Table:
    """All histories, or a fixed sample of them."""
    tally = Tally()
    with TemporaryDirectory() as folder:
        for history in HISTORIES if whole else SAMPLE:
            _replayed(tally, Path(folder), history)
            _paired(tally, Path(folder), history, whole)
        _generated(tally, Path(folder), ARTICLES if whole else ARTICLES // 8)
    if 100 * tally.reproduced < LEAST * tally.replayed:
        tally.misses.append(f"only {tally.reproduced} of {tally.replayed} merged proposals come out as on record")
    rows: list[tuple[str, ...]] = [
        (*key, str(count), _named(*key[2:4], count.names)) for key, count in tally.counts.items()
    ]
    head = ("text", "what", "by lines (git)", "by words", "why", "pairs", "which, where the two differ")
    return Table("Merging", head, rows, tally.misses)


def _named(lines: str, words: str, names: list[str]) -> str:
    agree = (lines == "conflict") == (words == "conflict")
    return "" if agree else " ".join(names)


def by_lines(folder: Path, base: Docs, ours: Docs, theirs: Docs) -> Docs | None:
    """The merge of git; None where it calls a conflict."""
    merged: Docs = {}
    for path in base:
        for name, docs in (("base", base), ("ours", ours), ("theirs", theirs)):
            (folder / name).write_bytes(docs.get(path, "").encode())
        command = ["git", "merge-file", "-p", *(str(folder / name) for name in ("ours", "base", "theirs"))]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            return None
        merged[path] = done.stdout.decode()
    return merged


def _replayed(tally: Tally, folder: Path, history: str) -> None:
    """Each proposal that was merged: its base, itself, the version before, and the version it made."""
    known = versions(history)
    for amendment in amendments(history):
        if amendment.merged is None:
            continue
        base, theirs, recorded = (known[number] for number in _numbers(amendment))
        answer, lines = merge(base, amendment.docs, theirs), by_lines(folder, base, amendment.docs, theirs)
        name = str(amendment.id)
        tally.replayed += 1
        if answer.state != "conflict" and answer.docs == recorded:
            tally.reproduced += 1
            state, why = answer.state, "the recorded text, byte for byte"
        elif answer.state == "conflict":
            state, why = "conflict", "a person had to write"
        elif answer.docs == lines:
            state, why = answer.state, "git's merge differs from the record in the same bytes"
        else:
            state, why = "wrong", "another text than on record"
            tally.misses.append(f"{history} {name}: a wrong text is reported {answer.state}")
        tally.add(history, "proposal merged again", _told(lines, recorded), state, why, name)


def _numbers(amendment: Amendment) -> tuple[int, int, int]:
    assert amendment.merged is not None
    return amendment.base - 1, amendment.merged - 2, amendment.merged - 1


def _told(lines: Docs | None, recorded: Docs) -> str:
    return "conflict" if lines is None else "as on record" if lines == recorded else "another text"


def _paired(tally: Tally, folder: Path, history: str, whole: bool) -> None:
    """Proposals on one base two by two, and each with the newest version: those that stand on the wrapped text too."""
    known, groups = versions(history), dict[int, list[Amendment]]()
    for amendment in amendments(history):
        groups.setdefault(amendment.base, []).append(amendment)
        base, name = known[amendment.base - 1], str(amendment.id)
        _compared(tally, folder, history, base, amendment.docs, known[-1], f"{name}+newest")
        if history != REWRAPPED[0] or amendment.id not in REWRAPPED[1]:
            continue
        answer = _compared(tally, folder, history, base, amendment.docs, known[WRAPPED - 1], f"{name}+wrapped")
        if answer.state != "clean":
            tally.misses.append(f"{history} {amendment.id} does not go cleanly over the lines that were wrapped anew")
    for number, group in groups.items():
        row = group if whole else group[:6]
        names = [str(amendment.id) for amendment in row]
        _matrix(tally, folder, history, known[number - 1], [amendment.docs for amendment in row], names)


def _matrix(tally: Tally, folder: Path, text: str, base: Docs, row: Sequence[Docs], names: Sequence[str]) -> None:
    """The table of all pairs, held against merging each pair in both orders and adopting in both orders."""
    compatible = Compatibility(base, row)
    for pairing in compatible.pairs():
        name = f"{names[pairing.a]}+{names[pairing.b]}"
        answer = _compared(tally, folder, text, base, row[pairing.a], row[pairing.b], name)
        worst = "independent" if not answer.meetings else answer.state
        if pairing.outcome != worst:
            tally.misses.append(f"{text} {name}: the table says {pairing.outcome}, the merge {worst}")
        first, second = rebase(base, row[pairing.b], row[pairing.a]), rebase(base, row[pairing.a], row[pairing.b])
        if not pairing.order_matters and (first.docs is None or first.docs != second.docs):
            tally.misses.append(f"{text} {name}: the order of adoption matters, though the table says it does not")


def _compared(tally: Tally, folder: Path, text: str, base: Docs, ours: Docs, theirs: Docs, name: str) -> Merge:
    """One pair, by lines and by words, in both orders."""
    answer, turned, lines = merge(base, ours, theirs), merge(base, theirs, ours), by_lines(folder, base, ours, theirs)
    if answer.state != turned.state or answer.state != "conflict" and answer.docs != turned.docs:
        tally.misses.append(f"{text} {name}: the two orders give two answers")
    if lines is None:
        told, why = "conflict", "" if answer.state == "conflict" else _passes(base, ours, theirs, answer)
    elif answer.state == "conflict":
        told, why = "clean", _stops(answer)
    elif answer.docs == lines:
        told, why = "clean", "the same bytes"
    elif {path: text.split() for path, text in lines.items()} == {
        path: text.split() for path, text in (answer.docs or {}).items()
    }:
        told, why = "other blank lines", "the same words; blank lines beside what was taken away or put in"
    else:
        told, why = "other words", "two texts, both called merged"
        tally.misses.append(f"{text} {name}: git's clean merge and ours differ")
    tally.add(text, "two changes of one base", told, answer.state, why, name)
    return answer


def _stops(answer: Merge) -> str:
    """Why the merge by words leaves to a person what git does."""
    kinds = {meeting.kind for meeting in answer.meetings}
    if "inside_moved_or_deleted" in kinds:
        return "one side takes away, or moves, what the other changes; no line of it is the same one"
    if any(meeting.kind == "same_place" and not meeting.base for meeting in answer.meetings):
        return "both put text into one gap: git shifts one of them over a line they have in common, and so chooses the order"
    return "both change the same words, on two lines"


def _passes(base: Docs, ours: Docs, theirs: Docs, answer: Merge) -> str:
    """Why the merge by words can do what git leaves to a person."""
    kinds = {meeting.kind for meeting in answer.meetings}
    known = Base(base)
    sides = [footprint(known, docs) for docs in (ours, theirs)]
    if kinds - {"same_change"}:
        moved = any(touch.fate == "moved" for side in sides for touch in side.clauses.values())
        return (
            "an edit goes along with a move, to be confirmed" if moved else "other words of one clause, to be confirmed"
        )
    if kinds:
        return "the same change, on lines that differ elsewhere"
    return "only the wrapping is in the way" if any(map(_wraps, sides)) else "other clauses, on neighbouring lines"


def _wraps(side: Footprint) -> bool:
    return any(touch.noise for touch in side.clauses.values())


def _generated(tally: Tally, folder: Path, count: int) -> None:
    """Articles of bills, with proposals that are made up for each: words, sentences and paragraphs changed."""
    source = (DATA / "amendments" / "fr-articles" / "articles.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["before"] for line in source]
    long = [text for text in texts if text and text.count("\n") >= 3][:count]
    for number, text in enumerate(long):
        base = {"article.md": "\n\n".join(filter(str.strip, text.split("\n"))) + "\n"}
        rng = random.Random(number)
        row = [{"article.md": edited(base["article.md"], rng)} for _ in range(PROPOSALS)]
        _matrix(tally, folder, "fr-articles", base, row, [f"{number}.{index}" for index in range(PROPOSALS)])
        _chosen(tally, base, row, f"fr-articles {number}")


def _chosen(tally: Tally, base: Docs, row: Sequence[Docs], name: str) -> None:
    """Three of them at a time, named in two orders; and adopted one after the other."""
    compatible = Compatibility(base, row)
    for three in combinations(range(len(row)), 3):
        answer = compatible.text(three)
        if compatible.text(three[::-1]) != answer:
            tally.misses.append(f"{name} {three}: the text depends on the order in which they are named")


def edited(text: str, rng: random.Random) -> str:
    """A text with one to three changes: a word, a sentence, a paragraph in, out or elsewhere."""
    rows = text.split("\n\n")
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(rows))
        match rng.randrange(6):
            case 0 if len(rows) > 3:
                del rows[at]
            case 1 if len(rows) > 3:
                rows.insert(rng.randrange(len(rows)), rows.pop(at))
            case 2:
                rows.insert(at, f"A paragraph of {rng.randrange(1000)} words that is new here.")
            case _:
                words = rows[at].split(" ")
                spot = rng.randrange(len(words))
                words[spot : spot + rng.randrange(3)] = [f"word{rng.randrange(1000)}"] * rng.randint(0, 2)
                rows[at] = " ".join(words)
    return "\n\n".join(rows)
