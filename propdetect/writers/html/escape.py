"""Text of users on a page: no character of it can become markup, script, or steer what stands around it."""

from __future__ import annotations

import html
import json
from typing import Any

# What a browser must not act on. Controls become their pictures (U+2400 and on; U+FFFD for the upper ones and for
# lone surrogates, which no file in UTF-8 can hold); embeddings, overrides and isolates of direction, which can
# make words read as others, are named in brackets. Tab and line ends stay.
_SHOWN: dict[int, int | str] = {
    **{code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"},
    **dict.fromkeys([*range(0x7F, 0xA0), *range(0xD800, 0xE000)], 0xFFFD),
    **{code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    # the next line, as a line end
    0x85: "\n",
}
# Inside a script element only these could end it or start a comment; as JSON escapes they are the same letters.
_JSON = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def shown(text: str) -> str:
    """Return a text without characters that would steer a page; it may be longer than what was given."""
    return text.translate(_SHOWN)


def escaped(text: str) -> str:
    """Return a text for an element or for an attribute in double quotes."""
    return html.escape(shown(text))


def json_block(value: Any) -> str:
    """Return compact JSON that may stand in a script element; its strings have been through `shown`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_JSON)
