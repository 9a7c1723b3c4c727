"""Clauses of a draft replaced, added, removed and moved: what the author did not touch stays byte for byte."""

from __future__ import annotations

import pytest

from tests import texts
from workbench.errors import Refusal
from workbench.proposals import drafting
from workbench.wording import clauses as wording
from workbench.wording import lint
from workbench.wording.blocks import Clause

DOCS = {texts.DOCUMENT: texts.FIRST}
CLAUSES = wording.read(DOCS)


def text(edit: drafting.Edit) -> str:
    return edit.docs[texts.DOCUMENT]


def read(edit: drafting.Edit) -> tuple[Clause, ...]:
    return wording.read(edit.docs, CLAUSES)


def words(identity: str) -> str:
    return next(drafting.words_of(clause.text) for clause in CLAUSES if clause.id == identity)


def test_nothing_typed_changes_nothing() -> None:
    assert (
        text(drafting.apply(DOCS, CLAUSES, {clause.id: drafting.words_of(clause.text) for clause in CLAUSES}))
        == texts.FIRST
    )


def test_what_is_typed_takes_the_place_of_the_clause_alone() -> None:
    edit = drafting.apply(DOCS, CLAUSES, {"reading-places": "- the chairs; {#reading-places}"})
    assert text(edit) == texts.FIRST.replace(words("reading-places"), "- the chairs; {#reading-places}")


def test_a_clause_emptied_is_a_clause_removed() -> None:
    edit = drafting.apply(DOCS, CLAUSES, {"lending-terms": "  "})
    assert "lending-terms" not in [clause.id for clause in read(edit)]
    assert text(edit) == texts.FIRST.replace(words("lending-terms") + "\n\n", "")


def test_two_paragraphs_typed_into_one_box_are_two_clauses_standing_there() -> None:
    edit = drafting.apply(DOCS, CLAUSES, {"lending-terms": words("lending-terms") + "\n\nBooks come back dry."})
    assert len(edit.ids("lending-terms", read(edit))) == 2
    assert edit.ids("lending-terms", read(edit))[0] == "lending-terms"


def test_a_new_clause_stands_behind_the_one_named() -> None:
    edit = drafting.apply(DOCS, CLAUSES, {}, {"reading-hours": "- the name of the cat; {#reading-cat}"})
    assert "open; {#reading-hours}\n- the name of the cat; {#reading-cat}\n- the places" in text(edit)
    assert edit.ids("+reading-hours", read(edit)) == ["reading-cat"]


def test_the_last_item_moved_up_leaves_the_list_tight_and_parted_from_what_follows() -> None:
    edit = drafting.shift(DOCS, CLAUSES, "reading-silence", -1)
    items = "\n".join(words(name) for name in ("reading-hours", "reading-silence", "reading-places"))
    assert f"{items}\n\n## Lending" in text(edit)


def test_a_paragraph_moved_between_items_keeps_its_blank_lines() -> None:
    edit = drafting.move(DOCS, CLAUSES, "lending-terms", "reading-hours")
    assert f"{words('reading-hours')}\n\n{words('lending-terms')}\n\n{words('reading-places')}" in text(edit)
    assert [clause.kind for clause in read(edit) if clause.id == "lending-terms"] == ["paragraph"]


def test_a_clause_at_the_edge_does_not_move_out_of_its_document() -> None:
    assert text(drafting.shift(DOCS, CLAUSES, "library", -1)) == texts.FIRST
    assert text(drafting.shift(DOCS, CLAUSES, "catalogue-copy", 1)) == texts.FIRST


def test_a_clause_moves_into_another_document() -> None:
    docs = DOCS | {"annex.md": "# Annex {#annex}\n\nWords used. {#annex-words}\n"}
    clauses = wording.read(docs)
    edit = drafting.move(docs, clauses, "lending-terms", "annex")
    assert edit.docs["annex.md"] == f"# Annex {{#annex}}\n\n{words('lending-terms')}\n\nWords used. {{#annex-words}}\n"
    assert words("lending-terms") not in text(edit)


