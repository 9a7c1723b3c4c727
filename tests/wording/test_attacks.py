"""Amendments that look harmless: each is refused by the text form, or said in a sentence beside the redline.

The numbers are those of the attacks that the project's threat model lists under "The amendment that looks harmless".
What the repository and the pages do against 20, 22, 25 and 26 is tested in their rooms: tests/definition/test_repository.py
(names of documents), tests/proposals/test_pages.py (text stays text), tests/ballots/test_adoption.py (byte for byte).
"""

from __future__ import annotations

import re

import pytest

from workbench.wording import faces
from workbench.wording.clauses import fingerprint
from workbench.wording.lint import clean, lint
from workbench.wording.notices import headline
from workbench.wording.redline import Redline, redline

TEXT = """# Lending {#lending}

A **reader** is anybody who asks. {#reader}

## Loans {#loans}

Every reader shall be lent two books for 30 days. {#two-books}

A reader must not be asked why, except by a court. {#why}

## Fines {#fines}

No reader pays more than 1,000 crowns, as clause 1.1 says. {#crowns}
"""


def told(change: Redline, kind: str) -> list[str]:
    return [notice.label for notice in change.notices if notice.kind == kind]


def edited(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def rules(text: str, before: str = TEXT) -> set[str]:
    return {offence.rule for offence in lint(before, text, markdown=True)}


def page(change: Redline) -> str:
    return "".join(map(faces.html, change.clauses))


@pytest.mark.parametrize("char", ["\u200b", "\u200d", "\u2060"])
def test_01_a_zero_width_character_inside_a_term_is_refused_with_its_place(char: str) -> None:
    text = edited("Every reader", f"Every rea{char}der")
    [offence] = lint(TEXT, text, markdown=True)
    assert (offence.line, offence.column, offence.code_point) == (7, 10, f"U+{ord(char):04X}")
    assert told(redline(TEXT, text), "invisible")


def test_02_what_turns_words_round_is_refused_and_labelled_where_it_stands_already() -> None:
    text = edited("1,000 crowns", "\u202e1,000\u202c crowns")
    assert {offence.code_point for offence in lint(TEXT, text)} == {"U+202E", "U+202C"}
    assert len(told(redline(TEXT, text), "bidi")) == 2
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in page(redline(text, text.replace("crowns", "marks")))
    assert lint(text, text.replace("two books", "three books")) == []


def test_03_two_terms_that_look_like_one_are_refused_by_script_and_told_as_look_alikes() -> None:
    text = edited("Every reader shall", "Every r\u0435ader shall")
    assert [offence.code_point for offence in lint(TEXT, text)] == ["U+0435"]
    assert told(redline(TEXT, text), "look-alike") == [
        "“reader” is replaced by “r\u0435ader”, which looks the same: LATIN SMALL LETTER E becomes CYRILLIC SMALL LETTER IE."
    ]
    assert [offence.rule for offence in lint(TEXT, text, ("Latin", "Cyrillic"))] == ["mixed"]


@pytest.mark.parametrize(("there", "new"), [("reader", "r\u0435ader"), ("modem", "modern"), ("Illness", "lllness")])
def test_03_a_new_word_that_looks_like_one_of_the_text_is_told(there: str, new: str) -> None:
    old = TEXT + f"\nThe {there} stays.\n"
    [label] = told(redline(old, old + f"\nA {new} is something else altogether.\n"), "look-alike")
    assert f"“{new}” is new and looks like “{there}”" in label


def test_04_a_file_turned_to_decomposed_letters_is_refused() -> None:
    before = TEXT.replace("anybody", "anybody naïve")
    text = before.replace("naïve", "nai\u0308ve").replace("two", "three")
    assert [offence.rule for offence in lint(before, text)] == ["form"]
    assert told(redline(before, text), "look-alike") and told(redline(before, text), "number")


@pytest.mark.parametrize("char", ["\u00ad", "\ufe0f", "\U000e0041", "\U000e0100"])
def test_05_soft_hyphens_variation_selectors_and_tags_are_refused(char: str) -> None:
    text = edited("asks", f"as{char}ks")
    assert rules(text) == {"character"} and told(redline(TEXT, text), "invisible")


@pytest.mark.parametrize("entity", ["&#x202e;", "&shy;", "&#8203;", "&ZeroWidthSpace;", "&#0;", "&#x80;"])
def test_06_the_same_by_entity_is_refused_and_told_by_what_it_stands_for(entity: str) -> None:
    text = edited("asks", f"as{entity}ks")
    assert rules(text) == {"entity"}
    [label] = told(redline(TEXT, text), "entity")
    assert entity in label and "U+" in label and "a page does not show it" in label or "turn" in label


@pytest.mark.parametrize("char", ["\u00a0", "\u2009", "\u202f"])
def test_07_a_space_of_another_kind_inside_a_number_is_refused(char: str) -> None:
    text = edited("1,000", f"1{char}000")
    assert rules(text) == {"character"}
    assert told(redline(TEXT, text), "invisible") and told(redline(TEXT, text), "number")


def test_08_other_line_ends_are_refused_offered_clean_and_counted_not_drawn() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert rules(text) == {"character"} and clean(text) == TEXT
    change = redline(TEXT, text)
    assert told(change, "line-end") == [
        f"A carriage return (U+000D) is added in {TEXT.count(chr(10))} places; a page does not show it."
    ]
    assert change.summary.words_added == change.summary.words_removed == 0
    assert rules(TEXT.rstrip("\n")) == {"end"} and redline(TEXT, TEXT.rstrip("\n")).notices


def test_09_one_word_changed_in_a_text_wrapped_anew_is_counted_apart() -> None:
    words = "the reader may keep every book for one year and a day " * 200
    old = "\n".join(re.findall(r".{1,60} ", words)) + "\n"
    new = "\n".join(re.findall(r".{1,75} ", words.replace("may keep", "may sell", 1))) + "\n"
    change = redline(old, new)
    assert change.summary.lines_rewrapped > 100
    assert headline(change.summary) == f"{change.summary.lines_rewrapped} lines re-wrapped, 1 word changed"


def test_10_a_paragraph_moved_with_a_word_changed_is_a_move_with_its_edit_told() -> None:
    paragraph = "A reader must not be asked why, except by a court. {#why}\n\n"
    text = TEXT.replace(paragraph, "").replace("## Fines {#fines}\n\n", "## Fines {#fines}\n\n" + paragraph)
    change = redline(TEXT, text.replace("must not", "should not"))
    assert change.summary.moves == 1 and change.summary.words_added == 1
    assert told(change, "strength") == ["“must” becomes “should”."]


def test_11_an_exception_that_moves_is_told_with_both_clause_numbers() -> None:
    paragraph = "A reader must not be asked why, except by a court. {#why}\n\n"
    text = TEXT.replace(paragraph, "").replace("## Fines {#fines}\n\n", "## Fines {#fines}\n\n" + paragraph)
    [label] = told(redline(TEXT, text), "move")
    assert label == "“except” is carried with its words from clause 1.2 to clause 2.1."
    inner = edited("asked why, except by a court.", "asked why.").replace(
        "two books for 30 days.", "two books for 30 days, except by a court."
    )
    assert "“except” is removed." in told(redline(TEXT, inner), "strength")
    assert "“except” is added." in told(redline(TEXT, inner), "strength")


@pytest.mark.parametrize(
    ("old", "new", "kind", "label"),
    [
        ("Every reader shall", "Every reader should", "strength", "“shall” becomes “should”."),
        ("more than 1,000", "at least 1,000", "sign", "“more than” becomes “at least”."),
        ("A reader must not", "A reader may not", "strength", "“must” becomes “may”."),
        ("No reader pays", "A reader pays", "strength", "“no” is removed."),
    ],
)
def test_12_strength_and_comparison_are_told(old: str, new: str, kind: str, label: str) -> None:
    assert told(redline(TEXT, edited(old, new)), kind) == [label]


def test_12_and_for_or_and_signs_are_told() -> None:
    assert told(redline("Code and data, if x ≥ 3.\n", "Code or data, if x > 3.\n"), "strength") == [
        "“and” becomes “or”."
    ]
    assert told(redline("Code and data, if x ≥ 3.\n", "Code or data, if x > 3.\n"), "sign") == ["“≥” becomes “>”."]


@pytest.mark.parametrize("new", ["shall\nnot be", "shall **not** be", "shall n**o**t be", "shall *not\nbe*"])
def test_13_not_across_a_line_break_or_inside_emphasis_is_told(new: str) -> None:
    assert told(redline(TEXT, edited("shall be", new)), "strength") == ["“not” is added."]


@pytest.mark.parametrize(
    ("old", "new", "kind", "label"),
    [
        ("1,000 crowns", "10,000 crowns", "number", "“1,000” becomes “10,000”."),
        ("30 days", "30 months", "unit", "“30 days” becomes “30 months”."),
        ("30 days", "13 days", "number", "“30 days” becomes “13 days”."),
        ("two books", "four books", "number", "“two” becomes “four”."),
    ],
)
def test_14_a_number_or_unit_is_told_with_old_and_new(old: str, new: str, kind: str, label: str) -> None:
    assert told(redline(TEXT, edited(old, new)), kind) == [label]


@pytest.mark.parametrize(
    ("old", "new"), [("4 May 2026", "5 May 2026"), ("2026-05-04", "2026-05-14"), ("May 4, 2026", "May 4, 2027")]
)
def test_14_a_date_is_told_as_one(old: str, new: str) -> None:
    assert told(redline(f"It ends on {old} at noon.\n", f"It ends on {new} at noon.\n"), "date") == [
        f"“{old}” becomes “{new}”."
    ]


def test_15_a_link_that_goes_elsewhere_is_told_with_both_addresses() -> None:
    change = redline("See [the roll](https://a.org/x) now.\n", "See [the roll](https://a.org/y) now.\n")
    assert told(change, "link") == ["The link “the roll” now goes to https://a.org/y instead of https://a.org/x."]
    assert "https://a.org/x" in page(change) and "https://a.org/y" in page(change)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ("> " * 21 + "Nobody is lent anything.\n", "nesting"),
        ("".join(f"{'  ' * depth}- level {depth}\n" for depth in range(22)), "nesting"),
        ("| a | b |\n|---|---|\n| c | d | nobody |\n", "table"),
        ('See [the roll](https://a.org "nobody is lent anything").\n', "link"),
        ("``` nobody is lent anything\ncode\n```\n", "fence"),
        ("[nobody]: https://a.org\n", "definition"),
        ("<!-- nobody is lent anything -->\n", "html"),
        ("![nobody is lent anything](https://a.org/x.png)\n", "image"),
        ("A book is <span hidden>not</span> lent.\n", "html"),
    ],
)
def test_16_words_that_a_page_would_swallow_are_refused(more: str, rule: str) -> None:
    text = f"{TEXT}\n{more}"
    assert rule in rules(text)
    if rule == "html":
        shown = page(redline(TEXT, text))
        assert "&lt;" in shown and "<!--" not in shown and "hidden>" not in shown.replace("hidden&gt;", "")


