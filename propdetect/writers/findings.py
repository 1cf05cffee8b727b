"""What linters call a finding: one technique in one stretch of a text, with its level, message and fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from propdetect.report import Flag, Report, Sentence
from propdetect.speech import NARRATOR, Speaker
from propdetect.taxonomy import IDS, get
from propdetect.writers.interface import Source
from propdetect.writers.marks import one_line

# From this probability on the model holds the technique for more likely than not; thresholds may lie lower.
WARNING_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """One technique shown by one stretch of a text.

    technique : its id
    start, end : code points of the text, end exclusive;  text : the words
    score : 0..1, the sentence's probability for the technique
    sentence : where it stands
    fingerprint : 32 hexadecimal digits that stay the same while the sentence does, wherever it moves in its text,
        and whatever other findings are left out
    kind : as many that are the same for all that are alike: the same words in a sentence that reads the same
    voice, speaker : whose words they are: the flag's own, which need not be those of its sentence
    """

    technique: str
    start: int
    end: int
    text: str
    score: float
    sentence: Sentence
    fingerprint: str
    kind: str
    voice: str
    speaker: Speaker | None

    @property
    def warning(self) -> bool:
        """Whether it is a warning; else it is a note."""
        return self.score >= WARNING_FROM

    @property
    def message(self) -> str:
        """What it says, on one line: `Loaded language, probability 0.72: "human-hatred ideology"`."""
        return f'{get(self.technique).name}, probability {self.score:.2f}: "{one_line(self.text)}"'

    @property
    def whose(self) -> str:
        """Who says it, on one line: `quoted: Davit Orlemsk`, `scare`; empty for the narrator."""
        if self.voice == NARRATOR:
            return ""
        return self.voice if self.speaker is None else f"{self.voice}: {one_line(self.speaker.name)}"


def findings(source: Source, report: Report, record: str | None = None) -> Iterator[Finding]:
    """Yield all findings of an input, sentence by sentence, in the order of the text.

    record : what fingerprints tell the input by from others of its file; by default `source.record`
    """
    if not report.decided[:, : len(IDS)].any():
        return
    alike: Counter[str] = Counter()
    # the path is not hashed, as whoever compares findings looks at it too and may know that a file was renamed
    record = source.record if record is None else record
    for sentence in report.sentences:
        # counted with or without findings, so that a number outlives findings that are left out
        said = _hashed(sentence.text)
        alike[said] += 1
        if not sentence.techniques:
            continue
        scores, flags, at, before = sentence.scores, sentence.flags, sentence.start, 0
        spoken = {(flag.start, flag.end, flag.technique): (flag.voice, flag.speaker) for flag in flags}
        for start, end, technique in stretches(sentence, flags):
            before, at = before + len("".join(report.text[at:start].split())), max(at, start)
            words = report.text[start:end]
            what = record, technique, words, said
            mark = _hashed(*what, str(alike[said]), str(before))
            whose = spoken.get((start, end, technique)) or (sentence.voice, sentence.speaker)
            yield Finding(technique, start, end, words, scores[technique], sentence, mark, _hashed(*what), *whose)


def stretches(sentence: Sentence, flags: Iterable[Flag] | None = None) -> list[tuple[int, int, str]]:
    """Return start, end and technique of the findings of a sentence, in the order of the text.

    flags : of the sentence, where the caller has them
    A technique that is decided without words of its own to show is a finding over its whole sentence.
    """
    spans = [(flag.start, flag.end, flag.technique) for flag in (sentence.flags if flags is None else flags)]
    shown = {technique for _, _, technique in spans}
    return sorted(spans + [(sentence.start, sentence.end, id_) for id_ in sentence.techniques if id_ not in shown])


def _hashed(*what: str) -> str:
    """Hash what makes a finding the same one.

    White space does not count, so neither new indentation nor new line breaks make a finding a new one.
    """
    plain = "\0".join(" ".join(part.split()) for part in what)
    return hashlib.sha256(plain.encode("utf-8", "backslashreplace")).hexdigest()[:32]
