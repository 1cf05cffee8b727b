"""What docs/rules.md shows is what happens, and it describes every option."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from propdetect.cli import app
from propdetect.rules.suppress import VERBS
from propdetect.taxonomy import GROUPS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n([^`]*)^```\n\n```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
LEFT_OUT = re.escape("...")


def outcome(folder: Path, commands: str) -> str:
    """What commands print to standard output, run beside a copy of the examples."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    shell = f'propdetect() {{ "{sys.executable}" -m propdetect "$@"; }}\n{commands}'
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for name in ("FORCE_COLOR", "NO_COLOR"):
        environment.pop(name, None)
    done = subprocess.run(["bash", "-c", shell], cwd=folder, env=environment, capture_output=True)
    return done.stdout.decode("utf-8")


@pytest.mark.parametrize(("commands", "output"), SHOWN, ids=lambda text: text[:60])
def test_the_output_shown_is_the_output_of_the_command(tmp_path: Path, commands: str, output: str) -> None:
    shown = outcome(tmp_path, commands)
    assert re.fullmatch(re.escape(output).replace(LEFT_OUT, "[^\n]*?"), shown), shown


def test_every_option_and_word_of_a_comment_is_described() -> None:
    assert len(SHOWN) == len(re.findall("^```sh$", PAGE, re.MULTILINE)) >= 10
    names = {"--select", "--ignore", "--threshold", "--min-precision", "--voice", "--fail-on", "--no-suppressions",
             "--unused-suppressions", "--baseline", "--write-baseline", "--changed-lines"}  # fmt: skip
    offered = {name for option in app.commands["score"].params for name in option.opts}
    for name in names:
        assert name in offered
        assert f"`{name}" in PAGE, name
    assert all(f"`propdetect: {verb}" in PAGE for verb in VERBS)
    assert "call" in GROUPS
    assert "call" in PAGE


def test_the_readme_links_the_page() -> None:
    assert "](docs/rules.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
