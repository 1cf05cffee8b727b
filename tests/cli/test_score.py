import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from propdetect.cli.formats import in_colour

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def test_text_shows_place_scores_and_marked_words_then_a_summary(run: Run, loud: Path) -> None:
    result = run("score", loud)
    assert result.stdout == (
        f"{loud}:2:1: loaded_language 0.75\n"
        "    They want a [colourful revolution](loaded_language).\n"
        f"{loud}:2:35: appeal_to_time 0.75\n"
        "    Citizens, [rise now](appeal_to_time)!\n"
        f"{loud}: 3 sentences, 2 flagged\n"
        "    appeal_to_time 0.75, loaded_language 0.75\n"
        "    propaganda 0.75, bias 0.12\n"
    )
    assert result.stderr == ""


def test_all_shows_the_other_sentences_too(run: Run, loud: Path) -> None:
    lines = run("score", "--all", loud).stdout.splitlines()
    assert lines[0].startswith(f"{loud}:1:1: nothing decided (")
    assert "propaganda 0.12, bias 0.12" in lines[0]
    assert lines[1] == "    The café opened at noon."
    assert len(lines) == 9


def test_a_document_without_findings_has_a_summary_only(run: Run, quiet: Path) -> None:
    result = run("score", quiet)
    assert result.stdout == f"{quiet}: 2 sentences, 0 flagged\n    propaganda 0.12, bias 0.12\n"


