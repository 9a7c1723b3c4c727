"""Whether two texts differ in their typography alone: in white space, line breaks, and the kinds of quotation marks, apostrophes and
dashes. What is not sure is not typographic: a capital, a word in italics, a hyphen for a dash.
"""

from __future__ import annotations

import re

from workbench.wording.blocks import Clause
from workbench.wording.redline import redline
from workbench.wording.words import SPACE

Docs = dict[str, str]
# What is not written to be read as words: code, links, addresses, markup, ids. It stays as it is.
LITERAL = re.compile(r"(`+[^`]*`+|\]\([^()\[\]\s]*\)|<[^<>]*>|https?://\S+|\{#[^{}\s]*\})")
AS_IT_IS = frozenset({"code", "front"})
DOUBLE, SINGLE = re.compile("[“”„‟«»]"), re.compile("[‘’‚‛‹›]")
DASH, HYPHEN = re.compile("[‒–—―]|-{2,3}"), re.compile("[‐‑]")
LETTER = r"[^\W\d_]"
BETWEEN = re.compile(rf"(?<={LETTER}) - (?={LETTER})")  # a hyphen that stands for a dash
AROUND = re.compile(rf"(?<={LETTER}) ?– ?(?={LETTER})")
BEFORE = re.compile(r" (?=[,;.!?)](?:\s|$))")
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


def plain(text: str) -> str:
    """The text without its typography."""
    parts = LITERAL.split(text)
    parts[::2] = map(_set_plainly, parts[::2])
    return "".join(parts).strip()


def _same(old: Clause, new: Clause) -> bool:
    if (old.kind, old.level, old.number, old.document) != (new.kind, new.level, new.number, new.document):
        return False
    return old.text == new.text if old.kind in AS_IT_IS else plain(old.text) == plain(new.text)


def _set_plainly(words: str) -> str:
    words = SINGLE.sub("'", DOUBLE.sub('"', SPACE.sub(" ", words)))
    words = BETWEEN.sub(" – ", DASH.sub("–", HYPHEN.sub("-", words)))
    return BEFORE.sub("", AROUND.sub("–", words))
