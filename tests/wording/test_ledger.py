"""What is kept of the authorship of a text: the very lines, and a book that is read from them goes on as it would have."""

import pytest

from workbench.wording import provenance
from workbench.wording.carrying import carry
from workbench.wording.ledger import Lost, Pages, Splice, Step, read, spliced
from workbench.wording.passages import passages
from workbench.wording.recall import Recall, State

OPEN = "The reading room shall be open to every member on working days."
FEES = "No member shall pay for a book that the library has lent."
QUIET = "Whoever sings in the reading room leaves it for the day."
VERSIONS = [
    {"règles.md": "One two three four five six.\n"},
    {"règles.md": "One six.\n"},
    {"b.md": "Seven.\n"},
]
LINES = [
    '[0,7,"lIM6G8eq",["règles.md"],1,[[0,0,0,[["cj52eYlq",0,7]]]],[]]',
    '[1,0,"uYYUnwEu",["règles.md"],1,[[0,0,1,[["tZT+Du75",0,1,5,2]]]],[[0,0,0,"cUER62btV68vlWEjW4PV"]]]',
    '[2,2,"QrCyG0mI",["b.md","règles.md"],1,[[0,0,0,[["f78xyQup",7,2]]],[1,0,1,[]]],[[1,0,0,"H03L"]]]',
]


def test_each_version_is_kept_in_one_line_of_numbers_and_digests() -> None:
    assert provenance.blame(VERSIONS).dump() == LINES


def test_a_line_says_which_passages_were_replaced_and_which_words_went() -> None:
    step = read(LINES[2])
    assert (step.version, step.fresh, step.mark.hex(), step.documents) == (2, 2, "42b0b21b4988", ("b.md",))
    assert step.splices == (
        Splice("b.md", 0, 0, (State(bytes.fromhex("7fbf31c90ba9"), ((7, 2),)),)),
        Splice("règles.md", 0, 1, ()),
    )
    assert step.lost == (Lost("règles.md", 0, 0, (0x1F4DCB,)),)
    assert read(LINES[1]).lost == (Lost("règles.md", 0, 0, (0x714111, 0xEB66ED, 0x57AF2F, 0x956123, 0x5B83D5)),)


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_is_read_is_written_the_same(line: str) -> None:
    assert read(line).line() == line


@pytest.mark.parametrize("runs", ["[0]", "[0,7,9]", '["a"]', "[null,1,2]"])
def test_a_line_whose_runs_are_not_pairs_is_refused(runs: str) -> None:
    broken = LINES[0].replace('"cj52eYlq",0,7', f'"cj52eYlq",{runs[1:-1]}')
    if runs == "[null,1,2]":
        broken = LINES[0].replace('["cj52eYlq",0,7]', "[null,1,2]")
    with pytest.raises(ValueError, match=r"^This is no line of a book of authors\.$"):
        read(broken)


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        ([f"{OPEN} {FEES}", OPEN], f"{OPEN} {QUIET} {FEES}"),
        ([f"{QUIET}\n\n{OPEN}\n\n{FEES}", f"{QUIET}\n\n{OPEN}"], f"{FEES}\n\n{OPEN}\n\n{QUIET}"),
        ([OPEN, QUIET, OPEN], f"{OPEN}\n\n{QUIET}"),
        ([OPEN, QUIET], OPEN),
    ],
)
def test_a_book_read_from_its_lines_knows_the_words_that_went(texts: list[str], last: str) -> None:
    book = provenance.blame([{"": text} for text in texts])
    again = provenance.load(book.dump(), {"": texts[-1]})
    for one in (book, again):
        provenance.advance(one, {"": last}, len(texts))
    assert again.spans("") == book.spans("")
    assert again.dump() == book.dump()


def test_learning_from_a_line_remembers_what_making_the_version_remembered() -> None:
    made, learnt = Recall(), Recall()
    texts: dict[str, list[str]] = {}
    pages: Pages = {}
    first = 0
    for text in (f"{OPEN}\n\n{FEES} {QUIET}", FEES, f"{QUIET}\n\n{FEES}", f"{OPEN}\n\n{QUIET} {FEES}"):
        new = {"": passages(text)}
        carried = carry(texts, pages, new, made, first)
        step = Step(0, carried.fresh, b"", ("",), carried.splices, carried.lost)
        step.learn(pages, learnt)
        assert learnt == made
        assert step.pages(pages) == carried.pages
        texts, pages, first = new, carried.pages, first + carried.fresh


def test_splices_of_one_document_count_in_the_version_before() -> None:
    one, two, three, four = (State(bytes([key]), ((key, 1),)) for key in range(4))
    splices = [Splice("a", 0, 0, (four,)), Splice("a", 1, 2, (one,)), Splice("gone", 0, 1, ())]
    assert spliced({"a": [one, two, three], "gone": [four]}, ("a", "new"), splices) == {
        "a": [four, one, one],
        "new": [],
    }
