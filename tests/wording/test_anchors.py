from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.wording.anchors import Anchor, Place, locate, place, places
from workbench.wording.blocks import Clause
from workbench.wording.clauses import read

BASE = """# Definition

## Use {#use}

Anyone may use the system for any purpose, and need not ask for permission to do so.

## Study {#study}

- Anyone may study how the system works and inspect its parts.
- Enough information about the data used to train the system must be published.

Publishers must say where the data came from, how it was selected, and how others can obtain it.
"""
Version = tuple[Clause, ...]


def history(*texts: str) -> list[Version]:
    versions: list[Version] = []
    for text in texts:
        versions.append(read({"d.md": text}, versions[-1] if versions else ()))
    return versions


def anchor(version: Version, quote: str, occurrence: int = 0) -> Anchor:
    holders = [clause for clause in version if quote in clause.text]
    clause = holders[0]
    start = -1
    for _ in range(occurrence + 1):
        start = clause.text.index(quote, start + 1)
    end = start + len(quote)
    text = clause.text
    return Anchor("d.md", "new", clause.id, quote, text[max(0, start - 32) : start], text[end : end + 32], start, end)


def whole(version: Version, words: str) -> Anchor:
    return Anchor("d.md", "new", next(clause.id for clause in version if words in clause.text), "", "", "", 0, 0)


def carried(quote: str, *texts: str, occurrence: int = 0) -> tuple[Place, str]:
    """The place, and the source it covers."""
    path = history(BASE, *texts)
    found = place(anchor(path[0], quote, occurrence), path)
    clause = next((clause for clause in path[-1] if clause.id == found.clause_id), None)
    return found, clause.text[found.start : found.end] if clause else ""


@pytest.mark.parametrize(
    "new",
    [
        BASE,
        BASE.replace("# Definition", "# The definition\n\nA paragraph that is new."),
        BASE.replace("Anyone may use", "Every person may use"),
        BASE.replace("for any purpose, and", "for any purpose\nand"),
        BASE.replace("any purpose", "**any purpose**"),
        BASE.replace("for any purpose", "for\nany purpose"),
        BASE.replace("- Anyone may study how the system works and inspect its parts.\n", ""),
    ],
)
def test_words_that_did_not_change_stay_where_they_are(new: str) -> None:
    found, source = carried("any purpose", new)
    assert (found.state, found.words, found.confidence) == ("same", "any purpose", 1)
    assert source.strip("*") == "any purpose"


def test_words_edited_are_followed_from_the_first_that_survives_to_the_last() -> None:
    found, source = carried(
        "use the system for any purpose", BASE.replace("system for any", "weights of the system for every")
    )
    assert (found.state, source) == ("edited", "use the weights of the system for every purpose")
    assert Fraction(1, 2) < found.confidence < 1


def test_words_moved_with_their_clause_are_moved() -> None:
    item = "- Enough information about the data used to train the system must be published.\n"
    new = BASE.replace(item, "").replace("## Study", item + "\n## Study")
    found, source = carried("information about the data", new)
    assert (found.state, source) == ("moved", "information about the data")


def test_words_put_into_another_clause_are_found_there_if_their_neighbours_agree() -> None:
    part = ", how it was selected, and how others can obtain it"
    new = BASE.replace(part, "").replace("inspect its parts.", f"inspect its parts{part}.")
    found, source = carried("it was selected, and how others", new)
    assert (found.state, source, found.confidence) == ("moved", "it was selected, and how others", Fraction(9, 10))


def test_words_that_are_deleted_are_gone_and_say_in_which_clause_they_were() -> None:
    found, _ = carried(
        " and need not ask for permission to do so", BASE.replace(", and need not ask for permission to do so", "")
    )
    assert (found.state, found.start, found.end, found.words) == ("gone", 0, 0, "")
    assert found.clause_id == "use.2"


def test_words_replaced_by_quite_others_are_gone() -> None:
    assert (
        carried("need not ask for permission", BASE.replace("need not ask for permission", "owes nothing to anybody"))[
            0
        ].state
        == "gone"
    )


def test_a_twin_of_deleted_words_is_never_taken_for_them() -> None:
    new = BASE.replace("- Anyone may study how the system works and inspect its parts.\n", "")
    found, _ = carried("Anyone may study", new)
    assert found.state == "gone"
    path = history(
        "Users may sell the data. Authors must open the data. Nobody else does.\n",
        "Authors must open the data. Nobody else does.\n",
    )
    assert place(anchor(path[0], "the data"), path).state == "gone"
    assert place(anchor(path[0], "the data", 1), path).state == "same"


