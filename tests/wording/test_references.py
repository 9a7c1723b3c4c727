"""Where references lead after a change, and which clauses get other numbers. A. to D. stand for four sentences."""

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.redline import redline
from workbench.wording.references import Astray, elsewhere

SENTENCES = {
    "A.": "Every member may speak once on it.",
    "B.": "The chair opens every sitting at noon.",
    "C.": "Minutes are kept by the clerk.",
    "D.": "Guests may listen from the gallery.",
}
Row = tuple[str, str, str, str, str]  # kind, old, new, clause, sentence


def spelt(text: str) -> str:
    for short, sentence in SENTENCES.items():
        text = text.replace(short, sentence)
    return text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("# One\n\n# Two\n\nA.\n\nB.\n\n# Three\n\nC.\n\nAs clause 1.1 and clause 2.1 say.\n",
         "# One\n\n# Two\n\nB.\n\n# Three\n\nC.\n\nA.\n\nAs clause 1.1 and clause 2.1 say.\n", [
            ("reference", "clause 2.1", "clause 2.1", "three.3", "“clause 2.1” now means another clause; what was clause 2.1 is now clause 3.2."),
            ("numbering", "2.2", "2.1", "two.3", "Clause 2.2 becomes 2.1."),
            ("numbering", "3.2", "3.3", "three.3", "Clause 3.2 becomes 3.3."),
        ]),
        ("# T\n\n# One\n\nA.\n\nB.\n\nC.\n\n# Two\n\nAs clause 2.2 says.\n",
         "# T\n\n# One\n\nA.\n\nC.\n\n# Two\n\nAs clause 2.2 says.\n", [
            ("reference", "clause 2.2", "clause 2.2", "two.2", "“clause 2.2” now means another clause; the clause meant before is removed."),
            ("numbering", "2.3", "2.2", "one.4", "Clause 2.3 becomes 2.2."),
        ]),
        ("# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 3. Three\n\nSee Section 2.\n",
         "# 1. One\n\nA.\n\n# Two\n\nB.\n\n# 2. New\n\nD.\n\n# 3. Three\n\nSee Section 2.\n", [
            ("reference", "Section 2", "Section 2", "3-three.2", "“Section 2” now means another clause (“2. New”); what was clause 2 is now without a number."),
            ("numbering", "3", "4", "3-three", "Clause 3 becomes 4."),
        ]),
        ("# Rule a-1\n\nA.\n\n# Rule b-2\n\nB.\n\nSee rule A-1 and rule B-2.\n",
         "# Rule a-1\n\nA.\n\n# Rule b-3\n\nB.\n\nSee rule A-1 and rule B-2.\n", [
            ("reference", "rule B-2", "", "rule-b-2.3", "“rule B-2” leads nowhere: the new text has no clause of that number."),
        ]),
        ("# The fee {#fee}\n\nA.\n\nSee [it](#the-fee) and [it](#fee).\n",
         "# A charge {#fee}\n\nA.\n\nSee [it](#the-fee) and [it](#fee).\n", [
            ("reference", "#the-fee", "", "fee.3", "“#the-fee” leads nowhere: the new text has nothing of that name."),
        ]),
        ("See [^a] and [^b].\n\n[^a]: A.\n\n[^b]: B.\n\nC.\n",
         "See [^a] and [^b].\n\n[^a]: A.\n\nC.\n", [
            ("reference", "[^b]", "", "preamble", "“[^b]” leads nowhere: the new text has nothing of that name."),
            ("numbering", "0.4", "0.3", "preamble.4", "Clause 0.4 becomes 0.3."),
        ]),
        ("See [^a] and [^b].\n\n[^a]: A.\n",
         "See [^a] and [^b] now.\n\n[^a]: A.\n", [
        ]),
        ("# T\n\n# One\n\nA. B.\n\nC.\n\nD.\n",
         "# T\n\n# One\n\nA.\n\nB.\n\nC.\n\nD.\n", [
            ("numbering", "2.2–2.3", "2.3–2.4", "one.3", "Clauses 2.2 to 2.3 become 2.3 to 2.4."),
        ]),
        ("# T\n\n# One\n\nA.\n\nB.\n\nC.\n\nD.\n",
         "# T\n\n# One\n\nA. B.\n\nC.\n\nD.\n", [
            ("numbering", "2.3–2.4", "2.2–2.3", "one.4", "Clauses 2.3 to 2.4 become 2.2 to 2.3."),
        ]),
        ("# T\n\n# One\n\nA.\n\n# Two\n\nB.\n\nC.\n\n# Three\n\nD.\n",
         "# T\n\n# One\n\nA.\n\n# New\n\n# Two\n\nB.\n\nC.\n\n# Three\n\nD.\n", [
            ("numbering", "3–4", "4–5", "two", "Clauses 3 to 4 become 4 to 5."),
        ]),
        ("# T\n\nA.\n\n# Two\n\nB.\n\nC.\n\nD.\n",
         "# T\n\n# Two\n\nA.\n\nB.\n\nD.\n\nC.\n", [
            ("numbering", "2.1", "2.2", "two.2", "Clause 2.1 becomes 2.2."),
        ]),
        ("A.\n\nSee clauses 1–3 and point 4.\n",
         "A.\n\nSee clauses 1–3 and point 5.\n", [
            ("reference", "point 5", "", "preamble.2", "“point 5” leads nowhere: the new text has no clause of that number."),
        ]),
        ("# T\n\n# One\n\nA.\n\nB.\n\nC.\n\n# Two\n\nAs clause 2.2 says.\n",
         "# T\n\n# One\n\nA.\n\nD.\n\nB.\n\nC.\n\n# Two\n\nAs clause 2.2 says, and clause 2.2 holds.\n", [
            ("reference", "clause 2.2", "clause 2.2", "two.2", "“clause 2.2” now means another clause; what was clause 2.2 is now clause 2.3."),
            ("numbering", "2.2–2.3", "2.3–2.4", "one.3", "Clauses 2.2 to 2.3 become 2.3 to 2.4."),
        ]),
    ],
)  # fmt: skip
def test_a_reference_that_leads_elsewhere_and_a_new_number_are_told(old: str, new: str, told: list[Row]) -> None:
    found = redline(spelt(old), spelt(new)).notices
    rows = [(one.kind, one.old, one.new, one.clause, one.label) for one in found]
    assert [row for row in rows if row[0] in ("reference", "numbering")] == told


