from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]
GOOD = "phrase\tstrength\tnote\nwicked scheme*\t3\ta moral verdict on a plan\nsham\t2\tsays it is not genuine\n"
BAD = "phrase\tstrength\tnote\nwicked scheme*\t5\ta moral verdict on a plan\n"


def test_a_good_file_is_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loaded_language.tsv").write_text(GOOD)
    result = run("lexicon", "check", tmp_path / "loaded_language.tsv")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "2 entries, no problems\n", "")


def test_a_folder_stands_for_its_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loaded_language.tsv").write_text(GOOD)
    (tmp_path / "doubt.tsv").write_text(GOOD)
    assert run("lexicon", "check", tmp_path).stdout == "4 entries, no problems\n"


def test_each_problem_is_a_line_with_its_place_and_the_exit_code_is_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "loaded_language.tsv").write_text(GOOD)
    bad = tmp_path / "doubt.tsv"
    bad.write_text(BAD)
    missing = tmp_path / "missing.tsv"
    result = run("lexicon", "check", tmp_path, missing)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{bad}:2:16: ")
    assert lines[1].startswith(str(missing))


def test_a_folder_without_lexicons_is_an_error(run: Run, tmp_path: Path) -> None:
    result = run("lexicon", "check", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {tmp_path}: no lexicon in this folder; ")
