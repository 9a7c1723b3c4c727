"""Passages at the edges: of a word, of white space, of a text; and what is answered where nothing stands any more."""

import re
from fractions import Fraction

import pytest

from workbench.wording.anchors import Anchor, Carried, Place, Quote, carry_texts, locate, place
from workbench.wording.clauses import read
from workbench.wording.reading import reading

SENTENCE = "Anyone may use the system for it.\n"
OPEN = "The model must be free &amp; open to all.\n"
GONE = Carried("gone", None, None, None, Fraction(1))


@pytest.mark.parametrize(
    ("old", "new", "words", "expected"),
    [
        (SENTENCE, SENTENCE.replace("Anyone", "Everybody"), "yone may use the sys", (10, "may use the sys")),
        (SENTENCE, SENTENCE.replace("system", "model"), "yone may use the sys", (2, "yone may use the")),
        ("\n\nA b.\n", "\n\nA b.\n", "\n\n", (0, "\n\n")),
        ("\n\nA b.\n", "New.\n\nA b.\n", "\n\n", None),
        ("\n\nA b.\n", "\n\nA b now.\n", "\n\nA b", (0, "\n\nA b")),
        ("\n\nA b.\n", "A b now.\n", "\n\nA b", (0, "A b")),
        ("A b.\n\n", "A b.\n\n", "\n\n", (4, "\n\n")),
        ("A b.\n\n", "A b now.\n\n", "\n\n", (8, "\n\n")),
        ("A b.\n\n", "A b.\n\nNew.\n", "\n\n", None),
        ("A b.\n\n", "A b.", "\n\n", None),
        ("One.   Two is here.\n", "One.  Two is so here.\n", "   Two is here", (4, "  Two is so here")),
        ("One.   Two is here.\n", "One.   Two is so here.\n", "   Two is here", (4, "   Two is so here")),
        ("A b c   \n d.\n", "A b so c \nd.\n", "b c   \n ", (2, "b so c \n")),
    ],
)
def test_an_edge_keeps_the_part_of_its_word_and_the_white_space_that_is_there_still(
    old: str, new: str, words: str, expected: tuple[int, str] | None
) -> None:
    start = old.index(words)
    found = carry_texts([old, new], [Quote(start, start + len(words))])[0]
    assert (found == GONE) if expected is None else ((found.start, found.quote) == expected)


def test_a_quotation_is_taken_where_its_words_stand_and_nothing_is_looked_for_nowhere() -> None:
    quotes = [Quote(0, 3, ""), Quote(3, 3, ""), Quote(0, 1, "here"), Quote(0, 1, "nowhere")]
    there, word = Carried("same", 3, 3, "", Fraction(1)), Carried("same", 7, 11, "here", Fraction(1))
    assert carry_texts(["A XXXX here.\n"] * 2, quotes) == [GONE, there, word, GONE]


def test_of_places_alike_the_nearest_and_then_the_first_is_taken() -> None:
    texts = ["aa\n", "a b a\n", "A model, XX model, XX again.\n", "A model XX, model again.\n"]
    one, two, three, four = (read({"": text}) for text in texts)
    assert locate(one, one[0].id, "a") == (0, 1)
    assert locate(two, two[0].id, "a", 2) == (0, 1)
    assert locate(two, two[0].id, "a", 3) == (4, 5)
    assert locate(three, three[0].id, "model") == (2, 7)
    assert locate(four, four[0].id, "model", 20) == (12, 17)


def placed(old: str, new: str, quote: str) -> Place:
    """The place in a text whose clauses got their ids anew."""
    first, last = (read({"d.md": text}) for text in (old, new))
    holder = next(clause for clause in first if quote in reading(clause).text)
    return place(Anchor("d.md", "new", holder.id, quote, "", "", 0, 0), [first, last])


def test_words_that_read_as_quoted_were_not_edited_whatever_their_source() -> None:
    new = OPEN.replace("&amp;", "&")
    assert placed(OPEN, new, "free & open") == Place("same", "preamble", 18, 29, "free & open", Fraction(3, 4))
    found = placed(OPEN, "First.\n\n" + new, "free & open")
    assert found == Place("moved", "preamble.2", 18, 29, "free & open", Fraction(3, 4))


def test_what_is_gone_has_an_empty_place_in_the_clause_it_was_last_seen_in() -> None:
    new = "First.\n\n" + OPEN.replace("free &amp; open", "yours")
    assert placed(OPEN, new, "free & open") == Place("gone", "preamble.2", 0, 0, "", Fraction(1))
    nowhere = Anchor("d.md", "new", "nosuch", "free", "", "", 0, 4)
    assert place(nowhere, [read({"d.md": OPEN})]) == Place("gone", "nosuch", 0, 0, "", Fraction(1))


def test_without_a_version_nothing_can_be_carried() -> None:
    with pytest.raises(ValueError, match=f"^{re.escape('A path has at least the version an anchor was made on.')}$"):
        carry_texts([], [])


def test_a_quotation_that_is_not_where_it_should_be_is_told_by_what_stood_around_it() -> None:
    path = [read({"": "The model, a model here, one model more.\n"})] * 2
    starts = [
        place(Anchor("", "new", path[0][0].id, "model", prefix, suffix, 0, 0), path).start
        for prefix, suffix in (("", ""), ("a ", ""), ("", " here"), ("one ", ""), ("", " more"))
    ]
    assert starts == [4, 13, 13, 29, 29]


def test_an_answer_does_not_depend_on_what_else_was_asked() -> None:
    first, second, last = (
        "Terms forbid no sharing at all.\n\n",
        "Data the use! Data use the be use data!\n\n",
        "This stays.\n",
    )
    turned = "Data use! Data the use the be use data!\n\n"
    texts = [first + second + last, turned + first + last, turned.replace(" data!", "") + first + last]
    quote = Quote(texts[0].index("Data use"), len(texts[0]) - 1)
    answers = [carry_texts(texts, quotes)[0] for quotes in ([quote], [quote, Quote(0, len(texts[0]))], [quote])]
    assert answers == [Carried("edited", 10, 33, "Data the use the be use", Fraction(5, 8))] * 3
