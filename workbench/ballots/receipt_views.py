"""The receipt of one's own vote as a file."""

from __future__ import annotations

import json

from flask import Blueprint, Response, g

from workbench import web
from workbench.ballots import queries, receipts

bp = Blueprint("receipts", __name__)


@bp.get("/ballots/<int:no>/receipt.json")
def show(no: int) -> Response:
    made = receipts.of(web.session(), g.viewer, queries.ballot(web.session(), no), committee=web.committee().name)
    response = Response(json.dumps(made, ensure_ascii=False, indent=1) + "\n", mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-ballot-{no}-vote-{made["n"]}.json"'
    return response
