"""One step between two versions: which atoms, words and signs, stand where, and how that was found out."""

import pytest

from workbench.wording.clauses import read
from workbench.wording.sheets import sheet
from workbench.wording.tracing import Step, step

A = "Anyone may use the system for any purpose.\n\n"  # atoms 0 to 8
B = "Weights count as part of every model.\n\n"  # 9 to 16
C = "Terms forbid no sharing at all.\n"  # 17 to 23
OLD = A + B + C
PHRASE = "with the source, in a form fit for change"  # 10 atoms, 9 of them words


def stepped(old: str, new: str) -> Step:
    before = read({"": old})
    return step(sheet(before), sheet(read({"": new}, before)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (OLD, OLD, Step([(0, 0, 24)], [], [], heirs={0: 0, 1: 1, 2: 2})),
        (OLD, "", Step([], [(0, 24)], [])),
        ("", OLD, Step([], [], [(0, 24)])),
        (OLD, A + C, Step([(0, 0, 9), (17, 9, 7)], [(9, 17)], [], heirs={0: 0, 2: 1})),
        (A + C, OLD, Step([(0, 0, 9), (9, 17, 7)], [], [(9, 17)], heirs={0: 0, 1: 2})),
        (OLD, B + C, Step([(9, 0, 15)], [(0, 9)], [], heirs={1: 0, 2: 1})),
        (
            OLD,
            A.replace("use", "run") + B + C,
            Step([(0, 0, 2), (3, 3, 21)], [(2, 3)], [(2, 3)], heirs={0: 0, 1: 1, 2: 2}),
        ),
        (OLD, A + B + C.replace("all.", "all!"), Step([(0, 0, 23)], [(23, 24)], [(23, 24)], heirs={0: 0, 1: 1, 2: 2})),
        (OLD, B + A + C, Step([(9, 0, 8), (0, 8, 9), (17, 17, 7)], [], [], [(8, 17)], heirs={0: 1, 1: 0, 2: 2})),
        (OLD, A + "So: " + B + C, Step([(0, 0, 9), (9, 11, 15)], [], [(9, 11)], heirs={0: 0, 1: 1, 2: 2})),
        (OLD, A.rstrip() + " " + B + C, Step([(0, 0, 24)], [], [], heirs={0: 0, 1: 0, 2: 1})),
        (A.rstrip() + " " + B + C, OLD, Step([(0, 0, 24)], [], [], [(9, 17)], heirs={0: 0, 1: 2})),
    ],
)
def test_words_are_followed_clause_by_clause(old: str, new: str, expected: Step) -> None:
    assert stepped(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "The code comes with the source, in a form fit for change.\n\nAnyone may use the system for any purpose.\n\n",
            "The code comes.\n\nAnyone may use the system for any purpose, with the source, in a form fit for change.\n\n",
            Step(
                [(0, 0, 3), (13, 3, 9), (3, 13, 10), (22, 23, 1)],
                [],
                [(12, 13)],
                moved=[(13, 23)],
                found=[(13, 23)],
                heirs={0: 0, 1: 1},
            ),
        ),
        (
            "The code comes with the source, in a form fit for change, and so on.\n\nAnyone may use the system for any purpose.\n\n",
            "The code comes, and so on.\n\nWith the source, in a form fit for change, that is.\n\nAnyone may use the system for any purpose.\n\n",
            Step(
                [(0, 0, 3), (14, 4, 3), (4, 9, 10), (17, 21, 10)],
                [(3, 4)],
                [(3, 4), (7, 9), (19, 21)],
                moved=[(8, 22)],
                found=[(4, 7)],
                heirs={0: 1, 1: 2},
            ),
        ),
        (
            "One two three four five six seven.\n",
            "Five six seven, one two three four.\n",
            Step([(1, 5, 3), (7, 8, 1)], [(0, 1), (4, 7)], [(0, 5)], found=[(5, 8)], heirs={0: 0}),
        ),
        (
            "Model weights and code, data too.\n\nAnyone may use the system for any purpose.\n\n",
            "Data too, model weights and code.\n\nAnyone may use the system for any purpose.\n\n",
            Step([(1, 4, 3), (7, 7, 10)], [(0, 1), (4, 7)], [(0, 4)], heirs={0: 0, 1: 1}),
        ),
        (
            "(yes) [no] - so.\n",
            "[no] (yes) - so!\n",
            Step([(3, 0, 3), (0, 3, 3), (6, 6, 2)], [(8, 9)], [(8, 9)], found=[(1, 2), (7, 8), (4, 5)], heirs={0: 0}),
        ),
        (
            "See the terms of use.\n\nNone.\n",
            "None.\n\nSee use.\n",
            Step([(6, 0, 2)], [(0, 6)], [(2, 5)], heirs={1: 0}),
        ),
        (
            "| Part | Needed |\n|---|---|\n| Code | yes |\n",
            "| Needed | Part |\n|---|---|\n| yes | Code |\n",
            Step(
                [(0, 0, 1), (3, 1, 1), (1, 3, 1), (4, 4, 11), (17, 15, 1), (15, 17, 1), (18, 18, 1)],
                [(2, 3), (16, 17)],
                [(2, 3), (16, 17)],
                found=[(1, 2), (15, 16), (3, 18)],
                heirs={0: 0, 1: 1},
            ),
        ),
        (
            "It's the user's right.\n",
            "It is the user's duty.\n",
            Step([(0, 0, 1), (3, 2, 4), (8, 7, 1)], [(1, 3), (7, 8)], [(1, 2), (6, 7)], found=[(0, 1)], heirs={0: 0}),
        ),
        (
            "```\na  b = c\n```\n\nAnyone may use the system for any purpose.\n\n",
            "```\na b = d\n```\n\nAnyone may use the system for any purpose.\n\n",
            Step([(0, 0, 4), (5, 5, 10)], [(4, 5)], [(4, 5)], found=[(2, 3)], heirs={0: 0, 1: 1}),
        ),
        (
            "Alpha beta gamma delta epsilon.\n\nZeta eta theta iota.\n",
            "Zeta eta theta iota.\n\nAlpha delta beta gamma epsilon.\n",
            Step([(6, 0, 5), (0, 5, 1), (1, 7, 2), (4, 9, 2)], [(3, 4)], [(6, 7)], moved=[(5, 11)], heirs={0: 1, 1: 0}),
        ),
        (
            "To be, or not to be, that is the question.\n",
            "That is the question: to be or not to be.\n",
            Step(
                [(9, 1, 3), (1, 6, 1), (3, 7, 4), (12, 11, 1)],
                [(0, 1), (2, 3), (7, 9)],
                [(0, 1), (4, 6)],
                found=[(6, 11), (1, 4)],
                heirs={0: 0},
            ),
        ),
        (
            "We hold (with some care) these truths.\n",
            "These truths we hold (with some care).\n",
            Step([(1, 3, 6), (9, 9, 1)], [(0, 1), (7, 9)], [(0, 3)], heirs={0: 0}),
        ),
        (
            'The "source form" of parts must come along with it.\n\nRest.\n',
            'Rest, must come along with it, so.\n\nThe "source form".\n',
            Step([(7, 2, 5), (12, 9, 1)], [(0, 7), (13, 15)], [(0, 2), (7, 9), (10, 16)], heirs={0: 0}),
        ),
        (
            "Anyone may use the system for any purpose. Weights count as part of every model. Terms forbid no sharing at all.\n",
            "Terms forbid no sharing at all.\n\nWeights count as part of every model.\n\nAnyone may use the system for any purpose.\n\n",
            Step(
                [(17, 0, 6), (8, 6, 9), (0, 15, 8), (23, 23, 1)],
                [],
                [],
                moved=[(7, 15), (15, 24)],
                found=[(15, 23), (7, 14), (0, 6)],
                heirs={0: 2},
            ),
        ),
        (
            "Say when it ends. No more.\n",
            "It is over when it ends. Say no more.\n",
            Step([(1, 3, 4), (6, 9, 2)], [(0, 1), (5, 6)], [(0, 3), (7, 9)], heirs={0: 0}),
        ),
        (
            "Alpha beta gamma, delta epsilon zeta eta. Rest.\n",
            "Zeta eta alpha. Gamma beta rest, delta epsilon.\n",
            Step([(1, 5, 1), (3, 7, 3), (10, 10, 1)], [(0, 1), (2, 3), (6, 10)], [(0, 5), (6, 7)], heirs={0: 0}),
        ),
        (
            "Users of the model keep their records.\n\nStop.\n",
            "Records kept by users.\n\nModel users keep their own.\n\nStop.\n",
            Step([(4, 7, 2), (7, 10, 3)], [(0, 4), (6, 7)], [(0, 7), (9, 10)], heirs={0: 1, 1: 2}),
        ),
        (
            "Here (see one, two, three) it ends.\n\nWeights count as part of every model.\n\n",
            "Here it ends.\n\nWeights count as part of every model (see one, two, three).\n\n",
            Step([(0, 0, 1), (9, 1, 10), (19, 19, 1)], [(1, 9)], [(11, 19)], heirs={0: 0, 1: 1}),
        ),
        (
            "Old words that went away, all of them, for good.\n\nKept.\n",
            "Kept.\n\nNot so. Old words that went away, all of them, for good. Yes.\n",
            Step([(13, 0, 2), (0, 5, 13)], [], [(2, 5), (18, 20)], moved=[(2, 20)], heirs={0: 1, 1: 0}),
        ),
        ("A b c d.\n", "B c d a.\n", Step([(2, 1, 2), (4, 4, 1)], [(0, 2)], [(0, 1), (3, 4)], heirs={0: 0})),
    ],
)
def test_words_that_were_lost_are_looked_for_again(old: str, new: str, expected: Step) -> None:
    assert stepped(old, new) == expected


@pytest.mark.parametrize(("tags", "found"), [("<blockquote><figure>", 0), ("blockquote figure", 1)])
def test_tags_of_html_in_a_row_do_not_tell_a_place(tags: str, found: int) -> None:
    was = f"Old words of one cell {tags} went away for good and nobody kept any.\n\n"
    now = f"Strange new texts stand here instead {tags} since nothing ever came back at last or will.\n\n"
    made = stepped(A + was + C, A + now + C)
    assert len(made.found) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<td class=x>Use</td> it", [0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 1, 2]),
        ("Less < more > most", [4, 1, 4, 1, 4]),
        ("Less <", [4, 1]),
    ],
)
def test_atoms_weigh_their_letters_but_for_those_of_tags(text: str, expected: list[int]) -> None:
    assert sheet(read({"": text})).weights == expected
