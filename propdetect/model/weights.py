"""The weights of a model: arrays in one file, a JSON manifest beside it, a hash that binds the two. No pickle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = 1
ARRAYS, MANIFEST = "weights.bin", "manifest.json"
# Arrays begin at multiples of this many bytes, so that they can be mapped as they are.
_ALIGN = 64


class ModelError(ValueError):
    """A model folder cannot be used; the message is one line that names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A model as it lies on disk: named arrays (read only) and the manifest."""

    arrays: dict[str, np.ndarray[Any, Any]]
    manifest: dict[str, Any]


def save(folder: Path, arrays: dict[str, np.ndarray[Any, Any]], manifest: dict[str, Any]) -> str:
    """Write a model folder; the same arrays and manifest give the same bytes. Returns the SHA-256 of the arrays.

    arrays : little-endian numpy arrays by name; manifest : JSON-ready facts, to which the layout is added
    """
    folder.mkdir(parents=True, exist_ok=True)
    layout: dict[str, Any] = {}
    blob = bytearray()
    for name, array in sorted(arrays.items()):
        blob += bytes(-len(blob) % _ALIGN)
        layout[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": len(blob)}
        blob += np.ascontiguousarray(array).tobytes()
    digest = hashlib.sha256(blob).hexdigest()
    stored = {"format": FORMAT, **manifest, "arrays": layout, "size": len(blob), "sha256": digest}
    (folder / ARRAYS).write_bytes(blob)
    (folder / MANIFEST).write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return digest


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a model folder says of itself, the hash of its arrays (`sha256`) included; raises ModelError."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        newer, known = manifest["format"] > FORMAT, {"arrays", "size", "sha256"} <= manifest.keys()
    except OSError as error:
        raise ModelError(
            f"{path}: {error.strerror or error}; give a model folder, which holds {MANIFEST} and {ARRAYS}"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelError(
            f"{path}: not a model manifest, or damaged; install propdetect or copy the model again"
        ) from None
    if newer:
        raise ModelError(
            f"{path}: format {manifest['format']}, this version reads up to {FORMAT}; upgrade propdetect "
            "(pip install --upgrade propdetect) or rebuild the model"
        )
    if not known:
        raise ModelError(f"{path}: not a model manifest, or damaged; install propdetect or copy the model again")
    return dict(manifest)


def _view(blob: np.ndarray[Any, Any], place: dict[str, Any]) -> np.ndarray[Any, Any]:
    """View one array of the file; raises one of several errors where its place is not one in the file."""
    dtype, offset = np.dtype(place["dtype"]), place["offset"]
    # bytes of a file must never be taken for anything but plain numbers: numpy follows object pointers
    if dtype.kind not in "iuf" or offset < 0:
        raise ValueError
    return np.ndarray(tuple(place["shape"]), dtype, blob, offset)


def load(folder: Path) -> Stored:
    """Read a model folder and verify it.

    Raises ModelError, which names the file and what to do, where a file is missing, damaged, cut short, of a
    newer format, or where the arrays do not have the hash of the manifest.
    """
    manifest = read_manifest(folder)
    path = folder / ARRAYS
    again = "install propdetect or copy the model again"
    try:
        blob = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}; {again}") from None
    if len(blob) != manifest["size"]:
        raise ModelError(f"{path}: {len(blob)} bytes where the manifest says {manifest['size']}; {again}")
    if hashlib.sha256(blob.data).hexdigest() != manifest["sha256"]:
        raise ModelError(f"{path}: its SHA-256 is not the manifest's, so it was changed or mixed up; {again}")
    try:
        arrays = {name: _view(blob, place) for name, place in manifest["arrays"].items()}
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        raise ModelError(f"{folder / MANIFEST}: its list of arrays is damaged; {again}") from None
    return Stored(arrays, manifest)
