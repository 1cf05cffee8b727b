import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import click
import pytest
from click.testing import Result

import propdetect
from propdetect.cli import app

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*names, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


@pytest.mark.parametrize("names", [(), *commands(app)], ids=" ".join)
def test_the_help_of_each_command_has_an_example_of_it(run: Run, names: tuple[str, ...]) -> None:
    result = run(*names, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"\n    {' '.join(('propdetect', *names))}" in result.stdout


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"propdetect {propdetect.__version__}\n"


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["score", "--help"], ["techniques"]])
def test_help_loads_nothing_that_scoring_text_does_not_need(process: Process, command: list[str]) -> None:
    program = (
        "import json, sys\n"
        "from propdetect.cli import app\n"
        f"app.main({command!r}, standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = process(f"{sys.executable} -", stdin=program.encode())
    assert done.returncode == 0
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert not loaded & {"joblib", "nltk", "pathspec", "pyarrow", "rich", "scipy", "sklearn", "trafilatura"}


def test_python_m_propdetect_is_the_command(process: Process) -> None:
    done = process(f"{sys.executable} -m propdetect --version")
    assert done.stdout.decode().strip() == f"propdetect {propdetect.__version__}"
