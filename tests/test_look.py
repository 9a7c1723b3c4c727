"""What every page is drawn with: vendored files are what they say, and nothing in a template needs a looser policy."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
UNDER_POLICY = {
    "an inline style": r"\sstyle\s*=|<style",
    "an inline script": r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']",
    "code in an htmx attribute": r"hx-on|[\"']js:|[\"']javascript:",
    "an event filter": r"hx-trigger=\"[^\"]*\[",
    "another host's file": r"(?:src|srcset)=\"https?:|<link[^>]+href=\"https?:",
}


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = dict(
        re.findall(r"^\| `([^`]+)`.*`([0-9a-f]{64})` \|$", (STATIC / "vendor/VENDOR.md").read_text(), re.MULTILINE)
    )
    found = {path.name for path in (STATIC / "vendor").iterdir() if path.suffix in {".js", ".woff2"}}
    assert set(listed) == found
    for name, checksum in listed.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == checksum, name


def test_every_vendored_file_has_its_licence_beside_it() -> None:
    assert "Zero-Clause BSD" in (STATIC / "vendor/LICENSE-htmx.txt").read_text()
    assert "SIL OPEN FONT LICENSE" in (STATIC / "vendor/LICENSE-fonts.txt").read_text()


@pytest.mark.parametrize("fault", UNDER_POLICY)
def test_no_template_needs_a_looser_content_policy(fault: str) -> None:
    bad = [
        f"{page.relative_to(ROOT)}: {hit.group()}"
        for page in PAGES
        for hit in re.finditer(UNDER_POLICY[fault], page.read_text())
    ]
    assert bad == []


def test_styles_and_scripts_are_small_and_do_not_shout() -> None:
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        text = path.read_text()
        assert len(text.splitlines()) <= 300, path.name
        assert "!important" not in text, path.name
        assert "eval(" not in text and "innerHTML =" not in text, path.name


def test_every_style_and_script_is_linked_from_the_frame() -> None:
    frame = (TEMPLATES / "base.html").read_text()
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js"), *STATIC.glob("vendor/*.js")]:
        assert f"static('{path.relative_to(STATIC)}')" in frame, path.name


def test_every_font_a_style_names_is_vendored() -> None:
    for path in STATIC.glob("*.css"):
        for font in re.findall(r"url\(([^)]+)\)", path.read_text()):
            assert (STATIC / font).is_file(), font
