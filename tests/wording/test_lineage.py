"""Words followed one by one from the first version of a text to its last."""

from itertools import groupby

import pytest

from workbench.wording.clauses import read
from workbench.wording.lineage import FOUND, MOVED, Lineage, Passage
from workbench.wording.sheets import Version

A = "Anyone may use the system for any purpose.\n\n"  # atoms 0 to 8
B = "Weights count as part of every model.\n\n"  # 9 to 16
C = "Terms forbid no sharing at all.\n"  # 17 to 23
OLD = A + B + C
BOTH = MOVED | FOUND
Row = tuple[int, int, int]  # first id, how many follow each other from there, their mark


def line(*texts: str) -> Lineage:
    versions: list[Version] = []
    for text in texts:
        versions.append(read({"": text}, versions[-1] if versions else ()))
    return Lineage(versions)


def rows(made: Lineage) -> list[Row]:
    """The words of the last version, as they stand."""
    found = []
    for _, group in groupby(enumerate(made.ids), key=lambda pair: (pair[1] - pair[0], made.marks[pair[0]])):
        run = list(group)
        found.append((run[0][1], len(run), made.marks[run[0][0]]))
    return found


@pytest.mark.parametrize(
    ("texts", "expected", "heirs"),
    [
        ([OLD], [(0, 24, 0)], {0: 0, 1: 1, 2: 2}),
        ([OLD, A.replace("the system", "a model") + B + C], [(0, 3, 0), (24, 2, 0), (5, 19, 0)], {0: 0, 1: 1, 2: 2}),
        ([OLD, B + A + C], [(9, 8, 0), (0, 9, MOVED), (17, 7, 0)], {0: 1, 1: 0, 2: 2}),
        ([OLD, A + C], [(0, 9, 0), (17, 7, 0)], {0: 0, 2: 1}),
        ([OLD, A + C, OLD], [(0, 9, 0), (9, 8, FOUND), (17, 7, 0)], {0: 0, 2: 2}),
        ([OLD, A + C, OLD, A + C, OLD], [(0, 9, 0), (9, 8, FOUND), (17, 7, 0)], {0: 0, 2: 2}),
        ([OLD, A + C, A + B + B + C], [(0, 9, 0), (9, 8, FOUND), (24, 8, 0), (17, 7, 0)], {0: 0, 2: 3}),
        ([OLD, "", OLD], [(0, 24, FOUND)], {}),
        ([OLD, A.replace(" use", "") + B + C, OLD], [(0, 2, 0), (2, 1, FOUND), (3, 21, 0)], {0: 0, 1: 1, 2: 2}),
        (
            [OLD, A + C, A + "So weights" + B[7:] + C],
            [(0, 9, 0), (24, 2, 0), (10, 6, FOUND), (26, 1, 0), (17, 7, 0)],
            {0: 0, 2: 2},
        ),
        ([B, "Weights.\n", B], [(0, 1, 0), (1, 6, FOUND), (7, 1, 0)], {0: 0}),
        ([B, "Part of it.\n", B], [(0, 7, FOUND), (7, 1, 0)], {0: 0}),
        ([B, "Count.\n\n" + B], [(8, 2, 0), (0, 8, 0)], {0: 1}),
        (["Use.\n", "", "Use.\n"], [(0, 1, FOUND), (2, 1, 0)], {}),
        (["One two three.\n", "", "One two three.\n"], [(0, 3, FOUND), (4, 1, 0)], {}),
        (["It is so for now.\n", "", "It is so for now.\n"], [(0, 6, FOUND)], {}),
        (["It is so now.\n", "", "But it is so now.\n"], [(5, 6, 0)], {}),
        (["Use it.\n\nNow.\n", "Now.\n", "Use it.\n\nNow.\n"], [(0, 2, FOUND), (5, 1, 0), (3, 2, 0)], {1: 1}),
        (["Now.\n\nUse it.\n", "Now.\n", "Now.\n\nUse it.\n"], [(0, 2, 0), (2, 2, FOUND), (5, 1, 0)], {0: 0}),
        (
            [OLD, B.replace("Weights", "All weights") + A + C, A.rstrip() + " " + B + C],
            [(0, 8, 0), (26, 1, 0), (9, 1, FOUND), (10, 6, BOTH), (8, 1, 0), (17, 7, 0)],
            {0: 0, 1: 0, 2: 1},
        ),
    ],
)
def test_words_keep_their_ids_through_all_versions(
    texts: list[str], expected: list[Row], heirs: dict[int, int]
) -> None:
    made = line(*texts)
    assert (rows(made), made.heirs) == (expected, heirs)
    assert made.now == [made.ids.index(at) if at in made.ids else -1 for at in range(made.size)]


def test_words_of_one_run_have_one_number() -> None:
    assert line(OLD, B + A + C).runs == [1] * 9 + [2] * 8 + [3] * 7
    assert line(OLD, C).runs == [*range(1, 18), *[18] * 7]
    assert line("Use it now.\n", "it.\n").runs == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("low", "high", "new", "expected"),
    [
        (0, 9, A + B + C, Passage(0, 9, 0, True)),
        (0, 1, A + B + C, Passage(0, 1, 0, True)),
        (0, 17, B + A + C, Passage(0, 17, MOVED, False)),
        (2, 5, B + A + C, Passage(10, 13, MOVED, True)),
        (2, 5, A.replace("the", "a") + B + C, Passage(2, 5, 0, False)),
        (9, 16, A + C, None),
        (9, 16, A + "Weights count for something.\n\n" + C, None),
        (9, 16, A + "Weights count as something.\n\n" + C, Passage(9, 12, 0, False)),
        (8, 9, A.replace(".", "!") + B + C, None),
        (7, 10, A + C, Passage(7, 9, 0, False)),
        (15, 18, A + C, Passage(9, 10, 0, False)),
        (7, 11, A + "So " + B + C, Passage(7, 12, 0, False)),
    ],
)
def test_a_passage_stands_where_three_tenths_of_its_words_do(
    low: int, high: int, new: str, expected: Passage | None
) -> None:
    assert line(OLD, new).passage(low, high) == expected
