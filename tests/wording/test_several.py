"""Several proposals in one text."""

from tests.wording.test_compatibility import table
from tests.wording.test_merge import BASE, BETA, FIRST, edited
from workbench.wording.compatibility import Compatibility
from workbench.wording.several import Several

ITEMS = "# Steps\n\n1. gather the data\n2. describe the data\n3. publish the weights\n4. name the terms\n\nThe end.\n"


def list_of(*proposals: str) -> Several:
    made = Compatibility({"": ITEMS}, [{"": text} for text in proposals])
    return made.text(range(len(proposals)))


def test_three_proposals_in_one_paragraph_come_out_in_the_order_of_the_text_each_with_its_number() -> None:
    answer = table([("nine", "9")], [("two", "2")], [("six", "6")]).text([0, 1, 2])
    assert answer.docs == edited(("two", "2"), ("six", "6"), ("nine", "9"))
    assert [(c.proposals, c.old, c.new) for c in answer.changes] == [
        ((1,), "two", "2"), ((2,), "six", "6"), ((0,), "nine", "9"),
    ]  # fmt: skip
    assert answer.state == "same_clause"


def test_a_change_that_several_make_is_there_once_with_all_their_numbers() -> None:
    answer = table([("two", "2")], [("two", "2"), ("six", "6")]).text([0, 1])
    assert [(c.proposals, c.new) for c in answer.changes] == [((0, 1), "2"), ((1,), "6")]


def test_an_insertion_inside_the_deletion_of_another_is_a_collision_shown_inside_the_deletion() -> None:
    answer = table([("three four five six ", "")], [("four five", "four and five")]).text([0, 1])
    assert answer.state == "conflict"
    assert answer.docs == edited(("three four five six ", ""))
    assert [(met.a, met.b, met.meeting.kind) for met in answer.meetings] == [(0, 1, "overlap")]
    gone, put = answer.changes
    assert (gone.is_left_out, put.is_left_out, put.new.strip()) == (False, True, "and")
    assert gone.start < put.start <= put.end < gone.end


def test_two_insertions_at_one_place_are_both_kept_the_lower_number_first() -> None:
    ours, theirs = (f"{BETA}- item {word} wants here\n" for word in ("one", "another"))
    answer = table([(BETA, theirs)], [(BETA, ours)]).text([1, 0])
    assert answer.state == "conflict"
    assert answer.docs == {"d.md": BASE.replace(BETA, f"{theirs}- item one wants here\n")}
    assert [met.meeting.kind for met in answer.meetings] == ["same_place"]


def test_of_a_proposal_that_collides_the_parts_that_do_not_are_merged_all_the_same() -> None:
    answer = table([("two", "2")], [("two", "ii"), ("gamma", "GAMMA")], [("alpha", "ALPHA")]).text([0, 1, 2])
    assert (answer.state, answer.docs) == ("conflict", edited(("two", "2"), ("gamma", "GAMMA"), ("alpha", "ALPHA")))
    assert [(met.a, met.b, met.meeting.clause_id) for met in answer.meetings] == [(0, 1, "title.2")]


def test_a_list_is_numbered_through_when_two_put_items_into_it() -> None:
    first = ITEMS.replace("2. d", "2. clean the data\n3. d").replace("3. p", "4. p").replace("4. name", "5. name")
    last = ITEMS.replace("4. name", "4. test the weights\n5. name")
    answer = list_of(first, last)
    assert answer.state == "clean"
    assert answer.docs[""] == (
        "# Steps\n\n1. gather the data\n2. clean the data\n3. describe the data\n4. publish the weights\n"
        "5. test the weights\n6. name the terms\n\nThe end.\n"
    )


def test_a_list_is_numbered_through_when_one_takes_an_item_out_and_another_puts_one_in() -> None:
    without = ITEMS.replace("2. describe the data\n", "").replace("3. p", "2. p").replace("4. n", "3. n")
    longer = ITEMS.replace("4. name the terms\n", "4. name the terms\n5. tell the users\n")
    answer = list_of(without, longer)
    assert answer.state == "clean"
    assert answer.docs[""] == ITEMS.replace("2. describe the data\n", "").replace("3. p", "2. p").replace(
        "4. name the terms\n", "3. name the terms\n4. tell the users\n"
    )


