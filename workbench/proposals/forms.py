"""The forms of drafts and comments, as they arrive. What is typed is kept as typed; only what cannot be stored is refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from werkzeug.datastructures import MultiDict

from workbench.web import LARGEST
from workbench.wording.legible import legible, storable

BREAKS = re.compile(r"[\r\n\u2028\u2029]+")


def on_one_line(words: str) -> str:
    return " ".join(BREAKS.sub(" ", legible(words)).split())


Title = Annotated[str, Field(max_length=200), AfterValidator(on_one_line)]
Prose = Annotated[str, Field(max_length=50_000), AfterValidator(legible)]
Sentence = Annotated[str, Field(max_length=2_000), AfterValidator(legible)]
# words of the text, as somebody selected them
Quoted = Annotated[str, Field(max_length=50_000), AfterValidator(storable)]
Wording = Annotated[str, AfterValidator(storable)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]


class Foresight(BaseModel):
    """That somebody has read what becomes of the cases; with a note, if they like."""

    note: Sentence = ""


class DraftForm(BaseModel):
    """The whole editor. `clause`, `text` and `to` run side by side, one of each for an open clause; `after` and `added`
    are new clauses and what they stand behind. With `document`, `whole` is the text of that document instead.

    `do` is the button pressed, as verb or verb:clause.
    """

    turn: Annotated[int, Field(ge=0, le=LARGEST)]
    # the form's own name and how much of it is kept (unsaved.py)
    slip: Annotated[str, Field(max_length=40)] = ""
    mark: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    title: Title = ""
    rationale: Prose = ""
    claimed: Annotated[str, Field(max_length=20)] = ""
    note: Sentence = ""
    cases: list[Number] = []
    more_cases: Annotated[str, Field(max_length=500)] = ""
    clause: list[str] = []
    text: list[Wording] = []
    to: list[str] = []
    after: list[str] = []
    added: list[Wording] = []
    document: str = ""
    whole: Wording = ""
    opening: str = ""
    invitee: Annotated[str, Field(max_length=300)] = ""
    do: Annotated[str, Field(max_length=300)] = ""
    # what it is to which other proposals; empty: as it is
    kind: Annotated[str, Field(max_length=20)] = ""
    # the interests of whoever files it that the form showed (declaring.shown)
    interests: Annotated[str, Field(max_length=300)] = ""
    others: Annotated[str, Field(max_length=200)] = ""

    @field_validator("more_cases", "others")
    @classmethod
    def numbers_only(cls, words: str) -> str:
        if not re.fullmatch(r"[\s,;0-9]*", words) or any(len(number) > 6 for number in re.findall(r"\d+", words)):
            raise ValueError("Write numbers with commas between them, such as 3, 17.")
        return words

    @property
    def typed(self) -> dict[str, str]:
        """Clause id -> the words in its box."""
        return dict(zip(self.clause, self.text, strict=False))

    @property
    def new(self) -> dict[str, str]:
        """Id of the clause before -> the words of a new one."""
        return dict(zip(self.after, self.added, strict=False))

    @property
    def all_cases(self) -> list[int]:
        return list(dict.fromkeys([*self.cases, *map(int, re.findall(r"\d+", self.more_cases))]))

    @property
    def about_proposals(self) -> list[int]:
        return list(dict.fromkeys(map(int, re.findall(r"\d+", self.others))))

    @property
    def verb(self) -> str:
        return self.do.partition(":")[0]

    @property
    def about(self) -> str:
        """The clause the button belongs to."""
        return self.do.partition(":")[2]


def loosely(words: MultiDict[str, str]) -> DraftForm:
    """A refused form as it was typed, so that it can be shown again; whatever cannot be read is left out."""
    lists = {"clause", "text", "to", "after", "added"}
    values: dict[str, Any] = {name: words.getlist(name) for name in lists}
    values |= {name: words.get(name, "") for name in DraftForm.model_fields.keys() - lists - {"turn", "mark", "cases"}}
    numbers = {name: words.get(name, "") for name in ("turn", "mark")}
    values |= {name: int(no) if no.isdecimal() and len(no) < 10 else -1 for name, no in numbers.items()}
    cases = [no for no in words.getlist("cases") if no.isdecimal() and len(no) < 7]
    return DraftForm.model_construct(cases=list(map(int, cases)), **values)


class KeptForm(BaseModel):
    """What stands in an editor, to be kept as it is: any words, under the form's own name."""

    slip: Annotated[str, Field(max_length=40)] = ""
    mark: Annotated[int, Field(ge=0, le=LARGEST)] = 0


