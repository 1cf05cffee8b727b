"""The pages: one for a report, and an index of many; each is one file that asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from propdetect.report import ModelInfo
from propdetect.taxonomy import get
from propdetect.writers.html import charts
from propdetect.writers.html.article import article
from propdetect.writers.html.escape import escaped, json_block
from propdetect.writers.html.view import View

_ASSETS = Path(__file__).with_name("assets")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the index.

    name : what it is called
    href : of its page, relative to the index, with no character that needs escaping in a URL
    sentences, flagged : how many, and how many of them have a flag
    propaganda, bias : of the document, 0..1
    strongest : id of the decided technique with the highest probability, None where none was decided
    """

    name: str
    href: str
    sentences: int
    flagged: int
    propaganda: float
    bias: float
    strongest: str | None


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")


def _hashed(content: str) -> str:
    """Return the source expression that lets a policy admit exactly this style or script."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _filled(template: str, styles: Sequence[str], scripts: Sequence[str], parts: dict[str, str]) -> str:
    """Return a page with its style, its script and a policy that admits these two and nothing else."""
    style = "\n".join(map(_asset, styles))
    script = "\n".join(map(_asset, scripts))
    policy = (
        f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}; base-uri 'none'; "
        # no script can turn text into markup, not even by mistake
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    return Template(_asset(template)).substitute(parts, policy=policy, style=style, script=script)


def _made(model: ModelInfo, version: str) -> str:
    return (
        f"Made by propdetect {escaped(version)} with the model {escaped(model.name)} {escaped(model.version)}"
        f" (SHA-256 {escaped(model.sha256)})."
    )


def page(view: View, *, name: str, version: str, back: str | None = None, notes: Sequence[str] = ()) -> str:
    """Return the page of a report.

    name : what the document is called
    version : of propdetect
    back : the index that the page belongs to, relative to it
    notes : what else the reader should know, a sentence each, such as settings that change what is found
    """
    report = view.report
    count = len(report.sentences)
    summary = (
        f"{charts.counted(count, 'sentence')}, {view.flagged:,} flagged. "
        f"Propaganda {report.propaganda:.2f}, bias {report.bias:.2f}."
    )
    return _filled(
        "report.html",
        ["common.css", "report.css"],
        ["common.js", "report.js"],
        {
            "version": escaped(version),
            "title": escaped(name),
            "back": f'<p class="screen"><a href="{back}">All documents</a></p>\n' if back else "",
            "summary": summary,
            "techniques": charts.techniques(view),
            "voices": charts.voices(view),
            "strip": charts.strip(view),
            "legend": charts.legend(view),
            "article": article(view),
            "made": " ".join([_made(report.model, version), *map(escaped, notes)]),
            "data": json_block(view.data()),
        },
    )


def entry(view: View, *, name: str, href: str) -> Entry:
    """Return what the index says of a report."""
    report = view.report
    strongest = view.found[0].id if view.found else None
    return Entry(name, href, len(report.sentences), view.flagged, report.propaganda, report.bias, strongest)


def index(entries: Sequence[Entry], errors: Sequence[tuple[str, str]], *, model: ModelInfo, version: str) -> str:
    """Return the index of many pages.

    errors : name of each input that could not be scored, and why
    """
    failed = ""
    if errors:
        items = "".join(f"<li><bdi>{escaped(name)}</bdi>: {escaped(message)}</li>" for name, message in errors)
        failed = f"<h2>Could not be scored</h2>\n<ul>{items}</ul>"
    return _filled(
        "index.html",
        ["common.css"],
        ["common.js"],
        {
            "version": escaped(version),
            "count": charts.counted(len(entries), "document"),
            "rows": "\n".join(map(_row, entries)),
            "errors": failed,
            "made": _made(model, version),
        },
    )


def _row(one: Entry) -> str:
    """Return the row of a document in the index."""
    share = one.flagged / one.sentences if one.sentences else 0.0
    figures = "".join(
        f'<td class="number{wide}" data-v="{value:.4f}">{text}</td>'
        for value, text, wide in (
            (one.sentences, f"{one.sentences:,}", " wide"),
            (one.flagged, f"{one.flagged:,}", ""),
            (share, f"{share:.0%}", " wide"),
            (one.propaganda, f"{one.propaganda:.2f}", ""),
            (one.bias, f"{one.bias:.2f}", ""),
        )
    )
    strongest = get(one.strongest).name if one.strongest else ""
    link = f'<a href="{escaped(one.href)}"><bdi>{escaped(one.name)}</bdi></a>'
    return f'<tr><th scope="row">{link}</th>{figures}<td class="wide">{strongest}</td></tr>'
