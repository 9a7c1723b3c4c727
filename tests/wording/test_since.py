"""Three texts, the base, what was read and what stands now: each change is told as its reader knows it."""

import pytest

from workbench.wording import clauses
from workbench.wording.changes import Segment
from workbench.wording.redline import redline
from workbench.wording.since import STATES, Told, brief, counts, since

BASE = """# Terms

Anyone may use the system for any purpose at all.

The code comes with a licence that lets people change it.

Data is described.
"""


def edited(*changes: tuple[str, str]) -> str:
    text = BASE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def told(base: str, read: str, now: str) -> tuple[Told, ...]:
    old = clauses.read({"": base})
    before, after = (clauses.read({"": text}, old, frozenset(clause.id for clause in old)) for text in (read, now))
    return since(
        redline({"": base}, {"": read}, old_clauses=old, new_clauses=before),
        redline({"": base}, {"": now}, old_clauses=old, new_clauses=after),
        redline({"": read}, {"": now}, old_clauses=before, new_clauses=after),
    )


def said(segments: tuple[Segment, ...]) -> str:
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(marks[segment.op].format(segment.text.strip()) for segment in segments)


def plain(base: str, read: str, now: str) -> list[tuple[str, int, str, str, str]]:
    return [(one.state, one.number, one.clause, said(one.now), said(one.was)) for one in told(base, read, now)]


EVERY = ("any purpose", "every purpose")
EACH = ("any purpose", "each purpose")
FREE = ("a licence", "a free licence")
FREER = ("a licence", "a freer licence")
PARTS = BASE.split("\n\n")
SWAPPED = "\n\n".join([PARTS[0], PARTS[2], PARTS[1], PARTS[3]])
DATED = f"{BASE}\nIt is dated.\n"
SIGNED = f"{BASE}\nIt is signed and dated.\n"


@pytest.mark.parametrize(
    ("read", "now", "expected"),
    [
        (edited(EVERY), edited(EVERY), [("seen", 1, "terms.2", "[-any-]{+every+}", "[-any-]{+every+}")]),
        (BASE, edited(EVERY), [("new", 1, "terms.2", "[-any-]{+every+}", "")]),
        (edited(EVERY), edited(EACH), [("reworded", 1, "terms.2", "[-any-]{+each+}", "[-any-]{+every+}")]),
        (edited(EVERY), BASE, [("gone", 0, "terms.2", "", "[-any-]{+every+}")]),
        (BASE, BASE, []),
        (
            edited(EVERY, FREE),
            edited(EVERY, FREER, ("Data is", "Data are")),
            [
                ("seen", 1, "terms.2", "[-any-]{+every+}", "[-any-]{+every+}"),
                ("reworded", 2, "terms.3", "{+freer+}", "{+free+}"),
                ("new", 3, "terms.4", "[-is-]{+are+}", ""),
            ],
        ),
        (
            edited(("the system for any", "the thing for every")),
            edited(("the system", "the thing")),
            [("reworded", 1, "terms.2", "[-system-]{+thing+}", "[-system for any-]{+thing for every+}")],
        ),
        (DATED, DATED, [("seen", 1, "terms.5", "{+It is dated.+}", "{+It is dated.+}")]),
        (DATED, SIGNED, [("reworded", 1, "terms.5", "{+It is signed and dated.+}", "{+It is dated.+}")]),
        (DATED, BASE, [("gone", 0, "terms.4", "", "{+It is dated.+}")]),
        (
            DATED,
            f"{DATED}\nNobody signs for anybody else.\n",
            [
                ("seen", 1, "terms.5", "{+It is dated.+}", "{+It is dated.+}"),
                ("new", 2, "terms.6", "{+Nobody signs for anybody else.+}", ""),
            ],
        ),
        (
            edited(("Data is described.\n", "")),
            edited(("Data is described.\n", "")),
            [("seen", 1, "terms.4", "[-Data is described.-]", "[-Data is described.-]")],
        ),
        (
            edited(("Data is described.\n", "")),
            edited(("Data is described", "Data are described")),
            [("reworded", 1, "terms.4", "[-is-]{+are+}", "[-Data is described.-]")],
        ),
        (
            edited(("Data is described", "Data are described")),
            edited(("Data is described.\n", "")),
            [("reworded", 1, "terms.4", "[-Data is described.-]", "[-is-]{+are+}")],
        ),
    ],
)  # fmt: skip
def test_each_change_is_told_as_its_reader_knows_it(
    read: str, now: str, expected: list[tuple[str, int, str, str, str]]
) -> None:
    assert plain(BASE, read, now) == expected


