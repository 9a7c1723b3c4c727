"""What people may write beside the text: all but what cannot be stored, and what a page would not show."""

from __future__ import annotations

import unicodedata

from workbench.wording import points


def storable(words: str) -> str:
    """PostgreSQL stores every character but one; the same words must be good on both databases."""
    if "\0" in words:
        raise ValueError("This holds a character that cannot be kept (U+0000). Delete it.")
    return words


def legible(words: str) -> str:
    """What people write themselves holds nothing that a page does not show and that turns the words around it round."""
    for char in storable(words):
        if char in points.BREAKS or unicodedata.category(char) == "Cc" and char not in "\t\r\n":
            named = f"{points.name(char).lower()}, {points.code(char)}"
            raise ValueError(f"This holds a character that a page cannot show ({named}). Delete it.")
    return words
