"""SubRip and WebVTT subtitles: what is said, one text a file, without numbers, times and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from propdetect.readers.comments import spoken
from propdetect.readers.decode import decode
from propdetect.readers.document import Comment, Document, Origin, ReadError
from propdetect.readers.offsets import Builder
from propdetect.readers.options import Options
from propdetect.readers.raw import load
from propdetect.readers.tags import decode_into

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
# What is meant as a line of times and is none.
_BROKEN = re.compile(r"\s*(?:-->|[\d:.,]+\s*-->|\d{1,3}:\S*\s*-->)")
# A line of times and the lines below it, up to a blank one.
_CUE = re.compile(rf"{_TIME}\s*-->[^\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*\S[^\r\n]*)*")
_LINE = re.compile(r"(.*?)(?:\r\n|\r|\n|\Z)", re.DOTALL)
# Tags of both kinds (`<i>`, `<v Ines>`, a time), and the positions of SubRip in braces.
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|\{\\[^{}]*\}")
# A new speaker, or a sound: a dash, a note, a bracket, a voice tag.
_NEW = re.compile(r"\s*(?:[-\u2013\u2014]\s*\S|[\u266a\u266b#\[(]|<v[ .])")
_NOTE = "NOTE"
_OTHER_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield an error for each cue whose times are broken, then the one document with what the others say.

    Sentences run on from cue to cue; a new speaker (a dash, a voice tag) begins one. Raises ReadError for what
    plain text is refused for, and for a file without any cue.
    """
    source = decode(load(path, options.max_bytes), path, options)
    built = Builder(source)
    errors, cues, notes = _cues(path, source, built)
    yield from errors
    if cues or not source.strip():
        yield Document(path, path, built.text(), Origin(source, built.pieces), _comments(source, notes))
    elif not errors:
        raise ReadError(path, 'holds no subtitle (no line of times with "-->"); give --input-format text')


def _cues(path: str, source: str, built: Builder) -> tuple[list[ReadError], int, list[tuple[int, int]]]:
    """Append what all cues say; returns the errors, the number of cues, and the spans of the lines of notes."""
    errors: list[ReadError] = []
    notes: list[tuple[int, int]] = []
    cues, inside, skipping, noting = 0, False, False, False
    spans = list(_lines(source))
    for number, (begin, end) in enumerate(spans, 1):
        line = source[begin:end]
        if not line.strip():
            inside = skipping = noting = False
        elif _TIMES.fullmatch(line):
            inside, skipping = True, False
            cues += 1
        elif skipping:
            notes += [(begin, end)] if noting else []
        elif _BROKEN.match(line):
            message = "a cue whose times cannot be read; write them as 00:01:02,500 --> 00:01:04,000"
            errors.append(ReadError(path, message, number, 1))
            inside, skipping = False, True
        elif not inside and _OTHER_BLOCK.match(line):
            skipping, noting = True, line.startswith(_NOTE)
            notes += [(begin, end)] if noting else []
        # a line after a blank one goes on with its cue, unless it is the name or number of the next
        elif cues and not _times_follow(source, spans, number) and (inside or not line.strip().isdigit()):
            _say(built, begin, end)
    return errors, cues, notes


def _comments(source: str, notes: list[tuple[int, int]]) -> tuple[Comment, ...]:
    """Return what lines of notes say to propdetect; each stands above the cue that follows."""
    found = []
    cue, length = _CUE.search(source), len(source)
    for begin, end in notes:
        comment = spoken(source[begin:end].removeprefix(_NOTE), begin, end)
        if comment is not None:
            if cue is not None and cue.start() < end:  # the next cue is looked for once, however many notes it has
                cue = _CUE.search(source, end)
            found.append(replace(comment, until=cue.end() if cue else length))
    return tuple(found)


def _times_follow(source: str, spans: list[tuple[int, int]], number: int) -> bool:
    """Whether the line after that of a number (from 1) is one of times."""
    return number < len(spans) and bool(_TIMES.fullmatch(source[slice(*spans[number])]))


def _lines(source: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the lines, without their ends."""
    at = 0
    while at < len(source):
        match = _LINE.match(source, at)
        if match is None:
            return
        yield match.span(1)
        at = match.end()


def _say(built: Builder, begin: int, end: int) -> None:
    """Append a line of a cue, after a space or, where someone else begins to speak, a break."""
    if built.pieces.length:
        if _NEW.match(built.source, begin, end):
            built.end_block(begin)
        else:
            built.insert(" ", begin)
    at = begin
    for match in _TAG.finditer(built.source, begin, end):
        decode_into(built, at, match.start())
        at = match.end()
    decode_into(built, at, end)
