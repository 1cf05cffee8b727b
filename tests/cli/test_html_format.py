"""`propdetect score --format html`, as a user runs it."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_one_input_is_a_page_on_standard_output_or_in_a_file(run: Run, loud: Path, tmp_path: Path) -> None:
    shown = run("score", "--format", "html", loud)
    assert shown.exit_code == 1
    assert shown.stdout.startswith("<!doctype html>")
    assert "3 sentences, 2 flagged" in shown.stdout
    run("score", "--format", "html", "-o", tmp_path / "page.html", loud)
    assert (tmp_path / "page.html").read_text("utf-8") == shown.stdout


def test_several_inputs_need_a_folder_and_the_error_says_how(
    run: Run, loud: Path, quiet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    out.write_text("an older report")
    result = run("score", "--format", "html", "-o", out, loud, quiet)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert "name a folder, as in -o reports/" in result.stderr
    assert out.read_text() == "an older report"


def test_a_folder_gets_an_index_and_a_page_for_each_input(
    run: Run, loud: Path, quiet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    result = run("score", "--format", "html", "-o", f"{out}/", loud, tmp_path / "missing.txt", quiet)
    assert result.exit_code == 2
    assert sorted(path.name for path in (out / "pages").iterdir()) == ["00001-loud.html", "00002-quiet.html"]
    index = (out / "index.html").read_text("utf-8")
    assert "2 documents" in index
    assert "Could not be scored" in index
    # a second run may replace what the first one wrote
    assert run("score", "--format", "html", "-o", out, quiet).exit_code == 0
    assert sorted(path.name for path in (out / "pages").iterdir()) == ["00001-quiet.html"]


def test_an_input_that_cannot_be_read_leaves_an_older_report(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("an older report")
    assert run("score", "--format", "html", "-o", out, tmp_path / "missing.txt").exit_code == 2
    assert out.read_text() == "an older report"
