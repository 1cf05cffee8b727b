"""What tests of all rooms share: the model that ships, and the corpora where a machine has them."""

import os
from pathlib import Path

import hypothesis
import pytest

import propdetect

# A deadline would measure the machine; tests of speed compare two runs of their own instead.
hypothesis.settings.register_profile("propdetect", deadline=None)
hypothesis.settings.load_profile("propdetect")


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
