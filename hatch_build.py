"""Put the graph into the wheel: ontology, graphs and queries, under ``csto_kg/_data/``.

A hook and not ``force-include``, which takes whole folders: the expected answers of the stored
queries are for tests and stay out, and so does whatever an editor leaves behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("ontology", "graphs", "queries")
SUFFIXES = frozenset({".ttl", ".rq", ".jsonld"})
LEFT_OUT = Path("queries/expected")


class GraphHook(BuildHookInterface[Any]):
    """Adds the graph to a wheel; an editable install reads it from the repository."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add each file of the graph to what the wheel includes."""
        if version == "editable":
            return
        for source, target in graph_files(Path(self.root)):
            build_data["force_include"][str(source)] = target


def graph_files(root: Path) -> list[tuple[Path, str]]:
    """Return each file of the graph below ``root``, with its place in the wheel."""
    found = []
    for folder in FOLDERS:
        if not (root / folder).is_dir():
            raise FileNotFoundError(f'cannot build csto-kg: there is no folder "{root / folder}"')
        for source in sorted((root / folder).rglob("*")):
            path = source.relative_to(root)
            hidden = any(part.startswith(".") for part in path.parts)
            if source.suffix in SUFFIXES and not hidden and not path.is_relative_to(LEFT_OUT):
                found.append((source, f"csto_kg/_data/{path.as_posix()}"))
    return found
