"""Following an amending instruction: the new text from the old one and the sentences alone.

It knows nothing of redlines: whatever `instructions` leaves out of its sentences cannot come back here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import overload

from workbench.errors import Refusal
from workbench.wording import clauses
from workbench.wording.instructions import ENDS
from workbench.wording.quoting import QUOTED, from_below, from_blanks, standing, unquoted
from workbench.wording.seams import KINDS, LINE_END, Seams, Unit, core, line_end
from workbench.wording.splices import Splice, applied
from workbench.wording.spots import ONE, POINT, SPOT, Flat, read_gap, read_point, read_spot

Docs = dict[str, str]
CLAUSE = r"(?:the title|clause [A-Z\d]+(?:[-.][A-Z\d]+)*)"
NUMBER = r"[A-Z\d]+(?:[-.][A-Z\d]+)*"
RANGE = rf"(?:{CLAUSE}|clauses {NUMBER} (?:and|to) {NUMBER}|everything from {CLAUSE} to {CLAUSE})"
START = rf"the beginning of the (?:text|document {QUOTED})"
BLANK = r"[a-z0-9 ,]+?"
BEHIND = rf"(?:, with (?P<space>{BLANK}) after it)?"
GIVEN = rf"(?P<text>{QUOTED})\."
WORDS = rf"(?:(?P<blank>{BLANK})|(?P<text>{QUOTED}))"
GAP = rf"(?:at the beginning|after {ONE})"
GAPS = rf"(?P<gaps>{GAP}(?:, {GAP})*(?: and {GAP})?)\."
KIND = rf"(?P<kind>{'|'.join(KINDS.values())})"
Found = re.Match[str]


@overload
def follow(old: str, sentences: Sequence[str]) -> str: ...
@overload
def follow(old: Docs, sentences: Sequence[str]) -> Docs: ...
def follow(old: Docs | str, sentences: Sequence[str]) -> Docs | str:
    """The text that the sentences make of `old`. A Refusal names the sentence that cannot be followed, and why."""
    docs = {"": old} if isinstance(old, str) else dict(old)
    rest = list(sentences)
    end = ""
    if rest and (found := re.fullmatch("End every line with (LF|CR LF|CR).", rest[0])):
        end = next(end for end, name in ENDS.items() if name == found[1])
        docs = {path: LINE_END.sub(end, text) for path, text in docs.items()}
        del rest[0]
    sheet = _Sheet(docs, end or line_end(list(docs.values())))
    for sentence in rest:
        try:
            sheet.read(sentence)
        except Refusal as no:
            raise Refusal(f"“{sentence.partition(chr(10))[0]}” cannot be followed. {no}") from no
    made = sheet.made()
    return made[""] if isinstance(old, str) else made


def sentences(text: str) -> list[str]:
    """The sentences of an instruction as `instructions.as_text` lists them: each begins at the margin."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        if line[:1].strip():
            found.append([line])
        elif found:
            found[-1].append(line)
    return ["\n".join(lines).rstrip("\n") for lines in found]


