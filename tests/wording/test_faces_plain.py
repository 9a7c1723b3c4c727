"""The faces for mail and for other programs: plain text and CriticMarkup, written out."""

from __future__ import annotations

import pytest

from tests.wording.test_faces import entry
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Redline, Segment, Summary
from workbench.wording.faces import Carried, cite, critic, text, uncritic, whereabouts


def whole(*changes: ClauseChange, notices: tuple[Notice, ...] = ()) -> Redline:
    return Redline("", "", changes, lambda _: notices, Summary())


def marked(*parts: tuple[str, str]) -> str:
    return critic(whole(entry(*[(op, words, None, None) for op, words in parts])))


def test_a_clause_is_cited_by_its_number_else_its_heading_else_its_id() -> None:
    clause = Clause("c", "item", "2.1.", "Scope", "a", 0, 1)
    assert cite(clause) == "2.1"
    assert cite(clause._replace(number="X.2.X")) == "X.2.X"
    assert cite(clause._replace(number="")) == "Scope"
    assert cite(clause._replace(number="", heading="")) == "c"


def test_the_places_a_move_joins_are_those_where_it_is_first_met() -> None:
    gone = entry(("-", "a ", "m1", None), ("=", "b"), ("+", "c", None, 1))
    come = entry(("+", "a ", "m1", None), ("=", "d"), ("-", "e", None, 2))
    assert gone.old and come.new
    come = come._replace(new=come.new._replace(number="3"))
    again = gone._replace(old=gone.old._replace(number="9"))
    assert whereabouts(whole(gone, come, again)) == {"m1": Carried("2.1", "3")}
    assert whereabouts(whole(entry(("+", "f", "m2", None)))) == {"m2": Carried("", "2.1")}
    assert whereabouts(whole(entry(("-", "f", "m2", None)))) == {"m2": Carried("2.1", "")}
    assert whereabouts(whole(entry(("+", "f", None, 1)))) == {}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (entry(("=", "To X "), ("-", "aX\n"), ("+", "bX\n\n"), ("=", "X\n")),
         "Clause 2.1 (changed)\n\nTo X [-aX-]\n{+bX+}\n\nX\n"),
        (entry(("=", "a"), ("+", " ", None, 2), ("-", "\n\n", None, 3), ("=", "b")),
         "Clause 2.1 (changed)\n\na[space][line break][line break]b\n"),
        (entry(("=", "a"), ("-", " ", None, None), ("+", "\n", None, None), ("=", "b")),
         "Clause 2.1 (changed)\n\na\nb\n"),
        (entry(("=", "a"), ("+", "X", None, None)), "Clause 2.1 (changed)\n\na{+X+}\n"),
        (entry(("+", "\r", None, 1), kind="code", change="added"), "Clause 2.1 (new)\n\n{+[U+000D CARRIAGE RETURN]+}\n"),
        (entry(("+", "a\u200bb ", None, 1), change="added"), "Clause 2.1 (new)\n\n{+a[U+200B ZERO WIDTH SPACE]b +}\n"),
        (entry(("-", "a", None, 1), change="removed"), "Clause 2.1 (removed)\n\n[-a-]\n"),
        (entry(("-", "a", None, 1), ("=", " b ")), "Clause 2.1 (changed)\n\n[-a-] b \n"),
        (entry(("-", "a", "m1", None), ("=", "b"), change="moved_edited"),
         "Clause 2.1 (moved and changed)\n\n[-moved to : a-]b\n"),
    ],
)  # fmt: skip
def test_the_plain_face_says_what_became_of_a_clause(change: ClauseChange, expected: str) -> None:
    assert text(whole(change)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("[-a-]", "\\[-a\\-]"),
        ("{+a+}", "\\{+a\\+}"),
        ("a\\[-", "a\\\\\\[-"),
        ("a\\b\\", "a\\b\\\\"),
    ],
)
def test_no_sign_in_the_text_itself_can_pass_for_a_mark_of_the_plain_face(words: str, expected: str) -> None:
    assert text(whole(entry(("=", words), ("+", "c")))) == f"Clause 2.1 (changed)\n\n{expected}{{+c+}}\n"
    assert text(whole(entry(("+", words)))) == f"Clause 2.1 (changed)\n\n{{+{expected}+}}\n"


def test_the_plain_face_of_a_redline_has_its_notices_first_and_unchanged_clauses_not_at_all() -> None:
    gone, come = entry(("-", "a", "m1", None), change="moved"), entry(("+", "a", "m1", None), change="moved")
    assert gone.old and come.new
    come = come._replace(new=come.new._replace(number="3.", heading="Scope"))
    told = text(whole(gone, entry(("=", "b"), change="same"), come, notices=(Notice("k", "", "", "c", "Look."),)))
    assert told == (
        "Notice: Look.\n\nClause 2.1 (moved)\n\n[-moved to 3: a-]\n\nClause 3, Scope (moved)\n\n{+moved from 2.1: a+}\n"
    )
    heading = come.new._replace(number="", heading="Scope", text="b")
    named = ClauseChange("c", "edited", None, heading, (Segment("+", "b", None, 1),), "new")
    assert text(whole(named)) == "Clause Scope (changed)\n\n{+b+}\n"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("=", "a"), ("-", "b"), ("+", "c"), ("+", "d")], "a{--b--}{++cd++}"),
        ([("=", "{--\\")], "\\{--\\"),
        ([("+", "\\")], "{++\\\\++}"),
        ([("-", "\\--}\\\\")], "{--\\\\\\--}\\\\\\\\--}"),
        ([("=", "\\"), ("+", "a")], "\\\\{++a++}"),
        ([("=", "a \\ {++ --}")], "a \\ \\{++ --}"),
    ],
)
def test_a_marker_in_the_text_itself_is_written_with_a_backslash(parts: list[tuple[str, str]], expected: str) -> None:
    assert marked(*parts) == expected


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("{--a", "a", ""),
        ("{++++}", "", ""),
        ("a{++b++}c{--d--}", "acd", "abc"),
        ("\\{++", "{++", "{++"),
        ("\\\\{++a", "\\", "\\a"),
        ("\\\\\\{++a", "\\{++a", "\\{++a"),
        ("\\\\\\\\\\\\{++a", "\\\\\\", "\\\\\\a"),
        ("{++a\\++}b++}c", "c", "a++}bc"),
    ],
)
def test_criticmarkup_of_others_is_read_to_its_end(source: str, old: str, new: str) -> None:
    assert uncritic(source) == (old, new)
