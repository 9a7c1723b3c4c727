"""The HTML face of one clause, written out whole."""

from __future__ import annotations

import pytest

from tests.wording.test_faces import entry
from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange
from workbench.wording.weave import Anchored, Carried, html, html_clause


def test_kept_words_stand_in_elements_with_their_place() -> None:
    assert html(entry(("=", "- *b*[^1]\n"), kind="item", change="same")) == (
        '<em><span data-n="3">b</span></em><sup><span data-n="7">1</span></sup>'
    )
    assert html(entry(("=", "[x](https://e.org/?a&b)[y](#z)"), change="same")) == (
        '<a href="https://e.org/?a&amp;b" rel="nofollow noopener"><span data-n="1">x</span></a>'
        '<a href="#z"><span data-n="24">y</span></a>'
    )
    assert html(entry(("=", "a\n\nb"), kind="item", change="same")) == (
        '<span data-n="0">a\n\n</span><br class="gap"><br><span data-n="3">b</span>'
    )


def test_the_cells_of_a_row_are_counted_on_their_own_side() -> None:
    change = entry(("=", "|"), ("-", " a | b \\| c "), ("+", "d"), ("=", "| e |"), kind="row")
    assert html(change) == (
        '<span class="cell"><span class="chg" id="ch1" data-ch="1">'
        '<del><span data-o="1"> a </span><span class="mk" data-o="4">|</span></del></span></span>'
        '<span class="cell"><span class="chg" data-ch="1"><del><span data-o="5"> b </span>'
        '<span class="mk" data-o="8">\\</span><span data-o="9">| c </span></del>'
        "</span></span>"
        '<span class="cell"><span class="chg" data-ch="1"><ins><span data-n="1">d</span></ins></span></span>'
        '<span class="cell"><span data-n="3"> e </span></span>'
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            entry(("-", "\u200b", "m2", None), kind="row"),
            (
                '<span class="cell"><del class="moved moved-to" id="m2-to"><a class="mv gen" href="#m2-from" data-move="m2">'
                '<span aria-hidden="true">↓&nbsp;</span>moved to another place</a> '
                '<span class="inv gen">U+200B ZERO WIDTH SPACE</span></del></span>'
            ),
        ),
        (
            entry(("+", "- ", "m1", None), ("+", "[^1]", "m2", None), kind="code"),
            (
                '<ins class="moved moved-from" id="m1-from"><a class="mv gen" href="#m1-to" data-move="m1">'
                '<span aria-hidden="true">↑&nbsp;</span>moved from &lt;1&gt;</a> '
                '<code class="literal"><span data-n="0">- </span></code></ins>'
                '<ins class="moved moved-from" id="m2-from"><a class="mv gen" href="#m2-to" data-move="m2">'
                '<span aria-hidden="true">↑&nbsp;</span>moved from another place</a> '
                '<code class="literal"><span data-n="2">[^1]</span></code></ins>'
            ),
        ),
        (
            entry(("-", "a ", "m1", None), ("=", "b"), ("-", "c", "m1", None)),
            (
                '<del class="moved moved-to" id="m1-to"><a class="mv gen" href="#m1-from" data-move="m1">'
                '<span aria-hidden="true">↓&nbsp;</span>moved to 2</a> <span data-o="0">a </span></del>'
                '<span data-n="0">b</span><del class="moved moved-to"><span data-o="3">c</span></del>'
            ),
        ),
    ],
)
def test_a_move_says_where_it_comes_from_or_goes_to_once(change: ClauseChange, expected: str) -> None:
    assert html(change, where={"m1": Carried("<1>", "2")}) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            entry(("+", "  \n&amp;  "), kind="row"),
            (
                '<span class="cell"><span class="chg" id="ch1" data-ch="1"><ins><span data-n="0">  \n</span><br>'
                '<span class="mk" data-n="3">&amp;amp;</span></ins></span></span>'
            ),
        ),
        (
            entry(("+", "  ", None, 1), ("+", "a", None, 2), kind="front"),
            (
                '<span class="chg" id="ch1" data-ch="1"><ins><code class="literal"><span class="inv gen">space</span>'
                '<span class="inv gen">space</span></code></ins></span>'
                '<span class="chg" id="ch2" data-ch="2"><ins><code class="literal"><span data-n="2">a</span></code></ins></span>'
            ),
        ),
        (
            entry(("-", "\u05d0*\u05d1*")),
            (
                '<span class="chg" id="ch1" data-ch="1"><del><bdi><span data-o="0">\u05d0</span></bdi>'
                '<span class="mk" data-o="1">*</span><bdi><em><span data-o="2">\u05d1</span></em></bdi>'
                '<span class="mk" data-o="3">*</span></del></span>'
            ),
        ),
    ],
)
def test_what_came_or_went_is_marked_whatever_it_is(change: ClauseChange, expected: str) -> None:
    assert html(change) == expected


