"""The faces of a redline: HTML for the page, plain text for mail, CriticMarkup and JSON for other programs.

Every face is written from the one list of segments; none compares texts again, so none can disagree with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from workbench.wording import points
from workbench.wording.blocks import Clause
from workbench.wording.changes import Redline, Segment
from workbench.wording.weave import Anchored, Carried, html, html_clause

__all__ = ["Anchored", "Carried", "cite", "critic", "html", "html_clause", "text", "to_json", "uncritic", "whereabouts"]

_MARKS = {"=": ("", ""), "-": ("{--", "--}"), "+": ("{++", "++}")}
# What ends the text of one fate: the next opening mark for kept text, the closing one for the others.
_ENDS = {"=": r"\{--|\{\+\+", "-": r"--\}", "+": r"\+\+\}"}
_WRITE = {op: re.compile(rf"(?<!\\)(\\*)(?:(?={end})|(\Z))") for op, end in _ENDS.items()}
_READ = {op: re.compile(rf"(?<!\\)(\\*)({end})") for op, end in _ENDS.items()}
_SIGN = re.compile(
    r"(?<!\\)(\\*)(?:(\[-|-\]|\{\+|\+\})|\Z)"
)  # of the plain face; what is behind may be a mark of its own
NAMES = {
    "edited": "changed",
    "moved": "moved",
    "moved_edited": "moved and changed",
    "split": "divided",
    "joined": "joined",
    "added": "new",
    "removed": "removed",
}


def cite(clause: Clause) -> str:
    """How a reader names a clause in a few words: its number, else its heading, else its id."""
    return clause.number.rstrip(".") or clause.heading or clause.id


def whereabouts(redline: Redline) -> dict[str, Carried]:
    """From where to where each move of a redline goes, by the name of the move, as `html` wants it."""
    origins: dict[str, str] = {}
    targets: dict[str, str] = {}
    for change in redline.clauses:
        for segment in change.segments:
            if segment.move and segment.op == "-" and change.old:
                origins.setdefault(segment.move, cite(change.old))
            elif segment.move and segment.op == "+" and change.new:
                targets.setdefault(segment.move, cite(change.new))
    return {move: Carried(origins.get(move, ""), targets.get(move, "")) for move in origins | targets}


def text(redline: Redline) -> str:
    """The changed clauses for a reader of plain text or a mail: [-removed-], {+added+}, moves with both places, notices.

    What a screen would not show is named in brackets. A sign that stands in the text itself has a backslash before it,
    and backslashes that stand before a sign are doubled, so that no text can pass for a mark. Ends with one line break;
    a redline without changes says so."""
    carried = whereabouts(redline)
    parts = [f"Notice: {_escaped(notice.label)}" for notice in redline.notices]
    for change in redline.clauses:
        if change.change != "same":
            place = change.new or change.old
            head = f"Clause {cite(place)}" if place else "Clause"
            if place and place.heading and place.heading != cite(place):
                head += f", {place.heading}"
            words = "".join(_plain(segment, carried) for segment in change.segments if segment.text).rstrip("\n")
            parts.append(f"{_escaped(head)} ({NAMES.get(change.change, change.change)})\n\n{words}")
    return "\n\n".join(parts) + "\n" if parts else "No changes.\n"


def _plain(segment: Segment, carried: dict[str, Carried]) -> str:
    if segment.op == "=":
        return _escaped(segment.text)
    before, after = ("[-", "-]") if segment.op == "-" else ("{+", "+}")
    words = segment.text.rstrip("\n")
    end = segment.text[len(words) :]
    place = carried.get(segment.move or "")
    if place:
        before += _escaped(f"moved to {place.target}: " if segment.op == "-" else f"moved from {place.origin}: ")
    if not words.strip(" \n"):
        same_line = "".join(f"[{points.label(char)}]" for char in segment.text)
        return same_line if segment.change is not None else segment.text if segment.op == "+" else ""
    named = "".join(f"[{points.label(char)}]" if points.is_hidden(char) else char for char in _escaped(words))
    return f"{before}{named}{after}{end}"


def _escaped(words: str) -> str:
    return _SIGN.sub(lambda found: found[1] * 2 + ("\\" + found[2] if found[2] else ""), words)


def critic(redline: Redline) -> str:
    """The whole new text with every change in CriticMarkup: {--removed--}{++added++}.

    Accepting all gives the new text, rejecting all the old one (`uncritic`). Markers that stand in the text itself are
    written with a backslash, and backslashes before a marker are doubled."""
    return "".join(_criticised(op, words, is_last) for op, words, is_last in _runs(redline))


def _criticised(op: str, words: str, is_last: bool) -> str:
    before, after = _MARKS[op]

    def escaped(slashes: re.Match[str]) -> str:
        if slashes[2] is None:
            return slashes[1] * 2 + "\\"
        return slashes[1] if is_last and op == "=" else slashes[1] * 2  # nothing follows that they could escape

    return before + _WRITE[op].sub(escaped, words) + after


def uncritic(marked: str) -> tuple[str, str]:
    """Reads CriticMarkup as `critic` writes it: the old text and the new text."""
    kept: dict[str, list[str]] = {"-": [], "+": []}
    op, at = "=", 0

    def keep(words: str) -> None:
        for side in ("-", "+") if op == "=" else (op,):
            kept[side].append(words)

    while found := _READ[op].search(marked, at):
        slashes, mark = len(found[1]), found[2]
        keep(marked[at : found.start()] + "\\" * (slashes // 2))
        at = found.end()
        if slashes % 2:
            keep(mark)
        else:
            op = {"{--": "-", "{++": "+"}.get(mark, "=")
    keep(marked[at:])
    return "".join(kept["-"]), "".join(kept["+"])


def _runs(redline: Redline) -> Iterator[tuple[str, str, bool]]:
    """The fates of the text in order, neighbours of one fate joined, and whether it is the last."""
    segments = (segment for change in redline.clauses for segment in change.segments)
    runs = [
        (op, "".join(segment.text for segment in group)) for op, group in groupby(segments, lambda segment: segment.op)
    ]
    for index, (op, words) in enumerate(runs):
        yield op, words, index == len(runs) - 1


def to_json(redline: Redline) -> dict[str, Any]:
    """The redline as the command `workbench text redline` prints it; its keys and their meaning stay."""
    summary = redline.summary
    return {
        "old_sha256": redline.old_sha256,
        "new_sha256": redline.new_sha256,
        "summary": {
            "changes": summary.changes,
            "words_added": summary.words_added,
            "words_removed": summary.words_removed,
            "moves": summary.moves,
            "lines_rewrapped": summary.lines_rewrapped,
        },
        "clauses": [
            {
                "id": change.id,
                "change": change.change,
                "segments": [
                    {"op": segment.op, "text": segment.text, "move": segment.move, "change": segment.change}
                    for segment in change.segments
                ],
            }
            for change in redline.clauses
        ],
        "notices": [
            {"kind": notice.kind, "old": notice.old, "new": notice.new, "clause": notice.clause, "label": notice.label}
            for notice in redline.notices
        ],
    }
