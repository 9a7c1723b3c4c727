"""An entry of the minutes in plain words, and where the thing it speaks of has its page.

Addresses are written out, not asked of the higher rooms: they stay for good, like the entries.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from workbench.minutes import ballot_words, class_words, guard_words, log_words
from workbench.minutes.models import Minute

# act -> what was done, with the thing after it or at {}
DONE = {
    "definition.begin": "began the record of",
    "definition.requirements": "took over from the committee's file what a case is judged by under",
    "definition.indexed": "took over the history up to",
    "errata.report": "reported",
    "errata.confirm": "confirmed",
    "errata.correct": "proposed a correction of",
    "errata.fold_in": "recorded the version that corrects",
    "errata.reject": "found no error in",
    "errata.reopen": "opened {} again",
    "members.invite": "made an invitation",
    "members.link": "made a link for a new password of",
    "members.accept": "opened the account of",
    "members.remember": "made a paused account for",
    "members.roles": "set the roles of",
    "members.activity": "changed whether the account is active of",
    "members.lock": "ended the sessions and the password of",
    "members.password": "chose a new password",
    "members.interest": "declared an interest:",
    "members.interest_over": "ended an interest:",
    "cases.open": "opened",
    "cases.find": "recorded a finding in",
    "cases.settle": "published",
    "cases.report": "reported",
    "cases.screen": "screened",
    "cases.decline": "declined",
    "cases.duplicate": "found a duplicate in",
    "cases.supersede": "recorded that a later case takes the place of",
    "cases.suspend": "suspended",
    "cases.resume": "took {} up again",
    "cases.dispute": "marked {} as disputed",
    "cases.undispute": "took the mark of dispute away from",
    "cases.panel": "named reviewers for",
    "cases.declare": "declared interests in",
    "cases.relieve": "relieved a reviewer of",
    "cases.unseat": "took a seat from a dismissed reviewer of",
    "cases.recuse": "stepped aside in",
    "cases.move_dismissal": "moved that a member takes no part in",
    "cases.answer_dismissal": "answered the motion in",
    "cases.decide_dismissal": "decided the motion in",
    "cases.note": "wrote a note for the committee on",
    "cases.begin": "let the findings begin in",
    "cases.hand_in": "handed in findings in",
    "cases.unseal": "published what the reviewers found alone in",
    "cases.ask": "recorded that the vendor was asked in",
    "cases.reply": "entered the vendor's reply in",
    "cases.silence": "recorded that no reply came in",
    "cases.deliberate": "brought before the committee",
    "cases.send_back": "sent {} back to its panel",
    "cases.decide": "recorded the decision in",
    "cases.ask_ballot": "asked for a ballot in",
    "cases.dissent": "dissented in",
    "cases.cite": "cited an earlier finding in",
    "cases.review": "put {} up for review",
    "cases.organisation": "recorded what is known of",
    "cases.artefact": "recorded an artefact in",
    "cases.artefact_off": "took off an artefact in",
    "cases.recheck": "looked again at evidence in",
    "cases.appeal": "lodged an appeal against",
    "cases.appealed": "brought to a hearing the appeal against",
    "cases.hear": "recorded the outcome of the appeal against",
    **log_words.DONE,
    "cases.rest": "named the words that a finding rests on in",
    "cases.become": "judged under the new version, as was found under the proposal,",
    "tentative.find": "recorded what would be found under",
    "cases.reaffirm": "reaffirmed",
    "cases.propose_reaffirm": "proposed that {} stands as it is",
    "cases.object": "objected that {} stands as it is",
    "cases.unopposed": "recorded that nobody objected to how {} stands",
    "cases.overtake": "recorded that it is too late to let {} stand",
    "cases.notice": "gave the vendor notice before publishing",
    "cases.notice_answered": "entered the vendor's answer to the notice in",
    "cases.reopen": "opened {} again",
    "outside.history": "brought in what was said when in",
    "outside.import": "brought in",
    "cases.import": "took over from a file",
    "cases.review_due": "put {} up for review",
    "proposals.file": "filed",
    "proposals.revise": "revised",
    "proposals.replay": "tried {} on the new text",
    "proposals.withdraw": "withdrew",
    "proposals.sponsor": "sponsored",
    "proposals.step_back": "stepped back as a sponsor of",
    "proposals.rescue": "took over the withdrawn",
    "proposals.rule": "decided whether {} is admissible",
    "proposals.appeal": "appealed for",
    "proposals.hear": "decided the appeal for",
    "proposals.lapse": "recorded that {} lapsed",
    "proposals.discuss": "set the end of the discussion of",
    "proposals.call": "began the last call of",
    "proposals.prolong": "put off the end of the last call of",
    "proposals.recall": "took {} back into discussion from its last call",
    **class_words.DONE,
    "proposals.table": "set {} aside",
    "proposals.resume": "took up {} again",
    "proposals.agree": "agreed to be put together in, or superseded by,",
    "proposals.merge": "saw other proposals merged into or superseded by",
    "proposals.rivals": "recorded a rival of",
    "proposals.unlink": "took back a rival of",
    "proposals.disagree": "took back an agreement to",
    "proposals.fall": "let {} fall",
    "proposals.divide": "divided",
    "proposals.offer": "said that {} will be taken over",
    "proposals.take_over": "took over",
    "proposals.carry": "made {} a revision of what it amends, by ballot:",
    "proposals.object": "objected to taking over",
    "proposals.unobject": "took back an objection to taking over",
    "comments.post": "wrote",
    "comments.reply": "answered with",
    "comments.settle": "settled",
    "comments.reopen": "opened {} again",
    "comments.clear": "cleared the concern in",
    "comments.overrule": "overruled the concern in",
    "comments.acknowledge": "acknowledged",
    "comments.object": "raised a formal objection in",
    "comments.voice": "said how to decide the formal objection in",
    "comments.uphold": "upheld the formal objection in",
    "comments.edit": "edited",
    "comments.withdraw": "withdrew",
    "comments.dispose": "gave its disposition to",
    "comments.answer": "answered the disposition of",
    "reviews.send": "sent",
    **ballot_words.DONE,
    **guard_words.DONE,
}
# state of a replay -> what became of the proposal
REPLAYED = {
    "carried": "the same words removed and added",
    "confirm": "its author is asked to read the joined wording",
    "person": "its author is asked which words to keep",
}
# kind of link -> what the first proposal is to the second
LINKED = {
    "rival": "proposal {} is a rival of proposal {}",
    "counter": "proposal {} is the committee's counter-wording to proposal {}",
    "amends": "proposal {} amends proposal {}",
    "composite": "proposal {} puts together, with others, proposal {}",
    "part": "proposal {} is a part of proposal {}",
    "supersedes": "proposal {} is to supersede proposal {}",
    "fell": "proposal {} fell because of proposal {}",
    "again": "proposal {} asks word for word what proposal {} did",
}
# what a member did about their own account needs no object
ALONE = {"members.accept": "joined the committee", "members.password": "chose a new password"}


@dataclass(frozen=True)
class Entry:
    """`who` `did` the thing (`thing`, at `address` if it has a page) and the rest of the sentence; `more` is a line of detail."""

    minute: Minute
    who: str
    did: str
    thing: str
    address: str
    rest: str
    more: str


def entry(minute: Minute) -> Entry:
    """The sentence of an entry. An act nobody has words for is told by its name."""
    who = minute.actor.partition(" ")[2] or f"The {minute.actor}"
    if minute.thing == f"member:{minute.actor_id}" and minute.act in ALONE:
        return Entry(minute, who, ALONE[minute.act], "", "", "", "")
    done = DONE.get(minute.act) or f"{minute.act.replace('.', ', ').replace('_', ' ')}:"
    did, _, rest = done.partition("{}")
    thing, address = named(minute)
    return Entry(minute, who, did.strip(), thing, address, rest.strip(), more(minute))


def named(minute: Minute) -> tuple[str, str]:
    """What the thing is called, and the address of its page ("" where it has none)."""
    table, _, key = minute.thing.partition(":")
    row = row_of(minute, minute.thing)
    if table == "proposal":
        return f"proposal {key}", f"/proposals/{key}"
    if table == "case_record":
        return f"case {key}", f"/cases/{key}"
    if table in log_words.PLACES:
        words, place = log_words.PLACES[table]
        return f"{words} {key}", f"{place}{key}"
    if table == "organisation":
        return str(row.get("name")), f"/cases/organisations/{key}"
    if table == "outside_record":
        return f"{row.get('identity')} from {row.get('source')}", f"/cases/elsewhere/{key}"
    if table == "ballot":
        return f"ballot {key}", f"/ballots/{key}"
    if table == "arrangement":
        return ballot_words.arrangement(minute.body.get("rows", {}))
    if table == "rule_version" and "rule" in row:
        return f"the voting rule “{row['rule']['title']}”", f"/rules#h-{row['rule']['name']}"
    if table == "release":
        return f"the release of version {row['label']}", f"/releases/{key}"
    if table == "version" and "label" in row:
        return f"version {row['label']}", f"/definition/{row['label']}"
    if table == "comment" and "proposal_no" in row:
        return f"a comment on proposal {row['proposal_no']}", f"/proposals/{row['proposal_no']}#comment-{key}"
    if table == "comment":
        return f"comment {key}", f"/comments/{key}/disposition"
    if table == "review" and "proposal_no" in row:
        return f"a review of proposal {row['proposal_no']}", f"/proposals/{row['proposal_no']}#h-reviews"
    if table == "member":
        return str(row.get("name", f"member {key}")), f"/members#member-{key}"
    if table == "body_member":
        return f"member {row.get('member_id')} of the body “{row.get('body')}”", "/bodies"
    if table == "part_member":
        return f"member {row.get('member_id')} in the part “{row.get('part')}”", "/bodies"
    if table in guard_words.NAMED:
        return guard_words.named(table, key)
    if table == "repository":
        return "the definition", "/definition"
    return ("", "") if table == "invitation" else (minute.thing.replace("_", " ").replace(":", " "), "")


def on_record(minute: Minute) -> str:
    """The body of an entry, laid out to be read."""
    return json.dumps(minute.body, ensure_ascii=False, sort_keys=True, indent=2)


def row_of(minute: Minute, name: str) -> dict[str, Any]:
    """The columns of one row as the entry left it."""
    return dict(minute.body.get("rows", {}).get(name, {}))


def more(minute: Minute) -> str:
    """Which one, or with what outcome: a title, the system of a case, a finding, a verdict, roles."""
    parts = [_of_row(minute, name, row) for name, row in minute.body.get("rows", {}).items()]
    seated = ballot_words.seated(minute.body) if minute.act in ballot_words.OF_SEATS else []
    parts += [*seated, *guard_words.more(minute.act, minute.body)]
    if "named" in minute.body:
        parts.append(", ".join(minute.body["named"]))
    if "authors" in minute.body:
        parts.append(f"by {', '.join(minute.body['authors'])}")
    verdict = f"verdict: {plain(minute.body['verdict'])}" if "verdict" in minute.body else ""
    return "; ".join(filter(None, [*parts, verdict]))


def _of_row(minute: Minute, name: str, row: dict[str, Any]) -> str:
    table = name.partition(":")[0]
    if table == "proposal":
        return f"“{row.get('title')}”"
    if table == "stay" and row.get("state") != "no_quorum" and not row.get("ended_at"):
        return f"until {str(row.get('until'))[:10]}"
    if table == "ballot_void":
        return ballot_words.VOID[row["ground"]]
    if table == "challenge" and row.get("outcome") == "confirmed":
        return "the result stands"
    if table == "link":
        _, maker, kind, other = name.split(":")
        return LINKED[kind].format(maker, other)
    if table == "admissibility":
        return class_words.ruled(row)
    if table == "class_contest":
        return class_words.told(row)
    if table == "replay":
        return f"version {name.rpartition(':')[2]}: {REPLAYED.get(str(row.get('state')), '')}"
    if table == "case_record":
        return f"{row.get('system')}, {row.get('release')}"
    if table in guard_words.TABLES:
        return guard_words.told(table, row)
    if table in log_words.TABLES:
        return log_words.told(table, row)
    if table == "interest":
        return f"{plain(row.get('kind'))}, {row.get('organisation')}"
    if table == "case_appeal" and row.get("outcome"):
        return str(row["outcome"])
    if table == "artefact":
        return f"{row.get('kind')}, {row.get('name')}"
    if table == "recheck":
        return plain(row.get("outcome"))
    if table in ("passkey", "vote_signature"):
        return f"“{row.get('name')}”" if table == "passkey" else "signed"
    if table == "finding":
        return f"{plain(row.get('value'))}, on clause {row.get('clause_id')}"
    if table == "member" and minute.act != "members.activity" and "held" in row:
        return ", ".join(row.get("held", ()))
    if table == "member":
        return "let in again" if row.get("active") else "paused"
    if table == "invitation" and minute.act == "members.invite" and not row.get("used_at"):
        return f"as {', '.join(row.get('roles', ()))}"
    return ""


def plain(value: object) -> str:
    return str(value).replace("_", " ")
