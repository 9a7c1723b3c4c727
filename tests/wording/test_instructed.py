"""Following the sentences of an amending instruction, also those that nobody but a reader would write."""

from __future__ import annotations

import pytest

from tests.wording.test_redline import ALPHA, BETA, GAMMA, Docs
from workbench.errors import Refusal
from workbench.wording.instructed import follow, sentences

THREE = f"{ALPHA}\n\n{BETA}\n\n{GAMMA}\n"
PAIR = {"a.md": f"# Title\n\n{ALPHA}\n", "b.md": f"{BETA}\n\n{GAMMA}\n"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Strike clauses 0.1 and 0.3.", f"{BETA}\n"),
        ("Strike clauses 0.1 to 0.2.", f"{GAMMA}\n"),
        ("Strike everything from clause 0.2 to clause 0.3.", f"{ALPHA}\n"),
        ("Strike everything from clause 0.2 to clause 0.2.", f"{ALPHA}\n\n{GAMMA}\n"),
        ("Move clauses 0.1 and 0.2 after clause 0.3.", f"{GAMMA}\n\n{ALPHA}\n\n{BETA}\n"),
        ("Move clause 0.3 to the beginning of the text.", f"{GAMMA}\n\n{ALPHA}\n\n{BETA}\n"),
        ("Move clause 0.3 after clause 0.1, with nothing after it.", f"{ALPHA}\n\n{GAMMA}{BETA}\n"),
        ("Move clauses 0.1 and 0.2 after clause 0.3, with two blank lines after it.", f"{GAMMA}\n\n{ALPHA}\n\n{BETA}\n\n\n"),
        ("At the beginning of the text, insert this heading: “# So”.", f"# So\n\n{THREE}"),
        ("After clause 0.3, insert these list items: “- so”.", f"{THREE}\n- so\n"),
        ("After clause 0.1, insert this paragraph, with nothing after it: “So.”.", f"{ALPHA}\n\nSo.{BETA}\n\n{GAMMA}\n"),
        ("After clause 0.1, insert this paragraph, with a blank line after it:\n\n    So\n    on.", f"{ALPHA}\n\nSo\non.\n\n{BETA}\n\n{GAMMA}\n"),
        ("Replace clause 0.2 by this list item: “- so”.", f"{ALPHA}\n\n- so\n\n{GAMMA}\n"),
        ("Replace clause 0.2 by this paragraph:\n\n    So\n\n    on.", f"{ALPHA}\n\nSo\n\non.\n\n{GAMMA}\n"),
        ("Join clause 0.2 to clause 0.1, with a space between.", f"{ALPHA} {BETA}\n\n{GAMMA}\n"),
        ("Let three spaces follow clause 0.3.", f"{THREE[:-1]}   "),
        ("Let a line break follow each of clauses 0.1 and 0.2.", f"{ALPHA}\n{BETA}\n{GAMMA}\n"),
        ("Let nothing follow each of clauses 0.1 to 0.3.", f"{ALPHA}{BETA}{GAMMA}"),
        ("In clause 0.1, strike “Anyone”.", THREE[6:]),
        ("In clause 0.1, strike “Anyone” and insert “They”.", f"They{THREE[6:]}"),
        ("In clause 0.1, strike “Anyone” and insert two spaces.", f"  {THREE[6:]}"),
        ("In clause 0.1, strike “Anyone” and insert:\n\n    So\n    on", f"So\non{THREE[6:]}"),
        ("In clause 0.1, at the beginning, insert a tab.", f"\t{THREE}"),
        ("In clause 0.1, at the beginning, insert:\n\n    So\n    on", f"So\non{THREE}"),
        ("In clause 0.1, after “Anyone”, insert “, ⟨line break⟩yes,”.", f"Anyone, \nyes,{THREE[6:]}"),
        ("In clause 0.1, strike the space after “Anyone”.", f"Anyone{THREE[7:]}"),
        ("In clause 0.1, put a line break in place of the space after “Anyone”.", f"Anyone\n{THREE[7:]}"),
        ("In clause 0.1, put “-” in place of the space after “Anyone” and after “Anyone may”.", f"Anyone-may-{THREE[11:]}"),
        ("In clause 0.1, put “-” in place of the space after “Anyone”, after “Anyone may” and after “use”.", f"Anyone-may-use-{THREE[15:]}"),
        ("Divide clause 0.1 after “Anyone”.", f"Anyone\n\n{THREE[7:]}"),
        ("End every line with CR.", THREE.replace("\n", "\r")),
        ("End every line with CR LF.", THREE.replace("\n", "\r\n")),
        ("End every line with LF.", THREE),
    ],
)  # fmt: skip
def test_a_sentence_is_followed(sentence: str, expected: str) -> None:
    assert follow(THREE, [sentence]) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], PAIR),
        (["Strike the document “b.md”."], {"a.md": PAIR["a.md"]}),
        (["Rename the document “a.md” to “c.md”."], {"c.md": PAIR["a.md"], "b.md": PAIR["b.md"]}),
        (["Add the document “c.md”."], {**PAIR, "c.md": ""}),
        (["Add the document “c.md” with this text: “So.”."], {**PAIR, "c.md": "So.\n"}),
        (["Add the document “c.md” with this text, with nothing after it: “So.”."], {**PAIR, "c.md": "So."}),
        (["Add the document “c.md” with this text:\n\n    So\n    on."], {**PAIR, "c.md": "So\non.\n"}),
        (["Add the document “c.md”.", "Move clause B-0.1 to the beginning of the document “c.md”."], {"a.md": PAIR["a.md"], "b.md": f"{GAMMA}\n", "c.md": f"{BETA}\n"}),
        (["Rename the document “b.md” to “c.md”.", "At the beginning of the document “c.md”, insert this paragraph: “So.”."], {"a.md": PAIR["a.md"], "c.md": f"So.\n\n{PAIR['b.md']}"}),
        (["In the title, strike “Title” and insert “Head”."], {**PAIR, "a.md": f"# Head\n\n{ALPHA}\n"}),
        (["Strike everything from the title to clause B-0.1."], {"a.md": "", "b.md": f"{GAMMA}\n"}),
        (["End every line with CR."], {path: text.replace("\n", "\r") for path, text in PAIR.items()}),
        (["End every line with CR.", "After clause B-0.1, insert this paragraph: “So.”."], {"a.md": PAIR["a.md"].replace("\n", "\r"), "b.md": f"{BETA}\r\rSo.\r\r{GAMMA}\r"}),
    ],
)  # fmt: skip
def test_sentences_about_documents_are_followed(found: list[str], expected: Docs) -> None:
    assert follow(PAIR, found) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["After clause 0.1, insert this paragraph: “So.”.", "After clause 0.1, insert this paragraph: “On.”."], f"{ALPHA}\n\nSo.\n\nOn.\n\n{BETA}\n\n{GAMMA}\n"),
        (["Move clause 0.3 after clause 0.1.", "In clause 0.3, at the end, insert “ So.”.", "Let two blank lines follow clause 0.1."], f"{ALPHA}\n\n\n{GAMMA} So.\n\n{BETA}\n"),
        (["Join clause 0.2 to clause 0.1, with a space between.", "Join clause 0.3 to clause 0.2, with nothing between.", "After clause 0.3, insert this paragraph: “So.”."], f"{ALPHA} {BETA}{GAMMA}\n\nSo.\n"),
        (["In clause 0.1, strike “Anyone ”.", "In clause 0.1, strike “may” and insert “May”."], f"M{THREE[8:]}"),
        (["Let a space follow clause 0.2.", "Move clause 0.2 after clause 0.3."], f"{ALPHA}\n\n{GAMMA}\n\n{BETA} "),
        (["Join clause 0.3 to clause 0.2, with a space between.", "After clause 0.1, insert this paragraph: “So.”."], f"{ALPHA}\n\nSo.\n\n{BETA} {GAMMA}\n"),
        (["Replace clause 0.1 by this heading: “# So”.", "Strike clause 0.2."], f"# So\n\n{GAMMA}\n"),
    ],
)  # fmt: skip
def test_sentences_are_followed_together(found: list[str], expected: str) -> None:
    assert follow(THREE, found) == expected


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Do as you like.", "It is none of the sentences an instruction is made of."),
        ("Strike clause 0.1. ", "It is none of the sentences an instruction is made of."),
        ("End every line with LF CR.", "It is none of the sentences an instruction is made of."),
        ("Strike clause 0.9.", "There is no clause 0.9 in the text."),
        ("In the title, strike “x”.", "There is no title in the text."),
        ("Strike clauses 0.1 and 0.9.", "There is no 0.9 in the text."),
        ("Strike clauses 0.3 to 0.1.", "0.1 stands before 0.3."),
        ("Move clauses 0.2 to 0.1 after clause 0.3.", "0.1 stands before 0.2."),
        ("Join clause 0.3 to clause 0.1, with a space between.", "Only neighbours can be joined."),
        ("Join clause 0.1 to clause 0.2, with a space between.", "Only neighbours can be joined."),
        ("Strike the document “x.md”.", "There is no document “x.md”."),
        ("Rename the document “x.md” to “y.md”.", "There is no document “x.md”."),
        ("At the beginning of the document “x.md”, insert this paragraph: “So.”.", "There is no document “x.md”."),
        ("In clause 0.1, strike the line break after “may”.", "What stands after “may” is not the line break."),
        ("In clause 0.1, put “-” in place of the two spaces after “may”.", "What stands after “may” is not the two spaces."),
        ("In clause 0.1, put seven cats in place of the space after “may”.", "“seven cats” is no white space: write, for example, “a blank line” or “two spaces”."),
    ],
)  # fmt: skip
def test_the_reason_of_a_refusal(sentence: str, why: str) -> None:
    with pytest.raises(Refusal) as no:
        follow(THREE, [sentence])
    assert str(no.value) == f"“{sentence}” cannot be followed. {why}"


