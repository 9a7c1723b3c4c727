"""A text as the rows a page shows: numbered, with the place of each in the page's outline. No request, database or git."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from workbench.wording import clauses as wording_clauses
from workbench.wording import faces
from workbench.wording.blocks import Clause
from workbench.wording.changes import Redline
from workbench.wording.redline import redline

EMPTY = Markup("")
# Ids that pages use themselves: a clause of that name is `clause-<id>` there.
TAKEN = re.compile(
    r"main|text|pop|live|toast|help|keys-on|spoken|amend|cases|ballot|ch\d+|m\d+-(?:to|from)|"
    r"(?:comment|reply|body|outcome)-\d.*|(?:h|f|hint|err|was|compose|clause)-.*"
)
# Element ids of changes and moves, which one page can have for one redline only.
NUMBERED = re.compile(r' id="(?:ch\d+|m\d+-(?:to|from))"')


@dataclass(frozen=True, eq=False)
class Text:
    """One state of the definition: path -> text, and its clauses with their ids. Equal texts share cached work."""

    docs: dict[str, str]
    clauses: tuple[Clause, ...]
    fingerprint: str = ""
    key: tuple[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", self.fingerprint or wording_clauses.fingerprint(self.docs))
        object.__setattr__(
            self, "key", (self.fingerprint, hash(tuple((c.document, c.id, c.start) for c in self.clauses)))
        )

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.key == other.key


@dataclass(frozen=True)
class Row:
    """One clause at one place of a page.

    `id` is the element's: the clause's own, or `was-<clause>` at the place a clause has left. `was` is the number it had,
    where that is another. `level` of a heading is its place in the page's outline (2 to 6), of anything else its depth.
    `at_home` is true at the one place where notes and the comment form belong. `left` and `right` are the two columns of a
    view side by side: the same marks, of which the style sheet shows each column its own. `opening` are the first words of
    a changed clause. `skipped` are the ids of listed clauses that a view leaves out before this one. `whole` is `new` where all of it was put in, `gone` where all of it was taken out, else empty.
    """

    id: str
    clause: str
    kind: str
    number: str
    heading: str
    level: int
    html: Markup
    change: str = "same"
    was: str = ""
    left: Markup = EMPTY
    right: Markup = EMPTY
    at_home: bool = True
    document: str = ""
    opening: str = ""
    skipped: tuple[str, ...] = ()
    whole: str = ""

    @property
    def is_touched(self) -> bool:
        return self.change != "same"

    @property
    def is_heading(self) -> bool:
        return self.kind == "heading"

    @property
    def name(self) -> str:
        """How a person calls it: “clause 3.2, Data information”."""
        return ", ".join(
            filter(
                None, [f"clause {self.number}" if self.number else "clause", self.heading if self.is_heading else ""]
            )
        )


@lru_cache(maxsize=12)
def compare(old: Text, new: Text) -> Redline:
    """The redline from `old` to `new`; computed once for the same two texts."""
    return redline(old.docs, new.docs, old_clauses=old.clauses, new_clauses=new.clauses)


@lru_cache(maxsize=4)
def rows(text: Text) -> tuple[Row, ...]:
    """The text as it reads, a row a clause."""
    return tuple(row(clause, level) for clause, level in zip(text.clauses, outline(text.clauses), strict=True))


def row(clause: Clause, level: int = 2, marked: tuple[int, int] = (0, 0)) -> Row:
    """One clause as it reads; the characters of its text from one to another are marked."""
    anchors = [faces.Anchored("words", "new", *marked)] if marked[0] < marked[1] else []
    shown = Markup(faces.html_clause(clause, anchors=anchors))
    return Row(
        element(clause.id), clause.id, clause.kind, clause.number, clause.heading, level, shown, document=clause.document
    )  # fmt: skip


def title(text: Text) -> str:
    """What a text calls itself: its first heading if that stands above all sections, else ""."""
    return next((c.heading for c in text.clauses if c.kind == "heading" and not c.number), "")


def turn(before: Clause | None, after: Clause | None) -> Markup:
    """What happened to one clause in one version, as a redline of it alone."""
    old, new = (Text({c.document: c.text}, (_alone(c),)) if c else Text({}, ()) for c in (before, after))
    made = redline(old.docs, new.docs, old_clauses=old.clauses, new_clauses=new.clauses)
    where = faces.whereabouts(made)
    return Markup(" ").join(Markup(NUMBERED.sub("", faces.html(change, where=where))) for change in made.clauses)


def _alone(clause: Clause) -> Clause:
    return clause._replace(start=0, end=len(clause.text))


def element(clause_id: str) -> str:
    """The id of the element that holds a clause: what a permanent link has after its `#`."""
    return f"clause-{clause_id}" if TAKEN.fullmatch(clause_id) else clause_id


def outline(clauses: Iterable[Clause]) -> list[int]:
    """The level each clause has on a page whose title is level 1: no heading level is skipped, whatever the text does."""
    levels: list[int] = []
    open_levels: list[int] = []
    for clause in clauses:
        if clause.kind != "heading":
            levels.append(clause.level)
            continue
        while open_levels and open_levels[-1] >= clause.level:
            open_levels.pop()
        open_levels.append(clause.level)
        levels.append(min(len(open_levels) + 1, 6))
    return levels
