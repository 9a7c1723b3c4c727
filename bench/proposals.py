"""Many proposals on one base: how they go together, carried after an adoption, merged: bars P9 to P11 and Q4."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from tempfile import TemporaryDirectory

from bench import rivals
from bench.corpus import Draft, Editor
from bench.memory import forget
from bench.meter import Bar, once, race
from workbench.wording.compatibility import Compatibility
from workbench.wording.filing import Filed, filed
from workbench.wording.footprint import Base, Footprint, footprint
from workbench.wording.merge import merge
from workbench.wording.rebase import Carrier

WORDS = 23_000
PAIRS = 200
PARAGRAPHS = 100


def proposed(base: Draft, editor: Editor, count: int) -> list[str]:
    """So many proposals of one to three edits each."""
    return [editor.edited(base, editor.chance.randint(1, 3)).text for _ in range(count)]


def bars() -> Iterator[Bar]:
    """All bars of proposals on a made text of 23,000 words."""
    editor = Editor(3)
    draft = editor.draft(WORDS)
    base = Base({"": draft.text})
    texts = proposed(draft, editor, 5_000)
    feet = [footprint(base, {"": text}) for text in texts]
    yield from _matrix(base, [filed(base, side) for side in feet], texts)
    yield from _carried(base, editor.edited(draft, 3).text, feet[:1_000], texts[0])
    yield from _merged()
    yield from _paragraphs()


def conflicts(base: Base, sides: list[Filed]) -> int:
    """How many pairs conflict."""
    return len(Compatibility(base, footprints=sides).conflicts)


def _matrix(base: Base, sides: list[Filed], texts: list[str]) -> Iterator[Bar]:
    clashes = [conflicts(base, sides[:many]) for many in (1_000, 5_000)]
    with TemporaryDirectory() as folder:
        repository = rivals.Repository(folder, base.docs[""], texts[0], texts[1])
        took = race(
            {
                "matrix": lambda: _none(conflicts(base, sides[:1_000])),
                "git": repository.merge_tree,
                "large": lambda: _none(conflicts(base, sides)),
                "filing": lambda: first(base.docs[""], texts[0], is_filed=True),
            }
        )
    yield Bar(
        "P9",
        "matrix of 1,000 proposals against one git merge-tree",
        took["matrix"] / took["git"],
        1,
        3,
        note=f"{clashes[0]:,} conflicts",
    )
    yield Bar(
        "P10",
        "growth from 1,000 to 5,000 proposals",
        took["large"] / took["matrix"],
        30,
        40,
        note=f"conflicts × {clashes[1] / max(1, clashes[0]):.0f}",
    )
    yield Bar(
        "P9",
        "filing of one proposal, once, against one git merge-tree",
        took["filing"] / took["git"],
        None,
        None,
    )


def _none(_: object) -> None:
    return None


def first(base: str, text: str, is_filed: bool = False) -> float:
    """Seconds that the first look at a proposal takes; its base is known. `is_filed`: made ready for the matrix, too."""
    known = Base({"": base})

    def look() -> None:
        side = footprint(known, {"": text})
        if is_filed:
            filed(known, side)

    forget()
    return once(look)


def _carried(base: Base, adopted: str, feet: list[Footprint], text: str) -> Iterator[Bar]:
    """P11: all proposals that an adoption does not touch, carried, against looking at one of them anew."""
    carrier = Carrier(base, {"": adopted})
    untouched = [side for side in feet if carrier.shift.carried(side)]
    while len(untouched) < 1_000:
        untouched += untouched[: 1_000 - len(untouched)]

    def carry() -> float:
        again = Carrier(base, {"": adopted})
        return once(lambda: _none(list(again.carry_all(untouched))))

    def whole() -> None:
        forget()
        list(Carrier(base, {"": adopted}).carry_all(untouched))

    took = race({"carry": carry, "whole": whole, "one": lambda: first(base.docs[""], text)})
    yield Bar("P11", "1,000 untouched proposals rebased against re-diffing one", took["carry"] / took["one"], 3, 6)
    yield Bar("P11", "the same, comparing the two bases once among it", took["whole"] / took["one"], None, None)


def _merged() -> Iterator[Bar]:
    """Q4 on pairs of proposals that are near each other."""
    editor = Editor(13)
    draft = editor.draft(1_500)
    texts = proposed(draft, editor, 2 * PAIRS)
    base = {"": draft.text}
    both = agreed = ours_alone = git_alone = turned = 0
    for one, other in zip(texts[::2], texts[1::2], strict=True):
        answer, back = merge(base, {"": one}, {"": other}), merge(base, {"": other}, {"": one})
        turned += answer.state == back.state and (answer.state == "conflict" or answer.docs == back.docs)
        lines = rivals.merge_file(draft.text, one, other)
        is_ours = answer.state != "conflict"
        both += is_ours and lines is not None
        agreed += is_ours and lines is not None and answer.docs == {"": lines}
        ours_alone += is_ours and lines is None
        git_alone += not is_ours and lines is not None
    yield Bar("Q4", f"merges independent of the order, of {PAIRS}", turned / PAIRS, 1, 1, True, "%")
    note = f"{both} clean by both, {ours_alone} by words alone, {git_alone} by lines alone"
    yield Bar("Q4", "equal to git merge-file where both are clean", agreed / max(1, both), 1, 1, True, "%", note)


def _paragraphs() -> Iterator[Bar]:
    """Q4: two edits of one paragraph, of different words that are far apart."""
    chance, prose = Random(5), Editor(21)
    merged = lines = 0
    for _ in range(PARAGRAPHS):
        words = " ".join(prose.prose.invented() for _ in range(3)).split()
        third = len(words) // 3
        one, other = chance.randrange(1, third), chance.randrange(2 * third, len(words) - 1)
        sides = [" ".join([*words[:at], "altogether", "new", *words[at + 1 :]]) + "\n" for at in (one, other)]
        base = " ".join(words) + "\n"
        want = (
            " ".join(
                [*words[:one], "altogether", "new", *words[one + 1 : other], "altogether", "new", *words[other + 1 :]]
            )
            + "\n"
        )
        answer = merge({"": base}, {"": sides[0]}, {"": sides[1]})
        merged += answer.state != "conflict" and answer.docs == {"": want}
        lines += rivals.merge_file(base, *sides) is not None
    yield Bar(
        "Q4",
        f"disjoint edits of one paragraph merged, of {PARAGRAPHS}",
        merged,
        PARAGRAPHS,
        PARAGRAPHS,
        True,
        "",
        f"git by lines: {lines}",
    )
