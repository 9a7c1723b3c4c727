"""What may be a document: its name, and its bytes as characters."""

from __future__ import annotations

from workbench.errors import Refusal


def safe_path(path: str) -> str:
    """`path`, if it can name a document: relative, printable, and nothing git or a shell would read otherwise."""
    parts = path.split("/")
    if (
        not path
        or not path.isprintable()
        or any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)
        or path[0] in "-:"
    ):
        raise Refusal(f"“{path}” cannot be the name of a document. Rename the file and try again.")
    return path


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decoded(data: bytes) -> str:
    """The characters of a document: UTF-8, else Latin-1, in which every byte is a character. NUL, which no text holds, is U+FFFD."""
    return data.decode("utf-8" if is_utf8(data) else "latin-1").replace("\0", "\ufffd")
