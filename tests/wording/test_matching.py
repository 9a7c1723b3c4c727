"""Which clause meets which. A word is a letter here, and a clause its words: "abcde" is a paragraph of five words."""

import pytest

from workbench.wording.blocks import Clause
from workbench.wording.matching import Matching

KINDS = {"#": "heading", "-": "item", "|": "row", "`": "code"}


def clauses(row: str) -> list[Clause]:
    """Clauses in order: "x:#ab" is a heading of two words in the document x."""
    found = []
    for said in row.split():
        document, _, words = said.rpartition(":")
        kind, bare = KINDS.get(words[0], "paragraph"), words.lstrip("#-|`")
        text = " ".join(3 * letter for letter in bare)
        found.append(Clause("", kind, "", "", text, 0, len(text), 0, document))
    return found


def matching(old: str, new: str, names: tuple[str, str] = ("", "")) -> Matching:
    """`names` are the ids to believe on both sides, a letter each; a full stop for none."""
    olds, news = clauses(old), clauses(new)
    said = [[None if sign == "." else sign for sign in row] for row in names]
    return Matching(olds, news, said[0] or [None] * len(olds), said[1] or [None] * len(news)).made()


def met(old: str, new: str, names: tuple[str, str] = ("", "")) -> str:
    """Old and new positions: "0-1" met, "0>1" moved; then "0/1" split off and "0+1" joined."""
    made = matching(old, new, names)
    rows = [f"{o}{'>' if o in made.moved else '-'}{n}" for o, n in enumerate(made.to_new) if n is not None]
    rows += [f"{o}/{n}" for n, o in sorted(made.split.items())] + [f"{o}+{n}" for o, n in sorted(made.joined.items())]
    return " ".join(rows)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("abcde fghij", "abxyz stuvw", "0-0"),  # two words of five are as alike as a clause in its place must be
        ("abcde fghij", "abxyzw stuvk", ""),  # two of five and six are less
        ("abcdefghijkl mnopq", "-abcdefstuvwx -yzkkk", "0-0"),  # half of the words where a paragraph became an item
        ("abcdefghijkl mnopq", "-abcdestuvwxy -znnnn", ""),  # less than half of them
        ("#abcde fghij", "-abcdx stuvw", ""),  # a heading never becomes an item
    ],
)
def test_clauses_in_one_place_meet_from_four_tenths_of_their_words(old: str, new: str, found: str) -> None:
    assert met(old, new) == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("abcdefghijklmnopqrst", "abcαβγδεζηθικλμνξοπρ", "0-0"),  # three words of twenty
        ("abcdefghijklmnopqrst", "abcαβγδεζηθικλμνξοπρσ", ""),  # of twenty and twenty-one
        ("#abc", "#xyz", "0-0"),
        ("#abc", "xyz", ""),
        ("abcdefgh", "abijklmn opqrs", ""),
        ("abijklmn opqrs", "abcdefgh", ""),
        ("abcdefgh opqrs vwxyz #kl", "ijαβγ ζηθικ vwxyz #mn", "2-2 3-3"),
    ],
)
def test_one_clause_alone_between_its_neighbours_meets_the_one_there(old: str, new: str, found: str) -> None:
    assert met(old, new) == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("abcde klmno pqrst", "klmno abcxy", "0>1 1-0"),
        ("klmno abcxy", "abcde klmno pqrst", "0-1 1>0"),
        ("abcde klmno", "pqrst klmno abcde", "0>2 1-1"),
        ("klmno pqrst uvwxy abcde fghij", "#x abcαβ fghγδ klmno pqrst uvwxy", "0-3 1-4 2-5 3>1 4>2"),
        ("klmno pqrst abcde", "abcxyz klmno pqrst", "0-1 1-2"),  # less than six tenths of the words
        ("klmno pqrst abcde", "-abcde klmno pqrst", "0-1 1-2 2>0"),  # word for word, whatever kind it is now
        ("klmno pqrst abcde", "-abcdx klmno pqrst", "0-1 1-2"),  # but not in other words
    ],
)
def test_a_clause_found_elsewhere_has_moved_from_six_tenths_of_its_words(old: str, new: str, found: str) -> None:
    assert met(old, new) == found


def test_equal_clauses_that_move_together_meet_in_their_order() -> None:
    nine = "abcde " * 9
    pairs = [f"{place}>{place + 10}" for place in range(9)]
    rest = [f"{place}-{place - 9}" for place in range(9, 19)]
    tens = " ".join("klmn" + letter for letter in "opqrstuvwx")
    assert met(f"{nine} {tens}", f"{tens} {nine}") == " ".join(pairs + rest)


