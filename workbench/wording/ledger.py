"""What is kept of the authorship of a text: one line a version, only ever added to, from which everything else follows.

A line holds no words of the text, only digests and numbers: where passages of the version before were replaced, which
numbers the words of the new ones have, and by which digests the words that went are known again.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.wording.passages import Run, unpacked
from workbench.wording.recall import KEY, Recall, State

Pages = dict[str, list[State]]  # document -> its passages


@dataclass(frozen=True, slots=True)
class Splice:
    """In a document, `count` passages of the version before, from position `at` on, became `states`."""

    document: str
    at: int
    count: int
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """Words taken out of a passage of the version before: their windows, from word `first` of passage `at` on."""

    document: str
    at: int
    first: int
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One version: what it is called, how many words it put in, a digest of its text, its documents, what it changed."""

    version: int
    fresh: int
    mark: bytes
    documents: tuple[str, ...]
    splices: tuple[Splice, ...]
    lost: tuple[Lost, ...]

    def pages(self, before: Pages) -> Pages:
        """The pages of this version, given those of the version before."""
        return spliced(before, self.documents, self.splices)

    def learn(self, before: Pages, recall: Recall) -> None:
        """Bring what is remembered from the version before to this one."""
        for splice in self.splices:
            for state in before.get(splice.document, [])[splice.at : splice.at + splice.count]:
                recall.note(state)
        for lost in self.lost:
            recall.keep(lost.keys, list(unpacked(before[lost.document][lost.at].runs))[lost.first :])
        for splice in self.splices:
            for state in splice.states:
                recall.gone.difference_update(unpacked(state.runs))

    def line(self) -> str:
        """As it is stored: one line of JSON."""
        named = list(dict.fromkeys([*self.documents, *(splice.document for splice in self.splices)]))
        place = {document: index for index, document in enumerate(named)}
        rows = [
            [place[splice.document], splice.at, splice.count, [[_text(state.key), *sum(state.runs, ())] for state in splice.states]]
            for splice in self.splices
        ]  # fmt: skip
        lost = [
            [place[part.document], part.at, part.first, _text(b"".join(key.to_bytes(KEY) for key in part.keys))]
            for part in self.lost
        ]
        value = [self.version, self.fresh, _text(self.mark), named, len(self.documents), rows, lost]
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def spliced(before: Pages, documents: Iterable[str], splices: Sequence[Splice]) -> Pages:
    """The pages of these documents after the splices, given those before."""
    made = {document: list(before.get(document, ())) for document in documents}
    for splice in reversed(splices):
        if splice.document in made:
            made[splice.document][splice.at : splice.at + splice.count] = splice.states
    return made


def read(line: str) -> Step:
    """A step from its line. ValueError if it is none."""
    try:
        version, fresh, mark, named, count, rows, lost = json.loads(line)
        splices = tuple(Splice(named[doc], at, gone, tuple(map(_state, states))) for doc, at, gone, states in rows)
        return Step(version, fresh, b64decode(mark), tuple(named[:count]), splices, tuple(_lost(named, lost)))
    except (TypeError, LookupError, ValueError) as wrong:
        raise ValueError("This is no line of a book of authors.") from wrong


def _state(row: Sequence[Any]) -> State:
    return State(b64decode(row[0]), tuple(_pairs(row[1:])))


def _pairs(flat: Sequence[int]) -> list[Run]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def _lost(named: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Lost]:
    found = []
    for document, at, first, text in rows:
        keys = b64decode(text)
        split = tuple(int.from_bytes(keys[start : start + KEY]) for start in range(0, len(keys), KEY))
        found.append(Lost(named[document], at, first, split))
    return found


def _text(value: bytes) -> str:
    return b64encode(value).decode()
