"""What ballots put on the pages of proposals and of versions."""

from __future__ import annotations

from flask import Flask, g, render_template

from workbench import db, web
from workbench.ballots import (
    nextversion,
    origins,
    queries,
    ranked_views,
    recusal_views,
    rules,
    rules_views,
    slight_views,
    views,
)  # fmt: skip
from workbench.definition.models import Version
from workbench.members.models import Member
from workbench.proposals import queries as proposals
from workbench.proposals import relations
from workbench.proposals.models import Proposal, Revision
from workbench.proposals.states import VOTABLE


def register(app: Flask) -> None:
    web.slot("proposal", on_proposal, app)
    web.slot("version", on_version, app)
    web.slot("words", on_words, app)
    web.slot("since", on_since, app)


def on_proposal(proposal: Proposal, revision: Revision) -> str:
    """On a proposal's page: the ballot box, or whether one was held, and for chair and secretary how to open one."""
    ballot = queries.of_proposal(web.session(), proposal)
    if ballot and rules.is_ranked(ballot.rule):
        return ranked_views.on_proposal(ballot, proposal, revision)
    if ballot and ballot.revision == revision.n:
        return render_template("ballots/_box.html", **views.box(ballot))
    group = relations.group(web.session(), proposal)
    return render_template(
        "ballots/_proposal.html", proposal=proposal, ballot=ballot, stage=ballot and queries.stage(ballot, db.now()),
        obstacle=ranked_views.obstacle(proposal, revision) if g.get("viewer") and proposal.state in VOTABLE else "",
        becomes=nextversion.becomes(web.session(), proposal, revision, committee=web.committee()) if proposal.state in proposals.OPEN else "",
        group=group, barred=ranked_views.barred(proposal, revision, group), wanting=rules_views.before(proposal), raised=slight_views.raised(proposal, ballot), by_act=slight_views.offered(proposal), **recusal_views.told([proposal], is_voted=False), about=[proposal],
    )  # fmt: skip


def on_since(proposal: Proposal, viewer: Member) -> str | None:
    """On a proposal's page, for who voted on an earlier text of it: what changed since."""
    revision = queries.voted_on(web.session(), proposal, viewer)
    if revision is None or revision == proposal.revision:
        return None
    return render_template("ballots/_since.html", proposal=proposal, revision=revision)


def on_version(version: Version) -> str | None:
    """On a version's page: the proposal, the ballot and the clauses that made it."""
    made = origins.origin(web.session(), version)
    return render_template("ballots/_version.html", made=made, version=version) if made else None


def on_words(version: Version) -> str | None:
    """Beside words that a version put into the text: its proposal and ballot, and the cases named there."""
    session = web.session()
    made = origins.origin(session, version)
    cases = origins.named(session, made.proposal) if made else []
    return render_template("ballots/_put_there.html", made=made, cases=cases) if made else None
