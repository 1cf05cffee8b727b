"""Shells complete commands, options and values, as click's own scripts ask for them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

import propdetect
from propdetect import taxonomy
from propdetect.cli.completion import SHELLS, techniques
from propdetect.readers import FORMATS
from propdetect.writers import BUILT_IN

Run = Callable[..., Result]
Complete = Callable[..., set[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which `propdetect` is the command."""
    program = tmp_path / "bin" / "propdetect"
    program.parent.mkdir()
    package = Path(propdetect.__file__).parents[1]
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{package}" exec "{sys.executable}" -m propdetect "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}


@pytest.fixture
def complete(environment: dict[str, str]) -> Complete:
    """What a shell is told when a line ends in the last of some words: "plain,value"."""

    def ask(*words: str) -> set[str]:
        asked = {
            "COMP_WORDS": " ".join(["propdetect", *words]),
            "COMP_CWORD": str(len(words)),
            "_PROPDETECT_COMPLETE": "bash_complete",
        }
        done = subprocess.run(["propdetect"], env={**environment, **asked}, capture_output=True, check=True)
        return set(done.stdout.decode().split())

    return ask


def test_commands_options_and_values_are_completed(complete: Complete) -> None:
    assert complete("sc") == {"plain,score"}
    assert complete("lexicon", "") == {"plain,check", "plain,stats"}
    assert complete("score", "--min") == {"plain,--min-precision"}
    assert complete("score", "--voice", "") == {"plain,narrator", "plain,quoted", "plain,all"}
    assert complete("score", "--format", "") == {f"plain,{name}" for name in BUILT_IN}
    assert complete("score", "--format", "j") == {"plain,json", "plain,jsonl"}
    assert complete("score", "--input-format", "") == {f"plain,{name}" for name in FORMATS}
    assert complete("explain", "--technique", "loaded") == {"plain,loaded_language"}
    assert complete("explain", "--technique", "") == {f"plain,{name}" for name in (*taxonomy.OUTPUTS, "all")}
    assert complete("completion", "") == {f"plain,{name}" for name in SHELLS}


def test_models_are_completed_by_name_and_by_path(complete: Complete) -> None:
    assert complete("score", "--model", "en") == {"plain,en", "plain,en-open"}
    assert complete("evaluate", "en-") == {"plain,en-open"}
    assert complete("train", "--start", "s") == {"plain,scratch"}
    assert complete("score", "--model", "models/") == {"dir,models/"}


@pytest.mark.parametrize(
    "words",
    [
        ["score", ""],
        ["score", "--lexicon", "a"],
        ["score", "-o", "a"],
        ["score", "--config", "a"],
        ["explain", "a"],
        ["evaluate", "en", "a"],
        ["train", "a"],
        ["lexicon", "check", "a"],
        ["lexicon", "stats", "a"],
    ],
    ids=" ".join,
)
def test_files_are_left_to_the_shell(complete: Complete, words: list[str]) -> None:
    (said,) = complete(*words)
    assert said.startswith(f"file,{words[-1]}")


def test_techniques_and_groups_are_completed_also_after_a_comma() -> None:
    context = click.Context(click.Command("score"))
    parameter = click.Option(["--select"])

    def values(incomplete: str) -> list[str]:
        return [item.value for item in techniques(context, parameter, incomplete)]

    assert values("") == [*taxonomy.IDS, *taxonomy.GROUPS]
    assert values("flag") == ["flag_waving"]
    assert values("doubt,flag") == ["doubt,flag_waving"]
    assert values("xyz") == []


def test_a_broken_configuration_does_not_stand_in_the_way(
    complete: Complete, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "propdetect.toml").write_text("broken")
    monkeypatch.chdir(tmp_path)
    assert complete("score", "--voice", "q") == {"plain,quoted"}


def test_another_shell_is_an_error_that_names_all(run: Run) -> None:
    result = run("completion", "tcsh")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


# In each shell: load the script that the command prints, and ask for the formats that begin with "h".
ASK = {
    "bash": 'eval "$(propdetect completion bash)" && complete -p propdetect && '
    'COMP_WORDS=(propdetect score --format h) COMP_CWORD=3 && _propdetect_completion propdetect && '
    'echo "${COMPREPLY[@]}"',
    # compadd shows nothing outside a terminal, so it is replaced: its last argument names an array
    "zsh": "autoload -Uz compinit && compinit -u && "
    'eval "$(propdetect completion zsh)" && echo $_comps[propdetect] && '
    "compadd() { echo ${(P)${@[-1]}} }; _describe() { echo ${(P)3} }; "
    "words=(propdetect score --format h) CURRENT=4; _propdetect_completion",
    "fish": 'propdetect completion fish | source && complete -C "propdetect score --format h"',
}  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_works_in_the_shell(environment: dict[str, str], shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    plain = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *plain, "-c", ASK[shell]], env=environment, capture_output=True, cwd=tmp_path, timeout=60
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.decode().split()
    assert {"html", "hf"} <= set(said)
    assert "json" not in said
    if shell != "fish":
        assert "_propdetect_completion" in said