def test_a_single_common_word_that_is_deleted_is_not_found_in_a_new_clause() -> None:
    new = BASE.replace("must be published", "is open") + "\nA new clause says that everything must be said.\n"
    assert carried("must be published", new)[0].state == "gone"


def test_words_deleted_and_restored_are_found_again() -> None:
    item = "- Enough information about the data used to train the system must be published.\n"
    found, source = carried("about the data used", BASE.replace(item, ""), BASE)
    assert source == "about the data used" and found.state in ("same", "moved") and found.confidence < 1


def test_small_edits_of_many_versions_are_carried_through_each_of_them() -> None:
    steps = [BASE]
    for old, new in (
        ("Publishers", "Authors"),
        ("must say", "must state"),
        ("came from", "comes from"),
        ("others", "anybody"),
    ):
        steps.append(steps[-1].replace(old, new))
    steps.append(steps[-1].replace("## Use", "## The use"))
    found, source = carried("where the data came from", *steps[1:])
    assert (found.state, source) == ("edited", "where the data comes from")


def test_a_passage_that_changed_word_by_word_into_another_is_gone() -> None:
    steps = ["first second third", "alpha second third", "alpha beta third", "alpha beta gamma"]
    frame = "## T\n\nThe committee says {} in this long sentence of the text.\n"
    path = history(*(frame.format(words) for words in steps))
    assert place(anchor(path[0], "first second third"), path[:3]).state == "edited"
    assert place(anchor(path[0], "first second third"), path).state == "gone"


def test_a_clause_that_is_split_keeps_its_words_in_both_halves() -> None:
    new = BASE.replace(", how it was selected, and how", ".\n\nPublishers must say how it was selected, and how")
    assert carried("where the data came from", new)[1] == "where the data came from"
    found, source = carried("how others can obtain it", new)
    assert (found.state, source) == ("moved", "how others can obtain it")


def test_an_anchor_on_a_whole_clause_follows_the_clause() -> None:
    moved = "Anyone may use the system for any purpose, and need not ask for permission to do so.\n\n"
    path = history(
        BASE,
        BASE.replace("any purpose", "every purpose"),
        BASE.replace(moved, "") + "\n" + moved,
        BASE.replace(moved, ""),
    )
    mark = whole(path[0], "any purpose")
    assert place(mark, path[:1]).state == "same"
    edited = place(mark, path[:2])
    assert (edited.state, edited.start, edited.end) == ("edited", 0, 0) and edited.confidence > Fraction(3, 4)
    assert place(mark, [path[0], path[2]]).state == "moved"
    assert place(mark, [path[0], path[3]]) == Place("gone", mark.clause_id, 0, 0, "", Fraction(1))


def test_an_anchor_whose_offsets_are_wrong_is_believed_by_its_quotation_only() -> None:
    path = history(BASE, BASE)
    right = anchor(path[0], "any purpose")
    wrong = Anchor(right.document, right.side, right.clause_id, right.quote, right.prefix, right.suffix, 0, 11)
    assert place(wrong, path) == place(right, path)
    assert place(Anchor("d.md", "new", right.clause_id, "words of nobody", "", "", 0, 15), path).state == "gone"
    assert place(Anchor("d.md", "new", "nosuch", "any purpose", "", "", 0, 11), path).state == "gone"


def test_many_anchors_are_placed_as_each_by_itself() -> None:
    path = history(BASE, BASE.replace("must", "shall"))
    marks = [anchor(path[0], quote) for quote in ("any purpose", "must be published", "inspect its parts")]
    assert places(marks, path) == [place(mark, path) for mark in marks]


def test_a_path_without_a_version_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least the version"):
        places([], [])


QUOTED = "- The **model**, its *weights* and [the code](https://example.org/x) must be open;\n  the model must be `free` &amp; open.\n\n"


@pytest.mark.parametrize(
    ("quote", "hint", "source"),
    [
        ("model, its weights", 0, "model**, its *weights"),
        ("weights and the code must", 0, "weights* and [the code](https://example.org/x) must"),
        ("open; the\n model", 0, "open;\n  the model"),
        ("must be", 0, "must be"),
        ("free & open", 0, "free` &amp; open"),
        ("**model**, its", 0, "**model**, its"),
    ],
)
def test_a_selection_on_the_page_is_found_in_the_source(quote: str, hint: int, source: str) -> None:
    [clause] = read({"d.md": QUOTED})
    found = locate([clause], clause.id, quote, hint)
    assert found and clause.text[slice(*found)] == source


