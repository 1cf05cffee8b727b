"""A reader who does what a page says, in a folder that looks like the project's."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from click.testing import CliRunner

from pages import ROOT, Block
from propdetect.cli import app

# What commands of the pages read besides `examples`, of which each page gets a copy that it may add to.
READ = ("README.md", "docs", "lexicons", "propdetect", "tests", "training", "pyproject.toml")
JAVA = 17
# What makes a line more than a command and its arguments.
_SHELL = re.compile(r"[|&;<>()$`*?\[\]{}~!]|^\w+=")
_COMMANDS = {"propdetect": "-m propdetect", "python": "", "python3": ""}


class Reader:
    """Runs the blocks of one page, in its order.

    folder : where; `examples` in it is a copy, what else the pages read are links
    page : text of the page, which its invisible code may look into
    """

    def __init__(self, folder: Path, page: str) -> None:
        self.folder = folder / "project"
        self.space: dict[str, Any] = {"__name__": "__main__", "page": page}
        shutil.copytree(ROOT / "examples", self.folder / "examples")
        for name in READ:
            (self.folder / name).symlink_to(ROOT / name)
        self.codes = folder / "codes"
        self.environment = _environment(folder / "bin", self.codes)

    def run(self, block: Block) -> tuple[str, int]:
        """Return what a block prints, or a file holds, and the highest exit code of propdetect in it."""
        with contextlib.chdir(self.folder), mock.patch.dict(os.environ, self.environment, clear=True):
            if block.kind == "file":
                return _file(Path(block.title), block.source), 0
            if block.kind == "python":
                return self._python(block.source), 0
            if block.kind == "invisible":
                return self._python(block.source).strip("\n") + "\n", 0
            return self._commands(block.source)

    def _python(self, source: str) -> str:
        printed, places = io.StringIO(), sys.path.copy()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(source, "page", "exec"), self.space)  # noqa: S102 (the page's own code)
        finally:
            sys.path[:] = places
        return printed.getvalue()

    def _commands(self, source: str) -> tuple[str, int]:
        lines = [line for line in source.replace("\\\n", " ").splitlines() if line.strip()]
        if all(line.startswith("propdetect ") and not _SHELL.search(_bare(line)) for line in lines):
            return _in_this_process(lines)
        return self._in_a_shell(source)

    def _in_a_shell(self, source: str) -> tuple[str, int]:
        self.codes.write_text("")
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", source],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
        )
        codes = {int(code) for code in self.codes.read_text().split()}
        highest = max(codes, default=0)
        assert done.returncode in {0, highest}, f"exit code {done.returncode}: {done.stderr.decode()}"
        assert highest < 3, done.stderr.decode()
        return done.stdout.decode("utf-8").replace("\r\n", "\n"), highest


def needs(block: Block) -> list[str]:
    """Return what a block needs: modules, and "java" for one that Spark runs on."""
    return block.notes.get("needs", "").replace(",", " ").split()


def missing(block: Block) -> str:
    """Return why a block that needs something cannot be run; "" where all is there."""
    for what in needs(block):
        if what == "java" and not has_java():
            return f"Spark needs Java {JAVA}"
        if what != "java" and importlib.util.find_spec(what) is None:
            return f"{what} is not installed"
    return ""


def has_java() -> bool:
    """Whether there is a Java that Spark runs on, in $JAVA_HOME or on the path."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr if java else ""
    version = re.search(r'version "(\d+)', said)
    return version is not None and int(version[1]) >= JAVA


def _bare(line: str) -> str:
    """Return a command line without what is quoted, and without its comment."""
    return re.sub(r"""'[^']*'|"[^"$`]*"|(?:^|\s)#.*""", "", line)


def _in_this_process(lines: list[str]) -> tuple[str, int]:
    printed, highest = "", 0
    for line in lines:
        arguments = shlex.split(line, comments=True)[1:]
        result = CliRunner().invoke(app, arguments, prog_name="propdetect", catch_exceptions=False)
        assert result.exit_code < 3, result.output
        printed += result.stdout_bytes.decode("utf-8").replace("\r\n", "\n")
        highest = max(highest, result.exit_code)
    return printed, highest


def _file(path: Path, source: str) -> str:
    """Return what a file of the project holds; make one that a page asks for."""
    if (ROOT / path).exists():
        return (ROOT / path).read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    return source


def _environment(commands: Path, codes: Path) -> dict[str, str]:
    """Return variables with which `propdetect` and `python` are those that run the tests, and codes are noted."""
    commands.mkdir()
    for name, arguments in _COMMANDS.items():
        note = f'\ncode=$?\necho $code >>"{codes}"\nexit $code' if name == "propdetect" else ""
        (commands / name).write_text(f'#!/bin/sh\n"{sys.executable}" {arguments} "$@"{note}\n')
        (commands / name).chmod(0o755)
    left_out = ("FORCE_COLOR", "NO_COLOR", "PROPDETECT_CONFIG")
    plain = {name: value for name, value in os.environ.items() if name not in left_out}
    # as in an environment that was activated
    path = os.pathsep.join((str(commands), str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**plain, "PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80"}