def test_short_clauses_that_move_meet_only_where_there_is_one_of_each() -> None:
    assert met("#ab klmno pqrst", "klmno pqrst #ab") == "0>2 1-0 2-1"
    assert met("#ab #ab klmno pqrst uvwxy", "klmno pqrst uvwxy #ab") == "2-0 3-1 4-2"
    assert met("#ab klmno pqrst uvwxy", "klmno pqrst uvwxy #ab #ab") == "1-0 2-1 3-2"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("#x #y abcde #x #y fghij klmno pqrst", "klmno pqrst #x #y fghij #x #y abcde", "0>5 1>6 2>7 3>2 4>3 5>4 6-0 7-1"),
        ("klmno pqrst abcde #x #y fghij #x #y", "fghij #x #y abcde #x #y klmno pqrst", "0-6 1-7 2>3 3>4 4>5 5>0 6>1 7>2"),
        ("#x abcde klmno #x pqrst", "klmno pqrst #x abcde", "0>2 1>3 2-0 4-1"),
        ("klmno pqrst #x abcde", "#x abcde klmno #x pqrst", "0-2 1-4 2>0 3>1"),
    ],
)  # fmt: skip
def test_short_clauses_go_along_with_a_neighbour_that_moves(old: str, new: str, found: str) -> None:
    assert met(old, new) == found


@pytest.mark.parametrize(
    ("old", "new", "drawn"),
    [
        ("abcde klmno pqrst", "klmno pqrst abcde", {0}),
        ("#ab klmno pqrst", "klmno pqrst #ab", set()),
        ("abcde #ab klmno pqrst uvwxy", "klmno pqrst uvwxy abcde #ab", {0, 1}),
        ("#ab #cd klmno pqrst uvwxy", "klmno pqrst uvwxy #ab #cd", set()),
        ("abcde #ab #cd klmno pqrst uvwxy fghij", "klmno pqrst uvwxy fghij abcde #ab #cd", {0, 1, 2}),
        ("#ab #cd abcde klmno pqrst uvwxy fghij", "klmno pqrst uvwxy fghij #ab #cd abcde", {0, 1, 2}),
        ("abcde #ab klmno pqrst uvwxy fghij", "#ab klmno pqrst uvwxy fghij abcde", {0}),
    ],
)
def test_a_move_is_drawn_from_five_words_or_in_company(old: str, new: str, drawn: set[int]) -> None:
    assert matching(old, new).drawn() == drawn


def long(common: str, own: int, sides: int) -> str:
    """Clauses of the common words and two of their own each."""
    return " ".join(f"{common}{chr(own + 2 * place)}{chr(own + 2 * place + 1)}" for place in range(sides))


def test_in_a_long_stretch_only_rare_words_speak() -> None:
    every = " ".join(f"{place}-{place}" for place in range(50))
    assert met(long("abcde", 0xAC00, 50), long("abcde", 0xAD00, 50)) == every
    assert met(long("abcde", 0xAC00, 51), long("abcde", 0xAD00, 51)) == ""


def test_a_long_stretch_is_paired_by_rare_words_in_order() -> None:
    olds = [f"abc{chr(0xAC00 + 2 * place)}{chr(0xAC01 + 2 * place)}" for place in range(51)]
    news = [f"klm{chr(0xAC00 + 2 * place)}{chr(0xAC01 + 2 * place)}" for place in range(51)]
    every = " ".join(f"{place}-{place}" for place in range(51))
    assert met(" ".join(olds), " ".join(news)) == every, "two rare words of five are enough"
    twice = [*news[:20], news[19].replace("klm", "nop"), *news[20:]]
    later = " ".join(f"{place}-{place + (place > 19)}" for place in range(51))
    assert met(" ".join(olds), " ".join(twice)) == later, "the first that may have a clause has it"


def test_a_word_in_eight_clauses_still_points_to_one_and_in_nine_no_longer() -> None:
    stay = "klmno pqrst uvwxy klmnp klmnq klmns klmnt klmnu klmnv klmnw"
    for others, found in ((7, "0>10"), (8, "")):
        rest = " ".join(f"abc{chr(0xAC00 + 2 * place)}{chr(0xAE00 + place)}" for place in range(others))
        row = met(f"abcde {rest} {stay}", f"{stay} abcfg").split()
        assert [pair for pair in row if pair.startswith("0")] == found.split()


