"""Which inputs a command reads, and how it names them."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
LOUD = "They want a colourful revolution."
FILES = {
    "a.txt": LOUD,
    "b.md": f"# Head\n\n{LOUD}",
    "data.json": "{}",
    "script.py": "pass",
    "README": LOUD,
    ".hidden.txt": LOUD,
    "drafts/c.html": f"<p>{LOUD}</p>",
    "drafts/deep/d.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{LOUD}\n",
    "picture.txt": "PNG\0\1\2",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of files of many kinds."""
    for name, content in FILES.items():
        write(tmp_path / "corpus" / name, content)
    return tmp_path / "corpus"


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
    return path


def read(run: Run, *args: object, code: int = 1, stdin: bytes | None = None) -> list[str]:
    """The ids of what was read, in order."""
    result = run("score", "--format", "jsonl", *args, stdin=stdin)
    assert result.exit_code == code, result.output
    return [json.loads(line)["id"] for line in result.stdout.splitlines()]


def test_a_folder_gives_its_texts_in_order_and_says_what_it_passed_over(run: Run, corpus: Path) -> None:
    assert read(run, corpus) == [
        str(corpus / name) for name in ("README", "a.txt", "b.md", "drafts/c.html", "drafts/deep/d.srt")
    ]
    notes = run("score", corpus).stderr.splitlines()
    assert notes == [
        f"propdetect: {corpus}/picture.txt: skipped, as it is no text (it holds zero bytes); "
        "name it with --input-format to read it",
        f"propdetect: {corpus}: skipped files of other types (1 .json, 1 .py); "
        "read them as text with --include '*.json'",
    ]


def test_the_remedy_for_files_of_other_types_works(run: Run, corpus: Path) -> None:
    assert read(run, "--include", "*.json", "--include", "*.py", corpus, code=0) == [
        str(corpus / name) for name in ("data.json", "script.py")
    ]


def test_a_binary_file_that_is_named_is_an_error(run: Run, corpus: Path) -> None:
    path = corpus / "picture.txt"
    path.write_bytes(b"\x89PNG\0\1")
    result = run("score", path, corpus / "a.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {path}: is no text file (it holds zero bytes); ")
    assert f"{corpus}/a.txt: 1 sentence, 1 flagged" in result.stdout


def test_include_and_exclude_choose_by_patterns_relative_to_the_folder(run: Run, corpus: Path) -> None:
    assert read(run, "--include", "*.html", "--include", "/a.txt", corpus) == [
        str(corpus / "a.txt"),
        str(corpus / "drafts/c.html"),
    ]
    assert read(run, "--exclude", "drafts/", "--exclude", "README", "--exclude", "pic*", corpus) == [
        str(corpus / "a.txt"),
        str(corpus / "b.md"),
    ]


def test_files_that_are_named_are_read_whatever_the_patterns_say(run: Run, corpus: Path) -> None:
    write(corpus / ".gitignore", "*.txt\n")
    assert read(run, "--exclude", "*.txt", corpus / "a.txt") == [str(corpus / "a.txt")]


def test_ignore_files_count_the_nearest_first_and_ours_before_gits(run: Run, corpus: Path) -> None:
    write(corpus / ".gitignore", "*.txt\n*.html\nREADME\n/d.srt\n")
    write(corpus / ".propdetectignore", "# ours\n!a.txt\nb.md\n")
    write(corpus / "drafts/.gitignore", "!c.html\n")
    assert read(run, corpus) == [str(corpus / name) for name in ("a.txt", "drafts/c.html", "drafts/deep/d.srt")]


def test_a_folder_that_is_ignored_is_not_entered(run: Run, corpus: Path) -> None:
    write(corpus / ".propdetectignore", "drafts/\n!drafts/c.html\n")
    assert not [name for name in read(run, corpus) if "drafts" in name]


