"""A name for each result that is the same from run to run."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from csto_kg.checking.checked_result import Result


def identified(results: Iterable[Result]) -> Iterator[tuple[str, Result]]:
    """Give each result with a fingerprint of what it is about, not of its words or its place.

    Several that are about the same are told apart by their order.
    """
    seen: Counter[str] = Counter()
    for result in results:
        digest = hashlib.sha256("\n".join(map(str, result.identity)).encode()).hexdigest()[:24]
        seen[digest] += 1
        yield (digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"), result


def result_iri(fingerprint: str) -> str:
    """Return the name of a result in a report."""
    return f"https://w3id.org/csto-kg/result/{fingerprint}"
