"""Two saves of one text: what is apart goes together by itself, what meets is asked, and every choice makes its text."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests import texts
from workbench.definition.reading import Text
from workbench.errors import Refusal
from workbench.proposals import drafting
from workbench.proposals.meeting import FIELDS, Meeting
from workbench.wording import clauses as wording
from workbench.wording.merge import merge

DOCS = {texts.DOCUMENT: texts.SECOND}
THEN = Text(DOCS, wording.read(DOCS))
LOAN = "A loan costs nothing for the first month. The library may ask for a name and an address, and for nothing else. {#lending-terms}"
SONG = "- what is said to a reader who sings. {#reading-silence}"
Change = tuple[str, str]


def changed(*changes: Change) -> dict[str, str]:
    text = texts.SECOND
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return {texts.DOCUMENT: text}


def met(saved: dict[str, str], typed: dict[str, str], **words: tuple[str, str, str]) -> Meeting:
    return Meeting(THEN, saved, typed, dict.fromkeys(FIELDS, ("", "", "")) | words)


def made(meeting: Meeting, *choices: Change, **own: str) -> str:
    """The text with these choices by the name of the place, or a person's own words for the first one."""
    keys = {question.name: question.key for question in meeting.questions}
    first = next(iter(keys.values()), "")
    picked = {keys[name]: choice for name, choice in choices}
    return meeting.text(picked, {first: own["own"]} if own else {})[texts.DOCUMENT]


CLAUSE = "clause 2.2"


def test_changes_of_different_clauses_ask_nobody() -> None:
    saved, typed = changed((SONG, "- the cat. {#reading-silence}")), changed(("for the first month", "for a week"))
    meeting = met(saved, typed)
    assert meeting.questions == ()
    assert (
        made(meeting)
        == changed((SONG, "- the cat. {#reading-silence}"), ("for the first month", "for a week"))[texts.DOCUMENT]
    )
    assert meeting.text({}, {}) == merge(DOCS, typed, saved).docs


def test_the_same_change_made_twice_asks_nobody() -> None:
    both = changed(("for the first month", "for a week"))
    assert met(both, both).questions == () and met(both, both).text({}, {}) == both


def test_words_apart_in_one_clause_begin_with_both() -> None:
    meeting = met(changed(("a name and an address", "a name")), changed(("for the first month", "for a week")))
    (question,) = meeting.questions
    both = LOAN.replace("a name and an address", "a name").replace("for the first month", "for a week")
    assert (question.name, question.begin, question.own) == (CLAUSE, "own", both)
    assert made(meeting, own=both) == changed((LOAN, both))[texts.DOCUMENT]
    assert made(meeting, (CLAUSE, "saved")) == changed(("a name and an address", "a name"))[texts.DOCUMENT]
    assert made(meeting, (CLAUSE, "typed")) == changed(("for the first month", "for a week"))[texts.DOCUMENT]


@pytest.mark.parametrize(
    "own", ["Loans are free. {#lending-terms}", "Loans are free. {#lending-terms}\n\nBooks come back dry.", ""]
)  # fmt: skip
def test_a_persons_own_words_take_the_place_of_both(own: str) -> None:
    saved = changed(("for the first month", "for a week"), (SONG, "- the cat. {#reading-silence}"))
    meeting = met(saved, changed(("for the first month", "for a year")))
    assert meeting.questions[0].begin == ""
    wanted = changed((LOAN + ("" if own else "\n\n"), own), (SONG, "- the cat. {#reading-silence}"))
    assert made(meeting, (CLAUSE, "own"), own=own) == wanted[texts.DOCUMENT]


def test_where_the_same_words_were_changed_somebody_has_to_choose() -> None:
    meeting = met(changed(("for the first month", "for a week")), changed(("for the first month", "for a year")))
    with pytest.raises(Refusal) as no:
        made(meeting)
    assert no.value.field == meeting.questions[0].key
    with pytest.raises(Refusal):
        made(meeting, (CLAUSE, "both"))
    assert made(meeting, (CLAUSE, "typed")) == changed(("for the first month", "for a year"))[texts.DOCUMENT]


def test_a_clause_removed_by_one_and_changed_by_the_other_is_kept_or_not_as_chosen() -> None:
    gone, typed = changed((LOAN + "\n\n", "")), changed(("for the first month", "for a year"))
    assert made(met(gone, typed), (CLAUSE, "typed")) == typed[texts.DOCUMENT]
    assert made(met(gone, typed), (CLAUSE, "saved")) == gone[texts.DOCUMENT]
    assert "for a year" in (met(gone, typed).questions[0].own or "for a year")


