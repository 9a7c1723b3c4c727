"""`python -m bench.wording`: the wording engine beside its rivals, in one run.

Processor time of this process and its finished children, rivals run in turn (A B A B), medians of five rounds unless a
note says fewer. Ratios are told, not times: they hold on other machines too. The bars are those of the release (tight)
and the least that is tolerated on a busy machine (loose).
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version

from bench import authors, comments, histories, proposals, redlines
from bench.meter import Bar, spent

SECTIONS: dict[str, Callable[[], Iterator[Bar]]] = {
    "redlines": redlines.bars,
    "comments": comments.bars,
    "proposals": proposals.bars,
    "authors": authors.bars,
    "histories": histories.bars,
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench.wording", description=__doc__)
    asked.add_argument("--only", metavar="NAME", action="append", choices=SECTIONS, help="measure this section alone")
    chosen = asked.parse_args()
    print(
        f"`{' '.join(['python -m bench.wording', *sys.argv[1:]])}`, Python {platform.python_version()}, "
        f"diff-match-patch {version('diff-match-patch')}\n"
    )
    print(
        "| bar | what | measured | tight | loose | verdict | note |\n| --- | --- | ---: | ---: | ---: | --- | --- |",
        flush=True,
    )
    found: list[Bar] = []
    for name in chosen.only or SECTIONS:
        for bar in SECTIONS[name]():
            print(bar.row(), flush=True)
            found.append(bar)
    counts = {
        verdict: sum(bar.verdict == verdict for bar in found) for verdict in ("met", "loose only", "missed", "absent")
    }
    print(
        f"\n{', '.join(f'{count} {verdict}' for verdict, count in counts.items())}; {spent():.0f} s of processor time."
    )
    return bool(counts["missed"])


if __name__ == "__main__":
    sys.exit(main())
