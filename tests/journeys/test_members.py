"""Coming in: an invitation from the command line, a password, and from then on by address and password."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.support import server
from tests.support.browser import Visitors

# The full loop is made in all four ways; here each database and each way of going once.
pytestmark = pytest.mark.parametrize(("kind", "script"), [("sqlite", False), ("postgresql", True)])

PASSWORD = "a walk along the river"


def test_an_invited_member_chooses_a_password_and_is_in(visitors: Visitors, live: server.Server, script: bool) -> None:
    invited = server.run(
        "member", "invite", "--name", "Reader Rose", "--email", "Rose@library.example", "--url", live.address,
        instance=live.instance, database=live.database,
    )  # fmt: skip
    assert invited.returncode == 0, invited.stderr
    link = invited.stdout.strip()
    page = visitors(script=script)

    page.goto(link)
    expect(steps.heading(page)).to_contain_text("Welcome, Reader Rose")
    page.get_by_label("Password").fill("short")
    steps.press(page, "Join")
    expect(page.get_by_role("alert")).to_contain_text("12 characters or more")

    page.get_by_label("Password").fill(PASSWORD)
    steps.press(page, "Join")
    expect(page.locator(".who-am")).to_have_text("Reader Rose")
    page.goto(link)
    expect(steps.heading(page)).not_to_contain_text("Welcome")

    steps.sign_out(page)
    page.goto("/drafts")
    expect(page.get_by_role("main")).to_contain_text("Sign in")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill("rose@library.example")
    page.get_by_label("Password").fill("a walk along the road")
    steps.press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("E-mail address")).to_have_value("rose@library.example")
    page.get_by_label("Password").fill(PASSWORD)
    steps.press(page, "Sign in")
    expect(page).to_have_url(f"{live.address}/drafts")
