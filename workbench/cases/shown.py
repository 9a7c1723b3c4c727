"""Words of people as Markdown shows them unchanged, for the files of the log."""

from __future__ import annotations

import re
from collections.abc import Iterator

# a line that begins so would not be read as the words it is
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


def plain(words: str) -> str:
    """Words on one line that Markdown shows as they are."""
    return MARKUP.sub(r"\\\1", " ".join(words.split()))


def quoted(words: str) -> Iterator[str]:
    """Words of others as a quotation, line by line, shown as they are."""
    return (("> " + MARKUP.sub(r"\\\1", line)).rstrip() for line in words.splitlines())
