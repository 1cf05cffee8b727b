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

from propdetect.text.rare import where_rare

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
# Signs other than the hyphen itself that are read as one.
HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_SPECIAL = {
    **_LOOKALIKES,
    **dict.fromkeys("«»„‟“”″〃‶❝❞〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛′‵ʼʻʹ`´‹›❛❜＇", "'"),
    **dict.fromkeys(HYPHENS, "-"),
    **dict.fromkeys("—―⸺⸻", chr(EM_DASH)),
    **dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n"),
    "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shifts:
    """Where a folded text and the text as given part: at characters that vanish or become several.

    at : (k + 1,) int64, position of each such character in the text; the last one stands for the text's end
    ends : (k,) int64, folded byte after what each became
    by : (k + 1,) int64, folded bytes less characters, before each
    """

    at: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    by: npt.NDArray[np.int64]

    def to_text(self, folded: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the position in the text of folded bytes."""
        number = self.ends.searchsorted(folded, "right")
        positions: npt.NDArray[np.int64] = np.minimum(folded - self.by.take(number), self.at.take(number))
        return positions

    def to_folded(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return where in the folded text characters begin, or those after them where they vanish."""
        return positions + self.by.take(self.at[:-1].searchsorted(positions))

    def part(self, begin: int, end: int) -> Shifts | None:
        """Return the shifts of a part of the text, between two positions in it; None where there is none."""
        low, high = self.at[:-1].searchsorted((begin, end)).tolist()
        if low == high:
            return None
        by = self.by[low : high + 1] - self.by[low]
        return Shifts(np.append(self.at[low:high] - begin, _END), self.ends[low:high] - begin - self.by[low], by)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: bytes to look things up by, and the way back to the caller's offsets.

    cased : (length + PADDING,) uint8, folded bytes, letters in the case of the text
    lower : (length + PADDING,) uint8, the same in lower case
    length : number of folded bytes, padding left out
    shifts : where positions in the text are not those of the folded bytes; None where they are all alike
    """

    cased: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint8]
    length: int
    shifts: Shifts | None

    @property
    def offsets(self) -> npt.NDArray[np.int64] | None:
        """(length,) int64, position in the text of each folded byte; None where it is the byte's own."""
        return None if self.shifts is None else self.shifts.to_text(np.arange(self.length))

    def to_text(
        self, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Map spans of folded bytes, each at least one byte long, to code point spans of the text as given."""
        if self.shifts is None:
            return starts, ends
        return self.shifts.to_text(starts), self.shifts.to_text(ends - 1) + 1

    def part(self, begin: int, end: int) -> tuple[Folded, int]:
        """Take a part of the text out, between two positions in it, and tell at which folded byte it begins.

        The bytes are views of these, so that what stands after them is the text that follows, not padding.
        """
        low, high, shifts = begin, end, None
        if self.shifts is not None:
            low, high = self.shifts.to_folded(np.array((begin, end))).tolist()
            shifts = self.shifts.part(begin, end)
        bytes_ = slice(low, high + PADDING)
        return Folded(self.cased[bytes_], self.lower[bytes_], high - low, shifts), low


def _ascii_table() -> bytes:
    table = bytearray(range(128)) + bytearray([SYMBOL] * 128)
    for control in (*range(32), 127):
        table[control] = 32
    table[10] = table[11] = table[12] = 10
    table[ord("`")] = ord("'")
    return bytes(table)


_ASCII = _ascii_table()
# From "A" on so many are letters, and so far from the small ones.
_A, _LETTERS, _TO_LOWER = np.uint8(65), np.uint8(26), np.uint8(32)
_ZEROS = bytes(PADDING)
_HIGHEST_ASCII = 127
_SAME, _DELETED, _EXPANDED = bytes(range(256)), bytes([_DELETE]), bytes([_EXPAND])
_END = np.array([np.iinfo(np.int64).max])
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


def _expand(raw: bytes, codes: npt.NDArray[np.uint32], at: npt.NDArray[np.int64]) -> tuple[bytes, Shifts]:
    """Drop what is invisible and spell out what stands for several characters.

    raw : folded bytes, one a character, with markers
    codes, at : (k,) code points of the characters behind the markers, and their positions
    """
    spelled = [_expansions.get(code, b"") for code in codes.tolist()]
    gained = np.fromiter(map(len, spelled), np.int64, len(spelled)) - 1
    by = np.zeros(len(at) + 1, np.int64)
    np.cumsum(gained, out=by[1:])
    some = [*filter(None, spelled), b""]
    if len(some) <= len(spelled):
        raw = raw.translate(_SAME, _DELETED)
    if len(some) > 1:
        raw = b"".join(part for both in zip(raw.split(_EXPANDED), some, strict=True) for part in both)
    return raw, Shifts(np.append(at, _END), at + by[1:] + 1, by)


def _fold_wide(text: str) -> tuple[bytes, Shifts | None]:
    """Fold a text that is not plain ASCII: as if it were, and then the characters that are not, by the table."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    out = bytearray(codes.astype(np.uint8)).translate(_ASCII)
    at = where_rare(codes > _HIGHEST_ASCII)
    codes = codes.take(at)
    folded = _table.take(codes)
    unknown = folded == _UNKNOWN
    if unknown.any():
        _learn(codes[unknown])
        folded = _table.take(codes)
    np.frombuffer(out, np.uint8)[at] = folded
    marked = (folded <= _DELETE).nonzero()[0]
    if len(marked):
        return _expand(bytes(out), codes.take(marked), at.take(marked))
    return bytes(out), None


def fold(text: str) -> Folded:
    """Fold a text; time and memory grow linearly with its length. Lone surrogates and NUL are allowed."""
    raw, shifts = (text.encode("ascii").translate(_ASCII), None) if text.isascii() else _fold_wide(text)
    cased = np.frombuffer(raw + _ZEROS, np.uint8)
    lower = cased - _A
    np.less(lower, _LETTERS, out=lower)
    lower *= _TO_LOWER
    lower += cased
    return Folded(cased, lower, len(raw), shifts)
