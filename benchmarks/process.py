"""What a process costs: start-up beside that of what it needs, memory at rest and on a stream, one comment."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

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
_STATUS = """
import json, re, sys, time
from itertools import cycle
from pathlib import Path
import propdetect
def memory(of):
    return int(re.search(of + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
detector = propdetect.load()
detector.score("The traitors lied.")
"""
# Reads texts one after the other, as often as it takes, and measures after each fifth.
_STREAM = """
texts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
sizes = [len(text.encode("utf-8", "surrogatepass")) for text in texts]
fifth = float(sys.argv[2]) * 1e6 / 5
resident, seconds = [memory("VmRSS")], []
begun = time.process_time()
def stream():
    read = 0
    for text, size in cycle(zip(texts, sizes)):
        if read >= 5 * fifth:
            return
        read += size
        yield str(read), text
for record in detector.score_many(stream()):
    record.propaganda
    if int(record.id) >= fifth * len(resident):
        resident.append(memory("VmRSS"))
        seconds.append(time.process_time() - begun)
        begun = time.process_time()
print(json.dumps({"resident": resident, "highest": max(memory("VmHWM"), *resident), "seconds": seconds}))
"""
# Scores enough at once for all tables to be made, then waits for the others.
_SHARED = """
detector.score_arrays([Path(sys.argv[1]).read_text("utf-8")] * 500)
print("ready", flush=True)
sys.stdin.read()
"""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def _run(program: str, *arguments: str) -> tuple[float, str]:
    """Run a program in a Python of its own; return its wall time in seconds and what it printed."""
    start = time.perf_counter()
    command = [sys.executable, "-c", program, *arguments]
    # from there, since Python looks into the folder it is started in before all others
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment(), cwd=ROOT)
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


@dataclass(frozen=True, slots=True)
class Stream:
    """What a process takes that scores a stream.

    resident : MB, at rest, and after each fifth of the stream;  highest : MB, the most there ever was
    seconds : of processor time, for each fifth
    """

    resident: tuple[float, ...]
    highest: float
    seconds: tuple[float, ...]


def stream(texts: Sequence[str], megabytes: float) -> Stream:
    """Score so much text from a generator, some texts over and over, with `score_many` in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "texts.json"
        held.write_text(json.dumps(list(texts)), encoding="utf-8")
        found = json.loads(_run(_STATUS + _STREAM, str(held), str(megabytes))[1])
    return Stream(tuple(found["resident"]), found["highest"], tuple(found["seconds"]))


def shared(processes: int) -> tuple[float, float]:
    """Return what processes that score at the same time take each, in MB: resident, and their share of it.

    The share (Linux's PSS) counts a page that several hold, as they do the model's, by the part of each.
    """
    command = [sys.executable, "-c", _STATUS + _SHARED, str(ROOT / "examples" / "qaldara.txt")]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen(command, env=_environment(), cwd=ROOT, **pipes))
            for _ in range(processes)
        ]
        for one in running:
            if one.stdout is None or one.stdout.readline() != "ready\n":
                raise RuntimeError("a measured process failed")
        rollups = [Path(f"/proc/{one.pid}/smaps_rollup").read_text(encoding="utf-8") for one in running]
        for one in running:
            one.communicate()
    found = [
        median(int(text.split(f"\n{name}:")[1].split()[0]) / 1000 for text in rollups) for name in ("Rss", "Pss")
    ]
    return found[0], found[1]


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
