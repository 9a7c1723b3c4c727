"""A document as clauses: found, numbered, named, and put together again.

The texts of all clauses of a document, joined, are the document. What a clause is called for good is decided in `ids`,
where it begins and ends in `blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from workbench.wording import ids
from workbench.wording.align import matched
from workbench.wording.blocks import Block, Clause, scan, scan_plain
from workbench.wording.lines import ATX, BLANKS, BYTE_ORDER, DELIMITER, SETEXT
from workbench.wording.matching import Matching

__all__ = ["Clause", "body", "explicit_id", "fingerprint", "identify", "parse", "read", "title"]

MARKDOWN = frozenset({".md", ".markdown", ""})
LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*\)|\[[^\[\]]*\])?")
STYLES = re.compile(r"(?<!\\)[*`]|(?<![^\W_])_+|_+(?![^\W_])")
DRESSED = re.compile(r"[\[*`_]")
UNDRESSED = re.compile(rf"#{{1,6}}[ \t]([^#{{\[*`_\r\n]*)(?:{ids.FORM})?[ \t\r\n]*\Z")
NEWLINE = re.compile(r"\r\n|\r|\n")
MARKERS = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")

explicit_id = ids.explicit


def parse(text: str, document: str = "") -> tuple[Clause, ...]:
    """The clauses of one text, in order; their spans partition it. An empty text has none.

    Markdown if `document` ends in .md, .markdown or has no ending, else plain blocks between blank lines. The ids are
    those of a text without a past: use `read` or `identify` to carry the ids of the version before.
    """
    return read({document: text})


def read(docs: dict[str, str], before: Sequence[Clause] = (), used: Container[str] = frozenset()) -> tuple[Clause, ...]:
    """The clauses of all documents, in order, with ids unique in the set; carried from `before` where that is given."""
    if not before and not used:
        return _alone(tuple(docs.items()))
    return identify(nameless(docs), before, used)


@lru_cache(maxsize=16)
def _alone(docs: tuple[tuple[str, str], ...]) -> tuple[Clause, ...]:
    """The clauses of documents without a past."""
    return named(nameless(dict(docs)), None)


def nameless(docs: dict[str, str]) -> list[Clause]:
    """The clauses of all documents, in order, numbered but without ids."""
    found: list[Clause] = []
    for position, (document, text) in enumerate(docs.items()):
        plain = PurePosixPath(document).suffix.lower() not in MARKDOWN
        found += _numbered(text, document, plain, letter(position))
    return found


def identify(
    clauses: Sequence[Clause], before: Sequence[Clause], used: Container[str] = frozenset()
) -> tuple[Clause, ...]:
    """The clauses with the ids they had in the version before, and new ids for those that are new.

    An explicit {#id} always wins. Any other id of the version before, or in `used` (all that were ever given), lives on
    only by being carried: it is never given to another clause.
    """
    return named(clauses, matched(before, clauses) if before else None, used)


def named(clauses: Sequence[Clause], match: Matching | None, used: Container[str] = frozenset()) -> tuple[Clause, ...]:
    """The same where the clauses have been matched with those of the version before; a part split off is a new clause."""
    kept = {} if not match else {n: match.old[o].id for n, o in enumerate(match.to_old) if o is not None}
    names = ids.name(clauses, kept, {clause.id for clause in match.old} if match else set(), used)
    pairs = zip(clauses, names, strict=True)
    return tuple(clause if clause.id == name else _called(clause, name) for clause, name in pairs)


def _called(c: Clause, name: str) -> Clause:
    """The clause by another name; `_replace` would take three times as long, for every clause of a text."""
    return Clause(name, c.kind, c.number, c.heading, c.text, c.start, c.end, c.level, c.document)


def fingerprint(docs: dict[str, str]) -> str:
    """SHA-256 in hexadecimal of a document set: what `sha256sum FILES | sha256sum` prints, files in order of path."""
    listed = (f"{sha256(docs[path].encode()).hexdigest()}  {path}\n" for path in sorted(docs))
    return sha256("".join(listed).encode()).hexdigest()


def body(clause_text: str) -> str:
    """The text of a clause as it is shown: without its marker, its {#id} and the blank lines around it."""
    lines = NEWLINE.split(ids.unmarked(clause_text.removeprefix(BYTE_ORDER)).rstrip(BLANKS))
    while len(lines) > 1 and not lines[0].strip(BLANKS):
        del lines[0]
    if len(lines) > 1 and (SETEXT.match(lines[-1]) or "|" in lines[1] and DELIMITER.match(lines[1])):
        del lines[-1 if SETEXT.match(lines[-1]) else 1]
    first = lines[0].strip(BLANKS)
    if ATX.match(first):
        words = first.strip().lstrip("#")
        closed = words.rstrip("#")
        return (closed if closed[-1:] in BLANKS else words).strip()
    if first.startswith(">"):
        return "\n".join(re.sub(r"^ {0,3}> ?", "", line) for line in lines)
    if first.startswith("|"):
        return first.strip("|").strip()
    marker = MARKERS.match(lines[0])
    if marker:
        inset = re.compile(rf"[ \t]{{0,{marker.end()}}}")
        return "\n".join([lines[0][marker.end() :], *(inset.sub("", line, count=1) for line in lines[1:])])
    return "\n".join([first, *lines[1:]])


@lru_cache(maxsize=4096)
def title(clause_text: str) -> str:
    """The plain words of a heading: no marker, no id, no emphasis, link texts without their targets."""
    plain = UNDRESSED.match(clause_text)
    words = plain[1] if plain else body(clause_text)
    if not plain and DRESSED.search(words):
        words = STYLES.sub("", LINK.sub(r"\1", words))
    return " ".join(words.split())


def letter(position: int) -> str:
    """What goes before the numbers of a document: nothing for the first, then B, C ... Z, AA, AB ..."""
    letters = ""
    while position > 0 or letters:
        letters = chr(ord("A") + position % 26) + letters
        position = position // 26 - 1
        if position < 0:
            break
    return letters


@lru_cache(maxsize=16)
def _numbered(text: str, document: str, plain: bool, prefix: str) -> tuple[Clause, ...]:
    """Clauses with numbers but without names.

    Sections are numbered by nesting, 1, 2, 2.1; the blocks of a section by position, 2.3. Where a section has both text
    of its own and sections below it, its text is 2.0.1, 2.0.2: else it would share numbers with those sections, or
    renumber them whenever a paragraph comes or goes. Text before section 1, also below the title, is 0.1, 0.2.
    """
    blocks = scan_plain(text) if plain else scan(text)
    sections = _sections(blocks)
    parents = {number.rpartition(".")[0] for number in sections.values()}
    found: list[Clause] = []
    number, heading, count = "", "", 0
    for index, block in enumerate(blocks):
        source = text[block.start : block.end]
        if index in sections:
            shown, heading = sections[index], title(source)
            number, count = shown, 0 if shown else count
        else:
            count += 1
            shown = f"{number}.0.{count}" if number in parents and number else f"{number or 0}.{count}"
        shown = f"{prefix}-{shown}" if prefix and shown else prefix or shown
        found.append(Clause("", block.kind, shown, heading, source, block.start, block.end, block.level, document))
    return tuple(found)


def _sections(blocks: Sequence[Block]) -> dict[int, str]:
    """Numbers of the headings, by index of the block. A title, the one heading of the highest level, has none."""
    headings = [(index, block.level) for index, block in enumerate(blocks) if block.kind == "heading"]
    levels = [level for _, level in headings]
    titled = bool(levels) and levels.count(min(levels)) == 1 and levels[0] == min(levels)
    numbers: dict[int, str] = {}
    trail: list[tuple[int, str]] = []  # the headings around this one: level and number
    children: dict[str, int] = {}
    for index, level in headings[1:] if titled else headings:
        while trail and trail[-1][0] >= level:
            trail.pop()
        above = trail[-1][1] if trail else ""
        children[above] = children.get(above, 0) + 1
        numbers[index] = f"{above}.{children[above]}" if above else str(children[above])
        trail.append((level, numbers[index]))
    return ({headings[0][0]: ""} if titled else {}) | numbers
