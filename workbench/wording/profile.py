"""The Markdown a normative text may use: nothing that one reader's page shows and another's swallows.

The law behind every rule: each letter and digit of the source is on the page, as words or as the address of a link. It
holds for CommonMark 0.31 with or without tables, not only for our own pages; where a form is read differently by
different programs, it is refused. Code is left alone, but for what stands behind its fence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from workbench.wording import unseen
from workbench.wording.blocks import Block, scan
from workbench.wording.form import Key, Offence
from workbench.wording.lines import DELIMITER, MARKER, RULE, cells
from workbench.wording.page import Page

DEEPEST = 6  # levels of quotes and lists; of deeper ones no page shows the difference
_SAFE = r"[\w.~:/?#@!$&*+,;=-]|%[0-9A-Fa-f]{2}"
_ADDRESS = rf"(?:https://|mailto:|#)(?:{_SAFE}|\((?:{_SAFE}){{0,500}}\)){{1,2000}}"
_TARGET = re.compile(rf"\]\({_ADDRESS}\)", re.ASCII)
_AUTOLINK = re.compile(rf"<(?:https://(?:{_SAFE}){{1,2000}}|(?:mailto:)?[\w.+-]+@[\w.-]+)>", re.ASCII)
_TAG = re.compile(r"<(?=[!?/])|<(?=[A-Za-z][^<>]*>)")
_CONTAINER = re.compile(r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)))+")
_COUNTED = re.compile(r">[ \t]*\d{1,9}[.)]")
_EACH = re.compile(r">|[-*+]|\d{1,9}[.)]")
_INFO = re.compile(
    r"^[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*(?:`{3,}(?=[^`\n]*$)|~{3,}(?!~))[ \t]*(?=\S)", re.MULTILINE
)
_STRICT = re.compile(rf"\[([^\[\]\\`<>&\n]{{1,300}})\]: ({_ADDRESS})", re.ASCII)
_BEGIN = r"^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)]))*[ \t]*"
_LOOSE = re.compile(rf"{_BEGIN}\[(?!\^)(?:[^\]\\\n]|\\.)*\]:|^(?:[^\[\\\n]|\\.)*\]:", re.MULTILINE)
_NOTE = re.compile(rf"{_BEGIN}\[\^[^\]\n]*\]:[ \t]*(?![ \t])(?!(?!<)\S+[ \t]+[^\s\"'(])", re.MULTILINE)
_ZERO = re.compile(rf"{_BEGIN}(?=0\d+[.)](?:[ \t]|$))", re.MULTILINE)
_PAIR = re.compile(r"\]\[(?=([^\[\]]*))")
_USE = re.compile(r"(?<!\\)\[([^\[\]\\`<>&\n]{1,300})\](?![(:])")
_INSET = re.compile(
    r"[ >]* {4}(?![ ]*(?:[-*+]|\d{1,9}[.)])[ ])|[^\[]*[-*+.)>] {5}"
)  # it may be code, where no label is one
_SPACE = re.compile(r"\s+")
_BLANK = re.compile(r"(?:[ \t]*\r?\n)+")
_QUOTED = re.compile(r"^ {0,3}> ?", re.MULTILINE)


def faults(text: str) -> Iterator[tuple[Key, Offence]]:
    """What of a Markdown text breaks the profile, each with a key that knows it again in another version of the text."""
    page = Page(text)
    for judge in (_links, _html, _definitions, _fences, _tables, _nesting, _lists, *unseen.JUDGES):
        yield from judge(page)


def _links(page: Page) -> Iterator[tuple[Key, Offence]]:
    for match in re.finditer(r"\]\(|!\[", page.words):
        at = match.start()
        if match[0] == "![":
            sentence = "An image is no wording. Say in words what it shows, or link to it."
            yield page.told(at, "IMAGE", "image", sentence, page.line(at))
        elif not _TARGET.match(page.words, at):
            sentence = (
                "A link is written [words](https://…), with mailto: or #name as the other ways, and has no title."
            )
            yield page.told(at, "LINK", "link", sentence, page.text[at : at + 200].split("\n")[0].split(")")[0])


def _html(page: Page) -> Iterator[tuple[Key, Offence]]:
    for match in _TAG.finditer(page.words):
        at = match.start()
        is_within = page.words.rfind("[", page.starts[bisect_right(page.starts, at) - 1], at) > page.words.rfind(
            "]", 0, at
        )
        if is_within or not _AUTOLINK.match(page.words, at):
            sentence = "This looks like HTML, which some pages hide. Write “&lt;” for the sign, or leave it out."
            yield page.told(at, "HTML", "html", sentence, page.text[at : at + 40].split("\n")[0].split(">")[0])


def _label(words: str) -> str:
    return _SPACE.sub(" ", words.strip()).lower().upper()


def _definitions(page: Page) -> Iterator[tuple[Key, Offence]]:
    """Addresses given to labels: written plainly, once, used, and the label the words that are shown."""
    known: dict[str, int] = {}
    for match in _LOOSE.finditer(page.words):
        at = match.start() + len(match[0]) - len(match[0].lstrip())
        label = _defined(page, match.start())
        if label is None:
            sentence = (
                "Give an address on a line of its own between empty lines: “[words]: https://…”, without a title."
            )
            yield page.told(at, "REFERENCE DEFINITION", "definition", sentence, page.line(at))
        elif label in known:
            sentence = "This label has an address already, and the second one would be ignored. Delete one of them."
            yield page.told(at, "DUPLICATE DEFINITION", "definition", sentence, page.line(at))
        else:
            known[label] = at
    for match in _PAIR.finditer(page.words):
        before = page.words[page.words.rfind("[", 0, match.start()) + 1 : match.start()]
        if match[1] or _label(before) not in known:
            sentence = (
                "The label in the second brackets is not shown. Write [words](https://…), or [words] with its address."
            )
            yield page.told(match.start(), "REFERENCE", "reference", sentence, match[1])
    uses = _USE.finditer(page.words) if known else ()
    used = {_label(match[1]) for match in uses if not _INSET.match(page.line(match.start()))}
    for label, at in known.items():
        if label not in used:
            sentence = "Nothing uses this address, so no page shows it. Delete the line."
            yield page.told(at, "UNUSED DEFINITION", "definition", sentence, page.line(at))
    for match in _NOTE.finditer(page.words):
        sentence = "A footnote begins with two plain words: a single one is taken for the address of a link."
        yield page.told(match.start(), "FOOTNOTE", "definition", sentence, page.line(match.start()))


def _defined(page: Page, start: int) -> str | None:
    """The label of a definition in the plain form at this start of a line; None if it is of another form."""
    own = page.line(start)
    strict = _STRICT.fullmatch(own)
    around = (page.line(start - 1) if start else "", page.line(start + len(own) + 1))
    alone = all(not line or _STRICT.fullmatch(line) for line in around)
    return _label(strict[1]) if strict and alone else None


def _fences(page: Page) -> Iterator[tuple[Key, Offence]]:
    for match in _INFO.finditer(page.text):
        sentence = "Words behind the fence of a code block are not shown. Put them into a line above it."
        yield page.told(match.end(), "INFO STRING", "fence", sentence, page.line(match.start()))


def _tables(page: Page) -> Iterator[tuple[Key, Offence]]:
    """Rows with more or fewer cells than the header; and lines that only some programs take for a table."""
    width = 0
    delimiters = set()
    for block in page.blocks:
        if block.kind != "row":
            width = 0
            continue
        start = _first(page.text, block)
        lines = page.text[start : block.end].split("\n")
        has = cells(lines[0])
        if not width:
            width = has
            delimiters.add(start + len(lines[0]) + 1)
        elif has != width:
            sentence = f"This row has {has} {'cell' if has == 1 else 'cells'} and its header {width}. Give it {width}."
            yield page.told(start, "TABLE ROW", "table", sentence, lines[0])
        if len(lines) > 2 and not lines[-2].strip():
            width = 0  # an empty line ends a table
    for start in page.starts:
        line = page.line(start)
        bare = line.lstrip(" >")
        is_odd = "|" in bare or ":" in bare or start and "|" in page.line(start - 1)
        if start not in delimiters and is_odd and "-" in bare and DELIMITER.match(bare.rstrip()):
            yield page.told(
                start, "TABLE", "table", "Set a table at the margin, its header and every row in bars.", line
            )


def _nesting(page: Page) -> Iterator[tuple[Key, Offence]]:
    depths = {bisect_right(page.starts, _first(page.text, b)): b.level for b in page.blocks}
    for number, start in enumerate(page.starts, 1):
        line = page.line(start)
        opened = _CONTAINER.match(line)
        if not opened or page.words[start : start + 1] == "\0" or RULE.match(line.rstrip()):
            continue
        marks = _EACH.findall(opened[0])
        quotes = marks.count(">")
        rest = line[opened.end() :]
        depth = max(depths.get(number, 0), len(marks) - quotes) + quotes
        depth += (len(rest) - len(rest.lstrip())) // 2 if quotes else 0
        if depth > DEEPEST:
            sentence = f"This stands {depth} levels deep; {DEEPEST} are allowed. Write it further out."
            yield page.told(start, "NESTING", "nesting", sentence, line)
        elif page.block(start).level and _COUNTED.search(opened[0]):
            sentence = (
                "A numbered list in a quote in a list is counted differently by different pages. Write it further out."
            )
            yield page.told(start, "LIST NUMBER", "list", sentence, line)
        elif len(marks) - quotes > 1 or quotes and marks[0] != ">":
            sentence = "Only one list or quote may begin on a line. Write the inner one below."
            yield page.told(start, "TWO MARKERS", "list", sentence, line)


def _first(text: str, block: Block) -> int:
    """Where the first line of a block begins that is not blank."""
    blank = _BLANK.match(text, block.start)
    return blank.end() if blank else block.start


def _lists(page: Page) -> Iterator[tuple[Key, Offence]]:
    """Numbers that a page would not show as they are written, in lists and in lists that are quoted."""
    for zero in _ZERO.finditer(page.words):
        sentence = "A number of a list is shown without its leading zero. Write it so."
        yield page.told(zero.end(), "LIST NUMBER", "list", sentence, page.line(zero.start()))
    for at, sentence in _numbers(page.text, page.blocks):
        yield page.told(at, "LIST NUMBER", "list", sentence, page.line(at))
    for block in page.blocks:
        inner = page.text[block.start : block.end] if block.kind == "quote" else ""
        first = bisect_right(page.starts, block.start) - 1
        for _ in range(DEEPEST):
            bare = _QUOTED.sub("", inner)
            if bare == inner:
                break
            inner = bare
            for at, sentence in _numbers(inner, scan(inner)):
                start = page.starts[first + inner.count("\n", 0, at)]
                yield page.told(start, "LIST NUMBER", "list", sentence, page.line(start))


def _numbers(text: str, blocks: list[Block]) -> Iterator[tuple[int, str]]:
    last: dict[int, tuple[int, str]] = {}  # the number before, by level, with what stands behind it
    for block in blocks:
        start = _first(text, block)
        item = MARKER.match(text, start) if block.kind == "item" else None
        last = {depth: known for depth, known in last.items() if depth <= block.level}
        if item is None:
            continue
        known = last.pop(block.level, None)
        if item[3]:
            number, sign = int(item[3]), item[2][-1]
            due = known[0] + 1 if known and known[1] == sign else number
            if number != due:
                yield (
                    start + len(item[1]),
                    f"“{item[2]}” comes after “{due - 1}{sign}”. Write “{due}{sign}”, the number it has in its list.",
                )
            last[block.level] = due, sign
