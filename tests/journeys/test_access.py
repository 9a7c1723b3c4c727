"""Every page, for everybody: nothing for axe to find, nothing off the side at 320 px, no complaint of the browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys import steps
from tests.journeys.backstage import backstage
from tests.support import server
from tests.support.browser import Visitors, accessible
from workbench.members import permissions

# Addresses of every page on the demo instance, by endpoint; {draft} and {token} are made before the visit.
PAGES: dict[str, tuple[str, ...]] = {
    "desk.home": ("/",),
    "home.patterns": ("/patterns",),
    "search.index": ("/search?q=training+data", "/search?q=nothingatall"),
    "definition.show": ("/definition",),
    "definition.versions": ("/definition/versions",),
    "definition.version": ("/definition/0.1.0",),
    "definition.compare": ("/definition/compare/0.1.0...0.1.1", "/definition/compare/0.1.0...0.1.1?view=split"),
    "definition.words": (
        "/definition/0.1.1/words?clause=code-terms", "/definition/0.1.1/words?clause=data-sources&start=0&end=400",
    ),
    "definition.clause": ("/clauses/code-terms", "/clauses/data-sources"),
    "members.index": ("/members",),
    "bodies.index": ("/bodies",),
    "ratifying.new": ("/ballots/1/ratification",),
    "members.sign_in": ("/sign-in",),
    "members.accept": ("/invitations/{token}",),
    "members.password": ("/account/password",),
    "members.invite": ("/members/invite",),
    "proposals.index": ("/proposals",),
    "proposals.show": ("/proposals/1", "/proposals/2", "/proposals/3", "/proposals/4"),
    "proposals.revision": (
        "/proposals/1/revisions/1", "/proposals/3/revisions/1?view=split", "/proposals/3/revisions/1?view=new",
        "/proposals/3/revisions/1?view=old",
    ),
    "since.looked": ("/proposals/4/since",),
    "since.revision": ("/proposals/1/since/1", "/proposals/1/since/1?view=split"),
    "since.index": ("/following",),
    "proposals.compare": ("/proposals/1/compare/1...2", "/proposals/4/compare/base...newest"),
    "together.over": ("/proposals/over", "/proposals/over?with=3&with=4&view=split"),
    "together.pairs": ("/proposals/together", "/proposals/together?of=3"),
    "together.pair": ("/proposals/3/with/4",),
    "kinds.divide": ("/proposals/3/divide",),
    "kinds.beside": ("/proposals/3/beside/4",),
    "instructions.show": ("/proposals/1/instruction", "/proposals/3/instruction?revision=1"),
    "drafts.index": ("/drafts",),
    "drafts.intake_form": ("/drafts/intake",),
    "drafts.edit": ("/drafts/{draft}",),
    "authors.shared": ("/drafts/shared",),
    "authors.read": ("/drafts/{draft}/read",),
    "authors.instruction": ("/drafts/{draft}/instruction",),
    "authors.history": ("/drafts/{draft}/versions",),
    "authors.version": ("/drafts/{draft}/versions/0", "/drafts/{draft}/versions/0?view=split"),
    "meetings.show": ("/drafts/{draft}/meeting?slip=none",),
    "comments.compose": ("/proposals/3/comment?clause=data-sources&side=base",),
    "comments.show": ("/comments/1",),
    "comments.words": ("/comments/1/words",),
    "removals.comment": ("/comments/1/removal",),
    "removals.evidence": ("/evidence/1/removal",),
    "dispositions.show": ("/comments/1/disposition",),
    "dispositions.report": ("/proposals/3/dispositions",),
    "remarks.index": ("/proposals/3/review",),
    "letters.write": ("/proposals/3/letter",),
    "letters.index": ("/letters",),
    "cases.index": ("/cases", "/cases?state=re_review_due"),
    "outside.index": ("/cases/elsewhere", "/cases/elsewhere?begins=nobody"),
    "outside.show": ("/cases/elsewhere/1",),
    "outside.histories": ("/cases/elsewhere/histories",),
    "outside.told": ("/cases/elsewhere/histories/1",),
    "cases.when": ("/cases/1/timeline",),
    "definition.requirements": ("/definition/0.1.0/requirements",),
    "requirements.edit": ("/drafts/{draft}/requirements",),
    "coverage.show": ("/cases/coverage",),
    "coverage.queue": ("/cases/queue",),
    "flips.show": ("/proposals/3/revisions/1/cases", "/proposals/1/revisions/2/cases"),
    "flips.judge": ("/proposals/3/cases/1/data-sources",),
    "reading.show": ("/ballots/1/cases", "/ballots/2/cases"),
    "matrix.show": ("/cases/matrix", "/cases/matrix?order=newest&clause=code-terms&value=gap", "/cases/matrix?organisation=nobody"),
    "cases.show": ("/cases/1", "/cases/10"),
    "cases.new": ("/cases/new",),
    "life.form": ("/cases/{case}/life/panel", "/cases/{case}/life/suspend", "/cases/1/life/appeal"),
    "subjects.index": ("/cases/organisations",),
    "subjects.show": ("/cases/organisations/1",),
    "subjects.new": ("/cases/organisations/new",),
    "subjects.edit": ("/cases/organisations/1/edit",),
    "subjects.artefacts": ("/cases/{case}/artefacts",),
    "copies.index": ("/cases/{case}/files",),
    "reports.new": ("/cases/report", "/cases/report?received=yes"),
    "reports.index": ("/cases/reports",),
    "claims.index": ("/claims", "/claims?state=relapsed"),
    "claims.show": ("/claims/1",),
    "claims.new": ("/claims/report", "/claims/report?received=yes"),
    "claims.held": ("/claims/reports",),
    "claims.form": ("/claims/1/look",),
    "questions.index": ("/questions", "/questions?state=answered"),
    "questions.show": ("/questions/1",),
    "questions.new": ("/questions/new",),
    "questions.edit": ("/questions/1/edit",),
    "statements.index": ("/statements",),
    "statements.new": ("/statements/new?case=1",),
    "statements.withdrawal": ("/statements/1/withdraw",),
    "rivals.index": ("/rivals",),
    "rivals.show": ("/rivals/1",),
    "rivals.beside": ("/rivals/cases/7", "/rivals/cases/10"),
    "rivals.new": ("/rivals/new",),
    "rivals.edit": ("/rivals/1/edit",),
    "rivals.finding": ("/rivals/1/cases/7/no-price",),
    "interests.index": ("/account/interests",),
    "passkeys.index": ("/account/passkeys",),
    "notices.choice": ("/account/notices",),
    "cases.finding": ("/cases/{case}/findings/freedom-use",),
    "ballots.index": ("/ballots",),
    "ballots.since_my_vote": ("/proposals/2/since-my-vote",),
    "ballots.show": ("/ballots/1", "/ballots/2", "/ballots/3", "/ballots/{withdrawal}"),
    "releases.show": ("/releases/{release}",),
    "releases.ballot": ("/releases/{release}/ballot",),
    "releases.withdrawal": ("/definition/0.1.1/withdrawal",),
    "ballots.new": ("/proposals/3/ballot",),
    "blocs.new": ("/blocs/new",),
    "blocs.show": ("/blocs/{bloc}",),
    "schedules.show": ("/ballots/scheduled/1",),
    "second.show": ("/confirmations/1",),
    "deciding.new": ("/cases/{case}/ballot",),
    "elections.new": ("/elections/new",),
    "rules.index": ("/rules",),
    "recusals.show": ("/proposals/1/recusals",),
    "rules.procedure": ("/rules/procedures/osaid-codesign", "/rules/procedures/debian-resolution"),
    "rules.proposed": ("/rules/proposed",),
    "rules.form": ("/rules/form?rule=substantive", "/rules/form?preset=debian-resolution", "/rules/form"),
    "arranging.show": ("/proposals/3/order",),
    "ranked.new": ("/proposals/3/ranked-ballot",),
    "alarms.index": ("/alarms",),
    "changelog.show": ("/definition/changelog",),
    "errata.index": ("/errata", "/errata?state=rejected"),
    "errata.show": ("/errata/{erratum}",),
    "errata.new": ("/errata/new?clause=code-terms",),
    "procedure.roles": ("/procedure/roles",),
    "procedure.show": ("/procedure?of=proposal:3", "/procedure?of=case:1", "/procedure?of=ballot"),
    "minutes.index": ("/minutes", "/minutes?thing=proposal:1", "/minutes?act=refused"),
}  # fmt: skip
# Answers that are no pages: files, one-word answers, and an address that leads on to another.
NO_PAGES = {
    "static", "home.healthz", "minutes.export", "record.download", "notices.feed", "notices.calendar", "definition.document", "definition.choose", "definition.day", "dispositions.table",
    "instructions.plain", "matrix.table", "matrix.picture", "copies.file", "receipts.show",
}  # fmt: skip
# What leads nowhere is a page too.
FAULTS = ("/nothing/here", "/proposals/999")
# Pages on which a member finds more than the public, and less than the chair.
OFFERING = {"desk.home", "proposals.show", "ballots.show", "cases.show", "definition.show"}
# Who looks, through which windows in turn: every page is seen wide and narrow, light and dark.
VIEWERS = {
    "public": ((1440, "light"), (390, "light")),
    "member-a": ((390, "dark"), (1440, "dark")),
    "chair": ((1440, "dark"), (390, "light")),
}


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_page_of_the_program_is_on_the_list_of_pages_to_visit(app: Flask) -> None:
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert found == PAGES.keys() | NO_PAGES


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_shuts_anybody_out(viewer: str, visitors: Visitors, live: server.Server) -> None:
    places = arranged(visitors, live)
    page = visitors(width=1440)
    if viewer != "public":
        steps.sign_in(page, viewer)
    visited = [end for end in PAGES if viewer != "member-a" or permissions.ROUTES[end] != "read" or end in OFFERING]
    addresses = [*(address.format_map(places) for end in visited for address in PAGES[end]), *FAULTS]
    seen: set[tuple[object, ...]] = set()
    windows = VIEWERS[viewer]
    found = [fault for at, address in enumerate(addresses) for fault in faults(page, address, windows[at % 2], seen)]
    assert not found, "\n".join(found)


def arranged(visitors: Visitors, live: server.Server) -> dict[str, str]:
    """Two rivals, a ballot that is open, a bloc of two, one that was scheduled, a case that is open, an organisation, a record of others, a draft of the member and an invitation: things to look at."""
    published = live.instance.parent / "lamp.yaml"
    published.write_text(
        "system: {name: Reading lamp}\ncode: {class: open, link: https://library.example, notes: All.}\n", "utf-8"
    )
    (live.instance.parent / "finding-events.jsonl").write_text(
        '{"date": "2024-01-01T00:00:00Z", "commit": "a", "file": "lamp.yaml", "event": "added", "findings": {"code": "open"}}\n'
        '{"date": "2024-02-01T00:00:00Z", "commit": "b", "file": "lamp.yaml", "event": "changed", "field": "code", '
        '"old": "open", "new": "closed"}\n',
        "utf-8",
    )
    assert not server.run("cases", "import", "osai-index", str(published), instance=live.instance).returncode
    chair, member = visitors(script=False), visitors(script=False)
    steps.sign_in(chair, "chair")
    steps.rivals(chair, 3, 4)
    with backstage(live) as record:
        record.cleared(3)
        record.cleared(4)
        other = record.file("Say pass", ("passing it on", "handing it on"))
    steps.open_ballot(chair, other)
    steps.schedule_and_cancel(chair, 3)
    steps.propose_roles(visitors(script=False))
    steps.sign_in(member, "member-a")
    case = steps.open_case(member, "Reading lamp", "1.0")
    member.goto("/cases/organisations/new")
    member.get_by_label("Name", exact=True).fill("Town library")
    steps.press(member, "Record it")
    member.goto("/errata/new?clause=code-terms")
    member.get_by_label("What is wrong").fill("A word is missing.")
    steps.press(member, "Report it")
    draft = steps.start_draft(member, "data-sources")
    link = server.run(
        "member", "invite", "--name", "A new member", "--email", "new@library.example", instance=live.instance
    ).stdout
    with backstage(live) as record:
        bloc = record.bloc(
            record.file("Say aim", ("Purpose", "Aim")), record.file("Say words", ("Terms used", "Words used"))
        )
        withdrawal, candidate = record.withdraw(), record.candidate()
    return {
        "bloc": str(bloc),
        "withdrawal": str(withdrawal),
        "release": str(candidate),
        "token": link.strip().rpartition("/")[2],
        "draft": str(draft),
        "case": str(case),
        "erratum": "1",
    }


def faults(page: Page, address: str, window: tuple[int, str], seen: set[tuple[object, ...]] | None = None) -> list[str]:
    """What is wrong with a page in this width and these colours, and at 400 % on a small screen.

    The page that asks to sign in, and each that says no, is looked at once in each window."""
    width, colours = window
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    answer = page.goto(address, wait_until="load")
    assert answer
    met = (window, answer.status, page.url if answer.ok else "")
    if seen is not None:
        if met in seen:
            return []
        seen.add(met)
    found = accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    found += [f"{wide} px wide at 320 px"] * (wide > 320)
    return [f"{address}, {width} px, {colours}: {fault}" for fault in found]
