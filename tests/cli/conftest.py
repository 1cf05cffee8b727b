"""Runs the command line with a detector whose findings are known beforehand."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import propdetect
from fake_detector import FakeDetector
from propdetect.cli import app, detector

PROGRAM = Path(__file__).with_name("fake_detector.py")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in this process."""
    monkeypatch.setattr(detector, "load", lambda *_: FakeDetector())
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)

    def invoke(*args: object, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin, catch_exceptions=False)
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a shell command line in which "$PROPDETECT" is the command, in a process of its own."""

    def invoke(line: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
        plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
        # the package that this process tests, installed or not
        package = {"PYTHONPATH": str(Path(propdetect.__file__).parents[1])}
        environment = {**plain, **package, "PROPDETECT": f"{sys.executable} {PROGRAM}", **variables}
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            input=stdin,
            env=environment,
            capture_output=True,
            timeout=120,
        )

    return invoke


@pytest.fixture
def loud(tmp_path: Path) -> Path:
    """A file in which the second sentence shows two techniques."""
    path = tmp_path / "loud.txt"
    path.write_text("The café opened at noon.\nThey want a colourful revolution. Citizens, rise now!\n", "utf-8")
    return path


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """A file in which no sentence shows anything."""
    path = tmp_path / "quiet.txt"
    path.write_text("The council met on Monday. It adjourned at five.\n", "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the command runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def text(folder: Path) -> Path:
    """A text with four findings: of the narrator, of a quotation, and one that a comment suppresses."""
    path = folder / "text.txt"
    path.write_text(
        'A colourful revolution.\n\n"Citizens, rise now!" said Venn.\n\n'
        "Another colourful revolution. # propdetect: ignore\n\nWe rise now.\n"
    )
    return path
