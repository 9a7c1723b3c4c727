"""The sentences of an amending instruction where several things come together, word for word."""

from __future__ import annotations

import pytest

from tests.wording.test_instructions import DELTA, doc, told
from tests.wording.test_redline import ALPHA, BETA, GAMMA, Docs
from workbench.wording.instructions import Instruction, as_text, instructions
from workbench.wording.redline import redline

EPSILON = "Nobody has to ask before they study how it works."
LINES = ALPHA.replace(" ", "\n", 3)


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(ALPHA, BETA, GAMMA, DELTA), doc(ALPHA, GAMMA), ["Strike clause 0.2.", "Strike clause 0.4."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), doc(BETA, DELTA.replace("shares", "gives")), ["Strike clause 0.1.", "Strike clause 0.3.", "In clause 0.4, strike “shares” after “Whoever” and insert “gives”.", "In clause 0.4, strike “shares” after “system” and insert “gives”."]),
        (doc(ALPHA, BETA, GAMMA, DELTA, EPSILON), doc(GAMMA.replace("open", "free"), EPSILON), ["Strike clauses 0.1 and 0.2.", "In clause 0.3, strike “open” and insert “free”.", "Strike clause 0.4."]),
        (doc("# Head", ALPHA, BETA, GAMMA), doc(GAMMA), ["Strike everything from the title to clause 0.2."]),
        (doc("# Head", ALPHA, "## Part", BETA, GAMMA), doc("# Head", ALPHA), ["Strike clauses 1 to 1.2."]),
        (doc(ALPHA, BETA, GAMMA, DELTA, EPSILON), doc(DELTA, EPSILON, ALPHA, BETA, GAMMA), ["Move clauses 0.4 and 0.5 to the beginning of the text."]),
        (doc(ALPHA, BETA, GAMMA, DELTA, EPSILON), doc(GAMMA, DELTA.replace("shares", "gives"), EPSILON, ALPHA, BETA), ["In clause 0.4, strike “shares” after “Whoever” and insert “gives”.", "In clause 0.4, strike “shares” after “system” and insert “gives”.", "Move clauses 0.1 and 0.2 after clause 0.5."]),
        (doc(ALPHA, BETA, GAMMA, DELTA, EPSILON), f"{ALPHA}\n\n{DELTA}\n\n\n{EPSILON}\n\n{BETA}\n\n{GAMMA}\n", ["Move clauses 0.2 and 0.3 after clause 0.5.", "Let two blank lines follow clause 0.4."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), f"{DELTA}\n\n\n{ALPHA}\n\n{BETA}\n\n{GAMMA}\n", ["Move clause 0.4 to the beginning of the text, with two blank lines after it."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), f"{DELTA}\n\n{ALPHA}\n\n\n\n{BETA}\n\n\n\n{GAMMA}\n", ["Move clause 0.4 to the beginning of the text.", "Let three blank lines follow each of clauses 0.1 and 0.2."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), f"{ALPHA}\n\n\n{BETA}\n\n{GAMMA}\n\n\n{DELTA}\n", ["Let two blank lines follow clause 0.1.", "Let two blank lines follow clause 0.3."]),
        (doc(ALPHA, BETA, GAMMA, DELTA), f"{ALPHA}\n\n\n{BETA}\n\n\n\n{GAMMA}\n\n\n\n{DELTA}\n", ["Let two blank lines follow clause 0.1.", "Let three blank lines follow each of clauses 0.2 and 0.3."]),
        (doc("# Head", ALPHA, BETA), f"# Head\n{ALPHA}\n\n{BETA}\n", ["Let a line break follow the title."]),
        (doc("# Head", ALPHA, BETA), f"# Head\n\n\n{ALPHA}\n\n\n{BETA}\n", ["Let two blank lines follow each of everything from the title to clause 0.1."]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\u00a0\n{BETA}\n", ["Join clause 0.2 to clause 0.1, with a line break between.", "In clause 0.1, at the end, insert “⟨line break⟩⟨U+00A0 NO-BREAK SPACE⟩”."]),
        (doc(ALPHA), doc("# Head", BETA, GAMMA, "- an item\n- an item more", ALPHA), ["At the beginning of the text, insert this heading: “# Head”.", f"At the beginning of the text, insert these paragraphs:\n\n    {BETA}\n\n    {GAMMA}", "At the beginning of the text, insert these list items:\n\n    - an item\n    - an item more"]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n{GAMMA}\n\n\n\n{DELTA}\n\n\n{BETA}\n", [f"After clause 0.1, insert these paragraphs, with two blank lines after it:\n\n    {GAMMA}\n\n\n\n    {DELTA}"]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n```\nlet it be\n```\n\n{BETA}\n", ["After clause 0.1, insert this code block:\n\n    ```\n    let it be\n    ```"]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n> let it be\n\n{BETA}\n", ["After clause 0.1, insert this quotation: “> let it be”."]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n| a | b |\n|---|---|\n| c | d |\n\n{BETA}\n", ["After clause 0.1, insert these table rows:\n\n    | a | b |\n    |---|---|\n    | c | d |"]),
        (doc(ALPHA), f"---\nkey: word\n---\n\n{ALPHA}\n", ["At the beginning of the text, insert this front matter:\n\n    ---\n    key: word\n    ---"]),
        (doc(ALPHA), f"{ALPHA}\n\n[^1]: A note.\n", ["After clause 0.1, insert this note: “[^1]: A note.”."]),
        (f"- {ALPHA}\n- {BETA}\n", f"- {ALPHA}\n\n  {GAMMA}\n- {BETA}\n", [f"In clause 0.1, at the end, insert “⟨line break⟩⟨line break⟩ ⟨space⟩{GAMMA}”."]),
        ("", doc(ALPHA, BETA), [f"At the beginning of the text, insert these paragraphs:\n\n    {ALPHA}\n\n    {BETA}"]),
        (doc(ALPHA, BETA, GAMMA), doc(f"{ALPHA} {BETA}", "Not so at all, my friend.", GAMMA), ["Join clause 0.2 to clause 0.1, with a space between.", "After clause 0.2, insert this paragraph: “Not so at all, my friend.”."]),
    ],
)  # fmt: skip
def test_clauses_come_go_and_are_set_apart(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(ALPHA), doc(LINES), ["In clause 0.1, put a line break in place of the space after “Anyone”, after “may” and after “use”."]),
        (doc(ALPHA), doc(ALPHA.replace("any", "any good, lawful, open,\nfair, free and well known")), ["In clause 0.1, before “purpose”, insert “good, lawful, open,⟨line break⟩fair, free and well known ”."]),
        (doc(ALPHA), doc(ALPHA.replace("any", "any good, lawful, open,\nfair, free and well known and loved")), ["In clause 0.1, before “purpose”, insert “good, lawful, open,⟨line break⟩fair, free and well known and loved ”."]),
        (doc(ALPHA), doc(ALPHA.replace("any", "every good, lawful, open,\nfair, free and well known and loved")), ["In clause 0.1, strike “any” and insert:\n\n    every good, lawful, open,\n    fair, free and well known and loved"]),
        (doc(ALPHA), doc(ALPHA.replace("any", "every good, lawful, open, fair, free and well known and loved")), ["In clause 0.1, strike “any” and insert “every good, lawful, open, fair, free and well known and loved”."]),
        (doc(ALPHA), doc(ALPHA.replace("any", "any\nlawful")), ["In clause 0.1, before “purpose”, insert “lawful ”.", "In clause 0.1, put a line break in place of the space after “any”."]),
        (doc(ALPHA), f"{ALPHA}\r\n", ["End every line with CR LF."]),
        (doc(LINES, BETA), doc(LINES, BETA).replace("\n", "\r"), ["End every line with CR."]),
        (crlf(doc(LINES, BETA)), doc(LINES, BETA.replace("shall", "must")), ["End every line with LF.", "In clause 0.2, strike “shall” and insert “must”."]),
        (crlf(doc(LINES, BETA)), crlf(doc(LINES.replace("may\n", "may "), BETA)), ["In clause 0.1, put a space in place of the line break after “may”."]),
        (crlf(doc(LINES, BETA)), crlf(doc(LINES, BETA)) + "\n", ["Let a line break and a line feed follow clause 0.2."]),
        (f"{ALPHA}\r\n\n{BETA}\n", f"{ALPHA}\n\n{BETA}\n", ["End every line with LF."]),
        (f"{ALPHA}\r\n\n{BETA}\n", f"{ALPHA}\r\n\n{BETA}\n\n{GAMMA}\n", [f"After clause 0.2, insert this paragraph: “{GAMMA}”.", "Let a blank line follow clause 0.2."]),
        (doc("A  b c  d e  f g"), doc("A b c d e\tf g"), ["In clause 0.1, put a space in place of the two spaces after “A” and after “c”.", "In clause 0.1, put a tab in place of the two spaces after “e”."]),
        (doc(f"  {ALPHA}"), doc(f" {ALPHA}"), ["In clause 0.1, put a space in place of the two spaces at the beginning."]),
        (doc(ALPHA), doc(ALPHA.replace(" ", "\u2003", 1)), ["In clause 0.1, put “⟨U+2003 EM SPACE⟩” in place of the space after “Anyone”."]),
        (doc(ALPHA), doc(ALPHA.replace(" ", "", 2)), ["In clause 0.1, strike “Anyone may use” and insert “Anyonemayuse”."]),
    ],
)  # fmt: skip
def test_words_and_white_space_inside_a_clause(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "b.md": doc(BETA, GAMMA)}, [f"Add the document “b.md” with this text:\n\n    {BETA}\n\n    {GAMMA}"]),
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "b.md": BETA}, [f"Add the document “b.md” with this text, with nothing after it: “{BETA}”."]),
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "b.md": "So.\u00a0\n"}, ["Add the document “b.md” with this text: “So.⟨U+00A0 NO-BREAK SPACE⟩”."]),
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "b.md": f"{BETA}\n\n\n"}, [f"Add the document “b.md” with this text, with two blank lines after it: “{BETA}”."]),
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "b.md": "\n"}, ["Add the document “b.md” with this text: “”."]),
        ({"a.md": doc(ALPHA, BETA)}, {"a.md": doc(ALPHA), "b.md": doc(BETA)}, ["Add the document “b.md”.", "Move clause 0.2 to the beginning of the document “b.md”."]),
        ({"a.md": doc(ALPHA, BETA, GAMMA)}, {"a.md": doc(ALPHA), "b.md": doc(BETA, DELTA, GAMMA)}, ["Add the document “b.md”.", "Move clause 0.2 to the beginning of the document “b.md”.", f"At the beginning of the document “b.md”, insert this paragraph: “{DELTA}”.", "Move clause 0.3 to the beginning of the document “b.md”."]),
        ({"a.md": doc(ALPHA), "b.md": doc(BETA)}, {"a.md": doc(GAMMA, ALPHA), "b.md": doc(DELTA, BETA)}, [f"At the beginning of the document “a.md”, insert this paragraph: “{GAMMA}”.", f"At the beginning of the document “b.md”, insert this paragraph: “{DELTA}”."]),
        ({"a.md": doc(ALPHA)}, {"b.md": doc(GAMMA, ALPHA)}, ["Rename the document “a.md” to “b.md”.", f"At the beginning of the text, insert this paragraph: “{GAMMA}”."]),
        ({"a.md": doc(ALPHA), "b.md": doc(BETA)}, {"a.md": doc(GAMMA, ALPHA)}, ["Strike the document “b.md”.", f"At the beginning of the document “a.md”, insert this paragraph: “{GAMMA}”."]),
        ({"a.md": doc(ALPHA), "b.md": doc(BETA)}, {"b.md": doc(BETA), "a.md": doc(ALPHA)}, []),
        ({"a.md": doc(ALPHA, BETA), "b.md": doc(GAMMA, DELTA)}, {"a.md": doc(ALPHA), "b.md": doc(DELTA)}, ["Strike clause 0.2.", "Strike clause B-0.1."]),
        ({"a.md": doc(ALPHA, BETA), "b.md": doc(GAMMA, DELTA)}, {"a.md": doc(BETA), "b.md": doc(GAMMA)}, ["Strike clause 0.1.", "Strike clause B-0.2."]),
        ({"a.md": doc(ALPHA, BETA), "b.md": doc(GAMMA, DELTA), "c.md": doc(EPSILON)}, {"a.md": doc(ALPHA), "b.md": doc(DELTA), "c.md": doc(EPSILON, BETA, GAMMA)}, ["Move clause 0.2 after clause C-0.1.", "Move clause B-0.1 after clause C-0.1."]),
        ({"a.md": doc(ALPHA)}, {"a.md": doc(ALPHA), "é “x”.md": ""}, ["Add the document «é “x”.md»."]),
        ({}, {"a.md": doc(ALPHA)}, [f"Add the document “a.md” with this text: “{ALPHA}”."]),
    ],
)  # fmt: skip
def test_documents_come_go_and_take_clauses_from_each_other(old: Docs, new: Docs, expected: list[str]) -> None:
    assert told(old, new) == expected


