"""Tell line breaks that end a sentence from those that only wrap it, as in a hard-wrapped e-mail.

A blank line always ends a sentence. Between lines of a block (lines with no blank one between them) a break
is a wrap only on evidence: some line of the block goes on in lower case where the one before it was full, and
the line in question was itself too full for the first word of the next.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from propdetect.text.punkt import Bools, Bytes, Ints

# Longest lines, in bytes, of blocks that may be hard-wrapped: mail and text files wrap at 60 to 80, some at
# 100; longer lines are paragraphs of their own.
_NARROWEST, _WIDEST = 40, 120
# Folding spells out an ellipsis and the like, so a line may seem to be this much wider than it was.
_SLACK = 2
# The least length of a ragged line (in a subtitle, a mail edited by hand) that goes on in lower case.
_RAGGED = 16
# A quoted mail has one prefix ("> ") a time it was quoted; more than this many are text.
_DEEPEST_QUOTE = 8
_TERMINAL, _BULLET, _LOWER, _ALPHA, _QUOTE_MARK = 1, 2, 4, 8, 16


def _byte_classes() -> Bytes:
    table = np.zeros(256, np.uint8)
    table[list(b".?!:\"')]}*_|=")] |= _TERMINAL
    table[[*b"-*+", 127]] |= _BULLET
    table[97:123] |= _LOWER | _ALPHA
    table[65:91] |= _ALPHA
    table[128:] |= _ALPHA
    table[list(b",;-")] |= _ALPHA  # after which a sentence goes on as after a word
    table[ord(">")] |= _QUOTE_MARK
    return table


_CLASSES = _byte_classes()


@dataclass(frozen=True, slots=True)
class Words:
    """White-space-delimited words of a text.

    text : (n,) uint8, folded text with white space before and after it
    starts, ends : (m,) int64, spans of the words in it, in order
    newlines : (k,) int64, positions of line feeds in it
    documents : (d,) int64, positions at which documents begin, where the text is several; a blank line parts them
    """

    text: Bytes
    starts: Ints
    ends: Ints
    newlines: Ints
    documents: Ints | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that are not blank, as ranges of words.

    begin, stop : (n,) int64, first word of each line and the word after its last
    head : (n,) int64, first word after the prefixes of a quoted mail; `stop` where there is none
    begins_at : (n,) int64, position of the first byte of the line in the text
    joined : (n - 1,) bool, whether no blank line separates a line from the next
    """

    begin: Ints
    stop: Ints
    head: Ints
    begins_at: Ints
    joined: Bools


def _skip_prefixes(words: Words, begin: Ints, stop: Ints) -> Ints:
    """Find the first word of each line that is no mail quote prefix."""
    active = (words.text[words.starts[begin]] == ord(">")).nonzero()[0]
    if not len(active):
        return begin
    head = begin.copy()
    for _ in range(_DEEPEST_QUOTE):
        word = head[active]
        begins, ends = words.text[words.starts[word]], words.text[words.ends[word] - 1]
        active = active[(begins == ord(">")) & (ends == ord(">"))]
        head[active] += 1
        active = active[head[active] < stop[active]]
    return head


def find_lines(words: Words) -> Lines:
    """Group words, of which there is at least one, into lines."""
    bounds = np.empty(len(words.newlines) + 2, np.int64)
    bounds[0], bounds[-1] = 0, len(words.starts)
    bounds[1:-1] = np.searchsorted(words.starts, words.newlines)
    number = (bounds[1:] > bounds[:-1]).nonzero()[0]
    begin, stop = bounds[number], bounds[number + 1]
    begins_at = np.where(number > 0, words.newlines[number - 1] + 1, words.starts[0])
    if words.documents is not None:  # blanks before the first line of a document are not counted as of the line
        at = np.minimum(words.documents.searchsorted(begins_at), len(words.documents) - 1)
        opening = words.documents[at] == begins_at
        begins_at[opening] = words.starts[begin[opening]]
    head = _skip_prefixes(words, begin, stop)
    return Lines(begin, stop, head, begins_at, number[1:] == number[:-1] + 1)


def wraps(words: Words, lines: Lines) -> Bools:
    """Tell for each line but the last whether the break after it is a mere wrap: (n - 1,) bool."""
    if not lines.joined.any():
        return lines.joined
    if lines.head is lines.begin:
        wrapped, same = np.zeros(len(lines.joined), np.bool_), lines.joined
    else:
        empty, depth = lines.head == lines.stop, lines.head - lines.begin
        # A mark of quotation alone on its line is a blank line; its byte goes with the sentence after it.
        wrapped = lines.joined & empty[:-1]
        same = lines.joined & ~empty[1:] & ~empty[:-1] & (depth[1:] == depth[:-1])
    first = _first_bytes(words, lines)
    last = _CLASSES[words.text[words.ends[lines.stop[:-1] - 1] - 1]]
    goes_on = same & (_CLASSES[first] & _LOWER > 0) & (last & _TERMINAL == 0)
    if goes_on.any():  # without one such line nothing shows that the text is wrapped
        wrapped |= _judge(words, lines, same, goes_on, last, first)
    return wrapped


