"""Everything that is generated and committed, made anew in the order in which one needs the other.

What is printed changed: read the difference before it is committed, since expected answers and
documented outputs are claims. The expected results of the scenarios are not touched, their index
is; tools/scenarios.py writes both.

    make docs
"""

from __future__ import annotations

import sys

from tools import competency, console, reference, scenarios, shapes
from tools.console import ROOT


def generated() -> dict[str, bytes]:
    """What there is of it, by path."""
    index = scenarios.FOLDER / "README.md"
    paths = [shapes.TARGET, *sorted(competency.EXPECTED.glob("*")), index, *console.PAGES]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def main() -> None:
    """Make all of it; print the paths of what is not as before."""
    before = generated()
    for what, make in (
        ("shapes of terms", shapes.main),
        ("answers to competency questions", lambda: competency.main([])),
        ("reference pages", reference.main),
        ("index of scenarios", lambda: scenarios.main(["--index"])),
        ("outputs of documented commands", lambda: console.main([])),
    ):
        print(what, file=sys.stderr)
        make()
    changed = [name for name, content in generated().items() if before.get(name) != content]
    print("\n".join(f"changed: {name}" for name in changed) or "nothing changed")


if __name__ == "__main__":
    main()
