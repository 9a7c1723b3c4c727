import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Segment
from workbench.wording.clauses import parse
from workbench.wording.faces import Anchored, critic, html, html_clause, text, to_json, uncritic, whereabouts
from workbench.wording.points import is_hidden
from workbench.wording.redline import redline

VOID = {"br"}


class Page(HTMLParser):
    """A strict reader of what a face wrote: nesting, ids, and the words that are the text's own."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.own: list[str] = []
        self.ids: list[str] = []
        self.runs: list[tuple[str, int, str]] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        assert not (tag == "a" and [name for name, _ in self.open].count("a") > 1)
        self.ids += [value or "" for key, value in attrs if key == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any("gen" in (attrs.get("class") or "").split() for _, attrs in self.open):
            return
        self.own.append(data)
        if self.open and self.open[-1][0] == "span":
            for name in ("o", "n"):
                if place := self.open[-1][1].get(f"data-{name}"):
                    self.runs.append((name, int(place), data))

    @property
    def words(self) -> str:
        return "".join(self.own)


def plain(source: str) -> str:
    """The face without the elements that only carry places."""
    return re.sub(r'<span data-[on]="\d+">(.*?)</span>', r"\1", source, flags=re.DOTALL)


def entry(
    *parts: tuple[str, str] | tuple[str, str, str | None, int | None], kind: str = "paragraph", **more: str
) -> ClauseChange:
    segments = tuple(
        Segment(*part) if len(part) > 2 else Segment(part[0], part[1], None, None if part[0] == "=" else 1)
        for part in parts
    )
    old = "".join(segment.text for segment in segments if segment.op != "+")
    new = "".join(segment.text for segment in segments if segment.op != "-")
    sides = [Clause("c", kind, "2.1", "", side, 0, len(side)) if side else None for side in (old, new)]
    return ClauseChange("c", more.get("change", "edited"), sides[0], sides[1], segments, more.get("side", "both"))


CH = '<span class="chg" id="ch1" data-ch="1">'


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (entry(("=", "a "), ("-", "b"), ("+", "c"), ("=", " d.\n\n")), f"a {CH}<del>b</del><ins>c</ins></span> d."),
        (entry(("=", "<b> & "), ("+", '"<i>"'), ("=", "\n")), f"&lt;b&gt; &amp; {CH}<ins>&quot;&lt;i&gt;&quot;</ins></span>"),
        (entry(("=", "a **b"), ("+", " c"), ("=", "** d")), f"a <strong>b</strong>{CH}<ins><strong> c</strong></ins></span> d"),
        (
            entry(("=", "a "), ("+", "**"), ("=", "b"), ("+", "**"), ("=", " c")),
            (f'a {CH}<ins><span class="mk" data-n="2">**</span></ins></span><strong>b</strong>'
            '<span class="chg" data-ch="1"><ins><span class="mk" data-n="5">**</span></ins></span> c'),
        ),
        (
            entry(("=", "no"), ("+", "\u200b"), ("=", "thing")),
            f'no{CH}<ins><span class="inv gen">U+200B ZERO WIDTH SPACE</span></ins></span>thing',
        ),
        (entry(("=", "a "), ("+", " ", None, None), ("=", "b")), 'a <ins><span class="inv gen">space</span></ins>b'),
        (entry(("=", "a"), ("-", " ", None, None), ("+", "\n", None, None), ("=", "b")), "a\nb"),
        (entry(("=", "a\n"), ("+", "\n", None, None)), "a"),
        (
            entry(("-", "\u00a0"), ("+", " "), ("=", "b")),
            (f'{CH}<del><span class="inv gen">U+00A0 NO-BREAK SPACE</span></del>'
            '<ins><span class="inv gen">space</span></ins></span>b'),
        ),
        (
            entry(("=", "[a](https://e.org/"), ("-", "x"), ("+", "y"), ("=", ")")),
            ('<a href="https://e.org/y" rel="nofollow noopener">a</a><span class="mk" data-n="2">](https://e.org/</span>'
            f'{CH}<del><span class="mk" data-o="18">x</span></del><ins><span class="mk" data-n="18">y</span></ins></span>'
            '<span class="mk" data-n="19">)</span>'),
        ),
        (
            entry(("-", "# "), ("+", "## "), ("=", "Use {#use}\n"), kind="heading"),
            f'{CH}<del><span class="mk" data-o="0"># </span></del><ins><span class="mk" data-n="0">## </span></ins></span>Use',
        ),
        (entry(("=", "a"), ("+", " &shy;b")), f'a{CH}<ins> &amp;shy;b</ins></span>'),
        (entry(("=", "a"), ("+", " \u05d0")), f"a{CH}<ins><bdi> \u05d0</bdi></ins></span>"),
    ],
)  # fmt: skip
def test_every_change_is_seen_and_unchanged_markup_is_worn(change: ClauseChange, expected: str) -> None:
    source = html(change)
    Page(source)
    assert plain(source) == expected


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("heading", "## The *use* {#use}\n\n", "The <em>use</em>"),
        ("item", "  3. [x](#use) `a`\n", '<a href="#use">x</a> <code>a</code>'),
        ("quote", "> one\n> two\n", "one\ntwo"),
        ("row", "| a | b\\|c |\n", '<span class="cell"> a </span><span class="cell"> b|c </span>'),
        ("note", "[^1]: said\n", "<sup>1</sup> said"),
        ("code", "```\na  *b*\n```\n", '<code class="literal">a  *b*\n</code>'),
        ("item", "- one  \n  two\n\n  three\n", '- one  \n<br>  two\n\n  <br class="gap"><br>three'),
        ("paragraph", "a &amp; b\n", "a &amp; b"),
        ("paragraph", "a\u202eb\n", 'a<span class="inv gen">U+202E RIGHT-TO-LEFT OVERRIDE</span>b'),
    ],
)
def test_a_clause_reads_without_its_markers(kind: str, source: str, expected: str) -> None:
    written = html_clause(Clause("c", kind, "", "", source, 0, len(source)))
    Page(written)
    assert plain(written) == expected.removeprefix("- ")


def test_a_document_that_is_not_markdown_is_shown_as_it_is() -> None:
    source = "# **a** {#b}\n"
    assert plain(html_clause(Clause("c", "paragraph", "", "", source, 0, len(source), 0, "text.wml"))) == "# **a** {#b}"


def test_a_move_is_drawn_at_both_places_and_each_names_the_other() -> None:
    item = "- Everybody may study how this system works in detail.\n"
    old = f"# T\n\n## A\n\n{item}- Second item of the first list.\n\n## B\n\nLast paragraph of all the text.\n\n- Third item.\n"
    new = old.replace(item, "").replace("- Third item.\n", "- Third item.\n" + item.replace("detail", "depth"))
    change = redline(old, new)
    faces = [html(entry, where=whereabouts(change)) for entry in change.clauses]
    page = Page("".join(faces))
    origin, target = (face for face in faces if "mv" in face)
    assert 'class="moved moved-to" id="m1-to"><a class="mv gen" href="#m1-from"' in origin and "moved to 2.3" in origin
    assert (
        'class="moved moved-from" id="m1-from"><a class="mv gen" href="#m1-to"' in target and "moved from 1.1" in target
    )
    assert "<del>" in origin and "<ins>" in target  # the word edited on the way
    assert len(page.ids) == len(set(page.ids))
    assert "mv" not in "".join(html(entry, where=whereabouts(change), side="new") for entry in change.clauses)


def test_each_side_alone_has_its_words_and_no_marks_of_change() -> None:
    change = entry(("=", "a "), ("-", "b"), ("+", "**c**"), ("=", " d\n"))
    assert plain(html(change, side="old")) == "a b d"
    assert plain(html(change, side="new")) == "a <strong>c</strong> d"


def test_comments_are_woven_into_the_words_they_hang_on_on_either_side() -> None:
    change = entry(("=", "one two "), ("-", "three"), ("+", "four"), ("=", " five\n"))
    marks = [Anchored(7, "old", 4, 13), Anchored(12, "new", 8, 17)]
    source = html(change, anchors=marks)
    Page(source)
    assert plain(source) == (
        'one <mark class="anchor h1" data-threads="7">two </mark>'
        f'{CH}<del><mark class="anchor h1" data-threads="7">three</mark></del>'
        '<ins><mark class="anchor h1" data-threads="12">four</mark></ins></span>'
        '<mark class="anchor h1" data-threads="12"> five</mark>'
    )
    assert (
        plain(html(change, anchors=marks, side="old"))
        == 'one <mark class="anchor h1" data-threads="7">two three</mark> five'
    )


def test_many_comments_on_one_word_deepen_its_colour_to_the_third() -> None:
    clause = Clause("c", "paragraph", "", "", "one two\n", 0, 8)
    marks = [Anchored(number, "new", 0, 3 + number % 2) for number in (10, 9, 2, 1)]
    assert '<mark class="anchor h3" data-threads="1 2 9 10">' in html_clause(clause, anchors=marks)


def test_a_place_on_the_page_leads_back_to_the_source() -> None:
    change = entry(("=", "the **big"), ("-", " old"), ("+", " new"), ("=", "** `system` &amp; more\n"))
    page = Page(html(change))
    for side, place, words in page.runs:
        clause = change.old if side == "o" else change.new
        assert clause and (clause.text[place : place + len(words)] == words or words == "&")


def test_the_plain_face_names_places_marks_words_and_repeats_the_notices() -> None:
    change = redline(
        "# T\n\nIt should be open.\n\nUnchanged words.\n", "# T\n\nIt must be\u200b open.\n\nUnchanged words.\n"
    )
    written = text(change)
    assert "Notice: “should” becomes “must”." in written
    assert "Clause 0.1, T (changed)\n\nIt [-should be-]{+must be[U+200B ZERO WIDTH SPACE]+} open." in written
    assert "Unchanged" not in written
    assert text(redline("a\n", "a\n")) == "No changes.\n"


def test_json_has_exactly_the_documented_keys() -> None:
    answer = to_json(redline("It should be.\n", "It must be.\n"))
    assert list(answer) == ["old_sha256", "new_sha256", "summary", "clauses", "notices"]
    assert list(answer["summary"]) == ["changes", "words_added", "words_removed", "moves", "lines_rewrapped"]
    assert [list(clause) for clause in answer["clauses"]] == [["id", "change", "segments"]]
    assert answer["clauses"][0]["segments"][1] == {"op": "-", "text": "should", "move": None, "change": 1}
    assert answer["notices"] == [
        {"kind": "strength", "old": "should", "new": "must", "clause": "preamble", "label": "“should” becomes “must”."}
    ]


def fake(segments: list[tuple[str, str]]) -> SimpleNamespace:
    return SimpleNamespace(clauses=[SimpleNamespace(segments=[Segment(op, words) for op, words in segments])])


MARKERS = ["{--", "--}", "{++", "++}", "{~~", "~>", "~~}", "{>>", "<<}", "{==", "==}", "\\", "\\\\"]
SIGNS = st.text(alphabet="{}-+\\a\n", max_size=8) | st.lists(st.sampled_from(MARKERS), max_size=6).map("".join)


@given(st.lists(st.tuples(st.sampled_from("=-+"), SIGNS), max_size=8))
@settings(max_examples=400)
def test_criticmarkup_is_read_back_to_both_texts(segments: list[tuple[str, str]]) -> None:
    old = "".join(words for op, words in segments if op != "+")
    new = "".join(words for op, words in segments if op != "-")
    assert uncritic(critic(fake(segments))) == (old, new)  # type: ignore[arg-type]


def test_criticmarkup_marks_what_goes_and_what_comes() -> None:
    assert critic(redline("It should be.\n", "It must be.\n")) == "It {--should--}{++must++} be.\n"


PARTS = st.sampled_from(
    ["# Use\n\n", "- item ", "| a | b |\n|---|---|\n| c | d |\n", "the **system** must ", "[x](https://e.org) ", "`code` ", "may\n",
     "not\n\n", "> said\n", "&amp; ", "\u200b", "\u00a0", "\u202e", "  ", "<script>", "data ", "model, ", "```\nx\n```\n", "\u05d0\u05d1 "]
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=14).map("".join)


@given(TEXTS, TEXTS)
@settings(max_examples=150)
def test_the_face_of_any_two_texts_is_valid_and_hides_no_change(old: str, new: str) -> None:
    change = redline(old, new)
    pages = [Page(html(entry, where=whereabouts(change))) for entry in change.clauses]
    ids = [name for page in pages for name in page.ids]
    assert len(ids) == len(set(ids))
    for entry, page in zip(change.clauses, pages, strict=True):
        for segment in entry.segments:
            if segment.op != "=" and not segment.move and segment.text.strip(" \n") != "":
                for word in re.findall(r"\w+", segment.text):
                    assert word in page.words
        written = html(entry)
        changed = {
            char for segment in entry.segments if segment.op != "=" and not segment.move for char in segment.text
        }
        for char in filter(is_hidden, changed):
            assert f"U+{ord(char):04X}" in written
    assert "<script" not in "".join(html(entry) for entry in change.clauses)
    assert uncritic(critic(change)) == (old, new)


@given(TEXTS)
@settings(max_examples=100)
def test_every_letter_of_a_clause_is_read_or_is_the_address_of_a_link(source: str) -> None:
    for clause in parse(source):
        page = Page(html_clause(clause))
        hidden = re.sub(r"\]\(https://e\.org\)|&amp;|```", " ", clause.text)
        assert Counter(re.findall(r"\w", hidden)) <= Counter(re.findall(r"\w", page.words))


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ('see [it](https://a.org "a title")\n', 'see it "a title"'),
        ("see ![it](https://a.org/p.png 'a title')\n", "see it 'a title'"),
        ('[it]: https://a.org "a title"\n', '[it]: https://a.org "a title"'),
        ("<!-- a comment -->\n", "<!-- a comment -->"),
        ("```python a note\nx = 1\n```\n", "python a note\nx = 1"),
        ("```\nx = 1\n```\n", "x = 1"),
    ],
)
def test_a_page_swallows_nothing_that_an_author_can_write(source: str, read: str) -> None:
    [clause] = parse(source)
    assert unescape(re.sub(r"<[^>]+>", "", html_clause(clause))).strip() == read


def test_kept_line_ends_of_another_system_are_not_named() -> None:
    [clause] = parse("Élan one\r\ntwo\r\n")
    assert "U+000D" not in html_clause(clause)
    made = redline(clause.text, "Élan one\r\nthree\r\n")
    assert "U+000D" not in "".join(html(change) for change in made.clauses)
