"""The pages of drafts, proposals and comments, as a browser without script sees them, and the pieces htmx asks for."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlmodel import select

from tests import make, texts
from tests.proposals.writers import FREE, SINGS, Writers
from tests.support.client import Client
from workbench.members.models import Member
from workbench.proposals import comments, drafts, queries
from workbench.proposals.models import Comment, Draft, Proposal

LOAN = "A loan costs nothing for the first month. The library may ask for a name and an address, and for nothing else. {#lending-terms}"


@pytest.fixture
def desk(writers: Writers, client: Client) -> Desk:
    return Desk(writers, client)


class Desk:
    """The author at a browser."""

    def __init__(self, writers: Writers, client: Client) -> None:
        self.writers, self.client, self.session = writers, client, writers.session
        self.sit(writers.author)

    def sit(self, member: Member) -> None:
        self.session.commit()
        self.client.sign_in(member)

    def read(self, address: str, **headers: str) -> str:
        self.session.commit()
        answer = self.client.get(address, headers=headers)
        assert answer.status_code == 200, (address, answer.status_code, answer.text[:600])
        return answer.text

    def send(self, address: str, status: int = 303, *, htmx: bool = False, **words: Any) -> str:
        self.session.commit()
        answer = self.client.send(address, htmx=htmx, **words)
        assert answer.status_code == status, (address, answer.status_code, answer.text[:600])
        self.session.rollback()
        self.session.expire_all()
        return answer.headers.get("Location", "") if status == 303 else answer.text

    def begin(self, **words: str) -> str:
        return self.send("/drafts", **words).partition("?")[0]

    def form(self, **words: Any) -> dict[str, Any]:
        """What the author's editor holds, with some words typed over."""
        draft = self.session.exec(select(Draft).order_by(Draft.id.desc())).first()  # type: ignore[union-attr]
        assert draft
        working = drafts.working(self.session, draft)
        opened = [name for name in draft.editing if working.clause(name)]
        held = {
            "turn": draft.turn, "title": draft.title, "rationale": draft.rationale, "claimed": draft.claimed, "note": draft.note,
            "clause": opened, "text": [working.clause(name).text.rstrip("\n") for name in opened],  # type: ignore[union-attr]
        }  # fmt: skip
        return held | words

    def draft(self) -> Draft:
        return self.session.exec(select(Draft)).one()


