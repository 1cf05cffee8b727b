"""Files and folders that appear under their name as a whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from propdetect.writers.interface import WriteError

# The file of an output folder that lists the others, so that a later run can tell its own folder from another.
MANIFEST = ".propdetect-output.json"


class FileTarget:
    """A file to write; as a context manager it replaces what was there when the block ends without an exception.

    path : as the user gave it; a link is followed, and a pipe or device is written to directly
    Entering raises WriteError where the file cannot be made. An exception in the block leaves what was there.
    """

    def __init__(self, path: str) -> None:
        self._shown = path
        self._target = Path(path)
        self._beside: Path | None = None
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        if self._target.is_dir():
            name = f"{self._shown.rstrip('/')}/report"
            raise WriteError(f"{self._shown}: is a folder; name a file, for example {name}")
        try:
            if self._target.exists() and not self._target.is_file():
                # what is no regular file (a pipe, /dev/stdout) cannot be replaced, only written to
                self._file = self._target.open("wb")
                return self
            self._target = Path(os.path.realpath(self._target))
            if self._target.exists() and not os.access(self._target, os.W_OK):
                raise PermissionError(13, "Permission denied")
            self._beside = _beside(self._target, "tmp")
            self._file = self._beside.open("xb")
        except OSError as error:
            raise _failure(self._shown, self._target, error) from None
        return self

    def write(self, text: str) -> None:
        """Write a piece in UTF-8, a lone surrogate as a backslash escape; raises WriteError, as for a full disk.

        BrokenPipeError, of a pipe whose reader went away, is left to the caller.
        """
        assert self._file is not None  # noqa: S101 (write is for inside the block)
        try:
            self._file.write(text.encode("utf-8", "backslashreplace"))
            if self._beside is None:
                self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _failure(self._shown, self._target, error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None  # noqa: S101 (entering opened it)
        try:
            if kind is None:
                self._commit(self._file)
        except OSError as wrong:
            raise _failure(self._shown, self._target, wrong) from None
        finally:
            # what is still buffered after a failure is lost with the file
            with suppress(OSError):
                self._file.close()
            if self._beside is not None:
                self._beside.unlink(missing_ok=True)

    def _commit(self, file: BinaryIO) -> None:
        """Put the file in its place once all of it is on the disk."""
        file.flush()
        if self._beside is None:
            return
        os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            os.fchmod(file.fileno(), self._target.stat().st_mode & 0o7777)
        file.close()
        self._beside.replace(self._target)
        _sync(self._target.parent)


class FolderTarget:
    """A folder to fill; as a context manager it gives an empty one that takes the name when the block ends well.

    path : as the user gave it; missing, empty, or what an earlier run wrote and nobody has changed since
    Entering raises WriteError for a folder that holds anything else. An exception in the block leaves what was.
    """

    def __init__(self, path: str) -> None:
        self._shown = path
        self._target = Path(path)
        self._beside = Path()

    def __enter__(self) -> Path:
        try:
            self._target = Path(os.path.realpath(self._target))
            self._check()
            self._beside = _beside(self._target, "tmp")
            self._beside.mkdir()
        except OSError as error:
            raise _failure(self._shown, self._target, error) from None
        return self._beside

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._seal()
                self._check()
                self._commit()
            elif isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                # what a writer could not write; a pipe is none of its files
                raise _failure(self._shown, self._target, error) from None
        except OSError as wrong:
            raise _failure(self._shown, self._target, wrong) from None
        finally:
            shutil.rmtree(self._beside, ignore_errors=True)

    def _check(self) -> None:
        """Raise WriteError unless the folder may be replaced."""
        if self._target == Path.cwd():
            raise WriteError(f"{self._shown}: is the folder you are in; name a new one, for example results")
        if not self._target.exists():
            return
        if not self._target.is_dir():
            raise WriteError(f"{self._shown}: is a file, and this format fills a folder; give another name")
        alien = _alien(self._target)
        if alien is not None:
            raise WriteError(
                f"{self._shown}: holds {alien}, which an earlier run did not write or which has changed since; "
                "name a new folder, or move this one away"
            )

    def _seal(self) -> None:
        """List the files, and bring all of them to the disk."""
        files = {name: _digest(self._beside / name) for name in _files(self._beside)}
        text = json.dumps({"format": 1, "sha256": files}, indent=1)
        (self._beside / MANIFEST).write_text(text + "\n", "utf-8")
        for name in (*files, MANIFEST):
            with (self._beside / name).open("rb") as file:
                os.fsync(file.fileno())

    def _commit(self) -> None:
        """Swap the folders; a folder that was there is gone only when the new one has its name."""
        old = None
        if self._target.exists():
            old = _beside(self._target, "old")
            self._target.rename(old)
        try:
            self._beside.rename(self._target)
        except OSError:
            if old is not None:
                old.rename(self._target)
            raise
        _sync(self._target.parent)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)


def _beside(target: Path, what: str) -> Path:
    """Return a hidden name beside a target, so that putting it in place is one step of the file system."""
    # a name may be 255 bytes at most, so a long one is cut
    return target.with_name(f".{target.name[:40]}.{os.getpid()}.{what}")


def _files(folder: Path) -> list[str]:
    """Return the files below a folder, by their paths in it, sorted; a link counts as a file."""
    found = []
    for where, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        found += [(Path(where) / name).relative_to(folder).as_posix() for name in (*files, *links)]
    return sorted(found)


def _alien(folder: Path) -> str | None:
    """Return the first file of a folder that no earlier run wrote as it is now; None where there is none."""
    files = _files(folder)
    try:
        known = json.loads((folder / MANIFEST).read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    for name in files:
        path = folder / name
        ours = name == MANIFEST and bool(known)
        if not ours and (path.is_symlink() or known.get(name) != _digest(path)):
            return ascii(name)[1:-1]
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Bring a rename in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _failure(shown: str, target: Path, error: OSError) -> WriteError:
    """Build the error for what the system refused."""
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not target.parent.is_dir():
        return WriteError(f"{shown}: its folder does not exist; make it (mkdir -p) or give another path")
    reason = error.strerror or str(error)
    return WriteError(f"{shown}: cannot be written ({reason}); give a path that can, or free space")
