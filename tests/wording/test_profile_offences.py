"""Every offence against the Markdown profile word for word, with its place."""

import pytest

from workbench.wording.lint import lint

Told = tuple[str, str, str]  # name, rule, sentence
IMAGE = (
    "IMAGE",
    "image",
    "An image is no wording. Say in words what it shows, or link to it.",
)
LINK = (
    "LINK",
    "link",
    "A link is written [words](https://…), with mailto: or #name as the other ways, and has no title.",
)
HTML = (
    "HTML",
    "html",
    "This looks like HTML, which some pages hide. Write “&lt;” for the sign, or leave it out.",
)
DUPLICATE_DEFINITION = (
    "DUPLICATE DEFINITION",
    "definition",
    "This label has an address already, and the second one would be ignored. Delete one of them.",
)
UNUSED_DEFINITION = (
    "UNUSED DEFINITION",
    "definition",
    "Nothing uses this address, so no page shows it. Delete the line.",
)
REFERENCE_DEFINITION = (
    "REFERENCE DEFINITION",
    "definition",
    "Give an address on a line of its own between empty lines: “[words]: https://…”, without a title.",
)
REFERENCE = (
    "REFERENCE",
    "reference",
    "The label in the second brackets is not shown. Write [words](https://…), or [words] with its address.",
)
FOOTNOTE = (
    "FOOTNOTE",
    "definition",
    "A footnote begins with two plain words: a single one is taken for the address of a link.",
)
INFO_STRING = (
    "INFO STRING",
    "fence",
    "Words behind the fence of a code block are not shown. Put them into a line above it.",
)
TABLE = (
    "TABLE",
    "table",
    "Set a table at the margin, its header and every row in bars.",
)
TWO_MARKERS = (
    "TWO MARKERS",
    "list",
    "Only one list or quote may begin on a line. Write the inner one below.",
)
QUOTED_NUMBER = (
    "LIST NUMBER",
    "list",
    "A numbered list in a quote in a list is counted differently by different pages. Write it further out.",
)
ZERO = (
    "LIST NUMBER",
    "list",
    "A number of a list is shown without its leading zero. Write it so.",
)


def row(has: str, header: int) -> Told:
    return "TABLE ROW", "table", f"This row has {has} and its header {header}. Give it {header}."


def number(written: str, before: str, due: str) -> Told:
    sentence = f"“{written}” comes after “{before}”. Write “{due}”, the number it has in its list."
    return "LIST NUMBER", "list", sentence


NESTING = ("NESTING", "nesting", "This stands 7 levels deep; 6 are allowed. Write it further out.")


