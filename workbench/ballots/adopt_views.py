"""Adopting what a ballot carried: by one officer or, where the committee asks for two, proposed by one and confirmed by another."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g

from workbench import web
from workbench.ballots import adoption, amending, nextversion, queries
from workbench.ballots.models import Ballot
from workbench.definition import force, repository
from workbench.members import second_views, seconding
from workbench.members.seconding import Second
from workbench.minutes import heads
from workbench.minutes.record import name_of
from workbench.proposals import judging, recusals
from workbench.proposals import queries as proposals


def register(app: Flask) -> None:
    second_views.deed(
        "ballots.adopt", lambda session, row: _adopted(queries.ballot(session, row.data["ballot"]), row), app
    )


def adopt(no: int) -> Any:
    session, ballot = web.session(), queries.ballot(web.session(), no)
    revision, out = queries.revision(session, ballot), recusals.out(session, queries.proposals(session, ballot))
    if seconding.is_needed(session, web.committee(), g.viewer, "ballots.adopt", out):
        proposal = proposals.proposal(session, revision.proposal_no)
        recusals.stand_aside(session, g.viewer, proposal)
        adoption.adoptable(session, ballot, proposal)
        what = f"Adopt what ballot {no} carried, “{proposal.title}”, as {nextversion.becomes(session, proposal, revision, ballot, web.committee())}"
        row = seconding.propose(session, g.viewer, "ballots.adopt", name_of(ballot), what=what, data={"ballot": no})
        return web.see("second.show", no=row.no)
    return _adopted(ballot)


def _adopted(ballot: Ballot, seconded: Second | None = None) -> Any:
    app, revision = current_app, queries.revision(web.session(), ballot)
    primary = queries.amended(web.session(), revision)
    if primary:
        is_taken = amending.adopt(web.session(), g.viewer, ballot, repository=repository.of(app), seconded=seconded)
        return web.see("proposals.show", no=primary.no) if is_taken else web.see("ballots.show", "ballot", no=ballot.no)
    version = adoption.adopt(
        web.session(),
        g.viewer,
        ballot,
        repository=repository.of(app),
        seconded=seconded,
        together=web.committee().together,
    )
    proposal = proposals.proposal(web.session(), revision.proposal_no)
    if force.published_as(web.session(), version):
        judging.adopted(web.session(), g.viewer, proposal, version, web.committee())
    heads.note(web.config().instance, heads.now(web.session()))
    return web.see("definition.version", version=version.label)
