"""A system from a reader's report to a published case, with the vendor's reply and a dissent; then an appeal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors
from workbench import db

REPLY = "The lamp is open.\nWe say so, & mean it."
DAY = "2026-01-15"


def act(page: Page, case: int, title: str, **words: str) -> None:
    """From the page of the case to the form of an act, its fields by their labels, and its button."""
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name=title, exact=True).click()
    expect(steps.heading(page)).to_contain_text(title)
    for label, value in words.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    steps.press(page, title)


def report(page: Page) -> None:
    page.goto("/cases")
    page.get_by_role("link", name="Report a system").click()
    for label, value in (
        ("Your name", "A reader of the lamp"), ("System", "Reading lamp"), ("Release", "1.0"), ("Vendor", "Town library"),
        ("What is to be answered", "Is the lamp open?"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    steps.press(page, "Send the report")
    expect(page.get_by_label("What is to be answered")).to_have_value("Is the lamp open?")
    page.get_by_label("Your interest in it").fill("I read by it.")
    steps.press(page, "Send the report")
    expect(page.get_by_text("Thank you. A secretary reads your report")).to_be_visible()


def seat(secretary: Page, case: int, *names: str) -> None:
    secretary.goto(f"/cases/{case}")
    secretary.get_by_role("link", name="Name reviewers", exact=True).click()
    for name in names:
        secretary.get_by_role("checkbox", name=name).check()
    steps.press(secretary, "Name reviewers")
    expect(secretary.get_by_role("region", name="Where it stands")).to_contain_text("has not declared interests yet")


def declare(page: Page, case: int) -> None:
    page.goto("/")
    expect(page.get_by_text("You are on its panel")).to_be_visible()
    page.goto(f"/cases/{case}")
    page.get_by_role("link", name="Declare your interests").click()
    steps.choose(page, "Nothing ties me to the vendor")
    steps.press(page, "Declare your interests")


def find_alone(page: Page, case: int, reason: str) -> list[str]:
    """Every requirement found on, and handed in; the addresses of the forms."""
    page.goto(f"/cases/{case}")
    links = page.get_by_role("link", name=re.compile("^Record what you find"))
    forms = [str(link.get_attribute("href")) for link in links.all()]
    for form in forms:
        page.goto(form)
        steps.choose(page, "Not assessable")
        page.get_by_label("Reason").fill(reason)
        steps.press(page, "Record the finding")
    expect(page.get_by_text("You found, for yourself so far")).to_have_count(len(forms))
    act(page, case, "Hand in your findings")
    return forms


def refuse_filler(page: Page, form: str) -> None:
    """Evidence that proves nothing is refused, and what was typed is still there."""
    page.goto(form)
    steps.choose(page, "Met")
    page.get_by_label("Reason").fill("It is written down.")
    row = page.get_by_role("group", name="Evidence 1")
    row.get_by_label("Address").fill("https://library.example/lamp")
    row.get_by_label("Quotation").fill("see website")
    row.get_by_label("Seen on").fill(DAY)
    steps.press(page, "Record the finding")
    expect(page.get_by_role("alert")).to_contain_text("is no quotation")
    expect(row.get_by_label("Quotation")).to_have_value("see website")


def decide_by_ballot(chair: Page, live: server.Server, case: int) -> None:
    """A reviewer does not agree, so the committee votes on the findings as they stand."""
    chair.goto(f"/cases/{case}")
    expect(chair.get_by_role("link", name="Record the decision")).to_have_count(0)
    chair.get_by_role("link", name="Open a ballot on the findings").click()
    chair.get_by_role("checkbox", name="These are the findings to vote on").check()
    steps.press(chair, "Open the ballot")
    expect(chair.get_by_role("region", name="The findings voted on")).to_contain_text("It can be assessed.")
    ballot = steps.number(chair)
    with backstage(live) as record:
        record.votes(ballot, "for")
    steps.vote(chair, ballot, "Against", "I read it otherwise.")
    steps.record_result(chair, ballot)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_from_a_report_to_publication_and_an_appeal(visitors: Visitors, live: server.Server, script: bool) -> None:
    today = db.now().date().isoformat()
    reader, one, two, secretary, chair = (visitors(script=script) for _ in range(5))
    for page, key in ((one, "member-a"), (two, "member-b"), (secretary, "secretary"), (chair, "chair")):
        steps.sign_in(page, key)

    report(reader)
    secretary.goto("/")
    secretary.get_by_role("link", name=re.compile("Readers have reported systems")).first.click()
    steps.press(secretary, "Let it in")
    expect(steps.heading(secretary)).to_contain_text("Reading lamp")
    case = steps.number(secretary)
    act(secretary, case, "Screen it", What_was_looked_for="Nothing before.")
    seat(secretary, case, "Sample member A", "Sample member B")
    for page in (one, two):
        declare(page, case)

    forms = find_alone(one, case, "Narwhalwise.")
    for page in (two, secretary, reader):
        page.goto(f"/cases/{case}")
        expect(page.get_by_text("Narwhalwise.")).to_have_count(0)
    find_alone(two, case, "Okapiwise.")
    reader.goto(f"/cases/{case}")
    expect(reader.get_by_text("Narwhalwise.").first).to_be_visible()

    act(
        secretary,
        case,
        "Record that the vendor was asked",
        Whom_you_asked="Press office, by letter",
        On_which_day=today,
    )
    act(
        secretary,
        case,
        "Enter the vendor's reply",
        The_reply=REPLY,
        Who_signed_it="The mayor",
        On_which_day=today,
    )
    refuse_filler(one, forms[0])
    for form in forms:
        one.goto(form)
        expect(one.get_by_text("Okapiwise.").first).to_be_visible()
        steps.press(one, "Record the finding")
    two.goto(f"/cases/{case}/life/dissent")
    two.get_by_label("From the finding on").select_option(index=1)
    two.get_by_label("Why you do not agree").fill("It can be assessed.")
    steps.press(two, "Record your dissent")
    act(secretary, case, "Bring it before the committee")
    decide_by_ballot(chair, live, case)
    act(secretary, case, "Give the vendor notice", Whom_you_sent_it_to="Press office, by letter")
    act(secretary, case, "Enter the vendor's answer", The_answer="No error of fact.")
    act(secretary, case, "Publish it")

    reader.goto(f"/cases/{case}")
    stands = reader.get_by_role("region", name="Where it stands")
    expect(stands).to_contain_text("Published")
    expect(stands.get_by_text("We say so, & mean it.")).to_be_visible()
    expect(stands).to_contain_text("printed as it came")
    expect(reader.get_by_role("region", name="Verdict")).to_contain_text("The committee's finding under version")
    expect(reader.get_by_text("It can be assessed.")).to_be_visible()

    secretary.goto(f"/cases/{case}/life/appeal")
    steps.choose(secretary, "A fact is wrong")
    secretary.get_by_label("What is wrong").fill("The plans of the lamp are published.")
    secretary.get_by_label("On behalf of").fill("Town library")
    steps.press(secretary, "Appeal against it")
    reader.goto(f"/cases/{case}")
    expect(reader.get_by_role("region", name="Where it stands")).to_contain_text("Under appeal")
    seat(secretary, case, "Sample chair", "Sample secretary")
    for page in (chair, secretary):
        declare(page, case)
    chair.goto(f"/cases/{case}/life/hear")
    steps.choose(chair, "Affirmed")
    chair.get_by_label("The panel's reasons").fill("The plans are of another lamp.")
    steps.press(chair, "Record what the panel decided")
    reader.goto(f"/cases/{case}")
    expect(reader.get_by_role("region", name="Where it stands")).to_contain_text("Affirmed: the case stands")
    assert not server.run("check", instance=live.instance, database=live.database).returncode
