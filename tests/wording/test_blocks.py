"""Where blocks begin and end, what they are and how deep they lie: small texts with their blocks written out."""

from __future__ import annotations

import re
from random import Random

import pytest

from workbench.wording import blocks as engine
from workbench.wording.blocks import scan, scan_plain

Found = list[tuple[str, int, str]]


def blocks(text: str) -> Found:
    return [(block.kind, block.level, text[block.start : block.end]) for block in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!-- c -->\n===\n", [("heading", 1, "<!-- c -->\n===\n")]),
        ("a\n---\n- b\n", [("heading", 2, "a\n---\n"), ("item", 1, "- b\n")]),
        ("a\n===\u00a0\n", [("paragraph", 0, "a\n===\u00a0\n")]),
        ("[^n]:\n#\n1. n", [("note", 0, "[^n]:\n"), ("heading", 1, "#\n"), ("item", 1, "1. n")]),
        ("###### F\n####### G\n", [("heading", 6, "###### F\n"), ("paragraph", 0, "####### G\n")]),
        ("#a\n   # b\n", [("paragraph", 0, "#a\n"), ("heading", 1, "   # b\n")]),
        ("> q\n## a\n", [("quote", 0, "> q\n"), ("heading", 2, "## a\n")]),
    ],
)
def test_headings_are_marked_in_front_or_underlined(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("   - a", [("item", 1, "   - a")]),
        ("- a\n\n  more\n", [("item", 1, "- a\n\n  more\n")]),
        ("- \n  - y\n   ~~~\n10. ten\r\n",
         [("item", 1, "- \n"), ("item", 2, "  - y\n"), ("paragraph", 1, "   ~~~\n"), ("item", 1, "10. ten\r\n")]),
        ("- a\n\n1. b\n", [("item", 1, "- a\n\n"), ("item", 1, "1. b\n")]),
        ("   - a\n\t- tab  \n", [("item", 1, "   - a\n\t- tab  \n")]),
        ("-   \n\t- tab\n  # H\n", [("item", 1, "-   \n"), ("item", 2, "\t- tab\n"), ("heading", 1, "  # H\n")]),
        ("1.\r-\r1.\n>  \n", [("item", 1, "1.\r"), ("item", 1, "-\r"), ("item", 1, "1.\n"), ("quote", 0, ">  \n")]),
        ("- a\n  - b\n\n    of b\n\n  of a\n- c\n",
         [("item", 1, "- a\n"), ("item", 2, "  - b\n\n    of b\n\n"), ("paragraph", 1, "  of a\n"), ("item", 1, "- c\n")]),
        ("10. a\n    10. b\n\n        - c\n",
         [("item", 1, "10. a\n    10. b\n\n        - c\n")]),
        ("10. a\n    1. b\n\n       - c\n         - d\n",
         [("item", 1, "10. a\n"), ("item", 2, "    1. b\n\n"), ("item", 3, "       - c\n"), ("item", 4, "         - d\n")]),
        ("1.  a\n    1.  b\n        - c\n",
         [("item", 1, "1.  a\n"), ("item", 2, "    1.  b\n"), ("item", 3, "        - c\n")]),
        ("-    four\n\n     in\n\n  out\n", [("item", 1, "-    four\n\n     in\n\n"), ("paragraph", 0, "  out\n")]),
        ("-    4 ever\n\n  out\n", [("item", 1, "-    4 ever\n\n"), ("paragraph", 0, "  out\n")]),
        ("-     five\n\n  in\n", [("item", 1, "-     five\n\n  in\n")]),
        ("-\n     - code\n-   \n  ```\r",
         [("item", 1, "-\n"), ("item", 2, "     - code\n"), ("item", 1, "-   \n"), ("code", 0, "  ```\r")]),
    ],
)  # fmt: skip
def test_what_stands_in_the_column_of_an_item_belongs_to_it(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- see section\n  2. above\n", [("item", 1, "- see section\n  2. above\n")]),
        ("- see\n  1. one\n", [("item", 1, "- see\n"), ("item", 2, "  1. one\n")]),
        ("- see\n\n  2. two\n", [("item", 1, "- see\n\n"), ("item", 2, "  2. two\n")]),
        ("see\n- one\n", [("paragraph", 0, "see\n"), ("item", 1, "- one\n")]),
        ("see\n2) above\n", [("paragraph", 0, "see\n2) above\n")]),
        ("> q\n-\n", [("quote", 0, "> q\n-\n")]),
        ("a\n-X\n", [("paragraph", 0, "a\n-X\n")]),
        ("-X\n", [("paragraph", 0, "-X\n")]),
        ("- a\n\n  -X\n", [("item", 1, "- a\n\n  -X\n")]),
        ("- a\n\n -X\n", [("item", 1, "- a\n\n"), ("paragraph", 0, " -X\n")]),
        ("> q\n-\u00a0\n", [("quote", 0, "> q\n-\u00a0\n")]),
        ("> q\n-X\n", [("quote", 0, "> q\n-X\n")]),
        ("> q\n***\u00a0\n", [("quote", 0, "> q\n***\u00a0\n")]),
        ("> q\n    - z\n", [("quote", 0, "> q\n    - z\n")]),
        ("> q\n   ```\n", [("quote", 0, "> q\n"), ("code", 0, "   ```\n")]),
    ],
)
def test_a_wrapped_line_that_looks_like_an_item_is_none(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.\n***", [("item", 1, "1.\n"), ("paragraph", 0, "***")]),
        ("1.  \n- - -\r\n", [("item", 1, "1.  \n"), ("paragraph", 0, "- - -\r\n")]),
        ("* * *\n> q\n___\n", [("paragraph", 0, "* * *\n"), ("quote", 0, "> q\n"), ("paragraph", 0, "___\n")]),
        ("a\n***\u00a0\n", [("paragraph", 0, "a\n***\u00a0\n")]),
        ("- a\n\n- - -\u00a0\n", [("item", 1, "- a\n\n"), ("item", 1, "- - -\u00a0\n")]),
    ],
)
def test_a_rule_is_a_paragraph_of_its_own(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n...\n>\n", [("front", 0, "---\n...\n"), ("quote", 0, ">\n")]),
        ("---\na: b\n---\nc\n", [("front", 0, "---\na: b\n---\n"), ("paragraph", 0, "c\n")]),
        ("---\n    - z", [("paragraph", 0, "---\n"), ("code", 0, "    - z")]),
        ("  ```\n<style\n```\n\ttab\n", [("code", 0, "  ```\n<style\n```\n"), ("code", 0, "\ttab\n")]),
        ("```\n~~~\n``\n````\nb\n", [("code", 0, "```\n~~~\n``\n````\n"), ("paragraph", 0, "b\n")]),
        ("```\na\n```\u00a0\nb\n", [("code", 0, "```\na\n```\u00a0\nb\n")]),
        ("``` a`b\nc\n", [("paragraph", 0, "``` a`b\nc\n")]),
        ("     - five\n\n    - z\n", [("code", 0, "     - five\n\n"), ("code", 0, "    - z\n")]),
        ("a\n    b\n", [("paragraph", 0, "a\n    b\n")]),
        ("- ```\n[^n]:\nb c\n", [("item", 1, "- ```\n"), ("note", 0, "[^n]:\nb c\n")]),
        ("- ```\n  > a\n\n  ```\n- b\n", [("item", 1, "- ```\n  > a\n\n  ```\n"), ("item", 1, "- b\n")]),
        ("***\n-     five\r  ```", [("paragraph", 0, "***\n"), ("item", 1, "-     five\r  ```")]),
    ],
)
def test_code_and_front_matter_last_until_they_are_closed(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<pre>", [("paragraph", 0, "<pre>")]),
        ("<pre>a</pre>\n\nb\n", [("paragraph", 0, "<pre>a</pre>\n\n"), ("paragraph", 0, "b\n")]),
        ("<!-- a -->\n\nb\n", [("paragraph", 0, "<!-- a -->\n\n"), ("paragraph", 0, "b\n")]),
        ("<PRE>\n\n# a\n</Pre>\n\nb\n", [("paragraph", 0, "<PRE>\n\n# a\n</Pre>\n\n"), ("paragraph", 0, "b\n")]),
        ("<style\n  text\n</style>\na | b\r```\n",
         [("paragraph", 0, "<style\n  text\n</style>\na | b\r"), ("code", 0, "```\n")]),
        ("a\n<!-- b\n\nc -->\n", [("paragraph", 0, "a\n"), ("paragraph", 0, "<!-- b\n\nc -->\n")]),
    ],
)  # fmt: skip
def test_html_that_may_hold_blank_lines_lasts_until_it_is_closed(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    # H\n|---|\n|---|\r", [("code", 0, "    # H\n"), ("row", 0, "|---|\n|---|\r")]),
        ("a\n| b | c |\n| - | - |\nd\n", [("paragraph", 0, "a\n"), ("row", 0, "| b | c |\n| - | - |\n"), ("row", 0, "d\n")]),
        ("a | b\n---|---\nc\n\nd\n", [("row", 0, "a | b\n---|---\n"), ("row", 0, "c\n\n"), ("paragraph", 0, "d\n")]),
        ("a | b\n---|---|---\n", [("paragraph", 0, "a | b\n---|---|---\n")]),
        ("a | b\n---|---\u00a0\n", [("paragraph", 0, "a | b\n---|---\u00a0\n")]),
        ("a \\| b | c\n---|---\n", [("row", 0, "a \\| b | c\n---|---\n")]),
        ("|---|---|  \n---\r\n", [("heading", 2, "|---|---|  \n---\r\n")]),
    ],
)  # fmt: skip
def test_a_table_begins_where_a_line_of_dashes_has_as_many_cells(text: str, expected: Found) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize("text", ["\n", "\ufeff", "a\n\u00a0\nb\n", "a\n\x0c\nb"])
def test_a_line_is_blank_that_has_nothing_but_spaces_and_tabs(text: str) -> None:
    assert blocks(text) == [("paragraph", 0, text)]
    assert [(block.kind, block.level, block.start, block.end) for block in scan_plain(text)] == [
        ("paragraph", 0, 0, len(text))
    ]


PLAIN = (
    "Text here\n",
    "more text\n",
    "abc\r\n",
    "abc\r",
    "(a) z\n",
    "<b>x</b>\n",
    "<pre>\n",
    "</pre>\n",
    "Last",
    "\u00b2x\n",
)
MARKED = (
    "# Head\n",
    "## H2 ##\n",
    "#\n",
    "####### x\n",
    "===\n",
    "---\n",
    "- a\n",
    "-\ttab\n",
    "- - a\n",
    "- ```\n",
    "1. b\n",
)
INSIDE = (
    "\n",
    "  \n",
    "    code\n",
    "  deep\n",
    "```\n",
    "> quote\n",
    "[^1]: note\n",
    "a|b\n",
    "-|-\n",
    "<!-- c\n",
    "-->\n",
    " \r\n",
)


def test_a_block_taken_whole_is_the_block_its_lines_make(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(1)
    texts = ["".join(chance.choices(PLAIN + MARKED + INSIDE, k=chance.choice((3, 6, 12)))) for _ in range(4_000)]
    whole = [blocks(text) for text in texts]
    monkeypatch.setattr(engine, "SIMPLE", re.compile(r"(?!)"))
    assert whole == [blocks(text) for text in texts]
