"""All measurements in one run: speed beside peers, start-up, memory, growth; a table in Markdown, a plot of ratios.

python -m benchmarks [--corpora FOLDER] [--rounds N] [--calls N] [--stream MB] [--grow MB] [--many MB]
                     [--out FOLDER]
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import propdetect
from benchmarks import cores, growth, peers, process, throughput
from benchmarks.throughput import ARRAYS, BARS, ONE_CALL, Data, Rate

COMMENT = (
    "The so-called experts lied to us again, and nobody at the council meeting said a word about it. "
    "These traitors will sell our harbour to the highest bidder! Wake up, people of Qaldara, before it is too late."
)[:200]
_SMALLEST = 0.001
_PROCESSES = 8
Row = tuple[str, str, str]  # what, how much, and the bar


def _processor() -> float:
    """Return the processor time of this process and of those that it ran, in seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def peer_rates(detector: propdetect.Detector, data: Data, rounds: int) -> dict[str, tuple[float, float]]:
    """Return the MB/s of each peer that is installed, and how many times that `score_arrays` reaches beside it."""
    texts = list(data.texts)
    sentences = [sentence.text for text in texts for sentence in detector.score(text).sentences]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, way in peers.installed(data, sentences, Path(folder)).items():
            own, other = [], []
            for _ in range(rounds):
                start = _processor()
                detector.score_arrays(texts)
                middle = _processor()
                way()
                own.append(megabytes / (middle - start))
                other.append(megabytes * peers.REPEATED.get(name, 1) / (_processor() - middle))
            found[name] = median(other), median(own) / median(other)
    return found


def speed_rows(rates: Sequence[Rate], others: dict[str, tuple[float, float]]) -> list[Row]:
    """Lay out speed."""
    rows = [
        (
            rate.name,
            f"{rate.megabytes:.2f} MB/s, {rate.ratio:.1f} times the pipeline",
            f"{BARS[rate.name]:.0f} times",
        )
        if rate.name in BARS
        else (rate.name, f"{rate.megabytes:.2f} MB/s", "")
        for rate in rates
    ]
    bars = {peers.FASTTEXT: "2 times"}
    for name, (speed, ratio) in others.items():
        rows.append((name, f"{speed:.2f} MB/s; {ARRAYS} is {ratio:.1f} times as fast", bars.get(name, "")))
    return rows


def process_rows(detector: propdetect.Detector, data: Data, options: argparse.Namespace) -> list[Row]:
    """Measure and lay out what a process costs."""
    taken = process.comment(detector, throughput.fitted_pipeline(data), COMMENT, options.calls)
    ratio = taken["pipeline"] / taken["processor median"]
    started = process.start_up(options.rounds)
    rows = [
        ("one comment of 200 characters, median", f"{taken['median']:.2f} ms", "0.3 ms"),
        ("the same, 99th percentile", f"{taken['p99']:.2f} ms", "1 ms"),
        ("the same, processor time, median", f"{taken['processor median']:.2f} ms", ""),
        ("the same, processor time, 99th percentile", f"{taken['processor p99']:.2f} ms", ""),
        ("pipeline on the same comment", f"{taken['pipeline']:.2f} ms, {ratio:.1f} times that", ""),
    ]
    for name, seconds in started.items():
        rows.append((f"start-up, {name}", f"{seconds:.2f} s, {seconds / started['numpy']:.1f} times numpy", ""))
    rows += felt_rows(process.commands(4 * options.rounds))
    streamed = process.stream(data.texts, options.stream)
    rows.append(("resident memory at rest", f"{streamed.resident[0]:.0f} MB", "100 MB"))
    shown = ", ".join(f"{m:.0f}" for m in streamed.resident[1:])
    what = f"a stream of {options.stream:.0f} MB"
    rows.append((f"resident memory after each fifth of {what}", f"{shown} MB", "300 MB"))
    rows.append(("the most there ever was", f"{streamed.highest:.0f} MB", "300 MB"))
    shown = ", ".join(f"{options.stream / 5 / s:.1f}" for s in streamed.seconds)
    rows.append((f"speed in each fifth of {what}", f"{shown} MB/s", ""))
    each, share = process.shared(_PROCESSES)
    rows.append((f"{_PROCESSES} processes, each", f"{each:.0f} MB resident, {share:.0f} MB its share", ""))
    return rows


