"""Which atoms stand where after one step: small texts in which one rule decides."""

import pytest

from workbench.wording.clauses import read
from workbench.wording.sheets import sheet
from workbench.wording.tracing import Step, step


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # A phrase that became part of another clause, its neighbours new; the first word is one like any other.
        (
            "beta eta.\n",
            "alpha alpha; epsilon eta a zeta epsilon.\n\nbeta to eta a\n",
            Step([(0, 9, 1), (1, 11, 1)], [(2, 3)], [(0, 9), (10, 11), (12, 13)], found=[(11, 12)], heirs={0: 1}),
        ),
        # Words between the same neighbours are known again one by one if half of them stay.
        (
            "beta a delta gamma;.\n",
            "beta delta beta a\n",
            Step([(0, 0, 1), (2, 1, 1), (1, 3, 1)], [(3, 6)], [(2, 3)], found=[(0, 1), (1, 2), (3, 4)], heirs={0: 0}),
        ),
        # A sign goes with the word beside it, up to the end of the text.
        ("epsilon it.\n", "it. epsilon\n", Step([(1, 0, 2), (0, 2, 1)], [], [], found=[(0, 1), (2, 3)], heirs={0: 0})),
        # Two signs in a row go with it.
        (
            "zeta gamma) epsilon.\n\nalpha; to) alpha;.\n\nbeta a zeta beta epsilon\n",
            "alpha; alpha;. beta a zeta beta epsilon\n",
            Step([(5, 0, 2), (9, 2, 8)], [(0, 5), (7, 9)], [], found=[(0, 1), (2, 3)], heirs={2: 0}),
        ),
        # Beside the begin of the text stands no word.
        (
            "epsilon zeta.\n\nepsilon) it beta eta\n",
            "epsilon it beta eta zeta.\n",
            Step([(3, 0, 1), (5, 1, 3)], [(0, 3), (4, 5)], [(4, 6)], heirs={1: 0}),
        ),
        # What has found its place is not paired again.
        (
            "to to epsilon\n\ndelta delta to; to\n\nzeta beta delta epsilon epsilon alpha.\n",
            "to epsilon delta to beta delta epsilon epsilon alpha. delta to; to\n",
            Step(
                [(0, 0, 1), (2, 1, 2), (5, 3, 1), (9, 4, 6)],
                [(1, 2), (4, 5), (6, 9)],
                [(10, 14)],
                found=[(0, 1), (1, 3), (3, 4)],
                heirs={2: 0},
            ),
        ),
        # One short word of three says nothing.
        (
            "gamma delta it) a alpha.\n\nto epsilon eta.\n\ndelta eta; epsilon.\n",
            "gamma delta it) a alpha.\n\ndelta gamma eta\n\ndelta eta; epsilon.\n",
            Step([(0, 0, 7), (11, 10, 5)], [(7, 11)], [(7, 10)], heirs={0: 0, 1: 1, 2: 2}),
        ),
        (
            "eta delta\n\neta, it eta zeta zeta beta 'zeta 'epsilon it gamma beta to.\n",
            "eta delta\n\nit eta zeta zeta beta 'zeta\n\n'epsilon it eta zeta it delta eta\n",
            Step([(0, 0, 2), (4, 2, 7)], [(2, 4), (11, 18)], [(9, 17)], heirs={0: 0, 1: 1}),
        ),
        # A phrase ends where the row of lost words ends.
        (
            "beta) epsilon eta eta; beta.\n\nzeta; it zeta, it gamma beta epsilon a; epsilon a.\n",
            "it gamma beta epsilon a; beta) epsilon eta eta;\n\nzeta; it zeta, epsilon a.\n",
            Step(
                [(13, 0, 6), (0, 6, 6), (8, 12, 5), (19, 17, 3)],
                [(6, 8)],
                [],
                moved=[(0, 5)],
                found=[(0, 5)],
                heirs={0: 0, 1: 1},
            ),
        ),
        # A lost word is looked for behind the word it stood behind, wherever that stands now.
        (
            "gamma to a gamma.\n\neta.\n\na zeta gamma (to alpha to alpha alpha\n",
            "zeta gamma (to alpha to alpha alpha eta.\n\ngamma to a gamma.\n\na\n",
            Step(
                [(8, 0, 8), (0, 10, 5), (7, 15, 1)],
                [(5, 7)],
                [(8, 10)],
                moved=[(0, 10)],
                found=[(15, 16)],
                heirs={0: 1, 2: 0},
            ),
        ),
        # Words in a row that went from one clause to its neighbour.
        (
            "zeta zeta\n\nit alpha gamma to\n",
            "zeta zeta it alpha\n\ngamma to\n",
            Step([(0, 0, 6)], [], [], found=[(2, 4)], heirs={0: 0, 1: 1}),
        ),
    ],
)
def test_lost_words_are_paired_by_their_neighbours_or_not_at_all(old: str, new: str, expected: Step) -> None:
    before = read({"": old})
    assert step(sheet(before), sheet(read({"": new}, before))) == expected