class _Sheet:
    """The old text, and what the sentences read so far do to it."""

    def __init__(self, docs: Docs, nl: str) -> None:
        self.nl, self.old = nl, clauses.nameless(docs)
        self.numbers = {clause.number: at for at, clause in enumerate(self.old)}
        self.seams = Seams(self.old, nl)
        self.origins: dict[str, str | None] = {path: path for path in docs}
        self.edits: dict[int, list[Splice]] = {}
        self.wholes: dict[int, Unit] = {}  # clauses with other words throughout
        self.gone: set[int] = set()  # no longer at their place: struck, or moved
        self.joints: dict[int, str] = {}  # what stands between a clause and the one it is joined to
        self.spaces: dict[int, str] = {}
        self.placed: dict[int | str, list[Unit]] = {}  # behind a clause, or at the beginning of a document
        self.added: dict[str, str] = {}
        self.flats: dict[int, Flat] = {}

    def read(self, sentence: str) -> None:
        head, below, block = sentence.partition("\n\n")
        if below:
            head = re.sub("( insert)?:$", lambda found: f"{found[1] or ':'} “”.", head)
        for rule, act in RULES:
            if found := rule.fullmatch(head):
                act(self, found, from_below(block, self.nl) if below else self._given(found))
                return
        raise Refusal("It is none of the sentences an instruction is made of.")

    def _given(self, found: Found) -> str:
        given = found.groupdict()
        if given.get("blank"):
            return from_blanks(given["blank"], self.nl)
        return unquoted(given["text"], self.nl) if given.get("text") else ""

    def _path(self, quotation: str) -> str:
        path = unquoted(quotation, self.nl)
        if path not in self.origins:
            raise Refusal(f"There is no document {quotation}.")
        return path

    def _at(self, name: str) -> int:
        number = "" if name == "the title" else name.removeprefix("clause ")
        if number not in self.numbers:
            raise Refusal(f"There is no {name.removeprefix('the ')} in the text.")
        return self.numbers[number]

    def _flat(self, at: int) -> Flat:
        if at not in self.flats:
            self.flats[at] = Flat(core(self.old[at]), self.nl)
        return self.flats[at]

    def _range(self, words: str) -> Sequence[int]:
        first, _, last = words.removeprefix("everything from ").removeprefix("clauses ").partition(" to ")
        if not last:
            return [self._at(one) for one in first.split(" and ")]
        found = range(self._at(first), self._at(last) + 1)
        if not found:
            raise Refusal(f"{last} stands before {first}.")
        return found

    def _space(self, found: Found) -> str | None:
        return from_blanks(found["space"], self.nl) if found["space"] else None

    def _place(self, words: str) -> int | str:
        """What something is put behind: a clause, or the beginning of a document."""
        if words[:5].lower() == "after":
            return self._at(words[6:])
        quotation = re.search(QUOTED, words)
        if quotation:
            return self._path(quotation[0])
        if len(self.origins) != 1:
            raise Refusal("Say at the beginning of which document.")
        return next(iter(self.origins))

    # what the sentences do

    def rename(self, found: Found, _: str) -> None:
        was, now = self._path(found["was"]), unquoted(found["now"], self.nl)
        self.origins = {now if path == was else path: origin for path, origin in self.origins.items()}

    def strike_document(self, found: Found, _: str) -> None:
        del self.origins[self._path(found["path"])]

    def add(self, found: Found, text: str) -> None:
        path = unquoted(found["path"], self.nl)
        self.origins[path] = None
        if found["text"]:
            space = self._space(found)
            self.added[path] = text + (self.nl if space is None else space)

    def strike(self, found: Found, _: str) -> None:
        self.gone.update(self._range(found["range"]))

    def move(self, found: Found, _: str) -> None:
        places = self._range(found["range"])
        self.gone.update(places)
        units = [Unit("", first=at) for at in places]
        units[-1].space = self._space(found)
        self.placed.setdefault(self._place(found["place"]), []).extend(units)

    def insert(self, found: Found, text: str) -> None:
        kind = next(kind for kind, name in KINDS.items() if name == found["kind"])
        unit = Unit(kind, text, space=self._space(found))
        self.placed.setdefault(self._place(found["place"]), []).append(unit)

    def replace(self, found: Found, text: str) -> None:
        kind = next(kind for kind, name in KINDS.items() if name == found["kind"])
        self.wholes[self._at(found["clause"])] = Unit(kind, text)

    def join(self, found: Found, _: str) -> None:
        at = self._at(found["clause"])
        if at != self._at(found["to"]) + 1:
            raise Refusal("Only neighbours can be joined.")
        self.joints[at] = from_blanks(found["space"], self.nl)

    def let(self, found: Found, _: str) -> None:
        self.spaces.update(dict.fromkeys(self._range(found["range"]), from_blanks(found["space"], self.nl)))

    def _edit(self, at: int, start: int, end: int, text: str) -> None:
        self.edits.setdefault(at, []).append(Splice(start, end, text))

    def strike_words(self, found: Found, text: str) -> None:
        at = self._at(found["clause"])
        self._edit(at, *read_spot(self._flat(at), found["spot"]), text)

    def insert_words(self, found: Found, text: str) -> None:
        at = self._at(found["clause"])
        place = read_point(self._flat(at), found["point"])
        self._edit(at, place, place, text)

    def space(self, found: Found, text: str) -> None:
        at, given = self._at(found["clause"]), found.groupdict()
        text = self.nl * 2 if "divide" in given else text
        flat = self._flat(at)
        for phrase in re.findall(GAP, found["gaps"]):
            start, end = read_gap(flat, phrase)
            if given.get("was") not in (None, standing(flat.source[start:end], self.nl)):
                raise Refusal(f"What stands {phrase} is not {given['was']}.")
            self._edit(at, start, end, text)

    # the new text

    def made(self) -> Docs:
        return {path: self._document(path, origin) for path, origin in self.origins.items()}

    def _document(self, path: str, origin: str | None) -> str:
        if path in self.added:
            return self.added[path]
        units = list(self._units(path, origin))
        parts: list[str] = []
        for unit, after in pairwise([*units, None]):
            if unit:
                expected = self.seams.between(unit, after, origin)
                parts += [unit.text, expected if unit.space is None else unit.space]
        return "".join(parts)

    def _units(self, path: str, origin: str | None) -> Iterator[Unit]:
        yield from map(self._filled, self.placed.get(path, []))
        for at, clause in enumerate(self.old):
            if clause.document == origin:
                if at not in self.gone and at not in self.joints:
                    yield self._filled(Unit("", first=at))
                if at + 1 not in self.joints:
                    yield from map(self._filled, self.placed.get(at, []))

    def _filled(self, unit: Unit) -> Unit:
        """A unit with its words and its kind, if it is one of the old clauses."""
        if unit.first is None:
            return unit
        at = last = unit.first
        text = self._words(at)
        while last + 1 in self.joints:
            last += 1
            text += self.joints[last] + self._words(last)
        kind = self.wholes[at].kind if at in self.wholes else self.old[at].kind
        return Unit(kind, text, at, last, self.spaces.get(last) if unit.space is None else unit.space)

    def _words(self, at: int) -> str:
        if at in self.wholes:
            return self.wholes[at].text
        try:
            return applied(core(self.old[at]), self.edits.get(at, ()))
        except ValueError as twice:
            raise Refusal(f"Two sentences strike the same words of clause {self.old[at].number}.") from twice