def test_among_repeated_words_neighbours_decide_and_place_only_breaks_ties() -> None:
    [clause] = read({"d.md": "The model and the model and the model again.\n"})
    first, second, third = 0 + 4, 18, 32
    assert locate([clause], clause.id, "model", 0) == (first, first + 5)
    assert locate([clause], clause.id, "model", 19) == (second, second + 5)
    assert locate([clause], clause.id, "model", 0, "and the ", " again.") == (third, third + 5)
    assert locate([clause], clause.id, "model", 0, "a prefix longer than all that goes before: The ", "") == (
        first,
        first + 5,
    )


@pytest.mark.parametrize("quote", ["", " \n", "\u200b", "unrelated words"])
def test_nothing_is_found_for_nothing_or_for_words_that_are_not_there(quote: str) -> None:
    clauses = read({"d.md": BASE})
    assert locate(clauses, clauses[2].id, quote) is None
    assert locate(clauses, "nosuch", "Anyone") is None


WORDS = st.sampled_from(
    ["the", "system", "must", "be", "open", "and", "free", "its", "data", "code", "model", "may", "not", "change"]
)


@given(st.lists(st.lists(WORDS, min_size=6, max_size=14), min_size=2, max_size=5), st.data())
@settings(max_examples=60)
def test_unchanged_text_keeps_every_anchor(paragraphs: list[list[str]], data: st.DataObject) -> None:
    text = "\n\n".join(" ".join(words) for words in paragraphs) + "\n"
    path = history(text, text, text)
    clause = data.draw(st.sampled_from(path[0]))
    body = len(clause.text.rstrip())
    start = data.draw(st.integers(0, body - 1).filter(lambda at: not clause.text[at].isspace()))
    end = data.draw(st.integers(start + 1, body).filter(lambda at: not clause.text[at - 1].isspace()))
    quote = clause.text[start:end]
    found = place(Anchor("d.md", "new", clause.id, quote, "", "", start, end), path)
    assert (found.state, found.clause_id, found.start, found.end) == ("same", clause.id, start, end)


@given(st.lists(WORDS, min_size=8, max_size=20), st.lists(WORDS, min_size=0, max_size=20), st.data())
@settings(max_examples=150)
def test_an_anchor_is_never_put_on_words_that_share_nothing_with_it(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    path = history(" ".join(old) + "\n", " ".join(new) + "\n")
    at = data.draw(st.integers(0, len(old) - 1))
    quote = " ".join(old[at : at + 3])
    found = place(anchor(path[0], quote), path)
    if found.state == "gone":
        assert (found.start, found.end) == (0, 0)
    else:
        assert set(found.words.split()) & set(quote.split())


USER = " The user may refuse it in this case, and need not say why."
MAKER = " The maker may refuse it in this case, and need not say why."


@pytest.mark.parametrize(
    ("quote", "first", "second"),
    [
        ("in this case", USER + MAKER, MAKER),
        ("in this case", USER + MAKER, " A maker may refuse it in this case."),
        ("may refuse it in this case, and need not say why", USER + MAKER, MAKER),
        (USER.strip(), USER + MAKER, MAKER),
        ("The user may refuse it in this case", USER + MAKER, MAKER),
        ("in this case", MAKER + USER, MAKER),
        (USER.strip(), MAKER + USER, MAKER),
        ("in this case", MAKER + USER + " Nobody else has to be asked.", MAKER + " Nobody else has to be asked."),
    ],
)
def test_a_comment_on_a_sentence_that_went_never_stands_on_its_neighbour(quote: str, first: str, second: str) -> None:
    first, second = (BASE.replace("its parts.", f"its parts.{words}") for words in (first, second))
    path = history(BASE, first, second)
    holder = next(clause for clause in path[1] if USER in clause.text)
    start = holder.text.index(quote, holder.text.index(USER))
    end = start + len(quote)
    made = Anchor("d.md", "new", holder.id, quote, holder.text[max(0, start - 32) : start], holder.text[end : end + 32], start, end)  # fmt: skip
    assert place(made, path[1:]).state == "gone"


def test_a_comment_stays_on_its_sentence_when_the_neighbour_goes_or_comes() -> None:
    for one, other in ((MAKER, USER + MAKER), (USER + MAKER, MAKER), (MAKER + USER, MAKER), (MAKER, MAKER + USER)):
        before, after = (BASE.replace("its parts.", f"its parts.{words}") for words in (one, other))
        path = history(before, after)
        holder = next(clause for clause in path[0] if MAKER in clause.text)
        start = holder.text.index(MAKER) + len(" The maker may refuse it ")
        made = Anchor("d.md", "new", holder.id, "in this case", holder.text[start - 32 : start], holder.text[start + 12 : start + 44], start, start + 12)  # fmt: skip
        found = place(made, path)
        clause = next(clause for clause in path[1] if clause.id == found.clause_id)
        assert found.state == "same" and clause.text[: found.start].endswith("The maker may refuse it "), (one, other)
