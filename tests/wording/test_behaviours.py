"""What the tests of other amendment tools ask of a wording diff, each behaviour as a sentence and proved on our redline."""

import re
from html import unescape

import pytest

from tests.wording.test_redline import lawful, marked
from workbench.wording.faces import html, text
from workbench.wording.merge import merge
from workbench.wording.redline import accepted, redline

ALPHA = "Everyone may read the charter in the library."
BETA = "The council shall publish the minutes within ten days."
GAMMA = "Guests are welcome at every public sitting."


def test_of_one_word_replaced_in_a_sentence_only_that_word_is_marked() -> None:
    assert (
        marked("The council may vote now.", "The board may vote now.") == "The {--council--}{++board++} may vote now."
    )


def test_a_comma_that_is_swapped_with_its_word_goes_with_it() -> None:
    assert (
        marked("First apples, then pears.", "First plums; then pears.") == "First {--apples,--}{++plums;++} then pears."
    )


def test_a_prefix_dropped_from_a_hyphenated_word_marks_the_prefix_only() -> None:
    assert marked("The Solo-Voyage begins.", "The Voyage begins.") == "The {--Solo---}Voyage begins."


def test_one_emoji_with_another_skin_tone_is_one_symbol_gone_and_one_come() -> None:
    assert marked("Wave 👋🏻 to all", "Wave 👋🏿 to all") == "Wave {--👋🏻--}{++👋🏿++} to all"


def test_a_short_paragraph_rewritten_almost_wholly_is_all_gone_and_all_new() -> None:
    old, new = "We meet on the first day of every month.", "Nobody knows when the next assembly is held."
    assert marked(f"{ALPHA}\n\n{old}\n\n{GAMMA}\n", f"{ALPHA}\n\n{new}\n\n{GAMMA}\n").count("--}") <= 1


@pytest.mark.parametrize("gap", [" ", "  "])
def test_the_mark_of_a_deleted_sentence_covers_exactly_the_sentence_with_its_space(gap: str) -> None:
    kept, gone = "The board decides on fees.", "The board decides on dates."
    assert marked(f"{gone}{gap}{kept}", kept) == f"{{--{gone}{gap}--}}{kept}"
    assert marked(f"Intro.{gap}{gone}{gap}{kept}", f"Intro.{gap}{kept}") in (
        f"Intro.{gap}{{--{gone}{gap}--}}{kept}",
        f"Intro.{{--{gap}{gone}--}}{gap}{kept}",
    )


def test_an_inserted_sentence_that_begins_like_its_neighbour_is_marked_exactly() -> None:
    kept, come = "The board decides on fees.", "The board decides on dates."
    assert marked(kept, f"{come} {kept}") == f"{{++{come} ++}}{kept}"


def test_a_paragraph_never_turns_into_a_list_item_by_marks() -> None:
    assert marked(f"{ALPHA}\n", f"- {ALPHA}\n") == f"{{--{ALPHA}\n--}}{{++- {ALPHA}\n++}}"


def test_no_mark_reaches_over_list_items() -> None:
    change = redline("- plums\n- pears\n- figs and nuts\n", "- plums\n- dates\n- olives\n- figs and seeds\n")
    changed = [segment.text for entry in change.clauses for segment in entry.segments if segment.op != "="]
    assert all(part.count("\n") <= 1 and not part.rstrip("\n").count("\n") for part in changed)


def test_the_address_of_a_link_is_not_cut() -> None:
    old, new = "See [the roll](https://a.example/list?page=10).", "See [the roll](https://a.example/list?page=11)."
    addresses = [part for part in marked(old, new).split("{") if "a.example" in part]
    assert [part[2:33] for part in addresses] == ["](https://a.example/list?page=1"] * 2


def test_a_superscript_may_be_deleted_alone() -> None:
    assert marked("Ten votes[^1] suffice.", "Ten votes suffice.") == "Ten votes{--[^1]--} suffice."


@pytest.mark.parametrize("lead", ["", "- "])
def test_splitting_a_paragraph_or_item_marks_the_tail_gone_there_and_come_as_a_new_one(lead: str) -> None:
    change = redline(f"{lead}{BETA} {ALPHA}\n", f"{lead}{BETA}\n\n{lead}{ALPHA}\n")
    home, part = change.clauses
    assert (home.change, part.change) == ("split", "split")
    assert ALPHA in "".join(segment.text for segment in home.segments if segment.op == "-")
    assert {segment.op for segment in part.segments} == {"+"}
    assert (change.summary.words_added, change.summary.words_removed) == (0, 0)


