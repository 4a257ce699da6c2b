"""The engine's exceptions, turned into ours.

pyoxigraph raises OSError or RuntimeError when the database fails, before the first row or in
the middle of an answer, and SyntaxError for a server's answer that breaks off in its middle;
:func:`engine_errors` goes around all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from csto_kg.errors import EnvironmentFailure, InputError

NOT_CERTAIN = "the store was changed, but a power cut could still undo that"
_UNKNOWN_FUNCTION = re.compile(r"custom function (<.*>) is not supported")


@contextmanager
def engine_errors(what: str = "the query could not be answered") -> Iterator[None]:
    """Raise EnvironmentFailure instead of the engine's own exceptions.

    A failing write to our own output comes through untouched: it is no fault of the store.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except SyntaxError as error:  # of results that a server sends, found while they are read
        raise EnvironmentFailure(
            f"the answer is cut short or damaged: {detail(error)}", hint="ask again"
        ) from error
    except (OSError, RuntimeError) as error:
        unknown = _UNKNOWN_FUNCTION.search(str(error))
        if unknown:  # the engine finds out only while it answers
            raise InputError(
                f"there is no function {unknown[1]}", hint="use those of SPARQL 1.1"
            ) from error
        raise EnvironmentFailure(
            f"{what}: {detail(error)}",
            hint="if the store is on disk, make it anew in an empty directory",
        ) from error


def detail(error: BaseException) -> str:
    """Return the engine's own words as part of a sentence: one line, no full stop."""
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