def test_ignore_files_above_the_folder_count_up_to_the_root_of_the_repository(run: Run, corpus: Path) -> None:
    write(corpus.parent / ".gitignore", "*.md\n")
    write(corpus / ".gitignore", "deep/\n")
    assert str(corpus / "b.md") in read(run, corpus)
    (corpus / ".git").mkdir()
    assert str(corpus / "b.md") in read(run, corpus)
    assert read(run, corpus / "drafts") == [str(corpus / "drafts/c.html")]
    (corpus / ".git").rmdir()
    (corpus.parent / ".git").mkdir()
    assert str(corpus / "b.md") not in read(run, corpus)


def test_a_folder_that_is_ignored_and_named_is_read(run: Run, corpus: Path) -> None:
    (corpus / ".git").mkdir()
    write(corpus / ".gitignore", "drafts/\n")
    assert len(read(run, corpus / "drafts")) == 2
    assert len(read(run, corpus / "drafts" / "deep")) == 1


def test_an_ignore_file_that_cannot_be_read_is_an_error_and_the_others_count(run: Run, corpus: Path) -> None:
    (corpus / ".propdetectignore").write_bytes(b"caf\xe9\n")
    write(corpus / ".gitignore", "drafts\n")
    result = run("score", corpus)
    assert result.exit_code == 2
    assert f"{corpus}/.propdetectignore: cannot be read (it is not UTF-8); " in result.stderr
    assert "drafts" not in result.stdout


def test_an_option_that_is_no_pattern_is_an_error(run: Run, corpus: Path) -> None:
    result = run("score", "--include", "!", corpus)
    assert result.exit_code == 2
    assert result.stderr == 'propdetect: --include: "!" is no pattern; write it as for .gitignore\n'


def test_a_folder_without_texts_is_an_error(run: Run, corpus: Path) -> None:
    result = run("score", "--include", "*.docx", corpus)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        f"propdetect: {corpus}: no file that the patterns let through is in the folder; "
    )


def test_a_link_to_a_folder_is_not_followed_and_a_broken_one_is_an_error(run: Run, corpus: Path) -> None:
    (corpus / "loop").symlink_to(corpus)
    (corpus / "gone.txt").symlink_to(corpus / "nothing.txt")
    result = run("score", corpus)
    assert result.exit_code == 2
    assert result.stdout.count("a.txt: 1 sentence") == 1
    assert f"{corpus}/gone.txt: no such file; " in result.stderr


def test_globs_are_expanded_and_one_without_a_match_is_an_error(run: Run, corpus: Path) -> None:
    assert read(run, corpus / "*.md", corpus / "**" / "*.html") == [
        str(corpus / "b.md"),
        str(corpus / "drafts/c.html"),
    ]
    result = run("score", corpus / "*.docx", corpus / "a.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {corpus}/*.docx: no file matches the pattern; ")
    assert "1 flagged" in result.stdout


def test_a_file_whose_name_looks_like_a_pattern_is_read(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "a[1].txt", LOUD)
    assert read(run, path) == [str(path)]


def test_files_from_names_more_inputs_by_lines_or_zero_bytes(run: Run, corpus: Path, tmp_path: Path) -> None:
    names = [str(corpus / "a.txt"), str(corpus / "drafts"), str(corpus / "*.md")]
    listed = write(tmp_path / "list", "\r\n".join([*names[:2], "", ""]))
    expected = [str(corpus / name) for name in ("b.md", "a.txt", "drafts/c.html", "drafts/deep/d.srt")]
    assert read(run, "--files-from", listed, corpus / "b.md") == expected
    assert read(run, "--files-from", "-", stdin="\0".join(names[:2]).encode()) == expected[1:]
    # names in a list are names, not patterns
    result = run("score", "--files-from", "-", stdin=names[2].encode())
    assert "no such file; " in result.stderr
    missing = run("score", "--files-from", tmp_path / "none", corpus / "a.txt")
    assert missing.exit_code == 2
    assert "1 flagged" in missing.stdout


