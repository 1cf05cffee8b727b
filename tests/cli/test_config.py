"""A configuration file gives options their values, and an error in it names file, line and column."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from fake_detector import FakeDetector
from propdetect.cli import app, detector, keys
from propdetect.cli.kinds import FilePath
from propdetect.cli.settings import find

Run = Callable[..., Result]
LOUD = "They want a colourful revolution."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory two folders below the top of a project."""
    folder = tmp_path / "project" / "news"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text(LOUD)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PROPDETECT_CONFIG", raising=False)
    return folder


@pytest.fixture
def given(run: Run, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the commands asked of the detector."""
    calls: list[tuple[object, ...]] = []

    def load(*args: object) -> FakeDetector:
        *known, thresholds = args
        assert not thresholds
        calls.append(tuple(known))
        return FakeDetector()

    monkeypatch.setattr(detector, "load", load)
    return calls


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def shown(run: Run, *args: object) -> dict[tuple[str, str], dict[str, object]]:
    """What `config show` says, by command and key."""
    result = run("config", "show", "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return {(row["command"], row["key"]): row for row in json.loads(result.stdout)["settings"]}


def error(run: Run, *args: object) -> str:
    """The one line of an error, which is the same for the command that runs and for `config show`."""
    result = run(*(args or ("score", "a.txt")))
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    if not args:
        assert run("config", "show").stderr == result.stderr
    return line.removeprefix("propdetect: ")


# which file


def test_the_nearest_file_wins_and_its_own_name_goes_before_pyproject(run: Run, here: Path) -> None:
    assert find() is None
    write(here.parent / "propdetect.toml", 'format = "csv"')
    assert shown(run)["score", "format"]["path"] == "../propdetect.toml"
    project = write(here / "pyproject.toml", '[project]\nname = "x"\n')
    # without a table for propdetect it is none of its files
    assert shown(run)["score", "format"]["value"] == "csv"
    project.write_text('[project]\nname = "propdetect"\n[tool.ruff]\nx = 1\n')
    assert shown(run)["score", "format"]["value"] == "csv"
    project.write_text('[tool.propdetect]\nformat = "hf"\n')
    assert shown(run)["score", "format"] == {
        "command": "score",
        "key": "format",
        "value": "hf",
        "source": "file",
        "path": "pyproject.toml",
        "line": 2,
        "column": 1,
    }
    # of the two in one folder one counts, and nothing of the other
    write(here / "propdetect.toml", 'voice = "quoted"\n')
    assert shown(run)["score", "voice"]["path"] == "propdetect.toml"
    assert shown(run)["score", "format"]["source"] == "default"


def test_the_file_is_that_of_the_working_directory_whatever_is_scored(run: Run, tmp_path: Path) -> None:
    other = write(tmp_path / "elsewhere" / "b.txt", LOUD)
    write(other.parent / "propdetect.toml", 'format = "csv"')
    assert run("score", other).stdout.startswith(f"{other}:1:1: loaded_language")


def test_a_file_can_be_named_or_none_be_read(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "propdetect.toml", 'format = "csv"')
    other = write(here.parent / "other.toml", 'format = "hf"')
    project = write(here.parent / "pyproject.toml", '[tool.propdetect]\nformat = "jsonl"')
    assert shown(run, "--config", other)["score", "format"]["value"] == "hf"
    assert shown(run, "--config", project)["score", "format"]["value"] == "jsonl"
    assert shown(run, "--isolated")["score", "format"]["value"] == "text"
    # before the command, or after it
    for args in (["--config", other, "score"], ["score", "--config", other], ["score", "a.txt", "--config", other]):
        assert run(*args, "a.txt").stdout.startswith("[\n[{"), args
    assert run("--isolated", "score", "a.txt").stdout.startswith("a.txt:1:1: ")
    # a variable, which both options overrule
    monkeypatch.setenv("PROPDETECT_CONFIG", str(project))
    assert shown(run)["score", "format"]["value"] == "jsonl"
    assert shown(run, "--config", other)["score", "format"]["value"] == "hf"
    assert shown(run, "--isolated")["score", "format"]["value"] == "text"
    result = run("score", "--config", other, "--isolated", "a.txt")
    assert result.exit_code == 2
    assert "--config and --isolated exclude each other" in result.stderr


def test_a_file_that_cannot_be_used_is_an_error_and_its_remedy_works(run: Run, here: Path) -> None:
    assert error(run, "score", "--config", "no.toml", "a.txt").startswith("no.toml: cannot be read (No such file")
    assert error(run, "score", "--config", ".", "a.txt").startswith(".: cannot be read (Is a directory")
    project = write(here / "pyproject.toml", "[tool.other]\n")
    assert error(run, "score", "--config", "pyproject.toml", "a.txt").startswith(
        "pyproject.toml: has no table [tool.propdetect]; "
    )
    project.write_text("[tool]\n  propdetect = 1\n")
    assert error(run).startswith("pyproject.toml:2:3: tool.propdetect is no table; write [tool.propdetect]")
    project.write_text("[tool.propdetect]\nformat = csv\n")
    assert error(run) == (
        "pyproject.toml:2:10: is no TOML (Invalid value); correct the line (--isolated reads no configuration)"
    )
    assert run("score", "--isolated", "a.txt").exit_code == 1


def test_help_and_version_need_no_good_file(run: Run, here: Path) -> None:
    write(here / "propdetect.toml", "broken")
    for args in (["--help"], ["--version"], ["score", "--help"], ["config", "show", "--help"]):
        assert run(*args).exit_code == 0


def test_a_file_above_that_is_broken_and_not_ours_does_no_harm(run: Run, here: Path) -> None:
    write(here.parent / "pyproject.toml", "broken")
    assert run("score", "a.txt").exit_code == 1


# what it may say


def test_options_of_all_kinds_get_their_values(run: Run, here: Path, given: list[tuple[object, ...]]) -> None:
    write(
        here / "propdetect.toml",
        'model = "en-open"\nmin-precision = 0.6\nlexicon = ["a.tsv", "b"]\nall = true\nmax-size = 1\n'
        'format = "csv"\n',
    )
    (here / "a.txt").write_text(LOUD * 100_000)
    result = run("score", "a.txt")
    assert "larger than 1 MiB" in result.stderr
    assert result.stdout.startswith("path,id,")
    assert given == [("en-open", 0.6, ("a.tsv", "b"), ())]


def test_the_command_line_goes_before_the_file(run: Run, here: Path, given: list[tuple[object, ...]]) -> None:
    write(here / "propdetect.toml", 'model = "ours"\nlexicon = ["a.tsv"]\nformat = "csv"\nexit-zero = true\n')
    assert run("score", "a.txt").exit_code == 0
    result = run("score", "--model", "en", "--lexicon", "c.tsv", "--format", "text", "--no-exit-zero", "a.txt")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.txt:1:1: ")
    assert given == [("ours", None, ("a.tsv",), ()), ("en", None, ("c.tsv",), ())]


def test_whole_numbers_are_numbers_too(run: Run, here: Path, given: list[tuple[object, ...]]) -> None:
    write(here / "propdetect.toml", "min-precision = 1\n")
    run("score", "a.txt")
    assert given == [("en", 1.0, (), ())]


def test_what_commands_share_stands_at_the_top_and_the_rest_in_tables(run: Run, here: Path) -> None:
    write(
        here / "propdetect.toml",
        'model = "ours"\nformat = "csv"\n[explain]\nformat = "json"\nmodel = "en"\n[lexicon-stats]\nworst = 3\n'
        '[score]\nvoice = "quoted"\n',
    )
    rows = shown(run)
    values = {name: row["value"] for name, row in rows.items()}
    assert values["score", "model"] == "ours"
    assert values["explain", "model"] == "en"
    assert values["score", "format"] == "csv"
    # --format means another thing there
    assert values["evaluate", "format"] == values["techniques", "format"] == "text"
    assert values["explain", "format"] == "json"
    assert values["lexicon-stats", "worst"] == 3
    assert values["score", "voice"] == "quoted"
    assert (rows["explain", "model"]["line"], rows["score", "model"]["line"]) == (5, 1)


def test_paths_are_relative_to_the_file_and_names_of_models_are_no_paths(
    run: Run, here: Path, given: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    text = 'model = "en"\nlexicon = ["a.tsv", "/b.tsv", "~/c.tsv"]\nallow = ["sub/d.txt"]\noutput = "results/"\n'
    write(here.parent / "propdetect.toml", text)
    assert shown(run)["score", "output"]["value"] == "../results/"
    run("score", "-o", "-", "a.txt")
    (here.parent / "propdetect.toml").unlink()
    write(here / "conf" / "p.toml", text.replace('"en"', '"models/en"'))
    run("score", "-o", "-", "--config", "conf/p.toml", "a.txt")
    assert given == [
        ("en", None, ("../a.tsv", "/b.tsv", "/home/ada/c.tsv"), ("../sub/d.txt",)),
        ("conf/models/en", None, ("conf/a.tsv", "/b.tsv", "/home/ada/c.tsv"), ("conf/sub/d.txt",)),
    ]
    write(here / "propdetect.toml", 'output = "-"\nfiles-from = "-"\n[train]\nstart = "scratch"\n')
    rows = shown(run)
    assert [rows[name]["value"] for name in (("score", "output"), ("score", "files-from"), ("train", "start"))] == [
        "-",
        "-",
        "scratch",
    ]


def test_each_option_that_takes_a_path_is_known_as_one() -> None:
    for name, command in keys.commands(app):
        for param in command.params:
            words = set((param.metavar or "").replace("|", " ").replace("_", " ").replace(".", " ").split())
            if words & {"PATH", "FILE", "FILE]", "FOLDER", "MODEL", "LEXICON", "DATA"}:
                assert isinstance(param.type, FilePath | click.Path | click.File), (name, param.name)


def test_no_table_has_the_name_of_an_option_at_the_top() -> None:
    known = dict(keys.commands(app))
    assert not known.keys() & keys.options(known[keys.MAIN]).keys()


# what it may not say


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\n\nformt = "csv"', '3:1: unknown key "formt"; did you mean "format"? (propdetect config '),
        ("  min_precision = 1", '1:3: unknown key "min_precision"; did you mean "min-precision"? ('),
        ("qqqq = 1", '1:1: unknown key "qqqq"; leave it out (propdetect config show lists all)'),
        ("[scroe]\nall = true", '1:1: unknown key "scroe"; did you mean "score"? ('),
        ("[train]\nfold = 3", '2:1: unknown key "fold" of train; did you mean "folds"? ('),
        ("worst = 3", '1:1: "worst" is an option of lexicon-stats; put it below [lexicon-stats]'),
        ("explain = 1", '1:1: "explain" is a command; write [explain] and its keys below'),
        ("config = 'a'", '1:1: unknown key "config"; '),
        ("help = true", '1:1: unknown key "help"; '),
        ("max-size = '64'", '1:1: "max-size" is a string, not a whole number; write for example max-size = 64'),
        ("max-size = 0.5", '1:1: "max-size" is a number, not a whole number; write for example max-size = 1'),
        ("max-size = true", '1:1: "max-size" is true or false, not a whole number; write for example max-size = 1'),
        ("min-precision = 'x'", '1:1: "min-precision" is a string, not a number; write for example '),
        ("lexicon = 'a'", '1:1: "lexicon" is a string, not a list of strings; write for example lexicon = ["a"]'),
        ("lexicon = ['a', 1]", '1:1: "lexicon" is a whole number, not a string in the list; write for example '),
        ("model = 3", '1:1: "model" is a whole number, not a string; write for example model = "3"'),
        ("model = ['a']", '1:1: "model" is a list, not a string; write for example model = "a"'),
        ("model = {a = 1}", '1:1: "model" is a table, not a string; write for example model = "..."'),
        ("[model]\na = 1", '1:1: "model" is a table, not a string; write for example model = "..."'),
        ("model = 1979-05-27", '1:1: "model" is a date or time, not a string; write for example '),
        ("all = 'yes'", '1:1: "all" is a string, not true or false; write for example all = true'),
        ("all = 1", '1:1: "all" is a whole number, not true or false; write for example all = true'),
        # what click, or a command, says of values
        ('voice = "quotd"', '1:1: voice: \'quotd\' is not one of \'narrator\', \'quoted\', \'all\'.'),
        ("\nmax-size = 0", "2:1: max-size: 0 is not in the range 1<=x<="),
        ('encoding = "latin9x"', '1:1: encoding: unknown encoding "latin9x"; give a name that Python knows'),
        ('[score]\nformat = "htlm"', '2:1: score.format: unknown format "htlm"; did you mean "html"?'),
        ('output = ""', "1:1: output: names nothing; give a path, "),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_column(run: Run, here: Path, text: str, message: str) -> None:
    write(here / "propdetect.toml", text)
    assert error(run, "score", "a.txt").startswith(f"propdetect.toml:{message}")
    # the same a line further down, in the other file
    (here / "propdetect.toml").unlink()
    write(here / "pyproject.toml", f"{'' if text.startswith('[') else '[tool.propdetect]'}\n{_below_tool(text)}")
    line, _, rest = message.partition(":")
    assert error(run, "score", "a.txt").startswith(f"pyproject.toml:{int(line) + 1}:{_below_tool(rest)}")


def _below_tool(text: str) -> str:
    return re.sub(r"(^|\n|write |below )\[(?=[a-z])", r"\1[tool.propdetect.", text)


def test_an_error_of_another_command_is_found_by_every_command(run: Run, here: Path) -> None:
    write(here / "propdetect.toml", "[train]\nfolds = 'x'\n")
    assert error(run) == error(run, "techniques")


def test_an_error_on_the_command_line_does_not_blame_the_file(run: Run, here: Path) -> None:
    write(here / "propdetect.toml", 'format = "csv"\n')
    result = run("score", "--format", "htlm", "a.txt")
    assert result.exit_code == 2
    assert "propdetect.toml" not in result.stderr


def test_what_loading_the_detector_says_of_an_option_names_the_file(
    here: Path, process: Callable[..., object]
) -> None:
    write(here / "propdetect.toml", "\nmin-precision = 7\n")
    result = CliRunner().invoke(app, ["score", "a.txt"])
    assert result.exit_code == 2
    assert result.stderr.startswith("propdetect: propdetect.toml:2:1: min-precision: ")


# config show


def test_show_names_the_source_of_each_value(run: Run, here: Path) -> None:
    write(here.parent / "propdetect.toml", '[score]\n voice = "quoted"\n')
    text = run("config", "show", "score", "--format", "html", "--all", "a.txt").stdout
    lines = text.splitlines()
    assert lines[:3] == ["# configuration: ../propdetect.toml", "", "[score]"]
    rows = {line.rpartition("  # ")[0].strip(): line.rpartition("  # ")[2] for line in lines[3:]}
    assert rows['format = "html"'] == rows["all = true"] == "command line"
    assert rows['voice = "quoted"'] == "../propdetect.toml:2:2"
    assert rows['model = "en"'] == rows["# output ="] == "default"
    assert "[explain]" not in text


def test_what_show_prints_is_a_configuration_that_says_the_same(run: Run, here: Path) -> None:
    write(
        here / "propdetect.toml",
        'lexicon = ["é\\u0085.tsv"]\nmin-precision = 0.5\n[explain]\nid = "\\t\\"\\u007f"\n',
    )
    before = shown(run)
    text = run("config", "show").stdout
    tomllib.loads(text)
    write(here / "propdetect.toml", text)
    after = shown(run)
    assert {name: row["value"] for name, row in after.items()} == {
        name: row["value"] for name, row in before.items()
    }
    assert {row["source"] for row in after.values() if row["value"] not in (None,)} == {"file"}


def test_show_has_every_option_of_every_command(run: Run) -> None:
    names = {(name, key) for name, command in keys.commands(app) for key in keys.options(command)}
    assert shown(run).keys() == {name for name in names if name[0] != "config-show"}
    assert {row["source"] for row in shown(run).values()} == {"default"}


def test_show_of_no_command_is_an_error(run: Run) -> None:
    result = run("config", "show", "scroe")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        'propdetect: no command "scroe"; did you mean "score"? commands: score, explain, '
    )
    assert shown(run, "lexicon", "stats", "--worst", "3")["lexicon-stats", "worst"]["source"] == "command line"


def test_lists_with_commas_are_shown_as_a_file_would_have_them(run: Run, here: Path) -> None:
    write(here / "propdetect.toml", 'select = ["doubt,slogans"]\nthreshold = [0.7, "doubt=0.6"]\njobs = 2\n')
    first = shown(run)
    assert first["score", "select"]["value"] == ["doubt", "slogans"]
    assert first["score", "threshold"]["value"] == ["0.7", "doubt=0.6"]
    assert first["score", "jobs"]["value"] == 2
    text = run("config", "show").stdout
    write(here / "propdetect.toml", text)
    again = shown(run)
    assert {key: row["value"] for key, row in again.items()} == {key: row["value"] for key, row in first.items()}
