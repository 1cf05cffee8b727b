"""Write a model folder so that whoever looks finds the old one or the new one, whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from propdetect.detector import PUNKT
from propdetect.learn.groups import TrainingError
from propdetect.model.weights import ARRAYS, MANIFEST, save

CARD, PLOT = "MODEL_CARD.md", "reliability.svg"
# All that a model folder holds; one that holds anything else is not replaced.
FILES = frozenset({ARRAYS, MANIFEST, PUNKT, CARD, PLOT})


def check(folder: Path) -> None:
    """Raise TrainingError where a model cannot be written to a folder: it is a file, or holds other things.

    An empty folder, or one that holds a model and nothing else, is replaced by the model.
    """
    if not folder.exists():
        if Path(os.path.realpath(folder)).is_symlink():
            raise TrainingError(f"{folder}: links that go round in circles; give the name of a new folder")
        return
    if not folder.is_dir():
        raise TrainingError(f"{folder}: a file, not a folder; give the name of a new folder for the model")
    try:
        held = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise TrainingError(f"{folder}: cannot be read ({error.strerror}); give another folder") from None
    if held and (MANIFEST not in held or held - FILES):
        other = sorted(held - FILES)
        what = f"holds {other[0]}" if other else f"has no {MANIFEST}"
        raise TrainingError(f"{folder}: not a model folder ({what}); give the name of a new folder for the model")


def write(
    folder: Path,
    arrays: dict[str, np.ndarray[Any, Any]],
    manifest: dict[str, Any],
    files: Callable[[str, int], Mapping[str, bytes]],
) -> str:
    """Write a model folder, replacing a model that is there; the same arguments give the same bytes.

    files : what to write beside arrays and manifest, by name, given the SHA-256 of the arrays and the size of both
    All is written to a folder beside it, which then takes its name, so that an interrupted run leaves the old one.
    Returns the SHA-256 of the arrays. Raises TrainingError where `check` does, or where it cannot be written.
    """
    check(folder)
    folder = Path(os.path.realpath(folder))
    aside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        digest = save(aside / "new", arrays, manifest)
        size = sum((aside / "new" / name).stat().st_size for name in (ARRAYS, MANIFEST))
        for name, data in files(digest, size).items():
            (aside / "new" / name).write_bytes(data)
        _swap(folder, aside)
    except OSError as error:
        why = error.strerror or error
        raise TrainingError(f"{folder}: cannot be written ({why}); give a folder where you may write") from None
    finally:
        # never the only copy of the old model
        if aside is not None and (folder.exists() or not (aside / "old").exists()):
            shutil.rmtree(aside, ignore_errors=True)
    return digest


def _swap(folder: Path, aside: Path) -> None:
    """Give the new folder its name; should that fail, the old one gets it back."""
    if folder.exists():
        folder.rename(aside / "old")
    try:
        (aside / "new").rename(folder)
    except OSError:
        if (aside / "old").exists():
            (aside / "old").rename(folder)
        raise


def hashes(paths: Sequence[str | Path]) -> dict[str, str]:
    """Return the SHA-256 of each file or, of a folder, of the names and bytes of its files, by name.

    A name that comes again gets a number, so that none is left out: "data.jsonl", "data.jsonl (2)".
    """
    found: dict[str, str] = {}
    for path in map(Path, paths):
        name, again = Path(os.path.realpath(path)).name, 1
        while (key := name if again == 1 else f"{name} ({again})") in found:
            again += 1
        found[key] = _sha256(path)
    return found


def _sha256(path: Path) -> str:
    if not path.is_dir():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    return hashlib.sha256("".join(f"{file.name}\0{_sha256(file)}\n" for file in files).encode()).hexdigest()
