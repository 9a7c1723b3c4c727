"""The commands `workbench text …`: the wording engine for scripts and other programs, without an instance.

Data goes to standard output, messages to standard error. 0: done. 1: refused, with one clear line. 2: wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any

import click

from workbench.config import progress
from workbench.errors import Fault, Refusal
from workbench.text_cli import answers, inputs
from workbench.text_cli.running import Call, Shape, emit, quiet_pipe, written

FORMS = ("json", "html", "text", "critic")


@click.group()
def text() -> None:
    """Compare, merge and follow texts; no instance is needed.

    The texts are files (“-” is standard input). With --repository DIR each argument is REVISION:PATH as git writes it,
    such as v1.0:definition.md or HEAD~2:docs/charter.md, PATH counted from the top of the repository, which may be bare
    or checked out. For place and blame, FROM..TO:PATH stands for every version of the file on the first-parent line
    from FROM to TO; without FROM since its beginning, without TO up to HEAD.

    With --batch each line of standard input is one request, a JSON object that holds the texts themselves, and each
    line of standard output its answer; a request that cannot be answered is answered {"error": "…"}.

    Files ending in .md or .markdown, files without an ending, and the texts of a batch are read as Markdown, all others
    as plain blocks between blank lines; --markdown and --plain settle it. Texts are UTF-8 and are compared byte for byte.
    """


def reads(metavar: str, shape: Shape) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The arguments and options that every command has; the command gets them as its first argument, a Call."""

    def with_options(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def called(
            arguments: tuple[str, ...], repository: str | None, batch: bool, markdown: bool | None, **options: Any
        ) -> None:
            try:
                with quiet_pipe():
                    command(Call(shape, arguments, repository, batch, markdown), **options)
            except (Refusal, Fault) as no:
                progress(f"workbench: {no}")
                sys.exit(1)

        places = "REVISION:PATH or FROM..TO:PATH" if shape.line else "REVISION:PATH"
        for decorate in (
            click.option("--markdown/--plain", default=None, help="Read the texts as Markdown, or as plain blocks."),
            click.option("--batch", is_flag=True, help="Answer one JSON request a line of standard input."),
            click.option("--repository", metavar="DIR", help=f"Each argument is {places} in this git repository."),
            click.argument("arguments", nargs=-1, metavar=metavar),
        ):
            called = decorate(called)
        return called

    return with_options


@text.command("clauses")
@reads("FILE", Shape(("text",)))
def clauses_command(call: Call) -> None:
    """The clauses of a text, with their numbers and names.

    \b
    Prints [{"id","kind","number","heading","text","start","end"}].
    Batch: {"text"}.

    Offsets count characters, half-open.
    """
    if call.batch:
        return call.each(answers.clauses)
    found, _ = call.once(answers.clauses)
    emit(written(found))


@text.command("redline")
@reads("OLD NEW", Shape(("old", "new")))
@click.option("--format", "form", type=click.Choice(FORMS), default="json", show_default=True)
def redline_command(call: Call, form: str) -> None:
    """The change from one text to another, as whole changes a person would make, with notices.

    \b
    Prints {"old_sha256","new_sha256","summary",
      "clauses":[{"id","change","segments":[{"op","text","move","change"}]}],
      "notices":[{"kind","old","new","clause","label"}]}.
    Batch: {"old","new"}; another format is answered {"html"}, {"text"} or {"critic"}.

    The segments “=” and “-” joined are OLD, “=” and “+” are NEW.
    """
    answer = partial(answers.redline, form=form)
    if call.batch:
        return call.each(answer, "" if form == "json" else form)
    made, _ = call.once(answer)
    emit(made if isinstance(made, str) else written(made))


@text.command("instruct")
@reads("OLD NEW", Shape(("old", "new")))
@click.option("--format", "form", type=click.Choice(("json", "text")), default="json", show_default=True)
def instruct_command(call: Call, form: str) -> None:
    """The amending instruction: the change from one text to another in sentences.

    \b
    Prints [{"clause","sentence"}].
    Batch: {"old","new"}; the format text is answered {"text"}.

    Numbers and quotations are those of OLD. `workbench text follow` makes NEW of it again.
    """
    answer = partial(answers.instruct, form=form)
    if call.batch:
        return call.each(answer, "" if form == "json" else form)
    made, _ = call.once(answer)
    emit(made if isinstance(made, str) else written(made))


@text.command("follow")
@reads("OLD INSTRUCTION", Shape(("old", "instruction")))
def follow_command(call: Call) -> None:
    """The text that an amending instruction makes of another.

    \b
    Prints the text.
    Batch: {"old","instruction"}, answered {"text"}.

    INSTRUCTION is what `workbench text instruct --format text` prints.
    """
    if call.batch:
        return call.each(answers.follow, "text")
    made, _ = call.once(answers.follow)
    emit(made)


@text.command("merge")
@reads("BASE OURS THEIRS", Shape(("base", "ours", "theirs")))
def merge_command(call: Call) -> None:
    """Two changes of one text put together, or the clauses where they meet.

    \b
    Prints {"outcome","text",
      "clauses":[{"id","outcome","base","ours","theirs","merged"}]}.
    Batch: {"base","ours","theirs"}.

    The outcome is clean, same_clause (“text” is the merged wording, for a person to confirm) or conflict (“text” is
    null).
    """
    if call.batch:
        return call.each(answers.merge)
    made, _ = call.once(answers.merge)
    emit(written(made))


@text.command("matrix")
@reads("BASE P1 P2 …", Shape(("base",), "proposals", 1))
@click.option("--only-touching", is_flag=True, help="Leave out pairs that have nothing to do with each other.")
def matrix_command(call: Call, only_touching: bool) -> None:
    """How every two of many proposals on one base go together.

    \b
    Prints {"pairs":[{"a","b","outcome","meeting","order_matters"}]}.
    Batch: {"base","proposals":[…]}.

    a and b count the proposals from 0.
    """
    answer = partial(answers.matrix, only_touching=only_touching)
    if call.batch:
        return call.each(answer, "pairs")
    pairs, _ = call.once(answer)
    emit(written(pairs, "pairs"))


@text.command("rebase")
@reads("OLD_BASE REVISION NEW_BASE", Shape(("old_base", "revision", "new_base")))
def rebase_command(call: Call) -> None:
    """A revision written on an old base, carried to the newest text, with a receipt.

    \b
    Prints {"state","text","receipt"}.
    Batch: {"old_base","revision","new_base"}.

    The state is carried (the same words removed and added), confirm (and one clause changed on both sides) or person
    (“text” is null and the receipt says which words want a person).
    """
    if call.batch:
        return call.each(answers.rebase)
    made, _ = call.once(answers.rebase)
    emit(written(made))


@text.command("place")
@reads("V0 V1 … Vn", Shape((), "versions", 1, line=True))
@click.option("--anchors", "listed", metavar="FILE", help='Passages of V0, a line each: {"id","start","end","quote"}.')
def place_command(call: Call, listed: str | None) -> None:
    """Where passages of the first text stand in the last, carried through every text between.

    \b
    Prints a line for each: {"id","state","start","end","quote","confidence"}.
    Batch: {"versions":[…],"anchors":[{"id","start","end","quote"}]},
      answered {"anchors":[…]}.

    The state is same, moved, edited or gone. Offsets count characters, half-open.
    """
    if call.batch:
        return call.each(answers.place, "anchors")
    if listed is None:
        raise click.UsageError("Name the passages: --anchors FILE. See --help.")
    found, _ = call.once(answers.place, lambda _: {"anchors": inputs.anchors(listed)})
    emit("".join(map(written, found)))


@text.command("blame")
@reads("V0 V1 … Vn", Shape((), "versions", 1, line=True))
def blame_command(call: Call) -> None:
    """Which version put each word of the last one there.

    \b
    Prints [{"start","end","version"}] covering the last text.
    Batch: {"versions":[…]}, answered {"spans":[…]}.

    Versions count from 0. With FROM..TO:PATH standard error says which commit each version is.
    """
    if call.batch:
        return call.each(answers.blame, "spans")
    spans, names = call.once(answers.blame)
    if call.repository is not None and len(names) > len(call.arguments):
        for number, name in enumerate(names):
            progress(f"{number}\t{name}")
    emit(written(spans))


@text.command("lint")
@reads("FILE", Shape(("text",)))
@click.option("--script", "scripts", multiple=True, default=("Latin",), show_default=True, help="A Unicode script whose letters may stand; may be repeated.")  # fmt: skip
@click.option("--clean", is_flag=True, help="Print the cleaned text instead, as far as that needs no judgement.")
def lint_command(call: Call, scripts: Sequence[str], clean: bool) -> None:
    """What in a text may not stand in a definition. Exit status 1 if there is anything.

    \b
    Prints [{"line","column","code_point","name","rule"}].
    Batch: {"text"}; with --clean the answer is {"text"}.

    Lines and columns count from 1, in characters.
    """
    if clean:
        if call.batch:
            return call.each(answers.cleaned, "text")
        cleaned, _ = call.once(answers.cleaned)
        return emit(cleaned)
    answer = partial(answers.lint, scripts=tuple(scripts))
    if call.batch:
        return call.each(answer)
    found, _ = call.once(answer)
    emit(written(found))
    if found:
        progress(f"workbench: {len(found)} place{'s' * (len(found) > 1)} that may not stand")
        sys.exit(1)