def told(old: str | dict[str, str], new: str | dict[str, str]) -> list[str]:
    """The sentences about references and numbers, each behind its clause."""
    found = redline(old, new).notices
    return [f"{one.clause}: {one.label}" for one in found if one.kind in ("reference", "numbering")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 2. Three\n\nC.\n\n# 3. Four\n\nD.\n\nSee section 2.\n",
         "# 2. Three\n\nC.\n\n# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 3. Four\n\nD.\n\nSee section 2.\n",
         "3-four.3: “section 2” now means another clause (“2. Three”); what was clause 2 is now without a number."),
        ("# 2. Three\n\nC.\n\n# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 3. Four\n\nD.\n\nSee section 2.\n",
         "# 1. One\n\nA.\n\n# 2. Two\n\nB.\n\n# 2. Three\n\nC.\n\n# 3. Four\n\nD.\n\nSee section 2.\n",
         "3-four.3: “section 2” now means another clause (“2. Two”); what was clause 2 is now without a number."),
    ],
)  # fmt: skip
def test_of_two_headings_with_one_number_the_first_of_each_text_has_it(old: str, new: str, said: str) -> None:
    assert told(spelt(old), spelt(new))[0] == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# T\n\nA.\n\nB.\n\nC.\n\nD. See clause 0.2.\n", "# T\n\nA. B.\n\nC.\n\nD. See clause 0.2.\n",
         ["t.5: “clause 0.2” now means another clause; what was clause 0.2 is now clause 0.1."]),
        ("# T\n\nA. See clause 0.3.\n\nB.\n\nC.\n\nD.\n", "# T\n\nA. See clause 0.3. B.\n\nC.\n\nD.\n",
         ["t.2: “clause 0.3” now means another clause; what was clause 0.3 is now clause 0.2."]),
        ("# T\n\nA.\n\nB. See clause 0.3.\n\nC.\n\nD.\n", "# T\n\nA. B. See clause 0.3.\n\nC.\n\nD.\n",
         ["t.3: “clause 0.3” now means another clause; what was clause 0.3 is now clause 0.2."]),
        ("# T\n\nB. C.\n\nD. See clause 0.1.\n", "# T\n\nB.\n\nC.\n\nD. See clause 0.1.\n", []),
        ("# T\n\nC. B.\n\nD. See clause 0.1.\n", "# T\n\nC.\n\nB.\n\nD. See clause 0.1.\n",
         ["t.3: “clause 0.1” now means another clause; what was clause 0.1 is now clause 0.2."]),
        ("# T\n\nA. See clause 9 and [it](#x).\n\nB. See clause 8 and [it](#y).\n\nC.\n",
         "# T\n\nA. See clause 9 and [it](#x). B. See clause 8 and [it](#y).\n\nC.\n", []),
    ],
)  # fmt: skip
def test_a_joined_clause_is_what_both_were_and_a_split_one_is_its_part_that_keeps_the_id(
    old: str, new: str, said: list[str]
) -> None:
    assert [one for one in told(spelt(old), spelt(new)) if "“" in one] == said


