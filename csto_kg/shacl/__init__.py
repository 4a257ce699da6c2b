"""SHACL, and nothing of this ontology: shapes and rules read, checked for form, and evaluated.

``graph`` reads, ``wellformed`` refuses what is ill-formed, ``rules`` derives; ``engine`` is what
checks facts, as ``compiled`` and ``pyshacl`` do, and ``result`` is what it gives back. For data of
any kind there is :func:`validate`, imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csto_kg.shacl.validation import validate

__all__ = ["validate"]


def __getattr__(name: str) -> object:
    if name == "validate":
        from csto_kg.shacl.validation import validate

        return validate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
