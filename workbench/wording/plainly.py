"""A text without its typography: white space, line breaks, and the kinds of quotation marks, apostrophes and dashes.

Nothing is imported but Python: it goes with every record, so that verify.py holds a change of the typography by the rule that the program has.
"""

from __future__ import annotations

import re

SPACE = re.compile(r"[ \t\r\n]+")
# What is not written to be read as words: code, links, addresses, markup, ids. It stays as it is.
LITERAL = re.compile(r"(`+[^`]*`+|\]\([^()\[\]\s]*\)|<[^<>]*>|https?://\S+|\{#[^{}\s]*\})")
DOUBLE, SINGLE = re.compile("[“”„‟«»]"), re.compile("[‘’‚‛‹›]")
DASH, HYPHEN = re.compile("[‒–—―]|-{2,3}"), re.compile("[‐‑]")
LETTER = r"[^\W\d_]"
BETWEEN = re.compile(rf"(?<={LETTER}) - (?={LETTER})")  # a hyphen that stands for a dash
AROUND = re.compile(rf"(?<={LETTER}) ?– ?(?={LETTER})")
BEFORE = re.compile(r" (?=[,;.!?)](?:\s|$))")


def plain(text: str) -> str:
    """The text without its typography."""
    parts = LITERAL.split(text)
    parts[::2] = map(_set_plainly, parts[::2])
    return "".join(parts).strip()


def _set_plainly(words: str) -> str:
    words = SINGLE.sub("'", DOUBLE.sub('"', SPACE.sub(" ", words)))
    words = BETWEEN.sub(" – ", DASH.sub("–", HYPHEN.sub("-", words)))
    return BEFORE.sub("", AROUND.sub("–", words))