def test_a_clause_moved_by_one_and_changed_by_the_other_keeps_both_words() -> None:
    moved = changed((LOAN + "\n\n", ""), ("## Lending {#lending}\n\n", f"## Lending {{#lending}}\n\n{LOAN}\n\n"))
    meeting = met(moved, changed(("for the first month", "for a year")))
    assert meeting.questions == ()
    assert made(meeting) == moved[texts.DOCUMENT].replace("for the first month", "for a year")


def test_a_clause_moved_by_one_and_removed_by_the_other_is_asked_about() -> None:
    gone = changed((LOAN + "\n\n", ""))
    moved = changed((LOAN + "\n\n", ""), ("## Lending {#lending}\n\n", f"## Lending {{#lending}}\n\n{LOAN}\n\n"))
    meeting = met(moved, gone)
    assert meeting.questions
    for side, docs in (("saved", moved), ("typed", gone)):
        assert meeting.text({question.key: side for question in meeting.questions}, {}) == docs


def test_whole_texts_that_differ_everywhere_are_asked_about_and_each_can_be_had() -> None:
    typed, saved = {texts.DOCUMENT: "# Anew {#library}\n\nOther words.\n"}, {texts.DOCUMENT: ""}
    meeting = met(saved, typed)
    for side, docs in (("typed", typed), ("saved", saved)):
        picked = {question.key: side for question in meeting.questions}
        assert meeting.text(picked, {}) == docs


@pytest.mark.parametrize(
    ("was", "saved", "typed", "words"),
    [
        ("a", "a", "b", "b"), ("a", "b", "a", "b"), ("a", "b", "b", "b"), ("a", "b", "c", None),
    ],
)  # fmt: skip
def test_a_field_takes_the_change_of_whoever_changed_it(was: str, saved: str, typed: str, words: str | None) -> None:
    assert met(DOCS, DOCS, title=(was, saved, typed)).field("title") == words
    assert met(DOCS, DOCS, claimed=(was, saved, typed)).field("claimed") == words


def test_reasons_changed_in_different_paragraphs_go_together() -> None:
    was = "The fee keeps readers away.\n\nThe hours do not."
    saved, typed = was.replace("do not", "do too"), was.replace("The fee", "Any fee")
    meeting = met(DOCS, DOCS, rationale=(was, saved, typed))
    assert meeting.questions == () and meeting.field("rationale") == saved.replace("The fee", "Any fee")
    meeting = met(DOCS, DOCS, rationale=(was, was.replace("fee", "price"), was.replace("fee", "cost")))
    (question,) = meeting.questions
    assert (question.name, question.begin) == ("Why", "")
    assert meeting.chosen("rationale", {"rationale": "own"}, {"rationale": "Neither."}) == "Neither."
    assert "price" in meeting.chosen("rationale", {"rationale": "saved"}, {})


def written_by_somebody(docs: dict[str, str], chance: Random, mark: str) -> dict[str, str]:
    """A text after a few acts of an editor; every word put in is told from all others by its mark and number."""
    for n in range(chance.randrange(1, 4)):
        clauses = wording.read(docs, THEN.clauses)
        at = chance.choice([clause for clause in clauses if clause.kind != "heading"])
        act = chance.choice(["word", "word", "word", "remove", "shift", "insert"])
        if act == "word":
            words = drafting.words_of(at.text).split(" ")
            words[chance.randrange(max(1, len(words) - 1))] = f"{mark}{n}x"
            docs = drafting.apply(docs, clauses, {at.id: " ".join(words)}).docs
        elif act == "insert":
            docs = drafting.apply(docs, clauses, {}, {at.id: f"New words {mark}{n}x."}).docs
        elif act == "remove":
            docs = drafting.remove(docs, clauses, at.id).docs
        else:
            docs = drafting.shift(docs, clauses, at.id, chance.choice([-1, 1])).docs
    return docs


def test_no_word_that_is_chosen_is_lost_whatever_two_people_did() -> None:
    chance, asked = Random(5), 0
    for _ in range(250):
        saved, typed = (written_by_somebody(DOCS, chance, mark) for mark in ("saved", "typed"))
        meeting = met(saved, typed)
        if not meeting.questions:
            assert meeting.text({}, {}) == merge(DOCS, typed, saved).docs
            continue
        asked += 1
        for side, docs in (("saved", saved), ("typed", typed)):
            text = meeting.text({question.key: side for question in meeting.questions}, {})[texts.DOCUMENT]
            assert all(word in text for word in re.findall(rf"{side}\dx", docs[texts.DOCUMENT]))
        free = [question for question in meeting.questions if question.own is not None]
        choices = {question.key: "own" if question in free else "typed" for question in meeting.questions}
        own = {question.key: f"Words of one's own {n}." for n, question in enumerate(free)}
        assert all(words in meeting.text(choices, own)[texts.DOCUMENT] for words in own.values())
    assert asked > 40
