"""The amending instruction: the change from one text to another in sentences, as a gazette prints them.

Exact enough that `instructed.follow` makes the new text from the old one and these sentences alone, byte for byte. All
numbers and quotations are those of the text as it stands; what several sentences put at one place stands in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.wording.amending import Line, Plan
from workbench.wording.blocks import BLANKS
from workbench.wording.changes import Redline
from workbench.wording.quoting import below, blanks, listed, quoted, standing
from workbench.wording.redline import redline
from workbench.wording.seams import KINDS, LINE_END, Seams, core, line_end
from workbench.wording.splices import Splice
from workbench.wording.spots import SPACE, Flat, gap, point, spot

Docs = dict[str, str]
ENDS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR"}
SHORT = 60  # characters up to which words with a line break in them stand within the sentence


@dataclass(frozen=True, slots=True)
class Instruction:
    """One sentence. `clause` is the number, in the text as it stands, of the clause it is about; "" where there is none.

    A text of several lines stands below its sentence, after a blank line and behind a margin of four spaces."""

    clause: str
    sentence: str


def instructions(old: Docs | str, new: Docs | str, change: Redline | None = None) -> list[Instruction]:
    """What to do with `old` to make it `new`, in reading order; nothing if they are the same.

    `change`, the redline from the one to the other, is made here unless it is given."""
    olds, news = ({"": text} if isinstance(text, str) else text for text in (old, new))
    if olds == news:
        return []
    end = _new_line_end(olds, news)
    if end:
        olds = {path: LINE_END.sub(end, text) for path, text in olds.items()}
        change = None
    found = _Writer(olds, news, change or redline(olds, news), end).sentences()
    return [*([Instruction("", f"End every line with {ENDS[end]}.")] if end else ()), *found]


def as_text(found: Sequence[Instruction]) -> str:
    """The sentences for a mail or a file, a blank line between; `instructed.sentences` takes them apart again."""
    return "\n".join(f"{one.sentence}\n" for one in found)


def _new_line_end(olds: Docs, news: Docs) -> str:
    """What all lines of the new texts end with, if lines of the old ones end otherwise; else nothing."""
    before, after = ({end for text in docs.values() for end in LINE_END.findall(text)} for docs in (olds, news))
    return after.pop() if len(after) == 1 and not (before or {"\n"}) <= after else ""


class _Writer:
    """Goes through the plan document by document."""

    def __init__(self, olds: Docs, news: Docs, change: Redline, end: str) -> None:
        self.olds, self.news = olds, news
        self.plan = Plan(olds, change)
        self.old = self.plan.old
        self.nl = end or line_end(list(olds.values()))
        self.seams = Seams(self.old, self.nl)
        renamed = {now: was for was, now in change.renamed}
        same = {path: path for path in news if path in olds and path not in renamed.values()}
        self.origins = same | renamed
        self.is_single = len(news) == 1 and set(self.origins.values()) == set(olds)

    def sentences(self) -> Iterator[Instruction]:
        """Those about whole documents first."""
        for path in self.olds:
            if path not in self.origins.values():
                yield Instruction("", f"Strike the document {self._quoted(path)}.")
        for path, origin in self.origins.items():
            if path != origin:
                yield Instruction("", f"Rename the document {self._quoted(origin)} to {self._quoted(path)}.")
        for path, text in self.news.items():
            lines = self.plan.lines.get(path, [])
            if path not in self.origins:
                is_whole = text and all(line.how == "new" for line in lines)
                yield self._added(path, text if is_whole else "")
                lines = [] if is_whole else lines
            yield from self._document(path, lines)

    def _added(self, path: str, text: str) -> Instruction:
        head = f"Add the document {self._quoted(path)}"
        if not text:
            return Instruction("", f"{head}.")
        bare = text.rstrip(BLANKS)
        space = text[len(bare) :]
        return Instruction("", self._with(f"{head} with this text{self._behind(space, space != self.nl)}:", bare))

    def _document(self, path: str, lines: Sequence[Line]) -> Iterator[Instruction]:
        origin = self.origins.get(path)
        struck = list(self._runs([at for at in self.plan.gone if self.old[at].document == origin]))
        odd = [
            line.unit.space != self.seams.between(line.unit, after.unit if after else None, origin)
            for line, after in pairwise([*lines, None])
            if line
        ]
        place = f"at the beginning of {'the text' if self.is_single else f'the document {self._quoted(path)}'}"
        spaced: list[Line] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            first, last = line.unit.first, line.unit.last
            if line.how == "new":
                start = at
                while at + 1 < len(lines) and lines[at + 1].how == "new" and lines[at + 1].unit.kind == line.unit.kind:
                    at += 1
                yield self._inserted(lines[start : at + 1], place, odd[at])
            elif line.how == "moved":
                start = at
                while not odd[at] and at + 1 < len(lines) and self._is_next(lines[at], lines[at + 1]):
                    at += 1
                yield self._moved(lines[start : at + 1], place, odd[at])
                for one in lines[start : at + 1]:
                    yield from self._changed(one)
            elif first is not None and last is not None:
                while struck and struck[0][0] < first:
                    yield self._struck(*struck.pop(0))
                yield from self._changed(line)
                spaced += [line] if odd[at] else []
                place = f"after {self._cited(last)}"
            at += 1
        for run in struck:
            yield self._struck(*run)
        yield from self._spaced(spaced)

    @staticmethod
    def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Numbers that follow each other as their first and last."""
        start = 0
        for at, number in enumerate(places):
            if at + 1 == len(places) or places[at + 1] != number + 1:
                yield places[start], number
                start = at + 1

    def _is_next(self, line: Line, after: Line) -> bool:
        last, first = line.unit.last, after.unit.first
        if after.how != "moved" or last is None or first != last + 1:
            return False
        return self.old[last].document == self.old[first].document

    # sentences about whole clauses

    def _struck(self, first: int, last: int) -> Instruction:
        return Instruction(self.old[first].number, f"Strike {self._range(first, last)}.")

    def _moved(self, run: Sequence[Line], place: str, is_odd: bool) -> Instruction:
        first, last = run[0].unit.first, run[-1].unit.last
        assert first is not None and last is not None
        behind = self._behind(run[-1].unit.space or "", is_odd)
        where = re.sub("^at ", "to ", place)
        return Instruction(self.old[first].number, f"Move {self._range(first, last)} {where}{behind}.")

    def _inserted(self, run: Sequence[Line], place: str, is_odd: bool) -> Instruction:
        """New clauses of one kind, with the white space between them as it is."""
        kind, last = KINDS[run[0].unit.kind], run[-1].unit
        text = "".join(line.unit.text + (line.unit.space or "") for line in run[:-1]) + last.text
        what = f"this {kind}" if len(run) == 1 else f"these {kind}s"
        return Instruction(
            "", self._with(f"A{place[1:]}, insert {what}{self._behind(last.space or '', is_odd)}:", text)
        )

    def _behind(self, space: str, is_odd: bool) -> str:
        return f", with {blanks(space, self.nl)} after it" if is_odd else ""

    def _spaced(self, lines: Sequence[Line]) -> Iterator[Instruction]:
        """What follows clauses that stay, where it is not what the reader expects; the same behind several is one sentence."""
        run: list[Line] = []
        for line in [*lines, None]:
            if run and (
                line is None or line.unit.space != run[0].unit.space or line.unit.first != (run[-1].unit.last or 0) + 1
            ):
                first, last = run[0].unit.first or 0, run[-1].unit.last or 0
                each = "" if len(run) == 1 else "each of "
                which = self._cited(last) if len(run) == 1 else self._range(first, last)
                words = f"Let {blanks(run[0].unit.space or '', self.nl)} follow {each}{which}."
                yield Instruction(self.old[last if len(run) == 1 else first].number, words)
                run = []
            run += [line] if line else []

    # sentences about what changes inside

    def _changed(self, line: Line) -> Iterator[Instruction]:
        places = [at for at, _ in line.edits]
        for (one, other), space in zip(pairwise(places), line.joints, strict=True):
            words = f"Join {self._cited(other)} to {self._cited(one)}, with {blanks(space, self.nl)} between."
            yield Instruction(self.old[other].number, words)
        if line.replaced:
            head = f"Replace {self._cited(places[0])} by this {KINDS[line.unit.kind]}:"
            yield Instruction(self.old[places[0]].number, self._with(head, line.unit.text))
        for at, found in line.edits:
            for sentence in self._edits(at, found) if found else ():
                yield Instruction(self.old[at].number, sentence)

    def _edits(self, at: int, found: Sequence[Splice]) -> Iterator[str]:
        text, name = core(self.old[at]), self._cited(at)
        flat = Flat(text, self.nl)
        spaces: dict[str, list[str]] = {}
        for one in found:
            gone = text[one.start : one.end]
            start, end = flat.from_source(one.start), flat.from_source(one.end)
            if gone and SPACE.fullmatch(gone):
                spaces.setdefault(self._respaced(name, gone, one.text, start), []).append(gap(flat, start))
            elif gone:
                words = f"In {name}, strike {spot(flat, start, end)}"
                yield self._put(f"{words} and", one.text) if one.text else f"{words}."
            else:
                yield self._put(f"In {name}, {point(flat, start)},", one.text)
        for head, places in spaces.items():
            yield f"{head} {listed(places)}."

    def _respaced(self, name: str, gone: str, text: str, start: int) -> str:
        """What becomes of white space, up to where it stands."""
        if text == self.nl * 2 and start:
            return f"Divide {name}"
        was = standing(gone, self.nl)
        if not text:
            return f"In {name}, strike {was}"
        return f"In {name}, put {blanks(text, self.nl) or self._quoted(text)} in place of {was}"

    def _put(self, head: str, text: str) -> str:
        is_long = self.nl in text and len(text) > SHORT
        if is_long:
            return f"{head} insert:\n\n{below(text, self.nl)}"
        return f"{head} insert {blanks(text, self.nl) or self._quoted(text)}."

    def _with(self, head: str, text: str) -> str:
        return f"{head}\n\n{below(text, self.nl)}" if self.nl in text else f"{head} {self._quoted(text)}."

    def _quoted(self, text: str) -> str:
        return quoted(text, self.nl)

    def _cited(self, at: int) -> str:
        number = self.old[at].number
        return f"clause {number}" if number else "the title"

    def _range(self, first: int, last: int) -> str:
        one, other = self.old[first].number, self.old[last].number
        if first == last:
            return self._cited(first)
        if not one or not other:
            return f"everything from {self._cited(first)} to {self._cited(last)}"
        return f"clauses {one} {'to' if last - first > 1 else 'and'} {other}"
