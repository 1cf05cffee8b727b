"""What docs/outputs.md shows is what happens, and it describes every format."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from propdetect.writers import BUILT_IN, Format

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n([^`]*)^```\n\n```(?:text|json)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
LEFT_OUT = re.escape("...")


def test_each_format_has_a_section_with_an_example() -> None:
    assert re.findall(r"^## (\w+)$", PAGE, re.MULTILINE) == list(BUILT_IN)
    assert len(SHOWN) == len(BUILT_IN)
    for name in BUILT_IN:
        assert f"[`{name}`](#{name})" in PAGE
        assert sum(f"--format {name} " in command for command, _ in SHOWN) == (name != "text")


@pytest.mark.parametrize(("commands", "output"), SHOWN, ids=lambda text: text[:60])
def test_the_output_shown_is_the_output_of_the_command(tmp_path: Path, commands: str, output: str) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shell = f'propdetect() {{ "{sys.executable}" -m propdetect "$@"; }}\n{commands}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    for name in ("FORCE_COLOR", "NO_COLOR"):
        environment.pop(name, None)
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, env=environment, capture_output=True)
    shown = done.stdout.decode("utf-8").replace("\r\n", "\n")
    assert re.fullmatch(re.escape(output).replace(LEFT_OUT, ".*?"), shown, re.DOTALL), shown
    assert (b"missing" in done.stderr) is ("missing" in commands)


def test_the_format_of_ones_own_works() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    space: dict[str, object] = {}
    exec(code, space)  # noqa: S102 (the page's own code)
    made = space["FORMAT"]
    assert isinstance(made, Format)
    assert made.stream is not None


def test_the_readme_links_the_page_and_names_every_format() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "](docs/outputs.md)" in readme
    (row,) = [line for line in readme.splitlines() if line.startswith("| `propdetect score")]
    assert all(f"`{name}`" in row for name in BUILT_IN)
