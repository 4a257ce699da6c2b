"""Which files of csto_kg/ a command enters: how much a newcomer must read to follow it.

    python -m tools.entered validate docs/examples/a-belarusian.ttl

A file is entered when one of its functions runs, other than while modules are imported. What the
command itself prints is left out.
"""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from pathlib import Path
from types import FrameType

PACKAGE = str(Path(__file__).resolve().parent.parent / "csto_kg") + "/"


class Entered:
    """A profile function that notes the files entered, and which file called into which."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Note a call. See :func:`sys.setprofile`."""
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(PACKAGE):
            return
        caller = None
        above: FrameType | None = frame
        while above is not None:
            name = above.f_code.co_filename
            if name.startswith(PACKAGE):
                if above.f_code.co_name == "<module>":
                    return
                if caller is None and above is not frame:
                    caller = name
            above = above.f_back
        self.files.add(file)
        if caller not in (None, file):
            assert caller is not None
            self.pairs.add((caller, file))


def main(arguments: list[str]) -> None:
    """Run a command and list the files."""
    entered = Entered()
    threading.setprofile(entered)
    sys.setprofile(entered)
    try:
        from csto_kg.cli.main import cli
        from csto_kg.cli.run import run

        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
            run(cli, arguments)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    for file in sorted(entered.files):
        print(file.removeprefix(PACKAGE))
    print(f"{len(entered.files)} files entered, {len(entered.pairs)} pairs of files")


if __name__ == "__main__":
    main(sys.argv[1:])
