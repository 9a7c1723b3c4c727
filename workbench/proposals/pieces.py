"""Pieces of a review page that are made once and kept: a thread, the margin of a clause, the row of a clause.

The template of a piece is told its key and nothing else: neither who asks nor what the request holds. So nobody is ever
shown what was made for somebody else, and a piece that says other words is another piece.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from markupsafe import Markup

from workbench.definition.reading import Row
from workbench.members.permissions import Person
from workbench.proposals import comments, seeing
from workbench.proposals.marks import Look
from workbench.proposals.models import Comment
from workbench.proposals.threads import Remark, Thread

# Stands in the row of a clause where its margin belongs. No text of ours holds the character zero.
MARGIN = "\0"
# Characters of a piece that is kept: so that what is kept is bounded, whatever people write.
SHORT = 8_000
TAG = re.compile(r"(<[^<>]*>)")
QUOTED = re.compile(r'="([\w.:/#-]+)"(?=[\s>])')
NEEDLESS = re.compile(r"</(?:p|li)>\s*(?=</(?:li|ol|div|details)>|<(?:p|li|blockquote|div)\b|$)")


class Acts(NamedTuple):
    """What one reader may do with a thread, besides replying. `ending` is the word for settling it, or opening it again."""

    ending: str
    may_change: bool
    may_take: bool
    may_acknowledge: bool

    @property
    def words(self) -> str:
        """“Reply, settle or edit”: what leads there."""
        *most, last = filter(
            None,
            (
                "Reply",
                self.ending.lower(),
                "edit" if self.may_change else "",
            ),
        )
        return f"{', '.join(most)} or {last}" if most else last


class Said(NamedTuple):
    """One comment or reply as it is shown."""

    no: int
    author: str
    html: Markup
    at: datetime
    is_edited: bool
    is_new: bool
    withdrawn_at: datetime | None
    why: str
    is_removed: bool


class Shown(NamedTuple):
    """A thread as it is shown on the page of a revision. `written_on` is another revision that it was written on, if it was.

    `outcome` is a disposition, or settled, cleared, overruled, upheld; `fresh`: this request has changed it."""

    opening: Said
    replies: tuple[Said, ...]
    name: str
    proposal_no: int
    is_letter: bool
    kind: str
    audience: str
    state: str
    written_on: int | None
    side: str
    quote: str
    wording: str
    remedy: str
    taken_in: int | None
    # who said that it was seen
    seer: str
    seen_at: datetime | None
    # of a formal objection: the comment whose disposition it attacks
    objects_to: int | None
    settled_at: datetime | None
    settler: str
    outcome: str
    reason: str
    acts: Acts | None
    fresh: bool


def shown(thread: Thread, revision: int, look: Look | None, acts: Acts | None, *, fresh: bool = False) -> Shown:
    comment, disposed = thread.comment, thread.disposition
    return Shown(
        _said(thread.opening, look), tuple(_said(reply, look) for reply in thread.replies), thread.name, comment.proposal_no,
        bool(comment.reader), comment.kind, comment.audience, thread.state,
        comment.revision if comment.revision != revision else None, comment.side, comment.quote, comment.wording,
        comment.remedy, comment.taken_in, thread.seer, comment.acknowledged_at, comment.objects_to, comment.settled_at, thread.settler, disposed.value if disposed else comments.ending(comment),
        disposed.reason if disposed else comment.outcome, acts, fresh,
    )  # fmt: skip


def _said(remark: Remark, look: Look | None) -> Said:
    comment = remark.comment
    return Said(
        comment.id or 0, remark.author, remark.html, comment.written_at, comment.texts > 1,
        look is not None and look.is_new(comment), comment.withdrawn_at, comment.withdrawn_why,
        comment.removed_at is not None,
    )  # fmt: skip


class Reader(NamedTuple):
    """Who reads a page, as far as it follows from that what they may do with its threads."""

    id: int | None
    held: list[str]


def acts(viewer: Person, authors: Collection[int], comment: Comment, *, may_revise: bool) -> Acts:
    """What a member who may reply may do with a thread of an open proposal by these authors."""
    ending = "Settle"
    if comment.settled_at:
        ending = "Reopen" if comments.may_reopen(viewer, comment, authors) else ""
    elif not comments.may_settle(viewer, comment, authors):
        ending = ""
    elif comment.kind == "concern":
        ending = "Clear" if viewer.id == comment.author_id else "Overrule"
    is_open = not (comment.withdrawn_at or comment.settled_at or comment.removed_at)
    may_change = is_open and (viewer.id == comment.author_id or "secretary" in viewer.held)
    return Acts(
        ending,
        may_change,
        may_revise and comment.kind == "suggestion" and not (comment.settled_at or comment.removed_at),
        seeing.may_acknowledge(viewer, comment, authors),
    )


def thread(found: Shown) -> Markup:
    is_short = sum(len(said.html) for said in (found.opening, *found.replies)) <= SHORT
    return _kept_thread(found) if is_short else _thread(found)


def _thread(found: Shown) -> Markup:
    return _made("comments/_thread.html", thread=found)


_kept_thread = lru_cache(maxsize=8_000)(_thread)


def margin(name: str, open: tuple[Markup, ...], settled: tuple[Markup, ...]) -> Markup:
    """The threads of a clause that a person calls so."""
    is_short = sum(map(len, open)) + sum(map(len, settled)) <= SHORT
    return (_kept_margin if is_short else _margin)(name, open, settled)


def _margin(name: str, open: tuple[Markup, ...], settled: tuple[Markup, ...]) -> Markup:
    return _made("comments/_threads.html", name=name, open=open, settled=settled, kept=())


_kept_margin = lru_cache(maxsize=4_000)(_margin)


def clause(row: Row, asked: str, notes: Markup) -> Markup:
    """A clause with its margin. `asked`: the address of its comment form, or nothing."""
    before, after = (_kept_clause if len(row.html) <= SHORT else _clause)(row, asked)
    return Markup(f"{before}{notes}{after}")


def _clause(row: Row, asked: str) -> tuple[str, str]:
    html = _made("definition/_clause.html", row=row, redlined=True, ask=lambda _: asked, notes=lambda _: Markup(MARGIN))
    before, _, after = str(html).partition(MARGIN)
    return before, after


_kept_clause = lru_cache(maxsize=4_000)(_clause)


def _made(template: str, **told: Any) -> Markup:
    return Markup(terse(current_app.jinja_env.get_template(template).render(told)))


def terse(html: str) -> str:
    """The same HTML in fewer characters: without the quotes and the ends of paragraphs and items that a browser does without."""
    parts = TAG.split(html)
    parts[::2] = [words.replace("&#34;", '"').replace("&quot;", '"').replace("&#39;", "'") for words in parts[::2]]
    parts[1::2] = [QUOTED.sub(r"=\1", tag) for tag in parts[1::2]]
    return NEEDLESS.sub("", "".join(parts))


def divided(threads: Iterable[Shown]) -> tuple[tuple[Markup, ...], tuple[Markup, ...]]:
    """The open threads and the settled ones."""
    known = list(threads)
    return tuple(thread(one) for one in known if not one.settled_at), tuple(
        thread(one) for one in known if one.settled_at
    )
