"""Places in a clause told in words, and found again by them."""

from __future__ import annotations

import pytest

from workbench.errors import Refusal
from workbench.wording.spots import Flat, gap, point, read_gap, read_point, read_spot, spot


def test_a_place_is_the_same_place_with_its_white_space_as_one_space() -> None:
    flat = Flat("  one \n two\u00a0three   four", "\n")
    assert flat.text == " one two three four"
    places = [0, 2, 5, 8, 11, 12, 17, 20, 24]
    assert [flat.from_source(at) for at in places] == [0, 1, 4, 5, 8, 9, 14, 15, 19]
    assert [flat.to_source(flat.from_source(at)) for at in places] == places


SO = " ".join(["so"] * 24)
MANY = " ".join(f"word{number}" for number in range(60))
ALL = "the maker and the reader and the maker"


@pytest.mark.parametrize(
    ("text", "words", "nth", "expected"),
    [
        ("the maker and the reader", "maker", 1, "“maker”"),
        ("the maker and the reader", "the", 1, "“the” before “maker”"),
        ("the maker and the reader", "the", 2, "“the” after “and”"),
        ("the  maker and the\nreader", "the", 2, "“the” after “and”"),
        (ALL, "the", 1, "“the” before “maker and”"),
        (ALL, "the", 3, "“the” after “reader and”"),
        (ALL, "maker", 1, "“maker” before “and”"),
        (ALL, "and", 2, "“and” after “reader”"),
        ("a. a, a; a", "a", 2, "“a” after “a.”"),
        ("un café là", "café", 1, "“café”"),
        ("the one là the two", "the", 2, "“the” after “là”"),
        ("so the là, so the one", "the", 1, "“the” before “là”"),
        ("the là, the one", "the", 1, "“the” before “là”"),
        ("x so the one, so the two", "the", 1, "“the” before “one”"),
        ("a the b, a the b. a", "the", 1, "“the” before “b,”"),
        ("Well!!", "!", 1, "“!” after “Well”"),
        ("é " * 40, "é", 20, "the 20th “é”"),
        (SO, "so", 1, "the first “so”"),
        (SO, "so", 13, "the 13th “so”"),
        (SO, "so", 24, "the 24th “so”"),
        ("the maker, the maker and the end", "the maker", 2, "“the maker” after “maker,”"),
        (MANY, " ".join(f"word{n}" for n in range(3, 27)), 1, "“" + " ".join(f"word{n}" for n in range(3, 27)) + "”"),
        (MANY, " ".join(f"word{n}" for n in range(3, 28)), 1, "“" + " ".join(f"word{n}" for n in range(3, 28)) + "”"),
        (MANY, " ".join(f"word{n}" for n in range(3, 29)), 1, "everything from “word3 word4 word5 word6” to “word25 word26 word27 word28”"),
        (MANY, " ".join(f"word{n}" for n in range(1, 58)), 1, "everything from “word1 word2 word3 word4” to “word54 word55 word56 word57”"),
    ],
)  # fmt: skip
def test_words_are_quoted_so_that_they_are_the_only_ones(text: str, words: str, nth: int, expected: str) -> None:
    flat = Flat(text, "\n")
    at = -1
    for _ in range(nth):
        at = flat.text.find(words, at + 1)
    assert spot(flat, at, at + len(words)) == expected
    assert read_spot(flat, expected) == (flat.to_source(at), flat.to_source(at + len(words)))


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("one two three", 0, "at the beginning"),
        ("one two three", 13, "at the end"),
        ("one two three", 3, "after “one”"),
        ("one two three", 4, "before “two”"),
        ("one two, three", 7, "after “two”"),
        ("one two, three", 8, "after “two,”"),
        ("one  two", 5, "before “two”"),
        ("the one and the two", 3, "after the first “the”"),
        ("it is so. It is not so. It", 8, "after “is so”"),
        ("it is so. It is not so. It", 9, "after “is so.”"),
        ("it is so, it is not so!", 22, "after “not so”"),
        ("maker, maker! maker? maker", 5, "before “, maker”"),
        ("Xa, da", 2, "after “Xa”"),
        ("x yes (so", 7, "before “so”"),
        ("? ? ?", 2, "before the second “? ?”"),
        ("a so " * 20 + "end", 52, "before the eleventh “so”"),
        (f"x {SO}", 22, "after “x so so so so so so so”"),
        (f"x {SO}", 25, "after the eighth “so”"),
        (f"{SO} x", 51, "before “so so so so so so so x”"),
        (f"{SO} x", 48, "before the 17th “so”"),
        (SO, 2, "after the first “so”"),
        (SO, 3, "before the second “so”"),
        (SO, 59, "after the 20th “so”"),
        ("...!", 2, "after the first “..”"),
    ],
)
def test_a_place_between_characters_is_told_by_what_stands_beside_it(text: str, at: int, expected: str) -> None:
    flat = Flat(text, "\n")
    place = flat.from_source(at)
    assert point(flat, place) == expected
    assert read_point(flat, expected) == at
    assert read_point(flat, expected[0].upper() + expected[1:]) == at


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("  one two", 0, "at the beginning"),
        ("one  two", 3, "after “one”"),
        ("un café là", 7, "after “café”"),
        ("one two\none two\nsix", 7, "after the first “two”"),
        ("a b a c a d", 5, "after “b a”"),
        (SO, 2, "after the first “so”"),
        (SO, 14, "after the fifth “so”"),
        ("? ? ?", 3, "after the first “? ?”"),
    ],
)
def test_white_space_is_told_by_what_stands_before_it(text: str, at: int, expected: str) -> None:
    flat = Flat(text, "\n")
    place = flat.from_source(at)
    assert gap(flat, place) == expected
    assert read_gap(flat, expected) == (flat.to_source(place), flat.to_source(place + 1))


