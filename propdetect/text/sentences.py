"""Split a folded text into sentences, with what NLTK's PunktTrainer learned and without NLTK.

Line breaks are judged in `lines`, periods in `punkt`; both for all candidates of a text at once, in arrays.
On purpose a split differs from NLTK's where that cuts inside a word ("Yahoo!'s") or a spaced ellipsis
(". . ."); where quotation marks hide the word after an abbreviation or an ellipsis, or are set off by blanks
(« Adieu »); at footnotes ("end.[4]"); and after a title, which never ends a sentence ("Mr. Young").
"""

from __future__ import annotations

import numpy as np

from propdetect.text.fold import PADDING, Folded
from propdetect.text.lines import Words, find_lines, wraps
from propdetect.text.punkt import Bools, Bytes, Ints, ParametersError, SentenceParameters, periods_end
from propdetect.text.rare import where_rare

__all__ = ["ParametersError", "SentenceParameters", "split"]

# Closing marks stripped off a word; a longer run is no punctuation of a sentence.
_MOST_CLOSERS = 8
# A word of at most this many marks is no word but belongs to those before it.
_LONGEST_MARKS = 3
# Footnotes in brackets after an end mark, and the most digits that one has.
_MOST_FOOTNOTES = 4
_FOOTNOTE = 4
# Periods judged at once, to keep the arrays of windows small.
_CHUNK = 1 << 15

_QUOTE = ord('"')
_END, _CLOSER, _SPACED_CLOSER = 1, 2, 4


def _byte_classes() -> Bytes:
    table = np.zeros(256, np.uint8)
    table[list(b".?!")] |= _END
    table[list(b"\"')]}*_")] |= _CLOSER
    table[list(b"\"')]}")] |= _SPACED_CLOSER
    return table


_CLASSES = _byte_classes()


def split(folded: Folded, parameters: SentenceParameters, documents: Ints | None = None) -> tuple[Ints, Ints]:
    """Find the sentences of a text, in time and memory that grow linearly with it.

    documents : (d,) int64, folded bytes at which documents begin, each but the first after a blank line, where the
        text is several; what stands in one does not touch the sentences of another
    Returns starts and ends, (n,) int64 each, spans in folded bytes: in order, not overlapping, none empty;
    each begins and ends with a byte that is not white space, and together they hold all such bytes.
    Closing quotation marks and brackets stay with the sentence they close.
    """
    words = _find_words(folded, documents)
    if not len(words.starts):
        return words.starts, words.ends
    cut = np.zeros(len(words.starts), np.bool_)
    cut[-1] = True
    following = None
    if len(words.newlines):
        lines = find_lines(words)
        cut[lines.stop[:-1][~wraps(words, lines)] - 1] = True
        if lines.head is not lines.begin:
            following = np.arange(1, len(cut) + 1)
            following[lines.stop[:-1] - 1] = np.minimum(lines.head, lines.stop - 1)[1:]
    _cut_at_end_marks(words, following, parameters, cut)
    last = cut.nonzero()[0]
    first = np.concatenate(([0], last[:-1] + 1))
    return words.starts.take(first) - PADDING, words.ends.take(last) - PADDING


def _find_words(folded: Folded, documents: Ints | None) -> Words:
    """Find the words between white space, in a copy of the text with white space around it."""
    text = np.empty(folded.length + 2 * PADDING, np.uint8)
    text[:PADDING] = text[PADDING + folded.length :] = 32
    text[PADDING : PADDING + folded.length] = folded.cased[: folded.length]
    newline = text == 10
    newlines = where_rare(newline)
    space = np.logical_or(newline, text == 32, out=newline)
    edges = (space[1:] != space[:-1]).nonzero()[0]
    edges += 1
    begins = None if documents is None else documents + PADDING
    return Words(text, edges[::2].copy(), edges[1::2].copy(), newlines, begins)


