"""Words followed one by one: the cases that decide a rule of their own."""

import pytest

from workbench.wording.anchors import Quote, carry_texts
from workbench.wording.clauses import read
from workbench.wording.lineage import FOUND, MOVED, Lineage, Passage, Way, shared
from workbench.wording.sheets import Version

A = "Anyone may use the system for any purpose.\n\n"  # atoms 0 to 8
B = "Weights count as part of every model.\n\n"  # 9 to 16
C = "Terms forbid no sharing at all.\n"  # 17 to 23
OLD = A + B + C


def versions(*texts: str) -> tuple[Version, ...]:
    found: list[Version] = []
    for text in texts:
        found.append(read({"": text}, found[-1] if found else ()))
    return tuple(found)


def line(*texts: str) -> Lineage:
    return Lineage(versions(*texts))


def spelt(*texts: str) -> str:
    """The last version, with a dot for what is not of the first, and in brackets what was found again."""
    made = line(*texts)
    words = [word if at < made.size else "·" for word, at in zip(made.new.words, made.ids, strict=True)]
    return " ".join(f"[{word}]" if mark & FOUND else word for word, mark in zip(words, made.marks, strict=True))


D = "Use it now.\n\n"
E = "But so forbid no sharing at all ever.\n"
F = "\nNow may use the system for any reason.\n"
PHRASE = "So one two three may four five six do.\n\n"
HALVES = "Anyone may one two three use the system four five six for any purpose.\n\n"
END = "\nThat is the end"
ONE = "One thing must be kept open here.\n"
THEN = "Then it all ends here at last.\n"
OLD_A, OLD_B = "Anyone may use the system for any purpose .", "Weights count as part of every model ."
FOUND_E = "· · [forbid] [no] [sharing] [at] [all] · ·"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([A + B + D + C, OLD, A + D + B + C], f"{OLD_A} · · · · {OLD_B} Terms forbid no sharing at all ."),
        ([OLD, B, B + E], f"{OLD_B} {FOUND_E}"),
        ([OLD, B, B + E, B + E + F], f"{OLD_B} {FOUND_E} · [may] [use] [the] [system] [for] [any] · ·"),
        (["We say so forbid no sharing at all.\n\n" + B, B, E[4:] + "\n" + B], f"[so] {FOUND_E[4:]} {OLD_B}"),
        (
            [A + B + "But go now to all Anyone there.\n", B, "We go now to all\n\n" + A + B],
            f"· · · · · {' '.join(f'[{word}]' for word in OLD_A.split())} {OLD_B}",
        ),
    ],
)
def test_words_are_known_again_by_phrases_of_five_words(texts: list[str], expected: str) -> None:
    assert spelt(*texts) == expected


@pytest.mark.parametrize(
    ("words", "end"), [("one two three may four five six", ""), ("one two three end four five six", END)]
)
def test_two_halves_of_a_phrase_are_no_phrase(words: str, end: str) -> None:
    old = A + PHRASE.replace("one two three may four five six", words) + B + end
    found = spelt(old, A + B + end, HALVES + B + end)
    assert found.startswith("Anyone may · · · [use] [the] [system] · · · for any purpose .")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([A, A.replace(" use", ""), A], OLD_A.replace("use", "[use]")),
        ([A, A.replace(" use", ""), A.replace(" may", "")], OLD_A.replace("may use", "·")),
        ([A, A.replace(" use", ""), A.replace(" the", "")], OLD_A.replace("use the", "·")),
        ([A + B, A.replace(" may", "") + B, D + A + B], f"· · · · {OLD_A.replace('may', '[may]')} {OLD_B}"),
        ([A, A.replace(" may", ""), D + A.replace("any", "no")], f"· · · · {OLD_A.replace('may', '[may]').replace('any', '·')}"),
        (
            ["so two\n\n" + ONE, f"Zero {ONE}\nso two\n", ONE + "\nso two\n", "so two\n\nZero " + ONE],
            "so two · One thing must be kept open here .",
        ),
        (
            ["A b\n\n" + THEN, THEN + "\nA b\n", THEN + "\nA b zero\n", THEN + "\nA b\n", "A b\n\n" + THEN, "A b zero\n\n" + THEN],
            "A b · Then it all ends here at last .",
        ),
    ],
)  # fmt: skip
def test_a_single_word_is_known_again_between_the_words_it_stood_between(texts: list[str], expected: str) -> None:
    assert spelt(*texts) == expected


def test_what_was_given_once_is_not_given_again() -> None:
    assert line(A + B + A + C, B + C, A + B + C).ids[:10] == [*range(8), 25, 9]


def test_a_word_that_comes_back_in_a_clause_that_moved_is_moved_too() -> None:
    made = line(OLD, A.replace(" use", "") + B + C, B + A + C)
    assert (made.ids[8:12], [*made.marks[8:12]]) == ([0, 1, 2, 3], [MOVED, MOVED, MOVED | FOUND, MOVED])


def test_a_word_that_went_ends_a_run() -> None:
    made = line("One two three four five.\n", "One two three five.\n")
    assert (made.now, made.runs) == ([0, 1, 2, -1, 3, 4], [1, 1, 1, 2, 3, 3])


@pytest.mark.parametrize(
    ("new", "expected"),
    [("One two three.\n", Passage(0, 3, 0, False)), ("One two.\n", None), ("One ten nine.\n", Passage(0, 3, FOUND, False))],
)  # fmt: skip
def test_three_words_of_ten_are_enough(new: str, expected: Passage | None) -> None:
    assert line("One two three four five six seven eight nine ten.\n", new).passage(0, 10) == expected


def test_what_a_passage_and_its_place_have_in_common_is_counted_on_both_sides() -> None:
    assert line(OLD, OLD).alike(0, 9, Passage(0, 3, 0, False)) == (6, 12)
    assert line("*a* b.\n").alike(0, 1, Passage(0, 1, 0, False)) == (1, 1)
    assert shared(["a", "b", "a"], ["a", "c", "a", "a"]) == 2 and shared([], ["a"]) == shared(["a"], []) == 0


@pytest.mark.parametrize(
    ("old", "new", "words", "state", "quote"),
    [
        ('So [("one two")] now.\n', ['So [("one big two")] now.\n'], '[("one two")]', "edited", '[("one big two")]'),
        ('So [("one ten two")] now.\n', ['So [("one big two")] now.\n'], '[("one ten two")]', "edited", '[("one big two")]'),
        ("Its one. And its system.\n", ["Its one. And system and code its.\n"], ". And its", "edited", ". And system and code its"),
        (OLD, [B + A + C, B + A + C + "\nNew.\n"], "use the system", "moved", "use the system"),
        (OLD, [B + A + C, B + A + C + "\nNew.\n"], "Weights", "same", "Weights"),
    ],
)  # fmt: skip
def test_a_passage_takes_its_signs_along_and_is_moved_only_with_its_clause(
    old: str, new: list[str], words: str, state: str, quote: str
) -> None:
    start = old.index(words)
    [found] = carry_texts([old, *new], [Quote(start, start + len(words))])
    assert (found.state, found.quote) == (state, quote)


def test_clauses_nobody_asks_for_are_followed_as_one_atom() -> None:
    assert Lineage(versions(OLD, A + C), [frozenset({1}), frozenset()]).size == 17
    way = Way(versions(OLD, A + B.replace("part", "a part") + C))
    sizes = [way.line(spans).size for spans in ((), [(0, 1)], (), [(0, len(OLD))], ())]
    assert sizes == [10, 18, 18, 24, 24]
