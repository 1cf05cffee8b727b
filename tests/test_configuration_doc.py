"""What docs/configuration.md shows is what happens."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from propdetect.cli import app, keys
from propdetect.cli.completion import SHELLS
from propdetect.cli.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n([^`]*)^```\n\n```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("commands", "output"), SHOWN, ids=["an-error", "show"])
def test_the_output_shown_is_the_output_of_the_commands(tmp_path: Path, commands: str, output: str) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shell = f'propdetect() {{ "{sys.executable}" -m propdetect "$@" 2>&1; }}\n{commands}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment.pop("PROPDETECT_CONFIG", None)
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment, capture_output=True)
    assert done.stdout.decode("utf-8") == output


def test_the_two_files_shown_are_good_and_say_the_same() -> None:
    project, own = (
        tomllib.loads(text) for text in re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    )
    assert project["tool"]["propdetect"] == own
    keys.check(Settings("propdetect.toml", own, ""), app)


def test_every_command_that_can_be_configured_is_named_or_has_no_options_but_its_format() -> None:
    for name, command in keys.commands(app):
        assert f"`[{name}]`" in PAGE or set(keys.options(command)) <= {"format"}, name


def test_each_shell_has_its_line() -> None:
    for shell in SHELLS:
        assert f"`propdetect completion {shell} >" in PAGE
