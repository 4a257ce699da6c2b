"""The floor plan as CONTRIBUTING.md says it, and as the imports of csto_kg/ draw it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MAP_ROW = re.compile(r"^\| (?P<floor>\d+) \| (?P<rooms>[^|]+) \| [^|]+ \|$", re.MULTILINE)
_ROOM = re.compile(r"`([\w/.]+)`")


@dataclass(frozen=True)
class Import:
    """One module names another, wherever in its text: lazily and for types alone too."""

    importer: str
    imported: str


def floors(contributing: str) -> dict[str, int]:
    """Return the floor of each room of the map, the ground being 0. A file is a room of its own."""
    found = {}
    for row in _MAP_ROW.finditer(contributing):
        for room in _ROOM.findall(row["rooms"]):
            found[room.rstrip("/").removesuffix(".py")] = int(row["floor"])
    return found


def modules(package: Path) -> dict[str, ast.Module]:
    """Return the modules of a package by dotted name; ``__init__`` stands for its folder."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        if "_data" not in path.parts:
            name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(trees: Mapping[str, ast.Module]) -> Iterator[Import]:
    """Yield what modules import of each other. Raises ValueError for a relative import."""
    for importer, tree in trees.items():
        for node in ast.walk(tree):
            for imported in _named(node):
                while imported not in trees and "." in imported:
                    imported = imported.rpartition(".")[0]  # noqa: PLW2901  (a name in a module)
                if imported in trees and imported != importer:
                    yield Import(importer, imported)


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.level:
            raise ValueError("a relative import hides its room")
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def room(module: str) -> str:
    """Return the room of a module: the folder or file right below the package."""
    return module.split(".")[1] if "." in module else module


def upwards(found: Iterable[Import], floor: Mapping[str, int]) -> list[str]:
    """Return the imports that run neither to a lower floor nor within a room.

    The ground is one room, of files.
    """
    return sorted(
        f"{each.importer} imports {each.imported}"
        for each in found
        if room(each.importer) != room(each.imported)
        and floor[room(each.importer)] <= floor[room(each.imported)] != 0
    )


def circles(found: Iterable[Import]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle, however long."""
    below: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        below[each.importer].add(each.imported)
    reached = {module: _reached(module, below) for module in below}
    groups = {
        tuple(sorted(other for other in reached[module] if module in reached.get(other, ())))
        for module in below
    }
    return [list(group) for group in sorted(groups) if group]


def _reached(start: str, below: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    open_ = [start]
    while open_:
        for module in below.get(open_.pop(), ()):
            if module not in found:
                found.add(module)
                open_.append(module)
    return found


def twice(names: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names that stand in more than one place, from pairs of name and place."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name, place in names:
        places[name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def base_names(trees: Iterable[str], package: Path) -> Iterator[tuple[str, str]]:
    """Yield the last part of each module's name, folders left out, with the whole name."""
    for module in trees:
        if not package.parent.joinpath(*module.split(".")).is_dir():
            yield module.rpartition(".")[2], module


def class_names(trees: Mapping[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the name of each class, private and inner ones too, with its module."""
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                yield node.name, module
