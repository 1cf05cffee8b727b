"""What tests of all rooms share: the model that ships, a browser, and the corpora where a machine has them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

import propdetect
from lists import ALLOWED, ROWS, allow, lexicon
from propdetect import batch

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A deadline would measure the machine; tests of speed compare two runs of their own instead.
hypothesis.settings.register_profile("propdetect", deadline=None)
hypothesis.settings.load_profile("propdetect")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what only the tests of the documentation ask for; this file is the one that pytest reads early enough."""
    parser.addoption("--update-docs", action="store_true", help="write what blocks print now into README and docs")


@pytest.fixture(scope="session")
def detector() -> propdetect.Detector:
    """The detector with the model that ships."""
    return propdetect.load()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the annotated corpora."""
    folder = os.environ.get("PROPDETECT_CORPORA")
    if not folder:
        pytest.skip("set PROPDETECT_CORPORA to the folder of the annotated corpora")
    return Path(folder)


@pytest.fixture(scope="session")
def lists_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the lists of `mine` are: mine.tsv and a.txt."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="session")
def mine(lists_folder: Path) -> propdetect.Detector:
    """A detector with additions, a removal, an override and allowed phrases."""
    lexicons = lexicon(lists_folder, *ROWS)
    return propdetect.load(lexicons=lexicons, allow=allow(lists_folder, *ALLOWED, name="a.txt"))


@pytest.fixture
def workers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start workers, where more than one job is asked for, for any input, and hand them little at a time."""
    monkeypatch.setattr(batch, "BREAK_EVEN", 0)
    monkeypatch.setattr(batch, "HANDED", 900)
    monkeypatch.setattr(batch, "AT_ONCE", 900)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, for the tests of pages."""
    missing = "no browser tests: pip install '.[browser]' and a chromium (apt-get install chromium)"
    playwright = pytest.importorskip("playwright.sync_api", reason=missing)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip(missing)
    with playwright.sync_playwright() as running:
        options = [
            # a container's root has no sandbox, and often little shared memory
            "--no-sandbox",
            "--disable-dev-shm-usage",
            # nobody looks: drawing as a graphics card would takes the time of the tests
            "--disable-gpu",
            "--disable-software-rasterizer",
        ]
        chromium = running.chromium.launch(executable_path=program, args=options)
        yield chromium
        chromium.close()
