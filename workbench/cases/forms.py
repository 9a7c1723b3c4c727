"""The forms of the case log: what may be typed, and the sentence for what may not."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from workbench import db
from workbench.cases.actions import Exhibit
from workbench.web import MISSING
from workbench.wording.legible import legible

# it is tomorrow already where the day begins
EASTERNMOST = timedelta(hours=14)
# it is yesterday still where the day ends
WESTERNMOST = timedelta(hours=12)
# the first conference that bore the name of the field
EARLIEST = 1956
WEB = re.compile(r"https?://[^\s/?#.][^\s/?#]*([/?#]\S*)?", re.IGNORECASE)

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(legible)]
Needed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(legible)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(legible)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), AfterValidator(legible)]


def web_address(address: str) -> str:
    """Empty, or an address that a reader can open."""
    if address and not WEB.fullmatch(address):
        raise ValueError("Give the whole address, beginning with https://, without spaces.")
    return address


def past_day(text: str) -> date | None:
    """A day written as 2026-11-22, not later than today; None when nothing was typed."""
    if not text.strip():
        return None
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise ValueError("Write the day as year-month-day, for example 2026-11-22.") from None
    if day.year < EARLIEST:
        raise ValueError("This day is before there was anything to judge. Check the year.")
    if day > (db.now() + EASTERNMOST).date():
        raise ValueError("This day is still to come.")
    return day


def filled(text: str) -> str:
    """What a form cannot do without."""
    if not text:
        raise ValueError(MISSING)
    return text


def named_day(text: str) -> str:
    """A day that `past_day` can read, as it was typed."""
    past_day(text)
    return text


class OpenCase(BaseModel):
    system: Needed
    release: Needed
    vendor: Needed
    aliases: Line = ""
    version: Needed
    claim: Paragraph = ""
    claim_by: Line = ""
    claim_address: Address = ""
    claim_date: str = ""
    source: Paragraph = ""
    source_address: Address = ""
    source_date: str = ""
    background: Paragraph = ""

    _address = field_validator("claim_address", "source_address")(web_address)

    @field_validator("claim_date", "source_date")
    @classmethod
    def _day(cls, text: str) -> str:
        past_day(text)
        return text

    def facts(self) -> dict[str, object]:
        """The columns of Case that this form fills."""
        data: dict[str, object] = self.model_dump(exclude={"version", "aliases"})
        data["aliases"] = [name.strip() for name in self.aliases.split(",") if name.strip()]
        return data | {"claim_date": past_day(self.claim_date), "source_date": past_day(self.source_date)}


class Find(BaseModel):
    # what of its clause the finding rests on; "" is all of it
    words: Paragraph = ""
    value: Literal["met", "not_met", "conditional", "not_assessable", "not_applicable"]
    condition: Paragraph = ""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    address: list[Address] = []
    quotation: list[Paragraph] = []
    locator: list[Line] = []
    artefact: list[Line] = []
    sha256: list[Line] = []
    file: list[Line] = []
    seen_on: list[str] = Field(default=[], validate_default=True)

    @field_validator("seen_on")
    @classmethod
    def _whole_rows(cls, days: list[str], info: ValidationInfo) -> list[str]:
        exhibits(*(days if name == "seen_on" else info.data.get(name, []) for name in Exhibit.FIELDS))
        return days

    def exhibits(self) -> list[Exhibit]:
        """The rows of evidence that hold something."""
        return exhibits(*(getattr(self, name) for name in Exhibit.FIELDS))


def exhibits(*columns: list[str]) -> list[Exhibit]:
    """Rows of the form as evidence, one column for each of Exhibit.FIELDS, empty rows left out.

    A row that is not whole is named by its place.
    """
    rows = zip_longest(*columns, fillvalue="")
    return [_exhibit(place, *row) for place, row in enumerate(rows, 1) if any(part.strip() for part in row)]


def _exhibit(
    place: int, address: str, quotation: str, day: str, locator: str, artefact: str, sha256: str, file: str
) -> Exhibit:
    try:
        seen_on = past_day(day)
        web_address(address)
    except ValueError as wrong:
        raise ValueError(f"Evidence {place}: {wrong}") from None
    if not (address and quotation and seen_on):
        raise ValueError(f"Evidence {place} needs all three: the address, the words that stand there, and the day.")
    return Exhibit(address, quotation, seen_on, locator, artefact, sha256.lower(), file)
