import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.lint import MOST, SIGNS, clean, lint, lint_json
from workbench.wording.points import is_hidden

TEXT = "# Use {#use}\n\nAnyone may use the system.\n"


@pytest.mark.parametrize(
    ("char", "code", "name"),
    [
        ("\u200b", "U+200B", "ZERO WIDTH SPACE"),
        ("\u200d", "U+200D", "ZERO WIDTH JOINER"),
        ("\u2060", "U+2060", "WORD JOINER"),
        ("\u202e", "U+202E", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u00ad", "U+00AD", "SOFT HYPHEN"),
        ("\ufe0f", "U+FE0F", "VARIATION SELECTOR-16"),
        ("\U000e0041", "U+E0041", "TAG LATIN CAPITAL LETTER A"),
        ("\u00a0", "U+00A0", "NO-BREAK SPACE"),
        ("\u2009", "U+2009", "THIN SPACE"),
        ("\u2028", "U+2028", "LINE SEPARATOR"),
        ("\u2800", "U+2800", "BRAILLE PATTERN BLANK"),
        ("\t", "U+0009", "TAB"),
        ("\r", "U+000D", "CARRIAGE RETURN"),
        ("\x00", "U+0000", "NULL"),
        ("\x9b", "U+009B", "CONTROL CHARACTER"),
        ("\ue000", "U+E000", "PRIVATE USE CHARACTER"),
        ("\ud800", "U+D800", "SURROGATE"),
        ("а", "U+0430", "CYRILLIC SMALL LETTER A"),
        ("ο", "U+03BF", "GREEK SMALL LETTER OMICRON"),
        ("𝐚", "U+1D41A", "MATHEMATICAL BOLD SMALL A"),
    ],
)
def test_a_character_that_may_not_stand_is_named_with_its_place(char: str, code: str, name: str) -> None:
    [offence] = lint(TEXT, TEXT.replace("system", f"sys{char}tem"))
    assert (offence.line, offence.column, offence.code_point, offence.name) == (3, 23, code, name)
    assert offence.label.startswith("Line 3, column 23: The ") and offence.label.endswith(".")


@pytest.mark.parametrize(
    "text", ["Größe, façade, naïve.\n", "“quotes” – dashes — ellipsis…\n", "≥ 5 µm, § 3, 20 €, 1ª, ¾, 😀\n", ""]
)
def test_ordinary_writing_in_the_committees_script_is_not_refused(text: str) -> None:
    assert lint("", text) == []


def test_a_committee_may_allow_more_scripts() -> None:
    assert lint("", "Слово и λόγος 言葉\n", ("Latin", "Cyrillic", "Greek", "Han")) == []
    assert {offence.name.split()[0] for offence in lint("", "Слово и λόγος\n", ("Latin", "Cyrillic"))} == {"GREEK"}


@pytest.mark.parametrize("entity", ["&#x202e;", "&shy;", "&ZeroWidthSpace;", "&#160;", "&nbsp;", "&eacute;"])
def test_an_entity_is_refused_because_the_source_hides_what_the_page_shows(entity: str) -> None:
    [offence] = lint(TEXT, TEXT.replace("the", f"the{entity}"))
    assert offence.rule == "entity" and entity in offence.label


def test_the_three_entities_markdown_needs_may_stand() -> None:
    assert lint("", "A &amp; B &lt; C &gt; D, AT&T; and &nosuchthing;\n") == []


def test_a_text_that_is_not_composed_is_refused_at_the_first_difference() -> None:
    [offence] = lint(TEXT, TEXT.replace("system", "syste\u0301m"))
    assert (offence.rule, offence.line, offence.column) == ("form", 3, 24)


def test_the_final_line_break_is_asked_for_unless_it_was_already_missing() -> None:
    assert [offence.rule for offence in lint(TEXT, TEXT.rstrip("\n"))] == ["end"]
    assert [offence.rule for offence in lint(TEXT, TEXT + "\n\n")] == ["end"]
    assert lint(TEXT.rstrip("\n"), TEXT.rstrip("\n") + " More.") == []


def test_what_was_wrong_before_the_amendment_is_not_held_against_it() -> None:
    before = "Un logiciel\u00a0: libre.\r\nFin\u00a0!\r\n"
    assert lint(before, before) == []
    assert lint(before, "Neu.\n" + before) == []
    assert lint(before, before.replace("libre", "ouvert")) == []


def test_what_the_amendment_adds_to_a_line_that_was_already_wrong_is_refused() -> None:
    [offence] = lint("Un\u00a0logiciel libre.\n", "Un\u00a0logiciel\u00a0libre.\n")
    assert offence.column == 12


def test_a_document_too_large_or_a_line_too_long_is_refused() -> None:
    assert [offence.rule for offence in lint("", "word\n" * 30, largest=100)] == ["size"]
    assert [offence.rule for offence in lint("", "a" * 20_001 + "\n")] == ["line"]
    assert lint("a" * 30_000 + "\n", "a" * 30_000 + "\n", largest=100) == []


def test_a_text_full_of_offences_is_refused_for_the_first_thousand() -> None:
    assert len(lint("", "\u200b" * 5_000 + "\n")) == MOST


def test_the_cleaned_copy_of_a_text_is_what_its_author_most_likely_meant() -> None:
    assert clean("Un\u00a0mot\u200b&nbsp;ici\r\ncafe\u0301 \u202ea&eacute;&#60;\n\n") == "Un mot ici\ncafé aé&lt;\n"
    assert clean("\n\n") == ""
    assert clean("a  \n\n") == "a  \n"


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_a_cleaned_text_has_no_offence_left_but_letters_of_other_scripts_and_marks_over_letters(text: str) -> None:
    cleaned = clean(text)
    left = [o for o in lint("", cleaned) if "script" not in o.label]
    forms = [found[1] for o in left if (found := re.search("write “(.*)”", o.label))]
    assert not any(form.isascii() and form.isalnum() or form in SIGNS for form in forms)
    left = [o for o in left if "write “" not in o.label]
    assert all(o.rule in ("entity", "mark") or "drawn through" in o.label for o in left)
    assert unicodedata.is_normalized("NFC", cleaned) and not any(map(is_hidden, cleaned))


@given(st.text(alphabet="ab \n\u200b\u00a0é&;", max_size=60))
@settings(max_examples=200)
def test_an_unchanged_text_is_never_refused(text: str) -> None:
    assert lint(text, text) == []


def test_a_whole_megabyte_in_one_allowed_script_is_accepted() -> None:
    line = "Größere Texte, the words of a definition, 12 of them, stand in one line – and another.\n"
    assert lint("", line * (999_000 // len(line.encode()))) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_the_old_text_are_spared(end: str) -> None:
    before = f"One line.{end}- b{end}"
    assert lint(before, f"One line.{end}- b and more{end}- c{end}") == []
    assert lint(before, f"One line.{end}- b{end}\n".replace(end, "\n").rstrip("\n") + "\n") == []
    assert [offence.code_point for offence in lint("One line.\n", f"One line.{end}More.\n")] == ["U+000D"]


@pytest.mark.parametrize(
    ("after", "labels"),
    [
        ("1. a\n2. b\n3. c\n", []),
        ("4. a\n5. b\n", []),
        ("1. a\n3. b\n4. c\n", ["Write “2.”", "Write “3.”"]),
        ("1. a\n1. b\n", ["Write “2.”"]),
        ("1. a\n\n   1. x\n   2. y\n\n2. b\n", []),
        ("1. a\n\nWords.\n\n1. b\n", []),
        ("1. a\n1) b\n", []),
        ("".join(f"{'  ' * depth}- {depth}\n" for depth in range(7)), ["7 levels deep"]),
    ],
)
def test_a_list_says_what_a_page_shows(after: str, labels: list[str]) -> None:
    found = [offence.label for offence in lint("", after, markdown=True)]
    assert len(found) == len(labels) and all(part in label for part, label in zip(labels, found, strict=True))
    assert lint(after, after + "\nMore.\n", markdown=True) == [] == lint("", after)


def test_the_command_gets_place_code_point_name_and_rule() -> None:
    assert lint_json(lint("", "a\u200bb\n\n[x](http://a.org)\n", markdown=True)) == [
        {"line": 1, "column": 2, "code_point": "U+200B", "name": "ZERO WIDTH SPACE", "rule": "character"},
        {"line": 3, "column": 3, "code_point": "", "name": "LINK", "rule": "link"},
    ]


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("m\u0338ust\n", "character", 2),
        ("a\u20dd b\n", "character", 2),
        ("x \u0338= y\n", "character", 3),
        ("a\u0323\u0301\u0302\u0303 b\n", "mark", 4),
        ("# \u0301b\n", "mark", 3),
    ],
)
def test_marks_that_cover_lean_on_nothing_or_pile_up_are_refused(text: str, rule: str, column: int) -> None:
    found = lint("", unicodedata.normalize("NFC", text))
    assert (rule, column) in {(offence.rule, offence.column) for offence in found}


def test_a_word_of_two_scripts_is_refused_where_both_scripts_are_allowed() -> None:
    both = ("Latin", "Cyrillic")
    assert [(o.rule, o.column) for o in lint("", "Слово word в\u043erd m\u043edel\n", both)] == [
        ("mixed", 14),
        ("mixed", 18),
    ]
    assert lint("", "Слово word, µm, 5к\n", both) == []
    assert lint("", "漢字かなカナ\n", ("Han", "Hiragana", "Katakana")) == []


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("See [it](http://a.org).\n", "link", 1, 8),
        ("See [it](./other.md).\n", "link", 1, 8),
        ("See [it](javascript:x).\n", "link", 1, 8),
        ("See [it](https://аpple.org).\n", "link", 1, 8),
        ("See [it](https://a.org 'must').\n", "link", 1, 8),
        ("See ![it](https://a.org/x.png).\n", "image", 1, 5),
        ("A <b>bold claim.\n", "html", 1, 3),
        ("A\n\n<!-- must not\n", "html", 3, 1),
        ("See <ftp://a.org>.\n", "html", 1, 5),
        ("See [a][must not].\n\n[must not]: https://a.org\n", "reference", 1, 7),
        ("See [a][].\n", "reference", 1, 7),
        ("Words.\n\n[must]: https://a.org\n", "definition", 3, 1),
        ("See [a].\n\n[a]: https://a.org\n[A]: https://b.org\n", "definition", 4, 1),
        ("See [a].\n\n[a]: https://a.org 'must'\n", "definition", 3, 1),
        ("See [a].\n\n[a]: https://a.org\n'must'\n", "definition", 3, 1),
        ("See [a].\n\n> [a]: https://a.org\n", "definition", 3, 1),
        ("See [a].\n\n[a]:\nhttps://a.org\n", "definition", 3, 1),
        ("A note[^1].\n\n[^1]: must\n", "definition", 3, 1),
        ("```must\ncode\n```\n", "fence", 1, 4),
        ("~~~ must\ncode\n~~~\n", "fence", 1, 5),
        ("| a | b |\n|---|---|\n| c |\n", "table", 3, 1),
        ("| a | b |\n|---|---|\n| c | d | must |\n", "table", 3, 1),
        ("- | a |\n  |---|\n  | b | must |\n", "table", 2, 1),
        ("> > > > > > > deep\n", "nesting", 1, 1),
        ("- - two\n", "list", 1, 1),
        ("007. agents\n", "list", 1, 1),
        ("> 1. a\n> 3. b\n", "list", 2, 1),
    ],
)  # fmt: skip
def test_markdown_that_a_page_could_swallow_is_refused_with_its_place(
    text: str, rule: str, line: int, column: int
) -> None:
    found = [offence for offence in lint("", text, ("Latin", "Cyrillic"), markdown=True) if offence.rule == rule]
    assert [(offence.line, offence.column) for offence in found] == [(line, column)]
    assert found[0].name and found[0].label.endswith(".")
    assert lint(text, text + "\nMore words.\n", ("Latin", "Cyrillic"), markdown=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "See [it](https://a.org/b_(c)?d=1&amp;e=%20f#g), [mail](mailto:a@b.org) and [below](#end). {#see}\n",
        "See <https://a.org> and <a@b.org>, where 3 < 4 and a<b.\n",
        "See [the roll] and [the roll][].\n\n[the roll]: https://a.org\n",
        "A note[^1] here.\n\n[^1]: It says something.\n",
        "- a\n  - b\n    1. c\n    2. d\n\n> A quote\n> > within a quote.\n",
        "| a | b |\n|---|:-:|\n| c | d \\| e |\n",
        "Code `<b>![x](y \"z\")` and a block:\n\n```\n<b> [x](y \"z\")\n```\n",
        "An [aside] (in brackets) and [another]: as it was.\n",
    ],
)  # fmt: skip
def test_ordinary_markdown_is_not_refused(text: str) -> None:
    assert lint("", text, markdown=True) == []


