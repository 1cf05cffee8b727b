"""The site is built without a warning, has every public name, and loads nothing from anywhere else."""

from __future__ import annotations

import functools
import html.parser
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pages import ROOT
from test_complete import DOCUMENTED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("mkdocs", reason="the extra docs is not installed")
pytestmark = pytest.mark.slow

# What makes a browser load something, by tag.
_LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Loads(html.parser.HTMLParser):
    """Gathers what a page loads, and the text that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _LOADS and given.get("rel") not in ("canonical", "next", "prev", "help"):
            self.found.append(given.get(_LOADS[tag]) or "")


def test_no_page_loads_anything_from_another_place(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        parser = Loads()
        parser.feed(page.read_text("utf-8"))
        assert parser.found
        assert not [url for url in parser.found if "//" in url and not url.startswith("data:")], page
    for style in site.rglob("*.css"):
        assert not re.search(r"""(url\(|@import)\s*['"]?(https?:)?//""", style.read_text("utf-8")), style


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_pages_and_search_work_in_a_browser_and_ask_no_other_host(browser: Browser, address: str) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    for page in ("index", "tutorial", "cli", "api", "schema", "models/en/card"):
        tab.goto(f"{address}/{page}.html")
        assert tab.locator("h1").first.is_visible()
    tab.goto(f"{address}/search.html?q=baseline+threshold")
    tab.locator("#mkdocs-search-results article").first.wait_for()
    tab.close()
    assert not said
    assert not [url for url in asked if not url.startswith(address)]


def test_the_reference_holds_every_public_name_and_member(site: Path) -> None:
    # the inventory of Sphinx: four lines of text, then what is compressed
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    names = {line.split(" ")[0] for line in zlib.decompress(packed).decode().splitlines()}
    wanted = set(DOCUMENTED) | {f"{key}.{name}" for key, found in DOCUMENTED.items() for name in found}
    assert wanted - names == set()


def test_the_reference_holds_every_command_and_property_of_the_schema(site: Path) -> None:
    commands = (site / "cli.html").read_text("utf-8")
    assert all(f"propdetect {name}" in commands for name in ("score", "explain", "evaluate", "lexicon check"))
    assert "--min-precision" in commands
    page = (site / "schema.html").read_text("utf-8")
    schema = json.loads((ROOT / "propdetect/schema.json").read_text("utf-8"))
    properties = {*schema["properties"], *schema["$defs"]["report"]["properties"], *schema["$defs"]}
    assert all(f"<code>{name}</code>" in page for name in properties)
    assert (site / "schema.json").read_bytes() == (ROOT / "propdetect/schema.json").read_bytes()
