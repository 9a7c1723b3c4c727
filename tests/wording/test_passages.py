"""A text as passages and words, exactly."""

from collections.abc import Sequence

import pytest

from workbench.wording.gaps import between, resplit
from workbench.wording.passages import (
    ROW,
    Digests,
    digest,
    packed,
    passages,
    places,
    unpacked,
    wording,
    words,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("\n", ["\n"]),
        ("One.\nTwo.", ["One.\nTwo."]),
        ("One.\n\nTwo.\n", ["One.\n\n", "Two.\n"]),
        ("One.\n \t\r\n\n\nTwo.", ["One.\n \t\r\n\n\n", "Two."]),
        ("\n\nOne.\n\nTwo.", ["\n\nOne.\n\n", "Two."]),
        ("\u00a0\n\nOne.", ["\u00a0\n\n", "One."]),
        ("One.\n\n", ["One.\n\n"]),
        ("# A\nOne\n## B\n", ["# A\nOne\n", "## B\n"]),
        ("- a\n  1. b\n* c\n+ d\n12) e\n> f\n| g |\n|h|\n####### i", 
         ["- a\n", "  1. b\n", "* c\n", "+ d\n", "12) e\n", "> f\n", "| g |\n|h|\n####### i"]),
        ("One\n-two\n1.three\n#four", ["One\n-two\n1.three\n#four"]),
    ],
)  # fmt: skip
def test_a_passage_begins_after_a_blank_line_and_at_an_item_a_heading_a_row_or_a_quotation(
    text: str, found: list[str]
) -> None:
    assert passages(text) == found


@pytest.mark.parametrize(
    ("passage", "own", "stand"),
    [
        ("One, two.\n\n", ["One", ",", "two", "."], [(0, 3), (3, 4), (5, 8), (8, 9)]),
        (" \n\n", [""], [(0, 3)]),
        ("a\u00a0b", ["a", "\u00a0", "b"], [(0, 1), (1, 2), (2, 3)]),
        ("\u00a0", ["\u00a0"], [(0, 1)]),
    ],
)
def test_words_and_signs_have_an_author_and_white_space_has_none(
    passage: str, own: list[str], stand: list[tuple[int, int]]
) -> None:
    assert words(passage) == tuple(own)
    assert places(passage) == stand


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (("a", "b"), "8d9c57afb645"),
        (("ab",), digest("ab").hex()),
        (("\ud800",), "5b9d8d7aa345"),
    ],
)
def test_a_digest_is_six_bytes_the_same_everywhere_of_any_text(parts: tuple[str, ...], value: str) -> None:
    assert digest(*parts).hex() == value


def test_a_wording_is_the_passage_whatever_white_space_its_words_stand_in() -> None:
    assert wording(" The\tmembers\r\n  meet.\n\n") == "The members meet."
    assert wording("a\u00a0 b") == "a\u00a0 b"


def test_numbers_that_follow_one_another_are_one_run() -> None:
    assert packed([4, 5, 6, 9, 8, 7, 0]) == ((4, 3), (9, 1), (8, 1), (7, 1), (0, 1))
    assert list(unpacked([(4, 3), (9, 1)])) == [4, 5, 6, 9]
    assert packed([1, 2]) == ((1, 2),)
    assert packed([]) == ()


@pytest.mark.parametrize("text", ["", "a", "\x1f\ud800", "a" * ROW, "a" * (ROW + 1), "b" * 3 * ROW])
@pytest.mark.parametrize("before", ["", "b", "a" * ROW, "a" * (ROW - 1), "a" * 2 * ROW + "b", "b" * 4 * ROW])
def test_the_digest_of_a_text_is_the_same_whatever_text_was_before(before: str, text: str) -> None:
    gaps = {"name": between(before, text)}
    started, going = Digests({"name": before}), Digests({})
    assert going.next({"name": before}, {"name": between("", before)}) == anew({"name": before})
    for digests in (started, going):
        assert digests.next({"name": text}, gaps) == anew({"name": text})
        same = {"name": between(text, text), "new": between("", before)}
        assert digests.next({"name": text, "new": before}, same) == anew({"name": text, "new": before})
        assert digests.next({}, {}) == anew({}) == digest()


def test_no_two_texts_have_one_digest() -> None:
    texts = [
        {"a": "bc"},
        {"a": "cb"},
        {"b": "ac"},
        {"a": "b", "c": ""},
        {"a": "", "b": "c"},
        {"a": "", "bc": ""},
        {"a": ["bc"]},
    ]
    assert len({anew(text) for text in texts}) == len(texts)


def anew(texts: dict[str, Sequence[str]]) -> bytes:
    return Digests({}).next(texts, {name: between("", parts) for name, parts in texts.items()})


FIVE = "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.\n"


@pytest.mark.parametrize(
    ("before", "after", "split"),
    [
        (FIVE, FIVE, []),
        (FIVE, FIVE.replace("Three", "Other words"), [2]),
        (FIVE, FIVE.replace("Three.\n\n", ""), []),
        (FIVE, FIVE.replace("Three.\n\n", "Three.\n\nMore.\n\n"), [3]),
        (FIVE, f"First. {FIVE}", [0]),
        (FIVE, f"{FIVE}Six.\n", [4]),
        (FIVE, FIVE.replace("One.\n\n", ""), []),
        (FIVE, FIVE.replace("Five.\n", ""), []),
        (FIVE, FIVE.replace("Two.\n\n", "").replace("Five.", "Two.\n\nFive."), []),
    ],
)
def test_only_the_passages_that_changed_are_new(before: str, after: str, split: list[int]) -> None:
    known = passages(before)
    found, _ = resplit(after, known)
    assert found == passages(after)
    assert [at for at, part in enumerate(found) if not any(part is old for old in known)] == split


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A.\n\nA.\n\nA.\n\n", "A.\n\nA.\n\n"),
        ("A.\n\nA.\n\n", "A.\n\nA.\n\nA.\n\n"),
        ("A.\n\nA.\n\nA.\n\n", "A.\n\n"),
        ("A.\n\n", ""),
        ("", "A.\n\nB."),
        ("", "\u00a0\n\nA."),
        ("A.\n\nB.\n\n", "B.\n\nB.\n\n"),
        ("A.\n\nB.\n\n  ", "A.\n\nB.\n\n  \n C."),
        ("A.\n- b", "A.\n-b"),
        ("A.\n\nB.", "\n\nA.\n\nB."),
        ("\n\nA.\n\nB.", "A.\n\nB."),
        ("\n\nA.\n\nB.", "B.\n\nA.\n\nB."),
        ("A.", " \n\n"),
    ],
)
def test_a_text_is_split_as_if_nothing_were_known(before: str, after: str) -> None:
    assert resplit(after, passages(before))[0] == passages(after)