def test_an_address_that_loses_its_last_use_is_refused_though_its_own_line_stands() -> None:
    before = "See [the roll].\n\nWords.\n\n[the roll]: https://a.org\n"
    assert [o.line for o in lint(before, before.replace("[the roll].", "it."), markdown=True)] == [5]


def test_a_form_the_text_had_before_is_spared_once_and_refused_a_second_time() -> None:
    before = "See [it](http://a.org) here.\n"
    assert lint(before, before.replace("here", "there"), markdown=True) == []
    assert [
        o.column for o in lint(before, "See [it](http://a.org) and [it](http://a.org) there.\n", markdown=True)
    ] == [31]


@pytest.mark.parametrize("entity", ["&#0;", "&#x80;", "&#1;", "&#x110000;", "&zwnj;"])
def test_an_entity_is_named_by_the_code_point_it_is_written_with(entity: str) -> None:
    [offence] = lint("", f"a{entity}b\n")
    assert offence.rule == "entity" and offence.code_point.startswith("U+") and offence.name


def test_a_cleaned_copy_has_plain_letters_for_typographic_ones() -> None:
    assert clean("\u2163 \uff21\uff11\uff0c \ufb01 \U0001d400 \u0274 \u00b2\n") == "IV A1, fi A \u0274 \u00b2\n"
    assert clean("\u4e2d\uff0c\uff21\n") == "\u4e2d\uff0cA\n"
    assert clean("\uff1cb\uff1e \uff0a \uff06lt;\n") == "\uff1cb\uff1e \uff0a \uff06lt;\n"
