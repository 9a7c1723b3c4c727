"""The same measurements on two real histories: what of the bars makes sense where nobody knows the truth of a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from random import Random
from tempfile import TemporaryDirectory

from bench import rivals
from bench.authors import side_by_side
from bench.comments import costs
from bench.meter import Bar, race
from bench.proposals import conflicts
from bench.quality import Marked, marks
from bench.redlines import against, itself
from tests.truth import texts
from workbench.wording.anchors import Quote
from workbench.wording.faces import critic, uncritic
from workbench.wording.filing import filed
from workbench.wording.footprint import Base, footprint
from workbench.wording.merge import merge
from workbench.wording.redline import redline

NAMES = ("eip-1", "debian-constitution")
BACK = 20  # versions between the two texts that are compared
COMMENTS = 10_000


def bars() -> Iterator[Bar]:
    """All that can be measured on each of the two."""
    if not texts.DATA.is_dir():
        yield Bar("P1", "on real histories", None, None, None, note="the real texts are not beside the checkout")
        return
    for name in NAMES:
        versions = ["".join(docs.values()) for docs in texts.versions(name)]
        old, new = versions[-1 - BACK], versions[-1]
        yield from against([(old, new)], f"{name}, {BACK} versions apart")
        yield from itself(old, new, name)
        yield from _read(old, new, name)
        quotes = _drawn(old, COMMENTS)
        yield from costs(old, new, quotes, f"{name}, {BACK} versions apart")
        yield from side_by_side(versions, name)
    yield from _proposals("eip-1")


def _read(old: str, new: str, name: str) -> Iterator[Bar]:
    """Q1 and Q2 as far as they can be said without the truth: ours against the whole text by diff-match-patch."""
    change = redline(old, new)
    whole: list[Marked] = [(op, text, None) for op, text in rivals.dmp_words(old, new)]
    mine, theirs = _counted(marks(change)), _counted(whole)
    yield Bar(
        "Q1",
        f"characters marked for each by diff-match-patch, moves not counted, {name}",
        mine[0] / theirs[0],
        None,
        None,
    )
    yield Bar("Q1", f"stretches of marks for each by diff-match-patch, {name}", mine[1] / theirs[1], None, None)
    yield Bar(
        "Q1",
        f"islands of fewer than three words, {name}",
        mine[2],
        None,
        None,
        unit="",
        note=f"diff-match-patch {theirs[2]}",
    )
    yield Bar("Q2", f"both texts restored, {name}", float(uncritic(critic(change)) == (old, new)), 1, 1, True, "%")


def _counted(row: Iterator[Marked] | list[Marked]) -> tuple[int, int, int]:
    """Characters marked, stretches of marks, islands between them."""
    said = [(op if text.strip() else "=", text, move) for op, text, move in row]
    letters = sum(len("".join(text.split())) for op, text, move in said if op != "=" and not move)
    runs = [(kept, "".join(text for _, text, _ in group)) for kept, group in groupby(said, lambda mark: mark[0] == "=")]
    islands = sum(kept and len(text.split()) < 3 for kept, text in runs[1:-1])
    return letters, sum(not kept for kept, _ in runs), islands


def _drawn(text: str, count: int) -> list[Quote]:
    """So many passages of 1 to 30 words on one line."""
    chance = Random(9)
    found: list[Quote] = []
    spans = [(at, at + len(line)) for at, line in _lines(text) if line.split()]
    while len(found) < count:
        low, high = chance.choice(spans)
        starts = [k for k in range(low, high) if not text[k].isspace() and (k == low or text[k - 1].isspace())]
        first = chance.randrange(len(starts))
        words = text[starts[first] : high].split(" ")[: chance.randint(1, 30)]
        found.append(Quote(starts[first], starts[first] + len(" ".join(words).rstrip())))
    return found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, line.rstrip()
        at += len(line)


def _proposals(name: str) -> Iterator[Bar]:
    """P9 and Q4 on the proposals that were written on one and the same version, the one with most of them."""
    listed = texts.amendments(name)
    number, count = Counter(one.base for one in listed).most_common(1)[0]
    docs = texts.versions(name)[number - 1]
    sides = [one.docs for one in listed if one.base == number]
    base = Base(docs)
    feet = [filed(base, footprint(base, side)) for side in sides]
    path = next(iter(docs))
    with TemporaryDirectory() as folder:
        repository = rivals.Repository(folder, docs[path], sides[0][path], sides[1][path])
        took = race({"matrix": lambda: _none(conflicts(base, feet)), "git": repository.merge_tree})
    yield Bar(
        "P9",
        f"matrix of the {count} proposals on version {number} of {name} against one git merge-tree",
        took["matrix"] / took["git"],
        1,
        3,
    )
    both = same = 0
    for k, one in enumerate(sides):
        for other in sides[k + 1 :]:
            lines = rivals.merge_file(docs[path], one[path], other[path])
            answer = merge(docs, one, other)
            if lines is not None and answer.state != "conflict":
                both += 1
                same += answer.docs == {path: lines}
    yield Bar(
        "Q4",
        f"equal to git merge-file where both are clean, {name}",
        same / max(1, both),
        1,
        1,
        True,
        "%",
        note=f"{both} pairs",
    )


def _none(_: object) -> None:
    return None
