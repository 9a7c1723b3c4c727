"""What a proposal would have cases judged by: the tree of requirements that goes with its text.

A draft and a revision hold a tree of their own only where they change it; else the tree of what they are written against goes on,
without the clauses that their text takes out. A tree is adopted in the commit that adopts the text.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlmodel import Session

from workbench import db
from workbench.config import Committee
from workbench.definition import outline
from workbench.definition import queries as definition
from workbench.definition.reading import Text
from workbench.definition.requirements import FILE, Need, file, read
from workbench.errors import Refusal
from workbench.members import permissions
from workbench.members.models import Member
from workbench.proposals import queries, versions
from workbench.proposals.models import SLIGHT, Draft, Revision

MOVED = (
    "What a case is judged by was changed since, here and in version {}. Start a revision, and say on its page of requirements "
    "which holds."
)


def own(thing: Draft | Revision) -> Need | None:
    """The tree that it brings; None where it changes none."""
    return None if thing.requirements is None else read(thing.requirements)


def before(session: Session, thing: Draft | Revision) -> Need | None:
    """The tree on record of what it is written against, a version or a revision; None where there is none."""
    if thing.amends_no is None:
        return definition.tree_of(session, definition.version(session, thing.base))
    amended = queries.revision(session, queries.proposal(session, thing.amends_no), thing.amends_n)
    return brought(session, amended, queries.text(session, amended))


def brought(session: Session, thing: Draft | Revision, now: Text) -> Need | None:
    """The tree on record of the version that this text would become; None: it is judged by what its words say."""
    kept = own(thing) or before(session, thing)
    return kept.within({clause.id for clause in now.clauses}) if kept else None


def of(session: Session, thing: Draft | Revision, now: Text, committee: Committee) -> Need:
    """What a case would be judged by under this text."""
    return definition.asked(now.clauses, brought(session, thing, now) or definition.chosen(committee))


def was(session: Session, thing: Draft | Revision, base: Text, committee: Committee) -> Need:
    """What a case is judged by under the text before."""
    return definition.asked(base.clauses, before(session, thing) or definition.chosen(committee))


def changes(
    session: Session, thing: Draft | Revision, base: Text, now: Text, committee: Committee
) -> list[outline.Line]:
    """What differs between the two trees, line by line; empty where nothing does."""
    kept = before(session, thing)
    chosen = definition.chosen(committee)
    tree = own(thing) or kept
    brings = tree.within({clause.id for clause in now.clauses}) if tree else chosen
    return outline.changes(definition.asked(base.clauses, kept or chosen), definition.asked(now.clauses, brings))


def told(old: tuple[Need, Text], new: tuple[Need, Text]) -> dict[str, Any]:
    """For a page that compares two texts: what differs between their trees, and the clauses of both by name."""
    found = outline.changes(old[0], new[0])
    return {"asks": found, "named": outline.named((*old[1].clauses, *new[1].clauses)) if found else {}}


def save(
    session: Session, actor: Member, draft: Draft, base: Text, now: Text, committee: Committee, *, written: str, seen: str
) -> None:  # fmt: skip
    """Keep what a case is to be judged by if this draft is adopted. `seen` is the tree that the form began with.

    The tree of the text before, written again, is no change.
    """
    permissions.require(actor, "drafts.write")
    changeable(draft)
    if seen != outline.write(of(session, draft, now, committee)):
        raise Refusal(
            "Somebody has changed these requirements since you opened the page. Your lines are below; reload the page in another "
            "window, put the two together, and save them there.", status=409,
        )  # fmt: skip
    try:
        tree = outline.parse(written)
    except ValueError as wrong:
        raise Refusal(f"This cannot be read: {wrong}", field="written") from None
    _known(tree, now, "written")
    carried = before(session, draft) or was(session, draft, base, committee)
    versions.ensure(session, draft)
    draft.requirements = None if tree == carried.within({clause.id for clause in now.clauses}) else tree.data()
    draft.turn += 1
    draft.saved_at = db.now()
    session.add(draft)
    versions.keep(session, actor, draft)
    session.flush()


def changeable(draft: Draft) -> None:
    """Refuse where the tree is not this draft's to change."""
    if draft.amends_no:
        raise Refusal(
            f"This draft amends proposal {draft.amends_no}, and changes its text only. What a case is judged by is changed by that "
            "proposal itself: comment on it.", status=409,
        )  # fmt: skip


def sound(draft: Draft, now: Text) -> None:
    """Refuse a draft whose tree does not go with its text, or that calls a change of the tree editorial."""
    tree = own(draft)
    if tree is None:
        return
    _known(tree, now, "requirements")
    if draft.claimed in SLIGHT:
        raise Refusal(
            f"It changes what a case is judged by, so it is not {draft.claimed}. Choose another class of change.",
            field="claimed",
        )


def _known(tree: Need, now: Text, field: str) -> None:
    if not tree.clauses:
        raise Refusal("Name at least one clause: without any nothing could be judged.", field=field)
    if unknown := [clause for clause in tree.clauses if clause not in {known.id for known in now.clauses}]:
        raise Refusal(
            f"A case cannot be judged by {', '.join(f'“{clause}”' for clause in unknown)}: this text has no such clause. Take the "
            "line out, or name one that it has.", field=field,
        )  # fmt: skip


def carried(session: Session, revision: Revision, label: str) -> tuple[list[Any] | None, bool]:
    """The tree that a revision brings, on another version; and whether both changed it, so that a person has to say which holds."""
    if revision.requirements is None or revision.base == label or revision.amends_no:
        return revision.requirements, False
    then, now = (definition.tree_of(session, definition.version(session, one)) for one in (revision.base, label))
    if now == own(revision):
        return None, False
    return revision.requirements, now != then


def beside(thing: Draft | Revision) -> dict[str, str]:
    """The file that goes with its text into the repository, where it changes the tree."""
    tree = own(thing)
    return {FILE: file(tree)} if tree else {}


def digest(revision: Revision) -> str:
    """SHA-256 of that file; "" where it changes none."""
    return "".join(sha256(text.encode()).hexdigest() for text in beside(revision).values())
