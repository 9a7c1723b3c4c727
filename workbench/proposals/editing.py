"""From the editor's form to the saved draft: what was typed is kept first, then the pressed button does its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import carrying, citations, drafting, drafts, editor, queries, relations, versions
from workbench.proposals.drafts import Working
from workbench.proposals.forms import DraftForm
from workbench.proposals.meeting import FIELDS, Meeting
from workbench.proposals.models import CLASSES, KINDS, Draft


class Met(Refusal):
    """What was typed meets what was saved since the form was made: somebody has to choose. Nothing is saved yet."""

    def __init__(self) -> None:
        super().__init__(versions.STALE, status=409)


def keep(session: Session, author: Member, draft: Draft, form: DraftForm, *, cleaned: bool = False) -> Draft:
    """Save what the form holds, put together with what was saved since it was made; `cleaned` brings the changed clauses
    into the text form first. Met where the two are about the same words."""
    then = versions.at(session, draft, form.turn)
    before, edit = _typed(session, then, form)
    docs, editing = edit.docs, list[str]()
    now = queries.read(session, docs, draft.base, before.base)
    if not form.document:
        editing = drafts.reopened([*then.editing, *(f"+{name}" for name in form.new)], edit, before, now)
    if cleaned:
        docs = drafting.cleaned(docs, now.clauses, before.base.docs, before.base.clauses)
    return _saved(session, author, draft, then, form, docs, editing)


def press(session: Session, author: Member, draft: Draft, form: DraftForm) -> str:
    """Save what the form holds, then open, close, add, remove, move, put back or take over a clause (`form.do`).

    Answers the id of the clause to show.
    """
    then = versions.at(session, draft, form.turn)
    before, edit = _typed(session, then, form)
    now = queries.read(session, edit.docs, draft.base, before.base)
    opened = drafts.reopened([*then.editing, *(f"+{name}" for name in form.new)], edit, before, now)
    target = _target(form, edit, before.now, now)
    if form.verb == "open" and not edit.ids(named(form.opening, before.now), now.clauses):
        raise Refusal("Choose the clause you want to open.", field="opening")
    middle = Working(before.base, now)
    second = _pressed(session, draft, form, before.now, middle, edit, target)
    after = queries.read(session, second.docs, draft.base, before.base)
    editing = drafts.reopened(
        _open_now(form, opened, target, definition.touched(before.base, now)), second, middle, after
    )
    if form.verb == "whole":
        editing = []
    _saved(session, author, draft, then, form, second.docs, editing)
    return next(iter(second.ids(target, after.clauses)), target)


def _typed(session: Session, draft: Draft, form: DraftForm) -> tuple[Working, drafting.Edit]:
    """The draft as it was when the form was made, and its text with what was typed."""
    before = drafts.working(session, draft)
    if form.document:
        if form.document not in draft.documents:
            raise Refusal("Only the documents of the definition can be changed. Reload the page and try again.")
        docs = editor.edited(form, draft, before.now).docs
        now = queries.read(session, docs, draft.base, before.base)
        return before, drafting.apply(now.docs, now.clauses, {})
    return before, editor.edited(form, draft, before.now)


def _target(form: DraftForm, edit: drafting.Edit, before: Text, now: Text) -> str:
    """The clause the button is about, as it is called after what was typed is in place."""
    about = named(form.opening, before) if form.verb == "open" else form.about
    return next(iter(edit.ids(about, now.clauses)), about)


def named(wanted: str, text: Text) -> str:
    """The id of the clause that somebody chose, or named by its number."""
    by_number = {clause.number: clause.id for clause in reversed(text.clauses) if clause.number}
    wanted = wanted.strip()
    return wanted if any(clause.id == wanted for clause in text.clauses) else by_number.get(wanted, wanted)


def _pressed(
    session: Session, draft: Draft, form: DraftForm, before: Text, middle: Working, edit: drafting.Edit, target: str
) -> drafting.Edit:
    docs, clauses = middle.now.docs, middle.now.clauses
    is_there = middle.clause(target) is not None
    if form.verb in ("up", "down") and is_there:
        return drafting.shift(docs, clauses, target, -1 if form.verb == "up" else 1)
    if form.verb == "remove" and is_there:
        return drafting.remove(docs, clauses, target)
    if form.verb == "after" and is_there:
        chosen = dict(zip(form.clause, form.to, strict=False)).get(form.about, "")
        behind = edit.ids(named(chosen, before), clauses)
        if not behind:
            raise Refusal("Choose the clause behind which this one is to stand.", field="to")
        return drafting.move(docs, clauses, target, behind[-1])
    if form.verb == "back":
        return drafting.restore(docs, clauses, middle.base.clauses, target)
    if form.verb == "take":
        return carrying.take_over(session, draft, middle.now, target)
    return drafting.apply(docs, clauses, {})


def _open_now(form: DraftForm, opened: Sequence[str], target: str, touched: Sequence[str]) -> list[str]:
    if form.verb == "close":
        return [name for name in opened if name != target]
    if form.verb == "parts":
        return list(touched[: drafts.MOST_BOXES])
    return [*opened, target] if target and form.verb in ("open", "take", "add") else list(opened)


def typed_since(session: Session, draft: Draft, form: DraftForm) -> Meeting:
    """What a form holds beside what was saved since it was made."""
    then = versions.at(session, draft, form.turn)
    return _meeting(session, draft, then, form, _typed(session, then, form)[1].docs)


def settle(
    session: Session,
    author: Member,
    draft: Draft,
    form: DraftForm,
    *,
    choices: Mapping[str, str],
    own: Mapping[str, str],
) -> Draft:
    """Save a form together with what was saved since it was made, as a person has chosen wherever the two meet."""
    then = versions.at(session, draft, form.turn)
    meeting = typed_since(session, draft, form)
    docs = meeting.text(choices, own)
    words = _words(then, draft, form, {name: meeting.chosen(name, choices, own) for name in FIELDS})
    said = DraftForm.model_validate(
        {"turn": draft.turn, "slip": form.slip, **words}
    )  # a person's own words are held to the form's rules
    said.cases = _cases(then, draft, form.all_cases)
    return _stored(session, author, draft, said, docs, _both_open(draft, form.clause))


def _saved(
    session: Session, author: Member, draft: Draft, then: Draft, form: DraftForm, docs: dict[str, str],
    editing: Sequence[str],
) -> Draft:  # fmt: skip
    if then.turn == draft.turn:
        return _stored(session, author, draft, form, docs, editing)
    meeting = _meeting(session, draft, then, form, docs)
    if meeting.questions:
        raise Met
    words = _words(then, draft, form, {name: meeting.field(name) or "" for name in FIELDS})
    whole = {"turn": draft.turn, "cases": _cases(then, draft, form.all_cases), "more_cases": ""}
    return _stored(
        session, author, draft, form.model_copy(update=words | whole), meeting.text({}, {}), _both_open(draft, editing)
    )


def _meeting(session: Session, draft: Draft, then: Draft, form: DraftForm, docs: dict[str, str]) -> Meeting:
    fields = FIELDS.keys() - {"what"}
    words = {name: (getattr(then, name), getattr(draft, name), getattr(form, name)) for name in fields}
    was, saved, typed = (relations.begun(*what) for what in _what(then, draft, form))
    return Meeting(drafts.working(session, then).now, draft.documents, docs, words | {"what": (was, saved, typed)})


def _what(then: Draft, draft: Draft, form: DraftForm) -> list[tuple[str, list[int]]]:
    """What the draft is to which other proposals: then, as it is saved, as it was typed."""
    was, saved = ((one.kind, list(one.others or ())) for one in (then, draft))
    return [was, saved, (form.kind, form.about_proposals) if form.kind else was]


def _words(then: Draft, draft: Draft, form: DraftForm, chosen: dict[str, str]) -> dict[str, Any]:
    """The chosen words of every field, as a form has them."""
    told = chosen.pop("what")
    kind, others = next(what for what in _what(then, draft, form) if relations.begun(*what) == told)
    return chosen | {"kind": kind, "others": ", ".join(map(str, others))}


def _cases(then: Draft, draft: Draft, typed: Sequence[int]) -> list[int]:
    """The ticked cases of both: what either ticked since then, without what either took away."""
    gone = set(then.cases) - (set(draft.cases) & set(typed))
    return [no for no in dict.fromkeys([*draft.cases, *typed]) if no not in gone]


def _both_open(draft: Draft, opened: Sequence[str]) -> list[str]:
    """The clauses open to either, unless one of them writes in the whole text."""
    return list(dict.fromkeys([*draft.editing, *opened])) if draft.editing and opened else list(draft.editing)


def _stored(
    session: Session, author: Member, draft: Draft, form: DraftForm, docs: dict[str, str], editing: Sequence[str]
) -> Draft:
    if form.claimed not in ("", *CLASSES):
        raise Refusal("Choose one of the classes that are offered.", field="claimed")
    words: dict[str, Any] = {
        "title": form.title, "rationale": form.rationale, "claimed": form.claimed, "note": form.note,
        "cases": citations.known(session, form.all_cases),
    }  # fmt: skip
    if form.kind and draft.amends_no is None and draft.proposal_no is None:
        if form.kind not in KINDS[:-1]:
            raise Refusal("Choose one of the kinds that are offered.", field="kind")
        words |= {"kind": form.kind, "others": form.about_proposals}
    return drafts.save(session, author, draft, turn=form.turn, documents=docs, editing=editing, slip=form.slip, **words)
