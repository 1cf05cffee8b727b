"""The tokens of a text as plain lists, for whoever reads phrases off them."""

from __future__ import annotations

from propdetect.hashing import Hashes
from propdetect.text.speech_words import HONORIFIC

# Tokens after a verb among which what it takes must stand.
NEAR, FAR = 8, 16
_POSSESSIVE = ("'s", "’s", "' ", "’ ", "'S", "’S")


class Reading:
    """The tokens of a text as plain lists, and what may be asked of them.

    begins, ends : code point spans; bits : what each word may be; capital : whether it begins with a capital
    quoted : number of the outermost passage that holds the token, -1 for none
    sentence : number of the sentence; first : first token of each sentence, and the number of tokens
    tight : whether one blank or hyphen parts the token from the one before; hashes : (n,) uint64, of each word
    verbs : for the tokens that may report, the number of the verb
    """

    __slots__ = (
        "begins",
        "bits",
        "capital",
        "ends",
        "first",
        "hashes",
        "quoted",
        "sentence",
        "text",
        "tight",
        "verbs",
    )

    def __init__(
        self,
        text: str,
        spans: tuple[list[int], list[int]],
        words: tuple[list[int], list[bool], list[bool], Hashes],
        verbs: dict[int, int],
        quoted: list[int],
        sentences: tuple[list[int], list[int]],
    ) -> None:
        self.text, self.verbs, self.quoted = text, verbs, quoted
        self.begins, self.ends = spans
        self.bits, self.capital, self.tight, self.hashes = words
        self.sentence, self.first = sentences

    def word(self, at: int) -> str:
        """Return a token in lower case."""
        return self.text[self.begins[at] : self.ends[at]].lower()

    def bounds(self, at: int) -> tuple[int, int]:
        """Return the first token of the sentence of a token, and the one after its last."""
        sentence = self.sentence[at]
        return self.first[sentence], self.first[sentence + 1]

    def gap(self, at: int) -> str:
        """Return what stands between the token before and this one."""
        return self.text[self.ends[at - 1] : self.begins[at]] if at else self.text[: self.begins[0]]

    def span(self, first: int, last: int) -> str:
        """Return the text of the tokens first..last, last included."""
        return self.text[self.begins[first] : self.ends[last]]

    def possessive(self, at: int) -> bool:
        """Whether a possessive ending follows the token."""
        tail = self.text[self.ends[at] : self.ends[at] + 2]
        if tail in ("' ", "’ ") and self.capital[at] and at + 1 < len(self.capital) and self.capital[at + 1]:
            return False  # "Dockers' League" is one name
        return tail in _POSSESSIVE or (tail[:1] in ("'", "’") and tail[:1] != tail)

    def joined(self, at: int) -> bool:
        """Whether a token goes on the phrase of the one before: blanks, hyphens, an ending, or a title's dot."""
        if self.tight[at]:
            return True
        gap = self.gap(at) if at else ""
        if not gap:
            return False
        if gap.isspace():
            return len(gap) < 4 and gap.count("\n") < 2
        if gap[:1] in ("'", "’"):
            return gap.strip("'’sS ") == ""
        if gap[0] == ".":  # Mr. Young, A. Venn, U.S.-trained
            short = self.ends[at - 1] - self.begins[at - 1] == 1 or self.bits[at - 1] & HONORIFIC
            return bool(short) and gap.strip(". -") == ""
        return gap in (" & ", "–")