def test_of_a_long_sentence_that_is_refused_only_its_first_line_is_told() -> None:
    with pytest.raises(Refusal) as no:
        follow(THREE, ["After clause 0.9, insert this paragraph:\n\n    So\n    on."])
    told = "“After clause 0.9, insert this paragraph:” cannot be followed. There is no clause 0.9 in the text."
    assert str(no.value) == told


def test_of_several_documents_the_one_meant_is_named() -> None:
    with pytest.raises(Refusal, match=r"cannot be followed\. Say at the beginning of which document\.$"):
        follow(PAIR, ["Move clause B-0.1 to the beginning of the text."])


def test_words_that_two_sentences_strike_are_refused() -> None:
    with pytest.raises(Refusal) as no:
        follow(THREE, ["In clause 0.2, strike “The code”.", "In clause 0.2, strike “code shall”."])
    assert str(no.value) == "Two sentences strike the same words of clause 0.2."


def test_only_the_first_sentence_can_end_every_line() -> None:
    with pytest.raises(Refusal, match="none of the sentences"):
        follow(THREE, ["Strike clause 0.1.", "End every line with CR."])


def test_sentences_are_taken_apart_at_the_margin() -> None:
    text = "\n  \nIn clause 0.1, strike “a”.\n\nAfter clause 0.1, insert:\n\n    So\n\n    on.\n\n\nStrike clause 0.2."
    assert sentences(text) == [
        "In clause 0.1, strike “a”.",
        "After clause 0.1, insert:\n\n    So\n\n    on.",
        "Strike clause 0.2.",
    ]
    assert sentences("") == []
    assert sentences("Strike X\n") == ["Strike X"]
    assert sentences("One. \n two.") == ["One. \n two."]
    assert sentences("One. \n\n") == ["One. "]


