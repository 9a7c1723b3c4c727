"""Words that some page would hide, and ids given twice: refused wherever an amendment brings them."""

import pytest

from workbench.wording.lint import lint


def rules(text_after: str, text_before: str = "", scripts: tuple[str, ...] = ("Latin",)) -> list[tuple[int, int, str]]:
    found = lint(text_before, text_after, scripts, markdown=True)
    return [(one.line, one.column, one.name) for one in found]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("# A {#x}\n\nB. {#x}\n", [(3, 4, "DUPLICATE ID")]),
        ("# A {#x}\n\n```\nB {#x}\n```\n", []),
        ("A b.\n\n[^1]: hidden rule\n", [(3, 1, "UNUSED DEFINITION")]),
        ("A b.\n\n[^1]: see [^2] now\n\n[^2]: see [^1] now\n",
         [(3, 1, "UNUSED DEFINITION"), (5, 1, "UNUSED DEFINITION")]),
        ("A b[^A].\n\n[^a]: see [^2] now\n\n[^2]: see it\n\n> [^3]: see it\n", [(7, 3, "UNUSED DEFINITION")]),
        ("A b[^1].\n\n[^1]: see it\n\n[^1]: see that\n", [(5, 1, "DUPLICATE DEFINITION")]),
        ("---\ntitle: x\n---\n\nA.\n", [(1, 1, "FRONT MATTER")]),
        ('A b {style="display:none"} {#a}\n', [(1, 5, "ATTRIBUTES")]),
        ("[c d]{.x} {: .y} {#h .c} {::comment} { a=b}\n",
         [(1, 6, "ATTRIBUTES"), (1, 11, "ATTRIBUTES"), (1, 18, "ATTRIBUTES"), (1, 26, "ATTRIBUTES"), (1, 38, "ATTRIBUTES")]),
        ("As in[^1]: it is.\n\n[^1]: see it\n", []),
        ("[^1] says so.\n\n[^1]: see it\n", []),
        ("A[^x] b[^2].\n\n[^2]: see it\n", []),
        ("# A {#x}\n\n    B {#x}\n", []),
        ("A set {a, b} and {.5} and `{.x}`.\n", []),
        ("One.  Two   three\n", [(1, 5, "ONE SPACE"), (1, 10, "ONE SPACE")]),
        ("-   a\n\n#  T\n\n| a   | b |\n|-----|---|\n| c | d   |\n\n`a  b` c\n\n    x  y\n\n>  quote\n", []),
    ],
)  # fmt: skip
def test_what_some_page_would_hide_or_give_twice_is_refused(source: str, names: list[tuple[int, int, str]]) -> None:
    assert rules(source) == names
    assert rules(source.replace("\n", " \n", 1) + "\nMore.\n", source) == [] or source.startswith("---")


def test_the_rules_have_names_for_programs() -> None:
    source = '---\na: b\n---\n\nA  b. {#x}\n\nC {a="b"} d. {#x}\n\n[^1]: hidden rule\n'
    assert {one.rule for one in lint("", source, markdown=True)} == {"front", "space", "id", "attribute", "definition"}


def test_front_matter_that_stood_is_spared_while_it_stays() -> None:
    front = "---\ntitle: x\n---\n\n"
    assert rules(front + "It is b.\n", front + "It is a.\n") == []
    assert rules(front.replace("x", "y") + "It is a.\n", front + "It is a.\n") == [(1, 1, "FRONT MATTER")]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("A[^1].\n\n[^1]: see it\n\n[^1]: see that\n", "A[^1].\n\n[^1]: see it\n\n[^1]: see this\n",
         "Line 5, column 1: This footnote stands here a second time, and one of the two would be ignored. Delete one."),
        ("A.\n\n[^1]: see it\n", "A.\n\n[^1]: see that\n",
         "Line 3, column 1: Nothing refers to this footnote, so it may not be shown. Refer to it or delete it."),
        ("---\na: b\n---\n\nA.\n", "---\na: c\n---\n\nA.\n",
         "Line 1, column 1: A page does not show what stands between these lines at the top. Write it as words of the text."),
        ("A {.b}\n", "A {.c}\n",
         "Line 1, column 3: Words in such braces are hidden by some pages. Of attributes only {#id} may stand."),
        ("A. {#a}\n\nB. {#a}\n\nC. {#b}\n", "A. {#a}\n\nB. {#b}\n\nC. {#b}\n",
         "Line 3, column 4: {#a} stands at another clause already. Each clause needs a mark of its own, or none."),
        ("One.  Two\n", "One,  Two\n",
         "Line 1, column 5: More than one space stands here, of which a page shows one. Write one space."),
        ("One.  Two\n", "One.  Xwo\n",
         "Line 1, column 5: More than one space stands here, of which a page shows one. Write one space."),
    ],
)  # fmt: skip
def test_what_the_text_had_is_spared_and_another_of_its_kind_is_not(one: str, other: str, sentence: str) -> None:
    assert [found.label for found in lint("", one, markdown=True)] == [sentence]
    assert lint(one, f"{one}\nMore.\n", markdown=True) == []
    [found] = lint(one, other, markdown=True)
    assert found.label.split(": ", 1)[1].replace("{#b}", "{#a}") == sentence.split(": ", 1)[1]
    assert found.rule in ("definition", "front", "attribute", "id", "space")


def test_spaces_that_stood_are_known_by_the_letters_beside_them() -> None:
    assert lint("One.  Two\n", "Onx.  Txo\n", markdown=True) == []


def test_an_offence_in_a_last_line_without_an_end_is_known_again() -> None:
    assert lint("![a", "![a\n", markdown=True) == []
