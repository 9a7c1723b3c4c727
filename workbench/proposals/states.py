"""The states of a proposal and every way from one to another: who may go it, and under which condition (procedure 2.1).

Whatever changes a state goes through `move`; `workbench check` reads the minutes and holds every change against this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlmodel import Session

from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.minutes.steps import FEED, FOLLOWERS, OFFICERS, Step, steps, strayed
from workbench.proposals.models import Proposal

# May still become the text.
BEGUN = ("submitted", "seeking_sponsors")
ENDED = (
    "merged_into", "divided", "superseded", "fell", "withdrawn", "rejected", "declined", "defeated", "dropped", "adopted", "inadmissible",
    "lapsed",
)  # fmt: skip
# A ballot may open on it.
VOTABLE = ("discussion", "last_call", "no_quorum")
# Its text stands still: it is voted on, or carried and not adopted yet.
VOTED = ("balloting", "ratifying", "ratified")
# It can be set aside. (What is set aside or withdrawn comes back to where it was: so these steps alone do not say who may go them.
# Whose it is to withdraw and to take over, proof/leaving.py holds against the minutes.)
DISCUSSED = ("discussion", "last_call")
# As a reader is told.
WORDS = {
    "submitted": "submitted", "inadmissible": "inadmissible", "seeking_sponsors": "looking for sponsors",
    "lapsed": "lapsed", "discussion": "in discussion", "last_call": "in its last call", "tabled": "set aside", "balloting": "in ballot",
    "ratifying": "carried, and to be ratified", "ratified": "ratified", "declined": "declined by the body that ratifies", "adopted": "adopted",
    "rejected": "rejected", "defeated": "defeated by a rival", "dropped": "dropped for the text as it stood", "no_quorum": "without a quorum", "withdrawn": "withdrawn", "merged_into": "merged into another",
    "divided": "divided", "superseded": "superseded", "fell": "fallen",
}  # fmt: skip


TALKED = (*BEGUN, *VOTABLE, "tabled")
SPONSORS = f"members who may sponsor it, {FOLLOWERS}"
_FILED, _AGAIN = "it has a number, and its first revision stands for good", "its text may be revised again"
_BACK = "it may be put to another ballot at once"
STEPS: tuple[Step, ...] = (
    Step("", "submitted", "author", "filed, where the committee's rules ask whether it is admissible", _FILED, OFFICERS),
    Step("", "seeking_sponsors", "author", "filed, where the rules ask for sponsors and not for admissibility", _FILED, f"members who may sponsor it, {FEED}"),
    Step("", "discussion", "author", "filed, where the rules ask for neither, or as an amendment to an amendment", _FILED, FEED),
    Step("submitted", "seeking_sponsors", "chair or secretary", "admissible; it has not yet the sponsors it needs", "it has 30 days to find them", SPONSORS),
    Step("submitted", "discussion", "chair or secretary", "admissible; it has the sponsors it needs", "its discussion begins, with the clock that the rules ask for", FOLLOWERS),
    Step("submitted", "inadmissible", "chair or secretary", "a rule of the committee is named, with a reason", "it is not considered; its author may appeal to the chair", FOLLOWERS, at_will=True),
    Step("inadmissible", "seeking_sponsors", "chair", "the appeal is followed, with a reason", "it has 30 days to find sponsors", SPONSORS),
    Step("inadmissible", "discussion", "chair", "the appeal is followed, and it has the sponsors it needs", "its discussion begins, with the clock that the rules ask for", FOLLOWERS),
    Step("inadmissible", "seeking_sponsors", "workbench", "the chair refused the appeal, its author asked the members, and of those who voted within 7 days more are for it than against", "it has 30 days to find sponsors", SPONSORS),
    Step("inadmissible", "discussion", "workbench", "so too, and it has the sponsors it needs", "its discussion begins, with the clock that the rules ask for", FOLLOWERS),
    Step("seeking_sponsors", "discussion", "workbench", "it has the sponsors it needs", "its discussion begins, with the clock that the rules ask for", FOLLOWERS),
    Step("seeking_sponsors", "lapsed", "workbench", "30 days without the sponsors it needs, or on a text that meets its words", "it is closed, and its words may be filed anew", FOLLOWERS),
    *steps(
        ("submitted", "discussion", "last_call"), "lapsed", "workbench", "30 days on a text that meets its words",
        "it is closed, and its words may be filed anew", FOLLOWERS,
    ),
    Step(
        "no_quorum", "discussion", "author", "another revision is filed, a formal objection is upheld, or its ballot is void",
        "it is discussed as if it had not been voted on", FOLLOWERS,
    ),
    Step(
        "discussion", "last_call", "chair or secretary",
        "discussed long enough, every comment answered, no conflict but with declared rivals, and the rules ask for it",
        "readers have the days that the rules give for its class, and no ballot opens before", FOLLOWERS,
    ),
    Step(
        "last_call", "discussion", "workbench", "another text is filed, a comment accepted or a formal objection upheld",
        "a whole last call is made again", FOLLOWERS,
    ),
    *steps(
        DISCUSSED, "tabled", "chair", "a day is given, and a reason; its clocks stop",
        "no ballot opens on it and no period runs", FOLLOWERS, at_will=True,
    ),
    Step("tabled", "discussion", "workbench", "on the day given; or the chair, before", "its clocks run on", FOLLOWERS),
    Step("tabled", "last_call", "workbench", "on the day given, where its last call had begun; or the chair, before", "its clocks run on", FOLLOWERS),
    *steps(
        VOTABLE, "balloting", "chair or secretary",
        "a ballot opens on the exact text; after the discussion and the last call that the rules ask for",
        "its text stands still; votes are cast until the closing second", f"the roll of the ballot, {FOLLOWERS}",
    ),
    Step(
        "balloting", "adopted", "chair or secretary",
        "carried, the time for challenges is over and none is open; its text is the newest version",
        "rivals fall, other proposals are tried on the new text, and cases on what changed are looked at again", FOLLOWERS,
    ),
    Step("balloting", "rejected", "workbench", "the ballot did not carry", "the text stays as it is", FOLLOWERS),
    *(
        Step(
            "discussion", target, "who raised a block, or those who decide on it",
            "the block that had stopped it stands no more, and the votes say so",
            "the result is counted again without that block", FOLLOWERS,
        )
        for target in ("rejected", "ratifying")
    ),
    Step(
        "balloting", "ratifying", "workbench",
        "it carried, or too few were left to decide, and its rule has another body ratify it, or gives time to object",
        "its text waits for that body, or for the end of that time", f"who may object, or opens that ballot; {FOLLOWERS}",
    ),
    Step(
        "ratifying", "ratified", "workbench", "the ballot of that body carried, or the time is over and no objection stands",
        "it may be adopted", f"chair and secretary, {FOLLOWERS}",
    ),
    Step("ratifying", "declined", "workbench", "the ballot of that body did not carry", "the text stays as it is", FOLLOWERS),
    Step(
        "ratified", "adopted", "chair or secretary", "its text is the newest version",
        "rivals fall, other proposals are tried on the new text, and cases on what changed are looked at again", FOLLOWERS,
    ),
    *steps(
        ("ratifying", "ratified"), "discussion", "workbench",
        "it is returned: an objection or a block stands, or that body could not decide; or another text was adopted first, or its ballot is void",
        _AGAIN, FOLLOWERS,
    ),
    *(
        step for target in ("last_call", "no_quorum")
        for step in steps(("ratifying", "ratified"), target, "chair or secretary", "its ballot is void: it is where it was before", _BACK, FOLLOWERS)
    ),
    *steps(
        ("ratified", "declined", "discussion"), "ratifying", "chair or secretary",
        "the ballot of the body that ratifies is void", "that body may vote again", FOLLOWERS,
    ),
    Step("balloting", "defeated", "chair or secretary", "ranked, and lost to a rival that was adopted", "it may come back at once, as an amendment to the new text", FOLLOWERS),
    Step(
        "balloting", "dropped", "chair or secretary",
        "ranked, and not so far above the text as it stood as the rule asks; a rival was adopted", "it is closed", FOLLOWERS,
    ),
    Step(
        "balloting", "no_quorum", "workbench", "too few voted; it may be balloted again once on the same text, within 30 days",
        "its 30 days run", f"chair and secretary, {FOLLOWERS}",
    ),
    Step("balloting", "lapsed", "workbench", "too few voted a second time on the same text", "it is closed, and its words may be filed anew", FOLLOWERS),
    Step(
        "no_quorum", "lapsed", "workbench", "30 days without another ballot, or on a text that meets its words",
        "it is closed, and its words may be filed anew", FOLLOWERS,
    ),
    Step(
        "balloting", "discussion", "workbench",
        "another text was adopted first; or the ballot was blocked, void or tied with nothing decided, or too few were left to decide",
        _AGAIN, FOLLOWERS,
    ),
    *steps(("balloting", "rejected", "no_quorum"), "last_call", "chair or secretary", "its ballot is void: it is where it was before", _BACK, FOLLOWERS),
    *steps(("rejected", "discussion", "lapsed"), "no_quorum", "chair or secretary", "its ballot is void: it is where it was before", _BACK, FOLLOWERS),
    Step("rejected", "discussion", "chair or secretary", "its ballot is void: it is where it was before", _BACK, FOLLOWERS),
    *steps(
        TALKED, "withdrawn", "author", "a reason is given",
        "it is closed, unless a sponsor takes it over within 24 hours", f"its sponsors, {FOLLOWERS}", at_will=True,
    ),
    *(
        Step("withdrawn", target, "sponsor", guard, "the sponsor is its author", FOLLOWERS)
        for target, guard in (
            ("discussion", "taken over within 24 hours"),
            ("seeking_sponsors", "taken over within 24 hours; it needs more sponsors"),
            ("submitted", "taken over within 24 hours; nobody has said whether it is admissible"),
            ("last_call", "taken over within 24 hours, in its last call"),
            ("tabled", "taken over within 24 hours, while it is set aside"),
            ("no_quorum", "taken over within 24 hours, after a ballot without a quorum"),
        )
    ),
    *steps(
        TALKED, "merged_into", "authors", "a composite in discussion to which all authors agree; or taken over",
        "the composite, or what it amends, has its words and its rivals", FOLLOWERS,
    ),
    Step(
        "balloting", "merged_into", "chair or secretary",
        "an amendment to an amendment carried, and is the next revision of what it amends",
        "what it amends has a new revision", FOLLOWERS,
    ),
    *steps(VOTABLE, "divided", "member", "each part applies alone; together they give its text", "its parts are proposals of their own", FOLLOWERS),
    *steps(TALKED, "superseded", "author", "its author agrees that the other takes its place", "it is closed, and names the other", FOLLOWERS),
    *steps(TALKED, "fell", "workbench", "a rival or another of its order was adopted, or what it amends is closed", "it is closed, and names why", FOLLOWERS),
)  # fmt: skip
# A mark beside the state, read from the receipt of its replay (stale.py): for the page of the procedure, which shows it as one.
STALE = ("stale", "stale: on a text that another one met")
MARKED: tuple[Step, ...] = (
    *steps(
        TALKED, "stale", "workbench", "another text was adopted, and it changes the same clause or the same words",
        "no last call begins and no ballot opens on it; its 30 days run", f"its author and sponsors, {FOLLOWERS}",
    ),
    Step("stale", "discussion", "sponsors, or the author where it has none", "each confirms the merged text, where the two go together", "the merged text is its revision, with seven more days to read it; it is in the state that it had", FOLLOWERS),
    Step("stale", "discussion", "author", "a revision on the newest version is filed", "it is in the state that it had, with seven more days to read it", FOLLOWERS),
    Step("stale", "lapsed", "workbench", "30 days without either", "it is closed, and its words may be filed anew", FOLLOWERS),
)  # fmt: skip
_KNOWN = frozenset((step.source, step.target) for step in STEPS)


def may(source: str, target: str) -> bool:
    return (source, target) in _KNOWN


def move(session: Session, proposal: Proposal, target: str) -> Proposal:
    """Bring a proposal to another state. Refused (409) where the table has no such step."""
    if not may(proposal.state, target):
        raise Refusal(
            f"Proposal {proposal.no} is {WORDS[proposal.state]}, so this cannot be done with it any more. "
            "Reload its page and see what can.",
            status=409,
        )
    proposal.state = target
    session.add(proposal)
    return proposal


def disagreements(entries: Iterable[Minute]) -> Iterator[str]:
    """Every change of a proposal's state in the minutes that the table does not know."""
    return strayed(entries, "proposal", may)