def test_a_text_into_an_empty_section_is_one_insertion() -> None:
    change = redline("# One\n\n# Two\n", f"# One\n\n{ALPHA}\n\n# Two\n")
    assert [entry.change for entry in change.clauses] == ["same", "added", "same"]
    assert change.summary.changes == 1


def test_of_a_stretch_deleted_over_paragraph_list_and_paragraph_each_block_is_marked_in_its_own() -> None:
    change = redline(f"# T\n\n{ALPHA}\n\n- plums\n- pears\n\n{BETA}\n\n{GAMMA}\n", f"# T\n\n{GAMMA}\n")
    removed = [entry for entry in change.clauses if entry.change == "removed"]
    assert [entry.old.kind for entry in removed if entry.old] == ["paragraph", "item", "item", "paragraph"]
    assert all("<del>" in html(entry) for entry in removed)


def test_both_ends_of_a_moved_paragraph_know_each_other_and_nothing_more_is_changed() -> None:
    change = redline(f"{ALPHA}\n\n{BETA}\n\n{GAMMA}\n", f"{BETA}\n\n{GAMMA}\n\n{ALPHA}\n")
    ends = [entry for entry in change.clauses if entry.move]
    assert [entry.side for entry in ends] == ["old", "new"]
    assert len({entry.move for entry in ends}) == 1
    assert (change.summary.words_added, change.summary.words_removed) == (0, 0)
    assert "moved to" in html(ends[0]) and "moved from" in html(ends[1])


def test_what_goes_and_what_comes_in_its_place_is_one_change_with_one_number() -> None:
    change = redline("The old rule holds today.", "The new law holds today.")
    numbers = [segment.change for entry in change.clauses for segment in entry.segments if segment.change]
    assert numbers == [1, 1]


def test_several_changes_given_in_any_order_give_the_same_text() -> None:
    base = {"": f"{ALPHA}\n\n{BETA}\n\n{GAMMA}\n"}
    ours = {"": base[""].replace("library", "archive")}
    theirs = {"": base[""].replace("ten days", "two weeks")}
    assert merge(base, ours, theirs).docs == merge(base, theirs, ours).docs


def test_escaped_text_that_looks_like_a_tag_stays_text() -> None:
    (entry,) = redline("Write &lt;ins&gt; or <del> here.\n", "Write &lt;ins&gt; or <b> here.\n").clauses
    shown = re.sub(r"<[^>]*>", "", html(entry))
    assert unescape(shown) == "Write <ins> or <delb> here."
    assert "<" not in shown


def test_words_are_not_glued_at_the_edge_of_what_is_replaced_and_the_last_is_not_repeated() -> None:
    assert (
        marked("We keep the old words here", "We keep many words here") == "We keep {--the old--}{++many++} words here"
    )
    assert marked("It ends with this word", "It ends with that word") == "It ends with {--this--}{++that++} word"


def test_formatting_alone_does_not_replace_the_whole_block() -> None:
    old, new = "The council shall publish it.", "The **council shall** publish it."
    assert marked(old, new) == "The {++**++}council shall{++**++} publish it."


def test_stripping_the_marks_gives_exactly_the_new_text() -> None:
    old, new = {"": f"{ALPHA} {BETA}\n\n{GAMMA}\n"}, {"": f"{GAMMA}\n\n- {ALPHA}\n\n{BETA} More.\n"}
    change = redline(old, new)
    assert lawful(old, new, change)
    assert accepted(change) == new


def test_the_same_words_wrapped_otherwise_are_no_change() -> None:
    assert text(redline(f"{ALPHA} {BETA}\n", f"{ALPHA}\n{BETA}\n")).count("{+") == 0
    assert redline(f"{ALPHA} {BETA}\n", f"{ALPHA}\n{BETA}\n").summary.changes == 0


def test_text_indented_into_code_is_a_change_and_no_rewrapping() -> None:
    assert redline("- Item one\n", "-     Item one\n").summary.changes == 1
    assert redline("- One\n\n  more\n", "- One\n\n      more\n").summary.changes == 1
    assert redline("- One\n\n  more\n", "- One\n\n    more\n").summary.changes == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("一切软件都是自由的。", "一切模型都是自由的。", "一切{--软件--}{++模型++}都是自由的。"),
        ("オープンなモデルを使う", "オープンなモジュールを使う", "オープンな{--モデル--}{++モジュール++}を使う"),
        ("我们自由地使用它", "他们任意地使用它", "{--我们自由--}{++他们任意++}地使用它"),
    ],
)
def test_scripts_without_spaces_are_marked_in_whole_runs(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected
