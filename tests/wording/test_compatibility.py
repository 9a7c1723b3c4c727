"""How every two of many proposals go together: one index, and the same answers that merging each two would give."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wording.test_merge import ADDED, BASE, BETA, CLAUSE, DELETED, FIRST, LAST, MOVED, TEXT, Edit, edited
from workbench.wording.compatibility import Compatibility, Pairing
from workbench.wording.merge import KINDS, merge
from workbench.wording.rebase import rebase
from workbench.wording.standing import standing

EDITS: list[list[Edit]] = [
    [("two", "2")],
    [("seven", "7")],
    [("two", "2")],
    [("alpha", "ALPHA")],
    [("two", "ii")],
    [],
    DELETED,
    MOVED,
    ADDED,
    [(BETA, f"{BETA}- another item\n")],
    [("two", "2"), ("gamma", "GAMMA")],
]


def table(*edits: list[Edit]) -> Compatibility:
    return Compatibility({"d.md": BASE}, [edited(*edit) for edit in edits])


def only(*edits: list[Edit]) -> Pairing:
    [pairing] = table(*edits).pairs()
    return pairing


@pytest.mark.parametrize(
    ("one", "other", "outcome", "meeting"),
    [
        ([("two", "2")], [("alpha", "ALPHA")], "independent", None),
        ([("two", "2")], [], "independent", None),
        ([("two", "2")], [("two", "2")], "clean", "same_change"),
        ([("two", "2")], [("seven", "7")], "same_clause", "apart"),
        ([("two", "2")], [("three", "3")], "same_clause", "touching"),
        ([("two", "2")], [("two", "ii")], "conflict", "same_place"),
        ([("three four five", "345")], [("five six seven", "567")], "conflict", "overlap"),
        (DELETED, [("beta", "BETA")], "conflict", "inside_moved_or_deleted"),
        (MOVED, [("seven", "7")], "same_clause", "apart"),
        (ADDED, DELETED, "same_clause", "touching"),
    ],
)
def test_two_proposals_go_together_as_the_places_they_touch_do(
    one: list[Edit], other: list[Edit], outcome: str, meeting: str | None
) -> None:
    for pairing in (only(one, other), only(other, one)):
        assert (pairing.outcome, pairing.meeting) == (outcome, meeting)
        assert pairing.order_matters == (outcome == "conflict")


def held_against_merging(made: Compatibility, base: dict[str, str], proposals: list[dict[str, str]]) -> None:
    for pairing in made.pairs():
        answer = merge(base, proposals[pairing.a], proposals[pairing.b])
        worst = max((KINDS.index(meeting.kind) for meeting in answer.meetings), default=None)
        assert pairing.outcome == ("independent" if worst is None else answer.state)
        assert pairing.meeting == (None if worst is None else KINDS[worst])
        assert pairing.words == answer.meetings
        first = rebase(base, proposals[pairing.b], proposals[pairing.a]).docs
        second = rebase(base, proposals[pairing.a], proposals[pairing.b]).docs
        assert pairing.order_matters == (first is None or first != second)
    assert made.conflicts == [(pairing.a, pairing.b) for pairing in made.pairs() if pairing.outcome == "conflict"]


def test_the_table_says_of_every_pair_what_merging_the_two_says() -> None:
    held_against_merging(table(*EDITS), {"d.md": BASE}, [edited(*edit) for edit in EDITS])


@given(TEXT, st.lists(TEXT, max_size=4))
@settings(max_examples=100)
def test_that_holds_for_any_texts(base: str, others: list[str]) -> None:
    proposals = [{"d.md": text} for text in others]
    held_against_merging(Compatibility({"d.md": base}, proposals), {"d.md": base}, proposals)


@st.composite
def changed(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of some clauses, and the same with a few of them edited, taken out, moved or put in."""
    rows = draw(st.lists(st.tuples(st.sampled_from(["", "- ", "## ", "1. "]), CLAUSE), min_size=3, max_size=6))
    base = [f"{mark}{words}\n\n" for mark, words in rows]
    texts = []
    for _ in range(3):
        text = list(base)
        for _ in range(draw(st.integers(0, 2))):
            at, act = draw(st.integers(0, len(text) - 1)), draw(st.integers(0, 3))
            if act == 0 and len(text) > 1:
                del text[at]
            elif act == 1:
                text.insert(draw(st.integers(0, len(text))), f"{draw(CLAUSE)} as well\n\n")
            elif act == 2:
                text.insert(draw(st.integers(0, len(text) - 1)), text.pop(at))
            else:
                words = text[at].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = "other\n\n" if len(words) == 1 else "other"
                text[at] = " ".join(words).rstrip("\n") + "\n\n"
        texts.append("".join(text))
    return "".join(base), texts


@given(changed())
@settings(max_examples=200)
def test_that_holds_for_proposals_that_are_small_changes_of_one_text(drawn: tuple[str, list[str]]) -> None:
    base, others = drawn
    proposals = [{"d.md": text} for text in others]
    made = Compatibility({"d.md": base}, proposals)
    held_against_merging(made, {"d.md": base}, proposals)
    assert made.text([0, 1, 2]) == made.text([2, 0, 1])


