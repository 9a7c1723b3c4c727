"""Words of a text inside an English sentence, so exact that the sentence alone gives them back.

A quotation stands between “ and ”, or « and » where it holds one of those itself. What a page would not show is named
between ⟨ and ⟩: ⟨line break⟩, ⟨U+200B ZERO WIDTH SPACE⟩. White space on its own is told in words: "a blank line".
"""

from __future__ import annotations

import re
from itertools import groupby
from unicodedata import combining

from workbench.errors import Refusal
from workbench.wording import points

QUOTED = r"(?:“[^“”\n]*”|«[^«»\n]*»)"
MARGIN = "    "  # before each line of a text that stands below its sentence
BLANK_LINE = "blank line"
_PLAIN = re.compile(r"(?: ?[!-~])+ ?")
_NAMED = re.compile(r"⟨([^⟨⟩]*)⟩")
_POINT = re.compile(r"U\+([0-9A-F]{4,6})(?: [A-Z0-9 ()-]+)?")
_CHARS = {"space": " ", "tab": "\t", "carriage return": "\r", "line feed": "\n"}
_NAMES = {char: name for name, char in _CHARS.items()}
_NUMBERS = ["no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def quoted(text: str, nl: str) -> str:
    """A text of one line or more between quotation marks; `nl` is what a line of the old text ends with."""
    named = _named(text, nl)
    if not re.search("[“”]", named):
        return f"“{named}”"
    if not re.search("[«»]", named):
        return f"«{named}»"
    return "“" + re.sub("[“”]", lambda found: _lozenge(found[0]), named) + "”"


def unquoted(quotation: str, nl: str) -> str:
    """What was quoted. A Refusal for a name between ⟨ and ⟩ that there is not."""

    def meant(found: re.Match[str]) -> str:
        point = _POINT.fullmatch(found[1])
        if point and int(point[1], 16) < 0x110000:
            return chr(int(point[1], 16))
        if found[1] != "line break" and found[1] not in _CHARS:
            raise Refusal(f"No character is called ⟨{found[1]}⟩: write its number, such as ⟨U+200B⟩.")
        return nl if found[1] == "line break" else _CHARS[found[1]]

    return _NAMED.sub(meant, quotation[1:-1])


def below(text: str, nl: str) -> str:
    """A text of several lines as it stands below its sentence, each line behind a margin."""
    bare = text
    head = tail = 0
    while bare.startswith(nl):
        bare, head = bare[len(nl) :], head + 1
    while bare.endswith(nl):
        bare, tail = bare[: -len(nl)], tail + 1
    lines = [_line(line) for line in bare.split(nl)]
    lines[0] = "⟨line break⟩" * head + lines[0]
    lines[-1] += "⟨line break⟩" * tail
    return "\n".join(MARGIN + line if line else "" for line in lines)


def from_below(block: str, nl: str) -> str:
    """The text that stands below a sentence."""
    return nl.join(unquoted(f"“{line.removeprefix(MARGIN)}”", nl) for line in block.split("\n"))


def _line(line: str) -> str:
    """A line of its own: its spaces are seen, but for those at its end."""
    bare = line.rstrip(" ")
    shown = "".join(_lozenge(char) if _is_unseen(char, at) else char for at, char in enumerate(bare))
    return shown + "⟨space⟩" * (len(line) - len(bare))


def _named(text: str, nl: str) -> str:
    """The text with what would not be seen in a sentence named."""
    if _PLAIN.fullmatch(text):
        return text
    found: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if text.startswith(nl, at):
            found.append("⟨line break⟩")
            at += len(nl)
            continue
        is_second = char == " " and (text == " " or at > 0 and text[at - 1] == " ")
        found.append(_lozenge(char) if is_second or _is_unseen(char, at) else char)
        at += 1
    return "".join(found)


def _is_unseen(char: str, at: int) -> bool:
    return char in "\n⟨⟩" or points.is_hidden(char) or at == 0 and combining(char) > 0


def _lozenge(char: str) -> str:
    return f"⟨{_NAMES.get(char) or f'{points.code(char)} {points.name(char)}'}⟩"


def blanks(space: str, nl: str) -> str | None:
    """White space in words, "a line break and two spaces"; None if it holds what has no everyday name."""
    if not space:
        return "nothing"
    parts: list[str] = []
    units = re.findall(re.escape(nl) + r"|(?s:.)", space)
    for unit, run in groupby(units):
        count = len(list(run))
        name = "line break" if unit == nl else _NAMES.get(unit)
        if name is None:
            return None
        if unit == nl and count > 1:
            name, count = BLANK_LINE, count - 1
        parts.append(f"{_NUMBERS[count] if count < len(_NUMBERS) else count} {name}{'s' if count > 1 else ''}")
    return listed(parts)


def standing(space: str, nl: str) -> str:
    """White space that stands in the text: "the space", "the line break and the two spaces"."""
    words = blanks(space, nl)
    return "the white space" if words is None else re.sub("(^|, | and )(?:a )?", r"\1the ", words)


def from_blanks(words: str, nl: str) -> str:
    """The white space that these words tell; a Refusal for other words."""
    if words == "nothing":
        return ""
    found = ""
    for part in re.split(", | and ", words):
        number, _, name = part.partition(" ")
        name = name if number == "a" else name.removesuffix("s")
        count = int(number) if number.isdecimal() else _NUMBERS.index(number) if number in _NUMBERS else 0
        char = nl if name in ("line break", BLANK_LINE) else _CHARS.get(name, "")
        if not count or not char:
            raise Refusal(f"“{words}” is no white space: write, for example, “a blank line” or “two spaces”.")
        found += char * (count + (name == BLANK_LINE))
    return found


def listed(parts: list[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def ordinal(number: int) -> str:
    """ "second", "third"; from the thirteenth on in figures: "21st"."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    return f"{number}{'th' if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, 'th')}"


def from_ordinal(word: str) -> int:
    """The number an ordinal tells; 0 if it is none."""
    digits = word.rstrip("stndrh")
    return int(digits) if digits.isdecimal() else _ORDINALS.index(word) + 1 if word in _ORDINALS else 0
