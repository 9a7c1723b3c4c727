"""What may stand in a normative text: the text form every filed revision is held to.

The rule is integrity.md section 3.2; the characters are judged in `form`, the Markdown in `profile`. It refuses and
offers, and never mends in silence: a committee votes on bytes. Text taken over with its history may break the rule;
only what an amendment adds or changes is held to it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from workbench.wording import points, profile
from workbench.wording.form import (
    ALLOWED_ENTITIES,
    EASTERN,
    LONGEST_LINE,
    Key,
    Offence,
    fault,
    judge,
    offence,
    plain,
    script,
)

__all__ = ["LARGEST", "LONGEST_LINE", "MOST", "Offence", "clean", "lint", "lint_json"]

LARGEST = 1_000_000  # bytes of one document
SIGNS = frozenset(",;:%?$@/")  # signs no Markdown is made of
MOST = 1_000  # offences named; a text with more is refused for the first thousand


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
    `scripts` are Unicode script names; the digits 0 to 9, punctuation and symbols belong to all. A `markdown` text is held to the
    profile besides, as a whole: a definition may lose its only use in another line."""
    found = list(_whole(text_before, text_after, largest))
    if "\r\n" in text_before:
        text_before, text_after = text_before.replace("\r\n", "\n"), text_after.replace("\r\n", "\n")
    if markdown and text_before != text_after:
        spared_forms = Counter(key for key, _ in profile.faults(text_before))
        found += _unspared(profile.faults(text_after), spared_forms)
    bad = {char for char in set(text_before) | set(text_after) if fault(char, tuple(scripts))}
    if "\r" in text_before:
        bad.remove("\r")
    kept = Counter(text_before.split("\n"))
    changed = []
    for number, line in enumerate(text_after.split("\n"), 1):
        if kept[line]:
            kept[line] -= 1
        else:
            changed.append((number, line))
    spared = Counter(key for line in kept.elements() for key, _ in judge(0, line, bad, tuple(scripts)))
    found += _unspared((pair for row in changed for pair in judge(*row, bad, tuple(scripts))), spared)
    return sorted(found, key=lambda one: (one.line, one.column))[:MOST]


def _unspared(pairs: Iterable[tuple[Key, Offence]], spared: Counter[Key]) -> list[Offence]:
    """The offences that the text before had not, counted; no more than are told."""
    found: list[Offence] = []
    for key, one in pairs:
        if spared[key]:
            spared[key] -= 1
        else:
            found.append(one)
        if len(found) >= MOST:
            break
    return found


def lint_json(offences: Iterable[Offence]) -> list[dict[str, int | str]]:
    """The offences as the command `workbench text lint` prints them; keys and meaning stay."""
    keys = ("line", "column", "code_point", "name", "rule")
    return [{key: getattr(one, key) for key in keys} for one in offences]


def clean(text: str) -> str:
    """The text in the text form, as far as that needs no judgement: for its author to accept or not.

    NFC, LF, one final newline, plain spaces for every other kind, nothing invisible, visible entities written out, ASCII
    for its typographic forms.
    Letters of a script that is not allowed stay, and so does Markdown; a person has to say what was meant."""
    text = text.replace("\r\n", "\n").translate(
        {0x0D: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n", 0x0B: "\n", 0x0C: "\n"}
    )
    text = points.ENTITY.sub(_written_out, text)
    for char in {char for char in set(text) if points.is_hidden(char)}:
        text = text.replace(
            char, " " if char == "\t" or unicodedata.category(char) == "Zs" or char == points.BLANK else ""
        )
    is_eastern = any(script(char, tuple(EASTERN)) for char in set(text))
    for char in set(text):
        spelling = plain(char, tuple(EASTERN) if is_eastern else ())
        if spelling.isascii() and (spelling.isalnum() or spelling in SIGNS):
            text = text.replace(char, spelling)
    text = unicodedata.normalize("NFC", text).rstrip("\n")
    return text + "\n" if text else ""


def _written_out(entity: re.Match[str]) -> str:
    shown = points.meaning(entity[0])
    if entity[0] in ALLOWED_ENTITIES or not shown:
        return entity[0]
    return html.escape(shown, quote=False) if shown in "&<>" else shown


def _whole(before: str, after: str, largest: int) -> Iterator[Offence]:
    """What is wrong with the text as a whole: its size and its end."""
    size = len(after.encode("utf-8", "surrogatepass"))
    if size > max(largest, len(before.encode("utf-8", "surrogatepass"))):
        sentence = (
            f"The document has {size:,} bytes; {largest:,} are allowed. Shorten it or divide it into two documents."
        )
        yield Offence(1, 1, "", "LARGE DOCUMENT", sentence, "size")
    lines = after.split("\n")
    if after and lines[-1] and not (before and not before.endswith("\n")):
        sentence = "The text does not end with a line break. Add one."
        yield offence(len(lines), len(lines[-1]) + 1, "NO FINAL LINE BREAK", "end", sentence)
    if after.endswith("\n\n") and not before.endswith("\n\n"):
        last = len(after.rstrip("\n").split("\n")) + 1
        yield offence(last, 1, "EMPTY LINES AT THE END", "end", "The text ends with empty lines. Delete them.")
