"""A passkey by its whole way, in a real browser with an authenticator that it makes up: registered, votes signed, the record verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, authenticator
from workbench.config import Config
from workbench.proof import export, verify

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
OPEN_EXAMPLE = 3


def press_signed(page: Page, choice: str, words: str) -> None:
    steps.choose(page, choice)
    page.get_by_role("button", name=words, exact=True).click()


def test_a_member_registers_a_passkey_and_signs_votes_that_everybody_verifies(
    visitors: Visitors, live: server.Server, tmp_path: Path
) -> None:
    visitors.address = live.address.replace("127.0.0.1", "localhost")
    voter = visitors()
    steps.sign_in(voter, "member-b")
    device = authenticator(voter)
    voter.goto("/account/passkeys")
    voter.get_by_label("What you call it").fill("Test device")
    steps.press(voter, "Register a passkey")
    expect(voter.get_by_role("main")).to_contain_text("Test device for localhost")

    with backstage(live) as record:
        ballot = record.open(OPEN_EXAMPLE)
        record.votes(ballot, "for", "member-a", "member-c")
    voter.goto(f"/ballots/{ballot}")
    press_signed(voter, "Against", "Cast vote, signed")
    expect(voter.locator(".cast")).to_contain_text("You voted against")
    expect(voter.get_by_role("button", name="Change vote", exact=True)).to_have_count(0)
    device.refuse()
    press_signed(voter, "For", "Change vote, signed")
    expect(voter.locator("[data-problem]")).to_have_text("Nothing was signed, and nothing was sent.")
    device.agree()
    press_signed(voter, "For", "Change vote, signed")
    expect(voter.locator(".cast")).to_contain_text("You voted for")
    expect(voter.locator("#ballot")).to_contain_text("1 signed by its voter, 2 attested by the server")

    with backstage(live) as record:
        changes = ("passing it on", "handing it on"), ("does not answer it", "leaves it open")
        bloc = record.bloc(*(record.file(f"Say {words}", (old, words)) for old, words in changes))
    voter.goto(f"/blocs/{bloc}")
    press_signed(voter, "For", "Cast my vote, signed")
    expect(voter.locator("#vote .cast")).to_have_text([re.compile("You voted for")] * 2)

    with backstage(live) as record:
        record.votes(ballot, "for", *(key for key in steps.VOTERS if key not in ("member-a", "member-b", "member-c")))
    reader = visitors(script=False)
    steps.sign_in(reader, "chair")
    steps.record_result(reader, ballot)
    steps.sign_out(reader)
    reader.goto(f"/ballots/{ballot}")
    row = reader.get_by_role("row", name=re.compile("Sample member B"))
    expect(row).to_contain_text("signed")
    expect(reader.locator("#ballot")).to_contain_text(re.compile("1 signed by its voter, \\d attested by the server"))
    export.write(Config(live.instance, live.database), tmp_path / "record")
    proven, faults = verify.verify(tmp_path / "record")
    assert faults == [] and len(proven.signatures.signed) == 4
    # Chromium would have RSA keys offered, too; the record knows one kind.
    assert all("ES256" in complaint for complaint in visitors.complaints)
    visitors.complaints.clear()
