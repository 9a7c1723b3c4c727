"""The review page by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.support.browser import Visitors

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def test_changes_comments_views_and_help_are_reached_by_single_keys(visitors: Visitors) -> None:
    page = visitors()
    steps.sign_in(page, "member-b")
    page.goto("/proposals/3")
    place, here = page.locator("[data-pos]"), page.locator(".chg.here").first
    expect(page.locator(".doc.floats")).to_be_visible()
    page.keyboard.press("j")
    expect(place).to_have_text("Change 1 of 3")
    page.keyboard.press("j")
    expect(place).to_have_text("Change 2 of 3")
    expect(here).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Change 2 of 3, clause")
    page.keyboard.press("k")
    expect(place).to_have_text("Change 1 of 3")

    threads = page.locator(".doc li.thread")
    page.keyboard.press("n")
    expect(threads.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(threads.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(threads.nth(0)).to_be_focused()

    page.evaluate("document.activeElement.blur()")
    for key, view in (("2", "split"), ("3", "new"), ("4", "old"), ("1", "redline")):
        page.keyboard.press(key)
        expect(page.locator(f"#text.view-{view}")).to_be_visible()
        expect(page.locator(f".seg [data-view={view}]")).to_have_attribute("aria-current", "true")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next, previous change")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_comment_is_begun_by_key_on_selected_words_and_dropped_again(visitors: Visitors) -> None:
    page = visitors()
    steps.sign_in(page, "member-b")
    page.goto("/proposals/3")
    steps.select(page, "data-sources", "third party")
    page.keyboard.press("c")
    form = page.locator("form.compose")
    expect(form.locator("blockquote")).to_contain_text("third party")
    expect(form.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("j and k are letters here.")
    expect(form.get_by_label("Your comment")).to_have_value("j and k are letters here.")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_have_count(0)
