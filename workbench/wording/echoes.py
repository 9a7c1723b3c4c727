"""Names by which a new text may meet what another puts in or takes away far from it: its sentences, its ids, its references.

Two changes that leave each other alone by place may still say the same sentence twice, give two clauses one id, or send
the reader to a clause that is gone.
"""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.wording import references
from workbench.wording.ids import FORM
from workbench.wording.words import only_words, tokens

LEAST = 5  # words from which a sentence is known again
ID = re.compile(FORM)
# Where a sentence, an item or a row of a table ends.
END = re.compile(r"(?<=[.!?:;])\s|[\u3002\uff01\uff1f]|\n(?=\s*(?:\n|[-*+#|>]|\d+[.)]\s))")


def is_id(name: str) -> bool:
    """Whether a name of what is said is the id of a clause."""
    return name.startswith("{#")


@lru_cache(maxsize=8192)
def said(text: str) -> tuple[str, ...]:
    """The ids and the sentences in a new text, as their words."""
    names = [match[0] for match in ID.finditer(text)] if "{#" in text else []
    sentences = (only_words(tokens(part.lower())) for part in END.split(text))
    return (*names, *(" ".join(words) for words in sentences if len(words) >= LEAST))


@lru_cache(maxsize=8192)
def cited(text: str) -> tuple[str, ...]:
    """The clauses that a new text refers to: by their numbers, and by their ids as they are written in a text."""
    ids = (f"{{#{name}}}" for _, name in references.anchors(text))
    return (*(number for _, number in references.citations(text)), *ids)
