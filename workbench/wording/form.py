"""Which characters may stand in a line of a normative text, and why another one may not (integrity.md section 3.2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.wording import points

LONGEST_LINE = 20_000  # characters
MARKS = 2  # accents one letter may carry beyond those that are part of it
ALLOWED_ENTITIES = frozenset(("&amp;", "&lt;", "&gt;"))
# How Unicode's letter names begin, where that is not the script's own name.
NAMES = {"Han": ("CJK ", "IDEOGRAPHIC "), "Latin": ("LATIN ", "FEMININE ORDINAL", "MASCULINE ORDINAL")}
COMMON = frozenset("\u00b5\u2113\u2126")  # micro, litre and ohm signs: letters to Unicode, symbols to a reader
TOGETHER = (frozenset(("Han", "Hiragana", "Katakana")), frozenset(("Han", "Hangul")), frozenset(("Han", "Bopomofo")))
FORMS = frozenset(("font", "initial", "medial", "final", "isolated"))  # Unicode's tags of typographic forms
EASTERN = frozenset(("Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"))
_OVERLAY = 1  # the combining class of strokes drawn through a letter

Key = tuple[str, ...]


@dataclass(frozen=True)
class Offence:
    """One character or form that may not stand; `line` and `column` count from 1, in characters.

    `code_point` is empty where a form is refused and not a character; `name` then says which form. `label` is the
    sentence for the author, `rule` the name of the rule for programs."""

    line: int
    column: int
    code_point: str
    name: str
    label: str
    rule: str = "character"


def offence(line: int, column: int, name: str, rule: str, sentence: str) -> Offence:
    """An offence of a form."""
    return Offence(line, column, "", name, placed(line, column, sentence), rule)


def placed(line: int, column: int, sentence: str) -> str:
    """A sentence with its place before it."""
    return f"Line {line}, column {column}: {sentence}"


def fault(char: str, scripts: tuple[str, ...]) -> str | None:
    """Why a character may not stand, as the end of a sentence; None if it may."""
    if " " <= char < "\x7f":
        return None
    category = unicodedata.category(char)
    if char in points.BIDI:
        return "can turn the words around it round. Delete it."
    if category == "Zs":
        return "looks like a space and is none. Write a plain space."
    if char == "\r":
        return "ends a line in the way of another system. End lines with a line break alone."
    if char == "\t":
        return "has no fixed width. Write spaces."
    if points.is_hidden(char):
        return "cannot be seen. Delete it."
    if category == "Me" or category == "Mn" and unicodedata.combining(char) == _OVERLAY:
        return "is drawn through or around a letter, which nobody can read with certainty. Delete it."
    if spelling := plain(char, scripts):
        return f"is another way to write “{spelling}”. Write it so."
    called = f" {points.name(char).replace('-', ' ')} "
    if category == "Nd" and not any(f" {name.upper()} " in called for name in scripts):
        return "is a digit of a script this committee does not use. Write it with 0 to 9."
    if category[0] == "L" and char not in COMMON and not script(char, scripts):
        return f"is a letter of a script this committee does not use. Write it in {' or '.join(scripts)} letters."
    return None


@lru_cache(maxsize=4096)
def plain(char: str, scripts: tuple[str, ...] = ()) -> str:
    """The plain letters (Unicode NFKC) for a letter, digit or sign of a typographic form; an empty string for a plain one.

    Raised and lowered letters, as phonetics has them, are plain. So are the wide signs where East Asian scripts are used,
    and letters of scripts without capitals that NFKC takes apart."""
    category, tag = unicodedata.category(char), unicodedata.decomposition(char).partition(">")[0]
    if category[0] not in "LNPS" or char in COMMON or not tag.startswith("<"):
        return ""
    is_word = category[0] == "L" or category in ("Nl", "Nd")
    is_form = is_word and (tag[1:] in FORMS or tag == "<compat" and (char.lower() != char.upper() or category == "Nl"))
    is_wide = tag in ("<wide", "<narrow") and (is_word or not EASTERN & set(scripts))
    return unicodedata.normalize("NFKC", char) if is_form or is_wide else ""


def script(char: str, scripts: Sequence[str]) -> str:
    """Which of these scripts a letter belongs to; an empty string for none of them."""
    called = unicodedata.name(char, "")
    return next((name for name in scripts if called.startswith(NAMES.get(name, (f"{name.upper()} ",)))), "")


def judge(number: int, line: str, bad: set[str], scripts: tuple[str, ...]) -> Iterator[tuple[Key, Offence]]:
    """The offences of one line, each with the key that knows it again in the text before; `bad` are the characters at fault."""
    if line.isascii() and line.isprintable() and "&" not in line and len(line) <= LONGEST_LINE:
        return
    for at, char in enumerate(line) if bad else ():
        if char in bad and (why := fault(char, scripts)):
            key = ("character", char, line[at - 1 : at], line[at + 1 : at + 2])
            yield key, _character(number, at + 1, char, why, "character")
    for entity in points.ENTITY.finditer(line):
        shown = points.meaning(entity[0])
        if entity[0] not in ALLOWED_ENTITIES and shown:
            yield ("entity", entity[0], "", ""), _entity(number, entity.start() + 1, entity[0], shown)
    if not unicodedata.is_normalized("NFC", line):
        yield ("form", line, "", ""), _composed(number, line)
    yield from _marks(number, line, bad)
    if len(scripts) > 1:
        yield from _mixed(number, line, scripts)
    if len(line) > LONGEST_LINE:
        sentence = f"This line has {len(line):,} characters; {LONGEST_LINE:,} are allowed. Break it."
        yield ("line", "", "", ""), offence(number, LONGEST_LINE + 1, "LONG LINE", "line", sentence)


def _character(number: int, column: int, char: str, why: str, rule: str) -> Offence:
    called = points.name(char)
    sentence = f"The {called.lower()} ({points.code(char)}) {why}"
    return Offence(number, column, points.code(char), called, placed(number, column, sentence), rule)


def _entity(number: int, column: int, entity: str, shown: str) -> Offence:
    codes, names = " ".join(map(points.code, shown)), ", ".join(map(points.name, shown))
    sentence = f"“{entity}” stands for {names.lower()} ({codes}). Write the character itself if it may stand here."
    return Offence(number, column, codes, names, placed(number, column, sentence), "entity")


def _composed(number: int, line: str) -> Offence:
    composed = unicodedata.normalize("NFC", line)
    pairs = enumerate(zip(line, composed, strict=False))
    at = next((k for k, (a, b) in pairs if a != b), min(len(line), len(composed)) - 1)
    return _character(
        number, at + 1, line[at], "is not in the composed form (Unicode NFC). Use the cleaned copy.", "form"
    )


def _marks(number: int, line: str, bad: set[str]) -> Iterator[tuple[Key, Offence]]:
    """Accents that lean on nothing, or pile up until they cover the lines around them."""
    piled = 0
    for at, char in enumerate(line):
        if char < "\u0300" or unicodedata.category(char) != "Mn":
            piled = 0
            continue
        piled += 1
        before = line[at - 1 : at]
        if char in bad or not points.name(char).startswith("COMBINING"):
            continue
        if piled == 1 and not (before and unicodedata.category(before)[0] in "LNMS"):
            yield (
                ("mark", char, before, ""),
                _character(number, at + 1, char, "has no letter before it. Delete it.", "mark"),
            )
        elif piled == MARKS + 1:
            why = f"is one of more than {MARKS} marks on a letter. Delete them."
            yield ("mark", char, before, ""), _character(number, at + 1, char, why, "mark")


def _mixed(number: int, line: str, scripts: tuple[str, ...]) -> Iterator[tuple[Key, Offence]]:
    """Words whose letters are of two scripts: nobody sees which letter is which."""
    first = ""
    for at, char in enumerate(line):
        if not char.isalpha():
            first = first if unicodedata.category(char)[0] == "M" else ""
            continue
        here = script(char, scripts)
        if here and first not in ("", "told", here) and not any({here, first} <= known for known in TOGETHER):
            why = f"is a {here} letter in a word that begins in {first} letters. Write the word in one script."
            yield ("mixed", char, line[at - 1], line[at + 1 : at + 2]), _character(number, at + 1, char, why, "mixed")
            first = "told"
        first = first or here
