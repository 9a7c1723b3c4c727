"""The engine remembers its last answers; whoever measures a first answer has to make it forget them."""

from __future__ import annotations

import sys
from inspect import signature


def forget() -> None:
    """Empties every memory of answers in the wording engine; tables that are read once a process are kept."""
    for name, module in list(sys.modules.items()):
        if name.startswith("workbench.wording."):
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None and signature(value).parameters:
                    clear()
