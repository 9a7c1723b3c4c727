"""Who may do what in each state: nobody else, and no other act (integrity 3.7).

The roles are those of `scene.Scene`. One that is not there in a state is as if it were not named here.
"""

from __future__ import annotations

OFFICERS, AUTHOR, CHAIR, PARTY, RECUSED = {"secretary", "chair"}, {"author"}, {"chair"}, {"party"}, {"recused"}
# members who are neither authors nor recused; with the authors; of those who was a member when the ballot opened
PEERS = {"member", "party", "secretary", "chair", "newcomer"}
MEMBERS = PEERS | AUTHOR
VOTERS = MEMBERS - {"newcomer"}
SEATED = MEMBERS | RECUSED
SPEAKERS = SEATED | {"observer", "director"}
# what is not about a proposal is also the secretary’s who is recused from one
SECRETARIES = OFFICERS | RECUSED
# who sides with nobody: those who answer for the text, and those for the procedure
ANSWERING = AUTHOR | OFFICERS
SUPPORTERS = PEERS - PARTY
NOBODY: set[str] = set()
Acts = dict[str, set[str]]

ALWAYS: Acts = {"change roles": {"administrator"}}
# on what is discussed
TALKED: Acts = ALWAYS | {
    "recuse": MEMBERS,
    "take part": RECUSED,
    "move a dismissal": PEERS,
    "withdraw": AUTHOR,
    "support": PEERS,
    "set aside": CHAIR,
    "contest the class": PEERS,
    "revise": AUTHOR,
    "begin another": SEATED - AUTHOR,
    "comment": SPEAKERS,
}
# while a ballot is open, and once its result is on record
VOTING: Acts = ALWAYS | {
    "recuse": MEMBERS,
    "take part": RECUSED,
    "move a dismissal": PEERS,
    "vote": VOTERS,
    "extend": OFFICERS,
    "void": OFFICERS,
    "comment": SPEAKERS,
}
COUNTED: Acts = ALWAYS | {"void": OFFICERS, "contest": SEATED, "reconsider": VOTERS}
# where a body ratifies it, or members have time to object
STAGED: Acts = {
    "recuse": MEMBERS | {"director"},
    "move a dismissal": PEERS,
    "seat": SECRETARIES,
    "unseat": SECRETARIES,
    "comment": SPEAKERS,
}
RIVALS: Acts = TALKED | {"compose": SEATED}
# what somebody said of it, before it has a disposition and after
SAID: Acts = TALKED | {"remove words": OFFICERS, "reply": SPEAKERS}
UNANSWERED: Acts = SAID | {
    "settle": ANSWERING | PARTY,
    "acknowledge": {"author", "secretary"},
    "change a comment": PARTY,
    "withdraw a comment": {"party", "secretary"},
    "dispose": ANSWERING,
}
ANSWERED: Acts = SAID | {
    "open": OFFICERS,
    "reopen": ANSWERING | PARTY,
    "withdraw a comment": {"secretary"},
    "dispose": ANSWERING,
    "answer": PARTY,
}