TEXT = "One thing  and another thing, and no thing."


@pytest.mark.parametrize(
    ("phrase", "place"),
    [
        ("“One”", (0, 3)),
        ("“thing” before “and another”", (4, 9)),
        ("“thing” before “, and”", (23, 28)),
        ("“thing” after “no”", (37, 42)),
        ("“thing ” after “One”", (4, 11)),
        ("the third “thing”", (37, 42)),
        ("everything from “and another” to “no”", (11, 36)),
        ("everything from the second “and” to “thing”", (30, 42)),
        ("everything from “and” after “thing,” to “thing”", (30, 42)),
        ("everything from “One” to “thing”", (0, 9)),
    ],
)
def test_words_are_found(phrase: str, place: tuple[int, int]) -> None:
    assert read_spot(Flat(TEXT, "\n"), phrase) == place


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("thing", "No words can be found by “thing”."),
        ("everything from “One”", "No words can be found by “everything from “One””."),
        ("“One” to “thing”", "No words can be found by ““One” to “thing””."),
        ("“thing”", "“thing” stands in the clause 3 times."),
        ("“thing” after “two”", "“thing” after “two” stands in the clause 0 times."),
        ("the fourth “thing”", "There is no fourth “thing” in the clause."),
        ("the last “thing”", "There is no last “thing” in the clause."),
        ("everything from “and no” to “and”", "Behind “and no” there is no “and”."),
        ("everything from “no thing” to “thing”", "Behind “no thing” there is no “thing”."),
    ],
)
def test_words_that_cannot_be_found_are_refused(phrase: str, why: str) -> None:
    with pytest.raises(Refusal) as no:
        read_spot(Flat(TEXT, "\n"), phrase)
    assert str(no.value) == why


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("at the beginning", "No white space stands at the beginning."),
        ("after “no thing.”", "White space stands after “no thing.” in 0 places."),
        ("after “and”", "White space stands after “and” in 2 places."),
        ("after the second “thing”", "No white space stands after the second “thing”."),
    ],
)
def test_white_space_that_cannot_be_found_is_refused(phrase: str, why: str) -> None:
    with pytest.raises(Refusal) as no:
        read_gap(Flat(TEXT, "\n"), phrase)
    assert str(no.value) == why


@pytest.mark.parametrize(
    ("phrase", "at"), [("at the end", 43), ("At the beginning", 0), ("after the first “thing”", 9)]
)
def test_a_place_is_found(phrase: str, at: int) -> None:
    assert read_point(Flat(TEXT, "\n"), phrase) == at


def test_signs_side_by_side_are_counted_each() -> None:
    assert read_spot(Flat("Well!!! So", "\n"), "the second “!”") == (5, 6)


WORDS = [f"w{number}" for number in range(40)]
FORTY = " ".join(WORDS)
LATE = " ".join([*WORDS[:9], *WORDS[19:27], *WORDS[17:27]])


@pytest.mark.parametrize(
    ("text", "struck", "expected"),
    [
        (f"{FORTY} so", FORTY, "everything from “w0 w1 w2 w3” to “w36 w37 w38 w39”"),
        (f"so {FORTY}", f" {FORTY}", f"“ {FORTY}”"),
        (f"so, {FORTY}", f", {FORTY}", "everything from “, w0 w1 w2” to “w36 w37 w38 w39”"),
        (f"so {FORTY}. So", f" {FORTY}.", "everything from “ w0 w1 w2 w3” to “w36 w37 w38 w39.”"),
        (f"so {FORTY}, so", f"{FORTY}, ", "everything from “w0 w1 w2 w3” to “w37 w38 w39, ”"),
        (f"w36 w37 w38 w39, {FORTY}. w36 w37 w38 w39", f"{FORTY}", "everything from “w0 w1 w2 w3” to “w36 w37 w38 w39”"),
        (FORTY.replace("w20 w21 w22 w23", "w36 w37 w38 w39"), None, "everything from “w0 w1 w2 w3 w4” to “w35 w36 w37 w38 w39”"),
        (LATE, None, "everything from “w0 w1 w2 w3 w4 w5 w6 w7 w8” to “w18 w19 w20 w21 w22 w23 w24 w25 w26”"),
    ],
)  # fmt: skip
def test_of_many_words_the_first_and_the_last_are_quoted_until_the_last_are_found(
    text: str, struck: str | None, expected: str
) -> None:
    flat = Flat(text, "\n")
    start = text.find(struck or text)
    end = start + len(struck or text)
    assert spot(flat, start, end) == expected
    assert read_spot(flat, expected) == (start, end)


@pytest.mark.parametrize(
    "phrase",
    [
        "“be.⟨line break⟩It”",
        "“is” after “be.⟨line break⟩It”",
        "everything from “So” to “be.⟨line break⟩It”",
        "the first “be.⟨line break⟩It”",
    ],
)
def test_a_line_break_told_is_one_that_stands_there(phrase: str) -> None:
    flat = Flat("So be.It is.", "\n")
    with pytest.raises(Refusal):
        read_spot(flat, phrase)
    with pytest.raises(Refusal):
        read_gap(flat, "after “be.⟨line break⟩It”")
