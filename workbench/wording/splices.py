"""The changes inside one clause as splices: from where to where what is put in.

White space counts as one piece: a splice takes in all of a run of it or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.wording.blocks import BLANKS
from workbench.wording.spots import SPACE
from workbench.wording.tidy import Piece


@dataclass(frozen=True, slots=True)
class Splice:
    """`text` in place of what stands from `start` to `end` (characters, half-open)."""

    start: int
    end: int
    text: str


def splices(pieces: Iterable[Piece], old: str, new: str) -> list[Splice]:
    """The changes of a comparison between two texts, without those of the white space behind them."""
    end, stop = len(old.rstrip(BLANKS)), len(new.rstrip(BLANKS))
    found: list[Splice] = []
    i = j = 0
    before: Piece | None = None
    for piece in pieces:
        length = len(piece.text)
        if piece.op == "-":
            gone, text = min(length, end - i), ""
        else:
            gone, text = 0, piece.text[: max(0, stop - j)]
        if piece.op != "=" and (gone > 0 or text):
            is_fresh = before is None or before.op == "=" or before.noise != piece.noise or before.op == "+"
            start = min(i, end)
            if is_fresh:
                found.append(Splice(start, start + gone, text))
            else:
                found[-1] = Splice(found[-1].start, start + gone, found[-1].text + text)
        i += length if piece.op != "+" else 0
        j += length if piece.op != "-" else 0
        before = piece
    return _whole(found, old[:end])


def _whole(found: Sequence[Splice], text: str) -> list[Splice]:
    """The splices widened over the runs of white space they cut into; those that cut into one run are one."""
    made: list[Splice] = []
    for splice in found:
        if made and _share_a_run(made[-1].end, splice.start, text):
            last = made.pop()
            splice = Splice(last.start, splice.end, last.text + text[last.end : splice.start] + splice.text)
        made.append(splice)
    return [_widened(splice, text) for splice in made]


def _is_inside(at: int, text: str) -> bool:
    return 0 < at < len(text) and SPACE.fullmatch(text, at - 1, at + 1) is not None


def _share_a_run(end: int, start: int, text: str) -> bool:
    if _is_inside(end, text):
        return start < _run_end(end, text)
    return _is_inside(start, text) and end > _run_start(start, text)


def _run_end(at: int, text: str) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _run_start(at: int, text: str) -> int:
    while at and SPACE.match(text, at - 1):
        at -= 1
    return at


def _widened(splice: Splice, text: str) -> Splice:
    start, end = splice.start, splice.end
    start = _run_start(start, text) if _is_inside(start, text) else start
    end = _run_end(end, text) if _is_inside(end, text) else end
    return Splice(start, end, text[start : splice.start] + splice.text + text[splice.end : end])


def applied(text: str, found: Iterable[Splice]) -> str:
    """The text with every splice made; of those at one place the one that takes out nothing comes first."""
    parts: list[str] = []
    at = 0
    for splice in sorted(found, key=lambda one: (one.start, one.end)):
        if splice.start < at:
            raise ValueError("two splices take out the same words")
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join([*parts, text[at:]])


def parted(found: Sequence[Splice], text: str, gaps: Sequence[tuple[int, int]]) -> tuple[list[Splice], list[str]]:
    """Splices over several clauses, kept to the clauses; and the white space that comes into each of the gaps between."""
    rest, spaces = list(found), []
    for start, end in gaps:
        hit = [one for one in rest if one.start < end and one.end > start]
        if not hit:
            spaces.append(text[start:end])
            continue
        first, last = min(hit[0].start, start), max(hit[-1].end, end)
        whole = applied(text[first:last], [Splice(one.start - first, one.end - first, one.text) for one in hit])
        head = whole.rstrip(BLANKS)
        spaces.append(whole[len(head) :])
        sides = [Splice(first, start, head), Splice(end, last, "")]
        kept = [one for one in rest if one not in hit] + [one for one in sides if one.end > one.start or one.text]
        rest = sorted(kept, key=lambda one: (one.start, one.end))
    return rest, spaces