def test_a_clause_that_was_moved_as_it_was_read_is_seen_at_both_places() -> None:
    assert [(one.state, one.clause) for one in told(BASE, SWAPPED, SWAPPED)] == [("seen", "terms.2")] * 2
    assert {one.state for one in told(BASE, BASE, SWAPPED)} == {"new"}
    assert {one.state for one in told(BASE, SWAPPED, BASE)} == {"gone"}


def test_words_carried_elsewhere_are_not_words_taken_out() -> None:
    without = edited((f"{PARTS[1]}\n\n", ""))
    assert [one.state for one in told(BASE, without, SWAPPED)] == ["reworded", "new"]


def test_a_clause_put_in_at_another_place_is_not_the_one_that_was_read() -> None:
    lines = "Nobody signs for anybody else."
    at_the_end, before = f"{BASE}\n{lines}\n", edited(("Data is", f"{lines}\n\nData is"))
    assert [one.state for one in told(BASE, at_the_end, before)] == ["reworded"]


def test_what_is_put_in_before_the_first_clause_is_told_beside_none_when_it_is_gone() -> None:
    assert plain(BASE, f"A word before.\n\n{BASE}", BASE) == [("gone", 0, "", "", "{+A word before.+}")]


def test_a_change_is_seen_however_the_redlines_cut_it() -> None:
    """In the text that was read the words stand among other changes, so that the marks of both run together."""
    read = edited(("may use the system", "can run the thing"), EVERY)
    now = edited(("may use the system", "can run the thing"), EVERY, FREE)
    assert [one.state for one in told(BASE, read, now)][-1] == "new"
    assert {one.state for one in told(BASE, read, now)[:-1]} == {"seen"}


@pytest.mark.parametrize(
    ("read", "now", "expected"),
    [
        (edited(EVERY), edited(EACH), "[-every-]{+each+}"),
        (edited(FREE), edited(FREER), "[-free-]{+freer+}"),
        (DATED, SIGNED, "It is{+signed and+}dated."),
        (edited(("Data is described.\n", "")), edited(("Data is", "Data are")), "{+are+}"),
        (edited(("Data is", "Data are")), edited(("Data is described.\n", "")), ""),
        (
            edited(("any purpose at all", "reading only")),
            edited(("any purpose at all", "reading aloud only")),
            "reading{+aloud+}only",
        ),
    ],
)  # fmt: skip
def test_of_what_was_reworded_the_way_between_the_two_wordings_is_told(read: str, now: str, expected: str) -> None:
    (one,) = told(BASE, read, now)
    assert (one.state, said(one.between)) == ("reworded", expected)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([("=", "a b c d e f"), ("-", "x"), ("=", "g h i")], ["… e f", "x", "g h …"]),
        ([("+", "x"), ("=", "a b c d"), ("-", "y")], ["x", "a b c d", "y"]),
        ([("-", "x"), ("=", "a b c d e"), ("-", "y")], ["x", "a b … d e", "y"]),
        ([("=", "a b c")], ["…"]),
    ],
)
def test_words_that_were_kept_are_cut_to_those_beside_a_change(row: list[tuple[str, str]], expected: list[str]) -> None:
    segments = [Segment(op, text, change=None if op == "=" else 1) for op, text in row]
    assert [segment.text.strip() for segment in brief(segments, around=2)] == expected


def test_lines_that_are_only_wrapped_otherwise_are_no_change() -> None:
    assert told(BASE, BASE, edited(("use the system for", "use the\nsystem for"))) == ()


def test_the_counts_name_every_state() -> None:
    found = told(BASE, edited(EVERY, FREE), edited(EVERY, ("Data is", "Data are")))
    assert counts(found) == {"seen": 1, "new": 1, "reworded": 0, "gone": 1}
    assert tuple(counts(())) == STATES


def test_redlines_of_other_texts_are_refused() -> None:
    one, other = redline(BASE, edited(EVERY)), redline(BASE, edited(FREE))
    with pytest.raises(ValueError, match="same three texts"):
        since(one, other, one)
