"""What may stand in a normative text: the text form every filed revision is held to.

The rule is integrity.md section 3.2. It refuses and offers, and never mends in silence: a committee votes on bytes.
Text taken over with its history may break the rule; only what an amendment adds or changes is held to it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.wording import points
from workbench.wording.blocks import MARKER, scan

LARGEST = 1_000_000  # bytes of one document
LONGEST_LINE = 20_000  # characters
DEEPEST = 6  # levels of a list; of deeper ones no page shows the difference
MOST = 1_000  # offences named; a text with more is refused for the first thousand
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
ALLOWED_ENTITIES = frozenset(("&amp;", "&lt;", "&gt;"))
# How Unicode's letter names begin, where that is not the script's own name.
NAMES = {"Han": ("CJK ", "IDEOGRAPHIC "), "Latin": ("LATIN ", "FEMININE ORDINAL", "MASCULINE ORDINAL")}
COMMON = frozenset("\u00b5\u2113\u2126")  # micro, litre and ohm signs: letters to Unicode, symbols to a reader


@dataclass(frozen=True)
class Offence:
    """One character or form that may not stand; `line` and `column` count from 1, in characters."""

    line: int
    column: int
    code_point: str
    name: str
    label: str
    rule: str = "character"


def lint(
    text_before: str,
    text_after: str,
    scripts: Sequence[str] = ("Latin",),
    *,
    largest: int = LARGEST,
    markdown: bool = False,
) -> list[Offence]:
    """What in `text_after` breaks the text form and was not so in `text_before`, in order of place; at most a thousand.

    A line that stands in both texts is not judged again, and neither is an offence that its old line already had
    between the same neighbours, nor a line end of a kind that the old text has: no form shows an author which one it is.
    `scripts` are Unicode script names; digits, punctuation and symbols belong to all. Of a `markdown`
    text the lists are judged, too."""
    found = list(_whole(text_before, text_after, largest))
    if "\r\n" in text_before:
        text_before, text_after = text_before.replace("\r\n", "\n"), text_after.replace("\r\n", "\n")
    bad = {char for char in set(text_before) | set(text_after) if _fault(char, tuple(scripts))}
    if "\r" in text_before:
        bad.remove("\r")
    kept = Counter(text_before.split("\n"))
    lines = text_after.split("\n")
    changed = []
    for number, line in enumerate(lines, 1):
        if kept[line]:
            kept[line] -= 1
        else:
            changed.append((number, line))
    if markdown:
        fresh = {number for number, _ in changed}
        found += [offence for offence in _lists(text_after) if offence.line in fresh][:MOST]
    spared = Counter(key for line in kept.elements() for key, _ in _judge(0, line, bad, tuple(scripts)))
    for number, line in changed:
        for key, offence in _judge(number, line, bad, tuple(scripts)):
            if spared[key]:
                spared[key] -= 1
            else:
                found.append(offence)
            if len(found) >= MOST:
                return found
    return sorted(found, key=lambda offence: (offence.line, offence.column))


def clean(text: str) -> str:
    """The text in the text form, as far as that needs no judgement: for its author to accept or not.

    NFC, LF, one final newline, plain spaces for every other kind, nothing invisible, visible entities written out.
    Letters of a script that is not allowed stay; a person has to say what was meant."""
    text = text.replace("\r\n", "\n").translate(
        {0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n", 0x0B: "\n", 0x0C: "\n"}
    )
    text = ENTITY.sub(_written_out, text)
    for char in {char for char in set(text) if points.is_hidden(char)}:
        text = text.replace(
            char, " " if char == "\t" or unicodedata.category(char) == "Zs" or char == points.BLANK else ""
        )
    text = unicodedata.normalize("NFC", text).rstrip("\n")
    return text + "\n" if text else ""


def _written_out(entity: re.Match[str]) -> str:
    if entity[0] in ALLOWED_ENTITIES:
        return entity[0]
    shown = html.unescape(entity[0])
    return html.escape(shown, quote=False) if shown in "&<>" else shown


def _fault(char: str, scripts: tuple[str, ...]) -> str | None:
    """Why a character may not stand, as the end of a sentence; None if it may."""
    if char == "\n" or " " <= char < "\x7f":
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
    if category[0] == "L" and char not in COMMON and not _is_of(char, scripts):
        return f"is a letter of a script this committee does not use. Write it in {' or '.join(scripts)} letters."
    return None


def _is_of(char: str, scripts: tuple[str, ...]) -> bool:
    called = unicodedata.name(char, "")
    return any(called.startswith(NAMES.get(script, (f"{script.upper()} ",))) for script in scripts)


_Key = tuple[str, str, str, str]


def _judge(number: int, line: str, bad: set[str], scripts: tuple[str, ...]) -> Iterator[tuple[_Key, Offence]]:
    """The offences of one line, each with the key that knows it again in the text before."""
    if line.isascii() and line.isprintable() and "&" not in line and len(line) <= LONGEST_LINE:
        return
    for at, char in enumerate(line) if bad else ():
        if char in bad and (why := _fault(char, scripts)):
            key = ("character", char, line[at - 1 : at], line[at + 1 : at + 2])
            called = points.name(char)
            sentence = f"The {called.lower()} ({points.code(char)}) {why}"
            yield key, Offence(number, at + 1, points.code(char), called, _placed(number, at + 1, sentence))
    for entity in ENTITY.finditer(line):
        shown = html.unescape(entity[0])
        if entity[0] not in ALLOWED_ENTITIES and shown != entity[0]:
            yield ("entity", entity[0], "", ""), _entity(number, entity.start() + 1, entity[0], shown)
    if not unicodedata.is_normalized("NFC", line):
        yield ("form", line, "", ""), _form(number, line)
    if len(line) > LONGEST_LINE:
        sentence = f"This line has {len(line):,} characters; {LONGEST_LINE:,} are allowed. Break it."
        yield (
            ("line", "", "", ""),
            Offence(number, LONGEST_LINE + 1, "", "", _placed(number, LONGEST_LINE + 1, sentence), "line"),
        )


def _lists(text: str) -> Iterator[Offence]:
    """What of a list a page would not show: levels too deep to tell apart, and numbers out of order."""
    last: dict[int, tuple[int, str]] = {}  # the number before, by level, with what stands behind it
    line, at = 1, 0
    for block in scan(text):
        line, at = line + text.count("\n", at, block.start), block.start
        item = MARKER.match(text, block.start) if block.kind == "item" else None
        level = block.level if block.level else 0
        last = {depth: known for depth, known in last.items() if depth <= level}
        if item is None:
            continue
        column = len(item[1]) + 1
        if level > DEEPEST:
            sentence = f"This item stands {level} levels deep; {DEEPEST} are allowed. Write it further out."
            yield Offence(line, column, "", "", _placed(line, column, sentence), "list")
        known = last.pop(level, None)
        if item[3]:
            number, sign = int(item[3]), item[2][-1]
            if known and known[1] == sign and number != known[0] + 1:
                sentence = f"“{item[2]}” comes after “{known[0]}{sign}”. Write “{known[0] + 1}{sign}”, the number it has in its list."
                yield Offence(line, column, "", "", _placed(line, column, sentence), "list")
                number = known[0] + 1
            last[level] = number, sign


def _entity(number: int, column: int, entity: str, shown: str) -> Offence:
    codes, names = " ".join(map(points.code, shown)), ", ".join(map(points.name, shown))
    sentence = f"“{entity}” stands for {names.lower()} ({codes}). Write the character itself if it may stand here."
    return Offence(number, column, codes, names, _placed(number, column, sentence), "entity")


def _form(number: int, line: str) -> Offence:
    composed = unicodedata.normalize("NFC", line)
    at = next(
        (k for k, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), min(len(line), len(composed)) - 1
    )
    char = line[at]
    sentence = f"The {points.name(char).lower()} ({points.code(char)}) is not in the composed form (Unicode NFC). Use the cleaned copy."
    return Offence(number, at + 1, points.code(char), points.name(char), _placed(number, at + 1, sentence), "form")


def _placed(line: int, column: int, sentence: str) -> str:
    return f"Line {line}, column {column}: {sentence}"


def _whole(before: str, after: str, largest: int) -> Iterator[Offence]:
    """What is wrong with the text as a whole: its size and its end."""
    size = len(after.encode("utf-8", "surrogatepass"))
    if size > max(largest, len(before.encode("utf-8", "surrogatepass"))):
        sentence = (
            f"The document has {size:,} bytes; {largest:,} are allowed. Shorten it or divide it into two documents."
        )
        yield Offence(1, 1, "", "", sentence, "size")
    lines = after.split("\n")
    if after and lines[-1] and not (before and not before.endswith("\n")):
        sentence = "The text does not end with a line break. Add one."
        yield Offence(len(lines), len(lines[-1]) + 1, "", "", _placed(len(lines), len(lines[-1]) + 1, sentence), "end")
    if after.endswith("\n\n") and not before.endswith("\n\n"):
        last = len(after.rstrip("\n").split("\n")) + 1
        yield Offence(last, 1, "", "", _placed(last, 1, "The text ends with empty lines. Delete them."), "end")
