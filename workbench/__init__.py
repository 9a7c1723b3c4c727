"""The Definition Workbench. `create_app` is the one place that knows every room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from workbench.config import Config

__version__ = "0.1.0"


def create_app(config: Config) -> Flask:
    """The web program for one instance. Brings the schema up to date and finishes an adoption that was cut short."""
    # imported here, so that the pure rooms can be used without Flask, the database or git
    from flask import Flask
    from jinja2 import StrictUndefined

    from workbench import checkup, db, web
    from workbench.config import bundled

    app = Flask(__name__, template_folder=str(bundled("templates")), static_folder=str(bundled("static")))
    app.config.update(
        SECRET_KEY=config.secret,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_NAME="workbench",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=not config.loopback,
        TRUSTED_HOSTS=config.hosts,
        TESTING=config.testing,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["workbench"] = config
    app.extensions["engine"] = db.connect(config.database_url)
    db.upgrade(app.extensions["engine"])
    _furnish(app)
    app.after_request(web.secure)
    app.after_request(web.finish)
    app.teardown_request(web.close)
    checkup.recover(app)
    return app


def _furnish(app: Flask) -> None:
    """Every room brings its pages."""
    from workbench import desk, errorpages, procedure, search, unchanged
    from workbench.ballots import after_views as after
    from workbench.ballots import beside_views as beside
    from workbench.ballots import views as ballots
    from workbench.cases import views as cases
    from workbench.definition import views as definition
    from workbench.members import views as members
    from workbench.minutes import views as minutes
    from workbench.notices import views as notices
    from workbench.proof import views as proof
    from workbench.proposals import views as proposals

    first = (errorpages, members, unchanged)
    for room in (
        *first,
        definition,
        cases,
        proposals,
        ballots,
        beside,
        after,
        minutes,
        notices,
        proof,
        procedure,
        desk,
        search,
    ):
        room.register(app)
