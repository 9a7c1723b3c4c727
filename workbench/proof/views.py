"""The record as one file to take away: made when somebody asks, kept until the next entry of the minutes."""

from __future__ import annotations

import os
import tempfile
import threading
import zipfile
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, send_file
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from workbench import checkup, db, web
from workbench.config import Config
from workbench.definition.repository import Repository, of
from workbench.errors import Refusal
from workbench.minutes.models import Minute
from workbench.proof import export

TRIES = 5  # how often a record is read again because somebody acted in the meantime
BUSY = "The committee is acting just now, so no whole record could be read. Ask again in a minute."

bp = Blueprint("record", __name__)
_one_at_a_time = threading.Lock()


def register(app: Flask) -> None:
    app.register_blueprint(bp)


@bp.get("/record.zip")
def download() -> Response:
    """The folder of `workbench export record`, packed."""
    config: Config = current_app.extensions["workbench"]
    kept = config.instance / "record.zip"
    with _one_at_a_time:
        last = web.session().exec(select(func.max(Minute.seq))).one()
        if current_app.extensions.get("packed") != last or not kept.is_file():
            packed = pack(current_app.extensions["engine"], of(current_app), config.committee.name, kept)
            current_app.extensions["packed"] = packed
        return send_file(kept.open("rb"), "application/zip", as_attachment=True, download_name="record.zip")


def pack(engine: Engine, repository: Repository, committee: str, kept: Path) -> int:
    """Write the record into the file `kept`, whole or not at all; the number of its last entry.

    Nobody is kept from acting: where somebody did, the record is read once more."""
    frozen = (
        engine.execution_options(isolation_level="REPEATABLE READ") if engine.dialect.name == "postgresql" else engine
    )
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="record.") as place:
        for n in range(TRIES):
            folder = Path(place) / str(n) / "record"
            folder.mkdir(parents=True)
            with db.reading(frozen) as session:
                head = export.fill(session, repository, committee, folder)
                if any(checkup.repository_refs(session, repository)) and _moved(engine, head):
                    continue
            made = folder.parent / "record.zip"
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
                for file in sorted(folder.iterdir()):
                    packed.write(file, f"record/{file.name}")
            os.replace(made, kept)
            return int(head.partition(":")[0])
    raise Refusal(BUSY, status=503)


def _moved(engine: Engine, head: str) -> bool:
    """Whether something was recorded after this head; if nothing was, what does not agree is for the reader to find."""
    with Session(engine) as session:
        last = session.exec(select(Minute.hash).order_by(col(Minute.seq).desc()).limit(1)).one()
    return not head.endswith(last)
