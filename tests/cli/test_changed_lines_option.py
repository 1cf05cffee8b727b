"""Findings in changed lines alone, on the command line."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from annotations import git, techniques

Run = Callable[..., Result]


def test_changed_lines_shows_only_findings_in_them(run: Run, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    assert run("score", "--changed-lines", "HEAD", text).exit_code == 0
    text.write_text(text.read_text() + "\nNow rise now.\n")
    text.with_name("new.txt").write_text("We rise now!")
    result = run("score", "--changed-lines", "HEAD", "--format", "github", text, "new.txt")
    assert (techniques(result), result.exit_code) == ([(9, "Appeal to time"), (1, "Appeal to time")], 1)


def test_changed_lines_without_a_revision_or_repository_is_one_line(run: Run, text: Path) -> None:
    result = run("score", "--changed-lines", "HEAD", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"propdetect: {text}: is in no git repository, ")
    git("init", "-q")
    result = run("score", "--changed-lines", "HEAD", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.fullmatch(r'propdetect: --changed-lines: .* has no revision "HEAD"; give .*\n', result.stderr)
