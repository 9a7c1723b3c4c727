"""Where a change touches its base, and what it does there, exactly."""

import pytest

from workbench.wording import footprint as rooms
from workbench.wording.clauses import read
from workbench.wording.footprint import Base, Footprint, Touch, footprint
from workbench.wording.hunks import Hunk

A = "Anyone may use the system for any purpose.\n\n"
B = "The code shall come with a licence.\n\n"
C = "Terms forbid no sharing at all.\n\n"
D = "Weights count as part of every model.\n"
NEW, OTHER = "Whoever trained it says so.\n\n", "None of this is advice.\n\n"
OLD = A + B + C + D


def done(old: str, new: str, path: str = "") -> Footprint:
    return footprint(Base({path: old}), {path: new})


def only(
    clauses: dict[int, Touch], gaps: dict[int, tuple[str | int, ...]] | None = None, closed: tuple[int, ...] = ()
) -> Footprint:
    return Footprint(clauses, gaps or {}, frozenset(closed), {}, frozenset(), {})


def words(*hunks: tuple[int, int, str], fate: str = "", home: int = -1) -> Touch:
    return Touch(tuple(Hunk(*hunk) for hunk in hunks), (), fate, home)


def noise(*hunks: tuple[int, int, str]) -> Touch:
    return Touch((), tuple(Hunk(*hunk, True) for hunk in hunks))


GONE = Touch(fate="gone")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (OLD, OLD, only({})),
        (OLD, A.replace("may", "can") + B + C + D, only({0: words((7, 10, "can"))})),
        (OLD, A + C + D, only({1: GONE})),
        (OLD, A + B + NEW + C + D, only({}, {2: (NEW,)})),
        (OLD, A + B + NEW + OTHER + C + D, only({}, {2: (NEW + OTHER,)})),
        (OLD, NEW + A + B + C + D + "\n" + OTHER, only({3: noise((38, 38, "\n"))}, {0: (NEW,), 4: (OTHER,)})),
        (OLD, B + C + A + D, only({0: words(fate="moved", home=3)}, {3: (0,)})),
        (OLD, B + C + NEW + A + OTHER + D, only({0: words(fate="moved", home=3)}, {3: (NEW, 0, OTHER)})),
        (OLD, B + C + A.replace("may", "can") + D, only({0: words((7, 10, "can"), fate="moved", home=3)}, {3: (0,)})),
        (
            OLD,
            A + B.rstrip() + " " + C + D,
            only({1: words((35, 37, " "), fate="joined"), 2: words(fate="joined")}, {}, (2,)),
        ),
        (A.rstrip() + " " + B + C, A + B + C, only({0: words((42, 43, "\n\n"))})),
        ("- One\n- Two\n", "- One\n-  Two\n", only({1: noise((1, 2, "  "))})),
        ("1. One thing\n2. Two of it\n", "1. One thing\n3. Two of it\n", only({1: noise((0, 1, "3"))})),
        (
            "1. One thing\n2. Two of it\n",
            "1. One thing\n3. Two of them\n",
            only({1: Touch((Hunk(10, 12, "them"),), (Hunk(0, 1, "3", True),))}),
        ),
        ("```\na  b\n```\n", "```\na b\n```\n", only({0: words((5, 7, " "))})),
        (A, "", only({0: GONE})),
        ("", A, only({}, {0: (A,)})),
    ],
)
def test_a_change_is_written_down_by_place(old: str, new: str, expected: Footprint | None) -> None:
    assert done(old, new) == expected


def test_the_same_lines_of_another_kind_are_no_unchanged_clause() -> None:
    assert done("One two.\n", "# One two.\n") == only({0: GONE}, {1: ("# One two.\n",)})
    assert done("# One two.\n", "## One two.\n").clauses == {0: words((0, 1, "##"))}
    assert done("# One.\nTwo.\n", "# One.\nThree.\n", "a.txt") == only({0: words((7, 10, "Three"))})


def test_gaps_are_named_by_the_clause_behind_them_then_by_the_one_before_then_by_the_document() -> None:
    base = Base({"a.md": A + B, "b.md": "", "c.md": C})
    assert [base.document(gap) for gap in range(6)] == ["a.md", "a.md", "a.md", "b.md", "c.md", "c.md"]
    assert [base.name(gap) for gap in range(6)] == [
        "preamble",
        "preamble.2",
        "preamble.2",
        "b.md",
        "preamble.3",
        "preamble.3",
    ]
    assert (base.behind, base.ahead, base.gap) == ([0, 1, None, None, 2, None], [None, 0, 1, None, None, 2], [0, 1, 4])
    assert (base.spans, base.ends) == (
        {"a.md": range(2), "b.md": range(2, 2), "c.md": range(2, 3)},
        {"a.md": 2, "b.md": 3, "c.md": 5},
    )


def test_clauses_that_are_known_are_not_read_again() -> None:
    clauses = [clause._replace(id="known") for clause in read({"": A})]
    assert Base({"": A}, clauses).clauses == tuple(clauses)
    assert Base({"": A}, clauses).name(0) == "known"


