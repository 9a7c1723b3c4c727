"""Where references lead after a change, and which clauses get other numbers. A. to D. stand for four sentences."""

import pytest

from workbench.wording.redline import redline

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
