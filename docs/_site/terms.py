"""Shows the lists of terms in the project's docstrings (`name : what it is`) as lists."""

from __future__ import annotations

import re
from typing import Any

import griffe

# the titles of numpydoc, which Markdown would take for headings of the page
_TITLE = re.compile(r"^(\w+)\n-{3,}$", re.MULTILINE)
_TERM = re.compile(r"(?P<names>\w+(?:, \w+)*) : (?P<rest>.*)")


class Terms(griffe.Extension):
    """Rewrites each docstring before it is rendered as Markdown."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of an object that was read."""
        if obj.docstring:
            obj.docstring.value = listed(obj.docstring.value)


def listed(docstring: str) -> str:
    """Return a docstring with its terms as items of Markdown lists, and titles of sections in bold."""
    docstring = _TITLE.sub(r"**\1**\n", docstring)
    lines: list[str] = []
    inside = False
    for line in docstring.splitlines():
        if term := _TERM.match(line):
            names = ", ".join(f"`{name}`" for name in term["names"].split(", "))
            lines += ([] if inside else [""]) + [f"- {names}: {term['rest']}"]
            inside = True
        else:
            continued = inside and line.startswith(" ")
            lines += [""] if inside and not continued else []
            lines.append(f"    {line.strip()}" if continued else line)
            inside = continued
    return "\n".join(lines)
