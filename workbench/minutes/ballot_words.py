"""Words for the acts of ballots and their rules in the minutes."""

DONE = {
    "rules.set": "put into force",
    "rules.end": "ended",
    "ballots.open": "opened",
    "ballots.object": "objected to what was carried by",
    "ballots.unobject": "withdrew an objection to",
    "ballots.end_objections": "recorded that the time for objections is over to",
    "ballots.vote": "voted in",
    "ballots.take_out": "took out of its bloc",
    "ballots.recuse": "left the decision to others in",
    "ballots.move_dismissal": "moved that a member leaves the decision to others in",
    "ballots.dismiss": "confirmed that a member leaves the decision to others in",
    "ballots.read": "read what becomes of a case before voting in",
    "ballots.close": "recorded the result of",
    "ballots.decide": "decided the tie in",
    "ballots.challenge": "named an error in the result of",
    "ballots.recount": "recounted",
    "ballots.reconsider": "asked to reconsider the result of",
    "ballots.opine": "published a minority opinion on",
    "ballots.void": "declared void",
    "ballots.overtaken": "found that the text had moved on before",
    "ballots.adopt": "decided to adopt the text of",
    "ballots.adopted": "adopted the text of",
}
# ground -> why a ballot is void
VOID = {
    "text": "it was on the wrong text", "roll": "its roll was wrong", "leak": "votes were known before the close",
    "count": "its result has an error", "other": "another reason",
    "reconsidered": "most of its roll want its result reconsidered",
}  # fmt: skip
