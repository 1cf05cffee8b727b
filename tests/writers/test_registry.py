"""Formats by name, and those that other packages offer."""

import sys
from pathlib import Path

import pytest

from propdetect.writers import BUILT_IN, GROUP, Format, UnknownFormatError, WriteError, get, names


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, **formats: str) -> None:
    """Put a package with entry points on the path, as an installer does."""
    (folder / "toml_of_others.py").write_text(
        "from propdetect.writers import Format\n"
        "class Writer:\n"
        "    def __init__(self, write): self.write = write\n"
        "    def begin(self, run): self.write(f'model = \"{run.model.name}\"\\n')\n"
        "    def record(self, source, report): self.write(f'[\"{source.name}\"]\\n')\n"
        "    def error(self, path, error): self.write(f'# {error.error}\\n')\n"
        "    def end(self): self.write('# end\\n')\n"
        "FORMAT = Format('tables', stream=lambda write, look: Writer(write))\n"
        "NO_FORMAT = Writer\n"
        "NEITHER = Format('nothing')\n"
    )
    info = folder / "propdetect_toml-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: propdetect-toml\nVersion: 1.0\n")
    lines = "".join(f"{name} = {value}\n" for name, value in formats.items())
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{lines}")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "toml_of_others", raising=False)


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_name_is_a_format_with_a_summary_that_can_write(name: str) -> None:
    found = get(name)
    assert isinstance(found, Format)
    assert found.summary
    assert not found.summary.endswith(".")
    assert found.stream or found.folder


def test_other_packages_add_formats_by_an_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names() == tuple(BUILT_IN)
    install(tmp_path, monkeypatch, toml="toml_of_others:FORMAT", json="toml_of_others:FORMAT")
    assert names() == (*BUILT_IN, "toml")
    assert get("toml").summary == "tables"
    assert get("json").summary != "tables"


@pytest.mark.parametrize(("value", "what"), [
    ("toml_of_others:GONE", "cannot be loaded (AttributeError("),
    ("no_such_module:FORMAT", "cannot be loaded (ModuleNotFoundError("),
    ("toml_of_others:NO_FORMAT", "toml_of_others:NO_FORMAT is no propdetect.writers.Format; "),
])  # fmt: skip
def test_a_broken_package_is_one_line_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, what: str
) -> None:
    install(tmp_path, monkeypatch, toml=value)
    with pytest.raises(WriteError) as caught:
        get("toml")
    message = str(caught.value)
    assert message.startswith(f"format toml: {what}")
    assert message.endswith("; update or uninstall propdetect-toml, or choose another format")
    assert "\n" not in message


@pytest.mark.parametrize(("name", "hint"), [("sarf", "sarif"), ("JSONL", "jsonl"), ("CSV", "csv"), ("docx", "")])
def test_an_unknown_name_gets_a_suggestion_and_all_names(name: str, hint: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        get(name)
    suggestion = f'; did you mean "{hint}"?' if hint else ""
    assert str(caught.value) == f'unknown format "{name}"{suggestion} (formats: {", ".join(BUILT_IN)})'
