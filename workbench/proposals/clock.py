"""What the clock alone changes on the pages of proposals."""

from __future__ import annotations

from datetime import timedelta

from workbench.proposals import classes, leaving, offered, periods, pleas, stale, states, takeover, typography

LATE = {"late": periods.PATIENCE}
SEEKING = """SELECT count(*) FROM proposal LEFT JOIN admissibility ON admissibility.proposal_no = proposal.no
WHERE state = 'seeking_sponsors' AND coalesce(heard_at, decided_at, filed_at) <= :late"""
BEHIND = f"""SELECT count(*) FROM proposal JOIN replay ON replay.proposal_no = proposal.no
WHERE proposal.state IN {states.TALKED} AND replay.state IN {periods.WAITS} AND made_at <= :late"""
# How many proposals may still be taken over, how many announcements run, and how many periods are over (`web.decided`).
PASSED: tuple[tuple[str, dict[str, timedelta]], ...] = (
    ("SELECT count(*) FROM withdrawal WHERE at > :rescued", {"rescued": leaving.RESCUE}),
    ("SELECT count(*) FROM link WHERE offered_at > :announced", {"announced": takeover.NOTICE}),
    ("SELECT count(*) FROM revision_offer WHERE outcome = '' AND made_at > :offered", {"offered": offered.NOTICE}),
    (
        "SELECT count(*) FROM member_motion WHERE outcome = '' AND coalesce(opened_at, made_at) > :moved",
        {"moved": pleas.TIME},
    ),
    ("SELECT count(*) FROM replay WHERE state = 'carried' AND made_at > :rebased", {"rebased": stale.NOTICE}),
    ("SELECT count(*) FROM proposal WHERE claimed_at > :claimed", {"claimed": classes.TO_CONTEST}),
    ("SELECT count(*) FROM class_contest WHERE state = 'open' AND made_at > :settled", {"settled": classes.TO_SETTLE}),
    (
        "SELECT count(*) FROM revision WHERE is_typographic AND filed_at > :objected",
        {"objected": typography.TO_CONTEST},
    ),
    (SEEKING, LATE),
    (BEHIND, LATE),
    ("SELECT count(*) FROM stay WHERE until <= :now", {}),
    ("SELECT count(*) FROM stay WHERE ended_at <= :late", LATE),
)