def test_standard_input_is_read_once(run: Run) -> None:
    for args in (["-", "-"], ["-", "--files-from", "-"]):
        result = run("score", *args)
        assert result.exit_code == 2
        assert "standard input (-) can be read only once" in result.stderr


def test_the_format_option_overrides_the_name(run: Run, corpus: Path) -> None:
    assert run("score", "--input-format", "text", corpus / "drafts/c.html").stdout.startswith(
        f"{corpus}/drafts/c.html:1:1: loaded_language"
    )
    page = f"<h1>Head.</h1><p>{LOUD}</p>".encode()
    result = run("score", "--input-format", "html", "-", stdin=page)
    assert result.stdout.startswith("-:1:18: loaded_language")
    result = run("score", "--input-format", "htlm", corpus)
    assert result.exit_code == 2
    assert 'unknown format "htlm"; did you mean "html"? formats: text, markdown, ' in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--encoding", "latin9x", "give a name that Python knows, as windows-1252 or cp1251"),
        ("--encoding", "base64", "give a name that Python knows"),
        ("--delimiter", ";;", "give one character that is no quotation mark, or tab"),
        ("--max-size", "0", "0 is not in the range"),
    ],
)
def test_a_wrong_value_is_an_error_with_a_remedy(
    run: Run, quiet: Path, option: str, value: str, remedy: str
) -> None:
    result = run("score", option, value, quiet)
    assert result.exit_code == 2
    assert remedy in " ".join(result.stderr.split())


def test_records_are_named_by_line_and_id_and_a_bad_one_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    lines = [{"id": "c-1", "body": f'He said "no".\n{LOUD}'}, "broken", {"id": 3, "body": LOUD}]
    content = "\n".join(json.dumps(line) if isinstance(line, dict) else line for line in lines)
    path = write(tmp_path / "c.jsonl", content)
    options = ["--text-field", "body", "--id-field", "id"]
    result = run("score", *options, path)
    assert result.exit_code == 2
    column = content.index("They") + 1
    assert result.stdout.startswith(f"{path}:1:{column}: loaded_language 0.75\n    They want a [colourful")
    assert f"\n{path}:1 (c-1): 2 sentences, 1 flagged\n" in result.stdout
    assert f"\n{path}:3 (3): 1 sentence, 1 flagged\n" in result.stdout
    assert result.stderr.startswith(f"propdetect: {path}:2:1: is no JSON (")
    records = [json.loads(line) for line in run("score", "--format", "jsonl", *options, path).stdout.splitlines()]
    assert [(record.get("path"), record.get("line"), record["id"]) for record in records] == [
        (str(path), 1, "c-1"),
        (None, None, f"{path}:2"),
        (str(path), 3, "3"),
    ]
    envelope = json.loads(run("score", "--format", "json", *options, path).stdout)
    assert [document["line"] for document in envelope["documents"]] == [1, 3]
    assert [(error["path"], error["line"]) for error in envelope["errors"]] == [(str(path), 2)]


@pytest.mark.parametrize("packed", [False, True])
def test_offsets_in_json_point_into_the_file_as_it_is_on_disk(run: Run, tmp_path: Path, packed: bool) -> None:
    rows = f'id,text\r\n1,"é said ""no"". {LOUD}"\r\n2,{LOUD}\r\n'
    page = f"<p>Caf&eacute;s &amp; <b>more</b>.</p>\n<p>{LOUD.replace('colourful', '<i>colourful</i>')}</p>"
    for name, content in (("a.csv", rows), ("a.html", page)):
        path = write(tmp_path / name, content)
        if packed:
            path = path.rename(f"{path}.gz")
            path.write_bytes(gzip.compress(path.read_bytes()))
        for line in run("score", "--format", "jsonl", path).stdout.splitlines():
            for sentence in json.loads(line)["sentences"]:
                for flag in sentence["flags"]:
                    there = content[flag["start"] : flag["end"]].replace("</i>", "")
                    assert there == flag["text"] == "colourful revolution"


