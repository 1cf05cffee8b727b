"""Model folders: what is saved is read back, and what cannot be trusted is refused with a remedy."""

import ast
import hashlib
import json
import pickle
import re
import shutil
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

import propdetect
from propdetect.model import weights
from propdetect.model.weights import ModelError, load, save

ARRAYS = {
    "numbers": np.arange(7, dtype=np.int32),
    "rows": np.arange(12, dtype=np.float16).reshape(3, 4),
    "keys": np.array([2**64 - 1, 0, 5], np.uint64),
    "none": np.zeros((0, 4), np.float32),
}
FACTS = {"name": "tiny", "version": "0.0", "lexicons": ["é.tsv"]}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save(tmp_path / "tiny", ARRAYS, FACTS)
    return tmp_path / "tiny"


def refused(folder: Path, file: str, remedy: str) -> str:
    """Load a folder that must be refused, with one line that names the file and a remedy."""
    with pytest.raises(ModelError) as caught:
        load(folder)
    message = str(caught.value)
    assert message.startswith(str(folder / file))
    assert remedy in message
    assert "\n" not in message
    return message


def change(folder: Path, **facts: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **facts}), "utf-8")


def test_what_is_saved_is_read_back(model: Path) -> None:
    stored = load(model)
    assert set(stored.arrays) == set(ARRAYS)
    for name, array in ARRAYS.items():
        assert stored.arrays[name].dtype == array.dtype
        assert stored.arrays[name].shape == array.shape
        np.testing.assert_array_equal(stored.arrays[name], array)
    assert {name: stored.manifest[name] for name in FACTS} == FACTS


def test_a_model_without_arrays_is_read_back(tmp_path: Path) -> None:
    save(tmp_path, {}, FACTS)
    assert load(tmp_path).arrays == {}


def test_an_array_that_does_not_lie_in_one_piece_is_read_back(tmp_path: Path) -> None:
    turned = np.arange(12, dtype=np.float32).reshape(3, 4).T[::2]
    save(tmp_path, {"turned": turned}, FACTS)
    np.testing.assert_array_equal(load(tmp_path).arrays["turned"], turned)


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_the_arrays(model: Path, tmp_path: Path) -> None:
    digest = save(tmp_path / "again", dict(reversed(ARRAYS.items())), FACTS)
    for file in ("weights.bin", "manifest.json"):
        assert (tmp_path / "again" / file).read_bytes() == (model / file).read_bytes()
    assert digest == hashlib.sha256((model / "weights.bin").read_bytes()).hexdigest()
    assert digest == load(model).manifest["sha256"]


def test_the_arrays_are_views_of_the_file_that_nobody_can_write_to(model: Path) -> None:
    for array in load(model).arrays.values():
        assert not array.flags.writeable
        with pytest.raises(ValueError):
            array.flags.writeable = True
        assert array.base is not None
    rows = load(model).arrays["rows"]
    assert isinstance(rows.base, np.memmap) or isinstance(getattr(rows.base, "base", None), np.memmap)


def test_arrays_begin_where_a_processor_likes_to_read_them(model: Path) -> None:
    for name, place in load(model).manifest["arrays"].items():
        assert place["offset"] % 64 == 0, name


@pytest.mark.parametrize("file", ["manifest.json", "weights.bin"])
def test_a_missing_file_is_named_with_a_remedy(model: Path, file: str) -> None:
    (model / file).unlink()
    refused(model, file, "give a model folder" if file == "manifest.json" else "copy the model again")


def test_a_path_that_is_no_folder_is_refused(model: Path) -> None:
    refused(model / "weights.bin", "manifest.json", "give a model folder")
    refused(model / "nowhere", "manifest.json", "give a model folder")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"3",
        b"{}",
        b'{"format": "1"}',
        b'{"format": 1}',
        b"\xff\xfe",
        b'{"format": null}',
    ],
    ids=repr,
)
def test_a_damaged_manifest_is_named_with_a_remedy(model: Path, content: bytes) -> None:
    (model / "manifest.json").write_bytes(content)
    refused(model, "manifest.json", "install propdetect or copy the model again")


