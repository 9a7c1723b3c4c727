"""Parts of a roll that a rule counts by themselves, as ISO counts its P-members: on record with a reason, frozen, counted, proved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.hall import Hall
from tests.ballots.test_actions import refused
from tests.ballots.test_consent import proved
from tests.proof.test_verify import Entry, anew, handed_on, named, row
from tests.support.client import Client
from workbench.ballots import actions, known, presets, rules
from workbench.ballots.models import Ballot
from workbench.config import Config
from workbench.errors import Refusal
from workbench.members import parts

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("kind", ["sqlite"])]
ENQUIRY: dict[str, Any] = {"preset": "iso-enquiry", "for_classes": ["substantive"]}


def committee(hall: Hall, *places: int) -> None:
    """These of everybody are P-members."""
    had = hall.config.committee
    made = dataclasses.replace(had, rules={**had.rules, "enquiry": ENQUIRY}, parts={"P": "P-members"})
    hall.config.__dict__["committee"] = made
    for n in places:
        parts.enter(hall.session, hall.secretary, "P", hall.everybody[n], reason="Their country pays.", committee=made)


def voted(hall: Hall, ballot: Ballot, said: str) -> Ballot:
    for member, choice in zip(hall.everybody, said.split(), strict=True):
        hall.vote(member, ballot, choice, "Because." if choice == "no" else "")
    return actions.close(hall.session, hall.secretary, ballot)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("yes yes no yes yes yes yes", "adopted"), ("yes no no yes yes yes yes", "rejected"), ("yes yes yes no no yes yes", "rejected")],
)  # fmt: skip
def test_a_part_is_counted_as_it_was_when_the_ballot_opened(
    hall: Hall, tmp_path: Path, said: str, outcome: str
) -> None:
    committee(hall, 0, 1, 2)
    ballot = hall.ballot(hall.proposal(), rule="enquiry")
    parts.leave(hall.session, hall.chair, parts.of(hall.session, "P")[0][0], reason="They pay no more.")
    assert voted(hall, ballot, said).outcome == outcome
    assert (ballot.tally or {})["counts"]["groups"]["P"]["roll"] == 3
    assert proved(hall, tmp_path / "record") == []


def test_no_ballot_opens_that_counts_a_part_nobody_belongs_to_or_the_file_does_not_name(hall: Hall) -> None:
    committee(hall)
    assert "nobody on it belongs there" in str(refused(hall.ballot, hall.proposal(), rule="enquiry"))
    assert "the committee's file names none" in " ".join(known.obstacles(rules.read("enquiry", presets.one(ENQUIRY))))


def test_an_officer_says_with_a_reason_who_belongs_to_a_part(hall: Hall) -> None:
    committee(hall, 0)
    enter, given = parts.enter, {"reason": "They pay.", "committee": hall.config.committee}
    assert refused(enter, hall.session, hall.members[0], "P", hall.chair, **given).status == 403
    assert refused(enter, hall.session, hall.chair, "O", hall.chair, **given).status == 404
    assert refused(enter, hall.session, hall.chair, "P", hall.chair, **given).field == "member"
    assert refused(enter, hall.session, hall.chair, "P", hall.secretary, **given | {"reason": " "}).field == "reason"
    place = parts.of(hall.session, "P")[0][0]
    parts.leave(hall.session, hall.chair, place, reason="They pay no more.")
    assert refused(parts.leave, hall.session, hall.chair, place, reason="Again.").status == 409


def test_the_page_of_the_bodies_has_them_and_keeps_every_word(hall: Hall, client: Client) -> None:
    committee(hall)
    client.sign_in(hall.secretary)
    answer = client.send("/bodies/parts/P/members", reason="Their country pays.")
    assert answer.status_code == 422 and "Their country pays." in answer.text
    client.send("/bodies/parts/P/members", member=str(hall.chair.id), reason="Their country pays.")
    assert "Their country pays." in client.get("/bodies").text
    answer = client.send("/bodies/parts/members/1/end", reason=" ")
    assert answer.status_code == 422 and "Say why, in a sentence" in answer.text
    client.send("/bodies/parts/members/1/end", reason="They pay no more.")
    assert "Ended: They pay no more." in client.get("/bodies").text


def moved_over(kept: list[Entry]) -> None:
    for name, entry in named(kept, "ballots.open")["body"]["rows"].items():
        if name.startswith("roll_entry:1:3"):
            entry["parts"] = ""


def without_a_reason(kept: list[Entry]) -> None:
    row(named(kept, "bodies.enter"), "part_member")["reason"] = ""


def by_a_member(kept: list[Entry]) -> None:
    named(kept, "bodies.enter")["actor"] = named(kept, "ballots.vote", 3)["actor"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (moved_over, "belonged to other parts of the roll then"), (without_a_reason, "the place is not as this act makes it"),
        (by_a_member, "held none of the roles"),
    ],
)  # fmt: skip
def test_what_was_done_to_it_is_named(
    hall: Hall, tmp_path: Path, change: Callable[[list[Entry]], None], said: str
) -> None:
    committee(hall, 0, 1, 2)
    voted(hall, hall.ballot(hall.proposal(), rule="enquiry"), "yes yes yes yes yes yes yes")
    found = anew(handed_on(hall, tmp_path / "record"), change)
    assert any(said in one for one in found), found


def test_a_part_is_named_by_a_word_and_nobody_names_all(instance: Config, kind: str) -> None:
    path = instance.instance / "committee.toml"
    written = path.read_text("utf-8")
    path.write_text(f'{written}\n[parts.P]\ntitle = "P-members"\n', "utf-8")
    assert type(instance.committee).read(path).parts == {"P": "P-members"}
    path.write_text(f"{written}\n[parts.all]\n", "utf-8")
    with pytest.raises(Refusal, match="“all” is everybody"):
        type(instance.committee).read(path)