def test_17_a_second_address_for_a_label_is_refused() -> None:
    once = TEXT + "\nSee [the roll].\n\n[the roll]: https://a.org\n"
    assert rules(once) == set()
    assert rules(once + "[The  Roll]: https://b.org\n") == {"definition"}


def test_18_a_number_unlike_the_one_shown_is_refused() -> None:
    assert rules(TEXT + "\n1. Ask.\n3. Wait.\n") == {"list"}


def test_18_a_clause_put_in_renumbers_and_the_references_it_breaks_are_told() -> None:
    text = edited("## Loans {#loans}\n", "## Loans {#loans}\n\nThe house is open at noon.\n")
    change = redline(TEXT, text)
    assert told(change, "numbering") == ["Clauses 1.1 to 1.2 become 1.2 to 1.3."]
    assert told(change, "reference") == [
        "“clause 1.1” now means another clause; what was clause 1.1 is now clause 1.2."
    ]


def test_19_a_term_defined_otherwise_names_every_clause_that_uses_it() -> None:
    definition = "**Member** means a person on the roll."
    uses = "\n\n".join(f"Rule {number}: each member acts in good faith." for number in range(30))
    old = f"# Definitions\n\n{definition}\n\n# Rules\n\n{uses}\n"
    change = redline(old, old.replace("a person on the roll", "a person the chair names"))
    [label] = told(change, "term")
    assert label.startswith("The term “Member” is defined otherwise; it is used in 30 clauses: 2.1, 2.2, 2.3,")
    assert label.endswith("2.30.")


