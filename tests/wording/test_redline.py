from hashlib import sha256

import pytest

from workbench.wording.clauses import fingerprint, read
from workbench.wording.redline import Redline, accepted, redline, rejected
from workbench.wording.tidy import compare

Docs = dict[str, str]
ALPHA = "Anyone may use the system for any purpose."
BETA = "The code shall come with a licence that lets people change it."
GAMMA = "Terms that forbid sharing are not open terms at all."


def sides(change: Redline, document: str = "") -> tuple[str, str]:
    """The old and the new text of a document, read back from the segments."""
    here = [segment for entry in change.clauses if entry.document == document for segment in entry.segments]
    old = "".join(segment.text for segment in here if segment.op != "+")
    return old, "".join(segment.text for segment in here if segment.op != "-")


def lawful(old: Docs, new: Docs, change: Redline) -> bool:
    """Is rejecting all the old text, and accepting all the new one?"""
    return (rejected(change), accepted(change)) == tuple({p: t for p, t in docs.items() if t} for docs in (old, new))


def marked(old: str, new: str) -> str:
    """The change as CriticMarkup, moved words with the number of the move."""
    forms = {"=": "{0}", "-": "{{--{0}--}}", "+": "{{++{0}++}}"}
    return "".join(
        f"<{segment.move} {forms[segment.op].format(segment.text)}>"
        if segment.move
        else forms[segment.op].format(segment.text)
        for entry in redline(old, new).clauses
        for segment in entry.segments
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It should be open.", "It must be open.", "It {--should--}{++must++} be open."),
        ("All models, weights too.", "All models; weights too.", "All models{--,--}{++;++} weights too."),
        ("We like apple, then rest.", "We like pears; then rest.", "We like {--apple,--}{++pears;++} then rest."),
        ("The Solo-Flight is long.", "The Flight is long.", "The {--Solo---}Flight is long."),
        ("A thumb 👍🏽 here it is", "A thumb 👍🏿 here it is", "A thumb {--👍🏽--}{++👍🏿++} here it is"),
        ("The family 👩‍👩‍👧 lives on", "The family 👩‍👩‍👦 lives on", "The family {--👩‍👩‍👧--}{++👩‍👩‍👦++} lives on"),
        ("Lorem A. Lorem B", "Lorem B", "{--Lorem A. --}Lorem B"),
        ("Lorem B", "Lorem A. Lorem B", "{++Lorem A. ++}Lorem B"),
        ("Intro. Lorem A. Lorem B. End.", "Intro. Lorem B. End.", "Intro.{-- Lorem A.--} Lorem B. End."),
        ("", "New text.", "{++New text.++}"),
        ("Old text.", "", "{--Old text.--}"),
        ("Same.\n", "Same.\n", "Same.\n"),
        ("It costs 1,000.50 in all.", "It costs 2,000.50 in all.", "It costs {--1,000.50--}{++2,000.50++} in all."),
        ("Don't go there now", "Don’t go there now", "{--Don't--}{++Don’t++} go there now"),
        (
            "See [the terms](https://a.example/x?y=1) here.",
            "See [the terms](https://a.example/x?y=2) here.",
            "See [the terms{--](https://a.example/x?y=1)--}{++](https://a.example/x?y=2)++} here.",
        ),
        ("It is **open** to all.", "It is *open* to all.", "It is {--**--}{++*++}open{--**--}{++*++} to all."),
        ("It is open to all.", "It is **open** to all.", "It is {++**++}open{++**++} to all."),
        ("## 1. Access", "### 2. Access", "{--## 1--}{++### 2++}. Access"),
        ("Area in m² counts as one.", "Area in m counts as one.", "Area in {--m²--}{++m++} counts as one."),
        ("The nai\u0308ve reader stays", "The naive reader stays", "The {--nai\u0308ve--}{++naive++} reader stays"),
        ("一切软件都是自由的。", "一切模型都是自由的。", "一切{--软件--}{++模型++}都是自由的。"),
    ],
)
def test_the_marks_are_those_a_person_would_make(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_no_short_word_is_left_alone_between_two_changes() -> None:
    old, new = "the purpose of training any model at all", "the design of testing any model at all"
    assert marked(old, new) == "the {--purpose of training--}{++design of testing++} any model at all"


def test_a_clause_rewritten_beyond_recognition_is_shown_as_replaced() -> None:
    old = "- The licence shall apply to each of the parts of a system. {#l}\n"
    new = "- Whoever receives the work may ask for every piece of it. {#l}\n"
    (entry,) = redline(old, new).clauses
    assert [(segment.op, segment.text) for segment in entry.segments] == [
        ("=", "- "),
        ("-", "The licence shall apply to each of the parts of a system"),
        ("+", "Whoever receives the work may ask for every piece of it"),
        ("=", ". {#l}\n"),
    ]


def test_a_paragraph_never_turns_into_a_list_item_by_marks() -> None:
    assert marked(f"{ALPHA}\n", f"- {ALPHA}\n") == f"{{--{ALPHA}\n--}}{{++- {ALPHA}\n++}}"


def test_no_mark_reaches_over_list_items() -> None:
    change = redline("- one thing\n- two things\n- three\n", "- one thing\n- other\n- more things\n- three\n")
    assert all(segment.text.count("\n") <= 1 for entry in change.clauses for segment in entry.segments)


def test_a_moved_clause_stands_twice_and_no_word_of_it_counts_as_changed() -> None:
    change = redline(f"{ALPHA}\n\n{BETA}\n\n{GAMMA}\n", f"{BETA}\n\n{GAMMA}\n\n{ALPHA}\n")
    gone, come = (entry for entry in change.clauses if entry.change == "moved")
    assert (gone.side, come.side) == ("old", "new")
    assert {segment.move for segment in (*gone.segments, *come.segments)} == {"m1"}
    assert {segment.op for segment in gone.segments} == {"-"}
    assert gone.id == come.id
    assert (change.summary.words_added, change.summary.words_removed, change.summary.moves) == (0, 0, 1)
    assert {segment.change for segment in gone.segments} == {1}
    assert {segment.change for segment in come.segments} == {2}


def test_words_changed_inside_a_moved_clause_are_marked_at_both_places() -> None:
    change = redline(f"{BETA}\n\n{ALPHA}\n\n{GAMMA}\n", f"{ALPHA}\n\n{GAMMA}\n\n{BETA.replace('shall', 'must')}\n")
    gone, come = (entry for entry in change.clauses if entry.change == "moved_edited")
    assert [segment.text for segment in gone.segments if not segment.move] == ["shall"]
    assert [segment.text for segment in come.segments if not segment.move] == ["must"]
    assert (change.summary.words_added, change.summary.words_removed) == (1, 1)


def test_a_short_clause_moved_alone_is_one_removed_and_one_added() -> None:
    change = redline("- One\n- Two\n- Three\n", "- Two\n- Three\n- One\n")
    assert [entry.change for entry in change.clauses] == ["removed", "same", "same", "added"]
    assert change.clauses[0].id == change.clauses[-1].id


def test_a_clause_split_shows_the_tail_gone_there_and_come_as_a_new_one() -> None:
    change = redline(f"{BETA} {ALPHA}\n", f"{BETA}\n\n{ALPHA}\n")
    home, part = change.clauses
    assert [(segment.op, segment.text, segment.move) for segment in part.segments] == [("+", f"{ALPHA}\n", "m1")]
    assert (home.side, part.side) == ("both", "new")
    assert ("-", f"{ALPHA}\n", "m1") in [(segment.op, segment.text, segment.move) for segment in home.segments]
    assert (change.summary.words_added, change.summary.words_removed, change.summary.moves) == (0, 0, 1)


def test_clauses_joined_show_the_words_gone_there_and_come_here() -> None:
    change = redline(f"{BETA}\n\n{ALPHA}\n", f"{BETA} {ALPHA}\n")
    assert {entry.change for entry in change.clauses} == {"joined"}
    assert (change.summary.words_added, change.summary.words_removed, change.summary.moves) == (0, 0, 1)


def test_rewrapping_is_counted_and_is_no_change() -> None:
    old = "One two three four\nfive six seven\neight nine ten.\n"
    change = redline(old, "One two three\nfour five six seven eight\nnine ten.\n")
    assert sides(change)[0] == old
    assert change.summary.changes == 0
    assert change.summary.lines_rewrapped == 4
    assert change.clauses[0].change == "edited"


def test_a_word_changed_in_a_rewrapped_clause_is_the_only_change() -> None:
    change = redline("One two three four\nfive six seven.\n", "One two other\nfour five six seven.\n")
    numbered = [segment.text for entry in change.clauses for segment in entry.segments if segment.change]
    assert numbered == ["three", "other"]
    assert change.summary.lines_rewrapped == 2


def test_a_line_end_in_place_of_words_rewraps_nothing() -> None:
    change = redline("It stays open. It goes", "It stays open.\n")
    assert "".join(segment.op + segment.text for segment in change.clauses[0].segments) == "=It stays open.- It goes+\n"
    assert (change.summary.words_removed, change.summary.lines_rewrapped) == (2, 0)


def test_a_clause_added_at_the_end_rewraps_nothing() -> None:
    change = redline(f"{ALPHA}\n", f"{ALPHA}\n\n{BETA}\n")
    assert (change.summary.changes, change.summary.lines_rewrapped) == (1, 0)


def test_white_space_in_code_is_wording() -> None:
    change = redline("```\na  b\n```\n", "```\na b\n```\n")
    assert (change.summary.changes, change.summary.lines_rewrapped) == (1, 0)


def test_changes_are_numbered_in_reading_order_and_a_replacement_is_one() -> None:
    old = "First clause has some words.\n\nSecond clause has some words.\n"
    new = "First clause had some words.\n\nThe second clause has many words indeed.\n\nThird.\n"
    numbers = [segment.change for entry in redline(old, new).clauses for segment in entry.segments if segment.change]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, max(numbers) + 1))
    assert numbers[:2] == [1, 1]


