"""What of a clause's source is shell, what is words, and what only dresses them."""

from __future__ import annotations

import pytest

from workbench.wording.shell import is_markdown, looks, shown


def seen(text: str, kind: str, document: str = "") -> list[str]:
    """Every look in a line: its place, its styles, the source."""
    return [
        " ".join([look.place, *sorted(look.styles), repr(text[look.start : look.end])])
        for look in looks(text, kind, document)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("## A *b* ## {#c}\n\n", "heading",
         ["shell '## '", "words 'A '", "markup '*'", "words em 'b'", "markup '*'", "shell ' ##'", "shell ' {#c}'", "tail '\\n\\n'"]),
        ("A\n===\n", "heading", ["words 'A'", "shell '\\n==='", "tail '\\n'"]),
        ("#\r\n", "heading", ["shell '#'", "tail '\\r\\n'"]),
        ("  3) a\n", "item", ["shell '  3) '", "words 'a'", "tail '\\n'"]),
        ("\ufeffa- ", "item", ["shell '\\ufeff'", "words 'a-'", "tail ' '"]),
        ("\ufeff- a", "item", ["shell '\\ufeff'", "shell '- '", "words 'a'"]),
        ("> a\n>> b", "quote", ["shell '> '", "words 'a\\n'", "shell '>> '", "words 'b'"]),
        ("| a | b |\n|---|---|\n", "row",
         ["shell '|'", "words ' a '", "shell '|'", "words ' b '", "shell '|'", "words '\\n'", "shell '|---|---|'", "tail '\\n'"]),
        ("| a {#b} |", "row", ["shell '|'", "words ' a'", "shell ' {#b}'", "words ' '", "shell '|'"]),
        ("a {#b}", "paragraph", ["words 'a'", "shell ' {#b}'"]),
        ("```", "code", ["shell '```'"]),
        ("{#c}", "code", ["words '{#c}'"]),
        ("``` x\n*a*\n```\n", "code", ["shell '``` '", "words 'x\\n*a*\\n'", "shell '```'", "tail '\\n'"]),
        ("*a* {#b}\n", "front", ["words '*a* {#b}'", "tail '\\n'"]),
        ("\n\n", "paragraph", ["tail '\\n\\n'"]),
        ("", "paragraph", []),
    ],
)  # fmt: skip
def test_every_character_has_one_place(text: str, kind: str, expected: list[str]) -> None:
    assert seen(text, kind) == expected


def test_the_colon_behind_the_number_of_a_footnote_is_shell() -> None:
    assert seen("[^1]: a", "note") == ["markup '[^'", "words footnote '1'", "markup ']'", "shell ':'", "words ' a'"]


def test_a_document_that_is_not_markdown_is_all_words() -> None:
    assert seen("| *a* {#b}\n", "row", "text.wml") == ["words '| *a* {#b}'", "tail '\\n'"]
    assert seen("\n", "row", "text.wml") == ["tail '\\n'"]
    assert (
        seen("| *a*", "row") == seen("| *a*", "row", "text.MD") == ["shell '|'", "words ' '", *seen("*a*", "paragraph")]
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", True), ("a.md", True), ("A.Markdown", True), ("LICENSE", True), ("v1.0/LICENSE", True), ("a/v1.0/LICENSE", True),
        ("a/b.txt", False), ("v1/notes.txt", False), ("a/.md", True),
    ],
)  # fmt: skip
def test_a_document_without_an_ending_is_taken_for_markdown(document: str, expected: bool) -> None:
    assert is_markdown(document) is expected


def test_the_words_of_a_clause_are_what_stands_on_the_page() -> None:
    assert shown("- *a* &amp; b {#c}\n", "item") == "a & b"
    assert shown("| a | b |", "row") == " a  b "
    assert shown("|", "row", "x.txt") == "|"
    assert shown("> a *b*\n") == "> a b"
