"""Writes inputs and reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from propdetect.readers import Document, Options, ReadError, documents

Read = Callable[..., list[Document | ReadError]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a file of a name with some content; its path is cut to its name in what comes back."""

    def invoke(name: str, content: bytes | str, **options: object) -> list[Document | ReadError]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(documents([str(path)], Options(**options)))  # type: ignore[arg-type]

    return invoke


@pytest.fixture
def text(read: Read) -> Callable[..., str]:
    """Read a file of one text and return the text."""

    def invoke(name: str, content: bytes | str, **options: object) -> str:
        (document,) = read(name, content, **options)
        assert isinstance(document, Document), document
        return document.text

    return invoke
