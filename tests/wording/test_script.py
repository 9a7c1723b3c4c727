"""The shortest way from one list of tokens to another: small lists, their scripts written out.

The limits that long texts reach are set so low that a few tokens reach them.
"""

from __future__ import annotations

import pytest

from workbench.wording import script as engine
from workbench.wording.script import script

# comparisons, characters for sentences, tokens not counted, differences squared, tokens near a change
TIGHT = dict(zip(("CELLS", "LONG", "SHORT", "STEPS", "NEAR"), (12, 3, 2, 0, 2), strict=True))
ANCHORS = dict(zip(("CELLS", "LONG", "SHORT", "STEPS", "NEAR"), (30, 6000, 2, 0, 2), strict=True))
BIT_BY_BIT = dict(zip(("CELLS", "LONG", "SHORT", "STEPS", "NEAR"), (40000000, 6000, 2, 0, 1), strict=True))
NARROW = dict(zip(("CELLS", "LONG", "SHORT", "STEPS", "NEAR"), (40, 2, 3, 9, 1), strict=True))
FEW = dict(zip(("CELLS", "LONG", "SHORT", "STEPS", "NEAR"), (40000000, 6000, 2, 3, 2), strict=True))
ROWS = ANCHORS | {"ROW": 2}  # tokens in a row that tell a place
CROWDED = {"MANY": 2}  # changes and kept runs that are looked at together
VAST = {"VAST": 2}  # tokens of a change that stays where it is


def row(text: str) -> list[str]:
    """Each sign a token; D is the word "dd"."""
    return ["dd" if sign == "D" else sign for sign in text]


def told(steps: list[tuple[int, int]]) -> str:
    """How many tokens are kept (=), gone (-) and new (+), in order."""
    return " ".join(f"{'=+-'[fate]}{number}" for fate, number in steps)


@pytest.mark.parametrize(
    ("limits", "old", "new", "expected"),
    [
        (TIGHT, ";w", "w.", "-1 =1 +1"),
        (TIGHT, "b", " ", "-1 +1"),
        (TIGHT, "w \n;\n ", "; y", "-6 +3"),
        (TIGHT, "a ", "Da a", "+1 =2 +1"),
        (TIGHT, ".yw.x\n;y\nx..", ".wx\n;y\nx.", "=1 -3 +1 =7 -1"),
        (TIGHT, "y", "wx", "-1 +2"),
        (ANCHORS, " a a", "a ", "-1 =2 -1"),
        (BIT_BY_BIT, " b b", "b b", "-1 =3"),
        (NARROW, ".\n\n;yx .;.", "\n\n; x..;", "-1 =3 -3 +3 =2 -1"),
        (NARROW, "D", "D", "=1"),
        (TIGHT, "bab aabb", "bb abaab", "=1 -1 =2 -1 =2 +2 =1"),
        (TIGHT, "baa  b ba  bb", "baa b ba  b", "=4 -1 =6 -1 =1"),
        (NARROW, "a", "ba.", "-1 +3"),
        (TIGHT, "b", "bab  b", "=1 +5"),
        (TIGHT, " b a  ", " ba aa ", "=2 -1 =2 +2 =1"),
        (TIGHT, "b", ".b", "+1 =1"),
        (BIT_BY_BIT, "b ", "  b ab", "-1 =1 +5"),
        (NARROW, " bbb b a", " bb b a", "=2 -1 =5"),
        (TIGHT, "a ", "b", "-2 +1"),
        (TIGHT, "x ", "x ", "=2"),
        (TIGHT, "a   ", "  aa", "-2 =2 +2"),
        (FEW, "b  b", "  b  ", "-1 =3 +2"),
        (TIGHT, "aDcD.b DD  .aD", "aDca.bDb  .aD", "=3 -1 +1 =2 -2 =1 +1 =5"),
        (ROWS, "xc cb", "ywbxcbw", "-3 +4 =2 +1"),
        (ROWS, ";xc", "c.", "-2 =1 +1"),
        (CROWDED, "\nwa", "yw", "-3 +2"),
        (CROWDED, "x.a..", "xyay.", "=1 -1 +1 =1 -1 +1 =1"),
        (CROWDED, "w.wcb", ".cb", "-3 +1 =2"),
        (VAST, "   a ", "a", "-3 =1 -1"),
        (VAST, "ac ", " a", "-2 =1 +1"),
        (VAST, "abx", "c c", "-3 +3"),
        (VAST | {"NEAR": 1}, "qabcdexyz", "abcde", "-1 =5 -3"),
    ],
)
def test_what_is_alike_is_kept_whichever_way_it_is_compared(
    limits: dict[str, int], old: str, new: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(engine, name, value)
    assert told(script(row(old), row(new))) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], ""),
        (["a"], [], "-1"),
        ([], ["a", "b"], "+2"),
        (["the", " ", "old", " ", "text"], ["the", " ", "new", " ", "text"], "=2 -1 +1 =2"),
        (["ab", "\U00020000"], ["\U00020000", "ab"], "-1 =1 +1"),  # no sign of a text stands for a word of it
        (["x"], ["w", "."], "-1 +2"),
    ],
)
def test_a_script_counts_tokens(old: list[str], new: list[str], expected: str) -> None:
    assert told(script(old, new)) == expected
