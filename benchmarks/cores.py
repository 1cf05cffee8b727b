"""What more processes gain, beside a pure-Python control on the same machine, and from which size on they do.

Everything runs in processes of its own, started anew, in alternating rounds: wall time, as it is what more cores
are for, and the processor time of all processes together, which a busy machine disturbs less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.process import ROOT
from propdetect.batch import BREAK_EVEN

JOBS = 2
CONTROL, COMMAND, REPORTS = "pure Python", "score --jobs, JSON Lines", "score_many(n_jobs), to_dict()"
# The command with a part of the texts in each of several processes that know nothing of each other: no way to share
# texts out could do better on this machine.
APART = "score, texts parted beforehand"
# The least share of the control's speed-up that is asked for.
BAR = 0.9
# MB at which break-even is looked for.
SIZES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0)
_TURNS = 12_000_000
_LOOP = f"""
x = 0
for i in range({_TURNS}):
    x += i * i % 7
"""
# Reads the texts of a file, and workers may be had from the first of them on.
_READ = """
import json, sys
import propdetect
from propdetect import batch
if __name__ == "__main__":
    path, jobs, batch.BREAK_EVEN = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open(path, encoding="utf-8") as lines:
        texts = ((None, json.loads(line)["text"]) for line in lines)
        for report in propdetect.load().score_many(texts, n_jobs=jobs):
            report.to_dict()
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """What some processes took: wall time, and the processor time of all of them, in seconds."""

    wall: float
    processor: float


def _spent(*commands: Sequence[str]) -> Spent:
    """Run commands at the same time, each in Python."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    before, start = os.times(), time.perf_counter()
    running = [
        subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        for command in commands
    ]
    codes = [process.wait() for process in running]
    wall, after = time.perf_counter() - start, os.times()
    if any(code not in (0, 1) for code in codes):  # 1: something was found
        raise RuntimeError(f"a measured process failed: {commands}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(wall, used)


def _command(path: Path, jobs: int) -> list[str]:
    return ["-m", "propdetect", "score", "--format", "jsonl", "--jobs", str(jobs), "-o", os.devnull, str(path)]


def _reports(path: Path, jobs: int, break_even: int = BREAK_EVEN) -> list[str]:
    return ["-c", _READ, str(path), str(jobs), str(break_even)]


def _file(texts: Iterable[str], megabytes: float, folder: Path) -> Path:
    """Write texts, over and over until there is enough, as JSON Lines."""
    path = folder / f"{megabytes:g}.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        size = 0
        for text in cycle(texts):
            lines.write(json.dumps({"text": text}) + "\n")
            size += len(text.encode("utf-8", "replace"))
            if size >= megabytes * 1e6:
                return path
    raise ValueError("there is no text")


def speed_up(texts: Sequence[str], megabytes: float, rounds: int) -> dict[str, tuple[float, float]]:
    """Measure one process and `JOBS` of them in turn.

    Returns for the control and each way the median speed-up in wall time, and how many times the processor time of
    one process all together take: where nothing is to share out, that is what cores lose to each other.
    """
    found: dict[str, list[tuple[float, float]]] = {CONTROL: [], APART: [], COMMAND: [], REPORTS: []}
    with TemporaryDirectory() as name:
        path, part = (_file(texts, size, Path(name)) for size in (megabytes, megabytes / JOBS))
        for _ in range(rounds):
            one, many = _spent(["-c", _LOOP]), _spent(*[["-c", _LOOP]] * JOBS)
            found[CONTROL].append((JOBS * one.wall / many.wall, many.processor / one.processor / JOBS))
            for way, command in ((COMMAND, _command), (REPORTS, _reports)):
                one, many = (_spent(command(path, jobs)) for jobs in (1, JOBS))
                found[way].append((one.wall / many.wall, many.processor / one.processor))
                if way == COMMAND:
                    apart = _spent(*[_command(part, 1)] * JOBS)
                    found[APART].append((one.wall / apart.wall, apart.processor / one.processor))
    return {way: (median(w for w, _ in taken), median(p for _, p in taken)) for way, taken in found.items()}


def gains(texts: Sequence[str], sizes: Sequence[float], rounds: int) -> dict[float, float]:
    """Return the median speed-up, for sizes in MB, of workers that are started for the first text on."""
    found = {}
    with TemporaryDirectory() as name:
        for size in sizes:
            path = _file(texts, size, Path(name))
            pairs = [(_spent(_reports(path, 1)), _spent(_reports(path, JOBS, 0))) for _ in range(rounds)]
            found[size] = median(one.wall / many.wall for one, many in pairs)
    return found


def break_even(gained: dict[float, float]) -> float | None:
    """Return the size from which on workers gain, between the last that loses and the next; None: they never do."""
    sizes = sorted(gained)
    losing = [i for i, size in enumerate(sizes) if gained[size] < 1]
    if not losing:
        return sizes[0]
    low = losing[-1]
    if low + 1 == len(sizes):
        return None
    first, second = sizes[low], sizes[low + 1]
    share = (1 - gained[first]) / (gained[second] - gained[first])
    return first + share * (second - first)


def rows(texts: Sequence[str], megabytes: float, rounds: int) -> Iterator[tuple[str, str, str]]:
    """Measure, and lay out what, how much, and the bar."""
    found = speed_up(texts, megabytes, rounds)
    control, shared = found.pop(CONTROL)
    yield f"{CONTROL}, {JOBS} processes", f"{control:.2f} times; processor time {shared:.2f} times", ""
    for way, (gain, processor) in found.items():
        share = f"{gain:.2f} times, {gain / control:.2f} of that; processor time {processor:.2f} times"
        yield f"{way}, {JOBS} jobs, {megabytes:g} MB", share, f"{BAR} of that"
    gained = gains(texts, SIZES, rounds)
    shown = ", ".join(f"{size:g} MB {gain:.2f}" for size, gain in gained.items())
    yield "speed-up of workers at once, by size", shown, ""
    size = break_even(gained)
    from_on = "none of these" if size is None else f"{size:.1f} MB"
    yield "break-even", from_on, f"{BREAK_EVEN / 1e6:g} MB, below which no worker is started"
