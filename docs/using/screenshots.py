"""Makes the pictures of the manual: the real program with the worked examples, in the real browser. Run: make screenshots."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys import steps
from tests.support import server
from tests.support.browser import Visitors, chromium

PICTURES = Path(__file__).parent / "pictures"
LARGEST = 250_000
SETTLED = 1_000  # milliseconds
Look = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """One file: who looks at which address, how large the window is, and what they do before the shutter opens."""

    name: str
    address: str
    viewer: str = ""
    height: int = 900
    width: int = 1280
    look: Look | None = None


def at(selector: str) -> Look:
    """Bring a part of the page to the top of the window."""
    return lambda page: page.locator(selector).first.evaluate(
        "part => scrollTo({ top: part.getBoundingClientRect().top + scrollY, behavior: 'instant' })"
    )


def typed(page: Page) -> None:
    """The first open clause of a draft, a few words changed, and its redline."""
    box = page.locator("section.panes textarea").first
    box.fill(box.input_value().replace("must name", "must name and date"))
    page.locator("ins").first.wait_for()


PICTURES_OF_THE_MANUAL = (
    Picture("review", "/proposals/3", "member-b", look=at(".reading")),
    Picture("definition", "/definition", height=820),
    Picture("redline", "/definition/compare/0.1.0...0.1.1", height=620, look=at(".reading")),
    Picture("case", "/cases/1", height=680, look=at(".finding-row:not(.gap)")),
    Picture("ballot", "/ballots/2", look=at("#ballot")),
    Picture("draft", "/drafts/{draft}", "member-b", look=typed),
    Picture("vote", "/ballots/3", "member-b", height=620, look=at("#ballot")),
    Picture("desk", "/", "chair", height=820),
    Picture("open-ballot", "/proposals/3/ballot", "chair"),
    Picture("phone", "/proposals/4", width=390, height=844, look=at(".reading")),
)


def main() -> None:
    """Every picture anew. Says its size; AssertionError for one that is too large to keep."""
    folder = Path(tempfile.mkdtemp(prefix="screenshots-"))
    try:
        made = server.run("init", instance=folder / "instance")
        assert made.returncode == 0, made.stderr
        with server.serve(folder / "instance") as up, chromium() as browser:
            visitors = Visitors(browser, up.address)
            draft = arrange(visitors)
            for picture in PICTURES_OF_THE_MANUAL:
                take(visitors, picture, picture.address.format(draft=draft))
            visitors.close()
    finally:
        shutil.rmtree(folder)


def arrange(visitors: Visitors) -> int:
    """A ballot that is open, with some votes in, and a draft that is begun; the number of the draft."""
    chair, member = visitors(), visitors()
    steps.sign_in(chair, "chair")
    steps.open_ballot(chair, 4)
    for voter in ("member-c", "member-d", "secretary"):
        steps.sign_in(member, voter)
        steps.vote(member, 3, "For")
    steps.sign_in(member, "member-b")
    return steps.start_draft(member, "data-sources")


def take(visitors: Visitors, picture: Picture, address: str) -> None:
    page = visitors(width=picture.width, height=picture.height)
    if picture.viewer:
        steps.sign_in(page, picture.viewer)
    page.goto(address, wait_until="networkidle")
    if picture.look:
        picture.look(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLED)  # what was scrolled to is painted some frames later
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB")
    assert size < LARGEST, f"{path.name} is too large: make its window smaller"
    page.context.close()


if __name__ == "__main__":
    main()
