"""Fold a text to one plain form, byte by character, with a map back to the text as given.

Every character becomes one byte: ASCII stays; look-alike, full-width, accented and styled letters become the
ASCII letter they stand for; quotation marks of all shapes become `"` or `'`; invisible characters (soft
hyphens, zero-width joiners, direction marks) vanish; letters of other scripts become one of 128 bytes above
127, enough to tell words apart. A text of plain ASCII needs no map at all, which is the fast path.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Bytes that no folded text holds, used as markers while folding.
_UNKNOWN, _EXPAND, _DELETE = 0, 1, 2
# Folded bytes with a meaning of their own.
EM_DASH, SYMBOL = 30, 127
# Zero bytes after the text, so that unaligned 8-byte loads near the end stay inside the buffer.
PADDING = 32

# Letters of other scripts drawn like a Latin letter (Unicode TR 39 calls them confusables); the lower case
# and the upper case of a letter differ in what they resemble, so both are listed.
_LOOKALIKES = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m",
    "о": "o", "р": "p", "ԛ": "q", "ѕ": "s", "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y", "ѐ": "e", "ё": "e",
    "ї": "i", "А": "A", "В": "B", "С": "C", "Е": "E", "Ё": "E", "Ѐ": "E", "Н": "H", "І": "I", "Ї": "I", "Ј": "J",
    "К": "K", "М": "M", "О": "O", "Р": "P", "Ԛ": "Q", "Ѕ": "S", "Т": "T", "Ѵ": "V", "Ԝ": "W", "Х": "X", "У": "Y",
    "Ү": "Y", "α": "a", "ο": "o", "ν": "v", "ρ": "p", "ι": "i", "κ": "k", "υ": "u", "τ": "t", "ϲ": "c", "ϳ": "j",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "Y", "Χ": "X", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ħ": "h", "ð": "d", "օ": "o", "ս": "u", "ո": "n", "Ꭺ": "A", "Ꭼ": "E", "Ꮪ": "S", "Ꭲ": "T",
}  # fmt: skip
_SPECIAL = {
    **_LOOKALIKES,
    **dict.fromkeys("«»„‟“”″〃‶❝❞〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛′‵ʼʻʹ`´‹›❛❜＇", "'"),
    **dict.fromkeys("‐‑‒–−﹣－", "-"),
    **dict.fromkeys("—―⸺⸻", chr(EM_DASH)),
    **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
    "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: bytes to look things up by, and the way back to the caller's offsets.

    cased : (length + PADDING,) uint8, folded bytes, letters in the case of the text
    lower : (length + PADDING,) uint8, the same in lower case
    length : number of folded bytes, padding left out
    offsets : (length,) int64, position in the text of each folded byte; None where it is the byte's own
    """

    cased: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint8]
    length: int
    offsets: npt.NDArray[np.int64] | None

    def to_text(
        self, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Map spans of folded bytes, each at least one byte long, to code point spans of the text as given."""
        if self.offsets is None:
            return starts, ends
        return self.offsets[starts], self.offsets[ends - 1] + 1


def _ascii_table() -> bytes:
    table = bytearray(range(128)) + bytearray([SYMBOL] * 128)
    for control in (*range(32), 127):
        table[control] = 32
    table[10] = table[11] = table[12] = 10
    table[ord("`")] = ord("'")
    return bytes(table)


_ASCII = _ascii_table()
_LOWER = bytes(b + 32 if 65 <= b <= 90 else b for b in range(256))
_ZEROS = bytes(PADDING)
_LAST = 0x110000
# Folded byte of each code point, filled in as characters are met: most of Unicode never is.
_table: npt.NDArray[np.uint8] = np.zeros(_LAST, np.uint8)
_table[:128] = np.frombuffer(_ASCII, np.uint8)[:128]
_expansions: dict[int, bytes] = {}


def fold_character(character: str) -> str:
    """Fold one character: a string of folded characters, `""` where it is invisible.

    Unicode TR 15 (compatibility decomposition) and TR 39 (confusables) are the sources.
    """
    special = _SPECIAL.get(character)
    if special is not None:
        return special
    if character < "\x80":
        return chr(_ASCII[ord(character)])
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    decomposed = [
        c for c in unicodedata.normalize("NFKD", character) if unicodedata.category(c) not in ("Mn", "Me")
    ]
    if decomposed and "".join(decomposed) != character:
        return "".join(fold_character(c) for c in decomposed)
    if category[0] == "L":
        return chr(ord(character) & 127 | 128)
    if category[0] == "N":
        digit = unicodedata.digit(character, None)
        return chr(SYMBOL) if digit is None else str(digit)
    if category == "Pd":
        return "-"
    return " " if category[0] == "Z" else chr(SYMBOL)


def _learn(codes: npt.NDArray[np.uint32]) -> None:
    """Enter code points that no text has held so far into the table."""
    for code in np.unique(codes).tolist():
        folded = fold_character(chr(code)).encode("latin-1")
        if len(folded) > 1:
            _expansions[code] = folded
        _table[code] = _DELETE if not folded else _EXPAND if len(folded) > 1 else folded[0]


def _expand(
    codes: npt.NDArray[np.uint32], folded: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Drop what is invisible and spell out what stands for several characters; return bytes and offsets."""
    counts = np.ones(len(folded), np.int64)
    counts[folded == _DELETE] = 0
    at = np.flatnonzero(folded == _EXPAND)
    spelled = [_expansions[code] for code in codes[at].tolist()]
    counts[at] = [len(s) for s in spelled]
    offsets = np.repeat(np.arange(len(folded)), counts)
    out = folded[offsets]
    if spelled:
        out[out == _EXPAND] = np.frombuffer(b"".join(spelled), np.uint8)
    return out, offsets


def fold(text: str) -> Folded:
    """Fold a text; time and memory grow linearly with its length. Lone surrogates and NUL are allowed."""
    offsets = None
    if text.isascii():
        raw = text.encode("ascii").translate(_ASCII)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
        folded = _table[codes]
        unknown = folded == _UNKNOWN
        if unknown.any():
            _learn(codes[unknown])
            folded = _table[codes]
        if (folded <= _DELETE).any():
            folded, offsets = _expand(codes, folded)
        raw = folded.tobytes()
    cased = np.frombuffer(raw + _ZEROS, np.uint8)
    lower = np.frombuffer(raw.translate(_LOWER) + _ZEROS, np.uint8)
    return Folded(cased, lower, len(raw), offsets)
