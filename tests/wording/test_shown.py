"""Every changed character is seen, as a word, as markup or as a label; kept ones as far as they matter."""

from __future__ import annotations

import pytest

from tests.wording.test_faces import entry
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange
from workbench.wording.shown import atoms, clause_of


def seen(change: ClauseChange, side: str = "redline") -> list[str]:
    """Every atom in a line: its kind, ! where it is marked, what ends behind it, its words, its place where it stands."""
    places = {"=": "{0.old} {0.new}", "-": "{0.old}", "+": "{0.new}"}
    return [
        " ".join(
            filter(
                None,
                [
                    atom.kind + "!" * atom.is_marked,
                    atom.gap,
                    ascii(atom.content),
                    places[atom.piece.op].format(atom),
                ],
            )
        )
        for atom in atoms(change, side)
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (entry(("-", " \r"), kind="code"), [r"invisible! '\r' 1"]),
        (entry(("+", "a\t\r\n"), kind="code"), ["words! 'a' 0", r"invisible! '\t\r' 1"]),
        (entry(("+", "\u0301  - ")), [r"invisible! '\u0301' 0", "words! ' ' 1", "invisible! ' ' 2", "words! '-' 3"]),
        (entry(("+", "a\u0301")), [r"words! 'a\u0301' 0"]),
        (entry(("+", "\u0334a")), [r"invisible! '\u0334' 0", "words! 'a' 1"]),
        (entry(("-", "\n\nz)"), kind="row"), [r"words! paragraph '\n\n' 0", "words! 'z)' 2"]),
        (entry(("+", "\n\nd. "), kind="front"), [r"words! '\n\nd.' 0"]),
        (entry(("+", "`"), kind="row"), ["words! '`' 0"]),
        (entry(("=", "a"), ("+", " "), ("=", "b")), ["words 'a' 0 0", "invisible! ' ' 1", "words 'b' 1 2"]),
        (entry(("=", "a"), ("+", "X"), ("=", "b")), ["words 'a' 0 0", "words! 'X' 1", "words 'b' 1 2"]),
        (
            entry(("=", "a "), ("+", "b  \nc")),
            ["words 'a ' 0 0", "words! 'b ' 2", "invisible! ' ' 4", r"words! '\nc' 5"],
        ),
        (entry(("=", "a "), ("+", "b\n\nc")), ["words 'a ' 0 0", r"words! paragraph 'b\n\n' 2", "words! 'c' 5"]),
        (entry(("=", "a"), ("+", "\n  b")), ["words 'a' 0 0", r"words! '\n  b' 1"]),
        (entry(("=", "a "), ("+", "&amp;"), ("=", "b")), ["words 'a ' 0 0", "markup! '&amp;' 2", "words 'b' 2 7"]),
    ],
)
def test_nothing_that_came_or_went_is_left_out(change: ClauseChange, expected: list[str]) -> None:
    assert seen(change) == expected


def test_of_kept_words_what_turns_them_round_is_always_named_and_what_hides_beside_a_change() -> None:
    assert seen(entry(("=", "a\u200bb\u202ec\x07\t\r\nd"), change="same")) == [
        r"words 'a\u200bb' 0 0",
        r"invisible '\u202e' 3 3",
        "words 'c' 4 4",
        r"invisible '\x07' 5 5",
        r"words '\t\r\nd' 6 6",
    ]
    beside = entry(("=", "a\u200bb"), ("+", "c"))
    assert seen(beside) == ["words 'a' 0 0", r"invisible '\u200b' 1 1", "words 'b' 2 2", "words! 'c' 3"]
    assert seen(beside, "new") == [r"words 'a\u200bb' 0 0", "words 'c' 3"]
    assert seen(entry(("=", "\ud800a"), change="same")) == [r"invisible '\ud800' 0 0", "words 'a' 1 1"]


def test_kept_paragraphs_and_lines_end_where_the_source_ends_them() -> None:
    assert seen(entry(("=", "a  \nb\n\nc\nd &amp; e\n\nf\u00e9\n\n\tg"), change="same")) == [
        r"words line 'a  \n' 0 0",
        r"words paragraph 'b\n\n' 4 4",
        r"words 'c\nd ' 7 7",
        "words '&' 11 11",
        r"words paragraph ' e\n\n' 16 16",
        r"words paragraph 'f\xe9\n\n\t' 20 20",
        "words 'g' 25 25",
    ]
    for literal in ("a\n\nb", "a\n\nb\u00e9\n\n\u200bc"):
        assert seen(entry(("=", literal), kind="code", change="same")) == [f"words {literal!a} 0 0"]


