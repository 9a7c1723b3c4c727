"""A fixed sample of what `make truth` counts, on the real texts that lie beside the checkout."""

from pathlib import Path

import pytest

from tests.truth import Table
from tests.truth.__main__ import SECTIONS, counted, markdown, present


@pytest.mark.parametrize("name", present())
def test_the_sample_of_each_section_misses_no_bar(name: str, shared: Path) -> None:
    table = counted(name, whole=False)
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert not table.misses, "\n".join([*table.misses, "", markdown(table)])


def test_no_section_is_left_out() -> None:
    beside = {path.stem for path in Path(__file__).resolve().parents[1].glob("truth/*.py")}
    assert set(SECTIONS) <= beside


def test_a_table_is_printed_as_markdown_with_its_bars_in_a_cell() -> None:
    table = Table("Some figures", ("text", "right"), [("a|b", "99 %")], [])
    assert markdown(table) == "## Some figures\n\n| text | right |\n| --- | ---: |\n| a\\|b | 99 % |\n"
