"""Two open proposals put together by a person: the wordings to choose from wherever they meet, and a draft of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from markupsafe import Markup
from sqlmodel import Session

from workbench.definition import queries as definition
from workbench.definition.reading import turn
from workbench.errors import NotHere, Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import drafts, laid, queries
from workbench.proposals.models import CLASSES, Draft
from workbench.proposals.together import Side, Table, Together
from workbench.wording import clauses as wording
from workbench.wording.blocks import Clause
from workbench.wording.faces import html_clause
from workbench.wording.footprint import Base, Docs, Footprint, footprint
from workbench.wording.meetings import KINDS, SAME_PLACE, Place, documents, places
from workbench.wording.merge import merge_footprints, reading_order
from workbench.wording.union import Union, dropped

TITLE = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """A place where two proposals meet, with the wordings to choose from: (choice, redline against the text as it stands).

    `key` names the place in a form; the first choice is the one to begin with. A place where both do the same has none."""

    key: str
    name: str
    clause: str
    kind: str
    options: tuple[tuple[str, Markup], ...]


class Encounter:
    """Two proposals on the newest version, `ours` and `theirs`, wherever they meet."""

    def __init__(self, table: Table, ours: int, theirs: int) -> None:
        self.base, self.numbers = table.base, (ours, theirs)
        self.ours, self.theirs = table.sides[ours], table.sides[theirs]
        self.places = places(self.base, self.ours, self.theirs)
        self.documents = documents(self.base, self.ours, self.theirs)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every place where they meet: whole documents first, then in the order of the text."""
        asked = [
            Question(f"document-{path}", path, path, KINDS[kind], tuple(
                (choice, Markup(" ").join(laid.whole(self.base, side)))
                for choice, side in (("ours", self.ours), ("theirs", self.theirs))
            ))
            for path, kind in sorted(self.documents.items())
        ]  # fmt: skip
        ordered = sorted(self.places, key=lambda place: reading_order(self.base, place))
        return (*asked, *map(self._question, ordered))

    def rest(self, no: int) -> list[tuple[str, Markup]]:
        """What one of the two does where the other does nothing: the name of the place and the words, in order."""
        side = self.ours if no == self.numbers[0] else self.theirs
        told: list[tuple[Place, Markup]] = []
        for place in (*(("clause", at) for at in side.clauses), *(("gap", gap) for gap in side.gaps)):
            said = laid.said(self.base, side, place) if place not in self.places else None
            told += [(place, said)] if said else []
        told.sort(key=lambda one: reading_order(self.base, one[0]))
        return [
            (laid.name(self.base.clauses[at]) if sort == "clause" else laid.where(self.base, at), said)
            for (sort, at), said in told
        ]

    def _question(self, place: Place) -> Question:
        kind, at = KINDS[self.places[place]], place[1]
        if place[0] == "clause":
            clause = self.base.clauses[at]
            return Question(laid.key(place), laid.name(clause), clause.id, kind, self._wordings(place, clause))
        return Question(laid.key(place), laid.where(self.base, at), self.base.name(at), kind, self._put_in(place))

    def _wordings(self, place: Place, clause: Clause) -> tuple[tuple[str, Markup], ...]:
        """The clause as each has it and, where it can be made, as both together have it."""
        if not self.places[place]:
            return ()
        is_conflict = self.places[place] >= SAME_PLACE
        both = [self.together] if is_conflict else [self.ours, self.theirs]
        texts = {"joined": Union(self.base, both).clause(place[1])}
        for choice, side in (("ours", self.ours), ("theirs", self.theirs)):
            texts[choice] = Union(self.base, [side]).clause(place[1])
        if is_conflict and texts["joined"] in ("", texts["ours"]):
            del texts["joined"]
        return tuple((choice, self._redline(clause, place, choice, text)) for choice, text in texts.items())

    def _redline(self, clause: Clause, place: Place, choice: str, text: str) -> Markup:
        side = {"ours": self.ours, "theirs": self.theirs}.get(choice, self.together)
        if text == clause.text:  # it is carried elsewhere, word for word
            return laid.said(self.base, side, place) or Markup("as it stands")
        return turn(clause, clause._replace(text=text) if text else None)

    def _put_in(self, place: Place) -> tuple[tuple[str, Markup], ...]:
        """What each puts into a gap, or does around it, and both where that is no conflict or nothing but new text."""
        if not self.places[place]:
            return ()
        found: dict[str, Markup] = {}
        texts = [Union(self.base, [side]).gap(place[1]) for side in (self.ours, self.theirs)]
        for choice, side, text in (("ours", self.ours, texts[0]), ("theirs", self.theirs, texts[1])):
            told = laid.said(self.base, side, place) or laid.beside(self.base, side, place)
            found[choice] = _new(self.base, place[1], text) if text else told
        if self.places[place] < SAME_PLACE or self._is_double(place):
            found = {"joined": Markup("<br>").join(filter(None, found.values())), **found}
        return tuple(found.items())

    def _is_double(self, place: Place) -> bool:
        """Whether both put nothing but new text into a gap."""
        parts = (*self.ours.gaps.get(place[1], (0,)), *self.theirs.gaps.get(place[1], (0,)))
        return place[0] == "gap" and all(isinstance(part, str) for part in parts)

    @cached_property
    def together(self) -> Footprint:
        """What both do, with our words wherever the two collide."""
        return footprint(self.base, merge_footprints(self.base, self.ours, self.theirs).docs or self.base.docs)

    def text(self, choices: Mapping[str, str]) -> Docs:
        """Both in one text, with the chosen wording wherever they meet: place (`Question.key`) -> choice."""
        chosen = {place: self._chosen(laid.key(place), choices) for place in self.places}
        whole = {path: self._chosen(f"document-{path}", choices) for path in self.documents}
        double = [place for place, choice in chosen.items() if choice == "joined" and self._is_double(place)]
        kept = [
            dropped(side, _named(chosen, other), _named(whole, other))
            for side, other in ((self.ours, "theirs"), (self.theirs, "ours"))
        ]
        kept[1] = dropped(kept[1], double)
        open_still = [
            place for place, choice in chosen.items() if choice == "joined" and self.places[place] >= SAME_PLACE
        ]
        if set(open_still) <= set(double) and "joined" not in whole.values():
            # all is chosen: what one does under a clause that the other carries off would count as a collision once more
            made = Union(self.base, kept).docs()
        else:
            made = merge_footprints(self.base, *kept).docs or self.base.docs
        if not double:
            return made
        more = {place[1]: self.theirs.gaps[place[1]] for place in double}
        return Union(
            self.base, [footprint(self.base, made), Footprint({}, more, frozenset(), {}, frozenset(), {})]
        ).docs()

    def _chosen(self, key: str, choices: Mapping[str, str]) -> str:
        offered = next(question.options for question in self.questions if question.key == key)
        choice = choices.get(key) or (offered[0][0] if offered else "joined")
        if offered and choice not in dict(offered):
            raise Refusal("Choose one of the wordings that are offered here.", field=key)
        return choice


