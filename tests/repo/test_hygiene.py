"""What must be nowhere in the repository, and what keeps it readable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repo.files import repository_files, repository_texts

LONGEST_MODULE = 400  # lines
GENERATED = re.compile(r"(?:#.*\n)*# Made by (tools/\w+\.py)")

# Written so that no pattern matches its own text.
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:work|root|opt/wheels|(?:home|Users)/\w+)/|\b[A-Z]:\\Users\b"
)
PACKAGE_INDEX = re.compile(
    r"""
      https?://\S+(?:/simple\b|\.(?:whl|tar\.gz|tgz|jar)\b)
    | \b(?:pypi|pythonhosted|npmjs|yarnpkg|maven|maven[.]apache|golang|crates)[.](?:org|io)\b
    | \b(?:deb|security)[.]debian[.]org\b
    | --(?:extra-)?index[-]url\b | --find[-]links\b | \bPIP_(?:INDEX|FIND)_
    """,
    re.VERBOSE,
)
# The engine serves any organisation with a rotating office: it has never heard of this one's
# members. (Examples in help texts run on the shipped graph, and so may name what is in it.)
DISPUTE = re.compile(
    r"armenia|belarus|kazakh|kyrgyz|tajik|khachat|\bcollective security\b", re.IGNORECASE
)


def _places(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts.items()
        for match in pattern.finditer(text)
    ]


def test_no_path_of_one_machine(root: Path) -> None:
    assert _places(MACHINE_PATH, repository_texts(root)) == []


def test_no_address_of_a_package_index(root: Path) -> None:
    assert _places(PACKAGE_INDEX, repository_texts(root)) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "open('/" + "work/main/x.ttl')"),
        (MACHINE_PATH, "file:///" + "home/ann/graph.ttl"),
        (MACHINE_PATH, "in /" + "opt/wheels/"),
        (PACKAGE_INDEX, "https://example.com" + "/simple/rdflib"),
        (PACKAGE_INDEX, "https://example.com/a-1.0" + ".whl"),
        (PACKAGE_INDEX, "see pypi" + ".org"),
        (PACKAGE_INDEX, "--index" + "-url"),
        (DISPUTE, "the ARMENIAN case"),
        (DISPUTE, "by_kazakhstan"),
    ],
)
def test_the_patterns_fire(pattern: re.Pattern[str], text: str) -> None:
    assert _places(pattern, {"planted": text})


@pytest.mark.parametrize("text", ["./root/x", "framework/x", "docs.python.org", "/homepage/"])
def test_the_patterns_leave_harmless_text_alone(text: str) -> None:
    assert _places(MACHINE_PATH, {"text": text}) + _places(PACKAGE_INDEX, {"text": text}) == []


def test_the_engine_knows_nothing_about_the_dispute(root: Path) -> None:
    texts = repository_texts(root, "csto_kg")
    assert "csto_kg/__init__.py" in texts
    assert _places(DISPUTE, texts) == []
    assert [name for name in texts if DISPUTE.search(name)] == []


def test_modules_can_be_read_in_one_sitting(root: Path) -> None:
    modules = {
        name: len(text.splitlines())
        for name, text in repository_texts(root, "csto_kg", "tests").items()
        if name.endswith(".py")
    }
    assert len(modules) > 5
    assert {name: lines for name, lines in modules.items() if lines > LONGEST_MODULE} == {}


def test_rules_and_shapes_can_be_read_in_one_sitting(root: Path) -> None:
    folders = [f"ontology/{name}" for name in ("rules", "shapes", "readings")]
    texts = repository_texts(root, *folders)
    generated = {name: made[1] for name, text in texts.items() if (made := GENERATED.match(text))}
    assert all((root / tool).is_file() for tool in generated.values())
    lines = {name: len(texts[name].splitlines()) for name in texts.keys() - generated.keys()}
    assert len(lines) > 5
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def test_the_wheels_data_is_not_in_the_repository(root: Path) -> None:
    assert repository_files(root, "csto_kg/_data") == {}
