"""Every open proposal over the text: any set of them in it, at an address that can be passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.writers import FREE, SINGS, Writers
from workbench.proposals import actions, laid, replays, together
from workbench.wording.footprint import Base, footprint

WEEK = ("A loan costs nothing for the first month.", "A loan costs nothing for the first week.")
NAME = ("ask for a name and an address", "ask for a name")
NEW = ("Anyone may copy the catalogue", "The catalogue is kept for ever.\n\nAnyone may copy the catalogue")
FIRST = ("# The open library", "Read this first.\n\n# The open library")
GONE = ("- the places where a reader may sit; {#reading-places}\n", "")


def filed(writers: Writers, *changes: tuple[str, str]) -> list[int]:
    return [writers.filed(change, title=f"Number {at}").no or 0 for at, change in enumerate(changes, 1)]


def note(page: str, no: int, clause: str) -> str:
    """What stands about one proposal beside one clause."""
    section = re.search(rf'<section class="clause[^>]*id="{clause}".*?</section>', page, re.DOTALL)
    assert section, clause
    found = re.findall(rf'<li class="thread[^>]*id="note-{no}-.*?</li>', section[0], re.DOTALL)
    return " ".join(map(words_in, found))


def result(page: str) -> str:
    """The words of the text with the chosen proposals in it, as a reader of the new text sees them."""
    text = re.search(r'<div id="text".*', page, re.DOTALL)
    assert text
    return words_in(re.sub(r'<ol class="threads".*?</ol>|<del>.*?</del>', "", text[0], flags=re.DOTALL))


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    asked: list[str] = []
    listener = "before_cursor_execute", lambda *words: asked.append(words[2])
    event.listen(app.extensions["engine"], *listener)
    yield asked
    event.remove(app.extensions["engine"], *listener)


def test_every_open_proposal_stands_beside_the_clauses_it_changes(writers: Writers, desk: Desk) -> None:
    filed(writers, FREE, SINGS, NEW, FIRST, GONE)
    page = desk.read("/proposals/over")
    assert note(page, 1, "lending-terms").startswith("1 Number 1 A loan costs nothing for the first month.")
    assert note(page, 2, "reading-silence") == (
        "2 Number 2 what is said to a reader who sings or hums. Take in proposal 2"
    )
    assert "behind it: The catalogue is kept for ever." in note(page, 3, "catalogue-complete")
    assert "before it: Read this first." in note(page, 4, "library")
    assert "takes it out: the places where a reader may sit;" in note(page, 5, "reading-places")
    assert '<mark class="anchor h1" data-threads="note-1-clause-10">' in page
    assert "<ins" not in re.sub(r'<p class="laid">.*?</p>', "", page.partition('id="text"')[2].partition("</main>")[0])


def test_ticked_proposals_are_in_the_text_at_an_address_of_their_own(writers: Writers, desk: Desk) -> None:
    filed(writers, FREE, SINGS, NAME)
    page = desk.read("/proposals/over?with=1&with=3")
    assert "Proposals 1, 3 in the text" in words_in(page)
    assert "in the text" in note(page, 1, "lending-terms") and "Take in" in note(page, 2, "reading-silence")
    assert re.findall(r'value="(\d)" checked', page) == ["1", "3"]
    again = desk.read("/proposals/over?with=3,1&with=1")
    assert again.partition('id="over"')[2] == page.partition('id="over"')[2]
    assert "A loan costs nothing. The library may ask for a name, and" in result(
        desk.read("/proposals/over?with=1,3&view=new")
    )
    shown = desk.read("/proposals/over?with=1&view=split")
    assert 'name="view" value="split" form="choose"' in shown and 'role="table"' in shown


def test_a_conflict_is_told_with_the_words_and_the_lower_number_stands(writers: Writers, desk: Desk) -> None:
    filed(writers, FREE, WEEK, NAME)
    page = desk.read("/proposals/over?with=1,2,3")
    assert "1 pair in conflict" in words_in(page) and 'href="/proposals/1/with/2"' in page
    assert "left out: it collides" in note(page, 2, "lending-terms")
    assert "in the text" in note(page, 1, "lending-terms") and "in the text" in note(page, 3, "lending-terms")
    assert "somebody should read the joined wording" in words_in(desk.read("/proposals/over?with=1,3"))
    assert "They go together." not in words_in(page)


def test_a_button_beside_a_clause_takes_a_proposal_in_and_leaves_it_out(writers: Writers, desk: Desk) -> None:
    filed(writers, FREE, SINGS)
    desk.read("/proposals/over")
    took = desk.client.get("/proposals/over?with=1&and=2.clause-7")
    assert (took.status_code, took.location) == (303, "/proposals/over?with=1&with=2#note-2-clause-7")
    left = desk.client.get("/proposals/over?with=1&with=2&view=new&and=2.clause-7")
    assert left.location == "/proposals/over?with=1&view=new#note-2-clause-7"


def test_a_tick_brings_the_part_that_changes_and_says_what_it_did(writers: Writers, desk: Desk) -> None:
    filed(writers, FREE, WEEK)
    desk.read("/proposals/over")
    answer = desk.client.get("/proposals/over?with=1&with=2", headers={"HX-Request": "true", "X-Tick": "yes"})
    assert answer.text.lstrip().startswith('<div id="over">') and "<form" not in answer.text
    assert "2 proposals in the text: 1 conflict, 1 change in 1 clause" in answer.headers["HX-Trigger"]
    none = desk.client.get("/proposals/over", headers={"HX-Request": "true", "X-Tick": "yes"})
    assert "No proposal is in the text." in none.headers["HX-Trigger"]


def test_the_cases_that_the_set_touches_are_listed(writers: Writers, desk: Desk) -> None:
    case = make.case(writers.session, {"lending-terms": "met"})
    filed(writers, FREE, SINGS)
    assert f'href="/cases/{case.no}"' in desk.read("/proposals/over?with=1")
    assert "No case in the log rests" in desk.read("/proposals/over?with=2")


def test_what_an_address_asks_for_and_is_not_open_is_said(writers: Writers, desk: Desk) -> None:
    one, other = (writers.filed(change) for change in (FREE, SINGS))
    actions.withdraw(writers.session, writers.author, one, reason="It is not wanted.")
    page = words_in(desk.read(f"/proposals/over?with={one.no}&with={other.no}&with=99&with=none&with=9999999999"))
    assert "Proposal 1 is not in this text: it is no longer open." in page and "There is no proposal 99." in page
    assert "Proposal 2 in the text" in page


def test_without_an_open_proposal_the_page_says_so(desk: Desk) -> None:
    assert "No proposal is open" in desk.read("/proposals/over")
    assert "No open proposal stands on this version." in desk.read("/proposals/together")


@pytest.mark.parametrize("is_recorded", [True, False])
def test_proposals_on_an_older_text_take_part_as_they_are_carried(
    writers: Writers, desk: Desk, is_recorded: bool
) -> None:
    filed(writers, SINGS, WEEK, NAME)
    writers.adopt(("A loan costs nothing for the first month.", "A loan costs nothing for the first year."))
    if is_recorded:
        replays.replay(writers.session)
    filed(writers, ("for the first year", "for ever"))
    for _ in range(2):
        page = desk.read("/proposals/over?with=1,2,3,4&view=new")
        assert "Proposals 1, 3, 4 in the text" in words_in(page) and "waits for words of its author" in page
        assert "who sings or hums" in result(page) and "A loan costs nothing for ever." in result(page)
        assert "carried from version 2" in page and "carried, and somebody should read it" in page
        apart = re.search(r'id="h-apart".*?</section>', page, re.DOTALL)
        assert apart and re.findall(r'href="/proposals/(\d)#', apart[0]) == ["2"]
        together._tables.found.clear()


def test_a_revised_proposal_is_laid_over_by_its_current_revision(writers: Writers, desk: Desk) -> None:
    proposal = writers.filed(FREE)
    desk.read("/proposals/over")
    writers.file(writers.draft(SINGS, of=proposal))
    page = desk.read("/proposals/over?with=1&view=new")
    assert "who sings or hums" in result(page) and "A loan costs nothing. The" in result(page)


def test_the_queries_of_the_pages_do_not_grow_with_the_proposals(app: Flask, writers: Writers, desk: Desk) -> None:
    known = [FREE, SINGS, NAME, ("were lost", "got lost"), ("whole or in part", "whole, in part")]
    found: dict[str, list[int]] = {}
    for at, change in enumerate(known, 1):
        filed(writers, change)
        for address in ("/proposals/over", f"/proposals/over?with={at}", "/proposals/together"):
            together._tables.found.clear()
            together._feet.found.clear()
            with counted(app) as asked:
                desk.read(address)
            found.setdefault(address.partition("=")[0], []).append(len(asked))
    assert all(len(set(numbers)) == 1 for numbers in found.values()), found


def test_what_a_page_would_not_show_is_named_beside_the_text() -> None:
    base = Base({"a.md": "One two three.\n"})
    side = footprint(base, {"a.md": "One two\u200b <three>.\n"})
    assert "ZERO WIDTH SPACE" in laid.said(base, side, ("clause", 0)).upper()
    assert "&lt;three&gt;" in laid.said(base, side, ("clause", 0))


def test_a_moved_clause_says_where_it_goes_and_what_changes_in_it() -> None:
    rows = [f"Clause number {n} is here, with words of its own: {'abcdef'[n] * 9}." for n in range(6)]
    base = Base({"a.md": "\n\n".join(rows) + "\n"})
    moved = "\n\n".join([*rows[1:5], rows[0].replace("is here", "was here"), rows[5]]) + "\n"
    side = footprint(base, {"a.md": moved})
    assert "moves it behind" in laid.said(base, side, ("clause", 0)) and "was" in laid.said(base, side, ("clause", 0))
    assert [note.place for row in laid.notes(base, [(7, side)]).values() for note in row] == [("clause", 0), ("gap", 5)]