@pytest.mark.parametrize(
    ("before", "after", "offences"),
    [
        ("", "![a](b) [c](d) [e](https://a.org 'f')\n", [(1, 1, IMAGE), (1, 4, LINK), (1, 11, LINK), (1, 18, LINK)]),
        ("", "a <b> c <https://a.org> <ftp://b.org> <!c\n", [(1, 3, HTML), (1, 25, HTML), (1, 39, HTML)]),
        ("", "[a <b>\n", [(1, 4, HTML)]),
        (
            "",
            "See [a], [b].\n\n[a]: https://a.org\n[A]: https://a.org\n[c]: https://c.org\n\n[b]: <https://b.org>\n\n  [d]: https://d.org\n\nX\n[e]: https://e.org\n",
            [
                (4, 1, DUPLICATE_DEFINITION),
                (5, 1, UNUSED_DEFINITION),
                (7, 1, REFERENCE_DEFINITION),
                (9, 3, REFERENCE_DEFINITION),
                (12, 1, REFERENCE_DEFINITION),
            ],
        ),
        ("", "See [a][b] [c][] and [d][.\n\n[c]: https://c.org\n", [(1, 7, REFERENCE), (1, 24, REFERENCE)]),
        ("", "A[^1].\n\n[^1]: word\n", [(3, 1, FOOTNOTE)]),
        ("", "- ```py\n  code\n  ```\n", [(1, 6, INFO_STRING)]),
        (
            "",
            "| a | b |\n|---|---|\n| c |\n| d | e | f |\n\n| a |\n|---|\n| b | c |\n",
            [(3, 1, row("1 cell", 2)), (4, 1, row("3 cells", 2)), (8, 1, row("2 cells", 1))],
        ),
        ("", "a | b\n:-|--\n", []),
        ("", "\n| a | b |\n|---|---|\n| c |\n", [(4, 1, row("1 cell", 2))]),
        ("", "> | a |\n> |---|\n> | b | c |\n", [(2, 1, TABLE)]),
        ("", "Words\n:--\n\nMore\n---\n", [(2, 1, TABLE)]),
        ("", "`[a](b) <b> ![`\n\n```\n[a](b) <b> 01. x\n```\n\n    1. a\n    3. <b>\n", []),
        ("", "- 1. a\n* * *\n- a\n  > > - b\n", [(1, 1, TWO_MARKERS)]),
        (
            "",
            '[a\n\n](b) [c](mailto:d@e.org) [f](#g) [h](https://x.org/(y)z) [i](https://x.org/%2) [j](#k "l")\n',
            [(3, 1, LINK), (3, 60, LINK), (3, 82, LINK)],
        ),
        (
            "See [x](b) and <b>.\n",
            "See [x](b) and <b>, ok, <b> [x](b) [y](b).\n",
            [(1, 25, HTML), (1, 31, LINK), (1, 38, LINK)],
        ),
        ("See [a].\n\n[a]: https://a.org\n", "See it.\n\n[a]: https://a.org\n", [(3, 1, UNUSED_DEFINITION)]),
        ("", "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g\n", [(7, 1, NESTING)]),
        ("", "> > > > > > > a\n", [(1, 1, NESTING)]),
        ("", "- a\n\n  > 1. b\n", [(3, 1, QUOTED_NUMBER)]),
        ("", "> - - a\n\n- > b\n", [(1, 1, TWO_MARKERS), (3, 1, TWO_MARKERS)]),
        ("", "01. a\n\n> 02) b\n", [(1, 1, ZERO), (3, 3, ZERO)]),
        (
            "",
            "1. a\n3. b\n   1. c\n   1. d\n5. e\n",
            [(2, 1, number("3.", "1.", "2.")), (4, 4, number("1.", "1.", "2.")), (5, 1, number("5.", "2.", "3."))],
        ),
        ("", "> > 1. a\n> > 3. b\n", [(2, 1, number("3.", "1.", "2."))]),
    ],
)
def test_what_a_page_could_swallow_is_told_with_its_place_and_what_to_write(
    before: str, after: str, offences: list[tuple[int, int, Told]]
) -> None:
    found = lint(before, after, markdown=True)
    assert [(one.line, one.column, (one.name, one.rule, one.label)) for one in found] == [
        (line, column, (name, rule, f"Line {line}, column {column}: {sentence}"))
        for line, column, (name, rule, sentence) in offences
    ]
    assert not any(one.code_point for one in found)


def test_an_empty_line_ends_a_table_and_the_next_one_has_its_own_header() -> None:
    tables = "| a | b |\n|---|---|\n| c | d |\n\n| a |\n|---|\n| b |\n"
    assert lint("", tables, markdown=True) == []
    assert lint("", "\n" + tables.replace("\n\n", "\n \n\n"), markdown=True) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[a <https://b.org>\n", [(1, 4, "HTML")]),
        ("[a] [b <https://c.org> d]\n", [(1, 8, "HTML")]),
        ("[a] <https://b.org>\n", []),
        ("[a\n<https://b.org>\n", []),
        ("Use `a` [b](c) `d` and ![e\n", [(1, 11, "LINK"), (1, 24, "IMAGE")]),
        ("See [ẞ].\n\n[ss]: https://a.org\n", []),
        ("[a]: https://a.org", [(1, 1, "UNUSED DEFINITION"), (1, 19, "NO FINAL LINE BREAK")]),
        ("[b]: https://b.org\n[a] [b]\n", [(1, 1, "REFERENCE DEFINITION")]),
        ("Words.\n\n| a | b |\n|---|---|\n| c |", [(5, 1, "TABLE ROW"), (5, 6, "NO FINAL LINE BREAK")]),
        ("| a | b |\n|---|---|\n| c | d |\n\nWords.\n\n| a |\n|---|\n", []),
        ("a | b\n---\n", [(2, 1, "TABLE")]),
        ("Words\n-|-\n", [(2, 1, "TABLE")]),
        ("Words\nX:--\n", []),
        ("- - -  \n", []),
        ("```\n- - a\n```\n", []),
        ("Words.\n\n> 1. a\n> 3. b\n", [(4, 1, "LIST NUMBER")]),
        ("Words.\n\n1. a\n3. b\n", [(4, 1, "LIST NUMBER")]),
        ("10. a\n12. b\n", [(2, 1, "LIST NUMBER")]),
        ("[a][] b.\n\n[a]: https://a.org\n", []),
        ("[a]: https://a.org\n\nSee [a]", [(3, 8, "NO FINAL LINE BREAK")]),
        ("[a] b.\n\n[a]: https://a.org \n", [(3, 1, "REFERENCE DEFINITION")]),
        ("\n[a]: https://a.org\n[b]: https://b.org\n\nSee [a] and [b].\n", []),
        ("a | b\n\n---\n", []),
        ("> |a|\r\n> |-|\r\n", [(1, 6, "CARRIAGE RETURN"), (2, 1, "TABLE"), (2, 6, "CARRIAGE RETURN")]),
        ("- a\n\n      * * *\n", [(3, 1, "TWO MARKERS")]),
        ("\\[a][][a] b.\n\n[a]: https://a.org\n", [(1, 6, "REFERENCE")]),
        ("> a\n> > > > > > b\n", []),
        ("> a\n> > > > > > > b\n", [(2, 1, "NESTING")]),
        ("> > > > >     x\n", [(1, 1, "NESTING")]),
        ("- a\n  - b\n    - c\n      - d\n        - e\n          -  f\n", []),
        ("```\n> 1. a\n> 3. b\n```\n", []),
        ("- a\n  > 1. b\n  > 3. c\n", [(2, 1, "LIST NUMBER"), (3, 1, "LIST NUMBER")]),
        (">\n> 1. a\n> 3. b\n", [(3, 1, "LIST NUMBER")]),
        ("# T\n\n    3. x\n\nWords.\n\n    7. y\n", []),
    ],
)
def test_an_offence_is_found_in_its_place_and_nothing_beside_it(text: str, places: list[tuple[int, int, str]]) -> None:
    assert [(one.line, one.column, one.name) for one in lint("", text, markdown=True)] == places


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("![a\n", "![b\n", "IMAGE"),
        ("[a](b)\n", "[a](c)\n", "LINK"),
        ("[a](b c) d\n", "[a](b d) d\n", "LINK"),
        ("a <b> c\n", "a <i> c\n", "HTML"),
        ("a <b c> d\n", "a <b d> d\n", "HTML"),
        ("  [a]: https://a.org\n", "  [b]: https://a.org\n", "REFERENCE DEFINITION"),
        ("[a]\n\n[a]: https://a.org\n[a]: https://b.org\n", "[a]\n\n[a]: https://a.org\n[a]: https://c.org\n", "DUPLICATE DEFINITION"),
        ("[a]: https://a.org\n", "[b]: https://a.org\n", "UNUSED DEFINITION"),
        ("[a][b]\n", "[a][c]\n", "REFERENCE"),
        ("A[^1].\n\n[^1]: word\n", "A[^1].\n\n[^1]: sword\n", "FOOTNOTE"),
        ("```py\n```\n", "```sh\n```\n", "INFO STRING"),
        ("| a | b |\n|---|---|\n| c |\n", "| a | b |\n|---|---|\n| d |\n", "TABLE ROW"),
        ("Words\n:--\n", "Words\n--:\n", "TABLE"),
        ("> > > > > > > a\n", "> > > > > > > b\n", "NESTING"),
        ("- a\n\n  > 1. b\n", "- a\n\n  > 1. c\n", "LIST NUMBER"),
        ("- - a\n", "- - b\n", "TWO MARKERS"),
        ("01. a\n", "01. b\n", "LIST NUMBER"),
        ("1. a\n3. b\n", "1. a\n3. c\n", "LIST NUMBER"),
        ("> 1. a\n> 3. b\n", "> 1. a\n> 3. c\n", "LIST NUMBER"),
    ],
)  # fmt: skip
def test_what_the_text_had_is_spared_and_another_of_its_kind_is_not(one: str, other: str, name: str) -> None:
    assert lint(one, f"{one}\nMore.\n", markdown=True) == []
    assert [found.name for found in lint(one, other, markdown=True)] == [name]
    assert [found.name for found in lint("", one, markdown=True)] == [name]


def test_an_open_link_is_known_again_by_its_own_line() -> None:
    assert lint("[a](b\nOne.\n", "[a](b\nTwo.\n", markdown=True) == []
