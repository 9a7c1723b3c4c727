"""Which words of the next version are the same ones: what a step replaces, what moves, what comes back, what an edit keeps."""

import pytest

from workbench.wording import provenance
from workbench.wording.carrying import Carried, Texts, again, carry
from workbench.wording.ledger import Lost, Pages, Splice
from workbench.wording.passages import digest
from workbench.wording.recall import Recall, State, windows

OPEN = "The reading room shall be open to every member on working days."
FEES = "No book that the library has lent costs anybody a fine."
QUIET = "Whoever sings or whistles here leaves at once."
REST = "# Rules\n\nThese are the rules.\n\nThey hold everywhere."


def told(*versions: str) -> str:
    """The words of the last version, each stretch behind its author; O, F, Q and R stand for the long texts."""
    book = provenance.blame([{"": text} for text in versions])
    text = "|".join(f"{span.version} {versions[-1][span.start : span.end]}" for span in book.spans(""))
    for letter, sentence in (("O", OPEN), ("F", FEES), ("Q", QUIET), ("R", REST)):
        text = text.replace(sentence, letter)
    return " ".join(text.split())


def state(text: str, *runs: tuple[int, int]) -> State:
    return State(digest(text), runs)


def test_a_step_says_what_it_replaced_what_went_and_how_many_words_are_new() -> None:
    recall = Recall()
    texts: Texts = {"a": ["One two.\n\n", "Three."], "b": ["Four."]}
    one, two, three = state("One two.", (4, 3)), state("Three.", (7, 2)), state("Four.", (9, 2))
    made = carry({}, {}, texts, recall, 4)
    pages: Pages = {"a": [one, two], "b": [three]}
    assert made == Carried(pages, (Splice("a", 0, 0, (one, two)), Splice("b", 0, 0, (three,))), (), 7)
    new = state("One big two.", (4, 1), (11, 1), (5, 2))
    made = carry(texts, pages, {"a": ["One big two.\n\n", "Three."], "c": []}, recall, 11)
    keys = tuple(windows(["Four", "."], 0, 2)[1])
    lost = (Lost("b", 0, 0, keys),) if keys else ()
    assert made == Carried({"a": [new, two], "c": []}, (Splice("a", 0, 1, (new,)), Splice("b", 0, 1, ())), lost, 1)


def test_a_step_to_a_text_that_stood_before_replaces_what_differs_and_has_no_new_words() -> None:
    one, two, three = state("One two three.", (0, 4)), state("Four.", (4, 2)), state("Five.", (6, 2))
    recall = Recall(gone={6, 7})
    old: Texts = {"a": ["One two three.", "Four."], "gone": ["Four."]}
    made = again({"a": [one, two], "gone": [two]}, {"a": [three, two], "new": [one]}, old, recall)
    keys = tuple(windows(["One", "two", "three", "."], 0, 4)[1])
    splices = (Splice("a", 0, 1, (three,)), Splice("new", 0, 0, (one,)), Splice("gone", 0, 1, ()))
    assert made.pages == {"a": [three, two], "new": [one]}
    assert (made.splices, made.fresh) == (splices, 0)
    assert made.lost == () and len(keys) == 2
    assert recall.gone == {4, 5}


def replaced(old: str, new: str) -> list[tuple[int, int, int]]:
    """Where passages, each a letter, were replaced: from which position on, how many, and by how many."""
    one, other = ([f"{letter}.\n\n" for letter in letters] for letters in (old, new))
    recall = Recall()
    first = carry({}, {}, {"": one}, recall, 0)
    made = carry({"": one}, first.pages, {"": other}, recall, first.fresh)
    return [(splice.at, splice.count, len(splice.states)) for splice in made.splices]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("abc", "abc", []),
        ("", "ab", [(0, 0, 2)]),
        ("ab", "", [(0, 2, 0)]),
        ("abc", "xbc", [(0, 1, 1)]),
        ("abc", "axc", [(1, 1, 1)]),
        ("abc", "abx", [(2, 1, 1)]),
        ("abc", "ab", [(2, 1, 0)]),
        ("abc", "bc", [(0, 1, 0)]),
        ("abcd", "xbcy", [(0, 1, 1), (3, 1, 1)]),
        ("abcde", "axcye", [(1, 1, 1), (3, 1, 1)]),
        ("abcde", "ace", [(1, 1, 0), (3, 1, 0)]),
        ("ace", "abcde", [(1, 0, 1), (2, 0, 1)]),
        ("aa", "aaa", [(2, 0, 1)]),
        ("aaa", "aa", [(2, 1, 0)]),
        ("aba", "abba", [(2, 0, 1)]),
        ("abba", "aba", [(2, 1, 0)]),
        ("abcd", "bcda", [(0, 1, 0), (4, 0, 1)]),
        ("abcd", "dabc", [(0, 0, 1), (3, 1, 0)]),
        ("abcd", "xdaby", [(0, 0, 2), (2, 2, 1)]),
        ("ab", "acbb", [(1, 0, 2)]),
    ],
)
def test_only_passages_that_differ_are_replaced(old: str, new: str, found: list[tuple[int, int, int]]) -> None:
    assert replaced(old, new) == found


