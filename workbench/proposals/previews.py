"""The redline of what stands in an editor: of one box, of one document, of all that differs; nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup

from workbench.definition.reading import compare
from workbench.proposals import drafting
from workbench.proposals.drafts import Working
from workbench.wording import faces
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Summary
from workbench.wording.lint import Offence, lint
from workbench.wording.words import count


@dataclass(frozen=True)
class Preview:
    """The redline of some clauses: element kind and HTML of each, what it amounts to, what to look at twice, what breaks
    the text form, and how many words stand there now."""

    rows: tuple[tuple[str, Markup], ...]
    summary: Summary
    notices: tuple[Notice, ...]
    offences: tuple[Offence, ...] = ()
    words: int = 0


def of_box(working: Working, edit: drafting.Edit, identity: str, scripts: Sequence[str]) -> Preview:
    """The redline of one box: the clauses that now stand in it, and the one that was taken out of it."""
    inside = {identity, *edit.ids(identity, working.now.clauses)}
    whole = compare(working.base, working.now)
    here = {clause.id for clause in working.now.clauses}
    inside -= {identity} if identity in here and identity not in edit.ids(identity, working.now.clauses) else set()
    made = _made(working, [change for change in whole.clauses if change.id in inside])
    stand = [clause for clause in working.now.clauses if clause.id in inside]
    was = working.was(identity)
    found = [one for clause in stand for one in _unfit(was.text if was else "", clause, scripts)]
    return replace(made, offences=tuple(found), words=sum(count(drafting.words_of(clause.text)) for clause in stand))


def _unfit(was: str, clause: Clause, scripts: Sequence[str]) -> Iterable[Offence]:
    """The characters of one clause that may not stand in the text; what a clause cannot show alone is for the whole text."""
    return (one for one in lint(was, drafting.words_of(clause.text) + "\n", scripts) if one.code_point)


def of_document(working: Working, document: str, scripts: Sequence[str]) -> Preview:
    """The redline of one document, with what in it may not stand in a text."""
    was, now = working.base.docs.get(document, ""), working.now.docs.get(document, "")
    found = tuple(one for one in lint(was, now, scripts) if one.code_point)
    return replace(of_documents(working, {document}), offences=found, words=count(now))


def of_documents(working: Working, documents: Iterable[str]) -> Preview:
    """The redline of whole documents, the unchanged clauses left out."""
    return _made(working, changed(working, documents))


def changed(working: Working, documents: Iterable[str]) -> list[ClauseChange]:
    wanted = set(documents)
    changes = compare(working.base, working.now).clauses
    return [change for change in changes if change.change != "same" and change.document in wanted]


def _made(working: Working, changes: Sequence[ClauseChange]) -> Preview:
    whole = compare(working.base, working.now)
    where = faces.whereabouts(whole)
    rows = []
    for change in changes:
        clause = change.old if change.side == "old" or change.new is None else change.new
        rows.append((clause.kind if clause else "paragraph", Markup(faces.html(change, where=where))))
    ids = {change.id for change in changes}
    return Preview(tuple(rows), summary(changes), tuple(notice for notice in whole.notices if notice.clause in ids))


def summary(changes: Sequence[ClauseChange]) -> Summary:
    segments = [segment for change in changes for segment in change.segments]
    words = {op: sum(count(s.text) for s in segments if s.op == op and not s.move) for op in "+-"}
    numbers = {segment.change for segment in segments if segment.change is not None}
    pairs = (pair for change in changes for pair in pairwise(change.segments))
    rewrapped = sum((a.op, b.op, a.change, b.change) == ("-", "+", None, None) for a, b in pairs)
    return Summary(len(numbers), words["+"], words["-"], len({s.move for s in segments if s.move}), rewrapped)
