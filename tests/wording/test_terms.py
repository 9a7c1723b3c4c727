"""Which words a text defines, what becomes of a definition, and which clauses use its term."""

import pytest

from workbench.wording.redline import redline

Docs = str | dict[str, str]
Row = tuple[str, str, str, str]  # clause, old, new, sentence
SECTION = "# Definitions\n\n"
OTHERS = "Some words of the rules are here.\n\nOther words of the rules are here too.\n\n"


def told(old: Docs, new: Docs) -> list[Row]:
    found = redline(old, new).notices
    return [(one.clause, one.old, one.new, one.label) for one in found if one.kind == "term"]


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("A big red chair means a seat.", ["big red chair"]),
        ("A very big bright red chair means a seat.", []),
        ("3. The chair refers to a seat.", ["chair"]),
        ("This means a seat.", []),
        ("**Seat**: a chair.", ["Seat"]),
        ("“Seat” means a chair and \"Desk:\" means a table; *stool* is defined as a seat.", ["Seat", "Desk", "stool"]),
        ("“Seat” means a chair and “Seat” means a stool.", ["Seat"]),
        ("“one two three four five six seven eight” means a chair.", ["one two three four five six seven eight"]),
        ("“one two three four five six seven eight nine” means a chair.", []),
        ("```\n“Seat” means a chair.\n```", []),
        ("## “Seat” means a chair", []),
    ],
)  # fmt: skip
def test_a_term_is_named_in_quotes_or_emphasis_or_begins_its_clause(words: str, terms: list[str]) -> None:
    rows = [("fees.3", "", words, f"The term “{term}” is now defined; no other clause uses it.") for term in terms]
    assert told("# Fees\n\nWords.\n", f"# Fees\n\nWords.\n\n{words}\n") == rows


def test_a_long_name_without_quotes_is_a_term_only_among_definitions() -> None:
    clause = "A very big bright red chair means a seat."
    label = "The term “very big bright red chair” is now defined; no other clause uses it."
    assert told(SECTION + "Words.\n", SECTION + f"Words.\n\n{clause}\n") == [("definitions.3", "", clause, label)]


def test_front_matter_defines_nothing() -> None:
    assert told("Words.\n", "---\n“Seat” means a chair.\n---\n\nWords.\n") == []


def test_in_plain_text_asterisks_are_no_emphasis() -> None:
    assert told({"a.txt": "Words.\n"}, {"a.txt": "Words.\n\n**Seat**: a chair.\n"}) == []
    assert told({"a.txt": "The **seat** is red.\n"}, {"a.txt": "The seat is red.\n"}) == []
    starred, bare = {"a.txt": "“Seat” means a *chair*.\n"}, {"a.txt": "“Seat” means a chair.\n"}
    for old, new in ((starred, bare), (bare, starred)):
        assert [row[3] for row in told(old, new)] == ["The term “Seat” is defined otherwise; no other clause uses it."]
    lost = told({"a.txt": "“Seat” means a chair.\n\n**Seat**: a chair.\n"}, {"a.txt": "**Seat**: a chair.\n"})
    assert [row[3] for row in lost] == [
        "The term “Seat” is no longer defined anywhere; it is still used in clause 0.1."
    ]
    label = "The term “Seat” is now defined; no other clause uses it."
    assert told({"a.txt": "Words.\n"}, {"a.txt": "Words.\n\n“Seat” means a chair.\n"}) == [
        ("preamble.2", "", "“Seat” means a chair.", label)
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“Seat” means a chair.\n\n" + OTHERS, OTHERS + "“Seat” means a chair.\n"),
        ("“Seat” means a chair with legs.\n", "“Seat” means a chair\nwith legs.\n"),
        ("“Seat” means a *chair*.\n", "“Seat” means a chair.\n"),
        ("- “Seat” means a *chair*.\n", "- “Seat” means a chair.\n"),
        ("“Seat” means a chair.\n", "“Seat” means a chair.\n\n“Bench” is a seat.\n"),
    ],
)
def test_a_definition_that_is_moved_wrapped_or_dressed_otherwise_reads_as_before(old: str, new: str) -> None:
    assert told(SECTION + old, SECTION + new) == []


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("“Seat” means a chair.\n\n“Seat” means a stool.\n", "“Seat” means a stool.\n",
         [("definitions.2", "“Seat” means a chair.", "“Seat” means a stool.", "“Seat” is defined otherwise; no other clause uses it.")]),
        ("“Seat” means a chair.\n\n“Seat” means a stool.\n", "“Seat” means a chair.\n\n“Seat” means a bench.\n",
         [("definitions.3", "“Seat” means a stool.", "“Seat” means a bench.", "“Seat” is defined otherwise; it is used in clause 0.1.")]),
        ("“Seat” means a chair.\n\n```\n“Seat” means a stool.\n```\n", "```\n“Seat” means a stool.\n```\n",
         [("definitions.2", "Seat", "", "“Seat” is no longer defined anywhere; it is still used in clause 0.1.")]),
        ("“Seat” means a chair.\n\nEvery member has a seat here.\n\nA red seat.\n", "“Seat” means a stool.\n\nA red seat.\n\nEvery member has a seat here.\n",
         [("definitions.2", "“Seat” means a chair.", "“Seat” means a stool.", "“Seat” is defined otherwise; it is used in 2 clauses: 0.2, 0.3.")]),
        ("“Seat” means a chair. “Seat” means a stool.\n", "“SEAT” means a bench.\n",
         [("definitions.2", "“Seat” means a chair. “Seat” means a stool.", "“SEAT” means a bench.", "“Seat” is defined otherwise; no other clause uses it.")]),
        ("“Seat” means a chair.\n\nA seat.\n", "A seat.\n\n“Seat” means a desk of wood and of iron, or any table.\n",
         [("definitions.2", "“Seat” means a chair.", "“Seat” means a desk of wood and of iron, or any table.", "“Seat” is defined otherwise; it is used in clause 0.1.")]),
        ("“Seat” means a chair of all the house.\n\n" + OTHERS, OTHERS + "“Seat” means a chair of all the household.\n",
         [("definitions.2", "“Seat” means a chair of all the house.", "“Seat” means a chair of all the household.", "“Seat” is defined otherwise; no other clause uses it.")]),
        ("“Seat” means a chair.\n\n“Desk” means a table.\n", "“Desk” means a board.\n\n“Seat” means a stool.\n",
         [("definitions.2", "“Seat” means a chair.", "“Seat” means a stool.", "“Seat” is defined otherwise; no other clause uses it."),
          ("definitions.2", "“Desk” means a table.", "“Desk” means a board.", "“Desk” is defined otherwise; no other clause uses it.")]),
        ("**Seat** means a chair.\n", "Nothing is said here.\n",
         [("definitions.2", "Seat", "", "“Seat” is no longer defined anywhere.")]),
    ],
)  # fmt: skip
def test_what_becomes_of_a_definition_is_told_with_both_wordings(old: str, new: str, rows: list[Row]) -> None:
    assert told(SECTION + old, SECTION + new) == [(*row[:3], f"The term {row[3]}") for row in rows]


