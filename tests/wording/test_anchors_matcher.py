"""What a quote matcher has to do, after the tests of Hypothesis's (peers.md, section 10)."""

from fractions import Fraction

import pytest

from workbench.wording.anchors import Anchor, Place, locate, place
from workbench.wording.blocks import Clause
from workbench.wording.clauses import read

SENTENCE = "The maker of a model may ask the user of the model to name the model in public."


def clause(text: str) -> Clause:
    return read({"d.md": text + "\n"})[0]


def found(
    quote: str, prefix: str = "", suffix: str = "", hint: int = 0, text: str = SENTENCE
) -> tuple[int, int] | None:
    known = clause(text)
    return locate([known], known.id, quote, hint, prefix, suffix)


def carried(quote: str, new: str) -> Place:
    old = clause(SENTENCE)
    start = old.text.index(quote)
    end = start + len(quote)
    made = Anchor("d.md", "new", old.id, quote, old.text[:start], old.text[end:].rstrip(), start, end)
    return place(made, [(old,), read({"d.md": new + "\n"}, (old,))])


def test_an_exact_match_is_as_sure_as_can_be() -> None:
    assert carried("ask the user", SENTENCE).confidence == 1


@pytest.mark.parametrize(
    "changes",
    [
        (("the user", "a user"), ("may ask", "can ask"), ("of the model to", "of it to")),
        (("The maker of a model", "Whoever wrote it"), ("may ask", "can beg")),
        (("to name the model in public", "that it be named"), ("of the model that", "again that")),
    ],
    ids=["in the quote", "before it", "behind it"],
)
def test_each_error_in_the_quote_or_around_it_makes_a_match_no_surer(changes: tuple[tuple[str, str], ...]) -> None:
    text, sure = SENTENCE, [Fraction(1)]
    for old, new in changes:
        text = text.replace(old, new)
        sure.append(carried("ask the user of the model", text).confidence)
    assert sure == sorted(sure, reverse=True)


def test_prefix_and_suffix_choose_among_repeats() -> None:
    first, second, third = (at for at in range(len(SENTENCE)) if SENTENCE.startswith("model", at))
    assert found("model", prefix="user of the ") == (second, second + 5)
    assert found("model", suffix=" in public.") == (third, third + 5)
    assert found("model", prefix="maker of a ", hint=third) == (first, first + 5)


def test_the_position_only_breaks_ties_and_without_one_the_first_is_taken() -> None:
    text = "A model, a model, a model."
    assert found("model", text=text) == (2, 7)
    assert found("model", hint=20, text=text) == (20, 25)
    assert found("model", prefix=", a ", suffix=", a", hint=20, text=text) == (11, 16)


@pytest.mark.parametrize(("quote", "text"), [("", SENTENCE), ("model", ""), ("", ""), ("nothing of this", SENTENCE)])
def test_nothing_is_found_for_no_quote_in_no_text_or_in_unrelated_text(quote: str, text: str) -> None:
    clauses = read({"d.md": text})
    assert all(locate(clauses, known.id, quote) is None for known in clauses)
    assert locate(clauses, "nosuch", quote) is None


def test_a_prefix_longer_than_what_precedes_or_a_suffix_past_the_end_is_no_hindrance() -> None:
    assert found("The maker", prefix="Words that stand nowhere. " * 4) == (0, 9)
    end = len(SENTENCE)
    assert found("in public.", suffix=" Words that stand nowhere." * 4) == (end - 10, end)
