"""Whether two texts differ in their typography alone: in white space, line breaks, and the kinds of quotation marks, apostrophes and
dashes. What is not sure is not typographic: a capital, a word in italics, a hyphen for a dash.
"""

from __future__ import annotations

from workbench.wording.blocks import Clause
from workbench.wording.plainly import plain
from workbench.wording.redline import redline

Docs = dict[str, str]
AS_IT_IS = frozenset({"code", "front"})
# Notices that tell of nothing but such a difference (notices.KINDS) where every letter and figure is the same.
SLIGHT = frozenset({"space", "character", "line-end", "look-alike"})


def is_typographic(old: Docs, new: Docs) -> bool:
    """Whether the same words and numbers stand in the same order in the same clauses, and no notice tells of more.

    False for texts that are equal. Most pairs are told apart without a redline."""
    if old == new or [*old] != [*new] or any(plain(old[path]) != plain(new[path]) for path in old):
        return False
    change = redline(old, new)
    kept = all(one.side == "both" and one.old and one.new and _same(one.old, one.new) for one in change.clauses)
    return kept and not {notice.kind for notice in change.notices} - SLIGHT


def _same(old: Clause, new: Clause) -> bool:
    if (old.kind, old.level, old.number, old.document) != (new.kind, new.level, new.number, new.document):
        return False
    return old.text == new.text if old.kind in AS_IT_IS else plain(old.text) == plain(new.text)
