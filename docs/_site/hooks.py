"""What the site shows besides the pages of its folder: files that the project keeps elsewhere."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

from jsonschema2md import Parser
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
SCHEMA = "propdetect/schema.json"
# Files of the project that are pages, or belong to some: where they are in it, and on the site.
MOVED = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "README.md": "index.md",
    "propdetect/models/en/MODEL_CARD.md": "models/en/card.md",
    "propdetect/models/en/reliability.svg": "models/en/reliability.svg",
    "propdetect/models/en-open/MODEL_CARD.md": "models/en-open/card.md",
    "propdetect/models/en-open/reliability.svg": "models/en-open/reliability.svg",
    SCHEMA: "schema.json",
}
_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add those files."""
    for source, target in MOVED.items():
        if files.get_file_from_path(target) is None:
            files.append(File.generated(config, target, content=(ROOT / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links lead to where the files are on the site, and fill in the schema."""
    at = page.file.src_uri
    homes = {target: source for source, target in MOVED.items() if source != "README.md"}
    home = homes.get(at, f"docs/{at}")

    def moved(link: re.Match[str]) -> str:
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(home), link[1]))
        target = MOVED.get(wanted) or wanted.removeprefix("docs/")
        return posixpath.relpath(target, posixpath.dirname(at) or ".")

    return _LINK.sub(moved, markdown).replace("<!-- schema -->", _schema())


def _schema() -> str:
    """Return the JSON Schema as lists of properties."""
    schema = json.loads((ROOT / SCHEMA).read_text("utf-8"), object_hook=_shortened)
    lines = "".join(Parser(header_level=1).parse_schema(schema))
    lines = re.sub(r" \(\[Test\]\(.*?\)\)", "", lines)
    # its lists are indented by two spaces a level where Markdown here asks for four; "$" is no part of an anchor
    return re.sub(r"^ +", lambda spaces: spaces[0] * 2, lines, flags=re.MULTILINE).replace("%24defs", "defs")


def _shortened(value: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the schema with the 23 techniques named once instead of listed everywhere."""
    properties = value.get("properties", {})
    if "loaded_language" in properties:
        return {**value, "properties": {"*each technique*": properties["loaded_language"]}}
    return (
        {"type": "string", "description": "Id of a technique."}
        if "loaded_language" in value.get("enum", ())
        else value
    )
