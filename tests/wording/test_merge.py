import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.truth import texts
from workbench.wording.footprint import Base, footprint
from workbench.wording.merge import Merge, merge, merge_json
from workbench.wording.union import Union

FIRST = "One two three four five six seven eight nine ten.\n\n"
BETA = "- beta item stands here now\n"
LAST = "Last paragraph of this text stands here.\n"
BASE = f"# Title\n\n{FIRST}- alpha item stands here now\n{BETA}- gamma item stands here now\n\n{LAST}"

Edit = tuple[str, str]


def edited(*edits: Edit) -> dict[str, str]:
    text = BASE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return {"d.md": text}


def both(ours: list[Edit], theirs: list[Edit]) -> Merge:
    """Merged, after making sure that the order of the sides makes no difference."""
    answer = merge(edited(), edited(*ours), edited(*theirs))
    turned = merge(edited(), edited(*theirs), edited(*ours))
    assert turned.state == answer.state
    assert [(m.clause_id, m.kind, m.theirs, m.ours) for m in turned.meetings] == [
        (m.clause_id, m.kind, m.ours, m.theirs) for m in answer.meetings
    ]
    if answer.state != "conflict":
        assert turned.docs == answer.docs
    return answer


MOVED = [(FIRST, ""), (LAST, f"{LAST}\n{FIRST.rstrip()}\n")]
DELETED = [(BETA, "")]
ADDED = [(BETA, f"{BETA}- new item of ours\n")]
WRAPPED = [("three four", "three\nfour"), ("seven eight", "seven\neight")]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([("alpha", "ALPHA")], [("gamma", "GAMMA")]),
        ([("alpha", "ALPHA")], [("beta", "BETA")]),
        (ADDED, [("gamma", "GAMMA")]),
        (ADDED, [("beta", "BETA")]),
        (DELETED, [("gamma", "GAMMA")]),
        (DELETED, [("alpha", "ALPHA")]),
        (MOVED, [("alpha", "ALPHA")]),
        ([("# Title\n", "# Title\n\nA new first paragraph.\n")], [("One two", "1 two")]),
        (WRAPPED, [("alpha", "ALPHA")]),
    ],
)
def test_changes_of_different_clauses_are_merged_without_asking(ours: list[Edit], theirs: list[Edit]) -> None:
    answer = both(ours, theirs)
    assert (answer.state, answer.docs, answer.meetings) == ("clean", edited(*ours, *theirs), ())


@pytest.mark.parametrize("edits", [[("two", "2")], DELETED, ADDED, MOVED, WRAPPED])
def test_the_same_change_on_both_sides_is_done_once(edits: list[Edit]) -> None:
    answer = both(edits, edits)
    assert (answer.state, answer.docs) == ("clean", edited(*edits))
    assert {meeting.kind for meeting in answer.meetings} <= {"same_change"}


@pytest.mark.parametrize("edits", [[("two", "2")], DELETED, ADDED, MOVED, WRAPPED, []])
def test_a_change_on_one_side_only_is_taken_as_it_is(edits: list[Edit]) -> None:
    assert both(edits, []) == Merge("clean", edited(*edits), ())


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "words"),
    [
        ([("two", "2")], [("seven", "7")], "apart", "One 2 three four five six 7 eight"),
        ([("two", "2")], [("three", "3")], "touching", "One 2 3 four"),
        ([("two three", "2")], [("four", "4")], "touching", "One 2 4 five"),
        ([("two", "2")], [("two", "2"), ("seven", "7")], "apart", "One 2 three four five six 7 eight"),
        ([(" two three", "")], [("nine", "9")], "apart", "One four five six seven eight 9 ten"),
    ],
)
def test_changes_of_different_words_of_one_clause_are_merged_and_shown(
    ours: list[Edit], theirs: list[Edit], kind: str, words: str
) -> None:
    answer = both(ours, theirs)
    [meeting] = answer.meetings
    assert (answer.state, meeting.kind) == ("same_clause", kind)
    assert answer.docs and words in answer.docs["d.md"]
    assert meeting.merged and meeting.merged in answer.docs["d.md"]
    assert meeting.ours in edited(*ours)["d.md"] and meeting.theirs in edited(*theirs)["d.md"]


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ([("two", "2")], [("two", "ii")], "same_place"),
        ([("two three", "two 2 three")], [("two three", "two 7 three")], "same_place"),
        ([("three four five", "345")], [("five six seven", "567")], "overlap"),
        ([("three four five six", "three")], [("four five", "four and five")], "overlap"),
        (ADDED, [(BETA, f"{BETA}- another item\n")], "same_place"),
        ([(LAST, LAST + "\nOur end.\n")], [(LAST, LAST + "\nTheir end.\n")], "same_place"),
        (DELETED, [("beta", "BETA")], "inside_moved_or_deleted"),
        (MOVED, [(FIRST, "")], "inside_moved_or_deleted"),
        (MOVED, [(FIRST, ""), (BETA, f"{FIRST}{BETA}")], "inside_moved_or_deleted"),
        (
            [(BETA, ""), ("- alpha item stands here now\n", "")],
            [(BETA, "- a new item of theirs\n" + BETA)],
            "inside_moved_or_deleted",
        ),
    ],
)
def test_changes_that_cannot_both_be_done_are_a_conflict_with_both_wordings(
    ours: list[Edit], theirs: list[Edit], kind: str
) -> None:
    answer = both(ours, theirs)
    assert answer.state == "conflict"
    assert kind in {meeting.kind for meeting in answer.meetings}
    worst = next(meeting for meeting in answer.meetings if meeting.kind == kind)
    assert worst.merged is None and worst.ours != worst.theirs