def words_in(page: str) -> str:
    """What is read of a page, tags and doubled spaces left out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_from_a_clause_to_a_filed_proposal_without_script(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    page = desk.read(address)
    assert LOAN in unescape(page) and "No change yet." in page
    typed = LOAN.replace(*FREE)
    desk.send(f"{address}/preview", **desk.form(text=[typed], title="Lend for nothing"))
    page = desk.read(address)
    assert "for the first month</span></del>" in re.sub(r"\s+", " ", page) and "1 change: 0 words added, 4 removed" in page
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
    page = desk.send(address, 409, **old)
    assert "saved elsewhere" in page
    for kept in ("Loans are free in winter.", "Loans are free in summer.", "Winter", "Summer"):
        assert kept in page
    assert re.search(r'name="turn" value="1"', page)
    desk.send(address, **(old | {"turn": 1}))
    assert "Loans are free in winter. {#lending-terms}" in desk.draft().documents[texts.DOCUMENT]


def test_words_for_a_clause_that_is_gone_meanwhile_are_offered_as_a_new_clause(desk: Desk) -> None:
    address = desk.begin(clause="lending-terms")
    old = desk.form(text=["Loans are free in winter."])
    desk.send(f"{address}/clauses", **desk.form(), do="remove:lending-terms")
    page = desk.send(address, 409, **old)
    assert "New clause after clause 2.1" in words_in(page) and "Loans are free in winter." in page
    desk.send(address, **desk.form(after="lending-anyone", added="Loans are free in winter."))
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


def test_the_whole_text_can_be_written_in_one_box_also_when_it_is_long(desk: Desk) -> None:
    address = desk.begin()
    long = desk.draft().documents[texts.DOCUMENT] + "\n" + "".join(f"Rule {n} of the house is kept.\n\n" for n in range(25_000))
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
    assert "Both change the same words in clause 2.2" in page and "Carry it to version 3" in page
    address = desk.begin(proposal="1", carry="1")
    page = desk.read(address)
    assert "Your wording in the revision" in page and "for the first week" in page
    desk.send(f"{address}/clauses", **desk.form(), do="take:lending-terms")
    assert desk.draft().documents[texts.DOCUMENT] == texts.SECOND.replace(*FREE)
    desk.send(f"{address}/file", **desk.form())
    assert "Both change" not in desk.read("/proposals/1") and "against version 3" in desk.read("/proposals/1")


def test_any_two_texts_of_a_proposal_can_be_compared(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.file(desk.writers.draft(SINGS, of=proposal))
    page = desk.read("/proposals/1/compare/1...2")
    assert "or hums" in page and "1 change in 1 clause" in page
    assert "2 changes in 2 clauses" in desk.read("/proposals/1/compare/newest...2")
    assert "<html" not in desk.read("/proposals/1/compare/base...1?view=new", **{"HX-Request": "true"})
    assert desk.client.get("/proposals/1/compare/1...9").status_code == 404
    assert desk.client.get("/proposals/1/compare/x...1").status_code == 404
    assert "This is revision 1. The current one is 2" in words_in(desk.read("/proposals/1/revisions/1"))


def test_a_comment_is_written_without_script_on_pasted_words(desk: Desk) -> None:
    desk.writers.filed()
    desk.sit(desk.writers.other)
    page = desk.read("/proposals/1")
    assert "/proposals/1/comment?revision=1&amp;clause=lending-terms" in page
    page = desk.read("/proposals/1/comment?revision=1&clause=lending-terms")
    assert "As it stands" in page and "As proposed" in page
    told = {"clause": "lending-terms", "revision": "1", "start": "", "side": "base", "quote": "for the  first month", "body": "Why & how?"}
    assert desk.send("/proposals/1/comments", **told).endswith("/proposals/1#comment-1")
    page = desk.read("/proposals/1")
    assert 'data-threads="comment-1"' in page and "Why &amp; how?" in page
    page = desk.send("/proposals/1/comments", 422, **(told | {"side": "proposed"}))
    assert "do not stand there" in page and "Why &amp; how?" in page and "for the  first month" in page


def test_to_htmx_a_comment_is_answered_with_its_clause_and_what_was_said(desk: Desk) -> None:
    desk.writers.filed()
    desk.sit(desk.writers.other)
    form = desk.client.get("/proposals/1/comment?clause=lending-terms&quote=A+loan&side=proposed&start=0", headers={"HX-Request": "true"})
    assert "<html" not in form.text and "<blockquote>" in form.text
    told = {"clause": "lending-terms", "quote": "A loan", "side": "proposed", "start": "0", "prefix": "", "suffix": ""}
    answer = desk.client.send("/proposals/1/comments", htmx=True, body="Every loan?", **told)
    assert answer.status_code == 200 and 'id="lending-terms"' in answer.text and "thread fresh" in answer.text
    assert "Comment filed on clause 2.2." in answer.headers["HX-Trigger"]
    piece = desk.send("/proposals/1/comments", 422, htmx=True, body="x", **told)
    assert piece.lstrip().startswith("<form") and "Write at least a few words." in piece


def test_threads_are_answered_settled_and_reopened_by_plain_forms(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.said(proposal, "A loan")
    desk.sit(desk.writers.author)
    desk.send("/comments/1/replies", body="Yes.")
    assert "Say in a sentence" in desk.send("/comments/1/settle", 422, outcome="")
    assert desk.send("/comments/1/settle", outcome="Answered.").endswith("/proposals/1#comment-1")
    page = desk.read("/proposals/1")
    assert "1 settled" in page and "Answered." in page and "0 open threads" in page
    piece = desk.send("/comments/1/reopen", 200, htmx=True)
    assert piece.lstrip().startswith("<li") and "Settle" in piece
    desk.sit(desk.writers.observer)
    assert "/comments/1/settle" not in desk.read("/proposals/1")
    desk.send("/comments/1/settle", 403, outcome="Mine.")


def test_a_later_revision_says_what_became_of_the_threads(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.said(proposal, "a reader who sings", "reading-silence")
    removed = "- what is said to a reader who sings. {#reading-silence}\n"
    desk.writers.file(desk.writers.draft((removed, ""), of=proposal))
    page = desk.read("/proposals/1")
    assert "these words are gone" in page and "/proposals/1/revisions/1#comment-1" in page
    assert "1 are on words that are gone" in page


def test_the_desk_the_clause_and_the_case_show_what_concerns_them(desk: Desk) -> None:
    case = make.case(desk.session, {"lending-terms": "met"})
    proposal = desk.writers.filed(FREE, cases=[case.no])
    comments.post(desk.session, desk.writers.other, proposal, clause_id="lending-terms", body=f"See case {case.no}.")
    page = desk.read("/")
    assert "Open threads on your proposals" in page and "1 open thread" in page
    page = desk.read(f"/cases/{case.no}")
    assert "Cited by" in page and "comment 1" in page
    page = desk.read("/proposals/1")
    assert f"/cases/{case.no}" in page and "meant to change" in page


def test_the_public_reads_and_is_offered_nothing_to_change(desk: Desk) -> None:
    desk.writers.filed()
    desk.client.sign_out()
    page = desk.read("/proposals/1")
    for offer in ("/comment?", "data-compose-url", "Revise this proposal", "Withdraw"):
        assert offer not in page
    for address in ("/drafts", "/proposals/1/withdraw", "/proposals/1/comments"):
        desk.send(address, 403)


def test_withdrawing_asks_first_and_closes_the_proposal(desk: Desk) -> None:
    desk.writers.filed()
    assert "Withdraw proposal 1" in desk.read("/proposals/1")
    desk.send("/proposals/1/withdraw")
    page = desk.read("/proposals/1")
    assert "Withdrawn" in page and "Revise this proposal" not in page
    assert desk.session.get_one(Proposal, 1).state == "withdrawn"
    assert "Withdrawn" in desk.read("/proposals?state=withdrawn") and "There is no such proposal" in desk.read("/proposals?state=open")


def test_what_people_write_is_shown_and_never_run(desk: Desk) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> [x](javascript:alert(3))'
    proposal = desk.writers.filed(("A loan costs", "A <script>alert(4)</script> loan costs"), title=f"T {evil}"[:150], rationale=evil)
    desk.writers.said(proposal, "A loan", side="base")
    comments.reply(desk.session, desk.writers.author, desk.session.exec(select(Comment)).one(), body=evil)
    for view in ("redline", "split", "new", "old"):
        page = desk.read(f"/proposals/1?view={view}")
        assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page
    assert queries.proposal(desk.session, 1).rationale == evil