def test_each_sentence_says_which_clause_it_is_about_and_some_say_none() -> None:
    old = crlf(doc("# Head", ALPHA, BETA, GAMMA, DELTA, f"{EPSILON} So be it, my friend."))
    new = doc("# Heads", "Hear!", GAMMA.replace("open", "free"), f"{ALPHA} {BETA}", EPSILON, "So be it, my friend.")
    found = instructions(old, new)
    assert [(one.clause, one.sentence.split(" ")[0]) for one in found] == [
        ("", "End"),
        ("", "At"),
        ("", "At"),
        ("", "Strike"),
        ("0.3", "In"),
        ("0.2", "Move"),
        ("0.2", "In"),
        ("0.4", "Strike"),
        ("0.5", "In"),
        ("", "After"),
    ]


def test_sentences_about_documents_are_about_no_clause() -> None:
    old = {"a.md": doc(ALPHA), "b.md": doc(BETA), "c.md": doc(GAMMA)}
    new = {"a.md": doc(ALPHA), "d.md": doc(BETA), "e.md": doc(DELTA), "f.md": ""}
    assert [one.clause for one in instructions(old, new)] == [""] * 4


def test_the_redline_given_is_not_made_again() -> None:
    old, new = doc(ALPHA, BETA), doc(ALPHA)
    other = redline(old, doc(BETA))
    assert [one.sentence for one in instructions(old, new, other)] == ["Strike clause 0.1."]


