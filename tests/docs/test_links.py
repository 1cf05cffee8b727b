"""Links of README and docs lead somewhere in the project's folder too, as a code host shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pages import PAGES, ROOT, name

ALL = [*PAGES, ROOT / "CHANGELOG.md"]
LINK = re.compile(r"(?<!`)\]\((?!https?:)([^)\s]+)\)")
FENCED = re.compile(r"^(\s*)(`{3,}).*?^\1\2$", re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors that headings of a page get."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ALL, ids=name)
def test_each_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    for link in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        target, _, anchor = link.partition("#")
        found = page.parent / target if target else page
        assert found.exists(), link
        assert not anchor or anchor in anchors(found), link


def test_each_page_is_in_the_order_of_the_site() -> None:
    order = (ROOT / "mkdocs.yml").read_text("utf-8")
    for page in PAGES:
        if page.is_relative_to(ROOT / "docs"):
            assert re.search(rf"[:-] {page.relative_to(ROOT / 'docs').as_posix()}$", order, re.MULTILINE), page
