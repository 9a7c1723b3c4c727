"""What a line of Markdown can be told by: the marks it begins with, how far it is indented, the cells of a table row."""

from __future__ import annotations

import re

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]|[\r\n]|$)")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
QUOTE = re.compile(r" {0,3}>")
NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
MARKER = re.compile(r"([ \t]*)([-*+]|(\d{1,9})[.)])([ \t]+|$)")
DELIMITER = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
CELL = re.compile(r"(?<!\\)\|")
HTML = re.compile(r" {0,3}<(!--|(?:pre|script|style|textarea)(?=[\s>]|$))", re.IGNORECASE)
BLANKS = " \t\r\n"
LEAD = rf"(?!(?i:{HTML.pattern}))[^\s\d#>*+=:|~`_\[-]"  # no mark of another block begins with it
REST = r"[^\r\n]*+(?>\r\n?|\n|\Z)"
GAP = r"(?:(?:[ \t]*+[\r\n])++|[ \t]*+\Z)"
# What most blocks are, each told by itself: a paragraph or a heading with blank lines behind it, an item of one line.
SIMPLE = re.compile(
    rf"(?:(?P<paragraph>(?:{LEAD}{REST})++)|(?P<heading>#{{1,6}})[ \t]{REST}){GAP}"
    rf"|(?P<item>(?:[-*+]|\d{{1,9}}[.)]) {{1,4}}){LEAD}{REST}(?P<gap>{GAP})?"
)
BYTE_ORDER = "\ufeff"  # some systems put it before the first character of a file


def indent(line: str) -> int:
    """Columns of white space before the text, with tab stops at every fourth column."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def breaks(line: str) -> bool:
    """Does the line begin a block even straight after text?"""
    bare = line.rstrip(BLANKS)
    if ATX.match(line) or QUOTE.match(line) or RULE.match(bare) or HTML.match(line):
        return True
    if indent(line) > 3:
        return False
    marker = MARKER.match(line)
    if marker and marker.end() < len(bare) and (marker[3] is None or int(marker[3]) == 1):
        return True
    return FENCE.match(line) is not None


def heads(line: str, below: str) -> bool:
    """Is a line the header of a table, the one below it the delimiter line?"""
    bare = below.rstrip(BLANKS)
    return "|" in bare and DELIMITER.match(bare) is not None and cells(line) == cells(bare)


def cells(line: str) -> int:
    """Cells of a table row."""
    return len(CELL.split(line.strip(BLANKS).removeprefix("|").removesuffix("|")))