MARK = '<mark class="anchor h{}" data-threads="{}">'


def test_a_comment_begins_and_ends_inside_words_where_its_author_put_it() -> None:
    same = entry(("=", "b cb c"), change="same")
    marked = f'{MARK.format(1, 1)}<span data-o="0">b c</span></mark><span data-o="3">b c</span>'
    assert html(same, side="old", anchors=[Anchored(1, "old", 0, 3)]) == marked
    assert html(entry(("=", "`word ")), anchors=[Anchored(2, "old", 1, 6)]) == (
        f'<span data-n="0">`</span>{MARK.format(1, 2)}<span data-n="1">word</span></mark>'
    )
    assert html(same, side="old", anchors=[Anchored(1, "new", 0, 3)]) == '<span data-o="0">b cb c</span>'


def test_a_comment_on_no_words_cuts_nothing() -> None:
    assert html(entry(("=", "word")), anchors=[Anchored(1, "new", 2, 2)]) == '<span data-n="0">word</span>'


def test_a_comment_on_part_of_what_is_shown_as_one_sign_holds_all_of_it() -> None:
    hidden = entry(("-", "\u200b\u200c"))
    label = (
        '<span class="inv gen">U+200B ZERO WIDTH SPACE</span><span class="inv gen">U+200C ZERO WIDTH NON-JOINER</span>'
    )
    assert html(hidden, anchors=[Anchored(10, "old", 1, 2)]) == (
        f'<span class="chg" id="ch1" data-ch="1"><del>{MARK.format(1, 10)}{label}</mark></del></span>'
    )
    entity = entry(("=", "a &amp; b"))
    assert html(entity, anchors=[Anchored(1, "new", 3, 4)]) == (
        f'<span data-n="0">a </span>{MARK.format(1, 1)}<span data-n="2">&amp;</span></mark><span data-n="7"> b</span>'
    )


def test_comments_that_overlap_are_drawn_over_each_other() -> None:
    marks = [Anchored("x", "new", 0, 5), Anchored(2, "new", 2, 5)]
    assert html(entry(("=", "abcde")), anchors=marks) == (
        f'{MARK.format(1, "x")}<span data-n="0">ab</span></mark>{MARK.format(2, "2 x")}<span data-n="2">cde</span></mark>'
    )
    link = entry(("=", "[word](#y)"))
    assert html(link, anchors=[Anchored("x", "new", 0, 3)]) == (
        f'{MARK.format(1, "x")}<a href="#y"><span data-n="1">wo</span></a></mark><a href="#y"><span data-n="3">rd</span></a>'
    )


def test_a_clause_alone_is_drawn_on_its_new_side() -> None:
    clause = Clause("c", "paragraph", "1", "", "a\u200bb\n", 0, 4)
    assert html_clause(clause, anchors=[Anchored(1, "old", 0, 1)]) == '<span data-n="0">a\u200bb</span>'
    assert html_clause(Clause("c", "paragraph", "1", "", "", 0, 0)) == ""
