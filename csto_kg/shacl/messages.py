"""Messages: values put into them, and IRIs in them put into words.

A message names what it takes as ``{$this}``, ``{?value}``, ``{$path}`` or by any other variable of
its SPARQL constraint. An IRI is put in as ``<IRI>``, which :func:`worded` turns into a label or a
short name for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from csto_kg.terms import shorten

_PLACE = re.compile(r"\{[?$](\w+)\}")
_IRI = re.compile(r'<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*)>')

NOTHING = "(none)"
"""What stands for a variable without a value."""


def places(message: str) -> list[str]:
    """Return the names of the variables that a message takes."""
    return _PLACE.findall(message)


def filled(message: str, values: Mapping[str, str | None]) -> str:
    """Return the message with its values; those that are missing are shown as such.

    What is put in is never read as a message itself.
    """

    def value(match: re.Match[str]) -> str:
        found = values.get(match[1])
        return NOTHING if found is None else found

    return _PLACE.sub(value, message)


def worded(message: str, labels: Callable[[str], str | None]) -> str:
    """Return a message for people: ``<IRI>`` becomes a label or else a short name.

    ``labels`` gives the label of an IRI, or None.
    """
    return _IRI.sub(lambda match: labels(match[1]) or shorten(match[1]), message)
