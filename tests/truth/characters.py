"""Every character that a page does not show: can an amendment put one in, take one out, or exchange one, unseen?

The set is all code points that Unicode calls default-ignorable, format, control, white space or bidi control. With the
Unicode 14 of Python 3.11 they are 4,283; a newer Python knows a few more format characters. Each is put into, taken out
of and exchanged within a word, as itself and as each of its entities. It is refused when lint names its code point; it
is told when a notice names it and both the page and the plain text show a mark for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from tests.truth import Table
from workbench.wording import faces, points
from workbench.wording.lint import lint
from workbench.wording.redline import redline

EXPECTED = {"14.0.0": 4283}
TEXT = "# Use\n\nAnyone may use the sys{}tem for any purpose.\n\nNobody has to say why.\n"
ANOTHER = "-"
ACTS = ("insert", "delete", "replace", "give way")
PLAIN = " \n"  # shown as they are
STEP, FIRST = 61, 110  # of the sample: the first code points, among them those of every day, and then one in so many


def code_points() -> list[int]:
    """The code points in question, in order."""
    kinds = {"Cf", "Cc", "Zs", "Zl", "Zp"}
    return [n for n in range(0x110000) if unicodedata.category(chr(n)) in kinds or points.is_ignorable(chr(n))]


def entities(char: str) -> Iterator[tuple[str, str]]:
    """The ways to write a character, each with its name."""
    yield "raw", char
    yield "hexadecimal entity", f"&#x{ord(char):X};"
    yield "decimal entity", f"&#{ord(char)};"
    yield from (("named entity", f"&{name}") for name in NAMED.get(char, ()))


NAMED: dict[str, list[str]] = {}
for _name, _char in sorted(html5.items()):
    if _name.endswith(";"):
        NAMED.setdefault(_char, []).append(_name)


def sides(act: str, written: str) -> tuple[str, str]:
    """The old and the new text of one act."""
    without, within, other = TEXT.format(""), TEXT.format(written), TEXT.format(ANOTHER)
    return {
        "insert": (without, within),
        "delete": (within, without),
        "replace": (other, within),
        "give way": (within, other),
    }[act]


def is_refused(old: str, new: str, char: str) -> bool:
    """Whether lint refuses the new text and names the character."""
    codes = {points.code(char), points.code(unescape(f"&#{ord(char)};")[:1] or "\ufffd")}
    return any(codes & set(one.code_point.split()) for one in lint(old, new, markdown=True))


def is_told(old: str, new: str, char: str, written: str) -> bool:
    """Whether a notice names the character and both faces show something for it."""
    made = redline(old, new)
    page, plain = "".join(map(faces.html, made.clauses)), faces.text(made)
    if char in PLAIN and written == char:
        marks = re.findall(r"<(?:ins|del)\b[^>]*>(.*?)</(?:ins|del)>", page, re.DOTALL)
        return any(re.sub(r"<[^>]*>|\s", "", mark) for mark in marks) and ("{+" in plain or "[-" in plain)
    named = any(points.code(char) in notice.label for notice in made.notices)
    sign = points.code(char) if written == char else written.strip("&;#")
    return named and sign in page and sign in plain


def table(whole: bool) -> Table:
    """How many acts were refused, how many told, how many neither; the bar is none."""
    every = code_points()
    chosen = every if whole else [n for k, n in enumerate(every) if k % STEP == 0 or k < FIRST]
    rows: list[tuple[str, ...]] = []
    misses: list[str] = []
    known = EXPECTED.get(unicodedata.unidata_version)
    if known and known != len(every):
        misses.append(
            f"Unicode {unicodedata.unidata_version} has {known} such code points, and {len(every)} were found."
        )
    for form in ("raw", "hexadecimal entity", "decimal entity", "named entity"):
        for act in ACTS:
            count = refused = told = silent = 0
            for char in map(chr, chosen):
                for written in (text for name, text in entities(char) if name == form):
                    old, new = sides(act, written)
                    is_barred = act in ("insert", "replace") and is_refused(old, new, char)
                    is_shown = is_told(old, new, char, written)
                    count, refused, told = count + 1, refused + is_barred, told + is_shown
                    silent += not (is_barred or is_shown)
                    if not is_shown or act in ("insert", "replace") and not is_barred and char not in PLAIN:
                        misses.append(f"{points.label(char)}, {form}, {act}: {'refused' if is_barred else 'not refused'} "
                                      f"and {'told' if is_shown else 'not told'}.")  # fmt: skip
            rows.append((f"{form}, {act}", str(count), str(refused), str(told), str(silent)))
    return Table(
        f"Characters no page shows ({len(chosen)} of {len(every)})",
        ("act", "acts", "refused", "told", "silent"),
        rows,
        misses,
    )
