"""Runs csto-kg in processes of their own that start at once: all imports are made before they fork.

Reads a list of arguments a line (JSON), answers with the new process's id, then with how it ended.
"""

from __future__ import annotations

import json
import os
import sys

from csto_kg.cli.main import cli
from csto_kg.cli.run import run


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 1)
            os._exit(run(cli, json.loads(line)))
        _say(process)
        _say(os.waitpid(process, 0)[1])


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
