"""What stands beside the cases, to be read without the workbench: claims, open questions, statements, other definitions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from workbench.cases import claim_lists, outline, questions
from workbench.cases.claims import WORDS, Claim
from workbench.cases.questions import Question
from workbench.cases.rivals import Rival
from workbench.cases.shown import plain, quoted
from workbench.cases.statements import Statement


def written(session: Session, out: Path) -> list[str]:
    """A file for each kind of which there is anything; the lines that lead to them."""
    lines = [""]
    for name, title, told in (
        ("claims.md", "Claims of openness", _claims(session)),
        ("questions.md", "Open questions", _questions(session)),
        ("statements.md", "Statements", _statements(session)),
        ("definitions.md", "Other definitions", _definitions(session)),
    ):
        said = list(told)
        if said:
            (out / name).write_text("\n".join([f"# {title}", "", *said, ""]), "utf-8", newline="\n")
            lines.append(f"- [{title}]({name})")
    return lines if len(lines) > 1 else []


def _every(session: Session, table: Any) -> Iterator[Any]:
    return iter(session.exec(select(table).order_by(col(table.no))))


def _claims(session: Session) -> Iterator[str]:
    one: Claim
    for one in _every(session, Claim):
        yield from (
            f"## Claim {one.no}: {plain(one.called)}, {plain(one.organisation)}",
            "",
            *quoted(one.quotation),
            "",
        )
        yield from (f"{plain(one.speaker)}, <{one.address}>, {one.said_on}; {WORDS[one.state]}.", "")
        for step in claim_lists.steps(session, one):
            about = [step.act.replace("_", " "), step.choice.replace("_", " "), plain(step.channel)]
            yield f"- {step.made_at:%Y-%m-%d}: {', '.join(filter(None, about))}{f', <{step.address}>' if step.address else ''}"
            yield from (f"  {line}" for words in (step.words, step.reading) for line in quoted(words))
        yield ""


def _questions(session: Session) -> Iterator[str]:
    one: Question
    for one in _every(session, Question):
        state = f"answered by version {plain(one.version)}" if one.version else "open"
        yield from (f"## Question {one.no}: {plain(one.title)}", "", *quoted(one.unsaid), "")
        yield from (f"It is {state}. Nearest clauses: {', '.join(f'`{clause}`' for clause in one.clauses)}.", "")
        for named, case in questions.met(session, one):
            yield from (f"- Met by case {case.no}:", *(f"  {line}" for line in quoted(named.note)))
        for step in questions.steps(session, one):
            yield from (f"- {step.made_at:%Y-%m-%d}, {step.target}:", *(f"  {line}" for line in quoted(step.words)))
        yield ""


def _statements(session: Session) -> Iterator[str]:
    one: Statement
    for one in _every(session, Statement):
        yield from (f"## {plain(one.organisation)}, {one.said_on}", "", *quoted(one.quotation or one.gist), "")
        of = f"case {one.case_no}" if one.case_no else f"question {one.question_no}" if one.question_no else ""
        about = of or (f"clause `{one.clause_id}`" if one.clause_id else "the definition")
        yield from (f"{plain(one.speaker)} <{one.address}>, of {about}.".strip(), "")
        if one.withdrawn_at:
            yield from ("Withdrawn here:", "", *quoted(one.reason), "")


def _definitions(session: Session) -> Iterator[str]:
    one: Rival
    for one in _every(session, Rival):
        yield from (f"## {plain(one.name)}", "", f"{plain(one.body)}, {one.published_on}, <{one.address}>", "")
        yield from (*quoted(one.summary), "", *quoted(outline.written(one.tree, one.own)), "")
