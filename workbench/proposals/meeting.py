"""Two saves of one draft that began at the same turn, put together: by the program where they are apart, else by a person.

No request and no database: texts and words in, questions and texts out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from markupsafe import Markup

from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.proposals import drafting, laid
from workbench.proposals.resolving import Encounter
from workbench.proposals.together import Table
from workbench.wording import faces
from workbench.wording.footprint import Base, Docs, footprint
from workbench.wording.meetings import KINDS, SAME_PLACE, Place
from workbench.wording.merge import merge
from workbench.wording.redline import redline
from workbench.wording.union import Union, dropped

TYPED, SAVED = 1, 2
# What a draft says of itself and what a page calls it; cases are put together by themselves.
FIELDS = {
    "title": "Title", "rationale": "Why", "claimed": "Class of change", "note": "Note", "what": "What it is to others",
}  # fmt: skip
# Fields of which one or the other stands, and nothing in between.
CHOSEN = frozenset({"claimed", "what"})
# Fields that hold more than one line.
LONG = frozenset({"rationale", "note"})


@dataclass(frozen=True)
class Question:
    """A place where both saves meet. `key` names it in a form; `was` is what stood there before both.

    `typed` and `saved` are redlines against that; `own` are words to begin with where a person may write others, None
    where they only choose; `both` says whether both can stand. `begin` is the choice to begin with; empty: none."""

    key: str
    name: str
    kind: str
    was: str
    typed: Markup
    saved: Markup
    own: str | None
    both: bool
    begin: str
    is_long: bool = True

    @property
    def choices(self) -> set[str]:
        return {"typed", "saved", *(["own"] if self.own is not None else []), *(["both"] if self.both else [])}


class Meeting:
    """What was saved and what was typed since the text `then`; `words` are a field's words then, saved and typed."""

    def __init__(self, then: Text, saved: Docs, typed: Docs, words: Mapping[str, tuple[str, str, str]]) -> None:
        self.base, self.words = Base(then.docs, then.clauses), words
        self.sides = {TYPED: footprint(self.base, typed), SAVED: footprint(self.base, saved)}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Everything a person has to decide, in the order of the text, then of the form. None: it goes together by itself."""
        named = {laid.key(place): place for place in self.encounter.places}
        asked = [
            self._place(question.key, question.name, question.kind, dict(question.options), named.get(question.key))
            for question in self.encounter.questions
            if question.options
        ]
        return (*asked, *(self._field(name) for name in FIELDS if self.field(name) is None))

    @cached_property
    def encounter(self) -> Encounter:
        return Encounter(Table(self.base, self.sides, dict.fromkeys(self.sides, "")), TYPED, SAVED)

    def text(self, choices: Mapping[str, str], own: Mapping[str, str]) -> Docs:
        """Both in one text: the chosen wording wherever they meet, or a person's own."""
        asked, written, picked = self.questions, dict[str, str](), dict[str, str]()
        meeting = copy(self.encounter)  # with what it has been asked already; its sides change below
        known = {laid.key(place): place for place in meeting.places}
        for question in asked:
            if question.key in self.words:
                continue
            choice = self.choice(question, choices)
            picked[question.key] = {"typed": "ours", "saved": "theirs", "both": "joined"}.get(choice, "ours")
            if choice == "own":
                written[self.base.clauses[known[question.key][1]].id] = own.get(question.key, "")
        places = [place for place in known.values() if place[0] == "clause" and self._id(place) in written]
        lost = [
            self._around(TYPED, known[key]) for key, choice in picked.items() if choice == "theirs" and key in known
        ]
        gone = [self._around(SAVED, known[key]) for key, choice in picked.items() if choice == "ours" and key in known]
        meeting.ours = dropped(meeting.ours, [*places, *chain(*lost)])
        meeting.theirs = dropped(meeting.theirs, [*places, *chain(*gone)])
        rest = meeting.text(picked)
        if not written:
            return rest
        mine = drafting.apply(self.base.docs, self.base.clauses, written).docs
        return merge(self.base.docs, mine, rest, clauses=self.base.clauses).docs or rest

    def field(self, name: str) -> str | None:
        """The words of a field where they go together by themselves; None: somebody has to choose."""
        was, saved, typed = self.words[name]
        if saved in (was, typed):
            return typed
        if typed == was:
            return saved
        if name in LONG:
            joined = _joined(was, saved, typed)
            return joined[1] if joined[0] == "clean" else None
        return None

    def chosen(self, name: str, choices: Mapping[str, str], own: Mapping[str, str]) -> str:
        """The words of a field after a person has chosen."""
        known = self.field(name)
        if known is not None:
            return known
        question = next(question for question in self.questions if question.key == name)
        _, saved, typed = self.words[name]
        return {"typed": typed, "saved": saved, "own": own.get(name, "")}[self.choice(question, choices)]

    def choice(self, question: Question, choices: Mapping[str, str]) -> str:
        choice = choices.get(question.key) or question.begin
        if choice not in question.choices:
            raise Refusal("Choose which words are to stand here.", field=question.key)
        return choice

    def _around(self, who: int, place: Place) -> list[Place]:
        """Clauses at a gap that a side takes out or carries off, where that is what it does there: not chosen, it is undone."""
        side, (sort, at) = self.sides[who], place
        if sort == "clause" or at in side.gaps:
            return []
        near = (self.base.ahead[at], self.base.behind[at])
        return [("clause", clause) for clause in near if clause in side.clauses and side.clauses[clause].fate]

    def _id(self, place: Place) -> str:
        return self.base.clauses[place[1]].id

    def _place(self, key: str, name: str, kind: str, options: dict[str, Markup], place: Place | None) -> Question:
        is_open = KINDS.index(kind) >= SAME_PLACE
        was, own = "", None
        if place and place[0] == "clause":
            was = drafting.words_of(self.base.clauses[place[1]].text)
            sides = [self.encounter.together] if is_open else [self.encounter.ours, self.encounter.theirs]
            own = drafting.as_typed(drafting.words_of(Union(self.base, sides).clause(place[1])))
        both = own is None and "joined" in options
        begin = "" if is_open else "both" if both else "own" if own is not None else ""
        return Question(key, name, kind, was, options["ours"], options["theirs"], own, both, begin)

    def _field(self, name: str) -> Question:
        was, saved, typed = self.words[name]
        own = None if name in CHOSEN else _joined(was, saved, typed)[1] if name in LONG else typed
        kind = "same_place" if name not in LONG else "overlap"
        return Question(
            name, FIELDS[name], kind, was, _redline(was, typed), _redline(was, saved), own, False, "", name in LONG
        )


def _joined(was: str, saved: str, typed: str) -> tuple[str, str]:
    """How two changes of some prose go together, and both in one; with what was typed where they collide."""
    made = merge({"words.md": was}, {"words.md": typed}, {"words.md": saved})
    return made.state, (made.docs or {}).get("words.md", typed)


def _redline(was: str, now: str) -> Markup:
    changes = redline(was, now).clauses
    return Markup("<br>").join(Markup(faces.html(change)) for change in changes)