def test_a_single_heading_with_a_figure_numbers_nothing() -> None:
    text = "# 7 things\n\nA.\n\nB.\n\nC.\n\nAs clause 0.2 says.\n"
    assert told(spelt(text), spelt(text.replace("A.\n\n", ""))) == [
        "7-things.5: “clause 0.2” now means another clause; what was clause 0.2 is now clause 0.1.",
        "7-things.3: Clauses 0.2 to 0.4 become 0.1 to 0.3.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("A.\n", "A. See [it](#section).\n", ["preamble: “#section”"]),
        ("B.\n\nSo[^a]: it is.\n", "B. See [^a].\n\nSo[^a]: it is.\n", ["preamble: “[^a]”"]),
        ("B.\n\n[^a]: A.\n", "B. See [^a].\n\n[^a]: A.\n", []),
        ("B.\n", "B.\n\nSee [it](#b) and [^a].\n", ["preamble.2: “#b”", "preamble.2: “[^a]”"]),
        ("# T\n\nA.\n\nB.\n\nC.\n\nD.\n", "# T\n\nB. See [b](#b).\n\nC.\n\nD.\n\nA. See [a](#a).\n", ["t.3: “#b”", "t.2: “#a”"]),
        ("# T\n\nSee [it](#a).\n\nA. {#a}\n", "# T\n\nSee [it](#a).\n\nA. {#b}\n", ["t.2: “#a”"]),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has_leads_nowhere_told_in_the_order_of_the_new_text(
    old: str, new: str, lost: list[str]
) -> None:
    end = " leads nowhere: the new text has nothing of that name."
    assert [one for one in told(spelt(old), spelt(new)) if "“" in one] == [one + end for one in lost]


def test_references_by_number_are_told_in_the_order_of_the_new_text() -> None:
    old, new = "# T\n\nA.\n\nB.\n\nC.\n\nD.\n", "# T\n\nB. See clause 9.\n\nC.\n\nD.\n\nA. See clause 8.\n"
    assert told(spelt(old), spelt(new)) == [
        "t.3: “clause 9” leads nowhere: the new text has no clause of that number.",
        "t.2: “clause 8” leads nowhere: the new text has no clause of that number.",
        "t.3: Clauses 0.2 to 0.4 become 0.1 to 0.3.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# T\n\nA.\n", "# T\n\nA.\n\n# U\n", ["t.2: Clause 0.1 becomes 1.1."]),
        ("# T\n\n# One\n\nA.\n\nB.\n\nC.\n\nD.\n", "# T\n\n# One\n\nB.\n\nD.\n",
         ["one.3: Clause 2.2 becomes 2.1.", "one.5: Clause 2.4 becomes 2.2."]),
        ("# T\n\n# One\n\nA.\n\nB.\n\nC.\n", "# T\n\n# One\n\nB.\n\n# New\n\nSome more is said.\n\nAnd again.\n\nC.\n",
         ["one.3: Clause 2.2 becomes 2.1.", "one.4: Clause 2.3 becomes 3.3."]),
    ],
)  # fmt: skip
def test_clauses_with_other_numbers_are_one_notice_only_if_they_shift_alike(
    old: str, new: str, said: list[str]
) -> None:
    assert told(spelt(old), spelt(new)) == said