class SettledForm(BaseModel):
    """Two saves put together. Beside these fields, every question has one for its choice, and one for a person's own words
    with "own-" before its name."""

    model_config = ConfigDict(extra="allow")

    turn: Annotated[int, Field(ge=0, le=LARGEST)]
    slip: Annotated[str, Field(max_length=40)]

    @property
    def choices(self) -> dict[str, str]:
        return {name: str(value) for name, value in (self.model_extra or {}).items()}

    @property
    def own(self) -> dict[str, str]:
        return {name[4:]: words for name, words in self.choices.items() if name.startswith("own-")}


class StartForm(BaseModel):
    clause: str = ""
    proposal: Number | None = None
    carry: bool = False


class IntakeForm(BaseModel):
    """A text or patch made elsewhere, pasted; a file comes beside the form."""

    patch: Wording = ""
    base: Annotated[str, Field(max_length=100)] = ""
    proposal: Number | None = None
    amends: Number | None = None

    @field_validator("proposal", "amends", mode="before")
    @classmethod
    def empty_is_none(cls, value: str) -> str | None:
        return value or None


class CommentForm(BaseModel):
    clause: Annotated[str, Field(min_length=1, max_length=300)]
    body: Prose
    side: str = "proposed"
    quote: Quoted = ""
    prefix: Quoted = ""
    suffix: Quoted = ""
    start: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    revision: Number | None = None

    @field_validator("start", mode="before")
    @classmethod
    def empty_is_none(cls, value: str) -> str | int:
        return value or 0

    wording: Wording = ""
    strike: bool = False
    remedy: Sentence = ""
    audience: str = "public"
    # the button: filed at once, kept for a review, or for oneself
    to: str = ""

    @property
    def kind(self) -> str:
        """What the filled fields make of it."""
        return "concern" if self.remedy.strip() else "suggestion" if self.strike or self.wording.strip() else "remark"

    @property
    def anchor(self) -> dict[str, Any]:
        """The words it is about."""
        return {
            "clause_id": self.clause, "side": self.side or "proposed", "quote": self.quote, "prefix": self.prefix,
            "suffix": self.suffix, "start": self.start, "revision": self.revision,
        }  # fmt: skip

    @property
    def about(self) -> dict[str, Any]:
        """What kind of comment it is, and what it carries."""
        return {
            "kind": self.kind, "wording": "" if self.strike else self.wording, "remedy": self.remedy.strip(),
            "audience": self.audience,
        }  # fmt: skip


class ReplyForm(BaseModel):
    body: Prose


class WithdrawForm(BaseModel):
    why: Sentence


class SettleForm(BaseModel):
    outcome: Sentence


class LetterForm(CommentForm):
    """A comment by a reader without an account."""

    name: Annotated[str, Field(min_length=1, max_length=80), AfterValidator(on_one_line)]
    # for machines that fill in every field; nobody sees it
    website: str = ""


class SummaryForm(BaseModel):
    summary: Prose = ""


class ReasonForm(BaseModel):
    reason: Sentence = ""


class RuleForm(ReasonForm):
    """Whether a proposal is admissible; if not, by which rule of the committee."""

    admissible: Annotated[str, Field(pattern="^(yes|no)$")]
    rule: Annotated[str, Field(max_length=2_000)] = ""


class TableForm(ReasonForm):
    """Until which day a proposal is set aside."""

    until: date

    @field_validator("until", mode="before")
    @classmethod
    def readable(cls, typed: str) -> date:
        try:
            return date.fromisoformat(typed.strip())
        except ValueError:
            raise ValueError("Give the day as in 2026-06-30.") from None


class HearForm(ReasonForm):
    """Whether the chair follows an appeal."""

    upheld: Annotated[str, Field(pattern="^(yes|no)$")]


class BeginForm(BaseModel):
    kind: Annotated[str, Field(max_length=20)]


class OtherForm(BaseModel):
    """Another proposal, by its number."""

    other: Number


class TakenBackForm(OtherForm):
    """What was said of another proposal, taken back with a reason."""

    reason: Sentence = ""


class ComposeForm(BaseModel):
    """The proposals to put together, one by one or with commas between them."""

    number: list[str] = []

    @property
    def numbers(self) -> list[int]:
        return [int(number) for words in self.number for number in re.findall(r"[0-9]{1,9}", words)]


class NoWords(BaseModel):
    """A form that is one button."""
