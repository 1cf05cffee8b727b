"""The tab in which pages are tested; every page that it opens must be quiet and keep to itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def tab(browser: "Browser") -> "Page":
    """The tab that all tests share, as opening one takes longer than most tests."""
    return browser.new_page()


@pytest.fixture
def open_page(tab: "Page", tmp_path: Path) -> "Iterator[Callable[..., Page]]":
    """Open a page, given as markup or as the path of a file; fails if one says or asks for anything."""
    said: list[str] = []
    asked: list[str] = []
    listeners: dict[str, Callable[..., None]] = {
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
        "dialog": lambda dialog: said.append(f"dialog {dialog.message}"),
        "request": lambda request: asked.append(request.url),
    }

    def opened(
        content: str | Path,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        media: Literal["screen", "print"] = "screen",
    ) -> "Page":
        path = content
        if isinstance(content, str):
            path = tmp_path / "page.html"
            path.write_bytes(content.encode())
        tab.goto("about:blank")
        tab.set_viewport_size({"width": width, "height": height})
        tab.emulate_media(color_scheme=scheme, media=media)
        # away from where the last test left the pointer
        tab.mouse.move(0, 0)
        tab.goto(Path(path).as_uri())
        return tab

    for event, listener in listeners.items():
        tab.on(event, listener)  # type: ignore[call-overload]
    yield opened
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert said == []
    pages = [url for url in asked if url != "about:blank"]
    assert pages
    assert all(url.startswith(tmp_path.as_uri()) for url in pages)
