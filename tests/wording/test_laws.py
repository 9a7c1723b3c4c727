"""The laws of the redline, for texts that nobody chose."""

from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wording.test_redline import Docs, lawful, sides
from workbench.wording.clauses import parse
from workbench.wording.redline import Redline, Segment, redline
from workbench.wording.words import is_word, tokens

WORDS = [
    "the",
    "of",
    "model",
    "models",
    "data",
    "shall",
    "may",
    "not",
    "a",
    "is",
    "open-source",
    "1.2",
    "don't",
    "😀",
    "é",
]
LINES = st.lists(
    st.sampled_from([*WORDS, ",", ".", "**", "](x)", "{#i}", "\u200d", "\u0301", "\u00a0"]), max_size=12
).map(" ".join)
STARTS = st.sampled_from(["", "", "- ", "  - ", "# ", "> ", "1. ", "| ", "```", "    ", "[^1]: "])
ENDS = st.sampled_from(["\n", "\n\n", "\r\n", ""])
drafts = st.lists(st.tuples(STARTS, LINES, ENDS).map("".join), max_size=14).map("".join)
texts = st.one_of(st.text(max_size=120), drafts)


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, str]:
    """A draft, and the same draft with pieces cut out, put in, repeated and carried elsewhere."""
    old = draw(drafts)
    new = old
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(new)))
        end = draw(st.integers(start, len(new)))
        to = draw(st.integers(0, start))
        new = draw(
            st.sampled_from(
                [
                    new[:start] + new[end:],
                    new[:start] + draw(LINES) + new[start:],
                    new[:to] + new[start:end] + new[to:start] + new[end:],
                    new[:end] + new[start:],
                ]
            )
        )
    return old, new


pairs = st.one_of(st.tuples(texts, texts), revisions())


@given(pairs)
@settings(max_examples=300)
def test_accepting_all_is_the_new_text_and_rejecting_all_the_old(pair: tuple[str, str]) -> None:
    change = redline(*pair)
    assert sides(change) == pair
    assert lawful({"": pair[0]}, {"": pair[1]}, change)


@given(
    st.dictionaries(st.sampled_from(["a.md", "b.md", "c.txt"]), drafts),
    st.dictionaries(st.sampled_from(["b.md", "a.md", "c.txt"]), drafts),
)
def test_the_laws_hold_for_every_document_of_a_set(old: Docs, new: Docs) -> None:
    assert lawful(old, new, redline(old, new))


@given(revisions())
def test_the_laws_hold_for_clauses_that_were_given(pair: tuple[str, str]) -> None:
    old, new = parse(pair[0]), parse(pair[1])
    assert sides(redline(*pair, old_clauses=old, new_clauses=new)) == pair


@given(texts)
def test_tokens_joined_are_the_text_and_cut_no_word_and_no_grapheme(text: str) -> None:
    found = tokens(text)
    assert "".join(found) == text
    for one, other in pairwise(found):
        assert not (one[-1].isascii() and one[-1].isalnum() and other[0].isascii() and other[0].isalnum())
        assert category(other[0])[0] != "M" or category(one[-1]) == "Cc"


@given(revisions())
def test_between_two_changes_something_is_said(pair: tuple[str, str]) -> None:
    for before, kept, after in triples(redline(*pair)):
        words = [token for token in tokens(kept.text) if is_word(token)]
        if not any(map(is_word, tokens(before.text) + tokens(after.text))):
            continue  # marks of style came or went around words that stayed
        assert before.change is None or after.change is None or len(words) > 1 or len(words) == 1 and len(words[0]) > 3


def triples(change: Redline) -> Iterator[tuple[Segment, Segment, Segment]]:
    """Kept segments with the changed ones before and behind them."""
    for entry in change.clauses:
        for before, kept, after in zip(entry.segments, entry.segments[1:], entry.segments[2:], strict=False):
            if kept.op == "=":
                yield before, kept, after


@given(revisions())
def test_a_move_has_two_places_and_changes_have_every_number_once(pair: tuple[str, str]) -> None:
    change = redline(*pair)
    numbers = [segment.change for entry in change.clauses for segment in entry.segments if segment.change]
    assert sorted(set(numbers)) == list(range(1, change.summary.changes + 1))
    assert numbers == sorted(numbers)
    for move in {segment.move for entry in change.clauses for segment in entry.segments} - {None}:
        ops = {segment.op for entry in change.clauses for segment in entry.segments if segment.move == move}
        assert ops == {"-", "+"}


MIXED = " ".join(f"word{n * 7919 % 4001}" for n in range(4001))
SORTED = " ".join(f"word{n}" for n in range(4001))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 60_000, "a " * 50_000 + "b " + "a " * 5_000),
        ("a" * 200_000, "a" * 199_999 + "b"),
        (SORTED, MIXED),
        (SORTED.replace(" ", "\n"), MIXED.replace(" ", "\n")),
        (SORTED.replace(" ", "\n- "), MIXED.replace(" ", "\n- ")),
        ("".join(f"{'  ' * n}- a{n}\n" for n in range(500)), "".join(f"{'  ' * n}- b{n}\n" for n in range(500))),
        ("x\n\n" * 5_000, "x\n\n" * 4_000 + "y\n\n" * 500),
        ("](" * 20_000, "](" * 18_000 + "x"),
        ("# a" + " " * 100_000 + "b", "# a" + " " * 90_000 + "c"),
        ("e\u0301" * 20_000, "e\u0301" * 18_000 + "\u200d" * 500),
        ("一二三" * 6_000, "一二" * 8_000),
        ("a b\r\n" * 5_000, "a b\n" * 5_000),
    ],
    ids=[
        "a-a-a",
        "letters",
        "shuffled",
        "lines",
        "items",
        "nested",
        "repeated",
        "brackets",
        "spaces",
        "marks",
        "han",
        "ends",
    ],
)
@pytest.mark.timeout(20)
def test_texts_made_to_be_slow_are_answered_by_the_same_laws(old: str, new: str) -> None:
    assert sides(redline(old, new)) == (old, new)
