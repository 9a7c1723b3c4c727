"""The acts of the matrix, each as its page would send it; and the addresses that are in none of its states, with the reason why.

What stands in braces is put in for each state (`scene.things`). An act on what is not there in a state is left out of it.
"""

from __future__ import annotations

from typing import Any

from tests.ballots.test_proxies import WORDS

OPENING = {"rule": "substantive", "closes_at": "2026-07-01T12:00", "sure": "yes"}
WHY = {"reason": "It is about something else."}

# act -> where it is sent, and with which words
ON_A_BALLOT: dict[str, tuple[str, dict[str, Any]]] = {
    # a ballot opens
    "open": ("/proposals/{proposal}/ballots", {"revision": "{revision}", **OPENING, "rule": "{rule}"}),
    "open ranked": ("/proposals/{proposal}/ranked-ballots", {"options": ["{proposal}", "{rival}"], "revision-{proposal}": "{revision}", "revision-{rival}": "1", **OPENING, "rule": "rivals"}),
    "open a bloc": ("/blocs", {"proposals": ["1", "{second}"], "revision-1": "1", "revision-2": "1", **OPENING}),
    "open on findings": ("/cases/{judged}/ballots", {**OPENING, "rule": "committee-finding", "fingerprint": "{findings}"}),
    "let it stand": ("/proposals/{proposal}/by-act", {"revision": "{revision}"}),
    "hold an election": ("/elections", {"body": "{elected}", "question": "Who sits in the board?", "others": "Ada\nBea", **OPENING, "rule": "approvals"}),
    "ask": ("/ballots/{first}/ratification", {"closes_at": "2026-07-01T12:00", "sure": "yes"}),
    "call off": ("/ballots/scheduled/{schedule}/cancel", {"why": "It comes too soon."}),
    "order": ("/proposals/{proposal}/order", {"way": "serial", "place-{proposal}": "1", "place-{rival}": "2", **WHY}),
    # who takes part
    "recuse": ("/proposals/{proposal}/recusals", {"reason": "I work for one whom it names."}),
    "take part": ("/proposals/{proposal}/recusals/take-back", {}),
    "move a dismissal": ("/proposals/{proposal}/recusals/dismissals", {"member": "{bystander}", "dismissal": "They work for one whom it names."}),
    "dismiss": ("/proposals/{proposal}/recusals/dismissals/{moved}", {}),
    "leave an election": ("/ballots/{no}/recusal", {"recusal": "I work for one of them."}),
    "attend": ("/ballots/{no}/presence", {"present": "1"}),
    "give a vote": ("/ballots/{no}/proxies", {"holder": "{bystander}", "proxy_words": WORDS}),
    "take a vote back": ("/ballots/{no}/proxies/withdraw", {}),
    "open the list": ("/ballots/{turning}/cases", {}),
    "read a case": ("/ballots/{turning}/cases/{case}", {}),
    # votes and positions
    "vote": ("/ballots/{no}/votes", {"choice": "abstain", "fingerprint": "{fingerprint}"}),
    "vote for another": ("/ballots/{no}/proxies/{giver}", {"proxy_choice": "for", "proxy_fingerprint": "{fingerprint}", "proxy_sure": "yes"}),
    "vote at once": ("/blocs/{bloc}/votes", {"choice": "abstain", "fingerprint-1": "{print_1}", "fingerprint-2": "{print_2}"}),
    "take out": ("/blocs/{bloc}/out", {"item": "2", "why": "It needs a debate."}),
    "elect": ("/ballots/{no}/choice", {"approved": "1", "fingerprint": "{fingerprint}"}),
    "rank": ("/ballots/{no}/ranking", {"place-0": "2", "place-{proposal}": "1", "fingerprint": "{fingerprint}"}),
    "advise": ("/ballots/{no}/advice", {"position": "for", "advice": "It reads well."}),
    # it ends
    "extend": ("/ballots/{no}/extend", {"extend_to": "2026-07-01T12:00", "extend_reason": "Two are ill."}),
    "close": ("/ballots/{no}/close", {}),
    "void": ("/ballots/{no}/void", {"ground": "roll", "void_reason": "One seat is missing."}),
    "decide": ("/ballots/{first}/decide", {"option": "0", "picks": "3", "reason": "The text is clear as it stands."}),
    "unblock": ("/ballots/{no}/blocks/withdraw", {"unblock": "The catalogue was mended."}),
    "overrule": ("/ballots/{no}/blocks/{blocker}", {"upheld": "no", "ruling": "The catalogue has its own rule."}),
    # what follows
    "adopt": ("/ballots/{no}/adopt", {}),
    "object": ("/ballots/{first}/objections", {"objection": "It costs too much."}),
    "drop an objection": ("/ballots/{first}/objections/{objection}/withdraw", {}),
    "end objections": ("/ballots/{first}/objections/end", {}),
    "contest": ("/ballots/{no}/challenges", {"wrong": "One vote is missing."}),
    "recount": ("/ballots/{no}/recount", {"outcome": "confirmed", "answer": "I counted them."}),
    "reconsider": ("/ballots/{no}/reconsider", {"motion": "We overlooked a sentence."}),
    "opine": ("/ballots/{no}/opinions", {"opinion": "It costs too much."}),
    "seat": ("/bodies/{body}/members", {"member": "{newcomer}"}),
    "unseat": ("/bodies/seats/{seat}/end", {}),
    "give a seat": ("/ballots/{no}/seats/1", {"member": "{newcomer}"}),
    # what is released together
    "make a candidate": ("/releases", {}),
    "begin a release’s last call": ("/releases/{release}/call", {}),
    "send back": ("/releases/{release}/return", {"reason": "One more change belongs to it."}),
    "open on a release": ("/releases/{release}/ballots", OPENING),
    "approve": ("/releases/{release}/approve", {}),
    "publish": ("/releases/{release}/publish", {}),
    "open on a withdrawal": ("/definition/{version}/withdrawals", {**OPENING, "reason": "It misleads readers."}),
    "withdraw a version": ("/ballots/{withdrawal}/withdrawal", {}),
    # what takes two
    "confirm": ("/confirmations/{waiting}/confirm", {}),
    "no longer propose": ("/confirmations/{waiting}/take-back", {}),
    "change roles": ("/members/{bystander}/roles", {"roles": ["observer"]}),
    "remove words": ("/comments/{comment}/removal", {"reason": "It names a person’s number."}),
    "remove a quotation": ("/evidence/{evidence}/removal", {"reason": "It names a person’s number."}),
}  # fmt: skip
ON_A_PROPOSAL: dict[str, tuple[str, dict[str, Any]]] = {
    # a proposal before its ballot
    "withdraw": ("/proposals/{proposal}/withdraw", WHY),
    "rescue": ("/proposals/{proposal}/rescue", {}),
    "support": ("/proposals/{proposal}/sponsor", {}),
    "step back": ("/proposals/{proposal}/step-back", {}),
    "admit": ("/proposals/{proposal}/rule", {"admissible": "yes"}),
    "appeal": ("/proposals/{proposal}/appeal", WHY),
    "hear": ("/proposals/{proposal}/hear", {"upheld": "no", **WHY}),
    "ask the members": ("/proposals/{proposal}/members", {"other": "0", **WHY}),
    "second a motion": ("/motions/{motion}/second", {}),
    "vote on a motion": ("/motions/{motion}/vote", {"vote": "for"}),
    "begin the last call": ("/proposals/{proposal}/last-call", {}),
    "set aside": ("/proposals/{proposal}/table", {"until": "2026-06-30", **WHY}),
    "resume": ("/proposals/{proposal}/resume", {}),
    "contest the class": ("/proposals/{proposal}/class/contest", {"named": "scope", **WHY}),
    "settle the class": ("/proposals/{proposal}/class/settle", {"settled": "scope", **WHY}),
    "concede the class": ("/proposals/{proposal}/class/concede", {}),
    "contest typography": ("/proposals/{proposal}/typography/contest", {"revision": "{revision}", **WHY}),
    "say what was read": ("/proposals/{proposal}/revisions/{revision}/cases", {}),
    # a further revision
    "revise": ("/drafts", {"proposal": "{proposal}"}),
    "file a revision": ("/drafts/{draft}/file", {"turn": "{turn}", "title": "Say what is done", "rationale": "Because.", "claimed": "substantive", "note": "Other words."}),
    "object to a revision": ("/proposals/{proposal}/revisions/2/object", WHY),
    "drop a sponsor": ("/proposals/{proposal}/revisions/2/drop-sponsor", {}),
    "carry": ("/proposals/{proposal}/carry", {}),
    "object to re-basing": ("/proposals/{proposal}/rebased/object", WHY),
    "confirm re-basing": ("/proposals/{proposal}/rebased/confirm", {}),
    # several proposals
    "declare rivals": ("/proposals/{proposal}/rivals", {"other": "{rival}"}),
    "take back rivals": ("/proposals/{proposal}/unlink", {"other": "{rival}", **WHY}),
    "call incompatible": ("/proposals/{proposal}/incompatible", {"other": "{rival}", **WHY}),
    "appeal against it": ("/proposals/{proposal}/incompatible/appeal", {"other": "{rival}", **WHY}),
    "hear that": ("/proposals/{proposal}/incompatible/hear", {"other": "{rival}", "upheld": "no", **WHY}),
    "divide": ("/proposals/{divisible}/divide", {"{part_1}": "1", "{part_2}": "2"}),
    "agree": ("/proposals/{proposal}/agree", {"other": "{successor}"}),
    "no longer agree": ("/proposals/{proposal}/disagree", {"other": "{successor}", **WHY}),
    "begin another": ("/proposals/{proposal}/begin", {"kind": "amends"}),
    "compose": ("/proposals/compose", {"number": ["{proposal}", "{rival}"]}),
    "take over": ("/proposals/{amendment}/take-over", {}),
    "object to that": ("/proposals/{amendment}/object", WHY),
    "no longer object": ("/proposals/{amendment}/object/end", {}),
    # what is said of a proposal
    "admit a letter": ("/letters/{letter}/admit", {}),
    "decline a letter": ("/letters/{letter}/decline", {}),
    "comment": ("/proposals/{proposal}/comments", {"clause": "lending-terms", "body": "Is this meant?"}),
    "reply": ("/comments/{comment}/replies", {"body": "It is."}),
    "settle": ("/comments/{comment}/settle", {"outcome": "It is clear."}),
    "reopen": ("/comments/{comment}/reopen", {}),
    "acknowledge": ("/comments/{comment}/acknowledge", {}),
    "change a comment": ("/comments/{comment}/words", {"body": "Is this really meant?"}),
    "withdraw a comment": ("/comments/{comment}/withdraw", {"why": "I misread it."}),
    "dispose": ("/comments/{comment}/disposition", {"value": "rejected", "outcome": "It is clear."}),
    "answer": ("/comments/{comment}/answer", {"reply": "not_satisfied", "answer": "It is not."}),
    "object formally": ("/comments/{comment}/objection", {"body": "It is about another clause.", "remedy": "Say who pays."}),
    "decide an objection": ("/comments/{comment}/decision", {"upheld": "no", **WHY}),
}  # fmt: skip
ACTS = ON_A_BALLOT | ON_A_PROPOSAL

