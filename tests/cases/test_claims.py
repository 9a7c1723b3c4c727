"""A claim from its report to its correction and beyond: who may take which step, what the clock decides, and what is counted."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from tests import make
from tests.cases.walk import ALL_MET
from tests.support.client import Client
from workbench.cases import claim_acts, claim_lists, claim_reports, claiming, claims, corrections, reports
from workbench.cases.claims import STATES, STEPS, Claim, HeldClaim
from workbench.cases.models import Case
from workbench.checkup import disagreements
from workbench.config import Config
from workbench.definition.repository import Repository
from workbench.definition.requirements import read
from workbench.errors import Refusal
from workbench.members.models import Member
from workbench.minutes import record as minutes

SAID = {
    "system": "Reading lamp", "release": "1.0", "organisation": "Town library", "speaker": "Its site",
    "quotation": "The first open source lamp", "address": "https://town.example/lamp", "said_on": date(2026, 4, 1),
}  # fmt: skip
FORM = SAID | {"said_on": "2026-04-01", "interest": "I read by it.", "name": "Ann Reader"}
PAGE, LATER = b"<p>The first <b>open source</b> lamp</p>", b"<p>The first open lamp</p>"
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


class Flag:
    """A claim as far as a test wants it to go, and the two members it takes."""

    def __init__(self, session: Session, clock: time_machine.Traveller) -> None:
        self.session, self.clock = session, clock
        self.filer, self.other = make.member(session, name="Ada Filer"), make.member(session, name="Ben Other")
        self.claim = claim_reports.report(session, self.filer, filed_by=self.filer, **SAID)

    @property
    def today(self) -> date:
        return datetime.now(UTC).date()

    def verified(self, speaker: str = "vendor") -> Flag:
        claim_reports.verify(
            self.session,
            self.other,
            self.claim,
            speaker=speaker,
            sha256=sha(PAGE),
            captured_at=datetime.now(UTC),
            words="",
        )
        return self

    def contacted(self) -> Flag:
        if self.claim.state == "reported":
            self.verified()
        claiming.contact(
            self.session, self.other, self.claim, words="Please drop the term.", channel="by letter", day=self.today,
            case=None, reading="Clause 2 asks that everyone may use it.",
        )  # fmt: skip
        return self

    def reminded(self) -> Flag:
        self.clock.shift(timedelta(days=7))
        claiming.remind(self.session, self.other, self.claim, words="Once more.", channel="by letter", day=self.today)
        return self

    def answered(self, choice: str = "agrees") -> Flag:
        claiming.answer(
            self.session, self.other, self.claim, choice=choice, words="We see.", by="The mayor", day=self.today
        )
        return self

    def corrected(self, actor: Member | None = None, **change: Any) -> Flag:
        self.clock.shift(timedelta(days=1))
        facts: dict[str, Any] = {"kind": "dropped", "address": SAID["address"], "sha256": sha(LATER), "words": "",
                                 "captured_at": datetime.now(UTC)} | change  # fmt: skip
        corrections.correct(self.session, actor or self.other, self.claim, **facts)
        return self

    def looked(self, outcome: str = "holds", days: int = 0) -> Flag:
        self.clock.shift(timedelta(days=days))
        corrections.look(
            self.session, self.filer, self.claim, outcome=outcome, address="https://town.example/lamp",
            sha256=sha(PAGE + b" again" if outcome == "relapsed" else LATER), captured_at=datetime.now(UTC), words="",
        )  # fmt: skip
        return self


@pytest.fixture
def flag(session: Session, clock: time_machine.Traveller) -> Flag:
    return Flag(session, clock)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_table_is_the_only_way_from_one_state_to_another(flag: Flag) -> None:
    """Every pair of states, against the table as procedure 2.7 has it."""
    ways = {(step.source, step.target) for step in STEPS}
    assert ("", "reported") in ways and {target for _, target in ways} == set(STATES)
    for source, target in product(STATES, STATES):
        flag.claim.state, flag.claim.sha256, flag.claim.captured_at = source, sha(PAGE), NOW
        if source == target:
            continue
        if (source, target) in ways:
            claims.move(flag.session, flag.filer, flag.claim, target, act="look")
            assert flag.claim.state == target
        else:
            with pytest.raises(Refusal, match="cannot be done with it now"):
                claims.move(flag.session, flag.filer, flag.claim, target, act="look")


def test_a_claim_goes_from_report_to_correction_and_is_watched_for_half_a_year(flag: Flag, instance: Config) -> None:
    flag.contacted().answered()
    claiming.promise(
        flag.session, flag.other, flag.claim, words="By June.", by="The mayor", day=flag.today + timedelta(days=30)
    )
    flag.corrected()
    assert flag.claim.due == flag.today + timedelta(days=30)
    with pytest.raises(Refusal, match="the next look is due"):
        try:
            flag.looked(days=29)
        except Refusal as no:
            raise Refusal(str(no).lower()) from no
    flag.looked(days=1)
    assert (flag.claim.state, flag.claim.due) == ("watched", flag.today + timedelta(days=150))
    flag.looked(days=150)
    assert (flag.claim.state, flag.claim.due, flag.claim.relapses) == ("closed", None, 0)
    flag.session.commit()
    assert not disagreements(flag.session, Repository(instance.repository), instance.committee)


def test_a_relapse_opens_the_same_flag_again_and_is_counted(flag: Flag) -> None:
    flag.contacted().corrected().looked("relapsed", days=2)
    assert (flag.claim.state, flag.claim.relapses) == ("relapsed", 1)
    flag.contacted().answered().corrected().looked(days=30).looked(days=150).looked("relapsed", days=10)
    assert (flag.claim.state, flag.claim.relapses, flag.claim.no) == ("relapsed", 2, 1)
    counts = claim_lists.tally(flag.session)
    assert (counts.flagged, counts.corrected, counts.relapsed, counts.percent) == (1, 1, 1, None)


def test_only_what_the_vendor_says_counts(flag: Flag) -> None:
    flag.verified("press")
    assert flag.claim.state == "third_party"
    with pytest.raises(Refusal, match="cannot be done"):
        flag.contacted()
    assert claim_lists.tally(flag.session).flagged == 0


def test_who_filed_a_claim_does_not_record_its_correction(flag: Flag) -> None:
    flag.contacted().answered()
    with pytest.raises(Refusal, match="another member records") as no:
        flag.corrected(flag.filer)
    assert no.value.status == 403 and "correct" not in claim_acts.open_to(flag.filer, flag.claim)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(("change", "sentence"), [
    ({"sha256": sha(PAGE)}, "byte for byte"), ({"captured_at": NOW - timedelta(days=1)}, "not later"), ({"kind": "good"}, "what kind"),
    ({"sha256": "ab"}, "64 characters"), ({"kept": PAGE}, "still stand"), ({"address": "https://localhost/"}, "your own machine"),
])  # fmt: skip
def test_a_correction_needs_a_new_capture_that_shows_it(flag: Flag, change: dict[str, Any], sentence: str) -> None:
    flag.contacted().answered()
    with pytest.raises(Refusal, match=sentence):
        flag.corrected(**change)
    assert flag.claim.state == "answered"


def test_a_message_cites_a_published_case_or_a_plain_reading(flag: Flag) -> None:
    flag.verified()
    told: dict[str, Any] = {"words": "Please.", "channel": "by letter", "day": flag.today}
    with pytest.raises(Refusal, match="Cite a published case"):
        claiming.contact(flag.session, flag.other, flag.claim, case=None, reading="", **told)
    case = make.case(flag.session, ALL_MET)
    with pytest.raises(Refusal, match="not published yet"):
        claiming.contact(flag.session, flag.other, flag.claim, case=case, reading="", **told)
    claiming.contact(
        flag.session, flag.other, flag.claim, case=make.case(flag.session, ALL_MET, settled=True), reading="", **told
    )
    assert (flag.claim.state, flag.claim.due) == ("contacted", flag.today + timedelta(days=14))
    with pytest.raises(Refusal, match="Wait a week"):
        claiming.remind(flag.session, flag.other, flag.claim, words="Again.", channel="by letter", day=flag.today)


def test_after_14_days_and_one_reminder_the_clock_decides(flag: Flag, client: Client) -> None:
    flag.contacted().reminded()
    flag.clock.shift(timedelta(days=7))
    claiming.due(flag.session)
    assert flag.claim.state == "awaiting", "the fourteenth day is the vendor's"
    flag.clock.shift(timedelta(days=1))
    page = client.get("/claims/1").text
    assert "the vendor ignores it" in page and "no answer came" in client.get("/claims?state=answered").text
    assert "Reading lamp" not in client.get("/claims?state=asked").text
    assert claim_lists.tally(flag.session).waiting == 0
    client.send("/claims/report", **FORM)  # whoever writes next
    flag.session.expire_all()
    claim = flag.session.get_one(Claim, 1)
    assert (claim.state, claim.answer, claim.due) == ("answered", "ignores", None)
    assert "by the clock" in client.get("/claims/1").text
    flag.answered()
    assert flag.session.get_one(Claim, 1).answer == "agrees", "a late answer is entered"


def test_without_a_reminder_the_clock_decides_nothing_and_the_desk_asks_for_it(flag: Flag, client: Client) -> None:
    flag.contacted()
    client.sign_in(flag.filer)
    assert "send the one reminder" not in client.get("/").text
    flag.clock.shift(timedelta(days=20))
    claiming.due(flag.session)
    client.sign_in(flag.filer)
    assert flag.claim.state == "contacted" and "send the one reminder" in client.get("/").text
    flag.reminded()
    assert flag.claim.due == flag.today + timedelta(days=7)


def test_a_dispute_waits_for_a_case(flag: Flag, client: Client) -> None:
    flag.contacted().answered("disputes")
    with pytest.raises(Refusal, match="open a case"):
        claiming.promise(flag.session, flag.other, flag.claim, words="Well.", by="", day=flag.today)
    client.sign_in(flag.filer)
    assert "let a case decide" in client.get("/").text
    assert client.send("/claims/1/to_case", other="").location == "/claims/1#h-life"
    case = flag.session.exec(select(Case)).one()
    assert (case.state, case.vendor, case.claim) == ("reported", "Town library", SAID["quotation"])
    assert client.send("/claims/1/uphold", words="").status_code == 409
    assert "The first open source lamp" in client.get(f"/cases/{case.no}").text
    refused = client.send(
        "/claims/1/contact", words="Again.", by="by letter", on=flag.today.isoformat(), reading="Plain.", other=""
    )
    assert refused.status_code == 409 and "is not published yet" in refused.text


def test_a_case_that_finds_the_system_open_closes_the_flag(flag: Flag) -> None:
    flag.contacted().answered("disputes")
    case = make.case(flag.session, ALL_MET, settled=True)
    claiming.to_case(
        flag.session, flag.other, flag.claim, case=case, version=make.version(flag.session), requirements=case.need
    )
    corrections.uphold(flag.session, flag.other, flag.claim, words="It stands.")
    assert flag.claim.state == "closed" and claim_lists.tally(flag.session).corrected == 0
    with pytest.raises(Refusal, match="never corrected"):
        flag.looked("relapsed")


def test_a_readers_report_is_held_and_let_in(session: Session, client: Client, clock: time_machine.Traveller) -> None:
    secretary = make.member(session, "member", "secretary")
    refused = client.send("/claims/report", **(FORM | {"quotation": "see website", "interest": "I read."}))
    assert refused.status_code == 422 and "I read." in refused.text and "Copy the words" in refused.text
    assert client.send("/claims/report", **FORM).location == "/claims/report?received=yes"
    assert client.send("/claims/report", **(FORM | {"website": "x"})).status_code == 303
    assert len(session.exec(select(HeldClaim)).all()) == 1
    assert "Reading lamp" not in client.get("/claims").text + client.get("/search?q=lamp").text
    client.sign_in(secretary)
    assert "Readers have reported claims" in client.get("/").text
    assert "I read by it." in client.get("/claims/reports").text
    assert client.send("/claims/reports/1/admit").location == "/claims/1"
    assert client.send("/claims/reports/1/admit").location == "/claims/reports", "a second click"
    page = client.sign_out().get("/claims/1").text
    assert "Ann Reader, a reader" in page and "The first open source lamp" in page
    assert "Claim 1: Reading lamp" in client.get("/search?q=lamp&kind=claim").text
    client.send("/claims/report", **FORM)
    (held,) = session.exec(select(HeldClaim)).all()
    assert client.sign_in(secretary).send(f"/claims/reports/{held.id}/discard").status_code == 303
    assert not session.exec(select(HeldClaim)).all()


def test_what_is_captured_must_hold_the_words(session: Session, client: Client) -> None:
    client.sign_in(make.member(session))
    client.send("/claims/report", **FORM)
    sent = {"choice": "vendor", "captured": "2026-04-02 10:00", "words": "Seen.", "sha256": ""}
    refused = client.send("/claims/1/verify", **sent, file=(BytesIO(LATER), "lamp.html"))
    assert refused.status_code == 422 and "do not stand in this file" in refused.text and "Seen." in refused.text
    refused = client.send("/claims/1/verify", **(sent | {"captured": "then"}), file=(BytesIO(PAGE), "lamp.html"))
    assert refused.status_code == 422 and "Write day and time" in refused.text
    assert client.send("/claims/1/verify", **sent, file=(BytesIO(PAGE), "lamp.html")).status_code == 303
    assert sha(PAGE) in client.get("/claims/1").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_claims_are_filtered_and_paged_by_number(session: Session, client: Client) -> None:
    member = make.member(session)
    for n in range(claim_lists.PAGE + 1):
        said = SAID | {"system": f"Lamp {n}", "organisation": "Town library" if n % 2 else "Village"}
        claim_reports.report(session, member, filed_by=member, **said)
    page = client.get("/claims").text
    assert "Lamp 50" in page and "Lamp 0," not in page and "below=2" in page
    assert "Lamp 0" in client.get("/claims?below=2").text
    page = client.get("/claims?organisation=Village&state=reported").text
    assert "Lamp 2" in page and "Lamp 1," not in page
    assert client.get("/claims?state=sleepy").status_code == 404


def test_the_desk_says_when_a_look_is_due(flag: Flag, client: Client) -> None:
    flag.contacted().corrected()
    secretary = make.member(flag.session, "member", "secretary")
    for days, shown in ((0, False), (30, True)):
        flag.clock.shift(timedelta(days=days))
        for member, is_told in ((flag.filer, shown), (secretary, shown), (flag.other, False)):
            client.sign_in(member)
            assert ("look whether it holds" in client.get("/").text) == is_told, (days, member.name)


def test_the_check_names_a_step_that_the_table_does_not_have(flag: Flag, instance: Config) -> None:
    flag.verified().claim.state = "closed"
    minutes.record(flag.session, None, "claims.look", flag.claim, flag.claim)
    flag.session.commit()
    found = disagreements(flag.session, Repository(instance.repository), instance.committee)
    assert found == ["claim:1: entry 8 of the minutes takes it from verified to closed"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_open_act_has_a_form(flag: Flag, client: Client) -> None:
    client.sign_in(flag.other)
    seen = set()
    for step in (lambda: None, flag.verified, flag.contacted, flag.answered, flag.corrected):
        step()
        for key in claim_acts.open_to(flag.other, flag.claim):
            assert client.get(f"/claims/1/{key}").status_code == 200, key
            seen.add(key)
    assert seen == claim_acts.ACTS.keys() - {"to_case", "uphold"}
    assert client.get("/claims/1/coffee").status_code == 404 and client.get("/claims/1/verify").status_code == 409


def test_what_was_sent_or_captured_before_the_words_came_back_does_not_count_after(flag: Flag) -> None:
    told, first = flag.contacted().today, datetime.now(UTC)
    flag.answered().corrected()
    corrected = datetime.now(UTC)
    flag.looked("relapsed", days=2)
    sent: dict[str, Any] = {"words": "Please drop it.", "channel": "by letter", "case": None, "reading": "Clause 2."}
    with pytest.raises(Refusal, match="before the words came back"):
        claiming.contact(flag.session, flag.other, flag.claim, day=told, **sent)
    flag.contacted()
    for at, body in ((first, b"x"), (corrected, b"x"), (None, PAGE + b" again")):
        flag.clock.shift(timedelta(days=1))
        with pytest.raises(Refusal, match="capture"):
            flag.corrected(captured_at=at or datetime.now(UTC), sha256=sha(body))
    flag.corrected(sha256=sha(b"dropped once more"))
    assert flag.claim.state == "corrected"


def test_a_claim_whose_case_is_declined_goes_on_and_a_duplicate_leads_to_the_case_it_repeats(
    clock: time_machine.Traveller, session: Session
) -> None:
    flag, officer = Flag(session, clock).contacted().answered("disputes"), make.member(session, "secretary")
    named: dict[str, Any] = {"version": make.version(session), "requirements": read(list(make.REQUIREMENTS))}
    case = claiming.to_case(session, flag.other, flag.claim, case=None, **named)
    with pytest.raises(Refusal, match="decides on it"):
        claiming.to_case(session, flag.other, flag.claim, case=None, **named)
    reports.decline(session, officer, case, words="No artefact is public.")
    second = claiming.to_case(session, flag.other, flag.claim, case=None, **named)
    earlier = make.case(session, ALL_MET, settled=True)
    reports.duplicate(session, officer, second, other=earlier)
    assert claiming.deciding(session, flag.claim) is earlier
    corrections.uphold(session, flag.other, flag.claim, words="It stands.")
    assert flag.claim.state == "closed"


def test_no_day_of_a_message_lies_before_anybody_had_seen_the_words(
    clock: time_machine.Traveller, session: Session
) -> None:
    flag = Flag(session, clock).verified()
    message: dict[str, Any] = {"words": "Drop it.", "channel": "by letter", "case": None, "reading": "Clause 2."}
    with pytest.raises(Refusal, match="captured later"):
        claiming.contact(session, flag.other, flag.claim, day=flag.today - timedelta(days=2), **message)
    flag.contacted()
    with pytest.raises(Refusal, match="before the vendor was told"):
        claiming.answer(
            session, flag.other, flag.claim, choice="agrees", words="Yes.", by="", day=flag.today - timedelta(days=1)
        )
