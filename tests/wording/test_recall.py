"""Words that were taken out and come back: how they are remembered, and when it is no accident."""

import pytest

from workbench.wording.passages import digest
from workbench.wording.recall import CHOICES, Recall, State, windows

TEN = list("abcdefghij")
KEYS = windows(TEN, 0, 10)[1]


def test_words_are_remembered_by_every_three_that_hold_one_of_them() -> None:
    assert windows(["One", "two", "three", "four"], 0, 4) == (0, [0x714111, 0xEB66ED])
    assert windows(["\ud800", "two", "three"], 0, 3)[1] != windows(["?", "two", "three"], 0, 3)[1]
    assert len(KEYS) == 8
    assert windows(TEN, 5, 6) == (3, KEYS[3:6])
    assert windows(TEN, 0, 2) == (0, KEYS[:2])
    assert windows(TEN, 8, 10) == (6, KEYS[6:])
    assert windows(TEN[:2], 0, 2) == (0, [])


def test_the_first_passage_of_a_wording_all_of_whose_words_are_gone_comes_back() -> None:
    recall = Recall()
    key = digest("One two.")
    one, two, other = State(key, ((0, 3),)), State(key, ((3, 3),)), State(digest("Else."), ((9, 2),))
    for state in (one, two, other, one):
        recall.note(state)
    assert recall.gone == {0, 1, 2, 3, 4, 5, 9, 10}
    assert recall.states == {key: [one, two], other.key: [other]}
    assert recall.state(key) == one
    recall.gone.discard(1)
    assert recall.state(key) == two
    recall.gone.discard(5)
    assert recall.state(key) is None
    assert recall.state(digest("Never.")) is None


def test_sixteen_places_are_remembered_of_words_that_were_taken_out_again_and_again() -> None:
    recall = Recall()
    for number in range(CHOICES + 3):
        for _ in range(2):
            recall.note(State(b"key", ((number * 3, 3),)))
            recall.keep([7], [number * 3, number * 3 + 1, number * 3 + 2])
    assert recall.states[b"key"] == [State(b"key", ((number * 3, 3),)) for number in range(16)]
    assert recall.windows == {7: [(number * 3, number * 3 + 1, number * 3 + 2) for number in range(16)]}


def taken_out(*passages: str) -> Recall:
    """All words of these passages are gone; they are numbered on from 0."""
    recall = Recall()
    first = 0
    for passage in passages:
        words = passage.split()
        recall.note(State(passage.encode(), ((first, len(words)),)))
        recall.keep(windows(words, 0, len(words))[1], range(first, first + len(words)))
        first += len(words)
    return recall


def filled(recall: Recall, text: str, numbers: str = "") -> str:
    """The numbers of the words of a passage after filling; a dash where there is none."""
    found = [None if sign == "-" else int(sign) for sign in numbers.split()] or [None] * len(text.split())
    recall.gone.difference_update(number for number in found if number is not None)
    recall.fill(text.split(), found)
    return " ".join("-" if number is None else str(number) for number in found)


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ("- 1 2 3", "0 1 2 3"),
        ("0 - 2 3", "0 1 2 3"),
        ("0 1 2 -", "0 1 2 3"),
        ("0 - - 3", "0 1 2 3"),
        ("- 1 2 -", "0 1 2 3"),
        ("0 1 - -", "0 1 2 3"),
        ("0 - - -", "0 1 2 3"),
        ("- 1 - 3", "0 1 2 3"),
        ("9 1 - 3", "9 1 2 3"),
        ("9 - 2 8", "9 - 2 8"),
        ("- 9 - 8", "- 9 - 8"),
        ("0 1 2 3", "0 1 2 3"),
        ("- - - -", "- - - -"),
    ],
)
def test_words_come_back_beside_a_word_they_stood_beside(numbers: str, found: str) -> None:
    assert filled(taken_out("a b c d"), "a b c d", numbers) == found


SENTENCE = "members of all ages may read here ."  # eight words and signs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (SENTENCE, "0 1 2 3 4 5 6 7"),
        (f"so . {SENTENCE}", "- - 0 1 2 3 4 5 6 7"),
        (f"so ! {SENTENCE} and", "- - 0 1 2 3 4 5 6 7 -"),
        (f"so {SENTENCE}", "- - - - - - - - -"),
        (f"{SENTENCE[:-2]} and so", "- - - - - - - - -"),
        (f"{SENTENCE[:-2]} and {SENTENCE}", "- " * 15 + "-"),
        (f"{SENTENCE} {SENTENCE}", "0 1 2 3 4 5 6 7 - - - - - - - -"),
    ],
)
def test_a_whole_sentence_of_eight_words_comes_back_anywhere_once(text: str, found: str) -> None:
    assert filled(taken_out(SENTENCE), text) == found


@pytest.mark.parametrize(
    ("sentence", "is_back"),
    [
        ("of all ages may read here .", False),
        ("who of all ages may read here", False),
        ("to be or not to be so .", True),
        ("a b c d e f g hijklm", False),
        ("a b c d e f g hijklmn", True),
        ("a b c d e f g h i .", False),
        ("a b c d e f g h i j .", True),
    ],
)
def test_a_sentence_of_fewer_words_or_of_twenty_characters_is_a_formula(sentence: str, is_back: bool) -> None:
    words = sentence.split()
    found = filled(taken_out(sentence), sentence)
    assert found == " ".join(str(at) if is_back else "-" for at in range(len(words)))


def test_a_sentence_in_the_middle_of_what_was_taken_out_comes_back_alone() -> None:
    for end, rest in (("end", "-"), ("after end", "- -")):
        recall = taken_out(f"before this . {SENTENCE} after it too")
        assert filled(recall, f"else . {SENTENCE} {end}") == f"- - 3 4 5 6 7 8 9 10 {rest}"


def test_sentences_that_stood_together_come_back_together_however_short_the_second_is() -> None:
    assert filled(taken_out(f"{SENTENCE} so be it ."), f"{SENTENCE} so be it .") == "0 1 2 3 4 5 6 7 8 9 10 11"


def test_a_formula_behind_other_words_does_not_come_back() -> None:
    assert (
        filled(taken_out("of all ages may read here ."), "so much more ! of all ages may read here .")
        == "- " * 10 + "-"
    )


def test_words_that_no_longer_stand_together_are_not_one_run() -> None:
    assert filled(taken_out("a b c d"), "a b c z b c d", "0 - - - - - -") == "0 1 2 - - - -"


def test_of_runs_as_long_that_share_words_the_first_comes_back() -> None:
    assert filled(taken_out("p q r y", "x p q r"), "x p q r y", "4 - - - 3") == "4 5 6 7 3"


def test_a_word_comes_back_once_the_longest_run_first() -> None:
    recall = taken_out("x y z p q r", "y z p q r s t")
    assert filled(recall, "x y z p q r s t", "- - - - - - - -") == "- - - - - - - -"
    assert filled(recall, "x y z p q r s t", "0 - - - - - - 12") == "0 6 7 8 9 10 11 12"


def test_a_run_that_holds_a_word_twice_does_not_come_back() -> None:
    recall = Recall(gone={1, 2, 3})
    recall.windows = {
        key: [window] for key, window in zip(windows(TEN[:5], 0, 5)[1], [(0, 1, 2), (1, 2, 1), (2, 1, 3)], strict=True)
    }
    assert filled(recall, "a b c d e", "0 - - - -") == "0 - - - -"
