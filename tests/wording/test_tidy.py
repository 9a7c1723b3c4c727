"""From the shortest script to the marks a person would make: small clauses with their pieces written out."""

from __future__ import annotations

import pytest

from workbench.wording.tidy import compare, shape


@pytest.mark.parametrize(
    ("token", "code", "expected"),
    [
        ("\r\n", 4, " "),
        ("     ", 4, "\t"),
        ("     ", 0, " "),
        ("\n\n      ", 6, "\n\t"),
        ("\n\n", 6, "\n"),
        ("\t", 4, " "),
        ("\n     ", 6, " "),
        ("  \n", 0, "\r"),
        ("a", 0, "a"),
        ("\xa0", 0, "\xa0"),
        ("X ", 0, "X "),
        ("\r\r", 0, "\n"),
        ("  \r", 0, "\r"),
        ("\n\n     ", 6, "\n"),
        ("    ", 4, " "),
    ],
)
def test_white_space_counts_as_what_it_means(token: str, code: int, expected: str) -> None:
    """A space, a paragraph break, a line break, or where text turns into code."""
    assert shape(token, code) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "is \n\ndata a ",
            "is \n\n\tdata \n**",
            ["=is", "-~ \n\n", "+~ \n\n\t", "=data", "-~ ", "+~ \n", "-a", "+**", "-~ "],
        ),
        ("", "1. ", ["+1.", "+~ "]),
        ("- \ta **", "", ["-- \ta **"]),
        (
            "- \n\n, system ",
            "- \n\n\n    system shall ",
            ["=-", "-~ \n\n", "+~ \n\n\n    ", "-, system", "+system shall", "= "],
        ),
        (
            "- \t\t1.2 \n1. 字model \n    1.2 \n    \n    ",
            "  - 文\t1.2 \n1. 字model \n    1.2 \n    \n    ",
            ["-- \t\t", "+  - 文\t", "=1.2 \n1. 字model \n    1.2 \n    \n    "],
        ),
        ("\n\n文", "文of ", ["-\n\n文", "+文of", "+~ "]),
        ("\nnot ", "\n- 1.2 not ", ["+\n- 1.2", "-~\n", "+~ ", "=not "]),
        (", \r\ndata the a `字文", ", \r\n`字文", ["=,", "- \r\ndata the a", "-~ ", "+~ \r\n", "=`字文"]),
        (
            "](x)   \nnot data 1. \t中",
            "](x) 中data 文1. \t中中",
            ["=](x)", "-   \nnot ", "+ 中", "=data ", "+文", "=1. \t中", "+中"],
        ),
        ("use use open ", "文use ", ["-use use open", "+文use", "= "]),
        ("\nuse ", "\ndata ", ["=\n", "-use", "+data", "= "]),
        ("is 文字use ", "is **文is 字", ["-is 文字use", "+is **文is 字", "-~ "]),
        (
            "\n     model **_1. open shall open ",
            "\n     . model **_the open 1. shall not ",
            ["=\n     ", "-model **_1. open shall open", "+. model **_the open 1. shall not", "= "],
        ),
        (
            "-   \nthe may system model \r\n字a use 字字",
            "  -   \nthe may system model 中字a is use 字\n字open ",
            [
                "+  ",
                "=-   \nthe may system model",
                "-~ \r\n",
                "+~ ",
                "+中",
                "=字a ",
                "+is ",
                "=use 字",
                "-字",
                "+\n字open",
                "+~ ",
            ],
        ),
    ],
)
def test_the_pieces_are_kept_gone_or_new_and_what_is_only_white_space_is_marked(
    old: str, new: str, expected: list[str]
) -> None:
    """A piece begins with =, - or +, and with ~ behind it where only white space differs."""
    assert [piece.op + "~" * piece.noise + piece.text for piece in compare(old, new)] == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  \n", "中use 文", ["+中use 文", "-~  \n"]),
        ("", "  \n", ["+~  \n"]),
        ("a  b\n", "a b\n", ["=a", "-  ", "+ ", "=b\n"]),
    ],
)
def test_in_code_white_space_counts_but_for_the_blank_end(old: str, new: str, expected: list[str]) -> None:
    assert [piece.op + "~" * piece.noise + piece.text for piece in compare(old, new, exact=True)] == expected


ORDER = [f"kept{number}" for number in range(11)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("漢 * open", "漢 漢 * ;", ["=漢 ", "-* open", "+漢 * ;"]),
        ("__.", ".`_", ["-__", "=.", "+`_"]),
        ("*a* **b** c", "a **b** *c*", ["-*", "=a", "-*", "= **b** ", "+*", "=c", "+*"]),
        (
            "We say open のもの weights and more.",
            "We say closed のもの models and more.",
            ["=We say ", "-open のもの weights", "+closed のもの models", "= and more."],
        ),
        (
            "alpha beta gamma delta epsilon zeta",
            "one alpha beta two gamma delta three epsilon zeta four",
            ["+one ", "=alpha beta ", "+two ", "=gamma delta ", "+three ", "=epsilon zeta", "+ four"],
        ),
        (
            "open open model a b c d e f g",
            "open open model z y x w v u t",
            ["=open open model ", "-a b c d e f g", "+z y x w v u t"],
        ),
        ("- a\n\n    b", "- a\n\n     b", ["=- a", "-~\n\n    ", "+~\n\n     ", "=b"]),
        ("- a\n\n     b", "- a\n\n      b", ["=- a", "-\n\n     ", "+\n\n      ", "=b"]),
    ],
)
def test_a_reader_finds_few_and_whole_changes(old: str, new: str, expected: list[str]) -> None:
    assert [piece.op + "~" * piece.noise + piece.text for piece in compare(old, new)] == expected


def test_of_thirty_seven_words_eleven_kept_are_too_few() -> None:
    old = " ".join([*ORDER, "swapped", *(f"old{number}" for number in range(25))])
    new = " ".join(["swapped", *ORDER, *(f"new{number}" for number in range(25))])
    assert [piece.op for piece in compare(old, new)] == ["-", "+"]


@pytest.mark.parametrize(
    ("token", "code", "expected"),
    [(" \u0301", 0, " \u0301"), ("\x0b", 0, "\x0b"), ("\r\n\r\n    ", 6, "\n"), ("\r\r    ", 6, "\n")],
)
def test_only_spaces_tabs_and_line_ends_are_white_space(token: str, code: int, expected: str) -> None:
    assert shape(token, code) == expected