def _rule(
    words: str, act: Callable[[_Sheet, Found, str], None]
) -> tuple[re.Pattern[str], Callable[[_Sheet, Found, str], None]]:
    return re.compile(words), act


IN = rf"In (?P<clause>{CLAUSE}), "
WAS = "(?P<was>the [a-z0-9 ,]+?)"
RULES = [
    _rule(rf"Rename the document (?P<was>{QUOTED}) to (?P<now>{QUOTED})\.", _Sheet.rename),
    _rule(rf"Strike the document (?P<path>{QUOTED})\.", _Sheet.strike_document),
    _rule(rf"Add the document (?P<path>{QUOTED})(?: with this text{BEHIND}: {GIVEN}|\.)", _Sheet.add),
    _rule(rf"Strike (?P<range>{RANGE})\.", _Sheet.strike),
    _rule(rf"Move (?P<range>{RANGE}) (?P<place>after {CLAUSE}|to {START}){BEHIND}\.", _Sheet.move),
    _rule(rf"(?P<place>After {CLAUSE}|At {START}), insert (?:this|these) {KIND}s?{BEHIND}: {GIVEN}", _Sheet.insert),
    _rule(rf"Replace (?P<clause>{CLAUSE}) by this {KIND}: {GIVEN}", _Sheet.replace),
    _rule(rf"Join (?P<clause>{CLAUSE}) to (?P<to>{CLAUSE}), with (?P<space>{BLANK}) between\.", _Sheet.join),
    _rule(rf"Let (?P<space>{BLANK}) follow (?:each of )?(?P<range>{RANGE})\.", _Sheet.let),
    _rule(rf"{IN}strike (?P<spot>{SPOT})(?: and insert {WORDS})?\.", _Sheet.strike_words),
    _rule(rf"{IN}(?P<point>{POINT}), insert {WORDS}\.", _Sheet.insert_words),
    _rule(rf"{IN}strike {WAS} {GAPS}", _Sheet.space),
    _rule(rf"{IN}put {WORDS} in place of {WAS} {GAPS}", _Sheet.space),
    _rule(rf"(?P<divide>Divide) (?P<clause>{CLAUSE}) {GAPS}", _Sheet.space),
]
