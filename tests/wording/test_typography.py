"""A difference is typographic where nobody could read the two texts otherwise; what is not sure is not."""

from __future__ import annotations

import pytest

from workbench.wording.typography import is_typographic

TEXT = """# Loans

A “loan” is free - as the library's rules say - for 10-20 days, and must end.

- It is lent to readers, who may `copy 'it'`; see [the rules](https://example.org/a-b).
- It is not sold.
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A “loan” is", 'A "loan" is'),
        ("A “loan” is", "A „loan” is"),
        ("library's", "library’s"),
        ("free - as", "free – as"),
        ("say - for", "say—for"),
        ("as the library's rules say", "as the\nlibrary's rules   say"),
        ("days, and", "days , and"),
        ("must end.\n\n", "must end.\n\n\n"),
        ("- It is not sold.\n", "- It is not\n  sold.\n"),
    ],
)
def test_white_space_and_kinds_of_quotation_marks_apostrophes_and_dashes_are_typographic(old: str, new: str) -> None:
    assert old in TEXT and is_typographic({"a.md": TEXT}, {"a.md": TEXT.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, TEXT),
        ("A “loan” is", "a “loan” is"),
        ("A “loan” is", "A loan is"),
        ("A “loan” is", "A ‘loan’ is"),
        ("is free", "is *free*"),
        ("10-20", "10–20"),
        ("10-20", "10 - 20"),
        ("10-20", "20-10"),
        ("days, and", "days and"),
        ("must end", "mustend"),
        ("must end", "may end"),
        ("readers, who may", "readers who may"),
        ("`copy 'it'`", "`copy ’it’`"),
        ("example.org/a-b", "example.org/a–b"),
        ("- It is not sold.", "* It is not sold."),
        ("- It is not sold.", "  - It is not sold."),
        ("sold.\n", "sold.\n\nIt ends.\n"),
        ("and must end.", "and\n\nmust end."),
        ("must end", "mus\u200bt end"),
        ("must end", "must\u00a0end"),
    ],
)
def test_what_may_be_read_otherwise_is_not(old: str, new: str) -> None:
    assert old in TEXT and not is_typographic({"a.md": TEXT}, {"a.md": TEXT.replace(old, new)})


def test_another_path_or_document_is_not() -> None:
    assert not is_typographic({"a.md": TEXT}, {"b.md": TEXT})
    assert not is_typographic({"a.md": TEXT}, {"a.md": TEXT, "b.md": ""})