def test_as_text_leaves_a_blank_line_between_sentences() -> None:
    found = [Instruction("0.1", "Strike clause 0.1."), Instruction("", "Add the document “b.md”.")]
    assert as_text(found) == "Strike clause 0.1.\n\nAdd the document “b.md”.\n"
    assert as_text([]) == ""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(ALPHA, BETA), doc(f"{ALPHA} {BETA}"), [("0.2", "Join")]),
        (doc(ALPHA, BETA), doc(f"- {ALPHA}", BETA), [("0.1", "Replace")]),
        (doc(ALPHA, BETA, GAMMA), f"{ALPHA} {BETA}\n\n\n{GAMMA}\n", [("0.2", "Join"), ("0.2", "Let")]),
        (doc(GAMMA, ALPHA, BETA), f"{GAMMA}\n\n\n{ALPHA}\n\n\n{BETA}\n", [("0.1", "Let")]),
    ],
)
def test_a_sentence_about_several_clauses_is_about_the_one_it_changes(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert [(one.clause, one.sentence.split(" ")[0]) for one in instructions(old, new)] == expected


def test_white_space_behind_joined_clauses_follows_the_last_of_them() -> None:
    found = told(doc(ALPHA, BETA, GAMMA), f"{ALPHA} {BETA}\n\n\n{GAMMA}\n")
    assert found[1] == "Let two blank lines follow clause 0.2."


def test_what_comes_last_may_have_nothing_after_it() -> None:
    assert told(doc(ALPHA, BETA, GAMMA), doc(BETA, GAMMA, ALPHA)[:-1])[0].endswith(", with nothing after it.")
    (words,) = told(doc(ALPHA), f"{ALPHA}\n\n{BETA}\n\n{GAMMA}\n\n{DELTA}")
    head = "After clause 0.1, insert these paragraphs, with nothing after it:"
    assert words == f"{head}\n\n    {BETA}\n\n    {GAMMA}\n\n    {DELTA}"