def _first_bytes(words: Words, lines: Lines) -> Bytes:
    """Get the first byte of each line but the first, prefixes left out: (n - 1,) uint8."""
    if lines.head is lines.begin:
        return words.text[words.starts[lines.begin[1:]]]
    at = words.starts[np.minimum(lines.head[1:], lines.stop[1:] - 1)]
    first = words.text[at]
    return np.where(first == ord(">"), words.text[at + 1], first)


def _judge(words: Words, lines: Lines, same: Bools, goes_on: Bools, last: Bytes, first: Bytes) -> Bools:
    """Decide on the breaks inside blocks; arguments are for each line but the last, as in `wraps`."""
    lengths = words.ends[lines.stop - 1] - lines.begins_at
    opens = (np.concatenate(([True], ~same))).nonzero()[0]  # first line of each block
    sizes = np.diff(np.append(opens, len(lengths)))
    several = lines.stop - lines.head > 1  # a line of one word may be a long address
    width = np.repeat(np.maximum.reduceat(np.where(several, lengths, 0), opens), sizes)[:-1]
    next_word = np.minimum(lines.head[1:], lines.stop[1:] - 1)
    next_starts, next_ends = words.starts[next_word], words.ends[next_word]
    needed = lengths[:-1] + 1 + next_ends - next_starts + _SLACK
    fits_width = (width >= _NARROWEST) & (width <= _WIDEST)
    evident = goes_on & fits_width & (needed > width)
    document = _document_widths(words, lines, lengths[:-1], evident)
    in_block = np.add.reduceat(np.append(evident, False).astype(np.int64), opens)
    own = np.repeat(in_block > 0, sizes)[:-1]
    # A block without evidence of its own is measured by the widest wrapped line of the text.
    measure = np.where(own, width, np.maximum(document, width))
    full: Bools = same & fits_width & (own | (width <= document)) & (needed > measure)
    headed = words.text[next_ends - 1] == ord(":")  # "From:", "alice:"
    lower = (_CLASSES[first] & _LOWER) > 0
    wrapped: Bools = full & (lower | ~headed) & ~_headlines(words, lines, full & ~lower, last)
    ragged = goes_on & (width <= _WIDEST) & ((last & _ALPHA) > 0) & ~headed
    block_ends = words.ends[lines.stop[opens + sizes - 1] - 1]
    ragged &= np.repeat((_CLASSES[words.text[block_ends - 1]] & _TERMINAL) > 0, sizes)[:-1]
    wrapped |= ragged & (lengths[:-1] >= _RAGGED) & (2 * lengths[:-1] >= width)
    wrapped &= ~_bullets(words.text, next_starts, next_ends)
    return wrapped


def _document_widths(words: Words, lines: Lines, lengths: Ints, evident: Bools) -> Ints:
    """Get the width of the widest wrapped line of each line's document, 0 where only one is evident."""
    at = evident.nonzero()[0]
    if words.documents is None:
        return lengths[at].max(initial=0, keepdims=True) if len(at) > 1 else np.zeros(1, np.int64)
    document = words.documents.searchsorted(words.starts[lines.begin[:-1]], "right")
    width = np.zeros(len(words.documents) + 1, np.int64)
    np.maximum.at(width, document[at], lengths[at])
    width[np.bincount(document[at], minlength=len(width)) < 2] = 0
    widths: Ints = width[document]
    return widths


def _headlines(words: Words, lines: Lines, among: Bools, last: Bytes) -> Bools:
    """Find headlines among lines: no end mark, and every word of five or more letters is capitalised."""
    found = np.zeros(len(among), np.bool_)
    at = (among & ((last & _TERMINAL) == 0)).nonzero()[0]
    if not len(at):
        return found
    plain = ((_CLASSES[words.text[words.starts]] & _LOWER) > 0) & (words.ends - words.starts >= 5)
    before = np.concatenate(([0], np.cumsum(plain)))
    found[at] = before[lines.stop[at]] == before[lines.head[at]]
    return found


def _bullets(text: Bytes, starts: Ints, ends: Ints) -> Bools:
    """Tell which words begin an item of a list: "-", "*", a symbol, "1.", "12)", "(a)", "b)"."""
    first, end, length = text[starts], text[ends - 1], ends - starts
    digit = (first >= 48) & (first <= 57)
    mark = ((_CLASSES[first] & _BULLET) > 0) & ((length == 1) | (first == 127))
    number = digit & (length <= 3) & ((end == ord(".")) | (end == ord(")")))
    letter = (end == ord(")")) & ((length == 2) | ((first == ord("(")) & (length <= 4)))
    bullets: Bools = mark | number | letter
    return bullets
