"""The pages of proposals and comments as a browser without script sees them, and the pieces htmx asks for."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from tests import make
from tests.proposals.desk import Desk, words_in
from tests.proposals.writers import FREE, SINGS
from workbench.proposals import comments, queries
from workbench.proposals.models import Comment, Proposal


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
    told = {
        "clause": "lending-terms",
        "revision": "1",
        "start": "",
        "side": "base",
        "quote": "for the  first month",
        "body": "Why & how?",
    }
    assert desk.send("/proposals/1/comments", **told).endswith("/proposals/1#comment-1")
    page = desk.read("/proposals/1")
    assert "data-threads=comment-1" in page and "Why &amp; how?" in page
    page = desk.send("/proposals/1/comments", 422, **(told | {"side": "proposed"}))
    assert "do not stand there" in page and "Why &amp; how?" in page and "for the  first month" in page


def test_to_htmx_a_comment_is_answered_with_its_clause_and_what_was_said(desk: Desk) -> None:
    desk.writers.filed()
    desk.sit(desk.writers.other)
    form = desk.client.get(
        "/proposals/1/comment?clause=lending-terms&quote=A+loan&side=proposed&start=0", headers={"HX-Request": "true"}
    )
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
    assert piece.lstrip().startswith("<li") and "Reply or settle" in piece
    assert "/comments/1/settle" in desk.read("/comments/1")
    desk.sit(desk.writers.observer)
    assert "/comments/1/settle" not in desk.read("/comments/1")
    desk.send("/comments/1/settle", 403, outcome="Mine.")


def test_a_thread_has_a_page_of_its_own_with_what_its_reader_may_do(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.said(proposal, "A loan", by=desk.writers.other)
    secret = comments.post(
        desk.session, desk.writers.other, proposal, clause_id="lending-terms", body="For us.", audience="committee"
    )
    comments.reply(desk.session, desk.writers.author, desk.session.get_one(Comment, 1), body="Every loan.")
    of = f"<i>: {desk.writers.other.name}</i></a>"
    assert f"href=/comments/1>Reply or settle{of}" in desk.read("/proposals/1")
    page = desk.read("/comments/1")
    assert page.count("/comments/1/replies") == 2 and "/comments/3/words" in page and "Edit your reply" in page
    piece = desk.client.get("/comments/1", headers={"HX-Request": "true"}).text
    assert piece.lstrip().startswith('<div class="acts">') and "/comments/1/replies" in piece
    desk.sit(desk.writers.other)
    assert f"href=/comments/1>Reply, settle or edit{of}" in desk.read("/proposals/1")
    assert "Edit your reply" not in desk.read("/comments/1")
    desk.client.sign_out()
    page = desk.read("/comments/1")
    assert "Every loan." in page and 'method="post"' not in page
    assert desk.client.get(f"/comments/{secret.id}").status_code == 404
    assert "/comments/1" not in desk.read("/proposals/1").replace("/comments/1/", "")


def test_a_later_revision_says_what_became_of_the_threads(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.said(proposal, "a reader who sings", "reading-silence")
    removed = "- what is said to a reader who sings. {#reading-silence}\n"
    desk.writers.file(desk.writers.draft((removed, ""), of=proposal))
    page = desk.read("/proposals/1")
    assert "these words are gone" in page and "/proposals/1/revisions/1#comment-1" in page
    assert "carried to this one: 0 stand, 0 moved, 0 were edited, 1 is on words that are gone." in page


def test_the_desk_the_clause_and_the_case_show_what_concerns_them(desk: Desk) -> None:
    case = make.case(desk.session, {"lending-terms": "met"})
    proposal = desk.writers.filed(FREE, cases=[case.no])
    comments.post(desk.session, desk.writers.other, proposal, clause_id="lending-terms", body=f"See case {case.no}.")
    page = desk.read("/")
    assert f"{desk.writers.other.name} commented on your proposal: answer, or give it its disposition." in page
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
    desk.send("/proposals/1/withdraw", reason="It is not wanted.")
    page = desk.read("/proposals/1")
    assert "Withdrawn" in page and "Revise this proposal" not in page
    assert desk.session.get_one(Proposal, 1).state == "withdrawn"
    assert "Withdrawn" in desk.read("/proposals?state=withdrawn") and "There is no such proposal" in desk.read(
        "/proposals?state=open"
    )


def test_what_people_write_is_shown_and_never_run(desk: Desk) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> [x](javascript:alert(3))'
    proposal = desk.writers.filed(
        ("A loan costs", "A &lt;script>alert(4) loan costs"), title=f"T {evil}"[:150], rationale=evil
    )
    desk.writers.said(proposal, "A loan", side="base")
    comments.reply(desk.session, desk.writers.author, desk.session.exec(select(Comment)).one(), body=evil)
    for view in ("redline", "split", "new", "old"):
        page = desk.read(f"/proposals/1?view={view}")
        assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page
    assert queries.proposal(desk.session, 1).rationale == evil


def test_revisions_are_counted_from_one_and_numbers_end_where_the_database_does(desk: Desk) -> None:
    desk.writers.filed()
    huge = "9" * 25
    for address in ("/proposals/1/revisions/0", "/proposals/1/compare/0...1", "/proposals/1/compare/base...0"):
        assert desk.client.get(address).status_code == 404, address
    for address in (f"/proposals/1/revisions/{huge}", f"/proposals/{huge}", f"/proposals/1/compare/{huge}...1"):
        assert desk.client.get(address).status_code == 404, address
    desk.read(f"/proposals?before={huge}")
    desk.read(f"/proposals/1/comment?clause=lending-terms&revision={huge}")
    told = {"clause": "lending-terms", "body": "These words are kept."}
    for field in ("revision", "start"):
        assert "These words are kept." in desk.send("/proposals/1/comments", 422, **told, **{field: huge})


@pytest.mark.parametrize("view", ["redline", "split", "new", "old"])
def test_every_link_within_a_review_has_its_target_and_no_element_id_stands_twice(desk: Desk, view: str) -> None:
    proposal = desk.writers.filed(FREE, ("- what is said to a reader who sings. {#reading-silence}\n", ""))
    desk.writers.said(proposal, "Anyone may copy", "catalogue-copy")
    page = desk.read(f"/proposals/1?view={view}")
    ids = re.findall(r' id="?([^" >]+)', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(r'href="?#([^" >]+)', page)} <= set(ids) | {"comment-1"}
