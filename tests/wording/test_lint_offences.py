"""Every offence word for word: its place, code point, name, rule and the sentence for the author."""

import pytest

from workbench.wording.form import Offence
from workbench.wording.lint import MOST, clean, lint

Row = tuple[int, int, str, str, str, str]  # line, column, code point, name, rule, sentence


def told(before: str, after: str) -> list[Row]:
    found = lint(before, after, ("Latin", "Greek"))
    places = [f"Line {one.line}, column {one.column}: " for one in found]
    assert all(one.label.startswith(place) for one, place in zip(found, places, strict=True))
    return [
        (one.line, one.column, one.code_point, one.name, one.rule, one.label.removeprefix(place))
        for one, place in zip(found, places, strict=True)
    ]


@pytest.mark.parametrize(
    ("before", "after", "offences"),
    [
        ("", "a\u202eb\u2009c\td\u200be\rf\n", [
            (1, 2, "U+202E", "RIGHT-TO-LEFT OVERRIDE", "character", "The right-to-left override (U+202E) can turn the words around it round. Delete it."),
            (1, 4, "U+2009", "THIN SPACE", "character", "The thin space (U+2009) looks like a space and is none. Write a plain space."),
            (1, 6, "U+0009", "TAB", "character", "The tab (U+0009) has no fixed width. Write spaces."),
            (1, 8, "U+200B", "ZERO WIDTH SPACE", "character", "The zero width space (U+200B) cannot be seen. Delete it."),
            (1, 10, "U+000D", "CARRIAGE RETURN", "character", "The carriage return (U+000D) ends a line in the way of another system. End lines with a line break alone."),
        ]),
        ("", "a\u0338b\u20ddc \u03bb\u0430\n", [
            (1, 2, "U+0338", "COMBINING LONG SOLIDUS OVERLAY", "character", "The combining long solidus overlay (U+0338) is drawn through or around a letter, which nobody can read with certainty. Delete it."),
            (1, 4, "U+20DD", "COMBINING ENCLOSING CIRCLE", "character", "The combining enclosing circle (U+20DD) is drawn through or around a letter, which nobody can read with certainty. Delete it."),
            (1, 8, "U+0430", "CYRILLIC SMALL LETTER A", "character", "The cyrillic small letter a (U+0430) is a letter of a script this committee does not use. Write it in Latin or Greek letters."),
        ]),
        ("", "&nbsp;x &#x41; &ThickSpace; &fjlig; &amp; AT&T;\n", [
            (1, 1, "U+00A0", "NO-BREAK SPACE", "entity", "“&nbsp;” stands for no-break space (U+00A0). Write the character itself if it may stand here."),
            (1, 9, "U+0041", "LATIN CAPITAL LETTER A", "entity", "“&#x41;” stands for latin capital letter a (U+0041). Write the character itself if it may stand here."),
            (1, 16, "U+205F U+200A", "MEDIUM MATHEMATICAL SPACE, HAIR SPACE", "entity", "“&ThickSpace;” stands for medium mathematical space, hair space (U+205F U+200A). Write the character itself if it may stand here."),
            (1, 29, "U+0066 U+006A", "LATIN SMALL LETTER F, LATIN SMALL LETTER J", "entity", "“&fjlig;” stands for latin small letter f, latin small letter j (U+0066 U+006A). Write the character itself if it may stand here."),
        ]),
        ("", "e\u0301 \u212b\n", [
            (1, 1, "U+0065", "LATIN SMALL LETTER E", "form", "The latin small letter e (U+0065) is not in the composed form (Unicode NFC). Use the cleaned copy."),
            (1, 4, "U+212B", "ANGSTROM SIGN", "character", "The angstrom sign (U+212B) is a letter of a script this committee does not use. Write it in Latin or Greek letters."),
        ]),
        ("", "ab\u1100\u1161\n", [
            (1, 3, "U+1100", "HANGUL CHOSEONG KIYEOK", "character", "The hangul choseong kiyeok (U+1100) is a letter of a script this committee does not use. Write it in Latin or Greek letters."),
            (1, 3, "U+1100", "HANGUL CHOSEONG KIYEOK", "form", "The hangul choseong kiyeok (U+1100) is not in the composed form (Unicode NFC). Use the cleaned copy."),
            (1, 4, "U+1161", "HANGUL JUNGSEONG A", "character", "The hangul jungseong a (U+1161) is a letter of a script this committee does not use. Write it in Latin or Greek letters."),
        ]),
        ("", "x \u0304y q\u0323\u0303\u0304\u0308z \u0304\n", [
            (1, 3, "U+0304", "COMBINING MACRON", "mark", "The combining macron (U+0304) has no letter before it. Delete it."),
            (1, 9, "U+0304", "COMBINING MACRON", "mark", "The combining macron (U+0304) is one of more than 2 marks on a letter. Delete them."),
            (1, 13, "U+0304", "COMBINING MACRON", "mark", "The combining macron (U+0304) has no letter before it. Delete it."),
        ]),
        ("", "a" * 20_001 + "\n", [
            (1, 20001, "", "LONG LINE", "line", "This line has 20,001 characters; 20,000 are allowed. Break it."),
        ]),
        ("", "last\n\nline", [
            (3, 5, "", "NO FINAL LINE BREAK", "end", "The text does not end with a line break. Add one."),
        ]),
        ("", "last\n\n\n", [
            (2, 1, "", "EMPTY LINES AT THE END", "end", "The text ends with empty lines. Delete them."),
        ]),
        ("", "\n\n", [
            (2, 1, "", "EMPTY LINES AT THE END", "end", "The text ends with empty lines. Delete them."),
        ]),
        ("a\u200bb\n", "a\u200bb c\u200bd\n", [
            (1, 6, "U+200B", "ZERO WIDTH SPACE", "character", "The zero width space (U+200B) cannot be seen. Delete it."),
        ]),
        ("x\u200by\nx\u200by\n", "x\u200by\nx\u200by z\nx\u200by w\n", [
            (3, 2, "U+200B", "ZERO WIDTH SPACE", "character", "The zero width space (U+200B) cannot be seen. Delete it."),
        ]),
        ("a\r\nb\u200b\r\n", "a x\r\nc\u200b\r\nb\u200b y\r\n", [
            (2, 2, "U+200B", "ZERO WIDTH SPACE", "character", "The zero width space (U+200B) cannot be seen. Delete it."),
            (3, 2, "U+200B", "ZERO WIDTH SPACE", "character", "The zero width space (U+200B) cannot be seen. Delete it."),
        ]),
    ],
)  # fmt: skip
def test_an_offence_says_what_it_is_where_it_stands_and_what_to_do(
    before: str, after: str, offences: list[Row]
) -> None:
    assert told(before, after) == offences