def test_a_conflict_keeps_our_wording_there_and_their_changes_elsewhere() -> None:
    answer = both([("two", "2")], [("two", "ii"), ("gamma", "GAMMA")])
    assert answer.docs == edited(("two", "2"), ("gamma", "GAMMA"))
    assert [(m.ours[:9], m.theirs[:10]) for m in answer.meetings if m.merged is None] == [("One 2 thr", "One ii thr")]


NINE = ("nine", "9")
TO_TOP = [(FIRST, ""), ("# Title\n\n", f"{FIRST}# Title\n\n")]


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        ([("two", "2")], [("two", "ii"), NINE], [("two", "2"), NINE]),
        ([*MOVED, ("two", "2")], [("two", "ii"), NINE], [*MOVED, ("two", "2"), NINE]),
        ([("two", "2")], [*TO_TOP, ("two", "ii"), NINE], [("two", "2")]),
        ([("three", "*three"), ("six", "six*")], [("five", "*five"), NINE], [("three", "*three"), ("six", "six*")]),
        ([(FIRST, "")], [("two", "ii"), NINE], [(FIRST, "")]),
    ],
)
def test_in_a_conflict_their_other_words_of_a_clause_stand_beside_ours_if_it_stays_and_words_alone_collide(
    ours: list[Edit], theirs: list[Edit], kept: list[Edit]
) -> None:
    answer = both(ours, theirs)
    assert (answer.state, answer.docs) == ("conflict", edited(*kept))


def test_an_edit_goes_along_with_the_clause_that_the_other_side_moved() -> None:
    answer = both([("seven", "7")], MOVED)
    [meeting] = answer.meetings
    assert (answer.state, meeting.kind) == ("same_clause", "apart")
    assert answer.docs == edited(*MOVED, ("seven", "7"))
    assert meeting.merged == FIRST.rstrip().replace("seven", "7") + "\n"


def test_lines_wrapped_anew_give_way_to_words() -> None:
    answer = both(WRAPPED, [("two three four five", "2 3 4 5")])
    assert answer.state == "clean"
    assert answer.docs == edited(("two three four five", "2 3 4 5"), ("seven eight", "seven\neight"))
    assert both(WRAPPED, [("seven eight", "seven\n  eight")]).state == "clean"


def test_documents_are_merged_each_by_itself_and_come_and_go_whole() -> None:
    base = {"a.md": "Text of a.\n", "b.md": "Text of b.\n", "c.md": "Text of c.\n"}
    ours = {"a.md": "Our text of a.\n", "b.md": "Text of b.\n", "n.md": "New.\n"}
    theirs = {"a.md": "Text of a.\n", "b.md": "Text of b, theirs.\n", "c.md": "Text of c.\n"}
    answer = merge(base, ours, theirs)
    assert answer.state == "clean"
    assert answer.docs == {"a.md": "Our text of a.\n", "b.md": "Text of b, theirs.\n", "n.md": "New.\n"}


def test_a_document_deleted_by_one_side_and_changed_by_the_other_is_a_conflict() -> None:
    answer = merge({"a.md": "A.\n", "b.md": "B.\n"}, {"a.md": "A.\n"}, {"a.md": "A.\n", "b.md": "Changed.\n"})
    assert answer.state == "conflict"
    assert ("b.md", "inside_moved_or_deleted") in {(m.clause_id, m.kind) for m in answer.meetings}
    assert answer.docs == {"a.md": "A.\n"}


def test_a_document_written_by_both_sides_is_clean_only_if_it_is_the_same() -> None:
    base, new = {"a.md": "A.\n"}, {"a.md": "A.\n", "n.md": "New.\n"}
    assert merge(base, new, new) == Merge("clean", new, ())
    answer = merge(base, new, {"a.md": "A.\n", "n.md": "Other.\n"})
    assert [(m.clause_id, m.kind) for m in answer.meetings] == [("n.md", "same_place")]
    assert (answer.state, answer.docs) == ("conflict", new)


