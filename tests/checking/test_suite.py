"""The files that rules and shapes are made from."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from csto_kg.checking.suite import choose_readings, described, load_checks, load_rules
from csto_kg.resources import find_resources
from tests.guild import NOTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CODE = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
from csto_kg.knowledge_base import KnowledgeBase
with KnowledgeBase.open(data=sys.argv[1]) as kb:
    kb.validate(sys.argv[2])
print("\\n".join(path for path in opened if path.endswith(".ttl")))
"""


def test_each_file_is_opened_once(data: Path, written: Callable[..., Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(data), str(written(NOTES))],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ontology = data / "ontology"
    folders = (ontology / "rules", ontology / "readings", ontology / "shapes")
    files = sorted(str(path) for folder in folders for path in folder.glob("**/*.ttl"))
    opened = [path for path in done.stdout.splitlines() if path in files]
    assert sorted(opened) == files
    assert len(files) == 4


def test_what_is_described_does_not_depend_on_the_readings_that_are_asked_for() -> None:
    resources = find_resources()
    rules = load_rules(resources)
    found = [
        described(resources, rules, load_checks(resources, rules, chosen.readings))
        for chosen in (choose_readings(resources, [name]) for name in ("all", "none"))
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 500
