"""The fixtures of the guild."""

from tests.guild import _made, data, kb, memory, store, written  # noqa: F401  (fixtures)
