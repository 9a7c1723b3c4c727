"""The page of a ballot on a version, and the forms that open one."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request, url_for
from werkzeug.datastructures import MultiDict

from workbench import db, web
from workbench.ballots import (
    after,
    apart,
    briefing,
    known,
    positions,
    ratified,
    rules,
    rules_views,
    seating,
    second,
    versions,
    windows,
    withdrawing,
)
from workbench.ballots.models import Ballot
from workbench.ballots.versions import VersionBallot
from workbench.definition import force, releases
from workbench.definition import queries as definition
from workbench.definition.models import Version
from workbench.definition.reading import VIEWS, review
from workbench.errors import Refusal
from workbench.members import bodies, permissions
from workbench.members.models import Member
from workbench.minutes.record import canonical, digest

Words = MultiDict[str, str]
Errors = dict[str, str]


def page(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    """The page of a ballot on a version: what it is on, the redline of that, and the box."""
    session, data = web.session(), box(ballot, words, errors)
    return web.page(
        "ballots/version.html", **data, **text(data["on_version"]), opener=session.get_one(Member, ballot.opened_by), nav="ballots"
    )  # fmt: skip


def box_alone(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> Response:
    return web.page("ballots/_box.html", **box(ballot, words, errors))


def box(ballot: Ballot, words: Words | None = None, errors: Errors | None = None) -> dict[str, Any]:
    """What the box of such a ballot needs, for the reader of this request."""
    session, viewer = web.session(), g.get("viewer")
    held, is_out = (
        briefing.held(session, ballot, viewer, db.now()),
        apart.is_aside(session, viewer, second.concerned(session, ballot)),
    )
    mine, made = held.mine, versions.of(session, ballot)
    kept = after.beside(words, MultiDict({"choice": mine.choice or "", "reason": mine.reason} if mine else {}))
    return {
        "b": held, "on_version": made, "asks": versions.question(made), "words": kept, "errors": errors or {},
        "gone": releases.gone(session, session.get_one(Version, made.ordinal)) if made.question == "withdraw" else None,
        "may_withdraw": made.question == "withdraw" and not ballot.ratifies and permissions.may(viewer, "versions.release") and not is_out, "is_out": is_out,
        "obstacle": _obstacle(ballot, made), "release": releases.release(session, made.release_no) if made.release_no else None,
        "digest": lambda vote, value: digest(vote.salt, canonical(value)), "canonical": canonical, "told": positions.called(ballot.rule),
        "wanting": rules_views.meanwhile(held), **after.told(held), **ratified.told(held),
    }  # fmt: skip


def _obstacle(ballot: Ballot, made: VersionBallot) -> str:
    """Why what a ballot carried cannot be put on record as a withdrawal yet; empty where it can, or where it is no such ballot."""
    if made.question != "withdraw" or ballot.ratifies or ballot.closed_at is None:
        return ""
    try:
        withdrawing.withdrawable(web.session(), withdrawing.carried(web.session(), ballot))
    except Refusal as no:
        return str(no)
    return ""


def redlined(ballot: Ballot) -> dict[str, Any]:
    """The same redline, asked for by the ballot."""
    return text(versions.of(web.session(), ballot))


def text(made: VersionBallot) -> dict[str, Any]:
    """What the redline needs: of a release from the last published text to this; of a withdrawal from this to what holds again."""
    session = web.session()
    here = session.get_one(Version, made.ordinal)
    if made.release_no:
        old, new = session.get_one(Version, releases.release(session, made.release_no).after), here
        names = f"Version {old.label}, published", f"As it would be released, version {made.label}"
    else:
        old, new = here, _again(here)
        names = f"Version {here.label}, which would be withdrawn", f"Version {new.label}, which would be in force again"
    reading = review(definition.read(session, old), definition.read(session, new), request.args.get("view", "redline"))
    return {
        "reading": reading, "views": VIEWS, "old": old, "new": new, "old_name": names[0], "new_name": names[1],
        "full": url_for("definition.version", version=new.label),
    }  # fmt: skip


def _again(version: Version) -> Version:
    """The version that holds, or held, before this one, whenever that is asked."""
    session = web.session()
    gone = releases.gone(session, version)
    return force.before(session, version, gone.at if gone else db.now()) or version


def form(made: VersionBallot, words: Words, errors: Errors, where: str, back: str) -> Response:
    """The form that opens a ballot on a version. `where` it is sent, and where the way back leads."""
    session = web.session()
    return web.page(
        "ballots/new_version_ballot.html", on_version=made, asks=versions.question(made), words=words, errors=errors, where=where, back=back,
        rules=known.for_versions(session, web.committee(), made.claimed), roll=seating.electorate(session), nav="definition",
        fingerprint=session.get_one(Version, made.ordinal).fingerprint,
    )  # fmt: skip


def begun(claimed: str) -> Words:
    """The words with which such a form begins."""
    rule = next(iter(known.for_versions(web.session(), web.committee(), claimed).values()), None)
    return MultiDict({"rule": rule.name if rule else "", "closes_at": windows.typed(rule, db.now())})


def ratification_page(ballot: Ballot, body: str, words: Words, errors: Errors) -> Response:
    """The form that opens the ballot of the body that ratifies what a ballot on a version carried."""
    session = web.session()
    table, made = second.owed(session, ballot)["rule"], versions.of(session, ballot)
    return web.page(
        "ballots/new_version_ratification.html", ballot=ballot, on_version=made, asks=versions.question(made), words=words, errors=errors,
        body=web.committee().bodies.get(body, body), rule=rules.read(table["name"], table), roll=bodies.members(session, body), nav="ballots",
    )  # fmt: skip
