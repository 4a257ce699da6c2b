"""Texts that users hand over or write: a file, or standard input, in UTF-8."""

from __future__ import annotations

import sys

from csto_kg.errors import InputError, Location

STDIN = "-"


def shown_path(path: str) -> str:
    """Return what errors call a file or standard input."""
    return "<stdin>" if path == STDIN else path


def read_text(
    path: str,
    shown: str | None = None,
    *,
    unreadable: str,
    not_utf8: str,
    no_stdin: str = "name a file",
    exact: bool = False,
) -> str:
    """Return the text of a file, or of standard input (``-``), without a byte order mark.

    ``shown`` is what errors call the file. ``unreadable``, ``not_utf8`` and ``no_stdin`` are their
    hints; with ``exact`` they say which byte is wrong. Raises InputError when the text cannot be
    read or, with the line, is not UTF-8.
    """
    shown = shown or shown_path(path)
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise InputError("standard input is closed", hint=no_stdin)
            content = sys.stdin.buffer.read()
        else:
            with open(path, "rb") as stream:
                content = stream.read()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", hint=unreadable, location=Location(shown)
        ) from error
    try:
        return content.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f": byte {error.start} (0x{content[error.start]:02x}) is wrong there"
        raise InputError(
            f"this is not UTF-8{byte if exact else ''}",
            hint=not_utf8,
            location=Location(shown, line),
        ) from error
