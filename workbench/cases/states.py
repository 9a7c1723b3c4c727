"""The states of a case and every way from one to another: who may go it, and under which condition (procedure 2.5).

Whatever changes a state goes through `move`; `workbench check` reads the minutes and holds every change against this table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlmodel import Session, func, select

from workbench import db
from workbench.cases.life import CaseStep
from workbench.cases.models import PUBLISHED, Case
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.minutes.steps import FEED, OFFICERS, Step, steps, strayed

# The act that takes over what the file of another log has of one thing.
ENTERED = "cases.import"
# Nothing has been looked at yet, or never will be: no verdict, not even so far.
UNJUDGED = ("reported", "screened", "declined", "duplicate")
# May be laid aside with a reason, and taken up again where it was.
UNDER_WAY = ("screened", "open", "evidence", "reply_wait", "draft_finding", "deliberation")
# As a reader is told. A case on record has been `settled` since the first minutes; their entries are never written anew.
WORDS = {
    "reported": "reported", "screened": "screened", "declined": "declined", "duplicate": "a duplicate",
    "suspended": "suspended", "open": "open", "evidence": "with its reviewers", "reply_wait": "waiting for the vendor",
    "draft_finding": "being agreed by its panel", "deliberation": "in deliberation", "balloting": "being voted on", "decided": "decided",
    "settled": "published", "appealed": "under appeal", "re_review_due": "due for review", "superseded": "superseded",
}  # fmt: skip
# What comes next, for the page of a case.
NEXT = {
    "reported": "The secretary looks for earlier cases on the same release, and screens it.",
    "screened": "The secretary names two reviewers or more and opens it, or declines it with a reason.",
    "declined": "It is not judged. The reason is on record.",
    "duplicate": "The case that it repeats is judged instead.",
    "suspended": "It goes on from where it was once the reason is gone.",
    "open": "Findings are recorded, requirement by requirement; then the secretary publishes it.",
    "evidence": "Each reviewer records findings without seeing those of the others. When all are in, everybody reads them.",
    "reply_wait": "The vendor has until the day named below to reply. Silence is not an admission.",
    "draft_finding": "The panel agrees on one finding for each requirement; who does not agree says so.",
    "deliberation": "The committee talks it over, then decides on the findings as they stand: by ballot, where a reviewer does not agree or a member asks for one.",
    "balloting": "The committee votes on the findings as they stand. If they carry, the case is decided; if not, it is talked over again.",
    "decided": "The vendor has 48 hours for errors of fact. Then the secretary publishes it, with the reply and every dissent in full.",
    "settled": "It stands. It may be appealed within 30 days. It is looked at again when a clause that it rests on changes, when the vendor changes what was released, and when it has grown old.",
    "appealed": "Another panel hears the appeal: affirmed, overturned or remanded. Until then the verdict stands under appeal.",
    "re_review_due": "The secretary proposes that it stands, if no finding changes, or opens it again under the newest version.",
    "superseded": "A later case has taken its place. It stays on record.",
}
STANDS = "It stands as it is once the period named below is over, unless a member objects."
PANEL_DECLARES = "Each reviewer declares their interests. When all have, the findings begin."


REVIEWERS, VENDOR = f"its reviewers, {FEED}", f"the vendor, by who records it; {FEED}"

STEPS: tuple[Step, ...] = (
    Step("", "reported", "member, or reader once let in", "system, release, question, and the interest of who reports it", "it has a number and a page", OFFICERS),
    Step("", "open", "member", "opened without a panel", "every requirement of its version waits for a finding", FEED),
    Step("reported", "screened", "chair or secretary", "earlier cases on the same release were looked for", "its reviewers may be named", OFFICERS, at_will=True),
    *steps(("reported", "screened"), "declined", "chair or secretary", "a reason is published", "it is not judged", FEED, at_will=True),
    *steps(("reported", "screened"), "duplicate", "chair or secretary", "the case that it repeats is named", "that one is judged instead", FEED),
    Step("screened", "open", "chair or secretary", "two reviewers or more, one at least without a tie to the vendor", "each of them declares their interests", REVIEWERS),
    Step("open", "evidence", "workbench", "every reviewer has declared their interests", "each records findings that the others do not see", REVIEWERS),
    Step("open", "settled", "chair or secretary", "it has no panel; the verdict is computed", "the verdict is published under its version", FEED),
    Step("evidence", "reply_wait", "chair or secretary", "every reviewer's findings are in, and the vendor is asked", "everybody reads the findings; the vendor has 20 days", VENDOR),
    Step("reply_wait", "draft_finding", "chair or secretary", "a reply, or 20 days without one", "the reply, or that none came, is on record", REVIEWERS),
    Step("draft_finding", "reply_wait", "chair or secretary", "another panel overturned the findings: the vendor is asked about its own", "the vendor has 20 days", VENDOR),
    Step("draft_finding", "deliberation", "chair or secretary", "one agreed finding for each requirement", "the committee may decide on them; who dissents is named", OFFICERS),
    Step("deliberation", "draft_finding", "chair or secretary", "sent back with a reason", "its panel agrees anew", REVIEWERS, at_will=True),
    Step("deliberation", "decided", "chair or secretary", "what was decided, and how; the panel agrees, and no member asked for a ballot", "the vendor gets 48 hours for errors of fact", OFFICERS),
    Step("deliberation", "deliberation", "member", "a ballot is asked for, with a reason", "only a ballot decides", FEED, at_will=True),
    Step("deliberation", "balloting", "chair or secretary", "a ballot opens on exactly these findings", "the findings stand still", f"the roll of the ballot, {FEED}"),
    Step("balloting", "decided", "workbench", "the ballot carried", "the vendor gets 48 hours for errors of fact", OFFICERS),
    Step("balloting", "deliberation", "workbench", "the ballot did not carry, or is void; that is the reason", "it is talked over again", OFFICERS),
    Step("decided", "deliberation", "chair or secretary", "the ballot that decided it is void", "it is talked over again", OFFICERS),
    Step("decided", "draft_finding", "chair or secretary", "an error of fact was shown: sent back with a reason", "its panel agrees anew", REVIEWERS),
    Step("decided", "settled", "chair or secretary", "a reply or a recorded silence, 48 hours for errors of fact; the verdict is computed", "the verdict is published with reasons, reply and dissents", FEED),
    *steps(UNDER_WAY, "suspended", "chair or secretary", "a reason is published", "nothing is done until it is taken up", FEED, at_will=True),
    *(Step("suspended", target, "chair or secretary", "taken up where it was", "it goes on from there", FEED) for target in UNDER_WAY),
    Step("settled", "appealed", "vendor, submitter or two members", "within 30 days, on a ground", "its verdict stands under appeal; another panel is named", OFFICERS),
    Step("appealed", "settled", "another panel", "affirmed", "its verdict stands", FEED),
    Step("appealed", "draft_finding", "another panel", "overturned: it agrees on findings of its own", "it is judged again, and counts as published no more until that is done", REVIEWERS),
    Step("appealed", "evidence", "another panel", "remanded: the reviewers find anew", "it is judged again, and counts as published no more until that is done", REVIEWERS),
    Step("settled", "re_review_due", "workbench, secretary or member", "a clause that it rests on changed, the vendor changed what was released, it is 24 months old, or a reason is published", "its verdict stands meanwhile", OFFICERS),
    Step("re_review_due", "settled", "workbench", "reaffirmed: no finding changes, and nobody objected", "its verdict stands", FEED),
    Step("re_review_due", "open", "chair or secretary", "judged again under the newest version", "the earlier verdict stays on record under its version", FEED),
    *steps(("settled", "re_review_due"), "superseded", "chair or secretary", "a later case is named", "it stays on record, and names the later one", FEED),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)


def may(source: str, target: str) -> bool:
    return (source, target) in _KNOWN


def move(
    session: Session, case: Case, target: str, *, actor: Member | None = None, words: str = "", other: int | None = None
) -> list[CaseStep]:
    """Bring a case to another state. Refused (409) where the table has no such step.

    With `words` (a reason) or another case the step is kept as a row, which is answered for the minutes.
    """
    source = case.state
    if not may(source, target):
        raise Refusal(
            f"Case {case.no} is {WORDS[source]}, so this cannot be done with it now. Reload its page and see what can.",
            status=409,
        )
    case.state = target
    if target not in PUBLISHED:
        case.settled_at = None
    session.add(case)
    if not words and other is None:
        return []
    last = session.exec(select(func.max(CaseStep.n)).where(CaseStep.case_no == case.no)).one() or 0
    step = CaseStep(
        case_no=case.no or 0, n=last + 1, source=source, target=target, words=words, other_no=other,
        made_by=actor.id if actor else None, made_at=db.now(),
    )  # fmt: skip
    session.add(step)
    session.flush()
    return [step]


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a case's state in the minutes that the table does not know."""
    return strayed(entries, "case_record", may, as_told("case_record"))


def as_told(table: str) -> Callable[[Minute, str], Sequence[str]]:
    """The states that a row of a table went through in an entry.

    What came from the file of another log took the steps that its acts there tell; where the file told none, it is as it came.
    """

    def passed(minute: Minute, state: str) -> Sequence[str]:
        if minute.act != ENTERED:
            return (state,)
        told = [now for act in minute.body["acts"] if (now := _told(table, act["rows"]))]
        return [*told, state] if told else ()

    return passed


def _told(table: str, rows: dict[str, dict[str, Any]]) -> str:
    """The state that an act of another log left the row in; "" where it did not touch it."""
    return next((row["state"] for name, row in rows.items() if name.startswith(f"{table}:") and "/" not in name), "")