@pytest.mark.parametrize(
    ("versions", "authors"),
    [
        # A short passage goes with the long one that it followed, or that followed it.
        ([f"{OPEN}\n\nYes.\n\n{REST}", f"{OPEN}\n\nYes.\n\n{FEES}\n\nYes.\n\n{REST}", f"{REST}\n\n{FEES}\n\nYes.\n\n{OPEN}\n\nYes."],
         "0 R |1 F Yes. |0 O Yes."),
        ([f"Yes.\n\n{OPEN}\n\n{REST}", f"Yes.\n\n{OPEN}\n\nYes.\n\n{FEES}\n\n{REST}", f"{REST}\n\nYes.\n\n{FEES}\n\nYes.\n\n{OPEN}"],
         "0 R |1 Yes. F |0 Yes. O"),
        # One that is unique goes anywhere.
        ([REST, f"Yes it is.\n\n{REST}", f"{REST}\n\nYes it is."], "0 R |1 Yes it is."),
    ],
)  # fmt: skip
def test_a_passage_that_moves_takes_its_authors_along(versions: list[str], authors: str) -> None:
    assert told(*versions) == authors


@pytest.mark.parametrize(
    ("versions", "authors"),
    [
        # What stands in place of one that moved is another one.
        ([f"{REST}\n\nYes it is.", f"Yes it is.\n\n{REST}\n\nYes, it is so."], "0 Yes it is. R |1 Yes, it is so."),
        # Over twenty characters come back wherever they stand, fewer do not.
        ([f"{REST}\n\nMembers bring their cards.", REST, f"Members bring their cards.\n\n{REST}\n\n{QUIET}"],
         "0 Members bring their cards. R |2 Q"),
        ([f"{REST}\n\nNobody may sing now.", REST, f"Nobody may sing now.\n\n{REST}\n\n{QUIET}"], "2 Nobody may sing now. |0 R |2 Q"),
        # A sentence comes back whatever stood beside it, and without what only begins as it did.
        ([f"{REST}\n\nOne. {OPEN} Two.", REST, f"{REST}\n\nElse. {OPEN} End."], "0 R |2 Else. |0 O |2 End."),
        ([f"{REST}\n\n{OPEN} No member sings.", REST, f"{REST}\n\n{OPEN} No member whistles."], "0 R O |2 No member whistles."),
        # Words that came back as a passage of their own are new in the passage they were last in.
        ([f"{FEES}\n\n{REST}", f"{FEES} {OPEN}\n\n{REST}", f"{FEES}\n\n{REST}\n\n{FEES} {OPEN} Always."],
         "0 F R |2 F |1 O |2 Always."),
    ],
)  # fmt: skip
def test_a_passage_comes_back_only_once_and_only_if_it_is_no_formula(versions: list[str], authors: str) -> None:
    assert told(*versions) == authors


