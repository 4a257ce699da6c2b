"""What a stored query costs beside the bare imports: whole processes, output piped, side by side.

The answer is compared with the expected one first: a fast wrong answer is worth nothing. Then both
commands run in turns, so that a busy moment of the machine falls on both.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a script: bench and tools stand there

from bench.measure import setting  # noqa: E402
from tools import competency  # noqa: E402

BASELINE = [sys.executable, "-c", "import click, pyoxigraph"]
PROGRAM = Path(sys.executable).with_name("csto-kg")


def main() -> int:
    """Measure and print; return 1 for a wrong answer or too high a ratio."""
    arguments = _arguments()
    question = next((q for q in competency.questions() if q.id == arguments.question), None)
    if question is None:
        sys.exit(f"bench: there is no {arguments.question} in {competency.PAGE}")
    command = [str(PROGRAM), *question.arguments]

    answer = _run(command)[1]
    if answer != question.expected.read_bytes():
        sys.exit(f"bench: the answer to {question.id} is not that in {question.expected}")

    _run(BASELINE)  # both once for the caches
    pairs = []
    for turn in range(arguments.pairs):
        if turn % 2:
            query, baseline = _run(command)[0], _run(BASELINE)[0]
        else:
            baseline, query = _run(BASELINE)[0], _run(command)[0]
        pairs.append((baseline, query))
    return _report(command, pairs, arguments.at_most)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("question", nargs="?", default="CQ03", help="its id (default: CQ03)")
    parser.add_argument("--pairs", type=int, default=31, help="how often each is run (default: 31)")
    parser.add_argument("--at-most", type=float, metavar="RATIO", help="exit 1 when above")
    arguments = parser.parse_args()
    if arguments.pairs < 15:
        parser.error("--pairs: a median of fewer than 15 says little")
    return arguments


def _run(command: list[str]) -> tuple[float, bytes]:
    """Run a command with its output in a pipe; return the seconds it took and what it printed."""
    # Without PYTHONDONTWRITEBYTECODE: as installed, the modules are compiled once, not each time.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CSTO_KG_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    start = time.perf_counter()
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.stderr.buffer.write(done.stderr)
        sys.exit(f"bench: {shlex.join(command)} ended with exit code {done.returncode}")
    return seconds, done.stdout


def _report(command: list[str], pairs: list[tuple[float, float]], at_most: float | None) -> int:
    baselines, queries = zip(*pairs, strict=True)
    ratio = statistics.median(queries) / statistics.median(baselines)
    shown = shlex.join(["csto-kg", *command[1:]])
    for label, times in (('python -c "import click, pyoxigraph"', baselines), (shown, queries)):
        low, _, high = statistics.quantiles(times, n=4)
        median = statistics.median(times)
        print(f"{median * 1000:7.1f} ms  ({low * 1000:.1f} to {high * 1000:.1f})  {label}")
    print(f"{ratio:7.2f}     times, medians of {len(pairs)} interleaved pairs (quartiles beside)")
    print("\n" + setting("csto-kg", "pyoxigraph", "click"))
    if at_most is not None and ratio > at_most:
        print(f"bench: {ratio:.2f} is above {at_most}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