def felt_rows(costs: dict[str, process.Cost]) -> list[Row]:
    """Lay out what commands cost beside what they must load."""
    base = costs[process.LOADED]
    return [
        (
            name,
            f"{costs[name].wall:.2f} s, {costs[name].wall / base.wall:.1f} times {process.LOADED!r} "
            f"(processor time: {costs[name].processor / base.processor:.1f} times)",
            f"{bar} times",
        )
        for name, bar in process.FELT.items()
    ]


def growth_rows(detector: propdetect.Detector, data: Data, options: argparse.Namespace) -> list[Row]:
    """Measure and lay out growth."""
    sizes = [10.0**k * _SMALLEST for k in range(9) if 10.0**k * _SMALLEST <= options.grow]
    costs = growth.with_text(detector, data.texts, sizes, 3)
    rows = [(f"{size:g} MB", f"{1000 * cost:.1f} ms a MB", "") for size, cost in costs.items()]
    texts = list(data.texts)
    lexicon = growth.with_lexicon(detector, texts, (6000, 60_000), options.rounds)
    outputs = growth.with_outputs(detector, texts, options.rounds)
    voices = growth.with_voices(detector, texts, options.rounds)
    return [
        *rows,
        ("60,000 lexicon entries beside 6,000", f"{lexicon:.2f} times", "1.2 times"),
        ("50 outputs beside 25", f"{outputs:.2f} times", "1.5 times"),
        ("score with to_dict(), with voices beside without", f"{voices:.2f} times", "1.3 times"),
    ]


def table(title: str, rows: Sequence[Row]) -> str:
    """Lay rows out in Markdown."""
    lines = [f"## {title}", "", "| | measured | bar |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def plot(rates: Sequence[Rate], others: dict[str, tuple[float, float]], path: Path) -> bool:
    """Draw all speeds as ratios to the pipeline in one call; return False where matplotlib is not installed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    slowest = next(rate.megabytes for rate in rates if rate.name == ONE_CALL)
    speeds = {rate.name: rate.megabytes for rate in rates} | {name: speed for name, (speed, _) in others.items()}
    names = sorted(speeds, key=speeds.__getitem__)
    figure = Figure(figsize=(8, 0.45 * len(names) + 1), layout="tight")
    axes = figure.subplots()
    bars = axes.barh(names, [speeds[name] / slowest for name in names])
    axes.bar_label(bars, fmt="%.1f", padding=3)
    axes.set_xscale("log")
    axes.margins(x=0.1)
    axes.set_xlabel("MB/s, as a multiple of a scikit-learn pipeline given all sentences in one call")
    figure.savefig(path)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all, write `benchmarks.md` and `benchmarks.svg`, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--corpora", default=os.environ.get("PROPDETECT_CORPORA"), help="folder of corpora")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds (default: 5)")
    parser.add_argument("--calls", type=int, default=10_000, help="calls with one comment (default: 10000)")
    parser.add_argument("--stream", type=float, default=1000, help="MB to read from a stream (default: 1000)")
    parser.add_argument("--grow", type=float, default=1000, help="MB of the largest input (default: 1000)")
    parser.add_argument("--many", type=float, default=100, help="MB to score on several cores (default: 100)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for the table and the plot")
    options = parser.parse_args(arguments)
    detector = propdetect.load()
    data = (
        throughput.annotated(Path(options.corpora), detector) if options.corpora else throughput.invented(detector)
    )
    began = time.strftime("%Y-%m-%d")
    with threadpool_limits(1):
        rates = throughput.measure(detector, data, options.rounds)
        others = peer_rates(detector, data, options.rounds)
        parts = [
            f"{began}, {platform.machine()}, Python {platform.python_version()}, "
            f"{len(data.texts)} texts ({data.name}), one core; medians of {options.rounds} alternating rounds; "
            "processor time unless it says otherwise.\n",
            table("Speed", speed_rows(rates, others)),
            table("A process", process_rows(detector, data, options)),
            table("Growth", growth_rows(detector, data, options)),
            table("All cores", list(cores.rows(data.texts, options.many, options.rounds))),
        ]
    written = "\n".join(parts)
    (options.out / "benchmarks.md").write_text(written, encoding="utf-8")
    print(written)
    if not plot(rates, others, options.out / "benchmarks.svg"):
        print("no plot: install matplotlib (pip install '.[bench]')", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