def test_a_line_broken_elsewhere_is_drawn_as_it_now_stands() -> None:
    broken = entry(("=", "a"), ("-", " ", None, None), ("+", "\n", None, None), ("=", "b"))
    assert seen(broken) == ["words 'a' 0 0", r"words '\n' 1", "words 'b' 2 2"]
    apart = entry(("-", " "), ("+", "\n\n"), ("=", "b"))
    assert seen(apart) == ["invisible! ' ' 0", r"invisible! '\n\n' 0", "words 'b' 1 2"]
    far = entry(("-", "  \n"), ("-", "d "), ("+", "  "), ("=", "e"))
    assert seen(far) == [r"invisible! '  \n' 0", "words! 'd ' 3", "invisible! '  ' 0", "words 'e' 5 2"]
    words = entry(("-", " "), ("+", "X"), ("=", "b"))
    assert seen(words) == ["invisible! ' ' 0", "words! 'X' 0", "words 'b' 1 1"]
    assert seen(entry(("=", "a\n"), ("+", "\n", None, None))) == ["words 'a' 0 0"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (entry(("=", "[x](#"), ("+", "y"), ("=", ")")), ["words 'x' 1 1", "markup '](#' 2 2", "markup! 'y' 5", "markup ')' 5 6"]),
        (entry(("=", "[x](#"), ("-", "y"), ("=", "z)")), ["words 'x' 1 1", "markup '](#' 2 2", "markup! 'y' 5", "markup 'z)' 6 5"]),
        (entry(("=", "[x](#y)"), ("+", " z")), ["words 'x' 1 1", "words! ' z' 7"]),
        (entry(("-", "z "), ("=", "[x](#y)")), ["words! 'z ' 0", "words 'x' 3 1"]),
        (entry(("=", "*a*"), ("+", "b")), ["words 'a' 1 1", "words! 'b' 3"]),
        (entry(("=", "[x](#y)"), change="same"), ["words 'x' 1 1"]),
    ],
)  # fmt: skip
def test_an_address_in_which_something_changes_is_shown_whole(change: ClauseChange, expected: list[str]) -> None:
    assert seen(change) == expected


def test_words_carried_elsewhere_are_not_marked_themselves() -> None:
    assert seen(entry(("-", "a[^1]", "m1", None), ("=", "b"))) == ["words 'a' 0", "words '1' 3", "words 'b' 5 0"]


def test_each_side_alone_has_its_own_words() -> None:
    change = entry(("=", "a"), ("-", "b\x07"), ("+", "[c](#d)"))
    assert seen(change, "old") == ["words 'a' 0 0", "words 'b' 1", r"invisible '\x07' 2"]
    assert seen(change, "new") == ["words 'a' 0 0", "words 'c' 2"]


def test_an_entry_is_about_the_clause_as_it_will_read() -> None:
    old, new = (Clause("c", "item", "1", "", text, 0, len(text)) for text in ("a", "b"))
    assert clause_of(ClauseChange("c", "edited", old, new, ())) is new
    assert clause_of(ClauseChange("c", "removed", old, None, ())) is old
    with pytest.raises(ValueError, match="^an entry of a redline has an old or a new clause$"):
        clause_of(ClauseChange("c", "removed", None, None, ()))


def test_white_space_is_drawn_as_it_now_stands_wherever_in_its_clause() -> None:
    ends = ("-", " ", None, None), ("+", "\n", None, None)
    assert seen(entry(*ends, ("=", "b"))) == [r"words '\n' 0", "words 'b' 1 1"]
    assert seen(entry(("=", "a *b* c"), *ends, ("=", "d")))[-2:] == [r"words '\n' 7", "words 'd' 8 8"]
    code = entry(("=", "a"), ("-", " ", None, None), ("+", "  \n", None, None), ("=", "b"), kind="code")
    assert seen(code) == ["words 'a' 0 0", r"words '  \n' 1", "words 'b' 2 4"]


def test_a_marker_in_which_something_changes_is_no_address() -> None:
    assert seen(entry(("=", "##"), ("+", "##"), ("=", " a"), kind="heading")) == ["markup! '##' 2", "words 'a' 3 5"]
    assert seen(entry(("=", "**a*"), ("+", "*"))) == ["words 'a' 2 2", "markup! '*' 4"]


def test_a_redline_is_drawn_where_no_side_is_asked_for() -> None:
    assert [atom.is_marked for atom in atoms(entry(("=", "a"), ("+", "b")))] == [False, True]