def test_the_letters_of_documents_are_told_one_by_one() -> None:
    first, second, third, new = ({f"{name}.md": f"# {name}\n\n{SENTENCES[key]}\n"} for name, key in
                                 (("a", "A."), ("c", "B."), ("d", "C."), ("b", "D.")))  # fmt: skip
    assert told(first | second | third, first | new | second | third) == [
        "c: Clause B becomes C.",
        "c.2: Clause B-0.1 becomes C-0.1.",
        "d: Clause C becomes D.",
        "d.2: Clause C-0.1 becomes D-0.1.",
    ]
    three = {"b.md": "# b\n\n# One\n\n# Two\n\nC.\n"}
    assert told(first | three, first | {"b.md": "# b\n\n# New\n\n# One\n\n# Two\n\nC.\n"}) == [
        "one: Clause B-2 becomes B-3.",
        "two: Clause B-3 becomes B-4.",
    ]
    parts = {"c.md": f"# c\n\n## One\n\n{SENTENCES['B.']}\n"}
    assert told(parts | third, first | parts | third)[:2] == [
        "one: Clause 1 becomes B-1.",
        "d: Clause B becomes C.",
    ]
    assert told(second | third, first | second | third) == [
        "c.2: Clause 0.1 becomes B-0.1.",
        "d: Clause B becomes C.",
        "d.2: Clause B-0.1 becomes C-0.1.",
    ]


def numbered(*rows: str) -> list[Clause]:
    """Clauses 1, 2 ... of a text; each row is "id words"."""
    made = []
    for number, row in enumerate(rows, 1):
        id, _, words = row.partition(" ")
        made.append(Clause(id, "paragraph", str(number), "", words, 0, len(words)))
    return made


BEFORE = ("a First.", "b Second.", "r See clause 2.")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (BEFORE, BEFORE, []),
        (BEFORE, ("n New.", *BEFORE), [("r", "clause 2", "b", "b", "a")]),
        (BEFORE, ("n New.", "a First.", "b Second.", "s See clause 2."), [("r", "clause 2", "b", "b", "a")]),
        (BEFORE, ("n New.", "a First.", "b Second.", "r As clause 2 says."), [("r", "clause 2", "b", "b", "a")]),
        (BEFORE, ("n New.", "a First.", "b Second.", "r As it says.", "s See clause 2."), [("r", "clause 2", "b", "b", "a")]),
        (BEFORE, ("n New.", "a First.", "b Second.", "r See clause 3."), []),
        (BEFORE, ("n New.", "a First.", "b Second."), []),
        (BEFORE, ("n New.", "a First.", "b Changed.", "r See clause 2."), [("r", "clause 2", "b", "b", "a")]),
        (BEFORE, ("n New.", "a First.", "c Second.", "r See clause 2."), [("r", "clause 2", "b", "c", "a")]),
        (BEFORE, ("n New.", "c Second.", "b Other.", "r See clause 2."), [("r", "clause 2", "b", "b", "c")]),
        (BEFORE, ("a First.", "r See clause 2.", "c Third."), [("r", "clause 2", "b", "", "r")]),
        (BEFORE, ("r See clause 2.",), [("r", "clause 2", "b", "", "")]),
        (("r See clause 2.",), ("r See clause 2.",), []),
        (("r See clause 2.",), ("r See clause 2.", "n New."), [("r", "clause 2", "", "", "n")]),
        (("a First.", "r See clause 1, clause 1 and point 1."), ("n New.", "a First.", "r See clause 1, clause 1 and point 1."),
         [("r", "clause 1", "a", "a", "n"), ("r", "point 1", "a", "a", "n")]),
        (("a See clause 3.", "r See clause 3.", "c Third."), ("n New.", "a See clause 3.", "r See clause 3.", "c Third."),
         [("r", "clause 3", "c", "c", "r")]),
    ],
)  # fmt: skip
def test_a_reference_carried_into_another_text_that_names_another_clause_there_is_found(
    before: tuple[str, ...], after: tuple[str, ...], found: list[tuple[str, str, str, str, str]]
) -> None:
    old, new = numbered(*before), numbered(*after)
    was, now = {one.id: one for one in old}, {one.id: one for one in new}
    expected = [Astray(id, words, was.get(meant), now.get(is_now), now.get(named)) for id, words, meant, is_now, named in found]  # fmt: skip
    assert list(elsewhere(old, new, {"r"})) == expected
    assert list(elsewhere(old, new, {"b"})) == []