def test_the_texts_are_known_by_their_checksums() -> None:
    change = redline("a", "ö")
    assert (change.old_sha256, change.new_sha256) == (sha256(b"a").hexdigest(), sha256("ö".encode()).hexdigest())
    assert redline({"d.md": "a"}, {}).old_sha256 == fingerprint({"d.md": "a"})


def test_documents_that_come_and_go_are_read_where_they_stood() -> None:
    old = {"a.md": f"{ALPHA}\n", "b.md": f"{BETA}\n"}
    new = {"a.md": f"{ALPHA}\n", "c.wml": f"<p>{GAMMA}</p>\n"}
    change = redline(old, new)
    assert lawful(old, new, change)
    assert [(entry.document, entry.change) for entry in change.clauses] == [
        ("a.md", "same"),
        ("b.md", "removed"),
        ("c.wml", "added"),
    ]


def test_a_document_renamed_and_edited_shows_its_edits_and_no_moves() -> None:
    old = {"a.md": f"# Use\n\n{ALPHA}\n\n{BETA}\n\n{GAMMA}\n", "z.md": "Rest.\n"}
    new = {"b.md": f"# Use\n\n{ALPHA}\n\n{BETA.replace('shall', 'must')}\n\nMore.\n", "z.md": "Rest.\n"}
    change = redline(old, new)
    assert lawful(old, new, change)
    assert change.renamed == (("a.md", "b.md"),)
    assert [(entry.document, entry.change) for entry in change.clauses] == [
        *[("b.md", "same"), ("b.md", "same"), ("b.md", "edited")],
        *[("b.md", "removed"), ("b.md", "added"), ("z.md", "same")],
    ]


