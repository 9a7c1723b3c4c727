"""The law of visible coverage, decided by a real renderer: what lint accepts, a page shows to the last letter."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.truth.texts import HISTORIES, versions
from workbench.wording.lint import clean, lint

PLAIN = MarkdownIt("commonmark", {"html": False}).disable("image")
TABLES = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
ENTITY = re.compile("&(?:amp|lt|gt);")
DEFINITION = re.compile(r"^\[[^\]\n]+\]: (\S+)$", re.MULTILINE)


class Shown(HTMLParser):
    """What a reader sees of a page: its words, the addresses of its links, the numbers of its lists."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.numbers: list[int | None] = []
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("ol", "ul"):
            self.numbers.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li" and self.numbers[-1] is not None:
            self.parts.append(f" {self.numbers[-1]} ")
            self.numbers[-1] += 1
        elif tag == "a":
            self.links.append((given["href"] or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ol", "ul"):
            self.numbers.pop()
        elif tag == "a":
            address, begun = self.links.pop()
            words = "".join(self.parts[begun:])
            if words not in (address, address.removeprefix("mailto:")):
                self.parts.append(f" {address} ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def shown(page: MarkdownIt, text: str) -> str:
    reader = Shown()
    reader.feed(page.render(text))
    return letters(ENTITY.sub("", "".join(reader.parts)))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def written(text: str) -> str:
    """The letters and digits of a source, without entities of signs; of a definition only the address."""
    return letters(ENTITY.sub("", DEFINITION.sub(r"\1", text)))


def hidden(text: str) -> dict[str, int]:
    """Letters and digits that one of the two pages does not show, or shows elsewhere; none for a text that keeps the law."""
    missing: Counter[str] = Counter()
    for page in (PLAIN, TABLES):
        missing += Counter(written(text)) - Counter(shown(page, text))
        if not DEFINITION.search(text) and written(text) != shown(page, text):
            missing["out of order"] += 1
    return dict(missing)


def refused(text: str) -> set[str]:
    return {offence.rule for offence in lint("", text, markdown=True)}


PIECES = [
    "a", "b2", "Word", " ", " ", "  ", "    ", "\n", "\n", "\n\n", "- ", "* ", "1. ", "2. ", "3) ", "01. ", "> ", "`", "``", "```",
    "~~~", "[", "]", "(", ")", "](", "](https://x.y/z)", "](#a)", "](https://x.y \"t\")", "[a]: https://x.y\n", "[b2]: <u>\n", "[a]", "[a][a]",
    "[a][]", "<", ">", "<b>", "</b>", "<!--", "-->", "\\", "*", "_", "**", "|", "|-|", "| a | b |\n|---|---|\n", "| c |\n", "|c|d|e|\n",
    "&amp;", "&lt;", "&copy;", "![", "\"t\"", "# ", "## ", "===\n", "---\n", ":", ":-", "[^1]: ", "[^1]", "{#id}", "https://x.y", "<https://x.y>",
    "<m@x.y>", "\n\n[a]: https://x.y\n\n", "+ ", "~", "'t'", "\n    ", "\n  ", "- - ", "1986. ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=1500)
def test_every_letter_of_an_accepted_text_is_on_the_page(text: str) -> None:
    text = clean(text)
    assert refused(text) or not hidden(text)


def test_real_documents_in_the_text_form_are_shown_to_the_last_letter(shared: Path) -> None:
    known = 0
    for name in HISTORIES:
        docs = versions(name)[-1]
        for part in (
            part for path, text in docs.items() if path.endswith(".md") for part in re.split(r"\n(?=#)", text)
        ):
            text = clean(part)
            if not refused(text):
                known += 1
                assert not hidden(text), text
    assert known > 40


def test_the_judge_sees_what_is_hidden() -> None:
    assert hidden('[a](https://x.y "must not")\n') and hidden("``` must\n```\n") and hidden("> " * 21 + "must\n")
    assert hidden("| a |\n|---|\n| b | must |\n") and hidden("[a]: https://x.y 'must'\n")
    assert not hidden("1. a\n2. [b](https://x.y)\n\n> 3 &lt; 4\n")