def test_a_text_that_cannot_be_scored_is_named_by_its_record(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", f"text\nCRASH\n{LOUD}\n")
    result = run("score", "--format", "json", path)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {path}:2: could not be scored (ValueError: crashed on purpose); ")
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["line"], error["message"][:19]) == (2, "could not be scored")


def test_the_size_remedy_works(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "long.txt", "Word here. " * 100_000)
    result = run("score", "--max-size", 1, path)
    assert result.exit_code == 2
    assert "is larger than 1 MiB; raise the limit, for example with --max-size 2, " in result.stderr
    assert run("score", "--max-size", 2, path).exit_code == 0


def test_explain_reads_what_score_reads_and_chooses_a_record_by_id(run: Run, tmp_path: Path) -> None:
    page = write(tmp_path / "a.html", f"<h1>Head.</h1><p>Caf&eacute;. {LOUD}</p>")
    shown = run("explain", page, "--sentence", 3).stdout
    column = page.read_text().index("They") + 1
    assert shown.startswith(f"{page}:1:{column}: sentence 3 of 3\n    {LOUD}\n")
    rows = write(tmp_path / "a.csv", f"id,text\n1,One here.\n2,{LOUD}\n")
    options = ["--id-field", "id", "--sentence", 1]
    assert "    One here.\n" in run("explain", rows, *options).stdout
    assert run("explain", rows, *options, "--id", "2").stdout.startswith(
        f"{rows}:3:3: sentence 1 of 1\n    {LOUD}\n"
    )
    result = run("explain", rows, *options, "--id", "7")
    assert result.exit_code == 2
    assert result.stderr == f'propdetect: {rows}: no text with the id "7"; ids: 1, 2, ...\n'
    empty = write(tmp_path / "b.csv", "text\n")
    assert run("explain", empty, "--sentence", 1).stderr == f"propdetect: {empty}: holds no text; check the file\n"


def test_a_reader_of_another_package_is_found_by_its_name(tmp_path: Path, process: Process) -> None:
    write(tmp_path / "shout.py", "from propdetect.readers import Document\n"
          "def read(path, options):\n    yield Document(path, path, open(path).read().lower())\n")  # fmt: skip
    write(tmp_path / "shout-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: shout\nVersion: 1\n")
    write(tmp_path / "shout-1.dist-info/entry_points.txt", "[propdetect.readers]\nshout = shout:read\n")
    write(tmp_path / "a.shout", LOUD.upper())
    package = Path(__file__).parents[2]
    for args in (f"{tmp_path}/a.shout", f"--input-format shout {tmp_path}/a.shout", f"{tmp_path}"):
        done = process(f"PYTHONPATH={tmp_path}:{package} $PROPDETECT score --exclude '*.py' {args}")
        assert b"colourful revolution" in done.stdout, done.stderr


@pytest.mark.slow
def test_a_line_of_fifty_megabytes_is_passed_over_in_little_memory(tmp_path: Path, process: Process) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w") as file:
        file.write(json.dumps({"text": LOUD}) + '\n{"text": "')
        for _ in range(50):
            file.write("x" * 1_000_000)
        file.write('"}\n' + json.dumps({"text": LOUD}) + "\n")
    program = (
        "import resource, sys\n"
        "from propdetect.readers import Options, documents\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for found in documents([sys.argv[1]], Options(max_bytes=4 << 20)):\n"
        "    print(found.place, type(found).__name__)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    script = write(tmp_path / "program.py", program)
    done = process(f"{sys.executable} {script} {path}")
    one, error, three, grown = done.stdout.decode().splitlines()
    assert (one, error, three) == (f"{path}:1 Document", f"{path}:2 ReadError", f"{path}:3 Document")
    # MiB: a few times the limit, far from the line
    assert int(grown) < 30
    assert process(f"$PROPDETECT score {path}").returncode == 2
