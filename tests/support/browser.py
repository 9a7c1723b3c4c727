"""The system's Chromium, driven by Playwright: one browser a run, one context a visitor, no complaint overlooked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser under test speaks to nobody but the page's own server.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The last such switch counts: the pop-ups of the address bar, two renderers in every new window, and what Playwright turns off.
    (
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,"
        "DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,NetworkTimeServiceQuerying,"
        "OptimizationHints,PaintHolding,PreconnectToSearch"
    ),
)
# The console repeats the status of every refused form or page; refusals are answers, and tests read them.
REFUSED = "Failed to load resource: the server responded with a status of 4"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def executable() -> str | None:
    """Where the system's browser is, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitors:
    """People at their browsers. `visitors(script=False)` is a page of somebody new, with no cookie and no memory.

    What the console, the content policy or a failed static file has said is kept in `complaints`; the fixture fails
    the test on any. A test that provokes one on purpose clears the list.
    """

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, *, script: bool = True, width: int = 1280, height: int = 900, **settings: Any) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=script,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **settings,
        )
        context.set_default_timeout(15_000)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", self._response)
        self._contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.complaints.append(f"answer: {response.status} {response.url}")


def accessible(page: Page) -> list[str]:
    """What axe finds on a page, a line each; the empty list is the pass. Needs a page with script.

    Who came by a link says so by `steps.follow`: a page that is being left is neither the one nor the other.
    """
    page.wait_for_load_state()
    only = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    results = Axe().run(page, options=only)
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['html'][:120]}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


@dataclass
class Device:
    """An authenticator of the browser's own making, whose owner agrees to what is asked or does not."""

    tell: Callable[[bool], object]

    def refuse(self) -> None:
        self.tell(False)

    def agree(self) -> None:
        self.tell(True)


def authenticator(page: Page) -> Device:
    """Give the browser of this page a passkey to make and to sign with: with user verification, and without a person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return Device(
        lambda agrees: session.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": agrees})
    )


Visit = Callable[..., Page]
