"""Code points a reader cannot see or cannot tell apart, and the names a page gives them.

One table for lint, notices and faces, so that what one refuses another never hides. Nothing here knows clauses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html.entities import html5

# Unicode's Default_Ignorable_Code_Point, which Python's own database does not carry (DerivedCoreProperties 16.0).
IGNORABLE = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
BLANK = "\u2800"  # a Braille pattern without dots: a letter to Unicode, an empty space on the page
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BREAKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # those that can turn neighbours round
HIDDEN_CATEGORIES = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
CONTROLS = {
    0x00: "NULL",
    0x08: "BACKSPACE",
    0x09: "TAB",
    0x0A: "LINE BREAK",
    0x0B: "VERTICAL TAB",
    0x0C: "FORM FEED",
    0x0D: "CARRIAGE RETURN",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}
# What CommonMark 0.31 section 2.5 calls an entity or a numeric character reference.
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


@lru_cache(maxsize=4096)
def is_ignorable(char: str) -> bool:
    """Whether Unicode tells a page to draw nothing for this character."""
    code = ord(char)
    return any(low <= code <= high for low, high in IGNORABLE)


@lru_cache(maxsize=4096)
def is_hidden(char: str) -> bool:
    """Whether a page may show nothing, or only an empty space, for this character. The plain space and line end count as shown."""
    if char in " \n" or " " < char < "\x7f":
        return False
    return unicodedata.category(char) in HIDDEN_CATEGORIES or is_ignorable(char) or char == BLANK


def is_invisible(char: str) -> bool:
    """As is_hidden, without the spaces of other widths, which a reader at least sees as a space."""
    return is_hidden(char) and unicodedata.category(char) != "Zs"


def code(char: str) -> str:
    """The code point as the standard writes it: U+200B."""
    return f"U+{ord(char):04X}"


@lru_cache(maxsize=4096)
def name(char: str) -> str:
    """The Unicode name, or for a control or an unnamed character the nearest thing to one."""
    number = ord(char)
    if number in CONTROLS:
        return CONTROLS[number]
    kinds = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}
    return unicodedata.name(char, kinds.get(unicodedata.category(char), "UNASSIGNED CHARACTER"))


def label(char: str) -> str:
    """What stands in the lozenge: `U+200B ZERO WIDTH SPACE`; the two everyday ones in everyday words."""
    if char == " ":
        return "space"
    return "line break" if char == "\n" else f"{code(char)} {name(char)}"


def is_right_to_left(text: str) -> bool:
    """Whether the text holds letters written from right to left, so that it must be isolated from its neighbours."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)


def meaning(entity: str) -> str | None:
    """The characters an entity stands for; None if it is none. What stands for no character means U+FFFD."""
    if not entity.startswith("&#"):
        return html5.get(entity[1:])
    digits = entity[2:-1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(number) if 0 <= number < 0x110000 else "\ufffd"
