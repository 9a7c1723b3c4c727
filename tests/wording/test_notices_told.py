"""Every notice of small texts, word for word: its kind, what it is about on both sides, its clause and its sentence."""

import pytest

from workbench.wording.redline import redline

Row = tuple[str, str, str, str, str]  # kind, old, new, clause, sentence


@pytest.mark.parametrize(
    ("old", "new", "notices"),
    [
        ("It must not or may.\n",
         "It may or must.\n", [
            ("replaced", "", "", "preamble", "Clause 0.1 is replaced whole: none of its 5 words is kept. Read both wordings."),
            ("strength", "not", "", "preamble", "“not” is removed."),
        ]),
        ("It must be and go or come.\n",
         "It must be or go or come.\n", [
            ("strength", "and", "or", "preamble", "“and” becomes “or”."),
        ]),
        ("Pay 5 euros and 6 euros by 1 May 2026.\n",
         "Pay 7 euros by 2 May 2026.\n", [
            ("number", "5 euros", "", "preamble", "“5 euros” is removed."),
            ("number", "6 euros", "", "preamble", "“6 euros” is removed."),
            ("number", "", "7 euros", "preamble", "“7 euros” is added."),
            ("date", "1 May 2026", "2 May 2026", "preamble", "“1 May 2026” becomes “2 May 2026”."),
        ]),
        ("Within 10 days, at least 3 members.\n",
         "Within 10 weeks, no more than 4 members.\n", [
            ("sign", "at least", "no more than", "preamble", "“at least” becomes “no more than”."),
            ("number", "3 members", "4 members", "preamble", "“3 members” becomes “4 members”."),
            ("unit", "10 days", "10 weeks", "preamble", "“10 days” becomes “10 weeks”."),
        ]),
        ("Twenty-one (21) days.\n",
         "Twenty-two (22) days.\n", [
            ("number", "twenty-one (21) days", "twenty-two (22) days", "preamble", "“twenty-one (21) days” becomes “twenty-two (22) days”."),
        ]),
        ("More than half of the votes.\n",
         "Half of the votes or more.\n", [
            ("sign", "more than", "", "preamble", "“more than” is removed."),
        ]),
        ("It MUST be.\n",
         "It Shall be.\n", [
            ("strength", "must", "shall", "preamble", "“must” becomes “shall”."),
        ]),
        ("x = 5 here.\n",
         "x >= 5 here.\n", [
            ("sign", "=", ">=", "preamble", "“=” becomes “>=”."),
        ]),
        ("It can't and won't go there now.\n",
         "It can and will not go there now.\n", [
            ("strength", "can't", "", "preamble", "“can't” is removed."),
            ("strength", "won't", "", "preamble", "“won't” is removed."),
            ("strength", "", "not", "preamble", "“not” is added."),
        ]),
        ("# One\n\nAs clauses 1.1, 1.2 and 2.1 say.\n\nWords of it.\n\n# Two\n\nWords of them.\n",
         "# One\n\nAs clauses 1.1, 1.2 and 2.1 say.\n\n# Two\n\nWords of them.\n", [
            ("reference", "clauses 1.2", "", "one.2", "“clauses 1.2” leads nowhere: the new text has no clause of that number."),
        ]),
        ("# One\n\nFirst words here.\n\nSecond words there.\n\nSee clause 0.2.\n",
         "# One\n\nA new clause came.\n\nFirst words here.\n\nSecond words there.\n\nSee clause 0.2.\n", [
            ("reference", "clause 0.2", "clause 0.2", "one.4", "“clause 0.2” now means another clause; what was clause 0.2 is now clause 0.3."),
            ("numbering", "0.1–0.3", "0.2–0.4", "one.2", "Clauses 0.1 to 0.3 become 0.2 to 0.4."),
        ]),
        ("# A\n\nAlpha one.\n\n# B\n\nBeta two.\n\nBeta three.\n\n# C\n\nSee clause 2 and § 3.\n",
         "# A\n\nAlpha one.\n\n# New\n\nFresh words.\n\n# B\n\nBeta two.\n\nBeta three.\n\n# C\n\nSee clause 2 and § 3.\n", [
            ("reference", "clause 2", "clause 2", "c.2", "“clause 2” now means another clause (“New”); what was clause 2 is now clause 3."),
            ("reference", "§ 3", "§ 3", "c.2", "“§ 3” now means another clause (“B”); what was clause 3 is now clause 4."),
            ("numbering", "2–3", "3–4", "b", "Clauses 2 to 3 become 3 to 4."),
        ]),
        ("See [x](#end), [y](#the-end) and [^n].\n\n# The end\n\nWords. {#end}\n\n[^n]: A note here.\n",
         "See [x](#end), [y](#the-end) and [^n].\n\n# An end\n\nWords.\n\n[^m]: A note here.\n", [
            ("markup", "{#end}", "", "end", "Only markup changes: “{#end}” is removed."),
            ("reference", "[^n]", "", "preamble", "“[^n]” leads nowhere: the new text has nothing of that name."),
        ]),
        ("See [The  Roll][] and [a][b].\n\n[the roll]: https://a.org\n\n[b]: https://b.org\n",
         "See [The  Roll][] and [a][b].\n\n[the book]: https://a.org\n", [
            ("link", "", "https://a.org", "preamble.2", "A link from “[the book]” to https://a.org is added."),
            ("link", "https://a.org", "", "preamble.2", "The link from “[the roll]” to https://a.org is removed."),
            ("link", "https://b.org", "", "preamble.3", "The link from “[b]” to https://b.org is removed."),
            ("reference", "[The  Roll]", "", "preamble", "“[The Roll]” leads nowhere: the new text has nothing of that name."),
            ("reference", "[b]", "", "preamble", "“[b]” leads nowhere: the new text has nothing of that name."),
        ]),
        ("As it says, so be it for all of them.\n",
         "As section 9, annexes 4–5 and [it](#gone) say, [^n] so be it for all of them.\n", [
            ("character", "", "–", "preamble", "An en dash (U+2013) is added; the text had none before."),
            ("link", "", "#gone", "preamble", "A link from “it” to #gone is added."),
            ("number", "", "9", "preamble", "“9” is added."),
            ("number", "", "4", "preamble", "“4” is added."),
            ("number", "", "5", "preamble", "“5” is added."),
            ("reference", "section 9", "", "preamble", "“section 9” leads nowhere: the new text has no clause of that number."),
            ("reference", "annexes 4", "", "preamble", "“annexes 4” leads nowhere: the new text has no clause of that number."),
            ("reference", "annexes 5", "", "preamble", "“annexes 5” leads nowhere: the new text has no clause of that number."),
            ("reference", "#gone", "", "preamble", "“#gone” leads nowhere: the new text has nothing of that name."),
            ("reference", "[^n]", "", "preamble", "“[^n]” leads nowhere: the new text has nothing of that name."),
        ]),
        ("# Definitions\n\n**Seat** means a chair.\n\nTwo Seats and a seat belt.\n\nThe seat is red.\n",
         "# Definitions\n\n**Seat** means a stool.\n\nTwo Seats and a seat belt.\n\nThe seat is red.\n", [
            ("term", "**Seat** means a chair.", "**Seat** means a stool.", "definitions.2", "The term “Seat” is defined otherwise; it is used in 2 clauses: 0.2, 0.3."),
        ]),
        ("# Definitions\n\nWords.\n",
         "# Definitions\n\nWords.\n\n“Open Work” (or Work) means any work.\n\nAn open work is open.\n", [
            ("character", "", "“", "definitions.3", "A left double quotation mark (U+201C) is added; the text had none before."),
            ("character", "", "”", "definitions.3", "A right double quotation mark (U+201D) is added; the text had none before."),
            ("term", "", "“Open Work” (or Work) means any work.", "definitions.3", "The term “Open Work” is now defined; it is used in clause 0.3."),
        ]),
        ("# Definitions\n\n“Open Work” means any work.\n\nAn open work is open. Open works too.\n",
         "# Definitions\n\nAn open work is open. Open works too.\n", [
            ("numbering", "0.2", "0.1", "definitions.3", "Clause 0.2 becomes 0.1."),
            ("term", "Open Work", "", "definitions.2", "The term “Open Work” is no longer defined anywhere; it is still used in clause 0.1."),
        ]),
        ("# Definitions\n\nA **big chair** is red.\n\nA **small chair** is blue.\n",
         "# Definitions\n\nA big chair is red.\n\nA **small chair** is blue.\n", [
            ("markup", "**", "", "definitions.2", "Only markup changes: “**” is removed."),
            ("term", "big chair", "", "definitions.2", "The term “big chair” is no longer set in bold anywhere; it is still used in clause 0.1."),
        ]),
        ("# Definitions\n\n- Term: words.\n- **Other**: more.\n",
         "# Definitions\n\n- Term: words.\n- **Other**: less.\n\n_Late_ – new.\n", [
            ("character", "", "–", "definitions.4", "An en dash (U+2013) is added; the text had none before."),
            ("term", "- **Other**: more.", "- **Other**: less.", "definitions.3", "The term “Other” is defined otherwise; no other clause uses it."),
            ("term", "", "_Late_ – new.", "definitions.4", "The term “Late” is now defined; no other clause uses it."),
        ]),
        ("A b.\n",
         "A\u00a0b\u200b\u200b \u202e.\n", [
            ("bidi", "", "\u202e", "preamble", "A right-to-left override (U+202E) is added; it can turn the words around it round."),
            ("invisible", "", "\u00a0", "preamble", "A no-break space (U+00A0) is added; a page shows it as a space."),
            ("invisible", "", "\u200b", "preamble", "A zero width space (U+200B) is added 2 times; a page does not show it."),
        ]),
        ("A\u200bb &shy; c.\n",
         "Ab c.\n", [
            ("invisible", "\u200b", "", "preamble", "A zero width space (U+200B) is removed; a page does not show it."),
            ("entity", "&shy;", "", "preamble", "“&shy;” is removed; it stands for a soft hyphen (U+00AD), and a page does not show it."),
        ]),
        ("One.\n\nTwo.\n",
         "One.\r\n\r\nTwo.\r\n", [
            ("line-end", "", "\r", "preamble", "A carriage return (U+000D) is added in 3 places; a page does not show it."),
        ]),
        ("A b &nbsp;.\n",
         "A &lrm;b &eacute;.\n", [
            ("entity", "", "&lrm;", "preamble", "“&lrm;” is added; it stands for a left-to-right mark (U+200E), and it can turn the words around it round."),
            ("entity", "", "&eacute;", "preamble", "“&eacute;” is added; it stands for a latin small letter e with acute (U+00E9)."),
            ("entity", "&nbsp;", "", "preamble", "“&nbsp;” is removed; it stands for a no-break space (U+00A0), and a page shows it as a space."),
        ]),
        ("It is o.\n",
         "It is ø ☃ ☃ e\u0338.\n", [
            ("character", "", "☃", "preamble", "A snowman (U+2603) is added; the text had none before."),
            ("character", "", "\u0338", "preamble", "A combining long solidus overlay (U+0338) is added; it is drawn over the letter before it."),
        ]),
        ("The model runs.\n",
         "The m\u043edel runs.\n", [
            ("look-alike", "model", "m\u043edel", "preamble", "“model” is replaced by “m\u043edel”, which looks the same: LATIN SMALL LETTER O becomes CYRILLIC SMALL LETTER O."),
            ("character", "", "\u043e", "preamble", "A cyrillic small letter o (U+043E) is added; the text had none before."),
        ]),
        ("The modem runs.\n",
         "The modem runs a modern thing.\n", [
            ("look-alike", "modem", "modern", "preamble", "“modern” is new and looks like “modem”, another word of this text: LATIN SMALL LETTER R, LATIN SMALL LETTER N for LATIN SMALL LETTER M."),
        ]),
        ("A  b c\nd.\n",
         "A b  c d.\n\n", [
            ("space", "  ", " ", "preamble", "One space (U+0020) fewer, without a change of words."),
            ("space", " ", "  ", "preamble", "One space (U+0020) more, without a change of words."),
            ("space", "", "\n", "preamble", "One line break (U+000A) more, without a change of words."),
        ]),
        ("It is away here.\n",
         "It is a way here.\n", [
            ("space", "away", "a way", "preamble", "“away” is now written apart: “a way”."),
        ]),
        ("A way is here.\n",
         "Away is here.\n", [
            ("space", "A way", "Away", "preamble", "“A way” is now written together: “Away”."),
        ]),
        ("See [it](https://a.org), [so](https://b.org) and https://c.org now.\n",
         "See [it](https://x.org), [ok](https://d.org) and https://e.org now.\n", [
            ("link", "https://a.org", "https://x.org", "preamble", "The link “it” now goes to https://x.org instead of https://a.org."),
            ("link", "", "https://d.org", "preamble", "A link from “ok” to https://d.org is added."),
            ("link", "", "https://e.org", "preamble", "A link to https://e.org is added."),
            ("link", "https://b.org", "", "preamble", "The link from “so” to https://b.org is removed."),
            ("link", "https://c.org", "", "preamble", "The link to https://c.org is removed."),
        ]),
        ("See [r] now.\n\n[r]: https://a.org\n",
         "See [r] now.\n\n[r]: <https://b.org>\n", [
            ("link", "https://a.org", "https://b.org", "preamble.2", "The link “[r]” now goes to https://b.org instead of https://a.org."),
        ]),
        ("It *is* so `now`.\n",
         "It **is** so now.\n", [
            ("markup", "*", "**", "preamble", "Only markup changes: “*” becomes “**”."),
            ("markup", "`", "", "preamble", "Only markup changes: “`” is removed."),
        ]),
        ("# A\n\nAbout that.\n",
         "# A\n\nOver here.\n", [
        ]),
        ("# A\n\nThis.\n",
         "# A\n\nThat.\n", [
        ]),
        ("# A\n\nEvery member may speak on it unless the chair has closed the list, and may sit.\n\n# B\n\nThe chair opens every sitting at noon.\n",
         "# A\n\nEvery member may speak on it.\n\n# B\n\nThe chair opens every sitting at noon unless the chair has closed the list, and may sit.\n", [
            ("strength", "unless", "", "a.2", "“unless” is removed."),
            ("strength", "may", "", "a.2", "“may” is removed."),
            ("strength", "", "unless", "b.2", "“unless” is added."),
            ("strength", "", "may", "b.2", "“may” is added."),
        ]),
    ],
)  # fmt: skip
def test_the_notices_of_a_change_and_no_others_are_told_in_order(old: str, new: str, notices: list[Row]) -> None:
    found = redline(old, new).notices
    assert [(one.kind, one.old, one.new, one.clause, one.label) for one in found] == notices
