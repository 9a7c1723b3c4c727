"""One box finds clauses, proposals, comments and cases, by words and by number, and nothing that one may not read."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from tests import make
from tests.proposals.writers import FREE, Writers
from tests.support.client import Client
from workbench import finding, search
from workbench.cases.models import Case
from workbench.config import Config
from workbench.proposals import actions, comments, remarks


@pytest.fixture
def writers(session: Session, instance: Config) -> Writers:
    return Writers.of(session, instance)


def names(session: Session, asked: str, *audiences: str, **words: str) -> list[str]:
    return [entry.thing for entry in finding.find(session, asked, audiences or ("public",), **words)[0]]  # type: ignore[arg-type]


def test_every_kind_of_thing_is_found_by_its_words(writers: Writers, session: Session) -> None:
    proposal = writers.filed(FREE, title="Free lending for everybody", rationale="Because months confuse.")
    said = comments.post(session, writers.other, proposal, clause_id="lending-terms", body="Is a zebra meant?")
    make.case(session, {"lending-terms": "met"}, actor=writers.secretary)
    assert names(session, "lending everybody") == ["proposal:1"]
    assert names(session, "confuse") == ["proposal:1"]
    assert names(session, "zebra") == [f"comment:{said.id}"]
    assert "clause:lending-terms" in names(session, "first month")
    (case,) = session.exec(select(Case)).all()
    assert names(session, case.system, kind="case") == [f"case_record:{case.no}"]
    assert names(session, case.vendor, kind="proposal") == []


def test_all_words_have_to_stand_there_and_the_last_may_be_cut_short(writers: Writers, session: Session) -> None:
    writers.filed(FREE, title="Lending without end")
    assert names(session, "LENDING witho") == ["proposal:1"]
    assert names(session, "lend without") == [] == names(session, "lending zebra")
    assert names(session, "  ?!  ") == []


@pytest.mark.parametrize("asked", ['"', "lending'", "a:*", "NOT lending", "(lending", "lending*", "\\", "né", "a_b"])
def test_nothing_that_is_typed_breaks_the_search(writers: Writers, session: Session, asked: str) -> None:
    writers.filed(FREE, title="Lending né not a b")
    finding.find(session, asked, ["public"])


def test_what_is_edited_or_withdrawn_is_found_by_what_it_says_now(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    said = comments.post(session, writers.other, proposal, clause_id="lending-terms", body="A zebra?")
    comments.edit(session, writers.other, said, body="A giraffe?")
    assert names(session, "zebra") == [] and names(session, "giraffe") == [f"comment:{said.id}"]
    comments.withdraw(session, writers.other, said, why="No animals.")
    assert names(session, "giraffe") == []


def test_the_newest_version_is_searched_and_no_other(writers: Writers, session: Session) -> None:
    writers.adopt(("A loan costs nothing", "A loan costs one zebra"))
    assert names(session, "zebra") == ["clause:lending-terms"]
    writers.adopt(("A loan costs one zebra", "A loan costs nothing"))
    assert names(session, "zebra") == []


def test_notes_and_committee_threads_and_drafts_are_found_by_nobody_else(writers: Writers, session: Session) -> None:
    proposal = writers.filed()
    comments.post(session, writers.other, proposal, clause_id="lending-terms", body="A zebra.", audience="committee")
    remarks.keep(session, writers.other, proposal, "note", body="A giraffe.", clause_id="lending-terms")
    writers.draft(("a reader who sings", "a gnu who sings"))
    assert names(session, "zebra") == [] and len(names(session, "zebra", "public", "committee")) == 1
    assert names(session, "giraffe", "public", "committee") == [] == names(session, "gnu", "public", "committee")


def test_a_page_goes_on_where_the_last_one_ended(
    writers: Writers, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    proposal = writers.filed()
    for n in range(5):
        comments.post(session, writers.other, proposal, clause_id="lending-terms", body=f"Zebra {n}.")
    seen, before = list[str](), None
    while True:
        page, before = finding.find(session, "zebra", ["public"], before=before)
        seen += [entry.body.strip() for entry in page]
        if before is None:
            break
    assert seen == [f"Zebra {n}." for n in (4, 3, 2, 1, 0)]


def test_whole_words_are_read_first_and_words_that_begin_so_where_they_fill_no_page(
    writers: Writers, session: Session, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    proposal = writers.filed()
    for word in ("zebras", "zebra", "zebra", "zebrafish"):
        comments.post(session, writers.other, proposal, clause_id="lending-terms", body=f"A {word}.")
    assert names(session, "zebra") == ["comment:4", "comment:3"]
    assert "Whole words only" not in client.get("/search?q=zebra").text, "two fill a page, and no more are left"
    comments.post(session, writers.other, proposal, clause_id="lending-terms", body="The zebra.")
    assert names(session, "zebra") == ["comment:5", "comment:3"] and names(session, "zebra*") == [
        "comment:5",
        "comment:4",
    ]
    page = client.get("/search?q=zebra").text
    assert "Whole words only" in page and 'href="/search?q=zebra*"' in page
    _, before = finding.find(session, "zebra", ["public"])
    assert [entry.thing for entry in finding.find(session, "zebra", ["public"], before=before)[0]] == ["comment:2"]


def test_one_kind_is_found_among_the_same_words_of_others(writers: Writers, session: Session) -> None:
    proposal = writers.filed(FREE, title="A zebra case")
    said = comments.post(session, writers.other, proposal, clause_id="lending-terms", body="A proposal for a zebra.")
    assert names(session, "zebra", kind="comment") == [f"comment:{said.id}"]
    assert names(session, "zebra", kind="proposal") == ["proposal:1"] and names(session, "zebra", kind="case") == []
    assert names(session, "proposal zebra") == [f"comment:{said.id}"], "its kind is none of the words of a thing"


def test_the_page_without_script(writers: Writers, session: Session, client: Client) -> None:
    proposal = writers.filed(FREE, title="Lending <b>for</b> everybody")
    said = comments.post(session, writers.other, proposal, clause_id="lending-terms", body="Is a zebra meant?")
    secret = comments.post(
        session, writers.other, proposal, clause_id="lending-terms", body="A secret zebra.", audience="committee"
    )
    assert "Words, or a number" in client.get("/search").text
    page = client.get("/search?q=zebra").text
    assert f'/proposals/1#comment-{said.id}"' in page and "a <mark>zebra</mark> meant" in page
    assert "secret" not in page
    assert "Proposal 1: Lending &lt;b&gt;for" in client.get("/search?q=proposal+1").text
    assert "Nothing holds this word" in client.get("/search?q=giraffe").text
    assert client.get("/search?q=zebra&kind=drafts").status_code == 404
    assert f"comment-{secret.id}" not in client.get(f"/search?q=comment+{secret.id}").text
    client.sign_in(writers.author)
    assert "A secret <mark>zebra</mark>." in client.get("/search?q=zebra").text
    clause = client.get("/search?q=clause+1").text
    assert "Clause 1 " in clause
    actions.withdraw(session, writers.author, proposal, reason="It is not wanted.")
    assert "Proposal 1" in client.get("/search?q=1&kind=proposal").text


def test_a_snippet_shows_the_neighbourhood_of_the_first_word() -> None:
    body = "one " * 60 + "needle & thread " + "two " * 60
    shown = str(search.snippet(body, "NEEDLE thread"))
    assert "<mark>needle</mark> &amp; <mark>thread</mark>" in shown
    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 300
    assert str(search.snippet("short", "nothing")) == "short"
