"""Two authors and one draft, and a sign-in that runs out while somebody writes: no word is lost on the way to the record."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.support.browser import Visitors, accessible
from workbench.starter import SAMPLES

# What a page says does not hang on the database.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

CLAUSE = "purpose-reason"
ONE, OTHER = SAMPLES["member-a"][0], SAMPLES["member-b"][0]


def words_of(page: Page) -> str:
    return steps.box(page, CLAUSE).get_by_role("textbox").input_value()


def write(page: Page, words: str) -> None:
    steps.box(page, CLAUSE).get_by_role("textbox").fill(words)


def looked_at(page: Page, script: bool) -> None:
    if script:
        assert accessible(page) == []


def test_two_authors_save_the_same_clause_choose_and_file_together(visitors: Visitors, script: bool) -> None:
    one, other, public = (visitors(script=script) for _ in range(3))
    steps.sign_in(one, "member-a")
    steps.sign_in(other, "member-b")
    number = steps.start_draft(one, CLAUSE)
    before = words_of(one)
    first, last = " ".join(before.split()[1:3]), " ".join(before.split()[-4:-1])
    one.get_by_label("Title").fill("Say it kindly")
    one.get_by_label("Invite a member of the committee").fill(OTHER)
    steps.press(one, "Invite")
    expect(one.locator("#authors")).to_contain_text(f"{OTHER} is invited, and has not answered")
    looked_at(one, script)

    other.goto("/")
    steps.follow(other, other.get_by_role("region", name="Drafts you are invited to write").get_by_role("link"))
    looked_at(other, script)
    steps.press(other, "Join as an author")
    expect(steps.box(other, CLAUSE)).to_be_visible()
    one.goto(f"/drafts/{number}")

    write(one, before.replace(first, "kindly carries"))
    write(other, before.replace(first, "gladly carries").replace(last, f"{last} at last"))
    steps.press(one, "Save draft")
    expect(one.get_by_role("heading", level=1)).to_contain_text("Say it kindly")
    if script:
        steps.box(other, CLAUSE).get_by_role("textbox").press_sequentially(" ")
        expect(other.locator("#meanwhile")).to_contain_text(f"{ONE} saved this draft meanwhile")
        write(other, before.replace(first, "gladly carries").replace(last, f"{last} at last"))
    steps.press(other, "Save draft")

    expect(steps.heading(other)).to_contain_text("The same place was changed twice")
    question = other.get_by_role("group", name=re.compile("^Clause"))
    expect(question).to_contain_text("kindly carries")
    expect(question).to_contain_text("gladly carries")
    looked_at(other, script)
    steps.press(other, "Save both as chosen")
    expect(other.get_by_role("alert")).to_contain_text("Choose which words are to stand here.")
    mine = question.get_by_role("textbox")
    expect(mine).to_have_value(re.compile("gladly carries"))
    mine.fill(mine.input_value().replace("gladly carries", "kindly and gladly carries"))
    if script:
        expect(question.get_by_role("radio", name="In these words")).to_be_checked()
    question.get_by_role("radio", name="In these words").check()
    steps.press(other, "Save both as chosen")
    expect(steps.box(other, CLAUSE).get_by_role("textbox")).to_have_value(re.compile("kindly and gladly carries"))
    assert f"{last} at last" in words_of(other)
    expect(other.get_by_role("main")).to_contain_text(f"Saved together with what {ONE} saved meanwhile")

    steps.follow(other, other.get_by_role("link", name="Versions"))
    looked_at(other, script)
    expect(other.locator("ol.items li")).to_have_count(4)
    other.locator("ol.items a").nth(1).click()
    expect(other.locator(".doc")).to_contain_text("kindly carries")
    looked_at(other, script)

    one.goto(f"/drafts/{number}")
    one.get_by_label("Why").fill("Two heads are better.")
    steps.choose(one, "Substantive")
    steps.press(one, "File this proposal")
    expect(steps.heading(one)).to_contain_text("Say it kindly")
    public.goto(one.url)
    expect(public.locator(".by").first).to_contain_text(f"Filed by {ONE} and {OTHER}")
    public.get_by_role("main").get_by_role("link", name="Minutes").first.click()
    expect(public.get_by_role("main")).to_contain_text(f"by {ONE}, {OTHER}")


def test_different_clauses_saved_at_the_same_time_go_together(visitors: Visitors, script: bool) -> None:
    one, other = (visitors(script=script) for _ in range(2))
    steps.sign_in(one, "member-a")
    steps.sign_in(other, "member-b")
    number = steps.start_draft(one, CLAUSE)
    one.get_by_label("Invite a member of the committee").fill(OTHER)
    steps.press(one, "Invite")
    other.goto(f"/drafts/{number}/read")
    steps.press(other, "Join as an author")
    one.goto(f"/drafts/{number}")
    other.get_by_label("Why").fill("Said by the other.")
    write(one, words_of(one).replace(" ", " truly ", 1))
    steps.press(other, "Save draft")
    steps.press(one, "Save draft")
    expect(one.get_by_role("main")).to_contain_text(f"Saved together with what {OTHER} saved meanwhile")
    expect(one.get_by_label("Why")).to_have_value("Said by the other.")
    assert " truly " in words_of(one)


def test_a_shared_draft_is_read_and_is_gone_when_it_is_hidden(visitors: Visitors, script: bool) -> None:
    one, reader, public = (visitors(script=script) for _ in range(3))
    steps.sign_in(one, "member-a")
    steps.sign_in(reader, "member-c")
    number = steps.start_draft(one, CLAUSE)
    one.get_by_label("Title").fill("Read this early")
    write(one, words_of(one).replace(" ", " truly ", 1))
    steps.press(one, "Let the committee read it")
    expect(one.locator("#authors")).to_contain_text("The committee reads it")
    reader.goto("/drafts")
    steps.follow(reader, reader.get_by_role("link", name="Shared drafts"))
    looked_at(reader, script)
    reader.get_by_role("link", name="Read this early").click()
    expect(reader.locator(".doc ins").first).to_contain_text("truly")
    expect(reader.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    looked_at(reader, script)
    for place in (f"/drafts/{number}/read", "/drafts/shared"):
        answer = public.goto(place)
        assert answer and answer.status == 403
    steps.press(one, "Stop sharing")
    answer = reader.reload()
    assert answer and answer.status == 404


def test_a_sign_in_that_ran_out_loses_nothing(visitors: Visitors, script: bool) -> None:
    page = visitors(script=script)
    steps.sign_in(page, "member-a")
    number = steps.start_draft(page, CLAUSE)
    words = words_of(page).replace(" ", " truly ", 1)
    page.context.clear_cookies()
    write(page, words)
    page.get_by_label("Why").fill("Two lines,\nand no less.")
    if script:
        expect(page.locator("#kept")).to_contain_text("kept in this browser")
    steps.press(page, "Save draft")
    expect(steps.heading(page)).to_contain_text("Sign in")
    looked_at(page, script)
    page.get_by_role("button", name=ONE, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("and no less.")
    looked_at(page, script)
    steps.press(page, "Send it on")
    expect(page).to_have_url(re.compile(rf"/drafts/{number}"))
    assert words_of(page) == words
    expect(page.get_by_label("Why")).to_have_value("Two lines,\nand no less.")
    expect(page.get_by_text("did not reach the server")).to_have_count(0)


def test_a_form_from_before_a_new_sign_in_is_sent_on(visitors: Visitors, script: bool) -> None:
    page = visitors(script=script)
    steps.sign_in(page, "member-a")
    steps.start_draft(page, CLAUSE)
    again = page.context.new_page()
    page.context.clear_cookies()
    steps.sign_in(again, "member-a")
    words = words_of(page).replace(" ", " truly ", 1)
    write(page, words)
    steps.press(page, "Save draft")
    expect(steps.heading(page)).to_contain_text("Send your words on")
    steps.press(page, "Send it on")
    assert words_of(page) == words


def test_a_closed_tab_loses_nothing_whether_the_server_had_the_words_or_not(visitors: Visitors) -> None:
    page = visitors()
    steps.sign_in(page, "member-a")
    number = steps.start_draft(page, CLAUSE)
    words = words_of(page).replace(" ", " truly ", 1)
    write(page, words)
    expect(page.locator("#kept")).to_contain_text("not saved yet")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"/drafts/{number}")
    assert words_of(page) == words
    expect(page.get_by_role("main")).to_contain_text("have not saved it")
    looked_at(page, True)

    page.route(re.compile("/keep$"), lambda route: route.fulfill(status=404))
    more = words.replace(" ", " and truly ", 1)
    write(page, more)
    expect(page.locator("#kept")).to_contain_text("does not answer")
    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(f"/drafts/{number}")
    bar = page.get_by_role("status").filter(has_text="did not reach the server")
    expect(bar).to_be_visible()
    looked_at(page, True)
    bar.get_by_role("button", name="Put them back").click()
    expect(steps.box(page, CLAUSE).get_by_role("textbox")).to_have_value(more)
    steps.press(page, "Save draft")
    expect(page.get_by_text("have not saved it")).to_have_count(0)
    assert words_of(page) == more


def test_clauses_are_moved_added_and_saved_by_keys(visitors: Visitors) -> None:
    page = visitors()
    steps.sign_in(page, "member-a")
    steps.start_draft(page, CLAUSE)
    box = steps.box(page, CLAUSE).get_by_role("textbox")
    box.press("Alt+Shift+ArrowDown")
    expect(page).to_have_url(re.compile(rf"#box-{CLAUSE}$"))
    expect(steps.box(page, CLAUSE).get_by_role("textbox")).to_be_focused()
    expect(page.locator(".redline .moved").first).to_be_visible()
    steps.box(page, CLAUSE).get_by_role("textbox").press("Alt+Shift+Enter")
    added = page.get_by_role("textbox", name=re.compile("^New clause after"))
    expect(added).to_be_focused()
    added.fill("Whoever reads this may sing it.")
    added.press("Control+s")
    expect(page.get_by_role("textbox", name=re.compile("^Clause")).nth(1)).to_have_value(
        "Whoever reads this may sing it."
    )


def test_a_hidden_character_is_named_while_one_types_and_cleaned_by_one_press(visitors: Visitors) -> None:
    page = visitors()
    steps.sign_in(page, "member-a")
    steps.start_draft(page, CLAUSE)
    words = words_of(page)
    write(page, words.replace(" ", "\u200b ", 1))
    box = steps.box(page, CLAUSE)
    expect(box.get_by_role("list", name="Not fit for the text")).to_contain_text("U+200B")
    box.get_by_role("button", name="Use the cleaned copy").click()
    expect(box.get_by_role("textbox")).to_have_value(words)
