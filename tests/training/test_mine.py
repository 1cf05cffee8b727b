"""Candidates for the lexicon, from a tiny invented corpus."""

import csv
import json
from pathlib import Path

import pytest

from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry
from training.mine import COLUMNS, cover, main

Rows = list[dict[str, str]]


def article(name: str, text: str, *marked: tuple[str, str]) -> dict[str, object]:
    spans = [
        {"technique": label, "start": text.index(words), "end": text.index(words) + len(words)}
        for words, label in marked
    ]
    return {"id": name, "text": text, "spans": spans}


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """Four articles and a meme that call someone a rotten traitor, or speak of the weather."""
    call, doubt = "Name_Calling-Labeling", "Doubt"
    rows = [
        article("1", "The rotten ferryman, a zorb, sails at nine.", ("rotten ferryman, a zorb", call)),
        article("2", "Every rotten ferryman sails.\nWho trusts a tide table?", ("rotten ferryman", call)),
        article("3", "A rotten ferryman sold us. The tide came in at noon.", ("rotten ferryman", call)),
        article("4", "The tide came in. A rotten ferryman! Who trusts a tide table?", ("Who trusts a tide", doubt)),
    ]
    meme = article(
        "m",
        "Traitors and a witch hunt, a witch hunt, a witch hunt.",
        ("witch hunt, a witch hunt, a witch hunt", call),
    )
    for name, records in (("techniques-en.jsonl", rows), ("memes-en.jsonl", [meme])):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in records), "utf-8")
    return tmp_path


def mined(invented: Path, *options: str) -> Rows:
    output = invented / "out.tsv"
    assert main([str(invented), "-o", str(output), *options]) == 0
    with output.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_each_candidate_has_its_counts_and_says_whether_the_lexicon_covers_it(invented: Path) -> None:
    rows = {(row["kind"], row["candidate"]): row for row in mined(invented, "--technique", "name_calling_labeling")}
    row = rows["collocation-2", "rotten ferryman"]
    assert (row["in_spans"], row["elsewhere"], row["articles"]) == ("3", "1", "4")
    assert row["covered"] in ("no", "part")
    row = rows["odds-pair", "witch hunt"]
    assert (row["in_spans"], row["elsewhere"], row["articles"], row["covered"]) == ("3", "0", "1", "whole")
    assert row["nearest"].startswith("witch hunt")
    assert ("odds-word", "ferryman") in rows
    assert not [text for kind, text in rows if kind != "neighbour" and "tide" in text]


def test_only_entries_of_the_technique_have_neighbours(invented: Path) -> None:
    rows = [row for row in mined(invented, "--technique", "doubt", "--top", "5") if row["kind"] == "neighbour"]
    assert rows
    assert all("(doubt " in row["nearest"] for row in rows if row["covered"] == "no")


def test_top_limits_each_kind_and_scores_fall(invented: Path) -> None:
    rows = mined(invented, "--top", "2")
    for kind in {row["kind"] for row in rows}:
        scores = [float(row["score"]) for row in rows if row["kind"] == kind]
        assert len(scores) <= 2
        assert scores == sorted(scores, reverse=True)


def test_two_runs_give_the_same_bytes_and_no_candidate_is_longer_than_three_words(
    invented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(invented)]) == 0
    first = capsys.readouterr().out
    assert main([str(invented)]) == 0
    assert capsys.readouterr().out == first
    lines = [line.split("\t") for line in first.splitlines()]
    assert tuple(lines[0]) == COLUMNS
    assert max(len(line[0].split()) for line in lines[1:]) <= 3


def test_a_text_is_covered_whole_in_part_or_not_by_the_longest_match() -> None:
    entries = [
        Entry("doubt", phrase, strength, "invented", f"doubt.tsv:{line}", tuple(expand(phrase)), False)
        for line, (phrase, strength) in enumerate((("sham", 1), ("sham trial*", 2), ("trial", 3)), 2)
    ]
    found = cover(["sham trials", "a sham", "tide", "sham"], entries)
    assert [(covered, entry and entry.phrase) for covered, entry in found] == [
        ("whole", "sham trial*"),
        ("part", "sham"),
        ("no", None),
        ("whole", "sham"),
    ]
    assert cover([], entries) == []


def test_corpora_that_flag_nothing_are_one_line_and_a_2(
    invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(invented), "--technique", "slogans"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    what = "no span of slogans in techniques-en.jsonl and memes-en.jsonl; name another technique or folder"
    assert captured.err == f"training.mine: {invented}: {what}\n"
    assert main([str(tmp_path / "none")]) == 2
    assert "no such file or folder; " in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_a_2(invented: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(invented), "-o", str(invented / "none" / "out.tsv")]) == 2
    assert "out.tsv: cannot be written (No such file or directory); " in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--technique", "duobt"), ("--top", "0"), ("--top", "many")])
def test_an_option_that_makes_no_sense_is_a_2(
    invented: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(invented), option, value])
    assert stopped.value.code == 2
    assert value in capsys.readouterr().err


@pytest.mark.corpora
def test_what_the_corpora_propose_stands_in_their_spans(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(corpora), "--technique", "name_calling_labeling", "--top", "20"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    counts = [int(row["in_spans"]) for row in rows if row["kind"] != "neighbour"]
    assert len(counts) > 40
    assert min(counts) >= 3
    # the lexicon was written for this technique, so what sets its spans apart is partly in it
    assert {row["covered"] for row in rows if row["kind"] == "odds-word"} >= {"whole", "no"}