def _named(chosen: Mapping[T, str], choice: str) -> list[T]:
    return [thing for thing, wanted in chosen.items() if wanted == choice]


def _new(base: Base, gap: int, text: str) -> Markup:
    """New clauses as they will read."""
    found = wording.parse(text, base.document(gap))
    return Markup("<br>").join(Markup("<ins>{}</ins>").format(Markup(html_clause(clause))) for clause in found)


def encounter(here: Together, one: int, other: int) -> Encounter:
    """The meeting of two open proposals; NotHere where one of them is not open or waits for words of its author."""
    for no in (one, other):
        if no in {side.no for side in here.apart}:
            raise NotHere(
                f"Proposal {no} was written on an older version and does not go together with version "
                f"{here.version.label} by itself. Its author is asked for the words; then the two can be put together."
            )
        if no not in here.sides:
            raise NotHere(f"Proposal {no} is not open, so there is nothing to put together. Its own page says more.")
    if one == other:
        raise NotHere("Choose two different proposals.")
    return Encounter(here.table, one, other)


def stamp(here: Together, one: int, other: int) -> str:
    """What a form about these two was made from; after another revision or version it is another."""
    return " ".join([here.version.label, *(f"{here.sides[no].fingerprint[:16]}" for no in (one, other))])


def start(
    session: Session,
    author: Member,
    here: Together,
    one: int,
    other: int,
    *,
    choices: Mapping[str, str],
    made_from: str,
) -> Draft:
    """A draft of a composite that puts two open proposals together, with the chosen wording wherever they meet.

    Its note says which two. Refuses a form that was made before one of them, or the text, became another."""
    permissions.require(author, "drafts.write")
    meeting = encounter(here, one, other)
    if made_from != stamp(here, one, other):
        raise Refusal(
            "One of the two proposals, or the text, has changed meanwhile. Look again, then choose.", status=409
        )
    docs = meeting.text(choices)
    if docs.keys() != here.base.docs.keys():
        raise Refusal("Together they add or take out a whole document, which a draft cannot do. Choose otherwise.")
    begun, sides = drafts.start(session, author), [here.sides[no] for no in (one, other)]
    now = queries.read(session, docs, here.version.label)
    standing = {clause.id for clause in now.clauses}
    editing = [clause for clause in definition.touched(here.base, now) if clause in standing]
    return drafts.save(
        session, author, begun, turn=begun.turn, documents=docs,
        editing=editing if len(editing) <= drafts.MOST_BOXES else [], **_about(sides, one, other),
    )  # fmt: skip


def _about(sides: list[Side], one: int, other: int) -> dict[str, Any]:
    """What the draft says of itself before its author does: the words of both."""
    proposals = [side.proposal for side in sides]
    told = " and ".join(f"proposal {side.no}, revision {side.revision.n}" for side in sides)
    return {
        "title": " / ".join(proposal.title for proposal in proposals)[:TITLE],
        "rationale": "\n\n".join(dict.fromkeys(proposal.rationale.strip() for proposal in proposals)),
        "claimed": max((proposal.claimed for proposal in proposals), key=CLASSES.index),
        "cases": list(dict.fromkeys(no for proposal in proposals for no in proposal.cases)),
        "note": f"Puts together {told}: /proposals/{one}/with/{other}",
        "kind": "composite",
        "others": [one, other],
    }
