"""A text as words: the smallest pieces a change may be made of.

Joined, the tokens are the text. A word, a number, the target of a link and a grapheme (what a reader takes for one
character, Unicode Standard Annex 29) are never cut; scripts written without spaces are cut into graphemes, but for
katakana, whose runs are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from unicodedata import category

from workbench.wording.plainly import SPACE

POINTS = [*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)]
# Whatever is written onto the character before it: marks, joiners, skin tones, the tags of flags.
MARKS = "".join(chr(point) for point in POINTS if category(chr(point))[0] == "M") + (
    "\u200c\u0e33\u0eb3\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
)
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"  # its runs are words
HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSPACED = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff{HAN}"
BEFORE = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"  # signs written around what follows them
ADDRESS = r"https?://[^\s()<>\[\]|]"
LINK = rf"\]\((?:[^()\s]|\([^()\s]{{0,500}}\)){{0,2000}}\)|{ADDRESS}+"
SIGN = r"\{#[^\s{}#|]{1,200}\}|\*+|`+|_+|#+"  # an id, what opens or closes a style, the marker of a heading
JOINT = r"(?:['’_]|(?<=\d)[-.,:/](?=\d))"
WRITTEN = re.compile(rf"(?!{ADDRESS})[^\W_]+(?:{JOINT}+[^\W_]+)*|{LINK}|{SIGN}|[^ \t\r\n]")
PLAIN = re.compile(rf"[ \t\r\n]+|{WRITTEN.pattern}")
ON = f"[{MARKS}\u200d]*"
FULL = re.compile(
    rf"(?:[\t\r\n]| (?![{MARKS}\u200d]))+"
    rf"|(?:{LINK}|{SIGN}){ON}"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}{ON}"
    rf"|[{BEFORE}]*[^\W_][\w{MARKS}\u200d]*(?<!_)(?:{JOINT}+[^\W_][\w{MARKS}\u200d]*(?<!_))*"
    rf"|[{BEFORE}]*(?s:.){ON}(?:(?<=\u200d)[^\w\s]{ON})*"
)
# Scripts and signs in which no character is written onto another, and words stand apart: `PLAIN` does for them.
UNUSUAL = re.compile("[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u27ff]")
IDEOGRAPH = re.compile(f"[{UNSPACED}]")
HAN_SIGN = re.compile(f"[{HAN}]")
PARTS = re.compile(rf"(?:[{KATAKANA}]{ON})+|[{UNSPACED}]{ON}|(?:[^{UNSPACED}]{ON})+")
LONG_WORD = re.compile(r"[^\W_]{3,}|\d+")
LONG_ASCII = re.compile(r"[a-z0-9]{3,}|[0-9]+")  # the same of lower case without accents, in less time
ANY_WORD = re.compile(r"[^\W_]+")
PAIR = re.compile(f"(?=([{UNSPACED}][{UNSPACED}]))")
ENOUGH = 5  # words of three letters or more with which a text is known well enough without its shorter words


def tokens(text: str) -> list[str]:
    """The pieces of a text, in order: words, numbers, link targets, runs of white space, single signs."""
    if is_plain(text):
        return PLAIN.findall(text)
    found: list[str] = FULL.findall(text)
    if not IDEOGRAPH.search(text):
        return found
    return [part for token in found for part in (PARTS.findall(token) if IDEOGRAPH.search(token) else (token,))]


def written(text: str) -> list[str]:
    """The same pieces without the white space."""
    return WRITTEN.findall(text) if is_plain(text) else [token for token in tokens(text) if token.strip(" \t\r\n")]


def is_plain(text: str) -> bool:
    """Is nothing in it written onto another character, and does white space between two tokens always part them?"""
    return text.isascii() or not UNUSUAL.search(text)


def one_by_one(text: str) -> Iterable[str]:
    """The same pieces, where a text is plain each found only when it is asked for."""
    return (found[0] for found in PLAIN.finditer(text)) if is_plain(text) else tokens(text)


def is_word(token: str) -> bool:
    """Is the token something a reader reads: a word, a number, the target of a link?"""
    return token[:1].isalnum() or len(token) > 2 and token.startswith("](")


def only_words(row: Iterable[str]) -> list[str]:
    """The words among tokens."""
    return [token for token in row if token[0].isalnum() or token[:2] == "](" and len(token) > 2]


def weight(word: str) -> int:
    """How much a word says, in letters; an ideograph says as much as two."""
    return 2 * len(word) if HAN_SIGN.match(word) else len(word)


def is_unspaced(word: str) -> bool:
    """Is it of a script written without spaces, and so perhaps a part of a word only?"""
    return not word.isascii() and IDEOGRAPH.match(word) is not None


@lru_cache(maxsize=8192)
def count(text: str) -> int:
    """Words in a text."""
    return len(only_words(tokens(text)))


def enough_words(row: Iterable[str], enough: int) -> bool:
    """Are there so many words among tokens? No more tokens are looked at than it takes."""
    return sum(1 for _ in islice(filter(is_word, row), enough)) == enough


@lru_cache(maxsize=8192)
def has_words(text: str, enough: int) -> bool:
    """Are there so many words in a text? Only its beginning is read where that is enough."""
    return enough_words(one_by_one(text), enough)


@lru_cache(maxsize=16_384)
def flow(text: str) -> str:
    """The text with every run of white space as one space: equal for two texts that differ only in their wrapping."""
    bare = text.strip(" \t\r\n")
    is_flat = "\n" not in bare and "  " not in bare and "\t" not in bare and "\r" not in bare
    return bare if is_flat else SPACE.sub(" ", bare)


@lru_cache(maxsize=8192)
def vocabulary(text: str) -> frozenset[str]:
    """The different words of a text in lower case, in a longer text none of one or two letters.

    Of scripts written without spaces, what stands side by side: pairs of characters."""
    lower = text.lower()
    is_ascii = lower.isascii()
    long = frozenset((LONG_ASCII if is_ascii else LONG_WORD).findall(lower))
    found = long if len(long) >= ENOUGH else frozenset(ANY_WORD.findall(lower))
    if is_ascii or not IDEOGRAPH.search(lower):
        return found
    return frozenset(word for word in found if not IDEOGRAPH.search(word)).union(PAIR.findall(lower)) or found


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """How much two sets of words share, in thousandths (Dice's coefficient)."""
    return 2000 * len(one & other) // (len(one) + len(other)) if one and other else 0
