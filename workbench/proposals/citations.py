"""“case 3” in a rationale or a comment names a case: found, kept as a row, shown as a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup
from sqlmodel import Session, col, delete, select

from workbench import markdown
from workbench.cases.models import Case
from workbench.proposals.models import Citation

NAMED = re.compile(r"\b(cases?)(\s+)(\d{1,6})\b", re.IGNORECASE)
TAG = re.compile(r"(<[^>]*>)")
UNLINKED = ("a", "code", "pre")


def numbers(text: str) -> list[int]:
    """The case numbers a text names, each once, in order."""
    return list(dict.fromkeys(int(found[3]) for found in NAMED.finditer(text)))


def known(session: Session, wanted: Iterable[int]) -> list[int]:
    """Those of the numbers that are cases, in their order."""
    wanted = list(dict.fromkeys(wanted))
    if not wanted:
        return []
    there = set(session.exec(select(Case.no).where(col(Case.no).in_(wanted))))
    return [no for no in wanted if no in there]


def keep(session: Session, cases: Iterable[int], *, proposal_no: int, comment_id: int = 0) -> None:
    """Exactly these citations of a proposal, or of one of its comments, from now on."""
    session.exec(
        delete(Citation).where(col(Citation.proposal_no) == proposal_no, col(Citation.comment_id) == comment_id)
    )
    session.add_all(Citation(case_no=no, proposal_no=proposal_no, comment_id=comment_id) for no in cases)


def html(text: str, cases: Iterable[int]) -> Markup:
    """The text as safe HTML, the named cases that exist linked; nothing inside a link or code is touched."""
    return _html(text, frozenset(cases))


@lru_cache(maxsize=8192)
def _html(text: str, there: frozenset[int]) -> Markup:
    def link(found: re.Match[str]) -> str:
        return f'<a href="/cases/{found[3]}">{found[0]}</a>' if int(found[3]) in there else found[0]

    parts, inside = TAG.split(str(markdown.render(text))), 0
    for at, part in enumerate(parts):
        if at % 2:
            name = re.split(r"[\s>]", part.strip("</"))[0]
            inside += (name in UNLINKED) * (-1 if part.startswith("</") else 1)
        elif not inside:
            parts[at] = NAMED.sub(link, part)
    return Markup("".join(parts))
