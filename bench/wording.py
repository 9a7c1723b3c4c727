"""`python -m bench.wording`: the wording engine beside its rivals, in one run.

Processor time of this process and its finished children, rivals run in turn (A B A B), medians of five rounds unless a
note says fewer. Ratios are told, not times: they hold on other machines too. The bars are those of the release (tight)
and the least that is tolerated on a busy machine (loose).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import chain

from bench import authors, comments, histories, proposals, redlines
from bench.meter import Bar, printed

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
    command = " ".join(["python -m bench.wording", *sys.argv[1:]])
    engine = f"diff-match-patch {version('diff-match-patch')}"
    return printed(f"{command}`, `{engine}", chain.from_iterable(SECTIONS[name]() for name in chosen.only or SECTIONS))


if __name__ == "__main__":
    sys.exit(main())
