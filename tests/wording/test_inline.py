import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.inline import Run, styles


def words(text: str) -> str:
    """What is left when the markup is taken away."""
    return "".join(run.shown or text[run.start : run.end] for run in styles(text) if not run.is_markup)


def dressed(text: str, style: str) -> list[str]:
    return [text[run.start : run.end] for run in styles(text) if style in run.styles and not run.is_markup]


def linked(text: str) -> list[tuple[str, str]]:
    return [(text[run.start : run.end], run.href) for run in styles(text) if run.href and not run.is_markup]


def test_a_text_without_markup_is_one_run_and_an_empty_one_none() -> None:
    assert styles("plain words") == (Run(0, 11),)
    assert styles("") == ()


@pytest.mark.parametrize(
    ("text", "style", "inside", "left"),
    [
        ("a **bold** word", "strong", ["bold"], "a bold word"),
        ("a __bold__ word", "strong", ["bold"], "a bold word"),
        ("an *old* word", "em", ["old"], "an old word"),
        ("an _old_ word", "em", ["old"], "an old word"),
        ("***both***", "strong", ["both"], "both"),
        ("**a *b* c**", "strong", ["a ", "b", " c"], "a b c"),
        ("two\n**lines\nof** it", "strong", ["lines\nof"], "two\nlines\nof it"),
        ("`a*b*` c", "code", ["a*b*"], "a*b* c"),
        ("``a`b`` c", "code", ["a`b"], "a`b c"),
        ("said[^1] so", "footnote", ["1"], "said1 so"),
    ],
)
def test_dress_is_known_by_its_marks(text: str, style: str, inside: list[str], left: str) -> None:
    assert dressed(text, style) == inside
    assert words(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4", "snake_case_name", "a ** b ** c", "**open", "open**", "a `tick", "[text]", "[text][ref]", "[a](b c)",
        "**no\n\nparagraph**", "*a\n \nb*", "<b>html</b>", "<!-- note -->", "a < b > c", "AT&T; & co", "[x](javascript:alert)",
        "[x](data:text/html,y)", "[x](/relative)", "&shy;&nbsp;&#x202e;&nosuch;",
    ],
)  # fmt: skip
def test_what_is_no_well_formed_markup_stays_words(text: str) -> None:
    assert words(text) == text
    assert linked(text) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see [the text](https://example.org/a) now", [("the text", "https://example.org/a")]),
        ('see [it](https://example.org "title")', [("it", "https://example.org")]),
        ("see [it](<https://example.org/a>)", [("it", "https://example.org/a")]),
        ("see [it](https://example.org/a_(b))", [("it", "https://example.org/a_(b)")]),
        ("see [it](https://example.org/?a&amp;b)", [("it", "https://example.org/?a&b")]),
        ("see [clause](#use)", [("clause", "#use")]),
        ("[write](mailto:a@example.org)", [("write", "mailto:a@example.org")]),
        ("<https://example.org/x>", [("https://example.org/x", "https://example.org/x")]),
        ("at https://example.org/x.", [("https://example.org/x", "https://example.org/x")]),
        ("(https://example.org/x)", [("https://example.org/x", "https://example.org/x")]),
        ("[a **b** c](#d)", [("a ", "#d"), ("b", "#d"), (" c", "#d")]),
        ("[a [b](#c) d](#e)", [("b", "#c")]),
        ("![picture](https://example.org/p.png)", [("picture", "https://example.org/p.png")]),
        ("[https://a.org](https://b.org)", [("https://a.org", "https://b.org")]),
        ("`https://example.org`", []),
    ],
)
def test_only_addresses_a_page_may_follow_become_links(text: str, links: list[tuple[str, str]]) -> None:
    assert linked(text) == links


def test_an_escaped_sign_is_a_word_and_its_backslash_markup() -> None:
    assert words(r"\*not\* \[a\](b) \\ \a") == r"*not* [a](b) \ \a"


def test_an_entity_is_shown_as_its_character_unless_that_cannot_be_seen() -> None:
    assert words("a &lt;b&gt; &amp; &eacute; &#60; &#x200b;") == "a <b> & é < &#x200b;"


MARKS = st.text(alphabet="ab *_`[]()<>\\&;#!^\n|:/.", max_size=80)


