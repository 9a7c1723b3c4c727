"""Classes of change with a way of their own: of the procedure, by which rules change, and of the typography, which an officer lets stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from time_machine import Traveller

from tests import make
from tests.ballots.hall import SILENCE, Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.ballots.test_signing import both
from tests.proof.test_verify import Entry, anew, bind, handed_on, named
from tests.support.client import Client
from workbench import db
from workbench.ballots import (
    actions,
    advising,
    extending,
    formats,
    frozen,
    ratifying,
    ruling,
    slight,
    version_opening,
    withdrawing,
)
from workbench.ballots.models import Ballot
from workbench.proposals import kinds, soundness, typography
from workbench.proposals.models import Proposal

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
BROKEN = ("in the library, for", "in the library,\nfor")
MOST = {"pass": [[{"count": ["F"], "op": ">", "ratio": "1", "of": ["A"]}]], "window": {"challenge": "PT0H"}}


def ruled(hall: Hall, **tables: Any) -> None:
    """The committee has these rules beside its own."""
    known = hall.config.committee
    hall.config.__dict__["committee"] = replace(known, rules={**known.rules, **tables})


def test_a_rule_changes_by_the_rule_for_the_procedure_and_by_its_own_threshold(hall: Hall, tmp_path: Path) -> None:
    hall.carried(hall.proposal(("Anyone may copy", "Everybody may copy")))
    ruled(hall, procedure={**MOST, "title": "Procedure", "for_classes": ["procedure"]})
    committee = hall.config.committee
    rule = ruling.drafted(
        committee.rules["substantive"], name="substantive", title="Substantive", explain="", classes=["substantive"],
        quorum="C >= 1/3 E", passes="F > A", least=0,
    )  # fmt: skip
    line, before = frozen.mark(rule, rule.name), list[Proposal]()

    def decided(number: int, against: int, claimed: str = "procedure") -> Ballot:
        about = hall.proposal((SILENCE[0], f"nothing\n  {line}\n  {number}"), title=f"Rule {number}", claimed=claimed)
        for one in before[-1:]:
            kinds.declare(hall.session, hall.chair, about, one)
        before.append(about)
        ballot = hall.ballot(about, rule=claimed)
        hall.votes(ballot, for_=len(hall.everybody) - against, against=against)
        assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"
        return ballot

    def put(ballot: Ballot) -> Any:
        return ruling.put(hall.session, hall.chair, rule, committee=committee, reason="Decided.", ballot=ballot.no)

    under = decided(1, 0, "substantive")
    assert "only a ballot that carried under “Procedure” changes it" in str(refused(put, under))
    few = decided(2, 3)
    why = refused(put, few)
    assert why.status == 409 and f"Ballot {few.no} carried, but not by the rule that it changes" in str(why)
    many = decided(3, 1)
    put(many)
    assert proved(hall, tmp_path / "whole") == []

    def told(change: Any) -> list[str]:
        return anew(handed_on(hall, tmp_path / change.__name__), change)

    def by_the_few(kept: list[Entry]) -> None:
        named(kept, "rules.set")["body"]["rows"]["rule_version:substantive:2"]["ballot_no"] = few.no

    assert "none carried this" in told(by_the_few)[0]


def test_an_officer_lets_typography_stand_and_an_objection_makes_it_editorial(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    no = refused(hall.proposal, claimed="typographic")
    assert no.field == "claimed" and "More than the typography changes" in str(no)
    proposal = hall.proposal(BROKEN, claimed="typographic")
    hall.session.commit()
    at = f"/proposals/{proposal.no}"
    client.sign_in(hall.secretary)
    assert "Let it stand" not in client.get(at).text
    assert "none by which an officer lets" in client.send(f"{at}/by-act", revision=1).text
    ruled(hall, typographic={"preset": "committee-typographic"})
    assert "Let it stand" in client.get(at).text
    assert client.sign_in(hall.members[2]).send(f"{at}/by-act", revision=1).status_code == 403
    assert client.sign_in(hall.secretary).send(f"{at}/by-act", revision=1).location == "/ballots/1#ballot"
    ballot = hall.session.get_one(Ballot, 1)
    assert (ballot.outcome, proposal.state) == ("adopted", "ratifying")
    assert "By an officer’s act: no word changes" in client.get("/ballots/1").text
    made = ratifying.object(hall.session, hall.members[2], ballot, reason="It reads otherwise aloud.")
    assert (made.n, proposal.claimed) == (1, "typographic")
    for page in (at, "/ballots/1"):
        assert (
            "so nothing comes of this" in client.get(page).text
            and "a change that is editorial" in client.get(page).text
        )
    ratifying.withdraw(hall.session, hall.members[2], ballot, 1)
    assert "so nothing comes of this" not in client.get(at).text, "until then they may withdraw it"
    ratifying.object(hall.session, hall.members[2], ballot, reason="It does read otherwise aloud.")
    clock.shift(timedelta(days=3))
    ratifying.end(hall.session, None, ballot)
    assert (proposal.state, proposal.claimed) == ("discussion", "editorial")
    assert (
        "the change is editorial from now on" in client.get(at).text
        and "is discussed again" in client.get("/ballots/1").text
    )
    other = hall.proposal(("in part, and print", "in part,\nand print"), title="Other", claimed="typographic")
    second = slight.act(hall.session, hall.secretary, other, committee=hall.config.committee, revision=1)
    clock.shift(timedelta(days=3))
    assert hall.adopt(second).label == "3"
    assert proved(hall, tmp_path / "whole") == []

    def told(change: Any) -> list[str]:
        return anew(handed_on(hall, tmp_path / change.__name__), change)

    def with_words(kept: list[Entry]) -> None:
        for entry in kept[kept.index(named(kept, "proposals.file", 1)) :]:
            for name, row in entry["body"].get("rows", {}).items():
                if name == f"proposal:{other.no}":
                    row["claimed"] = "editorial"
        bind(named(kept, "ballots.open", 1))

    def unraised(kept: list[Entry]) -> None:
        kept.remove(named(kept, "proposals.raise_class"))

    assert any("no change that an officer may let stand" in fault for fault in told(with_words))
    assert "its class was not raised" in told(unraised)[0]
    with pytest.MonkeyPatch.context() as patch:  # a program that says of anything that it is typographic
        for module in (soundness, typography):
            patch.setattr(module, "is_typographic", lambda *_: True)
        word = hall.proposal(("Anyone may copy", "Everybody may copy"), title="A word", claimed="typographic")
        hall.proposal(("Everybody may copy", "Nobody may copy"), title="A word", claimed="typographic", revises=word)
        let = slight.act(hall.session, hall.secretary, word, committee=hall.config.committee, revision=2)
        clock.shift(timedelta(days=3))
        hall.adopt(let)
    checked, verified = both(hall, tmp_path / "a word")
    for found in (checked, verified):
        assert len([fault for fault in found if "is called typographic, and changes more than that" in fault]) == 2, (
            found
        )


def test_a_ballot_lasts_as_long_as_its_rule_has_it_and_no_longer_than_it_lets_it(
    hall: Hall, client: Client, clock: Traveller, tmp_path: Path
) -> None:
    table = hall.config.committee.rules["substantive"]
    ruled(hall, substantive={**table, "window": {"vote": "P14D", "max": "P21D", "challenge": "PT0H"}})
    proposal = hall.proposal()
    hall.session.commit()
    client.sign_in(hall.secretary)
    form = client.get(f"/proposals/{proposal.no}/ballot").text
    assert 'name="closes_at" value=""' in form and "as long after the opening as its rule has it" in form
    sent = {"rule": "substantive", "revision": 1, "sure": "yes"}
    for days, words in ((13, "voting lasts 14 days. Choose a later"), (22, "lasts 21 days at most. Choose an earlier")):
        closes = f"{db.now() + timedelta(days=days):%Y-%m-%dT%H:%M}"
        answer = client.send(f"/proposals/{proposal.no}/ballots", **sent, closes_at=closes)
        assert answer.status_code == 422 and words in answer.text and closes in answer.text
    assert client.send(f"/proposals/{proposal.no}/ballots", **sent, closes_at="").location == "/ballots/1"
    ballot = hall.session.get_one(Ballot, 1)
    assert ballot.closes_at - ballot.opens_at == timedelta(days=14)
    later = {"closes_at": ballot.opens_at + timedelta(days=22), "reason": "A holiday."}
    assert refused(extending.extend, hall.session, hall.secretary, ballot, **later).field == "extend_to"
    assert proved(hall, tmp_path / "whole") == []

    def longer(kept: list[Entry]) -> None:
        entry = named(kept, "ballots.open")
        until = (ballot.opens_at + timedelta(days=30)).isoformat()
        entry["body"]["statement"]["closes_at"] = entry["body"]["rows"]["ballot:1"]["closes_at"] = until
        bind(entry)

    assert "shorter, or longer, than its rule lets it be" in anew(handed_on(hall, tmp_path / "longer"), longer)[0]


def test_observers_state_positions_that_are_shown_apart_and_counted_nowhere(
    hall: Hall, client: Client, tmp_path: Path
) -> None:
    table = hall.config.committee.rules["substantive"]
    ruled(hall, substantive={**table, "roll": {"observers": "advisory"}})
    watcher = make.member(hall.session, "observer")
    ballot = hall.ballot()
    hall.session.commit()
    at = f"/ballots/{ballot.no}"
    client.sign_in(watcher)
    assert "State your position" in client.get(at).text
    answer = client.send(f"{at}/advice", position="", advice="Too <soon>.")
    assert (
        answer.status_code == 422 and "Say whether you are for it" in answer.text and "Too &lt;soon&gt;." in answer.text
    )
    for position in ("for", "against"):
        assert client.send(f"{at}/advice", position=position, advice="Too <soon>.").status_code == 303
    assert f"{watcher.name}: against. Too &lt;soon&gt;." in client.get(at).text
    assert client.sign_in(hall.members[0]).send(f"{at}/advice", position="for").status_code == 403
    assert "State your position" not in client.get(at).text
    hall.votes(ballot, for_=len(hall.everybody))
    actions.close(hall.session, hall.secretary, ballot)
    assert (ballot.tally or {})["counts"] == {"for": 7, "against": 0, "abstain": 0, "roll": 7}
    assert refused(advising.state, hall.session, watcher, ballot, position="for", reason="").status == 409
    assert proved(hall, tmp_path / "whole") == []

    def by_a_voter(kept: list[Entry]) -> None:
        for entry in [one for one in kept if one["act"] == "ballots.advise"]:
            entry["actor"] = f"member:{hall.chair.id} {hall.chair.name}"
            rows = entry["body"]["rows"]
            rows[f"advice:{ballot.no}:{hall.chair.id}"] = rows.pop(f"advice:{ballot.no}:{watcher.id}")

    assert "states a position for themself" in anew(handed_on(hall, tmp_path / "anew"), by_a_voter)[0]


def test_a_rule_of_consent_is_not_changed_over_a_vote_against_that_gives_no_reason(hall: Hall, tmp_path: Path) -> None:
    table = {"window": MOST["window"], "title": "Consent", "method": "consent", "for_classes": ["editorial"]}
    table["block"] = {"invalid_if": "no_reason"}
    ruled(hall, editorial=table, procedure={**MOST, "title": "Procedure", "for_classes": ["procedure"]})
    hall.ballot(hall.proposal(("Anyone may copy", "Everybody may copy"), claimed="editorial"), rule="editorial")
    rule = formats.rule({**table, "name": "editorial", "min_support": 1})
    line = frozen.mark(rule, rule.name)
    ballot = hall.ballot(hall.proposal((SILENCE[0], f"nothing\n  {line}"), claimed="procedure"), rule="procedure")
    hall.votes(ballot, for_=len(hall.everybody) - 1, against=1)
    assert actions.close(hall.session, hall.secretary, ballot).outcome == "adopted"

    def put() -> Any:
        return ruling.put(
            hall.session, hall.chair, rule, committee=hall.config.committee, reason="Decided.", ballot=ballot.no
        )

    assert "1 objection stands in its way" in str(refused(put))
    assert proved(hall, tmp_path / "whole") == []


def test_what_changed_the_typography_alone_is_withdrawn_by_the_rule_for_what_is_editorial(
    hall: Hall, clock: Traveller, tmp_path: Path
) -> None:
    session = hall.session
    ruled(
        hall, typographic={"preset": "committee-typographic"},
        plain={**MOST, "title": "Plain", "for_classes": ["editorial"]},
    )  # fmt: skip
    committee = hall.config.committee
    filed = hall.proposal(BROKEN, claimed="typographic")
    ballot = slight.act(session, hall.secretary, filed, committee=committee, revision=1)
    clock.shift(timedelta(days=3))
    about = version_opening.on_withdrawal(session, hall.adopt(ballot), "It reads otherwise aloud.")
    prepared = version_opening.prepare(session, hall.chair, about, committee=committee, rule="plain")
    ends = db.now() + timedelta(days=14)
    ballot = version_opening.bind(session, hall.chair, prepared, committee=committee, closes_at=ends)
    hall.votes(ballot, for_=len(hall.everybody))
    withdrawing.withdraw(session, hall.secretary, actions.close(session, hall.secretary, ballot))
    assert proved(hall, tmp_path / "whole") == []