@pytest.mark.parametrize(("fuller", "found"), [(2, "moved"), (3, "")])
def test_only_the_three_that_share_most_rare_words_are_looked_at(fuller: int, found: str) -> None:
    for common in ("abcde", "fghij", "uvwxy", "ζηθικ"):
        stay = "αβγδε λμνξο klmno pqrst"
        extra = [common + "".join(chr(0xAC00 + 20 * row + place) for place in range(15)) for row in range(fuller)]
        for olds in ([f"{common[:3]}12", *extra], [*extra, f"{common[:3]}12"]):
            made = matching(f"{' '.join(olds)} {stay}", f"{stay} {common}")
            assert (made.to_old[4] is not None) is bool(found)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("abcdefghijklmnopqrstuvwxy", "abcde fghij klmno pqrst uvwxy", "0-0 0/1 0/2 0/3 0/4"),
        ("abcdefghijklmnopqrstuvwxyαβγ", "abcde fghij klmnoαβγ pqrst uvwxy", "0-2 0/0 0/1 0/3 0/4"),
        ("abcde fghij klmno pqrst uvwxy", "abcdefghijklmnopqrstuvwxy", "0-0 1+0 2+0 3+0 4+0"),
        ("abcde fghij klmnoαβγ pqrst uvwxy", "abcdefghijklmnopqrstuvwxyαβγ", "2-0 0+0 1+0 3+0 4+0"),
        ("abcdefghij", "fghijk abcde αβγδε", "0-1 0/0"),
        ("fghijk abcde αβγδε", "abcdefghij", "1-0 0+0"),
        ("abcdefghij #x αβγδεζηθικ", "fghijk abcde #x ζηθικλ αβγδε", "0-1 1-2 2-4 0/0 2/3"),
        ("fghijk abcde #x ζηθικλ αβγδε #y uvwxy", "abcdefghij #x αβγδεζηθικ #y uvwxz", "1-0 2-1 4-2 5-3 6-4 0+0 3+2"),
        ("fghijk abcde uvwxy", "abcdefghij uvwxz", "1-0 2-1 0+0"),
    ],
)
def test_parts_and_sources_beside_a_clause_belong_to_it(old: str, new: str, found: str) -> None:
    assert met(old, new) == found


def test_clauses_are_split_or_joined_only_where_there_is_one_on_the_other_side() -> None:
    assert met("abcde fghij klmno", "abcdefghijklmnopqrstuvwxy αβγδεζηθικλμνξοπρ") == ""
    assert met("abcdefghijklmnopqrstuvwxy αβγδεζηθικλμνξοπρ", "abcde fghij klmno") == ""


def test_a_heading_is_never_split_and_nothing_is_joined_into_one() -> None:
    assert met("#abcdefghijkl", "abcdef ghijkl", ("a", "a.")) == "0-0"
    assert met("abcdef ghijkl", "#abcdefghijkl", ("a.", "a")) == "0-0"


def test_white_space_is_wording_in_code_and_nowhere_else() -> None:
    for kind, moved in (("code", []), ("paragraph", [2])):
        texts = (
            ("klmno pqrst\n", "uvwxy aaaaa\n", "if so:\n  go\n"),
            ("if so:\n go\n", "klmno pqrst\n", "uvwxy aaaaa\n"),
        )
        olds, news = ([Clause("", kind, "", "", text, 0, 0) for text in row] for row in texts)
        assert sorted(Matching(olds, news, [None] * 3, [None] * 3).made().moved) == moved


@pytest.mark.parametrize(
    ("old", "new", "renamed"),
    [
        ("x:#a x:#b x:#c", "y:#a y:#b y:#d y:#e z:#a z:#b z:#c", {"z": "x"}),
        ("x:#a x:#b x:#c", "y:#a y:#b y:#c z:#a z:#b z:#d z:#e", {"y": "x"}),
        ("x:#a x:#b x:#d x:#e w:#a w:#b w:#c", "z:#a z:#b z:#c", {"z": "w"}),
        ("x:#a x:#b", "y:#a y:#c", {"y": "x"}),
        ("x:#a x:#b", "y:#a y:#c y:#d", {}),
        ("x:#a w:#b", "w:#b x:#a", {}),
    ],
)
def test_a_document_goes_by_a_new_path_with_half_of_its_clauses(old: str, new: str, renamed: dict[str, str]) -> None:
    assert matching(old, new).renamed == renamed


@pytest.mark.parametrize(("come", "renamed"), [(50, 50), (51, 0)])
def test_too_many_documents_that_came_and_went_are_not_compared(come: int, renamed: int) -> None:
    olds = " ".join(f"x{place}:#{chr(0xAC00 + place)}" for place in range(50))
    news = " ".join(f"y{place}:#{chr(0xAC00 + place)}" for place in range(come))
    assert len(matching(olds, news).renamed) == renamed
