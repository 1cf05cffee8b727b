"""What tests of evaluation share: a detector whose findings are known, and files in the tasks' formats."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

import propdetect
from phrase_detector import PhraseDetector

Files = Callable[..., Path]


@pytest.fixture
def phrases() -> propdetect.Detector:
    """A detector that finds the phrases of phrase_detector.py."""
    return cast(propdetect.Detector, PhraseDetector())


@pytest.fixture
def write(tmp_path: Path) -> Files:
    """Write a file below a folder of the test's own: a str as it is, other values as JSON Lines."""

    def make(name: str, *content: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in content)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return make
