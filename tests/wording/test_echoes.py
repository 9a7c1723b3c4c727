"""Changes that leave each other alone by place, and answer to each other all the same: by what they say and refer to."""

import pytest

from tests.wording.test_compatibility import held_against_merging
from workbench.wording.compatibility import Compatibility
from workbench.wording.echoes import cited, said
from workbench.wording.footprint import Base, Footprint, footprint
from workbench.wording.merge import merge
from workbench.wording.rebase import Carrier, rebase

BASE = """# Terms

Alpha one two three four.

Beta one two three four.

## Use {#use}

Gamma delta epsilon zeta words.

## Other

Many more words stand here too.
"""
NEW = "Nobody may sell the text itself."
Edit = tuple[str, str]
IN_ALPHA: Edit = ("three four.\n\nBeta", f"three four. {NEW}\n\nBeta")
IN_GAMMA: Edit = ("zeta words.", f"zeta words. {NEW}")
BEFORE_GAMMA: Edit = ("Gamma", f"{NEW} Gamma")
ABOVE_USE: Edit = ("## Use", f"{NEW}\n\n## Use")
AT_END: Edit = ("here too.\n", f"here too.\n\n{NEW}\n")
WRAPPED: Edit = ("here too.\n", "here too.\n\nNobody may sell\nthe text itself.\n")
ALSO: Edit = ("here too.\n", "here too.\n\nYou may use it. Nobody may sell the text itself.\n")
NO_USE: Edit = ("## Use {#use}\n\nGamma delta epsilon zeta words.\n\n", "")
NO_OTHER: Edit = ("## Other\n\nMany more words stand here too.\n", "")
NO_GAMMA: Edit = ("Gamma delta epsilon zeta words.\n\n", "")
BY_ID: Edit = ("Alpha", "Alpha (see [there](#use))")
BY_TITLE: Edit = ("Alpha", "Alpha (see [there](#other))")
BY_NUMBER: Edit = ("Alpha", "Alpha (see section 1.1)")


def edited(*edits: Edit) -> str:
    text = BASE
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def met(*sides: str) -> tuple[str, list[tuple[str, str]]]:
    """The state and the meetings, which are the same in both orders and in the table of all pairs."""
    one, other = ({"a.md": side} for side in sides)
    answer, turned = merge({"a.md": BASE}, one, other), merge({"a.md": BASE}, other, one)
    found = [(meeting.clause_id, meeting.kind) for meeting in answer.meetings]
    assert (turned.state, [(meeting.clause_id, meeting.kind) for meeting in turned.meetings]) == (answer.state, found)
    held_against_merging(Compatibility({"a.md": BASE}, [one, other]), {"a.md": BASE}, [one, other])
    return answer.state, found


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        (IN_ALPHA, IN_GAMMA, ["terms.2", "use.2"]),
        (BEFORE_GAMMA, IN_GAMMA, ["use.2"]),
        (ABOVE_USE, AT_END, ["use", "other.2"]),
        (ABOVE_USE, IN_GAMMA, ["use", "use.2"]),
        (ABOVE_USE, WRAPPED, ["use", "other.2"]),
        (IN_ALPHA, ALSO, ["terms.2", "other.2"]),
    ],
)
def test_a_sentence_that_two_put_in_at_two_places_is_there_twice_and_somebody_confirms(
    one: Edit, other: Edit, places: list[str]
) -> None:
    assert met(edited(one), edited(other)) == ("same_clause", [(place, "touching") for place in places])


def test_what_several_say_is_found_whoever_speaks_between_them() -> None:
    other = "Everybody may read it for ever."
    others = [(old, text.replace(NEW, other)) for old, text in (IN_ALPHA, AT_END)]
    sides = [edited(edit) for edit in (IN_ALPHA, others[0], IN_GAMMA, others[1])]
    found = {(p.a, p.b): p.meeting for p in Compatibility({"": BASE}, [{"": side} for side in sides]).pairs(True)}
    assert found == {(0, 1): "same_place", (0, 2): "touching", (1, 3): "touching"}


def test_a_sentence_that_two_put_in_at_one_place_is_there_once() -> None:
    assert met(edited(IN_GAMMA), edited(IN_GAMMA)) == ("clean", [("use.2", "same_change")])


def test_who_says_it_twice_on_purpose_only_repeats_himself() -> None:
    assert met(edited(IN_GAMMA), edited(IN_GAMMA, AT_END)) == ("clean", [("use.2", "same_change")])


