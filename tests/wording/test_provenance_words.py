"""The author of every word of small texts, written out; and what a book says of itself."""

import pytest

from workbench.wording import earlier, provenance
from workbench.wording.provenance import Book, Span

OPEN = "The reading room shall be open to every member on working days."
FEES = "No member shall pay for a book that the library has lent."
QUIET = "Whoever sings in the reading room leaves it for the day."
SHORT = OPEN.replace("be open to every member ", "")


def told(*versions: str) -> str:
    """The words of the last version, each stretch behind its author; O, F and Q stand for the long sentences."""
    book = provenance.blame([{"": f"{text}\n"} for text in versions])
    text = "|".join(f"{span.version} {f'{versions[-1]}{chr(10)}'[span.start : span.end]}" for span in book.spans(""))
    for letter, sentence in (("O", OPEN), ("F", FEES), ("Q", QUIET)):
        text = text.replace(sentence, letter)
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("versions", "authors"),
    [
        (["One two three four five.", "One two new four five.", "One two new other five."], "0 One two |1 new |2 other |0 five."),
        (["The old a thing is here now.", "New words a stuff is here now."], "1 New words a stuff |0 is here now."),
        (["Alpha beta gamma delta epsilon zeta.", "One two three four five six seven alpha."], "1 One two three four five six seven alpha."),
        ([f"# Fees\n\n{OPEN}\n\n{FEES}", f"{OPEN}\n\n{FEES}\n\n# Fees"], "0 O F # Fees"),
        ([f"- Yes.\n- {OPEN}\n- No.\n- Yes.\n- {FEES}", f"- No.\n- Yes.\n- {FEES}\n- Yes.\n- {OPEN}"], "0 - No. - Yes. - F - Yes. - O"),
        ([f"{OPEN}\n\n{FEES}", OPEN, f"{OPEN}\n\n{QUIET}\n\n{FEES}"], "0 O |2 Q |0 F"),
        ([f"Yes it is.\n\n{OPEN}", OPEN, f"{OPEN}\n\nYes it is."], "0 O |2 Yes it is."),
        ([f"{OPEN} {FEES}", OPEN, f"{OPEN} {QUIET} {FEES}"], "0 O |2 Q |0 F"),
        ([OPEN, SHORT, f"{OPEN}\n\nMore."], "0 O |2 More."),
        ([f"{OPEN}\n\n{FEES}", f"{SHORT}\n\n{FEES}", f"{SHORT}\n\n{FEES.replace('a book', 'be open to every member a book')}"],
         f"0 {SHORT} No member shall pay for |2 be open to every member |0 a book that the library has lent."),
        ([f"{OPEN} {FEES}", f"{OPEN}\n\n{FEES}"], "0 O F"),
        ([OPEN, f"{QUIET}\n\n{OPEN.replace('shall', 'must')}"], "1 Q |0 The reading room |1 must |0 be open to every member on working days."),
        ([f"{OPEN}\n\n{OPEN}", OPEN, f"{OPEN}\n\n{OPEN}\n\n{FEES}"], "0 O O |2 F"),
        ([OPEN, "", f"{OPEN}\n\n{FEES}"], "0 O |2 F"),
        ([f"{OPEN}\n\n{FEES}\n\n{QUIET}", f"{QUIET}\n\n{FEES.replace('lent', 'sold')}\n\n{OPEN.replace('shall', 'must')}"],
         "0 Q No member shall pay for a book that the library has |1 sold|0 . The reading room |1 must |0 be open to every member on working days."),
        (["| a | b |\n|---|---|\n| one two | three |", "| a | b |\n|---|---|\n| new | row |\n| one two | four |"],
         "0 | a | b | |---|---| |1 | new | row | |0 | one two | |1 four |0 |"),
    ],
)  # fmt: skip
def test_every_word_has_the_version_that_put_it_there(versions: list[str], authors: str) -> None:
    assert told(*versions) == authors


TWO = {"a.md": "One two.\n\nThree four.\n\nFive.\n", "b.md": "Six.\n"}


