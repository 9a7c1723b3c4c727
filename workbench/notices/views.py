"""Addresses for feed readers and calendars: public, and whole after every act."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, Flask, Response, request, url_for
from icalendar import Alarm, Calendar, Event
from sqlalchemy import String, cast, literal
from sqlmodel import col, or_, select

from workbench import web
from workbench.ballots.models import Option
from workbench.ballots.schedules import Schedule
from workbench.minutes import words
from workbench.minutes.models import Minute
from workbench.minutes.record import name_of
from workbench.notices import choice_views, dates, feeds, posting
from workbench.proposals.models import Comment

PAGE = 50

bp = Blueprint("notices", __name__)
bp.get("/account/notices", endpoint="choice")(choice_views.index)
bp.post("/account/notices", endpoint="choose")(choice_views.choose)


def register(app: Flask) -> None:
    """Refused, naming the place, where the settings of the mails cannot be read."""
    posting.Post.of(app.extensions["workbench"])
    app.register_blueprint(bp)


@bp.get("/feed.atom")
@web.public_record
def feed() -> Response:
    """The fifty newest entries of the minutes; with `thing` those about one, and about what belongs to a proposal."""
    thing = request.args.get("thing", "")
    query = select(Minute).order_by(col(Minute.seq).desc()).limit(PAGE)
    if thing:
        query = query.where(or_(Minute.thing == thing, *_belonging(thing)))
    entries = [words.entry(minute) for minute in web.session().exec(query)]
    committee = web.committee().name
    title = f"{committee}: {thing.replace('_', ' ').replace(':', ' ')}" if thing else committee
    data = feeds.atom(
        title, entries, root=request.root_url, here=url_for(".feed", thing=thing or None, _external=True),
        page=url_for("minutes.index", thing=thing or None, _external=True),
    )  # fmt: skip
    return Response(data, mimetype="application/atom+xml")


def _belonging(thing: str) -> list[Any]:
    """Of a proposal: its comments and its ballots."""
    table, _, number = thing.partition(":")
    if table != "proposal" or not number.isdecimal() or int(number) > web.LARGEST:
        return []
    comments = select(literal("comment:") + cast(col(Comment.id), String)).where(Comment.proposal_no == int(number))
    ballots = select(literal("ballot:") + cast(col(Option.ballot_no), String)).where(Option.proposal_no == int(number))
    scheduled = [name_of(row) for row in web.session().exec(select(Schedule)) if int(number) in row.proposals]
    return [col(Minute.thing).in_(comments), col(Minute.thing).in_(ballots), col(Minute.thing).in_(scheduled)]


@bp.get("/calendar.ics")
def calendar() -> Response:
    """Every date that is known, as events of no length with a reminder a day before (RFC 5545)."""
    made = Calendar()
    made.add("prodid", "-//Definition Workbench//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", web.committee().name)
    for date in dates.upcoming(web.session()):
        made.add_component(_event(date))
    return Response(made.to_ical(), mimetype="text/calendar")


def _event(date: dates.Date) -> Event:
    event, reminder = Event(), Alarm()
    event.add("uid", f"{date.name}@{request.host.partition(':')[0]}")
    event.add("dtstamp", date.known)
    event.add("dtstart", date.at)
    event.add("summary", date.words)
    event.add("url", urljoin(request.root_url, date.address))
    event.add("transp", "TRANSPARENT")
    reminder.add("action", "DISPLAY")
    reminder.add("description", date.words)
    reminder.add("trigger", -dates.BEFORE)
    event.add_component(reminder)
    return event
