"""Where the links of a text go after a change, and the markup that changes around words that stay."""

import pytest

from workbench.wording.redline import redline

Docs = str | dict[str, str]
Row = tuple[str, str, str, str]  # clause, old, new, sentence
A, B, C, D = "https://a.org", "https://b.org", "https://c.org", "https://d.org"
OTHERS = "Some words of the rules are here.\n\nOther words of the rules are here too.\n\n"


def told(kind: str, old: Docs, new: Docs) -> list[Row]:
    found = redline(old, new).notices
    return [(one.clause, one.old, one.new, one.label) for one in found if one.kind == kind]


def goes(words: str, old: str, new: str, clause: str = "preamble") -> Row:
    return clause, old, new, f"The link “{words}” now goes to {new} instead of {old}."


def came(words: str, address: str, clause: str = "preamble") -> Row:
    return clause, "", address, f"A link{words} to {address} is added."


def left(words: str, address: str, clause: str = "preamble") -> Row:
    return clause, address, "", f"The link{words} to {address} is removed."


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        (f"See [it]({A}) and [it]({B}).\n", f"See [it]({C}) and [it]({D}).\n", [goes("it", A, C), goes("it", B, D)]),
        (f"See [it]({A}) and [it]({B}).\n", f"See [it]({C}) and it.\n", [goes("it", A, C), left(" from “it”", B)]),
        (f"See [it]({A}) and [it]({A}).\n", f"See [it]({A}) and it.\n", [left(" from “it”", A)]),
        (f"See [it]({A}) and [it]({A}).\n", f"See [it]({C}) and it.\n", [goes("it", A, C), left(" from “it”", A)]),
        (f"See [it]({A}).\n\nAnd [it]({A}) there.\n", f"See it.\n\nAnd [it]({A}) there.\n", [left(" from “it”", A)]),
        (f"# T\n\n    [it]({A})\n", f"# T\n\n    [it]({B})\n", []),
        (f"See it and [it]({A}).\n", f"See [it]({A}) and [it]({A}).\n", [came(" from “it”", A)]),
        (f"See [it]({A}).\n\nAnd [it]({B}) there.\n", f"See [it]({C}).\n\nAnd [it]({D}) there.\n",
         [goes("it", A, C), goes("it", B, D, "preamble.2")]),
        (f"See [it]({A}) now.\n", f"See [that]({A}) now.\n", [came(" from “that”", A), left(" from “it”", A)]),
        (f"See <{A}> now.\n", f"See <{B}> now.\n", [came("", B), left("", A)]),
        (f"See {A} now.\n", f"See {B} now.\n", [came("", B), left("", A)]),
        ("See <mailto:a@b.org> now.\n", "See <mailto:c@b.org> now.\n", [came("", "mailto:c@b.org"), left("", "mailto:a@b.org")]),
        (f"See [it *is* so]({A}) now.\n", f"See [it *is* so]({B}) now.\n", [goes("it is so", A, B)]),
        (f"See [r].\n\n[r]: {A} 'x'\n", f"See [r].\n\n[r]: {B} 'x'\n", [goes("[r]", A, B, "preamble.2")]),
        ("See [r].\n\n[r]: <b c>\n", "See [r].\n\n[r]: <b d>\n", [goes("[r]", "b c", "b d", "preamble.2")]),
        (f"See [r].\n\n[r]: {A}\n", f"See [r].\n\n[r]: {A}\n[s]: /x\n", [came(" from “[s]”", "/x", "preamble.2")]),
        (OTHERS, f"{OTHERS}See [it]({A}).\n", [came(" from “it”", A, "preamble.3")]),
        (f"{OTHERS}See [it]({A}).\n", OTHERS, [left(" from “it”", A, "preamble.3")]),
        (f"See [it]({A}) all over the house.\n\n{OTHERS}", f"{OTHERS}See [it]({B}) all over the house.\n", [goes("it", A, B)]),
        (f"See [it]({A}) all over the house.\n\n{OTHERS}", f"{OTHERS}See [it]({A}) all over the house.\n", []),
        (f"```\n[it]({A})\n```\n", f"```\n[it]({B})\n```\n", []),
        (f"See `[it]({A})` now.\n", f"See `[it]({B})` now.\n", []),
        ({"a.txt": f"See [it]({A}).\n"}, {"a.txt": f"See [it]({B}).\n"}, []),
    ],
)  # fmt: skip
def test_a_link_that_goes_elsewhere_comes_or_goes_is_told_once(old: Docs, new: Docs, rows: list[Row]) -> None:
    assert told("link", old, new) == rows


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("# A\n\nWords.\n", "## A\n\nWords.\n", [("a", "#", "##", "“#” becomes “##”")]),
        ("- Words are here.\n", "* Words are here.\n", [("preamble", "-", "*", "“-” becomes “*”")]),
        ("It is so.\n", "It *is* so.\n", [("preamble", "", "*", "“*” is added")]),
        ("It *is* so.\n", "It _is_ so.\n", [("preamble", "*", "_", "“*” becomes “_”")]),
        ("It is *so* here.\n", "It is so *here*.\n", [("preamble", "*", "", "“*” is removed"), ("preamble", "", "*", "“*” is added")]),
        ("> Words are here.\n", "Words are here.\n", [("preamble", ">", "", "“>” is removed")]),
        ("It is so.\n", "It is ***so***.\n", [("preamble", "", "***", "“***” is added")]),
        ("It was so and *so*.\n", "It is so and so.\n", [("preamble", "*", "", "“*” is removed")]),
        (f"See [it]({A}) now.\n\nIt is *so*.\n", "See it now.\n\nIt is so.\n", [("preamble.2", "*", "", "“*” is removed")]),
        ("It *is* so.\n", "It was so.\n", []),
        (f"See [it]({A}) now.\n", "See it now.\n", []),
        ("It is so.\n\nA new *word* came.\n", "It is so.\n", []),
    ],
)  # fmt: skip
def test_markup_around_words_that_stay_is_told(old: str, new: str, rows: list[Row]) -> None:
    assert told("markup", old, new) == [(*row[:3], f"Only markup changes: {row[3]}.") for row in rows]
