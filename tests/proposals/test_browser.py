"""What script adds: the redline while one types, comments on selected words, threads answered in place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Visitors, accessible

# One database is enough: the journeys go through both.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

SELECT = """clause => {
  const words = document.querySelector(`.prose[data-clause="${clause}"] ins`).firstChild, range = document.createRange();
  range.setStart(words, 1); range.setEnd(words, 18);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def sit(visitors: Visitors, name: str) -> Page:
    page = visitors()
    page.goto("/sign-in")
    page.get_by_role("button", name=name).click()
    return page


def test_the_redline_follows_the_typing_and_saving_keeps_it(visitors: Visitors) -> None:
    page = sit(visitors, "Sample member A")
    page.goto("/clauses/data-sources")
    page.get_by_role("button", name="Propose an amendment").click()
    box = page.locator("textarea.edit")
    box.fill(box.input_value().replace("must say where", "should say where"))
    expect(page.locator(".redline ins")).to_have_text("should")
    expect(page.locator(".lint")).to_contain_text("“must” becomes “should”")
    expect(page.locator("#in-all")).to_have_text("In all: 1 change, 1 word added, 1 removed.")
    assert accessible(page) == []
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator("textarea.edit")).to_have_value(box.input_value())
    page.get_by_role("button", name="File this proposal").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the proposal a title")
    assert accessible(page) == []


def test_selected_words_are_commented_on_answered_and_settled_in_place(visitors: Visitors) -> None:
    page = sit(visitors, "Sample member B")
    page.goto("/proposals/4")
    page.evaluate(SELECT, "data-sources")
    page.keyboard.press("c")
    form = page.locator(".compose")
    form.get_by_label("Your comment").fill("x")
    form.get_by_role("button", name="File comment").click()
    expect(form.locator(".err")).to_contain_text("at least a few words")
    form.get_by_label("Your comment").fill("Is this what case 4 needs?")
    form.get_by_role("button", name="File comment").click()
    thread = page.locator(".thread.fresh")
    expect(thread.locator("q")).to_contain_text("and on what terms")
    expect(page.locator("#toast")).to_have_text("Comment filed on clause 3.2.3.")
    assert accessible(page) == []
    number = thread.get_attribute("id")
    thread = page.locator(f"#{number}")
    thread.get_by_role("link", name="Reply, settle or edit").click()
    expect(thread.locator("[name=body]")).to_be_focused()
    assert accessible(page) == []
    thread.locator("[name=body]").fill("It is.")
    thread.get_by_role("button", name="File reply").click()
    expect(thread.locator(".reply")).to_contain_text("It is.")
    thread.get_by_role("link", name="Reply, settle or edit").click()
    thread.locator("summary", has_text="Settle").click()
    thread.locator("[name=outcome]").fill("Yes.")
    thread.get_by_role("button", name="Settle").click()
    expect(thread).to_contain_text("Settled by Sample member B")
    page.keyboard.press("2")
    expect(page.locator(".split")).to_be_visible()
    assert accessible(page) == [] and page.url.endswith("view=split")
