"""A model folder is written whole or not at all, and nothing else is ever overwritten."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from propdetect.learn import folder as folders
from propdetect.learn.groups import TrainingError
from propdetect.model.weights import load

ARRAYS = {"a": np.arange(3, dtype=np.float32)}


def write(folder: Path, name: str = "one") -> str:
    return folders.write(folder, ARRAYS, {"name": name}, lambda sha256, size: {"punkt.json": b"{}\n"})


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_model_is_written_with_its_files_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    digest = write(tmp_path / "models" / "mine")
    assert listing(tmp_path / "models") == ["mine"]
    assert listing(tmp_path / "models" / "mine") == ["manifest.json", "punkt.json", "weights.bin"]
    assert load(tmp_path / "models" / "mine").manifest["sha256"] == digest


def test_a_new_folder_may_be_read_by_whom_the_umask_lets(tmp_path: Path) -> None:
    write(tmp_path / "mine")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "mine").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_model_and_an_empty_folder_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "empty")
    write(tmp_path / "empty", "two")
    assert load(tmp_path / "empty").manifest["name"] == "two"
    assert listing(tmp_path) == ["empty"]


def test_a_link_to_a_model_stays_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert load(tmp_path / "real").manifest["name"] == "two"


def test_a_folder_that_holds_anything_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(
        TrainingError, match=r"not a model folder \(holds notes.txt\); give the name of a new folder"
    ):
        write(tmp_path)
    assert listing(tmp_path) == ["notes.txt"]


def test_a_model_with_a_file_of_somebody_beside_it_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "mine")
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(TrainingError, match=r"holds notes.txt"):
        write(tmp_path / "mine", "two")
    assert load(tmp_path / "mine").manifest["name"] == "one"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(TrainingError, match=r"file: a file, not a folder; give the name of a new folder"):
        write(tmp_path / "file")


def test_a_run_that_fails_leaves_the_old_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "mine")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "save", full)
    with pytest.raises(TrainingError, match=r"mine: cannot be written \(No space left on device\)"):
        write(tmp_path / "mine", "two")
    assert listing(tmp_path) == ["mine"]
    assert load(tmp_path / "mine").manifest["name"] == "one"


def test_where_the_new_folder_cannot_take_the_name_the_old_one_gets_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "mine")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(TrainingError, match="Input/output error"):
        write(tmp_path / "mine", "two")
    assert listing(tmp_path) == ["mine"]
    assert load(tmp_path / "mine").manifest["name"] == "one"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_place_where_one_may_not_write_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(TrainingError, match=r"cannot be written \(Permission denied\)"):
        write(tmp_path / "mine")
    tmp_path.chmod(0o700)


def test_data_are_hashed_by_name_and_those_that_share_one_are_numbered(tmp_path: Path) -> None:
    for folder, text in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.jsonl").write_text(text)
    found = folders.hashes([tmp_path / "a" / "data.jsonl", str(tmp_path / "b" / "data.jsonl"), tmp_path / "a"])
    assert list(found) == ["data.jsonl", "data.jsonl (2)", "a"]
    assert found["data.jsonl"] == hashlib.sha256(b"one").hexdigest()
    assert found["data.jsonl (2)"] == hashlib.sha256(b"two").hexdigest()


def test_the_hash_of_a_folder_changes_with_a_name_and_with_what_a_file_holds(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("one")
    before = folders.hashes([tmp_path])
    (tmp_path / "x.txt").write_text("two")
    changed = folders.hashes([tmp_path])
    (tmp_path / "x.txt").rename(tmp_path / "y.txt")
    assert len({*before.values(), *changed.values(), *folders.hashes([tmp_path]).values()}) == 3