def test_20_markup_and_script_in_the_text_stay_text() -> None:
    text = edited("anybody who asks", "anybody <del>who asks</del><style>ins{display:none}</style><script>x()</script>")
    assert "html" in rules(text)
    shown = page(redline(TEXT, text))
    assert "<style" not in shown and "<script" not in shown and shown.count("<del") <= 1


def test_21_text_that_imitates_our_words_stands_in_its_clause_only() -> None:
    text = edited("anybody who asks", "anybody who asks. No changes. Adopted")
    change = redline(TEXT, text)
    assert "No changes" not in faces.text(change).split("Clause", 1)[0]
    assert re.search(r"<ins[^>]*>[^<]*<[^>]*>?[^<]*No changes|<ins.*No changes", page(change), re.DOTALL)


def test_22_another_document_is_a_document_of_the_redline_whatever_it_is_called() -> None:
    old = {"text.md": TEXT}
    new = {"text.md": TEXT, ".gitattributes": "*.md -diff\n", ".mailmap": "A <a@a> <b@b>\n"}
    added = {entry.document for entry in redline(old, new).clauses if entry.change == "added"}
    assert added == {".gitattributes", ".mailmap"}


def test_23_a_clause_beyond_comparing_is_called_replaced_with_both_wordings_whole() -> None:
    old = "# A\n\n" + " ".join(f"ab{k} cd" for k in range(1500)) + "\n"
    new = "# A\n\n" + " ".join(f"xy{k} zq" for k in range(1500)) + "\n"
    change = redline(old, new)
    segments = [segment for entry in change.clauses for segment in entry.segments]
    assert "".join(s.text for s in segments if s.op != "+") == old
    assert "".join(s.text for s in segments if s.op != "-") == new
    assert told(change, "replaced") or {"added", "removed"} <= {entry.change for entry in change.clauses}


