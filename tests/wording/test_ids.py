import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wording.test_clauses import TEXT, markup
from workbench.wording.clauses import Clause, body, explicit_id, identify, parse, read
from workbench.wording.ids import name, slug, unmarked
from workbench.wording.shell import shown


def test_names_come_from_the_section_and_explicit_ids_win() -> None:
    assert [clause.id for clause in parse(TEXT)] == [
        *["preamble", "the-definition", "the-definition.2", "scope", "scope.2", "scope.3", "scope.4", "second"],
        *["parts", "parts.2", "parts.3", "parts.4", "parts.5", "parts.6", "parts.7"],
        *["other-words", "other-words.2", "other-words.3"],
    ]


def test_an_explicit_id_keeps_its_name_from_every_other_clause() -> None:
    found = parse("# Scope\n\none\n\ntwo {#scope.2}\n\n# Scope\n\nthree {#scope.2}\n")
    assert [clause.id for clause in found] == ["scope", "scope.3", "scope.2", "scope-2", "scope-2.2"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Data Information", "data-information"),
        ("Why we need (AI)?", "why-we-need-ai"),
        ("Données d’entraînement", "données-d-entraînement"),
        ("हिन्दी में", "हिन्दी-में"),
        ("2.1 General", "2-1-general"),
        ("!?", "section"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_keeps_the_letters_of_any_script(words: str, expected: str) -> None:
    assert slug(words) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A {#a}\n", "a"),
        ("# A {#a} ##\n", "a"),
        ("A\nB {#b}\n===\n", "b"),
        ("text\nend {#e}  \n\n", "e"),
        ("| a | b {#r} |\n|---|---|\n", "r"),
        ("text {#not} here\n", None),
        ("{#first}\ntext\n", None),
        ("text\n", None),
    ],
)
def test_an_explicit_id_stands_at_the_end(source: str, expected: str | None) -> None:
    assert explicit_id(source) == expected


def history(*versions: str) -> list[tuple[Clause, ...]]:
    """The versions identified one after another, as a repository would be."""
    known: list[tuple[Clause, ...]] = []
    used: set[str] = set()
    for text in versions:
        known.append(read({"d.md": text}, known[-1] if known else (), used))
        used |= {clause.id for clause in known[-1]}
    return known


def by_text(clauses: tuple[Clause, ...]) -> dict[str, str]:
    return {body(clause.text): clause.id for clause in clauses}


def test_a_clause_keeps_its_id_when_others_come_before_it() -> None:
    first, second = history("# S\n\nAlpha beta.\n\nGamma.\n", "# S\n\nNew words here.\n\nAlpha beta.\n\nGamma.\n")
    assert by_text(second) == {"S": "s", "New words here.": "s.4", "Alpha beta.": "s.2", "Gamma.": "s.3"}
    assert by_text(first).items() <= by_text(second).items()


def test_a_clause_keeps_its_id_reworded_moved_and_under_a_renamed_heading() -> None:
    moving = "The terms of the licence shall not change for anyone."
    before = f"# S\n\n## One\n\n{moving}\n\nSecond clause of some length.\n\n## Two\n\nLast of the clauses here.\n"
    after = f"# S\n\n## First\n\nSecond clause of great length.\n\n## Two\n\nLast of the clauses here.\n\n{moving}\n"
    _, last = history(before, after)
    assert by_text(last) == {
        "S": "s",
        "First": "one",
        "Second clause of great length.": "one.3",
        "Two": "two",
        "Last of the clauses here.": "two.2",
        moving: "one.2",
    }


def test_an_id_is_never_given_to_another_clause() -> None:
    _, second, third = history("# S\n\nAlpha.\n\nBeta.\n", "# S\n\nAlpha.\n", "# S\n\nAlpha.\n\nGamma.\n")
    assert [clause.id for clause in second] == ["s", "s.2"]
    assert [clause.id for clause in third] == ["s", "s.2", "s.4"]
    (again,) = [clause for clause in identify(parse("# S\n\nOther.\n"), second) if clause.kind == "paragraph"]
    assert again.id not in {"s.2"}


def test_an_explicit_id_wins_over_the_one_carried() -> None:
    _, second = history("# S\n\nAlpha beta gamma.\n", "# S\n\nAlpha beta gamma. {#abc}\n")
    assert [clause.id for clause in second] == ["s", "abc"]


@given(st.lists(markup, min_size=1, max_size=4))
def test_the_table_of_ids_computed_again_is_the_same(versions: list[str]) -> None:
    assert history(*versions) == history(*versions)
    for clauses in history(*versions):
        assert len({clause.id for clause in clauses}) == len(clauses)


@pytest.mark.parametrize("name", ["../../x", "%00", "a b", "-a", ".a", 'a"b', "z" * 81, ""])
def test_what_could_be_no_address_is_no_id_but_text_and_is_shown(name: str) -> None:
    [clause] = parse(f"Words. {{#{name}}}\n")
    assert explicit_id(clause.text) is None and clause.id == "preamble"
    assert shown(clause.text) == f"Words. {{#{name}}}"


@pytest.mark.parametrize("name", ["a", "a-b.2", "9_x", "données", "z" * 80])
def test_letters_digits_points_and_hyphens_make_an_id(name: str) -> None:
    [clause] = parse(f"Words. {{#{name}}}\n")
    assert clause.id == name and shown(clause.text) == "Words."


def test_only_the_mark_that_ends_a_clause_is_hidden() -> None:
    [clause] = parse("One line {#hidden}\nand another. {#real}\n")
    assert clause.id == "real" and shown(clause.text) == "One line {#hidden}\nand another."


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("{#x}\r", "\r"),
        ("To X {#x}\n", "To X\n"),
        ("To X\t {#x}\t\n", "To X\t\n"),
        ("Words.\n{#x}\n", "Words.\n\n"),
        ("One. {#a} Two. {#b}\n", "One. {#a} Two.\n"),
        ("# A {#h} ##\n", "# A ##\n"),
        ("One\rTwo {#x}\r===\r", "One\rTwo\r===\r"),
        ("\r{#x}\r---\r", "\r\r---\r"),
        ("| a {#r} |\r\n| --- |\r\n", "| a |\r\n| --- |\r\n"),
        ("{#x}\n{#y}\n|---|\r\n", "{#x}\n\n|---|\r\n"),
        ("---\n{#", "---\n{#"),
    ],
)
def test_without_its_mark_a_text_is_the_same_but_for_the_mark_and_the_space_before_it(source: str, left: str) -> None:
    assert unmarked(source) == left


def test_a_name_cut_at_its_length_does_not_end_in_a_hyphen() -> None:
    assert slug("x" * 79 + " y") == "x" * 79
    assert slug("- X y -") == "x-y"


def test_words_before_the_first_heading_of_each_document_are_its_preamble() -> None:
    first, second = parse("One.\n\n# A\n\nTwo.\n", "a.md"), parse("Three.\n\nFour.\n", "b.md")
    assert name([*first, *second], {}, set(), ()) == ["preamble", "a", "a.2", "preamble.2", "preamble.3"]


def test_no_new_name_was_ever_given_before() -> None:
    clauses = parse("# A\n\nOne.\n\n# A\n\nTwo.\n")
    assert name(clauses, {}, {"a.2"}, {"a", "a-2"}) == ["a-3", "a-3.2", "a-4", "a-4.2"]
    assert name(clauses, {1: "a", 3: "a.2"}, {"a", "a.2"}, ()) == ["a-2", "a", "a-3", "a.2"]
    assert name(parse("# A\n\n# A 2\n\n# A\n"), {}, {"a"}, ()) == ["a-2", "a-2-2", "a-3"]
