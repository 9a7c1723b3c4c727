"""The drafting page as data: a box for each open clause with its redline, what is at fault, what was saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from workbench.cases import queries as cases
from workbench.cases.queries import CaseLine
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.proposals import (
    again,
    carrying,
    drafting,
    drafts,
    previews,
    queries,
    relations,
    soundness,
    typography,
    versions,
)
from workbench.proposals.again import Decided
from workbench.proposals.forms import DraftForm
from workbench.proposals.models import Draft, Proposal
from workbench.proposals.previews import Preview
from workbench.wording import clauses
from workbench.wording.blocks import Clause
from workbench.wording.changes import Summary
from workbench.wording.lint import Offence

# Cases offered as boxes to tick; further ones are named by number.
OFFERED = 60
# Clauses offered in a list; of a longer text a clause is named by its number.
LISTED = 400
# A document above this many characters has no redline on every pause, only on Preview.
LIVE = 150_000


@dataclass(frozen=True)
class Box:
    """One open clause. `id` is the clause's, or "+<id before>" for a new one; `theirs` the author's wording held back."""

    id: str
    number: str
    heading: str
    words: str
    preview: Preview
    is_removed: bool = False
    is_new: bool = False
    theirs: str | None = None
    # open proposals that change this clause, and cases that rest on it
    proposals: tuple[Proposal, ...] = ()
    cases: tuple[CaseLine, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(filter(None, [f"Clause {self.number}" if self.number else "Clause", self.heading]))

    @property
    def before(self) -> str:
        """The clause a new one stands behind."""
        return self.id.removeprefix("+")


@dataclass(frozen=True)
class Page:
    draft: Draft
    proposal: Proposal | None
    form: DraftForm
    boxes: tuple[Box, ...]
    # the document that is open as a whole; empty: clause by clause
    document: str
    preview: Preview
    # clauses to choose from, by id with number and first words; none where there are too many for a list
    choices: tuple[tuple[str, str], ...]
    documents: tuple[str, ...]
    offences: dict[str, list[Offence]]
    # sentences on marks that no longer end their own clause
    strays: tuple[str, ...]
    # who has saved it since the form was made
    since: tuple[str, ...]
    cases: tuple[tuple[int, str, bool], ...]
    newest: str
    is_live: bool
    # what was decided not long ago and asked the same
    again: tuple[Decided, ...]
    # what filing a further revision keeps or begins anew
    effect: typography.Effect | None

    @property
    def against(self) -> str:
        """What the draft is written against."""
        return relations.against(self.draft)

    @property
    def name(self) -> str:
        """What the page is called: its title, else the one clause that is open."""
        return self.form.title or (self.boxes[0].name if len(self.boxes) == 1 else "Untitled draft")


def stored(draft: Draft, working: drafts.Working, document: str = "") -> DraftForm:
    """The form as it is made from the draft: every open clause with the words it has now."""
    opened = [identity for identity in draft.editing if working.clause(identity)]
    form = DraftForm.model_construct(
        turn=draft.turn, cases=list(draft.cases), title=draft.title, rationale=draft.rationale, claimed=draft.claimed,
        note=draft.note, kind=draft.kind, others=", ".join(map(str, draft.others or ())),
    )  # fmt: skip
    if draft.editing:
        form.clause, form.text = opened, [text_of(working, identity) for identity in opened]
    else:
        form.document = document if document in draft.documents else next(iter(draft.documents), "")
        form.whole = drafting.as_typed(draft.documents.get(form.document, ""))
    return form


def text_of(working: drafts.Working, identity: str) -> str:
    clause = working.clause(identity)
    return drafting.as_typed(drafting.words_of(clause.text)) if clause else ""


def edited(form: DraftForm, draft: Draft, text: Text) -> drafting.Edit:
    """The draft's text with what the form holds put into it."""
    if not form.document:
        return drafting.apply(text.docs, text.clauses, form.typed, form.new)
    known = draft.documents.get(form.document)
    if known is None:
        return drafting.Edit(text.docs)
    whole = drafting.keep_ends(known, form.whole, drafting.ending(known))
    if whole.strip() and not known.strip() and not whole.endswith("\n"):
        whole += "\n"  # who begins a text in an empty box ends its last line no more than that of a clause
    return drafting.Edit(text.docs | {form.document: whole})