def test_sentences_of_four_words_are_too_common_to_be_known_again() -> None:
    one, other = (
        edited(("here too.", "here too. You may use it.")),
        edited(("zeta words.", "zeta words. You may use it.")),
    )
    assert met(one, other) == ("clean", [])


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        (("## Other", "## Other {#here}"), ("# Terms", "# Terms {#here}"), ["terms", "other"]),
        (
            ("## Other", "## Other {#here}"),
            ("here too.\n", "here too.\n\n## More {#here}\n\nBy.\n"),
            ["other", "other.2"],
        ),
        (("## Other", "## Other {#here}"), ("zeta words.", "zeta words. {#here}"), ["use.2", "other"]),
    ],
)
def test_one_id_given_to_two_clauses_is_a_conflict(one: Edit, other: Edit, places: list[str]) -> None:
    assert met(edited(one), edited(other)) == ("conflict", [(place, "same_place") for place in places])
    made = merge({"a.md": BASE}, {"a.md": edited(one)}, {"a.md": edited(other)})
    assert made.docs and made.docs["a.md"].count("{#here}") == 1


def test_one_id_given_to_one_clause_by_both_is_no_conflict() -> None:
    named = ("## Other", "## Other {#here}")
    assert met(edited(named), edited(named)) == ("clean", [("other", "same_change")])
    assert met(edited(named), edited(("## Other", "## Others {#here}"))) == ("same_clause", [("other", "touching")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BY_ID, NO_USE),
        (BY_NUMBER, NO_USE),
        (BY_TITLE, NO_OTHER),
        (BY_ID, ("{#use}", "{#usage}")),
        (BY_ID, (" {#use}", "")),
    ],
)
def test_a_reference_to_what_the_other_takes_away_is_for_somebody_to_confirm(one: Edit, other: Edit) -> None:
    assert met(edited(one), edited(other)) == ("same_clause", [("terms.2", "touching")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (BY_ID, NO_OTHER),
        (BY_ID, NO_GAMMA),
        (BY_ID, ("## Use {#use}", "## Quite another title {#use}")),
        (BY_NUMBER, NO_OTHER),
        (BY_TITLE, NO_USE),
    ],
)
def test_a_reference_to_what_stays_is_nobodys_business(one: Edit, other: Edit) -> None:
    assert met(edited(one), edited(other)) == ("clean", [])


def test_a_reference_into_a_document_that_is_deleted_is_for_somebody_to_confirm() -> None:
    base = {"a.md": BASE, "b.md": "# Annex {#annex}\n\nWords of the annex.\n"}
    one, other = base | {"a.md": edited(("Alpha", "Alpha ([see](#annex))"))}, {"a.md": BASE}
    assert merge(base, one, other).state == "same_clause"
    held_against_merging(Compatibility(base, [one, other]), base, [one, other])


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        (IN_ALPHA, IN_GAMMA, ("", NEW)),
        (BY_ID, NO_USE, ("", "(see [there](#use))")),
        (NO_USE, BY_ID, ("", "")),
    ],
)
def test_a_revision_is_carried_over_such_a_change_only_to_be_confirmed(mine: Edit, theirs: Edit, words: Edit) -> None:
    base, newer = Base({"a.md": BASE}), {"a.md": edited(theirs)}
    made = rebase(base.docs, {"a.md": edited(mine)}, newer)
    assert (made.state, made.docs) == ("confirm", {"a.md": edited(mine, theirs)})
    first = made.receipt.wanting[0]
    assert (first.old, first.new.strip()) == words
    [carried] = Carrier(base, newer).carry_all([footprint(base, {"a.md": edited(mine)})])
    assert carried == made


def test_a_revision_is_carried_by_place_over_a_change_that_says_something_else() -> None:
    base, newer = Base({"a.md": BASE}), {"a.md": edited(BY_TITLE)}
    for mine in (IN_GAMMA, ABOVE_USE, NO_GAMMA):
        [carried] = Carrier(base, newer).carry_all([footprint(base, {"a.md": edited(mine)})])
        assert isinstance(carried, Footprint)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("One two three four five. One two three four.\n", ("one two three four five",)),
        ("- One two three four five\n- six seven Eight nine ten\n", ("one two three four five", "six seven eight nine ten")),
        ("1. one two three four five\n2. six seven eight nine ten\n", ("one two three four five", "six seven eight nine ten")),
        ("One two\nthree four five; six, seven eight nine ten!", ("one two three four five", "six seven eight nine ten")),
        ("One two three four five\n\nsix seven eight nine ten", ("one two three four five", "six seven eight nine ten")),
        ("## Title {#here}\n", ("{#here}",)),
        ("Version 1.2 of the text", ("version 1.2 of the text",)),
        ("", ()),
    ],
)  # fmt: skip
def test_what_is_said_is_told_sentence_by_sentence_and_by_ids(text: str, names: tuple[str, ...]) -> None:
    assert said(text) == names


def test_what_is_cited_are_numbers_and_ids_within_the_text() -> None:
    assert cited("see sections 2.1 and 3, [there](#here) and [out](https://a.example/#b)") == ("2.1", "3", "{#here}")
    assert cited("12 apples") == ()
