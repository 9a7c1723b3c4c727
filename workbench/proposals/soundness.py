"""Whether a draft can be filed as it is: what it lacks, what breaks the text form, which marks went astray."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from workbench.definition import queries as definition
from workbench.errors import Refusal
from workbench.proposals import asking, classes, drafts, queries, relations
from workbench.proposals.models import CLASSES, Draft, Proposal
from workbench.wording.lint import Offence, lint
from workbench.wording.marks import misplaced
from workbench.wording.shell import is_markdown
from workbench.wording.typography import is_typographic


def sound(
    session: Session, draft: Draft, working: drafts.Working, known: Proposal | None, scripts: Sequence[str], limit: int
) -> None:  # fmt: skip
    """Refuse a draft that cannot be filed as it is."""
    _complete(draft, revises=known is not None)
    _changed(session, draft, working, known)
    _in_form(working, scripts, limit)
    _marked(session, working)
    asking.sound(draft, working.now)
    _of_its_class(draft, working)
    if known:
        classes.claims(session, known, draft.claimed)


def _complete(draft: Draft, *, revises: bool) -> None:
    if not draft.title.strip():
        raise Refusal("Give the proposal a title, so that people can speak of it.", field="title")
    if not draft.rationale.strip():
        raise Refusal("Say why: a sentence or two that a stranger would understand.", field="rationale")
    if draft.claimed not in CLASSES:
        raise Refusal("Say which class of change this is.", field="claimed")
    if revises and not draft.note.strip():
        raise Refusal("Say in a sentence what this revision changes.", field="note")


def _changed(session: Session, draft: Draft, working: drafts.Working, known: Proposal | None) -> None:
    if working.now.fingerprint == working.base.fingerprint and draft.requirements is None:
        raise Refusal(
            f"The text is the same as {relations.against(draft)}. Change some words, then file.", field="text"
        )
    if known is None:
        return
    before = queries.revision(session, known)
    new = (
        working.now.fingerprint,
        draft.base,
        draft.title,
        draft.rationale,
        draft.claimed,
        sorted(draft.cases),
        draft.requirements,
    )
    old = (
        before.fingerprint,
        before.base,
        known.title,
        known.rationale,
        known.claimed,
        sorted(known.cases),
        before.requirements,
    )
    if new == old:
        raise Refusal(f"Nothing differs from revision {before.n}. Change some words, then file.", field="text")


def _in_form(working: drafts.Working, scripts: Sequence[str], limit: int) -> None:
    found = offences(working, scripts=scripts, limit=limit)
    if found:
        count = sum(map(len, found.values()))
        what = "One thing in this text does" if count == 1 else f"{count} things in this text do"
        raise Refusal(
            f"{what} not fit the text form. Mend it, or use the cleaned copy.",
            field="text", details=tuple(offence.label for listed in found.values() for offence in listed[:20]),
        )  # fmt: skip


def _of_its_class(draft: Draft, working: drafts.Working) -> None:
    if draft.claimed == "typographic" and (draft.amends_no or not is_typographic(working.base.docs, working.now.docs)):
        raise Refusal(
            "More than the typography changes: a word, a capital, a link, a number, or the order of something. Claim it as editorial, or as what "
            "it is.", field="claimed",
        )  # fmt: skip


def _marked(session: Session, working: drafts.Working) -> None:
    found = strays(session, working)
    if found:
        raise Refusal(" ".join(found[:3]), field="text", details=tuple(found))


def offences(working: drafts.Working, *, scripts: Sequence[str], limit: int) -> dict[str, list[Offence]]:
    """What in a draft breaks the text form, by document; what stood so in the base is spared."""
    before = working.base.docs
    found = {
        path: lint(before.get(path, ""), text, scripts, largest=limit, markdown=is_markdown(path))
        for path, text in working.now.docs.items()
        if text != before.get(path)
    }
    return {path: listed for path, listed in found.items() if listed}


def strays(session: Session, working: drafts.Working) -> list[str]:
    """What is wrong with the {#id} marks of a draft, a sentence each: every one must still end its own clause."""
    texts = [*working.base.docs.values(), *working.now.docs.values()]
    if working.now == working.base or not any("{#" in text for text in texts):
        return []
    return list(misplaced(working.base.clauses, working.now.clauses, definition.used(session)))
