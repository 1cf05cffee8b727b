"""What a process costs: start-up beside that of what it needs, memory at rest and on a stream, one comment."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from sklearn.pipeline import Pipeline

import propdetect

ROOT = Path(__file__).parents[1]
IMPORTS = {
    "numpy": "import numpy",
    "propdetect": "import propdetect; propdetect.load()",
    "propdetect, first report": "import propdetect; propdetect.load().score('The traitors lied.').to_dict()",
}
LOADED = "import click, numpy"
# What people wait for, and how many times as long as what it must load it may take: help, and an article of 38
# sentences.
COMMANDS = {
    LOADED: ("-c", LOADED),
    "propdetect --help": ("-m", "propdetect", "--help"),
    "propdetect score": ("-m", "propdetect", "score", "--exit-zero", "examples/qaldara.txt"),
}
FELT = {"propdetect --help": 2.5, "propdetect score": 5.0}
_MEMORY = """
import json, re, sys
from pathlib import Path
import propdetect
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
detector = propdetect.load()
detector.score("The traitors lied.")
out = [resident()]
text = Path(sys.argv[1]).read_text("utf-8")
count = int(float(sys.argv[2]) * 1e6 / len(text.encode()))
for done, record in enumerate(detector.score_many((None, text) for _ in range(count)), 1):
    record.propaganda
    if done == count * len(out) // 5:
        out.append(resident())
print(json.dumps(out))
"""


def _run(program: str, *arguments: str) -> tuple[float, str]:
    """Run a program in a Python of its own; return its wall time in seconds and what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    start = time.perf_counter()
    command = [sys.executable, "-c", program, *arguments]
    # from there, since Python looks into the folder it is started in before all others
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT)
    return time.perf_counter() - start, done.stdout


class Cost(NamedTuple):
    """Medians over rounds, in seconds: by the clock, and of processor time (user and system)."""

    wall: float
    processor: float


def commands(rounds: int) -> dict[str, Cost]:
    """Return what each command costs from start to end, and first what every such command must load."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for _ in range(rounds):
        for name, arguments in COMMANDS.items():
            before, start = _children(), time.perf_counter()
            # what it found is no matter
            subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
            taken[name].append((time.perf_counter() - start, _children() - before))
    return {name: Cost(*map(median, zip(*times, strict=True))) for name, times in taken.items()}


def _children() -> float:
    """Return the processor time of all processes that ran, in seconds."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def start_up(rounds: int) -> dict[str, float]:
    """Return the median wall time, in seconds, of each start-up, in alternating rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(rounds):
        for name, program in IMPORTS.items():
            seconds[name].append(_run(program)[0])
    return {name: median(times) for name, times in seconds.items()}


def memory(article: Path, megabytes: float) -> list[float]:
    """Return the resident memory, in MB, of a process at rest, and five times while it reads a stream."""
    found: list[float] = json.loads(_run(_MEMORY, str(article), str(megabytes))[1])
    return found


def comment(detector: propdetect.Detector, pipeline: Pipeline, text: str, calls: int) -> dict[str, float]:
    """Time one short text through `score` and through the pipeline, in milliseconds, of wall and processor time."""

    def timed(call: Callable[[], object], clock: Callable[[], float], n: int) -> list[float]:
        taken = []
        for _ in range(n):
            start = clock()
            call()
            taken.append(1000 * (clock() - start))
        return taken

    def score() -> object:
        return detector.score(text)

    timed(score, time.perf_counter, 300)
    wall, processor = (timed(score, clock, calls) for clock in (time.perf_counter, time.thread_time))
    other = timed(lambda: pipeline.predict_proba([text]), time.thread_time, max(calls // 50, 10))
    return {
        "median": median(wall),
        "p99": quantiles(wall, n=100)[98],
        "processor median": median(processor),
        "processor p99": quantiles(processor, n=100)[98],
        "pipeline": median(other),
    }