def test_a_document_too_large_is_told_with_both_sizes() -> None:
    sentence = "The document has 1,502 bytes; 1,001 are allowed. Shorten it or divide it into two documents."
    text = "\u00e9\u00e9" * 375 + "\n\n"
    assert lint("\n\n", text, largest=1_001) == [Offence(1, 1, "", "LARGE DOCUMENT", sentence, "size")]
    assert lint("\n\n", text, largest=1_502) == [] == lint(text, text.upper(), largest=5)


def test_of_a_thousand_offences_and_more_the_first_are_told() -> None:
    for many in (MOST - 1, MOST, MOST + 1):
        found = lint("", "\u200b\n" * many)
        assert [one.line for one in found] == list(range(1, min(many, MOST) + 1))


def test_the_whole_text_is_held_to_its_form_together_with_its_lines() -> None:
    assert [(one.line, one.rule) for one in lint("", "![a\u200b]\n\n", markdown=True)] == [
        (1, "image"),
        (1, "character"),
        (2, "end"),
    ]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\rb\x85c\u2028d\u2029e\x0bf\x0cg\r\nh", "a\nb\nc\nd\n\ne\nf\ng\nh\n"),
        ("a\tb\u3000c\u2800d\u200be\x07f\n", "a b c def\n"),
        ("XaX\n\n", "XaX\n"),
        ("&quot;&apos;&nbsp;&lt;&gt;&amp;&#38;&#60;&#62;&nosuch; AT&T&shy;\n", "\"' &lt;&gt;&amp;&amp;&lt;&gt;&nosuch; AT&T\n"),
        ("cafe\u0301\n\n\n", "caf\u00e9\n"),
    ],
)  # fmt: skip
def test_a_cleaned_copy_keeps_every_word_and_writes_out_the_rest(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ("a\n\u200bb\n", "a\n\u200bb\nc\n", []),
        ("a\u200bb\n", "a\u200bb\na\u200bb\n", [(2, 2)]),
        ("a\r\nb\u200b\r\n", "a\r\nb\u200b\r\nc\r\n", []),
        ("a\r\nb\r\n", "a\r\nb\rc\r\n", [(2, 2)]),
    ],
)
def test_a_line_that_stood_is_spared_as_often_as_it_stood(
    before: str, after: str, places: list[tuple[int, int]]
) -> None:
    assert [(one.line, one.column) for one in lint(before, after)] == places