@pytest.mark.parametrize(
    ("term", "others", "places"),
    [
        ("Seat", "# About the seat\n\nSeats and seats. One seat.\n\nA seating.\n", "2 clauses: 2, 2.1"),
        ("Red chair", "Red chairs, red stools and reds.\n\nThe red one is no chair.\n", "clause 0.2"),
        ("§", "A § is.\n", ""),
        ("Seat", "Two seats.\n\nNo stool.\n", "clause 0.2"),
        ("Big red chair", "Big red chairs.\n\nThe big chairs.\n", "clause 0.2"),
        ("Seat", "```\nseat\n```\n", "clause 0.2"),
    ],
)
def test_a_term_is_used_where_it_stands_as_a_whole_word_or_in_the_plural(term: str, others: str, places: str) -> None:
    old, new = (f"“{term}” means a {thing}." for thing in ("chair", "stool"))
    tail = f"it is used in {places}" if places else "no other clause uses it"
    label = f"The term “{term}” is defined otherwise; {tail}."
    assert told(f"{SECTION}{old}\n\n{others}", f"{SECTION}{new}\n\n{others}") == [("definitions.2", old, new, label)]


def test_a_clause_without_a_number_is_called_by_its_title() -> None:
    old, new = ("# The seat\n\n“Seat” means a chair.\n", "# The seat\n\n“Seat” means a stool.\n")
    label = "The term “Seat” is defined otherwise; it is used in clause The seat."
    assert [row[3] for row in told(old, new)] == [label]


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("The **seat** is red.\n\nA seat.\n", "The seat is red.\n\nA seat.\n",
         [("preamble", "seat", "; it is still used in 2 clauses: 0.1, 0.2")]),
        ("The **seat** is red.\n\nA **seat**.\n", "The seat is red.\n\nA **seat**.\n", []),
        ("The **seat** is red.\n", "The **Seat** is red.\n", [("preamble", "seat", "; it is still used in clause 0.1")]),
        ("The **seat** is red.\n", "It is red all over again.\n", [("preamble", "seat", "")]),
        ("The **one two three four five six seven eight** is red.\n", "All is red.\n", [("preamble", "one two three four five six seven eight", "")]),
        ("The **one two three four five six seven eight nine** is red.\n", "All is red.\n", []),
        ("The **seat** is red, the **desk** too.\n\nThe **seat** again.\n", "The seat is red, the desk too.\n\nThe seat again.\n",
         [("preamble", "seat", "; it is still used in 2 clauses: 0.1, 0.2"), ("preamble", "desk", "; it is still used in clause 0.1")]),
        ("One **seat** is here for all of the house.\n\nA seat.\n\n" + OTHERS, "A seat.\n\n" + OTHERS + "One seat is here for all of the house.\n",
         [("preamble", "seat", "; it is still used in 2 clauses: 0.1, 0.4")]),
        ("One **seat** is here for all of the house.\n\n" + OTHERS, OTHERS + "One seat is here for all of the house.\n",
         [("preamble", "seat", "; it is still used in clause 0.3")]),
    ],
)  # fmt: skip
def test_words_that_are_nowhere_in_bold_any_more_are_told_in_reading_order(
    old: str, new: str, lost: list[tuple[str, str, str]]
) -> None:
    assert told(old, new) == [
        (id, term, "", f"The term “{term}” is no longer set in bold anywhere{still}.") for id, term, still in lost
    ]