def test_an_empty_file_is_a_document_without_sentences(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run("score", tmp_path / "empty.txt")
    assert result.exit_code == 0
    assert "0 sentences, 0 flagged" in result.stdout


def test_one_blank_line_stands_between_documents(run: Run, loud: Path, quiet: Path) -> None:
    assert run("score", quiet, loud).stdout.count("\n\n") == 1


@pytest.mark.parametrize(
    ("names", "options", "code"),
    [
        (["quiet"], [], 0),
        (["loud"], [], 1),
        (["quiet", "loud"], [], 1),
        (["loud", "quiet"], [], 1),
        (["missing"], [], 2),
        (["loud", "missing"], [], 2),
        (["missing", "loud"], [], 2),
        (["missing", "quiet"], [], 2),
        (["loud"], ["--exit-zero"], 0),
        (["quiet"], ["--exit-zero"], 0),
        (["missing"], ["--exit-zero"], 2),
        (["loud", "missing"], ["--exit-zero"], 2),
    ],
)
@pytest.mark.parametrize("kind", ["text", "json", "jsonl"])
def test_exit_codes(
    run: Run,
    loud: Path,
    quiet: Path,
    tmp_path: Path,
    names: list[str],
    options: list[str],
    code: int,
    kind: str,
) -> None:
    files = [tmp_path / f"{name}.txt" for name in names]
    assert run("score", "--format", kind, *options, *files).exit_code == code


@pytest.mark.parametrize(
    "args",
    [
        ["score"],
        ["score", "--no-such-option", "a"],
        ["no-such-command"],
        ["score", "--format", "xml", "a"],
        ["score", "-", "-"],
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_on_standard_error(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""


def test_each_unreadable_input_is_one_line_and_the_others_are_scored(
    run: Run, loud: Path, quiet: Path, tmp_path: Path
) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"first line\r\nthe caf\xe9 opened\n")
    crash = tmp_path / "crash.txt"
    crash.write_text("CRASH")
    missing = tmp_path / "missing.txt"
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run("score", latin, loud, missing, empty, crash, quiet)
    assert result.exit_code == 2
    errors = result.stderr.splitlines()
    assert len(errors) == 4
    assert errors[0].startswith(f"propdetect: {latin}:2:8: is not UTF-8 (byte 0xe9); ")
    assert errors[0].endswith(f"iconv -f WINDOWS-1252 -t UTF-8 {latin} > {tmp_path}/latin.utf8.txt")
    assert errors[1].startswith(f"propdetect: {missing}: no such file; ")
    assert errors[2].startswith(f"propdetect: {empty}: no file to read is in the folder; ")
    assert errors[3].startswith(f"propdetect: {crash}: could not be scored (ValueError: crashed on purpose); ")
    assert f"{loud}: 3 sentences, 2 flagged" in result.stdout
    assert f"{quiet}: 2 sentences, 0 flagged" in result.stdout
    assert "latin" not in result.stdout


def test_the_iconv_remedy_works(run: Run, tmp_path: Path) -> None:
    latin = tmp_path / "it's latin.txt"
    latin.write_bytes(b"the caf\xe9 wants a colourful revolution")
    remedy = run("score", latin).stderr.strip().split("convert it: ")[1]
    subprocess.run(["bash", "-c", remedy], check=True)
    assert run("score", tmp_path / "it's latin.utf8.txt").exit_code == 1


def test_the_encoding_remedy_works(run: Run, tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes(b"the caf\xe9 wants a colourful revolution")
    assert "for example --encoding windows-1252, " in run("score", latin).stderr
    result = run("score", "--encoding", "windows-1252", latin)
    assert result.exit_code == 1
    assert "the café wants" in result.stdout


def test_json_is_one_envelope_with_documents_and_errors(run: Run, loud: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    result = run("score", "--format", "json", loud, missing, loud)
    envelope = json.loads(result.stdout)
    assert set(envelope) == {
        "schema_version", "propdetect_version", "model", "settings", "documents", "errors", "summary",
    }  # fmt: skip
    assert [document["path"] for document in envelope["documents"]] == [str(loud), str(loud)]
    assert envelope["documents"][0]["id"] == str(loud)
    assert envelope["documents"][0]["sentences"][1]["techniques"] == ["loaded_language"]
    assert [error["path"] for error in envelope["errors"]] == [str(missing)]
    assert envelope["summary"] == {
        "documents": 2, "errors": 1, "sentences": 6, "flagged_sentences": 4,
        "techniques": {"appeal_to_time": 2, "loaded_language": 2},
    }  # fmt: skip
    assert envelope["errors"][0]["message"].startswith("no such file; ")


def test_json_without_any_document_is_still_an_envelope(run: Run, tmp_path: Path) -> None:
    envelope = json.loads(run("score", "--format", "json", tmp_path / "missing.txt").stdout)
    assert envelope["documents"] == []
    assert len(envelope["errors"]) == 1


def test_jsonl_has_a_line_for_each_input_in_order(run: Run, loud: Path, quiet: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    inputs = [quiet, tmp_path / "missing.txt", loud, tmp_path / "empty", quiet]
    result = run("score", "--format", "jsonl", *inputs)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["id"] for record in records] == [str(path) for path in inputs]
    assert ["error" in record for record in records] == [False, True, False, True, False]
    assert "café" in result.stdout


def test_standard_input_is_the_document_named_dash(run: Run) -> None:
    text = "\ufeffThey want a colourful revolution.\r\nCafé.".encode()
    result = run("score", "--format", "jsonl", "-", stdin=text)
    record = json.loads(result.stdout)
    assert record["id"] == "-"
    assert record["sentences"][1]["start"] == len("They want a colourful revolution.\r\n")
    assert run("score", "-", stdin=text).stdout.startswith("-:1:1: loaded_language 0.75\n")


def test_standard_input_that_is_not_utf8_is_an_error_with_a_remedy(run: Run) -> None:
    result = run("score", "-", stdin=b"caf\xe9")
    assert result.exit_code == 2
    assert result.stderr.startswith("propdetect: -:1:4: is not UTF-8 (byte 0xe9); ")


def test_a_sentence_over_several_lines_is_shown_on_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrapped.txt"
    path.write_bytes(b"x.\r\n  They want\r\na colourful revolution\nnow.")
    lines = run("score", path).stdout.splitlines()
    assert lines[0].startswith(f"{path}:2:3: ")
    assert lines[1] == "    They want  a [colourful revolution](loaded_language) now."


def test_overlapping_flags_are_nested_or_cut(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "overlap.txt"
    path.write_text("It was a colourful revolution of puppets, again.")
    assert run("score", path).stdout.splitlines()[1] == (
        "    It was [a [colourful [revolution](doubt)](loaded_language) [of puppets](doubt)]"
        "(name_calling_labeling)[, again](doubt)."
    )


@pytest.mark.parametrize(
    ("choice", "terminal", "variables", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": ""}, False),
        ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_when_to_colour(
    monkeypatch: pytest.MonkeyPatch, choice: str, terminal: bool, variables: dict[str, str], expected: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert in_colour(choice, terminal) is expected


def test_colour_adds_escapes_and_changes_no_word(run: Run, loud: Path) -> None:
    coloured = run("score", "--color", "always", loud).stdout
    assert "\x1b[4;33mcolourful revolution\x1b[0m" in coloured
    assert "    They want a colourful revolution.\n" in ESCAPES.sub("", coloured)
    heads = [line for line in ESCAPES.sub("", coloured).splitlines() if not line.startswith("    ")]
    plain = run("score", loud).stdout.splitlines()
    assert heads == [line for line in plain if not line.startswith("    ")]


def test_force_color_colours_a_pipe_and_no_color_does_not(process: Process, loud: Path) -> None:
    assert b"\x1b[" in process(f"$PROPDETECT score {loud}", FORCE_COLOR="1").stdout
    assert b"\x1b[" not in process(f"$PROPDETECT score {loud}", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert b"\x1b[" not in process(f"$PROPDETECT score {loud}").stdout


def test_a_reader_that_goes_away_ends_the_command_quietly(process: Process, loud: Path) -> None:
    files = f"$(yes {loud} | head -n 2000)"
    for kind in ("text", "json", "jsonl"):
        done = process(f"$PROPDETECT score --format {kind} {files} | head -n 1")
        assert done.stderr == b""
        assert done.returncode == 141
        assert len(done.stdout.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_one_line_and_a_2(process: Process, loud: Path) -> None:
    done = process(f"$PROPDETECT score {loud} > /dev/full")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(b"propdetect: standard output: cannot be written (No space left on device); ")


def test_a_name_that_is_no_utf8_crashes_no_format(process: Process, tmp_path: Path) -> None:
    quoted = f"{tmp_path}/$'caf\\xe9'.txt"
    for kind in ("text", "json", "jsonl"):
        done = process(
            f"echo They want a colourful revolution. > {quoted}; $PROPDETECT score --format {kind} {quoted}"
        )
        assert done.stderr == b""
        assert done.returncode == 1
        assert rb"caf\udce9.txt" in done.stdout
    assert json.loads(done.stdout)["id"] == f"{tmp_path}/caf\udce9.txt"


def test_an_output_encoding_that_lacks_a_letter_escapes_it(process: Process, tmp_path: Path) -> None:
    path = tmp_path / "name.txt"
    path.write_text("Zoë wants a colourful revolution.", "utf-8")
    done = process(f"$PROPDETECT score {path}", PYTHONIOENCODING="ascii")
    assert rb"Zo\xeb wants" in done.stdout
    done = process(f"$PROPDETECT score --format jsonl {path}", PYTHONIOENCODING="ascii")
    assert "Zoë wants".encode() in done.stdout


def test_a_crash_is_a_2_and_never_a_found(process: Process, loud: Path, tmp_path: Path) -> None:
    program = tmp_path / "crash.py"
    program.write_text(
        "from propdetect.cli import detector, main\n"
        "def load(*given): raise RuntimeError('a bug')\n"
        "detector.load = load\n"
        "main()\n"
    )
    done = process(f"{sys.executable} {program} score {loud}")
    assert done.returncode == 2
    assert b"RuntimeError: a bug" in done.stderr


@pytest.fixture
def voiced(tmp_path: Path) -> Path:
    """A file in which the narrator says nothing loaded, and Venn does."""
    path = tmp_path / "voiced.txt"
    path.write_text('Venn spoke at noon.\n"They want a colourful revolution," said Venn.\n', "utf-8")
    return path


def test_a_text_in_which_others_speak_names_them_and_ends_with_a_table_of_voices(run: Run, voiced: Path) -> None:
    lines = run("score", voiced).stdout.splitlines()
    assert lines[0] == f"{voiced}:2:1: loaded_language 0.75 (quoted: Venn)"
    assert [line.split() for line in lines[-3:]] == [
        ["voice", "sentences", "words", "flags", "propaganda", "strongest"],
        ["narrator", "1", "50%", "0", "0.12"],
        ["Venn", "1", "50%", "1", "0.75", "loaded_language", "0.75"],
    ]


@pytest.mark.parametrize(("voice", "code", "count"), [("narrator", 0, 1), ("quoted", 1, 1), ("all", 1, 2)])
@pytest.mark.parametrize("kind", ["text", "jsonl"])
def test_the_voice_option_keeps_sentences_and_the_exit_code_follows(
    run: Run, voiced: Path, voice: str, code: int, count: int, kind: str
) -> None:
    result = run("score", "--voice", voice, "--format", kind, voiced)
    assert result.exit_code == code
    if kind == "jsonl":
        record = json.loads(result.stdout)
        assert len(record["sentences"]) == count
        assert [one["speaker"] for one in record["voices"] if one["voice"] == "speaker"] == (
            [] if voice == "narrator" else [{"name": "Venn", "start": 0, "end": 4}]
        )
    else:
        assert f"{count} sentence" in result.stdout


def test_explain_says_whose_a_sentence_is(run: Run, voiced: Path) -> None:
    assert "\n    voice: quoted, Venn\n" in run("explain", voiced, "--sentence", 2).stdout
    record = json.loads(run("explain", voiced, "--sentence", 1, "--format", "json").stdout)
    assert (record["voice"], record["speaker"]) == ("narrator", None)
