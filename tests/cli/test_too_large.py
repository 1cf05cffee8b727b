"""Texts above --max-size, on the command line: refused while they are read, in little memory; others are scored."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]

LOUD = "They want a colourful revolution."
RECORD = json.dumps({"id": "a", "text": LOUD})
ROW = f"1,{LOUD}\n"
# Of the process alone: what getrusage says also knows its parent's memory.
MEASURED = """
import re, runpy, sys
from pathlib import Path
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    status = Path("/proc/self/status")
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) // 1024 if status.exists() else 0
    print("peak", peak, file=sys.stderr)
"""
MIB = 1 << 20
STREAM = "yes '{loud}' | tr -d '\\n' | head -c {size}"
# How a text of a size is fed to the command, how many texts are scored, and what is said.
LARGE = {
    "text": ("{stream} | {command} -", 0, "-: is larger than {limit} MiB; raise the limit, "),
    "gzip": ("{stream} | gzip -1 | {command} -", 0, "-: is larger than {limit} MiB; raise the limit, "),
    "html": ("{stream} | {command} --input-format html -", 0, "-: is larger than {limit} MiB; raise the limit, "),
    "subtitles": (
        "{stream} | {command} --input-format srt -",
        0,
        "-: is larger than {limit} MiB; raise the limit, ",
    ),
    "jsonl": (
        "(echo '{record}'; printf '{{\"text\": \"'; {stream}; echo '\"}}'; echo '{record}') | "
        "{command} --input-format jsonl -",
        2,
        "-:2: the line is larger than {limit} MiB; raise the limit, ",
    ),
    "csv": (
        "(printf 'id,text\\n{row}2,'; {stream}; printf '\\n{row}') | {command} --input-format csv -",
        2,
        "-:3: the line is larger than {limit} MiB; raise the limit, ",
    ),
    "quoted": (
        "(printf 'id,text\\n{row}2,\"'; {stream}; printf '\"\\n{row}') | gzip -1 | {command} --input-format csv -",
        2,
        "-:3: the line is larger than {limit} MiB; raise the limit, ",
    ),
}


def too_large(process: Process, tmp_path: Path, kind: str, size: int, limit: int) -> int:
    """Feed a text that is too large, see that only it is refused, and return the peak of memory in MiB."""
    script = tmp_path / "measured.py"
    script.write_text(MEASURED)
    line, scored, said = LARGE[kind]
    program = Path(__file__).with_name("fake_detector.py")
    command = f"{sys.executable} {script} {program} score --format jsonl --max-size {limit}"
    stream = STREAM.format(loud=LOUD, size=size)
    # what feeds the command ends with SIGPIPE where the command reads no further
    fed = line.format(stream=stream, command=command, record=RECORD, row=ROW.replace("\n", "\\n"))
    done = process(f"set +o pipefail; {fed}")
    assert done.returncode == 2, done.stderr
    error, peak = done.stderr.decode().splitlines()[-2:]
    remedy = f"for example with --max-size {2 * limit}, or "
    assert error.startswith(f"propdetect: {said.format(limit=limit)}{remedy}"), done.stderr
    texts = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert sum("sentences" in text for text in texts) == scored
    assert sum("error" in text for text in texts) == 1
    return int(peak.removeprefix("peak "))


@pytest.mark.parametrize("kind", LARGE)
def test_a_text_above_the_limit_is_refused_while_it_is_read(process: Process, tmp_path: Path, kind: str) -> None:
    too_large(process, tmp_path, kind, 9 * MIB, 4)


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_a_line_of_a_gigabyte_is_refused_in_little_memory(process: Process, tmp_path: Path, kind: str) -> None:
    assert too_large(process, tmp_path, kind, 1_000_000_000, 32) < 200


@pytest.mark.slow
def test_a_small_gzip_of_a_huge_parquet_is_refused_in_little_memory(process: Process, tmp_path: Path) -> None:
    bomb, script = tmp_path / "a.parquet.gz", tmp_path / "measured.py"
    script.write_text(MEASURED)
    with gzip.open(bomb, "wb", 9) as file:
        for _ in range(300):
            file.write(b"a" * MIB)
    program = Path(__file__).with_name("fake_detector.py")
    done = process(f"{sys.executable} {script} {program} score {bomb}")
    assert done.returncode == 2
    error, peak = done.stderr.decode().splitlines()
    assert error.startswith(f"propdetect: {bomb}: is larger than 256 MiB; raise the limit, ")
    assert int(peak.removeprefix("peak ")) < 200


def test_a_limit_larger_than_memory_costs_nothing(run: Run, loud: Path, tmp_path: Path) -> None:
    assert run("score", "--max-size", MIB, loud).exit_code == 1
    result = run("score", "--max-size", 1 << 60, loud)
    assert result.exit_code == 2
    assert "is not in the range" in result.stderr
