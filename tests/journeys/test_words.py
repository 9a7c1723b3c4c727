"""From words in the definition to those who put them there, with the mouse, by key and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.support.browser import Visitors

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_selected_words_lead_to_their_version_proposal_and_ballot(visitors: Visitors) -> None:
    page = visitors()
    page.goto("/definition")
    link = page.get_by_role("link", name="Who wrote this?")
    expect(link).to_be_hidden()
    steps.select(page, "code-terms", "licence")
    expect(link).to_be_visible()
    page.keyboard.press("w")
    page.wait_for_url("**/words?clause=code-terms&start=*&end=*")
    expect(page.locator("#words mark.anchor")).to_have_text("licence")
    page.locator("#h-every ~ ol a").last.click()
    expect(page.locator("#words section.fresh")).to_be_focused()
    assert "start=" in page.url


def test_without_script_the_words_are_chosen_from_a_list(visitors: Visitors) -> None:
    page = visitors(script=False)
    page.goto("/clauses/code-terms")
    page.get_by_role("link", name="Who put these words here").click()
    page.locator("#h-every ~ ol a").first.click()
    expect(page.locator("#h-words-1")).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("Put there by")
