"""Texts made to be slow: pairs of an old and a new one, which a program that compares, parses or prints may choke on.

Each family takes a size, about how many characters it should have; the full size is 200,000.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Pair = tuple[str, str]
FULL = 200_000


def _random(size: int) -> Pair:
    chance = Random(7)
    signs = "abcdefgh .,\n*_`[]()#-"
    return "".join(chance.choices(signs, k=size)), "".join(chance.choices(signs, k=size))


def _one_letter(size: int) -> Pair:
    return "a" * size, "a" * (size // 2) + "b" + "a" * (size // 3)


def _one_word(size: int) -> Pair:
    return "a " * (size // 2), "a " * (size // 3) + "b " + "a " * (size // 9)


def _shuffled(size: int, before: str = "", between: str = "\n") -> Pair:
    lines = [f"{before}word{n} stands on line {n} of this text" for n in range(size // 50)]
    turned = list(lines)
    Random(7).shuffle(turned)
    return between.join(lines), between.join(turned)


def _long_line(size: int) -> Pair:
    words = [f"w{n * 7919 % 5003}" for n in range(size // 6)]
    new = [f"x{word}" if n % 50 == 0 else word for n, word in enumerate(words)]
    return " ".join(words), " ".join(new)


def _nested(size: int) -> Pair:
    deep = range(min(1_000, int(size**0.5)))
    return "".join(f"{'  ' * n}- a{n}\n" for n in deep), "".join(f"{'  ' * n}- b{n}\n" for n in deep)


def _quotes(size: int) -> Pair:
    deep = min(1_000, size // 2)
    return f"{'>' * deep} said\n" * (size // deep // 2), f"{'> ' * (deep // 2)}said so\n" * (size // deep // 2)


def _backticks(size: int) -> Pair:
    runs = "".join("`" * (n % 40 + 1) + "a" for n in range(size // 22))
    return runs, runs[::-1]


def _emphasis(size: int) -> Pair:
    return "*a_b**c__" * (size // 9), "_a*b__c**" * (size // 9)


def _brackets(size: int) -> Pair:
    half = size // 2
    return "[" * half + "x" + "]" * half, "![" * (half // 2) + "x" + "](" * (half // 2)


def _table(size: int) -> Pair:
    wide, high = 10, size // 400
    head = "| a " * wide + "|\n" + "| --- " * wide + "|\n"
    rows = [[f"r{row}c{cell}" for cell in range(wide)] for row in range(high)]
    turned = [[f"{cell} new" if cell.endswith("7") else cell for cell in row] for row in rows[::-1]]
    old, new = (head + "".join("| " + " | ".join(row) + " |\n" for row in side) for side in (rows, turned))
    return old, new


def _items(size: int) -> Pair:
    count = size // 20
    return "".join(f"- item {n} is open\n" for n in range(count)), "".join(
        f"- item {n} is free\n" for n in range(1, count)
    )


def _numbered(size: int) -> Pair:
    count = size // 20
    return "".join(f"{n}. point {n}\n" for n in range(count)), "".join(f"{n}. point {n + 1}\n" for n in range(count))


def _links(size: int) -> Pair:
    return "[a](b" * (size // 5), "[a]: <b\n[a][b](c 'd" * (size // 19)


def _entities(size: int) -> Pair:
    return "&amp;&#8203;&lt" * (size // 15), "&amp;&#x200B;&zwj;&" * (size // 19)


def _line_ends(size: int) -> Pair:
    return "a b\r\nc\rd\n\r" * (size // 11), "a b\nc\r\nd\r\r" * (size // 11)


def _marks(size: int) -> Pair:
    return ("e" + "\u0301" * 10_000) * max(1, size // 10_000), ("e" + "\u0302\u0301" * 5_000) * max(1, size // 10_000)


def _both_ways(size: int) -> Pair:
    return "\u202eabc\u202c \u2067\u05d0\u05d1\u2069 " * (size // 11), "\u202eabc \u2066\u05d0\u05d1 " * (size // 9)


def _zalgo(size: int) -> Pair:
    marks = [chr(code) for code in range(0x300, 0x370)]
    chance = Random(7)
    letters = ["".join([chance.choice("open "), *chance.choices(marks, k=20)]) for _ in range(size // 21)]
    return "".join(letters), "".join(reversed(letters))


def _unspaced(size: int) -> Pair:
    chance = Random(7)
    old = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(size // 3))
    thai = "".join(chr(chance.randrange(0x0E01, 0x0E3A)) for _ in range(size // 3))
    return old + "。" + thai, old[: size // 6] + "新" + old[size // 5 :] + "。" + thai[::-1]


def _repeated(size: int) -> Pair:
    one = "The same paragraph stands here again and again.\n\n"
    count = size // len(one)
    return one * count, one * (count - count // 3) + "But not this.\n\n" + one * (count // 5)


def _alternating(size: int) -> Pair:
    return "a b " * (size // 4), "b a " * (size // 5) + "c " + "a b b " * (size // 40)


def _fibonacci(size: int) -> Pair:
    one, two = "a ", "b "
    while len(two) < size:
        one, two = two, two + one
    return two[:size], (two[:-1] + one + one + two)[-size:]


def _number(size: int) -> Pair:
    return "It costs " + "7" * size + " euro.", "It costs " + "7" * (size // 2) + "." + "7" * (size // 2) + " euro."


def _headings(size: int) -> Pair:
    rows = [f"{'#' * (n % 6 + 1)} Heading {n % 50}\n" for n in range(size // 15)]
    return "".join(rows), "".join(rows[::2] + rows[1::2])


def _blank(size: int) -> Pair:
    return "\n" * size, "\n \n\t\n" * (size // 7) + "\n" * (size // 3)


def _fence(size: int) -> Pair:
    inside = [f"    code {n} = [{n}]\n" for n in range(size // 22)]
    new = [line.replace("code", "word") if n % 9 == 0 else line for n, line in enumerate(inside)]
    return "~~~\n" + "".join(inside), "~~~~~\n" + "".join(new) + "~~~\n"


def _tags(size: int) -> Pair:
    return "<!-- a <b> --" * (size // 13), "<b c='" * (size // 12) + "<!--" * (size // 8)


def _spaces(size: int) -> Pair:
    return "# a" + " " * size + "b\n" + "\t" * 99, "# a" + " " * (size - 9) + "c\n" + "\t " * 99


def _slashes(size: int) -> Pair:
    return "\\" * (size // 2) + "{--a--}\\{++" * (size // 24), "\\" * (size // 2 + 1) + "{++b++}--}" * (size // 24)


def _term(size: int) -> Pair:
    old = "".join(
        f"The model of rule {n} is the model that the model {n % 7} names a model.\n\n" for n in range(size // 70)
    )
    return old, old.replace("model", "whole system")


def _notes(size: int) -> Pair:
    return "".join(f"See[^{n}].\n\n[^{n}]: note {n}\n\n" for n in range(size // 30)), "".join(
        f"See[^{n + 1}].\n\n[^{n}]: note {n}\n\n" for n in range(size // 30)
    )


def _similar(size: int) -> Pair:
    """Paragraphs that are all alike and all different: everything could have become of everything."""
    old = [f"Rule {n} says that a member may do a thing once in {n} days.\n\n" for n in range(size // 60)]
    return "".join(old), "".join(
        f"Rule {n}b tells that a member may do a thing in {n} days.\n\n" for n in range(size // 60)
    )


FAMILIES: dict[str, Callable[[int], Pair]] = {
    "random signs": _random,
    "one letter repeated": _one_letter,
    "one word repeated": _one_word,
    "4,000 shuffled lines": _shuffled,
    "shuffled items": lambda size: _shuffled(size, "- "),
    "shuffled paragraphs": lambda size: _shuffled(size, between="\n\n"),
    "a line of 200 kB": _long_line,
    "1,000 lists inside each other": _nested,
    "1,000 quotations inside each other": _quotes,
    "backticks in runs": _backticks,
    "emphasis in runs": _emphasis,
    "towers of brackets": _brackets,
    "a table of 5,000 cells": _table,
    "10,000 items": _items,
    "numbers that all move up": _numbered,
    "halves of links": _links,
    "entities": _entities,
    "line ends of every sort": _line_ends,
    "10,000 marks on one letter": _marks,
    "writing that turns round": _both_ways,
    "20 marks on every letter": _zalgo,
    "scripts without spaces": _unspaced,
    "one paragraph again and again": _repeated,
    "two words in turn": _alternating,
    "Fibonacci's word": _fibonacci,
    "a number of 200,000 digits": _number,
    "nothing but headings": _headings,
    "nothing but blank lines": _blank,
    "a fence that hardly ends": _fence,
    "tags and comments left open": _tags,
    "spaces and tabs": _spaces,
    "backslashes and marks of change": _slashes,
    "a term replaced everywhere": _term,
    "footnotes renumbered": _notes,
    "paragraphs that are all alike": _similar,
}
