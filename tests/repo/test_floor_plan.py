"""The house: floors, circles and names, as CONTRIBUTING.md promises them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.repo import floor_plan
from tests.repo.floor_plan import Import

PACKAGE = ROOT / "csto_kg"
TREES = floor_plan.modules(PACKAGE)
IMPORTS = list(floor_plan.imports(TREES))
FLOORS = floor_plan.floors((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))


def test_the_map_has_every_room_and_no_other() -> None:
    rooms = {floor_plan.room(module) for module in TREES} - {"csto_kg", "__main__"}
    assert set(FLOORS) == rooms
    assert len(IMPORTS) > 500


def test_imports_run_downwards() -> None:
    doors = {"csto_kg": 98, "__main__": 99}  # what the world imports, and what python -m runs
    assert floor_plan.upwards(IMPORTS, FLOORS | doors) == []


def test_there_is_no_circle() -> None:
    # The package's own __init__ offers the front door by __getattr__; nothing inside uses that.
    assert floor_plan.circles(each for each in IMPORTS if each.importer != "csto_kg") == []


def test_nothing_inside_imports_the_package_as_a_whole() -> None:
    assert [each.importer for each in IMPORTS if each.imported == "csto_kg"] == []


def test_no_base_name_stands_twice() -> None:
    assert floor_plan.twice(floor_plan.base_names(TREES, PACKAGE)) == {}


def test_no_class_name_stands_twice() -> None:
    assert floor_plan.twice(floor_plan.class_names(TREES)) == {}


def test_every_room_says_what_it_is_for() -> None:
    inits = [path for path in PACKAGE.rglob("__init__.py") if "_data" not in path.parts]
    assert len(inits) > 15
    for path in inits:
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert said, f"{path} has no docstring"


def test_a_wrong_plan_is_found(tmp_path: Path) -> None:
    package = tmp_path / "house"
    for name, text in {
        "__init__.py": "",
        "cli.py": "from house.store import disk\n",
        "store/__init__.py": "",
        "store/disk.py": "def lazily():\n    from house import cli\n",
        "store/memory.py": "from house.store.disk import Same\nclass Same: ...\n",
        "ground/disk.py": "class Outer:\n    class Same: ...\n",
    }.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    trees = floor_plan.modules(package)
    found = list(floor_plan.imports(trees))
    floor = floor_plan.floors("| 2 | `cli` | a |\n| 1 | `store/`, `ground/` | b |\n")
    assert floor == {"cli": 2, "store": 1, "ground": 1}
    assert Import("house.store.memory", "house.store.disk") in found
    assert floor_plan.upwards(found, floor) == ["house.store.disk imports house.cli"]
    assert floor_plan.upwards([Import("h.store.disk", "h.ground.disk")], floor) != []
    assert floor_plan.circles(found) == [["house.cli", "house.store.disk"]]
    assert list(floor_plan.twice(floor_plan.base_names(trees, package))) == ["disk"]
    assert list(floor_plan.twice(floor_plan.class_names(trees))) == ["Same"]
    with pytest.raises(ValueError, match="relative"):
        list(floor_plan.imports({"house": ast.parse("from . import x")}))
