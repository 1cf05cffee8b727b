"""Baselines on the command line: what is known is left out, and what is written is whole."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from annotations import techniques

Run = Callable[..., Result]


def test_a_baseline_leaves_out_what_it_has(run: Run, text: Path) -> None:
    first = run("score", "--write-baseline", "b.json", text)
    assert (first.exit_code, first.stdout) == (1, run("score", text).stdout)
    result = run("score", "--baseline", "b.json", text)
    assert (result.exit_code, result.stderr) == (0, "")
    text.write_text("A new line. We rise now!\n\n" + text.read_text())
    result = run("score", "--baseline", "b.json", "--format", "github", text)
    assert (techniques(result), result.exit_code) == ([(1, "Appeal to time")], 1)
    # what it does not have joins it, and what it had stays
    run("score", "--baseline", "b.json", "--write-baseline", "b.json", text)
    assert run("score", "--baseline", "b.json", text).exit_code == 0
    assert sum(map(len, json.loads(Path("b.json").read_text())["findings"].values())) == 4


def test_findings_of_a_baseline_that_are_gone_are_said(run: Run, text: Path) -> None:
    other = text.with_name("other.txt")
    other.write_text("We rise now!")
    run("score", "--write-baseline", "b.json", text, other)
    text.write_text("Peace.")
    other.unlink()
    result = run("score", "--baseline", "b.json", text)
    assert (result.exit_code, result.stderr) == (
        0, "propdetect: b.json: 4 findings are gone (1 in other.txt, 3 in text.txt); write it again with "
        "--write-baseline b.json\n",
    )  # fmt: skip
    assert run("score", "--write-baseline", "b.json", text).exit_code == 0
    assert json.loads(Path("b.json").read_text())["findings"] == {}


def test_writing_a_baseline_leaves_the_entries_of_files_that_were_not_read(run: Run, text: Path) -> None:
    other = text.with_name("other.txt")
    other.write_text("We rise now!")
    run("score", "--write-baseline", "b.json", text, other)
    text.write_text("We rise now!")
    other.write_bytes(b"\xff")
    assert run("score", "--write-baseline", "b.json", text, other).exit_code == 2
    found = json.loads(Path("b.json").read_text())["findings"]
    assert {name: len(entries) for name, entries in found.items()} == {"other.txt": 1, "text.txt": 1}


def test_records_that_could_not_be_read_keep_their_entries(run: Run, folder: Path) -> None:
    path = folder / "a.jsonl"
    lines = ['{"text": "We rise now!"}', '{"text": "Citizens, we rise now!"}']
    path.write_text("\n".join(lines))
    run("score", "--write-baseline", "b.json", path)
    before = Path("b.json").read_text()
    path.write_text(f"{lines[0]}\nno JSON")
    result = run("score", "--baseline", "b.json", "--write-baseline", "b.json", path)
    assert result.exit_code == 2
    assert "gone" not in result.stderr
    assert Path("b.json").read_text() == before


def test_a_run_that_writes_its_baseline_anew_does_not_ask_for_that(run: Run, text: Path) -> None:
    run("score", "--write-baseline", "b.json", text)
    text.write_text("Peace.")
    assert "gone" not in run("score", "--baseline", "b.json", "--write-baseline", "b.json", text).stderr
    assert run("score", "--baseline", "b.json", text).stderr == ""


def test_lines_that_move_records_leave_them_in_the_baseline(run: Run, folder: Path) -> None:
    path = folder / "a.jsonl"
    path.write_text('{"text": "We rise now!"}\n')
    run("score", "--write-baseline", "b.json", path)
    path.write_text('{"text": "Peace."}\n{"text": "We rise now!"}\n')
    assert run("score", "--baseline", "b.json", path).exit_code == 0


@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
def test_a_damaged_baseline_is_one_line_and_nothing_is_written(run: Run, text: Path, option: str) -> None:
    Path("b.json").write_text('{"propdetect_baseline": 1,')
    result = run("score", option, "b.json", "-o", "out.txt", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r"propdetect: b\.json:1:\d+: is no JSON \(.*\); restore it, or write it again with .*\n",
                        result.stderr)  # fmt: skip
    assert Path("b.json").read_text() == '{"propdetect_baseline": 1,'
    assert not Path("out.txt").exists()


def test_a_baseline_that_cannot_be_written_is_said_before_anything_is_scored(run: Run, text: Path) -> None:
    result = run("score", "--write-baseline", "no/b.json", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "propdetect: no/b.json: its folder does not exist; make it (mkdir -p) or give another path\n"
    )
    result = run("score", "--write-baseline", "b.json", "-o", "./b.json", text)
    assert (result.exit_code, result.stderr) == (
        2, "propdetect: b.json: is where the results go; give --write-baseline another path\n"
    )  # fmt: skip
    result = run("score", "--write-baseline", "-", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        result.stderr
        == "propdetect: --write-baseline: a baseline is a file; give its path, for example baseline.json\n"
    )
    # an input is no baseline, so it is never written over
    before = text.read_bytes()
    assert run("score", "--write-baseline", text, text).exit_code == 2
    assert text.read_bytes() == before


def test_a_crash_leaves_the_old_baseline(run: Run, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("score", "--write-baseline", "b.json", text)
    before = Path("b.json").read_bytes()

    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("propdetect.writers.text.TextWriter.end", crash)
    text.write_text("Peace.")
    with pytest.raises(RuntimeError):
        run("score", "--write-baseline", "b.json", text)
    assert Path("b.json").read_bytes() == before
    assert sorted(path.name for path in text.parent.iterdir()) == ["b.json", "text.txt"]
