"""csto-kg: ask, check and hand on a knowledge graph in which every fact leads to its evidence.

Nothing is imported here, so that a command pays only for what it uses.
The Python front door is :class:`csto_kg.knowledge_base.KnowledgeBase`.
"""

__version__ = "0.1.0"
