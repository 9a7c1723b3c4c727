"""A text as words: the smallest pieces a change may be made of.

Joined, the tokens are the text. A word, a number, the target of a link and a grapheme (what a reader takes for one
character, Unicode Standard Annex 29) are never cut; scripts written without spaces are cut into graphemes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category

POINTS = [*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)]
# Whatever is written onto the character before it: marks, joiners, skin tones, the tags of flags.
MARKS = "".join(chr(point) for point in POINTS if category(chr(point))[0] == "M") + (
    "\u200c\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
)
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
BEFORE = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"  # signs written around what follows them
LINK = r"\]\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}\)|https?://[^\s()<>\[\]|]+"
SIGN = r"\{#[^\s{}#|]{1,200}\}|\*+|`+|_+"  # an id, and what opens or closes a style
JOINT = r"(?:['’_]|(?<=\d)[-.,:/](?=\d))"
PLAIN = re.compile(rf"[ \t\r\n]+|{LINK}|{SIGN}|[^\W_]+(?:{JOINT}+[^\W_]+)*|(?s:.)")
ON = f"[{MARKS}\u200d]*"
FULL = re.compile(
    rf"(?:[\t\r\n]| (?![{MARKS}\u200d]))+"
    rf"|(?:{LINK}|{SIGN}){ON}"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}{ON}"
    rf"|[{BEFORE}]*[^\W_]{ON}(?:{JOINT}*[^\W_]{ON})*"
    rf"|[{BEFORE}]*(?s:.){ON}(?:(?<=\u200d)[^\w\s]{ON})*"
)
IDEOGRAPH = re.compile(f"[{UNSPACED}]")
PARTS = re.compile(rf"[{UNSPACED}]{ON}|(?:[^{UNSPACED}]{ON})+")
ENOUGH = 5  # words of three letters or more with which a text is known well enough without its shorter words
SPACE = re.compile(r"[ \t\r\n]+")


def tokens(text: str) -> list[str]:
    """The pieces of a text, in order: words, numbers, link targets, runs of white space, single signs."""
    if text.isascii():
        return PLAIN.findall(text)
    found: list[str] = FULL.findall(text)
    if not IDEOGRAPH.search(text):
        return found
    return [part for token in found for part in (PARTS.findall(token) if IDEOGRAPH.search(token) else (token,))]


def is_word(token: str) -> bool:
    """Is the token something a reader reads: a word, a number, the target of a link?"""
    return token[:1].isalnum() or len(token) > 2 and token.startswith("](")


def count(text: str) -> int:
    """Words in a text."""
    return sum(map(is_word, tokens(text)))


def flow(text: str) -> str:
    """The text with every run of white space as one space: equal for two texts that differ only in their wrapping."""
    return SPACE.sub(" ", text).strip(" ")


@lru_cache(maxsize=8192)
def vocabulary(text: str) -> tuple[str, ...]:
    """The different words of a text in order of appearance, in lower case; in a longer text none of one or two letters."""
    words = [token.lower() for token in tokens(text) if is_word(token)]
    long = [word for word in words if len(word) > 2 or word.isdigit() or not word.isascii()]
    return tuple(dict.fromkeys(long if len(long) >= ENOUGH else words))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of words share, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
