"""The receipts of proposals that another text has overtaken, in a real browser: wide, narrow, dark, with axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.journeys.test_access import faults
from tests.support import server
from tests.support.browser import Visitors

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
ADOPTED = 3  # a worked example


def test_receipts_and_requests_shut_nobody_out(visitors: Visitors, live: server.Server) -> None:
    chair, author = visitors(), visitors()
    steps.sign_in(author, "member-a")
    with backstage(live) as record:
        ballot = record.open(ADOPTED)
        record.votes(ballot, "for")
        touched = record.file("Say fetched", ("where to get each.", "where each may be fetched."), "substantive")
    steps.sign_in(chair, "chair")
    steps.record_result(chair, ballot)
    steps.adopt(chair, ballot)
    author.goto(f"/proposals/{touched}")
    expect(author.locator("#h-replay")).to_be_visible()
    author.goto("/")
    expect(author.get_by_role("main")).to_contain_text("was adopted")
    addresses = (f"/proposals/{touched}", "/", f"/ballots/{ballot}", f"/proposals/{touched}/compare/newest...carried")
    found = [fault for address in addresses for window in ((1440, "light"), (390, "dark")) for fault in faults(author, address, window)]  # fmt: skip
    assert not found, "\n".join(found)
