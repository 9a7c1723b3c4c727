import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.lint import MOST, clean, lint
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


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_cleaned_text_has_no_offence_left_but_letters_of_other_scripts(text: str) -> None:
    cleaned = clean(text)
    left = [o for o in lint("", cleaned) if "script" not in o.label]
    assert all(o.rule == "entity" for o in left)
    assert unicodedata.is_normalized("NFC", cleaned) and not any(map(is_hidden, cleaned))


@given(st.text(alphabet="ab \n\u200b\u00a0é&;", max_size=60))
@settings(max_examples=200, deadline=None)
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
