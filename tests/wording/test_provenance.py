"""Who put these words here: the rules by which a word keeps its author, gets it back, or has a new one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording import earlier, provenance
from workbench.wording.gaps import between, resplit
from workbench.wording.passages import passages, places, unpacked, words
from workbench.wording.provenance import Book, Docs, Span

OPEN = "The reading room shall be open to every member on working days."
FEES = "No member shall pay for a book that the library has lent."
QUIET = "Whoever sings in the reading room leaves it for the day."
TEXT = f"# Rules\n\n{OPEN}\n\n{FEES}\n\n{QUIET}\n"


def blame(*versions: str) -> list[tuple[str, int]]:
    """The words of the last version, in stretches, each with its author; white space at the ends left out."""
    book = provenance.blame([{"": text} for text in versions])
    return [(versions[-1][span.start : span.end].strip(), span.version) for span in book.spans("")]


def authors(*versions: str) -> set[int]:
    return {version for _, version in blame(*versions)}


def before(*versions: str, words: str) -> list[tuple[int, str, tuple[int, ...]]]:
    book = provenance.blame([{"": text} for text in versions])
    start = versions[-1].index(words)
    found = earlier.before(book, "", start, start + len(words), lambda version: {"": versions[version]})
    return [(one.version, one.text, one.authors) for one in found]


def test_the_words_of_the_first_version_are_its_own() -> None:
    assert blame(TEXT) == [(TEXT.strip(), 0)]


def test_words_put_in_and_words_replaced_have_the_version_that_did_it() -> None:
    second = TEXT.replace("every member", "every member and guest").replace("No member", "Nobody")
    third = second.replace("working days", "all days of the year")
    found = blame(TEXT, second, third)
    assert ("and guest", 1) in found and ("Nobody", 1) in found and ("all days of the year", 2) in found
    assert {version for _, version in found} == {0, 1, 2}


def test_a_clause_that_moves_keeps_its_authors_also_when_it_is_edited_on_the_way() -> None:
    moved = f"# Rules\n\n{QUIET}\n\n{OPEN}\n\n{FEES}\n"
    assert authors(TEXT, moved) == {0}
    edited = moved.replace("for the day", "for a whole week")
    assert [words for words, version in blame(TEXT, edited) if version] == ["a whole week"]


def test_a_clause_divided_or_joined_keeps_its_authors() -> None:
    apart = TEXT.replace(f"{OPEN}\n\n{FEES}", f"{OPEN} {FEES}")
    assert authors(TEXT, apart) == {0}
    assert authors(apart, TEXT) == {0}


def test_a_sentence_carried_into_another_clause_keeps_its_author() -> None:
    both = f"# Rules\n\n{OPEN} Members bring a card that bears their name.\n\n{FEES}\n\n{QUIET}\n"
    elsewhere = f"# Rules\n\n{OPEN}\n\n{FEES}\n\n{QUIET} Members bring a card that bears their name.\n"
    assert authors(both, elsewhere) == {0}


def test_wrapping_a_text_otherwise_changes_no_author() -> None:
    wrapped = TEXT.replace(" to every", "\nto every").replace(" that the", "\r\n    that the")
    assert authors(TEXT, wrapped) == {0}
    assert authors(TEXT, wrapped, TEXT.replace("\n\n", "\n\n\n")) == {0}


def test_white_space_goes_with_the_word_before_it() -> None:
    book = provenance.blame([{"": "  One two.\n"}, {"": "  One new two.\n"}])
    assert book.spans("") == [Span(0, 6, 0), Span(6, 10, 1), Span(10, 15, 0)]


def test_a_version_that_stood_before_has_the_authors_it_had_then() -> None:
    second = TEXT.replace("shall", "may")
    book = Book()
    first_spans = None
    for index, text in enumerate([TEXT, second, TEXT.upper(), second]):
        book.add({"": text}, index)
        first_spans = first_spans or (book.spans("") if index == 1 else None)
    assert book.spans("") == first_spans


def test_a_clause_struck_out_and_put_back_later_has_its_first_authors_again() -> None:
    without = TEXT.replace(f"{FEES}\n\n", "")
    later = without.replace("working days", "all days")
    back = later.replace(f"{QUIET}\n", f"{QUIET}\n\n{FEES}\n")
    assert ("all", 2) in blame(TEXT, without, later, back)
    assert authors(TEXT, without, later, back) == {0, 2}


def test_one_change_taken_back_gives_its_words_back_while_others_stand() -> None:
    second = TEXT.replace("shall be open", "must remain open")
    third = second.replace("working days", "all days of the year")
    fourth = third.replace("must remain open", "shall be open")
    assert [words for words, version in blame(TEXT, second, third, fourth) if version] == ["all days of the year"]


def test_common_words_that_come_back_elsewhere_are_new() -> None:
    second = TEXT.replace(" on working days", "")
    third = second.replace("for the day", "on working days")
    assert ("on working days", 2) in blame(TEXT, second, third)


@pytest.mark.parametrize(
    ("sentence", "author"),
    [("This is a rule.", 2), ("Books that nobody has asked for in ten years may be sold.", 0)],
)
def test_a_formula_written_anew_elsewhere_is_new_and_a_long_sentence_is_not(sentence: str, author: int) -> None:
    first = TEXT.replace(OPEN, f"{OPEN} {sentence}")
    third = TEXT.replace(QUIET, f"{QUIET} {sentence}")
    assert authors(first, TEXT, third) == {0, author}


def test_documents_are_one_text_so_that_a_clause_may_go_from_one_to_another() -> None:
    book = provenance.blame([{"a.md": TEXT, "b.md": "# Other\n"}, {"b.md": f"# Other\n\n{TEXT}"}])
    assert {span.version for span in book.spans("b.md")} == {0}
    renamed = provenance.blame([{"a.md": TEXT}, {"new.md": TEXT}])
    assert {span.version for span in renamed.spans("new.md")} == {0}


@pytest.mark.parametrize(
    "text", ["", " \n", "\n\n\n", "x", "\ufeff# A\n", "a\rb\rc", "- a\n- a\n- a\n", "日本語の文。\n", " \u0301x"]
)
def test_any_text_is_covered_even_one_without_a_word(text: str) -> None:
    book = provenance.blame([{"": "Something.\n"}, {"": text}, {"": TEXT}, {"": text}])
    spans = book.spans("")
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert {span.version for span in spans} <= {0, 1}


def test_what_stood_before_is_told_back_to_the_first_version() -> None:
    second = TEXT.replace("shall be open", "must be open")
    third = second.replace("must be open", "may be open")
    assert before(TEXT, second, third, words="may") == [(2, "must", (1,)), (1, "shall", (0,))]
    assert before(TEXT, second, third, words="Whoever sings") == []


def test_words_taken_out_from_between_the_chosen_ones_are_told_too() -> None:
    second = TEXT.replace("every member on working days", "every member")
    assert before(TEXT, second, words="every member.") == [(1, "on working days", (0,))]
    assert before(TEXT, second, words="every member") == []


def test_what_stood_before_a_clause_that_moved_later_is_still_known() -> None:
    second = TEXT.replace("leaves it for the day", "pays a fine")
    third = f"# Rules\n\n{second.split(chr(10))[-2]}\n\n{OPEN}\n\n{FEES}\n"
    assert before(TEXT, second, third, words="pays a fine") == [(1, "leaves it for the day", (0,))]


def test_a_clause_in_place_of_another_tells_the_whole_of_it() -> None:
    second = TEXT.replace(FEES, "Dogs wait outside, unless they can read.")
    assert before(TEXT, second, words="unless they can") == [(1, FEES, (0,))]


def test_a_book_is_added_to_and_never_rewritten() -> None:
    book = provenance.start({"": TEXT})
    kept = book.dump()
    provenance.advance(book, {"": TEXT.replace("shall", "must")}, 1)
    assert book.dump()[:1] == kept
    assert "shall" not in "".join(book.dump()), "no words of the text are kept"


def test_versions_are_called_by_numbers_that_rise() -> None:
    book = provenance.start({"": "One.\n"}, 5)
    book.add({"": "One. Two.\n"}, 7)
    assert {span.version for span in book.spans("")} == {5, 7}
    with pytest.raises(ValueError, match="Version 7 comes after version 7"):
        book.add({"": "Three.\n"}, 7)


@pytest.mark.parametrize("line", ["", "{}", "[]", "[1,2]", '[0,1,"",["a"],1,[[9,0,0,[]]],[]]'])
def test_a_line_that_is_none_of_a_book_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        provenance.load([line], {})


def test_a_book_is_opened_only_with_its_own_text() -> None:
    lines = provenance.start({"": TEXT}).dump()
    with pytest.raises(ValueError, match="not the documents"):
        provenance.load(lines, {"": "Other.\n"})


def test_a_line_is_compact_and_reads_as_json() -> None:
    book = provenance.start({"rules.md": TEXT})
    version, fresh, _, documents, count, rows, lost = json.loads(book.dump()[0])
    assert (version, documents, count, lost) == (0, ["rules.md"], 1, [])
    assert rows[0][:3] == [0, 0, 0] and sum(state[2] for state in rows[0][3]) == fresh == len(words(TEXT))


WORDS = st.sampled_from(
    ["alpha", "beta", "gamma", "the", "of", "licence", "shall", "- ", "\n\n", "\n", "# ", ". ", "(", "1) ", "é", "語"]
)
VERSIONS = st.lists(st.lists(WORDS, max_size=40).map(" ".join), min_size=1, max_size=8)


@settings(max_examples=300)
@given(VERSIONS, st.data())
def test_the_laws_of_a_book_hold_for_any_history(texts: list[str], data: st.DataObject) -> None:
    docs: list[Docs] = [{"": text} for text in texts]
    book = Book()
    seen: dict[str, list[Span]] = {}
    for index, text in enumerate(texts):
        book.add({"": text}, index)
        spans = book.spans("")
        assert "".join(text[span.start : span.end] for span in spans) == text
        assert all(span.start < span.end and span.version <= index for span in spans)
        assert seen.setdefault(text, spans) == spans
        numbers = [n for state in book.pages(index)[""] for n in unpacked(state.runs)]
        assert len(numbers) == len(set(numbers)) == sum(len(words(part)) for part in passages(text))
    cut = data.draw(st.integers(1, len(texts)))
    again = provenance.load(book.dump()[:cut], docs[cut - 1])
    for index in range(cut, len(texts)):
        again.add(docs[index], index)
    assert again.dump() == book.dump()
    end = data.draw(st.integers(0, len(texts[-1])))
    for one in earlier.before(book, "", 0, end, docs.__getitem__):
        assert one.text and 0 < one.version < len(texts) and max(one.authors) < one.version


@given(st.text(alphabet="ab \n\r\t-#|*>1.)\u0301", max_size=60))
def test_passages_joined_are_the_text_and_the_places_of_words_are_their_own(text: str) -> None:
    found = passages(text)
    assert "".join(found) == text and all(found)
    for passage in found:
        stretches = [passage[start:end] for start, end in places(passage)]
        assert tuple(stretches) == words(passage) or words(passage) == ("",)


@given(*[st.text(alphabet="ab \n\r-#1.)", max_size=12)] * 5)
def test_only_what_changed_is_split_again(head: str, tail: str, old: str, new: str, more: str) -> None:
    before, after = (f"{head}\n\n{more}{middle}{more}\n\n{tail}" for middle in (old, new))
    known = passages(before)
    found, gaps = resplit(after, known)
    assert found == passages(after)
    assert gaps == between(known, found)
