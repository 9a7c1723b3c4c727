"""From the editor's form to the saved draft: what was typed is kept first, then the pressed button does its work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.proposals import citations, drafting, drafts, editor, queries
from workbench.proposals.drafts import Working
from workbench.proposals.forms import DraftForm
from workbench.proposals.models import CLASSES, KINDS, Draft


def keep(session: Session, author: Member, draft: Draft, form: DraftForm, *, cleaned: bool = False) -> Draft:
    """Save what the form holds; `cleaned` brings the changed clauses into the text form first."""
    before, edit = _typed(session, draft, form)
    docs, editing = edit.docs, list[str]()
    now = queries.read(session, docs, draft.base, before.base)
    if not form.document:
        editing = drafts.reopened([*draft.editing, *(f"+{name}" for name in form.new)], edit, before, now)
    if cleaned:
        docs = drafting.cleaned(docs, now.clauses, before.base.docs, before.base.clauses)
    return _saved(session, author, draft, form, docs, editing)


def press(session: Session, author: Member, draft: Draft, form: DraftForm) -> str:
    """Save what the form holds, then open, close, add, remove, move, put back or take over a clause (`form.do`).

    Answers the id of the clause to show.
    """
    before, edit = _typed(session, draft, form)
    now = queries.read(session, edit.docs, draft.base, before.base)
    opened = drafts.reopened([*draft.editing, *(f"+{name}" for name in form.new)], edit, before, now)
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
    _saved(session, author, draft, form, second.docs, editing)
    return next(iter(second.ids(target, after.clauses)), target)


def _typed(session: Session, draft: Draft, form: DraftForm) -> tuple[Working, drafting.Edit]:
    """The draft as it was, and its text with what was typed. An old form goes no further: its clauses may be others now."""
    if form.turn != draft.turn:
        raise Refusal(drafts.STALE, status=409)
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
        return drafts.take_over(session, draft, middle.now, target)
    return drafting.apply(docs, clauses, {})


def _open_now(form: DraftForm, opened: Sequence[str], target: str, touched: Sequence[str]) -> list[str]:
    if form.verb == "close":
        return [name for name in opened if name != target]
    if form.verb == "parts":
        return list(touched[: drafts.MOST_BOXES])
    return [*opened, target] if target and form.verb in ("open", "take", "add") else list(opened)


def _saved(
    session: Session, author: Member, draft: Draft, form: DraftForm, docs: dict[str, str], editing: Sequence[str]
) -> Draft:
    if form.claimed not in ("", *CLASSES):
        raise Refusal("Choose one of the three classes.", field="claimed")
    words: dict[str, Any] = {
        "title": form.title, "rationale": form.rationale, "claimed": form.claimed, "note": form.note,
        "cases": citations.known(session, form.all_cases),
    }  # fmt: skip
    if form.kind and draft.amends_no is None and draft.proposal_no is None:
        if form.kind not in KINDS[:-1]:
            raise Refusal("Choose one of the kinds that are offered.", field="kind")
        words |= {"kind": form.kind, "others": form.about_proposals}
    return drafts.save(session, author, draft, turn=form.turn, documents=docs, editing=editing, **words)
