"""A name for each result of a check that is the same from run to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csto_kg.shacl.sarif_log import identified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csto_kg.checking.checked_result import Result


def fingerprints(results: Iterable[Result]) -> Iterator[tuple[str, Result]]:
    """Give each result with a fingerprint of what it is about under its reading."""
    return identified((result, result.identity) for result in results)


def result_iri(fingerprint: str) -> str:
    """Return the name of a result in a report."""
    return f"https://w3id.org/csto-kg/result/{fingerprint}"