def test_a_line_break_in_a_name_or_a_quotation_is_one_of_the_text() -> None:
    found = ["Rename the document “a⟨line break⟩b” to “c⟨line break⟩d”.", "Add the document “e⟨line break⟩f”."]
    assert follow({"a\nb": THREE}, found) == {"c\nd": THREE, "e\nf": ""}
    with pytest.raises(Refusal, match="0 times"):
        follow("So be.It is.\n", ["In clause 0.1, strike “be.⟨line break⟩It”."])


def test_a_new_document_begins_with_nothing() -> None:
    assert follow({"": THREE}, ["Add the document “b.md”."]) == {"": THREE, "b.md": ""}


def test_what_is_put_between_two_clauses_is_set_apart_as_they_were() -> None:
    old = "A.\n\n\nB.\n\nC.\n\nD.\n"
    found = follow(old, ["After clause 0.1, insert this paragraph: “So.”."])
    assert found == "A.\n\n\nSo.\n\n\nB.\n\nC.\n\nD.\n"


def test_a_clause_of_another_kind_is_set_apart_as_one_of_that_kind() -> None:
    words = ["Replace clause 0.1 by this list item: “- a”.", "After clause 0.1, insert this list item: “- c”."]
    assert follow("A.\n", words) == "- a\n- c\n"
