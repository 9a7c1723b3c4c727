"""The log of cases to be read without the workbench: one Markdown file a case, and a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session, col, select

from workbench.cases import beside, queries
from workbench.cases.models import Case, Evidence, Finding
from workbench.cases.shown import plain, quoted
from workbench.cases.verdict import WORDS
from workbench.members.models import Member

STATES = {"met": "met", "not_met": "not met", "conditional": "conditional", "not_assessable": "not assessable",
          "not_applicable": "not applicable"}  # fmt: skip


def folder(session: Session, out: Path) -> None:
    """A file for each case, one for each kind of thing beside them, and README.md with a line on each."""
    out.mkdir(parents=True, exist_ok=True)
    people = dict(session.exec(select(Member.id, Member.name)).all())
    lines = ["# Case log", ""]
    for case in session.exec(select(Case).order_by(col(Case.no))):
        name = f"case-{case.no:04d}.md"
        (out / name).write_text("\n".join(page(session, case, people)), "utf-8", newline="\n")
        verdict = queries.verdict(session, case).words
        lines.append(
            f"- [{case.no}]({name}): {plain(case.system)}, {plain(case.release)} ({plain(case.vendor)}): {verdict}"
        )
    lines += beside.written(session, out)
    (out / "README.md").write_text("\n".join([*lines, ""]), "utf-8", newline="\n")


def page(session: Session, case: Case, people: dict[int | None, str]) -> Iterator[str]:
    """The lines of one case."""
    found = queries.findings(session, case)
    evidence = queries.evidence(session, [finding for findings in found.values() for finding in findings])
    verdict = queries.verdict(session, case)
    yield from (f"# Case {case.no}: {plain(case.system)}, {plain(case.release)}", "")
    yield f"- Organisation: {plain(case.vendor)}"
    yield f"- Also called: {plain(', '.join(case.aliases))}" if case.aliases else "- Also called: nothing else"
    yield f"- Judged under version {plain(case.version)}; {case.state.replace('_', ' ')}"
    yield f"- Verdict on the findings so far: **{verdict.words}**"
    if verdict.because:
        yield f"- It rests on: {', '.join(f'`{clause}`' for clause in verdict.because)}"
    for past in queries.settlements(session, case):
        yield f"- On record {past.at:%Y-%m-%d}, under version {plain(past.version)}: {WORDS[past.verdict]}"
    yield ""
    yield from _said("What its maker says", case.claim, case.claim_by, case.claim_address, str(case.claim_date or ""))
    yield from _said("What a source reported", case.source, "", case.source_address, str(case.source_date or ""))
    if case.background:
        yield from ("## Background", "", *quoted(case.background), "")
    yield from ("## Findings", "")
    for clause in (*case.need.clauses, *(one for one in found if one not in case.need.clauses)):
        yield from _clause(clause, found.get(clause, []), evidence, people)


def _said(head: str, words: str, by: str, address: str, day: str) -> Iterator[str]:
    if words:
        yield from (f"## {head}", "", *quoted(words), "")
        about = [part for part in (plain(by), f"<{address}>" if address else "", day) if part]
        yield from ((", ".join(about), "") if about else ())


def _clause(
    clause: str, findings: list[Finding], evidence: dict[int, list[Evidence]], people: dict[int | None, str]
) -> Iterator[str]:
    yield from (f"### `{clause}`", "")
    if not findings:
        yield from ("No finding yet.", "")
    for at, finding in enumerate(findings):
        by = plain(people.get(finding.found_by, "the workbench"))
        counts = "" if at == 0 else "Earlier, no longer counting: "
        yield from (
            f"{counts}**{STATES[finding.value]}**, under version {plain(finding.version)}, {finding.found_at:%Y-%m-%d}, {by}",
            "",
        )
        if finding.condition:
            yield from ("On condition:", "", *quoted(finding.condition), "")
        yield from (*quoted(finding.reason), "")
        for exhibit in evidence.get(finding.id or 0, ()):
            said = [plain(exhibit.quotation)] if exhibit.removed_at else quoted(exhibit.quotation)
            yield from (f"Evidence, <{exhibit.address}>, seen {exhibit.seen_on}:", "", *said, "")
