import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.wording.blocks import Clause
from workbench.wording.changes import ClauseChange, Notice, Segment, Summary
from workbench.wording.notices import KINDS, headline, notices
from workbench.wording.redline import redline


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
        (("=within ", "-30", "+14", "= days.\n"), "number", "“30 days” becomes “14 days”."),
        (("=at least ", "-2.5 %", "+25 %", "=.\n"), "number", "“2.5 %” becomes “25 %”."),
        (("=if x ", "-≥", "+>", "= 3.\n"), "sign", "“≥” becomes “>”."),
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
            "“model” is replaced by “m\u043edel”, which looks the same: LATIN SMALL LETTER O becomes CYRILLIC SMALL LETTER O.",
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
            "The term “system” is no longer set in bold anywhere; it is still used in clause 2.1.",
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
        ("reference", "“clause 2.1” now means another clause; what was clause 2.1 is now clause 2.2."),
        ("numbering", "Clause 2.1 becomes 2.2."),
    ]


def test_a_reference_that_never_led_anywhere_is_not_held_against_the_amendment() -> None:
    refers = same("As Article 7 of the treaty says.\n", "1.1", "r")
    assert labels(refers, edit("=It ", "-is", "+was", "=.\n")) == []


def test_a_bracket_of_a_tag_is_no_comparison() -> None:
    assert labels(edit("=a ", "+<b>", "=b", "+</b>", "= c\n")) == []
    assert labels(edit("=a", "+<", "-=", "=b c\n")) == [("sign", "“=” becomes “<”.")]
    assert ("number", "“5 days” is added.") in labels(edit("=at most", "+ 5", "= days\n"))


def told(old: str, new: str, *kinds: str) -> list[tuple[str, str]]:
    """The notices of these kinds, or all, between two texts of Markdown."""
    return [(notice.kind, notice.label) for notice in redline(old, new).notices if not kinds or notice.kind in kinds]


MEANING = ("strength", "sign", "number", "unit", "date")


@pytest.mark.parametrize(
    ("old", "new", "kind", "label"),
    [
        ("within 30 days of it", "within 30 working days of it", "unit", "“30 days” becomes “30 working days”."),
        (
            "within thirty (30) days",
            "within thirty (14) days",
            "number",
            "“thirty (30) days” becomes “thirty (14) days”.",
        ),
        ("a fine of 5 kg or so", "a fine of 5 g or so", "unit", "“5 kg” becomes “5 g”."),
        ("a store of 20 MB here", "a store of 20 GB here", "unit", "“20 MB” becomes “20 GB”."),
        ("two-thirds of the votes", "one half of the votes", "number", "“two-thirds” becomes “one half”."),
        ("it takes ½ of all", "it takes ¾ of all", "number", "“½” becomes “¾”."),
        ("it costs € 1 000 now", "it costs € 1 000.50 now", "number", "“€ 1 000” becomes “€ 1 000.50”."),
        ("by 12% per year", "by 12‰ per year", "unit", "“12%” becomes “12‰”."),
        ("since January 2025 only", "since June 2025 only", "date", "“January 2025” becomes “June 2025”."),
        (
            "on 1st of March, 2026 it",
            "on 2nd of March, 2026 it",
            "date",
            "“1st of March, 2026” becomes “2nd of March, 2026”.",
        ),
        ("on 04/05/2026 it ends", "on 04/06/2026 it ends", "date", "“04/05/2026” becomes “04/06/2026”."),
        ("no more than five seats", "no fewer than five seats", "sign", "“no more than” becomes “no fewer than”."),
        ("up to five seats each", "at least five seats each", "sign", "“up to” becomes “at least”."),
        ("if x < 3 then so", "if x ≤ 3 then so", "sign", "“<” becomes “≤”."),
        ("neither code nor data here", "both code nor data here", "strength", "“neither” is removed."),
        ("they can't be read", "they can be read", "strength", "“can't” is removed."),
    ],
)
def test_amounts_dates_and_comparisons_are_told_whole(old: str, new: str, kind: str, label: str) -> None:
    assert told(f"It is {old}.\n", f"It is {new}.\n", *MEANING) == [(kind, label)]


def test_amounts_that_change_places_are_told() -> None:
    old = "At least 2 and at most 5 members sit.\n"
    labels = [label for _, label in told(old, "At least 5 and at most 2 members sit.\n", *MEANING)]
    assert labels == ["“2” becomes “5 members”.", "“5 members” becomes “2 members”."] or len(labels) >= 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It must be free and open to all.\n", "It must be open and free to all.\n"),
        ("It **must** be open.\n", "It must be open.\n"),
        ("A rule of 30 days for\nall of them.\n", "A rule of 30 days\nfor all of them.\n"),
        ("See https://a.org/1/4 for must.\n", "See https://a.org/2/0 for must.\n"),
        ("The month of may be dry.\n", "The month of may be wet.\n"),
        ("As in the 2nd part, v2 and RFC2119 say it.\n", "As in the 2nd part, v2 and RFC2119 said it.\n"),
    ],
)
def test_what_means_the_same_gives_no_notice_of_meaning(old: str, new: str) -> None:
    assert told(old, new, *MEANING) == []


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("It is must.", "It is m\u0338ust.", "A combining long solidus overlay (U+0338) is added; it is drawn over the letter before it."),
        ("It is open.", "It is open ✔.", "A heavy check mark (U+2714) is added; the text had none before."),
        ("It is open.", "It is open к.", "A cyrillic small letter ka (U+043A) is added; the text had none before."),
    ],
)  # fmt: skip
def test_signs_the_text_had_not_are_named(old: str, new: str, label: str) -> None:
    assert told(f"{old}\n", f"{new}\n", "character") == [("character", label)]


