"""The option --jobs: the same output, errors and exit code, from several processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import joblib
import pytest
from click.testing import CliRunner, Result

import propdetect
from examples import FLAG
from propdetect.cli import app
from propdetect.cli import jobs as several
from propdetect.parallel import WorkersError
from propdetect.writers import BUILT_IN
from texts import ARTICLE

FOLDERS = {"html", "ptc", "brat"}


def score(*args: object) -> Result:
    return CliRunner().invoke(app, ["score", *map(str, args)], catch_exceptions=False)


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    """Files of one text and of many, in several formats, some broken."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "article.txt").write_text(ARTICLE, "utf-8")
    (folder / "latin.txt").write_bytes(b"the caf\xe9 opened")
    page = "".join(f"<p>{row.sentence} &amp; more</p>\n" for row in FLAG[:20])
    (folder / "page.html").write_text(f"<h1>Liars &amp; traitors</h1>{page}", "utf-8")
    records = [json.dumps({"text": row.sentence, "id": f"r-{i}"}) for i, row in enumerate(FLAG[20:60])]
    records[5:5] = ['{"text": null}', "no JSON"]
    (folder / "records.jsonl").write_text("\n".join(records), "utf-8")
    (folder / "rows.csv").write_text("text\nThese monsters lie.\n\nThe bus left.\n", "utf-8")
    (folder / "empty.txt").touch()
    return [*sorted(folder.iterdir()), folder / "missing.txt", folder / "article.txt"]


def written(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize("kind", BUILT_IN)
def test_every_format_is_the_same_to_the_byte(inputs: list[Path], tmp_path: Path, kind: str) -> None:
    files = inputs[:-1] if kind == "ptc" else inputs  # which names an article once
    found = []
    for number in (1, 2):
        out = f"{tmp_path / f'out-{number}'}{'/' if kind in FOLDERS else ''}"
        result = score("--format", kind, "--jobs", number, "-o", out, *files)
        found.append((result.exit_code, result.stderr, written(Path(out))))
    assert found[0] == found[1]
    code, errors, files_written = found[0]
    assert code == 2
    assert len(errors.splitlines()) == 4
    assert files_written


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize(
    "options", [["--voice", "narrator"], ["--all"], ["--color", "always"], ["--format", "csv", "--voice", "quoted"]]
)
def test_so_are_results_of_other_options(inputs: list[Path], options: list[str]) -> None:
    one, two, cores = (score(*options, "-j", number, *inputs) for number in (1, 2, -1))
    assert one.stdout
    assert (one.stdout, one.stderr, one.exit_code) == (two.stdout, two.stderr, two.exit_code)
    assert one.stdout == cores.stdout


@pytest.mark.usefixtures("workers_at_once")
def test_backends_that_joblib_is_told_to_use_are_used(inputs: list[Path]) -> None:
    one = score("--format", "jsonl", *inputs).stdout
    for backend in ("threading", "multiprocessing"):
        with joblib.parallel_config(backend=backend):
            assert score("--format", "jsonl", "-j", 2, *inputs).stdout == one


@pytest.mark.parametrize("wrong", ["0", "many", "", "1.5", "--", "0x2"])
def test_a_number_of_jobs_that_is_none_is_one_line_with_a_remedy(wrong: str) -> None:
    result = CliRunner().invoke(app, ["score", f"--jobs={wrong}", "a.txt"], standalone_mode=False)
    assert isinstance(result.exception, propdetect.cli.output.Failure)
    what = "give a number of processes, or -1 for one a core"
    assert result.exception.message == f"--jobs: {what}, not {wrong!r}"
    assert result.exception.exit_code == 2


def test_workers_that_can_do_nothing_are_one_line_and_a_2(
    inputs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WorkersError("workers end whatever they are given")

    monkeypatch.setattr(several, "run", fail)
    result = score("-j", 2, inputs[0])
    assert result.exit_code == 2
    assert result.stderr == "propdetect: --jobs 2: workers end whatever they are given\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a signal to a group of processes")
def test_an_interrupt_ends_the_command_and_its_workers_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text("\n".join([json.dumps({"text": ARTICLE})] * 20_000), "utf-8")
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "propdetect", "score", "--format", "jsonl", "-j", "2", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(propdetect.__file__).parents[1])}
    with out.open("wb") as results:
        process = subprocess.Popen(
            command,
            stdout=results,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
            # what a shell starts in the background ignores interrupts, and so would what the tests start there
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        began = time.monotonic()
        # until workers have answered: what is scored before they start is far less
        while out.stat().st_size < 40_000_000 and time.monotonic() - began < 60:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        for _ in range(100):  # joblib's own helper goes a little later than the workers
            os.killpg(process.pid, 0)
            time.sleep(0.1)