# why an address is in no state -> those
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "it lets somebody in, or is their own: their way in, their passkeys, what they are told, what binds them": (
        "members.accept_post", "members.leave", "members.password_post", "members.sample", "members.sign_in_post", "members.sign_out",
        "passkeys.end", "passkeys.options", "passkeys.register", "interests.declare", "interests.end", "notices.choose",
    ),
    "an account is opened, locked or renewed whatever is voted on: the roll of a ballot is frozen": (
        "members.activity", "members.invite_post", "members.lock", "members.renew", "bodies.enter", "bodies.leave",
    ),
    "a draft is its authors’ alone until it is filed": (
        "authors.join", "authors.leave", "authors.take", "comments.take", "drafts.clauses", "drafts.company", "drafts.discard", "drafts.drop",
        "drafts.keep", "drafts.preview", "drafts.save", "drafts.take_in", "meetings.settle", "requirements.save", "requirements.start",
        "together.resolve",
    ),
    "what somebody has read, follows or keeps for themself": ("since.follow", "since.read", "since.unread", "remarks.drop"),
    "it asks what “comment” asks": ("remarks.send", "letters.post"),
    "it asks what “vote” asks, of one ballot or of a bloc, and gives what a passkey is to sign": ("signing.state", "blocs.state"),
    "it looks something up, or leads to what has opened": ("after.find", "schedules.enter"),
    "rules hold for the ballots to come: one that is open has its own": ("rules.end", "rules.put"),
    "an alarm is about the record as a whole": ("alarms.end", "alarms.head"),
    "a case has a life of its own (tests/cases/test_life.py, and those of each of these rooms)": (
        "answering.say", "answering.unsay", "cases.find", "cases.open", "cases.reaffirm", "cases.reopen", "cases.settle", "claims.admit",
        "claims.discard", "claims.do", "claims.post", "copies.keep", "flips.judged", "life.do", "questions.ask", "questions.change",
        "questions.close", "questions.meet", "questions.part", "questions.reopen", "reports.admit", "reports.discard", "reports.post",
        "rivals.change", "rivals.enter", "rivals.find", "statements.enter", "statements.withdraw", "subjects.add",
        "subjects.add_artefact", "subjects.change", "subjects.take_off",
    ),
    "an erratum changes no text by itself (tests/definition/test_errata.py)": (
        "errata.confirm", "errata.correct", "errata.fold_in", "errata.reject", "errata.reopen", "errata.report",
    ),
}  # fmt: skip