def test_a_list_that_is_not_numbered_through_is_left_as_it_is() -> None:
    odd = ITEMS.replace("3. p", "7. p")
    made = Compatibility(
        {"": odd},
        [{"": odd.replace("1. gather the data\n", "")}, {"": odd.replace("4. name", "4. test it\n4. name")}],
    )
    assert made.text([0, 1]).docs[""] == odd.replace("1. gather the data\n", "").replace(
        "4. name", "4. test it\n4. name"
    )


def test_an_edit_of_an_item_that_another_gives_a_new_number_needs_nobody() -> None:
    first = ITEMS.replace("2. d", "2. clean the data\n3. d").replace("3. p", "4. p").replace("4. name", "5. name")
    answer = list_of(first, ITEMS.replace("the weights", "all weights"))
    assert (answer.state, answer.docs[""]) == ("clean", first.replace("the weights", "all weights"))


def test_words_that_look_like_marks_of_a_merge_are_words() -> None:
    base = "Say ## here, or ###; <<<<<<< and ======= are words, and so is >>>>>>> here.\n\nLast.\n"
    ours, theirs = base.replace("or", "or even"), base.replace("so is", "so too is")
    made = Compatibility({"": base}, [{"": ours}, {"": theirs}])
    assert made.text([0, 1]).docs == {"": ours.replace("so is", "so too is")}


def test_blank_lines_between_clauses_are_not_lost_where_one_takes_the_last_and_another_adds_behind_it() -> None:
    base = "First words here.\n\nSecond words here.\n\nThird words here.\n"
    without = base.replace("\n\nThird words here.\n", "\n")
    longer = base + "\nFourth words are here.\n"
    made = Compatibility({"": base}, [{"": without}, {"": longer}])
    answer = made.text([0, 1])
    assert answer.docs == {"": "First words here.\n\nSecond words here.\n\nFourth words are here.\n"}
    assert answer.state == "same_clause"


def test_a_clause_put_between_two_that_another_moves_together_goes_along() -> None:
    base = (
        "# T\n\n"
        + "".join(f"Paragraph {word} of this long text.\n\n" for word in ("one", "two", "three", "four"))
        + "End.\n"
    )
    block = "Paragraph one of this long text.\n\nParagraph two of this long text.\n\n"
    moved = base.replace(block, "").replace("End.", f"{block}End.")
    between = base.replace("text.\n\nParagraph two", "text.\n\nA new paragraph in between.\n\nParagraph two")
    answer = Compatibility({"": base}, [{"": moved}, {"": between}]).text([0, 1])
    assert answer.docs == {
        "": moved.replace("text.\n\nParagraph two", "text.\n\nA new paragraph in between.\n\nParagraph two")
    }
    assert [met.meeting.kind for met in answer.meetings] == ["apart"]


def test_the_wording_of_a_clause_may_be_edited_by_one_and_split_by_another() -> None:
    base = "One rule says a long thing about data here. Another rule says a long thing about the code there.\n"
    split = base.replace("here. Another", "here.\n\nAnother")
    answer = Compatibility({"": base}, [{"": split}, {"": base.replace("code", "source code")}]).text([0, 1])
    assert (answer.state, answer.docs) == ("same_clause", {"": split.replace("code", "source code")})


def test_nothing_is_put_between_two_clauses_that_another_has_joined() -> None:
    base = "The first rule speaks about the data of a system.\n\nThe second speaks about weights and code.\n\nEnd.\n"
    joined = base.replace("system.\n\nThe", "system. The")
    between = base.replace("system.\n\n", "system.\n\nA rule in between that is new.\n\n")
    made = Compatibility({"": base}, [{"": joined}, {"": between}])
    assert [pairing.meeting for pairing in made.pairs()] == ["overlap"]
    assert FIRST not in made.text([0, 1]).docs[""]
