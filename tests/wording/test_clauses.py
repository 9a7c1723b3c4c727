from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.wording.clauses import Clause, body, explicit_id, fingerprint, identify, letter, parse, read, title
from workbench.wording.ids import slug

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


def test_names_come_from_the_section_and_explicit_ids_win() -> None:
    assert [clause.id for clause in parse(TEXT)] == [
        *["preamble", "the-definition", "the-definition.2", "scope", "scope.2", "scope.3", "scope.4", "second"],
        *["parts", "parts.2", "parts.3", "parts.4", "parts.5", "parts.6", "parts.7"],
        *["other-words", "other-words.2", "other-words.3"],
    ]


def test_an_explicit_id_keeps_its_name_from_every_other_clause() -> None:
    found = parse("# Scope\n\none\n\ntwo {#scope.2}\n\n# Scope\n\nthree {#scope.2}\n")
    assert [clause.id for clause in found] == ["scope", "scope.3", "scope.2", "scope-2", "scope-2.2"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Data Information", "data-information"),
        ("Why we need (AI)?", "why-we-need-ai"),
        ("Données d’entraînement", "données-d-entraînement"),
        ("हिन्दी में", "हिन्दी-में"),
        ("2.1 General", "2-1-general"),
        ("!?", "section"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_keeps_the_letters_of_any_script(words: str, expected: str) -> None:
    assert slug(words) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A {#a}\n", "a"),
        ("# A {#a} ##\n", "a"),
        ("A\nB {#b}\n===\n", "b"),
        ("text\nend {#e}  \n\n", "e"),
        ("| a | b {#r} |\n|---|---|\n", "r"),
        ("text {#not} here\n", None),
        ("{#first}\ntext\n", None),
        ("text\n", None),
    ],
)
def test_an_explicit_id_stands_at_the_end(source: str, expected: str | None) -> None:
    assert explicit_id(source) == expected


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
    ],
)
def test_the_body_is_the_text_without_its_marks(source: str, expected: str) -> None:
    assert body(source) == expected


def test_a_title_is_plain_words() -> None:
    assert title("## The **open** `model_a` and [its terms](https://example.org/x) {#t}\n") == (
        "The open model_a and its terms"
    )


def history(*versions: str) -> list[tuple[Clause, ...]]:
    """The versions identified one after another, as a repository would be."""
    known: list[tuple[Clause, ...]] = []
    used: set[str] = set()
    for text in versions:
        known.append(read({"d.md": text}, known[-1] if known else (), used))
        used |= {clause.id for clause in known[-1]}
    return known


def by_text(clauses: tuple[Clause, ...]) -> dict[str, str]:
    return {body(clause.text): clause.id for clause in clauses}


def test_a_clause_keeps_its_id_when_others_come_before_it() -> None:
    first, second = history("# S\n\nAlpha beta.\n\nGamma.\n", "# S\n\nNew words here.\n\nAlpha beta.\n\nGamma.\n")
    assert by_text(second) == {"S": "s", "New words here.": "s.4", "Alpha beta.": "s.2", "Gamma.": "s.3"}
    assert by_text(first).items() <= by_text(second).items()


def test_a_clause_keeps_its_id_reworded_moved_and_under_a_renamed_heading() -> None:
    moving = "The terms of the licence shall not change for anyone."
    before = f"# S\n\n## One\n\n{moving}\n\nSecond clause of some length.\n\n## Two\n\nLast of the clauses here.\n"
    after = f"# S\n\n## First\n\nSecond clause of great length.\n\n## Two\n\nLast of the clauses here.\n\n{moving}\n"
    _, last = history(before, after)
    assert by_text(last) == {
        "S": "s",
        "First": "one",
        "Second clause of great length.": "one.3",
        "Two": "two",
        "Last of the clauses here.": "two.2",
        moving: "one.2",
    }


def test_an_id_is_never_given_to_another_clause() -> None:
    _, second, third = history("# S\n\nAlpha.\n\nBeta.\n", "# S\n\nAlpha.\n", "# S\n\nAlpha.\n\nGamma.\n")
    assert [clause.id for clause in second] == ["s", "s.2"]
    assert [clause.id for clause in third] == ["s", "s.2", "s.4"]
    (again,) = [clause for clause in identify(parse("# S\n\nOther.\n"), second) if clause.kind == "paragraph"]
    assert again.id not in {"s.2"}


def test_an_explicit_id_wins_over_the_one_carried() -> None:
    _, second = history("# S\n\nAlpha beta gamma.\n", "# S\n\nAlpha beta gamma. {#abc}\n")
    assert [clause.id for clause in second] == ["s", "abc"]


@given(st.lists(markup, min_size=1, max_size=4))
def test_the_table_of_ids_computed_again_is_the_same(versions: list[str]) -> None:
    assert history(*versions) == history(*versions)
    for clauses in history(*versions):
        assert len({clause.id for clause in clauses}) == len(clauses)


def test_the_fingerprint_is_that_of_the_listed_checksums() -> None:
    one, two = sha256(b"one\n").hexdigest(), sha256("zw\u00f6lf".encode()).hexdigest()
    listed = f"{one}  a.md\n{two}  b.md\n"
    assert fingerprint({"b.md": "zw\u00f6lf", "a.md": "one\n"}) == sha256(listed.encode()).hexdigest()
