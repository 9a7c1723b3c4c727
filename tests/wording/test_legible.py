"""What people write beside the text: what is refused, and in which words."""

import pytest

from workbench.wording.legible import legible, storable


def test_words_in_lines_with_tabs_are_legible() -> None:
    assert legible("One\ttwo,\r\nthree.") == "One\ttwo,\r\nthree."


@pytest.mark.parametrize(
    ("char", "named"),
    [("\a", "control character, U+0007"), ("\u202e", "right-to-left override, U+202E"), ("\x85", "next line, U+0085")],
)
def test_what_a_page_does_not_show_is_named(char: str, named: str) -> None:
    with pytest.raises(ValueError, match="cannot show") as no:
        legible(f"One {char}two.")
    assert str(no.value) == f"This holds a character that a page cannot show ({named}). Delete it."


@pytest.mark.parametrize("check", [legible, storable])
def test_the_character_that_one_database_cannot_keep_is_named(check: type[str]) -> None:
    with pytest.raises(ValueError, match="cannot be kept") as no:
        check("One\0")
    assert str(no.value) == "This holds a character that cannot be kept (U+0000). Delete it."


def test_anything_else_can_be_kept() -> None:
    assert storable("One \u202etwo.") == "One \u202etwo."
