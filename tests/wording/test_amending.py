"""Which amendments a redline comes to: what is kept, carried, replaced, joined, divided, new or struck."""

from __future__ import annotations

import pytest

from tests.wording.test_instructions import DELTA, doc, told
from tests.wording.test_redline import ALPHA, BETA, GAMMA, Docs

SHORT = "Short and sweet."
OTHER = "Quite another thing."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(SHORT, ALPHA), doc(OTHER, ALPHA), [f"Replace clause 0.1 by this paragraph: “{OTHER}”."]),
        (doc(ALPHA, SHORT), doc(ALPHA, OTHER), [f"Replace clause 0.2 by this paragraph: “{OTHER}”."]),
        (doc(ALPHA, SHORT, BETA), doc(ALPHA, OTHER, GAMMA, BETA), [f"After clause 0.1, insert these paragraphs:\n\n    {OTHER}\n\n    {GAMMA}", "Strike clause 0.2."]),
        (doc(ALPHA, SHORT, DELTA, BETA), doc(ALPHA, OTHER, BETA), [f"After clause 0.1, insert this paragraph: “{OTHER}”.", "Strike clauses 0.2 and 0.3."]),
        (doc(SHORT), doc(OTHER), [f"At the beginning of the text, insert this paragraph: “{OTHER}”.", "Strike clause 0.1."]),
    ],
)  # fmt: skip
def test_one_clause_in_the_place_of_one_replaces_it(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (doc(f"{ALPHA} {BETA} {GAMMA}"), doc(ALPHA, BETA, GAMMA), ["Divide clause 0.1 after “purpose.” and after “it.”."]),
        (doc(DELTA, f"{ALPHA} {BETA}"), doc(DELTA, ALPHA, BETA), ["Divide clause 0.2 after “purpose.”."]),
        (doc(f"{ALPHA} {BETA}", GAMMA), f"{ALPHA}\n\n{BETA}\n\n\n{GAMMA}\n", ["Divide clause 0.1 after “purpose.”.", "Let two blank lines follow clause 0.1."]),
        (doc(DELTA, ALPHA, BETA), doc(DELTA, f"{ALPHA} {BETA}"), ["Join clause 0.3 to clause 0.2, with a space between."]),
        (doc(DELTA, ALPHA, BETA, GAMMA), doc(DELTA, f"{ALPHA} {BETA} {GAMMA}"), ["Join clause 0.3 to clause 0.2, with a space between.", "Join clause 0.4 to clause 0.3, with a space between."]),
        (doc(ALPHA, DELTA, BETA), doc(f"{ALPHA} {BETA}", DELTA), [f"In clause 0.1, at the end, insert “ {BETA}”.", "Strike clause 0.3."]),
        (doc(ALPHA, BETA, DELTA), doc(f"{ALPHA} {BETA.replace('shall', 'must')}", DELTA), ["Join clause 0.2 to clause 0.1, with a space between.", "In clause 0.2, strike “shall” and insert “must”."]),
        (doc(ALPHA, BETA, DELTA), doc(f"{ALPHA.replace('any', 'each')} {BETA}", DELTA), ["Join clause 0.2 to clause 0.1, with a space between.", "In clause 0.1, strike “any” and insert “each”."]),
        (doc(ALPHA, BETA, DELTA), doc(f"{ALPHA}\n{BETA} So.", DELTA), ["Join clause 0.2 to clause 0.1, with a line break between.", "In clause 0.2, at the end, insert “ So.”."]),
        (doc(f"{ALPHA} {BETA}", SHORT, GAMMA), doc(ALPHA, BETA, OTHER, GAMMA), ["Divide clause 0.1 after “purpose.”.", f"Replace clause 0.2 by this paragraph: “{OTHER}”."]),
        (doc(ALPHA, BETA, SHORT, GAMMA), doc(f"{ALPHA} {BETA}", OTHER, GAMMA), ["Join clause 0.2 to clause 0.1, with a space between.", f"Replace clause 0.3 by this paragraph: “{OTHER}”."]),
        (doc(ALPHA, SHORT, GAMMA), doc(f"- {ALPHA}", OTHER, GAMMA), [f"Replace clause 0.1 by this list item: “- {ALPHA}”.", f"Replace clause 0.2 by this paragraph: “{OTHER}”."]),
        (doc("So be it.", "And so it is.", DELTA), doc(f"So be it. And so it is. {DELTA}"), ["Strike clauses 0.1 and 0.2.", "In clause 0.3, at the beginning, insert “So be it. And so it is. ”."]),
        (f"- {ALPHA}\n- {BETA}\n", f"- {ALPHA} {BETA}\n- {DELTA}\n", ["Join clause 0.2 to clause 0.1, with nothing between.", "In clause 0.2, strike “-”.", f"After clause 0.2, insert this list item: “- {DELTA}”."]),
        (f"- {ALPHA} {BETA}\n", f"- {ALPHA}\n- {BETA}\n- {DELTA}\n", ["In clause 0.1, after “purpose.”, insert “⟨line break⟩-”.", f"After clause 0.1, insert this list item: “- {DELTA}”."]),
        (doc("# So be it.", "And so it is, my friend."), doc("So be it.\ngreen of no of my green"), ["Strike the title.", "Replace clause 0.1 by this paragraph:\n\n    So be it.\n    green of no of my green"]),
        (doc("- Anyone may use the system for any purpose.", "Nobody has to ask before they study how it works.", BETA), doc("Anyone may use the system for any purpose., of of to ask before they study how it no, " + BETA), ["Join clause 0.2 to clause 0.1, with nothing between.", "Join clause 0.3 to clause 0.2, with a space between.", "In clause 0.1, strike “- ”.", "In clause 0.1, at the end, insert “, of of”.", "In clause 0.2, strike “Nobody has”.", "In clause 0.2, strike “works.” and insert “no,”."]),
        (doc(ALPHA, BETA, DELTA), f"{ALPHA} {BETA}\n\n\n{DELTA}\n", ["Join clause 0.2 to clause 0.1, with a space between.", "Let two blank lines follow clause 0.2."]),
    ],
)  # fmt: skip
def test_clauses_are_divided_and_joined(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"- {ALPHA}\n- {BETA}\n", f"- {BETA}\n- {ALPHA}\n", ["Move clause 0.1 after clause 0.2."]),
        (doc(ALPHA, "```\nlet it = be\nlet  so = be\n```"), doc(ALPHA, "```\nlet it = be\nlet so = be\n```"), ["In clause 0.2, put a space in place of the two spaces after “be let”."]),
        (doc(ALPHA, BETA, GAMMA), doc(GAMMA.replace("all", "any"), ALPHA, BETA), ["Move clause 0.3 to the beginning of the text.", "In clause 0.3, strike “all” and insert “any”."]),
        (doc(ALPHA, BETA, GAMMA), doc(f"# {GAMMA}", ALPHA, BETA), [f"At the beginning of the text, insert this heading: “# {GAMMA}”.", "Strike clause 0.3."]),
        (doc(ALPHA, BETA), doc(f"> {ALPHA}", BETA), [f"Replace clause 0.1 by this quotation: “> {ALPHA}”."]),
        (doc(ALPHA, BETA), f"{ALPHA}\n\n\n{BETA}", ["Let two blank lines follow clause 0.1.", "Let nothing follow clause 0.2."]),
    ],
)  # fmt: skip
def test_clauses_are_changed_and_carried(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a.md": doc(ALPHA, SHORT), "b.md": doc(BETA)}, {"a.md": doc(ALPHA), "b.md": doc(OTHER, BETA)}, ["Strike clause 0.2.", f"At the beginning of the document “b.md”, insert this paragraph: “{OTHER}”."]),
        ({"a.md": doc(ALPHA), "b.md": doc(SHORT, BETA)}, {"a.md": doc(ALPHA), "b.md": doc(OTHER, BETA)}, [f"Replace clause B-0.1 by this paragraph: “{OTHER}”."]),
        ({"a.md": doc(ALPHA, SHORT), "b.md": doc(BETA)}, {"a.md": doc(ALPHA, OTHER), "b.md": doc(BETA)}, [f"Replace clause 0.2 by this paragraph: “{OTHER}”."]),
        ({"a.md": doc(ALPHA), "b.md": doc(BETA, GAMMA)}, {"a.md": doc(f"{ALPHA} {BETA}"), "b.md": doc(GAMMA)}, [f"In clause 0.1, at the end, insert “ {BETA}”.", "Strike clause B-0.1."]),
        ({"a.md": doc(ALPHA, DELTA), "b.md": doc(BETA, GAMMA)}, {"a.md": doc(ALPHA, DELTA), "c.md": doc(GAMMA, BETA)}, ["Rename the document “b.md” to “c.md”.", "Move clause B-0.1 after clause B-0.2."]),
        ({"a.md": doc(f"{ALPHA} {BETA}"), "b.md": doc(GAMMA)}, {"a.md": doc(ALPHA), "b.md": doc(BETA, GAMMA)}, [f"In clause 0.1, strike “ {BETA}”.", f"At the beginning of the document “b.md”, insert this paragraph: “{BETA}”."]),
    ],
)  # fmt: skip
def test_documents_are_amended_each(old: Docs, new: Docs, expected: list[str]) -> None:
    assert told(old, new) == expected
