"""Letters that are drawn like other letters, and so words that look like other words (Unicode Technical Standard 39).

The table is Unicode's own, whole, and stands as data beside this file; docs/decisions/0007 says why. It is read once,
when it is first needed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from unicodedata import normalize

from workbench.wording import points

_BETWEEN = r"\s!-&(-/:-@\[-`{-~“”„«»…"  # what stands between words; an apostrophe may stand inside
WORD = re.compile(rf"[^\W_](?:[^{_BETWEEN}]*[^{_BETWEEN}'‘’])?")
_RUN = re.compile(rf"[^{_BETWEEN}]+")
_APART = str.maketrans({char: " " for char in map(chr, range(0x21, 0x7F)) if not char.isalnum() and char != "'"})
_ENTRY = re.compile(r"^([0-9A-F ]+);([0-9A-F ]+)$", re.MULTILINE)


@lru_cache(maxsize=1)
def prototypes() -> dict[int, str]:
    """What each code point is drawn like: 6,355 of them, as `str.translate` wants it."""
    table = resources.files("workbench.wording").joinpath("unicode", "confusables.txt").read_text("ascii")
    found: dict[int, str] = {}
    for prototype, sources in _ENTRY.findall(table):
        drawn = "".join(chr(int(code, 16)) for code in prototype.split())
        found |= {int(code, 16): drawn for code in sources.split()}
    return found


@lru_cache(maxsize=1)
def _plain() -> tuple[tuple[str, str], ...]:
    """The part of the table that a text of plain ASCII needs, in an order in which no step undoes another."""
    return tuple((chr(code), drawn) for code, drawn in sorted(prototypes().items()) if code < 0x80)


@lru_cache(maxsize=32768)
def of_word(word: str) -> str:
    """The skeleton of a single word, remembered."""
    return skeleton(word)


def skeleton(text: str) -> str:
    """What a text looks like: two texts with one skeleton may be taken for each other.

    UTS 39 section 4, without its reordering of right-to-left text: NFD, nothing that is not drawn, each code point by
    its prototype, NFD again. Equal looks, not equal words: it is for comparing, never for showing."""
    if text.isascii():
        for char, drawn in _plain():
            text = text.replace(char, drawn)
        if text.isascii():
            return text
    seen = "".join(char for char in normalize("NFD", text) if not points.is_ignorable(char))
    return normalize("NFD", seen.translate(prototypes()))


def differing(one: str, other: str) -> list[tuple[str, str]]:
    """Where two texts that look alike differ: the stretches of each, without what no page shows; each pair once."""
    if len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    else:
        start = next(
            (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        end = 0
        while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
            end += 1
        pairs = [(one[start : len(one) - end], other[start : len(other) - end])]
    drawn = (("".join(filter(_is_drawn, a)), "".join(filter(_is_drawn, b))) for a, b in pairs)
    return list(dict.fromkeys(pair for pair in drawn if pair[0] != pair[1]))


@lru_cache(maxsize=8)
def vocabulary(text: str) -> tuple[frozenset[str], dict[str, str]]:
    """The words of a text, and for each look one word that has it."""
    runs = text.translate(_APART).split() if text.isascii() else _RUN.findall(text)
    words = frozenset(found[0] for run in set(runs) if (found := WORD.search(run)))
    plain = sorted(word for word in words if word.isascii())
    looks = dict(zip(skeleton("\n".join(plain)).split("\n"), plain, strict=True)) if plain else {}
    return words, {skeleton(word): word for word in sorted(words) if not word.isascii()} | looks


def called(text: str) -> str:
    """The names of the code points of a stretch."""
    return ", ".join(map(points.name, text)) or "nothing"


def _is_drawn(char: str) -> bool:
    return not points.is_invisible(char)
