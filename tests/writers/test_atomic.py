"""Files and folders that are there as a whole or not at all."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from propdetect.writers.atomic import MANIFEST, FileTarget, FolderTarget
from propdetect.writers.interface import WriteError


class StopError(Exception):
    """What ends a block early."""


def fill(path: Path, **files: str) -> None:
    with FolderTarget(str(path)) as folder:
        for name, text in files.items():
            (folder / name).write_text(text)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != MANIFEST}


def test_a_file_has_its_name_only_when_all_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "report"
    with FileTarget(str(path)) as file:
        file.write("one ")
        file.write("two")
        assert not path.exists()
    assert path.read_text() == "one two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("before", [None, "old"])
def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "report"
    if before is not None:
        path.write_text(before)
    with pytest.raises(StopError), FileTarget(str(path)) as file:
        file.write("new")
        raise StopError
    assert [one.read_text() for one in tmp_path.iterdir()] == ([] if before is None else [before])


@pytest.mark.parametrize("step", ["fsync", "write"])
def test_a_disk_that_is_full_leaves_the_old_file_and_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "report"
    path.write_text("old")
    message = r"report: cannot be written \(No space left on device\); "
    with pytest.raises(WriteError, match=message), FileTarget(str(path)) as file:
        if step == "fsync":
            monkeypatch.setattr(os, "fsync", full)
        else:
            monkeypatch.setattr(file, "_file", Full(file._file))
        file.write("new")
    assert [one.read_text() for one in tmp_path.iterdir()] == ["old"]


class Full:
    """A file on a full disk."""

    def __init__(self, file: object) -> None:
        self.file = file

    def write(self, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    def close(self) -> None:
        self.file.close()  # type: ignore[attr-defined]


def test_a_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "report", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    with FileTarget(str(link)) as file:
        file.write("new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with FileTarget(str(fifo)) as file:
        file.write("\u00e9 \ud800")
        assert os.read(reader, 100) == b"\xc3\xa9 \\ud800"
    os.close(reader)
    assert fifo.is_fifo()


def test_a_file_that_cannot_be_made_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "report"
    with (
        pytest.raises(WriteError, match=r"its folder does not exist; make it \(mkdir -p\)"),
        FileTarget(str(missing)),
    ):
        pass
    missing.parent.mkdir(parents=True)
    with FileTarget(str(missing)):
        pass
    with pytest.raises(WriteError, match=rf"^{tmp_path}: is a folder; name a file, for example {tmp_path}/report$"):
        FileTarget(str(tmp_path)).__enter__()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file")
def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(WriteError, match="Permission denied"), FileTarget(str(path)):
        pass
    assert path.read_text() == "old"


def test_a_folder_has_its_name_only_when_all_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "results"
    with FolderTarget(str(path)) as folder:
        (folder / "a.txt").write_text("a")
        assert not path.exists()
    assert contents(path) == {"a.txt": "a"}
    assert list(tmp_path.iterdir()) == [path]


def empty(path: Path) -> None:
    path.mkdir()


def earlier(path: Path) -> None:
    fill(path, a="old", b="old")


@pytest.mark.parametrize("before", [empty, earlier])
def test_an_empty_folder_and_that_of_an_earlier_run_are_replaced(
    tmp_path: Path, before: Callable[[Path], None]
) -> None:
    path = tmp_path / "results"
    before(path)
    fill(path, a="new")
    assert contents(path) == {"a": "new"}
    assert list(tmp_path.iterdir()) == [path]


def test_a_block_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    path = tmp_path / "results"
    earlier(path)
    with pytest.raises(StopError), FolderTarget(str(path)) as folder:
        (folder / "a").write_text("new")
        raise StopError
    assert contents(path) == {"a": "old", "b": "old"}
    assert list(tmp_path.iterdir()) == [path]


def test_a_rename_that_fails_puts_the_old_folder_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "results"
    earlier(path)
    rename = Path.rename

    def once(self: Path, target: Path) -> Path:
        if self.name.endswith(".tmp"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(WriteError, match=r"results: cannot be written \(Input/output error\); "):
        fill(path, a="new")
    assert contents(path) == {"a": "old", "b": "old"}
    assert list(tmp_path.iterdir()) == [path]


def other_file(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("mine")


def one_more(path: Path) -> None:
    earlier(path)
    (path / "mine.txt").write_text("mine")


def corrected(path: Path) -> None:
    earlier(path)
    (path / "b").write_text("corrected by hand")


def linked(path: Path) -> None:
    earlier(path)
    (path / "link").symlink_to("a")


def bad_list(path: Path) -> None:
    earlier(path)
    (path / MANIFEST).write_text("[]")


@pytest.mark.parametrize(
    ("before", "name"),
    [(other_file, "mine.txt"), (one_more, "mine.txt"), (corrected, "b"), (linked, "link"), (bad_list, MANIFEST)],
)
def test_a_folder_that_holds_other_things_is_refused_at_once_and_the_remedy_works(
    tmp_path: Path, before: Callable[[Path], None], name: str
) -> None:
    path = tmp_path / "results"
    before(path)
    held = contents(path)
    with pytest.raises(WriteError) as caught:
        FolderTarget(str(path)).__enter__()
    assert str(caught.value) == (
        f"{path}: holds {name}, which an earlier run did not write or which has changed since; name a new folder, "
        "or move this one away"
    )
    assert contents(path) == held
    path.rename(tmp_path / "away")
    fill(path, a="new")


def test_a_folder_that_gained_something_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results"
    with pytest.raises(WriteError, match=r"holds mine\.txt"), FolderTarget(str(path)):
        other_file(path)
    assert contents(path) == {"mine.txt": "mine"}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_or_the_current_folder_is_no_place_for_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "report").touch()
    with pytest.raises(WriteError, match="is a file, and this format fills a folder; give another name"):
        FolderTarget(str(tmp_path / "report")).__enter__()
    with pytest.raises(WriteError, match="its folder does not exist"):
        FolderTarget(str(tmp_path / "no" / "results")).__enter__()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WriteError, match="is the folder you are in; name a new one"):
        FolderTarget(".").__enter__()
