"""A discussion from the first remark to the last disposition: a review sent as one, a suggestion taken, a reader heard."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.support import server
from tests.support.browser import Visitors

PROPOSAL = 3
CLAUSE = "data-sources"
QUOTE = "must be available to everyone"
BETTER = "must be within reach of everyone"


def form(page: Page, script: bool) -> None:
    """Open the form of a comment on the clause."""
    page.goto(f"/proposals/{PROPOSAL}")
    if script:
        steps.select(page, CLAUSE, QUOTE)
        page.get_by_role("button", name="Comment on the selection").click()
        expect(page.locator("form.compose blockquote")).to_contain_text(QUOTE)
    else:
        page.locator(f'.clause:has(.prose[data-clause="{CLAUSE}"]) a.ask').first.click()
        page.get_by_label("The words").fill(QUOTE)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_from_a_review_to_the_last_disposition(visitors: Visitors, live: server.Server, script: bool) -> None:
    member, author, secretary, public = (visitors(script=script) for _ in range(4))
    for page, key in ((member, "member-b"), (author, "member-a"), (secretary, "secretary")):
        steps.sign_in(page, key)

    for n in range(12):
        if n:
            member.goto(f"/proposals/{PROPOSAL}/comment?clause={CLAUSE}")
        else:
            form(member, script)
        member.get_by_label("Your comment").fill(f"Remark {n} of mine.")
        steps.press(member, "Add to my review")
        expect(member.get_by_text(f"Remark {n} of mine.").first).to_be_visible()
    author.goto(f"/proposals/{PROPOSAL}")
    expect(author.get_by_text("of mine.")).to_have_count(0)
    member.goto(f"/proposals/{PROPOSAL}")
    member.get_by_role("link", name="Your review: 12 remarks to send").click()
    member.get_by_label("On the whole").fill("Nearly there.")
    steps.press(member, "Send 12 remarks as one review")
    author.goto(f"/proposals/{PROPOSAL}")
    expect(author.get_by_text("of mine.")).to_have_count(12)
    expect(author.get_by_role("region", name="Reviews")).to_contain_text("Nearly there.")

    form(member, script)
    member.get_by_label("Your comment").fill("Plainer so.")
    member.locator("details.carries summary").click()
    member.get_by_label("Suggested wording").fill(BETTER)
    steps.press(member, "File comment")
    expect(steps.thread(member, "Plainer so.")).to_contain_text(BETTER)
    author.goto(f"/proposals/{PROPOSAL}")
    steps.open_acts(steps.thread(author, "Plainer so."))
    steps.thread(author, "Plainer so.").get_by_role("button", name="Take this wording").click()
    expect(author.get_by_label("What this revision changes")).to_have_value(re.compile("Sample member B suggested"))
    steps.press(author, "File revision 2")
    expect(steps.heading(author)).to_contain_text("revision 2")
    thread = steps.thread(author, "Plainer so.")
    if not thread.is_visible():
        author.locator("details.settled-threads summary").first.click()
    expect(thread).to_contain_text("Taken in revision 2")

    public.goto(f"/proposals/{PROPOSAL}")
    public.get_by_role("link", name="Comment as a reader").click()
    public.get_by_label("Your name").fill("A reader of the text")
    public.get_by_label("Your comment").fill("Thank you for hearing me.")
    steps.press(public, "Send comment")
    expect(public.get_by_text("The secretary reads your comment")).to_be_visible()
    secretary.goto("/")
    secretary.get_by_role("link", name="A comment of a reader waits").click()
    steps.press(secretary, "Let it in")
    public.goto(f"/proposals/{PROPOSAL}")
    expect(steps.thread(public, "Thank you for hearing me.")).to_contain_text("A reader of the text")

    steps.dispose(secretary, PROPOSAL, "deferred", "For the next round.")
    member.goto(f"/proposals/{PROPOSAL}/dispositions")
    member.get_by_role("row", name=re.compile("Remark 0 of mine")).get_by_role(
        "link", name=re.compile("Comment")
    ).click()
    steps.choose(member, "Satisfied")
    steps.press(member, "Reply")
    status, table = live.get(f"/proposals/{PROPOSAL}/dispositions.csv")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert status == 200 and not [row for row in rows if row["disposition"] in ("open", "")]
    assert {row["reply"] for row in rows if row["said"] == "Remark 0 of mine."} == {"satisfied"}
    proven = server.run("check", instance=live.instance, database=live.database)
    assert proven.returncode == 0, proven.stdout
