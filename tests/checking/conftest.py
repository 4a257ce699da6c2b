"""The fixtures of the guild, and the shapes of structure."""

from tests.guild import _made, data, kb, memory, store, written  # noqa: F401  (fixtures)
from tests.shacl.conftest import structure  # noqa: F401  (a fixture)
