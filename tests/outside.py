"""What tests need and the project does not ship: where it is, and where a stranger gets it.

``SUITES`` and ``TEXTS`` in the environment name folders with a copy; without them, the copies stand
beside the project, where we develop.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"
SUITES = Path(os.environ.get("SUITES") or _SHARED / "w3c").resolve()
TEXTS = Path(os.environ.get("TEXTS") or _SHARED / "sources").resolve()
NO_ARTICLE = (
    "the article's text is not here: put that of Eurasia Daily Monitor, volume 15, issue 168 (the"
    " Jamestown Foundation), as edm-15-168.txt into DIR, and set TEXTS=DIR"
)


def suite(copy: str, project: str, folder: str) -> Path:
    """Return a test suite of the W3C: our copy, or its folder in a clone of the project.

    Called by a test module; skips all of it where neither is there.
    """
    for path in (SUITES / copy, SUITES / project / folder):
        if path.is_dir():
            return path
    pytest.skip(
        f"the W3C's tests are not here: clone w3c/{project} from GitHub into DIR, then"
        " make conformance SUITES=DIR",
        allow_module_level=True,
    )
