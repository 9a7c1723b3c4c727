"""Systems against requirements: the page, its choices and pages, the picture and the file."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from sqlmodel import Session

from tests import make
from tests.support.client import Client
from workbench.cases import matrix

LENDING, READING = "lending-anyone", "reading-anyone"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def log(session: Session) -> None:
    """Three cases of two organisations; of one the finding on lending was changed."""
    make.case(session, {READING: "met", LENDING: "not_met"}, system="Shelf", vendor="Zoo library")
    make.case(session, {READING: "not_met"}, system="Annexe", vendor="Town library")
    changed = make.case(session, {LENDING: "not_met"}, system="Branch", vendor="Town library")
    make.finding(session, changed, LENDING, "met")
    session.commit()


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["Annexe", "Branch", "Shelf"]),
        ("?order=newest", ["Branch", "Annexe", "Shelf"]),
        ("?organisation=town", ["Annexe", "Branch"]),
        ("?organisation=%25", []),
        (f"?clause={LENDING}&value=not_met", ["Shelf"]),
        (f"?clause={LENDING}&value=met", ["Branch"]),
        (f"?clause={LENDING}&value=gap", ["Annexe"]),
        (f"?clause={LENDING}&value=nonsense&order=up", ["Annexe", "Branch", "Shelf"]),
        ("?after=3", ["Shelf"]),
    ],
)
def test_the_table_shows_the_cases_that_are_asked_for_in_their_order(
    client: Client, asked: str, shown: list[str]
) -> None:
    page = client.get(f"/cases/matrix{asked}")
    rows = page.text.split('<th scope="row">')[1:]
    assert page.status_code == 200 and [row.split("</a>")[0].rpartition(">")[2] for row in rows] == shown
    assert shown or "No case is like that." in page.text


@pytest.mark.parametrize("kind", ["sqlite"])
def test_two_organisations_whose_names_differ_in_a_capital_stay_apart(session: Session, client: Client) -> None:
    for vendor, system in (("Acme", "One"), ("Town", "Two"), ("acme", "Three")):
        make.case(session, system=system, vendor=vendor)
    session.commit()
    page = client.get("/cases/matrix").text
    assert (
        page.index(">Acme<") < page.index(">One<") < page.index(">Town<") < page.index(">acme<") < page.index(">Three<")
    )


def test_a_log_without_cases_says_so(client: Client) -> None:
    assert "There is no case here yet." in client.get("/cases/matrix").text


def test_pages_follow_each_other_without_a_gap(
    session: Session, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "PAGE", 2)
    numbers = [make.case(session, vendor=vendor).no for vendor in ("B", "A", "B", "C", "A")]
    session.commit()
    for order in matrix.ORDERS:
        found = [line.case.no for line in matrix.everything(session, matrix.Wanted(order=order))]
        assert sorted(n or 0 for n in found) == numbers and len(set(found)) == len(found)
    assert "Further" in client.get("/cases/matrix").text


@pytest.mark.usefixtures("log")
def test_the_file_holds_every_case_and_no_formula(session: Session, client: Client) -> None:
    make.case(session, system="=1+1", vendor="Town library")
    session.commit()
    answer = client.get("/cases/matrix.csv?organisation=Town")
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head[:3] == ["case", "organisation", "system"] and head[7:] == [*make.REQUIREMENTS]
    assert [row[2] for row in rows] == ["'=1+1", "Annexe", "Branch"] and rows[2][7:] == ["", "met", "", ""]


@pytest.mark.usefixtures("log")
def test_the_picture_is_whole_and_says_in_words_what_it_draws(client: Client) -> None:
    answer = client.get("/cases/matrix.svg")
    drawn = ElementTree.fromstring(answer.text)
    assert answer.mimetype == "image/svg+xml"
    titles = [title.text for title in drawn.iter(f"{SVG}title")][1:]
    assert len(titles) == 3 and titles[0] and titles[0].endswith("does not conform")
    assert sum(use.get("href") == "#disc" for use in drawn.iter(f"{SVG}use")) == 2 + 1