def test_a_document_that_came_with_other_clauses_is_not_one_that_went() -> None:
    change = redline({"a.md": f"{ALPHA}\n\n{BETA}\n"}, {"b.md": f"{GAMMA}\n\nMore.\n\nOther.\n\n{ALPHA}\n"})
    assert change.renamed == ()
    assert "moved" in {entry.change for entry in change.clauses}


def test_given_clauses_are_believed_and_must_be_those_of_the_texts() -> None:
    old, new = read({"": f"{ALPHA}\n"}), read({"": f"{BETA}\n"})
    assert redline(f"{ALPHA}\n", f"{BETA}\n", old_clauses=old, new_clauses=new).clauses[0].id == "preamble"
    with pytest.raises(ValueError, match="not the clauses of these texts"):
        redline(f"{GAMMA}\n", f"{BETA}\n", old_clauses=old)


def test_a_long_clause_is_compared_sentence_by_sentence() -> None:
    sentences = [f"Sentence {n} says that part {n * 31 % 977} of a system stays open to everybody." for n in range(400)]
    old = " ".join(sentences)
    new = " ".join([*sentences[:150], *sentences[151:300], sentences[300].replace("open", "closed"), *sentences[301:]])
    pieces = compare(old, new)
    assert [(piece.op, piece.text.strip()) for piece in pieces if piece.op != "="] == [
        ("-", sentences[150]),
        ("-", "open"),
        ("+", "closed"),
    ]
