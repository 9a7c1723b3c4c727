"""The amending instruction on the pages of a proposal."""

from __future__ import annotations

from html import unescape

import pytest
from playwright.sync_api import expect

from tests.proposals.desk import Desk
from tests.proposals.writers import SINGS
from tests.support.browser import Visitors, accessible
from workbench.proposals import queries
from workbench.wording.instructed import follow, sentences


def test_the_instruction_of_a_proposal_makes_its_text_from_the_base(desk: Desk) -> None:
    proposal = desk.writers.filed()
    page = unescape(desk.read("/proposals/1/instruction"))
    plain = desk.read("/proposals/1/instruction.txt")
    revision = queries.revision(desk.session, proposal)
    base, now = queries.base(desk.session, revision.base), queries.text(desk.session, revision)
    found = sentences(plain)
    assert found and follow(base.docs, found) == now.docs
    assert all(sentence.partition("\n")[0] in page for sentence in found)
    assert desk.client.get("/proposals/1/instruction.txt").headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_review_page_leads_to_the_instruction_of_its_revision(desk: Desk) -> None:
    proposal = desk.writers.filed()
    desk.writers.file(desk.writers.draft(SINGS, of=proposal))
    assert 'href="/proposals/1/instruction"' in desk.read("/proposals/1")
    assert 'href="/proposals/1/instruction.txt?revision=1"' in desk.read("/proposals/1/revisions/1")
    first, second = (desk.read(f"/proposals/1/instruction.txt?revision={n}") for n in (1, 2))
    assert first != second == desk.read("/proposals/1/instruction.txt")
    assert desk.client.get("/proposals/1/instruction?revision=9").status_code == 404


def test_to_htmx_the_sentences_come_without_the_page_around_them(desk: Desk) -> None:
    desk.writers.filed()
    piece = desk.read("/proposals/1/instruction", **{"HX-Request": "true"})
    assert "<html" not in piece and "In clause" in piece and "As plain text" in piece


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_sentences_are_fetched_when_a_reader_unfolds_them(visitors: Visitors) -> None:
    page = visitors()
    page.goto("/proposals/3")
    page.get_by_text("The change in sentences").click()
    expect(page.locator("#instruction li").first).to_be_visible()
    assert accessible(page) == []
    page = visitors(script=False)
    page.goto("/proposals/3")
    page.get_by_text("The change in sentences").click()
    page.get_by_role("link", name="Read the instruction").click()
    expect(page.get_by_text("As plain text")).to_be_visible()