@pytest.mark.parametrize("identity", [clause.id for clause in CLAUSES])
def test_a_clause_taken_out_and_put_back_gives_the_text_it_was_taken_from(identity: str) -> None:
    out = drafting.remove(DOCS, CLAUSES, identity)
    back = drafting.restore(out.docs, wording.read(out.docs, CLAUSES), CLAUSES, identity)
    assert text(back) == texts.FIRST


def test_the_end_of_a_document_stays_whatever_moves_there() -> None:
    edit = drafting.move(DOCS, CLAUSES, "reading-hours", "catalogue-copy")
    assert text(edit).endswith("{#reading-hours}\n") and not text(edit).endswith("\n\n")


def test_moving_a_clause_that_is_gone_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        drafting.move(DOCS, CLAUSES, "nowhere", "library")
    assert no.value.status == 409


def test_a_form_gives_back_the_line_ends_it_could_not_carry() -> None:
    stored = "one\r\ntwo\r\nthree\n"
    assert drafting.keep_ends(stored, "one\nTWO\nthree\n", "\r\n") == "one\r\nTWO\r\nthree\n"
    docs = {"old.txt": "First part.\r\n\r\nSecond part.\r\nstill it.\r\n"}
    clauses = wording.read(docs)
    typed = {clause.id: drafting.words_of(clause.text).replace("\r\n", "\n") for clause in clauses}
    assert drafting.apply(docs, clauses, typed).docs == docs


def test_the_cleaned_copy_mends_what_was_changed_and_nothing_else() -> None:
    base = DOCS[texts.DOCUMENT].replace("every book", "every\u00a0book")
    old = wording.read({texts.DOCUMENT: base})
    edit = drafting.apply(
        {texts.DOCUMENT: base}, old, {"lending-terms": "A\u200b loan\u00a0costs nothing. {#lending-terms}"}
    )
    made = drafting.cleaned(edit.docs, wording.read(edit.docs, old), {texts.DOCUMENT: base}, old)[texts.DOCUMENT]
    assert made == base.replace(words("lending-terms"), "A loan costs nothing. {#lending-terms}")
    assert "every\u00a0book" in made


def test_a_document_that_loses_its_last_clause_is_an_empty_document() -> None:
    docs = {"a.md": "Only this.\n", "b.md": ""}
    clauses = wording.read(docs)
    assert drafting.apply(docs, clauses, {}).docs == docs
    edit = drafting.remove(docs, clauses, clauses[0].id)
    assert edit.docs == {"a.md": "", "b.md": ""}
    assert drafting.restore(edit.docs, wording.read(edit.docs, clauses), clauses, clauses[0].id).docs == docs


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_text_keeps_its_own_line_ends_whatever_is_done_to_a_clause(end: str) -> None:
    docs = {"old.md": "# Old\n\n- one\n- two\n\nLast\nwords.\n".replace("\n", end)}
    clauses = wording.read(docs)
    title, one, two, last = (clause.id for clause in clauses)
    typed = {two: "- two more\n  lines", last: "Last\nand very last\nwords."}
    made = drafting.apply(docs, clauses, typed, {one: "- new", title: "A new\nclause."}).docs["old.md"]
    plain = "# Old\n\nA new\nclause.\n\n- one\n- new\n- two more\n  lines\n\nLast\nand very last\nwords.\n"
    assert made == plain.replace("\n", end)
    assert lint.lint(docs["old.md"], made) == []
    cleaned = drafting.cleaned({"old.md": made}, wording.read({"old.md": made}, clauses), docs, clauses)
    assert cleaned["old.md"] == made
    gone = drafting.remove(docs, clauses, two)
    put_back = drafting.restore(gone.docs, wording.read(gone.docs, clauses), clauses, two)
    assert put_back.docs == docs
