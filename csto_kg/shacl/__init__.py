"""SHACL, and nothing of this ontology: shapes and rules read, checked for form, and evaluated.

``graph`` reads, ``wellformed`` refuses what is ill-formed, ``rules`` derives; ``engine`` is what
checks facts, as ``compiled`` and ``pyshacl`` do, and ``result`` is what it gives back. For data of
any kind there are :func:`validate` and :func:`check_files`, imported when they are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csto_kg.shacl.validation import check_files, validate

__all__ = ["check_files", "validate"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from csto_kg.shacl import validation

        return getattr(validation, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