@pytest.mark.parametrize(
    ("start", "end", "numbers"),
    [
        (0, 29, [0, 1, 2, 3, 4, 5, 6, 7]),
        (0, 1, [0]),
        (2, 5, [0, 1]),
        (3, 7, [1]),
        (3, 4, []),
        (8, 10, []),
        (7, 11, [2, 3]),
        (20, 24, [5, 6]),
        (4, 4, []),
    ],
)
def test_a_stretch_holds_the_words_it_shares_a_character_with(start: int, end: int, numbers: list[int]) -> None:
    book = provenance.start(TWO)
    assert book.numbers("a.md", start, end) == numbers
    assert book.numbers("b.md", 0, 5) == [8, 9]


def test_the_spans_of_each_document_cover_it_alone() -> None:
    book = provenance.start(TWO, 3)
    provenance.advance(book, TWO | {"b.md": "Six seven.\n"}, 4)
    assert book.spans("a.md") == [Span(0, 29, 3)]
    assert book.spans("b.md") == [Span(0, 4, 3), Span(4, 9, 4), Span(9, 11, 3)]


def test_the_pages_of_every_version_are_made_again_however_few_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{OPEN}\n\n{'More. ' * count}\n" for count in range(7)]
    whole = provenance.blame([{"": text} for text in texts])
    pages = [whole.pages(index) for index in range(7)]
    past = earlier.before(whole, "", 0, 500, lambda version: {"": texts[version]})
    monkeypatch.setattr(Book, "STRIDE", 3)
    few = provenance.blame([{"": text} for text in texts])
    for book in (few, provenance.load(few.dump(), {"": texts[-1]})):
        assert [book.pages(index) for index in range(7)] == pages
        assert earlier.before(book, "", 0, 500, lambda version: {"": texts[version]}) == past


def test_a_book_that_was_kept_is_written_on_as_if_it_had_stayed_open() -> None:
    texts = [{"": text} for text in ("One two.\n\nThree.\n", "One two.\n\nThree four.\n", "Zero.\n\nThree four.\n")]
    book = provenance.load(provenance.blame(texts[:2]).dump(), texts[1])
    assert provenance.advance(book, texts[2], 2).dump() == provenance.blame(texts).dump()


def test_a_number_that_does_not_rise_and_a_text_of_another_book_are_refused_in_words() -> None:
    book = provenance.start({"": "One.\n"}, 5)
    for version in (7, 9):
        provenance.advance(book, {"": f"One. Two {version}.\n"}, version)
    with pytest.raises(ValueError, match=r"^Version 8 comes after version 9\.$"):
        book.add({"": "Three.\n"}, 8)
    with pytest.raises(ValueError, match=r"^These are not the documents of the newest version in this book\.$"):
        provenance.load(book.dump(), {"": "One.\n\nTwo.\n"})
    with pytest.raises(ValueError, match=r"^This is no line of a book of authors\.$"):
        provenance.load(["{}"], {})


def before(*versions: str, words: str) -> list[tuple[int, str, tuple[int, ...]]]:
    book = provenance.blame([{"": f"{text}\n"} for text in versions])
    start = versions[-1].index(words)
    found = earlier.before(book, "", start, start + len(words), lambda version: {"": f"{versions[version]}\n"})
    return [(one.version, one.text, one.authors) for one in found]


@pytest.mark.parametrize(
    ("versions", "words", "found"),
    [
        ([OPEN, OPEN.replace("shall", "must"), OPEN.replace("shall", "may")], "may", [(2, "must", (1,)), (1, "shall", (0,))]),
        ([OPEN, OPEN.replace("shall", "must"), OPEN.replace("shall", "may")], "reading room", []),
        ([OPEN, OPEN.replace(" on working days", "")], "member.", [(1, "on working days", (0,))]),
        ([f"{OPEN}\n\n{FEES}", f"{OPEN}\n\nDogs wait outside."], "wait", [(1, FEES, (0,))]),
        ([f"{OPEN}\n\n{FEES}\n\n{QUIET}", "Dogs wait outside."], "wait", [(1, f"{OPEN}\n\n{FEES}\n\n{QUIET}", (0,))]),
        ([OPEN, OPEN.replace("working days", "all free days"), OPEN.replace("working days", "no day")], "no day",
         [(2, "all free days", (0, 1)), (1, "working", (0,))]),
    ],
)  # fmt: skip
def test_what_stood_before_is_told_the_newest_first(
    versions: list[str], words: str, found: list[tuple[int, str, tuple[int, ...]]]
) -> None:
    assert before(*versions, words=words) == found
