"""The amending instruction: its sentences, word for word, and that each of them can be followed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wording.test_laws import drafts, pairs
from tests.wording.test_redline import ALPHA, BETA, GAMMA, Docs
from workbench.errors import Refusal
from workbench.wording.instructed import follow, sentences
from workbench.wording.instructions import as_text, instructions
from workbench.wording.redline import redline

DELTA = "Whoever shares the system shares its data card with it as well."


def doc(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"


def told(old: Docs | str, new: Docs | str) -> list[str]:
    """The sentences, which make the new text of the old one."""
    found = [one.sentence for one in instructions(old, new)]
    assert follow(old, found) == new
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ALPHA, ALPHA.replace("may", "must"), "strike “may” and insert “must”."),
        (ALPHA, ALPHA.replace(" for any purpose", ""), "strike “ for any purpose”."),
        (ALPHA, ALPHA.replace("any", "any lawful"), "before “purpose”, insert “lawful ”."),
        (ALPHA, f"{ALPHA} It is free.", "at the end, insert “ It is free.”."),
        ("the end is near", "At last the end is near", "at the beginning, insert “At last ”."),
        ("A  b c d e f.", "A b c d e f.", "put a space in place of the two spaces after “A”."),
        ("A, b c d e f.", "A,b c d e f.", "strike the space after “A,”."),
        ("Ab is as\nlong as ac.", "Ab is as  \nlong as ac.", "put two spaces and a line break in place of the line break after “is as”."),
        ("  - one thing", "- one thing", "strike the two spaces at the beginning."),
        ("The word “open” means free.", "The word “open” or “free” means free.", "after «open”», insert « or “free”»."),
        ("A word here.", "A wo\u200brd here.", "strike “word” and insert “wo⟨U+200B ZERO WIDTH SPACE⟩rd”."),
        ("Une licence ; elle", "Une licence\u00a0; elle", "put “⟨U+00A0 NO-BREAK SPACE⟩” in place of the space after “licence”."),
        ("Une licence\u00a0; elle", "Une licence ; elle", "put a space in place of the white space after “licence”."),
        (ALPHA, f"\ufeff{ALPHA}", "at the beginning, insert “⟨U+FEFF ZERO WIDTH NO-BREAK SPACE⟩”."),
        ("It is ⟨so⟩ here.", "It is ⟨no⟩ here.", "strike “so” and insert “no”."),
        ("Say x here.", "Say ⟨x here.", "before “x”, insert “⟨U+27E8 MATHEMATICAL LEFT ANGLE BRACKET⟩”."),
    ],
)  # fmt: skip
def test_a_change_in_a_clause_is_a_sentence(old: str, new: str, expected: str) -> None:
    assert told(old, new) == [f"In clause 0.1, {expected}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the maker and the reader agree", "the maker and each reader agree", "strike “the” after “and” and insert “each”."),
        ("all users and all makers agree", "all users and few makers agree", "strike “all” after “and” and insert “few”."),
        ("of all users and of all makers", "of all users and of nearly all makers", "before “all makers”, insert “nearly ”."),
        ("so " * 24 + "so", "so " * 11 + "yes " + "so " * 12 + "so", "strike the twelfth “so” and insert “yes”."),
        ("so " * 24 + "so", "so " * 20 + "yes " + "so " * 3 + "so", "strike the 21st “so” and insert “yes”."),
    ],
)  # fmt: skip
def test_words_that_stand_twice_are_told_by_the_shortest_context_or_counted(old: str, new: str, expected: str) -> None:
    assert told(old, new) == [f"In clause 0.1, {expected}"]


def test_of_many_words_struck_the_first_and_the_last_are_quoted() -> None:
    (sentence,) = told(f"{ALPHA} {BETA} {GAMMA} {DELTA} It ends.", f"{ALPHA} It ends.")
    assert sentence == "In clause 0.1, strike everything from “ The code shall come” to “with it as well.”."


def test_lines_broken_elsewhere_are_told_in_one_sentence_each_way() -> None:
    old = "Anyone may use the\nsystem for any\npurpose at all.\n"
    assert told(old, "Anyone may use the system\nfor any purpose\nat all.\n") == [
        "In clause 0.1, put a space in place of the line break after “the” and after “any”.",
        "In clause 0.1, put a line break in place of the space after “system” and after “purpose”.",
    ]


ITEMS = "- one thing\n- two things\n- three things\n"
LOOSE = "- one thing\n\n- two things\n\n- three things\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(ALPHA, BETA), doc(ALPHA, GAMMA, BETA), [f"After clause 0.1, insert this paragraph: “{GAMMA}”."]),
        (doc(ALPHA), doc(BETA, ALPHA), [f"At the beginning of the text, insert this paragraph: “{BETA}”."]),
        (doc(ALPHA), doc(ALPHA, BETA, GAMMA), [f"After clause 0.1, insert these paragraphs:\n\n    {BETA}\n\n    {GAMMA}"]),
        (ITEMS, ITEMS + "- more things\n", ["After clause 0.3, insert this list item: “- more things”."]),
        (LOOSE, LOOSE + "\n- more things\n", ["After clause 0.3, insert this list item: “- more things”."]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n{GAMMA}\n\n\n{BETA}\n", [f"After clause 0.1, insert this paragraph, with two blank lines after it: “{GAMMA}”."]),
        (doc(ALPHA, BETA, GAMMA), doc(ALPHA, GAMMA), ["Strike clause 0.2."]),
        (doc(ALPHA, BETA, GAMMA), doc(GAMMA), ["Strike clauses 0.1 and 0.2."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), doc(ALPHA), ["Strike clauses 0.2 to 0.4."]),
        (doc(ALPHA), "", ["Strike clause 0.1."]),
        (doc(ALPHA, BETA, GAMMA), doc(BETA, GAMMA, ALPHA), ["Move clause 0.1 after clause 0.3."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), doc(ALPHA, DELTA, BETA, GAMMA), ["Move clause 0.4 after clause 0.1."]),
        (doc(BETA, ALPHA, GAMMA), doc(ALPHA, GAMMA, BETA.replace("shall", "must")), ["Move clause 0.1 after clause 0.3.", "In clause 0.1, strike “shall” and insert “must”."]),
        (doc(f"# Open\n\n{ALPHA}"), doc(f"# Shut\n\n{ALPHA}"), ["In the title, strike “Open” and insert “Shut”."]),
        (doc(ALPHA, BETA), doc(f"- {ALPHA}", BETA), [f"Replace clause 0.1 by this list item: “- {ALPHA}”."]),
        (doc(ALPHA, "Short and sweet.", GAMMA), doc(ALPHA, "Quite another thing.", GAMMA), ["Replace clause 0.2 by this paragraph: “Quite another thing.”."]),
        (doc(f"{ALPHA} {BETA}", GAMMA), doc(ALPHA, BETA, GAMMA), ["Divide clause 0.1 after “purpose.”."]),
        (doc(ALPHA, BETA, GAMMA), doc(f"{ALPHA} {BETA}", GAMMA), ["Join clause 0.2 to clause 0.1, with a space between."]),
        (doc(ALPHA, BETA, GAMMA), f"{ALPHA}\n\n\n{BETA}\n\n{GAMMA}\n", ["Let two blank lines follow clause 0.1."]),
        (ITEMS, LOOSE, ["Let a blank line follow each of clauses 0.1 and 0.2."]),
        (doc(ALPHA), ALPHA, ["Let nothing follow clause 0.1."]),
        (doc(ALPHA, BETA), doc(ALPHA, BETA).replace("\n", "\r\n"), ["End every line with CR LF."]),
        (ALPHA, f"{ALPHA}\r\n\r\n{BETA}", ["End every line with CR LF.", f"After clause 0.1, insert this paragraph: “{BETA}”."]),
        (ALPHA, ALPHA, []),
    ],
)  # fmt: skip
def test_a_change_of_clauses_is_a_sentence(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


def test_a_clause_of_several_lines_stands_below_its_sentence() -> None:
    (sentence,) = told(doc(ALPHA, BETA), doc(ALPHA, "Some words\nand ⟨these  \n\n   here.", BETA))
    assert sentence.split("\n") == [
        "After clause 0.1, insert these paragraphs:",
        "",
        "    Some words",
        "    and ⟨U+27E8 MATHEMATICAL LEFT ANGLE BRACKET⟩these⟨space⟩⟨space⟩",
        "",
        "       here.",
    ]


def test_whole_documents_come_go_and_change_their_names() -> None:
    old = {"a.md": doc(ALPHA, BETA), "b.md": doc(GAMMA), "c.md": doc("Old words.")}
    new = {"a.md": doc(ALPHA, BETA), "d.md": doc(GAMMA), "e.md": doc(DELTA), "f.md": ""}
    assert told(old, new) == [
        "Strike the document “c.md”.",
        "Rename the document “b.md” to “d.md”.",
        f"Add the document “e.md” with this text: “{DELTA}”.",
        "Add the document “f.md”.",
    ]


def test_a_clause_is_carried_to_another_document() -> None:
    old = {"a.md": doc(ALPHA, BETA), "b.md": doc(GAMMA)}
    assert told(old, {"a.md": doc(ALPHA), "b.md": doc(BETA, GAMMA)}) == [
        "Move clause 0.2 to the beginning of the document “b.md”."
    ]
    assert told(old, {"a.md": doc(ALPHA), "b.md": doc(GAMMA, BETA)}) == ["Move clause 0.2 after clause B-0.1."]


def test_every_sentence_names_the_clause_it_is_about() -> None:
    found = instructions(doc(ALPHA, BETA, GAMMA), doc(ALPHA.replace("may", "must"), DELTA, GAMMA, BETA))
    assert [one.clause for one in found] == ["0.1", "", "0.2"]


def test_a_redline_that_is_given_is_the_one_that_is_told() -> None:
    old, new = doc(ALPHA, BETA, GAMMA), doc(BETA, GAMMA, ALPHA)
    assert instructions(old, new, redline(old, new)) == instructions(old, new)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Do as you like.", "none of the sentences"),
        ("Strike clause 0.9.", "no clause 0.9"),
        ("In the title, strike “x”.", "no title"),
        ("In clause 0.1, strike “nowhere”.", "0 times"),
        ("In clause 0.1, strike “a”.", "2 times"),
        ("In clause 0.1, strike the ninth “any”.", "no ninth “any”"),
        ("In clause 0.1, strike everything from “may” to “Anyone”.", "no “Anyone”"),
        ("In clause 0.1, strike the line break after “may”.", "not the line break"),
        ("In clause 0.1, strike the space after “purpose.”.", "in 0 places"),
        ("In clause 0.1, strike “may” and insert “⟨heart⟩”.", "called ⟨heart⟩"),
        ("In clause 0.1, strike “may” and insert seven cats.", "no white space"),
        ("Join clause 0.1 to clause 0.1, with a space between.", "Only neighbours"),
        ("Strike the document “x.md”.", "no document “x.md”"),
    ],
)
def test_a_sentence_that_cannot_be_followed_is_refused_with_the_reason(sentence: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as no:
        follow(doc(ALPHA), [sentence])
    assert sentence in str(no.value)


def test_words_struck_twice_are_refused() -> None:
    with pytest.raises(Refusal, match="the same words of clause 0.1"):
        follow(doc(ALPHA), ["In clause 0.1, strike “may use”.", "In clause 0.1, strike “use the”."])


@given(pairs)
@settings(max_examples=200)
def test_the_words_alone_make_the_new_text(pair: tuple[str, str]) -> None:
    old, new = pair
    assert follow(old, sentences(as_text(instructions(old, new)))) == new


SETS = st.dictionaries(st.sampled_from(["a.md", "b.md", "c.txt"]), drafts)


@given(SETS, SETS)
def test_the_words_alone_make_every_document_of_a_set(old: Docs, new: Docs) -> None:
    assert follow(old, sentences(as_text(instructions(old, new)))) == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            f"- {ALPHA}\n- {BETA}\n",
            f"- {ALPHA} {BETA}\n",
            ["Join clause 0.2 to clause 0.1, with nothing between.", "In clause 0.2, strike “-”."],
        ),
        (f"- {ALPHA} {BETA}\n", f"- {ALPHA}\n- {BETA}\n", ["In clause 0.1, after “purpose.”, insert “⟨line break⟩-”."]),
        (
            doc(ALPHA, BETA, GAMMA),
            doc(f"{ALPHA} {BETA} {GAMMA}"),
            [
                "Join clause 0.2 to clause 0.1, with a space between.",
                "Join clause 0.3 to clause 0.2, with a space between.",
            ],
        ),
        (
            doc(ALPHA, BETA, DELTA),
            doc(f"{ALPHA[:-1]}, and {BETA[0].lower()}{BETA[1:]}", DELTA),
            [
                "Join clause 0.2 to clause 0.1, with nothing between.",
                "In clause 0.1, strike “.” and insert “, and the”.",
                "In clause 0.2, strike “The”.",
            ],
        ),
    ],
)
def test_clauses_are_joined_and_divided_with_the_words_that_change_on_the_way(
    old: str, new: str, expected: list[str]
) -> None:
    assert told(old, new) == expected