def _cut_at_end_marks(words: Words, following: Ints | None, parameters: SentenceParameters, cut: Bools) -> None:
    """Mark in `cut` the words after which a sentence ends by its punctuation."""
    text = words.text
    last = _CLASSES.take(text.take(words.ends - 1))
    word = ((last & (_END | _CLOSER) > 0) & ~cut).nonzero()[0]
    mark = _strip_closers(text, words.starts.take(word), words.ends.take(word) - 1)
    kept = _CLASSES.take(text.take(mark)) & _END > 0
    word, mark = word[kept], mark[kept]
    if not len(word):
        return
    after = word + 1 if following is None else following[word]
    ends = text[mark] != ord(".")
    dots = (~ends).nonzero()[0]
    for low in range(0, len(dots), _CHUNK):
        part = dots[low : low + _CHUNK]
        ends[part] = periods_end(text, mark[part], words.starts[after[part]], parameters)
    word = word[ends]
    following_marks = (
        (last[word + 1] > 0) & (words.ends[word + 1] - words.starts[word + 1] <= _LONGEST_MARKS)
    ).nonzero()[0]
    if len(following_marks):
        word = _keep_marks(words, word, following_marks)
    cut[word] = True


def _keep_marks(words: Words, word: Ints, among: Ints) -> Ints:
    """Keep marks set off by blanks with the sentence before them; `word` are the last words of sentences.

    No sentence ends before a lone end mark (". . ."), and closing marks are moved before the cut.
    """
    at = word[among] + 1
    start, end = words.starts[at], words.ends[at] - 1
    first, last = words.text[start], _CLASSES[words.text[end]]
    closing = ((_CLASSES[first] & _SPACED_CLOSER) > 0) & ((last & _CLOSER) > 0)
    lone = (closing & (first == _QUOTE) & (start == end)).nonzero()[0]
    if len(lone):
        closing[lone[_opens(words, at[lone])]] = False
    alone = ((_CLASSES[first] & _END) > 0) & ((last & (_END | _CLOSER)) > 0)
    alone &= first != words.text[start + 1]  # dots in a run may start a sentence ("... Nobody knew")
    kept = np.ones(len(word), np.bool_)
    kept[among[alone]] = False
    moved = word.copy()
    moved[among[closing]] += 1
    return moved[kept]


def _opens(words: Words, at: Ints) -> Bools:
    """Tell which of some words that are one quotation mark open a quotation: « Nous partons », a-t-il dit.

    Those that another word follows on their line, on which as many were opened as closed.
    """
    quotes = (words.text == _QUOTE).nonzero()[0]
    breaks = np.concatenate(([0], words.newlines, [len(words.text)]))
    start, after = words.starts.take(at), words.starts.take(np.minimum(at + 1, len(words.starts) - 1))
    line = breaks.searchsorted(start)
    opened = quotes.searchsorted(start) - quotes.searchsorted(breaks.take(line - 1))
    opens: Bools = (opened % 2 == 0) & (after > start) & (after < breaks.take(line))
    return opens


def _strip_closers(text: Bytes, starts: Ints, at: Ints) -> Ints:
    """Step back from the last byte of each word over closing marks, to its first byte at most."""
    active = (_CLASSES.take(text.take(at)) & _CLOSER).nonzero()[0]
    if (text[at[active]] == ord("]")).any():
        _strip_footnotes(text, starts, at)
        active = (_CLASSES.take(text.take(at)) & _CLOSER).nonzero()[0]
    for _ in range(_MOST_CLOSERS):
        active = active[at[active] > starts[active]]
        if not len(active):
            break
        at[active] -= 1
        active = active[_CLASSES[text[at[active]]] & _CLOSER > 0]
    return at


def _strip_footnotes(text: Bytes, starts: Ints, at: Ints) -> None:
    """Step back over marks of footnotes in brackets ("end.[4][5]"), in place."""
    for _ in range(_MOST_FOOTNOTES):
        active = ((text[at] == ord("]")) & (at - starts > _FOOTNOTE)).nonzero()[0]
        rows = text[at[active][:, None] - np.arange(1, _FOOTNOTE + 2)]
        back = ((rows < 48) | (rows > 57)).argmax(axis=1) + 1
        note = (back > 1) & (text[at[active] - back] == ord("["))
        if not note.any():
            break
        at[active[note]] -= back[note] + 1
