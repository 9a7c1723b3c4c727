"""The acts in the life of a case as a table: when each is open to whom, what its form asks, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel, field_validator
from sqlmodel import Session

from workbench.cases import (
    appeals,
    decisions,
    notices,
    opinions,
    panel,
    parties,
    precedents,
    queries,
    reports,
    reviews,
    whose,
)
from workbench.cases.forms import Line, Paragraph, past_day
from workbench.cases.models import PUBLISHED, Case
from workbench.cases.states import UNDER_WAY
from workbench.errors import NotHere, Refusal
from workbench.members.models import Member
from workbench.members.permissions import may


class ActForm(BaseModel):
    """What the forms of all acts may ask; each act uses what it names."""

    words: Paragraph = ""
    by: Line = ""
    on: str = ""
    choice: str = ""
    clause: str = ""
    other: str = ""
    members: list[int] = []

    @field_validator("on")
    @classmethod
    def _day(cls, text: str) -> str:
        past_day(text)
        return text

    @property
    def day(self) -> date | None:
        return past_day(self.on)


Do = Callable[[Session, Member, Case, ActForm], object]
Open = Callable[[Session, Member, Case], bool]


@dataclass(frozen=True)
class Act:
    """`title` heads its page and is its button; `explain` says what happens; `asks` names fields of ActForm with their labels."""

    title: str
    explain: str
    states: tuple[str, ...]
    do: Do
    asks: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    # whether it is open to this member; officers by default
    open: Open = lambda _session, member, _case: may(member, "cases.settle")


def _other(session: Session, form: ActForm) -> Case:
    if not form.other.isdecimal() or len(form.other) > 9:
        raise Refusal("Give the number of the other case.", field="other")
    try:
        return queries.case(session, int(form.other))
    except NotHere as no:
        raise Refusal(str(no), field="other") from no


def _one(form: ActForm) -> int:
    if len(form.members) != 1:
        raise Refusal("Choose one.", field="members")
    return form.members[0]


def _candidate(session: Session, form: ActForm) -> Member:
    chosen = _one(form)
    for member in panel.candidates(session):
        if member.id == chosen:
            return member
    raise Refusal("Choose one of the members on the list.", field="members")


# while it matters who takes part; the roll of a ballot is frozen
PARTED = ("screened", "open", "evidence", "reply_wait", "draft_finding", "deliberation", "appealed", "re_review_due")
REASON = {"words": "Reason"}
PUBLIC = {"words": "Markdown. Published with the case."}
ACTS: dict[str, Act] = {
    "screen": Act(
        "Screen it", "The report is whole, and no earlier case answers it.", ("reported",),
        lambda s, a, c, f: reports.screen(s, a, c, words=f.words),
        {"words": "What was looked for"}, {"words": "Which earlier cases were read, and why they do not answer this one."},
        optional=("words",),
    ),
    "panel": Act(
        "Name reviewers", "They declare their interests, then each finds alone. Two or more; one at least without a tie to the vendor.",
        panel.NAMING,
        lambda s, a, c, f: panel.appoint(s, a, c, numbers=f.members), {"members": "Reviewers"},
    ),
    "decline": Act(
        "Decline it", "The system is not judged. The reason is published, and the case stays on the log.", ("reported", "screened"),
        lambda s, a, c, f: reports.decline(s, a, c, words=f.words), REASON, PUBLIC,
    ),
    "duplicate": Act(
        "It is a duplicate", "Another case answers it.", ("reported", "screened"),
        lambda s, a, c, f: reports.duplicate(s, a, c, other=_other(s, f), words=f.words),
        {"other": "Number of the other case", **REASON}, PUBLIC, optional=("words",),
    ),
    "declare": Act(
        "Declare your interests", "What you say is on record with the case. Who steps aside sees no more of it than the public.",
        panel.NAMING, lambda s, a, c, f: opinions.declare(s, a, c, choice=f.choice, words=f.words),
        {"choice": "What ties you to the vendor", "words": "What it is"},
        {"words": "Who pays you, what you own, whom you are related to. Leave it empty if nothing ties you."},
        optional=("words",), open=whose.undeclared,
    ),
    "aside": Act(
        "Step aside", "You give up your seat on this panel. The secretary may name another reviewer.",
        panel.NAMING,
        lambda s, a, c, f: opinions.declare(s, a, c, choice="aside", words=f.words),
        {"words": "What ties you to the vendor"}, open=whose.declared,
    ),
    "relieve": Act(
        "Relieve a reviewer", "Their seat is free: name another reviewer. What they handed in stays on record as theirs.",
        panel.NAMING, lambda s, a, c, f: opinions.relieve(s, a, c, member=_one(f), words=f.words),
        {"members": "Who", "words": "Why: they cannot act any more, or do not"}, PUBLIC, open=whose.relieves,
    ),
    "recuse": Act(
        "Take no part in it", "You are listed as recused: you do not judge, vote or see the committee's notes, and may answer questions.",
        PARTED, lambda s, a, c, f: opinions.step_aside(s, a, c, words=f.words), {"words": "What ties you to the vendor"}, PUBLIC, open=whose.recuses,
    ),
    "move_dismissal": Act(
        "Move that a member takes no part", "The member may answer. An officer who is neither of you decides.",
        PARTED, lambda s, a, c, f: parties.move(s, a, c, _candidate(s, f), words=f.words), {"members": "Who", **REASON}, PUBLIC, open=whose.moves,
    ),
    "answer_dismissal": Act(
        "Answer the motion against you", "Your answer stands beside the motion. You do not decide it.",
        PARTED, lambda s, a, c, f: parties.answer(s, a, c, words=f.words), {"words": "Your answer"}, PUBLIC, open=whose.answers,
    ),
    "decide_dismissal": Act(
        "Decide the motion", "After the answer, or 48 hours after the motion.",
        PARTED, lambda s, a, c, f: opinions.dismiss(s, a, c, outcome=f.choice, words=f.words),
        {"choice": "Of the member", "words": "The reasons"}, PUBLIC, open=whose.decides,
    ),
    "note": Act(
        "Add a note for the committee", "Members read it. The public does not, nor who takes no part in the case.",
        ("draft_finding", "deliberation", "balloting", "appealed"),
        lambda s, a, c, f: parties.note(s, a, c, panel.aside(s, c), words=f.words), {"words": "Your note"}, {"words": "Markdown."}, open=whose.takes_part,
    ),
    "hand_in": Act(
        "Hand in your findings", "They cannot be changed any more. When all reviewers have handed in, everybody reads them.",
        ("evidence",), lambda s, a, c, _f: opinions.hand_in(s, a, c), open=whose.all_found,
    ),
    "ask": Act(
        "Record that the vendor was asked", "Send the vendor the facts that were found, not the verdict. The vendor has 20 days from the day you give.",
        ("evidence", "draft_finding"), lambda s, a, c, f: decisions.ask(s, a, c, asked_of=f.by, asked_on=f.day),
        {"by": "Whom you asked, and by what way", "on": "On which day"}, {"by": "No private address: everybody reads it."}, open=whose.all_in,
    ),
    "reply": Act(
        "Enter the vendor's reply", "It is printed as it is, whole, beside the findings.", ("reply_wait",),
        lambda s, a, c, f: decisions.receive(s, a, c, words=f.words, said_by=f.by, received_on=f.day),
        {"words": "The reply, word for word", "by": "Who signed it", "on": "On which day it came in"}, optional=("by",),
    ),
    "silence": Act(
        "Record that no reply came", "The case goes on. Silence is not an admission, and its page says so.", ("reply_wait",),
        lambda s, a, c, _f: decisions.silence(s, a, c), open=whose.silent,
    ),
    "dissent": Act(
        "Record your dissent", "It stays beside the finding, and is published with the case.", decisions.DISSENT,
        lambda s, a, c, f: decisions.dissent(s, a, c, clause_id=f.clause, words=f.words),
        {"clause": "From the finding on", "words": "Why you do not agree"}, {"words": "Markdown."}, open=whose.dissents,
    ),
    "deliberate": Act(
        "Bring it before the committee", "The panel has agreed on one finding for each requirement. Members may dissent until it is decided.",
        ("draft_finding",), lambda s, a, c, _f: decisions.deliberate(s, a, c),
    ),
    "send_back": Act(
        "Send it back to the panel", "The panel looks again at what it agreed on.", ("deliberation", "decided"),
        lambda s, a, c, f: decisions.send_back(s, a, c, words=f.words), REASON, PUBLIC,
    ),
    "decide": Act(
        "Record the decision", "The committee decided on the findings as they stand. The verdict follows from them and is typed by nobody.",
        ("deliberation",), lambda s, a, c, f: decisions.decide(s, a, c, words=f.words),
        {"words": "How it was decided, and who took part"}, PUBLIC,
        open=lambda s, member, case: may(member, "cases.settle") and not decisions.owes_ballot(s, case),
    ),
    "ask_ballot": Act(
        "Ask for a ballot", "The committee then votes on the findings as they stand, and only that ballot decides.", ("deliberation",),
        lambda s, a, c, f: decisions.ask_ballot(s, a, c, words=f.words), {"words": "Why the committee is to vote on it"}, PUBLIC,
        open=whose.asks_ballot,
    ),
    "notice": Act(
        "Give the vendor notice", "Send the vendor what is to be published. From now on there are 48 hours to point out errors of fact; then it may be published.",
        ("decided",), lambda s, a, c, f: notices.send(s, a, c, sent_to=f.by),
        {"by": "Whom you sent it to, and by what way"}, {"by": "No private address: everybody reads it."}, open=whose.notice,
    ),
    "noticed": Act(
        "Enter the vendor's answer", "Errors of fact, or that there are none. If one is right, send the case back to the panel.", ("decided",),
        lambda s, a, c, f: notices.answer(s, a, c, words=f.words), {"words": "The answer, word for word"}, open=whose.noticed,
    ),
    "publish": Act(
        "Publish it", "The verdict goes on record, with the vendor's reply, every dissent, and who stepped aside.", ("decided",),
        lambda s, a, c, _f: decisions.publish(s, a, c),
    ),
    "suspend": Act(
        "Suspend it", "The case is laid aside until you take it up again.", UNDER_WAY,
        lambda s, a, c, f: reports.suspend(s, a, c, words=f.words), REASON, PUBLIC,
    ),
    "resume": Act(
        "Take it up again", "The case goes on from where it was.", ("suspended",), lambda s, a, c, _f: reports.resume(s, a, c),
    ),
    "appeal": Act(
        "Appeal against it", "Within 30 days, on one of four grounds. A member's appeal needs a second member, unless they reported the case; an officer lodges one for the vendor or for a reader who did.",
        ("settled",), lambda s, a, c, f: appeals.lodge(s, a, c, ground=f.choice, words=f.words, on_behalf=f.by),
        {"choice": "Ground", "words": "What is wrong, and what shows it", "by": "On behalf of"},
        {"words": "Markdown.", "by": "For officers: the vendor, or whoever reported the case. Leave it empty to appeal as a member."},
        optional=("by",), open=whose.appealable,
    ),
    "second": Act(
        "Join the appeal", "With you as the second member it is heard by another panel.", ("settled",),
        lambda s, a, c, _f: appeals.second(s, a, c), open=whose.to_second,
    ),
    "hear": Act(
        "Record what the panel decided", "Affirmed: the case stands. Overturned: your panel agrees on findings of its own. Remanded: the reviewers find anew.",
        ("appealed",), lambda s, a, c, f: appeals.hear(s, a, c, outcome=f.choice, words=f.words),
        {"choice": "The appeal is", "words": "The panel's reasons"}, {"words": "Markdown."}, open=whose.hears,
    ),
    "cite": Act(
        "Cite an earlier case", "Say what a finding here makes of what an earlier case found on the same requirement.", ("open", "draft_finding"),
        lambda s, a, c, f: precedents.cite(s, a, c, clause_id=f.clause, other=_other(s, f), treatment=f.choice, note=f.words),
        {"clause": "The finding on", "choice": "It", "other": "Number of the earlier case", "words": "Why"}, {"words": "Markdown."},
        optional=("words",), open=whose.cites,
    ),
    "review": Act(
        "Put it up for review", "Its ground has moved. You then propose that it stands, or open it again.",
        ("settled",), lambda s, a, c, f: reports.review(s, a, c, words=f.words), REASON, PUBLIC,
    ),
    "changed": Act(
        "The vendor changed it", "The licence or an artefact is no longer what was judged. The case goes up for review.",
        ("settled",), lambda s, a, c, f: reports.changed(s, a, c, what=f.choice, seen=f.by, on=f.day, words=f.words),
        {"choice": "What changed", "by": "Address where that can be seen", "on": "Seen on", "words": "What is different now"},
        {"words": "Markdown. Published with the case."}, open=lambda _s, member, _c: may(member, "cases.find"),
    ),
    "object": Act(
        "Object", "It is proposed that the case stands. Your objection stops that at once, and the case is judged anew.",
        ("re_review_due",), lambda s, a, c, f: reviews.object_to(s, a, c, words=f.words),
        {"words": "Which finding no longer holds, and why"}, PUBLIC, open=whose.proposed,
    ),
    "dispute": Act(
        "Mark it as disputed", "The mark stands beside the verdict. It does not say who is right.", PUBLISHED,
        lambda s, a, c, f: reports.dispute(s, a, c, words=f.words), {"words": "What is disputed, and by whom"},
        open=lambda _s, member, case: may(member, "cases.settle") and not case.dispute,
    ),
    "undispute": Act(
        "Take the mark of dispute away", "The minutes keep that it was disputed.", PUBLISHED,
        lambda s, a, c, _f: reports.dispute(s, a, c, words=""),
        open=lambda _s, member, case: may(member, "cases.settle") and bool(case.dispute),
    ),
    "supersede": Act(
        "A later case takes its place", "It stays on record, and leads on to the later case.", ("settled", "re_review_due"),
        lambda s, a, c, f: reports.supersede(s, a, c, other=_other(s, f), words=f.words),
        {"other": "Number of the later case", **REASON}, PUBLIC, optional=("words",),
    ),
}  # fmt: skip


def open_to(session: Session, member: Member | None, case: Case) -> dict[str, Act]:
    """What this member may do with a case now."""
    if member is None:
        return {}
    return {key: act for key, act in ACTS.items() if case.state in act.states and act.open(session, member, case)}
