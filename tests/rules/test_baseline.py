"""Baselines know findings again wherever they move, and count those that are alike."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_reports import Span, made, nasty
from propdetect.rules.baseline import Baseline, BaselineError
from propdetect.writers import Source
from propdetect.writers.findings import Finding, findings


def found(text: str, spans: list[Span]) -> list[Finding]:
    return list(findings(Source("a.txt", text), made(text, spans)))


def saved(path: Path, files: dict[str, list[Finding]]) -> Baseline:
    """Write a baseline and read it again."""
    baseline = Baseline(str(path))
    for name, listed in files.items():
        baseline.record(name, listed, whole=True)
    path.write_bytes(baseline.text().encode("utf-8", "backslashreplace"))
    return Baseline.read(str(path))


ONE = found("One two.\nThree.", [(0, 3, "doubt"), (9, 14, "slogans")])


def test_what_was_recorded_is_not_new_and_nothing_is_gone(tmp_path: Path) -> None:
    name = str(tmp_path / "a.txt")
    baseline = saved(tmp_path / "b.json", {name: ONE})
    assert baseline.new(name, ONE, whole=True) == []
    assert baseline.stale() == {}


def test_findings_are_known_where_lines_and_white_space_moved_and_new_where_the_sentence_changed(
    tmp_path: Path,
) -> None:
    name = str(tmp_path / "a.txt")
    baseline = saved(tmp_path / "b.json", {name: ONE})
    moved = found("New line.\n\nOne  two.\nThree, four.", [(11, 14, "doubt"), (21, 26, "slogans")])
    assert [one.text for one in baseline.new(name, moved, whole=True)] == ["Three"]
    assert baseline.stale() == {"a.txt": 1}


def test_of_findings_alike_those_beyond_the_count_are_new(tmp_path: Path) -> None:
    name = str(tmp_path / "a.txt")
    twice = found("One.\nOne.", [(0, 3, "doubt"), (5, 8, "doubt")])
    baseline = saved(tmp_path / "b.json", {name: twice})
    assert json.loads((tmp_path / "b.json").read_text())["findings"]["a.txt"][0]["count"] == 2
    thrice = found("One.\nOne.\nOne.", [(0, 3, "doubt"), (5, 8, "doubt"), (10, 13, "doubt")])
    assert [one.start for one in baseline.new(name, thrice, whole=True)] == [10]
    assert baseline.new(name, thrice[1:2], whole=True) == []
    assert baseline.stale() == {"a.txt": 1}


def test_a_file_that_is_given_twice_is_compared_anew(tmp_path: Path) -> None:
    name = str(tmp_path / "a.txt")
    baseline = saved(tmp_path / "b.json", {name: ONE})
    for _ in range(2):
        assert baseline.new(name, ONE, whole=True) == []
    assert baseline.stale() == {}


def test_records_of_a_file_share_its_entries(tmp_path: Path) -> None:
    name = str(tmp_path / "a.jsonl")
    baseline = Baseline(str(tmp_path / "b.json"))
    for _ in range(2):
        baseline.record(name, ONE, whole=False)
    again = Baseline(str(tmp_path / "b.json"), baseline.files)
    assert [again.new(name, ONE, whole=False) for _ in range(3)] == [[], [], ONE]


def test_files_are_named_from_the_folder_of_the_baseline_wherever_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "texts")
    monkeypatch.chdir(tmp_path)
    baseline = saved(Path("b.json"), {"texts/a.txt": ONE})
    monkeypatch.chdir(tmp_path / "texts")
    for name in ("a.txt", "../texts/a.txt", str(tmp_path / "texts/a.txt"), "../link/a.txt"):
        assert Baseline.read("../b.json").new(name, ONE, whole=True) == [], name
    assert baseline.new("b.txt", ONE, whole=True) == ONE
    assert Baseline.read("../b.json").name("-") == "-"


def test_only_findings_of_files_that_were_read_whole_or_are_there_no_more_are_gone(tmp_path: Path) -> None:
    names = [str(tmp_path / f"{name}.txt") for name in ("read", "failed", "other", "gone")]
    for name in names[:3]:
        Path(name).touch()
    baseline = saved(tmp_path / "b.json", dict.fromkeys(names, ONE))
    baseline.new(names[0], [], whole=True)
    baseline.new(names[1], [], whole=False)
    assert baseline.stale(failed=[names[1]]) == {"gone.txt": 2, "read.txt": 2}
    baseline.settle()
    assert sorted(baseline.files) == ["failed.txt", "other.txt", "read.txt"]


def test_a_file_has_a_line_for_each_kind_sorted_so_that_it_diffs_well(tmp_path: Path) -> None:
    baseline = Baseline(str(tmp_path / "b.json"))
    baseline.record(str(tmp_path / "b.txt"), reversed(ONE), whole=True)
    baseline.record(str(tmp_path / "a.txt"), ONE[:1], whole=True)
    baseline.record(str(tmp_path / "none.txt"), [], whole=True)
    assert baseline.text().splitlines() == [
        "{",
        ' "propdetect_baseline": 1,',
        ' "findings": {',
        '  "a.txt": [',
        f'   {{"technique": "doubt", "text": "One", "count": 1, "fingerprint": "{ONE[0].kind}"}}',
        "  ],",
        '  "b.txt": [',
        f'   {{"technique": "doubt", "text": "One", "count": 1, "fingerprint": "{ONE[0].kind}"}},',
        f'   {{"technique": "slogans", "text": "Three", "count": 1, "fingerprint": "{ONE[1].kind}"}}',
        "  ]",
        " }",
        "}",
    ]
    assert json.loads(Baseline("b.json").text()) == {"propdetect_baseline": 1, "findings": {}}


@given(nasty())
def test_whatever_a_text_holds_its_findings_are_known_again(
    tmp_path_factory: pytest.TempPathFactory, case: tuple[str, list[Span]]
) -> None:
    listed = found(*case)
    name = '\udc80 \u2028 "x".txt'
    baseline = saved(tmp_path_factory.getbasetemp() / "any.json", {name: listed})
    assert baseline.new(name, listed, whole=True) == []
    assert baseline.stale() == {}
    written = json.loads((tmp_path_factory.getbasetemp() / "any.json").read_bytes())["findings"]
    assert sum(entry["count"] for entries in written.values() for entry in entries) == len(listed)


ENTRY = {"technique": "doubt", "text": "One", "count": 1, "fingerprint": "0" * 32}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"",
            "b.json:1:1: is no JSON (Expecting value); restore it, or write it again with --write-baseline b.json",
        ),
        (b'{"propdetect_baseline": 1,\n "findings": {', "b.json:2:15: is no JSON ("),
        (b"[" * 100_000, "b.json: is nested too deep to be a baseline; "),
        (b"\xff\xfe{\0", "b.json:1:1: the file is UTF-16; save it as UTF-8"),
        (b'{"a\xe9": 1}', "b.json:1:4: byte 0xe9 is not UTF-8; save the file as UTF-8"),
        (b"[]", 'b.json: is no baseline or is damaged (it lacks "propdetect_baseline": 1); restore it, or '),
        (b'{"findings": {}}', "b.json: is no baseline or is damaged ("),
        (
            b'{"propdetect_baseline": 2, "findings": {}}',
            "b.json: is a baseline of version 2; update propdetect, or ",
        ),
        (b'{"propdetect_baseline": "1", "findings": {}}', "b.json: is no baseline"),
        (b'{"propdetect_baseline": 1}', "b.json: is no baseline or is damaged ('findings'); "),
        (b'{"propdetect_baseline": 1, "findings": []}', "b.json: is no baseline or is damaged ("),
        (b'{"propdetect_baseline": 1, "findings": {"a": 7}}', "b.json: is no baseline or is damaged ("),
        (b'{"propdetect_baseline": 1, "findings": {"a": [7]}}', "b.json: is no baseline or is damaged ("),
    ],
)
def test_a_damaged_baseline_is_one_line_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.json").write_bytes(content)
    with pytest.raises(BaselineError) as error:
        Baseline.read("b.json")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "wrong",
    [{"count": 0}, {"count": True}, {"count": 1.5}, {"count": "1"}, {"fingerprint": "0"}, {"fingerprint": 0},
     {"technique": None}, {"text": 1}],
)  # fmt: skip
def test_a_damaged_entry_is_an_error_that_shows_it(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps({"propdetect_baseline": 1, "findings": {"a": [{**ENTRY, **wrong}]}}))
    with pytest.raises(BaselineError, match=r"is no baseline or is damaged \(an entry"):
        Baseline.read(str(path))


def test_a_baseline_that_is_missing_or_a_folder_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match=r"no such baseline; write it again with --write-baseline .*b\.json"):
        Baseline.read(str(tmp_path / "b.json"))
    with pytest.raises(BaselineError, match=r"cannot be read \(Is a directory\); write"):
        Baseline.read(str(tmp_path))


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,0 abf\n', max_size=60).map(str.encode))
def test_any_file_is_a_baseline_or_an_error_of_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(data)
    with pytest.raises(BaselineError) as error:
        Baseline.read(str(path))
    assert "\n" not in str(error.value)
