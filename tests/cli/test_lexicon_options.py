"""`--lexicon` and `--allow`: on every command that loads a detector, faults in one line and a 2."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import propdetect
from propdetect.cli import app

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "examples" / "qaldara.txt"
DATA = ROOT / "examples" / "annotated.jsonl"
HEADER = "technique\tphrase\tstrength\tnote\n"
COMMANDS = [("score", ARTICLE), ("explain", ARTICLE, "--sentence", 10), ("evaluate", "en", DATA)]


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.tsv"
    path.write_text(f"{HEADER}slogans\tblood of the innocent\t3\tx\n", "utf-8")
    return path


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    path = tmp_path / "allowed.txt"
    path.write_text("# quoted\ncolour revolution*\ncolourful revolution\n", "utf-8")
    return path


def test_score_counts_the_entries_and_flags_no_allowed_words(mine: Path, allowed: Path) -> None:
    more = mine.with_name("appeal_to_time.tsv")
    more.write_text("phrase\tstrength\tnote\nheating oil\t3\tx\n", "utf-8")
    plain = json.loads(run("score", ARTICLE, "--format", "jsonl").stdout)
    result = run("score", ARTICLE, "--format", "jsonl", "--lexicon", mine, "--lexicon", more, "--allow", allowed)
    assert (result.exit_code, result.stderr) == (1, "")
    flags, before = (
        {(f["technique"], f["text"]) for s in record["sentences"] for f in s["flags"]}
        for record in (json.loads(result.stdout), plain)
    )
    assert {("slogans", "blood of the innocent"), ("appeal_to_time", "heating oil")} <= flags - before
    assert any("colourful revolution" in text for _, text in before)
    assert not any("colourful" in text for _, text in flags)


def test_explain_names_the_entry_s_file_and_line(mine: Path) -> None:
    result = run("explain", ARTICLE, "--sentence", 11, "--technique", "slogans", "--lexicon", mine)
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if "lexicon" in line and "blood" in line]
    assert line.endswith(f'"blood of the innocent"  {mine}:2')
    assert line.split()[0] == f"{propdetect.load().weights.lexicon_rows[11 * 3 + 2, 11]:+.6f}"


def test_evaluate_measures_with_the_lexicons(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(f"{HEADER}slogans\t[ferry|fares]\t3\tx\n", "utf-8")
    plain, own = (
        json.loads(run("evaluate", "en", DATA, "--format", "json", *options).stdout)["st3"]["techniques"]["slogans"]
        for options in ((), ("--lexicon", path))
    )
    assert own["found"] > plain["found"]
    allow = tmp_path / "allow.txt"
    allow.write_text("[ferry|fares]\n", "utf-8")
    assert run("evaluate", "en", DATA, "--allow", allow).exit_code == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("option", ["--lexicon", "--allow"])
@pytest.mark.parametrize(
    ("data", "place"),
    [
        (f"{HEADER}slogans\tr\xfcckwärts\t3\tx\n".encode("latin-1"), ":2:"),
        (f"{HEADER}slogans,blood of the innocent,3,x\n".encode(), ":"),
        (b"", ": "),
    ],
    ids=["encoding", "tabs", "empty"],
)
def test_a_fault_is_one_line_on_standard_error_and_a_2(
    tmp_path: Path, command: tuple[object, ...], option: str, data: bytes, place: str
) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(data)
    result = run(*command, option, path)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"propdetect: {path}{place}")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_entry_that_would_add_nothing_is_warned_of_once_a_technique_and_strength(
    tmp_path: Path, command: tuple[object, ...]
) -> None:
    path = tmp_path / "mine.tsv"
    rows = ("slogans\theating oil\t1\tx", "doubt\thealth ministry\t1\tx", "doubt\told mill\t1\tx")
    path.write_text(HEADER + "\n".join(rows), "utf-8")
    assert run(*command, "--lexicon", path).stderr == (
        f"propdetect: {path}:3: this model gives entries of doubt with strength 1 no weight, so they add nothing "
        "to it; give them a higher strength\n"
    )


def test_a_path_with_awkward_characters_stays_one_line(tmp_path: Path) -> None:
    result = run("score", ARTICLE, "--lexicon", tmp_path / "new\nline.tsv")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.endswith("no such file; check the path\n")
