"""The drafting page as a browser without script sees it, and the pieces htmx asks for."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from sqlmodel import select

from tests import make, texts
from tests.proposals.desk import Desk, words_in
from tests.proposals.writers import FREE
from workbench import checkup
from workbench.members import interests
from workbench.proposals import drafts
from workbench.proposals.declaring import FiledInterest
from workbench.proposals.models import Draft

LOAN = "A loan costs nothing for the first month. The library may ask for a name and an address, and for nothing else. {#lending-terms}"


def test_from_a_clause_to_a_filed_proposal_without_script(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    page = desk.read(address)
    assert LOAN in unescape(page) and "No change yet." in page
    typed = LOAN.replace(*FREE)
    desk.send(f"{address}/preview", **desk.form(text=[typed], title="Lend for nothing"))
    page = desk.read(address)
    assert (
        "for the first month</span></del>" in re.sub(r"\s+", " ", page) and "1 change: 0 words added, 4 removed" in page
    )
    told = desk.form(rationale="A fee keeps readers away.", claimed="substantive")
    assert desk.send(f"{address}/file", **told).endswith("/proposals/1")
    page = desk.read("/proposals/1")
    assert "Lend for nothing" in page and "A fee keeps readers away." in page and "1 change in 1 clause" in page
    assert "Lend for nothing" in desk.read("/proposals") and "Lend for nothing" in desk.read("/clauses/lending-terms")
    desk.client.sign_out()
    assert "Lend for nothing" in desk.read("/proposals/1/revisions/1?view=split")


def test_a_refused_form_comes_back_with_every_word(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=["All loans are free & <b>easy</b>."], rationale="Because <i>so</i>.", title="")
    page = desk.send(f"{address}/file", 422, **told)
    assert "All loans are free &amp; &lt;b&gt;easy&lt;/b&gt;." in page and "Because &lt;i&gt;so&lt;/i&gt;." in page
    assert "Give the proposal a title" in page
    assert desk.draft().documents[texts.DOCUMENT] == texts.SECOND


def test_a_form_from_an_older_turn_is_answered_with_both_texts_and_loses_nothing(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    old = desk.form(text=["Loans are free in winter. {#lending-terms}"], title="Winter")
    desk.send(address, **desk.form(text=["Loans are free in summer. {#lending-terms}"], title="Summer"))
    asked = desk.send(address, **old)
    page = desk.read(asked)
    for kept in ("winter", "summer", "Winter", "Summer"):
        assert kept in page
    told = {"turn": 1, "slip": asked.partition("slip=")[2], "title": "typed"}
    page = desk.send(f"{address}/meeting", 422, **told)
    assert "Choose which words are to stand here." in page and "winter" in page and "summer" in page
    clause = re.search(r'name="(clause-\d+)"', page)
    assert clause
    desk.send(
        f"{address}/meeting", **told, **{clause[1]: "own", f"own-{clause[1]}": "Loans are free. {#lending-terms}"}
    )
    draft = desk.draft()
    assert (draft.title, draft.turn) == ("Winter", 2)
    assert "\n\nLoans are free. {#lending-terms}\n\n" in draft.documents[texts.DOCUMENT]


def test_words_for_a_clause_that_is_gone_meanwhile_are_shown_beside_the_removal(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    old = desk.form(text=["Loans are free in winter. {#lending-terms}"])
    desk.send(f"{address}/clauses", **desk.form(), do="remove:lending-terms")
    asked = desk.send(address, **old)
    page = desk.read(asked)
    assert "One moves or removes what the other changes." in page and "in winter" in unescape(page)
    clause = re.search(r'name="(clause-\d+)"', page)
    assert clause
    desk.send(f"{address}/meeting", turn=1, slip=asked.partition("slip=")[2], **{clause[1]: "typed"})
    assert "Loans are free in winter." in desk.draft().documents[texts.DOCUMENT]


def test_offences_are_named_and_one_button_takes_the_cleaned_copy(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN.replace("A loan", "Any\u200b loan")], title="T", rationale="R.", claimed="editorial")
    page = desk.send(f"{address}/file", 422, **told)
    assert "U+200B" in page and "column 4" in page and "Use the cleaned copy" in page
    desk.send(address, **told, do="clean")
    assert "Any loan costs" in desk.draft().documents[texts.DOCUMENT]
    assert "U+200B" not in desk.read(address)


def test_clauses_are_added_moved_removed_and_put_back_with_the_typed_words_kept(desk: Desk) -> None:
    address = desk.begin(clause="reading-places")
    where = desk.send(f"{address}/clauses", **desk.form(title="Kept"), do="add:reading-places")
    assert "after=reading-places" in where
    assert "New clause after clause" in desk.read(where.partition("#")[0])
    desk.send(address, **desk.form(after="reading-places", added="- the name of the cat; {#reading-cat}"))
    assert desk.draft().editing == ["reading-places", "reading-cat"] and desk.draft().title == "Kept"
    desk.send(f"{address}/clauses", **desk.form(), do="up:reading-cat")
    assert desk.draft().editing == ["reading-cat", "reading-places"]
    desk.send(f"{address}/clauses", **desk.form(to=["lending-terms", ""]), do="after:reading-cat")
    order = [clause.id for clause in drafts.working(desk.session, desk.draft()).now.clauses]
    assert order.index("reading-cat") == order.index("lending-terms") + 1
    desk.send(f"{address}/clauses", **desk.form(), do="remove:reading-places")
    assert "This clause is removed." in desk.read(address)
    desk.send(f"{address}/clauses", **desk.form(), do="back:reading-places")
    assert "reading-places" in [clause.id for clause in drafts.working(desk.session, desk.draft()).now.clauses]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_whole_text_can_be_written_in_one_box_also_when_it_is_long(desk: Desk) -> None:
    address = desk.begin()
    long = (
        desk.draft().documents[texts.DOCUMENT]
        + "\n"
        + "".join(f"Rule {n} of the house is kept.\n\n" for n in range(25_000))
    )
    long = long.rstrip("\n") + "\n"
    assert 700_000 < len(long)
    told = desk.form(document=texts.DOCUMENT, whole=long, title="Rules", rationale="R.", claimed="scope")
    told = {name: value for name, value in told.items() if name not in ("clause", "text")}
    desk.send(address, **told)
    assert desk.draft().documents[texts.DOCUMENT] == long
    page = desk.send(f"{address}/file", **(told | {"turn": desk.draft().turn}))
    assert page.endswith("/proposals/1")


def test_another_document_cannot_be_brought_in(desk: Desk) -> None:
    address = desk.begin()
    desk.send(address, 422, turn=0, document="../../etc/passwd", whole="x\n")
    assert list(desk.draft().documents) == [texts.DOCUMENT]


def test_on_every_pause_htmx_gets_the_redline_of_one_box_and_nothing_is_saved(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    piece = desk.send(f"{address}/preview?box=lending-terms", 200, htmx=True, **desk.form(text=[LOAN.replace(*FREE)]))
    assert "<html" not in piece and "4 removed" in piece
    assert desk.draft().documents[texts.DOCUMENT] == texts.SECOND and desk.draft().turn == 0
    piece = desk.send(f"{address}/preview?box=lending-terms", 409, htmx=True, **desk.form(turn=7))
    assert "saved elsewhere" in piece and "<html" not in piece
    old = desk.form(text=[LOAN.replace(*FREE)])
    desk.send(address, **desk.form(title="Said meanwhile"))
    piece = desk.send(f"{address}/preview?box=lending-terms", 200, htmx=True, **old)
    assert "4 removed" in piece and "saved this draft meanwhile" in piece


def test_the_live_redline_names_hidden_characters_and_counts_the_words(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN.replace("A loan", "Any\u200b loan")])
    piece = desk.send(f"{address}/preview?box=lending-terms", 200, htmx=True, **told)
    assert "U+200B" in piece and "Use the cleaned copy" in piece and " words now." in piece


def test_a_box_says_which_open_proposals_and_cases_are_about_its_clause(desk: Desk) -> None:
    make.case(desk.session, {"lending-terms": "met"}, system="Night library")
    desk.writers.filed(title="Lend by night")
    page = words_in(desk.read(desk.begin(clause="lending-terms")))
    assert "Open proposals here1, Lend by night" in page and "Cases that rest on it1, Night library" in page
    assert "Open proposals here" not in desk.read(desk.begin(proposal="1"))


def test_the_change_of_a_draft_is_told_as_an_instruction(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    assert "nothing to instruct" in desk.read(f"{address}/instruction")
    desk.send(address, **desk.form(text=[LOAN.replace(*FREE)]))
    assert "strike" in desk.read(f"{address}/instruction")
    piece = desk.read(f"{address}/instruction", **{"HX-Request": "true"})
    assert "<html" not in piece and "strike" in piece


def test_anothers_draft_is_not_there_whatever_is_tried(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form()
    desk.sit(desk.writers.secretary)
    assert desk.client.get(address).status_code == 404
    for act in ("", "/preview", "/clauses", "/file", "/discard"):
        desk.send(address + act, 404, **told)
    assert address not in desk.read("/drafts")
    desk.sit(desk.writers.observer)
    assert desk.client.get("/drafts").status_code == 403


def test_a_draft_is_discarded_for_good(desk: Desk) -> None:
    address = desk.begin()
    assert desk.send(f"{address}/discard").endswith("/drafts")
    assert desk.session.exec(select(Draft)).all() == [] and "You have no drafts." in desk.read("/drafts")


def test_in_a_conflict_the_page_offers_the_authors_wording(desk: Desk) -> None:
    desk.writers.filed()
    desk.writers.adopt(("for the first month", "for the first week"))
    page = desk.read("/proposals/1")
    assert "change the same words in clause 2.2" in page and "Write revision 2" in page
    address = desk.begin(proposal="1", carry="1")
    page = desk.read(address)
    assert "Your wording in the revision" in page and "for the first week" in page
    desk.send(f"{address}/clauses", **desk.form(), do="take:lending-terms")
    assert desk.draft().documents[texts.DOCUMENT] == texts.SECOND.replace(*FREE)
    desk.send(f"{address}/file", **desk.form())
    assert "Both change" not in desk.read("/proposals/1") and "against version 3" in desk.read("/proposals/1")


def test_a_whole_document_can_be_emptied_and_begun_anew(desk: Desk) -> None:
    address = desk.begin()
    told = desk.form(document=texts.DOCUMENT, whole="", title="Begin anew", rationale="R.", claimed="scope")
    desk.send(address, **told)
    assert desk.draft().documents[texts.DOCUMENT] == "" and "Begin anew" in desk.read(address)
    desk.send(address, **desk.form(document=texts.DOCUMENT, whole="# Anew"))
    assert desk.draft().documents[texts.DOCUMENT] == "# Anew\n"
    desk.send(address, **(told | {"turn": 2}))
    desk.send(f"{address}/file", **(told | {"turn": 3}))
    assert "Begin anew" in desk.read("/proposals/1?view=new")
    assert desk.session.exec(select(Draft)).all() == []


def test_marks_out_of_place_are_named_before_anything_is_filed(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[f"{LOAN} And for a pencil."])
    desk.send(address, **told)
    page = words_in(desk.read(address))
    assert "Not fit to be filed yet" in page and "Put it behind the last word of its clause." in page
    assert "Use the cleaned copy" not in page
    page = desk.send(f"{address}/file", 422, **desk.form(title="T", rationale="R.", claimed="editorial"))
    assert "Put it behind the last word of its clause." in page


def test_numbers_that_no_database_holds_are_refused_and_no_word_is_lost(desk: Desk) -> None:
    address, huge = desk.begin(clause="lending-terms"), "9" * 25
    for field in ("cases", "turn"):
        for number in (huge, "9" * 5000, "-1"):
            page = desk.send(address, 422, **desk.form(**{"title": "Kept", field: number}))
            assert 'value="Kept"' in page
    desk.send("/drafts", 422, proposal=huge)
    desk.send("/drafts", 422, proposal="0")


def test_a_draft_that_is_no_more_says_so_and_leads_on(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(text=[LOAN.replace(*FREE)], title="T", rationale="R.", claimed="editorial")
    desk.send(f"{address}/file", **told)
    page = desk.send(f"{address}/file", 404, **told)
    assert "It was filed or discarded" in page and 'href="/drafts"' in page and 'href="/proposals"' in page
    assert "There is no such draft of yours." in desk.send(f"{address}/preview", 404, htmx=True, **told)


def test_what_is_wrong_with_a_form_is_said_in_the_words_of_the_page(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    page = words_in(desk.send(address, 422, **desk.form(turn="")))
    assert "This was not saved yet" in page and "Turn" not in page
    page = words_in(desk.send(f"{address}/clauses", 422, **desk.form(to=[""]), do="after:lending-terms"))
    assert "Move it behind: Choose the clause" in page
    assert "Do:" not in words_in(desk.send(address, 422, **desk.form(do="x" * 400)))


def test_the_live_redline_brings_the_line_on_the_whole_draft_with_it(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    assert 'id="in-all">In all: 0 changes' in desk.read(address)
    piece = desk.send(f"{address}/preview?box=lending-terms", 200, htmx=True, **desk.form(text=[LOAN.replace(*FREE)]))
    assert '<p class="sum" id="in-all" hx-swap-oob="true">In all: 1 change, 0 words added, 4 removed.</p>' in piece


def test_people_write_no_characters_that_a_page_cannot_show(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    for field in ("title", "rationale", "note"):
        for char in ("\u202e", "\x07"):
            page = desk.send(address, 422, **desk.form(**{field: f"ab{char}cd"}))
            assert f"U+{ord(char):04X}" in page
    desk.writers.filed()
    desk.send("/proposals/1/comments", 422, clause="lending-terms", revision="1", body="Is \u202e this so?")
    desk.send(address, **desk.form(title="שלום", rationale="Two\nlines\tand a tab."))


def test_whoever_files_confirms_the_interests_on_record(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    told = desk.form(title="Lend for nothing", rationale="A fee.", claimed="substantive", text=[LOAN.replace(*FREE)])
    made = interests.declare(
        desk.session, desk.writers.author, organisation="Example Books", kind="contract", since=date(2026, 1, 1)
    )
    page = words_in(desk.send(f"{address}/file", 422, **told))
    assert "are not those that the form showed" in page and "is paid by Example Books" in page
    desk.send(f"{address}/file", **(told | {"interests": str(made.id)}))
    assert "confirmed with that" in (page := words_in(desk.read("/proposals/1"))) and "is paid by Example Books" in page
    row = desk.session.get_one(FiledInterest, 1)
    assert (row.member_id, row.interests) == (desk.writers.author.id, [made.id])
    assert checkup.check(desk.writers.config) == []