@pytest.mark.parametrize(
    ("versions", "authors"),
    [
        ([f"Eggs fry.\n\n{REST}", f"Dogs bark.\n\n{REST}"], "1 Dogs bark. |0 R"),
        # The one edited may be the second of two, and is first looked for between the same neighbours.
        ([f"{OPEN}\n\n{FEES}\n\n{REST}", f"No book that the library has lent costs no fine.\n\n{REST}"],
         "0 No book that the library has lent costs |1 no |0 fine. R"),
        ([f"Dogs.\n\n{REST}\n\n{OPEN}", f"Dogs.\n\nThe reading room shall be open to members.\n\n{REST}\n\nThe room shall close."],
         "0 Dogs. |1 The reading room shall be open to members. |0 R The room shall |1 close|0 ."),
        # Once met between its neighbours it takes nothing from another that went.
        (["One two three four five six.\n\nKept.\n\nSeven two three four eight nine.\n", "One two three four five nine.\n\nKept.\n"],
         "0 One two three four five |1 nine|0 . Kept."),
        # A heading in place of a heading is that one edited, whatever it says.
        ([f"# Fees\n\n{OPEN}\n\n{REST}", f"# Fines\n\n{OPEN.replace('shall', 'must')}\n\n{REST}"],
         "0 # |1 Fines |0 The reading room |1 must |0 be open to every member on working days. R"),
        ([f" # Fees\n\n{OPEN}\n\n{REST}", f" # Fines\n\n{OPEN.replace('shall', 'must')}\n\n{REST}"],
         "0 # |1 Fines |0 The reading room |1 must |0 be open to every member on working days. R"),
        ([f"Fees\n\n{OPEN}\n\n{REST}", f"Fines\n\n{OPEN.replace('shall', 'must')}\n\n{REST}"],
         "1 Fines |0 The reading room |1 must |0 be open to every member on working days. R"),
        # No heading and no row becomes a paragraph.
        ([f"# Fees and fines of all members\n\nDogs.\n\n{REST}", f"Fees and fines of all members count.\n\n{REST}"],
         "1 Fees and fines of all members count. |0 R"),
        ([f"Fees and fines of all members\n\nDogs.\n\n{REST}", f"Fees and fines of all members count.\n\n{REST}"],
         "0 Fees and fines of all members |1 count. |0 R"),
        ([f"Dogs.\n\n{OPEN} {FEES}\n\n{REST}", f"{OPEN.replace('shall', 'must')}\n\n{FEES.replace('lent', 'sold')}\n\n{REST}"],
         "0 The reading room |1 must |0 be open to every member on working days. |1 No book that the library has sold costs anybody a fine. |0 R"),
        ([f"| Fees and fines | of all members |\n\nDogs.\n\n{REST}", f"Fees and fines of all members count.\n\n{REST}"],
         "1 Fees and fines of all members count. |0 R"),
    ],
)  # fmt: skip
def test_a_passage_that_was_edited_is_found_again(versions: list[str], authors: str) -> None:
    assert told(*versions) == authors


@pytest.mark.parametrize(("more", "authors"), [(15, "0 The same words |1"), (16, "1 The same words")])
def test_one_passage_in_place_of_one_is_that_one_edited_if_they_share_fifteen_words_in_a_hundred(
    more: int, authors: str
) -> None:
    old, new = (" ".join(f"{name}{number}" for number in range(count)) for name, count in (("o", 18), ("n", more)))
    found = told(f"The same words {old}", f"The same words {new} end")
    assert found == f"{authors} {new} end"


@pytest.mark.parametrize(
    ("old", "new", "authors"),
    [
        ("One the two five six seven", "the nine five six seven", "1 the nine |0 five six seven"),
        ("Five six seven one the two", "Five six seven nine the", "0 Five six seven |1 nine the"),
        ("Five six seven one the two", "Five six seven nine the ten", "0 Five six seven |1 nine the ten"),
        ("Members boat read here.", "Members whisper boat", "0 Members |1 whisper |0 boat"),
        ("Members box read here.", "Members whisper box", "0 Members |1 whisper box"),
        ("boat now big", "now here of boat of big", "1 now here of boat of |0 big"),
        (
            "Five six seven one of the two",
            "Five six seven nine of the ten",
            "0 Five six seven |1 nine |0 of the |1 ten",
        ),
        ("Five six seven one, two", "Five six seven nine, ten", "0 Five six seven |1 nine, ten"),
        ("The five six seven one", "The six seven one", "0 The six seven one"),
    ],
)
def test_a_short_word_between_two_changes_is_part_of_them(old: str, new: str, authors: str) -> None:
    assert told(old, new) == authors


def test_what_went_is_kept_by_every_three_words_with_the_words_beside() -> None:
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    old = {"a": [" ".join(words)]}
    recall = Recall()
    first = carry({}, {}, old, recall, 0)
    made = carry(old, first.pages, {"a": ["one two three four six seven eight nine"]}, recall, first.fresh)
    keys = windows(words, 0, len(words))[1]
    assert made.lost == (Lost("a", 0, 0, (keys[0],)), Lost("a", 0, 3, tuple(keys[3:6])))
    assert recall.gone == {0, 5}
    assert recall.windows == {keys[0]: [(0, 1, 2)], **{keys[at]: [(at, at + 1, at + 2)] for at in (3, 4, 5)}}
