import pytest

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Segment
from workbench.wording.notices import notices


def clause(text: str, number: str = "2.1", id: str = "c", kind: str = "paragraph") -> Clause:
    return Clause(id, kind, number, "", text, 0, len(text))


def edit(*parts: str, number: str = "2.1", id: str = "c") -> ClauseChange:
    """A clause edited: "=kept", "-removed", "+added" in order; all of it one change."""
    segments = tuple(Segment(part[0], part[1:], None, None if part[0] == "=" else 1) for part in parts)
    old = "".join(part[1:] for part in parts if part[0] != "+")
    new = "".join(part[1:] for part in parts if part[0] != "-")
    return ClauseChange(id, "edited", clause(old, number, id), clause(new, number, id), segments)


def same(text: str, number: str, id: str) -> ClauseChange:
    return ClauseChange(id, "same", clause(text, number, id), clause(text, number, id), (Segment("=", text),))


def labels(*changes: ClauseChange) -> list[tuple[str, str]]:
    return [(notice.kind, notice.label) for notice in notices(changes)]


@pytest.mark.parametrize(
    ("parts", "kind", "label"),
    [
        (("=It ", "-should", "+must", "= be open.\n"), "strength", "“should” becomes “must”."),
        (("=It must ", "+not ", "=be open.\n"), "strength", "“not” is added."),
        (("=It must **", "+not ", "=be** open.\n"), "strength", "“not” is added."),
        (("=It must", "+\nnot", "= be open.\n"), "strength", "“not” is added."),
        (("=It ", "-only ", "=binds.\n"), "strength", "“only” is removed."),
        (("=code ", "-and", "+or", "= data.\n"), "strength", "“and” becomes “or”."),
        (("=It ", "-doesn’t", "+does", "= bind.\n"), "strength", "“doesn’t” is removed."),
        (("=within ", "-30", "+14", "= days.\n"), "number", "“30” becomes “14”."),
        (("=at least ", "-2.5 %", "+25 %", "=.\n"), "number", "“2.5 %” becomes “25 %”."),
        (("=if x ", "-≥", "+>", "= 3.\n"), "number", "“≥” becomes “>”."),
        (("=no", "+\u200b", "=thing\n"), "invisible", "A zero width space (U+200B) is added; a page does not show it."),
        (("=no", "-\u00ad", "=thing\n"), "invisible", "A soft hyphen (U+00AD) is removed; a page does not show it."),
        (
            ("=no", "+\u202e", "=thing\n"),
            "bidi",
            "A right-to-left override (U+202E) is added; it can turn the words around it round.",
        ),
        (
            ("=the ", "-model", "+m\u043edel", "= is\n"),
            "look-alike",
            "“model” is replaced by letters that look the same: LATIN SMALL LETTER O becomes CYRILLIC SMALL LETTER O.",
        ),
        (
            ("=see [it](https://a.org/", "-x", "+y", "=) now\n"),
            "link",
            "The link “it” now goes to https://a.org/y instead of https://a.org/x.",
        ),
        (("=see ", "+[", "=it", "+](https://a.org)", "= now\n"), "link", "A link from “it” to https://a.org is added."),
        (
            ("=a ", "-**", "=system", "-**", "= is\n"),
            "term",
            "The term “system” is no longer set in bold anywhere; it is still used once.",
        ),
        (
            ("=as in ", "+clause 9.9", "=.\n"),
            "reference",
            "“clause 9.9” leads nowhere: the new text has no clause of that number.",
        ),
    ],
)
def test_what_is_easily_overlooked_is_said_in_one_sentence(parts: tuple[str, ...], kind: str, label: str) -> None:
    found = [pair for pair in labels(edit(*parts)) if pair[0] == kind]
    assert found == [(kind, label)]


def test_a_notice_carries_both_sides_and_its_clause() -> None:
    assert notices([edit("=It ", "-may", "+shall", "= be.\n", id="use")]) == (
        Notice("strength", "may", "shall", "use", "“may” becomes “shall”."),
    )


@pytest.mark.parametrize(
    "parts",
    [
        ("=code", "+, data and weights", "= must be open.\n"),
        ("=It must be ", "-open and free", "+free and open", "=.\n"),
        ("=Anyone", "-\n", "+ ", "=may use it.\n"),
    ],
)
def test_ordinary_edits_give_no_notice(parts: tuple[str, ...]) -> None:
    assert labels(edit(*parts)) == []


def test_a_new_clause_gives_no_notice_of_words_because_nobody_overlooks_it() -> None:
    text = "It must not cost more than 5 euros.\n"
    assert labels(ClauseChange("c", "added", None, clause(text), (Segment("+", text, None, 1),))) == []


def test_words_only_carried_elsewhere_give_no_notice() -> None:
    text = "It must not cost more than 5 euros, see [it](https://a.org).\n"
    old, new = clause(text, "2.1"), clause(text, "3.1")
    there = ClauseChange("c", "moved", old, new, (Segment("-", text, "m1", 1),), "old")
    here = ClauseChange("c", "moved", old, new, (Segment("+", text, "m1", 1),), "new")
    assert labels(there, here) == []


def test_a_word_changed_inside_a_moved_clause_is_told_once() -> None:
    old, new = clause("It should be open.\n", "2.1"), clause("It must be open.\n", "3.1")
    there = ClauseChange(
        "c",
        "moved_edited",
        old,
        new,
        tuple(Segment("-", text, move, 1) for text, move in (("It ", "m1"), ("should", None), (" be open.\n", "m1"))),
        "old",
    )
    here = ClauseChange(
        "c",
        "moved_edited",
        old,
        new,
        tuple(Segment("+", text, move, 1) for text, move in (("It ", "m1"), ("must", None), (" be open.\n", "m1"))),
        "new",
    )
    assert labels(there, here) == [("strength", "“should” becomes “must”.")]


def test_a_reference_to_a_clause_that_goes_is_told_where_it_stands() -> None:
    gone = ClauseChange("x", "removed", clause("Gone.\n", "2.2", "x"), None, (Segment("-", "Gone.\n", None, 1),))
    assert labels(gone, same("As clause 2.2 says.\n", "1.1", "r")) == [
        ("reference", "“clause 2.2” leads nowhere: the new text has no clause of that number.")
    ]


def test_a_reference_that_means_another_clause_after_renumbering_is_told() -> None:
    new = ClauseChange("n", "added", None, clause("New.\n", "2.1", "n"), (Segment("+", "New.\n", None, 1),))
    text = "Old.\n"
    shifted = ClauseChange("o", "same", clause(text, "2.1", "o"), clause(text, "2.2", "o"), (Segment("=", text),))
    refers = same("As clause 2.1 says.\n", "1.1", "r")
    assert labels(refers, new, shifted) == [
        ("reference", "“clause 2.1” now means another clause; what was clause 2.1 is now clause 2.2.")
    ]


def test_a_reference_that_never_led_anywhere_is_not_held_against_the_amendment() -> None:
    refers = same("As Article 7 of the treaty says.\n", "1.1", "r")
    assert labels(refers, edit("=It ", "-is", "+was", "=.\n")) == []


def test_a_bracket_of_a_tag_is_no_number() -> None:
    found = labels(edit("=a ", "+<", "=b", "+>", "= c\n"))
    assert {kind for kind, _ in found} == {"sign"}
    assert ("number", "“5” is added.") in labels(edit("=at most", "+ 5", "= days\n"))
