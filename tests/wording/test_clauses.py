from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.wording.clauses import Clause, body, fingerprint, letter, parse, read, title

TEXT = """---
version: 1
---

# The Definition

It has a version.

## Scope {#scope}

A paragraph on
two lines.

- First
  - Deeper

    still deeper
- Second {#second}

### Parts ###

| Part | Needed |
| --- | --- |
| Code | yes |
| Data | no |

> A quotation
> goes on.

```
# not a heading

- not an item
```

[^1]: A footnote
    goes on.

Other words
-----------

1. One
2. Two
"""
LINES = st.sampled_from(
    [
        "",
        "a",
        "b c",
        "# H",
        "## I {#i}",
        "- x",
        "  - y",
        "    - z",
        "1. n",
        "7) m",
        "  text",
        "      code",
        "> q",
        "---",
        "===",
    ]
    + [
        "```",
        "~~~~",
        "| a | b |",
        "|---|---|",
        "a | b",
        "[^n]: note",
        "\t- tab",
        "<!-- c",
        "-->",
        "***",
        "{#id}",
        "é\u0301",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
markup = st.lists(st.tuples(LINES, ENDS)).map(lambda pairs: "".join(line + end for line, end in pairs))
texts = st.one_of(st.text(), markup, markup.map(lambda text: text.rstrip("\r\n")))


def partition(clauses: tuple[Clause, ...], text: str) -> bool:
    """Do the clauses cover the text exactly, each at the place it names?"""
    return "".join(clause.text for clause in clauses) == text and all(
        clause.text == text[clause.start : clause.end] and clause.text for clause in clauses
    )


@given(texts, st.sampled_from(["", "d.md", "D.Markdown", "d.wml", "d.txt"]))
def test_the_clauses_of_any_text_are_the_text(text: str, document: str) -> None:
    found = parse(text, document)
    assert partition(found, text)
    assert all(one.end == other.start for one, other in pairwise(found))


@given(st.lists(texts, max_size=3))
def test_ids_and_numbers_are_unique_in_the_whole_set(several: list[str]) -> None:
    found = read({f"{position}.md": text for position, text in enumerate(several)})
    assert len({clause.id for clause in found}) == len(found)
    untitled = [clause.number for clause in found if clause.number]
    assert len(set(untitled)) == len(untitled)
    assert len(found) - len(untitled) <= 1


def test_every_kind_of_block_is_found() -> None:
    kinds = [(clause.kind, clause.level) for clause in parse(TEXT)]
    assert kinds == [
        *[("front", 0), ("heading", 1), ("paragraph", 0), ("heading", 2), ("paragraph", 0), ("item", 1), ("item", 2)],
        *[("item", 1), ("heading", 3), ("row", 0), ("row", 0), ("row", 0), ("quote", 0), ("code", 0), ("note", 0)],
        *[("heading", 2), ("item", 1), ("item", 1)],
    ]


def test_sections_are_numbered_by_nesting_and_the_title_is_not() -> None:
    found = {clause.heading: clause.number for clause in parse(TEXT) if clause.kind == "heading"}
    assert found == {"The Definition": "", "Scope": "1", "Parts": "1.1", "Other words": "2"}


def test_blocks_are_numbered_by_section_and_position() -> None:
    numbers = [clause.number for clause in parse(TEXT) if clause.kind != "heading"]
    text_of_section_1 = ["1.0.1", "1.0.2", "1.0.3", "1.0.4"]
    assert numbers == ["0.1", "0.2", *text_of_section_1, *(f"1.1.{n}" for n in range(1, 7)), "2.1", "2.2"]


def test_a_paragraph_more_does_not_renumber_the_sections() -> None:
    more = parse(TEXT.replace("A paragraph on", "One more.\n\nA paragraph on"))
    assert [clause.number for clause in more if clause.kind == "heading"] == ["", "1", "1.1", "2"]


def test_from_the_second_document_on_numbers_carry_a_letter() -> None:
    found = read({"a.md": "# A\n\n## One\n\ntext\n", "b.md": "# B\n\n## One\n\ntext\n"})
    assert [clause.number for clause in found] == ["", "1", "1.1", "B", "B-1", "B-1.1"]
    assert [letter(position) for position in (0, 1, 25, 26, 27, 52, 702)] == ["", "B", "Z", "AA", "AB", "BA", "AAA"]


def test_every_clause_knows_the_title_of_its_section() -> None:
    found = parse("intro\n\n# The *Open* [Definition](https://example.org) {#t}\n\ntext\n")
    assert [clause.heading for clause in found] == ["", "The Open Definition", "The Open Definition"]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("- a\n\n  more\n- b\n", ["- a\n\n  more\n", "- b\n"]),
        ("- a\n  - b\n\n  of a\n", ["- a\n", "  - b\n\n", "  of a\n"]),
        ("- a\nwrapped\n- b\n", ["- a\nwrapped\n", "- b\n"]),
        ("- a\n\nafter\n", ["- a\n\n", "after\n"]),
        ("- a\n  ```\n  - no\n  ```\n- b\n", ["- a\n  ```\n  - no\n  ```\n", "- b\n"]),
        ("- a\n  ```\n- b\n", ["- a\n  ```\n", "- b\n"]),
        ("see section\n2. above\n", ["see section\n2. above\n"]),
        ("see\n1. one\n2. two\n", ["see\n", "1. one\n", "2. two\n"]),
        ("a\n\n---\n\nb\n", ["a\n\n", "---\n\n", "b\n"]),
        ("a\n***\n* b\n* * *\n", ["a\n", "***\n", "* b\n", "* * *\n"]),
        ("# a\ntext\n## b\n", ["# a\n", "text\n", "## b\n"]),
        ("<!-- a\n\n# b\n-->\n\nc\n", ["<!-- a\n\n# b\n-->\n\n", "c\n"]),
        ("\n\n  \na\n", ["\n\n  \na\n"]),
        ("    code\n    - x\n\ntext\n", ["    code\n    - x\n\n", "text\n"]),
        ("> a\nlazy\n- b\n", ["> a\nlazy\n", "- b\n"]),
        ("~~~\n# a\n```\n\n- b", ["~~~\n# a\n```\n\n- b"]),
        ("a | b\n--- | ---\nc | d\n\nend", ["a | b\n--- | ---\n", "c | d\n\n", "end"]),
        ("[^1]: n\n\n    more\n\nend\n", ["[^1]: n\n\n    more\n\n", "end\n"]),
        ("---\nnot: closed\n", ["---\n", "not: closed\n"]),
        (" \n", [" \n"]),
        ("", []),
        ("a\r\n\r\nb\r\n", ["a\r\n\r\n", "b\r\n"]),
    ],
)
def test_blocks_begin_and_end_where_a_reader_sees_it(source: str, texts: list[str]) -> None:
    assert [clause.text for clause in parse(source)] == texts