@given(st.one_of(MARKS, st.text(max_size=80)))
@settings(max_examples=400)
def test_the_runs_of_any_text_cover_it_exactly(text: str) -> None:
    at = 0
    for run in styles(text):
        assert run.start == at < run.end
        assert run.href is None or run.href.lower().startswith(("https://", "http://", "mailto:", "#"))
        at = run.end
    assert at == len(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "part", ["*a ", "[", "](a", "`", "`a", "**a*b_", "<https://", "&#x", "*_", "_a*", "\\", "[](a(b", '[](a "']
)
def test_a_hostile_text_costs_no_more_than_its_length(part: str) -> None:
    text = part * 20_000
    assert "".join(text[run.start : run.end] for run in styles(text)) == text


def runs(text: str) -> list[str]:
    """Every run in a line: ~ for markup, its styles, the source, → where a link goes, = what an entity stands for."""
    return [
        ("~" if run.is_markup else "")
        + ("+".join(sorted(run.styles)) + ":" if run.styles else "")
        + text[run.start : run.end]
        + (f" → {run.href}" if run.href else "")
        + (f" = {run.shown}" if run.shown else "")
        for run in styles(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("__*b__", ["~__", "strong:*b", "~__"]),
        ("***a _b** c_ d*", ["~*", "~em:**", "em+strong:a _b", "~em:**", "em: c_ d", "~*"]),
        ("a**\"b\"**", ['a**"b"**']),
        ("a _(b)_ c", ["a ", "~_", "em:(b)", "~_", " c"]),
        ("](____x_ym_", ["](___", "~_", "em:x_ym", "~_"]),
        ("_,[x](#y)__``(__[", ["_,", "~[", "x → #y", "~](#y)", "~__", "strong:``(", "~__", "["]),
        ("c ***word__***`", ["c ", "~*", "~em:**", "em+strong:word__", "~em:**", "~*", "`"]),
        (";*[x](#y)***", [";", "~*", "~em:[", "em:x → #y", "~em:](#y)", "~*", "**"]),
        ("*a**b*", ["~*", "em:a**b", "~*"]),
        ("**a*b*c**", ["~**", "strong:a", "~strong:*", "em+strong:b", "~strong:*", "strong:c", "~**"]),
        ("*a _b* c_", ["~*", "em:a _b", "~*", " c_"]),
        ("X*a*X", ["X", "~*", "em:a", "~*", "X"]),
    ],
)  # fmt: skip
def test_emphasis_is_paired_as_commonmark_pairs_it(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("]<mailto:a@b>", ["]", "~<", "mailto:a@b → mailto:a@b", "~>"]),
        ("\\;,<mailto:a@b>", ["~\\", ";,", "~<", "mailto:a@b → mailto:a@b", "~>"]),
        ("http://a.b/c(#d)", ["http://a.b/c(#d) → http://a.b/c(#d)"]),
        ("(https://e.org/X).", ["(", "https://e.org/X → https://e.org/X", ")."]),
        ("https://e.org/X!", ["https://e.org/X → https://e.org/X", "!"]),
        ("[![p](#a)](#b)", ["~[", "~![ → #b", "p → #b", "~](#a) → #b", "~](#b)"]),
        ("[a https://e.org](#b)", ["~[", "a https://e.org → #b", "~](#b)"]),
        (r"[a](https://e.org/\_x)", ["~[", "a → https://e.org/_x", r"~](https://e.org/\_x)"]),
        ('[a](#b "c")*d*', ["~[", "a → #b", "~](#b", ' "c"', "~)", "~*", "em:d", "~*"]),
        ("[a](<>)", ["[a](<>)"]),
        ("[a](/b)[c](#d)", ["[a](/b)", "~[", "c → #d", "~](#d)"]),
        ("![](<#d e>)]`]_~", ["![](<#d e>)]`]_~"]),
        ("*[a*](#b)", ["*", "~[", "a* → #b", "~](#b)"]),
    ],
)
def test_a_link_is_what_stands_in_its_brackets(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&nosuch;b`.\\__`&#60;", ["&nosuch;b", "~`", "code:.\\__", "~`", "&#60; = <"]),
        ("\\``a`", ["~\\", "`", "~`", "code:a", "~`"]),
        ("``a`b``c`d`", ["~``", "code:a`b", "~``", "c", "~`", "code:d", "~`"]),
        ("&nosuch;", ["&nosuch;"]),
        ("\n\n&lt;", ["\n\n", "&lt; = <"]),
        ("a\n \nb *c*", ["a\n \nb ", "~*", "em:c", "~*"]),
        ("\\***a[^1]", ["~\\", "***a", "~[^", "footnote:1", "~]"]),
        ("* )![[^1]~]&amp;!", ["* )![", "~[^", "footnote:1", "~]", "~]", "&amp; = &", "!"]),
    ],
)
def test_code_entities_and_footnotes_are_found_where_they_stand(text: str, expected: list[str]) -> None:
    assert runs(text) == expected
