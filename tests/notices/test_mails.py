"""Mails tell each thing once, leave by a real SMTP server, and act for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlmodel import Session, func, select
from time_machine import Traveller

from tests import make
from tests.ballots.hall import Hall
from tests.notices.post_office import PostOffice, open_office
from tests.support.client import Client
from workbench import jobs
from workbench.ballots import actions
from workbench.config import Config
from workbench.members.models import Member
from workbench.minutes.models import Minute
from workbench.notices import telling
from workbench.notices.models import Mail, NoticeChoice
from workbench.proposals import comments, marks
from workbench.proposals.models import Proposal
from workbench.turns import Turn


@pytest.fixture
def office(instance: Config) -> Iterator[PostOffice]:
    """Before the program starts, so that it finds the office in its settings."""
    with open_office() as opened:
        settings = instance.instance / "instance.toml"
        settings.write_text(settings.read_text("utf-8") + opened.settings, "utf-8")
        yield opened


@pytest.fixture
def hall(office: PostOffice, session: Session, instance: Config, clock: Traveller) -> Hall:
    return Hall.of(session, instance)


@pytest.fixture
def voter(hall: Hall) -> Member:
    """On the rolls, with a letter box, and told at once."""
    return told(hall, make.member(hall.session, password=make.PASSWORD), "at_once")


def told(hall: Hall, member: Member, how: str) -> Member:
    hall.session.add(NoticeChoice(member_id=member.id or 0, how=how))
    return member


def tick(hall: Hall, app: Flask) -> list[str]:
    hall.session.commit()
    done = jobs.tick(app)
    hall.session.expire_all()
    return done


def text(office: PostOffice, n: int = -1) -> str:
    part = office.taken[n][1].get_body(("plain",))
    assert part
    return str(part.get_content())


def test_a_mail_comes_as_text_and_as_html_and_leads_to_the_page(
    hall: Hall, voter: Member, office: PostOffice, app: Flask
) -> None:
    hall.ballot(hall.proposal(title="Say <what>\nis done"))
    assert tick(hall, app) == ["mails sent: 1"]
    ((address, mail),) = office.taken
    assert address == voter.email and mail["From"] == "committee@library.example"
    assert mail["Subject"].startswith("Ballot 1, Say <what>") and mail["Auto-Submitted"] == "auto-generated"
    assert "https://definition.library.example/here/ballots/1" in text(office)
    page = mail.get_body(("html",))
    assert page and "Say &lt;what&gt;" in page.get_content()
    assert 'href="https://definition.library.example/here/ballots/1' in page.get_content()


def test_no_link_in_a_mail_acts(hall: Hall, voter: Member, office: PostOffice, app: Flask, client: Client) -> None:
    hall.ballot()
    tick(hall, app)
    last = select(func.max(Minute.seq))
    before = hall.session.exec(last).one()
    links = re.findall(r"https://definition\.library\.example/here(\S*)", text(office))
    assert len(links) > 1
    answers = [client.sign_in(voter).get(urlsplit(link).path).status_code for link in links]
    assert set(answers) == {200} and hall.session.exec(last).one() == before


def test_each_thing_is_told_once(hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller) -> None:
    hall.ballot()
    tick(hall, app)
    clock.shift(timedelta(hours=1))
    assert tick(hall, app) == []
    hall.ballot(hall.proposal(("Anyone may copy", "All may copy"), title="Another"))
    assert tick(hall, app) == ["mails sent: 1"]
    assert "Another" in text(office) and "Say what is done" not in text(office)
    assert "1 other thing still waits on your desk" in text(office)


def test_who_has_not_voted_is_reminded_at_72_and_at_24_hours_and_never_twice(
    hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller
) -> None:
    daily = told(hall, make.member(hall.session, password=make.PASSWORD), "daily")
    quiet = told(hall, make.member(hall.session, password=make.PASSWORD), "at_once")
    told(hall, make.member(hall.session, password=make.PASSWORD), "none")
    ballot = hall.ballot(days=14)
    marks.follow(hall.session, quiet, hall.session.get_one(Proposal, 1), choice="mute")
    tick(hall, app)
    ends = ballot.closes_at
    clock.move_to(ends - timedelta(hours=72, minutes=1))
    tick(hall, app)
    before = len(office.taken)
    for hours, reminded in (
        (72, {voter.email, daily.email}),
        (71, set()),
        (24, {voter.email, daily.email}),
        (23, set()),
    ):
        clock.move_to(ends - timedelta(hours=hours))
        tick(hall, app)
        assert {address for address, _ in office.taken[before:]} == reminded, hours
        assert all(f"Less than {hours} hours are left." in text(office, n) for n in range(before, len(office.taken)))
        before = len(office.taken)
    hall.vote(voter, ballot)
    clock.move_to(ends - timedelta(hours=1))
    tick(hall, app)
    mine = [text(office, before + n) for n, (to, _) in enumerate(office.taken[before:]) if to == voter.email]
    assert len(mine) == 1 and "was taken down" in mine[0] and "hours are left" not in mine[0]


def test_a_last_day_is_told_again_and_who_has_a_day_or_less_is_not_reminded_of_three() -> None:
    now, shift = datetime(2026, 5, 4, 12, tzinfo=UTC), timedelta(hours=48)
    asked = Turn("Reply.", "/x", "Comment 1", "A title", by=now.date())
    assert [line.words for line in telling._turn(asked, now)][1] == "The last day is 4 May 2026. Reply."
    short = Turn("Vote.", "/y", "Ballot 1", "A title", since=now, by=(now + shift).date(), until=now + shift)
    assert [len(list(telling._turn(short, now + timedelta(hours=h)))) for h in (0, 23, 24, 47, 48)] == [1, 1, 2, 2, 1]


def test_once_a_day_means_once(hall: Hall, office: PostOffice, app: Flask, clock: Traveller) -> None:
    told(hall, make.member(hall.session, password=make.PASSWORD), "daily")
    hall.ballot()
    tick(hall, app)
    hall.ballot(hall.proposal(("Anyone may copy", "All may copy"), title="Another"))
    assert tick(hall, app) == []
    clock.shift(timedelta(hours=20))  # the next day, 6:00
    assert tick(hall, app) == []
    clock.shift(timedelta(hours=1))
    assert tick(hall, app) == ["mails sent: 1"] and "Another" in text(office)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_who_wants_none_and_who_has_no_letter_box_gets_none(hall: Hall, office: PostOffice, app: Flask) -> None:
    told(hall, make.member(hall.session, password=make.PASSWORD), "none")
    make.member(hall.session, password=make.PASSWORD, sample="member-z")
    paused = told(hall, make.member(hall.session, password=make.PASSWORD), "at_once")
    hall.ballot()
    paused.active = False
    hall.session.add(paused)
    assert tick(hall, app) == [] and office.taken == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_followed_is_told_and_what_is_muted_is_not(
    hall: Hall, voter: Member, office: PostOffice, app: Flask
) -> None:
    followed, muted = hall.proposal(), hall.proposal(("Anyone may copy", "All may copy"), title="Muted")
    marks.follow(hall.session, voter, followed, choice="follow")
    marks.follow(hall.session, voter, muted, choice="mute")
    for proposal in (followed, muted):
        comments.post(hall.session, hall.members[1], proposal, clause_id="catalogue-copy", body="Well said.")
    assert tick(hall, app) == ["mails sent: 1"]
    assert "1 new comment" in text(office) and "Muted" not in text(office)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_how_a_ballot_ended_is_told_to_who_does_not_follow_it(
    hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller
) -> None:
    ballot = hall.ballot()
    for member in (*hall.everybody, voter):
        hall.vote(member, ballot)
    assert tick(hall, app) == ["mails sent: 1"] and "A vote of yours was taken down" in text(office)
    actions.close(hall.session, hall.chair, ballot)
    assert tick(hall, app) == ["mails sent: 1"] and "Ballot 1 is over: carried." in text(office)
    clock.shift(timedelta(hours=1))
    assert tick(hall, app) == []  # once


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_mail_that_is_not_taken_is_tried_again_as_the_same_mail(
    hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller
) -> None:
    hall.ballot()
    office.refusal = "451 Come back later"
    assert tick(hall, app) == ["a mail was not taken: (451, b'Come back later')"]
    assert tick(hall, app) == []
    office.refusal = ""
    clock.shift(timedelta(minutes=1))
    assert tick(hall, app) == ["mails sent: 1"] and len(office.taken) == 1
    mail = hall.session.exec(select(Mail)).one()
    assert (mail.tries, mail.fault, mail.next_at) == (2, "", None) and f"<mail-{mail.id}-" in office.taken[0][1][
        "Message-ID"
    ]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_is_never_taken_is_given_up_and_stands_on_the_page(
    hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller, client: Client
) -> None:
    hall.ballot(days=90)
    office.refusal = "550 Nobody of that name"
    for _ in range(9):
        tick(hall, app)
        clock.shift(timedelta(days=1))
    mail = hall.session.exec(select(Mail)).one()
    assert mail.tries == 7 and mail.next_at is None and mail.sent_at is None
    assert "not delivered: (550" in client.sign_in(voter).get("/account/notices").text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_choice_that_is_none_is_refused_and_another_is_kept(hall: Hall, voter: Member, client: Client) -> None:
    client.sign_in(voter)
    assert client.send("/account/notices", how="hourly").status_code == 422
    assert client.send("/account/notices", how="none").status_code == 303
    assert telling.choice(hall.session, voter).how == "none"


def test_a_subject_is_one_line_of_text() -> None:
    line = telling.Line("k", "w", "Ballot 1, a\r\nBcc: all\u202e" + "x" * 300, "/", True)
    assert telling.subject([line], [], "Library") == ("Ballot 1, a Bcc: all" + "x" * 300)[:200]


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("wrong", ["server = 7", 'server = "mail.example"', 'server = "smtp://x"\nsender = "none"', ""])
def test_settings_that_cannot_be_read_are_refused_with_their_place(instance: Config, wrong: str) -> None:
    settings = instance.instance / "instance.toml"
    settings.write_text(settings.read_text("utf-8") + f"[mail]\n{wrong}\n", "utf-8")
    with pytest.raises(jobs.Refusal, match=r"instance.toml: “mail\."):
        jobs.posting.Post.of(instance)


def test_an_address_that_is_none_and_a_paused_account_keep_no_mail_of_others(
    hall: Hall, voter: Member, office: PostOffice, app: Flask, clock: Traveller
) -> None:
    paused, broken, last = (told(hall, make.member(hall.session, password=make.PASSWORD), "at_once") for _ in range(3))
    office.refusal = "451 Come back later"
    hall.ballot()
    tick(hall, app)
    office.refusal, paused.active, broken.email = "", False, "nobody\n@library.example"
    hall.session.add_all([paused, broken])
    for _ in range(2):
        clock.shift(timedelta(minutes=2))
        tick(hall, app)
    assert {address for address, _ in office.taken} == {voter.email, last.email}
