"""Which lines of files are new or different since a revision of their git repositories, as git says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path

from propdetect.readers import Document
from propdetect.writers.findings import Finding

# First and last line of each stretch that was added or changed. Lines that were only taken away lie between two: a
# half.
Lines = list[tuple[float, float]]

# Whatever the user's configuration says, the same output: no colours, programs, prefixes or context of their own.
_DIFF = (
    *("-c", "core.quotePath=false", "diff", "--unified=0", "--inter-hunk-context=0", f"-O{os.devnull}"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--find-renames", "--ignore-submodules"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_HEADER = re.compile(rb'\+\+\+ (?:"b/((?:[^"\\]|\\.)*)"|b/([^\n]*?)\t?)\Z')
# The names before and after are the same but where it was renamed, which tells " and b/" in one from that between.
_BINARY = re.compile(
    rb'Binary files (?:.* and "b/(?P<quoted>(?:[^"\\]|\\.)*)"|a/(?P<name>.*) and b/(?P=name)'
    rb"|/dev/null and b/(?P<new>.*)|.* and b/(?P<other>.*)) differ\Z"
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))
# What a hook sets for its own repository, which need not be that of the files; and what overrides options.
_FOREIGN = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_DIFF_OPTS")
)
_STDIN = "-"
_REMEDY = "leave out --changed-lines, or name files of a repository"


class ChangedError(ValueError):
    """Git cannot say what changed; str() is one line with a remedy."""


class Changes:
    """What changed in files since a revision: in the working tree, staged or not.

    revision : as git names one: a commit, branch or tag
    paths : the files that will be asked about, all of one or several repositories
    Raises ChangedError where git is not installed, a file is in no repository, or one of these does not know the
    revision.
    """

    def __init__(self, revision: str, paths: Iterable[str]) -> None:
        git = shutil.which("git")
        if git is None:
            raise ChangedError("--changed-lines needs git, which is not installed; install it, or leave it out")
        folders: dict[Path, Path | None] = {}
        tracked: dict[Path, set[bytes]] = {}
        changed: dict[Path, dict[bytes, Lines | None]] = {}
        self._lines: dict[str, Lines | None] = {}
        for path in paths:
            if path != _STDIN and not os.path.exists(path):  # noqa: PTH110
                continue  # whoever reads it says so
            root = _root(path, folders)
            if root not in changed:
                commit = _commit(git, root, revision)
                tracked[root] = set(_run(git, root, "ls-files", "-z").split(b"\0"))
                changed[root] = parse(_run(git, root, *_DIFF, commit, "--"))
            name = os.fsencode(os.path.relpath(os.path.realpath(path), root))
            self._lines[path] = changed[root].get(name, []) if name in tracked[root] else None

    def lines(self, path: str) -> Lines | None:
        """Return the stretches of lines of a file that are new or different, ascending; None where all are."""
        return self._lines.get(path)

    def left(self, document: Document, findings: list[Finding]) -> list[Finding]:
        """Return the findings in whose sentence a line is new or different."""
        lines = self.lines(document.path)
        if lines is None or not findings:
            return findings
        first = 1 if document.origin is None else document.origin.line
        if document.origin is not None and document.origin.rows:
            # git knows no rows; a file that is no text changes as a whole
            return findings if lines else []
        ends = [match.start() for match in re.finditer("\n", document.source)]

        def changed(finding: Finding) -> bool:
            start, end = document.span(finding.sentence.start, finding.sentence.end)
            return _touched(lines, first + bisect_left(ends, start), first + bisect_left(ends, max(start, end - 1)))

        return [finding for finding in findings if changed(finding)]


def _touched(lines: Lines, first: int, last: int) -> bool:
    """Whether one of the stretches touches the lines first..last."""
    number = bisect_left(lines, first, key=itemgetter(1))
    return number < len(lines) and lines[number][0] <= last


def _root(path: str, folders: dict[Path, Path | None]) -> Path:
    """Return the top folder of the repository that a file is in; `folders` keeps what is known already."""
    if path == _STDIN:
        raise ChangedError("-: standard input has no revision to compare with; name a file")
    folder = Path(os.path.realpath(path)).parent
    if folder not in folders:
        tops = (each for each in (folder, *folder.parents) if os.path.lexists(each / ".git"))
        folders[folder] = next(tops, None)
    root = folders[folder]
    if root is None:
        raise ChangedError(f"{path}: is in no git repository, so no line of it has changed; {_REMEDY}")
    return root


def _commit(git: str, root: Path, revision: str) -> str:
    """Return the id of a revision's commit, so that nothing a user types can be taken for an option or a path."""
    remedy = "give a commit, branch or tag that git log lists, for example HEAD or origin/main"
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise ChangedError(f"--changed-lines: {revision!a} is no revision; {remedy}")
    asked = ("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    done = _call(git, root, *asked)
    found = done.stdout.strip()
    if done.returncode or not re.fullmatch(rb"[0-9a-f]{40,64}", found):
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        why = f" ({said})" if said else ""
        raise ChangedError(f'--changed-lines: {root} has no revision "{revision}"{why}; {remedy}')
    return found.decode("ascii")


def _run(git: str, root: Path, *arguments: str) -> bytes:
    done = _call(git, root, *arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise ChangedError(f"{root}: git cannot say what changed ({said}); run git status there, or {_REMEDY}")
    return done.stdout


def _call(git: str, root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a repository."""
    variables = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    variables |= {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = (git, "-C", str(root), *arguments)
    return subprocess.run(command, capture_output=True, check=False, env=variables, stdin=subprocess.DEVNULL)  # noqa: S603


def parse(diff: bytes) -> dict[bytes, Lines | None]:
    """Read what `git diff --unified=0` prints: by file, the stretches of lines that are new; None for all lines.

    Lines of the files themselves are passed over by their number, so that none of them is taken for a header.
    """
    found: dict[bytes, Lines | None] = {}
    here: Lines = []
    rows = iter(diff.split(b"\n"))
    for row in rows:
        if hunk := _HUNK.match(row):
            old, new = (1 if part is None else int(part) for part in hunk.group(1, 3))
            at = int(hunk[2])
            here.append((at, at + new - 1) if new else (at + 0.5, at + 0.5))
            _skip(rows, old + new)
        elif header := _HEADER.match(row):
            here = []
            found[_name(*header.groups())] = here
        elif binary := _BINARY.match(row):
            found[_name(binary["quoted"], binary["name"] or binary["new"] or binary["other"])] = None
    return found


def _skip(rows: Iterator[bytes], count: int) -> None:
    """Pass over lines of a hunk; a note that a file has no line end at its end is none of them."""
    while count:
        count -= not next(rows, b"").startswith(b"\\")


def _name(quoted: bytes | None, plain: bytes | None) -> bytes:
    """Return a file's name, without the quoting of git."""
    if quoted is None:
        return plain or b""
    return _ESCAPE.sub(lambda match: _character(match[1]), quoted)


def _character(escape: bytes) -> bytes:
    if len(escape) > 1:
        return bytes((int(escape, 8),))
    return bytes((_ESCAPED.get(escape[0], escape[0]),))
