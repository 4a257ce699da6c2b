"""csto-kg: ask, check and hand on a knowledge graph in which every fact leads to its evidence.

The front door for Python users is :class:`KnowledgeBase`. It is imported when it is asked for, so
that a command pays only for what it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.__about__ import __version__

if TYPE_CHECKING:
    from csto_kg.knowledge_base import KnowledgeBase

__all__ = ["KnowledgeBase", "__version__"]


def __getattr__(name: str) -> object:
    if name == "KnowledgeBase":
        from csto_kg.knowledge_base import KnowledgeBase

        return KnowledgeBase
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