@pytest.mark.parametrize("length", [0, 1, 100])
def test_arrays_that_were_cut_short_are_told_by_their_size(model: Path, length: int) -> None:
    path = model / "weights.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    message = refused(model, "weights.bin", "copy the model again")
    assert f"{length} bytes" in message
    assert str(len(whole)) in message


def test_arrays_with_something_appended_are_refused(model: Path) -> None:
    with (model / "weights.bin").open("ab") as file:
        file.write(b"\0")
    refused(model, "weights.bin", "copy the model again")


def test_one_changed_bit_anywhere_is_told_by_the_hash(model: Path) -> None:
    path = model / "weights.bin"
    whole = path.read_bytes()
    for at in (0, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "SHA-256" in refused(model, "weights.bin", "copy the model again")


def test_arrays_of_another_model_are_told_by_the_hash(model: Path, tmp_path: Path) -> None:
    save(tmp_path / "other", {**ARRAYS, "numbers": ARRAYS["numbers"][::-1]}, FACTS)
    shutil.copy(tmp_path / "other" / "weights.bin", model)
    assert "mixed up" in refused(model, "weights.bin", "copy the model again")


def test_a_newer_format_asks_for_an_upgrade(model: Path) -> None:
    change(model, format=weights.FORMAT + 1)
    message = refused(model, "manifest.json", "pip install --upgrade propdetect")
    assert f"format {weights.FORMAT + 1}" in message


@pytest.mark.parametrize(
    "arrays",
    [
        None,
        [],
        ["rows"],
        {"rows": None},
        {"rows": {}},
        {"rows": {"dtype": "<f2", "shape": [3, 4]}},
        {"rows": {"dtype": "<f2", "shape": [3, 4000], "offset": 0}},
        {"rows": {"dtype": "<f2", "shape": [3, -4], "offset": 0}},
        {"rows": {"dtype": "<f2", "shape": 3, "offset": 0}},
        {"rows": {"dtype": "<f2", "shape": ["3"], "offset": 0}},
        {"rows": {"dtype": "<f2", "shape": [3, 4], "offset": -64}},
        {"rows": {"dtype": "<f2", "shape": [3, 4], "offset": 10**9}},
        {"rows": {"dtype": "<f2", "shape": [3, 4], "offset": 10**30}},
        {"rows": {"dtype": "<f2", "shape": [10**30], "offset": 0}},
        {"rows": {"dtype": "<f2", "shape": [3, 4], "offset": 1.5}},
        {"rows": {"dtype": "<q9", "shape": [3, 4], "offset": 0}},
        {"rows": {"dtype": 7, "shape": [3, 4], "offset": 0}},
        {"rows": {"dtype": "|O", "shape": [1], "offset": 0}},
        {"rows": {"dtype": [["a", "|O"]], "shape": [1], "offset": 0}},
    ],
    ids=str,
)
def test_a_damaged_list_of_arrays_is_refused(model: Path, arrays: object) -> None:
    change(model, arrays=arrays)
    refused(model, "manifest.json", "copy the model again")


def test_nothing_is_ever_unpickled(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("a model was unpickled")

    for module, name in (
        (pickle, "load"),
        (pickle, "loads"),
        (pickle, "Unpickler"),
        (np, "load"),
        (np, "fromfile"),
    ):
        monkeypatch.setattr(module, name, never)
    assert load(model).arrays
    assert propdetect.load().score("The ferry left.").sentences


# What the package's own processes say to each other, as joblib does it too; it is never read from a file.
BETWEEN_PROCESSES = {"cli/jobs.py", "engines/isolated.py", "received.py", "worker.py"}


def test_nothing_imports_a_way_to_unpickle_but_what_passes_between_processes() -> None:
    forbidden = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle"}
    package = Path(propdetect.__file__).parent
    for path in package.rglob("*.py"):
        source = path.read_text("utf-8")
        assert not re.search(r"allow_pickle|\bnp\.load\b|numpy\.load\b|joblib\.load\b", source), path
        if path.relative_to(package).as_posix() in BETWEEN_PROCESSES:
            assert not re.search(r"\bopen\(|\.open\(|read_bytes", source), path
            continue
        for node in ast.walk(ast.parse(source)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & forbidden, path
