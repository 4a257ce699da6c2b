"""Timing side by side: contenders in turns, medians, quartiles, and what it all ran on."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.generate import main as generate


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int) -> Times:
    """Time each contender once in every round, each round in another order, after a warm-up."""
    names = list(contenders)
    for name in names:
        contenders[name]()
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            start = time.perf_counter()
            contenders[name]()
            times[name].append(time.perf_counter() - start)
    return Times(times)


class Times:
    """Seconds by contender, one of each for every round."""

    def __init__(self, seconds: Mapping[str, Sequence[float]]) -> None:
        self.seconds = seconds

    def median(self, name: str) -> float:
        """Return the middle one of a contender's times."""
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, beside: str) -> float:
        """Return the median of the ratios within the rounds."""
        pairs = zip(self.seconds[name], self.seconds[beside], strict=True)
        return statistics.median(one / other for one, other in pairs)

    def lines(self, beside: str) -> list[str]:
        """Return a line for each contender: median, quartiles, how many times ``beside``."""
        found = []
        for name, times in self.seconds.items():
            low, high = quartiles(times)
            spread = f"{_ms(low)} to {_ms(high)}"
            ratio = self.ratio(name, beside)
            median = _ms(self.median(name))
            found.append(f"  {name:28} {median:>10} ms  {spread:>22}  {ratio:6.2f}")
        return found


def quartiles(times: Sequence[float]) -> tuple[float, float]:
    """Return the first and the third quartile; the ends where there are too few times."""
    if len(times) < 4:
        return min(times), max(times)
    low, _, high = statistics.quantiles(times, n=4)
    return low, high


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}" if seconds < 10 else f"{seconds * 1000:.0f}"


def setting(*packages: str) -> str:
    """Return the date, the machine and the versions, as they stand beside every figure."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine()}\n"
        f"Python {platform.python_version()}, {versions}"
    )


def machine() -> str:
    """Return the processor's model, how many cores and which system."""
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            lines = [
                line.split(":", 1)[1].strip() for line in stream if line.startswith("model name")
            ]
        model = lines[0] if lines else model
    except OSError:
        pass  # not Linux
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def made(folder: Path, size: int, kind: str = "nquads") -> Path:
    """Return the generated graph of a size in a folder, made when it is not there."""
    path = folder / f"{size}.{ {'nquads': 'nq', 'ntriples': 'nt', 'turtle': 'ttl'}[kind] }"
    if not path.exists():
        draft = path.with_suffix(".draft")
        generate([str(size), "--format", kind, "--output", str(draft)])
        draft.replace(path)
    return path


def above(name: str, found: float, limit: float | None) -> bool:
    """Say so when a figure is above its limit."""
    if limit is None or found <= limit:
        return False
    print(f"bench: {name}: {found:.2f} is above {limit}", file=sys.stderr)
    return True


class Run:
    """A whole process: seconds to its first and last byte, of the processor; memory, bytes."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        start = time.perf_counter()
        with subprocess.Popen(
            command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            self.size = len(os.read(process.stdout.fileno(), 1))
            self.first_byte = time.perf_counter() - start
            while chunk := os.read(process.stdout.fileno(), 1 << 20):
                self.size += len(chunk)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024  # Linux counts it in KiB
        if process.returncode:
            sys.exit(f"bench: {command[0]} ended with exit code {process.returncode}")
