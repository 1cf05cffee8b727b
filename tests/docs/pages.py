r"""The pages of the documentation, taken apart into the blocks that a reader would copy, run and compare.

Sybil's lexers find fences and comments, in lists and quotations too; what a block is for is told by its place:

- ```` ```sh ```` and ```` ```python ```` blocks are run, those of a page in order, in one folder and one namespace.
- A ```` ```text ````, ```` ```json ```` or ```` ```html ```` block right after one of these is what it prints to
  standard output, to the last character; `...` stands for anything. After Python, no such block says that nothing
  is printed; after commands, that the page does not care.
- A block with a title, as in ```` ```toml title="propdetect.toml" ````, is a file: one of the project, which must
  hold just this, or else one that a reader is asked to make, and which is made.
- A comment right before a block says what is special about it: `<!-- skip: why -->` (it is never run),
  `<!-- needs: module -->` (it is run where this can be imported; `java` is one that Spark runs on),
  `<!-- slow: why -->` (it is run with the slow tests), `<!-- exit: 1 -->` (the highest exit code of propdetect in
  it; without, 0).
- `<!-- invisible-code-block: python ... -->` is run like any other Python. The Markdown that it prints must stand
  below it, up to `<!-- end -->`; it may also just check what a page says in prose, of which `page` holds the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from sybil import Document, Region
from sybil.parsers.markdown.lexers import DirectiveInHTMLCommentLexer, RawFencedCodeBlockLexer

ROOT = Path(__file__).parents[2]
RUN, OUTPUT = ("sh", "python"), ("text", "json", "html")
DIRECTIVES = ("skip", "needs", "slow", "exit")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])

_INFO = re.compile(r"(?P<language>[\w-]*)(?P<options>[^\n]*)\n")
_TITLE = re.compile(r'title="([^"]+)"')
_END = "<!-- end -->"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows, and where: `page[start:end]` holds it, each line behind `indent`."""

    text: str
    start: int
    end: int
    indent: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is run or made into a file.

    kind : "sh", "python", "invisible" or "file";  title : path of a file;  notes : its comments, by directive
    output : what the page says that it prints or, of a file, holds; None where it says nothing
    """

    kind: str
    line: int
    source: str
    title: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    output: Shown | None = None


def name(path: Path) -> str:
    """Return how a page is called in messages: its path in the project."""
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page in its order."""
    document = Document(text, "page")
    fences = sorted(RawFencedCodeBlockLexer(_INFO)(document), key=lambda region: region.start)
    notes = [note for directive in DIRECTIVES for note in DirectiveInHTMLCommentLexer(directive)(document)]
    hidden = list(DirectiveInHTMLCommentLexer("invisible-code-block", "python")(document))
    found = {region.start: _fenced(text, region, index, fences, notes) for index, region in enumerate(fences)}
    found |= {region.start: _invisible(text, region) for region in hidden}
    return [block for _, block in sorted(found.items()) if block is not None]


def _fenced(text: str, region: Region, index: int, fences: list[Region], notes: list[Region]) -> Block | None:
    """Return the block of a fence; None for one that only shows something, or is the output of another."""
    title = _TITLE.search(region.lexemes["options"])
    kind = "file" if title else region.lexemes["language"]
    if kind not in (*RUN, "file"):
        return None
    content = _content(text, region)
    after = fences[index + 1] if index + 1 < len(fences) else None
    output = content if kind == "file" else None
    if kind in RUN and after is not None and _is_output(text[region.end : after.start], after):
        output = _content(text, after)
    above = _notes(text, region, notes)
    return Block(kind, _line(text, region.start), content.text, title[1] if title else "", above, output)


def _is_output(between: str, region: Region) -> bool:
    printed = region.lexemes["language"] in OUTPUT and not _TITLE.search(region.lexemes["options"])
    return printed and not between.strip()


def _content(text: str, region: Region) -> Shown:
    """Return what stands between the lines of a fence, and where; Sybil would take all common indentation off."""
    opening = text.rfind("\n", 0, region.start) + 1
    indent = re.match(r"[ \t]*", text[opening:])[0]  # type: ignore[index]
    start = text.index("\n", region.start) + 1
    end = text.rindex("\n", start - 1, region.end) + 1
    lines = text[start:end].splitlines(keepends=True)
    return Shown("".join(line.removeprefix(indent) for line in lines), start, end, indent)


def _notes(text: str, region: Region, notes: list[Region]) -> dict[str, str]:
    """Return the comments that stand between a block and what comes before it."""
    above = {}
    start = region.start
    for note in sorted(notes, key=lambda note: -note.start):
        if note.end <= start and not text[_closed(text, note) : start].strip():
            above[note.lexemes["directive"]] = note.lexemes["arguments"].strip()
            start = note.start
    return above


def _invisible(text: str, region: Region) -> Block:
    start = _closed(text, region)
    end = text.find("<!--", start)
    output = None
    if text.startswith(_END, end):
        # blank lines keep Markdown apart from comments, and are none of it
        start += len(text[start:end]) - len(text[start:end].lstrip("\n"))
        end = start + len(text[start:end].rstrip("\n")) + 1
        output = Shown(text[start:end], start, end)
    return Block("invisible", _line(text, region.start), str(region.lexemes["source"]), output=output)


def _closed(text: str, comment: Region) -> int:
    """Return where a comment ends; to Sybil, its last characters are not part of it."""
    return text.index("-->", comment.end) + len("-->")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
