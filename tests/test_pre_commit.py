"""The hook of `.pre-commit-hooks.yaml`, as a project that uses it sees it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from propdetect.cli import app

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
# What a wheel is built from.
PARTS = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "propdetect", "lexicons")
LOADED = "# Harbour\n\nThe so-called experts lied to us again, and these traitors will sell our harbour.\n"
PLAIN = "# Harbour\n\nThe council met on Monday. The ferry leaves at nine.\n"


def test_the_hook_runs_a_command_that_there_is() -> None:
    program, command = shlex.split(HOOK["entry"])
    assert program == "propdetect"
    assert command in app.commands


def test_the_page_shows_the_hook_and_options_that_there_are() -> None:
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    (repository,) = yaml.safe_load(shown)["repos"]
    (hook,) = repository["hooks"]
    assert hook["id"] == HOOK["id"]
    options = {name for param in app.commands["score"].params for name in param.opts}
    assert {argument for argument in hook["args"] if argument.startswith("-")} <= options
    for kind in HOOK["types_or"]:
        assert f"`{kind}`" in PAGE


@pytest.fixture
def git(tmp_path: Path) -> dict[str, str]:
    """An environment in which git knows nobody's settings, and pre-commit keeps what it builds here."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "PROPDETECT"))
    }
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ada"), ("EMAIL", "a@example.org"))
    }
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{plain['PATH']}"
    kept = {
        "PRE_COMMIT_HOME": str(tmp_path / "kept"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    # a variable that this test run may have set would reach the hook
    plain.pop("PYTHONPATH", None)
    return {**plain, **who, **kept, "PATH": scripts}


@pytest.mark.slow
def test_a_loaded_sentence_stops_a_commit_and_a_plain_one_does_not(tmp_path: Path, git: dict[str, str]) -> None:
    def run(*command: str, cwd: Path, fails: bool = False) -> str:
        done = subprocess.run(command, cwd=cwd, env=git, capture_output=True, text=True, errors="replace")
        said = done.stdout + done.stderr
        if "No matching distribution found for" in said:
            pytest.skip("no package registry can be reached")
        assert (done.returncode != 0) is fails, said
        return said

    hooks, project = tmp_path / "propdetect", tmp_path / "news"
    hooks.mkdir()
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, hooks / part)
    run("git", "init", "--quiet", cwd=hooks)
    run("git", "add", "--all", "--force", cwd=hooks)
    run("git", "commit", "--quiet", "--message", "All", cwd=hooks)
    revision = run("git", "rev-parse", "HEAD", cwd=hooks).strip()

    project.mkdir()
    run("git", "init", "--quiet", cwd=project)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n"
        "  - id: propdetect\n    args: [--min-precision, '0.5']\n"
    )
    run("pre-commit", "install", cwd=project)
    (project / "article.md").write_text(PLAIN)
    # no prose, and not asked about
    (project / "script.py").write_text(f'"""{LOADED}"""\n')
    run("git", "add", "--all", cwd=project)
    said = run("git", "commit", "--message", "Plain", cwd=project)
    assert re.search(r"propdetect\.+Passed", said)

    (project / "article.md").write_text(LOADED)
    run("git", "add", "--all", cwd=project)
    said = run("git", "commit", "--message", "Loaded", cwd=project, fails=True)
    assert re.search(r"propdetect\.+Failed", said)
    assert re.search(r"^article\.md:3:1: .*name_calling_labeling", said, re.MULTILINE)
    assert "script.py" not in said
    assert run("git", "log", "--format=%s", cwd=project) == "Plain\n"

    # the configuration of the project counts
    (project / "propdetect.toml").write_text("exit-zero = true\n")
    run("git", "add", "--all", cwd=project)
    run("git", "commit", "--message", "Allowed", cwd=project)
    assert run("git", "log", "--format=%s", cwd=project) == "Allowed\nPlain\n"
