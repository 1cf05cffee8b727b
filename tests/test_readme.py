"""What the README shows is what happens."""

import contextlib
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import propdetect
from propdetect.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


SHOWN = re.findall(r"^```sh\n([^`]*)^```\n\n```text\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("block", "output"), SHOWN, ids=lambda text: text.strip()[-30:])
def test_the_output_shown_is_the_output_of_the_command(
    monkeypatch: pytest.MonkeyPatch, block: str, output: str
) -> None:
    monkeypatch.chdir(ROOT)
    command = block.strip().rpartition("&& ")[2]
    result = CliRunner().invoke(app, command.split()[1:])
    assert result.exit_code == 0, result.output
    assert output == result.stdout


def test_the_first_command_and_that_with_own_lexicons_show_their_output() -> None:
    assert blocks("sh")[0] == SHOWN[0][0]
    assert any("--lexicon" in command and "--allow" in command for command, _ in SHOWN)


def test_the_lexicon_shown_is_the_file_and_changes_what_is_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert Path("examples/harbour.tsv").read_text("utf-8") in blocks("text")
    plain = CliRunner().invoke(app, ["score", "--exit-zero", "examples/harbour.txt"]).stdout
    assert "[witch hunt]" in plain
    assert "[Tyrant]" in plain
    assert "tollmen" not in plain


def test_the_explain_command_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (command,) = [block for block in blocks("sh") if "explain" in block]
    result = CliRunner().invoke(app, command.split()[1:])
    assert result.exit_code == 0, result.output


def test_the_library_example_runs() -> None:
    (example,) = blocks("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(example, {})  # noqa: S102 (the README's own code)
    lines = printed.getvalue().splitlines()
    assert len(lines) == 2
    assert "loaded_language" in lines[0] or "name_calling_labeling" in lines[0]
    assert lines[1].endswith("[]")


def test_the_figures_shown_are_those_of_the_model() -> None:
    manifest = json.loads(
        (Path(propdetect.__file__).parent / "models/en/manifest.json").read_text(encoding="utf-8")
    )
    for name in ("model", "tfidf_logistic_regression", "always_positive"):
        lines = manifest["figures"][name]["lines"]
        row = " | ".join(
            f"{lines[k]:.3f}"
            for k in ("micro_f1", "map", "ap_loaded_language", "ap_name_calling_labeling", "ap_propaganda")
        )
        assert row in README, row


def test_every_command_is_in_the_readme() -> None:
    for name in app.commands:
        assert f"propdetect {name}" in README
