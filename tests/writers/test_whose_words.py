"""Every format says of a flag whose words it shows: its own voice, which need not be that of its sentence."""

import json
import re
from pathlib import Path

import propdetect
from propdetect.report import Report
from propdetect.writers.brat import BratWriter
from propdetect.writers.findings import findings
from propdetect.writers.github import GithubWriter
from propdetect.writers.html.view import View
from propdetect.writers.interface import Run, Source
from propdetect.writers.sarif import SarifWriter

TEXT = (
    "The greedy minister said that these bloodthirsty traitors lied to us. "
    '"These bloodthirsty traitors lied to us," said the shameless envoy Orla Venn. '
    'Their "welcome team" of corrupt thugs had four dogs.'
)
Said = list[tuple[str, str, str | None]]


def flags(report: Report) -> Said:
    """Words, voice and speaker of each flag, as JSON has them, in the order in which findings are listed."""
    found = [flag for sentence in report.to_dict()["sentences"] for flag in sentence["flags"]]
    found.sort(key=lambda flag: (flag["start"], flag["end"], flag["technique"]))
    return [(flag["text"], flag["voice"], flag["speaker"] and flag["speaker"]["name"]) for flag in found]


def whose(voice: str, speaker: str | None) -> str:
    return "" if voice == "narrator" else voice if speaker is None else f"{voice}: {speaker}"


def test_a_flag_in_a_mixed_sentence_has_its_own_voice(detector: propdetect.Detector) -> None:
    voices = {words: (voice, speaker) for words, voice, speaker in flags(detector.score(TEXT))}
    assert voices["greedy"] == voices["shameless"] == ("narrator", None)
    assert voices["bloodthirsty"] == ("quoted", "Orla Venn")
    assert {voice for words, (voice, _) in voices.items() if words in ("corrupt", "thugs")} == {"narrator"}


def test_all_formats_say_the_same_of_each_flag(detector: propdetect.Detector, tmp_path: Path) -> None:
    report = detector.score(TEXT)
    source, run = Source("a.txt", TEXT), Run("0.1.0", report.model, {})
    said = flags(report)
    assert len({voice for _, voice, _ in said}) > 2
    assert [(one.text, one.voice, one.speaker and one.speaker.name) for one in findings(source, report)] == said

    log: list[str] = []
    commands: list[str] = []
    for writer in (SarifWriter(log.append), GithubWriter(commands.append), BratWriter(tmp_path)):
        writer.begin(run)
        writer.record(source, report)
        writer.end()
    results = [one["properties"] for one in json.loads("".join(log))["runs"][0]["results"]]
    assert [(one["voice"], one.get("speaker")) for one in results] == [one[1:] for one in said]
    parentheses = [re.search(r'"(?: \((.*)\))?$', line) for line in "".join(commands).splitlines()]
    assert [found and (found[1] or "") for found in parentheses] == [whose(*one[1:]) for one in said]
    notes = re.findall(r"probability [\d.]+(?:, (.*))?$", (tmp_path / "a.ann").read_text("utf-8"), re.MULTILINE)
    assert notes == [whose(*one[1:]) for one in said]


def test_the_page_marks_a_flag_by_its_own_voice(detector: propdetect.Detector) -> None:
    report = detector.score(TEXT)
    marked = [
        (flag.text, own.voice, own.speaker) for _, flag, own in View(report, lambda offset: (1, offset + 1)).flags
    ]
    assert sorted(marked, key=str) == sorted(flags(report), key=str)