# state -> act -> who may
STATES: dict[str, Acts] = {
    "before": TALKED | {"open": OFFICERS},
    "open": VOTING,
    "meeting": VOTING | {"attend": OFFICERS, "give a vote": {"author", "secretary", "chair"}, "take a vote back": PARTY, "vote for another": {"member"}},
    "everybody voted": VOTING | {"take part": NOBODY, "close": OFFICERS},
    "over": ALWAYS | {"close": OFFICERS, "void": OFFICERS, "comment": SPEAKERS},
    "carried": COUNTED | {"adopt": OFFICERS, "comment": SPEAKERS},
    "rejected": COUNTED,
    "contested": ALWAYS | {"void": OFFICERS, "contest": {"author", "member", "recused", "secretary", "chair", "newcomer"}, "recount": {"author", "member", "chair", "newcomer"}, "comment": SPEAKERS},
    "adopted": ALWAYS,
    "before, with a draft": TALKED | {"open": OFFICERS, "file a revision": AUTHOR},
    "open, with a draft": VOTING,
    "beside another": RIVALS | {"open": OFFICERS, "open a bloc": OFFICERS, "call incompatible": OFFICERS},
    "in a bloc": VOTING | {"vote at once": VOTERS, "take out": VOTERS},
    "scheduled": TALKED | {"call off": OFFICERS},
    "tied": VOTING | {"vote": NOBODY, "extend": NOBODY, "decide": CHAIR},
    "blocked": TALKED | {"open": OFFICERS, "move a dismissal": {"party", "secretary", "chair", "newcomer"}, "void": OFFICERS, "unblock": {"member"}, "overrule": OFFICERS, "contest": MEMBERS, "reconsider": {"member"}, "opine": {"author", "party", "secretary", "chair"}},
    "election": ALWAYS | {"leave an election": VOTERS, "elect": VOTERS, "extend": OFFICERS, "void": OFFICERS, "seat": SECRETARIES},
    "election tied": ALWAYS | {"void": OFFICERS, "decide": CHAIR, "seat": OFFICERS},
    "elected": COUNTED | {"hold an election": OFFICERS, "reconsider": NOBODY, "opine": {"author", "member", "party", "secretary"}, "seat": OFFICERS, "give a seat": OFFICERS},
    "to be ratified": COUNTED | STAGED | {"ask": OFFICERS},
    "asked": VOTING | {"recuse": MEMBERS | {"director"}, "take part": NOBODY, "vote": CHAIR | {"director"}, "seat": SECRETARIES, "unseat": SECRETARIES},
    "ratified": COUNTED | {"adopt": OFFICERS, "reconsider": CHAIR | {"director"}, "seat": SECRETARIES, "unseat": SECRETARIES, "comment": SPEAKERS},
    "time to object": COUNTED | STAGED | {"object": VOTERS | {"director"}},
    "objected to": COUNTED | STAGED | {"object": (VOTERS - PARTY) | {"director"}, "drop an objection": PARTY},
    "objections over": ALWAYS | STAGED | {"end objections": OFFICERS},
    "seated": ALWAYS | {"seat": SECRETARIES, "unseat": SECRETARIES},
    "advised": VOTING | {"advise": {"observer", "newcomer"}},
    "before turning": TALKED | {"open": OFFICERS, "say what was read": MEMBERS},
    "turning": VOTING | {"open the list": VOTERS | RECUSED, "read a case": VOTERS | RECUSED, "vote": NOBODY, "say what was read": MEMBERS},
    "rivals": RIVALS | {"open": OFFICERS, "open ranked": OFFICERS, "order": OFFICERS, "take back rivals": CHAIR, "call incompatible": OFFICERS},
    "ranked": VOTING | {"vote": NOBODY, "rank": VOTERS},
    "deliberated": ALWAYS | {"open on findings": OFFICERS, "remove a quotation": OFFICERS},
    "findings": ALWAYS | {"vote": VOTERS, "extend": OFFICERS, "void": OFFICERS, "remove a quotation": OFFICERS},
    "seeking sponsors": TALKED | {"support": SUPPORTERS, "step back": PARTY, "set aside": NOBODY},
    "submitted": TALKED | {"admit": OFFICERS, "set aside": NOBODY},
    "inadmissible": ALWAYS | {"appeal": AUTHOR},
    "appealed": ALWAYS | {"hear": CHAIR},
    "appeal refused": ALWAYS | {"ask the members": AUTHOR},
    "members asked": ALWAYS | {"second a motion": PEERS},
    "members decide": ALWAYS | {"vote on a motion": MEMBERS},
    "discussed": TALKED | {"begin the last call": OFFICERS},
    "in last call": TALKED,
    "divisible": TALKED | {"open": OFFICERS, "divide": MEMBERS},
    "written to": TALKED | {"open": OFFICERS, "admit a letter": OFFICERS, "decline a letter": OFFICERS},
    "set aside": TALKED | {"support": NOBODY, "set aside": NOBODY, "resume": CHAIR},
    "withdrawn": ALWAYS | {"rescue": PARTY},
    "offered": TALKED | {"support": SUPPORTERS, "object to a revision": PARTY},
    "offer objected to": TALKED | {"support": SUPPORTERS, "drop a sponsor": AUTHOR},
    "re-based": TALKED | {"carry": AUTHOR, "object to re-basing": PEERS},
    "carried to the newest": TALKED | {"object to re-basing": PEERS},
    "re-basing objected to": TALKED | {"confirm re-basing": AUTHOR},
    "stale": TALKED | {"support": SUPPORTERS, "confirm re-basing": PARTY},
    "meeting another": RIVALS | {"declare rivals": ANSWERING | PARTY, "call incompatible": OFFICERS},
    "meeting nothing": RIVALS | {"open": OFFICERS, "call incompatible": OFFICERS},
    "incompatible": RIVALS | {"declare rivals": ANSWERING | PARTY, "appeal against it": {"author", "party"}},
    "incompatible, appealed": RIVALS | {"declare rivals": ANSWERING | PARTY, "hear that": CHAIR},
    "incompatible, refused": RIVALS | {"declare rivals": ANSWERING | PARTY},
    "amended": TALKED | {"open": OFFICERS, "support": SUPPORTERS, "take over": AUTHOR, "object to that": PARTY},
    "amended, objected to": TALKED | {"open": OFFICERS, "support": SUPPORTERS, "object to that": PARTY, "no longer object": PARTY},
    "to be superseded": RIVALS | {"open": OFFICERS, "call incompatible": OFFICERS, "agree": AUTHOR},
    "to be superseded, agreed": RIVALS | {"open": OFFICERS, "call incompatible": OFFICERS, "no longer agree": AUTHOR},
    "typographic revision": TALKED | {"open": OFFICERS, "contest typography": PEERS},
    "typographic": TALKED | {"open": OFFICERS, "let it stand": OFFICERS},
    "class contested": TALKED | {"contest the class": NOBODY, "settle the class": OFFICERS, "concede the class": AUTHOR},
    "commented": UNANSWERED,
    "disposed": ANSWERED,
    "disposed, and closed": ALWAYS | {"withdraw a comment": {"secretary"}, "answer": PARTY, "remove words": OFFICERS},
    "not satisfied": ANSWERED | {"object formally": PARTY},
    "objected formally": UNANSWERED | {"settle": PARTY, "withdraw a comment": PARTY, "dispose": NOBODY, "decide an objection": CHAIR},
    "dismissal moved": TALKED | {"open": OFFICERS, "move a dismissal": NOBODY, "dismiss": OFFICERS},
    "dismissal moved by an officer": TALKED | {"open": OFFICERS, "move a dismissal": NOBODY, "dismiss": {"member", "party", "chair", "newcomer"}},
    "to be released": ALWAYS | {"make a candidate": OFFICERS, "open on a withdrawal": SECRETARIES},
    "candidate": ALWAYS | {"begin a release’s last call": OFFICERS, "send back": MEMBERS, "open on a withdrawal": SECRETARIES},
    "release called": ALWAYS | {"send back": MEMBERS, "open on a withdrawal": SECRETARIES},
    "release to be voted on": ALWAYS | {"send back": MEMBERS, "open on a release": OFFICERS, "open on a withdrawal": SECRETARIES},
    "release voted on": ALWAYS | {"vote": VOTERS, "extend": OFFICERS, "void": OFFICERS, "open on a withdrawal": SECRETARIES},
    "release carried": COUNTED | {"approve": OFFICERS, "open on a withdrawal": SECRETARIES},
    "approved": ALWAYS | {"publish": OFFICERS, "open on a withdrawal": SECRETARIES},
    "released": ALWAYS | {"open on a withdrawal": OFFICERS},
    "withdrawal voted on": ALWAYS | {"vote": VOTERS, "extend": OFFICERS, "void": OFFICERS},
    "withdrawal carried": COUNTED | {"withdraw a version": OFFICERS},
    "opening proposed": TALKED | {"open": {"secretary"}, "confirm": {"secretary"}, "no longer propose": CHAIR},
    "extend proposed": VOTING | {"extend": {"secretary"}, "confirm": {"secretary"}, "no longer propose": CHAIR},
    "void proposed": VOTING | {"void": {"secretary"}, "confirm": {"secretary"}, "no longer propose": CHAIR},
    "adopt proposed": COUNTED | {"confirm": CHAIR, "no longer propose": {"secretary"}, "comment": SPEAKERS},
    "approval proposed": COUNTED | {"confirm": CHAIR, "no longer propose": {"secretary"}, "open on a withdrawal": SECRETARIES},
    "withdrawal proposed": COUNTED | {"confirm": CHAIR, "no longer propose": {"secretary"}},
    "roles proposed": TALKED | {"open": OFFICERS, "confirm": {"recused", "secretary"}, "no longer propose": {"administrator"}, "change roles": NOBODY},
    "removal proposed": UNANSWERED | {"remove words": NOBODY, "confirm": CHAIR, "no longer propose": {"secretary"}},
}  # fmt: skip
# in which the state of the proposal is that of another state above
KNOWN = {
    "meeting", "everybody voted", "over", "contested", "in a bloc", "asked", "objected to", "objections over", "advised", "turning", "ranked",
    "candidate", "release called", "release to be voted on", "release voted on", "release carried", "approved", "released",
    "withdrawal voted on", "withdrawal carried", "extend proposed", "void proposed", "adopt proposed",
    "approval proposed", "withdrawal proposed",
}  # fmt: skip
