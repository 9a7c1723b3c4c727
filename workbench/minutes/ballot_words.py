"""Words for the acts of ballots and their rules in the minutes."""

from __future__ import annotations

from typing import Any

DONE = {
    "members.passkey": "registered a passkey:",
    "members.passkey_over": "removed a passkey:",
    "bodies.seat": "gave a seat to",
    "bodies.unseat": "ended the seat of",
    "bodies.enter": "put on record the place of",
    "bodies.leave": "ended the place of",
    "second.propose": "proposed to another",
    "second.confirm": "confirmed",
    "second.take_back": "took back",
    "second.lapse": "recorded that nobody confirmed",
    "rules.set": "put into force",
    "rules.end": "ended",
    "ballots.arrange": "fixed",
    "ballots.schedule": "scheduled",
    "ballots.cancel": "cancelled",
    "ballots.open": "opened",
    "ballots.object": "objected to what was carried by",
    "ballots.unobject": "withdrew an objection to",
    "ballots.end_objections": "recorded that the time for objections is over to",
    "ballots.vote": "voted in",
    "ballots.extend": "moved the close of",
    "ballots.late": "came too late to vote in",
    "ballots.give_proxy": "gave their vote to another in",
    "ballots.withdraw_proxy": "took back the vote that they had given to another in",
    "ballots.attend": "took down who is present at",
    "ballots.take_out": "took out of its bloc",
    "ballots.recuse": "left the decision to others in",
    "ballots.move_dismissal": "moved that a member leaves the decision to others in",
    "ballots.dismiss": "confirmed that a member leaves the decision to others in",
    "ballots.withdraw_block": "withdrew a block in",
    "ballots.overrule_block": "decided on a block in",
    "ballots.take_part": "took back a recusal in",
    "ballots.advise": "stated a position, which is not counted, on",
    "ballots.open_list": "opened the list of the affected cases before voting in",
    "ballots.read": "read what becomes of a case before voting in",
    "ballots.close": "recorded the result of",
    "ballots.decide": "decided the tie in",
    "ballots.challenge": "named an error in the result of",
    "ballots.recount": "recounted",
    "ballots.reconsider": "asked to reconsider the result of",
    "ballots.opine": "published a minority opinion on",
    "ballots.seat": "put on record who has a seat by",
    "ballots.void": "declared void",
    "ballots.overtaken": "found that the text had moved on before",
    "ballots.adopt": "decided to adopt the text of",
    "ballots.adopted": "adopted the text of",
    "versions.candidate": "made a candidate of what was adopted since the last published version:",
    "versions.call": "began the last call of",
    "versions.send_back": "sent back",
    "versions.approve": "approved",
    "versions.publish": "published",
    "versions.withdraw": "withdrew",
}
OF_SEATS = ("ballots.open", "ballots.seat", "bodies.seat", "members.roles")
# ground -> why a ballot is void
VOID = {
    "text": "it was on the wrong text", "roll": "its roll was wrong", "leak": "votes were known before the close",
    "count": "its result has an error", "other": "another reason",
    "reconsidered": "most of its roll want its result reconsidered",
}  # fmt: skip
# way -> how rivals are decided
ARRANGED = {
    "ranked": "in one ranked ballot", "serial": "one after the other, in this order", "perfect": "in one ranked ballot, once what amends them is decided",
}  # fmt: skip


def seated(body: dict[str, Any]) -> list[str]:
    """Of an election what it fills, or who has a seat by it; of a seat or a role by which ballot it was given."""
    rows: dict[str, dict[str, Any]] = body.get("rows", {})
    found = [f"election, {row['title']}" for name, row in rows.items() if name.startswith("election:")]
    found += [row["name"] for name, row in rows.items() if name.startswith("candidate:") and row.get("seated")]
    return [
        *found,
        *([f"by ballot {body['ballot']}"] if isinstance(body.get("ballot"), int) and "statement" not in body else []),
    ]


def arrangement(rows: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """How which rivals are decided, and the address of their page."""
    places = {name.split(":")[2]: row["place"] for name, row in rows.items() if name.startswith("arranged:")}
    ways = [ARRANGED[row["way"]] for name, row in rows.items() if name.startswith("arrangement:")]
    numbers = sorted(places, key=lambda no: places[no])
    if not ways or not numbers:
        return "how rivals are decided", ""
    return f"how proposals {', '.join(numbers)} are decided: {ways[0]}", f"/proposals/{numbers[0]}/order"
