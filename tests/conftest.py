"""What tests of all rooms share: the model that ships, and the corpora where a machine has them."""

import os
from pathlib import Path

import hypothesis
import pytest

import propdetect
from lists import ALLOWED, ROWS, allow, lexicon

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
