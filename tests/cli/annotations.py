"""Findings as workflow annotations name them, and a repository for files to change in."""

import os
import re
import subprocess

from click.testing import Result


def techniques(result: Result) -> list[tuple[int, str]]:
    """Line and technique of each finding, from workflow annotations."""
    return [
        (int(line), title)
        for line, title in re.findall(r"line=(\d+),.*title=([^:]*)::", result.stdout)
    ]  # fmt: skip


def git(*arguments: str) -> None:
    names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    subprocess.run(["git", *arguments], check=True, env={**os.environ, **dict.fromkeys(names, "a")})
