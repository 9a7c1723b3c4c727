"""Quotations by their place in a whole text, carried through versions; and many at once."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.anchors import Carried, Quote, carry_texts

TEXT = """# Definition

## Use {#use}

Anyone may use the **system** for any purpose, and need not ask for permission to do so.

- Anyone may study how the system works and inspect its parts.
- Enough information about the data used to train the system must be published.

Publishers must say where the data came from, how it was selected, and how others can obtain it.
"""
GONE = Carried("gone", None, None, None, Fraction(1))


def carried(words: str, *texts: str, occurrence: int = 0) -> Carried:
    at = -1
    for _ in range(occurrence + 1):
        at = TEXT.index(words, at + 1)
    return carry_texts([TEXT, *texts], [Quote(at, at + len(words))])[0]


def test_a_passage_over_several_clauses_is_carried_as_one() -> None:
    found = carried("inspect its parts.\n- Enough information", TEXT.replace("Anyone may study", "Everybody may study"))
    assert (found.state, found.quote, found.confidence) == ("same", "inspect its parts.\n- Enough information", 1)


@pytest.mark.parametrize(
    "words", ["yone may us", "tem** for", " any purpose, ", "# Def", "so.\n\n- Any", "\n\n", "*", " "]
)
def test_a_passage_may_begin_and_end_anywhere(words: str) -> None:
    found = carried(words, "A new first paragraph.\n\n" + TEXT)
    assert (found.state, found.quote) == ("same", words)
    assert found.start == TEXT.index(words) + len("A new first paragraph.\n\n")


def test_an_edge_inside_a_word_moves_with_the_word() -> None:
    found = carried("yone may use the **sys", TEXT.replace("may use", "may always use"))
    assert (found.state, found.quote) == ("edited", "yone may always use the **sys")


def test_other_line_ends_and_other_styles_change_no_words() -> None:
    found = carried("the **system** for any purpose", TEXT.replace("**system** for any", "system\nfor *any*"))
    assert (found.state, found.quote) == ("same", "the system\nfor *any* purpose")


def test_words_carried_elsewhere_are_moved() -> None:
    item = "- Anyone may study how the system works and inspect its parts.\n"
    found = carried("study how the system works", TEXT.replace(item, "") + "\n" + item)
    assert (found.state, found.quote) == ("moved", "study how the system works")


def test_words_that_came_back_stand_where_they_stood_less_surely() -> None:
    for words in (", and need not ask for permission to do so", "Enough information about the data used", " not"):
        found = carried(words, TEXT.replace(words, ""), TEXT)
        at = TEXT.index(words)
        assert (found.state, found.start, found.end, found.quote) == ("same", at, at + len(words), words)
        assert found.confidence == Fraction(9, 10)


def test_a_word_that_came_back_is_known_again_though_its_clause_has_changed() -> None:
    without = TEXT.replace("need not ask", "need ask")
    found = carried(
        "not", without, without.replace("need ask", "need not ask").replace("Anyone may use", "All may use")
    )
    assert (found.state, found.quote) == ("same", "not")


def test_words_cut_out_in_one_clause_and_put_into_another_have_moved() -> None:
    part = ", how it was selected"
    found = carried("how it was selected", TEXT.replace(part, "").replace("its parts", f"its parts{part}"))
    assert found == GONE, "four words alone may be anybody's"
    part += ", and how others can obtain it"
    found = carried("how it was selected", TEXT.replace(part, "").replace("its parts", f"its parts{part}"))
    assert (found.state, found.quote, found.confidence) == ("moved", "how it was selected", Fraction(9, 10))


def test_words_that_are_gone_have_no_place_and_no_words() -> None:
    assert carried("for any purpose", TEXT.replace(" for any purpose", "")) == GONE
    assert carried("for any purpose", "") == GONE
    assert carried(" ", TEXT.replace("Anyone may", "Anyone-may").replace("# Definition", "#Definition")) == GONE


def test_of_a_passage_torn_apart_the_larger_part_is_shown() -> None:
    first = "Anyone may use the **system** for any purpose, and need not ask for permission to do so.\n\n"
    text = TEXT.replace(first, "") + "\n" + first
    found = carried("need not ask for permission to do so.\n\n- Anyone", text)
    assert (found.state, found.quote) == ("edited", "need not ask for permission to do so.")
    assert found.confidence < 1


def test_a_quotation_is_believed_before_its_place() -> None:
    words = "Anyone may"
    second = TEXT.index(words, TEXT.index(words) + 1)
    quotes = [Quote(second - 3, second, words), Quote(0, 4, "nobody"), Quote(second, second + len(words), words)]
    found = carry_texts([TEXT, TEXT], quotes)
    assert [one.start for one in found] == [second, None, second] and found[1] == GONE


def test_confidence_falls_when_the_words_before_or_behind_in_the_sentence_are_all_others() -> None:
    words = "must say where the data came from"
    plain = carried(words, TEXT)
    before = carried(words, TEXT.replace("Publishers", "Authors"))
    both = carried(words, TEXT.replace("Publishers", "Authors").replace(", how it was selected, and how others can obtain it", " and why it is there"))  # fmt: skip
    assert plain.state == before.state == both.state == "same"
    assert plain.confidence == 1 > before.confidence > both.confidence


def test_confidence_falls_with_every_word_that_changes() -> None:
    words = "where the data came from, how it was selected, and how others can obtain it"
    text, falling = TEXT, [carried(words, TEXT).confidence]
    for old, new in (("came", "comes"), ("selected", "chosen"), ("obtain", "have"), ("others", "people")):
        text = text.replace(old, new)
        falling.append(carried(words, text).confidence)
    assert falling == sorted(falling, reverse=True) and len(set(falling)) == len(falling)


@pytest.mark.parametrize("words", ["parts", "system works and inspect"])
def test_a_passage_without_a_home_is_never_given_one_by_unrelated_text(words: str) -> None:
    assert carried(words, "# Another\n\nNothing of this stands in the other text, not a single phrase.\n") == GONE


def test_of_repeated_clauses_each_keeps_its_own_words() -> None:
    clause = "- The user may refuse it in this case, and need not say why.\n"
    old = f"# T\n\n{clause}- Something else stands here.\n{clause}\nThe end of the text.\n"
    at = old.rindex("in this case")
    kept = old.replace(clause, "", 1)
    found = carry_texts(
        [old, kept], [Quote(at, at + 12), Quote(old.index("in this case"), old.index("in this case") + 12)]
    )
    assert found[0].start == kept.index("in this case") and found[1] == GONE


def test_a_text_emptied_and_restored_has_every_passage_again() -> None:
    quotes = [Quote(at, at + 25) for at in range(0, len(TEXT) - 25, 7)]
    found = carry_texts([TEXT, "", TEXT], quotes)
    assert {one.state for one in found} == {"same"}
    assert [one.start for one in found] == [quote.start for quote in quotes]


def test_no_text_at_all_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least the version"):
        carry_texts([], [])


LINES = st.lists(st.text("ab c.*_`|#>-\n\t[](é\u0301क्ष家", max_size=12), max_size=6).map("\n".join)


@given(LINES, LINES, st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=150)
def test_whatever_the_texts_are_an_answer_quotes_the_last_one(old: str, new: str, start: int, length: int) -> None:
    start, end = min(start, len(old)), min(start + length, len(old))
    quote = Quote(start, end)
    [same] = carry_texts([old, old], [quote])
    assert (same.start, same.end, same.quote) == (start, end, old[start:end])
    [found] = carry_texts([old, new, old, new], [quote])
    if found.state == "gone":
        assert (found.start, found.end, found.quote) == (None, None, None)
    else:
        assert found.start is not None and found.end is not None
        assert found.quote == new[found.start : found.end] and 0 < found.confidence <= 1


def test_a_sentence_that_kept_a_beginning_elsewhere_is_followed_through_all_its_edits() -> None:
    was = (
        "> An AI system is a machine-based system that can, for a given set of human-defined objectives, make predictions, "
        "recommendations, or decisions influencing real environments.\n"
    )
    now = (
        "> It follows the words of others:\n>\n> An AI system is a machine-based system that, for explicit objectives, "
        "infers how to make outputs such as predictions, content, recommendations, or decisions for environments.\n"
    )
    note = "> It follows.\n\n"
    old, new = note + was, now
    start = old.index("predictions")
    [found] = carry_texts([old, new], [Quote(start, start + len("predictions, recommendations, or decisions"))])
    assert (found.state, found.quote) == ("edited", "predictions, content, recommendations, or decisions")


def test_a_passage_that_begins_in_a_clause_nobody_changed_and_ends_in_another_is_followed_word_by_word() -> None:
    first, second = "Anyone may use the system.\n\n", "Weights count as part of it.\n"
    old, new = first + second, "Note this.\n\n" + first + second.replace("count", "always count")
    inside, across = old.index("use"), old.index("Weights")
    answers = carry_texts([old, new], [Quote(inside, inside + 10), Quote(inside, across + 13), Quote(across, len(old))])
    assert [(one.state, one.quote) for one in answers] == [
        ("same", "use the sy"),
        ("edited", "use the system.\n\nWeights always count"),
        ("edited", "Weights always count as part of it.\n"),
    ]
