"""The forms of a ballot as they are sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, field_validator, model_validator

from workbench import web
from workbench.ballots import windows

LARGEST = 99
# A number that may be left out.
Number = Annotated[Annotated[int, Field(ge=1, le=web.LARGEST)] | None, BeforeValidator(lambda typed: typed or None)]


class Window(BaseModel):
    """How, from when and until when a ballot is held. Times are read as UTC; without an opening time it opens at once, without a closing time
    it lasts as long as its rule has it."""

    rule: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    sure: str = Field(default="", validate_default=True)

    @field_validator("opens_at", "closes_at", mode="before")
    @classmethod
    def later(cls, typed: str) -> datetime | None:
        return cls.readable(typed) if typed.strip() else None

    @classmethod
    def readable(cls, typed: str) -> datetime:
        try:
            moment = datetime.fromisoformat(typed.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(windows.EMPTY) from None

    @field_validator("sure")
    @classmethod
    def checked(cls, sure: str) -> str:
        if sure != "yes":
            raise ValueError("Say that this is the text to vote on: it cannot change once the ballot is open.")
        return sure


class Extending(BaseModel):
    """To when the close of a ballot is moved, and why."""

    extend_to: datetime
    extend_reason: str = ""

    @field_validator("extend_to", mode="before")
    @classmethod
    def readable(cls, typed: str) -> datetime:
        return Window.readable(typed)


class Opening(Window):
    """A ballot to open on one revision; `unreviewed`: why before enough have read what becomes of the cases."""

    revision: int
    unreviewed: str = ""


class FindingsOpening(Window):
    """A ballot to open on the findings in a case; `fingerprint` is of those that stood on the form."""

    fingerprint: str = ""


class VersionOpening(Window):
    """A ballot to open on a version; of a withdrawal its reason, and `fingerprint` that of the text that stood on the form."""

    reason: str = ""
    fingerprint: str = ""


class Returning(BaseModel):
    """Why a candidate is sent back."""

    reason: str = ""


class RankedOpening(Window):
    """A ballot to open on rivals: their numbers and, for each, the revision that stood on the form."""

    options: list[Annotated[int, Field(ge=1, le=web.LARGEST)]] = []
    revisions: dict[int, int] = {}
    unreviewed: str = ""

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        return words | {"revisions": numbered(words, "revision-")}


class Arranging(BaseModel):
    """How rivals are decided; where one after the other, the place of each."""

    way: str = ""
    places: dict[int, Annotated[int, Field(ge=1, le=LARGEST)]] = {}
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        return words | {"places": numbered(words, "place-")}


class Ranking(BaseModel):
    """A ranking: option -> its place, as typed. Whoever abstains gives none."""

    places: dict[int, int] = {}
    abstain: str = ""
    reason: str = ""
    fingerprint: str = ""
    # what the passkey of the voter answered, where they sign
    response: str = ""

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        return words | {"places": numbered(words, "place-")}

    @field_validator("places")
    @classmethod
    def within(cls, places: dict[int, int]) -> dict[int, int]:
        if any(not 1 <= place <= LARGEST for place in places.values()):
            raise ValueError("A place is a whole number from 1 on, where 1 is the best.")
        return places


class ElectionOpening(Window):
    """An election to open: to which body, on which question, and who stands: members by number, others a line each."""

    body: str = ""
    question: str = ""
    members: list[Annotated[int, Field(ge=1, le=web.LARGEST)]] = []
    others: str = Field(default="", max_length=10_000)

    @field_validator("sure")
    @classmethod
    def checked(cls, sure: str) -> str:
        if sure != "yes":
            raise ValueError("Say that these are who stands: nobody can be added once the ballot is open.")
        return sure


class Electing(Ranking):
    """A vote in an election: those approved, or places."""

    approved: list[Annotated[int, Field(ge=1, le=LARGEST)]] = []


class Leaving(BaseModel):
    """That a member leaves an election to others."""

    recusal: str = ""


class Giving(BaseModel):
    """To whose account a seat is given."""

    member: Number = None


class Deciding(BaseModel):
    """The chair's casting vote."""

    option: int = 0
    # in an election: all who have a seat by it
    picks: list[Annotated[int, Field(ge=1, le=LARGEST)]] = []
    reason: str = ""


class Void(BaseModel):
    """That nothing of a ballot counts."""

    ground: str = ""
    void_reason: str = ""


class Contest(BaseModel):
    """An error in a result."""

    wrong: str = ""


class Recount(BaseModel):
    """What a recount says of a challenge."""

    outcome: str = ""
    answer: str = ""


class Motion(BaseModel):
    """A motion to reconsider a result; without words from who supports one."""

    motion: str = ""


class Withdrawing(BaseModel):
    """That a block is withdrawn."""

    unblock: str = ""


class Overruling(BaseModel):
    """What one who decides says of a block."""

    upheld: str = ""
    ruling: str = ""

    @field_validator("upheld")
    @classmethod
    def chosen(cls, upheld: str) -> str:
        if upheld not in ("yes", "no"):
            raise ValueError("Say whether it stands.")
        return upheld


class Opinion(BaseModel):
    """A minority opinion."""

    opinion: str = ""


class Ruling(BaseModel):
    """A rule to look at or to put into force; `base` is what it was begun from, such as preset:apache-release."""

    base: str = ""
    name: str = ""
    title: str = Field(default="", max_length=100)
    explain: str = Field(default="", max_length=1000)
    classes: list[str] = []
    quorum: str = Field(default="", max_length=2000)
    passes: str = Field(default="", max_length=2000)
    least: Annotated[int, Field(ge=0, le=999)] = 0
    # who votes; None: as in what it was begun from
    body: str | None = None
    # what follows when it carries, such as board:its-rule; and how many days members have to object
    second: str | None = None
    objection: Annotated[int, Field(ge=1, le=999)] = 14
    # what a tie comes to, how many are elected, and what else it settles, by the names of ruling.ASKED
    tie: str = ""
    seats: Annotated[int, Field(ge=0, le=99)] | None = None
    settled: dict[str, Annotated[str, Field(max_length=40)]] = {}
    reason: str = Field(default="", max_length=2000)
    ballot: Number = None
    look: str = ""

    @model_validator(mode="before")
    @classmethod
    def gathered(cls, words: dict[str, Any]) -> dict[str, Any]:
        found = {name[4:]: value for name, value in words.items() if name.startswith("set-")}
        return words | {"settled": found} | ({} if str(words.get("seats", "")).strip() else {"seats": None})


class Ending(BaseModel):
    """A rule that is to hold no more."""

    reason: str = Field(default="", max_length=2000)
    ballot: Number = None


def numbered(words: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The fields that are called so with a number behind it, by that number; without those left empty."""
    found = {name.removeprefix(prefix): value for name, value in words.items() if name.startswith(prefix)}
    return {
        number: value
        for number, value in found.items()
        if number.isdecimal() and len(number) <= len(str(web.LARGEST)) and str(value).strip()
    }


class Casting(BaseModel):
    """A vote. What was not chosen arrives empty and is refused beside the choice."""

    choice: str = ""
    reason: str = ""
    fingerprint: str = ""
    # what the passkey of the voter answered, where they sign
    response: str = ""