def page(session: Session, draft: Draft, form: DraftForm, *, scripts: Sequence[str], limit: int) -> Page:
    """The page of a draft with what a form holds: the stored words, those of a form that was refused, or words not saved.

    A form of an earlier turn is shown on the draft as it was then; saving puts it together with what was saved since."""
    then = made_at(session, draft, form)
    saved = drafts.working(session, then)
    edit = edited(form, then, saved.now)
    working = drafts.working(session, draft, edit.docs)
    boxes = [] if form.document else list(_boxes(session, then, form, saved, edit, working, scripts))
    return Page(
        draft, queries.proposal(session, draft.proposal_no) if draft.proposal_no else None, form, _surrounded(session, draft, boxes),
        form.document, previews.of_document(working, form.document, scripts) if form.document else previews.of_documents(working, edit.docs),
        choices(saved),
        tuple(draft.documents), soundness.offences(working, scripts=scripts, limit=limit),
        tuple(soundness.strays(session, working)),
        tuple(versions.savers(session, draft, form.turn)) if form.turn != draft.turn else (),
        _cases(session, working), definition.newest(session).label, sum(map(len, edit.docs.values())) <= LIVE,
        tuple(again.found(session, working)) if draft.kind != "amends" else (),
        typography.effect(session, draft, working, queries.proposal(session, draft.proposal_no)) if draft.proposal_no else None,
    )  # fmt: skip


def made_at(session: Session, draft: Draft, form: DraftForm) -> Draft:
    """The draft as it was when a form was made; a form of a turn that is not on file is taken to be of now."""
    try:
        return versions.at(session, draft, form.turn)
    except Refusal:
        form.turn = draft.turn
        return draft


def _surrounded(session: Session, draft: Draft, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes with what other open proposals change in their clauses and the cases that rest on them, in two questions."""
    open_ids = [box.id for box in boxes if not box.is_new]
    near = queries.touching_any(session, open_ids)
    lines = cases.resting_on(session, open_ids)
    return tuple(
        replace(
            box,
            proposals=tuple(one for one in near.get(box.id, ()) if one.no != draft.proposal_no),
            cases=tuple(line for line in lines if box.id in line.clauses),
        )
        for box in boxes
    )


def choices(saved: drafts.Working) -> tuple[tuple[str, str], ...]:
    if len(saved.now.clauses) > LISTED:
        return ()
    return tuple((c.id, f"{c.number or '¶'} {clauses.title(c.text)[:60]}") for c in saved.now.clauses)


def shown(session: Session, draft: Draft, form: DraftForm, box: str, scripts: Sequence[str]) -> tuple[Preview, Summary]:
    """The redline of one box of a form, or of the document in it, and what the whole form amounts to; nothing is saved."""
    then = versions.at(session, draft, form.turn)
    saved = drafts.working(session, then)
    edit = edited(form, then, saved.now)
    working = drafts.working(session, draft, edit.docs)
    if form.document:
        made = previews.of_document(working, form.document, scripts)
        return made, made.summary
    return previews.of_box(working, edit, box, scripts), previews.summary(previews.changed(working, edit.docs))


def _boxes(
    session: Session, draft: Draft, form: DraftForm, saved: drafts.Working, edit: drafting.Edit, working: drafts.Working,
    scripts: Sequence[str],
) -> Iterable[Box]:  # fmt: skip
    theirs = carrying.held_back(session, draft, working.now)
    open_ids = list(dict.fromkeys([*draft.editing, *form.clause]))
    for identity in [*open_ids, *(held for held in theirs if held not in open_ids)]:
        clause, was = saved.clause(identity), saved.was(identity)
        known = clause or was
        if known is None:
            continue
        words = form.typed.get(identity, text_of(saved, identity))
        shown = previews.of_box(working, edit, identity, scripts)
        yield Box(identity, known.number, known.heading, words, shown, clause is None, False, theirs.get(identity))
        if identity in form.new:
            yield _new_box(form, edit, working, known, scripts)
    for before in (before for before in form.new if before not in open_ids):
        clause = saved.clause(before)
        if clause:
            yield _new_box(form, edit, working, clause, scripts)


def _new_box(
    form: DraftForm, edit: drafting.Edit, working: drafts.Working, before: Clause, scripts: Sequence[str]
) -> Box:
    identity = f"+{before.id}"
    shown = previews.of_box(working, edit, identity, scripts)
    return Box(identity, before.number, "", form.new[before.id], shown, is_new=True)


def _cases(session: Session, working: drafts.Working) -> tuple[tuple[int, str, bool], ...]:
    """The cases to tick: those that rest on a clause the draft changes come first, then the newest."""
    touched = definition.touched(working.base, working.now)
    resting = {
        line.case.no or 0: f"{line.case.system}, {line.case.release}" for line in cases.resting_on(session, touched)
    }
    offered = resting | dict(cases.choices(session, OFFERED))
    return tuple((no, name, no in resting) for no, name in offered.items())
