"""What git says has changed, with whatever names, lines and configuration a repository has."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_reports import made
from propdetect.readers import Document, Options, documents
from propdetect.rules.changed import ChangedError, Changes, parse
from propdetect.writers import Source
from propdetect.writers.findings import findings

ME = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def git(folder: Path, *arguments: str, **variables: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, env={**os.environ, **ME, **variables}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose only commit has a file of three lines, without configuration of the user."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "a.txt").write_text("one\ntwo\nthree\n")
    commit(folder)
    return folder


def lines(path: Path, revision: str = "HEAD") -> list[tuple[float, float]] | None:
    return Changes(revision, [str(path)]).lines(str(path))


def shown(path: Path, word: str = "why", **options: object) -> list[tuple[int, int]]:
    """The spans in their source of the words that are findings in changed lines; each line is a sentence."""
    changes = Changes("HEAD", [str(path)])
    found = []
    for document in documents([str(path)], Options(**options)):  # type: ignore[arg-type]
        assert isinstance(document, Document), document
        spans = [
            (at, at + len(word), "doubt") for at in range(len(document.text)) if document.text[at:].startswith(word)
        ]
        every = list(findings(Source(str(path), document.text), made(document.text, spans)))
        found += [document.span(one.start, one.end) for one in changes.left(document, every)]
    return found


def test_lines_that_are_new_or_different_are_known_staged_or_not(repository: Path) -> None:
    path = repository / "a.txt"
    assert lines(path) == []
    path.write_text("one\nTWO\nthree\nfour\nfive\n")
    assert lines(path) == [(2, 2), (4, 5)]
    git(repository, "add", "a.txt")
    assert lines(path) == [(2, 2), (4, 5)]
    path.write_text("zero\none\nTWO\nthree\nfour\nfive\n")
    assert lines(path) == [(1, 1), (3, 3), (5, 6)]


def test_lines_that_were_taken_away_lie_between_two(repository: Path) -> None:
    (repository / "a.txt").write_text("one\nthree\n")
    assert lines(repository / "a.txt") == [(1.5, 1.5)]


def test_all_lines_of_a_file_that_git_does_not_track_are_new(repository: Path) -> None:
    (repository / ".gitignore").write_text("ignored.txt\n")
    for name in ("new.txt", "ignored.txt"):
        (repository / name).write_text("one\n")
        assert lines(repository / name) is None
    git(repository, "rm", "-q", "--cached", "a.txt")
    assert lines(repository / "a.txt") is None
    git(repository, "add", "new.txt")
    assert lines(repository / "new.txt") == [(1, 1)]


def test_a_file_that_was_renamed_is_compared_with_what_it_was(repository: Path) -> None:
    (repository / "b.txt").write_text("".join(f"line {number}\n" for number in range(30)))
    commit(repository)
    git(repository, "mv", "b.txt", "c.txt")
    assert lines(repository / "c.txt") == []
    (repository / "c.txt").write_text((repository / "c.txt").read_text().replace("line 7\n", "changed\n"))
    assert lines(repository / "c.txt") == [(8, 8)]


@pytest.mark.parametrize(
    "name",
    ["sp ace.txt", 'q"uote.txt', "tab\there.txt", "line\nend.txt", "back\\slash.txt", "caf\u00e9.txt", "-n.txt",
     "a b/and b/c.txt", "\u2028.txt", "\udcff.txt", ":(glob)*.txt", "trail "],
)  # fmt: skip
def test_any_name_of_a_file_is_known_again(repository: Path, name: str) -> None:
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for first, second, expected in ((b"one\ntwo\n", b"one\n2\n", [(2, 2)]), (b"\0one\n", b"\0two\n", None)):
        path.write_bytes(first)
        commit(repository)
        assert lines(path) == []
        path.write_bytes(second)
        assert lines(path) == expected


def test_lines_of_a_file_are_never_taken_for_headers(repository: Path) -> None:
    path = repository / "a.txt"
    path.write_text("-- a/b.txt\n++ b/b.txt\n@ -1 +1 @@\nBinary files a and b differ\none\ntwo\n")
    (repository / "b.txt").write_text("same\n")
    commit(repository)
    path.write_text("++ b/b.txt\n@@ -1 +1 @@\n-- x\n++ b/b.txt\ntwo\nthree")
    changes = Changes("HEAD", [str(path), str(repository / "b.txt")])
    assert changes.lines(str(repository / "b.txt")) == []
    assert changes.lines(str(path))


def test_configuration_and_hooks_of_the_user_change_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in {
        "diff.external": "false", "color.ui": "always", "diff.noprefix": "true", "diff.mnemonicPrefix": "true",
        "diff.context": "5", "diff.interHunkContext": "9", "core.quotePath": "true", "diff.orderFile": "missing",
        "diff.relative": "true", "diff.renames": "false", "core.pager": "false", "diff.x.textconv": "false",
    }.items():  # fmt: skip
        git(repository, "config", key, value)
    (repository / ".gitattributes").write_text("*.txt diff=x\n")
    other = repository.parent / "other"
    other.mkdir()
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=9")
    (repository / "a.txt").write_text("ONE\ntwo\nTHREE\n")
    assert lines(repository / "a.txt") == [(1, 1), (3, 3)]


def test_files_of_several_repositories_are_each_compared_in_their_own(repository: Path) -> None:
    inner = repository / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "b.txt").write_text("one\n")
    commit(inner)
    (inner / "b.txt").write_text("one\ntwo\n")
    (repository / "a.txt").write_text("one\ntwo\nthree\n4\n")
    (repository / "link.txt").symlink_to(inner / "b.txt")
    paths = [str(repository / name) for name in ("a.txt", "inner/b.txt", "link.txt")]
    changes = Changes("HEAD", paths)
    assert [changes.lines(path) for path in paths] == [[(4, 4)], [(2, 2)], [(2, 2)]]


@pytest.mark.parametrize("revision", ["HEAD", "HEAD~0", "main", "v1", "HEAD^{tree}~0", "@"])
def test_a_revision_is_whatever_git_takes_for_a_commit(repository: Path, revision: str) -> None:
    git(repository, "branch", "-M", "main")
    git(repository, "tag", "-a", "v1", "-m", "x")
    (repository / "a.txt").write_text("one\n2\nthree\n")
    if "tree" in revision:
        with pytest.raises(ChangedError):
            lines(repository / "a.txt", revision)
    else:
        assert lines(repository / "a.txt", revision) == [(2, 2)]


@pytest.mark.parametrize(
    "revision",
    ["nope", "", "--output=stolen", "-O", "--", "HEAD:a.txt", "HEAD..HEAD", "a b", "a.txt", "--end-of-options",
     "HEAD --output=stolen", "$(touch stolen)", "x\nHEAD", "\0", "^HEAD"],
)  # fmt: skip
def test_what_is_no_revision_is_one_line_with_a_remedy_and_does_nothing(repository: Path, revision: str) -> None:
    before = sorted(repository.rglob("*"))
    with pytest.raises(ChangedError) as error:
        lines(repository / "a.txt", revision)
    assert str(error.value).startswith("--changed-lines: ")
    assert "give a commit, branch or tag that git log lists" in str(error.value)
    assert str(error.value).isprintable()
    assert sorted(repository.rglob("*")) == before


def test_without_repository_git_or_file_there_is_one_line_with_a_remedy(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    with pytest.raises(
        ChangedError, match=r"a\.txt: is in no git repository, so no line of it has changed; leave out"
    ):
        lines(path)
    with pytest.raises(ChangedError, match="-: standard input has no revision to compare with; name a file"):
        Changes("HEAD", ["-"])
    # whoever reads it says that it is missing
    Changes("HEAD", [str(tmp_path / "missing.txt")])
    git(repository.parent, "init", "-q", "empty")
    (repository.parent / "empty/a.txt").touch()
    with pytest.raises(ChangedError, match='empty has no revision "HEAD"'):
        lines(repository.parent / "empty/a.txt")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ChangedError, match="needs git, which is not installed; install it, or leave it out"):
        lines(repository / "a.txt")


def test_what_git_itself_refuses_is_said(repository: Path) -> None:
    (repository / ".git/index").write_bytes(b"broken")
    with pytest.raises(
        ChangedError, match=r"repository: git cannot say what changed .*run git status there"
    ) as error:
        lines(repository / "a.txt")
    assert "\n" not in str(error.value)


def test_findings_are_those_whose_sentence_has_a_changed_line(repository: Path) -> None:
    path = repository / "a.txt"
    path.write_bytes(b"why 1\nwhy 2\r\nwhy 3\nwhy 4\n")
    commit(repository)
    assert shown(path) == []
    path.write_bytes(b"why 1\nwhy two\r\nwhy 3\nwhy 4\nwhy 5")
    assert shown(path) == [(6, 9), (27, 30)]


def test_lines_are_those_of_git_where_a_file_has_lone_carriage_returns(repository: Path) -> None:
    path = repository / "a.txt"
    path.write_bytes(b"why 1\rwhy 2\rwhy 3\nwhy 4\n")
    commit(repository)
    path.write_bytes(b"why 1\rwhy 2\rwhy 3\nwhy four\n")
    assert shown(path) == [(18, 21)]


def test_a_sentence_that_lost_a_line_in_its_middle_has_changed(repository: Path) -> None:
    path = repository / "a.md"
    path.write_text("Who knows\nwhy not\nat all?\n\nAnd why?\n")
    commit(repository)
    path.write_text("Who knows why\nat all?\n\nAnd why?\n")
    assert len(shown(path)) == 1
    commit(repository)
    path.write_text("Who knows why\n\nAnd why?\n")
    assert shown(path) == []


def test_records_are_compared_by_their_lines_and_what_is_no_text_as_a_whole(repository: Path) -> None:
    path = repository / "a.jsonl"
    path.write_text('{"text": "why 1"}\n{"text": "why 2"}\n')
    (repository / "a.txt").write_text("why 1\nwhy 2", "utf-16")
    (repository / "b.txt").write_text("why 1\nwhy 2", "utf-16")
    commit(repository)
    path.write_text('{"text": "why 1"}\n{"text": "why two"}\n')
    (repository / "a.txt").write_text("why 1\nwhy two", "utf-16")
    assert shown(path) == [(10, 13)]
    assert len(shown(repository / "a.txt")) == 2
    assert shown(repository / "b.txt") == []


def test_rows_of_parquet_are_compared_as_a_whole(repository: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = repository / "a.parquet"
    parquet.write_table(pyarrow.table({"text": ["why", "so"]}), path)
    commit(repository)
    assert shown(path) == []
    parquet.write_table(pyarrow.table({"text": ["why", "why"]}), path)
    assert len(shown(path)) == 2


@given(
    st.binary()
    | st.lists(st.sampled_from((b"@@ -1 +1,2 @@", b"+++ b/x", b"+x", b"\\ no", b'+++ "b/\\'))).map(b"\n".join)
)
def test_no_output_of_git_however_cut_is_a_crash(diff: bytes) -> None:
    assert isinstance(parse(diff), dict)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_lines_that_git_calls_changed_are_those_that_differ(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    git(folder, "init", "-q")
    words = st.lists(st.sampled_from(("a", "b", "++ b/x", "-- a", "@@ -1 +1 @@", "")), max_size=8)
    old, new = data.draw(words), data.draw(words)
    (folder / "x").write_text("".join(f"{line}\n" for line in old))
    commit(folder)
    (folder / "x").write_text("".join(f"{line}\n" for line in new))
    found = lines(folder / "x")
    assert found is not None
    added = [line for line in range(1, len(new) + 1) if any(low <= line <= high for low, high in found)]
    kept = [line for number, line in enumerate(new, 1) if number not in added]
    # what was not added was there before, in the same order
    rest = iter(old)
    assert all(line in rest for line in kept)
