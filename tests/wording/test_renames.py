"""A document that stands under another path is known again by its lines."""

import pytest

from workbench.wording.renames import renames

FOUR = "one\ntwo\nthree\nfour\n"


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        (FOUR, True),
        ("one\ntwo\nthree\n4\n", True),
        ("one\ntwo\n3\n4\n", False),
        ("one\ntwo\n3\n", True),
        ("four\nthree\ntwo\none\n", True),
        ("one\ntwo\nthree\nfour\n5\n6\n7\n8\n9\n10\n11\n", True),
        ("one\ntwo\nthree\nfour\n5\n6\n7\n8\n9\n10\n11\n12\n", False),
        ("", False),
    ],
)
def test_more_than_half_of_the_lines_of_both_texts_are_the_same(text: str, is_same: bool) -> None:
    assert renames({"a.md": FOUR}, {"z.md": text}) == ({"a.md": "z.md"} if is_same else {})
    assert renames({"z.md": text}, {"a.md": FOUR}) == ({"z.md": "a.md"} if is_same else {})


def test_blank_lines_are_not_lines_that_say_anything() -> None:
    assert renames({"a.md": "one\n\ntwo\n"}, {"z.md": "one\n\n2\n"}) == {}
    assert renames({"a.md": "one\n\ntwo\nthree\n"}, {"z.md": "one\ntwo\n3"}) == {"a.md": "z.md"}
    assert renames({"a.md": ""}, {"z.md": ""}) == {}


def test_a_path_that_is_still_there_or_was_there_before_is_no_new_name() -> None:
    assert renames({"a.md": FOUR}, {"a.md": "other\n", "z.md": FOUR}) == {}
    assert renames({"a.md": FOUR, "z.md": "other\n"}, {"z.md": FOUR}) == {}


def test_a_document_keeps_its_kind() -> None:
    assert renames({"a.md": FOUR}, {"a.txt": FOUR}) == {}
    assert renames({"a.md": FOUR}, {"b.txt": FOUR, "c.md": "one\ntwo\nthree\n"}) == {"a.md": "c.md"}


def test_of_several_new_paths_the_same_words_count_first_then_the_most_lines() -> None:
    turned = "two\none\nthree\nfour\n"
    assert renames({"a.md": FOUR}, {"c.md": turned, "d.md": FOUR, "e.md": turned}) == {"a.md": "d.md"}
    assert renames({"a.md": FOUR}, {"c.md": "one\ntwo\nthree\n", "b.md": turned, "d.md": "one\ntwo\n"}) == {
        "a.md": "b.md"
    }
    assert renames({"a.md": FOUR}, {"b.md": turned, "c.md": turned}) == {"a.md": "b.md"}


def test_no_path_is_taken_twice() -> None:
    assert renames({"a.md": FOUR, "b.md": FOUR}, {"z.md": FOUR}) == {"a.md": "z.md"}
    assert renames({"a.md": FOUR, "b.md": FOUR}, {"y.md": FOUR, "z.md": FOUR}) == {"a.md": "y.md", "b.md": "z.md"}