def test_a_document_is_known_again_by_its_words_or_by_more_than_half_of_its_lines() -> None:
    old = {"a.md": "1\n2\n3\n4\n", "b.md": "5\n6\n", "e.md": "\n"}

    def renamed(new: dict[str, str]) -> dict[str, str]:
        return footprint(Base(old), {"b.md": old["b.md"], "e.md": "\n"} | new).renamed

    assert renamed({"x.md": "1\n2\n3\n4\n"}) == {"a.md": "x.md"}
    assert renamed({"x.md": "1\n2\n3\n5\n"}) == {"a.md": "x.md"}
    assert renamed({"x.md": "1\n2\n6\n7\n"}) == {}
    assert renamed({"x.txt": "1\n2\n3\n4\n"}) == {}
    assert renamed({"w.md": "1\n2\n3\n4\n5\n", "x.md": "1\n2\n3\n4\n", "y.md": "1\n2\n3\n"}) == {"a.md": "x.md"}
    assert renamed({"w.md": "1\n2\n3\n5\n", "x.md": "4\n3\n2\n1\n"}) == {"a.md": "x.md"}
    twins = Base({"a.md": "1\n2\n", "b.md": "1\n2\n"})
    assert footprint(twins, {"x.md": "1\n2\n"}).renamed == {"a.md": "x.md"}
    assert footprint(twins, {"x.md": "1\n2\n", "y.md": "1\n2\n"}).renamed == {"a.md": "x.md", "b.md": "y.md"}
    assert footprint(Base({"e.md": "\n"}), {"x.md": "\n"}).renamed == {}


def test_of_whole_documents_it_is_told_which_come_go_and_stand_under_another_name() -> None:
    made = footprint(Base({"a.md": A, "b.md": B, "c.md": C}), {"z.md": A, "b.md": B, "n.md": D})
    assert made == Footprint({}, {}, frozenset(), {"n.md": D}, frozenset({"c.md"}), {"a.md": "z.md"})


def test_what_is_put_in_is_told_with_the_place_where_it_is_put() -> None:
    found = done("One red house.\n\nTwo boats.\n", "One blue house.\n\nNew.\n\nTwo boats.\n")
    assert list(found.put_in()) == [(("clause", 0, 4), "blue"), (("gap", 1, 0), "New.\n\n")]


def test_what_is_put_before_the_first_clause_of_a_later_document_is_put_there() -> None:
    base = {"a.md": "One.\n\n", "b.md": "Two.\n\nThree.\n"}
    assert footprint(Base(base), base | {"b.md": "New.\n\nTwo.\n\nThree.\n"}).gaps == {2: ("New.\n\n",)}


def test_every_gap_that_a_joining_closes_is_closed() -> None:
    first, second, third, fourth = A.rstrip(), B.rstrip(), C.rstrip(), D
    assert done(OLD, f"{first} {second}\n\n{third} {fourth}").closed == {1, 3}


RULES = "# Rules\n\n## Loans of books on paper and by wire\n\nA book is lent.\n\n## Fines\n\nNobody pays.\n"
LENT = "A book is lent.\n\nIt is returned.\n\n## Fines\n\nNobody pays.\n"


@pytest.mark.parametrize(
    ("new", "fate", "under"),
    [
        (f"# Rules\n\n## Loans of books on paper and by wire\n\n{LENT}", "", 1),
        (f"# Rules\n\n{LENT}", "gone", 0),
        (f"# Rules\n\n{LENT}\n## Loans of books on paper and by wire\n", "moved", 0),
    ],
)
def test_what_is_put_in_stands_under_the_last_heading_that_stays_before_it(new: str, fate: str, under: int) -> None:
    found = done(RULES, new)
    assert found.leans[3] == {under}
    assert found.clauses.get(1, Touch()).fate == fate


@pytest.mark.parametrize(("steps", "under"), [(0, set()), (1, set()), (2, {1})])
def test_so_many_clauses_are_looked_at_for_what_it_stands_under(
    steps: int, under: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "STEPS", steps)
    assert done(RULES, f"# Rules\n\n## Loans of books on paper and by wire\n\n{LENT}").leans[3] == under


def test_lines_that_are_only_wrapped_otherwise_are_no_change_of_words_where_clauses_are_joined_either() -> None:
    wrapped = A.rstrip().replace("system for", "system\nfor")
    found = done(A + B, f"{wrapped} {B}")
    assert [touch.noise for touch in found.clauses.values()] == [(Hunk(25, 26, "\n", True),), ()]


def test_what_is_put_between_clauses_that_are_joined_the_other_way_round_is_put_before_them() -> None:
    first, second, third = (
        "Anyone may use it for any purpose.",
        "Terms forbid no sharing of any part.",
        "The code has a licence of its own.",
    )
    found = done(f"{D}\n{first}\n\n{second}\n\n{third}\n", f"{D}\n{first}\n\n{NEW}{third} {second}\n")
    assert (found.gaps, found.closed) == ({2: (NEW,)}, {3})
