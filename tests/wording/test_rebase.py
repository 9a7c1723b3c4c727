"""A revision carried to a newer text, with a receipt for its author."""

import json

import pytest
from hypothesis import given, settings

from tests.wording.test_compatibility import changed
from tests.wording.test_merge import ADDED, BETA, DELETED, FIRST, MOVED, WRAPPED, Edit, edited
from workbench.wording.footprint import Base, Footprint, footprint
from workbench.wording.rebase import Carrier, Rebase, rebase, receipt_json


def carried(revision: list[Edit], newer: list[Edit]) -> Rebase:
    return rebase(edited(), edited(*revision), edited(*newer))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("two", "2")], [("alpha", "ALPHA")]),
        ([("alpha", "ALPHA")], [("beta", "BETA")]),
        (DELETED, [("gamma", "GAMMA")]),
        (WRAPPED, [("gamma", "GAMMA")]),
    ],
)
def test_a_proposal_whose_words_and_the_newer_texts_do_not_overlap_is_carried_in_either_order(
    one: list[Edit], other: list[Edit]
) -> None:
    for revision, newer in ((one, other), (other, one)):
        answer = carried(revision, newer)
        assert (answer.state, answer.docs) == ("carried", edited(*one, *other))
        assert answer.receipt.is_same and not answer.receipt.wanting


def test_the_same_change_on_both_sides_is_no_collision_but_the_author_is_told() -> None:
    answer = carried([("two", "2"), ("beta", "BETA")], [("two", "2")])
    assert (answer.state, answer.docs) == ("confirm", edited(("two", "2"), ("beta", "BETA")))
    assert (answer.receipt.removed, answer.receipt.added, answer.receipt.is_same) == (("beta",), ("BETA",), False)
    assert [(want.kind, want.old, want.new) for want in answer.receipt.wanting] == [("same_change", "two", "2")]


def test_an_insertion_in_front_of_a_changed_paragraph_is_no_collision() -> None:
    new = [(FIRST, f"A paragraph put in front.\n\n{FIRST}")]
    for revision, newer in ((new, [("seven", "7")]), ([("seven", "7")], new)):
        answer = carried(revision, newer)
        assert (answer.state, answer.docs) == ("carried", edited(*new, ("seven", "7")))


def test_a_changed_list_item_that_the_other_deletes_is_a_collision() -> None:
    for revision, newer in (([("beta", "BETA")], DELETED), (DELETED, [("beta", "BETA")])):
        answer = carried(revision, newer)
        assert (answer.state, answer.docs) == ("person", None)
        assert [want.kind for want in answer.receipt.wanting] == ["inside_moved_or_deleted"]


def test_a_collision_reports_the_clause_and_both_changes() -> None:
    answer = carried([("two three", "2 3"), ("nine", "9"), ("alpha", "ALPHA")], [("two", "ii")])
    [want] = answer.receipt.wanting
    assert (answer.state, want.clause_id, want.kind) == ("person", "title.2", "overlap")
    assert (want.old, want.new, want.merged) == ("two three", "2 3", None)
    assert want.words_theirs == FIRST.replace("two", "ii")
    assert want.words_ours == FIRST.replace("two three", "2 3").replace("nine", "9")


def test_text_that_is_carried_over_is_exact() -> None:
    revision: list[Edit] = [("beta", "B  E\tTA"), ("Last", "*Last*")]
    answer = carried(revision, [("two", "2")])
    assert (answer.state, answer.docs) == ("carried", edited(*revision, ("two", "2")))
    assert answer.docs and "- B  E\tTA item stands here now\n" in answer.docs["d.md"]


def test_lines_wrapped_anew_do_not_stop_a_proposal() -> None:
    answer = carried([("two", "2"), ("beta", "BETA")], WRAPPED)
    assert (answer.state, answer.docs) == ("carried", edited(("two", "2"), ("beta", "BETA"), *WRAPPED))
    assert (answer.receipt.removed, answer.receipt.added) == (("two", "beta"), ("2", "BETA"))


def test_other_words_of_one_clause_are_merged_for_the_author_to_confirm() -> None:
    answer = carried([("two", "2")], [("seven", "7")])
    [want] = answer.receipt.wanting
    assert (answer.state, answer.receipt.is_same, want.kind) == ("confirm", True, "apart")
    assert want.merged == FIRST.replace("two", "2").replace("seven", "7")
    assert (want.old, want.new) == ("two", "2")


def test_of_several_changes_of_a_clause_the_words_are_told_with_dots_between_them() -> None:
    [want] = carried([("two", "2"), ("seven", "seven,"), ("ten.", "10.")], [("four", "4")]).receipt.wanting
    assert (want.kind, want.old, want.new) == ("apart", "two … ten", "2 … , … 10")
    [want] = carried([("two ", ""), ("ten.", "10.")], [("four", "4")]).receipt.wanting
    assert (want.kind, want.old, want.new) == ("apart", "two  … ten", "10")


def test_an_edit_follows_its_clause_to_where_the_newer_text_has_put_it() -> None:
    answer = carried([("seven", "7")], MOVED)
    assert (answer.state, answer.docs) == ("confirm", edited(*MOVED, ("seven", "7")))
    assert answer.receipt.is_same


def test_a_receipt_can_be_written_as_json() -> None:
    made = receipt_json(carried([("two", "2")], [("two", "ii")]).receipt)
    assert json.loads(json.dumps(made)) == made
    assert made["wanting"][0]["words_theirs"] == FIRST.replace("two", "ii")
    assert (made["removed"], made["added"], made["is_same"]) == (["two"], ["2"], False)


def test_many_proposals_are_carried_at_once_and_come_out_as_one_by_one() -> None:
    base = Base(edited())
    texts = [edited(*edit) for edit in ([("two", "2")], [("gamma", "GAMMA")], ADDED, DELETED, MOVED, WRAPPED, [])]
    carrier = Carrier(base, edited((BETA, f"{BETA}- item of the newer text\n"), ("Title", "New title")))
    agree(carrier, base, texts)
    kinds = [type(made) for made in carrier.carry_all([footprint(base, docs) for docs in texts])]
    assert kinds == [Footprint, Footprint, Rebase, Rebase, Footprint, Footprint, Footprint]


@given(changed())
@settings(max_examples=200)
def test_that_holds_for_any_proposals(drawn: tuple[str, list[str]]) -> None:
    old, (newer, *others) = drawn
    base = Base({"d.md": old})
    agree(Carrier(base, {"d.md": newer}), base, [{"d.md": text} for text in others])


def agree(carrier: Carrier, base: Base, texts: list[dict[str, str]]) -> None:
    for docs, made in zip(texts, carrier.carry_all([footprint(base, docs) for docs in texts]), strict=True):
        alone = rebase(base.docs, docs, carrier.new.docs)
        if isinstance(made, Rebase):
            assert made == alone
        else:
            assert (alone.docs, alone.receipt.wanting) == (carrier.docs(made), ())
            if alone.state == "carried":
                assert carrier.receipt(made) == alone.receipt