def test_a_document_renamed_by_one_side_takes_the_edits_of_the_other_along() -> None:
    base = {"a.md": BASE, "b.md": "Text of b.\n"}
    renamed = {"new.md": BASE, "b.md": "Text of b.\n"}
    answer = merge(base, renamed, base | {"a.md": BASE.replace("two", "2")})
    assert (answer.state, answer.docs) == ("clean", renamed | {"new.md": BASE.replace("two", "2")})


def test_two_neighbours_that_put_the_same_words_in_are_not_both_taken() -> None:
    ours, theirs = [("five six", "five clearly")], [("six seven", "six clearly seven")]
    assert {meeting.kind for meeting in both(ours, theirs).meetings} & {"same_place", "overlap"}


def test_a_merge_as_json_names_every_clause_that_a_side_touches_with_the_words_of_all() -> None:
    made = merge_json(edited(), edited(("two", "2"), ("alpha", "ALPHA")), edited(("seven", "7"), *ADDED))
    assert json.loads(json.dumps(made)) == made
    assert (made["outcome"], made["text"]) == (
        "same_clause",
        edited(("two", "2"), ("seven", "7"), ("alpha", "ALPHA"), *ADDED)["d.md"],
    )
    assert [(row["id"], row["outcome"]) for row in made["clauses"]] == [
        ("title.2", "same_clause"), ("title.3", "clean"), ("title.5", "clean"),
    ]  # fmt: skip
    first, _, added = made["clauses"]
    assert first["base"] == FIRST and first["merged"] == FIRST.replace("two", "2").replace("seven", "7")
    assert (added["base"], added["ours"], added["theirs"]) == ("", "", "- new item of ours\n")


def test_a_conflict_as_json_has_no_text_and_both_wordings() -> None:
    made = merge_json(edited(), edited(("two", "2")), edited(("two", "ii")))
    [row] = made["clauses"]
    assert (made["outcome"], made["text"], row["outcome"], row["merged"]) == ("conflict", None, "conflict", None)
    assert (row["ours"], row["theirs"]) == (FIRST.replace("two", "2"), FIRST.replace("two", "ii"))


WORDS = st.sampled_from(
    ["the", "system", "must", "be", "open", "and", "free", "its", "data", "code", "may", "not", "change"]
)
CLAUSE = st.lists(WORDS, min_size=3, max_size=9).map(" ".join)
TEXT = st.lists(st.tuples(st.sampled_from(["", "- ", "## "]), CLAUSE), max_size=5).map(
    lambda rows: "".join(f"{mark}{words}\n\n" for mark, words in rows)
)


@given(TEXT, TEXT)
@settings(max_examples=150)
def test_the_footprint_of_any_change_done_to_the_base_gives_the_new_text(old: str, new: str) -> None:
    base = Base({"": old})
    assert Union(base, [footprint(base, {"": new})]).docs() == {"": new}


@given(TEXT, TEXT, TEXT)
@settings(max_examples=150)
def test_merging_is_the_same_in_either_order_and_loses_no_side_standing_alone(base: str, one: str, other: str) -> None:
    docs, ours, theirs = ({"d.md": text} for text in (base, one, other))
    answer, turned = merge(docs, ours, theirs), merge(docs, theirs, ours)
    assert answer.state == turned.state
    if answer.state != "conflict":
        assert answer.docs == turned.docs
    assert merge(docs, ours, docs) == Merge("clean", ours, ())
    assert merge(docs, docs, ours) == Merge("clean", ours, ())
    assert merge(docs, ours, ours).docs == ours


def by_lines(folder: Path, base: str, ours: str, theirs: str) -> str | None:
    """The merge of git, which compares lines; None where it calls a conflict."""
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_text(text)
    command = ["git", "merge-file", "-p", *(str(folder / name) for name in ("ours", "base", "theirs"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


@pytest.mark.parametrize("history", ["nixos-constitution", "open-definition"])
def test_where_git_merges_real_proposals_by_lines_the_result_is_the_same_bytes(
    shared: Path, tmp_path: Path, history: str
) -> None:
    versions = texts.versions(history)
    agreed = 0
    for amendment in texts.amendments(history):
        base, ours, newest = versions[amendment.base - 1], amendment.docs, versions[-1]
        answer = merge(base, ours, newest)
        lines = {path: by_lines(tmp_path, base[path], ours[path], newest[path]) for path in base}
        if None not in lines.values() and answer.state != "conflict":
            assert answer.docs == lines, amendment.id
            agreed += 1
    assert agreed >= 2
