"""The options --format and -o: every format, to standard output, a file or a folder."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from rich.cells import cell_len

import propdetect
from propdetect.cli import jobs
from propdetect.writers import BUILT_IN, GROUP, get

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
STREAMS = [name for name in BUILT_IN if get(name).stream]
# a file of this format holds one report, so several inputs need a folder
SINGLE = {"html"}
FOLDERS = [name for name in BUILT_IN if get(name).folder and not get(name).stream]


def test_some_formats_are_streams_and_some_are_folders() -> None:
    assert {"text", "json", "jsonl", "csv", "sarif", "github", "hf"} <= set(STREAMS)
    assert {"ptc", "brat"} <= set(FOLDERS)


@pytest.mark.parametrize("kind", BUILT_IN)
@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        (["quiet"], [], 0),
        (["quiet", "loud"], [], 1),
        (["loud", "missing"], [], 2),
        (["loud"], ["--exit-zero"], 0),
        (["missing", "loud"], ["--exit-zero"], 2),
    ],
)
def test_exit_codes_are_those_of_the_findings_and_errors(
    run: Run, loud: Path, quiet: Path, tmp_path: Path, kind: str, names: list[str], options: list[str], code: int
) -> None:
    files = [tmp_path / f"{name}.txt" for name in names]
    result = run("score", "--format", kind, *options, "-o", f"{tmp_path}/out{'/' * (kind in SINGLE)}", *files)
    assert result.exit_code == code
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == names.count("missing")
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", STREAMS)
def test_a_file_holds_what_standard_output_would(
    run: Run, loud: Path, quiet: Path, tmp_path: Path, kind: str
) -> None:
    files = (loud, tmp_path / "missing.txt") if kind in SINGLE else (quiet, loud, tmp_path / "missing.txt")
    shown = run("score", "--format", kind, *files)
    run("score", "--format", kind, "--output", tmp_path / "out", *files)
    assert (tmp_path / "out").read_bytes() == shown.stdout_bytes
    assert shown.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", BUILT_IN)
def test_what_cannot_be_begun_leaves_nothing_behind(run: Run, loud: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "no" / "out"
    result = run("score", "--exit-zero", "--format", kind, "-o", out, loud)
    assert result.exit_code == 2
    assert (
        result.stderr == f"propdetect: {out}: its folder does not exist; make it (mkdir -p) or give another path\n"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"loud.txt"}


@pytest.mark.parametrize("kind", BUILT_IN)
def test_a_crash_on_the_way_leaves_the_old_results(
    run: Run, loud: Path, quiet: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run("score", "--format", kind, "-o", out, quiet)

    def held() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = held()

    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(jobs, "write", crash)
    with pytest.raises(RuntimeError):
        run("score", "--format", kind, "-o", out, loud)
    assert held() == before


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_format_asks_for_a_folder(run: Run, loud: Path, kind: str) -> None:
    result = run("score", "--format", kind, loud)
    assert (result.exit_code, result.stdout) == (2, "")
    remedy = "name it with -o, for example -o results"
    assert result.stderr == f"propdetect: --format {kind} fills a folder; {remedy}\n"


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_folder_that_holds_other_things_is_refused_before_anything_is_scored(
    run: Run, loud: Path, tmp_path: Path, kind: str
) -> None:
    result = run("score", "--format", kind, "-o", tmp_path, loud)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {tmp_path}: holds loud.txt, which an earlier run did not write")
    assert loud.exists()


def test_two_articles_of_one_id_are_one_line_and_leave_no_folder(run: Run, loud: Path, tmp_path: Path) -> None:
    result = run("score", "--format", "ptc", "-o", tmp_path / "out", loud, loud)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_results_never_replace_an_input(run: Run, loud: Path, quiet: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(loud)
    before = loud.read_bytes()
    for out in (loud, link):
        result = run("score", "-o", out, quiet, loud)
        assert result.exit_code == 2
        assert result.stderr == (
            f"propdetect: {out}: is one of the inputs, which results would replace; give -o another path\n"
        )
    assert loud.read_bytes() == before


def test_an_unknown_format_is_a_usage_error_with_a_suggestion(run: Run, loud: Path) -> None:
    result = run("score", "--format", "jsnl", loud)
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'unknown format "jsnl"; did you mean "jsonl"?' in result.stderr


def test_the_help_lists_every_format(run: Run) -> None:
    shown = "".join(run("score", "--help").stdout.split())
    assert f"--format[{'|'.join(BUILT_IN)}]" in shown


def test_a_format_of_another_package_is_listed_and_used(
    run: Run, loud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tally_of_others.py").write_text(
        "from propdetect.writers import Format\n"
        "class Writer:\n"
        "    def __init__(self, write): self.write, self.n = write, 0\n"
        "    def begin(self, run): self.write(run.model.name + '\\n')\n"
        "    def record(self, source, report): self.n += len(report.sentences)\n"
        "    def error(self, path, error): self.write(error.error)\n"
        "    def end(self): self.write(f'{self.n}\\n')\n"
        "FORMAT = Format('how many sentences', stream=lambda write, look: Writer(write))\n"
        "EMPTY = Format('nothing')\n"
    )
    info = tmp_path / "tally-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tally\nVersion: 1.0\n")
    entries = "tally = tally_of_others:FORMAT\nempty = tally_of_others:EMPTY\nbroken = nowhere:FORMAT\n"
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{entries}")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "|broken|empty|tally]" in "".join(run("score", "--help").stdout.split())
    assert run("score", "--format", "tally", loud).stdout == "fake\n3\n"
    for name in ("empty", "broken"):
        result = run("score", "--format", name, loud)
        assert (result.exit_code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 1
        assert "update" in result.stderr


def test_the_shell_completes_formats(process: Process) -> None:
    words = {
        "_PROPDETECT_COMPLETE": "bash_complete",
        "COMP_WORDS": "propdetect score --format js",
        "COMP_CWORD": "3",
    }
    done = process("$PROPDETECT", **words)
    assert done.stdout.decode().split() == ["plain,json", "plain,jsonl"]


# text, json and jsonl: test_score.py
@pytest.mark.parametrize("options", ["csv", "sarif", "github", "hf", "csv -o /dev/stdout"])
def test_a_reader_that_goes_away_ends_the_command_quietly(process: Process, loud: Path, options: str) -> None:
    done = process(f"$PROPDETECT score --format {options} $(yes {loud} | head -n 2000) | head -c 10")
    assert done.stderr == b""
    assert done.returncode == 141
    assert len(done.stdout) == 10


def test_a_dash_is_standard_output_and_nothing_is_no_path(run: Run, loud: Path, tmp_path: Path) -> None:
    assert run("score", "-o", "-", loud).stdout == run("score", loud).stdout
    result = run("score", "-o", "", loud)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("propdetect: -o: names nothing; give a path")


def test_a_terminal_gets_wrapped_sentences_and_no_control_characters_and_no_progress(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_text(
        "独裁者は嘘をつく独裁者は嘘をつく \x1b[31m they want a colourful revolution in the whole of Tesmir."
    )
    leader, follower = os.openpty()
    environment = {**os.environ, "COLUMNS": "40", "NO_COLOR": "1", "TERM": "xterm", "PYTHONUTF8": "1"}
    environment["PYTHONPATH"] = str(Path(propdetect.__file__).parents[1])
    command = [sys.executable, str(Path(__file__).with_name("fake_detector.py")), "score", *[str(path)] * 3]
    done = subprocess.run(command, stdout=follower, stderr=follower, env=environment, timeout=120)
    os.close(follower)
    shown = os.read(leader, 100_000).decode("utf-8")
    os.close(leader)
    assert done.returncode == 1
    assert "\x1b" not in shown
    assert "\u241b[31m" in shown
    assert shown.count("[colourful revolution]") + shown.count("[colourful\r\n") == 3
    sentences = [line for line in shown.splitlines() if line.startswith("    ") and " 0." not in line]
    assert len(sentences) > 6
    assert all(cell_len(line) <= 40 for line in sentences)


@pytest.mark.parametrize("kind", BUILT_IN)
def test_names_and_texts_that_are_no_unicode_crash_no_format(process: Process, tmp_path: Path, kind: str) -> None:
    quoted = f"{tmp_path}/$'caf\\xe9'.txt"
    # an id of ptc that is no Unicode is an error with a remedy
    code = 2 if kind == "ptc" else 1
    made = f"echo They want a colourful revolution. > {quoted}"
    done = process(f"{made}; $PROPDETECT score --format {kind} -o {tmp_path}/out {quoted}")
    assert done.returncode == code
    assert len(done.stderr.splitlines()) == (kind == "ptc")


def test_a_table_names_the_file_and_the_line_of_a_sentence(run: Run, loud: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("score", "--format", "csv", loud).stdout, newline="")))
    assert [(row["path"], row["line"], row["column"]) for row in rows] == [
        (str(loud), "1", "1"), (str(loud), "2", "1"), (str(loud), "2", "35"),
    ]  # fmt: skip


def test_an_envelope_holds_the_settings_that_change_what_is_found(run: Run, loud: Path) -> None:
    envelope = json.loads(run("score", "--format", "json", loud).stdout)
    assert envelope["settings"] == {
        "min_precision": None, "threshold": [], "lexicon": [], "allow": [], "select": [], "ignore": [],
        "voice": "all", "fail_on": [], "suppressions": True, "baseline": None, "changed_lines": None,
    }  # fmt: skip


def test_colour_reaches_a_file_only_when_asked_for_by_name(process: Process, loud: Path, tmp_path: Path) -> None:
    process(f"$PROPDETECT score -o {tmp_path}/auto {loud}", FORCE_COLOR="1")
    process(f"$PROPDETECT score -o {tmp_path}/always --color always {loud}", NO_COLOR="1")
    assert b"\x1b[" not in (tmp_path / "auto").read_bytes()
    assert b"\x1b[" in (tmp_path / "always").read_bytes()