def test_only_the_pairs_that_touch_are_listed_when_asked_for() -> None:
    made = table(*EDITS)
    assert [(p.a, p.b) for p in made.pairs()] == list(combinations(range(len(EDITS)), 2))
    touching = list(made.pairs(only_touching=True))
    assert touching == [pairing for pairing in made.pairs() if pairing.outcome != "independent"]
    assert made.pair(4, 0) == made.pair(0, 4) == next(p for p in touching if (p.a, p.b) == (0, 4))


def test_a_proposal_that_does_nothing_is_independent_of_all() -> None:
    made = table(*EDITS)
    assert all(p.outcome == "independent" for p in made.pairs() if 5 in (p.a, p.b))


def test_a_pair_shows_the_words_of_both() -> None:
    [meeting] = only([("two", "2")], [("two", "ii")]).words
    assert (meeting.ours, meeting.theirs) == (FIRST.replace("two", "2"), FIRST.replace("two", "ii"))
    assert meeting.base == FIRST


def test_a_proposal_conflicts_in_every_clause_in_which_it_meets_another() -> None:
    table = Compatibility(
        {"": "One red house.\n\nTwo red boats.\n"},
        [
            {"": "One blue house.\n\nTwo blue boats.\n"},
            {"": "One grey house.\n\nTwo red boats.\n"},
            {"": "One red house.\n\nTwo grey boats.\n"},
        ],
    )
    assert table.conflicts == [(0, 1), (0, 2)]


def test_the_same_text_and_one_proposal_inside_another_are_known() -> None:
    made = table(*EDITS)
    assert made.is_same(0, 2) and not made.is_same(0, 4)
    assert made.contains(10, 0) and not made.contains(0, 10)
    assert made.contains(0, 2) and made.contains(2, 0)
    assert not made.contains(0, 5)


def test_a_proposal_with_one_new_document_is_inside_one_that_has_it_and_another() -> None:
    base = {"a.md": "Text of the first document.\n"}
    one, other = {"n.md": "New words.\n"}, {"o.md": "Other words.\n"}
    made = Compatibility(base, [base | one | other, base | one, base | {"n.md": "Newer words.\n"}])
    assert made.contains(0, 1) and not made.contains(1, 0)
    assert not made.contains(0, 2)


def test_whole_documents_that_come_go_or_change_their_names_are_pairs_too() -> None:
    base = {"a.md": "Text of the first document, which is long.\n", "b.md": "Text of b.\n"}
    renamed = {"z.md": base["a.md"], "b.md": base["b.md"]}
    proposals = [
        renamed,
        base | {"a.md": base["a.md"].replace("long", "short")},
        {"b.md": base["b.md"]},
        base | {"n.md": "New.\n"},
        base | {"n.md": "Newer.\n"},
        {"y.md": base["a.md"], "b.md": base["b.md"]},
    ]
    made = Compatibility(base, proposals)
    held_against_merging(made, base, proposals)
    found = {(p.a, p.b): p.outcome for p in made.pairs(only_touching=True)}
    assert found == {(0, 2): "conflict", (0, 5): "conflict", (1, 2): "conflict", (2, 5): "conflict", (3, 4): "conflict"}
    answer = merge(base, proposals[0], proposals[1])
    assert answer.docs == {"z.md": base["a.md"].replace("long", "short"), "b.md": base["b.md"]}


def test_any_set_has_one_text_whatever_the_order_it_is_named_in() -> None:
    made = table([("two", "2")], [("alpha", "ALPHA")], [("seven", "7")], MOVED, [(LAST, f"{LAST}\nThe end.\n")])
    answer = made.text([0, 1, 2])
    assert answer.state == "same_clause"
    assert answer.docs == edited(("two", "2"), ("alpha", "ALPHA"), ("seven", "7"))
    for chosen in combinations(range(5), 3):
        shuffled = list(chosen)
        random.Random(0).shuffle(shuffled)
        assert made.text(shuffled) == made.text(chosen)


def test_no_proposal_at_all_leaves_the_base() -> None:
    answer = table(*EDITS).text([])
    assert (answer.state, answer.docs, answer.meetings, answer.changes) == ("clean", {"d.md": BASE}, (), ())


def test_the_largest_set_that_can_stand_together_conflicts_nowhere_and_none_is_larger() -> None:
    made = table(*EDITS)
    best = made.largest()
    assert made.text(best).state != "conflict"
    larger = combinations(range(len(EDITS)), len(best) + 1)
    assert all(made.text(chosen).state == "conflict" for chosen in larger)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_of_several_largest_sets_the_one_with_the_lowest_numbers_is_taken(pairs: list[tuple[int, int]]) -> None:
    fights: dict[int, set[int]] = {number: set() for number in range(9)}
    for one, other in pairs:
        if one != other:
            fights[one].add(other)
            fights[other].add(one)
    sets = (chosen for size in range(9, 0, -1) for chosen in combinations(range(9), size))
    assert standing(fights) == next(s for s in sets if all(fights[number].isdisjoint(s) for number in s))


def test_among_thousands_that_conflict_a_large_set_is_found_in_bounded_steps() -> None:
    fights = {
        number: {other for other in range(600) if other != number and (other - number) % 7} for number in range(600)
    }
    assert len(standing(fights)) == 86
