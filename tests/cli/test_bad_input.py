"""Damaged inputs of every kind, on the command line.

Whatever failed is named with its place, all others are scored, nothing is written half, and the exit code is 2.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
from click.testing import Result
from pyarrow import parquet

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
LOUD = "They want a colourful revolution."
PAGE = f"<p>{LOUD}</p>"
RECORD = json.dumps({"id": "a", "text": LOUD})
ROW = f"1,{LOUD}\n"
CUE = f"1\n00:00:01,000 --> 00:00:02,000\n{LOUD}\n\n"
# Enough that a cut is not in the first piece that is read.
MANY = "".join(f'{{"text": "{n * 7919 % 10007}"}}\n' for n in range(20_000))


def lines(*middle: str) -> bytes:
    """A good record, others, and a good one."""
    return "\n".join((RECORD, *middle, RECORD, "")).encode("utf-8", "surrogatepass")


def rows(middle: str, end: str = ROW) -> bytes:
    return f"id,text\n{ROW}{middle}\n{end}".encode()


def packed(text: str, cut: int | None = None) -> bytes:
    return gzip.compress(text.encode(), mtime=0)[:cut]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(byte ^ 0x5A for byte in data[at : at + 40]) + data[at + 40 :]


# Name, content, how many texts of it are scored, and what is said: line and column, and the message's begin.
CASES: list[tuple[str, bytes, int, list[str]]] = [
    # plain text
    ("cut-character.txt", LOUD.encode() + b"\xe2\x82", 0, [":1:34: is not UTF-8 (byte 0xe2); say what it is, "]),
    ("latin.txt", b"caf\xe9 here", 0, [":1:4: is not UTF-8 (byte 0xe9); "]),
    ("surrogate.txt", b"\xed\xa0\x80", 0, [":1:1: is not UTF-8 (byte 0xed); "]),
    ("binary.txt", b"\x89PNG\0\0", 0, [": is no text file (it holds zero bytes); "]),
    ("half.txt", "\ufeffabc".encode("utf-16-le")[:-1], 0, [":1:3: is not UTF-16-LE (byte 0x63); its last bytes "]),
    ("lone.txt", b"\xff\xfea\0\0\xd8", 0, [":1:2: is not UTF-16-LE ("]),
    # gzip
    ("cut.txt.gz", packed(LOUD, -9), 0, [": is cut short (its gzip data end too early); fetch it again"]),
    ("head.txt.gz", b"\x1f\x8b", 0, [": is cut short ("]),
    ("sum.txt.gz", packed(LOUD)[:-8] + b"\0" * 8, 0, [": is damaged gzip (CRC check failed "]),
    ("flipped.txt.gz", flipped(packed(MANY), 20), 0, [": is damaged gzip ("]),
    ("tail.txt.gz", packed(LOUD) + b"more", 0, [": is damaged gzip (Not a gzipped file"]),
    ("plain.txt.gz", LOUD.encode(), 0, [": is named .gz and is not gzip; rename it, "]),
    ("cut.md.gz", packed(LOUD, -9), 0, [": is cut short ("]),
    ("cut.html.gz", packed(PAGE, -9), 0, [": is cut short ("]),
    ("cut.srt.gz", packed(CUE, -9), 0, [": is cut short ("]),
    ("cut.parquet.gz", packed(LOUD, -9), 0, [": is cut short ("]),
    # JSON Lines
    ("word.jsonl", lines("broken"), 2, [":2:1: is no JSON (a line must be an object, {...}); correct the line"]),
    ("list.jsonl", lines("[1]"), 2, [":2:1: is no JSON (a line must be an object"]),
    ("cut.jsonl", lines('{"text": "abc'), 2, [":2:10: is no JSON (Unterminated string starting at); "]),
    ("two.jsonl", lines(RECORD + RECORD), 2, [f":2:{len(RECORD) + 1}: is no JSON (Extra data); "]),
    ("single.jsonl", lines("{'text': 'a'}"), 2, [":2:2: is no JSON (Expecting property name"]),
    ("zero.jsonl", lines('{"text": "a\0b"}'), 2, [":2:12: is no JSON (Invalid control character at); "]),
    ("escape.jsonl", lines('{"text": "\\u12"}'), 2, [":2:12: is no JSON (Invalid \\uXXXX escape); "]),
    ("deep.jsonl", lines('{"a":' * 100_000), 2, [":2: cannot be read as JSON (nested too deep); "]),
    ("huge.jsonl", lines(f'{{"text": "a", "n": {"9" * 5000}}}'), 2, [":2: cannot be read as JSON (Exceeds "]),
    ("field.jsonl", lines('{"txt": "a"}'), 2, [':2: no field "text" (it has txt); give --text-field txt']),
    ("null.jsonl", lines('{"text": null}'), 2, [':2:10: field "text" is null; ']),
    ("number.jsonl", lines('{"text": 1}'), 2, [':2:10: field "text" is no string but int; ']),
    ("latin.jsonl", lines("?").replace(b"?", b'{"text": "caf\xe9"}'), 2, [":2:14: is not UTF-8 (byte 0xe9); "]),
    ("half.jsonl", lines().decode().encode("utf-16")[:-3], 1, [f":2:{len(RECORD)}: is not UTF-16-LE (byte 0x"]),
    ("pretty.jsonl", b'{\n "text": "a"\n}', 0, [":1:2: is no JSON", ":2:2: is no JSON", ":3:1: is no JSON"]),
    # CSV and TSV
    ("quote.csv", rows(f'2,"broken {LOUD}'), 2, [":3:3: a quotation mark that is not closed before the "]),
    ("after.csv", rows('2,"a"b'), 2, [":3:3: a quotation mark that is not closed before the field ends; "]),
    ("last.csv", rows('2,"never', ""), 1, [":3:3: a quotation mark that is not closed before the field ends; "]),
    ("quote.tsv", f'text\n"broken\n{LOUD}'.encode(), 1, [":2:1: a quotation mark that is not closed"]),
    ("few.csv", rows("2"), 2, [":3: 1 field below a header of 2; add those that are missing, be they empty"]),
    ("many.csv", rows("2,a,b"), 2, [":3: 3 fields below a header of 2; quote a field that holds the delimiter"]),
    ("latin.csv", rows("2,caf?").replace(b"?", b"\xe9"), 2, [":3:6: is not UTF-8 (byte 0xe9); "]),
    ("column.csv", b"id,body\n1,a\n", 0, [':1: no column "text" (it has id, body); give --text-field ']),
    ("semicolon.csv", f"id;text\n1;{LOUD}\n".encode(), 0, [':1: no column "text" where fields end with ']),
    ("twice.csv", b"text,text\na,b\n", 0, [':1: more than one column "text"; rename all but one, or give ']),
    ("mac.csv", rows("2,a").replace(b"\n", b"\r"), 0, [":1:8: its lines end with CR alone; make them end with LF"]),
    ("header.csv", b'"id,text\n1,a\n', 0, [":1:1: a quotation mark that is not closed before the field ends; "]),
    # HTML
    ("latin.html", b'<meta charset="iso-8859-1">caf\xe9', 0, [":1:31: is not UTF-8 (byte 0xe9); say what it "
                                                             "is, for example --encoding iso-8859-1, "]),
    # subtitles
    ("times.srt", f"{CUE}2\n00:00:xx --> 00:00\nlost\n\n{CUE}".encode(), 1, [":6:1: a cue whose times cannot be "]),
    ("arrow.vtt", f"WEBVTT\n\n-->\nlost\n\n{CUE}".encode(), 1, [":3:1: a cue whose times cannot be read; "]),
    ("none.srt", LOUD.encode(), 0, [': holds no subtitle (no line of times with "-->"); give --input-format text']),
    # Parquet
    ("empty.parquet", b"", 0, [": is damaged Parquet ("]),
    ("text.parquet", LOUD.encode() * 9, 0, [": is damaged Parquet (Parquet magic bytes not found "]),
]  # fmt: skip


def check(run: Run, path: Path, scored: int, said: list[str], *options: str) -> None:
    """Score a file beside a good one, and look at what is said, what is scored, and what is written."""
    good = path.with_name("good.txt")
    good.write_text(LOUD)
    result = run("score", "--format", "json", *options, path, good)
    assert result.exit_code == 2, result.output
    errors = result.stderr.splitlines()
    assert len(errors) == len(said), result.stderr
    for line, start in zip(errors, said, strict=True):
        assert line.startswith(f"propdetect: {path}{start}")
        # a remedy after what is wrong
        assert re.search(r"; \w", line)
    report = json.loads(result.stdout)
    assert [document["path"] for document in report["documents"]] == [str(path)] * scored + [str(good)]
    assert [error["path"] for error in report["errors"]] == [str(path)] * len(said)


@pytest.mark.parametrize(("name", "content", "scored", "said"), CASES, ids=[case[0] for case in CASES])
def test_what_is_damaged_is_named_with_its_place_and_the_rest_is_scored(
    run: Run, tmp_path: Path, name: str, content: bytes, scored: int, said: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    check(run, path, scored, said)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.csv.gz"])
def test_records_before_a_cut_are_scored_and_the_cut_has_its_line(run: Run, tmp_path: Path, name: str) -> None:
    texts = MANY if "jsonl" in name else "text\n" + MANY.replace('{"text": "', "").replace('"}', "")
    path = tmp_path / name
    for data in (packed(texts, len(packed(texts)) // 2), packed(texts[:3000], -20)):
        path.write_bytes(data)
        result = run("score", "--format", "hf", path)
        assert result.exit_code == 2
        found = re.fullmatch(rf"propdetect: {re.escape(str(path))}:(\d+): is cut short \(.*; .*\n", result.stderr)
        assert found
        scored = len(json.loads(result.stdout)) - 1
        assert scored > 50
        assert int(found[1]) == scored + 1 + ("csv" in name)


def table(path: Path, size: int = 100, **columns: list[object]) -> bytes:
    parquet.write_table(pyarrow.table(columns), path, row_group_size=size)
    return path.read_bytes()


def test_parquet_rows_fail_alone_and_so_do_groups_of_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table(path, body=[LOUD])
    check(run, path, 0, [': no column "text" (it has body); give --text-field body'])
    table(path, text=[LOUD, None, LOUD])
    check(run, path, 2, [':2: column "text" is null; leave the row out'])
    table(path, text=[1])
    check(run, path, 0, [':1: column "text" is no string but int; leave the row out'])
    data = table(path, text=[LOUD])
    path.write_bytes(data[: len(data) // 2])
    check(run, path, 0, [": is damaged Parquet ("])
    whole = pyarrow.array([LOUD])
    broken = pyarrow.StringArray.from_buffers(1, pyarrow.py_buffer(b"\0\0\0\0\1\0\0\0"), pyarrow.py_buffer(b"\xff"))
    parquet.write_table(pyarrow.table({"text": pyarrow.concat_arrays([whole, broken, whole])}), path)
    check(run, path, 2, [':2: column "text" is not UTF-8; leave the row out, or write it again'])
    parquet.write_table(pyarrow.table([whole, whole], names=["text", "text"]), path)
    check(run, path, 0, [': more than one column "text"; rename all but one, '])
    # a group of ten rows in the middle is damaged
    data = table(path, 10, text=[f"{LOUD} {number}" for number in range(30)])
    second = parquet.ParquetFile(path).metadata.row_group(1).column(0)
    path.write_bytes(flipped(data, second.dictionary_page_offset or second.data_page_offset))
    check(run, path, 20, [":11: is damaged Parquet ("])
    # and through a pipe
    result = run("score", "--input-format", "parquet", "-", stdin=path.read_bytes())
    assert result.exit_code == 2
    assert result.stderr.startswith("propdetect: -:11: is damaged Parquet (")


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 10_000 + LOUD + "</div>" * 10_000,
        "<b><i>" * 10_000 + LOUD,
        "</div>" * 50_000 + PAGE,
        "<table><tr><td>" * 10_000 + LOUD,
        "<" * 50_000 + f" {LOUD}",
        "&" * 50_000 + "&#99999999999;&#xD800;&#0; " + LOUD,
        "<a " + "x='1' " * 50_000 + ">" + LOUD,
        f"{PAGE}<script>never closed",
        f"{PAGE}<!-- never closed",
    ],
    ids=lambda text: text[:12],
)
def test_pages_nested_deep_or_never_closed_are_scored(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(content)
    result = run("score", path)
    assert result.exit_code == 1, result.output
    assert "[colourful revolution](loaded_language)" in result.stdout


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "jsonl", "csv", "tsv", "srt", "vtt", "txt.gz"])
def test_empty_files_hold_nothing_and_are_no_errors(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    for content in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(content if "gz" not in suffix else gzip.compress(content))
        assert run("score", path).exit_code == 0, (suffix, content)


@pytest.mark.parametrize(
    "line", ['{"text": "a", "text": "%s"}', '{"te\\u0078t": "%s"}', '{"n": 1e999, "m": NaN, "text": "%s \\ud800"}']
)
def test_odd_json_means_what_it_means_elsewhere(run: Run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line % LOUD)
    for kind in ("text", "json", "jsonl", "csv", "sarif", "github", "hf", "html"):
        result = run("score", "--format", kind, path)
        assert result.exit_code == 1, (kind, result.output)


# paths and streams


def test_what_is_no_file_is_an_error_of_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    check(run, tmp_path / "folder.txt", 0, [": no file to read is in the folder; "])
    check(run, tmp_path / "loop.txt", 0, [": cannot be read (Too many levels of symbolic links); check the path"])
    check(run, tmp_path / "gone.txt", 0, [": no such file; check the path, "])
    check(run, tmp_path / ("long" * 100), 0, [": cannot be read (File name too long); check the path"])
    assert run("score", "").stderr == "propdetect: '': names nothing; give a path, or - to read standard input\n"


def test_links_in_circles_are_errors_wherever_a_path_is_taken(process: Process, tmp_path: Path) -> None:
    loop, good = tmp_path / "loop.txt", tmp_path / "good.txt"
    loop.symlink_to("loop.txt")
    good.write_text(LOUD)
    for options in (
        f"score -o {loop}",
        f"score --format brat -o {loop}",
        f"score --files-from {loop}",
        f"score --config {loop}",
        f"lexicon check {loop}",
    ):
        done = process(f"$PROPDETECT {options} {good}")
        assert done.returncode == 2, options
        assert done.stderr.decode().count("\n") in (1, 2)
        assert b"Traceback" not in done.stderr
        assert b"symbolic links" in done.stderr or b"Not a directory" in done.stderr
        assert loop.is_symlink()
    for options in ("--lexicon", "--allow"):
        done = process(f"{sys.executable} -m propdetect score {options} {loop} {good}")
        assert done.returncode == 2
        assert done.stderr.decode().startswith(f"propdetect: {loop}: cannot be read (Too many levels")


def test_a_pipe_that_is_named_is_read_and_one_in_a_folder_is_not(process: Process, tmp_path: Path) -> None:
    pipe = tmp_path / "in" / "a.txt"
    pipe.parent.mkdir()
    os.mkfifo(pipe)
    done = process(f"(echo '{LOUD}' > {pipe} &) ; $PROPDETECT score {pipe}")
    assert done.returncode == 1
    (pipe.parent / "b.txt").write_text(LOUD)
    assert process(f"$PROPDETECT score {pipe.parent}").stdout.count(b": 1 sentence") == 1


def test_closed_standard_streams_are_errors_and_no_crash(process: Process, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(LOUD)
    done = process(f"$PROPDETECT score - {good} <&-")
    assert (done.returncode, done.stdout.count(b"1 flagged")) == (2, 1)
    assert done.stderr.startswith(b"propdetect: -: standard input is closed; ")
    done = process(f"$PROPDETECT score {good} >&-")
    assert done.returncode == 2
    assert done.stderr == b"propdetect: standard output: is closed; leave it open, or write to a file\n"
    assert process(f"$PROPDETECT score -o {tmp_path}/out {good} >&- 2>&-").returncode == 1
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "unicode_escape", "raw-unicode-escape"])
def test_what_encodes_no_files_is_no_encoding(run: Run, quiet: Path, encoding: str) -> None:
    result = run("score", "--encoding", encoding, quiet)
    assert result.exit_code == 2
    assert f'unknown encoding "{encoding}"' in result.stderr


def test_a_list_of_names_may_begin_with_a_mark_and_must_not_be_huge(
    run: Run, quiet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "list"
    listed.write_text(str(quiet), "utf-8-sig")
    assert run("score", "--files-from", listed).exit_code == 0
    monkeypatch.setattr("propdetect.cli.inputs._MOST_LISTED", 4)
    result = run("score", "--files-from", listed)
    assert result.exit_code == 2
    assert result.stderr == f"propdetect: {listed}: is larger than 4 bytes; give a list of names, or split it\n"


# nothing half


@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "csv", "sarif", "github", "hf", "brat", "ptc", "html"])
def test_results_beside_damaged_inputs_are_written_whole(run: Run, tmp_path: Path, kind: str) -> None:
    bad = tmp_path / "a.jsonl"
    bad.write_bytes(lines("broken"))
    cut = tmp_path / "b.csv.gz"
    cut.write_bytes(packed(f"text\n{LOUD}\n" + MANY[:3000], -50))
    out = tmp_path / ("out/" if kind in ("brat", "ptc", "html") else "out")
    result = run(
        "score", "--format", kind, "-o", out if kind not in ("brat", "ptc", "html") else f"{out}/", bad, cut
    )
    assert result.exit_code == 2
    assert out.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".") or "tmp" in path.name]
    if kind == "json":
        assert len(json.loads(out.read_text())["errors"]) >= 2