def test_letters_and_signs_the_text_has_already_are_not_named() -> None:
    assert told("Größe – слово.\n", "Größe – слово и süß – да.\n", "character") == []


def test_words_written_apart_or_together_are_told() -> None:
    assert told("They cannot leave.\n", "They can not leave.\n", "space") == [
        ("space", "“cannot” is now written apart: “can not”.")
    ]
    assert told("It is now here.\n", "It is no where.\n", "space") == [
        ("space", "“now here” is now written in other places apart: “no where”.")
    ]
    assert told("One word.\n", "One  word.\n", "space") == [
        ("space", "One space (U+0020) more, without a change of words.")
    ]


def test_markup_around_words_that_stay_is_told() -> None:
    assert told("It must be open.\n", "It `must` be open.\n", "markup") == [
        ("markup", "Only markup changes: “`” is added.")
    ]
    assert told("# One\n\nText.\n", "## One\n\nText.\n", "markup") == [
        ("markup", "Only markup changes: “#” becomes “##”.")
    ]


def test_references_by_link_footnote_and_label_that_lead_nowhere_are_told() -> None:
    old = "See [it](#end), a note[^1] and [the roll][].\n\n# End {#end}\n\nWords.\n\n[^1]: A note of words.\n\n[the roll]: https://a.org\n"
    new = (
        old.replace("# End {#end}", "# Finish")
        .replace("[^1]: A note of words.\n\n", "")
        .replace("[the roll]: https://a.org\n", "")
    )
    labels = {label for _, label in told(old, new, "reference")}
    assert "“[^1]” leads nowhere: the new text has nothing of that name." in labels
    assert "“[the roll]” leads nowhere: the new text has nothing of that name." in labels


def test_a_document_that_numbers_its_headings_itself_is_believed() -> None:
    old = "# Rules\n\n## 4. Powers\n\nWords of power.\n\n## 5. Duties\n\nAs section 4 says, so be it.\n"
    new = old.replace("## 4. Powers", "## 6. Powers")
    assert told(old, new, "reference") == [
        ("reference", "“section 4” leads nowhere: the new text has no clause of that number.")
    ]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("Words.", "“Seat” means a chair.", "The term “Seat” is now defined; no other clause uses it."),
        ("“Seat” means a chair.", "Words.", "The term “Seat” is no longer defined anywhere."),
        ("A seat means a chair.", "A seat means a stool.", "The term “seat” is defined otherwise; no other clause uses it."),
        ("**Seat**: a chair.\n\nOne seat.", "**Seat**: a stool.\n\nOne seat.", "The term “Seat” is defined otherwise; it is used in clause 1.2."),
    ],
)  # fmt: skip
def test_defined_terms_that_come_go_or_change_are_told(old: str, new: str, label: str) -> None:
    texts = [f"# Title\n\n# Definitions\n\n{text}\n" for text in (old, new)]
    assert ("term", label.replace("clause 1.2", "clause 2.2")) in told(*texts, "term")


def test_a_clause_without_a_word_kept_is_called_replaced() -> None:
    [label] = [
        label
        for _, label in told(
            "# A {#a}\n\nOne two three four. {#x}\n", "# A {#a}\n\nFive six seven eight. {#x}\n", "replaced"
        )
    ]
    assert label.endswith("is replaced whole: none of its 4 words is kept. Read both wordings.")


def test_no_notice_is_told_twice_and_all_are_in_the_order_of_their_kinds() -> None:
    old = "Every reader may keep 2 books, [here](https://a.org/x), and shall.\n" * 3
    new = "Every re\u200bader must keep 3 books, [here](https://a.org/y), or should.\n" * 3
    found = redline(old, new).notices
    ranks = [list(KINDS).index(notice.kind) for notice in found]
    assert len(set(found)) == len(found) and ranks == sorted(ranks)


@given(
    st.text(alphabet="must nota5 %days\n*`[](#)“”:.—<>\u200b\u0430é&shy;", max_size=80),
    st.text(alphabet="must nota5 %days\n*`[](#)“”:.\u0430", max_size=80),
)
def test_whatever_changes_notices_are_found_and_each_is_of_a_known_kind(old: str, new: str) -> None:
    for notice in redline(old, new).notices:
        assert notice.kind in KINDS and notice.label.endswith(".") and "\n" not in notice.label


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (Summary(1, 1, 1, 0, 212), "212 lines re-wrapped, 1 word changed"),
        (Summary(3, 5, 2, 1, 0), "5 words changed, 1 passage moved"),
        (Summary(1, 0, 0, 0, 0), "markup or punctuation changed"),
        (Summary(), "no words changed"),
    ],
)
def test_the_head_of_a_redline_counts_noise_apart(summary: Summary, line: str) -> None:
    assert headline(summary) == line
