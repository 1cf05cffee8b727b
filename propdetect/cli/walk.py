"""The files of a folder that are texts, as a user would name them: not hidden, not ignored, of a known type."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from propdetect.cli.output import Failure
from propdetect.readers import Options, ReadError, formats
from propdetect.readers.raw import GZIP
from propdetect.writers.atomic import MANIFEST

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# In the order of their say: the later one overrides.
_IGNORE_FILES = (".gitignore", ".propdetectignore")
# As many bytes as git looks at to tell a binary file.
_HEAD = 8000
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_MOST_NAMED = 5


def walk(
    folder: str,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    options: Options,
    note: Callable[[str], None],
) -> Iterator[str | ReadError]:
    """Yield the paths of all texts in a folder and the folders in it, by name, the files of a folder first.

    include, exclude : patterns as in .gitignore, relative to the folder; with `include`, only what matches one,
        whatever its type
    note : told what was passed over though it might have been meant: binary files, files of other types
    Hidden files are left out, folders that `score -o` filled, and what .gitignore and .propdetectignore (of the
    folder, those in it, and those around it up to the root of a git repository) leave out. Links to folders are not
    followed.
    A folder without any text, and an ignore file that cannot be read, give a ReadError.
    """
    found = False
    rules = Rules(folder, include, exclude)
    others: Counter[str] = Counter()
    for path in _files(folder, rules):
        found = True
        if isinstance(path, ReadError):
            yield path
        elif not include and options.format is None and formats.known(path) is None:
            others[formats.suffix(path)] += 1
        elif _is_binary(path, options):
            note(f"{path}: skipped, as it is no text (it holds zero bytes); name it with --input-format to read it")
        else:
            yield path
    if others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in others.most_common(_MOST_NAMED))
        more = ", ..." if len(others) > _MOST_NAMED else ""
        pattern = f"*{others.most_common(1)[0][0]}"
        note(
            f"{folder}: skipped files of other types ({kinds}{more}); read them as text with --include '{pattern}'"
        )
    if not found:
        patterns = "no file that the patterns let through" if include or exclude else "no file to read"
        yield ReadError(folder, f"{patterns} is in the folder; name the files themselves, or check ignore files")


def _files(folder: str, rules: Rules) -> Iterator[str | ReadError]:
    """Yield the files that the rules let through, then the errors of what could not be read on the way."""
    failed: list[OSError] = []
    for base, folders, names in os.walk(folder, onerror=failed.append):
        rules.enter(base)
        folders[:] = sorted(name for name in folders if rules.wanted(base, name, is_folder=True))
        for name in sorted(names):
            path = os.path.join(base, name)  # noqa: PTH118
            # no pipes and devices; a broken link is an error, as it would be by its name
            usable = os.path.isfile(path) or os.path.islink(path)  # noqa: PTH113, PTH114
            if usable and rules.wanted(base, name, is_folder=False):
                yield path
    yield from rules.errors
    for error in failed:
        reason = error.strerror or type(error).__name__
        yield ReadError(str(error.filename), f"the folder cannot be read ({reason}); allow it with chmod u+rx")


class Rules:
    """Which files of a folder are wanted; ignore files are read as their folders are entered.

    errors : of ignore files that could not be read, or hold what is no pattern
    """

    def __init__(self, folder: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> None:
        self.errors: list[ReadError] = []
        self._given = folder
        self._root = self._top = Path(folder).resolve()
        self._include = _spec(include, "--include") if include else None
        self._exclude = _spec(exclude, "--exclude") if exclude else None
        self._specs: dict[Path, list[GitIgnoreSpec]] = {}
        self._enter_above()

    def _enter_above(self) -> None:
        """Read the ignore files around the folder, up to the root of its git repository if it is in one."""
        around = (self._root, *self._root.parents)
        repository = next((path for path in around if (path / ".git").exists()), self._root)
        for path in self._root.parents:
            if path.is_relative_to(repository):
                self._specs[path] = self._read(path)
        self._top = repository
        if any(
            self._ignored(path, True) for path in around if path != repository and path.is_relative_to(repository)
        ):
            # the folder was named all the same: what leaves it out as a whole counts no more
            self._top = self._root

    def enter(self, base: str) -> None:
        """Read the ignore files of a folder."""
        path = self._absolute(base)
        self._specs[path] = self._read(path)

    def wanted(self, base: str, name: str, *, is_folder: bool) -> bool:
        """Whether to take a file, or to enter a folder, that is in an entered folder `base`."""
        if name.startswith("."):
            return False
        path = self._absolute(base) / name
        if is_folder and (path / MANIFEST).exists():
            return False
        relative = _relative(path, self._root, is_folder)
        if self._exclude and self._exclude.match_file(relative):
            return False
        if self._include and not is_folder and not self._include.match_file(relative):
            return False
        return not self._ignored(path, is_folder)

    def _absolute(self, base: str) -> Path:
        return self._root / os.path.relpath(base, self._given)

    def _ignored(self, path: Path, is_folder: bool) -> bool:
        """Whether ignore files leave it out; of several that name it, the nearest decides."""
        for folder in path.parents:
            for spec in reversed(self._specs.get(folder, [])):
                said = spec.check_file(_relative(path, folder, is_folder)).include
                if said is not None:
                    return said
            if folder == self._top:
                break
        return False

    def _read(self, folder: Path) -> list[GitIgnoreSpec]:
        """Return the patterns of the ignore files in a folder."""
        specs = []
        for name in _IGNORE_FILES:
            path = folder / name
            try:
                specs.append(_parse(path.read_text("utf-8-sig").splitlines(), str(path)))
            except FileNotFoundError:
                continue
            except ReadError as error:
                self.errors.append(error)
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "it is not UTF-8"
                self.errors.append(ReadError(str(path), f"cannot be read ({reason}); correct it, or move it away"))
        return specs


def _relative(path: Path, folder: Path, is_folder: bool) -> str:
    return path.relative_to(folder).as_posix() + ("/" if is_folder else "")


def _spec(patterns: tuple[str, ...], option: str) -> GitIgnoreSpec:
    """Read the patterns of an option, or raise Failure."""
    try:
        return _parse(patterns, option)
    except ReadError as error:
        raise Failure(f"{option}: {error.message}") from None


def _parse(patterns: Iterable[str], name: str) -> GitIgnoreSpec:
    """Read patterns as git does; raises ReadError, with the line, for one that is none."""
    # git's rules have corners (anchors, "**", blanks at the end, exceptions) that pathspec knows
    from pathspec import GitIgnoreSpec

    lines = list(patterns)
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        for number, line in enumerate(lines, 1):
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                message = f'"{line}" is no pattern; write it as for .gitignore'
                raise ReadError(name, message, number) from None
        raise


def _is_binary(path: str, options: Options) -> bool:
    """Whether a file that no reader of binary files claims holds zero bytes near its begin."""
    if formats.format_of(path, options) in formats.BINARY:
        return False
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False  # which its reader reports
    wide = head.startswith(_WIDE_MARKS) or (options.encoding or "").lower().startswith(("utf-16", "utf-32", "utf_"))
    return b"\0" in head and not wide and not head.startswith(GZIP)
