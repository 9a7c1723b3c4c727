"""A claim that a reader reports, brought to its correction by two members; and a relapse that opens the same flag again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.support.browser import Visitors
from workbench import db

WORDS = "The first open source lamp."
CLAIM = 2  # the worked example has the first


def act(page: Page, title: str, choice: str = "", file: Path | None = None, **words: str) -> None:
    """From the page of the claim to the form of an act, its fields by their labels, and its button."""
    page.goto(f"/claims/{CLAIM}")
    page.get_by_role("link", name=title, exact=True).click()
    if choice:
        steps.choose(page, choice)
    for label, value in words.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    if file:
        page.get_by_label("What you captured").set_input_files(file)
    steps.press(page, title)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_claim_to_its_correction_and_back(visitors: Visitors, script: bool, tmp_path: Path) -> None:
    now = db.now()
    today, old, new = now.date().isoformat(), tmp_path / "old.html", tmp_path / "new.html"
    old.write_text(f"<p>{WORDS}</p>", "utf-8")
    new.write_text("<p>A lamp with open plans.</p>", "utf-8")
    reader, member, secretary = (visitors(script=script) for _ in range(3))
    for page, key in ((member, "member-a"), (secretary, "secretary")):
        steps.sign_in(page, key)

    reader.goto("/claims")
    reader.get_by_role("link", name="Report a claim", exact=True).click()
    for label, value in (
        ("Your name", "A reader of the lamp"), ("System", "Reading lamp"), ("The words", WORDS), ("Who says so", "Its site"),
        ("Where they stand", "https://town.example/lamp"), ("On which day", today), ("For which organisation", "Town library"),
    ):  # fmt: skip
        reader.get_by_label(label).first.fill(value)
    steps.press(reader, "Send the report")
    expect(reader.get_by_label("The words")).to_have_value(WORDS)
    reader.get_by_label("Your interest in it").fill("I read by it.")
    steps.press(reader, "Send the report")
    secretary.goto("/claims/reports")
    steps.press(secretary, "Let it in")
    expect(steps.heading(secretary)).to_contain_text("Reading lamp")

    captured = (now - timedelta(minutes=9)).strftime("%Y-%m-%d %H:%M")
    act(member, "Make sure of it", "The vendor itself", new, Captured_at=captured)
    expect(member.get_by_role("alert")).to_contain_text("do not stand in this file")
    act(member, "Make sure of it", "The vendor itself", old, Captured_at=captured)
    act(
        member, "Record that it was put to the vendor", The_message="Please drop the term.", By_what_way="by letter",
        On_which_day=today, plainly_read="Clause 2.2 asks that everyone may use it.",
    )  # fmt: skip
    act(member, "Enter the vendor's answer", "Agrees", The_answer="We see.", On_which_day=today)
    later = (now - timedelta(minutes=2)).strftime("%Y-%m-%d %H:%M")
    act(secretary, "Record the correction", "The term was dropped", new, Captured_at=later)
    reader.goto(f"/claims/{CLAIM}")
    expect(reader.get_by_role("region", name="Where it stands")).to_contain_text("Corrected.")
    expect(reader.get_by_role("region", name="What happened")).to_contain_text("We see.")
    reader.goto("/claims")
    expect(reader.get_by_role("region", name="How often")).to_contain_text("2 of 2 claims")

    act(member, "Look again", "The words are back", old, Captured_at=later)
    reader.goto("/claims?state=relapsed")
    expect(reader.get_by_role("row", name=re.compile("Reading lamp"))).to_contain_text("relapsed once")