def test_other_texts_are_cut_at_blank_lines() -> None:
    found = parse("<h1>A</h1>\n\n# no heading\n- no item\n\n\nend", "constitution.wml")
    assert [(clause.kind, clause.text) for clause in found] == [
        ("paragraph", "<h1>A</h1>\n\n"),
        ("paragraph", "# no heading\n- no item\n\n\n"),
        ("paragraph", "end"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## A heading {#h} ##\n\n", "A heading"),
        ("A heading\n===\n", "A heading"),
        ("C#\n", "C#"),
        ("# C#\n", "C#"),
        ("  - an item\n    goes on {#i}\n", "an item\ngoes on"),
        ("12. one\n", "one"),
        ("> a\n> b\n", "a\nb"),
        ("| a | b |\n|---|---|\n", "a | b"),
        ("text\n\n\n", "text"),
        ("", ""),
        ("\n# A", "A"),
        (" \n\n  two\nlines\n", "two\nlines"),
        ("A\nB\n===\n", "A\nB"),
        ("a | b\n--- | ---\n", "a | b"),
        ("One\nor a|b.\n", "One\nor a|b."),
        ("# Type X\n", "Type X"),
        ("# A # B ##\n", "A # B"),
        ("|X|aX|\n", "X|aX"),
        ("-   wide\n    deep\n      er\n", "wide\ndeep\n  er"),
        ("```\nx\n  y\n```\n", "```\nx\n  y\n```"),
        ("\u00a0\n\u00a0a\u00a0\n", "\u00a0\n\u00a0a\u00a0"),
    ],
)
def test_the_body_is_the_text_without_its_marks(source: str, expected: str) -> None:
    assert body(source) == expected


def test_a_title_is_plain_words() -> None:
    assert title("## The **open** `model_a` and [its terms](https://example.org/x) {#t}\n") == (
        "The open model_a and its terms"
    )


def test_the_fingerprint_is_that_of_the_listed_checksums() -> None:
    one, two = sha256(b"one\n").hexdigest(), sha256("zw\u00f6lf".encode()).hexdigest()
    listed = f"{one}  a.md\n{two}  b.md\n"
    assert fingerprint({"b.md": "zw\u00f6lf", "a.md": "one\n"}) == sha256(listed.encode()).hexdigest()


def test_a_byte_order_mark_belongs_to_the_first_heading_and_takes_nothing_from_it() -> None:
    heading, words = parse("\ufeff# Old text {#old}\n\nWords.\n")
    assert (heading.kind, heading.heading, heading.id, heading.start) == ("heading", "Old text", "old", 0)
    assert heading.text == "\ufeff# Old text {#old}\n\n" and body(heading.text) == "Old text"
    assert (words.text, words.id) == ("Words.\n", "old.2")
    assert parse("\ufeff---\na: b\n---\n\nWords.\n")[0].kind == "front"
    assert [clause.text for clause in parse("\ufeff")] == ["\ufeff"]


def test_a_clause_knows_its_place_and_its_number() -> None:
    found = parse("# T\n\n- a\n  - b\n")
    assert [(c.id, c.kind, c.number, c.heading, c.start, c.end, c.level, c.document) for c in found] == [
        ("t", "heading", "", "T", 0, 5, 1, ""),
        ("t.2", "item", "0.1", "T", 5, 9, 1, ""),
        ("t.3", "item", "0.2", "T", 9, 15, 2, ""),
    ]


def test_a_clause_carries_its_id_from_one_text_without_a_name_to_the_next() -> None:
    (clause,) = read({"": "# Aims\n"}, parse("# Aims of all\n"))
    assert clause.id == "aims-of-all"
