"""Where a {#id} may stand: at the end of its own clause, for good.

A mark names its clause in every version, case and comment, so an amendment may not take it away, give it to other words,
or leave it in the middle of a sentence, where it would be text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from workbench.wording import ids
from workbench.wording.align import align
from workbench.wording.blocks import Clause
from workbench.wording.matching import MOVED
from workbench.wording.words import likeness, vocabulary

MARK = re.compile(ids.FORM)
KEPT = frozenset({"same", "edited", "moved", "moved_edited"})
LITERAL = frozenset({"code", "front"})


def misplaced(old: Sequence[Clause], new: Sequence[Clause], used: Container[str] = frozenset()) -> Iterator[str]:
    """What is wrong with the marks of `new`, each in a sentence that says what to do.

    `old` are the clauses of the version amended, `used` every id there has ever been. What stood so in `old` is spared.
    Clauses are matched by their words alone: a mark that has wandered must not vouch for itself.
    """
    bare_old, bare_new = ([c._replace(text=ids.unmarked(c.text)) for c in clauses] for clauses in (old, new))
    met = align(bare_old, bare_new)
    full = {_place(clause): clause for clause in old}
    spared = {clause.text for clause in old}
    known = {clause.id for clause in old}
    marks = Counter(filter(None, (ids.explicit(clause.text) for clause in new)))
    was: dict[tuple[str, int], Clause] = {}
    for change, one, other in met:
        if one and other and change in KEPT:
            before = full[_place(one)]
            # Of two new clauses that are both a little like an old one, the one with its mark is that clause.
            if ids.explicit(before.text) not in marks or _is_sure(one, other):
                was[_place(other)] = before
    for clause in new:
        if clause.text in spared or clause.kind in LITERAL:
            continue
        mark, past = ids.explicit(clause.text), was.get(_place(clause))
        if len(MARK.findall(clause.text)) > (mark is not None):
            yield f"In {_called(clause)} a {{#…}} mark stands in the middle. Put it behind the last word of its clause."
        elif mark and marks[mark] > 1:
            yield f"{{#{mark}}} stands at {marks[mark]} clauses. Each clause needs a mark of its own, or none."
        elif past and ids.explicit(past.text) and mark != ids.explicit(past.text):
            yield f"{_called(clause).capitalize()} keeps its mark: end it with {{#{ids.explicit(past.text)}}}."
        elif mark and past and mark != past.id or mark and not past and mark in used and mark not in known:
            yield f"{{#{mark}}} cannot be given to {_called(clause)}: ids are permanent. Take the mark away."


def _is_sure(one: Clause, other: Clause) -> bool:
    return likeness(vocabulary(one.text), vocabulary(other.text)) >= MOVED


def _place(clause: Clause) -> tuple[str, int]:
    return clause.document, clause.start


def _called(clause: Clause) -> str:
    return f"clause {clause.number}" if clause.number else "this clause"
