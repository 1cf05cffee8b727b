"""Tags, comments and character references of HTML with their exact places, in time linear in the page.

A tokenizer of its own, since the standard library's tells where a tag begins but not where its attributes are, and
takes quadratic time for some damaged pages. It keeps the rules of the HTML standard (section 13.2.5) on what begins
and ends a tag, a comment or a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from propdetect.readers.offsets import Builder


def words(text: str) -> frozenset[str]:
    """Return the words of a text, for long lists of names."""
    return frozenset(text.split())


# Elements whose content is no markup, only text up to their end tag.
RAW = words("script style xmp iframe noembed noframes textarea title")
_FOREIGN = frozenset({"svg", "math"})
_HEAD = 256
_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'][^\s>]*)))?")
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,20};?|#[xX][0-9a-fA-F]{1,20};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_LINE_SPACE = str.maketrans("\t\n\r\f", "    ")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, or what else is markup (a comment, a declaration: `name` is then empty).

    begin, end : its span in the source
    name : in lower case
    closing : whether it is an end tag
    empty : whether it ends with its own tag, as `<svg/>` does, and in XHTML any element may
    """

    begin: int
    end: int
    name: str = ""
    closing: bool = False
    empty: bool = False


def tags(source: str) -> Iterator[Tag]:
    """Yield the markup of a page in order; between two tags (of RAW elements: raw) text.

    What never ends (a comment, a tag) goes on to the end of the page, as in a browser.
    """
    at = 0
    xml = source[:_HEAD].lstrip().startswith("<?xml")
    while (begin := source.find("<", at)) >= 0:
        tag = markup(source, begin, xml)
        if tag is None:
            at = begin + 1
            continue
        yield tag
        at = tag.end
        if tag.name in RAW and not tag.closing and not tag.empty:
            # the next tag is the one that ends it
            found = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(source, at)
            at = found.start() if found else len(source)


def markup(source: str, begin: int, xml: bool = False) -> Tag | None:
    """Return the markup that begins at a "<"; None where that is text.

    xml : whether any tag may end its own element (`<p/>`)
    """
    following = source[begin + 1 : begin + 2]
    if following in ("!", "?") and following:
        return Tag(begin, _comment_end(source, begin))
    if following != "/":
        return _tag(source, begin, begin + 1, xml)
    if source[begin + 2 : begin + 3].isalpha():
        return _tag(source, begin, begin + 2, xml)
    # "</" before anything but a name is a comment; at the end of the page it is text
    return Tag(begin, _after(source, ">", begin + 2)) if begin + 2 < len(source) else None


def _tag(source: str, begin: int, at: int, xml: bool) -> Tag | None:
    name = _NAME.match(source, at)
    if name is None:
        return None
    at = name.end()
    while match := _ATTRIBUTE.match(source, at):
        at = match.end()
    end = _after(source, ">", at)
    lower = name[0].lower()
    empty = (xml or lower in _FOREIGN) and source[end - 2 : end] == "/>"
    return Tag(begin, end, lower, source[begin + 1] == "/", empty)


def _comment_end(source: str, begin: int) -> int:
    if not source.startswith("<!--", begin):
        return _after(source, ">", begin + 1)
    if source.startswith((">", "->"), begin + 4):
        return _after(source, ">", begin + 4)
    found = _COMMENT_END.search(source, begin + 4)
    return found.end() if found else len(source)


def _after(source: str, mark: str, at: int) -> int:
    end = source.find(mark, at)
    return end + len(mark) if end >= 0 else len(source)


def attribute(source: str, tag: Tag, name: str) -> tuple[int, int] | None:
    """Return the span of an attribute's value in the source, without quotation marks; None where it has none."""
    found = _NAME.match(source, tag.begin + 1)
    at = found.end() if found else tag.end
    while (match := _ATTRIBUTE.match(source, at, tag.end)) is not None:
        if match[1].lower() == name:
            return next((match.span(group) for group in (2, 3, 4) if match[group] is not None), None)
        at = match.end()
    return None


def decode_into(built: Builder, begin: int, end: int, *, keep_lines: bool = False) -> None:
    """Append the text source[begin:end], its character references decoded.

    keep_lines : leave white space as it is (in `<pre>`); else a line end is a space, as in a browser
    """
    at = begin
    for match in _REFERENCE.finditer(built.source, begin, end):
        text = html.unescape(match[0])
        if text == match[0]:
            continue
        _copy(built, at, match.start(), keep_lines)
        # of "&ampere" only "&amp" is a reference
        tail = 0
        while tail < len(text) - 1 and text[-1 - tail] == match[0][-1 - tail] and not match[0].endswith(";"):
            tail += 1
        built.put(text[: len(text) - tail], match.start(), match.end() - tail)
        at = match.end() - tail
    _copy(built, at, end, keep_lines)


def _copy(built: Builder, begin: int, end: int, keep_lines: bool) -> None:
    text = built.source[begin:end]
    built.put(text if keep_lines else text.translate(_LINE_SPACE), begin, end)