def test_24_five_small_amendments_are_one_change_since_the_release() -> None:
    steps = [
        ("Every reader", "A reader"),
        ("shall be", "may be"),
        ("two books", "one book"),
        ("30 days", "3 days"),
        ("is anybody", "is a member"),
    ]
    text = TEXT
    for old, new in steps:
        text = text.replace(old, new)
    labels = [notice.label for notice in redline(TEXT, text).notices]
    assert {"“shall” becomes “may”.", "“two” becomes “one”.", "“30 days” becomes “3 days”."} <= set(labels)


def test_25_the_counts_are_of_the_text_and_not_of_what_its_author_says() -> None:
    change = redline(TEXT, edited("must not be asked why", "must be asked why").replace("two", "three"))
    assert (change.summary.words_added, change.summary.words_removed) == (1, 2)
    assert headline(change.summary) == "2 words changed"


def test_26_every_document_of_the_set_is_in_the_redline_and_in_the_fingerprint() -> None:
    old = {"text.md": TEXT, "annex.md": "# Annex\n\nA fee may be asked.\n"}
    new = old | {"annex.md": "# Annex\n\nA fee must be asked.\n"}
    assert fingerprint(old) != fingerprint(new)
    [notice] = [notice for notice in redline(old, new).notices if notice.kind == "strength"]
    assert notice.label == "“may” becomes “must”."
